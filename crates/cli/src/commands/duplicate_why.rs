//! Why the claims of a case may be one child's, and what each verdict would do, for `gongbao duplicate show`.

use crate::commands::duplicate_scan::{bits, per_cent};
use crate::output::{Report, Table};
use crate::words::Words;
use domain::identity::IdentityKind;
use domain::ids::ClaimRef;
use serde_json::{Value, json};
use workflow::duplicates::similar::Step;
use workflow::views::cases::{CaseDetail, PairView};

/// The pairs of a case as JSON.
pub fn pairs_json(detail: &CaseDetail) -> Value {
    detail.pairs.iter().map(pair_json).collect()
}

fn pair_json(pair: &PairView) -> Value {
    let seen = &pair.evidence;
    let steps: Vec<Value> = seen.steps.iter().map(step_json).collect();
    json!({
        "a": pair.a.to_string(), "b": pair.b.to_string(), "model": pair.model, "stored": pair.stored,
        "score": pair.whole.then_some(seen.score), "prior": seen.prior, "band": seen.band,
        "suggests": if seen.suggests_same() { json!("same-child") } else { Value::Null },
        "whole": pair.whole,
        "chances": pair.whole.then(|| json!({ "same": seen.same, "kin": seen.kin, "stranger": seen.stranger })),
        "found_by": seen.found_by.iter().map(|found| &found.code).collect::<Vec<_>>(),
        "fields": steps,
    })
}

fn step_json(step: &Step) -> Value {
    json!({
        "field": step.comparison, "level": step.level, "bits": step.bits, "frequency_bits": step.frequency_bits,
        "running": step.running, "differing_places": step.places, "missing": step.is_missing(),
    })
}

/// What is known of claims of one family, as JSON.
pub fn families_json(detail: &CaseDetail) -> Value {
    let codes = |kinds: &[IdentityKind]| kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>();
    detail
        .families
        .iter()
        .map(|kin| {
            let mut told = json!({
                "a": kin.a.to_string(), "b": kin.b.to_string(), "whole": !kin.in_part, "born": [kin.born_a, kin.born_b],
                "documents_a": codes(&kin.documents_a), "documents_b": codes(&kin.documents_b),
            });
            if !kin.in_part {
                (told["link"], told["apart"]) = (kin.link.code().into(), kin.apart.into());
            }
            told
        })
        .collect()
}

/// What verdicts would do, as JSON; keeping, by claim.
pub fn effects_json(detail: &CaseDetail) -> Value {
    let effects = &detail.effects;
    let keep: Vec<Value> = detail
        .sides
        .iter()
        .zip(&effects.keep)
        .map(|(side, keep)| {
            json!({
                "claim": side.id().to_string(), "possible": keep.possible, "withdraws": keep.withdraws,
                "merges": keep.merges,
            })
        })
        .collect();
    json!({
        "elsewhere": effects.elsewhere, "keep": keep, "different": { "second": effects.different.second, "returns": effects.different.returns },
        "return": effects.returns, "hold": effects.holds,
    })
}

/// Adds the readable form.
pub fn tell(mut report: Report, detail: &CaseDetail) -> Report {
    let number = |claim: ClaimRef| {
        let side = detail.sides.iter().find(|side| side.id() == claim);
        side.map_or_else(String::new, |side| side.number().to_string())
    };
    for pair in &detail.pairs {
        report = told(report, pair, (&number(pair.a), &number(pair.b)));
    }
    for kin in &detail.families {
        let (a, b) = (number(kin.a), number(kin.b));
        report = report.line(
            format!("{a} 与 {b}：{}", kin.chinese()),
            format!("{a} and {b}: {}", kin.english()),
        );
    }
    effects(report, detail)
}

fn told(report: Report, pair: &PairView, (a, b): (&str, &str)) -> Report {
    let seen = &pair.evidence;
    let [same, kin, stranger] =
        [seen.same, seen.kin, seen.stranger].map(|share| per_cent(usize::from(share)));
    let score = bits(seen.score);
    if !pair.whole {
        return report.line(
            format!(
                "{a} 与 {b}：一方在您的范围外，对方的情况和比对内容不显示（模型 {}）",
                pair.model
            ),
            format!(
                "{a} and {b}: one side is outside your scope; its people and what was compared are not shown (model {})",
                pair.model
            ),
        );
    }
    let report = report.line(
        format!(
            "{a} 与 {b}：{score} 比特；同一子女 {same}，双胞胎或兄弟姐妹 {kin}，无关 {stranger}（模型 {}）",
            pair.model
        ),
        format!(
            "{a} and {b}: {score} bits; the same child {same}, a twin or sibling {kin}, a stranger {stranger} (model {})",
            pair.model
        ),
    );
    let report = if seen.suggests_same() {
        report.line(
            "建议：同一子女（须人工确认）",
            "suggested: the same child (a person decides)",
        )
    } else {
        report
    };
    let found = |words: Vec<&str>, none: &str, with: &str| {
        if words.is_empty() {
            none.to_owned()
        } else {
            words.join(with)
        }
    };
    let zh = seen
        .found_by
        .iter()
        .map(|found| found.zh.as_str())
        .collect();
    let en = seen
        .found_by
        .iter()
        .map(|found| found.en.as_str())
        .collect();
    let report = report.line(
        format!("发现依据：{}", found(zh, "无（由规则并案）", "；")),
        format!(
            "found by: {}",
            found(en, "no key (a rule brought them together)", "; ")
        ),
    );
    let mut table = Table::new(&[
        ("项目", "field"),
        ("一致程度", "agreement"),
        ("比特", "bits"),
        ("常见程度", "rarity"),
        ("累计", "sum"),
    ]);
    table.row([
        Words::new("起点", "prior"),
        Words::same(""),
        Words::same(bits(seen.prior)),
        Words::same(""),
        Words::same(bits(seen.prior)),
    ]);
    for step in &seen.steps {
        let weight = |value: i32| {
            if step.is_missing() {
                "0".to_owned()
            } else {
                bits(value)
            }
        };
        table.row([
            Words::new(step.zh.clone(), step.en.clone()),
            agreement(step),
            Words::same(weight(step.bits)),
            Words::same(weight(step.frequency_bits)),
            Words::same(bits(step.running)),
        ]);
    }
    report.table(table)
}

/// The level, with the places of a number that differ: never the digits.
fn agreement(step: &Step) -> Words {
    if step.places.is_empty() {
        return Words::new(step.level_zh.clone(), step.level_en.clone());
    }
    let places: Vec<String> = step.places.iter().map(ToString::to_string).collect();
    Words::new(
        format!("{}（第{}位不同）", step.level_zh, places.join("、")),
        format!("{} (places {} differ)", step.level_en, places.join(", ")),
    )
}

fn effects(mut report: Report, detail: &CaseDetail) -> Report {
    let effects = &detail.effects;
    if effects.elsewhere {
        return report.line(
            "本案有您范围外的申报：由能看到全部申报的人处理，请上报（`gongbao duplicate resolve 案件 --escalate`）",
            "a claim of this case is outside your scope: whoever sees all of them decides; pass it up (`gongbao duplicate resolve CASE --escalate`)",
        );
    }
    for (side, keep) in detail.sides.iter().zip(&effects.keep) {
        let number = side.number();
        report = if keep.possible {
            let merged = (keep.merges > 0, keep.merges);
            report.line(
                format!(
                    "保留 {number}：关闭其余 {} 件{}",
                    keep.withdraws,
                    if merged.0 {
                        format!("，{} 人合并为同一子女（可撤销）", merged.1)
                    } else {
                        String::new()
                    }
                ),
                format!(
                    "keep {number}: closes {} others{}",
                    keep.withdraws,
                    if merged.0 {
                        format!(", {} people become one child (can be undone)", merged.1)
                    } else {
                        String::new()
                    }
                ),
            )
        } else {
            report.line(
                format!("保留 {number}：不可行，本件已失效或另一件已封批、支付"),
                format!("keep {number}: not possible, it ended or the other's money is on its way"),
            )
        };
    }
    if effects.keep.is_empty() {
        return report;
    }
    let report = if effects.different.second {
        report.line(
            "不同子女：须第二人复核，然后各自继续，以后不再提示",
            "different children: a second operator agrees; then each goes on, and no scan asks again",
        )
    } else {
        report.line(
            format!(
                "不同子女：证件号有误，{} 件退回更正",
                effects.different.returns
            ),
            format!(
                "different children: a number is wrong, {} claims go back",
                effects.different.returns
            ),
        )
    };
    report.line(
        format!(
            "全部退回：{} 件；挂起：{} 件",
            effects.returns, effects.holds
        ),
        format!(
            "return all: {} claims; hold: {} claims",
            effects.returns, effects.holds
        ),
    )
}
