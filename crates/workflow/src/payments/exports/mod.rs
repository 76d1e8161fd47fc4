//! The register of exports: what left the house, remembered outside the database as well.
//!
//! A database can be restored, or failed over, to a state before an export; its claims would then be paid again. So
//! every export stands in a file beside the keys before the payment file appears: numbered entries, each with a keyed
//! digest over itself and the one before. The database holds a copy of every entry. An entry that only the file
//! knows happened in a life of the database that is lost: its lines are not exported until somebody says what became
//! of them ([`reconcile`]).
//!
//! A register is never silently new. It has an id, drawn when the installation is made and named by the database, by the
//! register's first line and by its head, a second small file beside the key file that says how far it went.

mod earlier;
mod entry;
mod fault;
mod file;
mod guard;
mod place;
pub mod reconcile;
mod salvage;

pub use entry::{Entry, What};
pub use fault::Fault;
pub use place::Place;
pub use reconcile::{Known, begin, happened, list, void};
pub use salvage::Remains;

pub(crate) use earlier::exported_before;
pub(crate) use entry::{file_name, marks};
pub(crate) use file::bind;
pub(crate) use guard::{Guard, REGISTER, enter};
pub(crate) use reconcile::{entries, put_begin, put_void, refuse_lost_batch, refuse_unexplained};
