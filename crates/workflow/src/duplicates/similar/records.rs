//! Claims as the engine's records. Numbers are opened here, stay in memory and are wiped with the record.

use super::evidence::Evidence;
use super::models::Frozen;
use crate::error::Result;
use crate::intake::resolve::identity_aad;
use crate::intake::submit::Sealed;
use crate::session::Context;
use domain::claim::StateName;
use domain::claim_record::ClaimRecord;
use domain::draft::ClaimDraft;
use domain::identity::{IdentityKind, IdentityNumber};
use domain::ids::{CaseId, ClaimRef, PersonId, UnitId};
use domain::unit::UnitPath;
use matching::dataset::Dataset;
use matching::matcher::Raw;
use policy::similarity::{Compared, ComparedPerson, Similarity};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use storage::Db;
use storage::filings::ComparedClaim;
use storage::people::Identity;
use zeroize::Zeroizing;

/// Places of the administrative code in front of a unit's own number.
const COUNTY_DIGITS: usize = 6;

/// A claim laid out for comparison.
pub(crate) struct Record {
    pub(crate) claim: ClaimRef,
    /// The person its subject is counted as.
    pub(crate) root: PersonId,
    /// Its subject was put on record together with it: there is no other claim for them, and no other number.
    pub(crate) made: bool,
    /// The claim was filed a moment ago: it was never looked for.
    pub(crate) filed: bool,
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

/// The parts of a row that are compared; its numbers are not among them.
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

impl Row {
    /// What would be read from the row once it is stored.
    fn of(draft: &ClaimDraft) -> Self {
        let named = |person: &domain::draft::PersonDraft| Named {
            name: person.name.clone(),
            birth_date: person.birth_date.map(|day| day.to_string()),
            sex: person.sex.map(|sex| sex.code().to_owned()),
        };
        Self {
            unit_code: draft.unit_code.clone(),
            claimant: named(&draft.claimant),
            subject: named(&draft.subject),
        }
    }
}

/// What a record is made from: a claim as it is stored, or a row that was just filed.
pub(crate) struct Source<'a> {
    claim: ClaimRef,
    unit: UnitId,
    unit_path: UnitPath,
    member: PersonId,
    case: Option<CaseId>,
    fingerprint: &'a [u8],
    said: Said<'a>,
}

enum Said<'a> {
    Stored(&'a str),
    Filed(&'a Sealed),
}

impl<'a> From<&'a ClaimRecord> for Source<'a> {
    fn from(claim: &'a ClaimRecord) -> Self {
        Self {
            claim: claim.handle,
            unit: claim.unit,
            unit_path: claim.unit_path.clone(),
            member: claim.member,
            case: claim.case,
            fingerprint: &claim.fingerprint,
            said: Said::Stored(&claim.content),
        }
    }
}

impl<'a> From<&'a ComparedClaim> for Source<'a> {
    fn from(row: &'a ComparedClaim) -> Self {
        Self {
            claim: row.handle(),
            unit: row.unit_id.into(),
            unit_path: row.unit_path.clone(),
            member: row.member_id.into(),
            case: row.case_id.map(Into::into),
            fingerprint: &row.fingerprint,
            said: Said::Stored(&row.content),
        }
    }
}

impl<'a> Source<'a> {
    /// A row that was just filed as this claim.
    pub(super) fn filed(claim: ClaimRef, row: &'a Sealed) -> Self {
        Self {
            claim,
            unit: row.row.unit,
            unit_path: row.row.unit_path.clone(),
            member: row.row.member,
            case: None,
            fingerprint: &row.content.fingerprint,
            said: Said::Filed(row),
        }
    }

    /// The row, if it was just filed for a subject nobody knew before.
    fn first_of_subject(&self) -> Option<&'a Sealed> {
        match self.said {
            Said::Filed(row) if row.row.subject_made => Some(row),
            _ => None,
        }
    }
}

/// Whether a claim is looked for at all. One that went back to its unit is looked for when it is sent
/// again; a supplement is no claim of its own to the slot.
pub(crate) fn is_compared(claim: &ClaimRecord) -> bool {
    let state = claim.state.name();
    state.is_live() && state != StateName::Returned && claim.supplements().is_none()
}

/// What a set of claims has in common, loaded once.
#[derive(Default)]
struct Common {
    stored: BTreeMap<PersonId, Vec<Identity>>,
    /// Numbers that stand in rows just filed: those of people nobody knew before, and the claimants'.
    filed: BTreeMap<PersonId, Vec<IdentityNumber>>,
    phones: BTreeMap<(UnitId, PersonId), String>,
    roots: BTreeMap<PersonId, PersonId>,
}

impl Common {
    fn load(db: &mut Db, ctx: &Context, sources: &[Source<'_>]) -> Result<Self> {
        let mut common = Self::default();
        let mut subjects = BTreeSet::new();
        let mut members = BTreeSet::new();
        for source in sources {
            members.insert(source.member);
            match source.first_of_subject() {
                Some(row) => common.note(source.claim.subject, &row.row.draft.subject.identities),
                None => {
                    subjects.insert(source.claim.subject);
                }
            }
            if let Said::Filed(row) = source.said {
                // The member was found by this very number.
                common.note(source.member, &row.row.draft.claimant.identities);
            }
        }
        let unknown = subjects.iter().chain(&members).copied();
        let unknown: BTreeSet<PersonId> = unknown
            .filter(|person| subjects.contains(person) || !common.filed.contains_key(person))
            .collect();
        let unknown: Vec<PersonId> = unknown.into_iter().collect();
        for row in storage::people::identities_of_all(db, &unknown)? {
            let of_person = common.stored.entry(row.person_id.into()).or_default();
            of_person.push(row);
        }
        let subjects: Vec<PersonId> = subjects.into_iter().collect();
        common.roots = storage::people::by_ids(db, &subjects)?
            .into_iter()
            .filter_map(|row| Some((row.id.into(), row.merged_into?.into())))
            .collect();
        let members: Vec<PersonId> = members.into_iter().collect();
        for (unit, member, sealed) in storage::filings::phones(db, &members)? {
            let plain = ctx.keyring().open(&sealed, member.to_string().as_bytes())?;
            let phone = String::from_utf8_lossy(&plain).into_owned();
            common.phones.insert((unit, member), phone);
        }
        Ok(common)
    }

    fn note(&mut self, person: PersonId, numbers: &[IdentityNumber]) {
        let known = self.filed.entry(person).or_default();
        for number in numbers {
            if !known.contains(number) {
                known.push(number.clone());
            }
        }
    }

    fn number(&self, ctx: &Context, person: PersonId, kind: IdentityKind) -> Result<String> {
        if let Some(stored) = self.stored.get(&person) {
            let row = stored.iter().find(|row| row.kind == kind);
            return row.map_or(Ok(String::new()), |row| open(ctx, row));
        }
        let filed = self.filed.get(&person).map(Vec::as_slice);
        let number = filed
            .unwrap_or_default()
            .iter()
            .find(|number| number.kind() == kind);
        Ok(number.map_or_else(String::new, |number| number.canonical().to_owned()))
    }

    /// A claim's cells in the order of the schema's fields.
    fn cells(
        &self,
        ctx: &Context,
        similarity: &Similarity,
        source: &Source<'_>,
    ) -> Result<Zeroizing<Vec<String>>> {
        let row = match source.said {
            Said::Stored(content) => serde_json::from_str(content)?,
            Said::Filed(row) => Row::of(&row.row.draft),
        };
        let phone = self.phones.get(&(source.unit, source.member)).cloned();
        let person = |named: Named, numbers| ComparedPerson {
            name: named.name,
            birth_date: named.birth_date.unwrap_or_default(),
            sex: named.sex.unwrap_or_default(),
            numbers,
        };
        let numbers = |person, kinds: &[IdentityKind]| -> Result<Vec<String>> {
            let number = |kind: &IdentityKind| self.number(ctx, person, *kind);
            kinds.iter().map(number).collect()
        };
        let of_subject = numbers(source.claim.subject, similarity.subject_numbers)?;
        let of_claimant = numbers(source.member, similarity.claimant_numbers)?;
        Ok(Zeroizing::new((similarity.cells)(Compared {
            county: county(&row.unit_code),
            unit_code: row.unit_code,
            subject: person(row.subject, of_subject),
            claimant: person(row.claimant, of_claimant),
            phone: phone.unwrap_or_default(),
        })))
    }
}

/// Lays claims out for comparison, in the order given. What stands in rows just filed is not read and opened again.
pub(crate) fn assemble(
    db: &mut Db,
    ctx: &Context,
    similarity: &Similarity,
    sources: &[Source<'_>],
) -> Result<Vec<Record>> {
    let _span = tracing::trace_span!("assemble records").entered();
    let common = Common::load(db, ctx, sources)?;
    sources
        .iter()
        .map(|source| {
            let subject = source.claim.subject;
            Ok(Record {
                claim: source.claim,
                root: common.roots.get(&subject).copied().unwrap_or(subject),
                made: source.first_of_subject().is_some(),
                filed: matches!(source.said, Said::Filed(_)),
                unit_path: source.unit_path.clone(),
                fingerprint: source.fingerprint.to_vec(),
                case: source.case,
                id: source.claim.id.0.simple().to_string(),
                cells: common.cells(ctx, similarity, source)?,
            })
        })
        .collect()
}

/// Lays stored claims out for comparison, in the order given.
pub(crate) fn assemble_stored<'a, T>(
    db: &mut Db,
    ctx: &Context,
    similarity: &Similarity,
    stored: &'a [T],
) -> Result<Vec<Record>>
where
    Source<'a>: From<&'a T>,
{
    let sources: Vec<Source<'a>> = stored.iter().map(Source::from).collect();
    assemble(db, ctx, similarity, &sources)
}

/// The records as one set of the engine's, in the order given: what is said of a record is read once, however
/// many others it meets.
pub(crate) fn lay_out<'a>(frozen: &Frozen, records: impl Iterator<Item = &'a Record>) -> Dataset {
    let mut data = Dataset::new(Arc::clone(&frozen.schema));
    for record in records {
        data.push(record.id(), &record.cells());
    }
    data
}

/// Why two records may be one person's; nothing for one record with itself.
pub(crate) fn explain(frozen: &Frozen, a: &Record, b: &Record) -> Option<Evidence> {
    let (left, right) = (a.cells(), b.cells());
    let raw = |record, cells| Raw { id: record, cells };
    let waterfall = frozen
        .matcher
        .explain(raw(a.id(), &left), raw(b.id(), &right))?;
    Some(Evidence::of(waterfall, &frozen.schema))
}

fn open(ctx: &Context, row: &Identity) -> Result<String> {
    let aad = identity_aad(row.kind.code(), &row.blind_index);
    let plain = ctx.keyring().open(&row.sealed, aad.as_bytes())?;
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
