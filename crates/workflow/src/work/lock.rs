//! Locking: the rows a command touches, in one order, the same for every command.

use super::{Tracked, Work};
use crate::audit::witness::sums::Sums;
use crate::error::Result;
use crate::figures::Tally;
use crate::payments::money;
use crate::payments::spent::Spendings;
use crate::review::doubts::Doubts;
use crate::session::Context;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::slot::SlotKey;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::audit::HeadRow;
use storage::plans::BudgetKey;

/// What a command is going to touch.
#[derive(Default)]
pub(crate) struct Targets {
    /// Claims to change; together with them every live claim of the same slots is locked.
    pub(crate) claims: Vec<ClaimRef>,
    /// Slots of claims about to be filed, by the person named (not yet the root).
    pub(crate) slots: Vec<SlotKey>,
    /// Units under which claims are about to be filed.
    pub(crate) units: Vec<UnitId>,
    /// Budgets that may be reserved or credited.
    pub(crate) budgets: Vec<BudgetKey>,
    /// Claims may be approved, or refusals of their lines reversed: who spent what they rest on has to be known.
    pub(crate) approving: bool,
}

impl Work {
    /// Locks everything in order. Claims that do not exist are simply not held afterwards.
    pub(crate) fn lock(db: &mut Db, ctx: &Context, targets: &Targets) -> Result<Self> {
        let _span = tracing::trace_span!("lock").entered();
        let places = storage::units::hold_places(db, &targets.units)?;
        let scope = domain::unit::Scope::everything();
        let seen = storage::claims::find_all(db, &scope, &targets.claims)?;
        let mut people: Vec<PersonId> = seen.iter().map(|claim| claim.handle.subject).collect();
        people.extend(targets.slots.iter().map(|slot| slot.subject));
        let roots = lock_roots(db, &people)?;
        let root_of = |person: PersonId| roots.get(&person).copied().unwrap_or(person);

        let mut slot_keys: BTreeSet<SlotKey> = seen
            .iter()
            .map(|claim| claim.slot(root_of(claim.handle.subject)))
            .collect();
        slot_keys.extend(targets.slots.iter().map(|slot| SlotKey {
            subject: root_of(slot.subject),
            ..slot.clone()
        }));
        let slot_keys: Vec<SlotKey> = slot_keys.into_iter().collect();
        let slots = {
            let _span = tracing::trace_span!("lock slots").entered();
            storage::slots::lock(db, &slot_keys)?
        };

        let (roots, siblings) = live_siblings(db, roots, &slot_keys)?;
        let mut handles = targets.claims.clone();
        handles.extend(siblings);
        let claims = storage::claims::lock(db, &handles)?;
        let mut subjects: Vec<PersonId> = claims.iter().map(|claim| claim.handle.subject).collect();
        subjects.extend(targets.slots.iter().map(|slot| slot.subject));
        let heads = {
            let _span = tracing::trace_span!("lock chain heads").entered();
            storage::audit::lock_heads(db, &subjects)?
        };

        let held: BTreeSet<PersonId> = heads.iter().map(|head| head.subject_id.into()).collect();
        let chainless: BTreeSet<PersonId> = subjects
            .into_iter()
            .filter(|subject| !held.contains(subject))
            .collect();

        let mut budget_keys = targets.budgets.clone();
        budget_keys.extend(claims.iter().flat_map(money::budgets_of));
        let budgets = storage::plans::lock_budgets(db, &budget_keys)?;
        let spendings = if targets.approving {
            Spendings::load(db, ctx, &claims)?
        } else {
            Spendings::default()
        };
        let mut work = Self {
            at: ctx.now(),
            today: ctx.today(),
            names: storage::operators::names(db)?,
            ctx: ctx.clone(),
            roots,
            slots: slots
                .into_iter()
                .map(|slot| (slot.key.clone(), Tracked::clean(slot)))
                .collect(),
            tally: Tally::of(&claims),
            places,
            claims: claims
                .into_iter()
                .map(|claim| (claim.handle, Tracked::clean(claim)))
                .collect(),
            budgets: budgets
                .into_iter()
                .map(|row| (row.key(), Tracked::clean(row)))
                .collect(),
            heads: heads
                .into_iter()
                .chain(chainless.iter().map(|subject| HeadRow::none(*subject)))
                .map(|head| (head.subject_id.into(), Tracked::clean(head)))
                .collect(),
            chainless,
            by_slot: BTreeMap::new(),
            new_claims: Vec::new(),
            decisions: Vec::new(),
            decided: BTreeMap::new(),
            events: Vec::new(),
            ledger: Vec::new(),
            audit: Vec::new(),
            cases: Vec::new(),
            case_claims: Vec::new(),
            evidence: Vec::new(),
            touched: BTreeSet::new(),
            sums: Sums::default(),
            merged: BTreeSet::new(),
            to_compare: Vec::new(),
            spendings,
            doubts: Doubts::default(),
        };
        let handles: Vec<ClaimRef> = work.claims.keys().copied().collect();
        for handle in handles {
            work.index(handle);
        }
        Ok(work)
    }

    pub(super) fn index(&mut self, handle: ClaimRef) {
        if let Some(slot) = self
            .claim(handle)
            .map(|claim| claim.slot(self.root_of(handle.subject)))
        {
            self.by_slot.entry(slot).or_default().push(handle);
        }
    }
}

/// Locks people against merging and follows merges to the roots, which are locked too.
pub(crate) fn lock_roots(db: &mut Db, people: &[PersonId]) -> Result<BTreeMap<PersonId, PersonId>> {
    let locked = storage::people::lock_shared(db, people)?;
    let targets: Vec<PersonId> = locked.iter().filter_map(|(_, into)| *into).collect();
    // A merge is only ever made into a root, so one look further is enough.
    storage::people::lock_shared(db, &targets)?;
    Ok(locked
        .into_iter()
        .map(|(person, into)| (person, into.unwrap_or(person)))
        .collect())
}

type Roots = BTreeMap<PersonId, PersonId>;

fn live_siblings(
    db: &mut Db,
    mut roots: Roots,
    slots: &[SlotKey],
) -> Result<(Roots, Vec<ClaimRef>)> {
    let mut families: BTreeMap<(String, i16), Vec<PersonId>> = BTreeMap::new();
    let subjects: Vec<PersonId> = slots.iter().map(|slot| slot.subject).collect();
    let absorbed = storage::people::absorbed(db, &subjects)?;
    for slot in slots {
        let family = families
            .entry((slot.programme.clone(), slot.year.get()))
            .or_default();
        family.push(slot.subject);
        family.extend(
            absorbed
                .iter()
                .filter(|(root, _)| *root == slot.subject)
                .map(|(_, person)| *person),
        );
    }
    roots.extend(absorbed.into_iter().map(|(root, person)| (person, root)));
    let mut handles = Vec::new();
    for ((programme, year), mut people) in families {
        people.sort_unstable();
        people.dedup();
        handles.extend(storage::claims::live_of(
            db,
            &programme,
            domain::year::BenefitYear::new(year),
            &people,
        )?);
    }
    Ok((roots, handles))
}
