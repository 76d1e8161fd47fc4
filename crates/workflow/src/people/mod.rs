//! Who somebody is: their names on record, and what of them may be shown.

pub mod name_forms;
pub(crate) mod names;
pub(crate) mod persons;
pub mod reveal;
