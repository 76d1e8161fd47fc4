//! Many rows at once: their people are put on record in one transaction.

use crate::claims::name_key;
use crate::desk::Desk;
use crate::seed;
use domain::draft::{ClaimDraft, PersonDraft};
use domain::ids::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use storage::Key;
use storage::people::{Identity, MembershipRow, PersonRow};
use workflow::Session;
use workflow::intake::submit::Prepared;

/// People who are put on record together.
#[derive(Default)]
struct Crowd {
    by_number: BTreeMap<String, PersonId>,
    people: Vec<PersonRow>,
    identities: Vec<Identity>,
    enrolled: BTreeSet<(storage::Key, PersonId)>,
    memberships: Vec<MembershipRow>,
}

impl Desk {
    /// As [`Desk::prepare_draft`], for many rows whose people nobody knows yet; who else may be one of the children is not
    /// looked for.
    ///
    /// # Panics
    /// When the people cannot be put on record.
    pub fn prepare_crowd(
        &self,
        session: &mut Session,
        rows: Vec<(&'static str, ClaimDraft)>,
    ) -> Vec<Prepared> {
        let import = session.ctx.id();
        let mut crowd = Crowd::default();
        let mut prepared = Vec::with_capacity(rows.len());
        for (code, draft) in rows {
            let unit = self.unit_id(code);
            let member = crowd.person(self, &draft.claimant);
            let subject = crowd.person(self, &draft.subject);
            if crowd.enrolled.insert((unit.into(), member)) {
                crowd
                    .memberships
                    .push(self.roster_entry(unit.into(), member, import));
            }
            prepared.push(Prepared {
                draft,
                unit,
                unit_path: self.unit_path(code),
                subject,
                subject_made: false,
                member,
                suspects: Vec::new(),
                import,
            });
        }
        session
            .db
            .write(|db| {
                storage::people::add(db, &crowd.people)?;
                storage::people::add_identities(db, crowd.identities.clone())?;
                let people = (crowd.people.as_slice(), crowd.identities.as_slice());
                seed::vouch_for_people(db, &self.installation, people)?;
                storage::people::add_memberships(db, &crowd.memberships)?;
                let units: BTreeSet<Key> =
                    crowd.memberships.iter().map(|row| row.unit_id).collect();
                let units: Vec<Key> = units.into_iter().collect();
                seed::vouch_for_rosters(db, &self.installation, &units)
            })
            .expect("people on record");
        // Rows of one child may be filed one after the other: only where there is one, nothing else is on record of them.
        let mut rows: BTreeMap<PersonId, usize> = BTreeMap::new();
        for row in &prepared {
            *rows.entry(row.subject).or_default() += 1;
        }
        for row in &mut prepared {
            row.subject_made = rows.get(&row.subject) == Some(&1);
        }
        prepared
    }
}

impl Crowd {
    fn person(&mut self, desk: &Desk, draft: &PersonDraft) -> PersonId {
        let at = desk.installation.effects.now().0;
        let known = draft
            .identities
            .iter()
            .find_map(|number| self.by_number.get(number.canonical()).copied());
        let person = known.unwrap_or_else(|| PersonId(desk.installation.effects.uuid()));
        if known.is_none() {
            self.people.push(PersonRow {
                id: person.into(),
                name: draft.name.clone(),
                name_key: name_key(&draft.name),
                birth_date: draft.birth_date,
                sex: draft.sex.map(|sex| sex.code().to_owned()),
                merged_into: None,
                created_at: at,
                revision: 0,
            });
        }
        for number in &draft.identities {
            if !self.by_number.contains_key(number.canonical()) {
                self.by_number.insert(number.canonical().to_owned(), person);
                self.identities.push(desk.identity(number, person, at));
            }
        }
        person
    }
}
