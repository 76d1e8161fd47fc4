//! Vouchers that are spent: each for one claim of one slot, from approval until the slot is free again.
//!
//! Reviewers judge what looks like one receipt used twice; this is what no judgement gets past, and what holds when two
//! commands approve two claims of one voucher in the same moment.

use crate::error::{Refusal, Result};
use crate::payments::voucher_of;
use crate::session::Env;
use crate::words::Words;
use domain::claim::StateName;
use domain::claim_number::ClaimNumber;
use domain::claim_record::ClaimRecord;
use domain::ids::{ClaimRef, PersonId};
use domain::slot::SlotKey;
use domain::unit::UnitPath;
use domain::year::BenefitYear;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::vouchers::{ShownRow, UsedRow};

/// Programme and voucher in its normal form.
pub(crate) type Voucher = (String, String);

/// A claim whose approval rests on a voucher.
struct Holder {
    claim: ClaimRef,
    slot: SlotKey,
    number: String,
    unit_path: UnitPath,
}

/// Who holds the vouchers of the locked claims, and what changes.
#[derive(Default)]
pub(crate) struct Spent {
    holders: BTreeMap<Voucher, Vec<Holder>>,
    taken: Vec<UsedRow>,
    given_back: Vec<ClaimRef>,
}

/// The voucher that a claim's approval in force rests on.
pub(crate) fn held_by(env: &Env, claim: &ClaimRecord) -> Option<Voucher> {
    of(env, claim).filter(|_| commits(claim.state.name()))
}

fn of(env: &Env, claim: &ClaimRecord) -> Option<Voucher> {
    let voucher = voucher_of(env, claim)?;
    Some((claim.programme.clone(), voucher))
}

impl Spent {
    /// Looks up who holds the vouchers of claims that may be approved.
    pub(crate) fn load(db: &mut Db, env: &Env, claims: &[ClaimRecord]) -> Result<Self> {
        let mut asked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut typed: BTreeSet<String> = BTreeSet::new();
        for claim in claims {
            if let Some((programme, voucher)) = of(env, claim) {
                typed.extend(claim.voucher.clone());
                typed.insert(voucher.clone());
                asked.entry(programme).or_default().insert(voucher);
            }
        }
        let mut used: BTreeSet<ClaimRef> = BTreeSet::new();
        for (programme, vouchers) in &asked {
            let vouchers: Vec<String> = vouchers.iter().cloned().collect();
            let rows = storage::vouchers::used(db, programme, &vouchers)?;
            used.extend(rows.iter().map(UsedRow::handle));
        }
        let typed: Vec<String> = typed.into_iter().collect();
        let mut shown = storage::vouchers::shown(db, &typed)?;
        // Claims approved before vouchers were taken are known by their state alone.
        shown.retain(|row| used.contains(&row.handle()) || has_committed(row));
        let people: Vec<PersonId> = shown.iter().map(|row| row.subject_id.into()).collect();
        let roots: BTreeMap<PersonId, PersonId> = storage::people::by_ids(db, &people)?
            .into_iter()
            .filter_map(|row| Some((row.id.into(), row.merged_into?.into())))
            .collect();
        let mut spent = Self::default();
        for row in shown {
            let Some(voucher) = row
                .voucher
                .as_deref()
                .and_then(domain::voucher::normal_form)
            else {
                continue;
            };
            let key = (row.programme.clone(), voucher);
            let subject = PersonId::from(row.subject_id);
            let root = roots.get(&subject).copied().unwrap_or(subject);
            spent
                .holders
                .entry(key)
                .or_default()
                .push(Holder::of(row, root));
        }
        Ok(spent)
    }

    /// Refuses a claim whose voucher is spent for another slot. Of the other claim, no more is told than the
    /// operator may see.
    pub(crate) fn refuse(
        &self,
        env: &Env,
        claim: &ClaimRecord,
        slot: &SlotKey,
    ) -> std::result::Result<(), Refusal> {
        let holders = of(env, claim).and_then(|voucher| self.holders.get(&voucher));
        let other = holders
            .into_iter()
            .flatten()
            .find(|holder| holder.claim != claim.handle && holder.slot != *slot);
        let Some(other) = other else {
            return Ok(());
        };
        let seen = env.actor.scope.covers(&other.unit_path);
        let named = |open: &str, close: &str| {
            if seen {
                format!("{open}{}{close}", other.number)
            } else {
                String::new()
            }
        };
        Err(Refusal::new(
            "voucher-used",
            Words::new(
                format!(
                    "票据号已用于另一人或另一年度的申报，一张票据只能用一次；一张票据上有几人的，请在票据号后注明行号后更正{}",
                    named("：", &format!("（{}）", other.slot.year))
                ),
                format!(
                    "its voucher is used up by another claim, of another person or year{}",
                    named(": ", &format!(" ({})", other.slot.year))
                ),
            ),
        ))
    }

    /// Takes the voucher of a claim that is approved, unless one of its slot has it.
    pub(crate) fn take(&mut self, env: &Env, claim: &ClaimRecord, slot: &SlotKey) {
        let Some(voucher) = of(env, claim) else {
            return;
        };
        let holders = self.holders.entry(voucher.clone()).or_default();
        if holders.is_empty() {
            let (programme, voucher) = voucher;
            self.taken.push(UsedRow {
                programme,
                voucher,
                subject_id: claim.handle.subject.into(),
                claim_id: claim.handle.id.into(),
            });
        }
        holders.push(Holder {
            claim: claim.handle,
            slot: slot.clone(),
            number: claim.number.to_string(),
            unit_path: claim.unit_path.clone(),
        });
    }

    /// Gives back the voucher of a claim whose approval ends.
    pub(crate) fn give_back(&mut self, env: &Env, claim: &ClaimRecord) {
        if of(env, claim).is_some() {
            self.given_back.push(claim.handle);
        }
    }

    pub(crate) fn write(&self, db: &mut Db) -> Result<()> {
        storage::vouchers::give_back(db, &self.given_back)?;
        storage::vouchers::take(db, &self.taken)?;
        Ok(())
    }
}

fn has_committed(row: &ShownRow) -> bool {
    StateName::from_code(&row.state).is_some_and(commits)
}

fn commits(state: StateName) -> bool {
    matches!(
        state,
        StateName::Approved
            | StateName::Batched
            | StateName::Paid
            | StateName::Reconciled
            | StateName::Recovering
    )
}

impl Holder {
    fn of(row: ShownRow, subject: PersonId) -> Self {
        let number = row
            .number
            .parse::<ClaimNumber>()
            .map_or_else(|_| row.number.clone(), |number| number.to_string());
        Self {
            claim: row.handle(),
            slot: SlotKey {
                subject,
                programme: row.programme,
                year: BenefitYear::new(row.benefit_year),
                key: row.slot_key,
            },
            number,
            unit_path: UnitPath::from_stored(row.unit_path),
        }
    }
}
