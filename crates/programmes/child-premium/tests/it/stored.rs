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
fn a_claim_tells_kinship_payment_and_fields_as_its_row_has_them() {
    let programme = child_premium::programme();
    let claim = ordinary_claim();
    let kinship = Kinship {
        relation: Relation::Birth,
        proof: Some(Proof::BirthCertificate),
    };
    assert_eq!(programme.kinship(&claim), Some(kinship));
    let payment = programme.payment(&claim);
    assert_eq!(payment.voucher.as_deref(), Some("443000000000001"));
    assert_eq!(
        payment.made,
        Some((crate::story::day("2025-10-15"), claim.claimed))
    );
    assert!(payment.proves);
    let mut by_union = claim.clone();
    by_union.method = Method::Full.into();
    let payment = programme.payment(&by_union);
    assert!(
        payment.voucher.is_some() && !payment.proves,
        "it is kept, so that nobody else is paid on it"
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
