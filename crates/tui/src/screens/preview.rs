//! What another ruling or another parameter would change. Nothing is stored by looking.

use super::{Frame, Route, Screen, heading, inner_width, verdict_tone, wrapped};
use crate::dialog::{Dialog, Field, Purpose};
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::Model;
use crate::msg::{Action, Effect, Looked};
use crate::update;
use domain::capitals::capitals;
use domain::fen::Fen;
use domain::year::BenefitYear;
use workflow::Words;
use workflow::review::preview::{Moved, Preview as Found};

/// A preview that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previewed {
    /// What was looked at: the open point and its value, or a benefit year and what differs.
    pub what: Words,
    /// What it would change.
    pub found: Found,
}

/// What another value would change; shown once it was made, never asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview;

impl Screen for Preview {
    type State = Loaded<Previewed>;
    type Wanted = ();

    fn wanted(&self, _model: &Model) -> Option<()> {
        None
    }

    fn frame(&self, model: &Model) -> Frame {
        let title = model.texts.t("title-preview");
        Frame::text(model, model.screens.preview.top, title, lines(model))
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(model))
    }
}

fn lines(model: &Model) -> Vec<Line> {
    let (texts, width) = (&model.texts, inner_width(model.size));
    let Some(previewed) = &model.screens.preview.value else {
        return vec![Line::new().add(&texts.t("word-nothing"), Tone::Dim)];
    };
    let found = &previewed.found;
    let (before, after) = found.sums();
    let mut lines = wrapped(previewed.what.get(texts.lang()), "", width, Tone::Title);
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

fn transitions(texts: &Texts, found: &Found) -> Vec<Line> {
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

/// Shows a preview that was made, unless the operator has gone elsewhere meanwhile.
pub(crate) fn show(model: &mut Model, previewed: Previewed) -> Vec<Effect> {
    let asked = matches!(
        model.route(),
        Route::Period(_) | Route::Periods(_) | Route::Ruling(_)
    );
    let effects = if asked {
        update::enter(model, Preview)
    } else {
        Vec::new()
    };
    model.screens.preview.value = Some(previewed);
    effects
}

/// Asks which values of a benefit year are to be looked at with others.
pub(super) fn period_dialog(model: &Model, programme: &str, year: BenefitYear) -> Dialog {
    let texts = &model.texts;
    let t = |key: &str| texts.t(key);
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
    Dialog::new(
        Purpose::PeriodPreview(programme.to_owned(), year),
        t("ask-period-preview"),
        t("ask-period-preview-button"),
    )
    .line(format!("{programme} {year}"), Tone::Title)
    .line(t("ask-period-preview-what"), Tone::Dim)
    .field(Field::text("standard", t("field-standard"), ""))
    .field(Field::text("open", t("field-window-open"), ""))
    .field(Field::text("close", t("field-window-close"), ""))
    .field(Field::choice("age", t("field-age-date"), days, ""))
}

/// What the confirmed dialog asks for.
///
/// # Errors
/// The key of the sentence that says which field makes no sense.
pub(crate) fn period_action(
    dialog: &Dialog,
    programme: &str,
    year: BenefitYear,
) -> std::result::Result<Action, &'static str> {
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
