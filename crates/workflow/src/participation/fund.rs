//! The fund of a scheme: what was paid in and by whom, what unions put in besides, and what it paid out.
//!
//! A fund that pays out more than it took in is normal; who makes that up is on record, and nothing here forbids it.

use super::{About, asked};
use crate::analysis;
use crate::audit::{events, witness};
use crate::error::{Result, WorkflowError};
use crate::messages::feed_in_force;
use crate::session::Session;
use crate::views::people::Operators;
use crate::words::Words;
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::ids::UnitId;
use domain::role::Action;
use domain::year::Instant;
use serde_json::json;
use std::collections::BTreeMap;
use storage::contributions::MakeUpRow;
use storage::{Key, StorageError};

/// Longest name of a decision, in characters: number and title of the minutes.
pub const DOCUMENT_LENGTH_MAX: usize = 200;

/// What one kind of payer paid in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: Words,
    /// How much.
    pub paid: Fen,
}

/// What was paid in and out for a union's members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Contributions.
    pub contributions: Fen,
    /// What it put in besides.
    pub made_up: Fen,
    /// Benefits.
    pub paid_out: Fen,
}

impl Balance {
    /// What is left; below zero is a deficit.
    pub fn left(&self) -> Fen {
        left(self.contributions, self.made_up, self.paid_out)
    }
}

/// What a union put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakeUpView {
    /// Code of the union.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// How much; below zero takes an entry back.
    pub amount: Fen,
    /// The day.
    pub paid_on: NaiveDate,
    /// The decision it rests on.
    pub document: String,
    /// When it was recorded.
    pub at: Instant,
    /// By whom.
    pub by: String,
}

/// The fund of a scheme, as far as the scope reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fund {
    /// Scheme.
    pub scheme: String,
    /// The day it is of.
    pub as_of: NaiveDate,
    /// Contributions.
    pub contributions: Fen,
    /// The same by who pays.
    pub payers: Vec<Payer>,
    /// What unions put in besides.
    pub made_up: Fen,
    /// Benefits.
    pub paid_out: Fen,
    /// By union.
    pub units: Vec<Balance>,
    /// Everything that was put in besides.
    pub makeups: Vec<MakeUpView>,
}

impl Fund {
    /// What is left; below zero is a deficit.
    pub fn left(&self) -> Fen {
        left(self.contributions, self.made_up, self.paid_out)
    }

    /// What was paid out of the contributions, in basis points; none where nothing was paid in. More than all is normal.
    pub fn payout_bp(&self) -> Option<i64> {
        let paid = self.paid_out.get().saturating_mul(10_000);
        paid.checked_div(self.contributions.get())
    }
}

fn left(contributions: Fen, made_up: Fen, paid_out: Fen) -> Fen {
    let paid_in = contributions.get().saturating_add(made_up.get());
    Fen::new(paid_in.saturating_sub(paid_out.get()))
}

/// Contributions, what was made up, and benefits of a scheme.
///
/// # Errors
/// As [`super::coverage`].
pub fn fund(session: &mut Session, about: &About) -> Result<Fund> {
    let asked = asked(session, about)?;
    let ctx = session.ctx.clone();
    let feed = feed_in_force(&mut session.db, &ctx, &about.programme)?;
    let (programme, scheme) = (about.programme.as_str(), asked.scheme.as_str());
    let paid_in =
        storage::contributions::by_unit(&mut session.db, &asked.scope, programme, scheme)?;
    let makeups =
        storage::contributions::makeups(&mut session.db, &asked.scope, programme, scheme)?;
    let days = (asked.window.open, asked.window.close);
    let paid_out = analysis::paid_by_unit(session, &asked.scope, programme, scheme, days)?;
    let mut payers: BTreeMap<&str, i64> = BTreeMap::new();
    let mut units: BTreeMap<UnitId, [i64; 3]> = BTreeMap::new();
    let mut add = |unit: Key, column: usize, sum: i64| {
        let row = units.entry(unit.into()).or_default();
        if let Some(cell) = row.get_mut(column) {
            *cell = cell.saturating_add(sum);
        }
    };
    for (unit, payer, sum) in &paid_in {
        add(*unit, 0, *sum);
        let all = payers.entry(payer).or_default();
        *all = all.saturating_add(*sum);
    }
    for row in &makeups {
        add(row.unit_id, 1, row.amount_fen);
    }
    for (unit, sum) in paid_out {
        add(unit, 2, sum);
    }
    let ids: Vec<UnitId> = units.keys().copied().collect();
    let names = storage::units::names_of(&mut session.db, &ids)?;
    let name = |unit: UnitId| {
        let known = names.get(&unit);
        known
            .map(|unit| (unit.code.clone(), unit.name.clone()))
            .unwrap_or_default()
    };
    let column = |at: usize| {
        let sums = units.values().filter_map(|row| row.get(at));
        Fen::new(sums.copied().fold(0, i64::saturating_add))
    };
    let (contributions, made_up, paid_out) = (column(0), column(1), column(2));
    let mut balances: Vec<Balance> = units
        .iter()
        .map(|(unit, [contributions, made_up, paid_out])| {
            let (code, name) = name(*unit);
            Balance {
                code,
                name,
                contributions: Fen::new(*contributions),
                made_up: Fen::new(*made_up),
                paid_out: Fen::new(*paid_out),
            }
        })
        .collect();
    balances.sort_by(|a, b| a.code.cmp(&b.code));
    let operators = Operators::load(&mut session.db)?;
    Ok(Fund {
        as_of: asked.as_of,
        contributions,
        payers: payers
            .into_iter()
            .map(|(code, paid)| {
                let (zh, en) = feed.payer(code).unwrap_or((code, code));
                Payer {
                    code: code.to_owned(),
                    name: Words::new(zh.to_owned(), en.to_owned()),
                    paid: Fen::new(paid),
                }
            })
            .collect(),
        made_up,
        paid_out,
        units: balances,
        makeups: makeups
            .into_iter()
            .map(|row| {
                let (unit_code, unit_name) = name(row.unit_id.into());
                MakeUpView {
                    unit_code,
                    unit_name,
                    amount: Fen::new(row.amount_fen),
                    paid_on: row.paid_on,
                    document: row.document,
                    at: Instant(row.at),
                    by: operators.name(row.made_by.into()),
                }
            })
            .collect(),
        scheme: asked.scheme,
    })
}

/// What a union puts into a fund besides contributions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakeUp {
    /// Programme id.
    pub programme: String,
    /// Scheme.
    pub scheme: String,
    /// The union that pays, by its code.
    pub unit: String,
    /// How much; below zero takes an entry back.
    pub amount: Fen,
    /// The day it was paid.
    pub paid_on: NaiveDate,
    /// The decision it rests on.
    pub document: String,
}

/// Records what a union put in, or takes such an entry back.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; [`WorkflowError::UnknownUnit`] for a union out of scope; [`WorkflowError::Usage`] for a sum
/// of nothing, a day to come, a missing decision, or more taken back than the union put in.
pub fn make_up(session: &mut Session, act: &MakeUp) -> Result<()> {
    session.ctx.require(Action::MakeUp)?;
    let ctx = session.ctx.clone();
    let feed = feed_in_force(&mut session.db, &ctx, &act.programme)?;
    super::find(feed.as_ref(), Some(&act.scheme), &[], ctx.today())?;
    let document = act.document.trim();
    let length = document.chars().count();
    if act.amount == Fen::ZERO
        || act.paid_on > ctx.today()
        || length == 0
        || length > DOCUMENT_LENGTH_MAX
    {
        return Err(WorkflowError::Usage(words!(
            "补足金额不能为零，日期不能晚于今天，依据文件应为1至{DOCUMENT_LENGTH_MAX}个字",
            "the sum is not zero, the day is not after today, and the decision has 1 to {DOCUMENT_LENGTH_MAX} characters"
        )));
    }
    session.db.write(|db| {
        let unit = match storage::units::by_code(db, &ctx.actor.scope, &act.unit) {
            Err(StorageError::NotFound) => {
                return Err(WorkflowError::UnknownUnit(act.unit.clone()));
            }
            other => other?,
        };
        let row = MakeUpRow {
            id: Key(ctx.installation.effects.uuid()),
            programme: act.programme.clone(),
            scheme: act.scheme.clone(),
            unit_id: unit.id,
            amount_fen: act.amount.get(),
            paid_on: act.paid_on,
            document: document.to_owned(),
            at: ctx.now().0,
            made_by: ctx.actor.id.into(),
        };
        // Held, so that two who take the same entry back wait for each other.
        storage::units::hold_places(db, &[unit.id.into()])?;
        let before =
            storage::contributions::makeups(db, &ctx.actor.scope, &act.programme, &act.scheme)?;
        let before = before.iter().filter(|one| one.unit_id == unit.id);
        let before = before
            .map(|one| one.amount_fen)
            .fold(0, i64::saturating_add);
        if before.saturating_add(row.amount_fen) < 0 {
            let before = Fen::new(before);
            return Err(WorkflowError::Usage(words!(
                "冲回的金额超过该工会已补足的 {before} 元",
                "the union put in {before} yuan, and no more can be taken back"
            )));
        }
        storage::contributions::make_up(db, &row)?;
        let vouched = witness::of(ctx.keyring(), &row);
        let detail = json!({
            "programme": act.programme, "scheme": act.scheme, "unit": unit.code,
            "total_fen": row.amount_fen,
        });
        events::vouch(db, &ctx, "make-up", &detail, &[vouched])
    })
}
