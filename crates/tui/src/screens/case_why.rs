//! Why two claims of a case may be one person's: a sum of weights, and what each verdict would do. No value is shown.

use super::{heading, wrapped};
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use workflow::duplicates::similar::Step;
use workflow::views::Lang;
use workflow::views::cases::{CaseDetail, PairView, Side};

/// Columns of a weight, sign and one decimal included.
const WEIGHT: usize = 8;

/// The strongest pair of a side.
fn pair_of(case: &CaseDetail, side: usize) -> Option<&PairView> {
    let claim = case.sides.get(side)?.id();
    case.pairs
        .iter()
        .filter(|pair| pair.a == claim || pair.b == claim)
        .max_by_key(|pair| pair.evidence.score)
}

fn pick<'a>(texts: &Texts, zh: &'a str, en: &'a str) -> &'a str {
    match texts.lang() {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Thousandths of a bit as bits with one decimal.
fn bits(thousandths: i32) -> String {
    let tenths = (thousandths.abs() + 50) / 100;
    let sign = if thousandths < 0 && tenths > 0 {
        "-"
    } else {
        "+"
    };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// Thousandths as per cent with one decimal.
fn share(thousandths: u16) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// How likely the side under the cursor is the same person as the claim it is most like.
pub fn summary(texts: &Texts, case: &CaseDetail, side: usize, width: usize) -> Vec<Line> {
    let Some(pair) = pair_of(case, side) else {
        return Vec::new();
    };
    let seen = &pair.evidence;
    let told = if pair.whole {
        texts.with(
            "case-chances",
            &[
                ("same", &share(seen.same)),
                ("kin", &share(seen.kin)),
                ("stranger", &share(seen.stranger)),
                ("score", &bits(seen.score)),
            ],
        )
    } else {
        texts.t("case-chances-hidden")
    };
    let mut lines = wrapped(&told, "", width, Tone::Title);
    if seen.suggests_same() {
        lines.extend(wrapped(&texts.t("case-suggests"), "", width, Tone::Warn));
    }
    lines
}

/// Why the side under the cursor and another claim of its family may be for one person.
pub fn families(texts: &Texts, case: &CaseDetail, side: usize, width: usize) -> Vec<Line> {
    let Some(claim) = case.sides.get(side).map(Side::id) else {
        return Vec::new();
    };
    case.families
        .iter()
        .filter(|kin| kin.a == claim || kin.b == claim)
        .flat_map(|kin| {
            wrapped(
                pick(texts, &kin.chinese(), &kin.english()),
                "",
                width,
                Tone::Warn,
            )
        })
        .collect()
}

/// The weights of the fields from the prior to the score.
pub fn waterfall(texts: &Texts, case: &CaseDetail, side: usize, width: usize) -> Vec<Line> {
    let Some(pair) = pair_of(case, side) else {
        return Vec::new();
    };
    let seen = &pair.evidence;
    if !pair.whole {
        return Vec::new();
    }
    let label = seen
        .steps
        .iter()
        .map(|step| crate::text::width(pick(texts, &step.zh, &step.en)))
        .max()
        .unwrap_or_default()
        + 1;
    let level = width.saturating_sub(label + 3 * WEIGHT);
    let head = Line::new()
        .left(&texts.t("case-why"), label + level, Tone::Title)
        .right(&texts.t("case-bits"), WEIGHT, Tone::Dim)
        .right(&texts.t("case-rarity"), WEIGHT, Tone::Dim)
        .right(&texts.t("case-sum"), WEIGHT, Tone::Dim);
    let prior = Line::new()
        .left(&texts.t("case-prior"), label + level, Tone::Dim)
        .right(&bits(seen.prior), WEIGHT, Tone::Dim)
        .right("", WEIGHT, Tone::Dim)
        .right(&bits(seen.prior), WEIGHT, Tone::Dim);
    let mut lines = vec![head, prior];
    for step in &seen.steps {
        lines.extend(row(texts, step, label, level));
    }
    let found: Vec<&str> = seen
        .found_by
        .iter()
        .map(|found| pick(texts, &found.zh, &found.en))
        .collect();
    let found = if found.is_empty() {
        texts.t("case-found-none")
    } else {
        found.join("; ")
    };
    let told = texts.with("case-found", &[("blocks", &found), ("model", &pair.model)]);
    lines.extend(wrapped(&told, "", width, Tone::Dim));
    lines
}

/// A field's line; places of a number that find no room beside the words stand below them.
fn row(texts: &Texts, step: &Step, label: usize, level: usize) -> Vec<Line> {
    let mut says = pick(texts, &step.level_zh, &step.level_en).to_owned();
    let mut below = None;
    if !step.places.is_empty() {
        let places: Vec<String> = step.places.iter().map(ToString::to_string).collect();
        let told = texts.with("case-places", &[("places", &places.join(","))]);
        let together = format!("{says} {told}");
        if crate::text::width(&together) <= level {
            says = together;
        } else {
            below = Some(told);
        }
    }
    let total = step.bits + step.frequency_bits;
    let tone = if step.is_missing() {
        Tone::Dim
    } else if total < 0 {
        Tone::Good
    } else {
        Tone::Plain
    };
    let weight = |value: i32| {
        if step.is_missing() {
            "0".to_owned()
        } else if value == 0 {
            String::new()
        } else {
            bits(value)
        }
    };
    let line = Line::new()
        .left(pick(texts, &step.zh, &step.en), label, Tone::Dim)
        .left(&says, level, tone)
        .right(&weight(step.bits), WEIGHT, tone)
        .right(&weight(step.frequency_bits), WEIGHT, tone)
        .right(&bits(step.running), WEIGHT, tone);
    let below = below.map(|told| Line::new().gap(label).add(&told, tone));
    std::iter::once(line).chain(below).collect()
}

/// What each verdict would do with the claims as they stand; keeping, for the side under the cursor.
pub fn effects(texts: &Texts, case: &CaseDetail, side: usize, width: usize) -> Vec<Line> {
    let Some(keep) = case.effects.keep.get(side) else {
        return Vec::new();
    };
    let effects = &case.effects;
    if effects.elsewhere {
        return wrapped(&texts.t("case-elsewhere"), "", width, Tone::Title);
    }
    let (side, others) = ((side + 1).to_string(), keep.withdraws.to_string());
    let kept = if !keep.possible {
        texts.with("case-keep-not", &[("side", &side)])
    } else if keep.merges > 0 {
        let people = keep.merges.to_string();
        texts.with(
            "case-keep-merge",
            &[("side", &side), ("others", &others), ("people", &people)],
        )
    } else {
        texts.with("case-keep", &[("side", &side), ("others", &others)])
    };
    let different = if effects.different.second {
        texts.t("case-different")
    } else {
        let count = effects.different.returns.to_string();
        texts.with("case-different-number", &[("count", &count)])
    };
    let (returns, holds) = (effects.returns.to_string(), effects.holds.to_string());
    let rest = texts.with("case-rest", &[("returns", &returns), ("holds", &holds)]);
    let mut lines = vec![heading(&texts.t("case-effects"))];
    for told in [kept, different, rest] {
        lines.extend(wrapped(&told, "  ", width, Tone::Plain));
    }
    lines
}
