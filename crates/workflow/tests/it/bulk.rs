//! Many claims are approved only after a random sample of it was looked at.

use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BulkId, ClaimRef};
use domain::role::Action;
use storage::bulk::{BulkItemRow, BulkRow};
use test_support::{ClaimSpec, Desk, both_engines};
use workflow::review::bulk::{self, Chosen, Expected, Offered, SampleToken, positions};
use workflow::review::decide::{self, Outcome};
use workflow::views::claims::ClaimFilter;
use workflow::{Result, WorkflowError};

const CLAIMS: u64 = 9;
const SEED: u64 = 0xDEAD_BEEF_0000_0007;

fn filed(desk: &Desk) -> Vec<ClaimRef> {
    (1..=CLAIMS)
        .map(|n| desk.reviewed_claim(&ClaimSpec::of(n)))
        .collect()
}

fn all() -> Chosen {
    Chosen::Matching(Box::default())
}

fn offered(desk: &Desk, operator: &str) -> Offered {
    bulk::offer(&mut desk.session(operator), &all(), SEED).unwrap()
}

fn approve(desk: &Desk, operator: &str, expected: Expected, seen: SampleToken) -> Result<Outcome> {
    approve_chosen(desk, operator, &all(), expected, seen)
}

fn approve_chosen(
    desk: &Desk,
    operator: &str,
    chosen: &Chosen,
    expected: Expected,
    seen: SampleToken,
) -> Result<Outcome> {
    let session = &mut desk.session(operator);
    bulk::approve(
        session,
        chosen,
        FundSource::new("union"),
        expected,
        seen,
        &mut |_, _| {},
    )
}

/// An act over these claims that was written down, and of which nothing was done yet.
fn cut_off(desk: &Desk, claims: &[ClaimRef]) {
    let session = desk.session("approver");
    let id: BulkId = session.ctx.id();
    let count = i64::try_from(claims.len()).unwrap();
    let act = BulkRow {
        id: id.into(),
        action: Action::Approve.code().to_owned(),
        made_by: session.ctx.actor.id.into(),
        request: r#"{"source":"union","sample":{"seed":"0000000000000001","size":2}}"#.to_owned(),
        state: "running".to_owned(),
        item_count: count,
        total_fen: count * 40_000,
        started_at: session.ctx.now().0,
        finished_at: None,
        revision: 0,
    };
    let items = claims
        .iter()
        .zip(0..)
        .map(|(claim, position)| BulkItemRow {
            subject_id: claim.subject.into(),
            bulk_id: id.into(),
            claim_id: claim.id.into(),
            position,
            state: "open".to_owned(),
            code: None,
            message: None,
        })
        .collect();
    storage::bulk::begin(&mut desk.open(), &act, &items).unwrap();
}

fn refused(outcome: &Result<Outcome>) -> bool {
    matches!(outcome, Err(WorkflowError::Sample))
}

both_engines! {
    fn the_sample_is_drawn_by_the_seed_from_the_claims_in_their_order(desk) {
        let claims = filed(desk);
        let offered = offered(desk, "approver");
        assert_eq!(offered.expected, Expected { count: 9, total: Fen::new(9 * 40_000) });
        let drawn: Vec<ClaimRef> = offered.sample.iter().map(|row| row.id).collect();
        let again: Vec<ClaimRef> = positions(SEED, claims.len(), 5).into_iter().map(|at| claims[at]).collect();
        assert_eq!((drawn.len(), drawn), (5, again));
        assert_eq!(offered.token.seed(), SEED);
    }

    fn a_set_whose_sample_was_looked_at_is_approved_and_the_seed_is_kept(desk) {
        let claims = filed(desk);
        let offered = offered(desk, "approver");
        let outcome = approve(desk, "approver", offered.expected, offered.token).unwrap();
        assert_eq!((outcome.done.len(), outcome.failed.len()), (claims.len(), 0));
        assert!(claims.iter().all(|claim| desk.state(*claim) == "approved"));
        let entry = storage::audit::events(&mut desk.open()).unwrap().into_iter()
            .find(|entry| entry.action == "bulk-approve").unwrap();
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap();
        assert_eq!(detail["sample_seed"], "deadbeef00000007");
        assert_eq!(detail["sample_size"], 5);
        let id: BulkId = detail["bulk"].as_str().unwrap().parse().unwrap();
        let act = storage::bulk::act(&mut desk.open(), id).unwrap();
        assert!(act.request.contains("deadbeef00000007"), "{}", act.request);
    }

    fn every_draw_of_a_sample_stands_in_the_operators_chain(desk) {
        filed(desk);
        for seed in [SEED, 1] {
            bulk::offer(&mut desk.session("approver"), &all(), seed).unwrap();
        }
        let drawn: Vec<String> = storage::audit::events(&mut desk.open()).unwrap().into_iter()
            .filter(|entry| entry.action == "bulk-sample")
            .map(|entry| entry.detail)
            .collect();
        assert_eq!(drawn.len(), 2);
        assert!(drawn[0].contains("deadbeef00000007") && drawn[1].contains("0000000000000001"), "{drawn:?}");
        let clerk = bulk::offer(&mut desk.session("clerk"), &all(), SEED);
        assert!(matches!(clerk, Err(WorkflowError::Forbidden { .. })), "{clerk:?}");
    }

    fn another_operators_token_and_an_invented_one_approve_nothing(desk) {
        filed(desk);
        let offered = offered(desk, "approver");
        let invented = format!("{SEED:016x}-0123456789abcdef").parse().unwrap();
        assert!(refused(&approve(desk, "approver2", offered.expected, offered.token)));
        assert!(refused(&approve(desk, "approver", offered.expected, invented)));
        assert_eq!(bulk::preview(&mut desk.session("approver"), &ClaimFilter::default()).unwrap(), offered.expected);
    }

    fn more_named_claims_than_a_sample_shows_are_approved_only_after_a_sample_of_them(desk) {
        let claims = filed(desk);
        let returned = claims[0];
        decide::return_to_unit(&mut desk.session("reviewer"), &[returned], "proof is missing").unwrap();
        let many = decide::approve(&mut desk.session("approver"), &claims[..=decide::NAMED_MAX], FundSource::new("union"));
        assert!(matches!(many, Err(WorkflowError::SampleFirst { claims: 6, most: 5 })), "{many:?}");
        assert_eq!(desk.state(claims[1]), "reviewed");

        // In any order, and one of them twice.
        let mut named: Vec<ClaimRef> = claims.iter().rev().copied().collect();
        named.push(claims[3]);
        let chosen = Chosen::These(named);
        let offered = bulk::offer(&mut desk.session("approver"), &chosen, SEED).unwrap();
        assert_eq!(offered.expected, Expected { count: 8, total: Fen::new(8 * 40_000) });
        assert_eq!(offered.refused.len(), 1);
        assert!(offered.sample.iter().all(|row| row.id != returned));
        let other = Chosen::These(claims[..7].to_vec());
        let wrong = approve_chosen(desk, "approver", &other, Expected { count: 6, total: Fen::new(6 * 40_000) }, offered.token);
        assert!(refused(&wrong), "{wrong:?}");
        let outcome = approve_chosen(desk, "approver", &chosen, offered.expected, offered.token).unwrap();
        assert_eq!(outcome.done.len(), 8);
        let failed: Vec<ClaimRef> = outcome.failed.iter().map(|(claim, _)| *claim).collect();
        assert_eq!(failed, [returned]);
    }

    fn an_act_that_was_cut_off_is_finished_first_and_told_when_the_new_one_cannot_begin(desk) {
        let claims = filed(desk);
        cut_off(desk, &claims[..2]);
        let offered = offered(desk, "approver");
        let outcome = approve(desk, "approver", offered.expected, offered.token);
        let Err(WorkflowError::AfterResumed { done: 2, refused: 0, cause }) = &outcome else { panic!("{outcome:?}") };
        assert_eq!(cause.code(), "expectation");
        assert_eq!(claims.iter().filter(|claim| desk.state(**claim) == "approved").count(), 2);

        // Said once more, the words that confirmed what was cut off only finish it.
        cut_off(desk, &claims[2..]);
        let outcome = approve(desk, "approver", offered.expected, offered.token).unwrap();
        assert_eq!((outcome.done.len(), outcome.failed.len()), (7, 0));
    }

    fn a_named_claim_that_is_not_in_scope_makes_no_set(desk) {
        let mut claims = filed(desk);
        claims.push(ClaimRef { subject: claims[0].subject, id: claims[1].id });
        let missing = claims[claims.len() - 1].to_string();
        let offered = bulk::offer(&mut desk.session("approver"), &Chosen::These(claims), SEED);
        assert!(matches!(&offered, Err(WorkflowError::NotFound { id, .. }) if *id == missing), "{offered:?}");
    }

    fn a_set_that_changed_under_the_same_count_and_sum_must_be_looked_at_again(desk) {
        let claims = filed(desk);
        let offered = offered(desk, "approver");
        decide::undo(&mut desk.session("reviewer"), &claims[..1], "looked again").unwrap();
        desk.reviewed_claim(&ClaimSpec::of(CLAIMS + 1));
        assert!(refused(&approve(desk, "approver", offered.expected, offered.token)));
        let fewer = Expected { count: offered.expected.count - 1, ..offered.expected };
        let counted = approve(desk, "approver", fewer, offered.token);
        assert!(matches!(counted, Err(WorkflowError::Expectation { .. })), "{counted:?}");
        assert_eq!(desk.state(claims[1]), "reviewed");
    }
}
