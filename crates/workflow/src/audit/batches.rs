//! Batches against their lines, and lines against claims.

use super::{Bad, Check, PAGE, Pass};
use crate::batches::{digest, state_of};
use crate::error::WorkflowError;
use domain::batch::{BatchState, LineState};
use domain::claim::StateName;
use domain::claim_record::ClaimRecord;
use domain::ids::{BatchId, ClaimRef};
use domain::ledger::Money;
use domain::unit::Scope;
use std::collections::BTreeMap;
use storage::batches::{BatchRow, LineRow};
use storage::{Db, StorageError};

impl Pass<'_> {
    pub(super) fn batches(&self, db: &mut Db) -> Check {
        let mut after = None;
        loop {
            let rows = storage::batches::page(db, after, PAGE)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = Some(last.id.into());
            for row in &rows {
                self.batch(db, row)?;
            }
        }
    }

    fn batch(&self, db: &mut Db, row: &BatchRow) -> Check {
        let lines = storage::batches::lines(db, row.id.into())?;
        let total: i64 = lines.iter().map(|line| line.amount_fen).sum();
        let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        if (count, total) != (row.line_count, row.total_fen) {
            let what = format!(
                "batch {} says {} lines and {} fen, its lines are {count} and {total}",
                row.number, row.line_count, row.total_fen
            );
            return Bad::new("batch", what).stop();
        }
        let state = state_of(row)?;
        if matches!(state, BatchState::Draft | BatchState::Withdrawn) {
            return Ok(());
        }
        match digest(self.env, row, &lines) {
            Ok(found) if Some(&found) == row.digest.as_ref() => {}
            // A payee that is gone is as bad as one that cannot be opened.
            Ok(_)
            | Err(WorkflowError::Seal(_) | WorkflowError::Storage(StorageError::Stored { .. })) => {
                return Bad::new(
                    "batch",
                    format!("the frozen lines of batch {} were changed", row.number),
                )
                .stop();
            }
            Err(other) => return Err(other.into()),
        }
        let handles: Vec<ClaimRef> = lines.iter().map(LineRow::handle).collect();
        let claims: BTreeMap<ClaimRef, ClaimRecord> =
            storage::claims::find_all(db, &Scope::everything(), &handles)?
                .into_iter()
                .map(|claim| (claim.handle, claim))
                .collect();
        for line in &lines {
            line_fits(row, state, line, claims.get(&line.handle()))?;
        }
        Ok(())
    }
}

fn line_fits(
    row: &BatchRow,
    batch: BatchState,
    line: &LineRow,
    claim: Option<&ClaimRecord>,
) -> Check {
    let name = format!("line {} of batch {}", line.line_no, row.number);
    let Some(claim) = claim else {
        return Bad::new("line", format!("{name} pays a claim that does not exist"))
            .of(line.handle().subject)
            .stop();
    };
    let part = claim
        .state
        .parts()
        .into_iter()
        .find(|part| part.batch == Some(BatchId::from(row.id)));
    let money = part.as_ref().map(|part| part.money);
    let name_of = claim.state.name();
    let fits = match (LineState::from_code(&line.state), money) {
        (Some(LineState::Open), Some(Money::Owed)) => batch != BatchState::Settled,
        (Some(LineState::Paid), Some(Money::Paid | Money::Recovering)) => true,
        (Some(LineState::Paid), None) => name_of == StateName::Reversed,
        // What became of a refused claim afterwards is another story.
        (Some(LineState::Refused), None) => true,
        _ => false,
    };
    if !fits {
        return Bad::new(
            "line",
            format!("{name} is {}, its claim is {}", line.state, name_of.code()),
        )
        .claim(claim)
        .stop();
    }
    match part {
        Some(part) if part.amount.get() != line.amount_fen => Bad::new(
            "line",
            format!(
                "{name} pays {} fen, {} were approved",
                line.amount_fen,
                part.amount.get()
            ),
        )
        .claim(claim)
        .stop(),
        _ => Ok(()),
    }
}
