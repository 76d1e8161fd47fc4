//! The office of the tests works on both engines.

use child_premium::Method;
use domain::case::CaseKind;
use domain::unit::Scope;
use storage::{Db, StorageError};
use test_support::{ClaimSpec, Desk, Document, UNIT_B, both_engines};

both_engines! {
    fn a_text_that_is_no_word_of_its_column_is_told_with_the_column_wherever_it_is_read(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        let everywhere = Scope::everything();
        let told = |sql: &str, read: &dyn Fn(&mut Db) -> Result<(), StorageError>| {
            let mut db = desk.open();
            storage::execute_raw(&mut db, sql).unwrap();
            match read(&mut db) {
                Err(StorageError::Stored { column, value }) => (column, value),
                other => panic!("{sql}: {other:?}"),
            }
        };
        let line = |db: &mut Db| storage::claims::list::line(db, &everywhere, claim).map(drop);
        let verdicts = |db: &mut Db| storage::claims::list::verdicts(db, &[claim]).map(drop);
        let operators = |db: &mut Db| storage::operators::all(db).map(drop);
        let lost = |column| (column, "lost".to_owned());
        assert_eq!(told("UPDATE claims SET verdict = 'lost'", &line), lost("claims.verdict"));
        assert_eq!(told("UPDATE claims SET verdict = 'lost'", &verdicts), lost("claims.verdict"));
        assert_eq!(told("UPDATE operators SET role = 'lost' WHERE name = 'admin2'", &operators), lost("operators.role"));
        // As it is stored it can be read all the same, by whoever vouches for it.
        assert!(storage::operators::stored(&mut desk.open()).unwrap().iter().any(|row| row.role == "lost"));
    }

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
