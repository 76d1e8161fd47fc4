//! What serves for one slot only, and is spent: by one claim, from its approval until its slot is free again.
//!
//! Reviewers judge what looks like one receipt used twice; this is what no judgement gets past, and what holds when two
//! commands approve two claims of one receipt in the same moment.

use crate::error::{Refusal, Result};
use crate::payments::marks;
use crate::session::Context;
use crate::words::Words;
use domain::claim_number::ClaimNumber;
use domain::claim_record::ClaimRecord;
use domain::ids::{ClaimRef, PersonId};
use domain::slot::SlotKey;
use domain::unit::UnitPath;
use domain::year::BenefitYear;
use policy::{CodeText, Registry};
use sealing::Keyring;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::claim_marks::{LiveClaim, Spending, StoredMark};

/// What a claim spends.
struct Spent {
    mark: StoredMark,
    needed: bool,
    refusal: CodeText,
}

/// What a claim spends when it is approved.
fn of(keyring: &Keyring, registry: &Registry, claim: &ClaimRecord) -> Result<Option<Spent>> {
    let (programme, draft) = marks::read(registry, claim)?;
    Ok(programme.spends(&draft).map(|spend| Spent {
        mark: marks::stored(keyring, &spend.mark),
        needed: spend.needed,
        refusal: programme.spent(),
    }))
}

/// What a claim's approval in force has spent.
pub(crate) fn held_by(ctx: &Context, claim: &ClaimRecord) -> Result<Option<StoredMark>> {
    if !claim.state.name().occupies_slot() {
        return Ok(None);
    }
    let spent = of(ctx.keyring(), &ctx.installation.registry, claim)?;
    Ok(spent.map(|spent| spent.mark))
}

/// A claim whose approval rests on something.
struct Holder {
    claim: ClaimRef,
    slot: SlotKey,
    number: String,
    unit_path: UnitPath,
}

type Holders = BTreeMap<(String, StoredMark), Vec<Holder>>;

/// Who spent what the locked claims rest on, and what changes.
#[derive(Default)]
pub(crate) struct Spendings {
    holders: Holders,
    spent: Vec<Spending>,
    given_back: Vec<ClaimRef>,
}

impl Spendings {
    /// Looks up who spent what claims that may be approved rest on.
    pub(crate) fn load(db: &mut Db, ctx: &Context, claims: &[ClaimRecord]) -> Result<Self> {
        let mut asked: BTreeMap<&str, BTreeSet<StoredMark>> = BTreeMap::new();
        for claim in claims {
            if let Some(spent) = of(ctx.keyring(), &ctx.installation.registry, claim)? {
                let marks = asked.entry(&claim.programme).or_default();
                marks.insert(spent.mark);
            }
        }
        let mut found = Vec::new();
        for (programme, marks) in &asked {
            found.extend(storage::claim_marks::spent(db, programme, marks)?);
        }
        let handles: BTreeSet<ClaimRef> = found.iter().map(|spending| spending.claim).collect();
        let live = storage::claim_marks::live(db, &handles)?;
        let people: Vec<PersonId> = live.iter().map(|row| row.subject_id.into()).collect();
        let roots: BTreeMap<PersonId, PersonId> = storage::people::by_ids(db, &people)?
            .into_iter()
            .filter_map(|row| Some((row.id.into(), row.merged_into?.into())))
            .collect();
        let live: BTreeMap<ClaimRef, LiveClaim> =
            live.into_iter().map(|row| (row.handle(), row)).collect();
        let mut holders = Holders::new();
        for spending in found {
            if let Some(row) = live.get(&spending.claim) {
                let subject = PersonId::from(row.subject_id);
                let root = roots.get(&subject).copied().unwrap_or(subject);
                let key = (spending.programme, spending.mark);
                holders.entry(key).or_default().push(Holder::of(row, root));
            }
        }
        Ok(Self {
            holders,
            ..Self::default()
        })
    }

    /// Refuses a claim that rests on what another slot's claim spent. Of that claim, no more is told than the operator may
    /// see.
    pub(crate) fn refuse(
        &self,
        ctx: &Context,
        claim: &ClaimRecord,
        slot: &SlotKey,
    ) -> Result<std::result::Result<(), Refusal>> {
        let spent = of(ctx.keyring(), &ctx.installation.registry, claim)?;
        let Some(spent) = spent.filter(|spent| spent.needed) else {
            return Ok(Ok(()));
        };
        let key = (claim.programme.clone(), spent.mark);
        let mut holders = self.holders.get(&key).into_iter().flatten();
        let other = holders.find(|holder| holder.claim != claim.handle && holder.slot != *slot);
        let Some(other) = other else {
            return Ok(Ok(()));
        };
        let CodeText { code, zh, en } = spent.refusal;
        let (number, year) = (&other.number, other.slot.year);
        let message = if ctx.actor.scope.covers(&other.unit_path) {
            Words::new(
                format!("{zh}：{number}（{year}）"),
                format!("{en}: {number} ({year})"),
            )
        } else {
            Words::new(zh, en)
        };
        Ok(Err(Refusal::new(code, message)))
    }

    /// Spends what a claim rests on that is approved.
    pub(crate) fn spend(
        &mut self,
        ctx: &Context,
        claim: &ClaimRecord,
        slot: &SlotKey,
    ) -> Result<()> {
        let Some(Spent { mark, needed, .. }) =
            of(ctx.keyring(), &ctx.installation.registry, claim)?
        else {
            return Ok(());
        };
        let key = (claim.programme.clone(), mark.clone());
        let holders = self.holders.entry(key).or_default();
        self.spent.push(Spending {
            programme: claim.programme.clone(),
            mark,
            claim: claim.handle,
            alone: needed && holders.is_empty(),
        });
        holders.push(Holder {
            claim: claim.handle,
            slot: slot.clone(),
            number: claim.number.to_string(),
            unit_path: claim.unit_path.clone(),
        });
        Ok(())
    }

    /// Gives back what a claim rests on whose approval ends.
    pub(crate) fn give_back(&mut self, claim: &ClaimRecord) {
        self.given_back.push(claim.handle);
        for holders in self.holders.values_mut() {
            holders.retain(|holder| holder.claim != claim.handle);
        }
    }

    pub(crate) fn write(&self, db: &mut Db) -> Result<()> {
        storage::claim_marks::give_back(db, &self.given_back)?;
        storage::claim_marks::spend(db, &self.spent)?;
        Ok(())
    }
}

/// Writes what the approvals of these claims have spent. Of several claims that rest on one thing, as an early version let
/// happen, the first one stands for it.
pub(crate) fn fill(
    db: &mut Db,
    keyring: &Keyring,
    registry: &Registry,
    claims: &[ClaimRecord],
) -> Result<()> {
    for claim in claims.iter().filter(|one| one.state.name().occupies_slot()) {
        let Some(Spent { mark, needed, .. }) = of(keyring, registry, claim)? else {
            continue;
        };
        let asked = BTreeSet::from([mark.clone()]);
        let before = storage::claim_marks::spent(db, &claim.programme, &asked)?;
        let spending = Spending {
            programme: claim.programme.clone(),
            mark,
            claim: claim.handle,
            alone: needed && before.iter().all(|other| !other.alone),
        };
        storage::claim_marks::spend(db, &[spending])?;
    }
    Ok(())
}

impl Holder {
    fn of(row: &LiveClaim, subject: PersonId) -> Self {
        let number = row
            .number
            .parse::<ClaimNumber>()
            .map_or_else(|_| row.number.clone(), |number| number.to_string());
        Self {
            claim: row.handle(),
            slot: SlotKey {
                subject,
                programme: row.programme.clone(),
                year: BenefitYear::new(row.benefit_year),
                key: row.slot_key.clone(),
            },
            number,
            unit_path: UnitPath::from_stored(row.unit_path.clone()),
        }
    }
}
