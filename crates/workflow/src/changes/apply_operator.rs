//! Adds operators and switches them off.

use super::change::{Hands, OperatorChange};
use crate::error::{Refusal, Result, WorkflowError};
use data_encoding::HEXLOWER;
use domain::role::Role;
use storage::operators::OperatorRow;
use storage::{Db, StorageError};

fn refused<T>(code: &'static str, message: String) -> Result<T> {
    Err(WorkflowError::Refused(Refusal::new(code, message)))
}

/// A name is given once, also the name of somebody switched off: histories show it.
pub(super) fn check_add(db: &mut Db, operator: &OperatorChange) -> Result<()> {
    if storage::operators::all(db)?
        .iter()
        .any(|row| row.name == operator.name)
    {
        return refused(
            "exists",
            format!("there is an operator named {} already", operator.name),
        );
    }
    Ok(())
}

pub(super) fn add(db: &mut Db, hands: &Hands<'_>, operator: &OperatorChange) -> Result<()> {
    check_add(db, operator)?;
    let bytes = |text: &Option<String>| -> Result<Option<Vec<u8>>> {
        let decoded = text
            .as_ref()
            .map(|text| HEXLOWER.decode(text.as_bytes()))
            .transpose();
        Ok(decoded
            .map_err(|_| StorageError::stored("changes.payload", "an operator's sealed number"))?)
    };
    let row = OperatorRow {
        id: operator.id.into(),
        name: operator.name.clone(),
        role: operator.role.code().to_owned(),
        scope_path: operator.scope_path.clone(),
        sealed_identity: bytes(&operator.sealed_identity)?,
        identity_index: bytes(&operator.identity_index)?,
        active: true,
        created_at: hands.env.now().0,
        created_by: Some(hands.proposer.into()),
        revision: 0,
    };
    Ok(storage::operators::add(db, &row)?)
}

/// The active operator to be switched off; the last administrator stays, or nobody could do anything any more.
pub(super) fn check_off(db: &mut Db, name: &str) -> Result<OperatorRow> {
    let row = match storage::operators::by_name(db, name) {
        Err(StorageError::NotFound) => return Err(WorkflowError::UnknownOperator(name.to_owned())),
        other => other?,
    };
    if row.role == Role::Admin.code() && storage::operators::lock_role(db, Role::Admin.code())? < 2
    {
        return refused(
            "last-admin",
            format!("{name} is the last administrator: add another one first"),
        );
    }
    Ok(row)
}

pub(super) fn off(db: &mut Db, name: &str) -> Result<()> {
    let row = check_off(db, name)?;
    Ok(storage::operators::set_active(
        db,
        row.id.into(),
        false,
        row.revision,
    )?)
}
