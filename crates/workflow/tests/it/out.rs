//! A claim that is out of the work says why, with its clause, wherever it is read, and waits in no queue.

use domain::claim::StateName;
use domain::decision::Verdict as Rules;
use domain::ids::{CaseId, ClaimRef};
use test_support::{ClaimSpec, Desk, Parent, UNIT_B, both_engines};
use workflow::duplicates::{self, Verdict};
use workflow::review::decide;
use workflow::views::claim_detail::{self, ClaimDetail};
use workflow::views::claims::{self, ClaimFilter, ClaimRowView, WorkQueue};
use workflow::views::{Lang, notice, piles};

const OF_CASE: &str = "重复申报待处理";

fn show(desk: &Desk, claim: ClaimRef) -> ClaimDetail {
    claim_detail::show(&mut desk.session("reviewer"), claim, Lang::Zh).unwrap()
}

fn in_list(desk: &Desk, claim: ClaimRef) -> ClaimRowView {
    let all = ClaimFilter::default();
    let rows = claims::page(&mut desk.session("reviewer"), &all, None, 50)
        .unwrap()
        .rows;
    rows.into_iter().find(|row| row.id == claim).unwrap()
}

/// Why a claim is out: its code, and its words with the clause. List and detail agree, and neither speaks of a case.
fn out(desk: &Desk, claim: ClaimRef) -> (&'static str, String) {
    let (row, detail) = (in_list(desk, claim), show(desk, claim));
    assert_eq!(
        (&row.out, row.verdict),
        (&detail.row.out, detail.row.verdict)
    );
    assert_eq!(row.verdict, detail.decision.verdict);
    let said: Vec<&str> = detail
        .findings
        .iter()
        .map(|finding| finding.sentence.as_str())
        .collect();
    assert!(!said.join("").contains(OF_CASE), "{said:?}");
    let out = row.out.expect("the claim is out");
    (out.code, out.told(Lang::Zh))
}

fn both_parents(desk: &Desk) -> (ClaimRef, ClaimRef, CaseId) {
    let mother = desk.file_claim(&ClaimSpec::of(1));
    let father = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
    let case = desk.claim(father).case.expect("a case");
    (mother, father, case)
}

fn resolve(desk: &Desk, case: CaseId, verdict: &Verdict) {
    duplicates::resolve(
        &mut desk.session("supervisor"),
        case,
        verdict,
        "夫妻双方书面选择",
    )
    .unwrap();
}

fn keep(claim: ClaimRef) -> Verdict {
    Verdict::KeepOne {
        claim,
        chosen_by: "母亲，选择书".to_owned(),
        details_of: None,
    }
}

fn waiting(desk: &Desk, filter: &ClaimFilter) -> usize {
    let queues = claims::queues(&mut desk.session("reviewer"), filter).unwrap();
    queues
        .into_iter()
        .map(|(_, count)| usize::try_from(count.least()).unwrap())
        .sum()
}

both_engines! {
    fn a_claim_that_lost_the_couples_choice_says_so_with_its_clause(desk) {
        let (mother, father, case) = both_parents(desk);
        assert!(in_list(desk, father).out.is_none());
        assert!(show(desk, father).findings.iter().any(|finding| finding.sentence.contains(OF_CASE)));
        resolve(desk, case, &keep(mother));
        assert_eq!(out(desk, father), ("chosen-elsewhere", "已选定另一份申报办理（二.4(1)）".to_owned()));
        assert_eq!(show(desk, father).case.map(|brief| brief.id), Some(case), "the case explains it");
        assert!(in_list(desk, mother).out.is_none());
        // The choice taken back, both wait again.
        duplicates::undo(&mut desk.session("supervisor"), case, "选择书作废").unwrap();
        assert!(in_list(desk, father).out.is_none());
        assert_eq!(show(desk, father).decision.verdict, Rules::Review);
    }

    fn a_claim_that_was_kept_and_then_taken_back_was_not_chosen_against(desk) {
        let (mother, _, case) = both_parents(desk);
        resolve(desk, case, &keep(mother));
        decide::withdraw(&mut desk.session("clerk"), &[mother], "会员不再申请").unwrap();
        assert_eq!(out(desk, mother), ("withdrawn", "会员不再申请".to_owned()));
        let told = notice::write(&mut desk.session("reviewer"), mother, Lang::Zh).unwrap();
        assert!(told.reasons.iter().all(|reason| !reason.text.contains("已选定")), "{told:?}");
    }

    fn what_left_while_its_case_is_open_does_not_wait_for_the_case(desk) {
        let (mother, father, case) = both_parents(desk);
        decide::withdraw(&mut desk.session("clerk"), &[father], "重复填报").unwrap();
        assert_eq!(out(desk, father), ("withdrawn", "重复填报".to_owned()));
        assert_eq!(show(desk, father).case.map(|brief| brief.id), None, "the case is about the other claim now");
        decide::reject(&mut desk.session("reviewer"), &[mother], "不是本单位会员").unwrap();
        assert_eq!(out(desk, mother), ("rejected", "不是本单位会员".to_owned()));
        let told = notice::write(&mut desk.session("reviewer"), mother, Lang::Zh).unwrap();
        assert_eq!(told.send, Vec::<String>::new(), "no choice is asked of a couple whose claim was refused: {told:?}");
        assert_eq!(desk.claim(mother).case, Some(case));
    }

    fn what_went_back_with_its_case_says_what_to_mend(desk) {
        let (mother, father, case) = both_parents(desk);
        resolve(desk, case, &Verdict::ReturnBoth);
        for claim in [mother, father] {
            assert_eq!(out(desk, claim), ("returned", "夫妻双方书面选择".to_owned()));
            assert_eq!(in_list(desk, claim).verdict, Rules::Eligible);
        }
    }

    fn a_refused_claim_names_the_clause_of_what_spoke_against_it_and_hides_long_numbers(desk) {
        let claim = desk.file_on(desk.today, &ClaimSpec::of(1), &|draft| {
            draft.subject.birth_date = Some("2006-05-01".parse().unwrap());
        });
        decide::reject(&mut desk.session("reviewer"), &[claim], "证件430102200605010015已超龄").unwrap();
        let (code, told) = out(desk, claim);
        assert_eq!(code, "rejected");
        assert_eq!(told, "证件****************15已超龄（二.2）");
    }

    fn a_corrected_claim_names_the_one_that_stands_for_it_in_either_language(desk) {
        let wrong = desk.file_claim(&ClaimSpec::of(1));
        let number = desk.claim(wrong).number;
        let mut clerk = desk.session("clerk");
        let spec = ClaimSpec { child: 2, parent: Parent::Member(1), ..ClaimSpec::of(1) };
        let mut prepared = desk.prepare(&mut clerk, &spec);
        prepared.draft.corrects = Some(number);
        let filed = workflow::intake::submit::promote(&mut clerk.db, &clerk.ctx, child_premium::ID, vec![prepared]).unwrap();
        let right = desk.claim(filed[0].claim().unwrap()).number.to_string();
        assert_eq!(out(desk, wrong), ("corrected", format!("已更正，由申报 {right} 代替")));
        let row = in_list(desk, wrong).out.unwrap();
        assert_eq!(row.told(Lang::En), format!("corrected by claim {right}"));
    }

    fn nothing_that_is_out_waits_in_a_lane_or_is_counted_by_its_verdict(desk) {
        let (mother, father, _) = both_parents(desk);
        let every = ClaimFilter::default();
        assert_eq!(waiting(desk, &every), 2);
        decide::withdraw(&mut desk.session("clerk"), &[father], "重复填报").unwrap();
        decide::return_to_unit(&mut desk.session("reviewer"), &[mother], "补正").unwrap();
        let out = ClaimFilter { states: vec![StateName::Withdrawn, StateName::Returned], ..ClaimFilter::default() };
        let review = ClaimFilter { verdict: Some(Rules::Review), ..ClaimFilter::default() };
        for filter in [&every, &out, &review] {
            assert_eq!(waiting(desk, filter), 0, "{filter:?}");
        }
        let mut session = desk.session("reviewer");
        assert_eq!(claims::page(&mut session, &review, None, 50).unwrap().rows, []);
        assert_eq!(claims::page(&mut session, &out, None, 50).unwrap().rows.len(), 2);
        let contested = ClaimFilter { queue: Some(WorkQueue::Contested), ..out };
        assert_eq!(claims::page(&mut session, &contested, None, 50).unwrap().rows, []);
        assert_eq!(piles::of_review(&mut session).unwrap(), []);
    }
}
