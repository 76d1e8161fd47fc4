//! A filed row in its stored form: what is searched stays plain, numbers are sealed.

use crate::error::{Result, WorkflowError};
use crate::review::rule_set::find_programme;
use crate::session::Context;
use domain::bank_card::BankCard;
use domain::claim_record::ClaimRecord;
use domain::draft::ClaimDraft;
use domain::ids::ClaimRef;
use policy::Programme;
use sealing::{IndexKind, MacPurpose, SealPurpose};
use serde_json::Value;

/// The stored form of a draft.
pub(crate) struct Content {
    /// The draft as JSON, without identity numbers and account number.
    pub(crate) json: String,
    /// The account number, sealed.
    pub(crate) sealed_card: Option<Vec<u8>>,
    /// Its blind index.
    pub(crate) card_index: Option<Vec<u8>>,
    /// Keyed digest of the whole draft, numbers included.
    pub(crate) fingerprint: Vec<u8>,
}

/// Splits a draft into what is stored plainly and what is sealed under the claim's handle.
pub(crate) fn split(
    ctx: &Context,
    programme: &dyn Programme,
    draft: &ClaimDraft,
    handle: ClaimRef,
) -> Result<Content> {
    let whole = programme.write(draft)?;
    let mut value: Value = serde_json::from_str(&whole)?;
    for person in ["claimant", "subject"] {
        if let Some(identities) = value.pointer_mut(&format!("/{person}/identities")) {
            *identities = Value::Array(Vec::new());
        }
    }
    if let Some(card) = value.pointer_mut("/payee/card") {
        *card = Value::Null;
    }
    let card = draft
        .payee
        .as_ref()
        .map(|payee| payee.card.canonical().to_owned());
    let keyring = ctx.keyring();
    let sealed_card = match &card {
        Some(card) => {
            let aad = handle.to_string();
            Some(keyring.seal(
                SealPurpose::Bank,
                card.as_bytes(),
                aad.as_bytes(),
                ctx.installation.effects.nonce(),
            )?)
        }
        None => None,
    };
    Ok(Content {
        json: serde_json::to_string(&value)?,
        sealed_card,
        card_index: card.map(|card| keyring.blind_index(IndexKind::Bank, &card).0.to_vec()),
        fingerprint: digest(ctx, &whole),
    })
}

/// Keyed digest of a whole draft, to tell the same row sent again from a changed one.
pub(crate) fn fingerprint(
    ctx: &Context,
    programme: &dyn Programme,
    draft: &ClaimDraft,
) -> Result<Vec<u8>> {
    Ok(digest(ctx, &programme.write(draft)?))
}

fn digest(ctx: &Context, whole: &str) -> Vec<u8> {
    ctx.keyring()
        .mac(MacPurpose::ClaimValues, &[b"row", whole.as_bytes()])
        .to_vec()
}

/// The draft of a stored claim, without identity numbers, which no rule needs.
pub(crate) fn join(ctx: &Context, claim: &ClaimRecord) -> Result<ClaimDraft> {
    let mut value: Value = serde_json::from_str(&claim.content)?;
    if let (Some(slot), Some(card)) = (value.pointer_mut("/payee/card"), card_of(ctx, claim)?) {
        *slot = serde_json::to_value(card)?;
    }
    Ok(find_programme(ctx, &claim.programme)?.read(value)?)
}

/// The draft of a stored row without any number, the account's among them.
pub(crate) fn without_numbers(programme: &dyn Programme, stored: &str) -> Result<ClaimDraft> {
    let mut value: Value = serde_json::from_str(stored)?;
    if let Some(payee) = value.get_mut("payee") {
        *payee = Value::Null;
    }
    Ok(programme.read(value)?)
}

/// The payee's account number of a stored claim.
pub(crate) fn card_of(ctx: &Context, claim: &ClaimRecord) -> Result<Option<BankCard>> {
    let Some(sealed) = &claim.sealed_card else {
        return Ok(None);
    };
    let plain = ctx
        .keyring()
        .open(sealed, claim.handle.to_string().as_bytes())?;
    let text = String::from_utf8_lossy(&plain).into_owned();
    BankCard::parse(&text).map(Some).map_err(|_| {
        WorkflowError::Storage(storage::StorageError::stored(
            "claims.sealed_card",
            "an account number",
        ))
    })
}
