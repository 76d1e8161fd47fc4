//! Imported files and what became of their rows.

use crate::page::{After, falling, within};
use crate::schema::{import_rows, imports};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::ImportId;
use domain::unit::Scope;

/// An import as lists need it, without its sealed head.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct ImportHead {
    /// Id.
    pub id: Key,
    /// Code of the kind of sheet.
    pub profile: String,
    /// Programme id.
    pub programme: String,
    /// The file's name.
    pub file_name: String,
    /// The file's digest.
    pub file_digest: String,
    /// Where it stands.
    pub state: String,
    /// Rows read.
    pub row_count: i64,
    /// Rows that produced or changed something.
    pub accepted: i64,
    /// Rows that were refused.
    pub refused: i64,
    /// Rows taken over with a warning.
    pub warned: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Findings of the whole file, JSON.
    pub file_findings: String,
    /// Who.
    pub made_by: Key,
    /// Microseconds since 1970.
    pub started_at: i64,
    /// Microseconds since 1970.
    pub finished_at: Option<i64>,
}

/// A row of a file, without its sealed cells.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = import_rows)]
pub struct ImportLine {
    /// Position in the file.
    pub row_no: i64,
    /// The sheet.
    pub sheet: String,
    /// What became of it.
    pub state: String,
    /// The claim's subject.
    pub subject_id: Option<Key>,
    /// The claim it made or changed.
    pub claim_id: Option<Key>,
    /// Findings, JSON.
    pub findings: String,
}

/// A page of imports in scope, newest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<ImportHead>> {
    let mut query = imports::table
        .into_boxed()
        .filter(within!(imports::scope_path, scope.path()));
    if let Some(after) = after {
        query = query.filter(falling!(imports::started_at, imports::id, after));
    }
    Ok(query
        .order((imports::started_at.desc(), imports::id.desc()))
        .limit(limit)
        .select(ImportHead::as_select())
        .load(db)?)
}

/// An import in scope.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when it is not there or not in scope.
pub fn find(db: &mut Db, scope: &Scope, id: ImportId) -> Result<ImportHead> {
    Ok(imports::table
        .find(Key::from(id))
        .filter(within!(imports::scope_path, scope.path()))
        .select(ImportHead::as_select())
        .first(db)?)
}

/// The name of an import's file, whatever its scope: a claim tells where it came from.
///
/// # Errors
/// [`crate::StorageError`].
pub fn file_name(db: &mut Db, id: ImportId) -> Result<Option<String>> {
    Ok(imports::table
        .find(Key::from(id))
        .select(imports::file_name)
        .first(db)
        .optional()?)
}

/// A page of a file's rows after position `after`; with `flagged` only those that have findings.
///
/// # Errors
/// [`crate::StorageError`].
pub fn rows(
    db: &mut Db,
    import: ImportId,
    flagged: bool,
    after: i64,
    limit: i64,
) -> Result<Vec<ImportLine>> {
    let mut query = import_rows::table.into_boxed().filter(
        import_rows::import_id
            .eq(Key::from(import))
            .and(import_rows::row_no.gt(after)),
    );
    if flagged {
        query = query.filter(import_rows::findings.ne("[]"));
    }
    Ok(query
        .order(import_rows::row_no)
        .limit(limit)
        .select(ImportLine::as_select())
        .load(db)?)
}
