//! Merges a union into another one.

use super::proposal::{MergerChange, Signatories};
use crate::audit::witness;
use crate::error::{Refusal, Result, WorkflowError};
use crate::words::Words;
use domain::ids::UnitId;
use domain::succession::Succession;
use domain::unit::UnitLevel;
use storage::Db;
use storage::units::{Unit, UnitRow};

fn refused<T>(code: &'static str, message: Words) -> Result<T> {
    Err(WorkflowError::Refused(Refusal::new(code, message)))
}

/// Everything that makes two mergers of one union the same.
pub(super) fn text(into: UnitId, on: chrono::NaiveDate) -> String {
    format!("{into} {on}")
}

/// Only basic unions hold money and file claims, and each is merged once.
pub(super) fn check(db: &mut Db, merger: &MergerChange, succession: &Succession) -> Result<()> {
    let rows = storage::units::by_ids(db, &[merger.unit, merger.into])?;
    let row = |id: UnitId| rows.iter().find(|row| UnitId::from(row.id) == id);
    let (Some(old), Some(new)) = (row(merger.unit), row(merger.into)) else {
        return refused(
            "not-found",
            words!("其中一个工会不存在", "one of the unions does not exist"),
        );
    };
    let basic = |row: &Unit| row.level == UnitLevel::Basic;
    if let Some(other) = [old, new].into_iter().find(|row| !basic(row)) {
        let message = words!(
            "只有基层工会可以合并，{} 不是",
            "only basic unions are merged, and {} is none",
            other.code
        );
        return refused("not-basic", message);
    }
    if let Some(done) = succession.of(merger.unit) {
        let message = words!(
            "{} 已并入其他工会，自 {} 起",
            "{} was merged into another union already, as of {}",
            old.code,
            done.on
        );
        return refused("merged", message);
    }
    match succession.may_merge(merger.unit, merger.into) {
        Ok(()) => Ok(()),
        Err(cause) => refused(
            "merger-chain",
            Words::new(
                format!("{} 不能并入 {}：{}", old.code, new.code, cause.chinese()),
                format!("{} cannot be merged into {}: {cause}", old.code, new.code),
            ),
        ),
    }
}

/// Other mergers may have been put in force a moment ago, so the chain is looked at under its lock.
pub(super) fn apply(db: &mut Db, by: &Signatories<'_>, merger: &MergerChange) -> Result<()> {
    let succession = storage::units::lock_succession(db)?;
    check(db, merger, &succession)?;
    let row = storage::units::find(db, merger.unit)?;
    storage::units::succeed(db, &row, merger.into, merger.on, by.ctx.now().0)?;
    witness::expect_vouched(db, &[witness::of(by.ctx.keyring(), &UnitRow::from(row))])
}

/// A merged union gets neither plans nor budgets any more; what it has approved goes on.
pub(super) fn refuse_merged(
    succession: &Succession,
    today: chrono::NaiveDate,
    unit: UnitId,
    code: &str,
) -> Result<()> {
    let Some(merger) = succession.in_force(unit, today) else {
        return Ok(());
    };
    refused(
        "merged",
        words!(
            "{code} 已于 {} 并入其他工会，不再新增方案和预算；请使用合并后的工会代码",
            "{code} was merged into another union on {}: name that one, new plans and budgets are its own",
            merger.on
        ),
    )
}
