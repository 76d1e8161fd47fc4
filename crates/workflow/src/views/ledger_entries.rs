//! The books entry by entry, newest first.

use super::people::Names;
use super::{Cursor, Page, page as pages};
use crate::error::Result;
use crate::session::Session;
use domain::claim::StepName;
use domain::claim_number::ClaimNumber;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use domain::ledger::Account;
use domain::role::Action;
use domain::year::Instant;
use storage::page::After;

/// One leg of a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// When.
    pub at: Instant,
    /// The account.
    pub account: Account,
    /// Positive is debit, negative is credit.
    pub amount: Fen,
    /// The step that moved the money.
    pub step: StepName,
    /// The claim.
    pub claim: ClaimRef,
    /// Its number.
    pub number: Option<ClaimNumber>,
    /// The paying union.
    pub unit_name: String,
    /// The funding source.
    pub source: FundSource,
    /// Calendar year of the budget.
    pub budget_year: i16,
}

/// What stands on the accounts of a part of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// Debits minus credits of every account, in the order of the chart.
    pub accounts: Vec<(Account, Fen)>,
    /// Their sum: zero when the books are in order.
    pub sum: Fen,
}

/// The balances of the operator's scope, or of a union in it and everything below.
///
/// # Errors
/// [`crate::WorkflowError::UnknownUnit`] for a code that is not in scope.
pub fn accounts(session: &mut Session, unit: &str) -> Result<Accounts> {
    session.ctx.require(Action::Read)?;
    let scope = super::plans::narrowed(session, unit)?;
    let sums = storage::ledger::balance(&mut session.db, &scope)?;
    let sum = Fen::new(sums.iter().map(|(_, sum)| sum.get()).sum());
    let accounts = session
        .ctx
        .installation
        .registry
        .accounts()
        .into_iter()
        .map(|spec| {
            let account = spec.account();
            let found = sums.iter().find(|(known, _)| *known == account);
            (account, found.map_or(Fen::ZERO, |(_, sum)| *sum))
        })
        .collect();
    Ok(Accounts { accounts, sum })
}

/// A page of ledger entries, newest first, of the operator's scope or of a union in it and everything below.
///
/// # Errors
/// [`crate::WorkflowError::UnknownUnit`] for a code that is not in scope.
pub fn page(
    session: &mut Session,
    unit: &str,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<EntryView>> {
    session.ctx.require(Action::Read)?;
    let scope = super::plans::narrowed(session, unit)?;
    let rows = storage::ledger::page(
        &mut session.db,
        &scope,
        after.map(Cursor::after),
        pages::reach(limit),
    )?;
    let page = Page::cut(rows, pages::clamp(limit), |row| After {
        key: row.at,
        id: row.id.0,
    });
    let handles: Vec<ClaimRef> = page
        .rows
        .iter()
        .map(|row| ClaimRef {
            subject: row.subject_id.into(),
            id: row.claim_id.into(),
        })
        .collect();
    let claims = storage::claims::list::lines_unscoped(&mut session.db, &handles)?;
    let units: Vec<_> = page.rows.iter().map(|row| row.unit_id.into()).collect();
    let names = Names::load(&mut session.db, &[], &units)?;
    let rows = page
        .rows
        .into_iter()
        .zip(handles)
        .map(|(row, claim)| {
            let line = claims
                .iter()
                .find(|line| line.id == row.claim_id && line.subject_id == row.subject_id);
            EntryView {
                at: Instant(row.at),
                account: row.account,
                amount: row.amount,
                step: row.step,
                claim,
                number: line.map(|line| line.number.clone()),
                unit_name: names.unit_name(row.unit_id.into()),
                source: row.source,
                budget_year: row.budget_year,
            }
        })
        .collect();
    Ok(Page {
        rows,
        next: page.next,
    })
}
