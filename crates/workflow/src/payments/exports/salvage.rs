//! What can still be read of a register that is to be begun anew. Each entry is proved by its own keyed digest, so an altered
//! one takes none of the others with it.

use super::entry::{Entry, What, digest_of};
use super::file::{Head, Title, damaged};
use super::guard::{adopt, enter_found, id_of};
use super::place::Place;
use crate::error::{Result, WorkflowError};
use crate::payments::exports::Fault;
use crate::session::Context;
use sealing::Keyring;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use storage::Db;
use storage::export_entries::{self, EntryRow};

/// What is left of a register, by the numbers of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remains {
    /// How many entries its head knew of; `None` where the head cannot be read either.
    pub head: Option<i64>,
    /// How many this database has.
    pub known: i64,
    /// Those that only the file has and that are intact: they are taken over, to be explained.
    pub intact: Vec<i64>,
    /// Those that were altered or are gone, and this database does not have either: nobody knows what they paid.
    pub lost: Vec<i64>,
}

/// The entries of the file that are proved by their digests, whatever stands between them, above or below, and whoever else
/// may read it; each once, by rising number.
fn intact(place: &Place, keyring: &Keyring) -> Result<Vec<(Entry, String)>> {
    let bytes = match std::fs::read(&place.register) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|cause| WorkflowError::Write {
            path: place.register.clone(),
            cause,
        })?,
    };
    let text = String::from_utf8_lossy(&bytes);
    let lines: BTreeSet<&str> = text.lines().collect();
    let mut entries: Vec<(Entry, String)> = lines
        .into_iter()
        .filter_map(|line| Some((Entry::read(keyring, line)?, line.to_owned())))
        .collect();
    entries.sort_by_key(|(entry, _)| entry.no);
    Ok(entries)
}

/// The entries that only the file has: those that go on where the database ends, and those that stand apart.
struct Found {
    next: Vec<(Entry, String)>,
    apart: Vec<Entry>,
}

impl Found {
    fn of(entries: Vec<(Entry, String)>, known: &[EntryRow], title: &str) -> Self {
        let lines: BTreeSet<&str> = known.iter().map(|row| row.line.as_str()).collect();
        let last = known.last().map_or(title, |row| row.line.as_str());
        let mut before = digest_of(last).to_owned();
        let mut no = i64::try_from(known.len()).unwrap_or(i64::MAX);
        let (mut next, mut apart) = (Vec::new(), Vec::new());
        for (entry, line) in entries {
            if lines.contains(line.as_str()) {
                continue;
            }
            if entry.no == no.saturating_add(1) && entry.before == before {
                digest_of(&line).clone_into(&mut before);
                no = entry.no;
                next.push((entry, line));
            } else {
                apart.push(entry);
            }
        }
        Self { next, apart }
    }

    fn numbers(&self) -> BTreeSet<i64> {
        let next = self.next.iter().map(|(entry, _)| entry.no);
        next.chain(self.apart.iter().map(|entry| entry.no))
            .collect()
    }

    /// The exports that stand apart and that nothing says never happened.
    fn exports_apart(&self) -> impl Iterator<Item = &Entry> {
        let void: BTreeSet<i64> = self
            .apart
            .iter()
            .filter_map(|entry| match entry.what {
                What::Void { entry: void, .. } if void < entry.no => Some(void),
                _ => None,
            })
            .collect();
        self.apart.iter().filter(move |entry| {
            matches!(entry.what, What::Export { .. }) && !void.contains(&entry.no)
        })
    }
}

/// What is left of the register as it is now.
pub(super) fn remains(db: &mut Db, ctx: &Context) -> Result<Remains> {
    let (id, place) = (id_of(db)?, &ctx.installation.register);
    let known = export_entries::all(db)?;
    let title = Title::of(&id).line(ctx.keyring())?;
    let found = Found::of(intact(place, ctx.keyring())?, &known, &title);
    let head = Head::read(place, ctx.keyring(), &id).ok();
    let have: BTreeSet<i64> = known
        .iter()
        .map(|row| row.no)
        .chain(found.numbers())
        .collect();
    let last = have.last().copied().max(head.as_ref().map(|head| head.no));
    Ok(Remains {
        head: head.map(|head| head.no),
        known: i64::try_from(known.len()).unwrap_or(i64::MAX),
        intact: found.numbers().into_iter().collect(),
        lost: (1..=last.unwrap_or_default())
            .filter(|no| !have.contains(no))
            .collect(),
    })
}

/// Takes what only the file has into the database, to be explained like all that it does not know of. What stands apart is
/// entered under the next number, with the one it had. Gives the digest of the head, where there is one.
pub(super) fn salvage(db: &mut Db, ctx: &Context) -> Result<Option<String>> {
    let (id, place) = (id_of(db)?, &ctx.installation.register);
    let known = export_entries::all(db)?;
    let title = Title::of(&id).line(ctx.keyring())?;
    let found = Found::of(intact(place, ctx.keyring())?, &known, &title);
    if !found.next.is_empty() {
        adopt(db, ctx, &found.next)?;
    }
    // Of an export that is there under another number already, nothing more is to be said.
    let mut there: BTreeSet<(String, String)> = BTreeSet::new();
    for row in export_entries::all(db)? {
        let entry = Entry::read(ctx.keyring(), &row.line)
            .ok_or_else(|| damaged(place, Fault::ChangedInDatabase(row.no)))?;
        there.extend(payment_of(&entry.what));
    }
    for entry in found.exports_apart() {
        if payment_of(&entry.what).is_some_and(|payment| there.insert(payment)) {
            enter_found(db, ctx, entry)?;
        }
    }
    let head = Head::read(place, ctx.keyring(), &id);
    Ok(head.ok().map(|head| head.line))
}

/// The batch of an export, and its file's digest.
fn payment_of(what: &What) -> Option<(String, String)> {
    match what {
        What::Export { batch, digest, .. } => Some((batch.to_string(), digest.clone())),
        What::Void { .. } | What::Begun { .. } => None,
    }
}
