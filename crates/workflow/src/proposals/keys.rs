//! The SSH keys by which operators come in. Who acts is decided by the key, never by a name typed in.

use crate::audit::witness;
use crate::error::{Refusal, Result, WorkflowError};
use crate::proposals::{self, Done, KeyChange, Proposal};
use crate::session::{Effects, Session};
use crate::words::Words;
use domain::ids::{OperatorId, OperatorKeyId};
use domain::role::{Action, Role};
use domain::year::Instant;
use sealing::Keyring;
use serde_json::json;
use ssh_key::public::KeyData;
use ssh_key::{HashAlg, PublicKey};
use storage::operator_keys::OperatorKeyRow;
use storage::{Db, StorageError};

/// Shortest RSA modulus, in bits.
pub const RSA_BITS_MIN: usize = 3072;
/// Longest public key line, in bytes: an RSA key of 16 384 bits is far below.
pub const LINE_BYTES_MAX: usize = 8192;

/// A public key that may be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLine {
    /// `SHA256:` and the digest, as `ssh-keygen -l` prints it.
    pub fingerprint: String,
    /// Type and Base64, without the comment, which may name a person or a machine.
    pub text: String,
}

/// An SSH key as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    /// Id.
    pub id: OperatorKeyId,
    /// Whose.
    pub operator: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Its type, such as `ssh-ed25519`.
    pub kind: String,
    /// Since when.
    pub added_at: Instant,
    /// Who proposed it; nobody where it came with the installation.
    pub added_by: String,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// Who proposed that.
    pub revoked_by: Option<String>,
}

fn unusable(why: &Words) -> WorkflowError {
    WorkflowError::Usage(Words::new(
        format!("这把公钥不能用：{}", why.zh),
        format!("this public key cannot be used: {}", why.en),
    ))
}

/// Reads one line of an OpenSSH `.pub` file.
///
/// # Errors
/// [`WorkflowError::Usage`]: no public key, an RSA key that is too short, or a kind other than Ed25519
/// and RSA: DSA is broken, and ECDSA keys fail with a bad random source.
pub fn read(text: &str) -> Result<PublicLine> {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(unusable(&words!(
            "文件中须有且只有一把公钥",
            "the file must hold exactly one key"
        )));
    };
    if line.len() > LINE_BYTES_MAX {
        return Err(unusable(&words!("该行过长", "the line is too long")));
    }
    // What the library says may quote the line, and somebody may have given the private key.
    let mut key = PublicKey::from_openssh(line).map_err(|_| {
        unusable(&words!(
            "不是一行 OpenSSH 公钥，例如 `ssh-ed25519 AAAA…`",
            "it is not one line of an OpenSSH public key, such as `ssh-ed25519 AAAA…`"
        ))
    })?;
    match key.key_data() {
        KeyData::Ed25519(_) | KeyData::SkEd25519(_) => {}
        KeyData::Rsa(rsa) => {
            let bits = rsa.n.as_positive_bytes().map_or(0, bits);
            if bits < RSA_BITS_MIN {
                return Err(unusable(&words!(
                    "RSA 公钥须有 {RSA_BITS_MIN} 位，这一把只有 {bits} 位；可用 `ssh-keygen -t ed25519` 生成",
                    "an RSA key needs {RSA_BITS_MIN} bits, this one has {bits}; `ssh-keygen -t ed25519` makes a good one"
                )));
            }
        }
        _ => {
            return Err(unusable(&words!(
                "不接受 {} 类公钥；可用 `ssh-keygen -t ed25519` 生成",
                "keys of the kind {} are not accepted; `ssh-keygen -t ed25519` makes a good one",
                key.algorithm()
            )));
        }
    }
    key.set_comment("");
    let text = key
        .to_openssh()
        .map_err(|_| unusable(&words!("无法写成标准格式", "it cannot be written again")))?;
    Ok(PublicLine {
        fingerprint: key.fingerprint(HashAlg::Sha256).to_string(),
        text: text.trim_end().to_owned(),
    })
}

fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let rest = number.get(zeros..).unwrap_or_default();
    let leading = rest.first().map_or(0, |byte| byte.leading_zeros());
    (rest.len() * 8).saturating_sub(usize::try_from(leading).unwrap_or(0))
}

/// Proposes a key for an operator.
///
/// # Errors
/// [`WorkflowError::Usage`] as [`read`]; [`WorkflowError::UnknownOperator`];
/// [`WorkflowError::Refused`] with `key-known` for a key that was given to somebody before.
pub fn add(session: &mut Session, operator: &str, public_key: &str) -> Result<(PublicLine, Done)> {
    session.ctx.require(Action::Administer)?;
    let line = read(public_key)?;
    let row = match storage::operators::by_name(&mut session.db, operator) {
        Err(StorageError::NotFound) => {
            return Err(WorkflowError::UnknownOperator(operator.to_owned()));
        }
        other => other?,
    };
    if row.role == Role::Watch {
        return Err(WorkflowError::Usage(words!(
            "{operator} 是定时任务的值守账户，没有人用它登录",
            "{operator} is the account of timers, as which nobody comes in"
        )));
    }
    let change = KeyChange {
        operator: row.id.into(),
        name: row.name,
        scope_path: row.scope_path,
        fingerprint: line.fingerprint.clone(),
        public_key: line.text.clone(),
    };
    let done = proposals::propose(session, Proposal::KeyAdd(change))?;
    Ok((line, done))
}

/// Proposes to revoke a key for good. Switching its operator off closes it too, and at once.
///
/// # Errors
/// [`WorkflowError::NotFound`]; [`WorkflowError::Refused`] with `key-revoked`, or `last-admin-key` for
/// the only key by which an administrator can come in.
pub fn revoke(session: &mut Session, fingerprint: &str) -> Result<Done> {
    session.ctx.require(Action::Administer)?;
    let keys = storage::operator_keys::all(&mut session.db)?;
    let Some((key, name, scope_path)) = keys
        .into_iter()
        .find(|(key, ..)| key.fingerprint == fingerprint)
    else {
        return Err(WorkflowError::NotFound {
            kind: crate::Thing::Key,
            id: fingerprint.to_owned(),
        });
    };
    let change = KeyChange {
        operator: key.operator_id.into(),
        name,
        scope_path,
        fingerprint: key.fingerprint,
        public_key: key.public_key,
    };
    proposals::propose(session, Proposal::KeyRevoke(change))
}

/// The keys of the operators in or above the own scope, for administrators and auditors.
///
/// # Errors
/// [`WorkflowError::Forbidden`].
pub fn list(session: &mut Session) -> Result<Vec<KeyInfo>> {
    if !session.ctx.actor.role.may(Action::Audit) {
        session.ctx.require(Action::Administer)?;
    }
    let names = storage::operators::names(&mut session.db)?;
    let scope = session.ctx.actor.scope.clone();
    let name = |id: OperatorId| names.get(&id).cloned().unwrap_or_else(|| id.to_string());
    Ok(storage::operator_keys::all(&mut session.db)?
        .into_iter()
        .filter(|(_, _, place)| scope.covers(place) || place.covers(scope.path()))
        .map(|(key, operator, _)| KeyInfo {
            id: key.id.into(),
            operator,
            kind: kind_of(&key.public_key),
            fingerprint: key.fingerprint,
            added_at: Instant(key.added_at),
            added_by: name(key.added_by.into()),
            revoked_at: key.revoked_at.map(Instant),
            revoked_by: key.revoked_by.map(|by| name(by.into())),
        })
        .collect())
}

fn kind_of(line: &str) -> String {
    line.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Whether a key opens a session for this operator now: registered, not revoked, the operator's own.
///
/// # Errors
/// [`WorkflowError::Storage`].
pub fn belongs(db: &mut Db, fingerprint: &str, operator: OperatorId) -> Result<bool> {
    let found = storage::operator_keys::in_force(db, fingerprint)?;
    Ok(found.is_some_and(|key| OperatorId::from(key.operator_id) == operator))
}

/// Registers an administrator's key from the machine itself: with a new installation, or where no
/// administrator can come in any more. Needs the key file, as every other act of the machine's own.
///
/// # Errors
/// [`WorkflowError::Usage`] as [`read`]; [`WorkflowError::UnknownOperator`];
/// [`WorkflowError::Refused`] with `admin-key-exists` while an administrator has a key, with
/// `key-known` for a key that was given to somebody before.
pub fn first(
    db: &mut Db,
    keyring: &Keyring,
    effects: &dyn Effects,
    admin: &str,
    public_key: &str,
) -> Result<PublicLine> {
    let line = read(public_key)?;
    let (id, at) = (effects.uuid(), effects.now());
    db.write(|db| {
        storage::operators::lock_role(db, Role::Admin)?;
        let row = match storage::operators::by_name(db, admin) {
            Ok(row) if row.role == Role::Admin => row,
            Ok(_) | Err(StorageError::NotFound) => {
                return Err(WorkflowError::UnknownOperator(admin.to_owned()));
            }
            Err(error) => return Err(error.into()),
        };
        let keys = storage::operator_keys::all_in_force(db, Role::Admin)?;
        let this = storage::operator_keys::in_force(db, &line.fingerprint)?;
        if this.is_some_and(|key| key.operator_id == row.id) {
            // Said twice, perhaps by two processes at once: it is done.
            return Ok(());
        }
        if !keys.is_empty() {
            return Err(WorkflowError::Refused(Refusal::new(
                "admin-key-exists",
                words!("已有管理员登记了公钥，请用该密钥登录后以 `gongbao operator key add` 添加", "an administrator has a key already: log in with it and add others with `gongbao operator key add`"),
            )));
        }
        let operator: OperatorId = row.id.into();
        add_row(db, OperatorKeyId(id), operator, operator, &line, at)?;
        let detail = json!({ "operator": row.name, "key": line.fingerprint });
        let key = storage::operator_keys::by_fingerprint(db, &line.fingerprint)?;
        let witness = witness::of(keyring, &key);
        crate::audit::events::append(db, keyring, operator, at, ("key-first", &detail), &[witness])
    })?;
    Ok(line)
}

pub(crate) fn add_row(
    db: &mut Db,
    id: OperatorKeyId,
    operator: OperatorId,
    by: OperatorId,
    line: &PublicLine,
    at: Instant,
) -> Result<()> {
    check_new(db, &line.fingerprint)?;
    let row = OperatorKeyRow {
        id: id.into(),
        operator_id: operator.into(),
        fingerprint: line.fingerprint.clone(),
        public_key: line.text.clone(),
        added_by: by.into(),
        added_at: at.0,
        revoked_by: None,
        revoked_at: None,
    };
    Ok(storage::operator_keys::add(db, &row)?)
}

/// A key is one person's, once: a second operator cannot have it, and a revoked one does not come back.
pub(crate) fn check_new(db: &mut Db, fingerprint: &str) -> Result<()> {
    match storage::operator_keys::by_fingerprint(db, fingerprint) {
        Err(StorageError::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Err(WorkflowError::Refused(Refusal::new(
            "key-known",
            words!(
                "该公钥已登记过：每位操作员须使用自己的密钥，吊销的密钥不能再用",
                "this key was given to an operator before: every operator needs a key of their own, and a revoked one never comes back"
            ),
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made for this test; nobody keeps the private halves.
    const ED25519: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB1lkj7G3nieg7gR68joz2VudbBrY2zTc5ltu0Rg6+eZ li.na@desk-7";
    const RSA_2048: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDtz/nqpszB7hTcb27R1JHYu6ZgVQbU6qqFzjFKfMli+1ZHxIiBe7dZ5cZBhr6B7Ib25KEIi4XDULTHaH6mVIvq1W0OnIgoUSyS9EdIUGknSRqQNTs4krnwL/k8sr8dkTjR4dGLM+CMGJhDzzpdGSZJkk9feLvaRh9aDukG7Afftpxoz5uHdwbdFGVBZJsoC8gEnOKPKdB0mYtJipcfY2QKa5EAaXlvlsGJ69AZPbV1yB145BKaTiO7h1kDA2YjtJqYzKg8/wbjQIbIA/36REUH34oVWtBZ9KfckRDgjMqTNE8QoA0ZTN5eQLC8SEBFA1N0kPeyhNDP1+M0/Pbd8esX r2";
    const RSA_3072: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQClv/0r0DNetS9xua4tyk2H+pjFUIhcZX3kaJmviQuDeza+x1wu/VzlxJ5wupeFAk/tz2+cwOO1pp6lq+rmSI7sqcx8TW1ZeEoRWr5CmBhf3KYCxdXub+sOsE8ZMx/rAN65rYoAlgxvhyEoNaI5fQTJjd4UPnrEWgcO98o+Z3Eb0mF873PehUeQ75UuYPr+7+Ibzdt8nyI81jGkoFE7xXjys5h3PrRCXfY6mQRgsKvqwePh9vUPERXJ+dywiGR4ODP5MzRReYjbTWWLahjFraqBwN1SlPHmn8CYP/VptYBlAG2YlRcCQPzv2BloZNSHFEOPqUZ5VWFwbmy5PS6S5Glgjmf9oAc94udEoCimyGW9FUjpJh9zzPNwh1xXMhamJx+ewE806Ohq0JQmn90iP4wSM3qRX3BuZne3v5cSgA6Hs8Hn85/qQYEHSRWjf7uDP5jSU3ZxFpEY4JLQdF8gb6Lt4++p/BQ8gMNI2umzUqYwWeuLyy9qZ1higM6/T8yOUMM= r3";
    const DSA: &str = "ssh-dss AAAAB3NzaC1kc3MAAACBAJWMnMjSrPdIZ0xNmEequRu060kCanQ9P8BeRK7XJJ348TcHp0d7/4IZtlruZMbW4gbxRxXw23eCY/faslyOxto3uAuEPQoTaB9BaV0iBd3e6FI8toOVyrjTgqMkKXXbLzDK6Jv3ajKDC7OudavF3NQwl9KIXu6P2SOqdbs2HnZNAAAAFQDW3JLuHZPhZPgslWDuCOSPNpzFnQAAAIBpSqgZ9qM5hRzCBQCmFYRRpLp2g+cyJqbJYHWcJc60BAD/lLatMOxsbpW2Se2ZLC4j4YKxbQIOLA6/97YB5qSQdBpNjUkNJp6TPFpCsl7nTSYOM0Dt97MdJ9cBTpv1azGyj5KX8xGxmESjsuy9cLkLDC8sf+7Vloq2SEvjJ5inQAAAAIASQnv5JL6+W776mp6souwhn80cIJeJonLike3sNHu4mSw4vrksLaaBPdoOnltSWZ3oD05CbHvXgfgoxRUnQhoFEiFm5uMrmTxoEIxg2jxx1doi3odPQCxXVSSlf1Qmcus7T+puNbT2tM+xoH/laPex7y2DtOEeoHOfytvijULKBA== d";
    const ECDSA: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBL52xlP6+4MD2DqTk+j1L19aQ9aLhxOnyoYiPBrsuOLWKm6CkjTnZmwkAxMUkdkzJm8EBnTVLVkx/6JAlH11sks= e";

    #[test]
    fn a_key_loses_its_comment_and_keeps_its_fingerprint() {
        let line = read(ED25519).unwrap();
        assert!(ED25519.starts_with(&line.text), "{}", line.text);
        assert!(!line.text.contains("li.na"));
        // As ssh-keygen prints it.
        let printed = "SHA256:YWwnSysu2hAtpYJutqlTZgVaavwYv4LAgM31OLag1QE";
        assert_eq!(line.fingerprint, printed);
        assert_eq!(read(&format!("# mine\n\n{ED25519}\n")).unwrap(), line);
    }

    #[test]
    fn weak_and_unusual_kinds_of_keys_are_refused() {
        assert!(read(RSA_2048).unwrap_err().to_string().contains("has 2048"));
        let printed = "SHA256:6PQbL/xaqTyMtNRqNKVj0HYWY2CypCA1sViZ4aFEAqI";
        assert_eq!(read(RSA_3072).unwrap().fingerprint, printed);
        for key in [DSA, ECDSA] {
            assert!(matches!(read(key), Err(WorkflowError::Usage(_))));
        }
    }

    #[test]
    fn the_bits_of_a_number_are_counted_without_leading_zeros() {
        assert_eq!(bits(&[0, 0x80, 0]), 16);
        assert_eq!(bits(&[1]), 1);
        assert_eq!(bits(&[]), 0);
    }

    #[test]
    fn what_is_no_public_key_is_refused_without_being_repeated() {
        for text in [
            "",
            "geheim",
            "-----BEGIN OPENSSH PRIVATE KEY-----",
            &format!("{ED25519}\n{ED25519}"),
            &format!("command=\"x\" {ED25519}"),
            &"x".repeat(LINE_BYTES_MAX + 1),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(
                !error.contains("geheim") && !error.contains("PRIVATE"),
                "{error}"
            );
        }
    }
}
