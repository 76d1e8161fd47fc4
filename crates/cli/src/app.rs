//! The composition root: database, keys, clock and programmes, put together for one command.

use crate::effects::{self, RealEffects};
use crate::failure::{Failure, Result};
use crate::keyfile;
use crate::last_checks::{self, LastChecks};
use crate::output::Voice;
use crate::programmes;
use crate::settings::Settings;
use crate::words::Words;
use chrono::NaiveDate;
use domain::ids::OperatorId;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use storage::{DatabaseUrl, Db, StorageError};
use workflow::exchange::Files;
use workflow::payments::exports::Place;
use workflow::{Installation, Mode, Session, Trail, WorkflowError, proposals::keys};

/// What one run of the program works with.
pub struct App {
    /// The settings in force.
    pub settings: Settings,
    /// How it talks.
    pub voice: Voice,
    /// The day set for rehearsal.
    pub today: Option<NaiveDate>,
    /// Which files the operator who acts can name.
    pub files: Files,
    /// What its sessions touch, for the log.
    pub trail: Trail,
}

impl App {
    /// Where the database is.
    ///
    /// # Errors
    /// None is named, or the URL is malformed.
    pub fn url(&self) -> Result<DatabaseUrl> {
        let Some(text) = &self.settings.database else {
            return Err(Failure::usage(
                Words::new("没有指定数据库", "no database is named"),
                Words::new(
                    "加 --database sqlite:路径，或设置 GONGBAO_DATABASE_URL，或在配置文件中写 database",
                    "add `--database sqlite:PATH`, set GONGBAO_DATABASE_URL, or write `database` into the site file",
                ),
            ));
        };
        Ok(DatabaseUrl::parse(text)?)
    }

    /// Where its key file is.
    ///
    /// # Errors
    /// There is no place for it.
    pub fn key_file(&self, url: &DatabaseUrl) -> Result<PathBuf> {
        self.settings
            .key_file
            .clone()
            .map_or_else(|| keyfile::default_path(url), Ok)
    }

    /// The register of exports: beside the key file unless the settings name another place. It must outlive the
    /// database, and be kept apart from its backups.
    ///
    /// # Errors
    /// The key file is not there.
    pub fn register(&self, key_file: &Path) -> Result<Place> {
        Ok(Place::of(
            key_file,
            self.settings.export_register.as_deref(),
        )?)
    }

    /// Remembers what was found when this place was looked at.
    pub fn note_check(&self, change: impl FnOnce(&mut LastChecks)) {
        if let Ok(key_file) = self.url().and_then(|url| self.key_file(&url)) {
            last_checks::note(&key_file, change);
        }
    }

    /// Opens the database with its keys, and checks that they belong together.
    ///
    /// # Errors
    /// [`Failure`] naming what is missing or does not fit.
    pub fn open(&self) -> Result<(Db, Arc<Installation>)> {
        let url = self.url()?;
        let mut db = Db::open(&url)?;
        let key_file = self.key_file(&url)?;
        let keyring = keyfile::load(&key_file)?;
        check_randomness()?;
        let info = workflow::install::open(&mut db, &keyring)?;
        self.check_mode(info.mode)?;
        let installation = Installation {
            registry: programmes::registry(),
            keyring,
            mode: info.mode,
            limits: self.settings.limits.clone(),
            register: self.register(&key_file)?,
            effects: Box::new(RealEffects),
            feeds: workflow::messages::Feeds::default(),
            exchange: self.settings.exchange.exchange(),
            files: self.files.clone(),
        };
        Ok((db, Arc::new(installation)))
    }

    /// Opens the database for the operator who acts.
    ///
    /// # Errors
    /// [`Failure`]; without `--operator`, or in production outside the forced command, it says how to go on.
    pub fn session(&self) -> Result<Session> {
        let who = self.identified()?;
        let session = Session::log_in(who.db, who.installation, &who.name, self.today)?;
        Ok(session.on(&self.trail))
    }

    /// Opens the database for what a timer runs on the machine itself: as whom the site names for it, and by the role that may do
    /// no more than that where the site has one. Whoever names an operator, or comes in over SSH, is let in as with
    /// [`App::session`].
    ///
    /// # Errors
    /// As [`App::session`]; [`Failure`] when the site names somebody who does more than watch.
    pub fn watch(&self) -> Result<Session> {
        let named = self.settings.unattended.as_deref();
        let is_alone =
            self.settings.operator.is_none() && effects::variable("SSH_CONNECTION").is_none();
        let Some(name) = named.filter(|_| is_alone) else {
            return self.session();
        };
        let (mut db, installation) = self.open()?;
        if let Some(text) = &self.settings.unattended_database {
            db = Db::open(&DatabaseUrl::parse(text)?)?;
        }
        let session = Session::on_watch(db, installation, name, self.today)?;
        Ok(session.on(&self.trail))
    }

    /// A function that opens one more session of the operator who acts, each on its own connection; and
    /// the fingerprint of the SSH key the operator came in with, where that decides who acts.
    ///
    /// # Errors
    /// As [`App::session`]; what the function itself says concerns the database only.
    pub fn opener(
        &self,
    ) -> Result<(
        impl Fn() -> workflow::Result<Session> + Send + Sync + 'static,
        Option<String>,
    )> {
        let Identified {
            installation,
            name,
            key,
            ..
        } = self.identified()?;
        let (url, today) = (self.url()?, self.today);
        let open = move || Session::log_in(Db::open(&url)?, installation.clone(), &name, today);
        Ok((open, key))
    }

    /// Takes whoever came in over SSH to their own folder: from here on no other file can be named, and paths are told as
    /// the operator knows them. Where the site has no such folders the console stays as it is on the machine, which a
    /// single office may want, and commands name no file.
    ///
    /// # Errors
    /// As [`App::session`].
    pub fn come_in(&mut self, is_console: bool) -> Result<()> {
        let unmoved = |path: &Path, cause| WorkflowError::Write {
            path: path.to_path_buf(),
            cause,
        };
        let stood = self.settings.stand_alone();
        stood.map_err(|cause| unmoved(Path::new("."), cause))?;
        let Some(exchange) = self.settings.exchange.exchange() else {
            if !is_console {
                self.files = Files::Nothing;
            }
            return Ok(());
        };
        let mut who = self.identified()?;
        let operator = storage::operators::by_name(&mut who.db, &who.name)?.id;
        let go = || {
            let folder = exchange.folder(operator.into())?;
            folder.sweep(effects::now())?;
            let path = folder.path();
            std::env::set_current_dir(path).map_err(|cause| unmoved(path, cause))
        };
        self.files = match go() {
            Ok(()) => Files::Folder(exchange.here()),
            Err(error) => {
                // Nobody is kept out of the console because a directory is not there.
                tracing::error!(%error, "the operator has no folder");
                Files::Nothing
            }
        };
        Ok(())
    }

    fn identified(&self) -> Result<Identified> {
        let (mut db, installation) = self.open()?;
        let named = self.settings.operator.as_deref().ok_or_else(nobody)?;
        let mut key = None;
        let name = resolve(&mut db, named)?;
        if installation.mode == Mode::Production {
            let offered = authenticated_by().filter(|_| self.settings.operator_in_argv);
            let offered = keys::read(&offered.ok_or_else(not_here)?)?.fingerprint;
            let operator = match storage::operators::by_name(&mut db, &name) {
                Err(StorageError::NotFound) => {
                    return Err(WorkflowError::UnknownOperator(name).into());
                }
                other => other?,
            };
            if !keys::belongs(&mut db, &offered, operator.id.into())? {
                return Err(foreign_key(&name, &offered));
            }
            key = Some(offered);
        }
        Ok(Identified {
            db,
            installation,
            name,
            key,
        })
    }

    fn check_mode(&self, mode: Mode) -> Result<()> {
        if self.settings.mode.is_some_and(|wanted| wanted != mode) {
            let code = mode.code();
            return Err(Failure::new(
                "mode",
                Words::new(
                    format!("数据库的模式是 {code}，配置不允许"),
                    format!("the database is for {code}, which the settings do not allow"),
                ),
                Words::new(
                    "用 --database 指定另一个数据库，或更正配置中的 mode",
                    "name the other database with `--database`, or correct `mode` in the settings",
                ),
            ));
        }
        if mode == Mode::Production && self.today.is_some() {
            return Err(Failure::usage(
                Words::new(
                    "--today 只能用于演练数据库",
                    "`--today` works on a rehearsal database only",
                ),
                Words::new("去掉 --today", "leave `--today` out"),
            ));
        }
        Ok(())
    }
}

/// The kernel gives randomness; without it nothing may be sealed.
pub fn check_randomness() -> Result<()> {
    effects::check_randomness().map_err(|error| {
        Failure::new(
            "randomness",
            Words::new(
                "操作系统没有给出随机数",
                "the operating system gives no randomness",
            ),
            Words::new(
                "检查系统（getrandom）后再试",
                "check the system (getrandom) and try again",
            ),
        )
        .because(&error)
    })
}

/// The operator who acts.
struct Identified {
    db: Db,
    installation: Arc<Installation>,
    name: String,
    /// Fingerprint of the SSH key, in production.
    key: Option<String>,
}

/// The public key sshd let the operator in with (`ExposeAuthInfo`), where sshd started the session.
fn authenticated_by() -> Option<String> {
    effects::variable("SSH_CONNECTION")?;
    let text = std::fs::read_to_string(effects::variable("SSH_USER_AUTH")?).ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix("publickey "))
        .map(str::to_owned)
}

/// An operator is named by name, or by id in the forced command.
fn resolve(db: &mut Db, named: &str) -> Result<String> {
    let id = named
        .parse::<OperatorId>()
        .ok()
        .or_else(|| uuid::Uuid::parse_str(named).ok().map(OperatorId));
    let known = match id {
        Some(id) => storage::operators::names(db)?.remove(&id),
        None => None,
    };
    Ok(known.unwrap_or_else(|| named.to_owned()))
}

fn nobody() -> Failure {
    Failure::usage(
        Words::new("没有指定操作员", "nobody is named as the operator"),
        Words::new(
            "加 --operator 姓名（演练），或通过 SSH 登录（正式环境）",
            "add `--operator NAME` (rehearsal), or come in over SSH (production)",
        ),
    )
}

fn foreign_key(name: &str, fingerprint: &str) -> Failure {
    Failure::new(
        "key-refused",
        Words::new(
            format!(
                "您登录所用的密钥 {fingerprint} 不是 {name} 的有效密钥（未登记、已吊销，或属于他人）"
            ),
            format!(
                "the key you came in with, {fingerprint}, is no key in force of {name}: it is not registered, revoked, or somebody else's"
            ),
        ),
        Words::new(
            "请管理员用 `gongbao operator key list` 核对，并用 `gongbao operator key add` 登记您的公钥",
            "let an administrator compare it with `gongbao operator key list` and register your key with `gongbao operator key add`",
        ),
    )
}

fn not_here() -> Failure {
    Failure::new(
        "operator-refused",
        Words::new(
            "这是正式数据库：操作员只能由 SSH 密钥确定，--operator 在此不起作用",
            "this database is in production: who acts is decided by the SSH key, so `--operator` is refused here",
        ),
        Words::new(
            "用您的密钥通过 SSH 登录（服务器的强制命令会指定操作员）；练习请用 `gongbao init --rehearsal` 另建数据库",
            "log in over SSH with your own key (the server's forced command names you); to practise, make another database with `gongbao init --rehearsal`",
        ),
    )
}
