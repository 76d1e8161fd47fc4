//! The figures: what waits, what money is committed, how long the windows stay open.

use super::{
    AnswerOf, Asked, Frame, Go, Screen, ScreenKind, charts, heading, home_next, inner_width, pairs,
    sums, text_rows,
};
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::{COLUMNS_WIDE, Me, Model};
use chrono::NaiveDate;
use workflow::views::Lang;
use workflow::views::home as figures_of;
use workflow::views::home::HomeView;
use workflow::{Result, Session};

/// Days before the end of a window from which on it is marked.
const WINDOW_WARN_DAYS: i64 = 14;
/// Columns of the bar of a window.
const WINDOW_BAR: usize = 52;
/// Columns of a day in the chart of claims a day.
const DAY_COLUMNS: usize = 3;
/// Columns of a sum in the chart of money.
const SUM_COLUMNS: usize = 14;

/// The figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home;

impl Screen for Home {
    type State = Loaded<HomeView>;
    type Wanted = ();

    fn read(session: &mut Session, _asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        // The first screen of a session, and of every new look at it: days may have come. What is left, reading tells.
        if let Err(error) = workflow::review::due::catch_up(session) {
            tracing::warn!(%error, "claims whose day has come were not all decided again");
        }
        Ok(Box::new(figures_of::show(session)?))
    }

    fn adds_up() -> bool {
        true
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('h', "go-home", "")))
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let rows = text_rows(model.size);
        let mut body = lines(model);
        let longer = body.len() > rows;
        let top = model.screens.home.top.min(body.len().saturating_sub(rows));
        body.drain(..top);
        if longer && body.len() > rows {
            body.truncate(rows.saturating_sub(1));
            body.push(Line::new().add(&texts.t("home-more"), Tone::Dim));
        }
        Frame {
            title: texts.t("title-home"),
            body,
            ..Frame::default()
        }
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(model))
    }
}

/// The figures, the charts and the ways to the other screens; longer than a small screen.
fn lines(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let width = inner_width(model.size);
    let today = model.me.today;
    let mut body = match &model.screens.home.value {
        Some(view) => {
            let mut body = vec![heading(&texts.t("home-next"))];
            body.extend(home_next::lines(texts, &model.me, view));
            body.extend(figures(texts, view, width));
            body.extend(windows(texts, view, width, today));
            body.extend(days(texts, view, width));
            body.extend(money(texts, view, width));
            body
        }
        None => vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)],
    };
    body.extend(menu(texts, &model.me, width));
    body
}

fn figures(texts: &Texts, view: &HomeView, width: usize) -> Vec<Line> {
    let across = if width >= 96 { 4 } else { 2 };
    let mut lines = vec![heading(&texts.t("home-claims"))];
    let states: Vec<(String, String)> = view
        .states
        .iter()
        .map(|(state, count, sum)| (texts.word("state", state.code()), format!("{count}  {sum}")))
        .collect();
    if states.is_empty() {
        lines.push(Line::new().add(&texts.t("word-nothing"), Tone::Dim));
    }
    lines.extend(sums(width, across, &states));
    lines.push(heading(&texts.t("home-money")));
    let year = view.budget_year.to_string();
    let money = [
        (texts.t("home-committed"), view.committed.to_string()),
        (texts.t("home-payable"), view.payable.to_string()),
        (texts.t("home-paid"), view.paid.to_string()),
        (texts.t("home-receivable"), view.receivable.to_string()),
        (
            texts.with("home-budget", &[("year", &year)]),
            view.budget.to_string(),
        ),
        (
            texts.with("home-budget-left", &[("year", &year)]),
            view.budget_left.to_string(),
        ),
    ];
    lines.extend(sums(width, across.min(3), &money));
    lines.push(heading(&texts.t("home-waiting")));
    let waiting = [
        (texts.t("home-cases"), view.open_cases.to_string()),
        (texts.t("home-changes"), view.changes.to_string()),
    ];
    lines.extend(pairs(width, 2, &waiting));
    lines
}

/// How long each window is still open, and how much of it has passed.
fn windows(texts: &Texts, view: &HomeView, width: usize, today: NaiveDate) -> Vec<Line> {
    let mut lines = Vec::new();
    for period in &view.periods {
        let name = if texts.lang() == Lang::Zh {
            &period.names.0
        } else {
            &period.names.1
        };
        let days = period.days_left.to_string();
        let year = period.year.to_string();
        let key = if period.days_left < 0 {
            "home-window-over"
        } else {
            "home-window"
        };
        let until = period.window.close.to_string();
        let told = texts.with(
            key,
            &[
                ("name", name),
                ("year", &year),
                (
                    "window",
                    texts.pick(period.window_name.0, period.window_name.1),
                ),
                ("until", &until),
                ("days", &days),
            ],
        );
        let tone = if period.days_left <= WINDOW_WARN_DAYS {
            Tone::Warn
        } else {
            Tone::Plain
        };
        lines.extend(super::wrapped(&told, "", width, tone));
        let whole = period
            .window
            .close
            .signed_duration_since(period.window.open);
        let passed = today.signed_duration_since(period.window.open);
        let (whole, passed) = (whole.num_days().max(1), passed.num_days());
        let percent = (passed * 100 / whole).clamp(0, 100);
        lines.push(
            Line::new()
                .add(&charts::bar(passed, whole, WINDOW_BAR.min(width)), tone)
                .gap(1)
                .add(&format!("{percent}%"), tone),
        );
    }
    lines
}

/// Claims a day: columns on a wide screen, one line on a small one.
fn days(texts: &Texts, view: &HomeView, width: usize) -> Vec<Line> {
    let values: Vec<i64> = view.days.iter().map(|(_, count)| *count).collect();
    let (Some((first, _)), Some((last, today))) = (view.days.first(), view.days.last()) else {
        return Vec::new();
    };
    let sum: i64 = values.iter().sum();
    let title = texts.with(
        "home-days",
        &[
            ("days", &values.len().to_string()),
            ("sum", &sum.to_string()),
            ("today", &today.to_string()),
        ],
    );
    let mut lines = vec![heading(&title)];
    let (first, last) = (first.format("%m-%d"), last.format("%m-%d"));
    if width < COLUMNS_WIDE - 4 {
        lines.push(
            Line::new()
                .add(&format!("{first} ["), Tone::Dim)
                .add(&charts::ramp(&values), Tone::Good)
                .add(&format!("] {last}"), Tone::Dim),
        );
        return lines;
    }
    let chart = charts::columns(&values, DAY_COLUMNS);
    let margin = values.iter().max().map_or(1, |most| most.to_string().len()) + 1;
    lines.extend(chart);
    let span = (values.len() * DAY_COLUMNS).saturating_sub(5 + 5 + 1);
    lines.push(
        Line::new()
            .gap(margin)
            .add(&format!("{first}{}{last}", " ".repeat(span)), Tone::Dim),
    );
    lines
}

/// What each part of the tree has approved and paid, side by side with the largest.
fn money(texts: &Texts, view: &HomeView, width: usize) -> Vec<Line> {
    let most = view
        .parts
        .iter()
        .map(|part| part.approved.get() + part.paid.get())
        .max()
        .unwrap_or(0);
    if view.parts.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![heading(&texts.t("home-parts"))];
    let names = view
        .parts
        .iter()
        .map(|part| crate::text::width(&part.name))
        .max()
        .unwrap_or(0)
        .min(width / 3);
    // Two sums of up to 99,999,999.99 yuan, a bar between name and sums.
    let room = width.saturating_sub(names + 2 * SUM_COLUMNS + 3);
    for part in &view.parts {
        let all = part.approved.get() + part.paid.get();
        lines.push(
            Line::new()
                .left(&part.name, names, Tone::Plain)
                .gap(1)
                .add(&charts::bar(all, most, room), Tone::Good)
                .right(&part.approved.to_string(), SUM_COLUMNS, Tone::Plain)
                .gap(1)
                .right(&part.paid.to_string(), SUM_COLUMNS, Tone::Plain),
        );
    }
    lines
}

fn menu(texts: &Texts, me: &Me, width: usize) -> Vec<Line> {
    let items: Vec<(String, String)> = ScreenKind::of(me)
        .filter(|(kind, _)| *kind != ScreenKind::Home)
        .map(|(_, go)| (format!("g{}", go.letter), texts.t(go.name)))
        .collect();
    let mut lines = vec![heading(&texts.t("home-go"))];
    lines.extend(pairs(width, if width >= 96 { 6 } else { 4 }, &items));
    lines
}
