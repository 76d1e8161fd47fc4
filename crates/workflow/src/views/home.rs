//! The figures of the home screen.

use super::CappedCount;
use super::ledger::balance;
use super::periods::{self, PeriodRowView};
use crate::error::Result;
use crate::payments::batches::payable::{self, PayableFilter};
use crate::review::bulk::Expected;
use crate::session::Session;
use chrono::{Datelike, Days, NaiveDate};
use domain::batch::BatchState;
use domain::claim::StateName;
use domain::fen::Fen;
use domain::ledger::{Account, AccountSpec, Chart};
use domain::period::PeriodState;
use domain::role::Action;
use domain::unit::Scope;
use policy::registry::each_once;
use std::collections::BTreeMap;
use storage::claim_figures::UnitFigure;
use storage::page::COUNT_CAP;

/// What an operator sees first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeView {
    /// Claims in scope by state, with count and payable sum, in the order of a claim's life.
    pub states: Vec<(StateName, i64, Fen)>,
    /// Approved, not yet in a sealed batch.
    pub committed: Fen,
    /// In sealed batches, not yet paid.
    pub payable: Fen,
    /// Paid.
    pub paid: Fen,
    /// Being claimed back.
    pub receivable: Fen,
    /// The calendar year of the budget figures.
    pub budget_year: i16,
    /// Budget granted in scope.
    pub budget: Fen,
    /// Of it not yet reserved.
    pub budget_left: Fen,
    /// Cases nobody has decided.
    pub open_cases: CappedCount,
    /// Changes that wait for a second operator.
    pub changes: CappedCount,
    /// Approved money that is in no batch, for whoever makes batches.
    pub to_batch: Option<Expected>,
    /// Batches in scope by state, with count and sum.
    pub batches: Vec<(BatchState, i64, Fen)>,
    /// Open periods, with the days left in their windows.
    pub periods: Vec<PeriodRowView>,
    /// Claims first submitted on each of the last [`DAYS_SHOWN`] days, oldest first, today last.
    pub days: Vec<(NaiveDate, i64)>,
    /// The parts of the tree right below the operator's place: prefectures for the province.
    pub parts: Vec<PartView>,
}

/// Days of the chart of claims a day.
pub const DAYS_SHOWN: u64 = 30;
/// Most parts of the tree in the chart of money.
const PARTS_MAX: i64 = 24;

/// A part of the tree with its money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartView {
    /// Name of the union at its top.
    pub name: String,
    /// Claims filed in it.
    pub claims: i64,
    /// Approved or in a batch, not yet paid.
    pub approved: Fen,
    /// Paid.
    pub paid: Fen,
}

/// The figures in scope.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn show(session: &mut Session) -> Result<HomeView> {
    let scope = session.ctx.actor.scope.clone();
    let budget_year = i16::try_from(session.ctx.today().year()).unwrap_or(i16::MAX);
    let figures = storage::claim_figures::by_unit(&mut session.db, &scope)?;
    let mut states = by_state(&figures);
    let today = session.ctx.today();
    let ended = storage::claim_figures::holds_ended(&mut session.db, &scope, today)?;
    move_ended_holds(&mut states, ended);
    states.sort_by_key(|(state, _, _)| *state);
    let (granted, reserved) = storage::claim_figures::budget(&mut session.db, &scope, budget_year)?;
    let books = balance(session)?;
    let charts: Vec<&Chart> = (session.ctx.installation.registry.iter())
        .map(|programme| programme.chart())
        .collect();
    let stands = |account: fn(&Chart) -> AccountSpec| {
        let accounts = charts.iter().map(|chart| account(chart).account());
        let sums = each_once(accounts, Account::code).into_iter();
        Fen::new(sums.map(|account| books.of(account).get()).sum())
    };
    let to_batch = if session.ctx.actor.role.may(Action::Batch) {
        let payables = payable::payables(session, &PayableFilter::default())?;
        Some(payable::sum_of(&payables))
    } else {
        None
    };
    let mut periods = periods::list(session)?;
    periods.retain(|period| period.state == PeriodState::Open);
    Ok(HomeView {
        states,
        committed: stands(|chart| chart.reserved.0),
        payable: stands(|chart| chart.owed.1).negated(),
        paid: stands(|chart| chart.paid.1).negated(),
        receivable: stands(|chart| chart.recovering.0),
        budget_year,
        budget: Fen::new(granted),
        budget_left: Fen::new(granted - reserved),
        open_cases: CappedCount::of(storage::cases::count_open(
            &mut session.db,
            &scope,
            COUNT_CAP + 1,
        )?),
        changes: CappedCount::of(storage::proposals::count_proposed(
            &mut session.db,
            &scope,
            COUNT_CAP + 1,
        )?),
        to_batch,
        batches: storage::batches::by_state(&mut session.db, &scope)?,
        periods,
        days: days(session)?,
        parts: parts(session, &figures)?,
    })
}

fn days(session: &mut Session) -> Result<Vec<(NaiveDate, i64)>> {
    let scope = session.ctx.actor.scope.clone();
    let today = session.ctx.today();
    let shown: Vec<NaiveDate> = (0..DAYS_SHOWN)
        .rev()
        .filter_map(|back| today.checked_sub_days(Days::new(back)))
        .collect();
    let since = shown.first().copied().unwrap_or(today);
    let counted: BTreeMap<NaiveDate, i64> =
        storage::claim_figures::by_day(&mut session.db, &scope, since)?
            .into_iter()
            .collect();
    Ok(shown
        .into_iter()
        .map(|day| (day, counted.get(&day).copied().unwrap_or(0)))
        .collect())
}

fn by_state(figures: &[UnitFigure]) -> Vec<(StateName, i64, Fen)> {
    let mut states: BTreeMap<StateName, (i64, i64)> = BTreeMap::new();
    for figure in figures {
        let (count, sum) = states.entry(figure.state).or_default();
        *count += figure.count;
        *sum += figure.payable.get();
    }
    states
        .into_iter()
        .map(|(state, (count, sum))| (state, count, Fen::new(sum)))
        .collect()
}

fn parts(session: &mut Session, figures: &[UnitFigure]) -> Result<Vec<PartView>> {
    let scope = session.ctx.actor.scope.clone();
    let units = storage::units::parts(&mut session.db, &scope, PARTS_MAX)?;
    Ok(units
        .into_iter()
        .map(|unit| {
            let below = Scope::below(unit.path);
            let mut part = PartView {
                name: unit.name,
                claims: 0,
                approved: Fen::ZERO,
                paid: Fen::ZERO,
            };
            for figure in figures
                .iter()
                .filter(|figure| below.covers(&figure.unit_path))
            {
                part.claims += figure.count;
                let more = |fen: Fen| Fen::new(fen.get() + figure.payable.get());
                match figure.state {
                    StateName::Approved | StateName::Batched => part.approved = more(part.approved),
                    StateName::Paid | StateName::Reconciled => part.paid = more(part.paid),
                    _ => {}
                }
            }
            part
        })
        .collect())
}

/// Claims whose hold has ended are undecided again: they are counted as the lists show them.
fn move_ended_holds(states: &mut Vec<(StateName, i64, Fen)>, (count, sum): (i64, i64)) {
    if count == 0 {
        return;
    }
    for (state, claims, payable) in states.iter_mut() {
        if *state == StateName::Held {
            *claims -= count;
            *payable = Fen::new(payable.get() - sum);
        }
    }
    states.retain(|(state, claims, _)| *state != StateName::Held || *claims > 0);
    match states
        .iter_mut()
        .find(|(state, _, _)| *state == StateName::Submitted)
    {
        Some((_, claims, payable)) => {
            *claims += count;
            *payable = Fen::new(payable.get() + sum);
        }
        None => states.push((StateName::Submitted, count, Fen::new(sum))),
    }
}
