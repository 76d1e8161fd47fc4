//! Read models: what lists, details and the home screen show. Each takes a session, reads through its
//! operator's scope, and never writes, but for the trace of who looked a person up.

pub mod audit_log;
pub mod audit_trail;
pub mod batches;
mod case_evidence;
pub mod cases;
pub mod causes;
pub mod claim_detail;
pub mod claims;
mod entry_words;
pub mod home;
pub mod imports;
pub mod installed;
pub mod jobs;
mod kept;
mod known_as;
pub mod ledger;
pub mod ledger_entries;
pub mod notice;
pub(crate) mod numbers;
mod out;
pub(crate) mod page;
pub(crate) mod people;
pub mod periods;
pub mod person;
pub mod person_words;
pub mod piles;
pub mod plans;
pub mod proposals;
mod recovery;
mod remedy;
pub(crate) mod sentence;
pub mod unit_list;
pub mod units;
mod unpaid;

pub use domain::lang::Lang;
pub use kept::KeptView;
pub use numbers::MaskedNumber;
pub use out::Out;
pub use page::{CappedCount, Cursor, CursorError, PAGE_ROWS_MAX, Page};

use crate::error::{Result, Thing, WorkflowError};
use storage::StorageError;

/// Names what was looked for when it is not there, or not in scope.
fn missing<T>(kind: Thing, id: &impl ToString, found: storage::Result<T>) -> Result<T> {
    match found {
        Err(StorageError::NotFound) => Err(WorkflowError::NotFound {
            kind,
            id: id.to_string(),
        }),
        other => Ok(other?),
    }
}
