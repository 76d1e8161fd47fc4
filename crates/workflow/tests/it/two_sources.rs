//! 三.1: union funds first, the administration subsidy for what they fall short of. One claim, two sources: each within its
//! budget, batched, answered and posted apart, and the ceiling over both.

use crate::office::{answer, audited, budget, exported, slot_of, some};
use domain::batch::Channel;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimRef};
use domain::ledger::Money;
use domain::slot::Occupancy;
use test_support::{ClaimSpec, Desk, UNIT_A, both_engines};
use workflow::payments::batches::{self, Format};
use workflow::proposals::{self, Which};
use workflow::views::{Lang, notice};
use workflow::{
    WorkflowError, payments::recovery, review::decide, review::supplement, review::trial,
};

const UNION: FundSource = FundSource::new("union");
const SUBSIDY: FundSource = FundSource::new("subsidy");

/// What union funds have left: less than the 400 yuan of a claim.
const LEFT: i64 = 30_000;
const SHORT: i64 = 10_000;

fn reserved(desk: &Desk, source: FundSource) -> i64 {
    let rows = storage::plans::budgets_of(&mut desk.open(), &[desk.unit_id(UNIT_A)]).unwrap();
    let row = rows
        .iter()
        .find(|row| row.calendar_year == 2026 && row.source == source);
    row.unwrap().reserved.get()
}

/// A claim of 400 yuan approved while union funds have 300 left.
fn split(desk: &Desk) -> ClaimRef {
    budget(desk, 2026, LEFT);
    desk.approved_claim(&ClaimSpec::of(1))
}

fn parts(desk: &Desk, claim: ClaimRef) -> Vec<(FundSource, i64, Money)> {
    let parts = desk.claim(claim).state.parts();
    parts
        .into_iter()
        .map(|part| (part.source, part.amount.get(), part.money))
        .collect()
}

fn created(desk: &Desk, source: FundSource) -> Result<BatchId, WorkflowError> {
    let made = batches::create(
        &mut desk.session("accountant"),
        UNIT_A,
        Channel::MemberBank,
        source,
        child_premium::ID,
    )?;
    Ok(made.batch)
}

fn sealed(desk: &Desk, source: FundSource) -> BatchId {
    let batch = created(desk, source).unwrap();
    let sealed = batches::seal(&mut desk.session("accountant"), batch, None).unwrap();
    assert_eq!(sealed.dropped, []);
    batch
}

fn out(desk: &Desk, source: FundSource) -> BatchId {
    let batch = sealed(desk, source);
    exported(desk, batch, Format::Csv);
    batch
}

fn paid(desk: &Desk, batch: BatchId) {
    let settled = batches::settle(&mut desk.session("cashier"), batch, &answer(desk)).unwrap();
    assert_eq!(settled.outcome.failed, []);
}

fn refused(desk: &Desk, batch: BatchId, claim: ClaimRef) {
    let no = some(desk, &[], &[claim]);
    let settled = batches::settle(&mut desk.session("cashier"), batch, &no).unwrap();
    assert_eq!(settled.outcome.failed, []);
}

fn reversed(desk: &Desk, batch: BatchId, claim: ClaimRef) {
    let done = batches::reverse(&mut desk.session("cashier"), batch, &[claim], "误登").unwrap();
    let which = Which::These(vec![done.proposed.id.unwrap()]);
    let decided = proposals::approve(&mut desk.session("accountant"), &which).unwrap();
    assert_eq!(decided.failed, []);
}

fn in_order(desk: &Desk) {
    assert_eq!(audited(desk).first_bad, None);
}

both_engines! {
    fn union_funds_bear_what_they_have_left_and_the_subsidy_the_shortfall(desk) {
        let claim = split(desk);
        assert_eq!(parts(desk, claim), [(UNION, LEFT, Money::Reserved), (SUBSIDY, SHORT, Money::Reserved)]);
        assert_eq!((reserved(desk, UNION), reserved(desk, SUBSIDY)), (LEFT, SHORT));
        let slot = slot_of(desk, claim);
        assert_eq!((slot.occupancy, slot.committed), (Occupancy::Taken(claim.id), Fen::new(40_000)));
        in_order(desk);
    }

    fn each_source_is_batched_paid_and_posted_apart(desk) {
        let claim = split(desk);
        let union = out(desk, UNION);
        assert_eq!(desk.state(claim), "batched");
        let subsidy = out(desk, SUBSIDY);
        for (batch, fen) in [(union, LEFT), (subsidy, SHORT)] {
            let lines = storage::batches::lines(&mut desk.open(), batch).unwrap();
            assert_eq!(lines.iter().map(|line| line.amount.get()).collect::<Vec<_>>(), [fen]);
        }
        in_order(desk);
        paid(desk, subsidy);
        assert_eq!((desk.state(claim), slot_of(desk, claim).occupancy), ("batched", Occupancy::Taken(claim.id)));
        in_order(desk);
        paid(desk, union);
        assert_eq!(desk.state(claim), "paid");
        assert_eq!(parts(desk, claim), [(UNION, LEFT, Money::Paid), (SUBSIDY, SHORT, Money::Paid)]);
        let rows = storage::ledger::of_subjects(&mut desk.open(), &[claim.subject]).unwrap();
        let expense = |source: FundSource| -> i64 {
            let own = rows.iter().filter(|row| row.source == source.code() && row.account == "benefit-expense");
            own.map(|row| row.amount_fen).sum()
        };
        assert_eq!((expense(UNION), expense(SUBSIDY)), (LEFT, SHORT));
        assert!(created(desk, UNION).is_err() && created(desk, SUBSIDY).is_err(), "nothing is left to pay");
        in_order(desk);
    }

    fn the_second_part_is_paid_after_the_claim_and_nobody_reconciles_before(desk) {
        let claim = split(desk);
        let union = out(desk, UNION);
        paid(desk, union);
        assert_eq!(desk.state(claim), "paid");
        let early = recovery::reconcile(&mut desk.session("accountant"), &[claim]).unwrap();
        assert_eq!(early.failed[0].1.code, "part-under-way");
        let subsidy = out(desk, SUBSIDY);
        in_order(desk);
        paid(desk, subsidy);
        let done = recovery::reconcile(&mut desk.session("accountant"), &[claim]).unwrap();
        assert_eq!(done.done, [claim]);
        in_order(desk);
    }

    fn an_approval_that_is_undone_gives_both_budgets_back_and_none_while_one_part_is_under_way(desk) {
        let claim = split(desk);
        let subsidy = sealed(desk, SUBSIDY);
        assert_eq!(desk.state(claim), "approved");
        let stopped = decide::undo(&mut desk.session("approver"), &[claim], "重审").unwrap();
        assert_eq!(stopped.failed[0].1.code, "part-under-way");
        batches::withdraw(&mut desk.session("accountant"), subsidy, "重做").unwrap();
        in_order(desk);
        let undone = decide::undo(&mut desk.session("approver"), &[claim], "重审").unwrap();
        assert_eq!(undone.done, [claim]);
        assert_eq!((reserved(desk, UNION), reserved(desk, SUBSIDY)), (0, 0));
        assert_eq!((slot_of(desk, claim).occupancy, slot_of(desk, claim).committed), (Occupancy::Free, Fen::ZERO));
        in_order(desk);
    }

    fn the_notice_of_a_part_that_is_paid_says_that_the_other_is_on_its_way(desk) {
        let claim = split(desk);
        let (union, subsidy) = (out(desk, UNION), out(desk, SUBSIDY));
        paid(desk, union);
        let told = |lang| notice::write(&mut desk.session("reviewer"), claim, lang).unwrap().verdict;
        let (left, short) = (Fen::new(LEFT), Fen::new(SHORT));
        let zh = told(Lang::Zh);
        assert!(zh.contains(&format!("已经支付{left}元，其余{short}元正在支付")), "{zh}");
        let en = told(Lang::En);
        assert!(en.contains("is paid in part"), "{en}");
        paid(desk, subsidy);
        let zh = told(Lang::Zh);
        assert!(zh.contains("已经支付，金额400.00元"), "{zh}");
    }

    fn a_refused_second_part_leaves_the_first_and_frees_its_own_budget_only(desk) {
        let claim = split(desk);
        let (union, subsidy) = (out(desk, UNION), out(desk, SUBSIDY));
        paid(desk, union);
        refused(desk, subsidy, claim);
        assert_eq!((desk.state(claim), parts(desk, claim)), ("paid", vec![(UNION, LEFT, Money::Paid)]));
        assert_eq!((reserved(desk, UNION), reserved(desk, SUBSIDY)), (LEFT, 0));
        let slot = slot_of(desk, claim);
        assert_eq!((slot.occupancy, slot.committed), (Occupancy::Paid(claim.id), Fen::new(LEFT)));
        in_order(desk);
        reversed(desk, subsidy, claim);
        assert_eq!(parts(desk, claim), [(UNION, LEFT, Money::Paid), (SUBSIDY, SHORT, Money::Owed)]);
        assert_eq!(slot_of(desk, claim).committed, Fen::new(40_000));
        in_order(desk);
    }

    fn a_claim_whose_first_part_is_refused_goes_on_with_the_second(desk) {
        let claim = split(desk);
        let (union, subsidy) = (out(desk, UNION), out(desk, SUBSIDY));
        paid(desk, subsidy);
        refused(desk, union, claim);
        assert_eq!((desk.state(claim), parts(desk, claim)), ("paid", vec![(SUBSIDY, SHORT, Money::Paid)]));
        assert_eq!((reserved(desk, UNION), reserved(desk, SUBSIDY)), (0, SHORT));
        let slot = slot_of(desk, claim);
        assert_eq!((slot.occupancy, slot.committed), (Occupancy::Paid(claim.id), Fen::new(SHORT)));
        in_order(desk);
        reversed(desk, union, claim);
        assert_eq!(parts(desk, claim), [(UNION, LEFT, Money::Owed), (SUBSIDY, SHORT, Money::Paid)].iter().rev().copied().collect::<Vec<_>>());
        paid(desk, union);
        assert_eq!(slot_of(desk, claim).committed, Fen::new(40_000));
        in_order(desk);
    }

    fn both_parts_refused_send_the_claim_back_and_free_everything(desk) {
        let claim = split(desk);
        let (union, subsidy) = (out(desk, UNION), out(desk, SUBSIDY));
        refused(desk, subsidy, claim);
        refused(desk, union, claim);
        assert_eq!((desk.state(claim), slot_of(desk, claim).occupancy), ("returned", Occupancy::Free));
        assert_eq!((reserved(desk, UNION), reserved(desk, SUBSIDY)), (0, 0));
        in_order(desk);
    }

    fn what_was_paid_from_two_sources_comes_back_to_both(desk) {
        let claim = split(desk);
        let (union, subsidy) = (out(desk, UNION), out(desk, SUBSIDY));
        paid(desk, union);
        let early = recovery::recover(&mut desk.session("accountant2"), &[claim], "重复").unwrap();
        assert_eq!(early.failed[0].1.code, "part-under-way");
        paid(desk, subsidy);
        recovery::recover(&mut desk.session("accountant2"), &[claim], "重复").unwrap();
        in_order(desk);
        recovery::recovered(&mut desk.session("approver2"), &[claim], "回单").unwrap();
        assert_eq!((desk.state(claim), slot_of(desk, claim).occupancy), ("reversed", Occupancy::Free));
        assert_eq!((reserved(desk, UNION), reserved(desk, SUBSIDY)), (0, 0));
        in_order(desk);
    }

    fn a_second_part_that_was_only_promised_is_let_go_by_a_recovery(desk) {
        let claim = split(desk);
        let union = out(desk, UNION);
        paid(desk, union);
        let mut accountant = desk.session("accountant2");
        let recover = |session: &mut workflow::Session| recovery::recover(session, &[claim], "重复");
        // What is confirmed is what was paid, and not what was approved.
        assert_eq!(trial::foresee(&mut accountant, recover).unwrap().expected.total, Fen::new(LEFT));
        recover(&mut accountant).unwrap();
        assert_eq!(parts(desk, claim), [(UNION, LEFT, Money::Recovering)]);
        assert_eq!(reserved(desk, SUBSIDY), 0);
        in_order(desk);
    }

    fn the_ceiling_stands_over_both_sources(desk) {
        let claim = split(desk);
        let (union, subsidy) = (out(desk, UNION), out(desk, SUBSIDY));
        paid(desk, union);
        paid(desk, subsidy);
        let more = supplement::supplement(&mut desk.session("clerk"), claim, Fen::new(10_000), "补足").unwrap().claim;
        let checked = decide::review(
            &mut desk.session("reviewer"),
            &[more],
            &domain::claim::Checks::of(["member", "child", "age"]),
            Some("同意"),
        )
        .unwrap();
        let approved = decide::approve(&mut desk.session("approver"), &[more], SUBSIDY).unwrap();
        assert!(checked.done.is_empty() || approved.done.is_empty(), "400 yuan are paid already");
        assert_eq!(slot_of(desk, claim).committed, Fen::new(40_000));
        in_order(desk);
    }

    fn an_approver_may_draw_on_the_subsidy_alone(desk) {
        budget(desk, 2026, LEFT);
        let claim = desk.reviewed_claim(&ClaimSpec::of(1));
        decide::approve(&mut desk.session("approver"), &[claim], SUBSIDY).unwrap();
        assert_eq!(parts(desk, claim), [(SUBSIDY, 40_000, Money::Reserved)]);
        in_order(desk);
    }
}
