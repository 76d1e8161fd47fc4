//! Rosters.

use super::incoming::{Take, finish};
use super::received::{RowState, units_of};
use crate::audit::witness::registers::{Held, Register};
use crate::audit::witness::sums::Sums;
use crate::duplicates::kin;
use crate::error::{Result, WorkflowError};
use crate::intake::filed_names::{self, Filing};
use crate::intake::resolve::resolve;
use crate::review::reassess::{self, Affected, Whose};
use crate::session::{Context, Session};
use domain::draft::PersonDraft;
use domain::finding::RowSeverity;
use domain::ids::{PersonId, UnitId};
use domain::name::is_same;
use import::MemberRow;
use sealing::SealPurpose;
use std::collections::{BTreeMap, BTreeSet};
use storage::couples::Naming;
use storage::imports::ImportRecord;
use storage::named_partners::NamedRow;
use storage::people::MembershipRow;
use storage::roster_names::RosterNameRow;
use storage::units::Unit;
use storage::{Db, Key};

pub(super) fn take(file: Take<'_, MemberRow>) -> Result<()> {
    let Take {
        session,
        ctx,
        record,
        summary,
        sheet,
        options,
        ..
    } = file;
    let units = units_of(&mut session.db, ctx, sheet, |member| &member.unit_code)?;
    if options.dry_run {
        return Ok(());
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
        .filter_map(|n| sheet.rows[*n].draft.clone())
        .collect();
    let drafts: Vec<(PersonDraft, Option<PersonDraft>)> = members.iter().map(drafts).collect();
    let people = persons(session, ctx, &drafts)?;
    let mut wanted = Vec::with_capacity(members.len());
    let mut filings = Vec::with_capacity(members.len());
    let mut rows = Vec::with_capacity(members.len());
    for (at, (member, (person, partner))) in members.iter().zip(&people).enumerate() {
        let Some(unit) = units.get(&member.unit_code) else {
            continue;
        };
        wanted.push(membership(ctx, record, unit.id, member, *person, *partner)?);
        let Some((own, other)) = drafts.get(at) else {
            continue;
        };
        let filed = [
            Some(("member-other-name", Some(unit.id.into()), *person, own)),
            partner
                .zip(other.as_ref())
                .map(|(partner, draft)| ("spouse-other-name", None, partner, draft)),
        ];
        for (code, own, person, draft) in filed.into_iter().flatten() {
            rows.push((at, code, name_row(ctx, unit.id, person, &draft.name)));
            filings.push(Filing {
                person,
                unit: own,
                draft,
            });
        }
    }
    let differing = filed_names::keep(&mut session.db, ctx, &filings)?;
    let mut otherwise = Vec::new();
    for ((at, code, name), _) in rows
        .into_iter()
        .zip(differing)
        .filter(|(_, differs)| *differs)
    {
        otherwise.push(name);
        if let Some(row) = positions.get(at).and_then(|n| sheet.rows.get_mut(*n)) {
            row.note(code, RowSeverity::Warning, &[]);
        }
    }
    let holders: Vec<Unit> = units.into_values().collect();
    let (entries, by_name) = named_partners(&members, &people, &wanted);
    let of_whom: BTreeSet<Key> = wanted.iter().map(|row| row.unit_id).collect();
    let paired = session.db.write(|db| {
        let held = Held::of(db, ctx.keyring(), &of_whom, Register::ROSTER)?;
        let mut couples = Sums::default();
        let entries_now: BTreeMap<(Key, Key), &MembershipRow> = wanted
            .iter()
            .map(|row| ((row.unit_id, row.person_id), row))
            .collect();
        let namings: Vec<Naming> = entries_now
            .into_values()
            .filter_map(storage::couples::naming)
            .collect();
        kin::declare(db, ctx.keyring(), &namings, &mut couples)?;
        let (states, renamed) = put(db, ctx, &wanted)?;
        storage::roster_names::add(db, &otherwise)?;
        storage::roster_names::change(db, &renamed)?;
        storage::named_partners::set(db, &entries, &by_name)?;
        let paired = kin::named::link(db, ctx, &holders, &mut couples)?;
        for (n, state) in positions.iter().zip(states) {
            sheet.rows[*n].state = state;
        }
        // A roster is of no programme: claims of every one rest on it.
        let everywhere: Vec<Affected> = ctx
            .installation
            .registry
            .iter()
            .map(|programme| Affected {
                programme: programme.id().to_owned(),
                whose: Whose::Everybody,
                year: None,
            })
            .collect();
        reassess::note(db, ctx, &everywhere)?;
        let mut written = held.witnesses(db, ctx.keyring())?;
        written.extend(couples.witnesses());
        finish(db, ctx, record, summary, sheet, written)?;
        Ok::<_, WorkflowError>(paired)
    })?;
    let partners = people.iter().filter(|(_, partner)| partner.is_some());
    let members = partners.map(|(member, _)| *member).chain(paired);
    let members: Vec<PersonId> = members.collect::<BTreeSet<_>>().into_iter().collect();
    kin::check_members(&mut session.db, ctx, &members);
    Ok(())
}

/// Every roster entry, and those that name a partner by name and employer only; the last row of a member is what holds.
fn named_partners(
    members: &[MemberRow],
    people: &[(PersonId, Option<PersonId>)],
    wanted: &[MembershipRow],
) -> (Vec<(UnitId, PersonId)>, Vec<NamedRow>) {
    let named: BTreeMap<PersonId, Option<&str>> = members
        .iter()
        .zip(people)
        .map(|(member, (person, _))| (*person, member.partner_name.as_deref()))
        .collect();
    let mut last: BTreeMap<(UnitId, PersonId), Option<NamedRow>> = BTreeMap::new();
    for row in wanted {
        let (unit, person) = (row.unit_id.into(), row.person_id.into());
        let name = named.get(&person).copied().flatten();
        let name = name.filter(|_| row.partner_id.is_none());
        let entry = kin::named::row(person, unit, name, row.partner_unit.as_deref());
        last.insert((unit, person), entry);
    }
    let entries = last.keys().copied().collect();
    (entries, last.into_values().flatten().collect())
}

/// The member and, when a number is given, the partner of a row.
fn drafts(member: &MemberRow) -> (PersonDraft, Option<PersonDraft>) {
    let person = |name: &str, number: &domain::identity::IdentityNumber| PersonDraft {
        name: name.to_owned(),
        identities: vec![number.clone()],
        birth_date: number.birth_date(),
        sex: number.sex(),
    };
    let partner = member
        .partner_identity
        .as_ref()
        .map(|number| person(member.partner_name.as_deref().unwrap_or_default(), number));
    (person(&member.name, &member.identity), partner)
}

/// The people of every row.
fn persons(
    session: &mut Session,
    ctx: &Context,
    drafts: &[(PersonDraft, Option<PersonDraft>)],
) -> Result<Vec<(PersonId, Option<PersonId>)>> {
    let own: Vec<&PersonDraft> = drafts.iter().map(|(own, _)| own).collect();
    let partners: Vec<&PersonDraft> = drafts
        .iter()
        .filter_map(|(_, partner)| partner.as_ref())
        .collect();
    let own = resolve(&mut session.db, ctx, &own)?;
    let mut partners = resolve(&mut session.db, ctx, &partners)?.into_iter();
    Ok(own
        .into_iter()
        .zip(drafts)
        .map(|(resolved, (_, partner))| {
            let partner = partner.as_ref().and_then(|_| partners.next());
            (resolved.person, partner.map(|partner| partner.person))
        })
        .collect())
}

fn membership(
    ctx: &Context,
    record: &ImportRecord,
    unit: Key,
    member: &MemberRow,
    person: PersonId,
    partner: Option<PersonId>,
) -> Result<MembershipRow> {
    let sealed_mobile = match &member.mobile {
        Some(mobile) => {
            let aad = person.to_string();
            Some(ctx.keyring().seal(
                SealPurpose::Contact,
                mobile.canonical().as_bytes(),
                aad.as_bytes(),
                ctx.installation.effects.nonce(),
            )?)
        }
        None => None,
    };
    Ok(MembershipRow {
        unit_id: unit,
        person_id: person.into(),
        in_service: member.in_service,
        dues_through: member.dues_paid_through,
        partner_id: partner.map(Into::into),
        partner_unit: member.partner_unit.clone(),
        sealed_mobile,
        import_id: record.id,
        updated_at: ctx.now().0,
        revision: 0,
        name: Some(member.name.clone()),
        dues_said: member.dues_unpaid.clone(),
        service_said: member.service_in_doubt.clone(),
    })
}

/// What the roster of a union calls somebody.
fn name_row(ctx: &Context, unit: Key, person: PersonId, name: &str) -> RosterNameRow {
    RosterNameRow {
        person_id: person.into(),
        unit_id: unit,
        name: name.to_owned(),
        replaced: None,
        said_on: ctx.today(),
        said_by: ctx.actor.id.into(),
    }
}

/// The change of a member's name on a roster, if it is one.
fn renamed(ctx: &Context, old: &MembershipRow, new: &MembershipRow) -> Option<RosterNameRow> {
    let (before, name) = old.name.as_deref().zip(new.name.as_deref())?;
    (!is_same(before, name)).then(|| RosterNameRow {
        replaced: Some(before.to_owned()),
        ..name_row(ctx, new.unit_id, new.person_id.into(), name)
    })
}

/// Adds or changes roster entries, and tells of changed names; the second row of one member in one file changes the first's.
fn put(
    db: &mut Db,
    ctx: &Context,
    wanted: &[MembershipRow],
) -> Result<(Vec<RowState>, Vec<RosterNameRow>)> {
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
    let mut changes: BTreeMap<(Key, Key, String), RosterNameRow> = BTreeMap::new();
    for row in wanted {
        let key = (row.unit_id, row.person_id);
        let before = new.get(&key).or_else(|| stored.get(&key));
        if let Some(change) = before.and_then(|before| renamed(ctx, before, row)) {
            changes.insert((key.0, key.1, change.name.clone()), change);
        }
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
            Some(old) if same(ctx, old, row)? => states.push(RowState::Unchanged),
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
    Ok((states, changes.into_values().collect()))
}

fn same(ctx: &Context, old: &MembershipRow, new: &MembershipRow) -> Result<bool> {
    let mobile = |row: &MembershipRow| -> Result<Option<Vec<u8>>> {
        let aad = PersonId::from(row.person_id).to_string();
        row.sealed_mobile
            .as_ref()
            .map(|sealed| Ok(ctx.keyring().open(sealed, aad.as_bytes())?.to_vec()))
            .transpose()
    };
    let plain = |row: &MembershipRow| {
        (
            row.in_service,
            row.dues_through,
            row.dues_said.clone(),
            row.service_said.clone(),
            row.partner_id,
            row.partner_unit.clone(),
            row.name.clone(),
        )
    };
    Ok(plain(old) == plain(new) && mobile(old)? == mobile(new)?)
}
