//! The tree of unions in scope.

use crate::error::Result;
use crate::session::Session;
use chrono::NaiveDate;
use domain::ids::UnitId;
use domain::unit::{UnitLevel, UnitPath};
use std::collections::BTreeMap;
use storage::units::Unit;

/// A unit of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitView {
    /// Id.
    pub id: UnitId,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Level.
    pub level: UnitLevel,
    /// Place in the tree.
    pub path: UnitPath,
    /// Depth; the province is 1.
    pub depth: usize,
    /// Unified social credit code.
    pub credit_code: Option<String>,
    /// GB/T 2260 code.
    pub area_code: Option<String>,
    /// Code of the union that takes its place, when it is in scope.
    pub succeeded_by: Option<String>,
    /// Since when another union has taken its place.
    pub succeeded_on: Option<NaiveDate>,
}

/// Every unit in scope, from the top down.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn tree(session: &mut Session) -> Result<Vec<UnitView>> {
    let scope = session.ctx.actor.scope.clone();
    let rows = storage::units::all(&mut session.db, &scope)?;
    let codes: BTreeMap<UnitId, String> = rows
        .iter()
        .map(|row| (row.id.into(), row.code.clone()))
        .collect();
    let view = |row: Unit| UnitView {
        id: row.id.into(),
        code: row.code,
        name: row.name,
        level: row.level,
        depth: row.path.depth(),
        path: row.path,
        credit_code: row.credit_code,
        area_code: row.area_code,
        succeeded_by: row
            .succeeded_by
            .and_then(|unit| codes.get(&UnitId::from(unit)).cloned()),
        succeeded_on: row.succeeded_on,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// The place of the unit with this code, for filters.
///
/// # Errors
/// [`crate::WorkflowError::UnknownUnit`] when it is not there or not in scope.
pub fn path_of(session: &mut Session, code: &str) -> Result<UnitPath> {
    let scope = session.ctx.actor.scope.clone();
    match storage::units::by_code(&mut session.db, &scope, code) {
        Err(storage::StorageError::NotFound) => {
            Err(crate::WorkflowError::UnknownUnit(code.to_owned()))
        }
        found => Ok(found?.path),
    }
}
