//! Gives an operator an SSH key, and revokes one.

use super::proposal::{KeyChange, Signatories};
use super::second_approval::ADMINISTRATORS_MIN;
use crate::error::{Refusal, Result, WorkflowError};
use crate::proposals::keys::{self, PublicLine};
use crate::words::Words;
use domain::ids::{OperatorId, OperatorKeyId};
use domain::role::Role;
use std::collections::BTreeSet;
use storage::operator_keys::OperatorKeyRow;
use storage::{Db, Key, StorageError};

fn refused<T>(code: &'static str, message: Words) -> Result<T> {
    Err(WorkflowError::Refused(Refusal::new(code, message)))
}

pub(super) fn check_add(db: &mut Db, key: &KeyChange) -> Result<()> {
    match storage::operators::by_name(db, &key.name) {
        Ok(row) if OperatorId::from(row.id) == key.operator => {}
        Ok(_) | Err(StorageError::NotFound) => {
            return Err(WorkflowError::UnknownOperator(key.name.clone()));
        }
        Err(error) => return Err(error.into()),
    }
    keys::check_new(db, &key.fingerprint)
}

pub(super) fn add(db: &mut Db, by: &Signatories<'_>, key: &KeyChange) -> Result<()> {
    check_add(db, key)?;
    let line = PublicLine {
        fingerprint: key.fingerprint.clone(),
        text: key.public_key.clone(),
    };
    let id: OperatorKeyId = by.ctx.id();
    keys::add_row(db, id, key.operator, by.proposer, &line, by.ctx.now())
}

/// The key to be revoked. Two administrators keep one to come in by, or nobody could second anything any more.
pub(super) fn check_revoke(db: &mut Db, key: &KeyChange) -> Result<OperatorKeyRow> {
    let row = storage::operator_keys::by_fingerprint(db, &key.fingerprint)?;
    if row.revoked_at.is_some() {
        return refused(
            "key-revoked",
            words!("该公钥已经吊销", "the key is revoked already"),
        );
    }
    // Two commands that each revoke one key must not together leave none.
    storage::operators::lock_role(db, Role::Admin)?;
    let keys = storage::operator_keys::all_in_force(db, Role::Admin)?;
    let holders = |without: Option<Key>| -> usize {
        let kept = keys.iter().filter(|(key, _)| Some(*key) != without);
        kept.map(|(_, holder)| holder)
            .collect::<BTreeSet<_>>()
            .len()
    };
    let left = holders(Some(row.id));
    if left < holders(None) && left < ADMINISTRATORS_MIN {
        return refused(
            "last-admin-key",
            words!(
                "须有两位管理员持有可用的公钥，请先登记另一把",
                "two administrators must keep a key to come in by: add another one first"
            ),
        );
    }
    Ok(row)
}

pub(super) fn revoke(db: &mut Db, by: &Signatories<'_>, key: &KeyChange) -> Result<()> {
    let row = check_revoke(db, key)?;
    let at = by.ctx.now().0;
    Ok(storage::operator_keys::revoke(db, row.id, by.proposer, at)?)
}
