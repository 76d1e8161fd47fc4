//! Raw cells made comparable: the same person written in two ways becomes the same value.
//!
//! Every function is total: what cannot be read is *missing*, and missing is no evidence either way.

pub mod code;
pub mod date;
pub mod identity;
mod latin;
pub mod name;
pub mod readings;
pub mod same;
pub mod simplified;
pub mod sound;
pub mod syllable;
