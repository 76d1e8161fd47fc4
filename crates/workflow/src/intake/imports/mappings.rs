//! What the headers of a union's own sheets mean: saved by an operator, read with every later file of the union.

use super::{action_of, sheet_of};
use crate::audit::events;
use crate::audit::witness::registers::{Held, Register};
use crate::error::{Result, WorkflowError};
use crate::review::rule_set::find_programme;
use crate::session::{Context, Session};
use domain::role::Action;
use domain::year::Instant;
use import::Mappings;
use rows::{ColumnSpec, SheetSpec, normalise};
use serde_json::json;
use std::collections::BTreeSet;
use storage::column_mappings::ColumnMapping;
use storage::units::Unit;
use storage::{Db, Key, StorageError};

/// Longest header that can be saved, in characters.
pub const HEADER_CHARS_MAX: usize = 40;

/// A saved header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedHeader {
    /// Kind of sheet.
    pub profile: String,
    /// The header as the union writes it.
    pub title: String,
    /// Stable name of the field it means.
    pub field: String,
    /// The template's header of that field; empty when the programme has it no more.
    pub header: String,
    /// When it was saved.
    pub at: Instant,
}

/// Saves what a header of a union's own sheets means, in the place of what it meant before.
///
/// # Errors
/// [`WorkflowError::Forbidden`] for operators who may not import that kind of sheet;
/// [`WorkflowError::UnknownUnit`]; [`WorkflowError::Usage`] for a kind of sheet or a field there is not, and for a
/// header that means something already.
pub fn save(
    session: &mut Session,
    programme: &str,
    profile: &str,
    unit: &str,
    header: &str,
    field: &str,
) -> Result<SavedHeader> {
    let ctx = session.ctx.clone();
    let sheet = sheet_of(profile, find_programme(&ctx, programme)?)?;
    ctx.require(action_of(&sheet))?;
    let unit = unit_of(&mut session.db, &ctx, unit)?;
    let specs = sheet.columns;
    let Some(spec) = specs.iter().find(|spec| spec.field == field) else {
        let fields: Vec<&str> = specs.iter().map(|spec| spec.field).collect();
        return Err(WorkflowError::Usage(words!(
            "{0} 表没有 {field} 这一栏；可用：{1}",
            "{} sheets have no field {field}; there are {}",
            sheet.code,
            fields.join(", ")
        )));
    };
    let title = header.trim();
    let compared = normalise(title);
    if compared.is_empty() || title.chars().count() > HEADER_CHARS_MAX {
        return Err(WorkflowError::Usage(words!(
            "表头为 1 至 {HEADER_CHARS_MAX} 个字，其中须有文字或数字",
            "a header has 1 to {HEADER_CHARS_MAX} characters, letters or digits among them"
        )));
    }
    let known = |spec: &&ColumnSpec| {
        std::iter::once(&spec.header)
            .chain(spec.aliases)
            .any(|known| normalise(known) == compared)
    };
    if let Some(known) = specs.iter().find(known) {
        return Err(WorkflowError::Usage(words!(
            "{title} 已对应到 {}",
            "{title} is read as {} already",
            known.field
        )));
    }
    let row = ColumnMapping {
        unit_id: unit.id,
        profile: sheet.code.to_owned(),
        header: compared,
        title: title.to_owned(),
        field: spec.field.to_owned(),
        made_by: ctx.actor.id.into(),
        made_at: ctx.now().0,
    };
    let detail = json!({
        "unit": unit.code, "profile": row.profile, "header": row.title, "field": row.field,
    });
    session.db.write(|db| {
        let held = held(db, &ctx, unit.id)?;
        storage::column_mappings::save(db, &row)?;
        let written = held.witnesses(db, ctx.keyring())?;
        events::vouch(db, &ctx, "mapping-save", &detail, &written)
    })?;
    Ok(saved(row, &sheet))
}

/// What is saved for a union, by kind of sheet and header.
///
/// # Errors
/// [`WorkflowError::Forbidden`], [`WorkflowError::UnknownUnit`], [`WorkflowError::UnknownProgramme`].
pub fn list(session: &mut Session, programme: &str, unit: &str) -> Result<Vec<SavedHeader>> {
    let ctx = session.ctx.clone();
    ctx.require(Action::Read)?;
    let unit = unit_of(&mut session.db, &ctx, unit)?;
    let programme = find_programme(&ctx, programme)?;
    Ok(storage::column_mappings::of_unit(&mut session.db, unit.id)?
        .into_iter()
        .filter_map(|row| {
            let sheet = sheet_of(&row.profile, programme).ok()?;
            Some(saved(row, &sheet))
        })
        .collect())
}

/// Forgets what a header means.
///
/// # Errors
/// As [`save`]; [`WorkflowError::NotFound`] when nothing is saved for the header.
pub fn remove(
    session: &mut Session,
    programme: &str,
    profile: &str,
    unit: &str,
    header: &str,
) -> Result<()> {
    let ctx = session.ctx.clone();
    let sheet = sheet_of(profile, find_programme(&ctx, programme)?)?;
    ctx.require(action_of(&sheet))?;
    let unit = unit_of(&mut session.db, &ctx, unit)?;
    let compared = normalise(header);
    let detail = json!({
        "unit": unit.code, "profile": sheet.code, "header": header.trim(),
    });
    session.db.write(|db| {
        let held = held(db, &ctx, unit.id)?;
        if !storage::column_mappings::remove(db, unit.id, sheet.code, &compared)? {
            return Err(WorkflowError::NotFound {
                kind: crate::Thing::Mapping,
                id: header.trim().to_owned(),
            });
        }
        let written = held.witnesses(db, ctx.keyring())?;
        events::vouch(db, &ctx, "mapping-remove", &detail, &written)
    })
}

/// What is saved for a union, held against everybody else.
fn held(db: &mut Db, ctx: &Context, unit: Key) -> Result<Held> {
    let registers = &[Register::ColumnMappings];
    Held::of(db, ctx.keyring(), &BTreeSet::from([unit]), registers)
}

/// The saved headers of the union whose file it is; none when the code is no union in the operator's scope.
pub(super) fn of_file(
    db: &mut Db,
    ctx: &Context,
    profile: &str,
    unit: Option<&str>,
) -> Result<Mappings> {
    let Some(code) = unit.filter(|code| !code.is_empty()) else {
        return Ok(Mappings::default());
    };
    let unit = match storage::units::by_code(db, &ctx.actor.scope, code) {
        Err(StorageError::NotFound) => return Ok(Mappings::default()),
        other => other?,
    };
    let fields = storage::column_mappings::of_unit(db, unit.id)?
        .into_iter()
        .filter(|row| row.profile == profile)
        .map(|row| (row.header, row.field))
        .collect();
    Ok(Mappings {
        unit: unit.code,
        fields,
    })
}

fn saved(row: ColumnMapping, sheet: &SheetSpec) -> SavedHeader {
    let spec = sheet.columns.iter().find(|spec| spec.field == row.field);
    SavedHeader {
        header: spec.map_or_else(String::new, |spec| spec.header.to_owned()),
        profile: row.profile,
        title: row.title,
        field: row.field,
        at: Instant(row.made_at),
    }
}

fn unit_of(db: &mut Db, ctx: &Context, code: &str) -> Result<Unit> {
    match storage::units::by_code(db, &ctx.actor.scope, code) {
        Err(StorageError::NotFound) => Err(WorkflowError::UnknownUnit(code.to_owned())),
        other => Ok(other?),
    }
}
