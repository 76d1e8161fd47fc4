//! The register and the database's copy of it, brought together around an export.

use super::entry::{Entry, What, digest_of};
use super::fault::Fault;
use super::file::{Head, Register, Title, write_anew};
use crate::audit::events;
use crate::audit::witness::{self, Witness};
use crate::error::{Result, WorkflowError};
use crate::session::Context;
use domain::ids::BatchId;
use serde_json::json;
use storage::export_entries::{self, EntryRow, EntryState};
use storage::{Db, StorageError};

/// The key of `meta` that names the installation's register.
pub(crate) const REGISTER: &str = "export-register";

/// The register while an export is made; nobody else exports meanwhile.
pub(crate) struct Guard {
    register: Register,
}

impl Guard {
    /// Opens the register and brings both copies to one length: what only the file knows is taken into the database as
    /// found, and what a cut-off export left unwritten is appended to the file. A register that two operators agreed to
    /// begin anew is written from the database's copy, once.
    ///
    /// # Errors
    /// [`WorkflowError::Register`] when a file is missing, of another installation, shorter than what was written to it, or
    /// says something else than the database.
    pub(crate) fn open(db: &mut Db, ctx: &Context) -> Result<Self> {
        let id = id_of(db)?;
        match Self::open_as_it_is(db, ctx, &id) {
            Err(WorkflowError::Register { path, fault }) if begin_anew(db, ctx, &id)? => {
                tracing::warn!(register = %path.display(), %fault, "begun anew");
                Self::open_as_it_is(db, ctx, &id)
            }
            done => done,
        }
    }

    fn open_as_it_is(db: &mut Db, ctx: &Context, id: &str) -> Result<Self> {
        // Held before the database's copy is read: whoever exported meanwhile has brought both on.
        let mut register = Register::open(&ctx.installation.register, ctx.keyring(), id)?;
        let known = export_entries::all(db)?;
        let entries = register.entries(ctx.keyring())?;
        for (row, line) in known.iter().zip(&register.lines) {
            if row.line != *line {
                return Err(register.damaged(Fault::Differs(row.no)));
            }
        }
        let unwritten = known.get(register.lines.len()..).unwrap_or_default();
        if let Some(row) = unwritten.iter().find(|row| row.written) {
            return Err(register.damaged(Fault::Cut(row.no)));
        }
        if !register.rest.is_empty() {
            let cut_off = unwritten
                .first()
                .is_some_and(|row| row.line.starts_with(&register.rest));
            if !cut_off {
                return Err(register.damaged(Fault::NotWhole));
            }
            register.drop_rest()?;
        }
        let found = entries.get(known.len()..).unwrap_or_default();
        if !found.is_empty() {
            let lines = register.lines.get(known.len()..).unwrap_or_default();
            let found: Vec<(Entry, String)> =
                found.iter().cloned().zip(lines.iter().cloned()).collect();
            db.write(|db| adopt(db, ctx, &found))?;
        }
        let mut guard = Self { register };
        guard.write(db, ctx)?;
        Ok(guard)
    }

    /// Brings the entries the database made to the file, in their order.
    pub(crate) fn write(&mut self, db: &mut Db, ctx: &Context) -> Result<()> {
        for row in export_entries::unwritten(db)? {
            if row.no > self.register.count() {
                self.register.append(&row.line)?;
            }
            db.write(|db| Ok::<_, WorkflowError>(export_entries::set_written(db, row.no)?))?;
        }
        self.register.note_head(ctx.keyring())
    }
}

/// The register that this database belongs to.
pub(crate) fn id_of(db: &mut Db) -> Result<String> {
    let id = storage::meta::get(db, REGISTER)?;
    Ok(id.ok_or_else(|| StorageError::stored("meta", format!("{REGISTER} is missing")))?)
}

/// Writes the register anew where two operators agreed to it and nobody has done so yet. A database put back to between
/// their agreement and the writing does not do it again: the head is another one since.
fn begin_anew(db: &mut Db, ctx: &Context, id: &str) -> Result<bool> {
    let place = &ctx.installation.register;
    db.write(|db| {
        let entries = export_entries::lock_all(db)?;
        let agreed = entries
            .iter()
            .rev()
            .filter(|row| !row.written)
            .find_map(|row| match Entry::read(ctx.keyring(), &row.line)?.what {
                What::Begun { head, .. } => Some((row, head)),
                What::Export { .. } | What::Void { .. } => None,
            });
        let Some((agreed, lost)) = agreed else {
            return Ok(false);
        };
        let head = Head::read(place, ctx.keyring(), id).ok();
        if head.map(|head| head.line) != lost {
            return Ok(false);
        }
        let until: Vec<&EntryRow> = entries.iter().filter(|row| row.no <= agreed.no).collect();
        let lines: Vec<String> = until.iter().map(|row| row.line.clone()).collect();
        write_anew(place, ctx.keyring(), id, &lines)?;
        for row in until.iter().filter(|row| !row.written) {
            export_entries::set_written(db, row.no)?;
        }
        Ok(true)
    })
}

/// Takes entries of the file into the database.
pub(super) fn adopt(db: &mut Db, ctx: &Context, found: &[(Entry, String)]) -> Result<()> {
    let mut witnesses = Vec::with_capacity(found.len());
    for (entry, line) in found {
        let (state, batch) = match &entry.what {
            What::Export { batch, .. } => (EntryState::Found, Some(*batch)),
            What::Void { entry, .. } => {
                export_entries::set_state(db, *entry, EntryState::Void, None)?;
                witnesses.push(witness_of(db, ctx, *entry)?);
                (EntryState::Made, None)
            }
            What::Begun { .. } => (EntryState::Made, None),
        };
        let row = row(entry, line.clone(), state, batch, true);
        export_entries::add(db, &row)?;
        witnesses.push(witness::of(ctx.keyring(), &row));
    }
    let numbers: Vec<i64> = found.iter().map(|(entry, _)| entry.no).collect();
    let detail = json!({ "entries": numbers });
    events::vouch(db, ctx, "export-found", &detail, &witnesses)
}

/// Vouches for an entry as the database has it now.
pub(super) fn witness_of(db: &mut Db, ctx: &Context, no: i64) -> Result<Witness> {
    let row = export_entries::find(db, no)?.ok_or(StorageError::NotFound)?;
    Ok(witness::of(ctx.keyring(), &row))
}

/// Adds an entry to the database's copy, inside the caller's transaction, whose act vouches for it; [`Guard::write`] brings
/// it to the file after. Gives its number.
pub(crate) fn enter(db: &mut Db, ctx: &Context, what: What) -> Result<(i64, Witness)> {
    enter_as(db, ctx, what, EntryState::Made)
}

/// Enters an export of a damaged file under the next number, as found.
pub(super) fn enter_found(db: &mut Db, ctx: &Context, entry: &Entry) -> Result<()> {
    let (no, witness) = enter_as(db, ctx, entry.what.clone(), EntryState::Found)?;
    let detail = json!({ "entries": [no], "was": entry.no });
    events::vouch(db, ctx, "export-found", &detail, &[witness])
}

fn enter_as(db: &mut Db, ctx: &Context, what: What, state: EntryState) -> Result<(i64, Witness)> {
    let last = export_entries::last(db)?;
    let batch = match &what {
        What::Export { batch, .. } => Some(*batch),
        What::Void { .. } | What::Begun { .. } => None,
    };
    let before = match &last {
        Some(row) => row.line.clone(),
        None => Title::of(&id_of(db)?).line(ctx.keyring())?,
    };
    let entry = Entry {
        no: last.map_or(0, |row| row.no) + 1,
        at: ctx.now().0,
        what,
        before: digest_of(&before).to_owned(),
    };
    let line = entry.line(ctx.keyring())?;
    let row = row(&entry, line, state, batch, false);
    export_entries::add(db, &row)?;
    Ok((entry.no, witness::of(ctx.keyring(), &row)))
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
