//! Members whose settlements call for a look: their referral slips.

use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Commands, Frame, Go, Referral, Route, Screen, inner_width, list_rows, wrapped,
};
use crate::commands::OPEN;
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::list::{List, PAGE_ROWS};
use crate::model::Model;
use domain::referral::Stage;
use workflow::referrals::{self, Filter, SlipLine};
use workflow::{Result, Session};

/// Lines of the preview on wide screens.
const PREVIEW_ROWS: usize = 6;

/// Open slips, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referrals;

impl Screen for Referrals {
    type State = List<SlipLine>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        referrals::list(session, &Filter::default(), asked.after, PAGE_ROWS)
    }

    fn go() -> Option<(Self, Go)> {
        let go = Go::new('f', "go-referrals", "referral list");
        Some((Self, Go { fed: true, ..go }))
    }

    fn commands() -> Commands {
        const { &[&[OPEN]] }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let width = inner_width(model.size);
        let list = &model.screens.referrals;
        let stages: Vec<&str> = Stage::ALL
            .iter()
            .map(|stage| texts.pick(stage.chinese(), stage.english()))
            .collect();
        let widest = stages.iter().map(|stage| crate::text::width(stage)).max();
        let table = Table::new(
            width,
            vec![
                Column::new(t("col-when"), 10),
                Column::new(t("col-stage"), widest.unwrap_or_default()),
                Column::new(t("col-due"), 10),
                Column::new(t("col-name"), 12),
                Column::sum(t("col-alarms"), 4),
                Column::rest(t("col-unit")),
            ],
        );
        Frame::list(
            model,
            self.rows(model.size),
            t("title-referrals"),
            vec![Line::new().add(&t("referrals-head"), Tone::Dim)],
            &table,
            list,
            |slip| {
                let due = slip.due_on.map(|due| due.to_string()).unwrap_or_default();
                let late = if slip.escalated_to.is_some() {
                    Tone::Bad
                } else {
                    Tone::Plain
                };
                let cells = vec![
                    plain(slip.opened_at.shanghai_date().to_string()),
                    (stage(texts, slip), tone(slip.stage)),
                    (due, late),
                    plain(&slip.member),
                    plain(slip.alarms.len().to_string()),
                    plain(&slip.unit_name),
                ];
                (cells, ' ')
            },
        )
        .with_preview(model, |model| preview(model, width))
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        list_rows(size, PREVIEW_ROWS)
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let slip = model.screens.referrals.current()?;
        Some(Referral(slip.id).into())
    }
}

/// Where a slip is, in words.
pub(super) fn stage(texts: &Texts, slip: &SlipLine) -> String {
    texts
        .pick(slip.stage.chinese(), slip.stage.english())
        .to_owned()
}

fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Detected => Tone::Warn,
        Stage::Returned | Stage::Closed => Tone::Good,
        _ => Tone::Plain,
    }
}

/// Why the union looks, and to whom an overdue slip has come.
pub(super) fn reasons(texts: &Texts, slip: &SlipLine, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if slip.alarms.is_empty() {
        lines.extend(wrapped(&texts.t("referral-lapsed"), "", width, Tone::Dim));
    }
    for alarm in &slip.alarms {
        lines.extend(wrapped(alarm.get(texts.lang()), "", width, Tone::Plain));
    }
    if let Some(to) = &slip.escalated_to {
        let told = texts.with("referral-escalated", &[("unit", to)]);
        lines.extend(wrapped(&told, "", width, Tone::Bad));
    }
    lines
}

fn preview(model: &Model, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let mut lines = Vec::new();
    if let Some(slip) = model.screens.referrals.current() {
        let head = format!("{}  {}", slip.member, slip.unit_name);
        lines.push(Line::new().add(&head, Tone::Title));
        lines.extend(reasons(texts, slip, width));
    }
    lines.resize(PREVIEW_ROWS, Line::new());
    lines
}
