//! Rosters.

use super::rows::{RowState, Sheet, follow_mergers, units_in_scope};
use super::{ImportOptions, finish};
use crate::error::Result;
use crate::kin;
use crate::reassess::{self, Affected, Whose};
use crate::resolve::resolve;
use crate::session::{Env, Session};
use domain::draft::PersonDraft;
use domain::ids::PersonId;
use import::{Draft, FileSummary, MemberRow};
use sealing::SealPurpose;
use std::collections::{BTreeMap, BTreeSet};
use storage::imports::ImportRecord;
use storage::people::MembershipRow;
use storage::{Db, Key};

pub(super) fn take(
    session: &mut Session,
    env: &Env,
    record: &ImportRecord,
    summary: &FileSummary,
    sheet: &mut Sheet,
    options: &ImportOptions,
) -> Result<usize> {
    let codes = sheet
        .rows
        .iter()
        .filter_map(|row| member_of(row.draft.as_ref()))
        .map(|member| member.unit_code.clone())
        .collect();
    let mut units = units_in_scope(&mut session.db, env, codes)?;
    for row in &mut sheet.rows {
        if let Some(code) = member_of(row.draft.as_ref()).map(|member| member.unit_code.clone())
            && !units.contains_key(&code)
        {
            row.refuse("unit-unknown", &[("code", &code)]);
        }
    }
    follow_mergers(&mut session.db, env, &mut units, sheet, |row| {
        member_of(row.draft.as_ref()).map(|member| member.unit_code.clone())
    })?;
    if options.dry_run {
        return Ok(0);
    }
    let positions: Vec<usize> = sheet
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.draft.is_some())
        .map(|(n, _)| n)
        .collect();
    let members: Vec<MemberRow> = positions
        .iter()
        .filter_map(|n| member_of(sheet.rows[*n].draft.as_ref()).cloned())
        .collect();
    let people = persons(session, env, &members)?;
    let mut wanted = Vec::with_capacity(members.len());
    for (member, (person, spouse)) in members.iter().zip(&people) {
        if let Some(unit) = units.get(&member.unit_code) {
            wanted.push(membership(env, record, unit.id, member, *person, *spouse)?);
        }
    }
    session.db.write(|db| {
        let states = put(db, env, &wanted)?;
        for (n, state) in positions.iter().zip(states) {
            sheet.rows[*n].state = state;
        }
        let everywhere = Affected {
            programme: options.programme.clone(),
            whose: Whose::Everybody,
            year: None,
        };
        reassess::note(db, env, &[everywhere])?;
        finish(db, env, record, summary, sheet)
    })?;
    let spouses = people.iter().filter(|(_, spouse)| spouse.is_some());
    let members: Vec<PersonId> = spouses.map(|(member, _)| *member).collect();
    kin::check_members(&mut session.db, env, &members);
    Ok(0)
}

fn member_of(draft: Option<&Draft>) -> Option<&MemberRow> {
    match draft {
        Some(Draft::Member(member)) => Some(member),
        _ => None,
    }
}

/// The member and, when a number is given, the spouse of every row.
fn persons(
    session: &mut Session,
    env: &Env,
    members: &[MemberRow],
) -> Result<Vec<(PersonId, Option<PersonId>)>> {
    let person = |name: &str, number: &domain::identity::IdentityNumber| PersonDraft {
        name: name.to_owned(),
        identities: vec![number.clone()],
        birth_date: number.birth_date(),
        sex: number.sex(),
    };
    let own: Vec<PersonDraft> = members
        .iter()
        .map(|member| person(&member.name, &member.identity))
        .collect();
    let spouses: Vec<(usize, PersonDraft)> = members
        .iter()
        .enumerate()
        .filter_map(|(n, member)| {
            let number = member.spouse_identity.as_ref()?;
            Some((
                n,
                person(member.spouse_name.as_deref().unwrap_or_default(), number),
            ))
        })
        .collect();
    let own = resolve(&mut session.db, env, &own.iter().collect::<Vec<_>>())?;
    let found = resolve(
        &mut session.db,
        env,
        &spouses.iter().map(|(_, draft)| draft).collect::<Vec<_>>(),
    )?;
    let spouse_of: BTreeMap<usize, PersonId> = spouses
        .iter()
        .zip(found)
        .map(|((n, _), resolved)| (*n, resolved.person))
        .collect();
    Ok(own
        .into_iter()
        .enumerate()
        .map(|(n, resolved)| (resolved.person, spouse_of.get(&n).copied()))
        .collect())
}

fn membership(
    env: &Env,
    record: &ImportRecord,
    unit: Key,
    member: &MemberRow,
    person: PersonId,
    spouse: Option<PersonId>,
) -> Result<MembershipRow> {
    let sealed_mobile = match &member.mobile {
        Some(mobile) => {
            let aad = person.to_string();
            Some(env.keyring().seal(
                SealPurpose::Contact,
                mobile.canonical().as_bytes(),
                aad.as_bytes(),
                env.office.world.nonce(),
            )?)
        }
        None => None,
    };
    Ok(MembershipRow {
        unit_id: unit,
        person_id: person.into(),
        in_service: member.in_service,
        dues_through: member.dues_paid_through,
        spouse_id: spouse.map(Into::into),
        spouse_unit: member.spouse_unit.clone(),
        sealed_mobile,
        import_id: record.id,
        updated_at: env.now().0,
        revision: 0,
        name: Some(member.name.clone()),
        dues_said: member.dues_unpaid.clone(),
        service_said: member.service_in_doubt.clone(),
    })
}

/// Adds or changes roster entries; the second row of one member in one file changes the first's.
fn put(db: &mut Db, env: &Env, wanted: &[MembershipRow]) -> Result<Vec<RowState>> {
    let people: Vec<PersonId> = wanted
        .iter()
        .map(|row| PersonId::from(row.person_id))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut stored: BTreeMap<(Key, Key), MembershipRow> =
        storage::people::memberships_of(db, &people)?
            .into_iter()
            .map(|row| ((row.unit_id, row.person_id), row))
            .collect();
    let mut new: BTreeMap<(Key, Key), MembershipRow> = BTreeMap::new();
    let mut states = Vec::with_capacity(wanted.len());
    for row in wanted {
        let key = (row.unit_id, row.person_id);
        if let Some(first) = new.get_mut(&key) {
            *first = row.clone();
            states.push(RowState::Revised);
            continue;
        }
        match stored.get_mut(&key) {
            None => {
                new.insert(key, row.clone());
                states.push(RowState::Accepted);
            }
            Some(old) if same(env, old, row)? => states.push(RowState::Unchanged),
            Some(old) => {
                let changed = MembershipRow {
                    revision: old.revision + 1,
                    ..row.clone()
                };
                storage::people::update_membership(db, &changed)?;
                *old = changed;
                states.push(RowState::Revised);
            }
        }
    }
    storage::people::add_memberships(db, &new.into_values().collect())?;
    Ok(states)
}

fn same(env: &Env, old: &MembershipRow, new: &MembershipRow) -> Result<bool> {
    let mobile = |row: &MembershipRow| -> Result<Option<Vec<u8>>> {
        let aad = PersonId::from(row.person_id).to_string();
        row.sealed_mobile
            .as_ref()
            .map(|sealed| Ok(env.keyring().open(sealed, aad.as_bytes())?.to_vec()))
            .transpose()
    };
    let plain = |row: &MembershipRow| {
        (
            row.in_service,
            row.dues_through,
            row.dues_said.clone(),
            row.service_said.clone(),
            row.spouse_id,
            row.spouse_unit.clone(),
            row.name.clone(),
        )
    };
    Ok(plain(old) == plain(new) && mobile(old)? == mobile(new)?)
}
