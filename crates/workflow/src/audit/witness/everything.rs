//! Every record that is vouched for as it is now, table by table and a page at a time.

use super::records::{Batch, Contributions, Merged, Receipt, Slip};
use super::registers::{self, Import, ImportHead, Register};
use super::{Record, Witness, cases, of};
use crate::error::{Result, WorkflowError};
use domain::ids::PersonId;
use sealing::Keyring;
use std::collections::{BTreeMap, BTreeSet};
use storage::imports::ImportRecord;
use storage::referrals::{SlipEventRow, SlipRow};
use storage::{Db, Key, StorageError};

/// Records read at a time.
const PAGE: i64 = 500;
/// Records taken at a time, of a table that is read at once.
const AT_ONCE: usize = 500;

/// Why whoever takes the records stopped.
pub(crate) trait Fault: From<StorageError> + From<WorkflowError> {}

impl<E: From<StorageError> + From<WorkflowError>> Fault for E {}

/// Takes a page: records of one table, and of a table each record once.
pub(crate) type Take<'t, E> =
    &'t mut dyn FnMut(&mut Db, Vec<Witness>) -> std::result::Result<(), E>;

/// Has every record taken.
pub(crate) fn each<E: Fault>(
    db: &mut Db,
    keyring: &Keyring,
    take: Take<'_, E>,
) -> std::result::Result<(), E> {
    let mut walk = Walk { keyring, take };
    walk.rows(db, storage::meta::all)?;
    walk.rows(db, storage::operators::stored)?;
    walk.rows(db, storage::operator_keys::every)?;
    walk.rows(db, storage::periods::stored)?;
    walk.rows(db, storage::periods::every_version)?;
    walk.rows(db, storage::periods::every_ruling)?;
    walk.rows(db, storage::plans::stored)?;
    walk.rows(db, storage::plans::stored_budgets)?;
    walk.rows(db, storage::proposals::stored)?;
    walk.rows(db, storage::institutions::all)?;
    walk.rows(db, storage::export_entries::all)?;
    walk.receipts(db)?;
    walk.slips(db)?;
    walk.contributions(db)?;
    walk.rows(db, storage::contributions::every_makeup)?;
    walk.batches(db)?;
    walk.people(db)?;
    walk.registers(db)
}

/// Has the records taken that earlier versions did not vouch for.
pub(super) fn each_of_registers<E: Fault>(
    db: &mut Db,
    keyring: &Keyring,
    take: Take<'_, E>,
) -> std::result::Result<(), E> {
    Walk { keyring, take }.registers(db)
}

/// Has the records of cases, merges, moves, models, participants and saved headers taken, and the imports that were refused:
/// earlier versions did not vouch for them.
pub(super) fn each_of_people<E: Fault>(
    db: &mut Db,
    keyring: &Keyring,
    take: Take<'_, E>,
) -> std::result::Result<(), E> {
    let mut walk = Walk { keyring, take };
    walk.people(db)?;
    for register in Register::LATER {
        register.each_part(db, keyring, None, walk.take)?;
    }
    walk.imports(db, &[registers::REFUSED])?;
    walk.import_heads(db)
}

/// All of them at once, of a database that has few.
pub(crate) fn all(db: &mut Db, keyring: &Keyring) -> Result<Vec<Witness>> {
    let mut all = Vec::new();
    each(db, keyring, &mut |_, page| {
        all.extend(page);
        Ok::<_, WorkflowError>(())
    })?;
    Ok(all)
}

/// The way through the tables.
struct Walk<'w, E> {
    keyring: &'w Keyring,
    take: Take<'w, E>,
}

impl<E: Fault> Walk<'_, E> {
    fn taken<R: Record>(&mut self, db: &mut Db, rows: &[R]) -> std::result::Result<(), E> {
        let page = rows.iter().map(|row| of(self.keyring, row)).collect();
        (self.take)(db, page)
    }

    /// A table that is read at once.
    fn rows<R: Record>(
        &mut self,
        db: &mut Db,
        load: impl FnOnce(&mut Db) -> storage::Result<Vec<R>>,
    ) -> std::result::Result<(), E> {
        let rows = load(db)?;
        for page in rows.chunks(AT_ONCE) {
            self.taken(db, page)?;
        }
        Ok(())
    }

    /// What messages were taken, and what they changed, receipt by receipt.
    fn receipts(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        let mut after = None;
        loop {
            let receipts = storage::messages::receipts(db, after, PAGE)?;
            let Some(last) = receipts.last() else {
                return Ok(());
            };
            after = Some(*last);
            let messages = storage::messages::of_receipts(db, &receipts)?;
            let ids: Vec<Key> = messages.iter().map(|row| row.id).collect();
            let keys = storage::messages::keys_of(db, &ids)?;
            let of_message: BTreeMap<Key, Key> = messages
                .iter()
                .map(|row| (row.id, row.receipt_id))
                .collect();
            let postings = storage::entitlements::of_receipts(db, &receipts)?;
            let receipts: Vec<Receipt<'_>> = receipts
                .into_iter()
                .map(|id| {
                    let messages = messages.iter().filter(|row| row.receipt_id == id);
                    let keys = keys
                        .iter()
                        .filter(|row| of_message.get(&row.message_id) == Some(&id));
                    let postings = postings.iter().filter(|row| row.receipt_id == id);
                    let mut receipt = Receipt {
                        id,
                        messages: messages.collect(),
                        keys: keys.collect(),
                        postings: postings.collect(),
                    };
                    receipt.in_order();
                    receipt
                })
                .collect();
            self.taken(db, &receipts)?;
        }
    }

    /// What imports posted of contributions, import by import.
    fn contributions(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        let mut after = None;
        loop {
            let imports = storage::contributions::imports(db, after, PAGE)?;
            let Some(last) = imports.last() else {
                return Ok(());
            };
            after = Some(*last);
            let postings = storage::contributions::of_imports(db, &imports)?;
            let imports: Vec<Contributions<'_>> = imports
                .into_iter()
                .map(|import| {
                    let of = postings.iter().filter(|row| row.import_id == import);
                    let mut all = Contributions {
                        import,
                        postings: of.collect(),
                    };
                    all.in_order();
                    all
                })
                .collect();
            self.taken(db, &imports)?;
        }
    }

    fn slips(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        let mut after = None;
        loop {
            let rows = storage::referrals::stored(db, after, PAGE)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = Some((last.subject_id, last.id));
            let people: BTreeSet<PersonId> = rows.iter().map(|row| row.subject_id.into()).collect();
            let people: Vec<PersonId> = people.into_iter().collect();
            let mut events: BTreeMap<Key, Vec<SlipEventRow>> = BTreeMap::new();
            for event in storage::referrals::stored_events(db, &people)? {
                events.entry(event.slip_id).or_default().push(event);
            }
            let of = |row: &SlipRow| events.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            let slips: Vec<Slip<'_>> = rows.iter().map(|row| Slip(row, of(row))).collect();
            self.taken(db, &slips)?;
        }
    }

    fn batches(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        let mut after = None;
        loop {
            let rows = storage::batches::stored_after(db, after, PAGE)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = Some(last.id.into());
            let mut page = Vec::with_capacity(rows.len());
            for row in &rows {
                let lines = storage::batches::stored_lines(db, row.id.into())?;
                page.push(of(self.keyring, &Batch(row, &lines)));
            }
            (self.take)(db, page)?;
        }
    }

    /// Units and all that is said by them or of them.
    fn registers(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        self.rows(db, storage::units::stored)?;
        self.rows(db, storage::announcements::stored)?;
        self.notices(db)?;
        registers::each_part(db, self.keyring, self.take)?;
        self.imports(db, &storage::imports::ENDED)?;
        self.import_heads(db)
    }

    /// Who is counted as whom, and why; where unions stood; how claims are compared.
    fn people(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        self.merged(db)?;
        self.cases(db)?;
        self.rows(db, storage::units::every_move)?;
        self.rows(db, storage::matching::every_model)
    }

    /// People who are counted as others, and those who were once.
    fn merged(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        let mut after = None;
        loop {
            let rows = storage::people::merged(db, after, PAGE)?;
            let Some(last) = rows.last() else {
                break;
            };
            after = Some(last.id);
            let rows: Vec<Merged<'_>> = rows.iter().map(Merged).collect();
            self.taken(db, &rows)?;
        }
        let vouched = storage::witnesses::revisions(db, Merged::RELATION, None)?;
        let ids = vouched.keys().filter_map(|record| record.parse().ok());
        let ids: Vec<PersonId> = ids.map(PersonId).collect();
        for some in ids.chunks(AT_ONCE) {
            let mut rows = storage::people::by_ids(db, some)?;
            rows.retain(|row| row.merged_into.is_none());
            let rows: Vec<Merged<'_>> = rows.iter().map(Merged).collect();
            self.taken(db, &rows)?;
        }
        Ok(())
    }

    fn cases(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        let mut after = None;
        loop {
            let rows = storage::cases::stored_after(db, after, PAGE)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = Some(last.id);
            let page = cases::of_rows(db, self.keyring, &rows)?;
            (self.take)(db, page)?;
        }
    }

    fn notices(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        let mut after = None;
        loop {
            let rows = storage::outbox::stored(db, after, PAGE)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = Some((last.subject_id, last.id));
            self.taken(db, &rows)?;
        }
    }

    /// Imports that ended in one of these states, or say so no more, with their rows.
    fn imports(&mut self, db: &mut Db, ended: &[&str]) -> std::result::Result<(), E> {
        let mut after: Option<Key> = None;
        loop {
            let rows = storage::imports::every(db, after, PAGE)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = Some(last.id);
            let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
            let vouched = storage::witnesses::revisions(db, Import::RELATION, Some(&ids))?;
            for (row, id) in rows.iter().zip(&ids) {
                if ended.contains(&row.state.as_str()) || vouched.contains_key(id) {
                    let received = storage::imports::rows(db, row.id.into())?;
                    let witness = of(self.keyring, &Import(row, &received));
                    (self.take)(db, vec![witness])?;
                }
            }
        }
    }

    /// Whose those imports are.
    fn import_heads(&mut self, db: &mut Db) -> std::result::Result<(), E> {
        let mut after: Option<Key> = None;
        loop {
            let rows = storage::imports::every(db, after, PAGE)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = Some(last.id);
            let ids: Vec<String> = rows.iter().map(|row| row.id.0.to_string()).collect();
            let vouched = storage::witnesses::revisions(db, ImportHead::RELATION, Some(&ids))?;
            let is_ended = |row: &ImportRecord| {
                storage::imports::ENDED.contains(&row.state.as_str())
                    || vouched.contains_key(&row.id.0.to_string())
            };
            let heads: Vec<ImportHead<'_>> = rows
                .iter()
                .filter(|row| is_ended(row))
                .map(ImportHead)
                .collect();
            self.taken(db, &heads)?;
        }
    }
}
