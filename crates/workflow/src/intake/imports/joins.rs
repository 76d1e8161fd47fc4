//! What a roster of participants says against what the programme and earlier rosters say, before anything is written.

use super::received::Received;
use crate::error::Result;
use crate::intake::resolve::index_of;
use crate::messages::feed_in_force;
use crate::session::Context;
use domain::fen::Fen;
use domain::identity::IdentityNumber;
use domain::ids::PersonId;
use import::ParticipantRow;
use policy::messages::{Joins, Leaver, MessageFeed, MessageState};
use std::collections::{BTreeMap, BTreeSet};
use storage::participations::ParticipationRow;
use storage::units::Unit;
use storage::{Db, Key};

/// Who pays how much: codes of payers.
pub(super) type PaidBy = Vec<(&'static str, Fen)>;

/// What earlier rosters and this file say of the people of a file.
struct Known<'a> {
    ctx: &'a Context,
    owners: BTreeMap<(&'static str, Vec<u8>), PersonId>,
    parts: Vec<ParticipationRow>,
    replacing: Vec<ParticipationRow>,
    /// People with something paid or borne under a scheme.
    had: BTreeSet<(Key, String)>,
    rows: Vec<ParticipantRow>,
}

/// Refuses rows that the programme or an earlier roster speaks against; for each other one by its place, who pays what.
pub(super) fn check(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    units: &BTreeMap<String, Unit>,
    sheet: &mut Received<ParticipantRow>,
) -> Result<BTreeMap<usize, PaidBy>> {
    let feed = feed_in_force(db, ctx, programme)?;
    let rows: Vec<ParticipantRow> = sheet
        .rows
        .iter()
        .filter_map(|row| row.draft.clone())
        .collect();
    let known = Known::load(db, ctx, programme, rows)?;
    let mut paid_by = BTreeMap::new();
    let mut replaced: BTreeSet<(String, String)> = BTreeSet::new();
    for (place, row) in sheet.rows.iter_mut().enumerate() {
        let Some(draft) = row.draft.clone() else {
            continue;
        };
        let Some(unit) = units.get(&draft.unit_code) else {
            continue;
        };
        let mut replaces = None;
        if let Some(number) = &draft.replaces {
            replaces = known.leaver(&draft, number, unit.id);
            let first = replaced.insert((number.canonical().to_owned(), draft.scheme.clone()));
            if replaces.is_none() {
                row.refuse("participant-replaces-unknown", &[]);
                continue;
            }
            if !first || known.is_replaced(&draft, number) {
                row.refuse("participant-replaced-already", &[]);
                continue;
            }
        }
        let joined = known.joined(feed.as_ref(), &draft, unit, replaces);
        row.take_findings(joined.findings);
        if row.draft.is_some() {
            paid_by.insert(place, joined.paid_by);
        }
    }
    Ok(paid_by)
}

impl<'a> Known<'a> {
    fn load(
        db: &mut Db,
        ctx: &'a Context,
        programme: &str,
        rows: Vec<ParticipantRow>,
    ) -> Result<Self> {
        let mut numbers: BTreeMap<&'static str, BTreeSet<Vec<u8>>> = BTreeMap::new();
        for number in rows
            .iter()
            .flat_map(|row| [Some(row.subject()), row.replaces.as_ref()])
            .flatten()
        {
            let indexes = numbers.entry(number.kind().code()).or_default();
            indexes.insert(index_of(ctx, number));
        }
        let mut owners = BTreeMap::new();
        for (kind, indexes) in numbers {
            let indexes: Vec<Vec<u8>> = indexes.into_iter().collect();
            for (index, person) in storage::people::owners(db, kind, &indexes)? {
                owners.insert((kind, index), person);
            }
        }
        let people: BTreeSet<PersonId> = owners.values().copied().collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let reversed = MessageState::Reversed.code();
        let had = storage::entitlements::of_people(db, programme, &people)?
            .into_iter()
            .filter(|row| {
                row.state != reversed
                    && (row.sum_fen > 0 || row.base_fen.is_some_and(|base| base > 0))
            })
            .map(|row| (row.subject_id, row.scheme))
            .collect();
        Ok(Self {
            ctx,
            parts: storage::participations::of_people(db, programme, &people)?,
            replacing: storage::participations::replacing(db, programme, &people)?,
            owners,
            had,
            rows,
        })
    }

    fn owner(&self, number: &IdentityNumber) -> Option<PersonId> {
        let key = (number.kind().code(), index_of(self.ctx, number));
        self.owners.get(&key).copied()
    }

    /// Who is replaced, as the file has it, else as the union's roster has it.
    fn leaver(&self, row: &ParticipantRow, number: &IdentityNumber, unit: Key) -> Option<Leaver> {
        let person = self.owner(number).map(Key::from);
        let in_file = self.rows.iter().find(|other| {
            other.subject().canonical() == number.canonical()
                && other.scheme == row.scheme
                && other.plans == row.plans
                && other.unit_code == row.unit_code
        });
        let on_record = self.parts.iter().find(|part| {
            Some(part.subject_id) == person
                && part.scheme == row.scheme
                && row.plans.contains(&part.plan)
                && part.unit_id == unit
        });
        let (joined_on, left_on) = in_file
            .map(|row| (row.joined_on, row.left_on))
            .or_else(|| on_record.map(|part| (part.joined_on, part.left_on)))?;
        let had = |person| self.had.contains(&(person, row.scheme.clone()));
        Some(Leaver {
            joined_on,
            left_on,
            is_paid: person.is_some_and(had),
        })
    }

    /// Somebody other than the row's person replaces this one.
    fn is_replaced(&self, row: &ParticipantRow, leaver: &IdentityNumber) -> bool {
        let own = self.owner(row.subject()).map(Key::from);
        let leaver = self.owner(leaver).map(Key::from);
        self.replacing.iter().any(|part| {
            part.replaces_id == leaver && part.scheme == row.scheme && Some(part.subject_id) != own
        })
    }

    fn joined(
        &self,
        feed: &dyn MessageFeed,
        row: &ParticipantRow,
        unit: &Unit,
        replaces: Option<Leaver>,
    ) -> policy::messages::Joined {
        let person = self.owner(row.subject()).map(Key::from);
        let before = self
            .parts
            .iter()
            .filter(|part| Some(part.subject_id) == person);
        let before: Vec<String> = before.map(|part| part.scheme.clone()).collect();
        let places = unit.path.with_all_above();
        let unions: Vec<String> = places
            .iter()
            .filter_map(|place| place.trim_end_matches('/').rsplit('/').next())
            .map(str::to_owned)
            .collect();
        feed.joins(&Joins {
            scheme: &row.scheme,
            plans: &row.plans,
            shares: row.shares,
            joined_on: row.joined_on,
            left_on: row.left_on,
            born: row.subject().birth_date(),
            for_another: row.beneficiary.is_some(),
            before: &before,
            paid: row.contribution,
            own: row.own_part,
            unions: &unions,
            replaces,
        })
    }
}
