//! Batches against their lines, and lines against claims.

use super::{Bad, Check, PAGE, Pass, Place, terms};
use crate::error::WorkflowError;
use crate::payments::batches::digest;
use crate::words::Words;
use domain::batch::{BatchState, LineState};
use domain::claim::StateName;
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::ids::{BatchId, ClaimRef};
use domain::ledger::Money;
use domain::unit::Scope;
use std::collections::BTreeMap;
use storage::batches::{Batch, BatchLine, BatchRow, LineRow};
use storage::{Db, StorageError};

impl Pass<'_> {
    pub(super) fn batches(&self, db: &mut Db) -> Check {
        let mut after = None;
        loop {
            let rows = storage::batches::stored_after(db, after, PAGE)?;
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
        let lines = storage::batches::stored_lines(db, row.id.into())?;
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
            return of_batch(&row.number, what).fail();
        }
        let (batch, lines) = readable(row, lines)?;
        if matches!(batch.state, BatchState::Draft | BatchState::Withdrawn) {
            return Ok(());
        }
        match digest(self.ctx, &batch, &lines) {
            Ok(found) if Some(&found) == row.digest.as_ref() => {}
            // A payee that is gone is as bad as one that cannot be opened.
            Ok(_)
            | Err(WorkflowError::Seal(_) | WorkflowError::Storage(StorageError::Stored { .. })) => {
                let what = words!(
                    "批次 {} 封批后的明细被改动",
                    "the frozen lines of batch {} were changed",
                    row.number
                );
                return of_batch(&row.number, what).fail();
            }
            Err(other) => return Err(other.into()),
        }
        let handles: Vec<ClaimRef> = lines.iter().map(BatchLine::handle).collect();
        let claims: BTreeMap<ClaimRef, ClaimRecord> =
            storage::claims::find_all(db, &Scope::everything(), &handles)?
                .into_iter()
                .map(|claim| (claim.handle, claim))
                .collect();
        for line in &lines {
            line_fits(&batch, line, claims.get(&line.handle()))?;
        }
        Ok(())
    }
}

fn of_batch(number: &str, what: Words) -> Bad {
    Bad::new("batch", what).place(Place {
        table: "batches".to_owned(),
        key: number.to_owned(),
        field: None,
    })
}

/// The batch and its lines in words; a text that is none is named with its batch and line.
fn readable(row: &BatchRow, lines: Vec<LineRow>) -> Check<(Batch, Vec<BatchLine>)> {
    let number = &row.number;
    let batch = match Batch::try_from(row.clone()) {
        Err(StorageError::Stored { column, .. }) => {
            let what = words!(
                "批次 {number} 的 `{column}` 中有本程序从未写过的内容",
                "`{column}` of batch {number} holds what this program never wrote"
            );
            return of_batch(number, what).fail();
        }
        batch => batch?,
    };
    let mut read = Vec::with_capacity(lines.len());
    for line in lines {
        let (no, subject) = (line.line_no, line.subject_id.into());
        match BatchLine::try_from(line) {
            Err(StorageError::Stored { column, .. }) => {
                let what = words!(
                    "批次 {number} 第 {no} 笔的 `{column}` 中有本程序从未写过的内容",
                    "`{column}` of line {no} of batch {number} holds what this program never wrote"
                );
                return Bad::new("line", what).of(subject).fail();
            }
            line => read.push(line?),
        }
    }
    Ok((batch, read))
}

fn line_fits(batch: &Batch, line: &BatchLine, claim: Option<&ClaimRecord>) -> Check {
    let (number, no) = (&batch.number, line.line_no);
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
        .find(|part| part.batch == Some(BatchId::from(batch.id)));
    let money = part.as_ref().map(|part| part.money);
    let name_of = claim.state.name();
    let fits = match (line.state, money) {
        (LineState::Open, Some(Money::Owed)) => batch.state != BatchState::Settled,
        (LineState::Paid, Some(Money::Paid | Money::Recovering)) => true,
        (LineState::Paid, None) => name_of == StateName::Reversed,
        // What became of a refused claim afterwards is another story.
        (LineState::Refused, None) => true,
        _ => false,
    };
    if !fits {
        let (own, of_claim) = (terms::line(line.state.code()), terms::state(name_of.code()));
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
        Some(part) if part.amount != line.amount => Bad::new(
            "line",
            words!(
                "批次 {} 第 {} 笔付 {} 元，而审批的是 {} 元",
                "line {1} of batch {0} pays {2} yuan, {3} were approved",
                number,
                no,
                line.amount,
                part.amount
            ),
        )
        .claim(claim)
        .fail(),
        _ => Ok(()),
    }
}
