//! The figures of the home screen.

use super::ledger::{Balance, balance};
use super::periods::{self, PeriodRowView};
use super::{CappedCount, coded};
use crate::error::Result;
use crate::session::Session;
use chrono::Datelike;
use domain::claim::StateName;
use domain::fen::Fen;
use domain::ledger::Account;
use domain::period::PeriodState;
use storage::lists::COUNT_CAP;

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
    /// Open periods, with the days left in their windows.
    pub periods: Vec<PeriodRowView>,
}

/// The figures in scope.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn show(session: &mut Session) -> Result<HomeView> {
    let scope = session.env.actor.scope.clone();
    let budget_year = i16::try_from(session.env.today().year()).unwrap_or(i16::MAX);
    let mut states = storage::lists::figures::by_state(&mut session.db, &scope, None)?
        .into_iter()
        .map(|(code, count, sum)| {
            Ok((
                coded("claims.state", code, StateName::from_code)?,
                count,
                Fen::new(sum),
            ))
        })
        .collect::<Result<Vec<_>>>()?;
    let today = session.env.today();
    let ended = storage::lists::figures::holds_ended(&mut session.db, &scope, today)?;
    move_ended_holds(&mut states, ended);
    states.sort_by_key(|(state, _, _)| *state);
    let (granted, reserved) =
        storage::lists::figures::budget(&mut session.db, &scope, budget_year)?;
    let books = balance(session)?;
    let owed = |books: &Balance, account| books.of(account).negated();
    let mut periods = periods::list(session)?;
    periods.retain(|period| period.state == PeriodState::Open);
    Ok(HomeView {
        states,
        committed: books.of(Account::Commitments),
        payable: owed(&books, Account::Payable),
        paid: owed(&books, Account::Bank),
        receivable: books.of(Account::Receivable),
        budget_year,
        budget: Fen::new(granted),
        budget_left: Fen::new(granted - reserved),
        open_cases: CappedCount::of(storage::lists::cases::count_open(
            &mut session.db,
            &scope,
            COUNT_CAP + 1,
        )?),
        changes: CappedCount::of(storage::lists::changes::count_proposed(
            &mut session.db,
            &scope,
            COUNT_CAP + 1,
        )?),
        periods,
    })
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
