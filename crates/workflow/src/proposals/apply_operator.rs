//! Adds operators and switches them off.

use super::proposal::{OperatorChange, Signatories};
use super::second_approval::{ADMINISTRATORS_MIN, able_administrators};
use crate::error::{Refusal, Result, WorkflowError};
use crate::proposals::keys::{self, PublicLine};
use crate::session::{Context, Mode};
use crate::words::Words;
use data_encoding::HEXLOWER;
use domain::role::Role;
use storage::operators::Operator;
use storage::{Db, StorageError};

fn refused<T>(code: &'static str, message: Words) -> Result<T> {
    Err(WorkflowError::Refused(Refusal::new(code, message)))
}

/// A name is given once, also the name of somebody switched off: histories show it. A person has one account.
pub(super) fn check_add(db: &mut Db, ctx: &Context, operator: &OperatorChange) -> Result<()> {
    // Two accounts of one person must not be put in force side by side; an administrator's row is always there.
    storage::operators::lock_role(db, Role::Admin)?;
    let known = storage::operators::all(db)?;
    if known.iter().any(|row| row.name == operator.name) {
        return refused(
            "exists",
            words!(
                "已有名为 {} 的操作员",
                "there is an operator named {} already",
                operator.name
            ),
        );
    }
    if ctx.installation.mode == Mode::Production {
        let index = bytes(operator.identity_index.as_deref())?;
        let taken = |row: &&Operator| {
            row.active && row.identity_index.is_some() && row.identity_index == index
        };
        if let Some(other) = known.iter().find(taken) {
            return Err(WorkflowError::Refused(one_account(ctx, other)));
        }
    }
    if let Some(key) = &operator.key {
        keys::check_new(db, &key.fingerprint)?;
    }
    Ok(())
}

/// The other account is named where a list would show it, the number never.
fn one_account(ctx: &Context, other: &Operator) -> Refusal {
    let place = &other.scope_path;
    let scope = &ctx.actor.scope;
    if scope.covers(place) || place.covers(scope.path()) {
        let message = words!(
            "此人已有启用的账号，每人只能有一个账号，请先停用：{}",
            "this person has an active account already, switch it off first: {}",
            other.name
        );
        return Refusal::new("one-account", message);
    }
    Refusal::new(
        "one-account-elsewhere",
        words!(
            "此人在您的权限范围以外已有启用的账号，每人只能有一个账号，须先停用该账号",
            "this person has an active account outside your scope, which must be switched off first"
        ),
    )
}

fn bytes(text: Option<&str>) -> Result<Option<Vec<u8>>> {
    let decoded = text
        .map(|text| HEXLOWER.decode(text.as_bytes()))
        .transpose();
    Ok(decoded
        .map_err(|_| StorageError::stored("changes.payload", "an operator's sealed number"))?)
}

pub(super) fn add(db: &mut Db, by: &Signatories<'_>, operator: &OperatorChange) -> Result<()> {
    check_add(db, by.ctx, operator)?;
    let row = Operator {
        id: operator.id.into(),
        name: operator.name.clone(),
        role: operator.role,
        scope_path: operator.scope_path.clone(),
        sealed_identity: bytes(operator.sealed_identity.as_deref())?,
        identity_index: bytes(operator.identity_index.as_deref())?,
        active: true,
        created_at: by.ctx.now().0,
        created_by: Some(by.proposer.into()),
        revision: 0,
    };
    storage::operators::add(db, &row)?;
    let Some(key) = &operator.key else {
        return Ok(());
    };
    let line = PublicLine {
        fingerprint: key.fingerprint.clone(),
        text: key.public_key.clone(),
    };
    let (id, at) = (by.ctx.id(), by.ctx.now());
    keys::add_row(db, id, operator.id, by.proposer, &line, at)
}

/// The active operator to be switched off. Two administrators who can log in stay, or nobody could second anything any
/// more.
pub(super) fn check_off(db: &mut Db, ctx: &Context, name: &str) -> Result<Operator> {
    let row = match storage::operators::by_name(db, name) {
        Err(StorageError::NotFound) => return Err(WorkflowError::UnknownOperator(name.to_owned())),
        other => other?,
    };
    let able = able_administrators(db, ctx)?;
    if able.contains(&row.id) && able.len() <= ADMINISTRATORS_MIN {
        return refused(
            "last-admin",
            words!(
                "须有两位能登录的管理员：请先新增一位管理员，再停用 {name}",
                "two administrators must stay who can log in: add another one before {name} goes"
            ),
        );
    }
    Ok(row)
}

pub(super) fn off(db: &mut Db, by: &Signatories<'_>, name: &str) -> Result<()> {
    let row = check_off(db, by.ctx, name)?;
    Ok(storage::operators::set_active(
        db,
        row.id.into(),
        false,
        row.revision,
    )?)
}
