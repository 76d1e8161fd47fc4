//! Who can second a change: that is a property of its kind, and of nobody's number. Where nobody can yet, the change waits.

use super::proposal::Proposal;
use crate::error::Result;
use crate::session::{Context, Mode};
use domain::ids::OperatorId;
use domain::role::Role;
use domain::unit::{Scope, UnitPath};
use std::collections::{BTreeMap, BTreeSet};
use storage::operators::Operator;
use storage::{Db, Key};

/// Names told with a proposal: enough to ask somebody.
const NAMED_MAX: usize = 5;

/// Administrators who can log in below which none is given up: what one of them proposes another one seconds.
pub(super) const ADMINISTRATORS_MIN: usize = 2;

/// Every operator, and who of them can log in.
struct Staff {
    rows: Vec<Operator>,
    /// Who has an SSH key in force, where nobody comes in without one.
    holders: Option<BTreeSet<Key>>,
}

impl Staff {
    fn load(db: &mut Db, ctx: &Context) -> Result<Self> {
        Ok(Self {
            rows: storage::operators::all(db)?,
            holders: match ctx.installation.mode {
                Mode::Production => Some(storage::operator_keys::holders(db)?),
                Mode::Rehearsal => None,
            },
        })
    }

    fn able(&self) -> impl Iterator<Item = &Operator> {
        let has_key = |row: &&Operator| {
            let holders = self.holders.as_ref();
            holders.is_none_or(|holders| holders.contains(&row.id))
        };
        self.rows.iter().filter(|row| row.active).filter(has_key)
    }
}

/// The administrators who can log in. All of them are locked: two commands that each give one up must not together
/// give up both.
pub(super) fn able_administrators(db: &mut Db, ctx: &Context) -> Result<BTreeSet<Key>> {
    storage::operators::lock_role(db, Role::Admin)?;
    let staff = Staff::load(db, ctx)?;
    let administrators = staff.able().filter(|row| row.role == Role::Admin);
    Ok(administrators.map(|row| row.id).collect())
}

/// The operators of an installation, asked who among them can second.
pub(super) struct Seconders {
    staff: Staff,
    /// What was asked before: a file proposes a thousand changes of a few places.
    told: BTreeMap<(&'static str, UnitPath, OperatorId), Vec<String>>,
}

impl Seconders {
    pub(super) fn load(db: &mut Db, ctx: &Context) -> Result<Self> {
        Ok(Self {
            staff: Staff::load(db, ctx)?,
            told: BTreeMap::new(),
        })
    }

    /// Who can second a change of this place: whoever can log in, has the right in a scope that covers it, and is
    /// another person than its proposer. By name, the first few.
    pub(super) fn of(
        &mut self,
        proposal: &Proposal,
        place: &UnitPath,
        proposer: OperatorId,
    ) -> Vec<String> {
        let action = proposal.second_approval_action();
        let key = (action.code(), place.clone(), proposer);
        if let Some(told) = self.told.get(&key) {
            return told.clone();
        }
        let is_account = |row: &Operator| OperatorId::from(row.id) == proposer;
        let own = self.staff.rows.iter().find(|row| is_account(row));
        let number = own.and_then(|row| row.identity_index.as_ref());
        let is_proposer = |row: &Operator| {
            is_account(row) || (number.is_some() && row.identity_index.as_ref() == number)
        };
        let names: Vec<String> = self
            .staff
            .able()
            .filter(|row| row.role.may(action))
            .filter(|row| Scope::below(row.scope_path.clone()).covers(place))
            .filter(|row| !is_proposer(row))
            .map(|row| row.name.clone())
            .take(NAMED_MAX)
            .collect();
        self.told.insert(key, names.clone());
        names
    }
}
