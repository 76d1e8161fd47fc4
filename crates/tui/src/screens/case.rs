//! One case: its claims side by side. A side outside the operator's scope shows no person.

use super::{Face, case_why, inner_width, text_rows};
use crate::commands::{self, Command, Motion};
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::model::{Model, Place};
use workflow::views::cases::{CaseDetail, Side};
use workflow::views::claim_detail::PersonView;

/// Sides shown next to each other; more are turned to with the cursor.
const SIDES_SHOWN: usize = 2;

/// What a case's screen shows.
pub fn face(model: &Model) -> Face {
    let texts = &model.texts;
    let Some(case) = &model.screens.case.value else {
        let body = vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
        return Face {
            title: texts.t("title-case"),
            body,
            ..Face::default()
        };
    };
    let rows = text_rows(model.size);
    let mut body = lines(model);
    let hidden = body.len() > rows;
    body.drain(..model.screens.text_top.min(body.len()));
    if body.len() > rows && hidden {
        body.truncate(rows.saturating_sub(1));
        body.push(Line::new().add(&texts.t("case-more"), Tone::Dim));
    }
    let title = format!("{}  {}", texts.t("title-case"), case.row.child_name);
    let position = format!("{}/{}", model.screens.side + 1, case.sides.len());
    Face {
        title,
        position,
        body,
        ..Face::default()
    }
}

/// Everything there is to say about the case, longer than a small screen.
pub fn lines(model: &Model) -> Vec<Line> {
    let (texts, width) = (&model.texts, inner_width(model.size));
    let Some(case) = &model.screens.case.value else {
        return Vec::new();
    };
    let side = model.screens.side;
    let mut lines = head(texts, case, width);
    lines.extend(case_why::families(texts, case, side, width));
    lines.extend(case_why::summary(texts, case, side, width));
    lines.push(Line::new());
    lines.extend(sides(model, case, width));
    lines.push(Line::new());
    lines.extend(differences(model, case, width));
    for part in [
        case_why::waterfall(texts, case, side, width),
        case_why::effects(texts, case, side, width),
    ] {
        if !part.is_empty() {
            lines.push(Line::new());
            lines.extend(part);
        }
    }
    lines
}

/// The claim under the cursor, when it is in scope.
pub fn open(model: &Model) -> Option<Place> {
    match model
        .screens
        .case
        .value
        .as_ref()?
        .sides
        .get(model.screens.side)?
    {
        Side::Own(side) => Some(Place::Claim(side.row.id)),
        Side::Masked(_) => None,
    }
}

/// To the next or previous side.
pub fn step(model: &mut Model, motion: Motion) {
    let sides = model
        .screens
        .case
        .value
        .as_ref()
        .map_or(0, |case| case.sides.len());
    let last = sides.saturating_sub(1);
    let at = &mut model.screens.side;
    *at = match motion {
        Motion::Rows(by) | Motion::Pages(by) => at.saturating_add_signed(by.signum()).min(last),
        Motion::First => 0,
        Motion::Last => last,
    };
}

fn head(texts: &Texts, case: &CaseDetail, width: usize) -> Vec<Line> {
    let row = &case.row;
    let told = texts.with(
        "case-head",
        &[
            ("kind", &texts.word("case-kind", row.kind.code())),
            ("state", &texts.word("case", row.state.code())),
            ("year", &row.year.to_string()),
            ("at", &row.opened_at.shanghai_text()),
        ],
    );
    let mut lines = super::claim::wrapped(&told, "", width, Tone::Plain);
    if let Some(resolution) = row.resolution {
        let by = case.resolved_by.clone().unwrap_or_default();
        let at = case
            .resolved_at
            .map(|at| at.shanghai_text())
            .unwrap_or_default();
        let word = texts.word("resolution", resolution.code());
        let told = texts.with("case-decided", &[("how", &word), ("by", &by), ("at", &at)]);
        lines.extend(super::claim::wrapped(&told, "", width, Tone::Good));
    }
    lines
}

/// Labels at the left, then the sides in columns of equal width.
fn sides(model: &Model, case: &CaseDetail, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let label = texts.widest(
        "label",
        &[
            "number",
            "unit",
            "state",
            "member",
            "child",
            "payable",
            "submitted",
            "born",
            "ids",
            "mode",
        ],
    ) + 1;
    let first = (model.screens.side / SIDES_SHOWN) * SIDES_SHOWN;
    let shown: Vec<(usize, Vec<String>)> = case
        .sides
        .iter()
        .enumerate()
        .skip(first)
        .take(SIDES_SHOWN)
        .map(|(at, side)| (at, cells(texts, side)))
        .collect();
    let each = (width - label) / SIDES_SHOWN;
    let labels = [
        "number",
        "state",
        "unit",
        "child",
        "born",
        "ids",
        "member",
        "mode",
        "payable",
        "submitted",
    ];
    let mut lines = Vec::with_capacity(labels.len() + 1);
    let mut top = Line::new().gap(label);
    for (at, _) in &shown {
        let chosen = *at == model.screens.side;
        let name = format!(
            "{}{} {}",
            if chosen { '>' } else { ' ' },
            texts.t("case-side"),
            at + 1
        );
        top = top.left(
            &name,
            each,
            if chosen { Tone::Selected } else { Tone::Title },
        );
    }
    lines.push(top);
    for (row, key) in labels.iter().enumerate() {
        let mut line = Line::new().left(&texts.word("label", key), label, Tone::Dim);
        let values: Vec<&str> = shown
            .iter()
            .filter_map(|(_, cells)| cells.get(row))
            .map(String::as_str)
            .collect();
        let differs = values.windows(2).any(|pair| pair[0] != pair[1]);
        for value in &values {
            let tone = if differs && matches!(*key, "child" | "born" | "ids") {
                Tone::Warn
            } else {
                Tone::Plain
            };
            line = line.left(value, each.saturating_sub(1), tone).gap(1);
        }
        lines.push(line);
    }
    lines
}

fn cells(texts: &Texts, side: &Side) -> Vec<String> {
    match side {
        Side::Own(own) => vec![
            own.row.number.to_string(),
            texts.word("state", own.row.state.code()),
            own.row.unit_name.clone(),
            own.child.name.clone(),
            born(&own.child),
            numbers(&own.child),
            format!("{} {}", own.member.name, numbers(&own.member)),
            texts.method(own.row.method),
            own.row.payable.to_string(),
            own.row.submitted_on.to_string(),
        ],
        Side::Masked(other) => {
            let hidden = texts.t("case-hidden");
            vec![
                other.number.to_string(),
                texts.word("state", other.state.code()),
                other.unit_name.clone(),
                hidden.clone(),
                hidden.clone(),
                hidden.clone(),
                hidden.clone(),
                texts.method(other.method),
                other.payable.to_string(),
                hidden,
            ]
        }
    }
}

fn born(person: &PersonView) -> String {
    person
        .birth_date
        .map(|date| date.to_string())
        .unwrap_or_default()
}

fn numbers(person: &PersonView) -> String {
    let numbers: Vec<&str> = person
        .numbers
        .iter()
        .map(|number| number.masked.as_str())
        .collect();
    numbers.join(" ")
}

fn differences(model: &Model, case: &CaseDetail, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let may = |command: Command| {
        commands::of_place(model, model.place())
            .iter()
            .any(|offer| offer.command == command)
    };
    // Only what the state of the case and the role allow is advised.
    let how = if may(Command::Keep) {
        Some("case-how")
    } else if may(Command::SecondCase) {
        Some("case-second-how")
    } else {
        None
    };
    let masked = case
        .sides
        .iter()
        .any(|side| matches!(side, Side::Masked(_)));
    let mut lines = super::claim::wrapped(&texts.t("case-what"), "", width, Tone::Dim);
    if let Some(how) = how {
        lines.extend(super::claim::wrapped(&texts.t(how), "", width, Tone::Dim));
    }
    if masked {
        lines.extend(super::claim::wrapped(
            &texts.t("case-masked"),
            "",
            width,
            Tone::Dim,
        ));
    }
    lines
}
