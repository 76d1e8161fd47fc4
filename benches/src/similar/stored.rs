//! Claims as an import would have stored them, written straight into the tables: only what a comparison reads, but of that
//! everything, sealed and blinded as in the product.

use super::rows::Row;
use anyhow::{Context, Result};
use child_premium::claim::Premium;
use data_encoding::HEXLOWER;
use domain::claim::ClaimState;
use domain::claim_number::ClaimNumber;
use domain::claim_record::{ClaimRecord, Origin};
use domain::decision::Verdict;
use domain::identity::{IdentityKind, IdentityNumber};
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::unit::{Scope, UnitLevel};
use sealing::{IndexKind, SealPurpose};
use std::collections::{BTreeMap, HashMap, HashSet};
use storage::match_keys::MatchKeyRow;
use storage::people::{Identity, MembershipRow, PersonRow};
use storage::units::Unit;
use storage::{Db, Key, StorageError};
use workflow::Session;
use workflow::intake::submit::Prepared;

/// Claims written in one transaction.
const CHUNK: usize = 20_000;
/// Keys written in one transaction.
const KEYS: usize = 500_000;

/// Who is on record, and what waits to be written.
pub struct Register {
    units: BTreeMap<String, Unit>,
    people: HashMap<String, PersonId>,
    rosters: HashSet<(UnitId, PersonId)>,
    row_keys: HashSet<(PersonId, UnitId, PersonId)>,
    pending: Pending,
    /// The programme's own part of the slot key, which is the same for all.
    slot_key: String,
}

#[derive(Default)]
struct Pending {
    people: Vec<PersonRow>,
    identities: Vec<Identity>,
    memberships: Vec<MembershipRow>,
    claims: Vec<ClaimRecord>,
    records: Vec<(PersonId, Vec<String>)>,
}

impl Register {
    /// Puts the unions of all rows on record.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn of_unions(session: &mut Session, rows: &[Row]) -> Result<Self> {
        let mut units: BTreeMap<String, Unit> =
            storage::units::all(&mut session.db, &Scope::everything())?
                .into_iter()
                .map(|row| (row.code.clone(), row))
                .collect();
        let province = units.get("HN").context("there is no province")?.clone();
        let mut new = Vec::new();
        for code in rows.iter().map(|row| &row.draft.unit_code) {
            if !units.contains_key(code) {
                let row = Unit {
                    id: Key(session.ctx.installation.effects.uuid()),
                    code: code.clone(),
                    name: format!("{code}工会"),
                    level: UnitLevel::Basic,
                    parent_id: Some(province.id),
                    path: province.path.below(code),
                    ..province.clone()
                };
                units.insert(code.clone(), row.clone());
                new.push(row);
            }
        }
        session
            .db
            .write(|db| storage::units::add(db, &new).map(|_| ()))?;
        let programme = session
            .ctx
            .installation
            .registry
            .find(child_premium::ID)
            .context("there is no programme")?;
        let slot_key = rows
            .first()
            .map(|row| programme.slot_key(&row.draft))
            .unwrap_or_default();
        Ok(Self {
            slot_key,
            units,
            people: HashMap::new(),
            rosters: HashSet::new(),
            row_keys: HashSet::new(),
            pending: Pending::default(),
        })
    }

    /// Stores claims with their keys. Returns how many; a row an earlier one repeats is left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn store(&mut self, session: &mut Session, rows: &[Row]) -> Result<usize> {
        let mut keys: Vec<MatchKeyRow> = Vec::new();
        let mut stored = 0;
        for some in rows.chunks(CHUNK) {
            for row in some {
                let prepared = self.enter(session, row)?;
                if self
                    .row_keys
                    .insert((prepared.subject, prepared.unit, prepared.member))
                {
                    self.claim(session, row, &prepared)?;
                }
            }
            stored += self.pending.claims.len();
            keys.extend(self.write(session)?);
        }
        keys.sort_unstable();
        keys.dedup();
        for some in keys.chunks(KEYS) {
            let some = some.to_vec();
            session
                .db
                .write(|db| storage::match_keys::add_first(db, &some).map(|_| ()))?;
        }
        Ok(stored)
    }

    /// Puts a row's people on record and gives the row ready to file.
    ///
    /// # Errors
    /// When the database refuses, or a number cannot be sealed.
    pub fn file_for(&mut self, session: &mut Session, row: &Row) -> Result<Prepared> {
        let prepared = self.enter(session, row)?;
        self.write(session)?;
        Ok(prepared)
    }

    fn enter(&mut self, session: &Session, row: &Row) -> Result<Prepared> {
        let (subject, made) = self.person(session, &row.draft.subject)?;
        let (member, _) = self.person(session, &row.draft.claimant)?;
        let unit = self
            .units
            .get(&row.draft.unit_code)
            .with_context(|| format!("there is no union {}", row.draft.unit_code))?;
        let (unit, path) = (UnitId::from(unit.id), unit.path.clone());
        if self.rosters.insert((unit, member)) {
            let sealed = session.ctx.keyring().seal(
                SealPurpose::Contact,
                row.phone.as_bytes(),
                member.to_string().as_bytes(),
                session.ctx.installation.effects.nonce(),
            )?;
            self.pending.memberships.push(MembershipRow {
                unit_id: unit.into(),
                person_id: member.into(),
                in_service: true,
                dues_through: row.draft.premium().paid_on,
                partner_id: None,
                partner_unit: None,
                sealed_mobile: Some(sealed),
                import_id: Key(uuid::Uuid::nil()),
                updated_at: 0,
                revision: 0,
                name: None,
                dues_said: None,
                service_said: None,
            });
        }
        Ok(Prepared {
            draft: row.draft.clone(),
            unit,
            unit_path: path,
            subject,
            subject_made: made,
            member,
            suspects: Vec::new(),
            import: domain::ids::ImportId(uuid::Uuid::nil()),
        })
    }

    fn person(
        &mut self,
        session: &Session,
        draft: &domain::draft::PersonDraft,
    ) -> Result<(PersonId, bool)> {
        let known = draft
            .identities
            .iter()
            .find_map(|number| self.people.get(number.canonical()).copied());
        let person = known.unwrap_or_else(|| PersonId(session.ctx.installation.effects.uuid()));
        if known.is_none() {
            self.pending.people.push(PersonRow {
                id: person.into(),
                name: draft.name.clone(),
                name_key: draft.name.clone(),
                birth_date: draft.birth_date,
                sex: draft.sex.map(|sex| sex.code().to_owned()),
                merged_into: None,
                created_at: 0,
                revision: 0,
            });
        }
        for number in &draft.identities {
            if !self.people.contains_key(number.canonical()) {
                self.people.insert(number.canonical().to_owned(), person);
                let row = identity(session, number, person)?;
                self.pending.identities.push(row);
            }
        }
        Ok((person, known.is_none()))
    }

    fn claim(&mut self, session: &Session, row: &Row, prepared: &Prepared) -> Result<()> {
        let effects = &session.ctx.installation.effects;
        let mut said = row.draft.clone();
        let canonical = |numbers: &[IdentityNumber], kind: IdentityKind| {
            let number = numbers.iter().find(|number| number.kind() == kind);
            number.map_or_else(String::new, |number| number.canonical().to_owned())
        };
        let child = &row.draft.subject;
        let county = row.draft.unit_code.get(2..8).unwrap_or_default();
        self.pending.records.push((
            prepared.subject,
            vec![
                child.name.clone(),
                canonical(&child.identities, IdentityKind::ResidentId),
                child
                    .birth_date
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
                child.sex.map_or("", |sex| sex.code()).to_owned(),
                canonical(&child.identities, IdentityKind::BirthCertificate),
                row.draft.claimant.name.clone(),
                canonical(&row.draft.claimant.identities, IdentityKind::ResidentId),
                row.phone.clone(),
                row.draft.unit_code.clone(),
                county.to_owned(),
            ],
        ));
        said.subject.identities.clear();
        said.claimant.identities.clear();
        said.payee = None;
        self.pending.claims.push(ClaimRecord {
            handle: ClaimRef {
                subject: prepared.subject,
                id: domain::ids::ClaimId(effects.uuid()),
            },
            number: ClaimNumber::from_random(row.draft.year, effects.random()),
            unit: prepared.unit,
            unit_path: prepared.unit_path.clone(),
            member: prepared.member,
            programme: child_premium::ID.to_owned(),
            year: row.draft.year,
            slot_key: self.slot_key.clone(),
            method: row.draft.method.clone(),
            state: ClaimState::Submitted,
            case: None,
            origin: Origin::Filed,
            verdict: Verdict::Eligible,
            payable: row.draft.claimed,
            claimed: row.draft.claimed,
            again_on: None,
            decision: domain::ids::RecordId(uuid::Uuid::nil()),
            content: child_premium::programme().write(&said)?,
            sealed_card: None,
            card_index: row.draft.payee.as_ref().map(|payee| {
                let keyring = session.ctx.keyring();
                let index = keyring.blind_index(IndexKind::Bank, payee.card.canonical());
                index.0.to_vec()
            }),
            spends: row.draft.premium().voucher.clone(),
            fingerprint: vec![0; 32],
            import: prepared.import,
            submitted_on: session.ctx.today(),
            created_at: effects.now(),
            updated_at: effects.now(),
            updated_by: session.ctx.actor.id,
            revision: 0,
        });
        Ok(())
    }

    /// Writes what waits, and gives the keys of the claims among it.
    fn write(&mut self, session: &mut Session) -> Result<Vec<MatchKeyRow>> {
        let pending = std::mem::take(&mut self.pending);
        session.db.write(|db: &mut Db| {
            storage::people::add(db, &pending.people)?;
            storage::people::add_identities(db, pending.identities.clone())?;
            storage::people::add_memberships(db, &pending.memberships)?;
            storage::claims::add_rows(db, &pending.claims)?;
            Ok::<_, StorageError>(())
        })?;
        let year = domain::year::BenefitYear::new(2026);
        Ok(workflow::duplicates::similar::stored_keys(
            session,
            child_premium::ID,
            year,
            &pending.records,
        )?)
    }
}

fn identity(session: &Session, number: &IdentityNumber, person: PersonId) -> Result<Identity> {
    let keyring = session.ctx.keyring();
    let index = keyring
        .blind_index(IndexKind::Identity, number.canonical())
        .0
        .to_vec();
    let aad = format!("{}:{}", number.kind().code(), HEXLOWER.encode(&index));
    Ok(Identity {
        kind: number.kind(),
        blind_index: index,
        person_id: person.into(),
        sealed: keyring.seal(
            SealPurpose::Identity,
            number.canonical().as_bytes(),
            aad.as_bytes(),
            session.ctx.installation.effects.nonce(),
        )?,
        suspect: false,
        created_at: 0,
    })
}
