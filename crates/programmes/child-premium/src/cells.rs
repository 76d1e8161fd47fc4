//! A stored claim as a row of the claims sheet: read again it gives the very same draft.

use crate::claim::Premium;
use crate::columns;
use crate::method::Method;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::identity::{IdentityKind, IdentityNumber, Sex};
use rows::ColumnSpec;

/// The cells of a claim by their columns; empty where it says nothing. Numbers are whole.
pub(crate) fn cells(draft: &ClaimDraft) -> Vec<(&'static ColumnSpec, String)> {
    let (member, child, form) = (&draft.claimant, &draft.subject, draft.premium());
    let payee = draft.payee.as_ref();
    let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    vec![
        (&columns::UNIT_CODE, draft.unit_code.clone()),
        (&columns::MEMBER_NAME, member.name.clone()),
        (&columns::MEMBER_ID, canonical(member.identities.first())),
        (&columns::CHILD_NAME, child.name.clone()),
        (
            &columns::DOCUMENT_KIND,
            word(
                child
                    .identities
                    .first()
                    .map(|number| document(number.kind())),
            ),
        ),
        (
            &columns::CHILD_ID,
            canonical(child.identities.iter().find(|number| !certificate(number))),
        ),
        (&columns::BIRTH_CERTIFICATE, {
            canonical(child.identities.iter().find(|number| certificate(number)))
        }),
        // What the number itself tells is left out, so that mending the number is mending all of it.
        (&columns::BIRTH_DATE, {
            let told = child.identities.iter().find_map(IdentityNumber::birth_date);
            let day = child.birth_date.filter(|day| told != Some(*day));
            day.map(|day| day.to_string()).unwrap_or_default()
        }),
        (&columns::SEX, {
            let told = child.identities.iter().find_map(IdentityNumber::sex);
            word(child.sex.filter(|sex| told != Some(*sex)).map(sex_word))
        }),
        (&columns::RELATION, form.relation.chinese().to_owned()),
        (&columns::YEAR, draft.year.to_string()),
        (&columns::MODE, Method::of(draft).spec().zh.to_owned()),
        (
            &columns::PAID,
            form.paid.map(Fen::plain_yuan).unwrap_or_default(),
        ),
        (
            &columns::PAID_ON,
            form.paid_on.map(|day| day.to_string()).unwrap_or_default(),
        ),
        (&columns::VOUCHER, form.voucher.clone().unwrap_or_default()),
        (
            &columns::PAID_BY,
            word(form.paid_by.map(|payer| payer.chinese())),
        ),
        (&columns::ASSISTANCE, form.assistance.chinese().to_owned()),
        (&columns::CLAIMED, draft.claimed.plain_yuan()),
        // A wish that was never recorded stays blank: the member is asked, not quoted.
        (&columns::CONSENT, word(form.consent.then_some("同意"))),
        (
            &columns::PROOF,
            word(form.proof.map(|proof| proof.chinese())),
        ),
        (
            &columns::BANK,
            payee.map(|payee| payee.bank.clone()).unwrap_or_default(),
        ),
        (
            &columns::CARD,
            payee
                .map(|payee| payee.card.canonical().to_owned())
                .unwrap_or_default(),
        ),
        (
            &columns::HOLDER,
            payee.map(|payee| payee.holder.clone()).unwrap_or_default(),
        ),
    ]
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
