//! How an engine keeps what it was told, as it says itself.

use crate::{Db, Result, dialect};

/// Settings of a PostgreSQL server that decide whether a commit lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its version.
    pub version: String,
    /// It waits for the disk, and writes whole pages after a checkpoint.
    pub waits_for_disk: bool,
    /// `synchronous_commit`.
    pub commit: String,
    /// `synchronous_standby_names`; empty where no standby confirms a commit.
    pub standbys: String,
    /// Pages bear checksums.
    pub checksums: bool,
    /// Its log is archived.
    pub archives: bool,
    /// The last attempt to archive failed.
    pub archive_fails: bool,
    /// It notices within so many milliseconds that a client is gone; zero is never.
    pub client_check_ms: i64,
    /// Its clock, in microseconds since 1970.
    pub now_us: i64,
}

/// What the server says; none for a SQLite file.
///
/// # Errors
/// [`crate::StorageError`].
pub fn server(db: &mut Db) -> Result<Option<Server>> {
    dialect::server(db)
}

/// The first thing a SQLite file is damaged by; none for a whole one, and for a server, which checks itself.
///
/// # Errors
/// [`crate::StorageError`].
pub fn damage(db: &mut Db) -> Result<Option<String>> {
    dialect::damage(db)
}
