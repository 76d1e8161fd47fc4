//! Who is acting, on which database, with which keys and clock.

use crate::error::{Refusal, Result, WorkflowError};
use crate::exchange::{Exchange, Files};
use crate::trail::Trail;
use chrono::NaiveDate;
use domain::ids::OperatorId;
use domain::role::{Action, Role};
use domain::unit::Scope;
use domain::year::Instant;
use policy::Registry;
use sealing::Keyring;
use std::sync::Arc;
use storage::{Db, StorageError};
use uuid::Uuid;

/// What comes from outside: clock and chance. Only the binary has a real one.
pub trait Effects: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;
    /// 64 random bits.
    fn random(&self) -> u64;
    /// A fresh UUIDv7.
    fn uuid(&self) -> Uuid;
    /// A fresh nonce for sealing.
    fn nonce(&self) -> [u8; 12];
}

/// What an installation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Synthetic people; anybody may act as anybody, the date may be set.
    Rehearsal,
    /// Real people and money.
    Production,
}

impl Mode {
    /// The word on Chinese screens.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Rehearsal => "演练",
            Self::Production => "正式",
        }
    }

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Rehearsal => "rehearsal",
            Self::Production => "production",
        }
    }

    /// Finds the mode of a stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Rehearsal, Self::Production]
            .into_iter()
            .find(|mode| mode.code() == code)
    }
}

/// Limits an installation may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Claims committed together in a bulk act.
    pub bulk_chunk: usize,
    /// Claims of a bulk approval that must be looked at before it may be confirmed.
    pub bulk_sample: usize,
    /// Days in which a claim should be decided; after them it is overdue.
    pub decide_days: u64,
    /// Above this batch total a second approver signs, in fen.
    pub batch_second_signature: domain::fen::Fen,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bulk_chunk: 50,
            bulk_sample: 5,
            decide_days: 20,
            batch_second_signature: domain::fen::Fen::new(10_000_000),
        }
    }
}

/// What does not change while the program runs.
pub struct Installation {
    /// The programmes.
    pub registry: Registry,
    /// The keys.
    pub keyring: Keyring,
    /// What the installation is for.
    pub mode: Mode,
    /// Limits.
    pub limits: Limits,
    /// Where exports are remembered outside the database.
    pub register: crate::payments::exports::Place,
    /// Clock and chance.
    pub effects: Box<dyn Effects>,
    /// How programmes read messages under the terms of their periods.
    pub feeds: crate::messages::Feeds,
    /// The site's folder for what operators send and fetch, where it has one.
    pub exchange: Option<Exchange>,
    /// Which files the operator who acts can name.
    pub files: Files,
}

/// The operator who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Id.
    pub id: OperatorId,
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// What the operator sees.
    pub scope: Scope,
    /// Blind index of the operator's own number.
    pub identity_index: Option<Vec<u8>>,
}

/// Everything a command needs besides the connection; cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The installation.
    pub installation: Arc<Installation>,
    /// Who acts.
    pub actor: Actor,
    /// A date set for rehearsal.
    pub date: Option<NaiveDate>,
    /// What acts on claims write is taken back: [`crate::review::trial`].
    pub(crate) trial: bool,
    /// What is touched, for the log.
    pub trail: Trail,
}

impl Context {
    /// The present instant; on the date set for rehearsal, where one is: whatever is written carries the day it was done.
    pub fn now(&self) -> Instant {
        let now = self.installation.effects.now();
        self.date.map_or(now, |day| now.on(day))
    }

    /// Today in Asia/Shanghai, or the date set for rehearsal.
    pub fn today(&self) -> NaiveDate {
        self.date.unwrap_or_else(|| self.now().shanghai_date())
    }

    /// A fresh id.
    pub fn id<T: From<storage::Key>>(&self) -> T {
        storage::Key(self.installation.effects.uuid()).into()
    }

    /// The keys.
    pub fn keyring(&self) -> &Keyring {
        &self.installation.keyring
    }

    /// Refuses an action the operator's role does not have.
    ///
    /// # Errors
    /// [`WorkflowError::Forbidden`].
    pub fn require(&self, action: Action) -> Result<()> {
        if self.actor.role.may(action) {
            return Ok(());
        }
        Err(WorkflowError::Forbidden {
            operator: self.actor.name.clone(),
            role: self.actor.role,
            action,
        })
    }
}

/// An operator at work on a database.
pub struct Session {
    /// The connection.
    pub db: Db,
    /// Everything else.
    pub ctx: Context,
}

/// How a session at the console came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEnd {
    /// The operator left.
    Left,
    /// The operator's terminal went away.
    HungUp,
    /// The machine or an administrator ended it.
    Terminated,
    /// Nobody had pressed a key for too long.
    Idle,
    /// A defect.
    Broken,
}

impl SessionEnd {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::HungUp => "hung-up",
            Self::Terminated => "terminated",
            Self::Idle => "idle",
            Self::Broken => "broken",
        }
    }
}

impl Session {
    /// Leaves its notes on another trail from here on.
    #[must_use]
    pub fn on(mut self, trail: &Trail) -> Self {
        trail.by(self.ctx.actor.id);
        self.ctx.trail = trail.clone();
        self
    }

    /// The connection still answers.
    pub fn is_alive(&mut self) -> bool {
        storage::is_alive(&mut self.db)
    }

    /// Logs an operator in by name.
    ///
    /// # Errors
    /// [`WorkflowError::UnknownOperator`]; [`WorkflowError::Refused`] with `unattended` for the account of timers, which is
    /// nobody who could work.
    pub fn log_in(
        db: Db,
        installation: Arc<Installation>,
        name: &str,
        date: Option<NaiveDate>,
    ) -> Result<Self> {
        let session = Self::begin(db, installation, name, date)?;
        if session.ctx.actor.role == Role::Watch {
            return Err(WorkflowError::Refused(Refusal::new(
                "unattended",
                words!(
                    "{name} 是定时任务的值守账户，不是人，不能登录办理",
                    "{name} is the account of timers and nobody who could log in and work"
                ),
            )));
        }
        Ok(session)
    }

    /// Logs in whom a site names for its timers: an account of their own, or an auditor.
    ///
    /// # Errors
    /// [`WorkflowError::UnknownOperator`]; [`WorkflowError::Refused`] with `unattended` for anybody else: a timer only verifies,
    /// seals and keeps.
    pub fn on_watch(
        db: Db,
        installation: Arc<Installation>,
        name: &str,
        date: Option<NaiveDate>,
    ) -> Result<Self> {
        let session = Self::begin(db, installation, name, date)?;
        if !matches!(session.ctx.actor.role, Role::Watch | Role::Auditor) {
            return Err(WorkflowError::Refused(Refusal::new(
                "unattended",
                words!(
                    "配置中的 `unattended` 是 {name}，既不是值守账户，也不是经审委员：定时任务只核验和封存",
                    "`unattended` of the settings is {name}, neither an account of timers nor an auditor: a timer only verifies and seals"
                ),
            )));
        }
        Ok(session)
    }

    fn begin(
        mut db: Db,
        installation: Arc<Installation>,
        name: &str,
        date: Option<NaiveDate>,
    ) -> Result<Self> {
        let row = match storage::operators::by_name(&mut db, name) {
            Err(StorageError::NotFound) => {
                return Err(WorkflowError::UnknownOperator(name.to_owned()));
            }
            other => other?,
        };
        let actor = Actor {
            id: row.id.into(),
            name: row.name,
            role: row.role,
            // Whoever is nobody sees nobody, wherever a command should forget to ask for the role.
            scope: match row.role {
                Role::Watch => Scope::nothing(),
                _ => Scope::below(row.scope_path),
            },
            identity_index: row.identity_index,
        };
        let trail = Trail::default();
        trail.by(actor.id);
        Ok(Self {
            db,
            ctx: Context {
                installation,
                actor,
                date,
                trial: false,
                trail,
            },
        })
    }
}
