//! Plans of the year before, proposed for the new year.

use super::{Acting, Wanted, waits};
use crate::error::{Refusal, Result};
use crate::proposals::{self, PlanChange, Proposal, Standing};
use crate::review::facts::plan_of;
use crate::review::reassess;
use crate::review::rule_set::find_programme;
use crate::session::Session;
use domain::fen::Fen;
use domain::ids::{ProposalId, UnitId};
use domain::period::Plan;
use domain::role::Action;
use domain::unit::UnitLevel;
use std::collections::{BTreeMap, BTreeSet};
use storage::Key;
use storage::plans::UnitPlan;
use storage::units::Unit;

/// What the minutes of a plan that was carried over begin with: the union has not met about it yet.
const CARRIED: &str = "沿用";

/// What became of the plans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// Plans of the year before that are carried over: proposed by this run or in force through it; in a dry run
    /// and for a role that may not propose plans, those that would be.
    pub carried: usize,
    /// They were only counted.
    pub counted_only: bool,
    /// Unions with a plan for the year in force.
    pub in_force: usize,
    /// Unions whose plan for the year waited before this run.
    pub waiting: usize,
    /// Unions whose plan for the year was refused; the next one comes from the union.
    pub refused_before: usize,
    /// Basic unions without a plan the year before: nothing can be carried over.
    pub without: usize,
    /// Carried plans whose fixed sum is last year's standard: look at them where the standard is another one.
    pub at_old_standard: usize,
    /// Plans that could not be proposed: code of the union, and why.
    pub refused: Vec<(String, Refusal)>,
}

/// What waits for a second operator.
#[derive(Default)]
pub(super) struct Waits {
    pub(super) changes: Vec<ProposalId>,
    pub(super) units: BTreeSet<UnitId>,
}

/// Proposes the plans of every union that has decided nothing about the year yet.
pub(super) fn carry(
    session: &mut Session,
    wanted: &Wanted<'_>,
    units: &[Acting],
    old_standard: Fen,
) -> Result<(Carried, Waits)> {
    let ctx = session.ctx.clone();
    let counted_only = wanted.dry_run || !ctx.actor.role.may(Action::ImportPlans);
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.row.id.into()).collect();
    let mut plans: BTreeMap<Key, Vec<UnitPlan>> = BTreeMap::new();
    for row in storage::plans::of_units(&mut session.db, wanted.programme, &ids)? {
        plans.entry(row.unit_id).or_default().push(row);
    }
    let known = on_record(session, wanted, units)?;
    let mut done = Carried {
        counted_only,
        ..Carried::default()
    };
    let mut waits = Waits::default();
    let mut planned = Vec::new();
    for unit in units {
        let rows = plans
            .get(&unit.row.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let of_year = |year: i16| rows.iter().filter(move |row| row.benefit_year == year);
        match known.get(&unit.row.id) {
            _ if of_year(wanted.year.get()).next().is_some() => done.in_force += 1,
            Some(waiting) if !waiting.is_empty() => {
                done.waiting += 1;
                waits.changes.extend(waiting);
                waits.units.insert(unit.row.id.into());
            }
            Some(_) => done.refused_before += 1,
            None => {
                let before = planned.len();
                planned.extend(
                    of_year(wanted.year.previous().get())
                        .map(|row| next_year(&unit.row, row, wanted)),
                );
                let basic = unit.row.level == UnitLevel::Basic;
                done.without += usize::from(basic && planned.len() == before);
            }
        }
    }
    done.carried = planned.len();
    let fixed = |change: &&PlanChange| change.plan.amount == Some(old_standard);
    done.at_old_standard = planned.iter().filter(fixed).count();
    if !counted_only {
        propose(session, planned, &mut done, &mut waits)?;
    }
    Ok((done, waits))
}

fn propose(
    session: &mut Session,
    planned: Vec<PlanChange>,
    done: &mut Carried,
    waits: &mut Waits,
) -> Result<()> {
    let changes = planned.iter().cloned().map(Proposal::Plan).collect();
    let answers = proposals::propose_all(&mut session.db, &session.ctx, changes)?;
    for (plan, answer) in planned.into_iter().zip(answers) {
        match answer {
            Ok(proposed) if proposed.standing == Standing::Waiting => {
                waits.changes.extend(proposed.id);
                waits.units.insert(plan.unit);
            }
            Ok(_) => {}
            Err(refusal) => done.refused.push((plan.unit_code, refusal)),
        }
    }
    done.carried -= done.refused.len();
    reassess::catch_up(&mut session.db, &session.ctx)?;
    Ok(())
}

/// For each union about whose plan of the year a proposal was ever made: those that wait.
fn on_record(
    session: &mut Session,
    wanted: &Wanted<'_>,
    units: &[Acting],
) -> Result<BTreeMap<Key, Vec<ProposalId>>> {
    let methods = find_programme(&session.ctx, wanted.programme)?.methods();
    let mut targets: BTreeMap<String, Key> = BTreeMap::new();
    for unit in units {
        for spec in methods {
            let plan = Plan {
                method: spec.method(),
                amount: None,
                ratio_bp: None,
                minutes: String::new(),
            };
            let change = Proposal::Plan(change_of(&unit.row, wanted, plan));
            targets.insert(change.target(), unit.row.id);
        }
    }
    let names: Vec<String> = targets.keys().cloned().collect();
    let mut found: BTreeMap<Key, Vec<ProposalId>> = BTreeMap::new();
    for known in storage::proposals::standing(&mut session.db, &names)? {
        let Some(unit) = targets.get(&known.target) else {
            continue;
        };
        let waiting = found.entry(*unit).or_default();
        if waits(&known) {
            waiting.push(known.id.into());
        }
    }
    Ok(found)
}

fn change_of(unit: &Unit, wanted: &Wanted<'_>, plan: Plan) -> PlanChange {
    PlanChange {
        unit: unit.id.into(),
        unit_code: unit.code.clone(),
        unit_path: unit.path.clone(),
        programme: wanted.programme.to_owned(),
        year: wanted.year,
        plan,
    }
}

/// The plan as proposed; its minutes say that they are those of the year it comes from.
fn next_year(unit: &Unit, row: &UnitPlan, wanted: &Wanted<'_>) -> PlanChange {
    let plan = plan_of(row);
    let minutes = if plan.minutes.starts_with(CARRIED) {
        plan.minutes
    } else {
        format!("{CARRIED}{}年度：{}", row.benefit_year, plan.minutes)
    };
    change_of(unit, wanted, Plan { minutes, ..plan })
}
