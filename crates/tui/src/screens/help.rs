//! The keys of the screen below, written from the same list that acts on them.

use super::{Commands, Frame, Route, Screen, heading, inner_width};
use crate::commands::{Command, on};
use crate::keys::Key::Char;
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::{HOME, Model};
use crate::{commands, palette};

/// Columns of the keys.
const KEYS_WIDTH: usize = 16;

/// Columns of the names.
const NAME_WIDTH: usize = 26;

/// The keys of the screen below; what is looked for among them is its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help;

impl Screen for Help {
    type State = Loaded<String>;
    type Wanted = ();

    fn wanted(&self, _model: &Model) -> Option<()> {
        None
    }

    fn commands() -> Commands {
        const { &[&[on(Command::FindKey, &[Char('/')], "cmd-find-key", "--help")]] }
    }

    fn frame(&self, model: &Model) -> Frame {
        let title = model.texts.t("title-help");
        Frame::text(model, model.screens.help.top, title, lines(model))
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(model))
    }
}

/// The whole text.
fn lines(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let wanted = model.screens.help.value.as_deref().unwrap_or_default();
    let width = inner_width(model.size);
    let mut head = heading(&texts.t("help-head"));
    if !wanted.is_empty() {
        let told = texts.with("claims-found", &[("typed", wanted)]);
        head = head.gap(2).add(&told, Tone::Warn);
    }
    let mut lines = vec![head];
    lines.extend(
        commands::of_route(model, below(model))
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
    lines.extend(super::wrapped(
        &texts.t("help-dialogs"),
        "",
        inner_width(model.size),
        Tone::Dim,
    ));
    lines
}

/// The screen help was called from.
fn below(model: &Model) -> &Route {
    model
        .routes
        .iter()
        .rev()
        .find(|route| **route != Help)
        .unwrap_or(&HOME)
}
