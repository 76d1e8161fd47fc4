//! The figures: what waits, what money is committed, how long the windows stay open.

use super::{Face, heading, inner_width, pairs};
use crate::commands::Target;
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::model::Model;
use workflow::views::Lang;
use workflow::views::home::HomeView;

/// Days before the end of a window from which on it is marked.
const WINDOW_WARN_DAYS: i64 = 14;

/// What the home screen shows.
pub fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let width = inner_width(model.size);
    let mut body = match &model.screens.home.value {
        Some(view) => figures(texts, view, width),
        None => vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)],
    };
    body.push(Line::new());
    body.extend(menu(texts, width));
    Face {
        title: texts.t("title-home"),
        body,
        ..Face::default()
    }
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
    lines.extend(pairs(width, across, &states));
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
    lines.extend(pairs(width, across.min(3), &money));
    lines.push(heading(&texts.t("home-waiting")));
    let waiting = [
        (texts.t("home-cases"), view.open_cases.to_string()),
        (texts.t("home-changes"), view.changes.to_string()),
    ];
    lines.extend(pairs(width, 2, &waiting));
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
                ("until", &until),
                ("days", &days),
            ],
        );
        let tone = if period.days_left <= WINDOW_WARN_DAYS {
            Tone::Warn
        } else {
            Tone::Plain
        };
        lines.extend(super::claim::wrapped(&told, "", width, tone));
    }
    lines
}

fn menu(texts: &Texts, width: usize) -> Vec<Line> {
    let items: Vec<(String, String)> = Target::ALL
        .iter()
        .filter(|(target, _, _)| *target != Target::Home)
        .map(|(_, letter, name)| (format!("g{letter}"), texts.t(name)))
        .collect();
    let mut lines = vec![heading(&texts.t("home-go"))];
    lines.extend(pairs(width, 3, &items));
    lines
}
