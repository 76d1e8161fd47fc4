//! What is vouched for as a sum: rows that come by the thousand, each about one person.
//!
//! A witness of every person, number, couple, match key or sum that stands would cost more than the rows. An act gives its
//! entry one witness for each table and minute of people instead (ids begin with the moment they were drawn, so a file's new
//! people share one), which carries, person by person, by how much the act changed the sum of the keyed digests of their rows.
//! All witnesses together are what the rows must come to. So acts need not wait for each other, and an act that writes over
//! what was changed by hand does not cover it up. Sums are told apart by person: of one person's few rows nobody finds others
//! that come to the same.

use super::records::{Bytes, measured};
use super::{FIELD_BYTES, Witness};
use crate::error::Result;
use data_encoding::HEXLOWER;
use domain::ids::PersonId;
use sealing::{Keyring, MacPurpose};
use std::collections::BTreeMap;
use storage::audit::by_person::{self, Stretch};
use storage::entitlements::EntitlementRow;
use storage::match_keys::MatchKeyRow;
use storage::people::{Identity, PersonRow, RelationRow};
use storage::{Db, Key};
use uuid::Uuid;

/// Bytes of an id that say which minute it is of.
const MINUTE_BYTES: usize = 4;
/// Bytes of an id that tell the people of a minute apart.
const TAIL_BYTES: usize = 4;
/// Fields of a table that are told apart, at most.
const FIELDS_MAX: usize = 12;

/// A table whose rows are vouched for as sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    People,
    Identities,
    Couples,
    Relations,
    Entitlements,
    MatchKeys,
}

impl Of {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [
        Self::People,
        Self::Identities,
        Self::Couples,
        Self::Relations,
        Self::Entitlements,
        Self::MatchKeys,
    ];

    /// The table.
    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Identities => "identities",
            Self::Couples => "couples",
            Self::Relations => "relations",
            Self::Entitlements => "entitlements",
            Self::MatchKeys => "match_keys",
        }
    }

    /// What its witnesses are stored under: records of the same table may be vouched for one by one besides.
    pub(crate) const fn relation(self) -> &'static str {
        match self {
            Self::People => "people/sum",
            Self::Identities => "identities/sum",
            Self::Couples => "couples/sum",
            Self::Relations => "relations/sum",
            Self::Entitlements => "entitlements/sum",
            Self::MatchKeys => "match_keys/sum",
        }
    }

    /// The fields that are told apart where a row was changed. Others would need another relation.
    pub(crate) const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::People => &["name", "name_key", "birth_date", "sex", "created_at"],
            Self::Identities => &["kind", "blind_index", "suspect", "created_at"],
            Self::Couples => &["partner_id"],
            Self::Relations => &[
                "parent_id",
                "unit_id",
                "relation",
                "proof",
                "seen_by",
                "seen_at",
            ],
            Self::Entitlements => &[
                "programme/entry_key",
                "scheme",
                "benefit_year",
                "due_on",
                "state",
                "base_fen",
                "sum_fen",
                "findings",
                "claim_id",
                "filed_fen",
                "institution",
                "told_fen",
            ],
            Self::MatchKeys => &[],
        }
    }
}

/// The people of a minute, by what their ids begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Minute([u8; MINUTE_BYTES]);

impl Minute {
    pub(crate) fn of(person: Key) -> Self {
        let mut bytes = [0; MINUTE_BYTES];
        bytes.copy_from_slice(&person.0.as_bytes()[..MINUTE_BYTES]);
        Self(bytes)
    }

    /// As it is stored; in the order of the ids.
    pub(crate) fn record(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// Reads it back; nothing for what no act wrote.
    fn parse(record: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(record.as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The first id it can have.
    pub(crate) fn first(self) -> Key {
        self.filled(0)
    }

    /// The last id it can have.
    pub(crate) fn end(self) -> Key {
        self.filled(u8::MAX)
    }

    fn filled(self, filler: u8) -> Key {
        let mut bytes = [filler; 16];
        bytes[..MINUTE_BYTES].copy_from_slice(&self.0);
        Key(Uuid::from_bytes(bytes))
    }
}

/// A person as sums know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Whose {
    pub(crate) minute: Minute,
    tail: [u8; TAIL_BYTES],
}

impl Whose {
    pub(crate) fn of(person: Key) -> Self {
        let mut tail = [0; TAIL_BYTES];
        tail.copy_from_slice(&person.0.as_bytes()[16 - TAIL_BYTES..]);
        let minute = Minute::of(person);
        Self { minute, tail }
    }
}

impl std::fmt::Display for Whose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}…{}",
            self.minute.record(),
            HEXLOWER.encode(&self.tail)
        )
    }
}

/// What the rows of a person in one table come to: how many they are, their digests, and a byte of each field's digests,
/// which names the field of a row that was changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    rows: u8,
    digest: u64,
    fields: [u8; FIELDS_MAX],
}

/// How rows are not what was vouched for.
pub(crate) enum Difference {
    /// There are rows that nobody vouches for.
    Forged,
    /// Rows are not there any more.
    Missing,
    /// A row says something else in this field, or in what it is known by.
    Changed(Option<&'static str>),
}

impl Sum {
    fn of_row(keyring: &Keyring, row: &dyn Row) -> Self {
        let table = row.of().table().as_bytes();
        let values = row.values();
        let mut all = row.person().bytes();
        let mut fields = [0; FIELDS_MAX];
        let names = row.of().fields();
        for ((name, value), field) in names.iter().zip(&values).zip(&mut fields) {
            let parts = [b"row field", table, name.as_bytes(), value];
            let [byte, ..] = keyring.mac(MacPurpose::EventLog, &parts);
            *field = byte;
        }
        for value in values {
            all.extend(measured(value));
        }
        let mac = keyring.mac(MacPurpose::EventLog, &[b"row", table, &all]);
        let mut digest = [0; FIELD_BYTES];
        digest.copy_from_slice(&mac[..FIELD_BYTES]);
        Self {
            rows: 1,
            digest: u64::from_be_bytes(digest),
            fields,
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.rows = self.rows.wrapping_add(other.rows);
        self.digest = self.digest.wrapping_add(other.digest);
        for (byte, other) in self.fields.iter_mut().zip(other.fields) {
            *byte = byte.wrapping_add(other);
        }
    }

    fn take(&mut self, other: &Self) {
        self.rows = self.rows.wrapping_sub(other.rows);
        self.digest = self.digest.wrapping_sub(other.digest);
        for (byte, other) in self.fields.iter_mut().zip(other.fields) {
            *byte = byte.wrapping_sub(other);
        }
    }

    /// How rows that come to this are not what was `vouched` for.
    pub(crate) fn differs(&self, of: Of, vouched: &Self) -> Option<Difference> {
        if self == vouched {
            return None;
        }
        Some(match self.rows.wrapping_sub(vouched.rows) {
            0 => {
                let bytes = self.fields.iter().zip(&vouched.fields);
                let fields = of.fields().iter().zip(bytes);
                let mut changed = fields.filter(|(_, (now, then))| now != then);
                Difference::Changed(changed.next().map(|(name, _)| *name))
            }
            1..128 => Difference::Forged,
            _ => Difference::Missing,
        })
    }

    fn bytes(&self, of: Of) -> impl Iterator<Item = u8> {
        let digest = self.digest.to_be_bytes();
        let fields = self.fields.into_iter().take(of.fields().len());
        [self.rows].into_iter().chain(digest).chain(fields)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (rows, bytes) = bytes.split_first()?;
        let (digest, bytes) = bytes.split_first_chunk()?;
        let mut fields = [0; FIELDS_MAX];
        fields.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self {
            rows: *rows,
            digest: u64::from_be_bytes(*digest),
            fields,
        })
    }
}

/// A row that is vouched for with others of its person.
pub(crate) trait Row {
    /// Its table.
    fn of(&self) -> Of;
    /// Whose it is.
    fn person(&self) -> Key;
    /// The values of the fields that are told apart, then those that are not.
    fn values(&self) -> Vec<Vec<u8>>;
}

/// A person; whom they are counted as is vouched for by itself.
impl Row for PersonRow {
    fn of(&self) -> Of {
        Of::People
    }

    fn person(&self) -> Key {
        self.id
    }

    fn values(&self) -> Vec<Vec<u8>> {
        vec![
            self.name.bytes(),
            self.name_key.bytes(),
            self.birth_date.bytes(),
            self.sex.bytes(),
            self.created_at.bytes(),
        ]
    }
}

/// A number. What is sealed is held against its digest when it is opened, and is sealed anew with new keys.
impl Row for Identity {
    fn of(&self) -> Of {
        Of::Identities
    }

    fn person(&self) -> Key {
        self.person_id
    }

    fn values(&self) -> Vec<Vec<u8>> {
        vec![
            self.kind.code().to_owned().bytes(),
            self.blind_index.bytes(),
            self.suspect.bytes(),
            self.created_at.bytes(),
        ]
    }
}

/// A couple, with the one who comes first; whoever declared it first.
impl Row for (PersonId, PersonId) {
    fn of(&self) -> Of {
        Of::Couples
    }

    fn person(&self) -> Key {
        self.0.into()
    }

    fn values(&self) -> Vec<Vec<u8>> {
        vec![Key::from(self.1).bytes()]
    }
}

/// A proof of parentage, with the subject.
impl Row for RelationRow {
    fn of(&self) -> Of {
        Of::Relations
    }

    fn person(&self) -> Key {
        self.subject_id
    }

    fn values(&self) -> Vec<Vec<u8>> {
        vec![
            self.parent_id.bytes(),
            self.unit_id.bytes(),
            self.relation.bytes(),
            self.proof.bytes(),
            self.seen_by.bytes(),
            self.seen_at.bytes(),
        ]
    }
}

impl Row for EntitlementRow {
    fn of(&self) -> Of {
        Of::Entitlements
    }

    fn person(&self) -> Key {
        self.subject_id
    }

    fn values(&self) -> Vec<Vec<u8>> {
        vec![
            (self.programme.clone(), self.entry_key.clone()).bytes(),
            self.scheme.bytes(),
            self.benefit_year.bytes(),
            self.due_on.bytes(),
            self.state.bytes(),
            self.base_fen.bytes(),
            self.sum_fen.bytes(),
            self.findings.bytes(),
            self.claim_id.bytes(),
            self.filed_fen.bytes(),
            self.institution.bytes(),
            self.told_fen.bytes(),
        ]
    }
}

impl Row for MatchKeyRow {
    fn of(&self) -> Of {
        Of::MatchKeys
    }

    fn person(&self) -> Key {
        self.subject_id
    }

    fn values(&self) -> Vec<Vec<u8>> {
        vec![(self.kind, self.key, self.cut).bytes()]
    }
}

/// Sums of one table, by person.
pub(crate) type ByPerson = BTreeMap<Whose, Sum>;

/// What rows come to.
pub(crate) fn add_up<'r, R: Row + 'r>(
    keyring: &Keyring,
    rows: impl IntoIterator<Item = &'r R>,
) -> ByPerson {
    let mut sums = ByPerson::new();
    add_all(keyring, rows, &mut sums);
    sums
}

/// Adds what rows come to.
pub(crate) fn add_all<'r, R: Row + 'r>(
    keyring: &Keyring,
    rows: impl IntoIterator<Item = &'r R>,
    sums: &mut ByPerson,
) {
    for row in rows {
        let sum = sums.entry(Whose::of(row.person())).or_default();
        sum.add(&Sum::of_row(keyring, row));
    }
}

/// What the people of these minutes are vouched for with: those after the first one, up to the last; without them, from the
/// beginning and to the end.
pub(crate) fn vouched(
    db: &mut Db,
    of: Of,
    after: Option<Minute>,
    last: Option<Minute>,
) -> Result<ByPerson> {
    let (after, last) = (after.map(Minute::record), last.map(Minute::record));
    let bytes = TAIL_BYTES + Sum::default().bytes(of).count();
    let mut sums = ByPerson::new();
    for (record, fields) in
        storage::witnesses::between(db, of.relation(), after.as_deref(), last.as_deref())?
    {
        let Some(minute) = Minute::parse(&record) else {
            continue;
        };
        for one in fields.chunks_exact(bytes) {
            let tail = one
                .split_first_chunk()
                .map(|(tail, rest)| (*tail, Sum::parse(rest)));
            if let Some((tail, Some(sum))) = tail {
                sums.entry(Whose { minute, tail }).or_default().add(&sum);
            }
        }
    }
    Ok(sums)
}

/// By how much an act changes sums.
#[derive(Debug, Default)]
pub(crate) struct Sums(BTreeMap<Of, ByPerson>);

impl Sums {
    /// A row that the act adds.
    pub(crate) fn add(&mut self, keyring: &Keyring, row: &dyn Row) {
        let of = self.0.entry(row.of()).or_default();
        let sum = of.entry(Whose::of(row.person())).or_default();
        sum.add(&Sum::of_row(keyring, row));
    }

    /// A row that the act writes over, as it found it.
    pub(crate) fn replace<R: Row>(&mut self, keyring: &Keyring, before: &R, now: &R) {
        self.add(keyring, now);
        let of = self.0.entry(before.of()).or_default();
        let sum = of.entry(Whose::of(before.person())).or_default();
        sum.take(&Sum::of_row(keyring, before));
    }

    /// Of how many people it changes something in a table.
    pub(crate) fn people(&self, of: Of) -> usize {
        self.0.get(&of).map_or(0, BTreeMap::len)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The witnesses of the entry of the act.
    pub(crate) fn witnesses(&self) -> Vec<Witness> {
        let mut fields: BTreeMap<(Of, Minute), Vec<u8>> = BTreeMap::new();
        for (of, sums) in &self.0 {
            for (whose, sum) in sums {
                let of_minute = fields.entry((*of, whose.minute)).or_default();
                of_minute.extend(whose.tail);
                of_minute.extend(sum.bytes(*of));
            }
        }
        let witness = |((of, minute), fields): ((Of, Minute), Vec<u8>)| Witness {
            relation: of.relation(),
            names: &[],
            record: minute.record(),
            revision: 0,
            fields,
        };
        fields.into_iter().map(witness).collect()
    }
}

/// People whose rows are vouched for by one entry, of a database that has them already.
const PAGE: i64 = 5_000;
/// Match keys that are vouched for by one entry, of a database that has them already.
const KEYS: i64 = 50_000;

/// Has everything taken that stands in these tables, so many rows at a time.
pub(super) fn each_page(
    db: &mut Db,
    keyring: &Keyring,
    take: &mut dyn FnMut(&mut Db, Vec<Witness>) -> Result<()>,
) -> Result<()> {
    let mut after = None;
    loop {
        let people = by_person::people(db, after, PAGE)?;
        let last = people.last().map(|row| row.id);
        let stretch = Stretch { after, last };
        let mut page = Sums::default();
        let mut add = |row: &dyn Row| page.add(keyring, row);
        people.iter().for_each(|row| add(row));
        for row in by_person::identities_of(db, stretch)? {
            add(&Identity::try_from(row)?);
        }
        by_person::couples_of(db, stretch)?
            .iter()
            .for_each(|row| add(row));
        by_person::relations_of(db, stretch)?
            .iter()
            .for_each(|row| add(row));
        by_person::entitlements_of(db, stretch)?
            .iter()
            .for_each(|row| add(row));
        if !page.is_empty() {
            take(db, page.witnesses())?;
        }
        after = last;
        if after.is_none() {
            break;
        }
    }
    let mut after = None;
    loop {
        let mut rows = by_person::match_keys(db, after.as_ref(), KEYS)?;
        let mut page = Sums::default();
        rows.iter().for_each(|row| page.add(keyring, row));
        after = rows.pop();
        if after.is_none() {
            return Ok(());
        }
        take(db, page.witnesses())?;
    }
}
