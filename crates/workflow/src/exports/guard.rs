//! The register and the database's copy of it, brought together around an export.

use super::entry::{Entry, What, digest_of};
use super::file::{Register, damaged};
use crate::error::{Result, WorkflowError};
use crate::session::Env;
use domain::ids::BatchId;
use std::collections::BTreeSet;
use storage::Db;
use storage::export_entries::{self, EntryRow, EntryState};

/// The register while an export is made; nobody else exports meanwhile.
pub(crate) struct Guard {
    register: Register,
}

impl Guard {
    /// Opens the register and brings both copies to one length: what only the file knows is taken into the database as
    /// found, and what a cut-off export left unwritten is appended to the file.
    ///
    /// # Errors
    /// [`WorkflowError::Register`] when the file is missing, shorter than what was written to it, or says something else
    /// than the database.
    pub(crate) fn open(db: &mut Db, env: &Env) -> Result<Self> {
        let known = export_entries::all(db)?;
        let path = &env.office.register;
        let mut register = Register::open(path, known.iter().all(|row| !row.written))?;
        let entries = register.entries(env)?;
        for (row, line) in known.iter().zip(&register.lines) {
            if row.line != *line {
                let what = format!("its entry {} is not the one the database has", row.no);
                return Err(damaged(path, &what));
            }
        }
        let unwritten = known.get(register.lines.len()..).unwrap_or_default();
        if let Some(row) = unwritten.iter().find(|row| row.written) {
            let what = format!("entry {} and what follows are missing from it", row.no);
            return Err(damaged(path, &what));
        }
        if !register.rest.is_empty() {
            let cut_off = unwritten
                .first()
                .is_some_and(|row| row.line.starts_with(&register.rest));
            if !cut_off {
                return Err(damaged(path, "its last line is not whole"));
            }
            register.drop_rest()?;
        }
        let found = entries.get(known.len()..).unwrap_or_default();
        if !found.is_empty() {
            let lines = register.lines.get(known.len()..).unwrap_or_default();
            db.write(|db| adopt(db, found, lines))?;
        }
        let mut guard = Self { register };
        guard.write(db)?;
        Ok(guard)
    }

    /// Refuses lines that the register says were exported in a life of the database that is lost.
    ///
    /// # Errors
    /// [`WorkflowError::Exported`] naming file and number.
    pub(crate) fn refuse_found(
        &self,
        db: &mut Db,
        env: &Env,
        marks: &BTreeSet<String>,
    ) -> Result<()> {
        for row in export_entries::of_state(db, EntryState::Found)? {
            let Some(entry) = Entry::read(env, &row.line) else {
                return Err(damaged(self.register.path(), "a stored entry was changed"));
            };
            if let What::Export {
                number,
                file,
                marks: paid,
                ..
            } = entry.what
                && !paid.is_disjoint(marks)
            {
                return Err(WorkflowError::Exported {
                    register: self.register.path().to_path_buf(),
                    entry: entry.no,
                    batch: number,
                    file,
                });
            }
        }
        Ok(())
    }

    /// Brings the entries the database made to the file, in their order.
    pub(crate) fn write(&mut self, db: &mut Db) -> Result<()> {
        for row in export_entries::unwritten(db)? {
            if usize::try_from(row.no).is_ok_and(|no| no > self.register.lines.len()) {
                self.register.append(&row.line)?;
            }
            db.write(|db| Ok::<_, WorkflowError>(export_entries::set_written(db, row.no)?))?;
        }
        Ok(())
    }
}

/// Takes entries of the file into the database.
fn adopt(db: &mut Db, found: &[Entry], lines: &[String]) -> Result<()> {
    for (entry, line) in found.iter().zip(lines) {
        let (state, batch) = match &entry.what {
            What::Export { batch, .. } => (EntryState::Found, Some(*batch)),
            What::Void { entry, .. } => {
                export_entries::set_state(db, *entry, EntryState::Void, None)?;
                (EntryState::Made, None)
            }
        };
        export_entries::add(db, &row(entry, line.clone(), state, batch, true))?;
    }
    Ok(())
}

/// Adds an entry to the database's copy, inside the caller's transaction; [`Guard::write`] brings it to the file after.
pub(crate) fn enter(db: &mut Db, env: &Env, what: What) -> Result<i64> {
    let last = export_entries::last(db)?;
    let batch = match &what {
        What::Export { batch, .. } => Some(*batch),
        What::Void { .. } => None,
    };
    let entry = Entry {
        no: last.as_ref().map_or(0, |row| row.no) + 1,
        at: env.now().0,
        what,
        before: last.map_or_else(String::new, |row| digest_of(&row.line).to_owned()),
    };
    let line = entry.line(env)?;
    export_entries::add(db, &row(&entry, line, EntryState::Made, batch, false))?;
    Ok(entry.no)
}

fn row(
    entry: &Entry,
    line: String,
    state: EntryState,
    batch: Option<BatchId>,
    written: bool,
) -> EntryRow {
    EntryRow {
        no: entry.no,
        batch_id: batch.map(Into::into),
        state: state.code().to_owned(),
        line,
        written,
        made_at: entry.at,
    }
}
