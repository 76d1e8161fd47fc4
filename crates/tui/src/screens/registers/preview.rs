//! What another ruling or another parameter would change. Nothing is stored by looking.

use super::state::RegisterPurpose;
use crate::dialog::{Dialog, Field, Purpose};
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::model::{Model, Place};
use crate::msg::{Action, Looked};
use crate::screens::claim::wrapped;
use crate::screens::{Face, heading, inner_width, verdict_tone};
use domain::capitals::capitals;
use domain::fen::Fen;
use domain::year::BenefitYear;
use workflow::preview::{Moved, Preview};

pub(super) fn face(model: &Model) -> Face {
    Face::text(model, model.texts.t("title-preview"), lines(model))
}

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let (texts, width) = (&model.texts, inner_width(model.size));
    let Some(previewed) = &model.screens.registers.previewed else {
        return vec![Line::new().add(&texts.t("word-nothing"), Tone::Dim)];
    };
    let found = &previewed.found;
    let (before, after) = found.sums();
    let mut lines = wrapped(&previewed.what, "", width, Tone::Title);
    lines.extend(wrapped(
        &texts.with(
            "preview-counts",
            &[
                ("looked", &found.looked_at.to_string()),
                ("changed", &found.changed.to_string()),
            ],
        ),
        "",
        width,
        Tone::Plain,
    ));
    let sums = [("before", before.to_string()), ("after", after.to_string())];
    lines.extend(wrapped(
        &texts.with(
            "preview-sums",
            &[
                (sums[0].0, &sums[0].1),
                (sums[1].0, &sums[1].1),
                ("capitals", &capitals(after)),
            ],
        ),
        "",
        width,
        Tone::Plain,
    ));
    lines.extend(wrapped(&texts.t("preview-nothing"), "", width, Tone::Good));
    lines.push(Line::new());
    lines.extend(transitions(texts, found));
    if !found.moved.is_empty() {
        lines.push(Line::new());
        lines.push(heading(&texts.t("preview-claims")));
        lines.extend(found.moved.iter().map(|one| moved(texts, one, width)));
    }
    let left = found.changed.saturating_sub(found.moved.len());
    if left > 0 {
        let left = left.to_string();
        lines.extend(wrapped(
            &texts.with("preview-more", &[("count", &left)]),
            "",
            width,
            Tone::Dim,
        ));
    }
    lines
}

fn transitions(texts: &Texts, found: &Preview) -> Vec<Line> {
    let verdict = texts.widest("verdict", &["eligible", "review", "reject"]);
    found
        .transitions
        .iter()
        .map(|one| {
            Line::new()
                .gap(2)
                .left(
                    &texts.word("verdict", one.before.code()),
                    verdict,
                    verdict_tone(one.before),
                )
                .add(" -> ", Tone::Dim)
                .left(
                    &texts.word("verdict", one.after.code()),
                    verdict,
                    verdict_tone(one.after),
                )
                .right(&one.count.to_string(), 9, Tone::Title)
                .right(&one.payable_before.to_string(), 15, Tone::Plain)
                .add(" -> ", Tone::Dim)
                .add(&one.payable_after.to_string(), Tone::Plain)
        })
        .collect()
}

fn moved(texts: &Texts, one: &Moved, width: usize) -> Line {
    let said = |(verdict, sum): &(domain::decision::Verdict, Fen)| {
        format!("{} {sum}", texts.word("verdict", verdict.code()))
    };
    let note = if one.due_anyway {
        texts.t("preview-anyway")
    } else {
        String::new()
    };
    let tail = format!("{} -> {}  {note}", said(&one.before), said(&one.after));
    let room = crate::text::width(&tail);
    Line::new()
        .gap(2)
        .left(&one.number.to_string(), 14, Tone::Plain)
        .gap(1)
        .fill(&one.unit.1, width, room + 1, Tone::Plain)
        .gap(1)
        .add(&tail, Tone::Plain)
}

/// The benefit year on the screen or under the cursor.
pub(super) fn year(model: &Model) -> Option<(String, BenefitYear)> {
    match model.place() {
        Place::Period(programme, year) => Some((programme.clone(), *year)),
        Place::Periods => model
            .screens
            .periods
            .current()
            .map(|row| (row.programme.clone(), row.year)),
        _ => None,
    }
}

pub(super) fn period_dialog(model: &Model) -> Option<Dialog> {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
    let (programme, year) = year(model)?;
    let days = [
        "",
        "benefit-start",
        "window-open",
        "window-close",
        "application-date",
        "payment-date",
    ];
    let days = days
        .iter()
        .map(|code| {
            let label = if code.is_empty() {
                t("word-unchanged")
            } else {
                texts.word("age-date", code)
            };
            ((*code).to_owned(), label)
        })
        .collect();
    Some(
        Dialog::new(
            Purpose::Register(RegisterPurpose::PeriodPreview(programme.clone(), year)),
            t("ask-period-preview"),
            t("ask-period-preview-button"),
        )
        .line(format!("{programme} {year}"), Tone::Title)
        .line(t("ask-period-preview-what"), Tone::Dim)
        .field(Field::text("standard", t("field-standard"), ""))
        .field(Field::text("open", t("field-window-open"), ""))
        .field(Field::text("close", t("field-window-close"), ""))
        .field(Field::choice("age", t("field-age-date"), days, "")),
    )
}

pub(super) fn period_action(
    dialog: &Dialog,
    programme: &str,
    year: BenefitYear,
) -> Result<Action, &'static str> {
    let day = |name: &str| match dialog.text(name) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| "error-day"),
    };
    let standard = match dialog.text("standard") {
        "" => None,
        text => Some(Fen::parse_yuan(text).map_err(|_| "error-amount")?),
    };
    let looked = Looked {
        standard,
        window_open: day("open")?,
        window_close: day("close")?,
        age_date: Some(dialog.code("age").to_owned()).filter(|code| !code.is_empty()),
    };
    if looked == Looked::default() {
        return Err("error-nothing-varied");
    }
    Ok(Action::PeriodPreview(programme.to_owned(), year, looked))
}
