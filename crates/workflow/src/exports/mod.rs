//! The register of exports: what left the house, remembered outside the database as well.
//!
//! A database can be restored, or failed over, to a state before an export; its claims would then be paid again. So
//! every export stands in a file beside the keys before the payment file appears: numbered entries, each with a keyed
//! digest over itself and the one before. The database holds a copy of every entry. An entry that only the file
//! knows happened in a life of the database that is lost: its lines are not exported until somebody says what became
//! of them ([`reconcile`]).

mod entry;
mod file;
mod guard;
pub mod reconcile;

pub use entry::{Entry, What};
pub use reconcile::{Known, happened, list, void};

pub(crate) use entry::{file_name, marks};
pub(crate) use guard::{Guard, enter};
pub(crate) use reconcile::put_void;
