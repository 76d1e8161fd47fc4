//! A row that names the claim it corrects: the old claim is withdrawn and a linked one takes its place.

use crate::office::{audited, sealed, slot_of};
use domain::batch::Channel;
use domain::claim::Checks;
use domain::claim_number::ClaimNumber;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use domain::slot::Occupancy;
use domain::year::BenefitYear;
use test_support::PremiumMut;
use test_support::{COUNTY_B, ClaimSpec, Desk, Parent, UNIT_B, UNIT_C, both_engines};
use workflow::Session;
use workflow::intake::submit::{self, Filed};
use workflow::views::{Lang, claim_detail};

/// The rows, the first of each pair naming the claim it corrects, in one import.
fn file_by(
    desk: &Desk,
    session: &mut Session,
    rows: &[(ClaimSpec, Option<ClaimNumber>)],
) -> Vec<Filed> {
    let prepared = rows
        .iter()
        .map(|(spec, number)| {
            let mut row = desk.prepare(session, spec);
            row.draft.corrects.clone_from(number);
            row
        })
        .collect();
    submit::promote(&mut session.db, &session.ctx, child_premium::ID, prepared).unwrap()
}

fn correct(desk: &Desk, old: ClaimRef, spec: &ClaimSpec) -> Filed {
    let number = desk.claim(old).number;
    file_by(
        desk,
        &mut desk.session("clerk"),
        &[(spec.clone(), Some(number))],
    )
    .remove(0)
}

/// Member 1's row for the child of another number.
fn child(n: u64) -> ClaimSpec {
    ClaimSpec {
        child: n,
        parent: Parent::Member(1),
        ..ClaimSpec::of(1)
    }
}

fn new_of(filed: &Filed) -> ClaimRef {
    match filed {
        Filed::Corrected(claim) => *claim,
        other => panic!("{other:?}"),
    }
}

fn assert_books_hold(desk: &Desk) {
    assert_eq!(audited(desk).first_bad, None);
}

both_engines! {
    fn a_corrected_number_withdraws_the_claim_and_files_a_linked_one(desk) {
        let old = desk.approved_claim(&child(1));
        let new = new_of(&correct(desk, old, &child(2)));
        assert_ne!(new.subject, old.subject);
        assert_eq!((desk.state(old), desk.state(new)), ("withdrawn", "submitted"));
        assert_eq!(desk.claim(new).corrects(), Some(old));
        assert_eq!(desk.claim(new).verdict.code(), "eligible");
        let free = slot_of(desk, old);
        assert_eq!((free.occupancy, free.committed), (Occupancy::Free, Fen::ZERO));
        assert_eq!(crate::office::reserved(desk, 2026), 0);
        let mut reviewer = desk.session("reviewer");
        let before = claim_detail::show(&mut reviewer, old, Lang::Zh).unwrap();
        let after = claim_detail::show(&mut reviewer, new, Lang::Zh).unwrap();
        assert_eq!(before.links.corrected_by.unwrap().claim, new);
        assert_eq!(after.links.corrects.unwrap().claim, old);
        let reason = before.history.last().unwrap().reason.clone().unwrap();
        assert!(reason.contains(&after.row.number.to_string()), "{reason}");
        desk.review(new);
        desk.approve(new);
        assert_eq!(slot_of(desk, new).occupancy, Occupancy::Taken(new.id));
        assert_books_hold(desk);
    }

    fn a_voucher_shown_again_by_the_corrected_row_was_used_for_nobody_else(desk) {
        let old = desk.file_claim(&child(1));
        let mut clerk = desk.session("clerk");
        let mut row = desk.prepare(&mut clerk, &child(2));
        row.draft.premium_mut().voucher = desk.claim(old).spends;
        row.draft.corrects = Some(desk.claim(old).number);
        let filed = submit::promote(&mut clerk.db, &clerk.ctx, child_premium::ID, vec![row]).unwrap();
        assert_eq!(desk.claim(new_of(&filed[0])).verdict.code(), "eligible");
    }

    fn the_same_row_again_finds_the_claim_that_took_the_place(desk) {
        let old = desk.file_claim(&child(1));
        let new = new_of(&correct(desk, old, &child(2)));
        assert_eq!(correct(desk, old, &child(2)), Filed::Unchanged(new));
        assert_eq!(correct(desk, old, &child(2).paying(39_000)), Filed::Revised(new));
        assert_eq!(correct(desk, old, &child(3)), Filed::Refused("claim-number-ended"));
        assert_books_hold(desk);
    }

    fn a_number_on_a_row_of_the_same_key_is_an_ordinary_revision(desk) {
        let claim = desk.file_claim(&child(1));
        assert_eq!(correct(desk, claim, &child(1)), Filed::Unchanged(claim));
        assert_eq!(correct(desk, claim, &child(1).paying(39_000)), Filed::Revised(claim));
        assert_eq!(desk.claim(claim).claimed, Fen::new(39_000));
    }

    fn a_corrected_unit_keeps_the_day_of_the_first_submission(desk) {
        let old = desk.reviewed_claim(&child(1));
        let first = desk.claim(old).submitted_on;
        let number = desk.claim(old).number;
        let mut late = desk.session_on("clerk", first.succ_opt().unwrap());
        let filed = file_by(desk, &mut late, &[(child(1).at(UNIT_C), Some(number))]).remove(0);
        let new = new_of(&filed);
        assert_eq!((desk.state(old), desk.claim(new).case), ("withdrawn", None));
        assert_eq!((desk.claim(new).unit, desk.claim(new).submitted_on), (desk.unit_id(UNIT_C), first));
        assert_books_hold(desk);
    }

    fn a_correction_inside_a_case_leaves_the_other_parents_claim_contested(desk) {
        let old = desk.file_claim(&child(1));
        let rival = desk.file_claim(&child(1).by_spouse().at(UNIT_B));
        let case = desk.claim(rival).case.unwrap();
        let new = new_of(&correct(desk, old, &child(1).at(UNIT_C)));
        assert_eq!((desk.state(old), desk.claim(new).case), ("withdrawn", Some(case)));
        assert_books_hold(desk);
    }

    fn a_correction_that_would_meet_another_claim_changes_nothing(desk) {
        let old = desk.approved_claim(&child(1));
        let other = desk.file_claim(&ClaimSpec::of(2).at(UNIT_B));
        assert_eq!(correct(desk, old, &child(2)), Filed::Refused("correction-meets-other"));
        assert_eq!((desk.state(old), desk.state(other), desk.claim(other).case), ("approved", "submitted", None));
        assert_books_hold(desk);
    }

    fn twins_whose_numbers_were_swapped_are_corrected_in_one_file(desk) {
        let (first, second) = (desk.approved_claim(&child(1)), desk.file_claim(&child(2)));
        let numbers = [first, second].map(|claim| Some(desk.claim(claim).number));
        let [one, two] = numbers;
        let filed = file_by(desk, &mut desk.session("clerk"), &[(child(2), one), (child(1), two)]);
        let (a, b) = (new_of(&filed[0]), new_of(&filed[1]));
        assert_eq!((a.subject, b.subject), (second.subject, first.subject));
        assert_eq!([first, second].map(|claim| desk.state(claim)), ["withdrawn", "withdrawn"]);
        assert_eq!([a, b].map(|claim| desk.claim(claim).case), [None, None]);
        assert_books_hold(desk);
        // Where one of the two cannot be corrected, the other one stays too.
        let wrong = ClaimNumber::from_random(BenefitYear::new(2026), 7);
        let number = desk.claim(a).number;
        let filed = file_by(desk, &mut desk.session("clerk"), &[(child(1), Some(number)), (child(2), Some(wrong))]);
        assert_eq!(filed, [Filed::Refused("correction-meets-other"), Filed::Refused("claim-number-unknown")]);
    }

    fn a_claim_is_corrected_by_one_row_only_and_its_old_key_may_be_filed_anew_beside_it(desk) {
        let old = desk.file_claim(&child(1));
        let number = Some(desk.claim(old).number);
        let mut clerk = desk.session("clerk");
        let filed = file_by(desk, &mut clerk, &[
            (child(2), number.clone()), (child(3), number), (child(1), None),
        ]);
        assert!(matches!(filed[..], [Filed::Corrected(_), Filed::Refused("claim-number-twice"), Filed::New(_)]), "{filed:?}");
        assert_eq!(desk.state(old), "withdrawn");
        assert_books_hold(desk);
    }

    fn whoever_filed_a_corrected_claim_reviews_none_of_its_successors(desk) {
        let first = file_by(desk, &mut desk.session("reviewer"), &[(child(1), None)]).remove(0).claim().unwrap();
        let second = new_of(&correct(desk, first, &child(2)));
        let third = new_of(&correct(desk, second, &child(3)));
        let checks = Checks::of(["member", "child", "age"]);
        let outcome = workflow::review::decide::review(&mut desk.session("reviewer"), &[third], &checks, None).unwrap();
        assert_eq!(outcome.failed.iter().map(|(_, refusal)| refusal.code).collect::<Vec<_>>(), ["same-operator"]);
        assert_eq!(desk.state(third), "submitted");
    }

    fn a_sealed_claim_and_one_nobody_knows_are_not_corrected(desk) {
        let claim = desk.approved_claim(&child(1));
        sealed(desk, Channel::MemberBank);
        assert_eq!(correct(desk, claim, &child(2)), Filed::Refused("claim-number-sealed"));
        assert_eq!(desk.state(claim), "batched");
        let unknown = ClaimNumber::from_random(BenefitYear::new(2026), 1);
        let mut clerk = desk.session("clerk");
        let filed = file_by(desk, &mut clerk, &[(child(2), Some(unknown))]);
        assert_eq!(filed, [Filed::Refused("claim-number-unknown")]);
        // What lies outside the scope is as unknown.
        let elsewhere = desk.file_claim(&ClaimSpec::of(5));
        let number = desk.claim(elsewhere).number;
        clerk.ctx.actor.scope = domain::unit::Scope::below(desk.unit_path(COUNTY_B));
        let row = ClaimSpec { parent: Parent::Member(5), ..ClaimSpec::of(6).at(UNIT_B) };
        assert_eq!(file_by(desk, &mut clerk, &[(row, Some(number))]), [Filed::Refused("claim-number-unknown")]);
        assert_eq!(desk.state(elsewhere), "submitted");
    }
}
