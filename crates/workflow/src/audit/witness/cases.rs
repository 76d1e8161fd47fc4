//! Cases of duplicates, and who is counted as whom since one was decided.

use super::records::{Case, Merged};
use super::{Witness, expect_vouched, of};
use crate::error::Result;
use domain::ids::{CaseId, ClaimRef, PersonId};
use sealing::Keyring;
use std::collections::{BTreeMap, BTreeSet};
use storage::cases::CaseRow;
use storage::matching::EvidenceRow;
use storage::{Db, Key};

/// The witnesses of these cases as they are now, with their claims and what was seen of them.
pub(crate) fn of_rows(
    db: &mut Db,
    keyring: &Keyring,
    rows: &[CaseRow],
) -> storage::Result<Vec<Witness>> {
    let ids: Vec<CaseId> = rows.iter().map(|row| row.id.into()).collect();
    let mut claims: BTreeMap<Key, Vec<ClaimRef>> = BTreeMap::new();
    for (case, claim) in storage::cases::claims_of(db, &ids)? {
        claims.entry(case.into()).or_default().push(claim);
    }
    let evidence = storage::matching::evidence_of(db, &ids)?;
    let mut seen: BTreeMap<Key, Vec<&EvidenceRow>> = BTreeMap::new();
    for row in &evidence {
        seen.entry(row.case_id).or_default().push(row);
    }
    let witness = |row| {
        let row: &CaseRow = row;
        let mut case = Case {
            row,
            claims: claims.remove(&row.id).unwrap_or_default(),
            seen: seen.remove(&row.id).unwrap_or_default(),
        };
        case.claims.sort_unstable();
        case.seen.sort_by_key(|seen| (seen.pair(), seen.found_at));
        of(keyring, &case)
    };
    Ok(rows.iter().map(witness).collect())
}

/// The witnesses of these cases as they are now.
pub(crate) fn of_cases(
    db: &mut Db,
    keyring: &Keyring,
    ids: &BTreeSet<CaseId>,
) -> Result<Vec<Witness>> {
    let ids: Vec<CaseId> = ids.iter().copied().collect();
    let rows = storage::cases::stored(db, &ids)?;
    Ok(of_rows(db, keyring, &rows)?)
}

/// The witnesses of whom these people are counted as now.
pub(crate) fn of_merged(
    db: &mut Db,
    keyring: &Keyring,
    people: &BTreeSet<PersonId>,
) -> Result<Vec<Witness>> {
    let people: Vec<PersonId> = people.iter().copied().collect();
    let rows = storage::people::by_ids(db, &people)?;
    Ok(rows.iter().map(|row| of(keyring, &Merged(row))).collect())
}

/// Holds cases to which something comes, and makes sure that they are what was vouched for last.
pub(crate) fn grow(db: &mut Db, keyring: &Keyring, ids: &BTreeSet<CaseId>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let all: Vec<CaseId> = ids.iter().copied().collect();
    storage::cases::touch(db, &all)?;
    let witnesses = of_cases(db, keyring, ids)?;
    expect_vouched(db, &witnesses)
}
