//! One line about a change, in Chinese and English.

use super::proposal::{PlanChange, Proposal};
use crate::proposals::rulings;
use crate::review::rule_set::{programme_words, source_words};
use policy::Registry;

/// What a change says, in both languages, with figures but without any identity number.
pub(super) fn of(registry: &Registry, proposal: &Proposal) -> (String, String) {
    let kind = proposal.kind();
    let plain = |rest: String| {
        (
            format!("{}：{rest}", kind.chinese()),
            format!("{}: {rest}", kind.english()),
        )
    };
    match proposal {
        Proposal::PeriodCreate { period, .. }
        | Proposal::PeriodOpen(period)
        | Proposal::PeriodClose(period)
        | Proposal::PeriodReopen(period)
        | Proposal::PeriodArchive(period) => {
            let (name, year) = (programme_words(registry, &period.programme), period.year);
            (
                format!("{}：{} {year} 年度", kind.chinese(), name.zh),
                format!("{}: {} {year}", kind.english(), name.en),
            )
        }
        Proposal::PeriodExtend { period, close } => {
            let (name, year) = (programme_words(registry, &period.programme), period.year);
            (
                format!("延长缴费期：{} {year} 年度，至 {close}", name.zh),
                format!("extend window: {} {year} to {close}", name.en),
            )
        }
        Proposal::Plan(plan) => plan_lines(registry, plan),
        Proposal::Budget(budget) => (
            format!(
                "预算：{} {} {} {}元，{}",
                budget.unit_code,
                budget.calendar_year,
                source_words(registry, budget.source).zh,
                budget.total,
                budget.minutes
            ),
            format!(
                "budget: {} {} {} {} yuan, {}",
                budget.unit_code, budget.calendar_year, budget.source, budget.total, budget.minutes
            ),
        ),
        Proposal::Ruling(ruling) => {
            let (programme, key) = (&ruling.programme, &ruling.option);
            let (name, value) = rulings::in_words(registry, programme, key, &ruling.value);
            let (document, on) = (&ruling.document, ruling.decided_on);
            (
                format!("口径：{}，{}，{document}（{on}）", name.zh, value.zh),
                format!("ruling: {}, {}, {document} ({on})", name.en, value.en),
            )
        }
        Proposal::OperatorAdd(operator) => {
            let key = operator.key.as_ref().map(|key| key.fingerprint.as_str());
            let (name, role, scope) = (&operator.name, operator.role, &operator.scope_path);
            let (mut zh, mut en) = (
                format!("新增操作员：{name}，{}，{scope}", role.chinese()),
                format!("add operator: {name}, {role}, {scope}"),
            );
            if let Some(key) = key {
                zh.push_str(&format!("，{key}"));
                en.push_str(&format!(", {key}"));
            }
            (zh, en)
        }
        Proposal::OperatorOff { name, .. } => plain(name.clone()),
        Proposal::KeyAdd(key) | Proposal::KeyRevoke(key) => {
            plain(format!("{} {}", key.name, key.fingerprint))
        }
        Proposal::SettlementReverse(lines) => {
            let (number, count, why) = (&lines.number, lines.claims.len(), &lines.reason);
            (
                format!("冲回回执：批次 {number} 的 {count} 笔，{why}"),
                format!("reverse an answer: {count} lines of batch {number}, {why}"),
            )
        }
        Proposal::ExportVoid(void) => {
            let (entry, number, why) = (void.entry, &void.number, &void.reason);
            (
                format!("作废导出登记：第 {entry} 号（批次 {number}），{why}"),
                format!("void an export: entry {entry} (batch {number}), {why}"),
            )
        }
        Proposal::Institution(one) => {
            let (code, name, bank, account) = (&one.code, &one.name, &one.bank, &one.account);
            let (mut zh, mut en) = (
                format!(
                    "结算机构账户：{code} {name}，{bank} {account}，自 {} 起",
                    one.from
                ),
                format!(
                    "account of an institution: {code} {name}, {bank} {account}, from {}",
                    one.from
                ),
            );
            if let Some(until) = one.until {
                zh.push_str(&format!("，至 {until}"));
                en.push_str(&format!(" until {until}"));
            }
            (zh, en)
        }
        Proposal::RegisterBegin { reason } => plain(reason.clone()),
        Proposal::UnitMerge(merger) => (
            format!(
                "合并工会：{} 自 {} 起并入 {}",
                merger.unit_code, merger.on, merger.into_code
            ),
            format!(
                "merge unions: {} into {} from {}",
                merger.unit_code, merger.into_code, merger.on
            ),
        ),
    }
}

/// The payment method in words; its code where no programme of this installation has it.
fn method<'a>(registry: &Registry, plan: &'a PlanChange, chinese: bool) -> &'a str {
    let method = &plan.plan.method;
    match registry.method(&plan.programme, method) {
        Some(spec) if chinese => spec.zh,
        Some(spec) => spec.en,
        None => method.code(),
    }
}

fn plan_lines(registry: &Registry, plan: &PlanChange) -> (String, String) {
    let terms = &plan.plan;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if let Some(amount) = terms.amount {
        zh.push(format!("每人{amount}元"));
        en.push(format!("{amount} yuan a claim"));
    }
    if let Some(ratio) = terms.ratio_bp {
        // Basis points: two decimals of a percentage.
        let percent = format!("{}.{:02}%", ratio / 100, ratio % 100);
        zh.push(format!("比例{percent}"));
        en.push(percent);
    }
    if zh.is_empty() {
        zh.push("全部".to_owned());
        en.push("all of it".to_owned());
    }
    (
        format!(
            "缴费方案：{} {} {} {}，{}",
            plan.unit_code,
            plan.year,
            method(registry, plan, true),
            zh.join("，"),
            terms.minutes
        ),
        format!(
            "plan: {} {} {} {}, {}",
            plan.unit_code,
            plan.year,
            method(registry, plan, false),
            en.join(", "),
            terms.minutes
        ),
    )
}
