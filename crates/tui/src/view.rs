//! The whole screen as lines of exact width: a pure function of the model.

use crate::dialog::{Dialog, Purpose, Value};
use crate::keys::Key;
use crate::line::{Line, Tone, rule};
use crate::model::{Model, NoteKind};
use crate::screens::{self, Frame, ScreenKind, inner_width};
use crate::{commands, palette};
use domain::role::{Action, Role};
use workflow::Mode;

/// Columns of a command's name in the palette.
const NAME_COLUMNS: usize = 24;
/// Columns of its keys.
const KEY_COLUMNS: usize = 12;
/// Lines of one claim of a sample; what is longer is read on the claim's own screen.
const PAGE_LINES_MAX: usize = 9;
/// Fewest rows a dialog gets for its sentences.
const DIALOG_LINES_MIN: usize = 3;

/// The lines of the screen, from the first to the last, each as wide as the terminal.
pub fn lines(model: &Model) -> Vec<Line> {
    let (width, height) = model.size;
    if !model.fits() {
        let key = commands::leaving_key(model).map_or_else(String::new, Key::shown);
        let told = model.texts.with("too-small", &[("key", &key)]);
        return message_alone(model, &told, Tone::Warn);
    }
    if model.blank {
        return message_alone(model, &model.texts.t("blank-screen"), Tone::Plain);
    }
    let frame = model.route().screen().frame(model);
    let mut lines = framed(model, frame);
    let room = height.saturating_sub(2);
    lines.truncate(room.saturating_sub(1));
    while lines.len() + 1 < room {
        lines.push(Line::new().framed(width));
    }
    lines.push(rule(width, "", ""));
    if let Some(dialog) = &model.dialog {
        over(model, dialog, &mut lines);
    }
    lines.push(dated(model, message(model)).fit(width));
    lines.push(hints(model).fit(width));
    lines
}

/// One sentence on an empty screen.
fn message_alone(model: &Model, sentence: &str, tone: Tone) -> Vec<Line> {
    let (width, height) = model.size;
    let mut lines = vec![Line::new().add(sentence, tone).fit(width)];
    lines.resize(height, Line::new().fit(width));
    lines.truncate(height);
    lines
}

fn framed(model: &Model, frame: Frame) -> Vec<Line> {
    let width = model.size.0;
    let mut lines = vec![rule(width, &frame.title, &who(model, &frame.position))];
    let parted = !frame.head.is_empty();
    lines.extend(frame.head.into_iter().map(|line| line.framed(width)));
    if parted {
        lines.push(rule(width, "", ""));
    }
    if let Some(columns) = frame.columns {
        lines.push(columns.framed(width));
        lines.push(rule(width, "", ""));
    }
    let tail_rows = if frame.tail.is_empty() {
        0
    } else {
        frame.tail.len() + 1
    };
    let body_end = model.size.1.saturating_sub(3 + tail_rows);
    lines.extend(frame.body.into_iter().map(|line| line.framed(width)));
    lines.truncate(body_end);
    if tail_rows > 0 {
        while lines.len() < body_end {
            lines.push(Line::new().framed(width));
        }
        lines.push(rule(width, "", ""));
        lines.extend(frame.tail.into_iter().map(|line| line.framed(width)));
    }
    lines
}

/// Position, what the installation is for, who sits here as what.
pub(crate) fn who(model: &Model, position: &str) -> String {
    let texts = &model.texts;
    let role = texts.word("role", model.me.role.code());
    format!("{position}  {} {}({role})", banner(model), model.me.name)
        .trim_start()
        .to_owned()
}

/// What the installation is for, each with a sign of its own, so that no colour is needed to tell them apart; and that
/// the operator can change nothing.
fn banner(model: &Model) -> String {
    let texts = &model.texts;
    let mode = if model.me.mode == Mode::Rehearsal {
        format!("[{}]", texts.t("mode-rehearsal"))
    } else {
        format!("<!{}!>", texts.t("mode-production"))
    };
    if changes_anything(model.me.role) {
        mode
    } else {
        format!("{mode} ={}=", texts.t("mode-read-only"))
    }
}

/// The role may do more than look.
fn changes_anything(role: Role) -> bool {
    Action::ALL.iter().any(|action| {
        role.may(*action)
            && !matches!(
                action,
                Action::Read | Action::Audit | Action::Watch | Action::Reveal
            )
    })
}

/// A rehearsal may pretend a day, by which windows and deadlines are judged, while records carry the real clock: the day
/// is told wherever the message leaves room for it, and how far away the terminal is.
fn dated(model: &Model, line: Line) -> Line {
    let mut told = Vec::new();
    if model.me.pretends {
        let day = model.me.today.to_string();
        told.push(model.texts.with("pretended-day", &[("day", &day)]));
    }
    if let Some(link) = model.link_ms {
        let ms = link.to_string();
        told.push(model.texts.with("link", &[("ms", &ms)]));
    }
    let told = told.join("  ");
    let left = model
        .size
        .0
        .saturating_sub(line.width() + crate::text::width(&told) + 1);
    if left == 0 || told.is_empty() {
        return line;
    }
    line.gap(left).add(&told, Tone::Dim)
}

/// The line above the keys: a running command, a message, or that something is read.
pub(crate) fn message(model: &Model) -> Line {
    let texts = &model.texts;
    if model.lost {
        return Line::new()
            .add(" !! ", Tone::Bad)
            .add(&texts.t("database-lost"), Tone::Bad);
    }
    if let Some(running) = &model.running {
        let bar = running
            .progress
            .as_ref()
            .map(|progress| self::bar(progress.done, progress.of))
            .unwrap_or_default();
        return Line::new().add(
            &format!(" {} {} {bar}", texts.t("word-running"), running.label),
            Tone::Warn,
        );
    }
    if let Some(note) = &model.note {
        let (sign, tone) = match note.kind {
            NoteKind::Good => ("=", Tone::Good),
            NoteKind::Warn => ("!", Tone::Warn),
            NoteKind::Bad => ("x", Tone::Bad),
        };
        return Line::new().add(&format!(" {sign} {}", note.text), tone);
    }
    if !model.others.is_empty() {
        let names = model.others.join(", ");
        let told = texts.with("note-also-here", &[("names", &names)]);
        return Line::new().add(&format!(" ! {told}"), Tone::Warn);
    }
    if model.is_waiting() {
        return Line::new().gap(1).add(&texts.t("word-loading"), Tone::Dim);
    }
    Line::new()
}

/// Columns of a progress bar.
const BAR: usize = 30;

/// `[#####     ] 12 / 40`.
fn bar(done: usize, of: usize) -> String {
    if of == 0 {
        return format!("{done}");
    }
    let full = done.min(of) * BAR / of;
    format!(
        "[{}{}] {done} / {of}",
        "#".repeat(full),
        " ".repeat(BAR - full)
    )
}

fn hints(model: &Model) -> Line {
    let texts = &model.texts;
    if model.chord {
        return ScreenKind::of(&model.me).fold(Line::new().gap(1), |line, (_, go)| {
            line.add(&format!("g{}", go.letter), Tone::Key)
                .gap(1)
                .add(&texts.t(go.name), Tone::Plain)
                .gap(2)
        });
    }
    if let Some(dialog) = &model.dialog {
        let key = match (
            &dialog.purpose,
            dialog.field_at_focus().map(|field| &field.value),
        ) {
            (Purpose::Tell, _) => "hint-tell",
            (Purpose::Palette, _) => "hint-palette",
            _ if !dialog.is_read() => "hint-pages",
            (purpose, None) if !purpose.is_harmless() && !dialog.moved => "hint-first-tab",
            (_, Some(Value::Choice(..))) => "hint-choice",
            (_, Some(Value::Check(_))) => "hint-check",
            _ => "hint-dialog",
        };
        return Line::new().gap(1).add(&texts.t(key), Tone::Plain);
    }
    let offers = commands::commands(model);
    let mut line = Line::new().gap(1);
    let tail = Line::new()
        .add("g", Tone::Key)
        .gap(1)
        .add(&texts.t("hint-go"), Tone::Plain)
        .gap(2)
        .add("?", Tone::Key)
        .gap(1)
        .add(&texts.t("hint-help"), Tone::Plain);
    for offer in offers.iter().filter(|offer| offer.hint) {
        let keys = offer
            .keys
            .first()
            .map(|key| key.shown())
            .unwrap_or_default();
        let name = texts.t(offer.name);
        let piece = Line::new()
            .add(&keys, Tone::Key)
            .gap(1)
            .add(&name, Tone::Plain)
            .gap(2);
        if line.width() + piece.width() + tail.width() > model.size.0 {
            break;
        }
        line = line.join(piece);
    }
    line.join(tail)
}

/// Lays a dialog over the lowest lines of the frame, so that the amounts above stay readable.
fn over(model: &Model, dialog: &Dialog, lines: &mut [Line]) {
    let box_lines = boxed(model, dialog, lines.len().saturating_sub(2));
    let first = lines.len().saturating_sub(box_lines.len() + 1);
    for (line, drawn) in lines.iter_mut().skip(first).zip(box_lines) {
        *line = drawn.framed(model.size.0);
    }
}

/// The dialog's own frame.
fn boxed(model: &Model, dialog: &Dialog, rows: usize) -> Vec<Line> {
    let width = inner_width(model.size).min(96);
    let inside = width.saturating_sub(4);
    let fields = dialog.fields.len();
    // Frame, fields, error, buttons.
    let paged = page(model, dialog, inside);
    let room = rows
        .saturating_sub(fields + 4 + paged.len())
        .max(DIALOG_LINES_MIN);
    let mut lines = vec![rule(width, &dialog.title, "")];
    lines.extend(
        sentences(model, dialog, inside, room)
            .into_iter()
            .map(|line| line.framed(width)),
    );
    lines.extend(paged.into_iter().map(|line| line.framed(width)));
    let label = dialog
        .fields
        .iter()
        .map(|field| crate::text::width(&field.label))
        .max()
        .unwrap_or(0);
    for (at, field) in dialog.fields.iter().enumerate() {
        let caret = (dialog.focus == at + 1).then_some(dialog.caret);
        lines.push(self::field(&field.label, &field.value, label, inside, caret).framed(width));
    }
    if dialog.purpose == Purpose::Palette {
        lines.extend(
            palette(model, dialog, inside, room)
                .into_iter()
                .map(|line| line.framed(width)),
        );
    }
    if let Some(error) = &dialog.error {
        lines.push(
            Line::new()
                .add("x ", Tone::Bad)
                .add(error, Tone::Bad)
                .framed(width),
        );
    }
    lines.push(buttons(model, dialog).framed(width));
    lines.push(rule(width, "", ""));
    lines
}

fn sentences(model: &Model, dialog: &Dialog, width: usize, room: usize) -> Vec<Line> {
    if dialog.purpose == Purpose::Palette {
        return Vec::new();
    }
    let wrapped: Vec<Line> = dialog
        .lines
        .iter()
        .skip(dialog.top)
        .flat_map(|(text, tone)| screens::wrapped(text, "", width, *tone))
        .collect();
    let cut = wrapped.len() > room;
    let mut lines: Vec<Line> = wrapped.into_iter().take(room).collect();
    if cut && let Some(last) = lines.last_mut() {
        *last = Line::new().add(&model.texts.t("tell-more"), Tone::Dim);
    }
    lines
}

/// Which page of the sample is looked at, of how many.
pub(crate) fn page_head(model: &Model, dialog: &Dialog) -> Option<String> {
    (!dialog.pages.is_empty()).then(|| {
        model.texts.with(
            "ask-sample-head",
            &[
                ("page", &(dialog.page + 1).to_string()),
                ("pages", &dialog.pages.len().to_string()),
                ("seen", &dialog.seen.len().to_string()),
            ],
        )
    })
}

/// The page of the sample that is looked at.
fn page(model: &Model, dialog: &Dialog, width: usize) -> Vec<Line> {
    let (Some(head), Some(page)) = (page_head(model, dialog), dialog.pages.get(dialog.page)) else {
        return Vec::new();
    };
    let texts = &model.texts;
    let how = texts.t(if dialog.is_read() {
        "ask-sample-read"
    } else {
        "ask-sample-first"
    });
    let mut lines = vec![rule(width, &head, "")];
    let whole: Vec<Line> = page
        .iter()
        .flat_map(|(text, tone)| screens::wrapped(text, "", width, *tone))
        .collect();
    let cut = whole.len() > PAGE_LINES_MAX;
    lines.extend(whole.into_iter().take(PAGE_LINES_MAX));
    if cut && let Some(last) = lines.last_mut() {
        *last = Line::new().add(&texts.t("ask-sample-long"), Tone::Warn);
    }
    lines.push(Line::new().add(&how, Tone::Dim));
    lines.push(rule(width, "", ""));
    lines
}

fn palette(model: &Model, dialog: &Dialog, width: usize, room: usize) -> Vec<Line> {
    let rows = palette::rows(model, dialog);
    let first = dialog.top.saturating_sub(room.saturating_sub(1));
    rows.iter()
        .enumerate()
        .skip(first)
        .take(room)
        .map(|(at, offer)| {
            let cli = match offer.cli {
                "" => String::new(),
                words => format!("gongbao {words}"),
            };
            let line = Line::new()
                .left(if at == dialog.top { ">" } else { " " }, 2, Tone::Plain)
                .left(&model.texts.t(offer.name), NAME_COLUMNS, Tone::Plain)
                .gap(1)
                .left(&offer.shown(), KEY_COLUMNS, Tone::Key)
                .gap(1)
                .fill(&cli, width, 0, Tone::Dim);
            if at == dialog.top {
                line.toned(Tone::Selected)
            } else {
                line
            }
        })
        .collect()
}

/// A field; `caret` stands before so many characters of the text in focus.
fn field(
    label: &str,
    value: &Value,
    label_width: usize,
    width: usize,
    caret: Option<usize>,
) -> Line {
    let focused = caret.is_some();
    let line = Line::new()
        .left(if focused { ">" } else { " " }, 2, Tone::Plain)
        .left(label, label_width, Tone::Dim)
        .gap(1);
    let room = width.saturating_sub(line.width() + 2);
    match value {
        Value::Text(text) => {
            let tone = if focused { Tone::Field } else { Tone::Plain };
            let at = text.char_indices().nth(caret.unwrap_or(usize::MAX));
            let (before, after) = text.split_at(at.map_or(text.len(), |(at, _)| at));
            let before = tail_of(before, room.saturating_sub(1));
            let after = head_of(after, room.saturating_sub(crate::text::width(&before)));
            let shown = crate::text::width(&before) + crate::text::width(after);
            let line = line.add("[", Tone::Dim).add(&before, tone);
            let line = if focused { line.caret() } else { line };
            line.add(after, tone)
                .add(&"_".repeat(room.saturating_sub(shown)), Tone::Dim)
                .add("]", Tone::Dim)
        }
        Value::Choice(options, at) => {
            let word = options.get(*at).map_or("", |(_, label)| label.as_str());
            let tone = if focused { Tone::Selected } else { Tone::Plain };
            line.add("< ", Tone::Dim)
                .add(word, tone)
                .add(" >", Tone::Dim)
        }
        Value::Check(on) => {
            let tone = if focused { Tone::Selected } else { Tone::Plain };
            line.add(if *on { "[x]" } else { "[ ]" }, tone)
        }
    }
}

/// The end of a long text, so that the caret stays in sight.
fn tail_of(text: &str, width: usize) -> String {
    let mut shown = text;
    while crate::text::width(shown) > width {
        let mut chars = shown.chars();
        chars.next();
        shown = chars.as_str();
    }
    shown.to_owned()
}

/// The beginning of a long text.
fn head_of(text: &str, width: usize) -> &str {
    let mut shown = text;
    while crate::text::width(shown) > width {
        let mut chars = shown.chars();
        chars.next_back();
        shown = chars.as_str();
    }
    shown
}

fn buttons(model: &Model, dialog: &Dialog) -> Line {
    let texts = &model.texts;
    let look = |at: usize| {
        if dialog.focus == at {
            Tone::Selected
        } else {
            Tone::Plain
        }
    };
    let confirm = if dialog.purpose.is_harmless() {
        Tone::Plain
    } else {
        look(dialog.confirm_at())
    };
    let enter = if dialog.purpose.is_harmless() {
        "Enter "
    } else {
        ""
    };
    let line = Line::new().gap(2);
    // There is nothing to give up where something is only told.
    let line = if dialog.purpose == Purpose::Tell {
        line
    } else {
        line.add(&format!("[ Esc {} ]", texts.t("button-cancel")), look(0))
            .gap(4)
    };
    line.add(&format!("[ {enter}{} ]", dialog.confirm), confirm)
}
