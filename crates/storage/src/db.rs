//! A connection to either engine, and the one way to write.

use crate::dialect;
use crate::error::StorageError;
use diesel::Connection;
use diesel::connection::TransactionManager;
use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// One connection, PostgreSQL or SQLite.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// The province's shared server.
    Pg(PgConnection),
    /// A single office's file.
    Sq(SqliteConnection),
}

/// Where a database is; the scheme decides the engine before anything is opened.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A libpq URL.
    Postgres(String),
    /// A path, or `:memory:`.
    Sqlite(String),
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}

impl DatabaseUrl {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`StorageError::Url`] for an unknown scheme or an empty path.
    pub fn parse(text: &str) -> Result<Self, StorageError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match text
            .strip_prefix("sqlite:")
            .map(|path| path.strip_prefix("//").unwrap_or(path))
        {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.to_owned())),
            _ => Err(StorageError::Url(hide_password(text))),
        }
    }

    /// The URL without its password, for messages and logs.
    pub fn shown(&self) -> String {
        match self {
            Self::Postgres(url) => hide_password(url),
            Self::Sqlite(path) => format!("sqlite:{path}"),
        }
    }

    /// A PostgreSQL URL as a command line may show it, and the password apart, without its percent signs.
    pub fn apart(&self) -> Option<(String, Option<String>)> {
        let Self::Postgres(url) = self else {
            return None;
        };
        let (scheme, rest) = url.split_once("://")?;
        let Some((user, place)) = rest.split_once('@') else {
            return Some((url.clone(), None));
        };
        let Some((name, password)) = user.split_once(':') else {
            return Some((url.clone(), None));
        };
        Some((
            format!("{scheme}://{name}@{place}"),
            Some(decoded(password)),
        ))
    }

    /// The same PostgreSQL server with the same options, another database; none where the URL names no database.
    pub fn of_database(&self, name: &str) -> Option<Self> {
        let Self::Postgres(url) = self else {
            return None;
        };
        let (scheme, rest) = url.split_once("://")?;
        let (place, options) = rest
            .split_once('?')
            .map_or((rest, None), |(a, b)| (a, Some(b)));
        let (host, _) = place.split_once('/')?;
        let options = options
            .map(|options| format!("?{options}"))
            .unwrap_or_default();
        Some(Self::Postgres(format!("{scheme}://{host}/{name}{options}")))
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Postgres(_) => None,
            Self::Sqlite(path) => Some(Path::new(path)),
        }
    }
}

/// A percent sign and two hexadecimal digits are a byte.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        let byte = more
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = more
            .get(if byte.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hide_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.split_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _)) => format!("{scheme}://{name}:***@{host}"),
            None => url.to_owned(),
        },
        None => url.to_owned(),
    }
}

impl Db {
    /// Opens an existing database.
    ///
    /// # Errors
    /// [`StorageError::Missing`] when a SQLite file does not exist, else [`StorageError::Connect`].
    pub fn open(url: &DatabaseUrl) -> Result<Self, StorageError> {
        if let Some(path) = url.file()
            && path != Path::new(":memory:")
            && !path.exists()
        {
            return Err(StorageError::Missing(url.shown()));
        }
        Self::create(url)
    }

    /// Opens a database, creating a SQLite file that does not exist, for its owner's eyes only.
    ///
    /// # Errors
    /// [`StorageError::Connect`].
    pub fn create(url: &DatabaseUrl) -> Result<Self, StorageError> {
        if let Some(path) = url.file()
            && path != Path::new(":memory:")
        {
            // The engine gives its log files the mode of this one. A failure shows when it opens the file.
            let _ = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(OWNER_ONLY)
                .open(path);
        }
        dialect::connect(url)
    }

    /// Gives the connection memory for work that reads back much of what it writes, or takes it back.
    ///
    /// # Errors
    /// [`StorageError`] when the connection is gone.
    pub fn expect_much(&mut self, much: bool) -> Result<(), StorageError> {
        dialect::expect_much(self, much)
    }

    /// Runs `body` in one write transaction: all of it is saved, or nothing.
    ///
    /// The transaction is BEGIN on PostgreSQL and BEGIN IMMEDIATE on SQLite, where a transaction that
    /// reads first and writes later would fail at once. A deadlock, a lock time-out or a row that somebody else
    /// changed meanwhile is tried again, up to `ATTEMPTS_MAX` times.
    ///
    /// # Errors
    /// Whatever `body` returns; nothing was saved then.
    pub fn write<T, E>(&mut self, mut body: impl FnMut(&mut Self) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StorageError> + AsStorageError,
    {
        self.attempt(|db| db.finish_write(&mut body))
    }

    /// Runs `body` as [`Self::write`] does and takes back what it wrote: its answer is what it would have done.
    ///
    /// # Errors
    /// Whatever `body` returns.
    pub fn trial<T, E>(&mut self, mut body: impl FnMut(&mut Self) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StorageError> + AsStorageError,
    {
        self.attempt(|db| {
            let result = body(db);
            // Nothing is to stay, so nothing is lost; a connection that broke shows at its next use.
            let _ = <Self as Connection>::TransactionManager::rollback_transaction(db);
            result
        })
    }

    /// `finish` ends the transaction it is called in.
    fn attempt<T, E>(&mut self, mut finish: impl FnMut(&mut Self) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StorageError> + AsStorageError,
    {
        let mut attempt = 1;
        loop {
            // The engine has waited its whole time-out for the lock by now: waiting again would only be silence.
            dialect::begin_write(self)?;
            match finish(self) {
                Err(error)
                    if attempt < ATTEMPTS_MAX
                        && error.storage().is_some_and(StorageError::is_retryable) =>
                {
                    attempt += 1;
                }
                other => return other,
            }
        }
    }

    /// Runs `body` on the database as it is at this moment, whatever others write meanwhile. Nothing can
    /// be written inside on PostgreSQL, and nothing is saved on either engine.
    ///
    /// # Errors
    /// Whatever `body` returns.
    pub fn snapshot<T, E>(&mut self, body: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StorageError>,
    {
        dialect::begin_snapshot(self)?;
        let result = body(self);
        // Nothing was written, so nothing is lost; a connection that broke shows at its next use.
        let _ = <Self as Connection>::TransactionManager::rollback_transaction(self);
        result
    }

    fn finish_write<T, E>(
        &mut self,
        body: &mut impl FnMut(&mut Self) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StorageError>,
    {
        match body(self) {
            Ok(value) => {
                let _span = tracing::trace_span!("commit").entered();
                <Self as Connection>::TransactionManager::commit_transaction(self)
                    .map_err(StorageError::from)?;
                Ok(value)
            }
            Err(error) => {
                // The first error is the one to report; a rollback that fails leaves a closed connection.
                let _ = <Self as Connection>::TransactionManager::rollback_transaction(self);
                Err(error)
            }
        }
    }
}

/// A write that names the revision it read has found its row.
///
/// # Errors
/// [`StorageError::Conflict`] when somebody else wrote the row first.
pub(crate) fn one_row(changed: usize) -> crate::Result<()> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

/// Names and birth dates stand in the file in plain.
const OWNER_ONLY: u32 = 0o600;
/// How often a write is tried before its deadlock is reported.
pub const ATTEMPTS_MAX: u32 = 5;

/// An error that may carry a storage error, so that a write can tell whether trying again helps.
pub trait AsStorageError {
    /// The storage error, if that is what it is.
    fn storage(&self) -> Option<&StorageError>;
}

impl AsStorageError for StorageError {
    fn storage(&self) -> Option<&StorageError> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_scheme_is_refused_before_anything_is_opened() {
        for text in ["", "sqlite:", "mysql://x", "gongbao.db", "postgre://x"] {
            assert!(
                matches!(DatabaseUrl::parse(text), Err(StorageError::Url(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let url = DatabaseUrl::parse("postgres://desk:secret@db/gongbao").unwrap();
        assert_eq!(url.shown(), "postgres://desk:***@db/gongbao");
        assert!(!format!("{url:?}").contains("secret"));
    }
}
