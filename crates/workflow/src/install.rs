//! Making an installation, and telling whether a database is one that these keys open.

use crate::audit::events;
use crate::audit::witness::{earlier, everything};
use crate::error::{Result, WorkflowError};
use crate::payments::exports::{self, Place};
use crate::payments::marks;
use crate::proposals::operators::{clean_name, read_identity, seal_identity};
use crate::session::{Effects, Mode};
use crate::words::Words;
use data_encoding::HEXLOWER;
use domain::ids::OperatorId;
use domain::role::Role;
use domain::unit::UnitPath;
use domain::year::Instant;
use policy::Registry;
use sealing::Keyring;
use serde_json::json;
use storage::operators::Operator;
use storage::{Db, Key, StorageError};

/// The keys of `meta`.
const MODE: &str = "mode";
const SUITE: &str = "suite";
const KEY_CHECK: &str = "key-check";
const CREATED: &str = "created";

/// What an installation is made with; cipher suite and check value come from its keys.
#[derive(Debug, Clone)]
pub struct InitRequest {
    /// Login name of the first administrator.
    pub admin: String,
    /// What the installation is for.
    pub mode: Mode,
    /// The administrator's own identity number, as typed.
    pub identity: Option<String>,
    /// Where its register of exports is, or will be.
    pub register: Place,
}

/// Whether an installation could be made for an administrator of this name and number, before anything is.
///
/// # Errors
/// [`WorkflowError::Usage`] for a name or number that cannot be.
pub fn check(admin: &str, identity: Option<&str>, effects: &dyn Effects) -> Result<()> {
    clean_name(admin)?;
    let today = effects.now().shanghai_date();
    identity
        .map(|text| read_identity(text, today))
        .transpose()?;
    Ok(())
}

/// A database that is an installation now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initialised {
    /// `false`: the very same installation was there already.
    pub fresh: bool,
    /// What it is for.
    pub mode: Mode,
    /// Its first administrator.
    pub admin: OperatorId,
}

/// An installation, as its database describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInfo {
    /// What it is for.
    pub mode: Mode,
    /// When it was made.
    pub created: Instant,
}

/// Makes an installation: schema, description, register of exports, first administrator, first event. Run again with the
/// same options it only brings the schema up to date. A register that is there already, as after the loss of a database,
/// is taken over with all that it remembers.
///
/// # Errors
/// [`WorkflowError::AlreadyInitialised`] when another installation is there, [`WorkflowError::WrongKey`]
/// when it is sealed with other keys; nothing was changed then.
pub fn init(
    db: &mut Db,
    keyring: &Keyring,
    registry: &Registry,
    effects: &dyn Effects,
    request: &InitRequest,
) -> Result<Initialised> {
    let name = clean_name(&request.admin)?;
    if let Some(info) = describe(db, keyring)? {
        let found = same_installation(db, &info, &name, request.mode)?;
        upgrade(db, keyring, registry, effects.now())?;
        return Ok(found);
    }
    bring_up_to_date(db)?;
    let row = first_admin(keyring, effects, &name, request.identity.as_deref())?;
    let admin: OperatorId = row.id.into();
    let done = db.write(|db| {
        storage::meta::set(db, MODE, request.mode.code())?;
        storage::meta::set(db, SUITE, keyring.suite().code())?;
        storage::meta::set(db, KEY_CHECK, &HEXLOWER.encode(&keyring.check_value()))?;
        storage::meta::set(db, CREATED, &row.created_at.to_string())?;
        let register = remember_exports(db, keyring, effects, &request.register)?;
        storage::operators::add(db, &row)?;
        let detail =
            json!({ "mode": request.mode.code(), "suite": keyring.suite().code(), "admin": name, "register": register });
        // The installation is all there is.
        let made = everything::all(db, keyring)?;
        let at = Instant(row.created_at);
        events::append(db, keyring, admin, at, ("init", &detail), &made)?;
        earlier::none(db, keyring, admin, at)
    });
    match done {
        Ok(()) => Ok(Initialised {
            fresh: true,
            mode: request.mode,
            admin,
        }),
        // Somebody made an installation between our look and our write.
        Err(WorkflowError::Storage(StorageError::Duplicate(_))) => {
            let info = describe(db, keyring)?.ok_or(WorkflowError::NotInitialised)?;
            same_installation(db, &info, &name, request.mode)
        }
        Err(error) => Err(error),
    }
}

/// Brings the schema up to date, and what has to be made with the keys after it; does nothing where nothing is to be done.
///
/// # Errors
/// [`WorkflowError::Storage`]; [`WorkflowError::UnknownProgramme`] for a claim of a programme that is not installed.
pub fn upgrade(db: &mut Db, keyring: &Keyring, registry: &Registry, at: Instant) -> Result<()> {
    bring_up_to_date(db)?;
    marks::fill(db, keyring, registry)?;
    earlier::vouch_at_last(db, keyring, at)
}

/// The program's own role may not migrate: where another one has done it, nothing is left to be done.
fn bring_up_to_date(db: &mut Db) -> Result<()> {
    if storage::needs_migration(db)? {
        storage::migrate(db)?;
    }
    Ok(())
}

/// Makes the register of exports, or finds the one that is there, and gives its id, which the database keeps from now on.
///
/// # Errors
/// [`WorkflowError::Register`], [`WorkflowError::Write`]; [`StorageError::Duplicate`] when the database has one.
pub fn remember_exports(
    db: &mut Db,
    keyring: &Keyring,
    effects: &dyn Effects,
    place: &Place,
) -> Result<String> {
    let id = exports::bind(place, keyring, effects.uuid().as_bytes())?;
    storage::meta::set(db, exports::REGISTER, &id)?;
    Ok(id)
}

/// Checks that the database is an installation of this version that these keys open.
///
/// # Errors
/// [`WorkflowError::NotInitialised`], [`WorkflowError::SchemaBehind`], [`WorkflowError::WrongKey`].
pub fn open(db: &mut Db, keyring: &Keyring) -> Result<OpenInfo> {
    let info = describe(db, keyring)?.ok_or(WorkflowError::NotInitialised)?;
    let is_behind = storage::needs_migration(db)? || marks::are_missing(db)?;
    if is_behind || earlier::are_unvouched(db)? {
        return Err(WorkflowError::SchemaBehind);
    }
    Ok(info)
}

/// There is an installation in the database, whatever keys open it.
///
/// # Errors
/// [`WorkflowError::Storage`]; also for a file that is no database.
pub fn is_there(db: &mut Db) -> Result<bool> {
    Ok(mode_of(db)?.is_some())
}

fn mode_of(db: &mut Db) -> Result<Option<String>> {
    match storage::meta::get(db, MODE) {
        Ok(mode) => Ok(mode),
        // Before the first migration there is no table to look into.
        Err(StorageError::Other(_)) if storage::needs_migration(db)? => Ok(None),
        // Another process may have made it between the two looks.
        Err(StorageError::Other(_)) => Ok(storage::meta::get(db, MODE)?),
        Err(error) => Err(error.into()),
    }
}

/// What the database says about itself; `None` when it holds no installation.
fn describe(db: &mut Db, keyring: &Keyring) -> Result<Option<OpenInfo>> {
    let Some(mode) = mode_of(db)? else {
        return Ok(None);
    };
    let mut value = |key: &'static str| -> Result<String> {
        storage::meta::get(db, key)?
            .ok_or_else(|| StorageError::stored("meta", format!("{key} is missing")).into())
    };
    let (suite, check, created) = (value(SUITE)?, value(KEY_CHECK)?, value(CREATED)?);
    if suite != keyring.suite().code() {
        let mine = keyring.suite().code();
        return Err(WorkflowError::WrongKey(words!(
            "数据库使用密码套件 {suite}，密钥文件是 {mine} 的",
            "the database uses the suite {suite}, the keys are for {mine}"
        )));
    }
    if check != HEXLOWER.encode(&keyring.check_value()) {
        return Err(WorkflowError::WrongKey(words!(
            "校验值不符",
            "its check value differs"
        )));
    }
    let mode = Mode::from_code(&mode).ok_or_else(|| StorageError::stored("meta.mode", mode))?;
    let created = created
        .parse()
        .map_err(|_| StorageError::stored("meta.created", created))?;
    Ok(Some(OpenInfo {
        mode,
        created: Instant(created),
    }))
}

fn same_installation(db: &mut Db, info: &OpenInfo, name: &str, mode: Mode) -> Result<Initialised> {
    let first = storage::operators::all(db)?
        .into_iter()
        .find(|row| row.created_by.is_none());
    let first = first.ok_or_else(|| StorageError::stored("operators", "no first administrator"))?;
    if info.mode != mode || first.name != name {
        let (mode, since) = (info.mode, info.created.shanghai_text());
        return Err(WorkflowError::AlreadyInitialised(Words::new(
            format!("{since} 为 {} 建立的{}库", first.name, mode.chinese()),
            format!(
                "a {} installation made for {} on {since}",
                mode.code(),
                first.name
            ),
        )));
    }
    Ok(Initialised {
        fresh: false,
        mode,
        admin: first.id.into(),
    })
}

fn first_admin(
    keyring: &Keyring,
    effects: &dyn Effects,
    name: &str,
    identity: Option<&str>,
) -> Result<Operator> {
    let at = effects.now();
    let id = OperatorId(effects.uuid());
    let number = identity
        .map(|text| read_identity(text, at.shanghai_date()))
        .transpose()?;
    let sealed = number
        .map(|number| seal_identity(keyring, effects.nonce(), id, &number))
        .transpose()?;
    let (sealed_identity, identity_index) = sealed.unzip();
    Ok(Operator {
        id: Key::from(id),
        name: name.to_owned(),
        role: Role::Admin,
        scope_path: UnitPath::root(),
        sealed_identity,
        identity_index,
        active: true,
        created_at: at.0,
        created_by: None,
        revision: 0,
    })
}
