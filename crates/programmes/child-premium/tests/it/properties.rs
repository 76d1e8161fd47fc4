//! What must hold for every claim, not only for the stories.

use child_premium::Method;
use child_premium::claim::Premium;
use std::sync::LazyLock;

use crate::story::{
    PremiumMut, REMOVABLE, assessor, day, ordinary_claim, ordinary_facts, remove, with_partner,
    yuan,
};
use child_premium::claim::{Assistance, PaidBy};
use child_premium::facts::{CARD_USED, PROOF_SEEN_ELSEWHERE};
use child_premium::receipts;
use chrono::Days;
use domain::decision::{Decision, Severity, Verdict};
use domain::draft::{ClaimDraft, Proof, Relation};
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::period::{Plan, RATIO_WHOLE_BP, Window};
use policy::Assessor;
use policy::facts::{BudgetFact, Facts, Partner};
use policy::params::{Params, ParamsError};
use proptest::prelude::*;
use proptest::sample::select;

const STANDARD: Fen = Fen::new(40_000);

/// Bound once: reading parameters is no part of these properties.
static ASSESSOR: LazyLock<Box<dyn Assessor>> = LazyLock::new(|| assessor(2026, None));

fn assess(draft: &ClaimDraft, facts: &Facts) -> Decision {
    ASSESSOR.assess(draft, facts)
}

fn maybe_sum(max: i64) -> impl Strategy<Value = Option<Fen>> {
    prop::option::of((0..=max).prop_map(Fen::new))
}

prop_compose! {
    fn any_claim()(
        relation in select(Relation::ALL), mode in select(&Method::ALL[..]), assistance in select(Assistance::ALL),
        paid in maybe_sum(130_000), paid_after in prop::option::of(0_u64..800), claimed in 0_i64..130_000,
        born_after in prop::option::of(0_u64..8_000), paid_by in prop::option::of(select(PaidBy::ALL)),
        proof in prop::option::of(select(Proof::ALL)), consent: bool, payee: bool, voucher: bool,
    ) -> ClaimDraft {
        let mut draft = ordinary_claim();
        draft.subject.birth_date = born_after.map(|days| day("2005-06-01") + Days::new(days));
        draft.premium_mut().paid_on = paid_after.map(|days| day("2025-08-01") + Days::new(days));
        (draft.premium_mut().relation, draft.method, draft.premium_mut().assistance) = (relation, mode.into(), assistance);
        (draft.premium_mut().paid, draft.claimed, draft.premium_mut().paid_by) = (paid, Fen::new(claimed), paid_by);
        (draft.premium_mut().proof, draft.premium_mut().consent) = (proof, consent);
        draft.payee = draft.payee.filter(|_| payee);
        draft.premium_mut().voucher = draft.premium().voucher.clone().filter(|_| voucher);
        draft
    }
}

prop_compose! {
    fn any_facts()(
        today_after in 0_u64..800, waited in 0_u64..200, roster: bool, dues: bool, elsewhere: bool,
        plan in prop::option::of((select(&Method::ALL[..]), maybe_sum(60_000), prop::option::of(0..=RATIO_WHOLE_BP))),
        funds in maybe_sum(50_000), subsidy in maybe_sum(50_000), already in select(&[0_i64, 1, 20_000, 40_000][..]),
        open_case: bool, next: bool, used: (bool, bool), seen: bool, announced: bool, whole_plan: bool,
    ) -> Facts {
        let mut facts = ordinary_facts();
        facts.submitted_on = day("2025-08-01") + Days::new(today_after);
        facts.today = facts.submitted_on + Days::new(waited);
        facts.membership = facts.membership.filter(|_| roster);
        if let Some(entry) = facts.membership.as_mut().filter(|_| !dues) {
            entry.dues_paid_through = None;
        }
        (facts.member_elsewhere, facts.open_case, facts.announced) = (elsewhere, open_case, announced);
        if !whole_plan {
            facts.plan = plan.map(|(mode, amount, ratio_bp)| Plan { method: mode.into(), amount, ratio_bp, minutes: "纪要".to_owned() });
        }
        let budget = |source, sum: Option<Fen>| sum.map(|available| BudgetFact { source, available });
        facts.budgets = [budget(FundSource::new("union"), funds), budget(FundSource::new("subsidy"), subsidy)].into_iter().flatten().collect();
        facts.already_committed = Fen::new(already);
        facts.next_window = next.then(|| Window { open: day("2026-09-01"), close: day("2027-01-31") });
        facts.answers = with_partner(if seen { Partner::Unknown } else { Partner::OutsideSystem });
        facts.answers.tell(&receipts::USED, used.0);
        facts.answers.tell(&CARD_USED, used.1);
        facts.answers.tell(&PROOF_SEEN_ELSEWHERE, seen);
        facts
    }
}

fn owed(draft: &ClaimDraft) -> Fen {
    match draft.premium().assistance {
        Assistance::None => STANDARD,
        Assistance::Half => Fen::new(20_000),
        Assistance::Whole => Fen::ZERO,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_payable_sum_never_exceeds_any_bound(draft in any_claim(), facts in any_facts()) {
        let decision = assess(&draft, &facts);
        let payable = decision.payable;
        prop_assert!(payable >= Fen::ZERO && payable <= decision.ceiling);
        prop_assert!(payable <= STANDARD && payable <= owed(&draft) && payable <= draft.claimed);
        prop_assert!(payable.checked_add(facts.already_committed).unwrap() <= decision.ceiling || payable == Fen::ZERO);
        if draft.method == Method::Reimburse {
            prop_assert!(payable <= draft.premium().paid.unwrap_or(Fen::ZERO));
        }
        match facts.plan.as_ref().filter(|plan| plan.method == draft.method) {
            Some(plan) => prop_assert!(payable <= plan.bears(owed(&draft))),
            None => prop_assert_eq!(payable, Fen::ZERO),
        }
        if draft.method == Method::Shared && payable > Fen::ZERO {
            prop_assert_eq!(payable.checked_add(decision.member_share), Some(owed(&draft)));
        }
    }

    #[test]
    fn every_rule_speaks_in_order_and_the_worst_condition_decides(draft in any_claim(), facts in any_facts()) {
        let decision = assess(&draft, &facts);
        let mut rules: Vec<&str> = decision.conditions.iter().map(|c| c.rule.as_str()).collect();
        prop_assert!(rules.is_sorted());
        rules.dedup();
        prop_assert_eq!(rules.len(), 20);
        prop_assert_eq!(decision.verdict, Decision::verdict_of(&decision.conditions));
        prop_assert!(decision.conditions.iter().all(|c| !c.waits || c.severity == Severity::Review));
        prop_assert!(decision.conditions.iter().all(|c| !c.values.is_empty() || c.code.ends_with("-missing") || c.code.ends_with("-unknown")));
        if decision.verdict == Verdict::Eligible {
            prop_assert!(decision.payable > Fen::ZERO && decision.waiting_for().is_empty());
            prop_assert!(facts.membership.is_some() && draft.premium().consent && !facts.open_case);
        }
    }

    #[test]
    fn the_same_claim_and_facts_always_give_the_same_decision(draft in any_claim(), facts in any_facts()) {
        prop_assert_eq!(assess(&draft, &facts), assess(&draft, &facts));
    }
}

#[test]
fn whichever_fact_is_missing_the_claim_is_not_eligible() {
    assert_eq!(
        assess(&ordinary_claim(), &ordinary_facts()).verdict,
        Verdict::Eligible
    );
    for what in REMOVABLE {
        let (mut draft, mut facts) = (ordinary_claim(), ordinary_facts());
        remove(what, &mut draft, &mut facts);
        assert_ne!(
            assess(&draft, &facts).verdict,
            Verdict::Eligible,
            "without {what}"
        );
    }
}

#[test]
fn the_next_window_missing_is_never_eligible_for_a_late_payer() {
    let (mut draft, mut facts) = (ordinary_claim(), ordinary_facts());
    (draft.premium_mut().paid, draft.premium_mut().paid_on) =
        (Some(yuan("1100")), Some(day("2026-03-05")));
    facts.today = day("2026-10-01");
    facts.next_window = Some(Window {
        open: day("2026-09-01"),
        close: day("2027-01-31"),
    });
    assert_eq!(assess(&draft, &facts).verdict, Verdict::Eligible);
    facts.next_window = None;
    assert_eq!(
        assess(&draft, &facts).waiting_for(),
        ["next-window-unknown"]
    );
}

#[test]
fn an_unreadable_ruling_on_a_point_the_claim_depends_on_is_never_eligible() {
    for (key, prepare) in [
        ("age-interpretation", "none"),
        ("age-reference-date", "none"),
        ("family-account-payment", "family"),
        ("adopted-child", "adopted"),
        ("step-child", "step"),
        ("first-time-proof", "proof"),
        ("first-out-of-window-year", "late"),
    ] {
        let (mut draft, mut facts) = (ordinary_claim(), ordinary_facts());
        match prepare {
            "family" => draft.premium_mut().paid_by = Some(PaidBy::FamilyAccount),
            "adopted" => draft.premium_mut().relation = Relation::Adopted,
            "step" => draft.premium_mut().relation = Relation::Step,
            "proof" => {
                draft.premium_mut().proof = None;
                facts.answers.tell(&PROOF_SEEN_ELSEWHERE, true);
            }
            "late" => {
                draft.premium_mut().paid_on = Some(day("2026-03-05"));
                facts.today = day("2026-10-01");
                facts.next_window = Some(Window {
                    open: day("2026-09-01"),
                    close: day("2027-01-31"),
                });
            }
            _ => {}
        }
        facts.rulings.insert(key.to_owned(), "whatever".to_owned());
        let decision = assess(&draft, &facts);
        assert_eq!(decision.verdict, Verdict::Review, "{key}");
        assert_eq!(decision.waiting_for(), ["ruling-unreadable"], "{key}");
    }
}

#[test]
fn malformed_parameters_bind_to_nothing() {
    let programme = child_premium::programme();
    let year = domain::year::BenefitYear::new(2026);
    let text = programme
        .snapshot(programme.shipped_params(), year)
        .unwrap();
    let bind = |text: String| {
        programme
            .bind(&Params {
                version: "2026.1-0".to_owned(),
                text,
            })
            .map(|_| ())
    };
    assert!(bind(text.clone()).is_ok());
    assert!(matches!(
        bind(format!("surprise = 1\n{text}")),
        Err(ParamsError::Shape { .. })
    ));
    assert!(matches!(
        bind(text.replace("owed_bp = 0", "owed_bp = 20000")),
        Err(ParamsError::Value { .. })
    ));
    assert!(matches!(
        bind(String::new()),
        Err(ParamsError::Shape { .. })
    ));
}

#[test]
fn the_period_takes_its_terms_from_the_snapshot() {
    let terms = assessor(2026, None).terms();
    assert_eq!(terms.standard, STANDARD);
    assert_eq!(
        terms.window,
        Window {
            open: day("2025-09-01"),
            close: day("2026-01-31")
        }
    );
    assert_eq!(
        terms.benefit,
        Window {
            open: day("2026-01-01"),
            close: day("2026-12-31")
        }
    );
    assert!(!terms.invented && assessor(2027, None).terms().invented);
}

#[test]
fn the_shipped_defaults_are_the_recommended_values_of_the_options() {
    let programme = child_premium::programme();
    let file: child_premium::params::File = toml::from_str(programme.shipped_params()).unwrap();
    let shipped: Vec<(&str, &str)> = file
        .option
        .iter()
        .map(|o| (o.key.as_str(), o.default.as_str()))
        .collect();
    let recommended: Vec<(&str, &str)> = programme
        .options()
        .iter()
        .map(|o| (o.key, o.recommended().unwrap().code))
        .collect();
    assert_eq!(shipped, recommended);
}
