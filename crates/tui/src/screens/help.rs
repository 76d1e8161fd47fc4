//! The keys of the screen below, written from the same list that acts on them.

use super::{Face, heading, inner_width};
use crate::commands;
use crate::line::{Line, Tone};
use crate::model::{Model, Place};
use crate::palette;

/// Columns of the keys.
const KEYS_WIDTH: usize = 16;

/// Columns of the names.
const NAME_WIDTH: usize = 26;

/// What help shows.
pub fn face(model: &Model) -> Face {
    Face::text(model, model.texts.t("title-help"), lines(model))
}

/// The whole text.
pub fn lines(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let wanted = &model.screens.wanted_key;
    let width = inner_width(model.size);
    let mut head = heading(&texts.t("help-head"));
    if !wanted.is_empty() {
        let told = texts.with("claims-found", &[("typed", wanted)]);
        head = head.gap(2).add(&told, Tone::Warn);
    }
    let mut lines = vec![head];
    lines.extend(
        commands::of_place(model, below(model))
            .iter()
            .filter(|offer| wanted.is_empty() || palette::answers(offer, wanted))
            .map(|offer| {
                let cli = match offer.cli {
                    "" => String::new(),
                    words => format!("gongbao {words}"),
                };
                Line::new()
                    .left(&offer.shown(), KEYS_WIDTH, Tone::Key)
                    .left(&texts.t(offer.name), NAME_WIDTH, Tone::Plain)
                    .fill(&cli, width, 0, Tone::Dim)
            }),
    );
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
