//! The layout in which a claim is stored, for programmes that have no older one to keep: what every claim says, and the
//! programme's own fields under `form`.

use domain::draft::{ClaimDraft, Payee, PersonDraft};
use domain::fen::Fen;
use domain::form::Form;
use domain::payment_method::PaymentMethod;
use domain::year::BenefitYear;
use serde::de::DeserializeOwned;
use serde::ser::Error;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::any::Any;
use std::borrow::Cow;
use std::fmt::Debug;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a, F> {
    unit_code: Cow<'a, str>,
    claimant: Cow<'a, PersonDraft>,
    subject: Cow<'a, PersonDraft>,
    year: BenefitYear,
    method: Cow<'a, PaymentMethod>,
    claimed: Fen,
    payee: Option<Cow<'a, Payee>>,
    form: F,
}

/// The claim as it is stored, JSON.
///
/// # Errors
/// A form that is not of type `F`.
pub fn write<F: Any + Serialize>(draft: &ClaimDraft) -> serde_json::Result<String> {
    let form: &F = draft
        .form
        .get()
        .ok_or_else(|| serde_json::Error::custom("a form of another programme"))?;
    serde_json::to_string(&Stored {
        unit_code: Cow::Borrowed(&draft.unit_code),
        claimant: Cow::Borrowed(&draft.claimant),
        subject: Cow::Borrowed(&draft.subject),
        year: draft.year,
        method: Cow::Borrowed(&draft.method),
        claimed: draft.claimed,
        payee: draft.payee.as_ref().map(Cow::Borrowed),
        form,
    })
}

/// Reads what [`write()`] wrote.
///
/// # Errors
/// Another layout, or an unknown field: nothing is read over.
pub fn read<F>(stored: Value) -> serde_json::Result<ClaimDraft>
where
    F: Any + Debug + PartialEq + Send + Sync + DeserializeOwned,
{
    let stored: Stored<'static, F> = serde_json::from_value(stored)?;
    Ok(ClaimDraft {
        unit_code: stored.unit_code.into_owned(),
        claimant: stored.claimant.into_owned(),
        subject: stored.subject.into_owned(),
        year: stored.year,
        method: stored.method.into_owned(),
        claimed: stored.claimed,
        payee: stored.payee.map(Cow::into_owned),
        form: Form::new(stored.form),
        corrects: None,
        partner: None,
    })
}
