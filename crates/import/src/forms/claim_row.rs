//! A stored claim as a row of the claims sheet: read again it gives the very same draft.

use crate::field::Field;
use crate::write::yuan;
use domain::claim_number::ClaimNumber;
use domain::draft::ClaimDraft;
use domain::identity::{IdentityKind, IdentityNumber, Sex};
use policy::ColumnSpec;

/// The cells of a claim in the order of the columns; empty where it says nothing. Numbers are whole.
pub fn claim_cells(
    draft: &ClaimDraft,
    number: Option<&ClaimNumber>,
    columns: &[ColumnSpec],
) -> Vec<String> {
    columns
        .iter()
        .map(|spec| Field::of(spec).map_or_else(String::new, |field| cell(draft, number, field)))
        .collect()
}

fn cell(draft: &ClaimDraft, number: Option<&ClaimNumber>, field: Field) -> String {
    let (member, child) = (&draft.claimant, &draft.subject);
    let payee = draft.payee.as_ref();
    let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    match field {
        Field::UnitCode => draft.unit_code.clone(),
        Field::MemberName => member.name.clone(),
        Field::MemberId => canonical(member.identities.first()),
        Field::ChildName => child.name.clone(),
        Field::DocumentKind => word(
            child
                .identities
                .first()
                .map(|number| document(number.kind())),
        ),
        Field::ChildId => canonical(child.identities.iter().find(|number| !certificate(number))),
        Field::BirthCertificate => {
            canonical(child.identities.iter().find(|number| certificate(number)))
        }
        // What the number itself tells is left out, so that mending the number is mending all of it.
        Field::BirthDate => {
            let told = child.identities.iter().find_map(IdentityNumber::birth_date);
            let day = child.birth_date.filter(|day| told != Some(*day));
            day.map(|day| day.to_string()).unwrap_or_default()
        }
        Field::Sex => {
            let told = child.identities.iter().find_map(IdentityNumber::sex);
            word(child.sex.filter(|sex| told != Some(*sex)).map(sex_word))
        }
        Field::Relation => draft.relation.chinese().to_owned(),
        Field::Year => draft.year.to_string(),
        Field::Mode => draft.mode.chinese().to_owned(),
        Field::Paid => draft.paid.map(yuan).unwrap_or_default(),
        Field::PaidOn => draft.paid_on.map(|day| day.to_string()).unwrap_or_default(),
        Field::Voucher => draft.voucher.clone().unwrap_or_default(),
        Field::PaidBy => word(draft.paid_by.map(|payer| payer.chinese())),
        Field::Assistance => draft.assistance.chinese().to_owned(),
        Field::Claimed => yuan(draft.claimed),
        // A wish that was never recorded stays blank: the member is asked, not quoted.
        Field::Consent => word(draft.consent.then_some("同意")),
        Field::Proof => word(draft.proof.map(|proof| proof.chinese())),
        Field::Bank => payee.map(|payee| payee.bank.clone()).unwrap_or_default(),
        Field::Card => payee
            .map(|payee| payee.card.canonical().to_owned())
            .unwrap_or_default(),
        Field::Holder => payee.map(|payee| payee.holder.clone()).unwrap_or_default(),
        Field::ClaimNumber => number.map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    }
}

fn canonical(number: Option<&IdentityNumber>) -> String {
    number
        .map(|number| number.canonical().to_owned())
        .unwrap_or_default()
}

fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
    }
}

fn certificate(number: &IdentityNumber) -> bool {
    number.kind() == IdentityKind::BirthCertificate
}

fn document(kind: IdentityKind) -> &'static str {
    match kind {
        IdentityKind::ResidentId => "居民身份证",
        IdentityKind::BirthCertificate => "出生医学证明",
        IdentityKind::Passport => "护照",
        IdentityKind::TravelPermit => "通行证",
        IdentityKind::ResidencePermit => "港澳台居民居住证",
        IdentityKind::ForeignPermit2017 | IdentityKind::ForeignPermit2023 => "外国人永久居留身份证",
    }
}
