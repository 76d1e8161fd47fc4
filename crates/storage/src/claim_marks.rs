//! What of claims is looked up across claims, by keyed digest: what they show, and what their approvals spent.

use crate::dialect::{LIST_CHUNK, insert_all};
use crate::key::handle;
use crate::schema::{claim_marks, claims};
use crate::{Db, Key, Result, StorageError};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::ids::{ClaimRef, PersonId};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A mark as it is stored: its kind, and the keyed digest of what it is.
pub type StoredMark = (Cow<'static, str>, Vec<u8>);

/// The claim shows it.
const SHOWN: &str = "shown";
/// The same as a condition. SQLite looks at a value that is bound and may mean an index of some roles only, and then prepares
/// the statement a second time.
const IS_SHOWN: &str = "claim_marks.role = 'shown'";
/// Its approval spent it: no other claim of the programme may.
const SPENT: &str = "spent";
/// Its approval rests on what another claim of its slot spent, or shows it without need.
const SHARED: &str = "shared";

/// A row of `claim_marks`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = claim_marks)]
struct MarkRow {
    subject_id: Key,
    claim_id: Key,
    programme: String,
    kind: String,
    digest: Vec<u8>,
    role: String,
}

/// The same before it is stored: a claim has several, so nothing is copied.
#[derive(Debug, Insertable)]
#[diesel(table_name = claim_marks, treat_none_as_default_value = false)]
struct NewMark<'m> {
    subject_id: Key,
    claim_id: Key,
    programme: &'m str,
    kind: &'m str,
    digest: &'m [u8],
    role: &'m str,
}

impl<'m> NewMark<'m> {
    fn new(
        programme: &'m str,
        claim: ClaimRef,
        (kind, digest): &'m StoredMark,
        role: &'m str,
    ) -> Self {
        Self {
            subject_id: claim.subject.into(),
            claim_id: claim.id.into(),
            programme,
            kind,
            digest,
            role,
        }
    }
}

/// What claims show, by claim: their programme and their marks.
pub type Shown = BTreeMap<ClaimRef, (String, BTreeSet<StoredMark>)>;

/// Keeps what claims show, in the place of what they showed before; those in `new` showed nothing.
///
/// # Errors
/// [`StorageError`].
pub fn set_shown(db: &mut Db, shown: &Shown, new: &BTreeSet<ClaimRef>) -> Result<()> {
    let claims: Vec<(Key, Key)> = shown
        .keys()
        .filter(|claim| !new.contains(claim))
        .map(|claim| (claim.subject.into(), claim.id.into()))
        .collect();
    for chunk in claims.chunks(LIST_CHUNK) {
        let (subjects, ids): (Vec<Key>, Vec<Key>) = chunk.iter().copied().unzip();
        diesel::delete(
            claim_marks::table
                .filter(claim_marks::subject_id.eq_any(subjects))
                .filter(claim_marks::claim_id.eq_any(ids))
                .filter(claim_marks::role.eq(SHOWN)),
        )
        .execute(db)?;
    }
    let rows: Vec<NewMark<'_>> = shown
        .iter()
        .flat_map(|(claim, (programme, marks))| {
            let rows = marks.iter();
            rows.map(|mark| NewMark::new(programme, *claim, mark, SHOWN))
        })
        .collect();
    insert_all!(db, claim_marks::table, &rows)?;
    Ok(())
}

/// The claims, live or not, that show one of these marks, with the mark.
///
/// # Errors
/// [`StorageError`].
pub fn showing<'m>(
    db: &mut Db,
    marks: impl IntoIterator<Item = &'m StoredMark>,
) -> Result<Vec<(StoredMark, ClaimRef)>> {
    let mut found = Vec::new();
    for (kind, digests) in by_kind(marks) {
        for chunk in digests.chunks(LIST_CHUNK) {
            let rows: Vec<(Vec<u8>, (Key, Key))> = claim_marks::table
                .filter(claim_marks::kind.eq(kind.as_ref()))
                .filter(claim_marks::digest.eq_any(chunk))
                .filter(sql::<Bool>(IS_SHOWN))
                .select((
                    claim_marks::digest,
                    (claim_marks::subject_id, claim_marks::claim_id),
                ))
                .load(db)?;
            found.extend(
                rows.into_iter()
                    .map(|(digest, claim)| ((kind.clone(), digest), handle(claim))),
            );
        }
    }
    Ok(found)
}

fn by_kind<'m>(
    marks: impl IntoIterator<Item = &'m StoredMark>,
) -> BTreeMap<&'m Cow<'static, str>, Vec<&'m [u8]>> {
    let mut kinds: BTreeMap<&Cow<'static, str>, Vec<&[u8]>> = BTreeMap::new();
    for (kind, digest) in marks {
        kinds.entry(kind).or_default().push(digest);
    }
    // Many claims have a mark in common, and the index is read faster in its order.
    for digests in kinds.values_mut() {
        digests.sort_unstable();
        digests.dedup();
    }
    kinds
}

/// The claimants whose live claims show one of these marks of a kind.
///
/// # Errors
/// [`StorageError`].
pub fn claimants(db: &mut Db, kind: &str, digests: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, PersonId)>> {
    let of_mark = claims::subject_id
        .eq(claim_marks::subject_id)
        .and(claims::id.eq(claim_marks::claim_id));
    let mut found = Vec::new();
    for chunk in digests.chunks(LIST_CHUNK) {
        let rows: Vec<(Vec<u8>, Key)> = claim_marks::table
            .inner_join(claims::table.on(of_mark))
            .filter(claim_marks::kind.eq(kind))
            .filter(claim_marks::digest.eq_any(chunk))
            .filter(sql::<Bool>(IS_SHOWN))
            .filter(claims::live.eq(true))
            .select((claim_marks::digest, claims::member_id))
            .load(db)?;
        found.extend(
            rows.into_iter()
                .map(|(digest, member)| (digest, member.into())),
        );
    }
    Ok(found)
}

/// A live claim that may share something with another one.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = claims)]
pub struct LiveClaim {
    /// The subject, as filed.
    pub subject_id: Key,
    /// The claim's id.
    pub id: Key,
    /// Its number, without hyphens.
    pub number: String,
    /// The union that filed it.
    pub unit_id: Key,
    /// Its place in the tree.
    pub unit_path: String,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// The programme's own part of the slot key.
    pub slot_key: String,
    /// What the row said, JSON, without numbers.
    pub content: String,
}

impl LiveClaim {
    /// The claim.
    pub fn handle(&self) -> ClaimRef {
        handle((self.subject_id, self.id))
    }
}

/// The live ones of these claims, by handle.
///
/// # Errors
/// [`StorageError`].
pub fn live(db: &mut Db, handles: &BTreeSet<ClaimRef>) -> Result<Vec<LiveClaim>> {
    let handles: Vec<ClaimRef> = handles.iter().copied().collect();
    let mut found = Vec::new();
    for chunk in handles.chunks(LIST_CHUNK) {
        let (subjects, ids): (Vec<Key>, Vec<Key>) = chunk
            .iter()
            .map(|claim| (Key::from(claim.subject), Key::from(claim.id)))
            .unzip();
        found.extend(
            claims::table
                .filter(claims::subject_id.eq_any(subjects))
                .filter(claims::id.eq_any(ids).and(claims::live.eq(true)))
                .order((claims::subject_id, claims::id))
                .select(LiveClaim::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// Live claims of these people.
///
/// # Errors
/// [`StorageError`].
pub fn live_of_subjects(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<LiveClaim>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|subject| Key::from(*subject)).collect();
        found.extend(
            claims::table
                .filter(claims::subject_id.eq_any(keys).and(claims::live.eq(true)))
                .order((claims::subject_id, claims::id))
                .select(LiveClaim::as_select())
                .load(db)?,
        );
    }
    Ok(found)
}

/// What the approval of a claim rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spending {
    /// Programme id.
    pub programme: String,
    /// What it is.
    pub mark: StoredMark,
    /// The claim.
    pub claim: ClaimRef,
    /// Nobody else of the programme may spend it while this one does; else it stands beside one that did.
    pub alone: bool,
}

impl From<MarkRow> for Spending {
    fn from(row: MarkRow) -> Self {
        Self {
            claim: handle((row.subject_id, row.claim_id)),
            alone: row.role == SPENT,
            programme: row.programme,
            mark: (row.kind.into(), row.digest),
        }
    }
}

/// Whose approvals rest on these marks.
///
/// # Errors
/// [`StorageError`].
pub fn spent(db: &mut Db, programme: &str, marks: &BTreeSet<StoredMark>) -> Result<Vec<Spending>> {
    let mut found: Vec<MarkRow> = Vec::new();
    for (kind, digests) in by_kind(marks) {
        for chunk in digests.chunks(LIST_CHUNK) {
            found.extend(
                claim_marks::table
                    .filter(claim_marks::kind.eq(kind.as_ref()))
                    .filter(claim_marks::digest.eq_any(chunk))
                    .filter(claim_marks::programme.eq(programme))
                    .filter(claim_marks::role.ne(SHOWN))
                    .order((claim_marks::subject_id, claim_marks::claim_id))
                    .select(MarkRow::as_select())
                    .load(db)?,
            );
        }
    }
    Ok(found.into_iter().map(Spending::from).collect())
}

/// What approvals of claims for these people rest on.
///
/// # Errors
/// [`StorageError`].
pub fn spent_for(db: &mut Db, subjects: &[PersonId]) -> Result<Vec<Spending>> {
    let mut found: Vec<MarkRow> = Vec::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        found.extend(
            claim_marks::table
                .filter(claim_marks::subject_id.eq_any(keys))
                .filter(claim_marks::role.ne(SHOWN))
                .order((claim_marks::subject_id, claim_marks::claim_id))
                .select(MarkRow::as_select())
                .load(db)?,
        );
    }
    Ok(found.into_iter().map(Spending::from).collect())
}

/// What claims for these people show.
///
/// # Errors
/// [`StorageError`].
pub fn shown_for(db: &mut Db, subjects: &[PersonId]) -> Result<Shown> {
    let mut found = Shown::new();
    for chunk in subjects.chunks(LIST_CHUNK) {
        let keys: Vec<Key> = chunk.iter().map(|id| Key::from(*id)).collect();
        let rows: Vec<MarkRow> = claim_marks::table
            .filter(claim_marks::subject_id.eq_any(keys))
            .filter(claim_marks::role.eq(SHOWN))
            .order((claim_marks::subject_id, claim_marks::claim_id))
            .select(MarkRow::as_select())
            .load(db)?;
        for row in rows {
            let claim = handle((row.subject_id, row.claim_id));
            let (programme, marks) = found
                .entry(claim)
                .or_insert_with(|| (row.programme.clone(), BTreeSet::new()));
            // A claim is of one programme: marks of two are of none that fits.
            if *programme != row.programme {
                programme.clear();
            }
            marks.insert((Cow::Owned(row.kind), row.digest));
        }
    }
    Ok(found)
}

/// Takes what claims are approved with.
///
/// # Errors
/// [`StorageError::Busy`] when another command spent it in the same moment.
pub fn spend(db: &mut Db, spendings: &[Spending]) -> Result<usize> {
    let rows: Vec<NewMark<'_>> = spendings
        .iter()
        .map(|one| {
            let role = if one.alone { SPENT } else { SHARED };
            NewMark::new(&one.programme, one.claim, &one.mark, role)
        })
        .collect();
    insert_all!(db, claim_marks::table, &rows).map_err(StorageError::made_meanwhile)
}

/// Gives back what these claims were approved with.
///
/// # Errors
/// [`StorageError`].
pub fn give_back(db: &mut Db, claims: &[ClaimRef]) -> Result<()> {
    for claim in claims {
        diesel::delete(
            claim_marks::table
                .filter(claim_marks::subject_id.eq(Key::from(claim.subject)))
                .filter(claim_marks::claim_id.eq(Key::from(claim.id)))
                .filter(claim_marks::role.ne(SHOWN)),
        )
        .execute(db)?;
    }
    Ok(())
}
