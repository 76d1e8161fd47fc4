//! The books: what stands on each account.

use crate::error::Result;
use crate::session::Session;
use domain::fen::Fen;
use domain::ledger::Account;
use domain::role::Action;
use storage::StorageError;

/// What stands on the accounts of the operator's part of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Debits minus credits of every account, in the order of the chart.
    pub accounts: Vec<(Account, Fen)>,
    /// Their sum, which double entry keeps at zero.
    pub total: Fen,
}

impl Balance {
    /// The books balance.
    pub fn is_zero(&self) -> bool {
        self.total == Fen::ZERO
    }
}

/// Adds up the ledger in the operator's scope.
///
/// # Errors
/// [`crate::WorkflowError`]; an account outside the chart is a damaged entry.
pub fn balance(session: &mut Session) -> Result<Balance> {
    session.ctx.require(Action::Read)?;
    let sums = storage::ledger::balance(&mut session.db, &session.ctx.actor.scope)?;
    let mut accounts: Vec<(Account, Fen)> = session
        .ctx
        .installation
        .registry
        .accounts()
        .into_iter()
        .map(|spec| (spec.account(), Fen::ZERO))
        .collect();
    let mut total = 0i64;
    for (account, sum) in sums {
        let Some(place) = accounts.iter_mut().find(|(known, _)| *known == account) else {
            return Err(StorageError::stored("ledger_entries.account", account.code()).into());
        };
        place.1 = sum;
        total = total.saturating_add(sum.get());
    }
    Ok(Balance {
        accounts,
        total: Fen::new(total),
    })
}
