//! The claims queue: filter, search, marks.

mod keys;
pub(crate) mod marks;
pub mod next;
mod queue;

pub(super) use keys::{CARD, DECIDE};
pub use queue::{Queue, Wanted};

use self::keys::{LOOK, MANY, MARK_ALL, SUBJECT};
use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Claim, Commands, Frame, Go, Log, Person, Route, Screen, inner_width,
    rows_below, sign, verdict_tone,
};
use crate::commands::{self, Command, Motion, NEXT_UNDECIDED};
use crate::line::{Line, Tone};
use crate::list::PAGE_ROWS;
use crate::model::{COLUMNS_WIDE, Model};
use crate::msg::{Effect, Query};
use crate::update;
use domain::claim::StateName;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use domain::payment_method::MethodSpec;
use workflow::views::causes::Cause;
use workflow::views::claims::{self as views, ClaimRowView, WorkQueue};
use workflow::views::units;
use workflow::{Result, Session};

/// Lines above the table: queues, and filter with count.
const HEAD_ROWS: usize = 2;
/// Lines of the preview on wide screens.
const PREVIEW_ROWS: usize = 5;
/// The rule and the line below the table of a small screen: why the claim under the cursor needs somebody.
const REASON_ROWS: usize = 2;

/// The queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims;

impl Screen for Claims {
    type State = Queue;
    type Wanted = Wanted;

    fn wanted(&self, model: &Model) -> Option<Wanted> {
        Some(model.screens.claims.wanted())
    }

    /// The first page finds the unit and brings the count; later ones go on with the filter as it was read.
    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let Wanted {
            mut filter,
            unit_code,
        } = asked.wanted;
        if asked.after.is_none() && !unit_code.is_empty() {
            filter.unit = Some(units::path_of(session, &unit_code)?);
        }
        let page = views::page(session, &filter, asked.after, PAGE_ROWS)?;
        let count = match asked.after {
            None => Some(views::count(session, &filter)?),
            Some(_) => None,
        };
        Ok((page, filter, count))
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('c', "go-claims", "claim list")))
    }

    fn commands() -> Commands {
        &[LOOK, DECIDE, &[NEXT_UNDECIDED], MANY]
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let claims = &model.screens.claims;
        let width = inner_width(model.size);
        let table = table(model, width);
        Frame::list(
            model,
            self.rows(model.size),
            texts.t("title-claims"),
            vec![queues(model), head(model, width)],
            &table,
            &claims.list,
            |row| {
                let marked = claims.marks.contains_key(&row.id);
                (cells(model, row), if marked { '*' } else { ' ' })
            },
        )
        .with_tail(if model.is_wide() {
            preview(model, width)
        } else {
            vec![reason(model).fit(width)]
        })
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        let wide = size.0 >= COLUMNS_WIDE;
        let reason = if wide { 0 } else { REASON_ROWS };
        rows_below(size, HEAD_ROWS + reason, PREVIEW_ROWS)
    }

    fn hints(&self, model: &Model, command: Command) -> bool {
        let queue = &model.screens.claims;
        // Of marked claims, which may be off the screen, it is not known.
        let state = queue.list.current().map(|row| row.state);
        !queue.marks.is_empty() || commands::fits(state, command)
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.claims.list.current()?;
        Some(Claim(row.id).into())
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        match command {
            Command::WorkQueue(by) => Some(queue(model, by)),
            Command::Range => {
                marks::range(model);
                Some(Vec::new())
            }
            Command::Mark => {
                marks::mark(model);
                Some(update::walk(model, Motion::Rows(1)))
            }
            Command::Invert => {
                marks::invert(model, self.rows(model.size));
                Some(Vec::new())
            }
            Command::ClearFilter => {
                model.screens.claims.clear();
                Some(update::reload(model))
            }
            MARK_ALL => Some(marks::ask_all(model)),
            other => beyond(model, other),
        }
    }

    fn asks_beside(&self, model: &mut Model) -> Vec<Effect> {
        vec![count_lanes(model)]
    }

    /// The marked ones, else the one under the cursor.
    fn chosen(&self, model: &Model) -> Vec<(ClaimRef, Fen)> {
        let queue = &model.screens.claims;
        let current = queue.list.current().map(|row| (row.id, row.sum()));
        if queue.marks.is_empty() {
            return current.into_iter().collect();
        }
        let marks = queue.marks.iter();
        marks.map(|(claim, fen)| (*claim, *fen)).collect()
    }
}

/// Goes on from the chosen claim, in the queue and on a claim's own screen: to its log, its subject, the next to decide.
pub(super) fn beyond(model: &mut Model, command: Command) -> Option<Vec<Effect>> {
    if command == Command::NextUndecided {
        return Some(next::undecided(model));
    }
    let (claim, _) = *model.chosen().first()?;
    match command {
        Command::Log => Some(update::enter(model, Log(claim))),
        SUBJECT => Some(update::enter(model, Person(claim.subject))),
        _ => None,
    }
}

/// Counts what the queues hold, after the rows themselves.
fn count_lanes(model: &mut Model) -> Effect {
    let request = model.ticket();
    let queue = &mut model.screens.claims;
    queue.lanes_asked = request;
    Effect::Read {
        request,
        query: Query::WorkQueues(Box::new(queue.filter.clone())),
    }
}

/// To the next work queue, through "all".
fn queue(model: &mut Model, by: isize) -> Vec<Effect> {
    let claims = &mut model.screens.claims;
    let ring = WorkQueue::ALL.len() + 1;
    let now = claims.filter.queue.map_or(0, |queue| {
        1 + WorkQueue::ALL
            .iter()
            .position(|other| *other == queue)
            .unwrap_or(0)
    });
    let then = (now + ring).saturating_add_signed(by) % ring;
    claims.filter.queue = then
        .checked_sub(1)
        .and_then(|at| WorkQueue::ALL.get(at).copied());
    claims.home();
    update::reload(model)
}

/// Columns of the longest clause a claim is out for, such as `二.4(1)`, and of the longest cause, such as `x H-04+1`.
const CLAUSE_WIDTH: usize = 8;
/// Columns of a union's name beside the reason.
const UNIT_WIDTH: usize = 16;
/// Columns of a screen from which on a reason has room beside everything else.
const REASON_FROM: usize = 112;

fn head(model: &Model, width: usize) -> Line {
    let texts = &model.texts;
    let claims = &model.screens.claims;
    let count = claims
        .count
        .map_or_else(|| "-".to_owned(), |count| count.to_string());
    let mut right = texts.with("claims-matching", &[("count", &count)]);
    if !claims.marks.is_empty() {
        let sum = Fen::new(claims.marks.values().map(|fen| fen.get()).sum()).to_string();
        let marked = claims.marks.len().to_string();
        right = texts.with("claims-marked", &[("count", &marked), ("sum", &sum)]);
    }
    let right_width = crate::text::width(&right);
    Line::new()
        .add(&texts.t("claims-filter"), Tone::Dim)
        .gap(1)
        .fill(
            &filter_in_words(model, true),
            width,
            right_width + 1,
            Tone::Plain,
        )
        .gap(1)
        .add(&right, Tone::Title)
}

/// The queues as tabs, each with what it holds as far as it was counted.
fn queues(model: &Model) -> Line {
    let texts = &model.texts;
    let claims = &model.screens.claims;
    let tab = |line: Line, label: &str, chosen: bool| {
        let tone = if chosen { Tone::Selected } else { Tone::Plain };
        let (left, right) = if chosen { ("[", "]") } else { (" ", " ") };
        line.add(&format!("{left}{label}{right}"), tone)
    };
    let first = tab(
        Line::new(),
        &texts.t("lane-all"),
        claims.filter.queue.is_none(),
    );
    WorkQueue::ALL.into_iter().fold(first, |line, queue| {
        let held = claims.queues.iter().find(|(counted, _)| *counted == queue);
        let count = held.map_or_else(String::new, |(_, count)| format!(" {count}"));
        let label = format!("{}{count}", texts.word("lane", queue.code()));
        tab(line, &label, claims.filter.queue == Some(queue))
    })
}

/// The filter in words, with or without its pile.
pub(super) fn filter_in_words(model: &Model, with_pile: bool) -> String {
    let texts = &model.texts;
    let claims = &model.screens.claims;
    let filter = &claims.filter;
    let mut parts = Vec::new();
    if let (Some(cause), true) = (&filter.cause, with_pile) {
        let pile = claims.pile.as_ref();
        let told = pile.map_or(cause.code.as_str(), |pile| pile.text.get(texts.lang()));
        let only = if cause.alone {
            texts.t("claims-alone")
        } else {
            String::new()
        };
        parts.push(format!("{}{only} {told}", cause.rule));
    }
    parts.extend(
        filter
            .states
            .iter()
            .map(|state| texts.word("state", state.code())),
    );
    parts.extend(
        filter
            .verdict
            .map(|verdict| texts.word("verdict", verdict.code())),
    );
    let method = filter.method.as_ref().and_then(|method| {
        let known = |spec: &&'static MethodSpec| spec.code == method.code();
        model.me.methods().into_iter().find(known)
    });
    parts.extend(method.map(|spec| texts.method(spec)));
    parts.extend(
        filter
            .in_case
            .map(|yes| texts.word("case-filter", if yes { "yes" } else { "no" })),
    );
    parts.extend(filter.year.map(|year| year.to_string()));
    if !claims.unit_code.is_empty() {
        parts.push(claims.unit_code.clone());
    }
    parts.extend(filter.min_payable.map(|least| format!(">={least}")));
    if !claims.search.is_empty() {
        parts.push(format!("/{}", claims.search));
    }
    if parts.is_empty() {
        texts.t("word-all")
    } else {
        parts.join("  ")
    }
}

fn gives_reasons(model: &Model) -> bool {
    model.size.0 >= REASON_FROM
}

fn table(model: &Model, width: usize) -> Table {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let states: Vec<&str> = StateName::ALL.iter().map(|state| state.code()).collect();
    let state = texts.widest("state", &states);
    let verdict = texts.widest("verdict", &["eligible", "review", "reject"]);
    let verdict = verdict.max(CLAUSE_WIDTH);
    let mut columns = vec![
        Column::new(t("col-number"), 14),
        Column::new(model.subjects(), 10),
        Column::new(t("col-member"), 10),
    ];
    if model.is_wide() {
        columns.push(if gives_reasons(model) {
            Column::new(t("col-unit"), UNIT_WIDTH)
        } else {
            Column::rest(t("col-unit"))
        });
        columns.push(Column::new(t("col-year"), 4));
    }
    columns.push(Column::sum(t("col-payable"), 10));
    columns.push(Column::new(t("col-state"), state));
    columns.push(Column::new(t("col-verdict"), verdict));
    columns.push(Column::new(t("col-flag"), 5));
    if gives_reasons(model) {
        columns.push(Column::rest(t("col-reason")));
    }
    Table::new(width, columns)
}

fn cells(model: &Model, row: &ClaimRowView) -> Vec<(String, Tone)> {
    let texts = &model.texts;
    let mut cells = vec![
        plain(row.number.to_string()),
        plain(&row.subject_name),
        plain(&row.member_name),
    ];
    if model.is_wide() {
        cells.push(plain(&row.unit_name));
        cells.push(plain(row.year.to_string()));
    }
    cells.push(plain(row.payable.to_string()));
    cells.push(plain(texts.word("state", row.state.code())));
    // Of a claim that is out the clause is what fits, of one that waits for somebody the rule.
    cells.push(match (&row.out, row.causes.first()) {
        (Some(out), _) if out.clause.is_empty() => plain("-"),
        (Some(out), _) => (out.clause.clone(), Tone::Dim),
        (None, Some(first)) => rule(first, row.causes.len()),
        (None, None) if row.kept.is_some() => (texts.t("claim-kept"), Tone::Dim),
        (None, None) => (
            texts.word("verdict", row.verdict.code()),
            verdict_tone(row.verdict),
        ),
    });
    cells.push(if row.case.is_some() && row.state.is_live() {
        (texts.t("flag-case"), Tone::Warn)
    } else {
        plain("-")
    });
    if gives_reasons(model) {
        let first = row.causes.first();
        let why = first.map(|first| first.text.get(texts.lang()).to_owned());
        let stands = || Some(row.stands()?.get(texts.lang()).to_owned());
        cells.push((why.or_else(stands).unwrap_or_default(), Tone::Dim));
    }
    cells
}

/// The rule of the worst cause, and how many others there are: `x H-04+1`.
fn rule(first: &Cause, all: usize) -> (String, Tone) {
    let (sign, tone) = sign(first.kind);
    let others = all.saturating_sub(1);
    let more = if others > 0 {
        format!("+{others}")
    } else {
        String::new()
    };
    (format!("{sign} {}{more}", first.rule), tone)
}

/// Why the claim under the cursor is not simply ready: its worst cause with the clause, or why it is out.
fn reason(model: &Model) -> Line {
    let texts = &model.texts;
    let Some(row) = model.screens.claims.list.current() else {
        return Line::new();
    };
    if let Some(stands) = row.stands() {
        let why = stands.get(texts.lang());
        return Line::new().add(&texts.with("claim-because", &[("reason", why)]), Tone::Warn);
    }
    let Some(first) = row.causes.first() else {
        return Line::new();
    };
    let (rule, tone) = rule(first, row.causes.len());
    Line::new()
        .add(&rule, tone)
        .gap(1)
        .add(
            &texts.with("claim-clause", &[("clause", &first.clause)]),
            Tone::Dim,
        )
        .gap(1)
        .add(first.text.get(texts.lang()), Tone::Plain)
}

fn preview(model: &Model, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let Some(row) = model.screens.claims.list.current() else {
        return vec![Line::new(); PREVIEW_ROWS];
    };
    let item = |key: &str, value: String| (texts.t(key), value);
    let mut lines = vec![
        Line::new()
            .add(&row.number.to_string(), Tone::Title)
            .gap(2)
            .add(&row.subject_name, Tone::Title)
            .gap(2)
            .add(&texts.t("claims-preview"), Tone::Dim),
    ];
    let items = [
        item("label-member", row.member_name.clone()),
        item("label-unit", format!("{} {}", row.unit_code, row.unit_name)),
        item("label-mode", texts.method(row.method)),
        item("label-claimed", row.claimed.to_string()),
        match row.approved {
            Some(sum) => item("label-approved", sum.to_string()),
            None => item("label-payable", row.payable.to_string()),
        },
        item("label-submitted", row.submitted_on.to_string()),
    ];
    lines.extend(super::pairs(width, 3, &items));
    lines.push(reason(model).fit(width));
    let updated = Line::new()
        .add(&texts.t("label-updated"), Tone::Dim)
        .gap(1)
        .add(&row.updated_at.shanghai_text(), Tone::Plain);
    lines.push(match row.causes.first() {
        Some(first) => Line::new()
            .add("-> ", sign(first.kind).1)
            .add(first.remedy.get(texts.lang()), sign(first.kind).1)
            .gap(2)
            .join(updated)
            .fit(width),
        None => updated,
    });
    lines
}
