//! How each union bears the contribution, and what is left of its money.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Commands, Frame, Go, Screen, inner_width, narrowed};
use crate::commands::NARROW_UNIT;
use crate::i18n::Texts;
use crate::line::Tone;
use crate::list::{List, PAGE_ROWS};
use crate::model::Model;
use domain::fen::Fen;
use workflow::views::plans::What;
use workflow::views::plans::{self as granted, PlanRowView};
use workflow::{Result, Session};

/// Of a budget, in percent, what is left when it is marked.
const LEFT_WARN_PERCENT: i64 = 10;

/// Plans and budgets below a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plans;

impl Screen for Plans {
    type State = List<PlanRowView>;
    type Wanted = String;

    fn wanted(&self, model: &Model) -> Option<String> {
        Some(model.screens.plans.narrowed.clone())
    }

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        granted::page(session, &asked.wanted, asked.after, PAGE_ROWS)
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('m', "go-plans", "")))
    }

    fn commands() -> Commands {
        &[&[NARROW_UNIT]]
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.plans;
        let mut columns = vec![
            Column::rest(t("col-unit")),
            Column::new(t("col-year"), 4),
            Column::new(t("col-plan"), 20),
            Column::sum(t("col-granted"), 12),
            Column::sum(t("col-left"), 12),
        ];
        if model.is_wide() {
            columns.insert(4, Column::sum(t("col-used"), 12));
            columns.push(Column::new(t("col-minutes"), 16));
        }
        let table = Table::new(inner_width(model.size), columns);
        Frame::list(
            model,
            self.rows(model.size),
            t("title-plans"),
            vec![narrowed(model, list, "plans-head")],
            &table,
            list,
            |row| {
                let (year, what, sums) = in_words(texts, &row.what);
                let [granted, used, left] = sums;
                let mut cells = vec![
                    plain(&row.unit_name),
                    plain(year),
                    plain(what),
                    granted,
                    left,
                ];
                if model.is_wide() {
                    cells.insert(4, used);
                    cells.push(plain(&row.minutes));
                }
                (cells, ' ')
            },
        )
    }

    fn narrowing<'m>(&self, model: &'m Model) -> (&'static str, &'m str) {
        ("ask-narrow-plans", &model.screens.plans.narrowed)
    }

    fn narrow(&self, model: &mut Model, typed: &str) -> std::result::Result<(), &'static str> {
        let list = &mut model.screens.plans;
        typed.clone_into(&mut list.narrowed);
        list.home();
        Ok(())
    }
}

type Sums = [(String, Tone); 3];

/// Year, what it is in words, and of a budget what was granted, is used and is left.
fn in_words(texts: &Texts, what: &What) -> (String, String, Sums) {
    match what {
        What::Plan {
            year,
            method,
            amount,
            ratio_bp,
        } => {
            let mode = texts.method(method);
            let sum = amount.map(|sum| sum.to_string());
            let part = ratio_bp.map(percent);
            let how = sum.or(part).unwrap_or_default();
            let none = || plain("-");
            (
                year.to_string(),
                texts.with("plan-told", &[("mode", &mode), ("how", &how)]),
                [none(), none(), none()],
            )
        }
        What::Budget {
            year,
            source,
            total,
            used,
        } => {
            let left = Fen::new(total.get() - used.get());
            let short = left.get() * 100 < total.get() * LEFT_WARN_PERCENT;
            let tone = if short { Tone::Warn } else { Tone::Plain };
            let sign = if short { "! " } else { "" };
            let source = texts.word("source", source.code());
            (
                year.to_string(),
                texts.with("plan-budget", &[("source", &source)]),
                [
                    plain(total.to_string()),
                    plain(used.to_string()),
                    (format!("{sign}{left}"), tone),
                ],
            )
        }
    }
}

/// `50%`, `33.33%`.
fn percent(basis_points: u32) -> String {
    let text = format!("{}.{:02}", basis_points / 100, basis_points % 100);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_told_in_percent_without_needless_zeros() {
        assert_eq!(
            [5_000, 3_333, 10_000, 50].map(percent),
            ["50%", "33.33%", "100%", "0.5%"]
        );
    }
}
