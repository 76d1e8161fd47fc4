//! Batches against their lines, and lines against claims.

use super::{Bad, Check, PAGE, Pass, terms};
use crate::error::WorkflowError;
use crate::payments::batches::{digest, state_of};
use crate::words::Words;
use domain::batch::{BatchState, LineState};
use domain::claim::StateName;
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
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
            let rows = storage::batches::every_after(db, after, PAGE)?;
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
            let what = words!(
                "批次 {} 记为 {} 笔 {} 元，实际明细为 {} 笔 {} 元",
                "batch {} says {} lines and {} yuan, its lines are {} and {} yuan",
                row.number,
                row.line_count,
                Fen::new(row.total_fen),
                count,
                Fen::new(total)
            );
            return Bad::new("batch", what).fail();
        }
        let state = state_of(row)?;
        if matches!(state, BatchState::Draft | BatchState::Withdrawn) {
            return Ok(());
        }
        match digest(self.ctx, row, &lines) {
            Ok(found) if Some(&found) == row.digest.as_ref() => {}
            // A payee that is gone is as bad as one that cannot be opened.
            Ok(_)
            | Err(WorkflowError::Seal(_) | WorkflowError::Storage(StorageError::Stored { .. })) => {
                return Bad::new(
                    "batch",
                    words!(
                        "批次 {} 封批后的明细被改动",
                        "the frozen lines of batch {} were changed",
                        row.number
                    ),
                )
                .fail();
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
    let (number, no) = (&row.number, line.line_no);
    let Some(claim) = claim else {
        let what = words!(
            "批次 {number} 第 {no} 笔所付的申报不存在",
            "line {no} of batch {number} pays a claim that does not exist"
        );
        return Bad::new("line", what).of(line.handle().subject).fail();
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
        let (own, of_claim) = (terms::line(&line.state), terms::state(name_of.code()));
        let what = Words::new(
            format!(
                "批次 {number} 第 {no} 笔是{}，而其申报是{}",
                own.zh, of_claim.zh
            ),
            format!(
                "line {no} of batch {number} is {}, its claim is {}",
                own.en, of_claim.en
            ),
        );
        return Bad::new("line", what).claim(claim).fail();
    }
    match part {
        Some(part) if part.amount.get() != line.amount_fen => Bad::new(
            "line",
            words!(
                "批次 {} 第 {} 笔付 {} 元，而审批的是 {} 元",
                "line {1} of batch {0} pays {2} yuan, {3} were approved",
                number,
                no,
                Fen::new(line.amount_fen),
                part.amount
            ),
        )
        .claim(claim)
        .fail(),
        _ => Ok(()),
    }
}
