//! What an export says about a line, frozen when the batch is sealed.

use crate::error::{Refusal, Result};
use crate::intake::content;
use crate::session::Context;
use crate::work::Work;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::batch::Channel;
use domain::claim_record::ClaimRecord;
use domain::glyph;
use domain::identity::IdentityKind;
use domain::ids::{BatchId, PersonId};
use sealing::{MacPurpose, SealPurpose};
use serde::{Deserialize, Serialize};
use storage::batches::{Batch, BatchLine};
use storage::people::Identity;
use storage::{Db, StorageError};
use zeroize::Zeroizing;

/// One line's people and account; only what its channel's file needs.
#[derive(Serialize, Deserialize)]
pub(crate) struct Payee {
    pub(crate) number: String,
    pub(crate) year: i16,
    pub(crate) unit: String,
    pub(crate) member: String,
    pub(crate) subject: String,
    pub(crate) account: Option<Account>,
    pub(crate) enrolment: Option<Enrolment>,
}

/// Where a reimbursement goes.
#[derive(Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) bank: String,
    pub(crate) card: String,
    pub(crate) holder: String,
}

/// Who is enrolled.
#[derive(Serialize, Deserialize)]
pub(crate) struct Enrolment {
    pub(crate) kind: String,
    pub(crate) number: String,
    pub(crate) birth_date: Option<NaiveDate>,
}

/// Gathers a line's payee; a refusal names what the file would lack.
pub(crate) fn gather(
    db: &mut Db,
    work: &Work,
    claim: &ClaimRecord,
    channel: Channel,
    unit: &str,
) -> Result<std::result::Result<Payee, Refusal>> {
    let draft = content::join(&work.ctx, claim)?;
    let mut payee = Payee {
        number: claim.number.to_string(),
        year: claim.year.get(),
        unit: unit.to_owned(),
        // A claim filed before names were stored in their ordinary form.
        member: glyph::ordinary_text(&draft.claimant.name),
        subject: glyph::ordinary_text(&draft.subject.name),
        account: None,
        enrolment: None,
    };
    match channel {
        Channel::MemberBank | Channel::Institution => {
            let Some(account) = draft.payee else {
                return Ok(Err(Refusal::new(
                    "payee-missing",
                    words!(
                        "缺少收款账户，须由单位补报",
                        "the claim names no account: the unit must send it"
                    ),
                )));
            };
            payee.account = Some(Account {
                bank: account.bank,
                card: account.card.canonical().to_owned(),
                holder: glyph::ordinary_text(&account.holder),
            });
        }
        Channel::Tax => {
            let Some((kind, number)) = number_of(db, work, claim.handle.subject)? else {
                return Ok(Err(Refusal::new(
                    "number-missing",
                    words!(
                        "没有享受人的证件号码，不能导出",
                        "no identity number of the subject is on file"
                    ),
                )));
            };
            payee.enrolment = Some(Enrolment {
                kind,
                number,
                birth_date: draft.subject.birth_date,
            });
        }
    }
    Ok(Ok(payee))
}

/// The subject's number for the tax channel: an identity number before a birth certificate, the newest of equals.
fn number_of(db: &mut Db, work: &Work, subject: PersonId) -> Result<Option<(String, String)>> {
    let mut rows = storage::people::identities_of(db, subject)?;
    let root = work.root_of(subject);
    if root != subject {
        rows.extend(storage::people::identities_of(db, root)?);
    }
    let rank = |row: &Identity| (row.kind != IdentityKind::BirthCertificate, row.created_at);
    let Some(row) = rows.into_iter().max_by_key(rank) else {
        return Ok(None);
    };
    let aad = format!("{}:{}", row.kind.code(), HEXLOWER.encode(&row.blind_index));
    let plain = work.ctx.keyring().open(&row.sealed, aad.as_bytes())?;
    Ok(Some((
        row.kind.code().to_owned(),
        String::from_utf8_lossy(&plain).into_owned(),
    )))
}

fn aad(line: &BatchLine) -> String {
    format!("{}:{}", BatchId::from(line.batch_id), line.handle())
}

/// Seals a payee under batch and claim, so that no line can borrow another's account.
pub(crate) fn freeze(ctx: &Context, line: &BatchLine, payee: &Payee) -> Result<Vec<u8>> {
    let plain = Zeroizing::new(serde_json::to_vec(payee)?);
    Ok(ctx.keyring().seal(
        SealPurpose::Bank,
        &plain,
        aad(line).as_bytes(),
        ctx.installation.effects.nonce(),
    )?)
}

fn plain(ctx: &Context, line: &BatchLine) -> Result<Zeroizing<Vec<u8>>> {
    let sealed = line
        .sealed_payee
        .as_ref()
        .ok_or_else(|| StorageError::stored("batch_lines.sealed_payee", "nothing"))?;
    Ok(ctx.keyring().open(sealed, aad(line).as_bytes())?)
}

/// Opens a frozen payee.
pub(crate) fn open(ctx: &Context, line: &BatchLine) -> Result<Payee> {
    Ok(serde_json::from_slice(&plain(ctx, line)?)?)
}

/// Digest of the frozen lines. Payees go in as keyed digests: from a plain one a number could be guessed.
pub(crate) fn digest(ctx: &Context, batch: &Batch, lines: &[BatchLine]) -> Result<String> {
    let keyring = ctx.keyring();
    let mut text = [
        batch.number.as_str(),
        &batch.programme,
        batch.source.code(),
        batch.channel.code(),
    ]
    .join("|");
    for line in lines {
        let payee = keyring.mac(MacPurpose::ClaimValues, &[b"payee", &plain(ctx, line)?]);
        text.push_str(&format!(
            "\n{}|{}|{}|{}|{}",
            line.line_no,
            line.handle(),
            line.amount.get(),
            line.member_share.get(),
            HEXLOWER.encode(&payee)
        ));
    }
    Ok(HEXLOWER.encode(&keyring.digest(text.as_bytes())))
}
