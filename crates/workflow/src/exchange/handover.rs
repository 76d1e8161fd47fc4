//! Files handed over for somebody who does not come in over SSH: a supervisor puts them into the other's inbox, and takes
//! from the outbox what was written there. Each file is named in the chain of whoever hands it over.

use super::name::FileName;
use super::{Entry, Folder, Kept, Side};
use crate::audit::events;
use crate::error::{Refusal, Result, WorkflowError};
use crate::payments::batches::file;
use crate::session::Session;
use domain::role::Action;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use storage::StorageError;

/// What lies in an operator's inbox and outbox; one's own without a name.
///
/// # Errors
/// [`WorkflowError::Forbidden`], [`WorkflowError::UnknownOperator`], [`WorkflowError::Refused`] with `no-files`.
pub fn list(session: &mut Session, of: Option<&str>) -> Result<[Vec<Entry>; 2]> {
    let folder = match of {
        Some(name) => of_other(session, name)?,
        None => {
            session.ctx.require(Action::Read)?;
            let exchange = session.ctx.installation.exchange.as_ref();
            exchange
                .ok_or_else(super::nothing)?
                .folder(session.ctx.actor.id)?
        }
    };
    let [inbox, outbox] = Side::ALL.map(|side| {
        folder.list(side).map_err(|cause| WorkflowError::Write {
            path: folder.side(side),
            cause,
        })
    });
    Ok([inbox?, outbox?])
}

/// Puts a file into another operator's inbox, under its own name; one that is there is never replaced.
///
/// # Errors
/// As [`list`]; [`WorkflowError::Exists`], [`WorkflowError::Refused`] with `exchange-full`.
pub fn put(session: &mut Session, from: &Path, to: &str) -> Result<(FileName, Kept)> {
    let folder = of_other(session, to)?;
    let from = session.ctx.installation.files.reading(from)?;
    let name = from.file_name().and_then(|name| name.to_str());
    let name = FileName::parse(name.unwrap_or_default())?;
    let unreadable = |cause| {
        WorkflowError::Import(import::ImportError::Read {
            path: from.clone(),
            cause,
        })
    };
    let mut source = fs::File::open(&from).map_err(unreadable)?;
    let by = session.ctx.installation.effects.uuid().simple().to_string();
    let incoming = folder.receive(Side::Inbox, &name, &by, &mut source)?;
    let kept = incoming.so_far();
    on_record(session, "hand-over", to, &name, &kept)?;
    incoming.finish(false)?;
    Ok((name, kept))
}

/// Takes a file out of another operator's outbox: it is written where `to` names, and no longer there.
///
/// # Errors
/// As [`list`]; [`WorkflowError::NotFound`], [`WorkflowError::Exists`], [`WorkflowError::Write`].
pub fn take(session: &mut Session, of: &str, name: &str, to: &Path) -> Result<(PathBuf, Kept)> {
    let folder = of_other(session, of)?;
    let name = FileName::parse(name)?;
    let source = folder.existing(Side::Outbox, &name)?;
    let to = session.ctx.installation.files.writing(to)?;
    let failed = |cause| WorkflowError::Write {
        path: source.clone(),
        cause,
    };
    let bytes = fs::read(&source).map_err(failed)?;
    let kept = Kept::of(&bytes);
    let staged = file::stage_new(&file::target(&to, name.as_str()), &bytes)?;
    on_record(session, "take-over", of, &name, &kept)?;
    let path = staged.publish()?;
    fs::remove_file(&source).map_err(failed)?;
    Ok((path, kept))
}

fn on_record(
    session: &mut Session,
    act: &str,
    whose: &str,
    name: &FileName,
    kept: &Kept,
) -> Result<()> {
    let detail = json!({
        "operator": whose, "file": name.as_str(), "bytes": kept.bytes, "digest": kept.digest,
    });
    events::log_alone(session, act, &detail)
}

/// The folder of another operator, whom one's own scope covers.
fn of_other(session: &mut Session, name: &str) -> Result<Folder> {
    session.ctx.require(Action::HandOver)?;
    let row = match storage::operators::by_name(&mut session.db, name) {
        Err(StorageError::NotFound) => return Err(WorkflowError::UnknownOperator(name.to_owned())),
        other => other?,
    };
    if !session.ctx.actor.scope.covers(&row.scope_path) {
        return Err(WorkflowError::Refused(Refusal::new(
            "out-of-scope",
            words!("{name} 不在您的范围内", "{name} is not in your scope"),
        )));
    }
    let exchange = session.ctx.installation.exchange.as_ref();
    exchange.ok_or_else(super::nothing)?.folder(row.id.into())
}
