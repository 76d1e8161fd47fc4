//! Many claims are reviewed only after a sample of those with the same conditions was looked at, and a reason holds for the
//! conditions it was given for.

use chrono::NaiveDate;
use domain::claim::Checks;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use test_support::{ClaimSpec, Desk, both_engines};
use workflow::review::bulk::{self, Expected, Group, Judged, OfferedReview, Seen};
use workflow::review::decide::{self, NAMED_MAX, Outcome};
use workflow::{Result, WorkflowError};

const SEED: u64 = 7;
fn checks() -> Checks {
    Checks::of(["member", "child", "age"])
}

/// Claims of which nothing is left to be judged.
fn plain(desk: &Desk, children: std::ops::RangeInclusive<u64>) -> Vec<ClaimRef> {
    children
        .map(|n| desk.file_claim(&ClaimSpec::of(n)))
        .collect()
}

/// Claims that were paid before the window opened, which a human must judge.
fn early(desk: &Desk, children: std::ops::RangeInclusive<u64>) -> Vec<ClaimRef> {
    let paid_on = NaiveDate::from_ymd_opt(2025, 8, 1);
    children
        .map(|n| {
            desk.file_claim(&ClaimSpec {
                paid_on,
                ..ClaimSpec::of(n)
            })
        })
        .collect()
}

/// Claims for more than is payable, which a human must judge.
fn above(desk: &Desk, children: std::ops::RangeInclusive<u64>) -> Vec<ClaimRef> {
    children
        .map(|n| desk.file_claim(&ClaimSpec::of(n).paying(45_000)))
        .collect()
}

fn offered(desk: &Desk, claims: &[ClaimRef]) -> OfferedReview {
    bulk::offer_review(&mut desk.session("reviewer"), claims, SEED).unwrap()
}

fn seen(group: &Group) -> Seen {
    Seen {
        judged: group.judged.clone(),
        expected: group.expected,
        token: group.token,
    }
}

fn review(desk: &Desk, claims: &[ClaimRef], reason: Option<&str>, seen: &Seen) -> Result<Outcome> {
    bulk::review(
        &mut desk.session("reviewer"),
        claims,
        &checks(),
        reason,
        seen,
    )
}

fn direct(desk: &Desk, claims: &[ClaimRef], reason: Option<&str>) -> Result<Outcome> {
    decide::review(&mut desk.session("reviewer"), claims, &checks(), reason)
}

fn judged(codes: &[&str]) -> Judged {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

both_engines! {
    fn more_than_five_claims_are_reviewed_only_after_a_sample_of_them(desk) {
        let claims = plain(desk, 1..=7);
        assert_eq!(NAMED_MAX, 5);
        let refused = direct(desk, &claims, None);
        assert!(matches!(refused, Err(WorkflowError::SampleFirst { claims: 7, .. })), "{refused:?}");
        assert!(claims.iter().all(|claim| desk.state(*claim) == "submitted"));
        let offered = offered(desk, &claims);
        let [group] = offered.groups.as_slice() else { panic!("{offered:?}") };
        assert_eq!((group.judged.len(), group.sample.len()), (0, 5));
        assert_eq!(group.expected, Expected { count: 7, total: Fen::new(280_000) });
        let outcome = review(desk, &claims, None, &seen(group)).unwrap();
        assert_eq!((outcome.done.len(), outcome.failed.len()), (7, 0));
        assert_eq!(direct(desk, &plain(desk, 11..=15), None).unwrap().done.len(), 5, "five need no sample");
    }

    fn two_claims_that_a_human_must_judge_need_a_sample_and_one_alone_does_not(desk) {
        let claims = early(desk, 1..=2);
        let refused = direct(desk, &claims, Some("政策衔接期"));
        assert!(matches!(refused, Err(WorkflowError::SampleFirst { claims: 2, .. })), "{refused:?}");
        let mixed = [claims[0], plain(desk, 5..=5)[0]];
        let refused = direct(desk, &mixed, Some("政策衔接期"));
        assert!(matches!(refused, Err(WorkflowError::SampleFirst { .. })), "{refused:?}");
        assert_eq!(direct(desk, &claims[..1], Some("政策衔接期")).unwrap().done, claims[..1]);
    }

    fn a_reason_holds_for_the_conditions_it_was_given_for_and_the_others_are_refused_and_told(desk) {
        let (one, two, none) = (early(desk, 1..=2), above(desk, 3..=4), plain(desk, 5..=6));
        let all = [one.clone(), two.clone(), none.clone()].concat();
        let offered = offered(desk, &all);
        let groups: Vec<(usize, i64)> = offered.groups.iter().map(|group| (group.judged.len(), group.expected.count)).collect();
        assert_eq!(groups[0], (0, 2), "those with nothing to judge come first: {groups:?}");
        assert_eq!(groups.len(), 3);
        let group = offered.groups.iter().find(|group| group.judged == judged(&["paid-before-window"])).unwrap();
        let unsaid = review(desk, &all, None, &seen(group)).unwrap();
        assert_eq!(unsaid.done, []);
        let outcome = review(desk, &all, Some("政策衔接期缴费，予以认可"), &seen(group)).unwrap();
        let mut done = outcome.done.clone();
        done.sort_unstable();
        let mut wanted = one.clone();
        wanted.sort_unstable();
        assert_eq!(done, wanted);
        let others: Vec<ClaimRef> = outcome.failed.iter().map(|(claim, _)| *claim).collect();
        assert!(two.iter().chain(&none).all(|claim| others.contains(claim)) && others.len() == 4, "{others:?}");
        assert!(outcome.failed.iter().all(|(_, refusal)| refusal.code == "other-conditions"), "{outcome:?}");
        assert!(two.iter().chain(&none).all(|claim| desk.state(*claim) == "submitted"));
        let review = desk.claim(one[0]).state.review().cloned().unwrap();
        assert_eq!((review.accepted, review.reason.as_str()), (vec!["paid-before-window".to_owned()], "政策衔接期缴费，予以认可"));
    }

    fn a_sample_of_other_conditions_of_another_operator_or_of_what_has_changed_is_worth_nothing(desk) {
        let (one, two) = (early(desk, 1..=3), above(desk, 4..=6));
        let all = [one, two].concat();
        let offered = offered(desk, &all);
        let [first, second] = offered.groups.as_slice() else { panic!("{offered:?}") };
        let crossed = Seen { token: second.token, ..seen(first) };
        let refused = review(desk, &all, Some("同意"), &crossed);
        assert!(matches!(refused, Err(WorkflowError::Sample)), "{refused:?}");
        let foreign = bulk::review(&mut desk.session("reviewer2"), &all, &checks(), Some("同意"), &seen(first));
        assert!(matches!(foreign, Err(WorkflowError::Sample)), "{foreign:?}");
        let invented = Seen { judged: judged(&["invented"]), ..seen(first) };
        let refused = review(desk, &all, Some("同意"), &invented);
        assert!(matches!(refused, Err(WorkflowError::Expectation { .. })), "{refused:?}");
        let fewer = review(desk, &all[1..], Some("同意"), &seen(offered.groups.iter().find(|group| group.sample.iter().any(|row| row.id == all[0])).unwrap()));
        assert!(matches!(fewer, Err(WorkflowError::Expectation { .. })), "{fewer:?}");
    }

    fn every_draw_and_every_review_of_many_stands_in_the_operators_chain(desk) {
        let claims = early(desk, 1..=2);
        let offered = offered(desk, &claims);
        review(desk, &claims, Some("同意"), &seen(&offered.groups[0])).unwrap();
        let entries: Vec<(String, String)> = storage::audit::events(&mut desk.open()).unwrap().into_iter()
            .filter(|entry| entry.action.starts_with("bulk-"))
            .map(|entry| (entry.action, entry.detail))
            .collect();
        let [(drawn, _), (reviewed, detail)] = entries.as_slice() else { panic!("{entries:?}") };
        assert_eq!((drawn.as_str(), reviewed.as_str()), ("bulk-sample", "bulk-review"));
        assert!(detail.contains("paid-before-window") && detail.contains("\"sample_size\":2"), "{detail}");
    }
}
