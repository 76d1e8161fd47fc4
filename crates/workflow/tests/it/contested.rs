//! A claim in an open case is never stored as eligible, whatever was done to it; what a refusal found is what the claim shows.

use crate::papers::{Named, Paper, case_of, enrol, file, import, nothing_is_alike, row};
use domain::case::CaseKind;
use domain::claim::Checks;
use domain::decision::Verdict;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{CaseId, ClaimRef};
use domain::unit::Scope;
use rehearsal::ClaimRow;
use rehearsal::rows::claims_csv;
use test_support::{ClaimSpec, Desk, Engine, UNIT_B, both_engines};
use workflow::duplicates::similar::{self, Which};
use workflow::intake::submit::{self, Filed};
use workflow::review::bulk::{self, Chosen};
use workflow::{duplicates, review::decide, review::due, review::reassess};

/// Stored as waiting for its case.
fn waits(desk: &Desk, claim: ClaimRef) {
    let case = desk.claim(claim).case.expect("a case");
    let kind = storage::cases::find(&mut desk.open(), case).unwrap().kind;
    let code = match kind == CaseKind::OneFamily {
        true => "family-case-open",
        false => "duplicate-case-open",
    };
    assert_eq!(desk.stored(claim), (Verdict::Review, vec![code.to_owned()]));
}

/// No claim is eligible under a case, and nothing else is wrong either.
fn truthful(desk: &Desk, after: &str) {
    let odd = storage::due::contradicted(&mut desk.open(), &Scope::everything()).unwrap();
    assert_eq!(odd, [], "after {after}");
    desk.verify();
}

/// The parents' rows for one child under two passports.
fn rows() -> [ClaimRow; 2] {
    let papers = [("ANNA SMITH", "K1234567"), ("SMITH ANNA", "G9876543")];
    let of = |spouse: bool| {
        let (name, number) = papers[usize::from(spouse)];
        row(1, spouse, &Paper::of(name, "护照", number))
    };
    [of(false), of(true)]
}

/// Their claims, under one open case that only the family makes.
fn family(desk: &Desk) -> (Vec<ClaimRef>, CaseId) {
    nothing_is_alike(desk);
    enrol(desk, 1, Named::Both);
    let claims = file(desk, &rows());
    let case = case_of(desk, &claims).expect("a case");
    (claims, case)
}

fn different(desk: &Desk, case: CaseId) {
    let verdict = duplicates::Verdict::Different {
        evidence: "两份出生医学证明原件".to_owned(),
    };
    duplicates::resolve(&mut desk.session("supervisor"), case, &verdict, "核对原件").unwrap();
    duplicates::second(&mut desk.session("reviewer2"), case).unwrap();
}

/// Files one more row of a claim's key, another sum.
fn revise(desk: &Desk, spec: &ClaimSpec, change: &dyn Fn(&mut ClaimDraft)) -> Filed {
    let mut clerk = desk.session("clerk");
    let row = desk.prepare_changed(&mut clerk, spec, change);
    submit::promote(&mut clerk.db, &clerk.ctx, child_premium::ID, vec![row])
        .unwrap()
        .remove(0)
}

/// An earlier version left the decision of before the case with a claim.
fn forget_the_case(desk: &Desk, claim: ClaimRef) {
    let hex = |key: storage::Key| data_encoding::HEXLOWER.encode(key.0.as_bytes());
    let first = storage::history::decisions_of(&mut desk.open(), &[claim.subject])
        .unwrap()
        .into_iter()
        .find(|row| row.claim_id == claim.id.into() && row.verdict == "eligible")
        .expect("a decision of before the case");
    let blob = |key: storage::Key| match desk.engine() {
        Engine::Sqlite => format!("x'{}'", hex(key)),
        Engine::Postgres => format!("'\\x{}'", hex(key)),
    };
    let change = format!(
        "UPDATE claims SET verdict = 'eligible', decision_id = {} WHERE id = {}",
        blob(first.id),
        blob(claim.id.into())
    );
    storage::execute_raw(&mut desk.open(), &change).unwrap();
    assert_eq!(desk.stored(claim).0, Verdict::Eligible);
}

both_engines! {
    fn a_revised_row_of_a_claim_in_a_family_case_waits_for_the_case(desk) {
        let (claims, _) = family(desk);
        let [first, _] = rows();
        import(desk, "claims", &claims_csv(&[ClaimRow { claimed: "300".to_owned(), ..first }]));
        assert_eq!(desk.claim(claims[0]).claimed, Fen::new(30_000), "it was revised");
        for claim in claims {
            waits(desk, claim);
        }
        truthful(desk, "the revision");
    }

    fn a_revised_row_of_a_claim_in_a_case_of_its_own_child_waits_for_the_case(desk) {
        let mother = desk.file_claim(&ClaimSpec::of(1));
        let father = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let filed = revise(desk, &ClaimSpec::of(1), &|draft| draft.claimed = Fen::new(30_000));
        assert_eq!(filed, Filed::Revised(mother));
        for claim in [mother, father] {
            waits(desk, claim);
        }
        truthful(desk, "the revision");
    }

    fn what_no_longer_fits_the_cases_is_mended_by_reassessing_and_by_a_scan(desk) {
        let mother = desk.file_claim(&ClaimSpec::of(1));
        let father = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        forget_the_case(desk, mother);
        let bad = crate::office::audited(desk).first_bad.expect("a verdict that does not fit");
        assert_eq!(bad.claim.as_deref(), Some(desk.claim(mother).number.to_string().as_str()), "{bad:?}");
        let done = reassess::resume(&mut desk.session("clerk")).unwrap();
        assert_eq!((done.looked_at, done.changed.len()), (1, 1));
        waits(desk, mother);

        forget_the_case(desk, mother);
        let mut supervisor = desk.session("supervisor");
        similar::scan(&mut supervisor, child_premium::ID, desk.year, Which::Frozen, &mut |_, _, _| {}).unwrap();
        waits(desk, mother);
        waits(desk, father);
        truthful(desk, "both");
        assert_eq!(reassess::resume(&mut desk.session("clerk")).unwrap().looked_at, 0);
    }

    fn a_claim_that_waits_for_a_case_nobody_has_open_goes_on(desk) {
        let mother = desk.file_claim(&ClaimSpec::of(1));
        desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        storage::execute_raw(&mut desk.open(), "UPDATE claims SET case_id = NULL").unwrap();
        assert_eq!(desk.stored(mother).1, ["duplicate-case-open"]);
        assert_eq!(reassess::resume(&mut desk.session("clerk")).unwrap().changed.len(), 2);
        assert_eq!(desk.stored(mother), (Verdict::Eligible, vec![]));
    }

    fn no_act_leaves_a_claim_eligible_under_a_case(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::Nobody);
        let claims = file(desk, &rows());
        desk.review(claims[0]);
        desk.approve(claims[0]);
        assert_eq!(desk.stored(claims[0]), (Verdict::Eligible, vec![]));
        enrol(desk, 1, Named::Both);
        let case = case_of(desk, &claims).expect("a case");
        waits(desk, claims[0]);
        truthful(desk, "a roster that names the couple");

        let undone = decide::undo(&mut desk.session("approver"), &[claims[0]], "有争议").unwrap();
        assert_eq!((undone.done.len(), desk.state(claims[0])), (1, "reviewed"));
        waits(desk, claims[0]);
        truthful(desk, "an approval undone");

        let checks = Checks::of(["member", "child", "age"]);
        let refused = decide::review(&mut desk.session("reviewer"), &[claims[1]], &checks, None).unwrap();
        assert_eq!(refused.failed[0].1.code, "open-case");
        let refused = decide::approve(&mut desk.session("approver"), &claims, FundSource::new("union")).unwrap();
        assert_eq!(refused.failed.len(), 2);
        truthful(desk, "refusals");

        decide::return_to_unit(&mut desk.session("reviewer"), &[claims[1]], "补材料").unwrap();
        let [_, other] = rows();
        import(desk, "claims", &claims_csv(&[ClaimRow { claimed: "300".to_owned(), ..other }]));
        assert_eq!(desk.state(claims[1]), "submitted");
        waits(desk, claims[1]);
        truthful(desk, "a returned claim filed again");

        decide::return_to_unit(&mut desk.session("reviewer"), &[claims[1]], "补材料").unwrap();
        decide::undo(&mut desk.session("reviewer"), &[claims[1]], "退错了").unwrap();
        waits(desk, claims[1]);
        decide::hold(&mut desk.session("reviewer"), &[claims[1]], None, "等").unwrap();
        waits(desk, claims[1]);
        due::catch_up(&mut desk.session("reviewer")).unwrap();
        truthful(desk, "holding, undoing and catching up");

        different(desk, case);
        for claim in &claims {
            assert_eq!(desk.stored(*claim), (Verdict::Eligible, vec![]));
        }
        duplicates::undo(&mut desk.session("supervisor"), case, "证据有误").unwrap();
        truthful(desk, "a case decided and opened again");
        for claim in claims {
            waits(desk, claim);
        }
    }

    fn a_line_that_comes_back_from_its_batch_waits_for_the_case_that_opened_meanwhile(desk) {
        let mother = desk.approved_claim(&ClaimSpec::of(1));
        let batch = crate::office::sealed(desk, domain::batch::Channel::MemberBank);
        desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        workflow::payments::batches::withdraw(&mut desk.session("accountant"), batch, "有重复情形").unwrap();
        assert_eq!(desk.state(mother), "approved");
        waits(desk, mother);
        truthful(desk, "the withdrawal of the batch");
    }

    fn a_case_that_closes_while_a_claim_is_away_is_not_told_when_it_comes_back(desk) {
        let (claims, case) = family(desk);
        decide::return_to_unit(&mut desk.session("reviewer"), &[claims[1]], "补材料").unwrap();
        different(desk, case);
        decide::undo(&mut desk.session("reviewer"), &[claims[1]], "退错了").unwrap();
        assert_eq!(desk.stored(claims[1]), (Verdict::Eligible, vec![]));
        truthful(desk, "the return");
    }

    fn a_corrected_row_that_meets_another_claim_waits_for_the_case(desk) {
        let wrong = desk.file_claim(&ClaimSpec::of(2));
        let other = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        let number = desk.claim(wrong).number;
        let filed = revise(desk, &ClaimSpec::of(1), &|draft| draft.corrects = Some(number.clone()));
        assert!(matches!(filed, Filed::Corrected(_) | Filed::Refused(_)), "{filed:?}");
        truthful(desk, "the correction");
        assert!(filed.claim().is_none_or(|claim| desk.stored(claim).0 == Verdict::Review), "{other:?}");
    }

    fn a_refusal_for_want_of_money_is_what_the_claim_shows(desk) {
        let claims = [1, 2, 3].map(|n| desk.file_claim(&ClaimSpec::of(n)));
        for claim in claims {
            desk.review(claim);
        }
        crate::office::budget(desk, 2026, 30_000);
        storage::execute_raw(&mut desk.open(), "DELETE FROM budgets WHERE source = 'subsidy'").unwrap();
        let short = (Verdict::Review, vec!["no-purse-suffices".to_owned(), "budget-short".to_owned()]);
        let refused = desk.approve_on(desk.today, claims[0]);
        assert_eq!(refused.failed[0].1.code, "waiting");
        assert_eq!(desk.stored(claims[0]), short);
        let told: Vec<String> = desk.told("auditor", desk.today, claims[1]).into_iter().map(|(code, _)| code).collect();
        assert_eq!(told, short.1, "the others of the purse are in doubt");

        let mut approver = desk.session("approver");
        let chosen = Chosen::These(claims[1..].to_vec());
        let offered = bulk::offer(&mut approver, &chosen, 7).unwrap();
        let done = bulk::approve(&mut approver, &chosen, FundSource::new("union"), offered.expected, offered.token, &mut |_, _| {}).unwrap();
        assert_eq!(done.failed.len(), 2);
        for claim in claims {
            assert_eq!(desk.stored(claim), short);
        }
        crate::office::budget(desk, 2026, 1_000_000);
        storage::execute_raw(&mut desk.open(), "UPDATE claims SET again_on = '2026-01-15'").unwrap();
        due::catch_up(&mut desk.session("approver")).unwrap();
        assert_eq!(desk.stored(claims[2]), (Verdict::Eligible, vec![]));
    }

    fn a_refusal_leaves_the_decision_of_a_paid_claim_as_it_was(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = crate::office::sealed(desk, domain::batch::Channel::MemberBank);
        crate::office::exported(desk, batch, workflow::payments::batches::Format::Csv);
        crate::office::all_paid(desk, batch);
        let before = desk.claim(claim);
        storage::execute_raw(&mut desk.open(), "DELETE FROM budgets WHERE source = 'subsidy'").unwrap();
        assert_eq!(desk.approve_on(desk.today, claim).failed.len(), 1);
        assert_eq!(desk.claim(claim), before);
    }
}
