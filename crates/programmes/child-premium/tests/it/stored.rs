//! A claim as it is stored. The digests of rows that databases hold were taken over this text: it stays as it is.

use crate::story::{PremiumMut, ordinary_claim};
use child_premium::Method;
use child_premium::claim::{Assistance, PaidBy};
use domain::draft::{Kinship, Proof, Relation};
use domain::form::Form;
use serde_json::Value;

const STORED: &str = r#"{"unit_code":"HN430102-001","claimant":{"name":"张伟","identities":[],"birth_date":"1985-06-15","sex":null},"subject":{"name":"张小明","identities":[],"birth_date":"2015-03-07","sex":null},"relation":"birth","year":2026,"mode":"reimburse","paid":40000,"paid_on":"2025-10-15","voucher":"443000000000001","paid_by":"member","assistance":"none","claimed":40000,"consent":true,"proof":"birth-certificate","payee":{"bank":"中国建设银行长沙分行","card":"6217000000000000004","holder":"张伟"}}"#;

#[test]
fn the_text_of_a_stored_claim_stays_as_it_is() {
    let programme = child_premium::programme();
    assert_eq!(programme.write(&ordinary_claim()).unwrap(), STORED);
}

#[test]
fn a_stored_claim_is_read_back_as_it_was() {
    let programme = child_premium::programme();
    let mut unusual = ordinary_claim();
    let form = unusual.premium_mut();
    form.relation = Relation::Guardianship;
    (form.paid, form.paid_on, form.voucher) = (None, None, None);
    (form.paid_by, form.proof) = (Some(PaidBy::FamilyAccount), None);
    (form.assistance, form.consent) = (Assistance::Half, false);
    unusual.payee = None;
    for claim in [ordinary_claim(), unusual] {
        let stored: Value = serde_json::from_str(&programme.write(&claim).unwrap()).unwrap();
        assert_eq!(programme.read(stored).unwrap(), claim);
    }
}

#[test]
fn a_claim_tells_kinship_receipt_and_fields_as_its_row_has_them() {
    let programme = child_premium::programme();
    let claim = ordinary_claim();
    let kinship = Kinship {
        relation: Relation::Birth,
        proof: Some(Proof::BirthCertificate),
    };
    assert_eq!(programme.kinship(&claim), Some(kinship));
    let receipt = programme.spends(&claim).unwrap();
    assert_eq!(receipt.mark.value, "443000000000001");
    assert!(receipt.needed);
    let mut by_union = claim.clone();
    by_union.method = Method::Full.into();
    let kept = programme.spends(&by_union).unwrap();
    assert!(
        kept.mark == receipt.mark && !kept.needed,
        "it is kept, so that nobody else is paid on it"
    );
    assert_eq!(
        programme.marks(&by_union),
        [],
        "and nobody is asked about it"
    );
    let shown = programme.shown(&claim);
    let chinese: Vec<&str> = shown.iter().map(|field| field.value.0.as_str()).collect();
    assert_eq!(
        chinese,
        [
            "亲生",
            "400.00",
            "2025-10-15",
            "本人",
            "443000000000001",
            "",
            "",
            "出生医学证明"
        ]
    );
}

/// A kernel that hands over a claim of another programme pays nothing.
#[test]
fn a_form_of_another_programme_passes_no_rule() {
    let mut claim = ordinary_claim();
    claim.form = Form::new("heating".to_owned());
    let facts = crate::story::ordinary_facts();
    let decision = crate::story::assessor(2026, None).assess(&claim, &facts);
    assert_eq!(decision.verdict, domain::decision::Verdict::Reject);
}

#[test]
fn two_claims_share_what_one_receipt_or_payment_is_for() {
    let programme = child_premium::programme();
    let claim = ordinary_claim();
    let other = |change: &dyn Fn(&mut domain::draft::ClaimDraft)| {
        let mut other = claim.clone();
        change(&mut other);
        [true, false].map(|child| programme.shares(&claim, &other, child))
    };
    let receipt = |text: &'static str| {
        other(&move |draft| draft.premium_mut().voucher = Some(text.to_owned()))
    };
    let next = |draft: &mut domain::draft::ClaimDraft| draft.year = draft.year.next();
    let none: Vec<&str> = Vec::new();
    assert_eq!(
        other(&next),
        [vec!["voucher_of_year"], vec!["voucher_used"]]
    );
    assert_eq!(
        receipt("44300000000000I"),
        [
            vec!["voucher_alike", "payment_of_year"],
            vec!["voucher_alike"]
        ]
    );
    assert_eq!(
        receipt("553000000000777"),
        [vec!["payment_of_year"], none.clone()]
    );
    let two_years_on = other(&|draft| {
        draft.premium_mut().voucher = None;
        draft.year = draft.year.next().next();
    });
    assert_eq!(two_years_on, [none.clone(), none]);
}
