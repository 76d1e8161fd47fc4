//! What is left of a child-year after its claim was paid: filed beside the paid claim, decided and paid
//! like any other, and never above the ceiling.

use crate::office::{all_paid, audited, drafted, exported, sealed, slot_of, some};
use domain::batch::Channel;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use domain::slot::Occupancy;
use test_support::{COUNTY_B, ClaimSpec, Desk, Engine, Parent, UNIT_B, both_engines};
use workflow::payments::batches::{self, Format};
use workflow::review::supplement::supplement;
use workflow::views::{Lang, claim_detail};
use workflow::{WorkflowError, duplicates, payments::recovery, review::decide};

/// The family paid 400 yuan, the union so far 250 of them.
fn part_paid(desk: &Desk) -> ClaimRef {
    let spec = ClaimSpec {
        claimed: Fen::new(25_000),
        ..ClaimSpec::of(1)
    };
    let claim = desk.approved_claim(&spec);
    pay(desk);
    assert_eq!(desk.state(claim), "paid");
    claim
}

fn pay(desk: &Desk) {
    let batch = sealed(desk, Channel::MemberBank);
    exported(desk, batch, Format::Csv);
    all_paid(desk, batch);
}

fn add(desk: &Desk, paid: ClaimRef, fen: i64) -> Result<ClaimRef, WorkflowError> {
    supplement(
        &mut desk.session("clerk"),
        paid,
        Fen::new(fen),
        "工会提高了标准",
    )
    .map(|done| done.claim)
}

fn refused<T: std::fmt::Debug>(tried: Result<T, WorkflowError>) -> &'static str {
    match tried.unwrap_err() {
        WorkflowError::Claim { refusal, .. } => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn committed(desk: &Desk, claim: ClaimRef) -> (Occupancy, i64) {
    let slot = slot_of(desk, claim);
    (slot.occupancy, slot.committed.get())
}

fn code_of(outcome: &decide::Outcome) -> &'static str {
    outcome.failed[0].1.code
}

fn assert_books_hold(desk: &Desk) {
    assert_eq!(audited(desk).first_bad, None);
}

both_engines! {
    fn a_supplement_pays_what_is_left_and_the_child_year_stays_with_the_first_claim(desk) {
        let paid = part_paid(desk);
        let more = add(desk, paid, 20_000).unwrap();
        let record = desk.claim(more);
        assert_eq!((record.claimed, record.payable), (Fen::new(20_000), Fen::new(15_000)));
        assert_eq!((record.case, record.supplements()), (None, Some(paid)));
        let first = desk.claim(paid);
        assert_eq!((record.unit, record.member, &record.method), (first.unit, first.member, &first.method));
        assert_eq!(committed(desk, paid), (Occupancy::Paid(paid.id), 25_000));
        desk.review(more);
        desk.approve(more);
        assert_eq!(committed(desk, paid), (Occupancy::Paid(paid.id), 40_000));
        assert_books_hold(desk);
        pay(desk);
        assert_eq!((desk.state(paid), desk.state(more)), ("paid", "paid"));
        assert_eq!(committed(desk, paid), (Occupancy::Paid(paid.id), 40_000));
        assert_eq!(crate::office::reserved(desk, 2026), 40_000);
        assert_books_hold(desk);
    }

    fn the_reason_and_both_numbers_stand_in_the_records_of_both_claims(desk) {
        let paid = part_paid(desk);
        let more = add(desk, paid, 1_000).unwrap();
        let mut reviewer = desk.session("reviewer");
        let one = claim_detail::show(&mut reviewer, paid, Lang::Zh).unwrap();
        let other = claim_detail::show(&mut reviewer, more, Lang::Zh).unwrap();
        assert_eq!(one.links.supplemented_by[0].number, other.row.number);
        assert_eq!(other.links.supplements.unwrap().number, one.row.number);
        let told = other.history.iter().find(|event| event.code == "supplement").unwrap();
        assert_eq!(told.reason.as_deref(), Some("工会提高了标准"));
        assert!(other.findings.iter().any(|finding| finding.code == "child-year-supplemented"));
        assert_eq!(other.decision.verdict.code(), "eligible");
    }

    fn whatever_ends_a_supplement_takes_its_own_sum_back_and_no_more(desk) {
        let paid = part_paid(desk);
        let more = add(desk, paid, 15_000).unwrap();
        desk.review(more);
        desk.approve(more);
        decide::undo(&mut desk.session("approver"), &[more], "再核").unwrap();
        assert_eq!(committed(desk, paid), (Occupancy::Paid(paid.id), 25_000));
        desk.approve(more);
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        batches::settle(&mut desk.session("cashier"), batch, &some(desk, &[], &[more])).unwrap();
        assert_eq!(desk.state(more), "returned");
        assert_eq!(committed(desk, paid), (Occupancy::Paid(paid.id), 25_000));
        assert_books_hold(desk);
        decide::undo(&mut desk.session("reviewer"), &[more], "户名已更正").unwrap();
        desk.review(more);
        desk.approve(more);
        decide::withdraw(&mut desk.session("clerk"), &[more], "撤回").unwrap();
        assert_eq!(committed(desk, paid), (Occupancy::Paid(paid.id), 25_000));
        assert_eq!(crate::office::reserved(desk, 2026), 25_000);
        assert_books_hold(desk);
    }

    fn a_payment_that_a_supplement_rests_on_is_claimed_back_after_it(desk) {
        let paid = part_paid(desk);
        let more = add(desk, paid, 15_000).unwrap();
        let mut accountant = desk.session("accountant2");
        let early = recovery::recover(&mut accountant, &[paid], "不符合").unwrap();
        assert_eq!(code_of(&early), "supplement-live");
        assert!(early.failed[0].1.message.en.contains(&desk.claim(more).number.to_string()));
        desk.review(more);
        desk.approve(more);
        pay(desk);
        assert_eq!(code_of(&recovery::recover(&mut accountant, &[paid], "不符合").unwrap()), "supplement-live");
        recovery::recover(&mut accountant, &[more], "不符合").unwrap();
        assert_eq!(committed(desk, paid), (Occupancy::Paid(paid.id), 40_000));
        assert_books_hold(desk);
        recovery::recovered(&mut desk.session("approver2"), &[more], "回单").unwrap();
        assert_eq!(committed(desk, paid), (Occupancy::Paid(paid.id), 25_000));
        recovery::recover(&mut accountant, &[paid], "不符合").unwrap();
        assert_eq!(refused(add(desk, paid, 100)), "not-paid");
        recovery::recovered(&mut desk.session("approver2"), &[paid], "回单").unwrap();
        assert_eq!(committed(desk, paid), (Occupancy::Free, 0));
        assert_books_hold(desk);
    }

    fn one_supplement_after_the_other_and_together_never_above_the_ceiling(desk) {
        let paid = part_paid(desk);
        let first = add(desk, paid, 10_000).unwrap();
        assert_eq!(refused(add(desk, paid, 5_000)), "supplement-open");
        desk.review(first);
        desk.approve(first);
        assert_eq!(refused(add(desk, paid, 5_000)), "supplement-open");
        pay(desk);
        let second = add(desk, paid, 40_000).unwrap();
        assert_eq!(desk.claim(second).payable, Fen::new(5_000));
        desk.review(second);
        desk.approve(second);
        assert_eq!(committed(desk, paid), (Occupancy::Paid(paid.id), 40_000));
        pay(desk);
        let third = add(desk, paid, 40_000).unwrap();
        assert_eq!(desk.claim(third).payable, Fen::ZERO);
        desk.review(third);
        let outcome = decide::approve(&mut desk.session("approver"), &[third], FundSource::new("union")).unwrap();
        assert_eq!(code_of(&outcome), "nothing-payable");
        decide::reject(&mut desk.session("reviewer"), &[third], "无余额").unwrap();
        let fourth = add(desk, paid, 100).unwrap();
        let revived = decide::undo(&mut desk.session("reviewer"), &[third], "误操作").unwrap();
        assert_eq!(code_of(&revived), "supplement-open");
        decide::withdraw(&mut desk.session("clerk"), &[fourth], "撤回").unwrap();
        assert_books_hold(desk);
    }

    fn a_supplement_is_no_rival_of_its_claim_but_another_parents_claim_stops_both(desk) {
        let paid = part_paid(desk);
        let more = add(desk, paid, 15_000).unwrap();
        desk.review(more);
        desk.approve(more);
        let batch = drafted(desk, Channel::MemberBank);
        let rival = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let case = desk.claim(rival).case.expect("a case");
        assert_eq!((desk.claim(paid).case, desk.claim(more).case), (Some(case), None));
        let listed = storage::cases::claims_of(&mut desk.open(), &[case]).unwrap();
        assert_eq!(listed.len(), 2, "{listed:?}");
        let stopped = batches::seal(&mut desk.session("accountant"), batch, None);
        assert!(matches!(stopped, Err(WorkflowError::Nothing(_))), "{stopped:?}");
        assert_eq!(refused(add(desk, paid, 100)), "open-case");
        assert_books_hold(desk);
        let verdict = duplicates::Verdict::KeepOne { claim: paid, chosen_by: "母亲，选择书".to_owned(), details_of: None };
        duplicates::resolve(&mut desk.session("supervisor"), case, &verdict, "已支付").unwrap();
        assert_eq!((desk.state(rival), desk.state(more)), ("withdrawn", "approved"));
        batches::seal(&mut desk.session("accountant"), batch, None).unwrap();
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        assert_eq!(desk.state(more), "paid");
        let third = desk.file_claim(&ClaimSpec { parent: Parent::Member(7), ..ClaimSpec::of(1).at(UNIT_B) });
        assert_eq!(desk.claim(third).verdict.code(), "reject", "the child-year is used up");
        assert_books_hold(desk);
    }

    fn only_a_paid_claim_in_scope_is_supplemented_with_a_reason_and_by_a_clerk(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(2));
        assert_eq!(refused(add(desk, claim, 100)), "not-paid");
        let paid = part_paid(desk);
        let more = add(desk, paid, 100).unwrap();
        assert_eq!(refused(add(desk, more, 100)), "not-regular");
        let mut clerk = desk.session("clerk");
        for (fen, reason) in [(0, "理由"), (-1, "理由"), (100, " ")] {
            let tried = supplement(&mut clerk, paid, Fen::new(fen), reason);
            assert!(matches!(tried, Err(WorkflowError::Usage(_))), "{tried:?}");
        }
        let tried = supplement(&mut desk.session("reviewer"), paid, Fen::new(100), "理由");
        assert!(matches!(tried, Err(WorkflowError::Forbidden { .. })), "{tried:?}");
        clerk.ctx.actor.scope = domain::unit::Scope::below(desk.unit_path(COUNTY_B));
        let tried = supplement(&mut clerk, paid, Fen::new(100), "理由");
        assert!(matches!(tried, Err(WorkflowError::NotFound { .. })), "{tried:?}");
    }

    fn the_row_of_the_paid_claim_sent_again_never_meets_the_supplement(desk) {
        let paid = part_paid(desk);
        add(desk, paid, 15_000).unwrap();
        let same = ClaimSpec { claimed: Fen::new(25_000), ..ClaimSpec::of(1) };
        let other = ClaimSpec { claimed: Fen::new(26_000), ..ClaimSpec::of(1) };
        use workflow::intake::submit::Filed;
        assert_eq!(desk.file_all(&[same]), [Filed::Unchanged(paid)]);
        assert_eq!(desk.file_all(&[other]), [Filed::Refused("already-sealed")]);
    }

    fn a_supplement_whose_sum_is_not_committed_is_found(desk) {
        let paid = part_paid(desk);
        let more = add(desk, paid, 15_000).unwrap();
        desk.review(more);
        desk.approve(more);
        assert_books_hold(desk);
        storage::execute_raw(&mut desk.open(), "UPDATE slots SET committed_fen = 25000 WHERE committed_fen = 40000").unwrap();
        let bad = audited(desk).first_bad.unwrap();
        assert_eq!(bad.code, "slot", "{bad:?}");
        assert!(bad.what.zh.contains("400.00 元"), "{bad:?}");
    }

    fn a_supplement_turned_into_a_claim_of_its_own_is_found(desk) {
        let paid = part_paid(desk);
        let more = add(desk, paid, 15_000).unwrap();
        desk.review(more);
        desk.approve(more);
        let drop = "DROP INDEX claims_live_slot";
        storage::execute_raw(&mut desk.open(), drop).unwrap();
        let sql = "UPDATE claims SET kind = 'regular' WHERE kind = 'supplement'";
        storage::execute_raw(&mut desk.open(), sql).unwrap();
        assert_eq!(audited(desk).first_bad.unwrap().code, "claim-changed");
    }

    fn a_second_payment_is_found_even_while_a_case_is_open(desk) {
        let paid = part_paid(desk);
        let rival = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        assert!(desk.claim(rival).case.is_some() && desk.claim(rival).case == desk.claim(paid).case);
        assert_books_hold(desk);
        // As if the other parent's claim, under the same case, held the child-year.
        let id = match desk.engine() {
            Engine::Sqlite => format!("x'{}'", rival.id.0.simple()),
            Engine::Postgres => format!("'\\x{}'::bytea", rival.id.0.simple()),
        };
        storage::execute_raw(&mut desk.open(), &format!("UPDATE slots SET claim_id = {id} WHERE occupancy = 'paid'")).unwrap();
        let bad = audited(desk).first_bad.unwrap();
        assert_eq!(bad.code, "slot", "{bad:?}");
    }
}
