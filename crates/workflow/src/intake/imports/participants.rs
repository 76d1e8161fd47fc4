//! Rosters of participants: who takes part in what. Whatever came about them before is weighed anew afterwards.

use super::incoming::{Take, finish};
use super::received::{RowState, units_of};
use super::{contributions, joins};
use crate::audit::witness::registers::{Held, Register};
use crate::error::{Result, WorkflowError};
use crate::intake::resolve::resolve;
use crate::messages;
use crate::session::Context;
use domain::draft::PersonDraft;
use domain::ids::PersonId;
use import::ParticipantRow;
use sealing::SealPurpose;
use std::collections::{BTreeMap, BTreeSet};
use storage::participations::ParticipationRow;
use storage::{Db, Key};

pub(super) fn take(file: Take<'_, ParticipantRow>) -> Result<()> {
    let Take {
        session,
        ctx,
        record,
        summary,
        sheet,
        options,
        ..
    } = file;
    let units = units_of(&mut session.db, ctx, sheet, |row| &row.unit_code)?;
    let programme = options.programme.as_str();
    let paid_by = joins::check(&mut session.db, ctx, programme, &units, sheet)?;
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
    let wanted: Vec<ParticipantRow> = positions
        .iter()
        .filter_map(|n| sheet.rows.get(*n)?.draft.clone())
        .collect();
    let drafts: Vec<PersonDraft> = wanted.iter().map(person).collect();
    let people = resolve(&mut session.db, ctx, &drafts.iter().collect::<Vec<_>>())?;
    let leavers: Vec<PersonDraft> = wanted.iter().filter_map(leaver).collect();
    let leavers = resolve(&mut session.db, ctx, &leavers.iter().collect::<Vec<_>>())?;
    let mut leavers = leavers.into_iter().map(|leaver| leaver.person);
    let others: Vec<PersonDraft> = wanted.iter().filter_map(beneficiary).collect();
    let others = resolve(&mut session.db, ctx, &others.iter().collect::<Vec<_>>())?;
    let mut others = others.into_iter().map(|other| other.person);
    let mut rows: Vec<Vec<ParticipationRow>> = Vec::with_capacity(wanted.len());
    for (row, resolved) in wanted.iter().zip(&people) {
        let replaces = row.replaces.as_ref().and_then(|_| leavers.next());
        let other = row.beneficiary.as_ref().and_then(|_| others.next());
        let Some(unit) = units.get(&row.unit_code) else {
            rows.push(Vec::new());
            continue;
        };
        let of = Of {
            ctx,
            programme,
            unit: unit.id,
            import: record.id,
        };
        rows.push(of.entries(resolved.person, other, replaces, row)?);
    }
    session.db.write(|db| {
        let held = held(db, ctx, programme, &rows)?;
        let (states, elsewhere) = put(db, ctx, programme, &rows)?;
        for ((n, state), elsewhere) in positions.iter().zip(states).zip(elsewhere) {
            let Some(row) = sheet.rows.get_mut(*n) else {
                continue;
            };
            row.findings
                .retain(|finding| finding.code != "participant-elsewhere");
            row.state = state;
            if let Some(code) = elsewhere {
                row.state = RowState::Refused;
                row.note(
                    "participant-elsewhere",
                    domain::finding::RowSeverity::Error,
                    &[("code", &code)],
                );
            }
        }
        let taken = positions.iter().zip(&rows).filter_map(|(n, entries)| {
            let row = sheet.rows.get(*n)?;
            let paid_by = paid_by.get(n).filter(|_| row.state != RowState::Refused)?;
            Some((entries.as_slice(), paid_by))
        });
        contributions::post(db, ctx, record, taken)?;
        storage::pending::owe_weighing(db, record.id.into())?;
        let written = held.witnesses(db, ctx.keyring())?;
        finish(db, ctx, record, summary, sheet, written)?;
        Ok::<_, WorkflowError>(())
    })
}

fn person(row: &ParticipantRow) -> PersonDraft {
    PersonDraft {
        name: row.name.clone(),
        birth_date: row.identity.birth_date(),
        sex: row.identity.sex(),
        identities: vec![row.identity.clone()],
    }
}

fn beneficiary(row: &ParticipantRow) -> Option<PersonDraft> {
    let (name, number) = row.beneficiary.as_ref()?;
    Some(PersonDraft {
        name: name.clone(),
        birth_date: number.birth_date(),
        sex: number.sex(),
        identities: vec![number.clone()],
    })
}

fn leaver(row: &ParticipantRow) -> Option<PersonDraft> {
    let number = row.replaces.as_ref()?;
    Some(PersonDraft {
        // Who is replaced stands on a roster by name already.
        name: String::new(),
        birth_date: number.birth_date(),
        sex: number.sex(),
        identities: vec![number.clone()],
    })
}

/// Whose roster it is.
struct Of<'a> {
    ctx: &'a Context,
    programme: &'a str,
    unit: Key,
    import: Key,
}

impl Of<'_> {
    /// An entry for each plan; what is paid stands with the first.
    fn entries(
        &self,
        member: PersonId,
        other: Option<PersonId>,
        replaces: Option<PersonId>,
        row: &ParticipantRow,
    ) -> Result<Vec<ParticipationRow>> {
        let person = other.unwrap_or(member);
        let name = row.beneficiary.as_ref().map_or(&row.name, |(name, _)| name);
        let sealed_card = row
            .card
            .as_ref()
            .map(|card| {
                self.ctx.keyring().seal(
                    SealPurpose::Bank,
                    card.canonical().as_bytes(),
                    person.to_string().as_bytes(),
                    self.ctx.installation.effects.nonce(),
                )
            })
            .transpose()?;
        let known_as = row.known_as.as_deref();
        let known_as = known_as.and_then(|n| messages::known_as_key(self.ctx, self.programme, n));
        let entry = |(n, plan): (usize, &String)| ParticipationRow {
            subject_id: person.into(),
            programme: self.programme.to_owned(),
            scheme: row.scheme.clone(),
            plan: plan.clone(),
            unit_id: self.unit,
            joined_on: row.joined_on,
            left_on: row.left_on,
            shares: row.shares,
            contribution_fen: if n == 0 { row.contribution.get() } else { 0 },
            own_fen: if n == 0 { row.own_part.get() } else { 0 },
            known_as: known_as.clone(),
            name: name.clone(),
            bank: row.bank.clone(),
            sealed_card: sealed_card.clone(),
            import_id: self.import,
            updated_at: self.ctx.now().0,
            revision: 0,
            replaces_id: replaces.map(Key::from),
            claimant_id: other.map(|_| member.into()),
        };
        Ok(row.plans.iter().enumerate().map(entry).collect())
    }
}

/// Holds what the unions of these entries say of who takes part, and those that people come from.
fn held(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    rows: &[Vec<ParticipationRow>],
) -> Result<Held> {
    let people: BTreeSet<PersonId> = rows
        .iter()
        .flatten()
        .map(|row| row.subject_id.into())
        .collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let known = storage::participations::of_people(db, programme, &people)?;
    let units = rows.iter().flatten().chain(&known).map(|row| row.unit_id);
    let registers = &[Register::Participations];
    Held::of(db, ctx.keyring(), &units.collect(), registers)
}

type EntryKey = (Key, String, String);

/// Adds or changes entries; gives each row's state, and the code of the union that has its person already.
fn put(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    rows: &[Vec<ParticipationRow>],
) -> Result<(Vec<RowState>, Vec<Option<String>>)> {
    let people: BTreeSet<PersonId> = rows
        .iter()
        .flatten()
        .map(|row| row.subject_id.into())
        .collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let key = |row: &ParticipationRow| -> EntryKey {
        (row.subject_id, row.scheme.clone(), row.plan.clone())
    };
    let mut known: BTreeMap<EntryKey, ParticipationRow> =
        storage::participations::of_people(db, programme, &people)?
            .into_iter()
            .map(|row| (key(&row), row))
            .collect();
    let units: BTreeSet<domain::ids::UnitId> =
        known.values().map(|row| row.unit_id.into()).collect();
    let units: Vec<domain::ids::UnitId> = units.into_iter().collect();
    let codes: BTreeMap<Key, String> = storage::units::by_ids(db, &units)?
        .into_iter()
        .map(|unit| (unit.id, unit.code))
        .collect();
    let (mut states, mut elsewhere) = (Vec::new(), Vec::new());
    for entries in rows {
        let other = entries.iter().find_map(|entry| {
            let old = known.get(&key(entry))?;
            // Of two who could take part for one person, one does.
            let moved = old.unit_id != entry.unit_id || old.claimant_id != entry.claimant_id;
            let stays = moved && old.left_on.is_none();
            stays.then(|| codes.get(&old.unit_id).cloned().unwrap_or_default())
        });
        elsewhere.push(other.clone());
        if other.is_some() {
            states.push(RowState::Refused);
            continue;
        }
        let mut state = RowState::Unchanged;
        for entry in entries {
            match known.get(&key(entry)) {
                None => {
                    storage::participations::add(db, &vec![entry.clone()])?;
                    known.insert(key(entry), entry.clone());
                    state = RowState::Accepted;
                }
                Some(old) if same(ctx, old, entry)? => {}
                Some(old) => {
                    let changed = ParticipationRow {
                        revision: old.revision + 1,
                        ..entry.clone()
                    };
                    storage::participations::update(db, &changed)?;
                    known.insert(key(entry), changed);
                    if state == RowState::Unchanged {
                        state = RowState::Revised;
                    }
                }
            }
        }
        states.push(state);
    }
    Ok((states, elsewhere))
}

/// Two entries say the same; an account is sealed anew each time.
fn same(ctx: &Context, old: &ParticipationRow, new: &ParticipationRow) -> Result<bool> {
    let said = |row: &ParticipationRow| ParticipationRow {
        sealed_card: None,
        import_id: Key(uuid::Uuid::nil()),
        updated_at: 0,
        revision: 0,
        ..row.clone()
    };
    Ok(said(old) == said(new) && card_of(ctx, old)? == card_of(ctx, new)?)
}

fn card_of(ctx: &Context, row: &ParticipationRow) -> Result<Option<Vec<u8>>> {
    let aad = PersonId::from(row.subject_id).to_string();
    row.sealed_card
        .as_ref()
        .map(|sealed| Ok(ctx.keyring().open(sealed, aad.as_bytes())?.to_vec()))
        .transpose()
}
