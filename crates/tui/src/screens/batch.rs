//! One batch and its lines.

use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Claim, Commands, Frame, Route, Screen, inner_width, pairs, rows_below,
};
use crate::commands::{Command, OPEN_CLAIM, on};
use crate::keys::Key::Char;
use crate::line::{Line, Tone};
use crate::list::{Headed, PAGE_ROWS};
use crate::model::Model;
use domain::batch::{BatchState, LineState};
use domain::ids::BatchId;
use domain::role::Action;
use workflow::views::batches::{self as paid, LineView};
use workflow::views::batches::{BatchEventKind, BatchRowView};
use workflow::{Result, Session};

/// Lines of the head.
pub const HEAD_ROWS: usize = 3;

/// One batch's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch(pub BatchId);

impl Screen for Batch {
    type State = Headed<BatchRowView, LineView>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let id = asked.screen.0;
        let head = paid::show(session, id)?;
        let lines = paid::lines(session, id, asked.after, PAGE_ROWS)?;
        Ok((Some(Box::new(head)), lines))
    }

    fn commands() -> Commands {
        const {
            &[&[
                OPEN_CLAIM,
                on(
                    Command::BatchSeal,
                    &[Char('s')],
                    "cmd-batch-seal",
                    "batch seal ID",
                ),
                on(
                    Command::BatchSign,
                    &[Char('S')],
                    "cmd-batch-sign",
                    "batch sign ID",
                ),
                on(
                    Command::BatchExport,
                    &[Char('e')],
                    "cmd-batch-export",
                    "batch export ID",
                ),
                on(
                    Command::BatchSettle,
                    &[Char('t')],
                    "cmd-batch-settle",
                    "batch settle ID --paid CLAIM",
                ),
                on(
                    Command::BatchSettleAll,
                    &[Char('T')],
                    "cmd-batch-settle-all",
                    "batch settle ID --paid ALL",
                ),
                on(
                    Command::BatchReverse,
                    &[Char('R')],
                    "cmd-batch-reverse",
                    "batch reverse ID --lines CLAIM",
                ),
                on(
                    Command::BatchWithdraw,
                    &[Char('w')],
                    "cmd-batch-withdraw",
                    "batch withdraw ID",
                ),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let width = inner_width(model.size);
        let batch = &model.screens.batch;
        let lines: Vec<&str> = LineState::ALL.iter().map(|state| state.code()).collect();
        let of_batch = batch
            .head
            .as_ref()
            .map_or(BatchState::Exported, |head| head.state);
        let (open_family, open_code) = paid::line_word(of_batch, LineState::Open);
        let widest = texts
            .widest("line", &lines)
            .max(texts.widest(open_family, &[open_code]));
        let head = batch.head.as_ref();
        let subject = head.and_then(|head| model.subject(&head.programme));
        let subject = subject.unwrap_or_else(|| model.subjects());
        let table = Table::new(
            width,
            vec![
                Column::sum("#".to_owned(), 4),
                Column::new(t("col-number"), 14),
                Column::new(t("col-member"), 10),
                Column::new(subject, 10),
                Column::sum(t("col-amount"), 9),
                Column::new(t("col-state"), widest),
                Column::rest(t("col-receipt")),
            ],
        );
        let title = match &batch.head {
            Some(head) => format!(
                "{} {}  {}",
                t("title-batch"),
                head.number,
                texts.word("batch", head.state.code())
            ),
            None => t("title-batch"),
        };
        Frame::list(
            model,
            self.rows(model.size),
            title,
            batch.head.as_ref().map_or_else(
                || vec![Line::new(); HEAD_ROWS],
                |head| self::head(model, head, width),
            ),
            &table,
            &batch.list,
            |row| {
                let day = row
                    .settled_on
                    .map(|date| date.format("%m-%d").to_string())
                    .unwrap_or_default();
                let tone = match row.state {
                    LineState::Open => Tone::Plain,
                    LineState::Paid => Tone::Good,
                    LineState::Refused => Tone::Bad,
                };
                let (family, code) = paid::line_word(of_batch, row.state);
                let cells = vec![
                    plain(row.line.to_string()),
                    plain(
                        row.number
                            .as_ref()
                            .map(ToString::to_string)
                            .unwrap_or_default(),
                    ),
                    plain(&row.member_name),
                    plain(&row.subject_name),
                    plain(row.amount.to_string()),
                    (texts.word(family, code), tone),
                    plain(format!(
                        "{day} {}",
                        row.receipt.as_deref().unwrap_or_default()
                    )),
                ];
                (cells, ' ')
            },
        )
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        rows_below(size, HEAD_ROWS, 0)
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        use BatchState as S;
        let batch = &model.screens.batch;
        let (action, states): (Action, &[S]) = match command {
            Command::Open => return true,
            Command::BatchSeal => (Action::Batch, &[S::Draft]),
            Command::BatchSign => (Action::SignBatch, &[S::Sealed]),
            Command::BatchExport => (Action::Pay, &[S::Sealed, S::Exported]),
            Command::BatchWithdraw => (Action::Batch, &[S::Draft, S::Sealed]),
            Command::BatchReverse => {
                // The line under the cursor has an answer of bank or tax bureau.
                let line = batch.list.current();
                let answered = line.is_some_and(|line| line.state != LineState::Open);
                return model.me.role.may(Action::Pay) && answered;
            }
            _ => (Action::Pay, &[S::Exported]),
        };
        let head = batch.head.as_ref();
        model.me.role.may(action) && head.is_some_and(|head| states.contains(&head.state))
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.batch.list.current()?;
        Some(Claim(row.claim).into())
    }
}

fn head(model: &Model, head: &BatchRowView, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let mut lines = pairs(
        width,
        3,
        &[
            (texts.t("col-total"), head.total.to_string()),
            (texts.t("col-lines"), head.lines.to_string()),
            (
                texts.t("col-source"),
                texts.word("source", head.source.code()),
            ),
        ],
    );
    let mut second = Line::new()
        .add(&texts.word("channel", head.channel.code()), Tone::Plain)
        .gap(2)
        .add(&head.unit_name, Tone::Plain);
    if let Some(digest) = &head.digest {
        second = second
            .gap(2)
            .add(&texts.t("batch-digest"), Tone::Dim)
            .gap(1)
            .add(digest, Tone::Dim);
    }
    lines.push(second);
    let events = head.events.iter().fold(Line::new(), |line, event| {
        let act = match event.kind {
            BatchEventKind::Created => "created",
            BatchEventKind::Sealed => "sealed",
            BatchEventKind::Signed => "signed",
            BatchEventKind::Exported => "exported",
        };
        let at = event.at.shanghai_text();
        line.add(&texts.word("batch-event", act), Tone::Dim)
            .gap(1)
            .add(&event.by, Tone::Plain)
            .gap(1)
            .add(at.get(5..16).unwrap_or(&at), Tone::Dim)
            .gap(2)
    });
    lines.push(events);
    lines
}
