//! What the rules find of a claim, and what people decide on it, one by one and in bulk.

pub(crate) mod act;
pub(crate) mod assess;
pub mod bulk;
pub(crate) mod common_rule;
pub mod decide;
pub(crate) mod doubts;
pub(crate) mod draw;
pub mod due;
pub(crate) mod facts;
pub mod kept;
pub(crate) mod named;
pub mod preview;
pub mod reassess;
pub(crate) mod rule_set;
pub(crate) mod separation;
pub mod supplement;
pub(crate) mod supplement_guard;
pub mod trial;
