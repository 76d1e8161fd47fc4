//! A claim under a member's number is held against the name the roster has for it.

use domain::batch::Channel;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use rehearsal::rows::{claims_csv, members_csv};
use rehearsal::{ClaimRow, MemberRow, people};
use std::collections::BTreeSet;
use test_support::{Desk, UNIT_A, UNIT_B, both_engines};
use workflow::intake::imports::{self, ImportOptions};
use workflow::views::claims::{ClaimFilter, page};
use workflow::{payments::batches, review::decide};

fn import(desk: &Desk, profile: &str, text: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("{profile}.csv"));
    std::fs::write(&path, text).unwrap();
    let mut clerk = desk.session("clerk");
    let options = ImportOptions::of(child_premium::ID);
    imports::run(&mut clerk, profile, &path, &options, &mut |_| {}).unwrap();
}

fn the_claim(desk: &Desk) -> ClaimRef {
    let mut reviewer = desk.session("reviewer");
    let found = page(&mut reviewer, &ClaimFilter::default(), None, 10).unwrap();
    found.rows[0].id
}

/// The codes of the claim's decision as it is stored.
fn codes(desk: &Desk, claim: ClaimRef) -> BTreeSet<String> {
    let conditions = desk.decision(claim).conditions.into_iter();
    conditions.map(|found| found.code).collect()
}

/// Member 1's number under another name, whose account is in that other name too.
fn under_another_name() -> ClaimRow {
    ClaimRow {
        member_name: people::spouse(7).name,
        holder: people::spouse(7).name,
        ..ClaimRow::ordinary(1).at(UNIT_A)
    }
}

/// The roster entry of member 1 under that other name.
fn renamed(unit: &str) -> MemberRow {
    MemberRow {
        name: people::spouse(7).name,
        ..MemberRow::ordinary(1, unit)
    }
}

/// Neither the name nor the account is the member's until a human says so.
fn stays_for_a_human(desk: &Desk, claim: ClaimRef, code: &str) {
    let (verdict, stops) = desk.stored(claim);
    assert_eq!(verdict.code(), "review");
    let both = [code, "payee-not-member"];
    assert!(
        both.iter().all(|code| stops.contains(&(*code).to_owned())),
        "{stops:?}"
    );
    let mut reviewer = desk.session("reviewer");
    let checks = domain::claim::Checks::of(["member", "child", "age"]);
    let outcome = decide::review(&mut reviewer, &[claim], &checks, None).unwrap();
    assert_eq!(outcome.failed[0].1.code, "reason-required");
}

/// Member 1 with the spouse by name and employer only.
fn with_spouse_by_name() -> MemberRow {
    let member = MemberRow::ordinary(1, UNIT_A);
    MemberRow {
        spouse_name: people::spouse(1).name,
        spouse_id: String::new(),
        spouse_unit: "荷塘区第一医院工会".to_owned(),
        ..member
    }
}

/// The spouse of member 1 on the roster of B.
fn the_spouse(n: u64) -> MemberRow {
    let spouse = people::spouse(1);
    MemberRow {
        name: spouse.name,
        id: people::spouse(n).id,
        spouse_name: String::new(),
        spouse_id: String::new(),
        spouse_unit: String::new(),
        ..MemberRow::ordinary(n, UNIT_B)
    }
}

both_engines! {
    fn a_spouse_named_by_name_and_employer_is_the_one_member_who_fits_whichever_roster_comes_first(desk) {
        import(desk, "members", &members_csv(&[with_spouse_by_name()]));
        import(desk, "claims", &claims_csv(&[ClaimRow::ordinary(1).at(UNIT_A)]));
        let claim = the_claim(desk);
        let before = codes(desk, claim);
        assert!(before.contains("spouse-not-identified"), "that union is in the system, who it is is not known: {before:?}");
        assert_eq!(desk.claim(claim).verdict.code(), "review");
        import(desk, "members", &members_csv(&[the_spouse(1)]));
        let after = codes(desk, claim);
        assert!(after.contains("only-this-parent-claims"), "{after:?}");
        assert_eq!(desk.claim(claim).verdict.code(), "eligible");
    }

    fn the_other_order_of_the_rosters_makes_the_same_couple(desk) {
        import(desk, "members", &members_csv(&[the_spouse(1)]));
        import(desk, "members", &members_csv(&[with_spouse_by_name()]));
        import(desk, "claims", &claims_csv(&[ClaimRow::ordinary(1).at(UNIT_A)]));
        let codes = codes(desk, the_claim(desk));
        assert!(codes.contains("only-this-parent-claims"), "{codes:?}");
    }

    fn a_name_that_two_members_have_names_no_spouse(desk) {
        import(desk, "members", &members_csv(&[the_spouse(1), the_spouse(2)]));
        import(desk, "members", &members_csv(&[with_spouse_by_name()]));
        import(desk, "claims", &claims_csv(&[ClaimRow::ordinary(1).at(UNIT_A)]));
        let codes = codes(desk, the_claim(desk));
        assert!(codes.contains("spouse-not-identified"), "{codes:?}");
    }

    fn a_spouse_at_an_employer_outside_is_said_to_be_no_member(desk) {
        let outside = MemberRow { spouse_unit: "系统外某公司".to_owned(), ..with_spouse_by_name() };
        import(desk, "members", &members_csv(&[outside]));
        import(desk, "claims", &claims_csv(&[ClaimRow::ordinary(1).at(UNIT_A)]));
        let codes = codes(desk, the_claim(desk));
        assert!(codes.contains("spouse-outside-system"), "{codes:?}");
    }

    fn a_members_number_under_another_name_is_for_a_human_and_its_account_is_not_the_members(desk) {
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        import(desk, "claims", &claims_csv(&[under_another_name()]));
        let claim = the_claim(desk);
        let codes = codes(desk, claim);
        assert!(codes.contains("member-name-differs") && codes.contains("payee-not-member"), "{codes:?}");
        assert_eq!(desk.claim(claim).verdict.code(), "review");
        let mut reviewer = desk.session("reviewer");
        let checks = domain::claim::Checks::of(["member", "child", "age"]);
        let outcome = decide::review(&mut reviewer, &[claim], &checks, None).unwrap();
        assert_eq!(outcome.failed[0].1.code, "reason-required");
    }

    fn a_roster_that_changes_its_name_after_the_claim_leaves_it_to_a_human(desk) {
        import(desk, "claims", &claims_csv(&[under_another_name()]));
        let claim = the_claim(desk);
        assert!(!codes(desk, claim).contains("member-name-differs"), "nobody knows the name yet");
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        assert!(codes(desk, claim).contains("member-name-differs"));
        // The roster itself was wrong, or somebody wants it so: it is imported once more.
        import(desk, "members", &members_csv(&[renamed(UNIT_A)]));
        stays_for_a_human(desk, claim, "member-name-changed");
        let told = desk.told("reviewer-a", desk.today, claim);
        let sentence = &told.iter().find(|(code, _)| code == "member-name-changed").expect("the sentence").1;
        assert!(sentence.contains("2026-01-15") && sentence.contains("clerk") && sentence.contains(UNIT_A), "{sentence}");
        assert!(!sentence.contains(&people::member(1).name), "{sentence}");
        // Whoever reviews it says why; that is the decision about the name.
        desk.review(claim);
        desk.approve(claim);
        assert_eq!(desk.state(claim), "approved");
    }

    fn a_roster_imported_again_under_another_name_does_not_vouch_for_a_claim_of_that_name(desk) {
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        import(desk, "members", &members_csv(&[renamed(UNIT_A)]));
        import(desk, "claims", &claims_csv(&[under_another_name()]));
        let claim = the_claim(desk);
        stays_for_a_human(desk, claim, "member-name-changed");
        // Nor does putting it there and back, nor importing it unchanged once more.
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        stays_for_a_human(desk, claim, "member-name-changed");
        import(desk, "members", &members_csv(&[renamed(UNIT_A)]));
        import(desk, "members", &members_csv(&[renamed(UNIT_A)]));
        stays_for_a_human(desk, claim, "member-name-changed");
    }

    fn the_roster_of_a_second_union_does_not_vouch_for_another_name(desk) {
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        import(desk, "members", &members_csv(&[renamed(UNIT_B)]));
        import(desk, "claims", &claims_csv(&[ClaimRow { unit_code: UNIT_B.to_owned(), ..under_another_name() }]));
        let claim = the_claim(desk);
        stays_for_a_human(desk, claim, "member-name-differs");
        let told = format!("{:?}", desk.told("reviewer", desk.today, claim));
        assert!(!told.contains(&people::member(1).name), "what another union wrote is not told: {told}");
    }

    fn a_second_roster_under_another_name_puts_the_members_own_claim_in_doubt_too(desk) {
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        import(desk, "claims", &claims_csv(&[ClaimRow::ordinary(1).at(UNIT_A)]));
        let claim = the_claim(desk);
        assert_eq!(desk.claim(claim).verdict.code(), "eligible");
        import(desk, "members", &members_csv(&[renamed(UNIT_B)]));
        stays_for_a_human(desk, claim, "member-name-differs");
    }

    fn a_name_that_came_first_with_the_wrong_roster_is_doubted_when_the_right_one_comes(desk) {
        import(desk, "members", &members_csv(&[renamed(UNIT_B)]));
        import(desk, "claims", &claims_csv(&[ClaimRow { unit_code: UNIT_B.to_owned(), ..under_another_name() }]));
        let claim = the_claim(desk);
        assert_eq!(desk.claim(claim).verdict.code(), "eligible", "nothing else is known");
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        stays_for_a_human(desk, claim, "member-name-differs");
    }

    fn a_roster_that_names_the_spouse_otherwise_doubts_that_name(desk) {
        import(desk, "members", &members_csv(&[renamed(UNIT_A)]));
        import(desk, "claims", &claims_csv(&[under_another_name()]));
        let claim = the_claim(desk);
        assert_eq!(desk.claim(claim).verdict.code(), "eligible");
        import(desk, "members", &members_csv(&[MemberRow::other_parent(1, UNIT_B)]));
        stays_for_a_human(desk, claim, "member-name-differs");
    }

    fn a_name_changed_after_approval_stops_the_line_at_sealing(desk) {
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        import(desk, "claims", &claims_csv(&[ClaimRow::ordinary(1).at(UNIT_A)]));
        let claim = the_claim(desk);
        desk.review(claim);
        desk.approve(claim);
        import(desk, "members", &members_csv(&[renamed(UNIT_A)]));
        let mut accountant = desk.session("accountant");
        let made = batches::create(&mut accountant, UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID).unwrap();
        let refused = batches::seal(&mut accountant, made.batch, None).unwrap_err().to_string();
        assert!(refused.contains("changed the name of this number"), "{refused}");
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
