//! Plans and budgets: each row is a proposed change.

use super::rows::{Row, RowState, Sheet, units_in_scope};
use super::{ImportOptions, finish};
use crate::changes::{self, BudgetChange, Change, PlanChange, Standing};
use crate::error::{Refusal, Result};
use crate::reassess;
use crate::session::{Env, Session};
use domain::finding::RowSeverity;
use import::{Draft, FileSummary};
use std::collections::BTreeMap;
use storage::imports::ImportRecord;
use storage::units::UnitRow;

pub(super) fn take(
    session: &mut Session,
    env: &Env,
    record: &ImportRecord,
    summary: &FileSummary,
    sheet: &mut Sheet,
    options: &ImportOptions,
) -> Result<usize> {
    let codes = sheet
        .rows
        .iter()
        .filter_map(unit_code)
        .map(str::to_owned)
        .collect();
    let units = units_in_scope(&mut session.db, env, codes)?;
    for row in &mut sheet.rows {
        if let Some(code) = unit_code(row).map(str::to_owned)
            && !units.contains_key(&code)
        {
            row.refuse("unit-unknown", &[("code", &code)]);
        }
    }
    if options.dry_run {
        return Ok(0);
    }
    let planned: Vec<(usize, Change)> = sheet
        .rows
        .iter()
        .enumerate()
        .filter_map(|(n, row)| Some((n, change(row, &units, &options.programme)?)))
        .collect();
    let outcomes = session.db.write(|db| {
        let outcomes = changes::propose_within(
            db,
            env,
            planned.iter().map(|(_, change)| change.clone()).collect(),
        )?;
        for ((n, _), outcome) in planned.iter().zip(&outcomes) {
            let row = &mut sheet.rows[*n];
            row.findings
                .retain(|finding| !TRANSIENT.contains(&finding.code.as_str()));
            settle(row, outcome);
        }
        finish(db, env, record, summary, sheet)?;
        Ok::<_, crate::WorkflowError>(outcomes)
    })?;
    reassess::catch_up(&mut session.db, env)?;
    let waiting = |outcome: &&std::result::Result<changes::Proposed, Refusal>| matches!(outcome, Ok(proposed) if proposed.standing == Standing::Waiting);
    Ok(outcomes.iter().filter(waiting).count())
}

/// Findings that only the transaction makes.
const TRANSIENT: &[&str] = &["change-refused", "waits-for-second", "waits-for-anybody"];

fn settle(row: &mut Row, outcome: &std::result::Result<changes::Proposed, Refusal>) {
    match outcome {
        Ok(proposed) => match proposed.standing {
            Standing::InForce => row.state = RowState::Accepted,
            Standing::Unchanged => row.state = RowState::Unchanged,
            Standing::Waiting => {
                row.state = RowState::Accepted;
                if proposed.seconders.is_empty() {
                    row.note("waits-for-anybody", RowSeverity::Warning, &[]);
                } else {
                    let who = proposed.seconders.join("、");
                    row.note("waits-for-second", RowSeverity::Warning, &[("who", &who)]);
                }
            }
        },
        Err(refusal) => {
            row.state = RowState::Refused;
            row.note(
                "change-refused",
                RowSeverity::Error,
                &[("why", &refusal.to_string())],
            );
        }
    }
}

fn unit_code(row: &Row) -> Option<&str> {
    match row.draft.as_ref()? {
        Draft::Plan(plan) => Some(&plan.unit_code),
        Draft::Budget(budget) => Some(&budget.unit_code),
        _ => None,
    }
}

fn change(row: &Row, units: &BTreeMap<String, UnitRow>, programme: &str) -> Option<Change> {
    let unit = units.get(unit_code(row)?)?;
    let (id, code, path) = (unit.id.into(), unit.code.clone(), unit.path.clone());
    match row.draft.as_ref()? {
        Draft::Plan(plan) => Some(Change::Plan(PlanChange {
            unit: id,
            unit_code: code,
            unit_path: path,
            programme: programme.to_owned(),
            year: plan.year,
            plan: plan.plan.clone(),
        })),
        Draft::Budget(budget) => Some(Change::Budget(BudgetChange {
            unit: id,
            unit_code: code,
            unit_path: path,
            calendar_year: budget.calendar_year,
            source: budget.source,
            total: budget.total,
            minutes: budget.minutes.clone(),
        })),
        _ => None,
    }
}
