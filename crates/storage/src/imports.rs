//! Imported files and their rows as received.

use crate::db::one_row;
use crate::dialect::insert_all;
use crate::page::{After, falling, within};
use crate::schema::{import_rows, imports};
use crate::{Db, Key, Result};
use diesel::prelude::*;
use domain::ids::ImportId;
use domain::unit::{Scope, UnitPath};

/// A row of `imports`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ImportRecord {
    /// Id.
    pub id: Key,
    /// Kind of sheet.
    #[diesel(skip_update)]
    pub profile: String,
    /// Programme id; empty for sheets that belong to none.
    #[diesel(skip_update)]
    pub programme: String,
    /// The file's name, without its folder.
    #[diesel(skip_update)]
    pub file_name: String,
    /// SHA-256 of the file, hex.
    #[diesel(skip_update)]
    pub file_digest: String,
    /// `running`, `promoted`, `refused` or `abandoned`.
    pub state: String,
    /// The importing operator's place in the tree.
    // A unit that is moved meanwhile takes it along.
    #[diesel(skip_update)]
    pub scope_path: String,
    /// Rows of data.
    pub row_count: i64,
    /// Rows that made or changed something.
    pub accepted: i64,
    /// Rows refused.
    pub refused: i64,
    /// Rows taken over with something to know.
    pub warned: i64,
    /// Rows that were there already.
    pub unchanged: i64,
    /// How the sheet was laid out, with the names and telephone of its head, sealed.
    pub sealed_head: Option<Vec<u8>>,
    /// Findings about the file as a whole, JSON.
    pub file_findings: String,
    /// Who.
    #[diesel(skip_update)]
    pub made_by: Key,
    /// Microseconds since 1970.
    #[diesel(skip_update)]
    pub started_at: i64,
    /// Microseconds since 1970.
    pub finished_at: Option<i64>,
    /// Counts the writes.
    pub revision: i64,
}

/// The states of imports that are vouched for: taken over, or refused whole.
pub const ENDED: [&str; 2] = ["promoted", "refused"];

/// A row of `import_rows`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rows, treat_none_as_default_value = false)]
pub struct ImportedRow {
    /// The import.
    pub import_id: Key,
    /// Row number as Excel shows it.
    pub row_no: i64,
    /// Sheet.
    pub sheet: String,
    /// `accepted`, `revised`, `unchanged` or `refused`.
    pub state: String,
    /// Subject of the claim it made.
    pub subject_id: Option<Key>,
    /// The claim it made.
    pub claim_id: Option<Key>,
    /// The cells as received, sealed.
    pub sealed: Vec<u8>,
    /// Findings, JSON.
    pub findings: String,
}

/// Begins an import: others see who is at it.
///
/// # Errors
/// [`crate::StorageError`].
pub fn begin(db: &mut Db, row: &ImportRecord) -> Result<()> {
    diesel::insert_into(imports::table)
        .values(row)
        .execute(db)?;
    Ok(())
}

/// Ends an import with its rows; `row.revision` is the new one.
///
/// Attempts at the same file that are marked as running are marked as abandoned: their process died,
/// and nothing of them was saved. One that is alive after all simply ends later and says so itself.
///
/// # Errors
/// [`crate::StorageError::Conflict`] when somebody else ended it.
pub fn finish(db: &mut Db, row: &ImportRecord, rows: &Vec<ImportedRow>) -> Result<()> {
    let changed = diesel::update(
        imports::table
            .find(row.id)
            .filter(imports::revision.eq(row.revision - 1)),
    )
    .set(row)
    .execute(db)?;
    one_row(changed)?;
    diesel::update(
        imports::table
            .filter(
                imports::profile
                    .eq(&row.profile)
                    .and(imports::file_digest.eq(&row.file_digest)),
            )
            .filter(imports::state.eq("running")),
    )
    .set(imports::state.eq("abandoned"))
    .execute(db)?;
    insert_all!(db, import_rows::table, rows)?;
    Ok(())
}

/// The last import of a file that was taken over.
///
/// # Errors
/// [`crate::StorageError`].
pub fn promoted(db: &mut Db, profile: &str, digest: &str) -> Result<Option<ImportRecord>> {
    Ok(imports::table
        .filter(
            imports::profile
                .eq(profile)
                .and(imports::file_digest.eq(digest)),
        )
        .filter(imports::state.eq("promoted"))
        .order((imports::started_at.desc(), imports::id))
        .select(ImportRecord::as_select())
        .first(db)
        .optional()?)
}

/// Finds an import.
///
/// # Errors
/// [`crate::StorageError::NotFound`].
pub fn find(db: &mut Db, id: ImportId) -> Result<ImportRecord> {
    Ok(imports::table
        .find(Key::from(id))
        .select(ImportRecord::as_select())
        .first(db)?)
}

/// The rows of an import as received, in the order of the file.
///
/// # Errors
/// [`crate::StorageError`].
pub fn rows(db: &mut Db, id: ImportId) -> Result<Vec<ImportedRow>> {
    Ok(import_rows::table
        .filter(import_rows::import_id.eq(Key::from(id)))
        .order(import_rows::row_no)
        .select(ImportedRow::as_select())
        .load(db)?)
}

/// Imports that are running, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn running(db: &mut Db) -> Result<Vec<ImportRecord>> {
    Ok(imports::table
        .filter(imports::state.eq("running"))
        .order((imports::started_at, imports::id))
        .select(ImportRecord::as_select())
        .load(db)?)
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
) -> Result<Vec<ImportRecord>> {
    let mut query = imports::table
        .into_boxed()
        .filter(within!(imports::scope_path, scope.path()));
    if let Some(after) = after {
        query = query.filter(falling!(imports::started_at, imports::id, after));
    }
    Ok(query
        .order((imports::started_at.desc(), imports::id.desc()))
        .limit(limit)
        .select(ImportRecord::as_select())
        .load(db)?)
}

/// An import in scope.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when it is not there or not in scope.
pub fn find_in_scope(db: &mut Db, scope: &Scope, id: ImportId) -> Result<ImportRecord> {
    Ok(imports::table
        .find(Key::from(id))
        .filter(within!(imports::scope_path, scope.path()))
        .select(ImportRecord::as_select())
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
pub fn rows_page(
    db: &mut Db,
    import: ImportId,
    flagged: bool,
    after: i64,
    limit: i64,
) -> Result<Vec<ImportedRow>> {
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
        .select(ImportedRow::as_select())
        .load(db)?)
}

/// A page of all imports by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn every(db: &mut Db, after: Option<Key>, limit: i64) -> Result<Vec<ImportRecord>> {
    let mut query = imports::table
        .order(imports::id)
        .select(ImportRecord::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(imports::id.gt(after));
    }
    Ok(query.limit(limit).load(db)?)
}

/// Every import that ended and belongs to this branch of the tree, by id.
///
/// # Errors
/// [`crate::StorageError`].
pub fn ended_below(db: &mut Db, path: &UnitPath) -> Result<Vec<ImportRecord>> {
    Ok(imports::table
        .filter(within!(imports::scope_path, path))
        .filter(imports::state.eq_any(ENDED))
        .order(imports::id)
        .select(ImportRecord::as_select())
        .load(db)?)
}

/// An import as it is now, which its own transaction has written.
///
/// # Errors
/// [`crate::StorageError`].
pub fn written(db: &mut Db, id: Key) -> Result<ImportRecord> {
    Ok(imports::table
        .find(id)
        .select(ImportRecord::as_select())
        .first(db)?)
}
