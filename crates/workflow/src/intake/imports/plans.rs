//! Plans and budgets: each row is a proposed change.

use super::Waiting;
use super::incoming::{Take, finish};
use super::received::{Row, RowState, units_in_scope};
use crate::error::{Refusal, Result};
use crate::proposals::{self, BudgetChange, PlanChange, Proposal, Standing};
use crate::review::reassess;
use crate::views::Lang;

use domain::finding::RowSeverity;
use import::{BudgetRow, PlanRow};
use storage::units::Unit;

/// A row that proposes a change for its unit.
pub(super) trait Proposes {
    /// Code of the unit.
    fn unit_code(&self) -> &str;

    /// The change, for the unit that has the code.
    fn change(&self, unit: &Unit, programme: &str) -> Proposal;
}

impl Proposes for PlanRow {
    fn unit_code(&self) -> &str {
        &self.unit_code
    }

    fn change(&self, unit: &Unit, programme: &str) -> Proposal {
        Proposal::Plan(PlanChange {
            unit: unit.id.into(),
            unit_code: unit.code.clone(),
            unit_path: unit.path.clone(),
            programme: programme.to_owned(),
            year: self.year,
            plan: self.plan.clone(),
        })
    }
}

impl Proposes for BudgetRow {
    fn unit_code(&self) -> &str {
        &self.unit_code
    }

    fn change(&self, unit: &Unit, _: &str) -> Proposal {
        Proposal::Budget(BudgetChange {
            unit: unit.id.into(),
            unit_code: unit.code.clone(),
            unit_path: unit.path.clone(),
            calendar_year: self.calendar_year,
            source: self.source,
            total: self.total,
            minutes: self.minutes.clone(),
        })
    }
}

pub(super) fn take<T: Proposes>(file: Take<'_, T>) -> Result<()> {
    let Take {
        session,
        ctx,
        record,
        summary,
        sheet,
        options,
        ..
    } = file;
    let codes = sheet
        .rows
        .iter()
        .filter_map(|row| Some(row.draft.as_ref()?.unit_code().to_owned()))
        .collect();
    let units = units_in_scope(&mut session.db, ctx, codes)?;
    for row in &mut sheet.rows {
        if let Some(code) = row.draft.as_ref().map(|row| row.unit_code().to_owned())
            && !units.contains_key(&code)
        {
            row.refuse("unit-unknown", &[("code", &code)]);
        }
    }
    if options.dry_run {
        return Ok(());
    }
    let planned: Vec<(usize, Proposal)> = sheet
        .rows
        .iter()
        .enumerate()
        .filter_map(|(n, row)| {
            let row = row.draft.as_ref()?;
            let unit = units.get(row.unit_code())?;
            Some((n, row.change(unit, &options.programme)))
        })
        .collect();
    session.db.write(|db| {
        let outcomes = proposals::propose_within(
            db,
            ctx,
            planned.iter().map(|(_, change)| change.clone()).collect(),
        )?;
        sheet.waiting = Waiting::default();
        for ((n, _), outcome) in planned.iter().zip(&outcomes) {
            let row = &mut sheet.rows[*n];
            row.findings
                .retain(|finding| finding.code != CHANGE_REFUSED);
            settle(row, outcome, &mut sheet.waiting);
        }
        finish(db, ctx, record, summary, sheet, Vec::new())
    })?;
    reassess::catch_up(&mut session.db, ctx)?;
    Ok(())
}

/// A finding that only the transaction makes.
const CHANGE_REFUSED: &str = "change-refused";

/// What became of a row. That a change waits is no fault of its row: all that wait are told in one sentence.
fn settle<T>(
    row: &mut Row<T>,
    outcome: &std::result::Result<proposals::Proposed, Refusal>,
    waiting: &mut Waiting,
) {
    match outcome {
        Ok(proposed) => match proposed.standing {
            Standing::InForce => row.state = RowState::Accepted,
            Standing::Unchanged => row.state = RowState::Unchanged,
            Standing::Waiting => {
                row.state = RowState::Accepted;
                waiting.changes += 1;
                waiting.for_nobody += usize::from(proposed.seconders.is_empty());
                waiting.seconders.extend(proposed.seconders.iter().cloned());
            }
        },
        Err(refusal) => {
            row.state = RowState::Refused;
            row.note(
                CHANGE_REFUSED,
                RowSeverity::Error,
                &[
                    ("why", &refusal.said(Lang::En)),
                    ("why_zh", &refusal.said(Lang::Zh)),
                ],
            );
        }
    }
}
