//! Hashes of the audit chains.

use crate::error::Result;
use data_encoding::HEXLOWER;
use domain::claim_record::ClaimRecord;
use domain::ids::{ClaimId, OperatorId};
use domain::year::Instant;
use sealing::{Keyring, MacPurpose};
use storage::Key;
use storage::audit::{AuditRow, HeadRow, OperatorEventRow};
use storage::history::DecisionRow;
use storage::witnesses::WitnessRow;

/// Keyed digest of a claim's business values.
pub(crate) fn claim_digest(keyring: &Keyring, claim: &ClaimRecord) -> Result<Vec<u8>> {
    let mut values = claim.business_values();
    values.push(serde_json::to_string(&claim.state)?);
    // The fingerprint vouches for the numbers, which are not among the values.
    values.push(HEXLOWER.encode(&claim.fingerprint));
    values.push(HEXLOWER.encode(claim.card_index.as_deref().unwrap_or_default()));
    let parts: Vec<&[u8]> = values.iter().map(String::as_bytes).collect();
    Ok(keyring.mac(MacPurpose::ClaimValues, &parts).to_vec())
}

/// Keyed digest of a decision as it is stored.
pub(crate) fn decision_digest(keyring: &Keyring, row: &DecisionRow) -> Vec<u8> {
    keyring
        .mac(
            MacPurpose::Decision,
            &[
                row.subject_id.0.as_bytes(),
                row.id.0.as_bytes(),
                row.claim_id.0.as_bytes(),
                row.verdict.as_bytes(),
                row.version.as_bytes(),
                row.body.as_bytes(),
                row.waits_for.as_bytes(),
                row.facts.as_bytes(),
                &row.at.to_be_bytes(),
            ],
        )
        .to_vec()
}

/// The hash of an entry: everything it says, and the hash of the entry before.
pub(crate) fn entry_hash(keyring: &Keyring, row: &AuditRow, previous: &[u8]) -> Vec<u8> {
    let claim = row
        .claim_id
        .map(|key| key.0.as_bytes().to_vec())
        .unwrap_or_default();
    keyring
        .mac(
            MacPurpose::Audit,
            &[
                previous,
                row.subject_id.0.as_bytes(),
                &row.seq.to_be_bytes(),
                &claim,
                &row.at.to_be_bytes(),
                row.made_by.0.as_bytes(),
                row.action.as_bytes(),
                row.detail.as_bytes(),
                &row.state_digest,
                row.decision_digest.as_deref().unwrap_or_default(),
            ],
        )
        .to_vec()
}

/// What an entry says, before it has a place in its chain.
pub(crate) struct Entry<'a> {
    pub(crate) claim: Option<ClaimId>,
    pub(crate) at: Instant,
    pub(crate) by: OperatorId,
    pub(crate) action: &'a str,
    pub(crate) detail: &'a str,
    /// [`claim_digest`] after the change.
    pub(crate) state: Vec<u8>,
    /// [`decision_digest`] of a decision stored with it.
    pub(crate) decision: Option<Vec<u8>>,
}

/// The entry that follows `head`.
pub(crate) fn next_entry(keyring: &Keyring, head: &HeadRow, entry: Entry<'_>) -> AuditRow {
    let mut row = AuditRow {
        subject_id: head.subject_id,
        seq: head.seq + 1,
        claim_id: entry.claim.map(Into::into),
        at: entry.at.0,
        made_by: entry.by.into(),
        action: entry.action.to_owned(),
        detail: entry.detail.to_owned(),
        state_digest: entry.state,
        decision_digest: entry.decision,
        hash: Vec::new(),
    };
    row.hash = entry_hash(keyring, &row, &head.hash);
    row
}

/// The hash of an entry of an operator's own chain.
///
/// `witnesses` are what it vouches for, by table and record.
pub(crate) fn event_hash(
    keyring: &Keyring,
    row: &OperatorEventRow,
    witnesses: &[WitnessRow],
    previous: &[u8],
) -> Vec<u8> {
    let (seq, at) = (row.seq.to_be_bytes(), row.at.to_be_bytes());
    let mut parts: Vec<&[u8]> = vec![
        previous,
        row.operator_id.0.as_bytes(),
        &seq,
        &at,
        row.action.as_bytes(),
        row.detail.as_bytes(),
    ];
    let revisions: Vec<[u8; 8]> = witnesses
        .iter()
        .map(|witness| witness.revision.to_be_bytes())
        .collect();
    for (witness, revision) in witnesses.iter().zip(&revisions) {
        parts.extend([
            witness.relation.as_bytes(),
            witness.record.as_bytes(),
            revision,
            &witness.fields,
        ]);
    }
    keyring.mac(MacPurpose::EventLog, &parts).to_vec()
}

/// The Merkle root of heads: leaves and nodes are hashed under different labels.
pub(crate) fn merkle_root(keyring: &Keyring, heads: &[(Key, i64, Vec<u8>)]) -> Vec<u8> {
    let mut level: Vec<Vec<u8>> = heads
        .iter()
        .map(|(subject, seq, hash)| {
            keyring
                .mac(
                    MacPurpose::Seal,
                    &[b"leaf", subject.0.as_bytes(), &seq.to_be_bytes(), hash],
                )
                .to_vec()
        })
        .collect();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => keyring
                    .mac(MacPurpose::Seal, &[b"node", left, right])
                    .to_vec(),
                // A single last node goes up as it is.
                other => other.concat(),
            })
            .collect();
    }
    level.pop().unwrap_or_default()
}

/// The hash of a seal: its root, count and the seal before.
pub(crate) fn seal_hash(
    keyring: &Keyring,
    seq: i64,
    at: i64,
    by: Key,
    heads: i64,
    root: &[u8],
    previous: &[u8],
) -> Vec<u8> {
    keyring
        .mac(
            MacPurpose::Seal,
            &[
                b"seal",
                previous,
                &seq.to_be_bytes(),
                &at.to_be_bytes(),
                by.0.as_bytes(),
                &heads.to_be_bytes(),
                root,
            ],
        )
        .to_vec()
}
