//! The database: the only user of diesel. One file an aggregate (a folder where its search is a subject of its own);
//! functions over a connection; `dialect.rs` alone knows which engine it talks to.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

pub mod announcements;
pub mod audit;
pub mod backup;
pub mod batches;
pub mod bulk;
pub mod cases;
pub mod claim_figures;
pub mod claim_links;
pub mod claim_marks;
pub mod claims;
pub mod column_mappings;
pub mod contributions;
pub mod couples;
mod db;
mod dialect;
pub mod due;
pub mod entitlements;
mod error;
pub mod export_entries;
pub mod filed_names;
pub mod filings;
pub mod history;
pub mod imports;
pub mod institutions;
pub mod jobs;
pub mod key;
pub mod ledger;

pub mod match_keys;
pub mod matching;
pub mod messages;
pub mod meta;
pub mod metrics;
pub mod name_forms;
pub mod named_partners;
pub mod operator_keys;
pub mod operator_notes;
pub mod operators;
pub mod outbox;
pub mod page;
pub mod participations;
pub mod pending;
pub mod people;
pub mod periods;
pub mod plans;
pub mod presences;
pub mod proposals;
pub mod referrals;
pub mod registers;
pub mod rights;
pub mod roster_names;
mod schema;
pub mod server;
pub mod shape;
pub mod slots;
pub mod unbatched;
pub mod units;
pub mod unpaid;
pub mod uptake;
pub mod witnesses;
mod words;

pub use db::{AsStorageError, DatabaseUrl, Db};
pub use dialect::{execute_raw, is_alive, migrate, needs_migration, unmigrate, unmigrate_to};
pub use error::StorageError;
pub use key::Key;

/// Result of a storage function.
pub type Result<T> = std::result::Result<T, StorageError>;
