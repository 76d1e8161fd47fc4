//! Separation of duties: who may not touch a claim.
//!
//! Importer, reviewer and approver of a claim are three persons, none of its steps is taken by the family it pays, and
//! nobody through whose hands a payment went claims it back or says that it came back: the slot is free then to be
//! paid again.

use crate::duplicates::kin::Couples;
use crate::error::{Refusal, Result};
use crate::people::persons::Person;
use crate::session::Context;
use crate::work::Work;
use domain::claim::StepName;
use domain::claim_record::ClaimRecord;
use domain::ids::{ClaimId, ClaimRef, OperatorId, PersonId};
use domain::role::Action;
use domain::unit::Scope;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// Who had which part in the claims of an action, and which of them pay the acting person's own family.
pub(crate) struct Duties {
    action: Action,
    person: Person,
    filers: BTreeMap<ClaimId, BTreeSet<OperatorId>>,
    /// Through whose hands the payments went that are claimed back.
    hands: BTreeMap<ClaimId, BTreeSet<OperatorId>>,
    own: BTreeSet<ClaimId>,
}

impl Duties {
    pub(crate) fn load(
        db: &mut Db,
        work: &Work,
        action: Action,
        handles: &[ClaimRef],
    ) -> Result<Self> {
        Ok(Self {
            action,
            person: Person::acting(db, &work.ctx)?,
            filers: filers(db, work, handles)?,
            hands: if action == Action::Recover {
                hands(db, work, handles)?
            } else {
                BTreeMap::new()
            },
            own: own_family(db, &work.ctx, |person| work.root_of(person), handles, &[])?,
        })
    }

    /// Refuses the acting person a claim they may not take the action on.
    pub(crate) fn check(&self, work: &Work, handle: ClaimRef) -> std::result::Result<(), Refusal> {
        if self.own.contains(&handle.id) {
            return Err(Refusal::new(
                "own-family",
                words!(
                    "该申报涉及您本人或家人，须由其他操作员处理",
                    "this claim concerns your own family: another operator must decide it"
                ),
            ));
        }
        let decides = matches!(
            self.action,
            Action::Review | Action::Approve | Action::ResolveDuplicate
        );
        let filers = self.filers.get(&handle.id);
        if decides && filers.is_some_and(|filers| filers.iter().any(|by| self.person.is(*by))) {
            return Err(Refusal::new(
                "same-operator",
                words!(
                    "该申报由您导入，须由其他操作员审核、审批",
                    "you imported this claim: another operator must decide it"
                ),
            ));
        }
        let review = work.claim(handle).and_then(|claim| claim.state.review());
        if self.action == Action::Approve && review.is_some_and(|review| self.person.is(review.by))
        {
            return Err(Refusal::new(
                "same-operator",
                words!(
                    "该申报由您审核，须由其他操作员审批",
                    "you reviewed this claim: another operator must approve it"
                ),
            ));
        }
        // Loaded for a recovery alone.
        let hands = self.hands.get(&handle.id);
        if hands.is_some_and(|hands| hands.iter().any(|by| self.person.is(*by))) {
            return Err(Refusal::new(
                "own-recovery",
                words!(
                    "该笔款项由您审核、审批、封批、会签、登记付款、对账或发起追回，须由他人追回",
                    "you reviewed, approved, sealed, signed, settled or reconciled this payment, or claimed it back: another operator must take part in its recovery"
                ),
            ));
        }
        Ok(())
    }
}

/// Those of the claims that concern the acting person's own family, for steps that lock no claims.
pub(crate) fn of_own_family(
    db: &mut Db,
    ctx: &Context,
    claims: &[ClaimRecord],
) -> Result<BTreeSet<ClaimId>> {
    let handles: Vec<ClaimRef> = claims.iter().map(|claim| claim.handle).collect();
    let subjects: Vec<PersonId> = handles.iter().map(|handle| handle.subject).collect();
    let roots: BTreeMap<PersonId, PersonId> = storage::people::by_ids(db, &subjects)?
        .into_iter()
        .filter_map(|row| Some((row.id.into(), row.merged_into?.into())))
        .collect();
    let root_of = |person| roots.get(&person).copied().unwrap_or(person);
    own_family(db, ctx, root_of, &handles, &[])
}

/// Those of the claims about to be filed or replaced, each with its claimant, that concern the acting person's own family.
pub(crate) fn filed_for_own_family(
    db: &mut Db,
    work: &Work,
    filings: &[(ClaimRef, PersonId)],
) -> Result<BTreeSet<ClaimId>> {
    let handles: Vec<ClaimRef> = filings.iter().map(|(handle, _)| *handle).collect();
    let claimants: Vec<(PersonId, PersonId)> = filings
        .iter()
        .map(|(handle, member)| (handle.subject, *member))
        .collect();
    own_family(
        db,
        &work.ctx,
        |person| work.root_of(person),
        &handles,
        &claimants,
    )
}

fn own_family(
    db: &mut Db,
    ctx: &Context,
    root_of: impl Fn(PersonId) -> PersonId,
    handles: &[ClaimRef],
    claimants: &[(PersonId, PersonId)],
) -> Result<BTreeSet<ClaimId>> {
    let own: BTreeSet<PersonId> = match &ctx.actor.identity_index {
        Some(index) => storage::people::by_index(db, index)?.into_iter().collect(),
        None => BTreeSet::new(),
    };
    if own.is_empty() {
        return Ok(BTreeSet::new());
    }
    let families = families(db, root_of, handles, claimants)?.into_iter();
    Ok(families
        .filter(|(_, family)| !family.is_disjoint(&own))
        .map(|(claim, _)| claim)
        .collect())
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

/// The steps that bring a payment on its way, and that say what became of it.
const OF_PAYMENT: [&str; 4] = [
    StepName::Seal.code(),
    StepName::Pay.code(),
    StepName::Reconcile.code(),
    StepName::Recover.code(),
];

/// Who decided, sealed, signed, settled, reconciled or began to claim back the payment of each claim.
fn hands(
    db: &mut Db,
    work: &Work,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimId, BTreeSet<OperatorId>>> {
    let mut hands: BTreeMap<ClaimId, BTreeSet<OperatorId>> = BTreeMap::new();
    for claim in handles.iter().filter_map(|handle| work.claim(*handle)) {
        if let Some(approval) = claim.state.approval() {
            let of_claim = hands.entry(claim.id()).or_default();
            of_claim.extend([approval.by, approval.review.by]);
        }
    }
    let steps = storage::history::takers(db, handles, &OF_PAYMENT)?;
    let signed = storage::batches::signers(db, handles)?;
    for (claim, by) in steps.into_iter().chain(signed) {
        hands.entry(claim).or_default().insert(by.into());
    }
    Ok(hands)
}

/// The subject, every parent who ever claimed for the subject, everybody who is a couple with one of them, whichever side
/// said so, and whomever else one of these ever claimed for.
fn families(
    db: &mut Db,
    root_of: impl Fn(PersonId) -> PersonId,
    handles: &[ClaimRef],
    claimants: &[(PersonId, PersonId)],
) -> Result<BTreeMap<ClaimId, BTreeSet<PersonId>>> {
    let subjects: Vec<PersonId> = handles.iter().map(|handle| handle.subject).collect();
    let all = storage::claims::of_subjects(db, &subjects)?;
    let proved = storage::people::relations_of(db, &subjects)?;
    let mut parents: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
    for claim in &all {
        parents
            .entry(root_of(claim.handle.subject))
            .or_default()
            .insert(claim.member);
    }
    // Of a claim that is not stored yet nothing else tells who claims for the subject.
    for (subject, member) in claimants {
        parents
            .entry(root_of(*subject))
            .or_default()
            .insert(*member);
    }
    for row in &proved {
        parents
            .entry(root_of(row.subject_id.into()))
            .or_default()
            .insert(row.parent_id.into());
    }
    let adults: Vec<PersonId> = parents.values().flatten().copied().collect();
    let couples = Couples::load(db, &adults)?;
    let everybody = adults.iter().flat_map(|person| couples.of(*person));
    let everybody: Vec<PersonId> = everybody.chain(adults.iter().copied()).collect();
    let mut claimed_for: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
    for (parent, subject) in storage::filings::subjects_of(db, &everybody)? {
        claimed_for.entry(parent).or_default().insert(subject);
    }
    Ok(handles
        .iter()
        .map(|handle| {
            let root = root_of(handle.subject);
            let mut family: BTreeSet<PersonId> = parents.get(&root).cloned().unwrap_or_default();
            let partners: Vec<PersonId> = family
                .iter()
                .flat_map(|person| couples.of(*person))
                .collect();
            family.extend(partners);
            let siblings: BTreeSet<PersonId> = family
                .iter()
                .filter_map(|parent| claimed_for.get(parent))
                .flatten()
                .copied()
                .collect();
            family.extend(siblings);
            family.extend([root, handle.subject]);
            (handle.id, family)
        })
        .collect())
}
