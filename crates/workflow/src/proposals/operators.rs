//! Operators: who may log in, as what, for which part of the tree.

use crate::error::{Refusal, Result, WorkflowError};
use crate::proposals::{self, Done, FirstKey, OperatorChange, Proposal};
use crate::session::{Mode, Session};
use crate::words::Words;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::identity::IdentityNumber;
use domain::ids::OperatorId;
use domain::role::{Action, Role};
use domain::unit::UnitPath;
use domain::year::Instant;
use sealing::{IndexKind, Keyring, NONCE_BYTES, SealPurpose};
use storage::StorageError;

/// Longest login name.
pub const NAME_LENGTH_MAX: usize = 64;

/// An operator to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewOperator<'a> {
    /// Login name, given once for good.
    pub name: &'a str,
    /// Role.
    pub role: Role,
    /// Code of the union at and below which the operator sees; `/` for the whole tree.
    pub scope: &'a str,
    /// Own identity number, as typed: it keeps the operator out of the own family's claims.
    pub identity: Option<&'a str>,
    /// The SSH key the operator comes in with, one line of a `.pub` file; in production nobody comes in without one.
    pub public_key: Option<&'a str>,
}

/// An operator that was proposed or added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// What became of the proposal.
    pub done: Done,
    /// No number was given, which only a rehearsal allows: conflicts of interest go unnoticed.
    pub without_identity: bool,
}

/// An operator as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorInfo {
    /// Id.
    pub id: OperatorId,
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Place in the tree.
    pub scope: UnitPath,
    /// May log in.
    pub active: bool,
    /// An identity number is known.
    pub has_identity: bool,
    /// Since when.
    pub created_at: Instant,
    /// Who proposed the operator; nobody for the first.
    pub created_by: Option<String>,
}

/// Proposes an operator.
///
/// # Errors
/// [`WorkflowError::Usage`] for a name, number or key that cannot be, for none in production where it is a person, and for one where it is none;
/// [`WorkflowError::UnknownUnit`]; [`WorkflowError::Refused`] with `exists` for a name already given, `one-account` for
/// a person who has an active account in production, `key-known` for a key that was given to somebody before.
pub fn add(session: &mut Session, new: &NewOperator<'_>) -> Result<Added> {
    session.ctx.require(Action::Administer)?;
    let name = clean_name(new.name)?;
    let is_person = new.role != Role::Watch;
    if !is_person && (new.identity.is_some() || new.public_key.is_some()) {
        return Err(WorkflowError::Usage(words!(
            "{name} 是定时任务的值守账户，不是人：不登记身份证号和公钥",
            "{name} is the account of timers and no person: it has neither a number nor a key"
        )));
    }
    let scope_path = scope_path(session, new.scope)?;
    refuse_lookalike(session, &name)?;
    let ctx = &session.ctx;
    let number = new
        .identity
        .map(|text| read_identity(text, ctx.today()))
        .transpose()?;
    if is_person && number.is_none() && ctx.installation.mode == Mode::Production {
        return Err(WorkflowError::Usage(words!(
            "{name} 须登记身份证号，以免办理自家的申报：请从标准输入给出",
            "{name} needs an identity number, so that nobody decides about the own family: give it on standard input"
        )));
    }
    let key = new
        .public_key
        .map(crate::proposals::keys::read)
        .transpose()?;
    if is_person && key.is_none() && ctx.installation.mode == Mode::Production {
        return Err(WorkflowError::Usage(words!(
            "{name} 须有登录用的 SSH 公钥：请用 `--public-key 文件` 给出 `.pub` 文件",
            "{name} needs an SSH key to come in by: give the `.pub` file with `--public-key FILE`"
        )));
    }
    let id: OperatorId = OperatorId(ctx.installation.effects.uuid());
    let sealed = number
        .map(|number| seal_identity(ctx.keyring(), ctx.installation.effects.nonce(), id, &number))
        .transpose()?;
    let without_identity = is_person && sealed.is_none();
    let (sealed_identity, identity_index) = sealed
        .map(|(sealed, index)| (HEXLOWER.encode(&sealed), HEXLOWER.encode(&index)))
        .unzip();
    let change = OperatorChange {
        id,
        name,
        role: new.role,
        scope_path,
        sealed_identity,
        identity_index,
        key: key.map(|line| FirstKey {
            fingerprint: line.fingerprint,
            public_key: line.text,
        }),
    };
    let done = proposals::propose(session, Proposal::OperatorAdd(change))?;
    Ok(Added {
        done,
        without_identity,
    })
}

/// Proposes to switch an operator off. Nothing of what the operator did changes.
///
/// # Errors
/// [`WorkflowError::UnknownOperator`], [`WorkflowError::Refused`] with `last-admin`.
pub fn off(session: &mut Session, name: &str) -> Result<Done> {
    session.ctx.require(Action::Administer)?;
    let row = match storage::operators::by_name(&mut session.db, name) {
        Err(StorageError::NotFound) => return Err(WorkflowError::UnknownOperator(name.to_owned())),
        other => other?,
    };
    proposals::propose(
        session,
        Proposal::OperatorOff {
            name: row.name,
            scope_path: row.scope_path,
        },
    )
}

/// All operators by name, for administrators and auditors.
///
/// # Errors
/// [`WorkflowError::Forbidden`].
pub fn list(session: &mut Session) -> Result<Vec<OperatorInfo>> {
    if !session.ctx.actor.role.may(Action::Audit) {
        session.ctx.require(Action::Administer)?;
    }
    let names = storage::operators::names(&mut session.db)?;
    let scope = session.ctx.actor.scope.clone();
    let mut found = Vec::new();
    for row in storage::operators::all(&mut session.db)? {
        let place = row.scope_path;
        // An operator above the own scope is shown too: that is who decides about it.
        if !scope.covers(&place) && !place.covers(scope.path()) {
            continue;
        }
        found.push(OperatorInfo {
            id: row.id.into(),
            name: row.name,
            role: row.role,
            scope: place,
            active: row.active,
            has_identity: row.identity_index.is_some(),
            created_at: Instant(row.created_at),
            created_by: row.created_by.and_then(|by| names.get(&by.into()).cloned()),
        });
    }
    Ok(found)
}

fn scope_path(session: &mut Session, code: &str) -> Result<UnitPath> {
    let root = UnitPath::root();
    if code == root.as_str() {
        if !session.ctx.actor.scope.covers(&root) {
            return Err(WorkflowError::UnknownUnit(code.to_owned()));
        }
        return Ok(root);
    }
    match storage::units::by_code(&mut session.db, &session.ctx.actor.scope, code) {
        Ok(unit) => Ok(unit.path),
        Err(StorageError::NotFound) => Err(WorkflowError::UnknownUnit(code.to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// A login name without anything that a command line or a log line would trip over.
pub(crate) fn clean_name(text: &str) -> Result<String> {
    let name = text.trim();
    let fits = (1..=NAME_LENGTH_MAX).contains(&name.chars().count());
    let sound = name
        .chars()
        .all(|c| (c.is_alphanumeric() && !is_full_width(c)) || matches!(c, '-' | '_' | '.' | '·'));
    if fits && sound && !name.starts_with('-') {
        return Ok(name.to_owned());
    }
    Err(WorkflowError::Usage(words!(
        "登录名为 1 至 {NAME_LENGTH_MAX} 个字母、汉字、数字、点、连字符或下划线，且不以连字符开头",
        "a login name has 1 to {NAME_LENGTH_MAX} letters, digits, points, hyphens or underscores, and does not begin with a hyphen"
    )))
}

/// A letter or digit of an input method's full-width mode, which looks like the plain one.
fn is_full_width(c: char) -> bool {
    matches!(c, '\u{FF01}'..='\u{FF5E}')
}

/// Two names that differ in nothing but case would be taken for one person in every list.
fn refuse_lookalike(session: &mut Session, name: &str) -> Result<()> {
    let folded = name.to_lowercase();
    let names = storage::operators::names(&mut session.db)?;
    let known = names.values().find(|known| known.to_lowercase() == folded);
    known.map_or(Ok(()), |known| {
        let message = words!(
            "操作员 {known} 已使用此名",
            "the operator {known} has this name already"
        );
        Err(WorkflowError::Refused(Refusal::new("exists", message)))
    })
}

/// Reads an identity number; the number itself is never part of a message.
pub(crate) fn read_identity(text: &str, today: NaiveDate) -> Result<IdentityNumber> {
    match domain::identity::parse(text, today) {
        Ok(parsed) => Ok(parsed.number),
        Err(fault) => Err(WorkflowError::Usage(Words::new(
            format!("身份证号不能用：{}", fault.chinese()),
            format!("the identity number cannot be used: {fault}"),
        ))),
    }
}

/// The number sealed under the operator's id, and its blind index, comparable with those of people.
pub(crate) fn seal_identity(
    keyring: &Keyring,
    nonce: [u8; NONCE_BYTES],
    id: OperatorId,
    number: &IdentityNumber,
) -> Result<(Vec<u8>, Vec<u8>)> {
    let canonical = number.canonical();
    let sealed = keyring.seal(
        SealPurpose::Operator,
        canonical.as_bytes(),
        id.to_string().as_bytes(),
        nonce,
    )?;
    Ok((
        sealed,
        keyring
            .blind_index(IndexKind::Identity, canonical)
            .0
            .to_vec(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_flag_or_hides_a_blank_is_refused() {
        for name in [
            "",
            " ",
            "-x",
            "a b",
            "a\u{1b}[31m",
            "a\nb",
            "甲\u{202e}乙",
            "ａｄｍｉｎ",
            &"x".repeat(65),
        ] {
            assert!(clean_name(name).is_err(), "{name:?}");
        }
        for name in ["li.na", "李娜", "古丽·买买提", "desk_1", "x-2"] {
            assert_eq!(clean_name(name).unwrap(), name);
        }
    }

    #[test]
    fn a_bad_number_is_refused_without_being_repeated() {
        let today = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
        let text = "430102198001011234";
        let error = read_identity(text, today).unwrap_err().to_string();
        assert!(!error.contains("4301"), "{error}");
    }
}
