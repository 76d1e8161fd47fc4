//! The office of the tests works on both engines.

use child_premium::Method;
use domain::case::CaseKind;
use test_support::{ClaimSpec, Desk, Document, UNIT_B, both_engines};

both_engines! {
    fn an_ordinary_claim_of_every_mode_is_eligible_and_can_be_approved(desk) {
        for (n, mode) in Method::ALL.into_iter().enumerate() {
            let spec = ClaimSpec::of(n as u64 + 1).mode(mode);
            let claim = desk.file_claim(&spec);
            let record = desk.claim(claim);
            assert_eq!(record.verdict.code(), "eligible", "{mode:?}: {}", explain(desk, claim));
            desk.review(claim);
            desk.approve(claim);
            assert_eq!(desk.state(claim), "approved");
        }
    }

    fn the_other_parent_opens_a_case_and_a_certificate_meets_its_namesake(desk) {
        let first = desk.file_claim(&ClaimSpec::of(1));
        let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        assert_eq!(first.subject, second.subject);
        assert!(desk.claim(first).case.is_some());
        assert_eq!(desk.claim(first).case, desk.claim(second).case);

        let newborn = ClaimSpec::of(2).with(Document::Certificate);
        let by_certificate = desk.file_claim(&newborn);
        let mut clerk = desk.session("clerk");
        let other = desk.prepare(&mut clerk, &ClaimSpec::of(2).by_spouse().at(UNIT_B));
        assert_eq!(other.suspects, [(CaseKind::OtherDocument, by_certificate.subject)]);
    }
}

fn explain(desk: &Desk, claim: domain::ids::ClaimRef) -> String {
    let record = desk.claim(claim);
    storage::history::decision(&mut desk.open(), claim.subject, record.decision.into())
        .unwrap()
        .body
}
