//! What can go wrong with a database, by kind; constraint names are never looked at.

use std::error::Error;

use diesel::result::{ConnectionError, DatabaseErrorKind, Error as Diesel};

/// A failed query or connection.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The URL has no scheme we know, so that a typo cannot create an empty file.
    #[error("`{0}` is not a database URL; write sqlite:PATH or postgres://USER@HOST/NAME")]
    Url(String),
    /// No connection.
    #[error("cannot open the database")]
    Connect(#[source] ConnectionError),
    /// There is no database at the path.
    #[error("there is no database at {0}; create it with `gongbao init`")]
    Missing(String),
    /// The row does not exist, or not in the operator's scope.
    #[error("not found")]
    NotFound,
    /// A row that must be new exists already.
    #[error("already there")]
    Duplicate(#[source] Diesel),
    /// Somebody else wrote the row first.
    #[error("somebody else changed the record first")]
    Conflict,
    /// Locked by another writer for too long, or chosen to break a deadlock; worth another try.
    #[error("the database is busy: another command holds the rows")]
    Busy(#[source] Diesel),
    /// The connection is gone; the outcome of a commit in flight is unknown.
    #[error("the connection to the database was lost")]
    Closed(#[source] Diesel),
    /// Disk or quota is full, or the file is read-only.
    #[error("the database cannot be written (disk full or read-only); nothing was saved")]
    Unwritable(#[source] Diesel),
    /// A stored value that cannot be read: the row was damaged, or written by a newer version.
    #[error("stored value of {column} cannot be read: {value}")]
    Stored {
        /// Table and column.
        column: &'static str,
        /// The value, when it is no personal datum.
        value: String,
    },
    /// The role of the connection has no right to do this; on PostgreSQL only.
    #[error("the database's role has no right to do this")]
    Forbidden(#[source] Diesel),
    /// A role that rights cannot be given to: it is not there, or no right would bind it.
    #[error("{}", role_refused(.role, *.bound))]
    Role {
        /// Its name.
        role: String,
        /// It is no superuser and no member of the role that owns the tables.
        bound: bool,
    },
    /// Rights were to be given by a role that does not own the tables.
    #[error("the role `{0}` does not own the tables, so it cannot give rights to them")]
    NotOwner(String),
    /// Roles were asked for where the engine knows none.
    #[error("a SQLite file has no roles; its rights are those of the file")]
    NoRoles,
    /// A migration failed.
    #[error("the database's schema cannot be brought up to date: {0}")]
    Migration(String),
    /// Anything else.
    #[error("database error")]
    Other(#[source] Diesel),
}

impl StorageError {
    /// The same command may succeed when tried again: two writers met, and the next try reads what the other wrote.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Conflict)
    }

    /// Of rows that were looked for and not found: another command made one in the same moment, so the
    /// whole write is worth another try.
    pub(crate) fn made_meanwhile(self) -> Self {
        match self {
            Self::Duplicate(cause) => Self::Busy(cause),
            other => other,
        }
    }

    /// There is no connection; another one may be had later.
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::Closed(_))
    }

    /// A stored code that no enum knows.
    pub fn stored(column: &'static str, value: impl Into<String>) -> Self {
        Self::Stored {
            column,
            value: value.into(),
        }
    }
}

impl From<Diesel> for StorageError {
    fn from(error: Diesel) -> Self {
        match &error {
            Diesel::NotFound => Self::NotFound,
            Diesel::DeserializationError(cause) => match unread(cause.as_ref()) {
                Some((column, value)) => Self::stored(column, value),
                None => Self::Other(error),
            },
            Diesel::DatabaseError(kind, info) => {
                let message = info.message();
                match kind {
                    DatabaseErrorKind::UniqueViolation => Self::Duplicate(error),
                    DatabaseErrorKind::SerializationFailure => Self::Busy(error),
                    DatabaseErrorKind::ClosedConnection => Self::Closed(error),
                    DatabaseErrorKind::ReadOnlyTransaction => Self::Unwritable(error),
                    _ if is_busy(message) => Self::Busy(error),
                    _ if is_unwritable(message) => Self::Unwritable(error),
                    _ if is_forbidden(message) => Self::Forbidden(error),
                    _ => Self::Other(error),
                }
            }
            _ => Self::Other(error),
        }
    }
}

/// The column and value that diesel wraps, where one of ours could not be read.
fn unread(cause: &(dyn Error + 'static)) -> Option<(&'static str, String)> {
    match cause.downcast_ref() {
        Some(StorageError::Stored { column, value }) => Some((column, value.clone())),
        _ => unread(cause.source()?),
    }
}

/// Diesel has no kind for SQLite's busy, PostgreSQL's deadlock (40P01) and lock time-out (55P03).
fn is_busy(message: &str) -> bool {
    [
        "database is locked",
        "database table is locked",
        "deadlock detected",
        "lock timeout",
    ]
    .iter()
    .any(|text| message.contains(text))
}

/// SQLSTATE 42501, for which diesel has no kind either.
fn is_forbidden(message: &str) -> bool {
    message.contains("permission denied") || message.contains("must be owner of")
}

fn role_refused(role: &str, bound: bool) -> String {
    if bound {
        format!("the database has no role `{role}`")
    } else {
        format!("the role `{role}` is a superuser or owns the tables, so no right binds it")
    }
}

fn is_unwritable(message: &str) -> bool {
    [
        "readonly database",
        "database or disk is full",
        "disk I/O error",
        "No space left",
        "could not extend file",
    ]
    .iter()
    .any(|text| message.contains(text))
}
