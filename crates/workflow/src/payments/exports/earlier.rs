//! Payments that left the house before, as the register has them: what it says was paid is not paid again, whatever the
//! tables of claims and batches say now.

use super::entry::{Entry, What, marks};
use super::fault::Fault;
use super::file::damaged;
use crate::error::{Refusal, Result, WorkflowError};
use crate::session::Context;
use domain::batch::LineState;
use domain::claim::StateName;
use domain::claim_record::ClaimRecord;
use domain::ids::{BatchId, ClaimRef};
use domain::unit::Scope;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::batches::{Batch, BatchLine};
use storage::export_entries::{self, EntryRow, EntryState};

/// An export in which a claim, or another one of its slot, was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Earlier {
    entry: i64,
    batch: String,
    file: String,
    /// This database does not know of the export.
    found: bool,
}

impl Earlier {
    /// Why one claim is left out.
    pub(crate) fn refusal(&self) -> Refusal {
        let Self {
            entry, batch, file, ..
        } = self;
        Refusal::new(
            "exported-before",
            words!(
                "导出登记簿记载此前已导出支付过，也没有退回或追回的记载：第 {entry} 号，批次 {batch}，文件 {file}",
                "it was exported before by the register of exports, and neither refused nor recovered since: {entry} · {batch} · {file}"
            ),
        )
    }

    /// Why nothing is exported.
    pub(crate) fn error(self, ctx: &Context) -> WorkflowError {
        WorkflowError::Exported {
            register: ctx.installation.register.register.clone(),
            entry: self.entry,
            batch: self.batch,
            file: self.file,
            found: self.found,
        }
    }
}

/// Those of the claims that were exported before, each with the first such export. The batch that is worked on counts as
/// long as it does not say itself that it was exported. A payment that was refused or recovered does not count, nor the
/// other source's part of the same claim, nor what the claim supplements.
///
/// The register must have been brought into the database ([`super::Guard::open`]) for what only its file knows.
pub(crate) fn exported_before(
    db: &mut Db,
    ctx: &Context,
    batch: Option<&Batch>,
    claims: &[ClaimRecord],
) -> Result<BTreeMap<ClaimRef, Earlier>> {
    let mut by_mark: BTreeMap<String, Vec<&ClaimRecord>> = BTreeMap::new();
    for (claim, marks) in claims.iter().zip(marks(db, ctx, claims)?) {
        for mark in marks {
            by_mark.entry(mark).or_default().push(claim);
        }
    }
    let mut earlier = BTreeMap::new();
    for row in export_entries::all(db)? {
        let Some((known, paid)) = export_of(ctx, &row)? else {
            continue;
        };
        let own = batch.filter(|batch| Some(batch.id) == row.batch_id);
        if !known.found && own.is_some_and(|batch| batch.exported_at.is_some()) {
            continue;
        }
        let met: BTreeMap<ClaimRef, &ClaimRecord> = paid
            .iter()
            .filter_map(|mark| by_mark.get(mark))
            .flatten()
            .map(|claim| (claim.handle, *claim))
            .filter(|(handle, _)| !earlier.contains_key(handle))
            .collect();
        if met.is_empty() {
            continue;
        }
        let met: Vec<ClaimRecord> = met.into_values().cloned().collect();
        let explained = if known.found || own.is_some() {
            BTreeSet::new()
        } else {
            explained(db, ctx, &row, &met)?
        };
        for claim in met {
            if !explained.contains(&claim.handle) {
                earlier.insert(claim.handle, known.clone());
            }
        }
    }
    Ok(earlier)
}

/// The export of an entry that stands, with the marks of its payments.
fn export_of(ctx: &Context, row: &EntryRow) -> Result<Option<(Earlier, BTreeSet<String>)>> {
    if row.state == EntryState::Void.code() {
        return Ok(None);
    }
    let entry = Entry::read(ctx.keyring(), &row.line)
        .ok_or_else(|| damaged(&ctx.installation.register, Fault::ChangedInDatabase(row.no)))?;
    Ok(match entry.what {
        What::Export {
            number,
            file,
            marks,
            ..
        } => {
            let earlier = Earlier {
                entry: entry.no,
                batch: number,
                file,
                found: row.state == EntryState::Found.code(),
            };
            Some((earlier, marks))
        }
        What::Void { .. } | What::Begun { .. } => None,
    })
}

/// Those of the claims that may be paid beside what this export paid: every line of its batch for the same claim or
/// slot came to an end or belongs to them, and there is such a line.
fn explained(
    db: &mut Db,
    ctx: &Context,
    row: &EntryRow,
    claims: &[ClaimRecord],
) -> Result<BTreeSet<ClaimRef>> {
    let Some(batch) = row.batch_id.map(BatchId::from) else {
        return Ok(BTreeSet::new());
    };
    let lines: BTreeMap<ClaimRef, BatchLine> = storage::batches::lines(db, batch)?
        .into_iter()
        .map(|line| (line.handle(), line))
        .collect();
    let handles: Vec<ClaimRef> = lines.keys().copied().collect();
    let paid = storage::claims::find_all(db, &Scope::everything(), &handles)?;
    let paid_marks = marks(db, ctx, &paid)?;
    let own_marks = marks(db, ctx, claims)?;
    let mut explained = BTreeSet::new();
    for (claim, own) in claims.iter().zip(own_marks) {
        let mut same = paid
            .iter()
            .zip(&paid_marks)
            .filter(|(_, marks)| !own.is_disjoint(marks))
            .map(|(other, _)| other)
            .peekable();
        let ended = |other: &ClaimRecord| {
            let line = lines.get(&other.handle);
            line.is_some_and(|line| line.state == LineState::Refused)
                || other.state.name() == StateName::Reversed
                || goes_with(claim, other, batch)
        };
        if same.peek().is_some() && same.all(ended) {
            explained.insert(claim.handle);
        }
    }
    Ok(explained)
}

/// A payment of the other claim in this batch does not stand against one of the claim.
fn goes_with(claim: &ClaimRecord, other: &ClaimRecord, batch: BatchId) -> bool {
    if claim.handle == other.handle {
        // Of a claim that two sources bear, the part that stands in that batch.
        let parts = claim.state.parts();
        return parts.iter().any(|part| part.batch == Some(batch));
    }
    let (own, others) = (claim.supplements(), other.supplements());
    own == Some(other.handle) || others == Some(claim.handle) || (own.is_some() && own == others)
}
