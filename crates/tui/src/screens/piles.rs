//! The claims of the queue that are not eligible, in piles by what fails: one cause, one pile, one decision.

use super::claims::{Wanted, filter_in_words};
use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Claims, Commands, Frame, Go, Screen, inner_width, sign, wrapped};
use crate::commands::{Command, on};
use crate::keys::Key::{Char, Enter};
use crate::line::{Line, Tone};
use crate::list::List;
use crate::model::Model;
use crate::msg::Effect;
use crate::update;
use workflow::views::Page;
use workflow::views::claims::CauseFilter;
use workflow::views::piles::{self as views, Pile};
use workflow::views::units;
use workflow::{Result, Session};

/// The claims of the pile that nothing else keeps from being eligible.
const ALONE: Command = Command::Own("alone");
/// Lines of the preview: the whole sentence.
const PREVIEW_ROWS: usize = 2;

/// The piles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piles;

impl Screen for Piles {
    type State = List<Pile>;
    type Wanted = Wanted;

    /// Those of the queue as it is narrowed, but for the pile itself.
    fn wanted(&self, model: &Model) -> Option<Wanted> {
        let mut wanted = model.screens.claims.wanted();
        wanted.filter.cause = None;
        Some(wanted)
    }

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let Wanted {
            mut filter,
            unit_code,
        } = asked.wanted;
        if !unit_code.is_empty() {
            filter.unit = Some(units::path_of(session, &unit_code)?);
        }
        Ok(Page {
            rows: views::of(session, &filter)?,
            next: None,
        })
    }

    fn adds_up() -> bool {
        true
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('y', "go-piles", "claim causes")))
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(
                    Command::Open,
                    &[Enter],
                    "cmd-open-pile",
                    "claim list --cause CAUSE",
                ),
                on(
                    ALONE,
                    &[Char('o')],
                    "cmd-open-alone",
                    "claim list --cause CAUSE --alone",
                ),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let width = inner_width(model.size);
        let table = Table::new(
            width,
            vec![
                Column::new(t("col-rule"), 6),
                Column::sum(t("col-claims"), 7),
                Column::sum(t("col-alone"), 7),
                Column::sum(t("col-payable"), 14),
                Column::rest(t("col-reason")),
            ],
        );
        let head = Line::new()
            .add(&t("claims-filter"), Tone::Dim)
            .gap(1)
            .add(&filter_in_words(model, false), Tone::Plain)
            .fit(width);
        let frame = Frame::list(
            model,
            self.rows(model.size),
            t("title-piles"),
            vec![head],
            &table,
            &model.screens.piles,
            |pile| {
                let cells = vec![
                    (
                        format!("{} {}", pile.kind.sign(), pile.rule),
                        sign(pile.kind).1,
                    ),
                    plain(pile.claims.to_string()),
                    plain(pile.alone.to_string()),
                    plain(pile.payable.to_string()),
                    plain(pile.text.get(texts.lang())),
                ];
                (cells, ' ')
            },
        );
        frame.with_preview(model, |model| preview(model, width))
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        super::list_rows(size, PREVIEW_ROWS)
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        let alone = match command {
            Command::Open => false,
            ALONE => true,
            _ => return None,
        };
        let pile = model.screens.piles.current()?.clone();
        let queue = &mut model.screens.claims;
        queue.filter.cause = Some(CauseFilter {
            rule: pile.rule.clone(),
            code: pile.code.clone(),
            alone,
        });
        queue.pile = Some(pile);
        queue.home();
        Some(update::enter(model, Claims))
    }
}

fn preview(model: &Model, width: usize) -> Vec<Line> {
    let Some(pile) = model.screens.piles.current() else {
        return vec![Line::new(); PREVIEW_ROWS];
    };
    let told = format!("{} {}", pile.rule, pile.text.get(model.texts.lang()));
    let mut lines = wrapped(&told, "", width, Tone::Plain);
    lines.resize(PREVIEW_ROWS, Line::new());
    lines
}
