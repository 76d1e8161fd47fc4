//! Seals: the Merkle root of all heads, subjects' and operators', changed since the last one, chained, and kept outside.

use super::{Bad, Check, Pass};
use crate::audit::chain;
use crate::error::Result;
use crate::session::Session;
use crate::words::Words;
use data_encoding::HEXLOWER;
use domain::ids::{OperatorId, PersonId};
use domain::role::Action;
use serde::{Deserialize, Serialize};
use storage::audit::{SealHeadRow, SealRow};
use storage::{Db, Key};

/// A seal as it is exported, to be kept where nobody who can write the database can write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealRecord {
    /// Position, from 1.
    pub seq: i64,
    /// Microseconds since 1970.
    pub at: i64,
    /// The operator who sealed.
    pub by: String,
    /// How many heads it binds.
    pub heads: i64,
    /// Merkle root of the heads, hexadecimal.
    pub root: String,
    /// Keyed digest of everything above and the seal before, hexadecimal.
    pub hash: String,
}

impl From<&SealRow> for SealRecord {
    fn from(row: &SealRow) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            by: OperatorId::from(row.made_by).to_string(),
            heads: row.heads,
            root: HEXLOWER.encode(&row.root),
            hash: HEXLOWER.encode(&row.hash),
        }
    }
}

/// Seals every chain that grew since the last seal; `None` when none did.
///
/// # Errors
/// [`crate::WorkflowError`]; `already there` when somebody else sealed at the same moment.
pub fn seal(session: &mut Session) -> Result<Option<SealRecord>> {
    session.ctx.require(Action::Watch)?;
    let ctx = session.ctx.clone();
    session.db.write(|db| {
        let subjects = storage::audit::lock_unsealed(db)?;
        let operators = grown(db)?;
        if subjects.is_empty() && operators.is_empty() {
            return Ok(None);
        }
        let last = storage::audit::all_seals(db)?.pop();
        let seq = last.as_ref().map_or(0, |seal| seal.seq) + 1;
        let mut rows: Vec<SealHeadRow> = subjects
            .into_iter()
            .map(|head| (head.subject_id, head.seq, head.hash))
            .chain(operators)
            .map(|(chain, at, hash)| SealHeadRow {
                subject_id: chain,
                seal_seq: seq,
                seq: at,
                hash,
            })
            .collect();
        rows.sort_by_key(|head| head.subject_id);
        let mut row = SealRow {
            seq,
            // On a date set for rehearsal, or with a clock set back, it still follows the one before.
            at: last
                .as_ref()
                .map_or(ctx.now().0, |last| last.at.max(ctx.now().0)),
            made_by: ctx.actor.id.into(),
            heads: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            root: chain::merkle_root(ctx.keyring(), &leaves(&rows)),
            hash: Vec::new(),
        };
        row.hash = hash_of(&ctx, &row, last.as_ref());
        storage::audit::add_seal(db, &row, &rows)?;
        Ok(Some(SealRecord::from(&row)))
    })
}

/// The heads of operators' chains that grew since they were last sealed.
fn grown(db: &mut Db) -> Result<Vec<(Key, i64, Vec<u8>)>> {
    let heads = storage::audit::event_heads(db)?;
    let chains: Vec<Key> = heads
        .iter()
        .map(|(operator, ..)| (*operator).into())
        .collect();
    let sealed = storage::audit::sealed_up_to(db, &chains)?;
    Ok(heads
        .into_iter()
        .map(|(operator, seq, hash)| (Key::from(operator), seq, hash))
        .filter(|(chain, seq, _)| sealed.get(chain).is_none_or(|sealed| sealed < seq))
        .collect())
}

fn leaves(heads: &[SealHeadRow]) -> Vec<(Key, i64, Vec<u8>)> {
    heads
        .iter()
        .map(|head| (head.subject_id, head.seq, head.hash.clone()))
        .collect()
}

fn hash_of(ctx: &crate::session::Context, row: &SealRow, last: Option<&SealRow>) -> Vec<u8> {
    let previous = last.map(|seal| seal.hash.as_slice()).unwrap_or_default();
    chain::seal_hash(
        ctx.keyring(),
        row.seq,
        row.at,
        row.made_by,
        row.heads,
        &row.root,
        previous,
    )
}

/// All seals, to be kept outside.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn seals(session: &mut Session) -> Result<Vec<SealRecord>> {
    session.ctx.require(Action::Watch)?;
    Ok(storage::audit::all_seals(&mut session.db)?
        .iter()
        .map(SealRecord::from)
        .collect())
}

/// Compares seals that were kept outside with the stored ones; gives the first that is missing or different.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn compare(session: &mut Session, kept: &[SealRecord]) -> Result<Option<Bad>> {
    let stored = seals(session)?;
    let lost = kept.iter().find(|seal| !stored.contains(seal));
    Ok(lost.map(|seal| {
        let there = stored.iter().any(|other| other.seq == seal.seq);
        let seq = seal.seq;
        let (code, what) = if there {
            let what = words!(
                "另行保存的第 {seq} 号封存与数据库中的不同",
                "seal {seq}, kept outside, is another one in the database"
            );
            ("seal-changed", what)
        } else {
            let what = words!(
                "另行保存的第 {seq} 号封存在数据库中不存在",
                "seal {seq}, kept outside, is not in the database"
            );
            ("seal-missing", what)
        };
        Bad::new(code, what).at(seq)
    }))
}

impl Pass<'_> {
    pub(super) fn seals(&mut self, db: &mut Db) -> Check {
        let mut last: Option<SealRow> = None;
        for seal in storage::audit::all_seals(db)? {
            let expected = last.as_ref().map_or(0, |seal| seal.seq) + 1;
            if seal.seq != expected {
                let what = words!("第 {expected} 号封存缺失", "seal {expected} is missing");
                return Bad::new("seal-missing", what).at(expected).fail();
            }
            if last.as_ref().is_some_and(|last| seal.at < last.at) {
                let what = words!(
                    "第 {expected} 号封存的时间早于上一号",
                    "seal {expected} is dated before the one it follows"
                );
                return Bad::new("seal-backdated", what).at(expected).fail();
            }
            if hash_of(self.ctx, &seal, last.as_ref()) != seal.hash {
                let what = words!("第 {} 号封存被改动", "seal {} was changed", seal.seq);
                return Bad::new("seal-changed", what).at(seal.seq).fail();
            }
            self.bound(db, &seal)?;
            self.records += 1;
            last = Some(seal);
        }
        Ok(())
    }

    /// What a seal binds is still there.
    fn bound(&self, db: &mut Db, seal: &SealRow) -> Check {
        let heads = storage::audit::sealed_heads(db, seal.seq)?;
        let count = i64::try_from(heads.len()).unwrap_or(i64::MAX);
        if count != seal.heads
            || chain::merkle_root(self.ctx.keyring(), &leaves(&heads)) != seal.root
        {
            return Bad::new(
                "seal-changed",
                words!(
                    "第 {} 号封存所封的链头被改动",
                    "the heads under seal {} were changed",
                    seal.seq
                ),
            )
            .at(seal.seq)
            .fail();
        }
        let mut there = storage::audit::hashes_at(db, &heads)?;
        there.extend(storage::audit::event_hashes_at(db, &heads)?);
        let gone = heads
            .iter()
            .find(|head| there.get(&(head.subject_id, head.seq)) != Some(&head.hash));
        match gone {
            Some(head) => {
                let names = storage::operators::names(db)?;
                let whose = names.get(&OperatorId::from(head.subject_id));
                let Words { zh, en } = whose.map_or_else(
                    || words!("审计链的", ""),
                    |name| words!("操作员 {name} 的操作记录", " of {name}'s events"),
                );
                let (seq, by) = (head.seq, seal.seq);
                let what = words!(
                    "{zh}第 {seq} 条已由第 {by} 号封存封存，现已不存在",
                    "entry {seq}{en} was sealed by seal {by} and is not there any more"
                );
                Bad::new("sealed-entry-missing", what)
                    .of(PersonId::from(head.subject_id))
                    .at(head.seq)
                    .fail()
            }
            None => Ok(()),
        }
    }
}
