//! From an approved sum to money that arrived or came back: batches, exports and their register, answers, recoveries.

pub mod batches;
pub mod exports;
pub mod institutions;
pub mod ledger;
pub(crate) mod marks;
pub(crate) mod money;
pub mod recovery;
pub(crate) mod shared;
pub(crate) mod spent;
