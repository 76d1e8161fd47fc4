//! Workbooks that give a unit its own rows back with their numbers in full: what was returned, to be mended, and
//! last year's families, for the next year. Only roles that work with the unit's rows get them, within their
//! scope, and the chains of every claim and of the operator say so before the file has its name (个人信息保护法
//! 第五十一条).

pub(crate) mod numbers;
mod prefill;
mod returns;

use crate::audit::events;
use crate::error::{Result, WorkflowError};
use crate::intake::imports::sheet_of;
use crate::payments::batches::file;
use crate::review::rule_set::find_programme;
use crate::session::{Context, Session};
use crate::work::{Targets, Work};
use domain::ids::ClaimRef;
use domain::role::Action;
use import::write::Form;
use import::{Budgets, Register};
use serde_json::json;
use std::path::{Path, PathBuf};
use storage::units::Unit;
use storage::{Db, StorageError};

pub(crate) use prefill::{OwnSheet, own_sheet};
pub use prefill::{Prefilled, prefill};
pub use returns::{Returns, returns};

/// The action of the audit entries.
pub const HAND_BACK: &str = "hand-back";
/// Most rows of one workbook: a larger unit is taken part by part.
pub const HANDED_ROWS_MAX: usize = 20_000;

/// Writes the empty template of a kind of sheet, readable by its owner only; a file that is there is never replaced.
///
/// # Errors
/// [`WorkflowError::Usage`] for an unknown kind, [`WorkflowError::Write`].
pub fn template(
    session: &mut Session,
    profile: &str,
    programme: &str,
    to: &Path,
) -> Result<PathBuf> {
    session.ctx.require(Action::Read)?;
    let sheet = sheet_of(profile, find_programme(&session.ctx, programme)?)?;
    let form = match Register::from_code(sheet.code) {
        Some(Register::Budgets) => Budgets(&session.ctx.installation.registry.sources()).template(),
        _ => import::forms::template(&sheet),
    };
    let bytes = import::write::form(&form, session.ctx.today())?;
    let name = format!("{}.xlsx", sheet.code);
    file::stage_new(&file::target(to, &name), &bytes)?.publish()
}

/// A unit in the operator's scope.
fn unit_in_scope(db: &mut Db, ctx: &Context, code: &str) -> Result<Unit> {
    match storage::units::by_code(db, &ctx.actor.scope, code) {
        Err(StorageError::NotFound) => Err(WorkflowError::UnknownUnit(code.to_owned())),
        other => Ok(other?),
    }
}

fn refuse_too_many(count: usize) -> Result<()> {
    if count <= HANDED_ROWS_MAX {
        return Ok(());
    }
    Err(WorkflowError::Usage(words!(
        "{count} 行超过一个工作簿的上限 {HANDED_ROWS_MAX} 行：请指定更下一级的工会",
        "{count} rows are more than the {HANDED_ROWS_MAX} of one workbook: name a unit further down the tree"
    )))
}

/// What is put on record about a workbook.
struct Handing<'a> {
    /// What it is for: `returns` or `prefill`.
    purpose: &'static str,
    /// Code of the unit asked for.
    unit: &'a str,
    /// The claims whose numbers it holds.
    claims: &'a [ClaimRef],
}

/// Writes a workbook: complete on disk first, then on record, then under its name.
fn hand_out(
    session: &mut Session,
    form: &Form,
    to: &Path,
    name: &str,
    handing: &Handing<'_>,
) -> Result<PathBuf> {
    let ctx = session.ctx.clone();
    let bytes = import::write::form(form, ctx.today())?;
    let staged = file::stage_new(&file::target(to, name), &bytes)?;
    session.db.write(|db| record(db, &ctx, handing))?;
    staged.publish()
}

fn record(db: &mut Db, ctx: &Context, handing: &Handing<'_>) -> Result<()> {
    let targets = Targets {
        claims: handing.claims.to_vec(),
        ..Targets::default()
    };
    let mut work = Work::lock(db, ctx, &targets)?;
    let body = json!({ "purpose": handing.purpose }).to_string();
    for claim in handing.claims {
        work.record(*claim, HAND_BACK, &body, false)?;
    }
    work.flush(db)?;
    let detail = json!({
        "purpose": handing.purpose, "unit": handing.unit, "count": handing.claims.len(),
    });
    events::log(db, ctx, HAND_BACK, &detail)
}
