//! A stored verdict is decided again when what it rests on changes or a day arrives; lists, queues and notices tell the
//! truth without anybody running anything.

use child_premium::Method;
use child_premium::claim::Assistance;
use chrono::NaiveDate;
use domain::batch::Channel;
use domain::decision::Verdict;
use domain::draft::Relation;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use test_support::PremiumMut;
use test_support::{ClaimSpec, Desk, UNIT_A, UNIT_B, UNIT_C, both_engines};
use workflow::payments::batches::Format;
use workflow::views::claims::{ClaimFilter, WorkQueue, page};
use workflow::views::{Lang, claim_detail, notice};
use workflow::{payments::recovery, review::decide, review::due, review::reassess};

const PROGRAMME: &str = "child-premium";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What an operator reads on a day: in the list, and in the claim itself. They always agree.
fn read(desk: &Desk, operator: &str, on: NaiveDate, claim: ClaimRef) -> (Verdict, Vec<String>) {
    let mut session = desk.session_on(operator, on);
    let rows = page(&mut session, &ClaimFilter::default(), None, 50)
        .unwrap()
        .rows;
    let row = rows.into_iter().find(|row| row.id == claim).unwrap();
    let detail = claim_detail::show(&mut session, claim, Lang::Zh).unwrap();
    assert_eq!(
        (row.verdict, row.payable),
        (detail.decision.verdict, detail.decision.to_pay())
    );
    let told = desk.told(operator, on, claim);
    (
        row.verdict,
        told.into_iter().map(|(code, _)| code).collect(),
    )
}

fn late(desk: &Desk) -> ClaimRef {
    desk.file_on(day("2026-03-10"), &ClaimSpec::of(1), &|draft| {
        draft.premium_mut().paid_on = Some(day("2026-03-05"));
        draft.premium_mut().paid = Some(Fen::new(110_000));
    })
}

/// A notice about what can be neither mended nor handed in late: it asks for nothing, and says where the way out is.
fn closed_for_good(told: &notice::Notice) {
    assert_eq!(told.reasons.len(), 1, "{told:?}");
    assert!(
        told.reasons[0].text.contains("下一年的缴费期内另行申报"),
        "{told:?}"
    );
    assert_eq!((told.send.as_slice(), told.by), (&[][..], None), "{told:?}");
    for other in ["不需要", "尽快", "期限", "先办清"] {
        assert!(
            !told.next.contains(other) && !told.verdict.contains(other),
            "{told:?}"
        );
    }
}

both_engines! {
    fn the_day_the_window_opens_a_waiting_claim_goes_on_by_itself(desk) {
        desk.open_2027(&[UNIT_A]);
        let claim = late(desk);
        let (eve, opening) = (day("2026-08-31"), day("2026-09-01"));
        assert_eq!(desk.claim(claim).again_on, Some(opening));
        assert_eq!(read(desk, "auditor", eve, claim), (Verdict::Review, vec!["wait-for-window".to_owned()]));
        // Nobody has run anything, and the auditor writes nothing.
        assert_eq!(read(desk, "auditor", opening, claim), (Verdict::Eligible, vec![]));
        due::catch_up(&mut desk.session_on("auditor", opening)).unwrap();
        assert_eq!(desk.stored(claim).0, Verdict::Review);
        let told = notice::write(&mut desk.session_on("auditor", opening), claim, Lang::Zh).unwrap();
        assert_eq!(told.reasons, [], "{told:?}");

        let queue = |on: NaiveDate, queue| {
            let mut session = desk.session_on("reviewer", on);
            due::catch_up(&mut session).unwrap();
            let filter = ClaimFilter { queue: Some(queue), ..ClaimFilter::default() };
            page(&mut session, &filter, None, 10).unwrap().rows.len()
        };
        assert_eq!((queue(eve, WorkQueue::Look), queue(eve, WorkQueue::Ready)), (1, 0));
        assert_eq!((queue(opening, WorkQueue::Look), queue(opening, WorkQueue::Ready)), (0, 1));
        assert_eq!(desk.stored(claim), (Verdict::Eligible, vec![]));
        assert_eq!(desk.claim(claim).again_on, Some(day("2027-01-01")), "the next year has budgets of its own");
        assert_eq!(read(desk, "auditor", day("2027-01-01"), claim).1, ["purse-missing", "budget-missing"]);
    }

    fn the_day_the_window_closes_a_full_payment_is_refused_under_its_clause(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1).mode(Method::Full));
        assert_eq!(read(desk, "reviewer", day("2026-01-31"), claim).0, Verdict::Eligible);
        assert_eq!(read(desk, "reviewer", day("2026-02-01"), claim), (Verdict::Reject, vec!["full-outside-window".to_owned()]));
        let mut session = desk.session_on("reviewer", day("2026-02-01"));
        let told = notice::write(&mut session, claim, Lang::Zh).unwrap();
        assert_eq!(told.reasons[0].clause, "二.4(2)");
        assert!(told.verdict.contains("按规定不能办理"), "{told:?}");
        closed_for_good(&told);
    }

    fn an_approved_claim_is_read_as_the_day_has_it_until_a_batch_pays_it(desk) {
        let closed = day("2026-02-01");
        let waiting = desk.approved_claim(&ClaimSpec::of(1).mode(Method::Full));
        assert_eq!(read(desk, "auditor", desk.today, waiting), (Verdict::Eligible, vec![]));
        assert_eq!(read(desk, "auditor", closed, waiting), (Verdict::Reject, vec!["full-outside-window".to_owned()]));
        let mut session = desk.session_on("auditor", closed);
        let told = notice::write(&mut session, waiting, Lang::Zh).unwrap();
        assert!(told.verdict.contains("曾经批准，金额400.00元；此后情况有变，按规定不能再支付"), "{told:?}");
        assert_eq!(told.reasons[0].clause, "二.4(2)");
        closed_for_good(&told);
        due::catch_up(&mut desk.session_on("clerk", closed)).unwrap();
        assert_eq!(desk.stored(waiting).0, Verdict::Reject);
    }

    fn what_was_paid_reads_as_it_was_decided_whatever_day_comes(desk) {
        let paid = desk.approved_claim(&ClaimSpec::of(1));
        let batch = crate::office::sealed(desk, Channel::MemberBank);
        crate::office::exported(desk, batch, Format::Csv);
        crate::office::all_paid(desk, batch);
        for on in ["2027-01-01", "2028-01-01"] {
            assert_eq!(read(desk, "auditor", day(on), paid), (Verdict::Eligible, vec![]));
        }
    }

    fn a_plan_that_is_lowered_decides_approved_claims_again_too(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let everybody = [reassess::Affected { programme: PROGRAMME.to_owned(), whose: reassess::Whose::Everybody, year: None }];
        storage::execute_raw(&mut desk.open(), "UPDATE plans SET amount_fen = 30000").unwrap();
        let mut clerk = desk.session("clerk");
        let ctx = clerk.ctx.clone();
        let done = reassess::reassess(&mut clerk.db, &ctx, &everybody).unwrap();
        assert_eq!(done.changed.len(), 1, "{done:?}");
        assert_eq!(desk.claim(claim).payable, Fen::new(30_000));
        let told = notice::write(&mut clerk, claim, Lang::En).unwrap();
        assert!(told.verdict.contains("something came up since"), "{told:?}");
    }

    fn the_notice_of_an_approved_claim_says_that_another_one_was_filed(desk) {
        let mother = desk.approved_claim(&ClaimSpec::of(1));
        let father = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let told = |claim| notice::write(&mut desk.session("reviewer"), claim, Lang::Zh).unwrap();
        assert_eq!(desk.stored(mother).1, ["duplicate-case-open"]);
        for claim in [mother, father] {
            let told = told(claim);
            assert!(told.reasons.iter().any(|reason| reason.text.contains("只能由父母一方的工会")), "{told:?}");
            assert_eq!(told.send, ["由父母双方签名的说明，写明选择哪一方的工会办理。"]);
        }
    }

    fn a_claim_that_can_never_be_granted_is_not_asked_for_the_couples_choice(desk) {
        let mother = desk.file_claim(&ClaimSpec::of(1));
        let father = desk.file_on(desk.today, &ClaimSpec::of(1).by_spouse().at(UNIT_B), &|draft| {
            draft.premium_mut().relation = Relation::DaughtersChild;
        });
        let told = |claim| notice::write(&mut desk.session("reviewer"), claim, Lang::Zh).unwrap();
        assert_eq!(told(mother).send, ["由父母双方签名的说明，写明选择哪一方的工会办理。"]);
        let refused = told(father);
        assert_eq!(refused.send, Vec::<String>::new(), "{refused:?}");
        assert!(refused.reasons.iter().all(|reason| !reason.text.contains("只能由父母一方的工会")), "{refused:?}");
    }

    fn where_nothing_is_owed_and_nothing_was_paid_no_receipt_is_asked_for(desk) {
        let claim = desk.file_on(desk.today, &ClaimSpec::of(1), &|draft| {
            draft.premium_mut().assistance = Assistance::Whole;
            (draft.premium_mut().paid, draft.premium_mut().paid_on, draft.premium_mut().voucher) = (None, None, None);
        });
        let told = notice::write(&mut desk.session("reviewer"), claim, Lang::Zh).unwrap();
        assert!(told.reasons.iter().any(|reason| reason.text.contains("不用补交材料")), "{told:?}");
        assert_eq!(told.send, Vec::<String>::new(), "{told:?}");
    }

    fn a_case_that_opens_and_closes_decides_the_claims_in_it_again(desk) {
        let mother = desk.file_claim(&ClaimSpec::of(1));
        assert_eq!(desk.stored(mother), (Verdict::Eligible, vec![]));
        let father = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let contested = (Verdict::Review, vec!["duplicate-case-open".to_owned()]);
        assert_eq!(desk.stored(mother), contested, "the first claim learns of the second");
        assert_eq!(desk.stored(father), contested);
        let case = desk.claim(mother).case.unwrap();
        let kept = workflow::duplicates::Verdict::KeepOne { claim: mother, chosen_by: "夫妻双方".to_owned(), details_of: None };
        workflow::duplicates::resolve(&mut desk.session("reviewer"), case, &kept, "夫妻选择母亲单位").unwrap();
        assert_eq!(desk.stored(mother), (Verdict::Eligible, vec![]), "and that the case is closed");

        let told = notice::write(&mut desk.session("reviewer"), father, Lang::Zh).unwrap();
        assert!(told.reasons[0].text.contains("已选定由另一份申报办理"), "{told:?}");
        assert_eq!(told.reasons[0].clause, "二.4(1)");
        assert_eq!(told.reasons[1].text, "夫妻选择母亲单位");
        assert_eq!(told.send, Vec::<String>::new());
    }

    fn one_member_at_two_unions_is_not_asked_for_a_couples_choice(desk) {
        let here = desk.file_claim(&ClaimSpec::of(1));
        let there = desk.file_claim(&ClaimSpec::of(1).at(UNIT_B));
        for claim in [here, there] {
            assert_eq!(desk.stored(claim), (Verdict::Review, vec!["member-at-two-unions".to_owned()]));
        }
        let told = notice::write(&mut desk.session("reviewer"), here, Lang::Zh).unwrap();
        assert_eq!(told.reasons.len(), 1, "{told:?}");
        assert!(!told.reasons[0].text.contains("父母"), "{told:?}");
        let both = desk.file_all(&[ClaimSpec::of(2), ClaimSpec::of(2).at(UNIT_B)]);
        for filed in both {
            assert_eq!(desk.stored(filed.claim().unwrap()).1, ["member-at-two-unions"]);
        }
        assert_eq!(read(desk, "reviewer", desk.today, here).1, ["member-at-two-unions"]);
    }

    fn a_refusal_for_budget_at_approval_puts_the_other_claims_of_the_purse_in_doubt(desk) {
        let claims = [1, 2, 3].map(|n| desk.file_claim(&ClaimSpec::of(n)));
        for claim in claims {
            desk.review(claim);
        }
        crate::office::budget(desk, 2026, 60_000);
        storage::execute_raw(&mut desk.open(), "DELETE FROM budgets WHERE source = 'subsidy'").unwrap();
        let outcome = decide::approve(&mut desk.session("approver"), &claims[..2], FundSource::new("union")).unwrap();
        assert_eq!((outcome.done.len(), outcome.failed.len()), (1, 1));
        assert_eq!(outcome.failed[0].1.code, "budget-short");
        let (refused, other) = (outcome.failed[0].0, claims[2]);
        for claim in [refused, other] {
            assert_eq!(read(desk, "auditor", desk.today, claim).1, ["no-purse-suffices", "budget-short"]);
        }
        due::catch_up(&mut desk.session("approver")).unwrap();
        assert_eq!(desk.stored(other).1, ["no-purse-suffices", "budget-short"]);

        // What was approved is withdrawn: the money is there again.
        decide::withdraw(&mut desk.session("clerk"), &outcome.done, "撤回").unwrap();
        assert_eq!(read(desk, "auditor", desk.today, other), (Verdict::Eligible, vec![]));
    }

    fn a_budget_that_approvals_use_up_shows_the_other_claims_short_of_money_at_once(desk) {
        let claims = [1, 2, 3, 4].map(|n| desk.file_claim(&ClaimSpec::of(n)));
        for claim in claims {
            desk.review(claim);
        }
        crate::office::budget(desk, 2026, 100_000);
        storage::execute_raw(&mut desk.open(), "DELETE FROM budgets WHERE source = 'subsidy'").unwrap();
        let approve = |claim| {
            let mut approver = desk.session("approver");
            assert_eq!(decide::approve(&mut approver, &[claim], FundSource::new("union")).unwrap().done, [claim]);
        };
        approve(claims[0]);
        assert_eq!(read(desk, "auditor", desk.today, claims[2]), (Verdict::Eligible, vec![]), "600 yuan are left");
        approve(claims[1]);
        for claim in &claims[2..] {
            assert_eq!(read(desk, "auditor", desk.today, *claim).1, ["no-purse-suffices", "budget-short"]);
        }
    }

    fn money_that_comes_back_serves_a_claim_that_waited_for_it(desk) {
        let paid = desk.approved_claim(&ClaimSpec::of(1));
        let batch = crate::office::sealed(desk, Channel::MemberBank);
        crate::office::exported(desk, batch, Format::Csv);
        crate::office::all_paid(desk, batch);
        storage::execute_raw(&mut desk.open(), "UPDATE budgets SET total_fen = 40000").unwrap();
        storage::execute_raw(&mut desk.open(), "DELETE FROM budgets WHERE source = 'subsidy'").unwrap();
        let waiting = desk.file_claim(&ClaimSpec::of(2));
        assert_eq!(desk.stored(waiting).1, ["no-purse-suffices", "budget-short"]);
        let mut accountant = desk.session("accountant2");
        recovery::recover(&mut accountant, &[paid], "不符合").unwrap();
        assert_eq!(read(desk, "auditor", desk.today, waiting).0, Verdict::Review);
        recovery::recovered(&mut desk.session("approver2"), &[paid], "回单2").unwrap();
        assert_eq!(read(desk, "auditor", desk.today, waiting), (Verdict::Eligible, vec![]));
        due::catch_up(&mut desk.session("clerk")).unwrap();
        assert_eq!(desk.stored(waiting), (Verdict::Eligible, vec![]));
    }

    fn reassessing_by_hand_leaves_nothing_due(desk) {
        desk.open_2027(&[UNIT_A]);
        let claim = late(desk);
        let done = reassess::resume(&mut desk.session_on("clerk", day("2026-09-01"))).unwrap();
        assert_eq!((done.looked_at, done.changed.len()), (1, 1));
        assert_eq!(desk.stored(claim).0, Verdict::Eligible);
        let again = reassess::resume(&mut desk.session_on("clerk", day("2026-09-01"))).unwrap();
        assert_eq!(again.looked_at, 0);
    }

    fn an_operator_of_a_county_decides_only_its_own_claims_again(desk) {
        desk.open_2027(&[UNIT_A]);
        let there = desk.file_on(day("2026-03-10"), &ClaimSpec::of(1).at(UNIT_B), &|draft| {
            draft.premium_mut().paid_on = Some(day("2026-03-05"));
            draft.premium_mut().paid = Some(Fen::new(110_000));
        });
        let before = desk.claim(there);
        let done = due::catch_up(&mut desk.session_on("clerk-a", day("2026-09-01"))).unwrap();
        assert_eq!(done.looked_at, 0);
        assert_eq!(desk.claim(there), before);
    }

    fn a_late_claim_without_plan_names_the_year_of_the_plan_and_of_the_budget(desk) {
        let claim = desk.file_on(day("2026-03-10"), &ClaimSpec::of(1).at(UNIT_C), &|draft| {
            draft.premium_mut().paid_on = Some(day("2026-03-05"));
            draft.premium_mut().paid = Some(Fen::new(110_000));
        });
        let detail = claim_detail::show(&mut desk.session_on("reviewer", day("2026-03-10")), claim, Lang::Zh).unwrap();
        let sentence = |code: &str| {
            let found = detail.findings.iter().find(|found| found.code == code);
            found.unwrap_or_else(|| panic!("{code}: {:?}", detail.findings)).sentence.clone()
        };
        assert!(sentence("plan-missing").contains("2027年度"), "{}", sentence("plan-missing"));
        assert!(sentence("budget-missing").contains("2026年"), "{}", sentence("budget-missing"));
        let told = notice::write(&mut desk.session_on("reviewer", day("2026-03-10")), claim, Lang::Zh).unwrap();
        assert!(told.reasons.iter().any(|reason| reason.text.contains("2027年度")), "{told:?}");
    }

    fn dues_are_told_as_the_roster_has_them(desk) {
        let claims = [1, 2, 3].map(|n| desk.file_claim(&ClaimSpec::of(n)));
        let set = |claim: ClaimRef, change: &str| {
            let member = desk.claim(claim).member;
            let rows = storage::people::memberships_of(&mut desk.open(), &[member]).unwrap();
            let mut row = rows[0].clone();
            match change {
                "未缴" => (row.dues_through, row.dues_said) = (None, Some("未缴".to_owned())),
                "autumn" => {
                    row.dues_through = Some(day("2025-12-01"));
                    // 2025-10-09 in Shanghai.
                    row.updated_at = 1_759_975_200_000_000;
                }
                _ => row.dues_through = Some(day("2025-12-01")),
            }
            row.revision += 1;
            let mut db = desk.open();
            db.write(|db| storage::people::update_membership(db, &row)).unwrap();
        };
        for (claim, change) in claims.into_iter().zip(["未缴", "autumn", "now"]) {
            set(claim, change);
        }
        let mut clerk = desk.session("clerk");
        let everybody = [reassess::Affected { programme: PROGRAMME.to_owned(), whose: reassess::Whose::Everybody, year: None }];
        let ctx = clerk.ctx.clone();
        reassess::reassess(&mut clerk.db, &ctx, &everybody).unwrap();
        assert_eq!(desk.stored(claims[0]), (Verdict::Reject, vec!["dues-said-unpaid".to_owned()]));
        assert_eq!(desk.stored(claims[1]), (Verdict::Review, vec!["dues-outdated".to_owned()]));
        assert_eq!(desk.stored(claims[2]), (Verdict::Reject, vec!["dues-unpaid".to_owned()]));
        let detail = claim_detail::show(&mut clerk, claims[0], Lang::Zh).unwrap();
        let found = detail.findings.iter().find(|found| found.code == "dues-said-unpaid").unwrap();
        assert_eq!(found.clause, "二.1");
        assert!(found.sentence.contains("“未缴”"), "{}", found.sentence);
    }
}
