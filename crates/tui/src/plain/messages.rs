//! What the console shows, as lines to be read aloud: no frame, no columns to align, one thing a line.

use crate::dialog::{Dialog, Field, Purpose, Value};
use crate::line::{Line, Tone};
use crate::model::Model;
use crate::{palette, view};
use std::collections::BTreeSet;

/// The cursor's sign in front of a line.
const CURSOR: &str = "> ";
/// Rows of the palette that are told.
const PALETTE_ROWS: usize = 10;

/// Everything there is to see now: the dialog, or the screen.
pub fn all(model: &Model) -> Vec<String> {
    let lines = match &model.dialog {
        _ if model.blank => vec![Line::of(&model.texts.t("blank-screen"))],
        Some(dialog) => self::dialog(model, dialog),
        None => screen(model),
    };
    lines
        .iter()
        .map(spoken)
        // What is drawn with bars and dots says nothing by itself.
        .filter(|line| line.chars().any(char::is_alphanumeric))
        .collect()
}

/// The message above the keys; empty when there is none.
pub fn message(model: &Model) -> String {
    spoken(&view::message(model))
}

/// A line without the blanks that only align it.
fn spoken(line: &Line) -> String {
    let mut spoken = String::new();
    for word in line.plain().split("  ").map(str::trim) {
        if !word.is_empty() {
            if !spoken.is_empty() {
                spoken.push_str("  ");
            }
            spoken.push_str(word);
        }
    }
    spoken
}

fn screen(model: &Model) -> Vec<Line> {
    let frame = model.route().screen().frame(model);
    let mut lines = vec![
        Line::of("== ")
            .add(&frame.title, Tone::Plain)
            .gap(2)
            .add(&view::who(model, ""), Tone::Plain),
        Line::of(&frame.position),
    ];
    lines.extend(frame.head);
    lines.extend(frame.columns);
    lines.extend(frame.body);
    lines.extend(frame.tail);
    lines
}

fn dialog(model: &Model, dialog: &Dialog) -> Vec<Line> {
    let texts = &model.texts;
    let mut lines = vec![Line::of("== ").add(&dialog.title, Tone::Plain)];
    if dialog.purpose != Purpose::Palette {
        lines.extend(dialog.lines.iter().map(|(text, _)| Line::of(text)));
    }
    lines.extend(view::page_head(model, dialog).map(|head| Line::of(&head)));
    if let Some(page) = dialog.pages.get(dialog.page) {
        lines.extend(page.iter().map(|(text, _)| Line::of(text)));
    }
    for (at, one) in dialog.fields.iter().enumerate() {
        lines.push(field(model, one, dialog.focus == at + 1));
    }
    if dialog.purpose == Purpose::Palette {
        for (at, offer) in palette::rows(model, dialog).iter().enumerate() {
            if (dialog.top..dialog.top + PALETTE_ROWS).contains(&at) {
                let sign = if at == dialog.top { CURSOR } else { "" };
                lines.push(
                    Line::of(sign)
                        .add(&texts.t(offer.name), Tone::Plain)
                        .gap(2)
                        .add(&offer.shown(), Tone::Key),
                );
            }
        }
    }
    if let Some(error) = &dialog.error {
        lines.push(Line::of("x ").add(error, Tone::Bad));
    }
    lines.push(Line::of(&prompt(model, dialog)));
    lines
}

fn field(model: &Model, field: &Field, focused: bool) -> Line {
    let line = Line::of(if focused { CURSOR } else { "" })
        .add(&field.label, Tone::Plain)
        .add(": ", Tone::Plain);
    match &field.value {
        Value::Text(text) => line.add(text, Tone::Plain),
        Value::Check(on) => {
            let key = if *on { "plain-yes" } else { "plain-no" };
            line.add(&model.texts.t(key), Tone::Plain)
        }
        Value::Choice(options, at) => {
            options
                .iter()
                .enumerate()
                .fold(line, |line, (n, (_, label))| {
                    let sign = if n == *at { "*" } else { "" };
                    line.add(&format!("{sign}{} {label}", n + 1), Tone::Plain)
                        .gap(2)
                })
        }
    }
}

/// What may be typed now.
fn prompt(model: &Model, dialog: &Dialog) -> String {
    let key = match dialog.field_at_focus().map(|field| &field.value) {
        _ if dialog.purpose == Purpose::Tell => "plain-tell",
        _ if !dialog.is_read() => "plain-pages",
        Some(Value::Text(_)) => "plain-text",
        Some(Value::Choice(..)) => "plain-choice",
        Some(Value::Check(_)) => "plain-check",
        None if dialog.focus == 0 => "plain-cancel",
        None => "plain-confirm",
    };
    model.texts.with(key, &[("button", &dialog.confirm)])
}

/// What to say of `now` to somebody who heard `before`: all of another screen or dialog, else what is new. That the
/// cursor has left a line is no news.
pub fn news<'a>(before: &[String], now: &'a [String]) -> Vec<&'a str> {
    let same = before.first() == now.first();
    let heard: BTreeSet<&str> = before
        .iter()
        .flat_map(|line| [Some(line.as_str()), line.strip_prefix(CURSOR)])
        .flatten()
        .collect();
    now.iter()
        .map(String::as_str)
        .filter(|line| !same || !heard.contains(line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_aligned_by_blanks_is_told_in_one_breath() {
        let line = Line::of("  26-1").gap(9).add("王 敏", Tone::Plain).gap(30);
        assert_eq!(spoken(&line), "26-1  王 敏");
    }

    #[test]
    fn another_screen_is_told_whole_and_a_moved_cursor_by_what_changed() {
        let text = |lines: &[&str]| {
            lines
                .iter()
                .map(|line| (*line).to_owned())
                .collect::<Vec<_>>()
        };
        let first = text(&["== queue", "1/2", "> a", "b"]);
        let moved = text(&["== queue", "2/2", "a", "> b"]);
        assert_eq!(news(&first, &moved), ["2/2", "> b"]);
        assert_eq!(news(&first, &first), Vec::<&str>::new());
        let other = text(&["== home", "1/2", "b"]);
        assert_eq!(news(&first, &other), ["== home", "1/2", "b"]);
        assert_eq!(news(&[], &first).len(), 4);
    }
}
