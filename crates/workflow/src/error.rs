//! Why a command did not do what was asked. What belongs to one claim among many is a [`Refusal`].

use crate::review::decide::Outcome;
use crate::views::Lang;
use crate::words::Words;
use domain::case::CaseState;
use domain::ids::ClaimRef;
use domain::role::{Action, Role};
use policy::ParamsError;
use sealing::SealError;
use std::collections::BTreeSet;
use storage::{AsStorageError, StorageError};

/// Result of a command.
pub type Result<T> = std::result::Result<T, WorkflowError>;

/// What a command was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A claim.
    Claim,
    /// A claim of a duplicate case.
    ClaimOfCase,
    /// A duplicate case.
    Case,
    /// A batch of payments.
    Batch,
    /// An import.
    Import,
    /// A proposed change.
    Change,
    /// A benefit year's period.
    Period,
    /// An operator's key.
    Key,
    /// A saved header of a spreadsheet.
    Mapping,
    /// A person.
    Person,
    /// A referral slip.
    Slip,
    /// A file.
    File,
}

impl Thing {
    /// The English word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::ClaimOfCase => "claim of the case",
            Self::Case => "case",
            Self::Batch => "batch",
            Self::Import => "import",
            Self::Change => "change",
            Self::Period => "period",
            Self::Key => "key",
            Self::Mapping => "mapping",
            Self::Person => "person",
            Self::Slip => "slip",
            Self::File => "file",
        }
    }

    /// The word on Chinese screens.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Claim => "申报",
            Self::ClaimOfCase => "案件中的申报",
            Self::Case => "案件",
            Self::Batch => "批次",
            Self::Import => "导入",
            Self::Change => "变更",
            Self::Period => "期间",
            Self::Key => "公钥",
            Self::Mapping => "表头对应",
            Self::Person => "人员",
            Self::Slip => "反馈单",
            Self::File => "文件",
        }
    }
}

/// A command that failed as a whole; nothing was saved unless the variant says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The role does not have the action.
    #[error("{operator} is {} and may not {}", role.code(), action.english())]
    Forbidden {
        /// Who tried.
        operator: String,
        /// As what.
        role: Role,
        /// What.
        action: Action,
    },
    /// No such operator, or switched off.
    #[error(
        "there is no operator named {0}; an administrator adds one with `gongbao operator add`"
    )]
    UnknownOperator(String),
    /// No such programme.
    #[error("there is no programme {0}; the installed ones are listed by `gongbao period list`")]
    UnknownProgramme(String),
    /// A unit code that is not in the tree, or not in the operator's scope.
    #[error("there is no union with the code {0} in your scope")]
    UnknownUnit(String),
    /// A record that is not there, or not in scope.
    #[error("{} {id} was not found, or is outside your scope", kind.code())]
    NotFound {
        /// What was looked for.
        kind: Thing,
        /// As given.
        id: String,
    },
    /// The thing exists already.
    #[error("{} {id} exists already", kind.code())]
    Exists {
        /// What.
        kind: Thing,
        /// Which.
        id: String,
    },
    /// A state that does not allow the command.
    #[error("{} {id} is {}; {}", kind.code(), state.en, hint.en)]
    State {
        /// What.
        kind: Thing,
        /// Which.
        id: String,
        /// Where it stands.
        state: Words,
        /// What to do.
        hint: Box<Words>,
    },
    /// A duplicate case that is not open any more.
    #[error("case {id} is {}, not open", state.code())]
    CaseNotOpen {
        /// Which.
        id: String,
        /// Where it stands.
        state: CaseState,
    },
    /// Somebody else must do this.
    #[error("a second operator must do this: {0}")]
    SecondOperator(Refusal),
    /// Parameters that cannot be used.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A sealed value that cannot be opened.
    #[error("a sealed value cannot be opened; is this the database's key file?")]
    Seal(#[from] SealError),
    /// A file that cannot be read at all.
    #[error(transparent)]
    Import(#[from] import::ImportError),
    /// What was confirmed is not what is there now.
    #[error(
        "expected {expected}, found {found}; nothing was done: look again and confirm the present figures"
    )]
    Expectation {
        /// As confirmed.
        expected: crate::review::bulk::Expected,
        /// As counted now.
        found: crate::review::bulk::Expected,
    },
    /// The sample that was looked at was drawn from other claims, or for somebody else.
    #[error(
        "the sample that was looked at is not of these claims as they are now; nothing was done: look at the present sample"
    )]
    Sample,
    /// A bulk approval that was cut off before was finished, and the new one could not begin.
    #[error(
        "the bulk approval that was cut off before was finished first ({done} approved, {refused} refused); of the new one nothing was done: {cause}"
    )]
    AfterResumed {
        /// Claims the earlier act approved now.
        done: usize,
        /// Claims it could not approve.
        refused: usize,
        /// Why the new one did not begin.
        cause: Box<WorkflowError>,
    },
    /// An act over several claims that stopped half-way: what was done is saved.
    #[error(
        "the act stopped half-way: {} done, {} refused, {} not tried: {cause}",
        outcome.done.len(),
        outcome.failed.len(),
        left.len()
    )]
    HalfWay {
        /// What became of the claims that were tried.
        outcome: Box<Outcome>,
        /// The claims that were not.
        left: Vec<ClaimRef>,
        /// Why it stopped.
        cause: Box<WorkflowError>,
    },
    /// More claims than anybody looks at one by one.
    #[error(
        "{claims} claims at once are a bulk act; nothing was done: look at a sample of them first (up to {most} need none where nothing is left to be judged)"
    )]
    SampleFirst {
        /// How many were named.
        claims: usize,
        /// How many need no sample.
        most: usize,
    },
    /// One claim of an act that only works as a whole.
    #[error("claim {claim}: {refusal}")]
    Claim {
        /// Which.
        claim: ClaimRef,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// What was asked cannot be done as things stand; nothing was changed.
    #[error("{0}")]
    Refused(Refusal),
    /// The database is empty.
    #[error("the database holds no installation yet; create one with `gongbao init`")]
    NotInitialised,
    /// The database was made by an earlier version.
    #[error(
        "the database's schema is older than this program; run `gongbao init` again with the options it was made with: it brings the schema up to date and changes nothing else"
    )]
    SchemaBehind,
    /// The database was sealed with other keys.
    #[error(
        "this key file does not belong to this database: {}; give the key file the database was made with",
        .0.en
    )]
    WrongKey(Words),
    /// There is another installation in the database.
    #[error("the database is already in use: {}; nothing was changed", .0.en)]
    AlreadyInitialised(Words),
    /// There is nothing the command could act on.
    #[error("{}", .0.en)]
    Nothing(Words),
    /// The change is in force, but the claims it concerns are not all assessed again.
    #[error(
        "the change is in force, but not every claim it concerns was assessed again; `gongbao claim reassess` goes on"
    )]
    Unfinished(#[source] Box<WorkflowError>),
    /// The register of exports cannot be relied on, so nothing is exported.
    #[error(
        "the register of exports `{}` cannot be relied on: {fault}; nothing is exported until that is clear",
        path.display()
    )]
    Register {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        fault: crate::payments::exports::Fault,
    },
    /// The register holds an export of these lines, and nothing says that it came to an end.
    #[error(
        "the register of exports `{}` says in entry {entry} that lines of this batch were exported as batch {batch}, file \
         {file}, {}; nothing was exported",
        register.display(),
        if *found { "which this database does not know of" } else { "and the bank refused none of them" }
    )]
    Exported {
        /// The register.
        register: std::path::PathBuf,
        /// The number of the entry.
        entry: i64,
        /// The batch's number then.
        batch: String,
        /// The payment file's name then.
        file: String,
        /// This database does not know of the export.
        found: bool,
    },
    /// A file that cannot be written.
    #[error("cannot write `{}`: {cause}", path.display())]
    Write {
        /// The file.
        path: std::path::PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// Input that makes no sense.
    #[error("{}", .0.en)]
    Usage(Words),
    /// A value that could not be written as JSON.
    #[error("a value cannot be stored")]
    Json(#[from] serde_json::Error),
}

impl AsStorageError for WorkflowError {
    fn storage(&self) -> Option<&StorageError> {
        match self {
            Self::Storage(error) => Some(error),
            _ => None,
        }
    }
}

impl WorkflowError {
    /// There is no connection to the database; another one may be had later.
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_lost())
    }

    /// Of an act that stopped half-way: what was done, and what remains to be done.
    pub fn stopped(&self, lang: Lang) -> Option<String> {
        let Self::HalfWay { outcome, left, .. } = self else {
            return None;
        };
        let (done, refused, left) = (outcome.done.len(), outcome.failed.len(), left.len());
        Some(match lang {
            Lang::Zh => format!(
                "已完成并保存 {done} 件，未通过 {refused} 件；其余 {left} 件没有办理，可再次办理。"
            ),
            Lang::En => format!(
                "{done} are done and saved, {refused} were refused; {left} remain and can be tried again."
            ),
        })
    }

    /// Tells what an act has done when it cannot go on; where it has done nothing, the cause says all.
    pub(crate) fn half_way(self, outcome: Outcome, claims: &[ClaimRef]) -> Self {
        if outcome.done.is_empty() && outcome.failed.is_empty() {
            return self;
        }
        self.begun(outcome, claims)
    }

    /// The same of an act that is on record as begun, whatever it has done: it is gone on with, and not begun anew.
    pub(crate) fn begun(self, outcome: Outcome, claims: &[ClaimRef]) -> Self {
        let tried: BTreeSet<ClaimRef> = outcome
            .done
            .iter()
            .chain(outcome.failed.iter().map(|(claim, _)| claim))
            .copied()
            .collect();
        Self::HalfWay {
            left: claims
                .iter()
                .filter(|claim| !tried.contains(claim))
                .copied()
                .collect(),
            outcome: Box::new(outcome),
            cause: Box::new(self),
        }
    }

    /// A stable code for `--json`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Storage(StorageError::Busy(_)) => "busy",
            Self::Storage(StorageError::Conflict) => "conflict",
            Self::Storage(StorageError::NotFound) | Self::NotFound { .. } => "not-found",
            Self::Storage(_) => "database",
            Self::Forbidden { .. } => "forbidden",
            Self::UnknownOperator(_) => "unknown-operator",
            Self::UnknownProgramme(_) => "unknown-programme",
            Self::UnknownUnit(_) => "unknown-unit",
            Self::Exists { .. } => "exists",
            Self::State { .. } => "state",
            Self::CaseNotOpen { .. } => "case-not-open",
            Self::SecondOperator(_) => "second-operator",
            Self::Params(_) => "parameters",
            Self::Seal(_) => "key",
            Self::Import(_) | Self::Write { .. } => "file",
            Self::Register { .. } => "register",
            Self::Exported { .. } => "exported-before",
            Self::Nothing(_) => "nothing",
            Self::Unfinished(_) => "reassessment-left",
            Self::Expectation { .. } => "expectation",
            Self::Sample => "sample",
            Self::SampleFirst { .. } => "sample-first",
            Self::AfterResumed { cause, .. } | Self::HalfWay { cause, .. } => cause.code(),
            Self::Claim { refusal, .. } => refusal.code,
            Self::Refused(refusal) => refusal.code,
            Self::NotInitialised => "not-initialised",
            Self::SchemaBehind => "schema",
            Self::WrongKey(_) => "key",
            Self::AlreadyInitialised(_) => "already-initialised",
            Self::Usage(_) => "usage",
            Self::Json(_) => "internal",
        }
    }
}

/// Why one claim could not take a step, while others may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code, such as `slot-taken`.
    pub code: &'static str,
    /// What happened and what to do.
    pub message: Words,
    /// Who was first, when somebody was.
    pub by: Option<String>,
    /// When, in Shanghai time.
    pub at: Option<String>,
}

impl Refusal {
    /// A refusal nobody else caused.
    pub fn new(code: &'static str, message: Words) -> Self {
        Self {
            code,
            message,
            by: None,
            at: None,
        }
    }

    /// The programme of a claim is not one of this installation.
    pub(crate) fn not_installed(programme: &str) -> Self {
        let message = words!(
            "本站没有安装项目 {programme}",
            "programme {programme} is not installed here"
        );
        Self::new("unknown-programme", message)
    }

    /// Names who was first, and when.
    #[must_use]
    pub fn by(mut self, name: impl Into<String>, at: impl Into<String>) -> Self {
        self.by = Some(name.into());
        self.at = Some(at.into());
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.by, &self.at) {
            (Some(by), Some(at)) => write!(f, "{} ({by}, {at})", self.message.en),
            _ => f.write_str(&self.message.en),
        }
    }
}
