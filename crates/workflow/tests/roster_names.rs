//! A claim under a member's number is held against the name the roster has for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use domain::draft::FundSource;
use domain::ids::ClaimRef;
use rehearsal::rows::{claims_csv, members_csv};
use rehearsal::{ClaimRow, MemberRow, people};
use std::collections::BTreeSet;
use test_support::{Desk, UNIT_A, both_engines};
use workflow::decide;
use workflow::imports::{self, ImportOptions};
use workflow::views::claims::{ClaimFilter, page};

fn import(desk: &Desk, profile: &str, text: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("{profile}.csv"));
    std::fs::write(&path, text).unwrap();
    let mut clerk = desk.session("clerk");
    let options = ImportOptions::default();
    imports::run(&mut clerk, profile, &path, &options, &mut |_| {}).unwrap();
}

fn the_claim(desk: &Desk) -> ClaimRef {
    let mut reviewer = desk.session("reviewer");
    let found = page(&mut reviewer, &ClaimFilter::default(), None, 10).unwrap();
    found.rows[0].id
}

/// The codes of the claim's decision as it is stored.
fn codes(desk: &Desk, claim: ClaimRef) -> BTreeSet<String> {
    let id = desk.claim(claim).decision;
    let row = storage::history::decision(&mut desk.open(), claim.subject, id.into()).unwrap();
    let decision: domain::decision::Decision = serde_json::from_str(&row.body).unwrap();
    decision.conditions.into_iter().map(|c| c.code).collect()
}

/// Member 1's number under another name, whose account is in that other name too.
fn under_another_name() -> ClaimRow {
    ClaimRow {
        member_name: people::spouse(7).name,
        holder: people::spouse(7).name,
        ..ClaimRow::ordinary(1).at(UNIT_A)
    }
}

both_engines! {
    fn a_members_number_under_another_name_is_for_a_human_and_its_account_is_not_the_members(desk) {
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        import(desk, "claims", &claims_csv(&[under_another_name()]));
        let claim = the_claim(desk);
        let codes = codes(desk, claim);
        assert!(codes.contains("member-name-differs") && codes.contains("payee-not-member"), "{codes:?}");
        assert_eq!(desk.claim(claim).verdict.code(), "review");
        let mut reviewer = desk.session("reviewer");
        let checks = domain::claim::Checks { member: true, child: true, age: true };
        let outcome = decide::review(&mut reviewer, &[claim], checks, None).unwrap();
        assert_eq!(outcome.failed[0].1.code, "reason-required");
    }

    fn the_roster_that_comes_after_the_claim_has_the_last_word_on_the_name(desk) {
        import(desk, "claims", &claims_csv(&[under_another_name()]));
        let claim = the_claim(desk);
        assert!(!codes(desk, claim).contains("member-name-differs"), "nobody knows the name yet");
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        assert!(codes(desk, claim).contains("member-name-differs"));
        // The roster itself was wrong, and is imported once more.
        let corrected = MemberRow { name: people::spouse(7).name, ..MemberRow::ordinary(1, UNIT_A) };
        import(desk, "members", &members_csv(&[corrected]));
        assert_eq!(desk.claim(claim).verdict.code(), "eligible");
        desk.review(claim);
        let approved = decide::approve(&mut desk.session("approver"), &[claim], FundSource::Union).unwrap();
        assert_eq!(approved.failed, []);
    }

    fn a_name_in_another_writing_is_the_rosters_name(desk) {
        let roster = MemberRow { name: "阿依古丽·买买提".to_owned(), ..MemberRow::ordinary(1, UNIT_A) };
        import(desk, "members", &members_csv(&[roster]));
        let row = ClaimRow {
            member_name: "阿依古丽•买买提".to_owned(),
            holder: "阿依古丽 买买提".to_owned(),
            ..ClaimRow::ordinary(1).at(UNIT_A)
        };
        import(desk, "claims", &claims_csv(&[row]));
        let codes = codes(desk, the_claim(desk));
        assert!(!codes.contains("member-name-differs") && codes.contains("payee-is-member"), "{codes:?}");
    }
}
