//! What would change if a ruling or a parameter were another one. Nothing is stored: the claims are read
//! as they are, in snapshots that are thrown away, and assessed in memory by the changed rule set.

use crate::error::{Result, WorkflowError};
use crate::proposals::{self, PeriodRef, Proposal, RulingChange};
use crate::review::assess::{Scene, assess_by};
use crate::review::reassess::{Affected, unpaid};
use crate::review::rule_set::{RuleSet, find_programme, version_of};
use crate::session::{Context, Session};
use domain::claim_number::ClaimNumber;
use domain::claim_record::ClaimRecord;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::role::Action;
use domain::slot::{Slot, SlotKey};
use domain::unit::Scope;
use domain::year::BenefitYear;
use policy::{Params, Variation};
use std::collections::{BTreeMap, BTreeSet};
use storage::{Db, StorageError};

/// Claims assessed from one snapshot: a longer one would keep the engine from tidying up.
const CHUNK: usize = 500;

/// A claim that would come out differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub claim: ClaimRef,
    /// The number people use.
    pub number: ClaimNumber,
    /// Code and name of the union that filed it.
    pub unit: (String, String),
    /// Verdict and payable sum as stored.
    pub before: (Verdict, Fen),
    /// Verdict and payable sum as they would be.
    pub after: (Verdict, Fen),
    /// It would come out so today even if nothing were changed: a day has come, or a fact.
    pub due_anyway: bool,
}

/// How many claims would go from one verdict to another (or stay, with another sum).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// Verdict as stored.
    pub before: Verdict,
    /// Verdict as it would be.
    pub after: Verdict,
    /// Claims.
    pub count: usize,
    /// Sum of what is payable now, in fen.
    pub payable_before: Fen,
    /// Sum of what would be payable, in fen.
    pub payable_after: Fen,
}

/// What a change would bring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Claims in scope that no batch pays yet and that were looked at.
    pub looked_at: usize,
    /// How many would come out differently.
    pub changed: usize,
    /// The first of them, by handle, at most as many as were asked for.
    pub moved: Vec<Moved>,
    /// Counts and sums by verdict before and after.
    pub transitions: Vec<Transition>,
}

impl Preview {
    /// What is payable of the changed claims, as stored and as it would be, in fen. Of claims nobody
    /// could approve as they stand, nothing is counted.
    pub fn sums(&self) -> (Fen, Fen) {
        let of = |verdict: fn(&Transition) -> Verdict, sum: fn(&Transition) -> Fen| {
            self.transitions
                .iter()
                .filter(|one| verdict(one) != Verdict::Reject)
                .fold(Fen::ZERO, |total, one| {
                    total.checked_add(sum(one)).unwrap_or(total)
                })
        };
        (
            of(|one| one.before, |one| one.payable_before),
            of(|one| one.after, |one| one.payable_after),
        )
    }

    fn count(&mut self, before: (Verdict, Fen), after: (Verdict, Fen)) {
        self.changed += 1;
        let add = |sum: &mut Fen, more: Fen| *sum = sum.checked_add(more).unwrap_or(*sum);
        let known = |one: &&mut Transition| (one.before, one.after) == (before.0, after.0);
        if let Some(one) = self.transitions.iter_mut().find(known) {
            one.count += 1;
            add(&mut one.payable_before, before.1);
            add(&mut one.payable_after, after.1);
            return;
        }
        self.transitions.push(Transition {
            before: before.0,
            after: after.0,
            count: 1,
            payable_before: before.1,
            payable_after: after.1,
        });
        self.transitions
            .sort_by_key(|one| (one.before.code(), one.after.code()));
    }
}

/// What a ruling would change, were it put in force now.
///
/// # Errors
/// [`WorkflowError::Refused`] with `unknown-option` or `unknown-value`.
pub fn ruling(
    session: &mut Session,
    programme: &str,
    option: &str,
    value: &str,
    limit: usize,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Preview> {
    session.ctx.require(Action::Read)?;
    let change = ruling_change(&session.ctx, programme, option, value)?;
    proposals::check_ruling(&session.ctx, &change)?;
    let mut rule_set = RuleSet::open(&mut session.db, &session.ctx, programme)?;
    rule_set.rulings.insert(option.to_owned(), value.to_owned());
    let affected = proposals::affected(&session.ctx, &Proposal::Ruling(change));
    run(session, &affected, &rule_set, limit, progress)
}

/// Values to be looked at in the place of those in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// Parameters of the year.
    pub variation: Variation,
    /// Rulings, by option.
    pub rulings: Vec<(String, String)>,
}

/// What other parameters of a year would change, alone or together with rulings (such as another day on
/// which age is measured). Claims of the year and of the year before are looked at, whose late payments
/// are claimed in its window.
///
/// # Errors
/// [`WorkflowError::Usage`] when nothing is varied, [`WorkflowError::NotFound`] for no such period,
/// [`WorkflowError::Params`] for values that cannot be; else as [`ruling`].
pub fn period(
    session: &mut Session,
    programme: &str,
    year: BenefitYear,
    what_if: &WhatIf,
    limit: usize,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Preview> {
    session.ctx.require(Action::Read)?;
    if *what_if == WhatIf::default() {
        return Err(WorkflowError::Usage(words!(
            "请至少给出一个要试算的值",
            "name at least one value to be looked at with another one"
        )));
    }
    let ctx = session.ctx.clone();
    let mut rule_set = RuleSet::open(&mut session.db, &ctx, programme)?;
    let row = match storage::periods::find(&mut session.db, programme, year) {
        Err(StorageError::NotFound) => {
            return Err(WorkflowError::NotFound {
                kind: crate::Thing::Period,
                id: format!("{programme} {year}"),
            });
        }
        other => other?,
    };
    let version = version_of(&row);
    let params = Params {
        text: row.params,
        version: version.clone(),
    };
    let text = find_programme(&ctx, programme)?.vary(&params, &what_if.variation)?;
    rule_set.vary(&ctx, year, &Params { version, text })?;
    for (option, value) in &what_if.rulings {
        proposals::check_ruling(&ctx, &ruling_change(&ctx, programme, option, value)?)?;
        rule_set.rulings.insert(option.clone(), value.clone());
    }
    let extension = Proposal::PeriodExtend {
        period: PeriodRef {
            programme: programme.to_owned(),
            year,
        },
        close: ctx.today(),
    };
    let affected = proposals::affected(&ctx, &extension);
    run(session, &affected, &rule_set, limit, progress)
}

fn ruling_change(
    ctx: &Context,
    programme: &str,
    option: &str,
    value: &str,
) -> Result<RulingChange> {
    find_programme(ctx, programme)?;
    Ok(RulingChange {
        programme: programme.to_owned(),
        option: option.to_owned(),
        value: value.to_owned(),
        document: String::new(),
        decided_on: ctx.today(),
    })
}

fn run(
    session: &mut Session,
    affected: &[Affected],
    changed: &RuleSet,
    limit: usize,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Preview> {
    let ctx = session.ctx.clone();
    let in_force = RuleSet::open(&mut session.db, &ctx, &changed.programme)?;
    let handles: Vec<ClaimRef> = unpaid(&mut session.db, affected)?.into_iter().collect();
    let mut preview = Preview::default();
    let mut done = 0;
    for chunk in handles.chunks(CHUNK) {
        session.db.snapshot(|db| {
            let books = Books {
                changed,
                in_force: &in_force,
            };
            one_chunk(db, &ctx, &books, chunk, limit, &mut preview)
        })?;
        done += chunk.len();
        progress(done, handles.len());
    }
    Ok(preview)
}

struct Books<'a> {
    changed: &'a RuleSet,
    in_force: &'a RuleSet,
}

fn one_chunk(
    db: &mut Db,
    ctx: &Context,
    books: &Books<'_>,
    chunk: &[ClaimRef],
    limit: usize,
    preview: &mut Preview,
) -> Result<()> {
    let looked = Looked::at(db, &ctx.actor.scope, chunk)?;
    let handles: Vec<ClaimRef> = looked.claims.keys().copied().collect();
    preview.looked_at += handles.len();
    let assessed = assess_by(db, ctx, &looked, books.changed, &handles)?;
    let mut moved: Vec<(&ClaimRecord, (Verdict, Fen))> = Vec::new();
    for (handle, assessed) in &assessed {
        let Some(claim) = looked.claims.get(handle) else {
            continue;
        };
        let decision = &assessed.decision;
        let after = (decision.verdict, claim.payable_under(decision));
        if (claim.verdict, claim.payable) != after {
            preview.count((claim.verdict, claim.payable), after);
            moved.push((claim, after));
        }
    }
    moved.truncate(limit.saturating_sub(preview.moved.len()));
    let shown: Vec<ClaimRef> = moved.iter().map(|(claim, _)| claim.handle).collect();
    let today = assess_by(db, ctx, &looked, books.in_force, &shown)?;
    let units: BTreeSet<UnitId> = moved.iter().map(|(claim, _)| claim.unit).collect();
    let units: Vec<UnitId> = units.into_iter().collect();
    let names: BTreeMap<UnitId, (String, String)> = storage::units::by_ids(db, &units)?
        .into_iter()
        .map(|row| (row.id.into(), (row.code, row.name)))
        .collect();
    for (claim, after) in moved {
        let now = today.get(&claim.handle).map(|assessed| &assessed.decision);
        preview.moved.push(Moved {
            claim: claim.handle,
            number: claim.number.clone(),
            unit: names.get(&claim.unit).cloned().unwrap_or_default(),
            before: (claim.verdict, claim.payable),
            after,
            due_anyway: now.is_some_and(|now| (now.verdict, claim.payable_under(now)) == after),
        });
    }
    Ok(())
}

/// Claims as they stand, and what stands around them; nobody is kept from writing.
pub(crate) struct Looked {
    pub(crate) claims: BTreeMap<ClaimRef, ClaimRecord>,
    roots: BTreeMap<PersonId, PersonId>,
    slots: BTreeMap<SlotKey, Slot>,
}

impl Looked {
    pub(crate) fn at(db: &mut Db, scope: &Scope, handles: &[ClaimRef]) -> Result<Self> {
        let claims: BTreeMap<ClaimRef, ClaimRecord> =
            storage::claims::find_all(db, scope, handles)?
                .into_iter()
                // Somebody may have decided it since the list was made.
                .filter(|claim| claim.state.name().awaits_money())
                .map(|claim| (claim.handle, claim))
                .collect();
        let subjects: BTreeSet<PersonId> = claims.keys().map(|handle| handle.subject).collect();
        let subjects: Vec<PersonId> = subjects.into_iter().collect();
        let roots: BTreeMap<PersonId, PersonId> = storage::people::by_ids(db, &subjects)?
            .into_iter()
            .map(|row| {
                let person = PersonId::from(row.id);
                (person, row.merged_into.map_or(person, PersonId::from))
            })
            .collect();
        let counted: BTreeSet<PersonId> = roots.values().copied().collect();
        let counted: Vec<PersonId> = counted.into_iter().collect();
        let slots = storage::slots::of_subjects(db, &counted)?
            .into_iter()
            .map(|slot| (slot.key.clone(), slot))
            .collect();
        Ok(Self {
            claims,
            roots,
            slots,
        })
    }
}

impl Scene for Looked {
    fn claim(&self, handle: ClaimRef) -> Option<&ClaimRecord> {
        self.claims.get(&handle)
    }

    fn root_of(&self, person: PersonId) -> PersonId {
        self.roots.get(&person).copied().unwrap_or(person)
    }

    fn slot_of(&self, claim: &ClaimRecord) -> Option<&Slot> {
        self.slots
            .get(&claim.slot(self.root_of(claim.handle.subject)))
    }

    fn at_hand(&self) -> Vec<&ClaimRecord> {
        self.claims.values().collect()
    }
}
