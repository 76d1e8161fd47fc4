//! What the targets of changes look like now, read for many at once.

use super::proposal::{PeriodRef, Proposal};
use crate::error::Result;
use domain::fen::Fen;
use domain::ids::UnitId;
use domain::payment_method::PaymentMethod;
use domain::succession::Succession;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::plans::{Budget, BudgetKey, UnitPlan};

/// The present state of each target that exists, by target.
pub(crate) struct Bases {
    texts: BTreeMap<String, String>,
    /// What budgets have reserved.
    reserved: BTreeMap<String, Fen>,
    /// The values of plans, budgets and mergers in force.
    values: BTreeMap<String, String>,
    /// Every merger on record.
    pub(crate) succession: Succession,
}

impl Bases {
    /// Reads the targets of these changes; budgets are locked, since approvals change them all the time.
    pub(crate) fn load<'c>(
        db: &mut Db,
        proposals: impl Iterator<Item = &'c Proposal> + Clone,
    ) -> Result<Self> {
        let mut bases = Self {
            texts: BTreeMap::new(),
            reserved: BTreeMap::new(),
            values: BTreeMap::new(),
            succession: storage::units::succession(db)?,
        };
        bases.load_plans(db, proposals.clone())?;
        bases.load_budgets(db, proposals.clone())?;
        let mut periods: BTreeMap<String, &PeriodRef> = BTreeMap::new();
        let mut rulings: BTreeSet<&str> = BTreeSet::new();
        let (mut operators, mut keys) = (false, false);
        for proposal in proposals {
            match proposal {
                Proposal::PeriodCreate { period, .. } | Proposal::PeriodExtend { period, .. } => {
                    periods.insert(period.target(), period);
                }
                Proposal::PeriodOpen(period)
                | Proposal::PeriodClose(period)
                | Proposal::PeriodReopen(period)
                | Proposal::PeriodArchive(period) => {
                    periods.insert(period.target(), period);
                }
                Proposal::Ruling(ruling) => {
                    rulings.insert(&ruling.programme);
                }
                Proposal::OperatorAdd(_) | Proposal::OperatorOff { .. } => operators = true,
                Proposal::KeyAdd(_) | Proposal::KeyRevoke(_) => keys = true,
                Proposal::UnitMerge(merger) => bases.note_merger(proposal, merger.unit),
                Proposal::SettlementReverse(lines) => {
                    let text = super::apply_settlement::text(db, lines)?;
                    bases.texts.insert(proposal.target(), text);
                }
                Proposal::Institution(one) => {
                    let row = storage::institutions::find(db, &one.programme, &one.code)?;
                    if let Some(row) = row {
                        let text = super::apply_institution::text(&row);
                        bases.values.insert(proposal.target(), text.clone());
                        bases.texts.insert(proposal.target(), text);
                    }
                }
                Proposal::Plan(_)
                | Proposal::Budget(_)
                | Proposal::ExportVoid(_)
                | Proposal::RegisterBegin { .. } => {}
            }
        }
        for (target, period) in periods {
            if let Some(row) = super::apply_period::find(db, period)? {
                bases.texts.insert(target, row.revision.to_string());
            }
        }
        for programme in rulings {
            for row in storage::periods::rulings(db, programme)? {
                // Oldest first: what stays is the ruling in force.
                let text = format!("{} {}", row.at, row.value);
                bases
                    .texts
                    .insert(format!("ruling/{programme}/{}", row.option_key), text);
            }
        }
        if operators {
            for row in storage::operators::all(db)? {
                bases
                    .texts
                    .insert(format!("operator/{}", row.name), row.revision.to_string());
            }
        }
        if keys {
            for (row, ..) in storage::operator_keys::all(db)? {
                let state = if row.revoked_at.is_some() {
                    "revoked"
                } else {
                    "in force"
                };
                bases
                    .texts
                    .insert(format!("key/{}", row.fingerprint), state.to_owned());
            }
        }
        Ok(bases)
    }

    fn note_merger(&mut self, proposal: &Proposal, unit: UnitId) {
        if let Some(merger) = self.succession.of(unit) {
            let text = super::apply_merger::text(merger.into, merger.on);
            self.values.insert(proposal.target(), text.clone());
            self.texts.insert(proposal.target(), text);
        }
    }

    fn load_plans<'c>(
        &mut self,
        db: &mut Db,
        proposals: impl Iterator<Item = &'c Proposal>,
    ) -> Result<()> {
        let mut wanted: BTreeMap<&str, Vec<&super::PlanChange>> = BTreeMap::new();
        for proposal in proposals {
            if let Proposal::Plan(plan) = proposal {
                wanted.entry(&plan.programme).or_default().push(plan);
            }
        }
        for (programme, plans) in wanted {
            let units: BTreeSet<UnitId> = plans.iter().map(|plan| plan.unit).collect();
            let units: Vec<UnitId> = units.into_iter().collect();
            let rows = storage::plans::of_units(db, programme, &units)?;
            let rows: BTreeMap<(UnitId, i16, PaymentMethod), UnitPlan> = rows
                .into_iter()
                .map(|row| {
                    (
                        (row.unit_id.into(), row.benefit_year, row.method.clone()),
                        row,
                    )
                })
                .collect();
            for plan in plans {
                let key = (plan.unit, plan.year.get(), plan.plan.method.clone());
                let Some(row) = rows.get(&key) else { continue };
                let target = Proposal::Plan(plan.clone()).target();
                self.values
                    .insert(target.clone(), super::apply_plan::text(row));
                self.texts.insert(target, row.revision.to_string());
            }
        }
        Ok(())
    }

    fn load_budgets<'c>(
        &mut self,
        db: &mut Db,
        proposals: impl Iterator<Item = &'c Proposal>,
    ) -> Result<()> {
        let budgets: Vec<&super::BudgetChange> = proposals
            .filter_map(|proposal| {
                if let Proposal::Budget(budget) = proposal {
                    Some(budget)
                } else {
                    None
                }
            })
            .collect();
        let keys: Vec<BudgetKey> = budgets
            .iter()
            .map(|budget| super::apply_budget::key_of(budget))
            .collect();
        let rows = storage::plans::lock_budgets(db, &keys)?;
        let rows: BTreeMap<BudgetKey, Budget> =
            rows.into_iter().map(|row| (row.key(), row)).collect();
        for budget in budgets {
            let Some(row) = rows.get(&super::apply_budget::key_of(budget)) else {
                continue;
            };
            let target = Proposal::Budget(budget.clone()).target();
            // Reservations come and go without making a proposal stale: only what was granted counts.
            let text = super::apply_budget::text(row.total, &row.minutes);
            self.values.insert(target.clone(), text.clone());
            self.texts.insert(target.clone(), text);
            self.reserved.insert(target, row.reserved);
        }
        Ok(())
    }

    /// The target as it stands; `None` when it does not exist.
    pub(crate) fn of(&self, proposal: &Proposal) -> Option<&String> {
        self.texts.get(&proposal.target())
    }

    /// What a budget has reserved.
    pub(crate) fn reserved(&self, proposal: &Proposal) -> Fen {
        let reserved = self.reserved.get(&proposal.target()).copied();
        reserved.unwrap_or_default()
    }

    /// The values proposed are in force already.
    pub(crate) fn in_force(&self, proposal: &Proposal) -> bool {
        let proposed = match proposal {
            Proposal::Plan(plan) => super::apply_plan::text(&super::apply_plan::row_of(plan, 0)),
            Proposal::Budget(budget) => super::apply_budget::text(budget.total, &budget.minutes),
            Proposal::UnitMerge(merger) => super::apply_merger::text(merger.into, merger.on),
            Proposal::Institution(one) => {
                super::apply_institution::text(&super::apply_institution::row_of(one, 0))
            }
            _ => return false,
        };
        self.values.get(&proposal.target()) == Some(&proposed)
    }
}
