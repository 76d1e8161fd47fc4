//! The keys of the screen below, written from the same list that acts on them.

use super::{Face, heading, inner_width, text_rows};
use crate::commands::{self, Target};
use crate::line::{Line, Tone};
use crate::model::{Model, Place};

/// Columns of the keys.
const KEYS_WIDTH: usize = 16;

/// What help shows.
pub fn face(model: &Model) -> Face {
    let lines = lines(model);
    let height = text_rows(model.size);
    let top = model
        .screens
        .text_top
        .min(lines.len().saturating_sub(height));
    let position = format!("{}/{}", top + 1, lines.len());
    Face {
        title: model.texts.t("title-help"),
        position,
        body: lines.into_iter().skip(top).take(height).collect(),
        ..Face::default()
    }
}

/// The whole text.
pub fn lines(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let across = if inner_width(model.size) >= 96 { 2 } else { 1 };
    let mut rows: Vec<(String, String)> = commands::of_place(model, below(model))
        .into_iter()
        .map(|offer| {
            let keys: Vec<String> = offer.keys.iter().map(|key| key.shown()).collect();
            (keys.join(" "), texts.t(offer.name))
        })
        .collect();
    rows.extend(
        Target::ALL
            .iter()
            .map(|(_, letter, name)| (format!("g {letter}"), texts.t(name))),
    );
    let each = inner_width(model.size) / across;
    let mut lines = vec![heading(&texts.t("help-head"))];
    lines.extend(rows.chunks(across).map(|chunk| {
        chunk.iter().fold(Line::new(), |line, (keys, name)| {
            line.left(keys, KEYS_WIDTH, Tone::Key)
                .left(name, each - KEYS_WIDTH, Tone::Plain)
        })
    }));
    lines.push(Line::new());
    lines.extend(super::claim::wrapped(
        &texts.t("help-dialogs"),
        "",
        inner_width(model.size),
        Tone::Dim,
    ));
    lines
}

/// The screen help was called from.
fn below(model: &Model) -> &Place {
    model
        .places
        .iter()
        .rev()
        .find(|place| **place != Place::Help)
        .unwrap_or(&Place::Home)
}
