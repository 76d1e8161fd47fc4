//! The records that changes in force wrote.

use super::{Witness, of};
use crate::error::Result;
use crate::proposals::{Proposal, budget_key, find_period};
use domain::ids::UnitId;
use domain::payment_method::PaymentMethod;
use sealing::Keyring;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::periods::PeriodRow;
use storage::plans::{BudgetKey, BudgetRow, PlanRow};
use storage::units::UnitRow;

/// The records that these changes wrote, as they are now; plans and budgets, of which there are thousands, in sets. What
/// concerns batches and exports is vouched for by acts of its own.
pub(crate) fn of_changes(
    db: &mut Db,
    keyring: &Keyring,
    proposals: &[&Proposal],
) -> Result<Vec<Witness>> {
    let mut found = Vec::new();
    let mut plans: BTreeMap<&str, BTreeSet<(UnitId, i16, &PaymentMethod)>> = BTreeMap::new();
    let mut budgets: BTreeSet<BudgetKey> = BTreeSet::new();
    for proposal in proposals {
        match proposal {
            Proposal::Plan(plan) => {
                let key = (plan.unit, plan.year.get(), &plan.plan.method);
                plans.entry(&plan.programme).or_default().insert(key);
            }
            Proposal::Budget(budget) => {
                budgets.insert(budget_key(budget));
            }
            Proposal::PeriodCreate { period, .. }
            | Proposal::PeriodExtend { period, .. }
            | Proposal::PeriodOpen(period)
            | Proposal::PeriodClose(period)
            | Proposal::PeriodReopen(period)
            | Proposal::PeriodArchive(period) => {
                if let Some(row) = find_period(db, period)? {
                    let versions = storage::periods::versions(db, row.id)?;
                    found.extend(versions.last().map(|version| of(keyring, version)));
                    found.push(of(keyring, &PeriodRow::from(row)));
                }
            }
            Proposal::Ruling(ruling) => {
                let rulings = storage::periods::rulings(db, &ruling.programme)?;
                let last = rulings.iter().rfind(|row| row.option_key == ruling.option);
                found.extend(last.map(|row| of(keyring, row)));
            }
            Proposal::OperatorAdd(operator) => {
                found.extend(operator_of(db, keyring, &operator.name)?);
                if let Some(key) = &operator.key {
                    let row = storage::operator_keys::by_fingerprint(db, &key.fingerprint)?;
                    found.push(of(keyring, &row));
                }
            }
            Proposal::OperatorOff { name, .. } => found.extend(operator_of(db, keyring, name)?),
            Proposal::KeyAdd(key) | Proposal::KeyRevoke(key) => {
                let row = storage::operator_keys::by_fingerprint(db, &key.fingerprint)?;
                found.push(of(keyring, &row));
            }
            Proposal::Institution(one) => {
                let row = storage::institutions::find(db, &one.programme, &one.code)?;
                found.extend(row.map(|row| of(keyring, &row)));
            }
            Proposal::UnitMerge(merger) => {
                let row = storage::units::find(db, merger.unit)?;
                found.push(of(keyring, &UnitRow::from(row)));
            }
            Proposal::SettlementReverse(_)
            | Proposal::ExportVoid(_)
            | Proposal::RegisterBegin { .. } => {}
        }
    }
    for (programme, keys) in plans {
        let units: BTreeSet<UnitId> = keys.iter().map(|(unit, ..)| *unit).collect();
        let units: Vec<UnitId> = units.into_iter().collect();
        for row in storage::plans::of_units(db, programme, &units)? {
            if keys.contains(&(row.unit_id.into(), row.benefit_year, &row.method)) {
                found.push(of(keyring, &PlanRow::from(row)));
            }
        }
    }
    let units: BTreeSet<UnitId> = budgets.iter().map(|(unit, ..)| *unit).collect();
    let units: Vec<UnitId> = units.into_iter().collect();
    for row in storage::plans::budgets_of(db, &units)? {
        if budgets.contains(&row.key()) {
            found.push(of(keyring, &BudgetRow::from(row)));
        }
    }
    Ok(found)
}

fn operator_of(db: &mut Db, keyring: &Keyring, name: &str) -> Result<Option<Witness>> {
    let known = storage::operators::stored(db)?;
    let row = known.iter().find(|row| row.name == name);
    Ok(row.map(|row| of(keyring, row)))
}
