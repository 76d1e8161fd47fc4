//! From numbers to people: one number is one person, whoever is first to bring it.

use crate::audit::events;
use crate::audit::witness::sums::Sums;
use crate::error::Result;
use crate::people::name_forms;
use crate::session::Context;
use data_encoding::HEXLOWER;
use domain::draft::PersonDraft;
use domain::identity::IdentityNumber;
use domain::ids::PersonId;
use sealing::{IndexKind, SealPurpose};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::name_forms::NameFormRow;
use storage::people::{Identity, PersonRow};
use storage::{Db, StorageError};
use zeroize::Zeroizing;

/// The act that puts people on record, with their numbers and names.
pub(crate) const PUT_ON_RECORD: &str = "people-add";
/// People resolved in one short transaction.
const CHUNK: usize = 5000;

/// Whom a row's numbers name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// The person of the number the row relies on.
    pub(crate) person: PersonId,
    /// Another person, when a second number names somebody else.
    pub(crate) other: Option<PersonId>,
    /// The person was made for one of the rows given: nothing else is on record of them.
    pub(crate) made: bool,
}

type IndexKey = (&'static str, Vec<u8>);

/// Associated data of a sealed number: its own place in the table.
pub(crate) fn identity_aad(kind: &str, index: &[u8]) -> String {
    format!("{kind}:{}", HEXLOWER.encode(index))
}

/// A stored number in full, for comparing: it stays in memory.
pub(crate) fn open_number(ctx: &Context, row: &Identity) -> Result<IdentityNumber> {
    let aad = identity_aad(row.kind.code(), &row.blind_index);
    let plain = Zeroizing::new(ctx.keyring().open(&row.sealed, aad.as_bytes())?);
    let text = std::str::from_utf8(&plain).ok();
    let number = text.and_then(|text| IdentityNumber::restore(row.kind, text).ok());
    // A number that is not one any more must not appear in an error message.
    Ok(number.ok_or_else(|| StorageError::stored("identities.sealed", row.kind.code()))?)
}

/// The blind index of a number.
pub(crate) fn index_of(ctx: &Context, number: &IdentityNumber) -> Vec<u8> {
    ctx.keyring()
        .blind_index(IndexKind::Identity, number.canonical())
        .0
        .to_vec()
}

/// Finds or makes the person of every draft, in short transactions. A person made for a row that is
/// refused later is harmless: nothing refers to it.
pub(crate) fn resolve(
    db: &mut Db,
    ctx: &Context,
    drafts: &[&PersonDraft],
) -> Result<Vec<Resolved>> {
    let _span = tracing::trace_span!("resolve people").entered();
    let mut resolved = Vec::with_capacity(drafts.len());
    let mut made = BTreeSet::new();
    for chunk in drafts.chunks(CHUNK) {
        let keyed: Vec<(&PersonDraft, Vec<IndexKey>)> = chunk
            .iter()
            .map(|draft| {
                let keys = draft
                    .identities
                    .iter()
                    .map(|number| (number.kind().code(), index_of(ctx, number)))
                    .collect();
                (*draft, keys)
            })
            .collect();
        let known = owners(db, &keyed)?;
        let missing = keyed
            .iter()
            .any(|(_, keys)| keys.iter().any(|key| !known.contains_key(key)));
        let owners = if missing {
            let mut known = Some(known);
            let (owners, people) = db.write(|db| {
                // Tried again, somebody else has brought a number meanwhile: theirs is the person then.
                let known = known.take().map_or_else(|| owners(db, &keyed), Ok)?;
                add_missing(db, ctx, &keyed, known)
            })?;
            made.extend(people);
            owners
        } else {
            known
        };
        resolved.extend(keyed.iter().map(|(_, keys)| named(&owners, &made, keys)));
    }
    Ok(resolved)
}

type Owners = BTreeMap<IndexKey, PersonId>;

fn owners(db: &mut Db, keyed: &[(&PersonDraft, Vec<IndexKey>)]) -> Result<Owners> {
    let mut by_kind: BTreeMap<&'static str, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for (kind, index) in keyed.iter().flat_map(|(_, keys)| keys) {
        by_kind.entry(kind).or_default().insert(index.clone());
    }
    let _span = tracing::trace_span!("look numbers up").entered();
    let mut owners = Owners::new();
    for (kind, indexes) in by_kind {
        let indexes: Vec<Vec<u8>> = indexes.into_iter().collect();
        let found = storage::people::owners(db, kind, &indexes)?;
        owners.extend(
            found
                .into_iter()
                .map(|(index, person)| ((kind, index), person)),
        );
    }
    Ok(owners)
}

fn add_missing(
    db: &mut Db,
    ctx: &Context,
    keyed: &[(&PersonDraft, Vec<IndexKey>)],
    known: Owners,
) -> Result<(Owners, BTreeSet<PersonId>)> {
    let mut planned = known;
    let mut people: Vec<PersonRow> = Vec::new();
    let mut identities: Vec<Identity> = Vec::new();
    let at = ctx.now().0;
    for (draft, keys) in keyed {
        let owner = keys.iter().find_map(|key| planned.get(key).copied());
        let person = owner.unwrap_or_else(|| ctx.id());
        if owner.is_none() {
            people.push(person_row(person, draft, at));
        }
        for (number, key) in draft.identities.iter().zip(keys) {
            if planned.contains_key(key) {
                continue;
            }
            planned.insert(key.clone(), person);
            identities.push(identity_row(ctx, number, key, person, at)?);
        }
    }
    identities
        .sort_by(|a, b| (a.kind.code(), &a.blind_index).cmp(&(b.kind.code(), &b.blind_index)));
    let forms = new_forms(db, &people)?;
    storage::people::add(db, &people)?;
    storage::name_forms::add(db, &forms)?;
    let mut sums = Sums::default();
    people.iter().for_each(|row| sums.add(ctx.keyring(), row));
    identities
        .iter()
        .for_each(|row| sums.add(ctx.keyring(), row));
    let detail = json!({ "people": people.len(), "numbers": identities.len() });
    storage::people::add_identities(db, identities)?;
    events::vouch(db, ctx, PUT_ON_RECORD, &detail, &sums.witnesses())?;
    let made = people.iter().map(|person| person.id.into()).collect();
    Ok((planned, made))
}

/// How the names may be typed that nobody bears yet.
fn new_forms(db: &mut Db, people: &[PersonRow]) -> Result<Vec<NameFormRow>> {
    let names: BTreeSet<&String> = people.iter().map(|person| &person.name_key).collect();
    let names: Vec<String> = names.into_iter().cloned().collect();
    let known = storage::name_forms::known(db, &names)?;
    Ok(name_forms::rows(
        names.iter().filter(|name| !known.contains(*name)),
    ))
}

fn named(owners: &Owners, made: &BTreeSet<PersonId>, keys: &[IndexKey]) -> Resolved {
    let mut people = keys.iter().filter_map(|key| owners.get(key).copied());
    // Validation lets no draft through without a number, and every number has an owner by now.
    let person = people.next().unwrap_or(PersonId(uuid::Uuid::nil()));
    Resolved {
        person,
        other: people.find(|other| *other != person),
        made: made.contains(&person),
    }
}

fn person_row(id: PersonId, draft: &PersonDraft, at: i64) -> PersonRow {
    PersonRow {
        id: id.into(),
        name: draft.name.clone(),
        name_key: name_key(&draft.name),
        birth_date: draft.birth_date,
        sex: draft.sex.map(|sex| sex.code().to_owned()),
        merged_into: None,
        created_at: at,
        revision: 0,
    }
}

/// A name without separator and blanks, for comparison.
pub(crate) fn name_key(name: &str) -> String {
    domain::name::PersonName::parse(name)
        .map_or_else(|_| name.to_owned(), |(name, _)| name.match_key())
}

fn identity_row(
    ctx: &Context,
    number: &IdentityNumber,
    key: &IndexKey,
    person: PersonId,
    at: i64,
) -> Result<Identity> {
    let (kind, index) = key;
    let aad = identity_aad(kind, index);
    Ok(Identity {
        kind: number.kind(),
        blind_index: index.clone(),
        person_id: person.into(),
        sealed: ctx.keyring().seal(
            SealPurpose::Identity,
            number.canonical().as_bytes(),
            aad.as_bytes(),
            ctx.installation.effects.nonce(),
        )?,
        suspect: number.canonical().ends_with("000"),
        created_at: at,
    })
}

/// The first eight bytes of a digest: enough to narrow a search down, too little to tell two people alike.
pub(crate) fn head_of(digest: &[u8; 32]) -> i64 {
    digest
        .iter()
        .take(8)
        .fold(0, |head: i64, byte| (head << 8) | i64::from(*byte))
}
