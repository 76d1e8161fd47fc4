//! What a claim shows as payable: nothing where it may not be paid, and what was approved as long as an approval stands.

use child_premium::Method;
use chrono::NaiveDate;
use domain::batch::Channel;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use test_support::{ClaimSpec, Desk, both_engines};
use workflow::payments::batches::Format;
use workflow::review::reassess::{Affected, Whose};
use workflow::views::claims::{ClaimFilter, ClaimRowView, page};
use workflow::views::{KeptView, Lang, claim_detail, home, notice};
use workflow::{payments::recovery, review::decide, review::due, review::kept};

const WHOLE: Fen = Fen::new(40_000);

/// The day after the window of the full payment.
fn closed() -> NaiveDate {
    "2026-02-01".parse().unwrap()
}

/// A claim as the list has it, which the claim's own screen has too.
fn row(desk: &Desk, on: NaiveDate, claim: ClaimRef) -> ClaimRowView {
    let mut session = desk.session_on("auditor", on);
    let rows = page(&mut session, &ClaimFilter::default(), None, 50)
        .unwrap()
        .rows;
    let row = rows.into_iter().find(|row| row.id == claim).unwrap();
    let detail = claim_detail::show(&mut session, claim, Lang::Zh).unwrap();
    assert_eq!(row, detail.row);
    row
}

/// Verdict, payable and approved sum on a day.
fn sums(desk: &Desk, on: NaiveDate, claim: ClaimRef) -> (Verdict, Fen, Option<Fen>) {
    let row = row(desk, on, claim);
    (row.verdict, row.payable, row.approved)
}

fn full(desk: &Desk, n: u64) -> ClaimRef {
    desk.approved_claim(&ClaimSpec::of(n).mode(Method::Full))
}

both_engines! {
    fn a_claim_that_the_rules_refuse_shows_nothing_payable_anywhere(desk) {
        let over_age = desk.file_on(desk.today, &ClaimSpec::of(1), &|draft| {
            draft.subject.birth_date = Some("2006-05-01".parse().unwrap());
        });
        assert_eq!(sums(desk, desk.today, over_age), (Verdict::Reject, Fen::ZERO, None));
        assert_eq!(desk.claim(over_age).payable, Fen::ZERO);
        // The first screen adds it up as the list shows it, and a filter by sum does not find it.
        let states = home::show(&mut desk.session("reviewer")).unwrap().states;
        let payable: i64 = states.iter().map(|(.., payable)| payable.get()).sum();
        assert_eq!(payable, 0);
        let some = ClaimFilter { min_payable: Some(Fen::new(1)), ..ClaimFilter::default() };
        assert_eq!(page(&mut desk.session("reviewer"), &some, None, 50).unwrap().rows, []);
    }

    fn a_claim_that_a_day_refuses_shows_nothing_payable_before_anybody_runs_anything(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1).mode(Method::Full));
        assert_eq!(sums(desk, desk.today, claim), (Verdict::Eligible, WHOLE, None));
        assert_eq!(sums(desk, closed(), claim), (Verdict::Reject, Fen::ZERO, None));
        due::catch_up(&mut desk.session_on("reviewer", closed())).unwrap();
        assert_eq!(desk.claim(claim).payable, Fen::ZERO);
    }

    fn an_approved_claim_shows_what_was_approved_while_nothing_is_payable(desk) {
        let claim = full(desk, 1);
        assert_eq!(sums(desk, desk.today, claim), (Verdict::Eligible, WHOLE, Some(WHOLE)));
        assert_eq!(sums(desk, closed(), claim), (Verdict::Reject, Fen::ZERO, Some(WHOLE)));
        due::catch_up(&mut desk.session_on("clerk", closed())).unwrap();
        assert_eq!(sums(desk, closed(), claim), (Verdict::Reject, Fen::ZERO, Some(WHOLE)));
        decide::undo(&mut desk.session_on("approver", closed()), &[claim], "窗口已过").unwrap();
        assert_eq!(sums(desk, closed(), claim), (Verdict::Reject, Fen::ZERO, None));
        assert_eq!(desk.claim(claim).payable, Fen::ZERO, "the sums of the lists are those of the claims");
    }

    fn what_left_the_work_shows_nothing_payable(desk) {
        let claims: Vec<ClaimRef> = (1..=3).map(|n| desk.file_claim(&ClaimSpec::of(n))).collect();
        decide::return_to_unit(&mut desk.session("reviewer"), &claims[..1], "补正").unwrap();
        decide::reject(&mut desk.session("reviewer"), &claims[1..2], "不是会员").unwrap();
        decide::withdraw(&mut desk.session("clerk"), &claims[2..], "不再申请").unwrap();
        for claim in claims {
            assert_eq!(sums(desk, desk.today, claim), (Verdict::Eligible, Fen::ZERO, None));
        }
    }

    fn a_kept_approval_says_by_whom_and_why_until_something_else_speaks_against_it(desk) {
        let claim = full(desk, 1);
        due::catch_up(&mut desk.session_on("clerk", closed())).unwrap();
        assert_eq!(row(desk, closed(), claim).kept, None);
        let reason = "税务已受理，回单43010220260131";
        assert_eq!(kept::keep(&mut desk.session_on("approver2", closed()), &[claim], reason).unwrap().failed, []);
        let told = row(desk, closed(), claim);
        let view = KeptView { by: "approver2".to_owned(), reason: "税务已受理，回单************31".to_owned() };
        assert_eq!((told.payable, told.approved, told.kept.as_ref()), (WHOLE, Some(WHOLE), Some(&view)));
        let words = told.stands().unwrap();
        assert_eq!(&*words.zh, "已保留审批：税务已受理，回单************31（approver2）");
        assert_eq!(&*words.en, "kept: 税务已受理，回单************31 (approver2)");
        storage::execute_raw(&mut desk.open(), "UPDATE memberships SET in_service = FALSE").unwrap();
        let everybody = Affected { programme: child_premium::ID.to_owned(), whose: Whose::Everybody, year: None };
        let mut clerk = desk.session_on("clerk", closed());
        let ctx = clerk.ctx.clone();
        workflow::review::reassess::reassess(&mut clerk.db, &ctx, &[everybody]).unwrap();
        let again = row(desk, closed(), claim);
        assert_eq!((again.payable, again.kept), (Fen::ZERO, None), "that the member left, nobody accepted");
    }

    fn a_recovered_claim_says_who_claimed_it_back_when_and_why(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = crate::office::sealed(desk, Channel::MemberBank);
        crate::office::exported(desk, batch, Format::Csv);
        crate::office::all_paid(desk, batch);
        assert_eq!(sums(desk, desk.today, claim), (Verdict::Eligible, WHOLE, Some(WHOLE)));
        let later: NaiveDate = "2026-03-02".parse().unwrap();
        let begun = recovery::recover(&mut desk.session("accountant2"), &[claim], "同一子女父亲一方已领取").unwrap();
        assert_eq!(begun.failed, []);
        let told = |lang| row(desk, later, claim).out.expect("the claim is out").told(lang);
        assert_eq!(told(Lang::Zh), "追回中：同一子女父亲一方已领取（accountant2 2026-01-15 发起）");
        let told_of = |lang| notice::write(&mut desk.session("reviewer"), claim, lang).unwrap();
        let member = told_of(Lang::Zh);
        assert!(member.verdict.ends_with("已经支付400.00元，这笔款项需要退回。"), "{member:?}");
        assert_eq!(member.reasons[0].text, "同一子女父亲一方已领取");
        assert!(member.next.starts_with("请按您所在工会的通知退回"), "{member:?}");
        recovery::recovered(&mut desk.session_on("approver2", later), &[claim], "回单2").unwrap();
        let member = told_of(Lang::En);
        assert!(member.verdict.ends_with("was paid, and the money was given back."), "{member:?}");
        assert_eq!((member.reasons[0].text.as_str(), member.next.as_str()), ("同一子女父亲一方已领取", "There is nothing more for you to do."));
        assert_eq!(
            told(Lang::Zh),
            "已追回：同一子女父亲一方已领取（accountant2 2026-01-15 发起；approver2 2026-03-02 登记，回执 回单2）"
        );
        assert_eq!(
            told(Lang::En),
            "recovered: 同一子女父亲一方已领取 (begun by accountant2, 2026-01-15; registered by approver2, 2026-03-02, receipt 回单2)"
        );
        let row = row(desk, later, claim);
        assert_eq!((row.payable, row.approved), (Fen::ZERO, None));
    }
}
