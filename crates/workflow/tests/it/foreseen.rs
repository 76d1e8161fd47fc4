//! What is shown before an act over several claims is what the act does: the same claims, the same refusals.

use domain::batch::Channel;
use domain::claim::Checks;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use rehearsal::people;
use test_support::{ClaimSpec, Desk, UNIT_B, both_engines};
use workflow::payments::batches::Format;
use workflow::review::bulk::{self, Chosen, Expected, Seen};
use workflow::review::decide::{self, Outcome};
use workflow::review::trial::{Foreseen, foresee};
use workflow::{Result, Session, payments::recovery};

/// An operator, and what they do to claims.
type Act = (
    &'static str,
    fn(&mut Session, &[ClaimRef]) -> Result<Outcome>,
);

const REVIEW: Act = ("reviewer", |session, claims| {
    let checks = bulk::every_check(session);
    decide::review(session, claims, &checks, Some("资料齐全"))
});
const APPROVE: Act = ("approver", |session, claims| {
    decide::approve(session, claims, FundSource::new("union"))
});
const HOLD: Act = ("reviewer", |session, claims| {
    decide::hold(session, claims, None, "待核")
});
const RETURN: Act = ("reviewer", |session, claims| {
    decide::return_to_unit(session, claims, "补正")
});
const REJECT: Act = ("supervisor", |session, claims| {
    decide::reject(session, claims, "不符合")
});
const WITHDRAW: Act = ("clerk", |session, claims| {
    decide::withdraw(session, claims, "不再申请")
});
const UNDO: Act = ("reviewer", |session, claims| {
    decide::undo(session, claims, "重审")
});
const RECONCILE: Act = ("accountant2", |session, claims| {
    recovery::reconcile(session, claims)
});
const RECOVER: Act = ("accountant2", |session, claims| {
    recovery::recover(session, claims, "重复享受")
});
const RECOVERED: Act = ("approver2", |session, claims| {
    recovery::recovered(session, claims, "回单")
});

/// What a claim is now: nothing of it may change by being looked at.
fn standing(desk: &Desk, claims: &[ClaimRef]) -> Vec<(&'static str, i64)> {
    let of = |claim: &ClaimRef| (desk.state(*claim), desk.claim(*claim).revision);
    claims.iter().map(of).collect()
}

/// Foresees an act, does it, and holds one against the other: which claims, which codes, which sum.
fn same(desk: &Desk, (who, act): Act, claims: &[ClaimRef], refused: &[(ClaimRef, &str)]) {
    let before = standing(desk, claims);
    let found: Foreseen = foresee(&mut desk.session(who), |session| act(session, claims)).unwrap();
    assert_eq!(standing(desk, claims), before, "{who} only looked");
    let codes: Vec<(ClaimRef, &str)> = found
        .refused
        .iter()
        .map(|(claim, why)| (*claim, why.code))
        .collect();
    let mut wanted = refused.to_vec();
    wanted.sort_unstable();
    assert_eq!(codes, wanted, "{who}: {found:?}");
    let done = claims.len() - refused.len();
    let expected = Expected {
        count: i64::try_from(done).unwrap(),
        total: Fen::new(i64::try_from(done).unwrap() * 40_000),
    };
    assert_eq!(found.expected, expected);
    let outcome = act(&mut desk.session(who), claims).unwrap();
    assert_eq!(
        (outcome.done, outcome.failed),
        (found.done, found.refused),
        "{who}"
    );
}

/// Three claims, of which the first is for the family of each of these operators.
fn three(desk: &Desk, operators: &[&str]) -> Vec<ClaimRef> {
    desk.identify(operators, &people::member(1).id);
    let mut claims: Vec<ClaimRef> = (1..=3)
        .map(|n| desk.file_claim(&ClaimSpec::of(n)))
        .collect();
    claims.sort_unstable_by_key(|claim| desk.claim(*claim).created_at);
    claims
}

both_engines! {
    fn every_act_foretells_that_the_own_familys_claim_will_be_refused(desk) {
        for (n, act) in (0_u64..).zip([RETURN, REJECT, WITHDRAW, HOLD]) {
            let claims: Vec<ClaimRef> = (1..=3).map(|of| desk.file_claim(&ClaimSpec::of(n * 10 + of).imported_by("clerk2"))).collect();
            desk.identify(&[act.0], &people::member(n * 10 + 1).id);
            same(desk, act, &claims, &[(claims[0], "own-family")]);
        }
    }

    fn review_approval_and_undoing_foretell_whom_separation_refuses(desk) {
        let claims = three(desk, &["reviewer"]);
        same(desk, REVIEW, &claims, &[(claims[0], "own-family")]);
        // The first is not reviewed, and the approver reviewed the second through another account.
        desk.identify(&["approver", "reviewer2"], &people::member(9_999).id);
        let more = desk.file_claim(&ClaimSpec::of(4));
        let checks = Checks::of(["member", "child", "age"]);
        assert_eq!(decide::review(&mut desk.session("reviewer2"), &[more], &checks, None).unwrap().done, [more]);
        same(desk, APPROVE, &[claims[1], claims[2], more], &[(more, "same-operator")]);
        same(desk, UNDO, &claims[..2], &[(claims[0], "own-family")]);
    }

    fn an_approval_foretells_that_the_child_year_goes_to_the_first_of_two(desk) {
        let taken = desk.approved_claim(&ClaimSpec::of(1));
        let other = desk.reviewed_claim(&ClaimSpec::of(2));
        let late = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        assert_eq!(desk.state(taken), "approved");
        let claims = [other, late];
        let found = foresee(&mut desk.session("approver"), |session| decide::approve(session, &claims, FundSource::new("union"))).unwrap();
        assert_eq!((found.done, found.refused.len()), (vec![other], 1));
        assert_eq!(found.refused[0].1.code, "slot-taken");
    }

    fn reconciling_and_recovering_foretell_whom_they_refuse(desk) {
        let claims: Vec<ClaimRef> = (1..=3).map(|n| desk.approved_claim(&ClaimSpec::of(n))).collect();
        let batch = crate::office::sealed(desk, Channel::MemberBank);
        crate::office::exported(desk, batch, Format::Csv);
        crate::office::all_paid(desk, batch);
        desk.identify(&["accountant2"], &people::member(1).id);
        same(desk, RECONCILE, &claims, &[(claims[0], "own-family")]);
        desk.identify(&["accountant2"], &people::member(2).id);
        // Who found a payment on the statement takes no part in its recovery.
        let mine: Vec<(ClaimRef, &str)> = vec![(claims[1], "own-family"), (claims[2], "own-recovery")];
        let (first, others) = (claims[0], &claims[1..]);
        same(desk, RECOVER, others, &mine);
        assert_eq!(desk.state(first), "paid");
        same(desk, RECOVER, &[first], &[]);
        desk.identify(&["approver2"], &people::member(1).id);
        same(desk, RECOVERED, &[first], &[(first, "own-family")]);
    }

    fn a_bulk_approval_counts_what_it_will_approve_and_says_why_of_the_others(desk) {
        desk.identify(&["approver"], &people::member(3).id);
        let claims: Vec<ClaimRef> = (1..=9).map(|n| desk.reviewed_claim(&ClaimSpec::of(n))).collect();
        let own = claims[2];
        for chosen in [Chosen::Matching(Box::default()), Chosen::These(claims)] {
            let offered = bulk::offer(&mut desk.session("approver"), &chosen, 7).unwrap();
            assert_eq!(offered.expected, Expected { count: 8, total: Fen::new(8 * 40_000) });
            let refused: Vec<(ClaimRef, &str)> = offered.refused.iter().map(|(claim, why)| (*claim, why.code)).collect();
            assert_eq!(refused, [(own, "own-family")]);
            assert!(offered.sample.iter().all(|row| row.id != own));
        }
        let chosen = Chosen::Matching(Box::default());
        let mut session = desk.session("approver");
        let offered = bulk::offer(&mut session, &chosen, 7).unwrap();
        let outcome = bulk::approve(&mut session, &chosen, FundSource::new("union"), offered.expected, offered.token, &mut |_, _| {}).unwrap();
        assert_eq!((outcome.done.len(), outcome.failed), (8, offered.refused));
        assert_eq!(desk.state(own), "reviewed");
    }

    fn a_bulk_approval_counts_no_further_than_the_budget_reaches(desk) {
        let claims: Vec<ClaimRef> = (1..=7).map(|n| desk.reviewed_claim(&ClaimSpec::of(n))).collect();
        storage::execute_raw(&mut desk.open(), "UPDATE budgets SET total_fen = 120000").unwrap();
        storage::execute_raw(&mut desk.open(), "DELETE FROM budgets WHERE source = 'subsidy'").unwrap();
        let chosen = Chosen::These(claims);
        let mut session = desk.session("approver");
        let offered = bulk::offer(&mut session, &chosen, 7).unwrap();
        assert_eq!(offered.expected, Expected { count: 3, total: Fen::new(120_000) });
        assert!(offered.refused.iter().all(|(_, why)| why.code == "budget-short") && offered.refused.len() == 4);
        let outcome = bulk::approve(&mut session, &chosen, FundSource::new("union"), offered.expected, offered.token, &mut |_, _| {}).unwrap();
        assert_eq!((outcome.done.len(), outcome.failed), (3, offered.refused.clone()));
        // What was found of a refused claim stands with it, as after any refusal.
        let (refused, _) = offered.refused[0];
        assert_eq!(desk.told("auditor", desk.today, refused)[0].0, "no-purse-suffices");
    }

    fn a_bulk_review_counts_what_it_will_review_and_says_why_of_the_others(desk) {
        desk.identify(&["reviewer"], &people::member(3).id);
        let claims: Vec<ClaimRef> = (1..=7).map(|n| desk.file_claim(&ClaimSpec::of(n))).collect();
        let mut session = desk.session("reviewer");
        let offered = bulk::offer_review(&mut session, &claims, 7).unwrap();
        let [group] = offered.groups.as_slice() else { panic!("{offered:?}") };
        assert_eq!(group.expected, Expected { count: 6, total: Fen::new(6 * 40_000) });
        let refused: Vec<(ClaimRef, &str)> = offered.refused.iter().map(|(claim, why)| (*claim, why.code)).collect();
        assert_eq!(refused, [(claims[2], "own-family")]);
        let seen = Seen { judged: group.judged.clone(), expected: group.expected, token: group.token };
        let checks = bulk::every_check(&session);
        let outcome = bulk::review(&mut session, &claims, &checks, None, &seen).unwrap();
        assert_eq!((outcome.done.len(), outcome.failed), (6, offered.refused));
    }
}
