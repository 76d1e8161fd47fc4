//! One subject under two kinds of document: a newborn filed under the birth certificate, and later, or at
//! the other parent's union, under the identity number.

use crate::duplicates::contest;
use crate::duplicates::decided_different;
use crate::duplicates::kin;
use crate::error::{Refusal, Result};
use crate::session::Context;
use crate::work::{Targets, Work};
use chrono::NaiveDate;
use domain::case::CaseKind;
use domain::claim_record::ClaimRecord;
use domain::identity::IdentityKind;
use domain::ids::{ClaimRef, PersonId};
use domain::slot::SlotKey;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::people::PersonRow;

/// The code of a refusal that opens a case.
pub(crate) const CODE: &str = "possible-duplicate";

/// A subject as far as the comparison goes.
pub(crate) struct Look {
    pub(crate) person: PersonId,
    pub(crate) name_key: String,
    pub(crate) birth_date: Option<NaiveDate>,
    /// Known by a birth certificate and no other number.
    pub(crate) only_certificate: bool,
}

/// For every subject, other people of the same name and birth date whose number is of another kind.
pub(crate) fn other_documents(db: &mut Db, subjects: &[Look]) -> Result<Vec<Vec<PersonId>>> {
    let mut keys: Vec<String> = subjects
        .iter()
        .map(|subject| subject.name_key.clone())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let mut known: BTreeMap<String, BTreeMap<PersonId, (PersonRow, bool)>> = BTreeMap::new();
    for (person, kind) in storage::people::namesakes(db, &keys)? {
        let by_certificate = kind == IdentityKind::BirthCertificate;
        let entry = known.entry(person.name_key.clone()).or_default();
        let (_, only_certificate) = entry.entry(person.id.into()).or_insert((person, true));
        *only_certificate &= by_certificate;
    }
    let same = |subject: &Look, person: PersonId, row: &PersonRow, only_certificate: bool| {
        person != subject.person
            && only_certificate != subject.only_certificate
            && row.birth_date.is_some()
            && row.birth_date == subject.birth_date
            && row.merged_into.is_none()
    };
    Ok(subjects
        .iter()
        .map(|subject| {
            let people = known.get(&subject.name_key).into_iter().flatten();
            people
                .filter(|(person, (row, only_certificate))| {
                    same(subject, **person, row, *only_certificate)
                })
                .map(|(person, _)| *person)
                .collect()
        })
        .collect())
}

/// Refuses a claim whose subject may be claimed under another document too, by a claim that no case
/// connects with this one: both may have been filed in the same moment.
pub(crate) fn refuse(
    db: &mut Db,
    work: &Work,
    claim: &ClaimRecord,
) -> std::result::Result<(), Refusal> {
    match rivals(db, work.root_of(claim.handle.subject), claim) {
        Ok(rivals) if rivals.is_empty() => Ok(()),
        Ok(_) => Err(Refusal::new(
            CODE,
            words!(
                "同名同生日的人以另一种证件申报过，请先处理重复申报",
                "somebody of the same name and birth date is claimed under another document: decide the duplicate case first"
            ),
        )),
        Err(_) => Err(Refusal::new(
            "internal",
            words!(
                "查找疑似重复申报时出错，请重试",
                "possible duplicates could not be looked up; try again"
            ),
        )),
    }
}

fn rivals(
    db: &mut Db,
    root: PersonId,
    claim: &ClaimRecord,
) -> Result<Vec<(PersonId, Vec<ClaimRef>)>> {
    let Some(row) = storage::people::by_ids(db, &[root])?.pop() else {
        return Ok(Vec::new());
    };
    let numbers = storage::people::identities_of(db, root)?;
    let look = Look {
        person: root,
        name_key: row.name_key,
        birth_date: row.birth_date,
        only_certificate: numbers
            .iter()
            .all(|number| number.kind == IdentityKind::BirthCertificate),
    };
    let mut rivals = Vec::new();
    for person in other_documents(db, &[look])?.into_iter().flatten() {
        let mut live = storage::claims::live_of(db, &claim.programme, claim.year, &[person])?;
        // A supplement is no claim of its own to the slot; its paid claim is among these.
        let scope = domain::unit::Scope::everything();
        let supplements: BTreeSet<ClaimRef> = storage::claims::find_all(db, &scope, &live)?
            .into_iter()
            .filter(|claim| claim.supplements().is_some())
            .map(|claim| claim.handle)
            .collect();
        live.retain(|handle| !supplements.contains(handle));
        if !live.is_empty() && !decided_different(db, root, person)? {
            rivals.push((person, live));
        }
    }
    Ok(rivals)
}

/// Opens the cases that refused approvals ask for, each in a transaction of its own.
pub(crate) fn open_cases(db: &mut Db, ctx: &Context, failed: &[(ClaimRef, Refusal)]) -> Result<()> {
    for (handle, _) in failed.iter().filter(|(_, refusal)| refusal.code == CODE) {
        db.write(|db| open_case(db, ctx, *handle))?;
    }
    let of_families = failed
        .iter()
        .filter(|(_, refusal)| refusal.code == kin::CODE);
    let of_families: Vec<ClaimRef> = of_families.map(|(handle, _)| *handle).collect();
    kin::catch_up(db, ctx, &of_families)
}

fn open_case(db: &mut Db, ctx: &Context, handle: ClaimRef) -> Result<()> {
    let scope = domain::unit::Scope::everything();
    let Some(claim) = storage::claims::find_all(db, &scope, &[handle])?.pop() else {
        return Ok(());
    };
    // The case about a supplement's subject is about the claim it adds to.
    let handle = claim.supplements().unwrap_or(handle);
    let own = claim.slot(handle.subject);
    for (person, live) in rivals(db, handle.subject, &claim)? {
        let slots = vec![SlotKey {
            subject: person,
            ..own.clone()
        }];
        let mut claims = live.clone();
        claims.push(handle);
        let mut work = Work::lock(
            db,
            ctx,
            &Targets {
                claims,
                slots,
                ..Targets::default()
            },
        )?;
        contest::open_across(&mut work, CaseKind::OtherDocument, handle, person, &live)?;
        work.flush(db)?;
    }
    Ok(())
}
