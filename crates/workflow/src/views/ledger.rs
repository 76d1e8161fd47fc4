//! The books.

use crate::error::Result;
use crate::session::Session;
use domain::fen::Fen;
use domain::ledger::Account;

/// Debits minus credits of each account in scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Accounts in the order of their codes; one without postings is left out.
    pub accounts: Vec<(Account, Fen)>,
    /// The sum over all accounts: 0 when the books are in order.
    pub sum: Fen,
}

impl Balance {
    /// One account's balance.
    pub fn of(&self, account: Account) -> Fen {
        self.accounts
            .iter()
            .find(|(found, _)| *found == account)
            .map_or(Fen::ZERO, |(_, fen)| *fen)
    }
}

/// The balance of every account in scope.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn balance(session: &mut Session) -> Result<Balance> {
    let scope = session.ctx.actor.scope.clone();
    let accounts = storage::ledger::balance(&mut session.db, &scope)?;
    let sum = Fen::new(accounts.iter().map(|(_, sum)| sum.get()).sum());
    Ok(Balance { accounts, sum })
}
