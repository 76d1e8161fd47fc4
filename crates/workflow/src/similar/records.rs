//! Claims as the engine's records. Numbers are opened here, stay in memory and are wiped with the record.

use super::evidence::Evidence;
use super::models::Frozen;
use crate::error::Result;
use crate::resolve::identity_aad;
use crate::session::Env;
use domain::claim::StateName;
use domain::claim_record::ClaimRecord;
use domain::identity::IdentityKind;
use domain::ids::{CaseId, ClaimRef, PersonId, UnitId};
use domain::unit::UnitPath;
use matching::dataset::Dataset;
use matching::matcher::Raw;
use matching::schemas::child_claim as fields;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use storage::Db;
use storage::people::IdentityRow;
use zeroize::Zeroizing;

/// Places of the administrative code in front of a unit's own number.
const COUNTY_DIGITS: usize = 6;

/// A claim laid out for comparison.
pub(crate) struct Record {
    pub(crate) claim: ClaimRef,
    /// The person its child is counted as.
    pub(crate) root: PersonId,
    pub(crate) unit_path: UnitPath,
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) case: Option<CaseId>,
    id: String,
    cells: Zeroizing<Vec<String>>,
}

impl Record {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The cells in the order of the schema's fields.
    pub(crate) fn cells(&self) -> Vec<&str> {
        self.cells.iter().map(String::as_str).collect()
    }
}

/// The parts of a stored row that are compared; its numbers are not among them.
#[derive(Deserialize)]
struct Row {
    unit_code: String,
    claimant: Named,
    subject: Named,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    birth_date: Option<String>,
    sex: Option<String>,
}

/// Whether a claim is looked for at all. One that went back to its unit is looked for when it is sent
/// again; a supplement is no claim of its own to the child-year.
pub(crate) fn is_compared(claim: &ClaimRecord) -> bool {
    let state = claim.state.name();
    state.is_live() && state != StateName::Returned && claim.supplements().is_none()
}

/// What a set of claims has in common, loaded once.
struct Sources {
    numbers: BTreeMap<PersonId, Vec<IdentityRow>>,
    phones: BTreeMap<(UnitId, PersonId), String>,
}

impl Sources {
    fn number(&self, env: &Env, person: PersonId, kind: IdentityKind) -> Result<String> {
        let of_person = self.numbers.get(&person).map(Vec::as_slice);
        let row = of_person
            .unwrap_or_default()
            .iter()
            .find(|row| row.kind == kind.code());
        row.map_or(Ok(String::new()), |row| open(env, row))
    }

    /// A claim's cells in the order of the schema's fields.
    fn cells(&self, env: &Env, claim: &ClaimRecord) -> Result<Zeroizing<Vec<String>>> {
        let row: Row = serde_json::from_str(&claim.content)?;
        let (child, parent) = (claim.handle.subject, claim.member);
        let phone = self.phones.get(&(claim.unit, parent)).cloned();
        let child_number = self.number(env, child, IdentityKind::ResidentId)?;
        let certificate = self.number(env, child, IdentityKind::BirthCertificate)?;
        let parent_number = self.number(env, parent, IdentityKind::ResidentId)?;
        let filled = [
            (fields::CHILD_NAME, row.subject.name),
            (fields::CHILD_IDENTITY, child_number),
            (fields::BORN, row.subject.birth_date.unwrap_or_default()),
            (fields::SEX, row.subject.sex.unwrap_or_default()),
            (fields::CERTIFICATE, certificate),
            (fields::PARENT_NAME, row.claimant.name),
            (fields::PARENT_IDENTITY, parent_number),
            (fields::PHONE, phone.unwrap_or_default()),
            (fields::COUNTY, county(&row.unit_code)),
            (fields::UNIT, row.unit_code),
        ];
        let mut cells = Zeroizing::new(vec![String::new(); filled.len()]);
        for (field, value) in filled {
            if let Some(cell) = cells.get_mut(field) {
                *cell = value;
            }
        }
        Ok(cells)
    }
}

/// Lays claims out for comparison, in the order given.
pub(crate) fn assemble(db: &mut Db, env: &Env, claims: &[ClaimRecord]) -> Result<Vec<Record>> {
    let _span = tracing::trace_span!("assemble records").entered();
    let mut people: Vec<PersonId> = claims
        .iter()
        .flat_map(|claim| [claim.handle.subject, claim.member])
        .collect();
    people.sort_unstable();
    people.dedup();
    let mut numbers: BTreeMap<PersonId, Vec<IdentityRow>> = BTreeMap::new();
    for row in storage::people::identities_of_all(db, &people)? {
        numbers.entry(row.person_id.into()).or_default().push(row);
    }
    let roots: BTreeMap<PersonId, PersonId> = storage::people::by_ids(db, &people)?
        .into_iter()
        .filter_map(|row| Some((row.id.into(), row.merged_into?.into())))
        .collect();
    let sources = Sources {
        numbers,
        phones: phones(db, env, claims)?,
    };
    claims
        .iter()
        .map(|claim| {
            let child = claim.handle.subject;
            Ok(Record {
                claim: claim.handle,
                root: roots.get(&child).copied().unwrap_or(child),
                unit_path: claim.unit_path.clone(),
                fingerprint: claim.fingerprint.clone(),
                case: claim.case,
                id: claim.handle.id.0.simple().to_string(),
                cells: sources.cells(env, claim)?,
            })
        })
        .collect()
}

/// The records as one set of the engine's, in the order given: what is said of a record is read once, however
/// many others it meets.
pub(crate) fn lay_out(frozen: &Frozen, records: &[Record]) -> Dataset {
    let mut data = Dataset::new(Arc::clone(&frozen.schema));
    for record in records {
        data.push(record.id(), &record.cells());
    }
    data
}

/// Why two records may be one child's; nothing for one record with itself.
pub(crate) fn explain(frozen: &Frozen, a: &Record, b: &Record) -> Option<Evidence> {
    let (left, right) = (a.cells(), b.cells());
    let raw = |record, cells| Raw { id: record, cells };
    let waterfall = frozen
        .matcher
        .explain(raw(a.id(), &left), raw(b.id(), &right))?;
    Some(Evidence::of(waterfall, &frozen.schema))
}

/// Members' telephones by unit and person, from the rosters.
fn phones(
    db: &mut Db,
    env: &Env,
    claims: &[ClaimRecord],
) -> Result<BTreeMap<(UnitId, PersonId), String>> {
    let mut members: Vec<PersonId> = claims.iter().map(|claim| claim.member).collect();
    members.sort_unstable();
    members.dedup();
    let mut phones = BTreeMap::new();
    for row in storage::people::memberships_of(db, &members)? {
        let Some(sealed) = row.sealed_mobile else {
            continue;
        };
        let person = PersonId::from(row.person_id);
        let plain = env.keyring().open(&sealed, person.to_string().as_bytes())?;
        let phone = String::from_utf8_lossy(&plain).into_owned();
        phones.insert((row.unit_id.into(), person), phone);
    }
    Ok(phones)
}

fn open(env: &Env, row: &IdentityRow) -> Result<String> {
    let aad = identity_aad(&row.kind, &row.blind_index);
    let plain = env.keyring().open(&row.sealed, aad.as_bytes())?;
    Ok(String::from_utf8_lossy(&plain).into_owned())
}

/// The county a unit's code begins with (GB/T 2260), behind the letters of the province; empty where the code has none.
fn county(unit_code: &str) -> String {
    let digits: String = unit_code
        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .chars()
        .take_while(char::is_ascii_digit)
        .take(COUNTY_DIGITS)
        .collect();
    if digits.len() == COUNTY_DIGITS {
        digits
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_county_is_what_a_unit_code_begins_with() {
        assert_eq!(county("HN430102-001"), "430102");
        assert_eq!(county("4301020001"), "430102");
        assert_eq!(county("HN4301"), "");
        assert_eq!(county("HNRAIL-7"), "");
    }
}
