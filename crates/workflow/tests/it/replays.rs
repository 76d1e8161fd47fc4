//! A stored decision can be made again, byte for byte, from the facts stored with it.

use child_premium::Method;
use child_premium::claim::PaidBy;
use chrono::NaiveDate;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use test_support::PremiumMut;
use test_support::{ClaimSpec, Desk, Document, Engine, UNIT_B, UNIT_C, both_engines};
use workflow::audit::replay::{self, Sampled};
use workflow::proposals::rulings::{self, NewRuling};
use workflow::proposals::{self, Which};
use workflow::{Session, WorkflowError, review::decide};

const PROGRAMME: &str = "child-premium";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn raw(desk: &Desk, sql: &str) {
    storage::execute_raw(&mut desk.open(), sql).unwrap();
}

/// Runs a statement as somebody could who owns the database: append-only triggers are no hindrance.
fn tamper(desk: &Desk, sql: &str) {
    let mut db = desk.open();
    let off = match desk.engine() {
        Engine::Sqlite => "DROP TRIGGER IF EXISTS decisions_no_update",
        Engine::Postgres => "SET session_replication_role = replica",
    };
    storage::execute_raw(&mut db, off).unwrap();
    storage::execute_raw(&mut db, sql).unwrap();
}

fn sample(session: &mut Session, count: usize, seed: u64) -> Sampled {
    replay::sample(session, count, Some(seed), &mut |_, _| {}).unwrap()
}

fn whats(desk: &Desk, claim: ClaimRef) -> Vec<String> {
    let replayed = replay::one(&mut desk.session("reviewer"), claim).unwrap();
    replayed
        .differences
        .into_iter()
        .map(|one| one.what)
        .collect()
}

fn file(desk: &Desk, spec: &ClaimSpec, change: impl FnOnce(&mut ClaimDraft)) -> ClaimRef {
    let mut clerk = desk.session("clerk");
    let mut prepared = desk.prepare(&mut clerk, spec);
    change(&mut prepared.draft);
    let filed =
        workflow::intake::submit::promote(&mut clerk.db, &clerk.ctx, PROGRAMME, vec![prepared])
            .unwrap();
    filed[0].claim().unwrap()
}

/// A claim of every kind: late, shared, full, without plan, in a case, revised, reviewed, approved, ruled on.
fn all_kinds(desk: &Desk) -> Vec<ClaimRef> {
    let mut claims = vec![
        desk.file_claim(&ClaimSpec::of(1)),
        desk.file_claim(&ClaimSpec::of(2).mode(Method::Full)),
        desk.file_claim(&ClaimSpec::of(3).mode(Method::Shared)),
        desk.file_claim(&ClaimSpec::of(4).at(UNIT_C)),
        desk.file_claim(&ClaimSpec::of(5).with(Document::Certificate)),
        desk.file_claim(&ClaimSpec::of(6)),
        desk.file_claim(&ClaimSpec::of(6).by_spouse().at(UNIT_B)),
        desk.approved_claim(&ClaimSpec::of(7)),
        desk.reviewed_claim(&ClaimSpec::of(8)),
        file(desk, &ClaimSpec::of(9), |draft| {
            draft.premium_mut().paid_on = Some(day("2025-08-01"))
        }),
        file(desk, &ClaimSpec::of(10), |draft| {
            draft.premium_mut().paid_by = Some(PaidBy::FamilyAccount)
        }),
        file(desk, &ClaimSpec::of(11), |draft| draft.payee = None),
    ];
    let returned = desk.file_claim(&ClaimSpec::of(12));
    decide::return_to_unit(&mut desk.session("reviewer"), &[returned], "金额有误").unwrap();
    desk.file_all(&[ClaimSpec::of(12).paying(39_000)]);
    claims.push(returned);
    claims
}

both_engines! {
    fn the_decision_on_a_claim_of_every_kind_comes_out_the_same_again(desk) {
        let claims = all_kinds(desk);
        for (at, claim) in claims.iter().enumerate() {
            assert_eq!(whats(desk, *claim), Vec::<String>::new(), "claim {at}");
        }
        let mut auditor = desk.session("auditor");
        let all = sample(&mut auditor, 1_000, 1);
        assert_eq!((all.claims, all.replayed, all.differing.len()), (13, 13, 0));
    }

    fn a_decision_made_under_an_earlier_ruling_and_another_day_still_comes_out_the_same(desk) {
        let claim = file(desk, &ClaimSpec::of(1), |draft| draft.premium_mut().paid_by = Some(PaidBy::FamilyAccount));
        let approved = desk.approved_claim(&ClaimSpec::of(2));
        let ruling = NewRuling { programme: PROGRAMME, option: "family-account-payment", value: "allow", document: "湘工办〔2026〕1号", decided_on: day("2026-01-10") };
        let proposed = rulings::propose(&mut desk.session("admin"), &ruling).unwrap().proposed;
        proposals::approve(&mut desk.session("admin2"), &Which::These(vec![proposed.id.unwrap()])).unwrap();
        assert_eq!(whats(desk, claim), Vec::<String>::new());
        // Members leave, budgets are spent, years pass: the decision rested on what was known then.
        raw(desk, "UPDATE memberships SET in_service = false");
        raw(desk, "UPDATE budgets SET reserved_fen = total_fen");
        raw(desk, "DELETE FROM plans");
        let mut later = desk.session_on("auditor", day("2029-01-01"));
        assert_eq!(sample(&mut later, 10, 1).differing, []);
        assert_eq!(whats(desk, approved), Vec::<String>::new());
    }

    fn a_changed_parameter_is_found_with_what_it_would_have_changed(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        raw(desk, "UPDATE period_versions SET params = REPLACE(params, 'amount_fen = 40000', 'amount_fen = 30000')");
        let found = whats(desk, claim);
        for what in ["parameters", "verdict", "payable", "ceiling", "H-05 payable-sum", "H-05 claimed-above-payable"] {
            assert!(found.iter().any(|one| one == what), "{what} in {found:?}");
        }
        let sampled = sample(&mut desk.session("auditor"), 10, 7);
        assert_eq!((sampled.replayed, sampled.differing.len()), (1, 1));
        let payable = sampled.differing[0].differences.iter().find(|one| one.what == "payable").unwrap();
        assert_eq!((payable.stored.as_str(), payable.again.as_str()), ("400.00", "300.00"));

        raw(desk, "DELETE FROM period_versions");
        assert_eq!(whats(desk, claim), ["parameters"], "a version that is gone is a difference, not an error");
    }

    fn a_changed_decision_and_changed_facts_are_found_and_the_chain_vouches_for_both(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        let verify = || crate::office::audited(desk);
        assert!(verify().ok);
        tamper(desk, r#"UPDATE decisions SET facts = REPLACE(facts, '"active":true', '"active":false')"#);
        let bad = verify().first_bad.expect("changed facts are noticed");
        assert_eq!((bad.code, bad.claim), ("decision-changed", Some(desk.claim(claim).number.to_string())));
        assert!(whats(desk, claim).contains(&"verdict".to_owned()));
        tamper(desk, r#"UPDATE decisions SET facts = REPLACE(facts, '"active":false', '"active":true')"#);
        assert!(verify().ok, "what was put back is in order");
        tamper(desk, "UPDATE decisions SET body = REPLACE(body, '40000', '50000')");
        assert!(whats(desk, claim).iter().any(|what| what == "payable"), "{:?}", whats(desk, claim));
        tamper(desk, "UPDATE decisions SET facts = '{}'");
        assert_eq!(whats(desk, claim), ["facts"]);
    }

    fn the_same_seed_draws_the_same_claims_and_every_claim_may_be_drawn(desk) {
        let specs: Vec<ClaimSpec> = (1..=40).map(ClaimSpec::of).collect();
        let all: Vec<ClaimRef> = desk.file_all(&specs).iter().map(|filed| filed.claim().unwrap()).collect();
        raw(desk, "UPDATE period_versions SET params = REPLACE(params, 'amount_fen = 40000', 'amount_fen = 30000')");
        let mut auditor = desk.session("auditor");
        let drawn = |session: &mut Session, seed| -> Vec<ClaimRef> {
            let sampled = sample(session, 5, seed);
            assert_eq!((sampled.claims, sampled.replayed), (40, 5));
            sampled.differing.into_iter().map(|one| one.claim).collect()
        };
        assert_eq!(drawn(&mut auditor, 3), drawn(&mut auditor, 3));
        let seen: std::collections::BTreeSet<ClaimRef> = (0..60).flat_map(|seed| drawn(&mut auditor, seed)).collect();
        assert_eq!(seen.len(), all.len());
    }

    fn a_sample_is_for_those_who_audit_and_a_claim_for_those_who_see_it(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1).at(UNIT_B));
        let mut clerk = desk.session("clerk");
        let refused = replay::sample(&mut clerk, 1, None, &mut |_, _| {});
        assert!(matches!(refused, Err(WorkflowError::Forbidden { .. })));
        assert!(replay::one(&mut clerk, claim).is_ok());
        let unseen = replay::one(&mut desk.session("reviewer-a"), claim);
        assert!(matches!(unseen, Err(WorkflowError::NotFound { .. })));
    }

    fn facts_are_small_beside_the_decision(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        let stored = desk.claim(claim);
        let row = storage::history::decision(&mut desk.open(), claim.subject, stored.decision.into()).unwrap();
        assert!(row.facts.len() * 6 < row.body.len(), "{} of {}: {}", row.facts.len(), row.body.len(), row.facts);
        assert_eq!(stored.payable, Fen::new(40_000));
    }
}
