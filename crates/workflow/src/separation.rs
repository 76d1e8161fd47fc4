//! Separation of duties: who may not touch a claim.

use crate::error::{Refusal, Result};
use crate::work::Work;
use domain::claim_record::ClaimRecord;
use domain::ids::{ClaimId, ClaimRef, OperatorId, PersonId};
use domain::unit::Scope;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// Who filed which claim, and whose family the acting operator belongs to.
pub(crate) struct Duties {
    filers: BTreeMap<ClaimId, BTreeSet<OperatorId>>,
    family: BTreeMap<ClaimId, BTreeSet<PersonId>>,
    own: BTreeSet<PersonId>,
}

impl Duties {
    pub(crate) fn load(db: &mut Db, work: &Work, handles: &[ClaimRef]) -> Result<Self> {
        let filers = filers(db, work, handles)?;
        let own = match &work.env.actor.identity_index {
            Some(index) => storage::people::by_index(db, index)?.into_iter().collect(),
            None => BTreeSet::new(),
        };
        let family = if own.is_empty() {
            BTreeMap::new()
        } else {
            families(db, work, handles)?
        };
        Ok(Self {
            filers,
            family,
            own,
        })
    }

    /// Refuses an operator who filed the claim, or belongs to the family it pays.
    pub(crate) fn check(&self, work: &Work, handle: ClaimRef) -> std::result::Result<(), Refusal> {
        if self
            .filers
            .get(&handle.id)
            .is_some_and(|filers| filers.contains(&work.env.actor.id))
        {
            return Err(Refusal::new(
                "same-operator",
                "you imported this claim: another operator must decide it",
            ));
        }
        if self
            .family
            .get(&handle.id)
            .is_some_and(|family| !family.is_disjoint(&self.own))
        {
            return Err(Refusal::new(
                "own-family",
                "this claim concerns your own family: another operator must decide it",
            ));
        }
        Ok(())
    }
}

/// Who filed or revised each claim, and whoever filed the claims it corrects: a corrected number makes
/// nobody a stranger to the claim.
fn filers(
    db: &mut Db,
    work: &Work,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimId, BTreeSet<OperatorId>>> {
    let mut stands_for: BTreeMap<ClaimId, BTreeSet<ClaimId>> = BTreeMap::new();
    for handle in handles {
        stands_for.entry(handle.id).or_default().insert(handle.id);
    }
    let mut asked: Vec<ClaimRef> = handles.to_vec();
    let mut newest: Vec<ClaimRecord> = handles
        .iter()
        .filter_map(|handle| work.claim(*handle).cloned())
        .collect();
    while !newest.is_empty() {
        let mut corrected = Vec::new();
        for claim in &newest {
            let Some(before) = claim.corrects() else {
                continue;
            };
            let heirs = stands_for.get(&claim.id()).cloned().unwrap_or_default();
            stands_for.entry(before.id).or_default().extend(heirs);
            corrected.push(before);
        }
        asked.extend(&corrected);
        newest = storage::claims::find_all(db, &Scope::everything(), &corrected)?;
    }
    let mut filers: BTreeMap<ClaimId, BTreeSet<OperatorId>> = BTreeMap::new();
    for (claim, by) in storage::history::filers(db, &asked)? {
        for heir in stands_for.get(&claim).into_iter().flatten() {
            filers.entry(*heir).or_default().insert(by.into());
        }
    }
    Ok(filers)
}

/// The claimant, the claimant's spouse, the child, and every other parent who ever claimed for the child.
fn families(
    db: &mut Db,
    work: &Work,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimId, BTreeSet<PersonId>>> {
    let subjects: Vec<PersonId> = handles.iter().map(|handle| handle.subject).collect();
    let all = storage::claims::of_subjects(db, &subjects)?;
    let proved = storage::people::relations_of(db, &subjects)?;
    let mut parents: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
    for claim in &all {
        parents
            .entry(work.root_of(claim.handle.subject))
            .or_default()
            .insert(claim.member);
    }
    for row in &proved {
        parents
            .entry(work.root_of(row.child_id.into()))
            .or_default()
            .insert(row.parent_id.into());
    }
    let adults: Vec<PersonId> = parents.values().flatten().copied().collect();
    let mut spouses: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
    for row in storage::people::memberships_of(db, &adults)? {
        spouses
            .entry(row.person_id.into())
            .or_default()
            .extend(row.spouse_id.map(PersonId::from));
    }
    Ok(handles
        .iter()
        .map(|handle| {
            let root = work.root_of(handle.subject);
            let mut family: BTreeSet<PersonId> = parents.get(&root).cloned().unwrap_or_default();
            let partners: Vec<PersonId> = family
                .iter()
                .filter_map(|person| spouses.get(person))
                .flatten()
                .copied()
                .collect();
            family.extend(partners);
            family.extend([root, handle.subject]);
            (handle.id, family)
        })
        .collect())
}
