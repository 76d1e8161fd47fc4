//! Who acts, as a person: whoever has two accounts is one person at both.

use crate::error::Result;
use crate::session::Context;
use domain::ids::OperatorId;
use std::collections::BTreeSet;
use storage::Db;

/// The person behind the acting account, with every account of theirs, also those switched off: what was done
/// through any of them this person did.
///
/// A person is told by the identity number; an account without one is a person of its own.
pub(crate) struct Person {
    accounts: BTreeSet<OperatorId>,
}

impl Person {
    pub(crate) fn acting(db: &mut Db, ctx: &Context) -> Result<Self> {
        let mut accounts = BTreeSet::from([ctx.actor.id]);
        if let Some(index) = &ctx.actor.identity_index {
            accounts.extend(storage::operators::accounts_of(db, index)?);
        }
        Ok(Self { accounts })
    }

    /// The account is this person's.
    pub(crate) fn is(&self, account: OperatorId) -> bool {
        self.accounts.contains(&account)
    }
}
