//! The rows of a file on their way through an import.

use super::{Verdicts, Waiting, refuses};
use crate::error::Result;
use crate::session::Context;
use chrono::NaiveDate;
use domain::finding::{RowFinding, RowSeverity};
use domain::ids::{ClaimRef, ImportId, UnitId};
use domain::unit::{Scope, UnitLevel};
use import::ReadRow;
use rows::StagedRow;
use sealing::SealPurpose;
use std::collections::BTreeMap;
use storage::imports::{ImportRecord, ImportedRow};
use storage::units::Unit;
use storage::{Db, StorageError};

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowState {
    /// It made something new.
    Accepted,
    /// It changed something.
    Revised,
    /// It was there already.
    Unchanged,
    /// It made nothing.
    Refused,
}

impl RowState {
    fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Revised => "revised",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }
}

pub(super) struct Row<T> {
    pub(super) staged: StagedRow,
    pub(super) draft: Option<T>,
    pub(super) findings: Vec<RowFinding>,
    pub(super) state: RowState,
    pub(super) claim: Option<ClaimRef>,
    sealed: Vec<u8>,
}

impl<T> Row<T> {
    pub(super) fn new(read: ReadRow<T>) -> Self {
        let state = if read.draft.is_some() {
            RowState::Accepted
        } else {
            RowState::Refused
        };
        Self {
            staged: read.staged,
            draft: read.draft,
            findings: read.findings,
            state,
            claim: None,
            sealed: Vec::new(),
        }
    }

    /// Refuses the row for a reason only the database knows.
    pub(super) fn refuse(&mut self, code: &str, args: &[(&str, &str)]) {
        self.state = RowState::Refused;
        self.draft = None;
        self.note(code, RowSeverity::Error, args);
    }

    /// Adds something to know.
    pub(super) fn note(&mut self, code: &str, severity: RowSeverity, args: &[(&str, &str)]) {
        let args: BTreeMap<String, String> = args
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        self.findings.push(RowFinding {
            sheet: self.staged.sheet.clone(),
            row: self.staged.row,
            column: String::new(),
            code: code.to_owned(),
            severity,
            args,
        });
    }

    /// Adds what the programme found; an error refuses the row.
    pub(super) fn take_findings(&mut self, findings: Vec<RowFinding>) {
        let (sheet, row) = (&self.staged.sheet, self.staged.row);
        let placed = findings.into_iter().map(|finding| RowFinding {
            sheet: sheet.clone(),
            row,
            ..finding
        });
        self.findings.extend(placed);
        if self.findings.iter().any(refuses) {
            self.state = RowState::Refused;
            self.draft = None;
        }
    }

    /// Seals the cells as received, under the import and row number: before the transaction, which
    /// holds everybody else up.
    pub(super) fn seal(&mut self, ctx: &Context, record: &ImportRecord) -> Result<()> {
        let aad = format!("{}:{}", ImportId::from(record.id), self.staged.row);
        let cells = serde_json::to_vec(&self.staged.cells)?;
        let nonce = ctx.installation.effects.nonce();
        self.sealed = ctx
            .keyring()
            .seal(SealPurpose::Row, &cells, aad.as_bytes(), nonce)?;
        Ok(())
    }

    /// The row as it is kept.
    pub(super) fn stored(&self, record: &ImportRecord) -> Result<ImportedRow> {
        Ok(ImportedRow {
            import_id: record.id,
            row_no: i64::from(self.staged.row),
            sheet: self.staged.sheet.clone(),
            state: self.state.code().to_owned(),
            subject_id: self.claim.map(|claim| claim.subject.into()),
            claim_id: self.claim.map(|claim| claim.id.into()),
            sealed: self.sealed.clone(),
            findings: serde_json::to_string(&self.findings)?,
        })
    }
}

/// All rows of a file.
pub(super) struct Received<T> {
    pub(super) rows: Vec<Row<T>>,
    /// When the very same file was taken over before, in Shanghai time.
    pub(super) seen_before: Option<String>,
    /// What the rules say about the claims, or would say.
    pub(super) verdicts: Option<Verdicts>,
    /// Claims that were compared with a part of the others only.
    pub(super) compared_in_part: usize,
    /// Changes that wait for a second operator.
    pub(super) waiting: Waiting,
}

impl<T> Default for Received<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            seen_before: None,
            verdicts: None,
            compared_in_part: 0,
            waiting: Waiting::default(),
        }
    }
}

impl<T> Received<T> {
    /// What is to be said about a file that came before, whole or in part. How many of its rows differ is known once
    /// they were `taken` over.
    pub(super) fn sent_again(&self, taken: bool) -> Option<RowFinding> {
        let unchanged = self.count(&[RowState::Unchanged]);
        let changed = self.count(&[RowState::Revised]);
        let added = self.count(&[RowState::Accepted]);
        let (code, at, changed) = match &self.seen_before {
            Some(at) if !taken => ("file-seen-before", at.as_str(), changed),
            Some(at) if changed + added == 0 => ("file-seen-unchanged", at.as_str(), changed),
            Some(at) => ("file-seen-changed", at.as_str(), changed + added),
            None if taken && unchanged + changed > 0 => ("file-resent-changed", "", changed),
            None => return None,
        };
        let args = [
            ("at", at.to_owned()),
            ("unchanged", unchanged.to_string()),
            ("changed", changed.to_string()),
            ("added", added.to_string()),
        ];
        Some(self.of_whole(code, &args))
    }

    /// What is to be said when keys are so common that claims were compared with a part of the others only.
    pub(super) fn in_part(&self) -> Option<RowFinding> {
        let args = [("claims", self.compared_in_part.to_string())];
        (self.compared_in_part > 0).then(|| self.of_whole("claims-compared-in-part", &args))
    }

    /// A remark on the sheet as a whole; arguments without a value are left out.
    fn of_whole(&self, code: &str, args: &[(&str, String)]) -> RowFinding {
        RowFinding {
            sheet: self
                .rows
                .first()
                .map(|row| row.staged.sheet.clone())
                .unwrap_or_default(),
            row: 0,
            column: String::new(),
            code: code.to_owned(),
            severity: RowSeverity::Warning,
            args: args
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }

    pub(super) fn count(&self, states: &[RowState]) -> usize {
        self.rows
            .iter()
            .filter(|row| states.contains(&row.state))
            .count()
    }

    /// Rows taken over with something to know.
    pub(super) fn warned(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| {
                row.state != RowState::Refused
                    && row.findings.iter().any(|finding| !refuses(finding))
            })
            .count()
    }
}

/// The units that the rows name, as they act today; rows of a union that is not in the operator's scope are refused.
pub(super) fn units_of<T>(
    db: &mut Db,
    ctx: &Context,
    sheet: &mut Received<T>,
    code_of: impl Fn(&T) -> &str,
) -> Result<BTreeMap<String, Unit>> {
    let drafts = sheet.rows.iter().filter_map(|row| row.draft.as_ref());
    let codes = drafts.map(|draft| code_of(draft).to_owned()).collect();
    let mut units = units_in_scope(db, ctx, codes)?;
    for row in &mut sheet.rows {
        if let Some(code) = row.draft.as_ref().map(|draft| code_of(draft).to_owned())
            && !units.contains_key(&code)
        {
            row.refuse("unit-unknown", &[("code", &code)]);
        }
    }
    follow_mergers(db, ctx, &mut units, sheet, code_of)?;
    Ok(units)
}

/// The units the rows name, in the operator's scope. Rows of other units are refused by the caller.
pub(super) fn units_in_scope(
    db: &mut Db,
    ctx: &Context,
    codes: Vec<String>,
) -> Result<BTreeMap<String, Unit>> {
    let mut codes = codes;
    codes.sort_unstable();
    codes.dedup();
    let scope: &Scope = &ctx.actor.scope;
    let found = storage::units::by_codes(db, &codes)?;
    Ok(found
        .into_iter()
        .filter(|unit| scope.covers(&unit.path))
        .map(|unit| (unit.code.clone(), unit))
        .collect())
}

/// Puts the union that acts for a merged one in its place, and says so on every row that names the old
/// code. Rows whose union went out of the operator's scope that way are refused.
fn follow_mergers<T>(
    db: &mut Db,
    ctx: &Context,
    units: &mut BTreeMap<String, Unit>,
    sheet: &mut Received<T>,
    code_of: impl Fn(&T) -> &str,
) -> Result<()> {
    let succession = storage::units::succession(db)?;
    let today = ctx.today();
    let merged: BTreeMap<String, (UnitId, NaiveDate)> = units
        .iter()
        .filter_map(|(code, unit)| {
            let merger = succession.in_force(unit.id.into(), today)?;
            let acting = succession.resolve(unit.id.into(), today).ok()?;
            Some((code.clone(), (acting, merger.on)))
        })
        .collect();
    if merged.is_empty() {
        return Ok(());
    }
    let ids: Vec<UnitId> = merged.values().map(|(unit, _)| *unit).collect();
    let acting: BTreeMap<UnitId, Unit> = storage::units::by_ids(db, &ids)?
        .into_iter()
        .filter(|unit| ctx.actor.scope.covers(&unit.path))
        .map(|unit| (unit.id.into(), unit))
        .collect();
    for row in &mut sheet.rows {
        let Some(code) = row.draft.as_ref().map(|draft| code_of(draft).to_owned()) else {
            continue;
        };
        let Some((unit, on)) = merged.get(&code) else {
            continue;
        };
        let on = on.to_string();
        match acting.get(unit) {
            Some(unit) => row.note(
                "unit-merged",
                RowSeverity::Warning,
                &[("code", &code), ("into", &unit.code), ("on", &on)],
            ),
            None => row.refuse("unit-merged-away", &[("code", &code), ("on", &on)]),
        }
    }
    for (code, (unit, _)) in merged {
        match acting.get(&unit) {
            Some(unit) => units.insert(code, unit.clone()),
            None => units.remove(&code),
        };
    }
    Ok(())
}

/// The operator's own unit, when the scope is a basic union: rows need not repeat it.
pub(super) fn own_unit(db: &mut Db, ctx: &Context) -> Result<Option<String>> {
    let path = ctx.actor.scope.path().as_str();
    let Some(code) = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .filter(|code| !code.is_empty())
    else {
        return Ok(None);
    };
    match storage::units::by_code(db, &ctx.actor.scope, code) {
        Ok(unit) if unit.level == UnitLevel::Basic => Ok(Some(unit.code)),
        Ok(_) | Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The unit a sheet's head names by its code or its full name, if exactly one in scope has it.
pub(super) fn unit_named(db: &mut Db, ctx: &Context, name: Option<&str>) -> Result<Option<String>> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    let found = storage::units::named(db, &ctx.actor.scope, name)?;
    Ok(match found.as_slice() {
        [unit] => Some(unit.code.clone()),
        _ => None,
    })
}
