//! The tree of unions.

use super::incoming::{Take, finish};
use super::received::{Received, RowState};
use crate::audit::events;
use crate::audit::witness::{self, ImportHead, Witness};
use crate::error::Result;
use crate::session::Context;
use domain::unit::{Scope, UNIT_DEPTH_MAX, UnitLevel, UnitPath};
use import::UnitRow;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::operators::OperatorRow;
use storage::units::{MoveRow, Unit, UnitRow as StoredRow};
use storage::{Db, Key};

type Stored = BTreeMap<String, Unit>;

pub(super) fn take(file: Take<'_, UnitRow>) -> Result<()> {
    let Take {
        session,
        ctx,
        record,
        summary,
        sheet,
        options,
        ..
    } = file;
    let everything = Scope::everything();
    if options.dry_run {
        let stored = by_code(storage::units::all(&mut session.db, &everything)?);
        plan(ctx, sheet, &stored);
        return Ok(());
    }
    // What validation left is what every try of the transaction starts from.
    let drafts: Vec<Option<UnitRow>> = sheet.rows.iter().map(|row| row.draft.clone()).collect();
    session.db.write(|db| {
        for (row, draft) in sheet.rows.iter_mut().zip(&drafts) {
            row.draft.clone_from(draft);
            row.findings
                .retain(|finding| !PLACED.contains(&finding.code.as_str()));
            row.state = if draft.is_some() {
                RowState::Accepted
            } else {
                RowState::Refused
            };
        }
        let stored = by_code(storage::units::all(db, &everything)?);
        let places = plan(ctx, sheet, &stored);
        let written = write(db, ctx, &stored, sheet, &places)?;
        finish(db, ctx, record, summary, sheet, written)
    })?;
    Ok(())
}

/// Findings made while placing units in the tree.
const PLACED: &[&str] = &[
    "parent-unknown",
    "unit-cycle",
    "unit-out-of-scope",
    "row-key-twice",
];

fn by_code(rows: Vec<Unit>) -> Stored {
    rows.into_iter()
        .map(|row| (row.code.clone(), row))
        .collect()
}

/// Where each sound row's unit will stand; rows that can stand nowhere are refused.
fn plan(
    ctx: &Context,
    sheet: &mut Received<UnitRow>,
    stored: &Stored,
) -> BTreeMap<usize, UnitPath> {
    let mut parents: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in &mut sheet.rows {
        let Some(unit) = row.draft.clone() else {
            continue;
        };
        if seen.insert(unit.code.clone()) {
            parents.insert(unit.code.clone(), unit.parent_code.clone());
        } else {
            row.refuse("row-key-twice", &[("code", &unit.code)]);
        }
    }
    let mut places = BTreeMap::new();
    for (n, row) in sheet.rows.iter_mut().enumerate() {
        let Some(unit) = row.draft.clone() else {
            continue;
        };
        match place(&unit, &parents, stored) {
            Err(code) => row.refuse(
                code,
                &[
                    ("code", &unit.code),
                    ("parent", unit.parent_code.as_deref().unwrap_or("")),
                ],
            ),
            Ok(path) if !ctx.actor.scope.covers(&path) => {
                row.refuse("unit-out-of-scope", &[("code", &unit.code)])
            }
            Ok(path) => {
                places.insert(n, path);
            }
        }
    }
    places
}

fn place(
    unit: &UnitRow,
    parents: &BTreeMap<String, Option<String>>,
    stored: &Stored,
) -> std::result::Result<UnitPath, &'static str> {
    let mut codes = vec![unit.code.clone()];
    let mut parent = unit.parent_code.clone();
    while let Some(code) = parent {
        if codes.len() >= UNIT_DEPTH_MAX || codes.contains(&code) {
            return Err("unit-cycle");
        }
        codes.push(code.clone());
        parent = match (parents.get(&code), stored.get(&code)) {
            (Some(parent), _) => parent.clone(),
            (None, Some(row)) => {
                let below = codes.iter().rev().skip(1);
                return Ok(below.fold(row.path.clone(), |path, code| path.below(code)));
            }
            (None, None) => return Err("parent-unknown"),
        };
    }
    if unit.parent_code.is_none() && unit.level != UnitLevel::Province {
        return Err("parent-unknown");
    }
    Ok(codes
        .iter()
        .rev()
        .fold(UnitPath::root(), |path, code| path.below(code)))
}

fn write(
    db: &mut Db,
    ctx: &Context,
    stored: &Stored,
    sheet: &mut Received<UnitRow>,
    places: &BTreeMap<usize, UnitPath>,
) -> Result<Vec<Witness>> {
    let at = ctx.now().0;
    // Shallow first, so that a unit is there before those below it.
    let mut order: Vec<(&usize, &UnitPath)> = places.iter().collect();
    order.sort_by_key(|(n, path)| (path.depth(), **n));
    let mut ids: BTreeMap<String, Key> = stored
        .iter()
        .map(|(code, row)| (code.clone(), row.id))
        .collect();
    let (mut new, mut written) = (Vec::new(), Vec::new());
    let mut moved: Vec<(Key, Option<Key>, UnitPath)> = Vec::new();
    let mut rewritten: Vec<UnitPath> = Vec::new();
    for (n, path) in order {
        let row = &mut sheet.rows[*n];
        let Some(unit) = row.draft.clone() else {
            continue;
        };
        let parent_id = unit
            .parent_code
            .as_ref()
            .and_then(|code| ids.get(code))
            .copied();
        let old = stored.get(&unit.code);
        let id = old.map_or_else(|| Key(ctx.installation.effects.uuid()), |old| old.id);
        ids.insert(unit.code.clone(), id);
        let wanted = Unit {
            id,
            code: unit.code,
            name: unit.name,
            level: unit.level,
            parent_id,
            path: path.clone(),
            credit_code: unit.credit_code,
            area_code: unit.area_code,
            succeeded_by: old.and_then(|old| old.succeeded_by),
            succeeded_on: old.and_then(|old| old.succeeded_on),
            updated_at: at,
            revision: old.map_or(0, |old| old.revision + 1),
        };
        match old {
            None => {
                moved.push((id, parent_id, wanted.path.clone()));
                written.push(vouched(ctx, &wanted));
                new.push(wanted);
                row.state = RowState::Accepted;
            }
            Some(old) if same(old, &wanted) => row.state = RowState::Unchanged,
            Some(old) => {
                if old.path != wanted.path {
                    storage::units::rewrite_paths(db, &old.path, &wanted.path)?;
                    moved.push((id, parent_id, wanted.path.clone()));
                    rewritten.push(path.clone());
                }
                storage::units::update(db, &wanted)?;
                witness::expect_vouched(db, &[vouched(ctx, old)])?;
                written.push(vouched(ctx, &wanted));
                row.state = RowState::Revised;
            }
        }
    }
    storage::units::add(db, &new)?;
    for (unit, parent, path) in moved {
        let row = MoveRow {
            unit_id: unit,
            at,
            parent_id: parent,
            path: path.as_str().to_owned(),
            moved_by: ctx.actor.id.into(),
        };
        storage::units::record_move(db, &row)?;
        written.push(witness::of(ctx.keyring(), &row));
    }
    vouch_for_moved(db, ctx, &rewritten)?;
    Ok(written)
}

fn vouched(ctx: &Context, unit: &Unit) -> Witness {
    witness::of(ctx.keyring(), &StoredRow::from(unit.clone()))
}

/// Operators, changes and imports of a branch move with it.
fn vouch_for_moved(db: &mut Db, ctx: &Context, rewritten: &[UnitPath]) -> Result<()> {
    if rewritten.is_empty() {
        return Ok(());
    }
    let moved = |place: &UnitPath| {
        let mut branches = rewritten.iter();
        branches.any(|path| Scope::below(path.clone()).covers(place))
    };
    let keyring = ctx.keyring();
    let operators = storage::operators::all(db)?.into_iter();
    let mut witnesses: Vec<Witness> = operators
        .filter(|row| moved(&row.scope_path))
        .map(|row| witness::of(keyring, &OperatorRow::from(row)))
        .collect();
    let changes = storage::proposals::stored(db)?.into_iter();
    let changes = changes.filter(|row| moved(&UnitPath::from_stored(row.unit_path.clone())));
    witnesses.extend(changes.map(|row| witness::of(keyring, &row)));
    for path in rewritten {
        let imports = storage::imports::ended_below(db, path)?;
        witnesses.extend(
            imports
                .iter()
                .map(|row| witness::of(keyring, &ImportHead(row))),
        );
    }
    let detail = json!({ "branches": rewritten.len() });
    events::vouch(db, ctx, "unit-move", &detail, &witnesses)
}

fn same(old: &Unit, new: &Unit) -> bool {
    (
        &old.name,
        old.level,
        old.parent_id,
        &old.path,
        &old.credit_code,
        &old.area_code,
    ) == (
        &new.name,
        new.level,
        new.parent_id,
        &new.path,
        &new.credit_code,
        &new.area_code,
    )
}
