//! One receipt, one payment: a voucher supports one benefit year of one child.

use child_premium::Method;
use chrono::NaiveDate;
use domain::batch::Channel;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use std::collections::BTreeMap;
use std::sync::Barrier;
use test_support::{ClaimSpec, Desk, Engine, PremiumMut, UNIT_A, UNIT_B, both_engines};
use workflow::intake::submit::{self};
use workflow::payments::batches::{self, Format};
use workflow::proposals::{self, Which};
use workflow::review::decide::{self};
use workflow::review::supplement::supplement;
use workflow::views::Lang;
use workflow::{WorkflowError, review::due};

const PROGRAMME: &str = "child-premium";
const VOUCHER: &str = "4430 0000-abc1";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A day on which both the year 2026, paid late, and 2027 are claimed.
fn autumn() -> NaiveDate {
    day("2026-10-15")
}

fn file(desk: &Desk, spec: &ClaimSpec, voucher: &str) -> ClaimRef {
    desk.file_on(desk.today, spec, &|draft| {
        draft.premium_mut().voucher = Some(voucher.to_owned())
    })
}

/// Child 1's 1,100 yuan of 2026-10-05, filed for a year under a voucher.
fn of_year(desk: &Desk, year: i16, voucher: &str) -> ClaimRef {
    let spec = ClaimSpec {
        year,
        ..ClaimSpec::of(1)
    };
    desk.file_on(autumn(), &spec, &|draft| {
        draft.premium_mut().voucher = Some(voucher.to_owned());
        draft.premium_mut().paid = Some(Fen::new(110_000));
        draft.premium_mut().paid_on = Some(day("2026-10-05"));
    })
}

fn stops_as(
    desk: &Desk,
    operator: &str,
    on: NaiveDate,
    claim: ClaimRef,
) -> BTreeMap<String, String> {
    desk.told(operator, on, claim).into_iter().collect()
}

fn stops(desk: &Desk, claim: ClaimRef) -> Vec<String> {
    stops_as(desk, "reviewer", desk.today, claim)
        .into_keys()
        .collect()
}

/// How many claims of different child-years have committed money on one voucher: more than one is what must never be.
fn most_on_one_voucher(desk: &Desk, claims: &[ClaimRef]) -> usize {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for claim in claims {
        let claim = desk.claim(*claim);
        if claim.state.name().occupies_slot() {
            *used.entry(claim.spends.unwrap()).or_default() += 1;
        }
    }
    used.into_values().max().unwrap_or(0)
}

both_engines! {
    fn a_receipt_shown_for_what_the_union_paid_itself_reimburses_nobody_else(desk) {
        let with = |spec: &ClaimSpec| {
            desk.file_on(desk.today, spec, &|draft| draft.premium_mut().voucher = Some(VOUCHER.to_owned()))
        };
        let paid_by_union = with(&ClaimSpec::of(1).mode(Method::Full));
        desk.review(paid_by_union);
        desk.approve(paid_by_union);
        assert_eq!(desk.claim(paid_by_union).spends.as_deref(), Some("44300000ABC1"));
        let other = with(&ClaimSpec::of(2));
        desk.review(other);
        let outcome = desk.approve_on(desk.today, other);
        assert_eq!(outcome.failed[0].1.code, "voucher-used");
    }

    fn one_voucher_pays_one_year_of_one_child_and_the_other_claim_is_named(desk) {
        desk.open_2027(&[UNIT_A, UNIT_B]);
        let late = of_year(desk, 2026, VOUCHER);
        assert_eq!(desk.claim(late).verdict, Verdict::Eligible);
        let next = of_year(desk, 2027, VOUCHER);
        assert_eq!(desk.claim(next).verdict, Verdict::Review);
        let told = stops_as(desk, "reviewer", autumn(), next);
        let sentence = &told["voucher-of-another-year"];
        assert!(sentence.contains(&desk.claim(late).number.to_string()) && sentence.contains("2026年度"), "{sentence}");
        assert!(told.contains_key("paid-above-standard"), "1,100 yuan are not what 2027 asks for: {told:?}");
        let told = stops_as(desk, "reviewer", autumn(), late);
        assert_eq!(told.keys().collect::<Vec<_>>(), ["voucher-of-another-year"], "the first one learns of the second");

        for claim in [late, next] {
            desk.review_on(autumn(), claim);
        }
        assert_eq!(desk.approve_on(autumn(), late).failed, []);
        let outcome = desk.approve_on(autumn(), next);
        let refusal = &outcome.failed[0].1;
        assert_eq!(refusal.code, "voucher-used");
        assert!(refusal.message.en.contains(&desk.claim(late).number.to_string()), "{refusal}");
        assert!(refusal.said(Lang::Zh).contains("票据"), "{}", refusal.said(Lang::Zh));
        assert_eq!(most_on_one_voucher(desk, &[late, next]), 1);

        let undone = decide::undo(&mut desk.session_on("approver", autumn()), &[late], "年度有误").unwrap();
        assert_eq!(undone.failed, []);
        assert_eq!(desk.approve_on(autumn(), next).failed, [], "the voucher is given back with the child-year");
        assert_eq!(desk.approve_on(autumn(), late).failed[0].1.code, "voucher-used");
        assert_eq!(crate::office::audited(desk).first_bad, None);
    }

    fn a_voucher_whose_other_claim_was_withdrawn_is_free_again(desk) {
        desk.open_2027(&[UNIT_A, UNIT_B]);
        let late = of_year(desk, 2026, VOUCHER);
        let next = of_year(desk, 2027, VOUCHER);
        decide::withdraw(&mut desk.session_on("clerk", autumn()), &[next], "填错年度").unwrap();
        assert_eq!(stops_as(desk, "reviewer", autumn(), late), BTreeMap::new());
        due::catch_up(&mut desk.session_on("clerk", autumn())).unwrap();
        assert_eq!(desk.claim(late).verdict, Verdict::Eligible);
    }

    fn a_refusal_is_not_reversed_once_another_claim_was_approved_on_its_voucher(desk) {
        let first = file(desk, &ClaimSpec::of(1), VOUCHER);
        desk.review_on(desk.today, first);
        assert_eq!(desk.approve_on(desk.today, first).done, [first]);
        let batch = crate::office::sealed(desk, Channel::MemberBank);
        crate::office::exported(desk, batch, Format::Csv);
        batches::settle(&mut desk.session("cashier"), batch, &crate::office::some(desk, &[], &[first])).unwrap();
        let second = file(desk, &ClaimSpec::of(2), VOUCHER);
        desk.review_on(desk.today, second);
        assert_eq!(desk.approve_on(desk.today, second).done, [second]);
        let done = batches::reverse(&mut desk.session("cashier"), batch, &[first], "误登").unwrap();
        let which = Which::These(vec![done.proposed.id.unwrap()]);
        let decided = proposals::approve(&mut desk.session("accountant"), &which).unwrap();
        assert_eq!(decided.failed[0].1.code, "voucher-used");
        assert_eq!(desk.state(first), "returned");
        assert_eq!(most_on_one_voucher(desk, &[first, second]), 1);
    }

    fn vouchers_are_compared_in_one_normal_form(desk) {
        let first = file(desk, &ClaimSpec::of(1), VOUCHER);
        for (n, typed) in [(2, "44300000ABC1"), (3, "４４３０ ００００－ａｂｃ１"), (4, "4430-0000-Abc1")] {
            let other = file(desk, &ClaimSpec::of(n), typed);
            assert_eq!(stops(desk, other), ["voucher-reused"], "{typed}");
        }
        assert_eq!(stops(desk, first), ["voucher-reused"]);
        let other = file(desk, &ClaimSpec::of(5), "4430 0000-abc2");
        assert_eq!(stops(desk, other), Vec::<String>::new());
    }

    fn a_payment_approved_before_it_was_filed_again_under_another_number_is_not_sealed(desk) {
        desk.open_2027(&[UNIT_A, UNIT_B]);
        let late = of_year(desk, 2026, "4430000000001");
        desk.review_on(autumn(), late);
        assert_eq!(desk.approve_on(autumn(), late).done, [late]);
        let mut cashier = desk.session_on("cashier", autumn());
        let batch = batches::create(&mut cashier, UNIT_A, Channel::MemberBank, FundSource::new("union"), PROGRAMME).unwrap().batch;
        of_year(desk, 2027, "4430000000002");
        match batches::seal(&mut cashier, batch, None) {
            Err(WorkflowError::Nothing(why)) => {
                assert!(why.zh.contains("缴费日期和金额相同") && why.zh.contains(&desk.claim(late).number.to_string()), "{why:?}");
            }
            other => panic!("one payment was sealed for one of two years: {other:?}"),
        }
    }

    fn a_number_that_looks_like_another_is_for_a_human_on_both_claims(desk) {
        let claims: Vec<ClaimRef> = [(1, "MB2026-0001"), (2, "MB2O26-OOO1"), (3, "МВ2026-0001"), (4, "00MB2026-0001"), (5, "MB2026-0001(副本)")]
            .map(|(n, typed)| file(desk, &ClaimSpec::of(n), typed))
            .to_vec();
        due::catch_up(&mut desk.session("clerk")).unwrap();
        for claim in &claims {
            assert_eq!(stops(desk, *claim), ["voucher-alike"]);
            assert_eq!(desk.claim(*claim).verdict, Verdict::Review);
        }
        let told = stops_as(desk, "reviewer", desk.today, claims[1]);
        assert!(told["voucher-alike"].contains(&desk.claim(claims[0]).number.to_string()), "{told:?}");
        for n in [0, 1] {
            desk.review_on(desk.today, claims[n]);
            assert_eq!(desk.approve_on(desk.today, claims[n]).failed, [], "no voucher is another one by force");
        }
    }

    fn lines_of_one_receipt_are_for_a_human_on_every_claim(desk) {
        let typed = ["4430250000005500", "湘税4430250000005500号", "4430250000005500-1", "4430250000005500（第2行）"];
        let claims: Vec<ClaimRef> = (1..).zip(typed).map(|(n, typed)| file(desk, &ClaimSpec::of(n), typed)).collect();
        due::catch_up(&mut desk.session("clerk")).unwrap();
        for claim in &claims {
            assert_eq!(stops(desk, *claim), ["voucher-alike"]);
        }
        // Who saw the receipt may let its lines pass: they are several payments.
        for claim in &claims[2..] {
            desk.review_on(desk.today, *claim);
            assert_eq!(desk.approve_on(desk.today, *claim).failed, []);
        }
    }

    fn the_end_of_a_number_several_in_one_cell_and_a_line_of_how_many_name_the_receipt_they_stand_for(desk) {
        let receipt = "4430250000005518";
        let typed = ["00005518", "4430250000005518、4430250000005624", "4430250000005518/4430250000005730", "4430250000005518和4430250000005846",
            "4430250000005518;4430250000005952", "4430250000005518 2/3"];
        let first = file(desk, &ClaimSpec::of(1), receipt);
        for (n, typed) in (2..).zip(typed) {
            let other = file(desk, &ClaimSpec::of(n), typed);
            assert_eq!(stops(desk, other), ["voucher-alike"], "{typed}");
            let told = stops_as(desk, "reviewer", desk.today, other);
            assert!(told["voucher-alike"].contains(&desk.claim(first).number.to_string()), "{told:?}");
            assert_eq!(stops(desk, first), ["voucher-alike"], "the first one learns of {typed}");
            decide::withdraw(&mut desk.session("clerk"), &[other], "误报").unwrap();
        }
        due::catch_up(&mut desk.session("clerk")).unwrap();
        assert_eq!(desk.claim(first).verdict, Verdict::Eligible);
        // The second number of a cell is found from a later claim too, and other numbers are not taken for it.
        let two = file(desk, &ClaimSpec::of(11), "4430250000006001、4430250000006002");
        assert_eq!(stops(desk, two), Vec::<String>::new());
        let second = file(desk, &ClaimSpec::of(12), "4430250000006002");
        assert_eq!(stops(desk, second), ["voucher-alike"]);
        for (n, typed) in [(13, "4430250000006003"), (14, "10006001"), (15, "4431250000006001")] {
            assert_eq!(stops(desk, file(desk, &ClaimSpec::of(n), typed)), Vec::<String>::new(), "{typed}");
        }
    }

    fn however_one_receipt_is_written_for_a_second_child_both_claims_are_for_a_human_who_learns_of_the_other(desk) {
        let receipt = "4430250000005518";
        let typed = ["4430250000005518A", "4430250000005518①", "4430250000005518第三行", "4430250000005518 行号3", "4430250000005518（第2/3行）",
            "4430250000005518明细2", "4430250000005518-2-1", "443025000000", "005518", "4430****5518", "443025××××005518",
            "44302500000055184430250000007200", "44302500000072184430250000005518", "2025年4430250000005518", "(251)湘税4430250000005518"];
        for (n, typed) in (1..).step_by(2).zip(typed) {
            for (first, second) in [(receipt, typed), (typed, receipt)] {
                let claims = [(n, first), (n + 1, second)].map(|(n, typed)| file(desk, &ClaimSpec::of(n), typed));
                for (claim, other) in [(claims[0], claims[1]), (claims[1], claims[0])] {
                    let told = stops_as(desk, "reviewer", desk.today, claim);
                    assert_eq!(told.keys().collect::<Vec<_>>(), ["voucher-alike"], "{typed}");
                    assert!(told["voucher-alike"].contains(&desk.claim(other).number.to_string()), "{typed} {told:?}");
                }
                due::catch_up(&mut desk.session("clerk")).unwrap();
                assert_eq!(claims.map(|claim| desk.claim(claim).verdict), [Verdict::Review, Verdict::Review], "{typed}");
                for claim in claims {
                    decide::withdraw(&mut desk.session("clerk"), &[claim], "误报").unwrap();
                }
            }
        }
        let lines = ["4430250000009001A", "4430250000009001B", "4430250000009001②", "4430250000009001-2-1", "4430250000009001第三行"];
        let claims: Vec<ClaimRef> = (41..).zip(lines).map(|(n, typed)| file(desk, &ClaimSpec::of(n), typed)).collect();
        for claim in &claims {
            assert_eq!(stops(desk, *claim), ["voucher-alike"]);
        }
        // Receipts of one series, each of which somebody else paid, are nothing to look at.
        for (n, typed) in (51..).zip(["4430250000008001", "4430250000008002", "4430250000008010", "4430250000008011", "4430250000008100"]) {
            assert_eq!(stops(desk, file(desk, &ClaimSpec::of(n), typed)), Vec::<String>::new(), "{typed}");
        }
    }

    fn whatever_stands_around_a_long_number_both_claims_are_for_a_human(desk) {
        let receipt = "44302500000055184207";
        let typed = ["2025年44302500000055184207", "44302500000055184207×2", "44302500000055184207*2", "44302500000055184207 校验码1234",
            "44302500000055184207（2025.11.20）", "https://x.cn/p?no=44302500000055184207", "(251)湘税44302500000055184207"];
        for (n, typed) in (1..).step_by(2).zip(typed) {
            for (first, second) in [(receipt, typed), (typed, receipt)] {
                let claims = [(n, first), (n + 1, second)].map(|(n, typed)| file(desk, &ClaimSpec::of(n), typed));
                for claim in claims {
                    let told = stops_as(desk, "reviewer", desk.today, claim);
                    assert_eq!(told.keys().collect::<Vec<_>>(), ["voucher-alike"], "{typed}");
                }
                for claim in claims {
                    decide::withdraw(&mut desk.session("clerk"), &[claim], "误报").unwrap();
                }
            }
        }
        for (n, typed) in (51..).zip(["44302500000055184001", "44302500000055184002", "44302500000055184010"]) {
            assert_eq!(stops(desk, file(desk, &ClaimSpec::of(n), typed)), Vec::<String>::new(), "{typed}");
        }
    }

    fn a_line_of_the_receipt_does_not_pay_another_year_of_the_child(desk) {
        desk.open_2027(&[UNIT_A]);
        file(desk, &ClaimSpec::of(1), "4430250000005500");
        let next = of_year(desk, 2027, "4430250000005500-1");
        assert!(stops(desk, next).contains(&"voucher-alike".to_owned()));
    }

    fn two_rows_that_name_no_number_are_not_one_voucher(desk) {
        let claims = [1, 2].map(|n| file(desk, &ClaimSpec::of(n), "见附件"));
        let unnamed = || vec!["voucher-names-no-receipt".to_owned()];
        assert_eq!(claims.map(|claim| stops(desk, claim)), [unnamed(), unnamed()]);
    }

    fn rows_of_one_file_are_told_apart_by_the_file_itself(desk) {
        let mut clerk = desk.session("clerk");
        let rows = [1, 2].map(|n| {
            desk.prepare_changed(&mut clerk, &ClaimSpec::of(n), &|draft| draft.premium_mut().voucher = Some(VOUCHER.to_owned()))
        });
        let filed = submit::promote(&mut clerk.db, &clerk.ctx, PROGRAMME, rows.to_vec()).unwrap();
        for filed in filed {
            let claim = filed.claim().unwrap();
            assert_eq!(desk.claim(claim).verdict, Verdict::Review);
            assert_eq!(stops(desk, claim), ["voucher-reused"]);
        }
    }

    fn of_a_claim_outside_the_scope_only_that_there_is_one_is_told(desk) {
        let there = file(desk, &ClaimSpec::of(2).at(UNIT_B), VOUCHER);
        let here = file(desk, &ClaimSpec::of(1), VOUCHER);
        let number = desk.claim(there).number.to_string();
        let told = stops_as(desk, "reviewer-a", desk.today, here);
        assert!(told["voucher-reused"].contains("您范围外的一件申报"), "{told:?}");
        assert!(!format!("{told:?}").contains(&number), "{told:?}");
        let told = stops_as(desk, "reviewer", desk.today, here);
        assert!(told["voucher-reused"].contains(&number) && told["voucher-reused"].contains("荷塘区第一医院工会"), "{told:?}");
        let stored = storage::history::decision(&mut desk.open(), here.subject, desk.claim(here).decision.into()).unwrap();
        assert!(!stored.body.contains(&number) && !stored.facts.contains(&number), "the record names nobody's claim");

        desk.review_on(desk.today, there);
        assert_eq!(desk.approve_on(desk.today, there).failed, []);
        desk.review_on(desk.today, here);
        let outcome = decide::approve(&mut desk.session("approver-a"), &[here], FundSource::new("union")).unwrap();
        let refusal = &outcome.failed[0].1;
        assert_eq!(refusal.code, "voucher-used");
        assert!(!refusal.message.en.contains(&number), "{refusal}");
    }

    fn both_parents_and_a_supplement_show_the_same_voucher_lawfully(desk) {
        let spec = ClaimSpec { claimed: Fen::new(25_000), ..ClaimSpec::of(1) };
        let claim = desk.approved_claim(&spec);
        let batch = crate::office::sealed(desk, domain::batch::Channel::MemberBank);
        crate::office::exported(desk, batch, workflow::payments::batches::Format::Csv);
        crate::office::all_paid(desk, batch);
        let more = supplement(&mut desk.session("clerk"), claim, Fen::new(15_000), "工会提高了标准").unwrap().claim;
        assert_eq!(desk.claim(more).spends, desk.claim(claim).spends);
        assert_eq!(stops(desk, more), Vec::<String>::new());
        desk.review(more);
        desk.approve(more);

        let mother = file(desk, &ClaimSpec::of(2), VOUCHER);
        let father = file(desk, &ClaimSpec::of(2).by_spouse().at(UNIT_B), VOUCHER);
        for claim in [mother, father] {
            assert_eq!(stops(desk, claim), ["duplicate-case-open"]);
        }
    }

    fn one_payment_under_two_numbers_is_for_a_human(desk) {
        desk.open_2027(&[UNIT_A, UNIT_B]);
        let late = of_year(desk, 2026, "4430000000001");
        let next = of_year(desk, 2027, "4430000000002");
        let told = stops_as(desk, "reviewer", autumn(), next);
        assert!(told["payment-of-another-year"].contains(&desk.claim(late).number.to_string()), "{told:?}");
        due::catch_up(&mut desk.session_on("clerk", autumn())).unwrap();
        let told = stops_as(desk, "reviewer", autumn(), late);
        assert!(told["payment-of-another-year"].contains(&desk.claim(next).number.to_string()), "the first one too: {told:?}");
        assert_eq!(desk.claim(late).verdict, Verdict::Review);
        // Two children paid for on one day are nothing unusual.
        let claims = [11, 12].map(|n| desk.file_claim(&ClaimSpec::of(n)));
        assert_eq!(claims.map(|claim| stops(desk, claim)), [Vec::<String>::new(), Vec::new()]);
    }

    fn a_payment_as_the_next_year_asks_for_it_is_not_reimbursed_for_the_last_one_unseen(desk) {
        desk.open_2027(&[UNIT_A, UNIT_B]);
        let claim = desk.file_on(autumn(), &ClaimSpec::of(1), &|draft| draft.premium_mut().paid_on = Some(day("2026-10-05")));
        let told = stops_as(desk, "reviewer", autumn(), claim);
        assert_eq!(told.keys().collect::<Vec<_>>(), ["paid-as-for-next-year"]);
    }

    fn two_commands_that_approve_one_voucher_in_the_same_moment_approve_one_claim(desk) {
        let pairs: u64 = if desk.engine() == Engine::Postgres { 40 } else { 8 };
        let mut claims = Vec::new();
        for pair in 0..pairs {
            let voucher = format!("4430-{pair:06}");
            let both = [pair * 2 + 1, pair * 2 + 2].map(|n| file(desk, &ClaimSpec::of(n), &voucher));
            for claim in both {
                desk.review(claim);
            }
            claims.push(both);
        }
        let barrier = Barrier::new(2);
        std::thread::scope(|scope| {
            for side in 0..2 {
                let (barrier, claims) = (&barrier, &claims);
                scope.spawn(move || {
                    let mut session = desk.session(["approver", "approver2"][side]);
                    for both in claims {
                        barrier.wait();
                        let outcome = decide::approve(&mut session, &[both[side]], FundSource::new("union")).unwrap();
                        for (_, refusal) in outcome.failed {
                            assert_eq!(refusal.code, "voucher-used", "{refusal}");
                        }
                    }
                });
            }
        });
        for both in claims {
            let approved = both.iter().filter(|claim| desk.state(**claim) == "approved").count();
            assert_eq!(approved, 1, "one of each pair, and not none");
            assert_eq!(most_on_one_voucher(desk, &both), 1);
        }
        assert_eq!(crate::office::audited(desk).first_bad, None);
    }
}
