//! Duplicate detection: records in, scored pairs with their reasons out. Pure: no clock, no chance, no file.
//!
//! # Method
//!
//! Records are made comparable ([`normalise`]), brought together by keys ([`block`]), compared field by field into levels
//! ([`compare`]) and weighed by a probabilistic model (Fellegi and Sunter, *A Theory for Record Linkage*, 1969): each level
//! adds the logarithm of how much more often the same person shows it than two people do. The model is a mixture of more than
//! two classes, because a twin shares everything with a subject but the name and the number: "the same person" and "a sibling"
//! each come from one parent or from two, and strangers come as strangers, as namesakes born on one day, and as mix-ups under one number.
//! What cannot be written down is learnt by expectation maximisation on tight blocks ([`train`]), without labels.
//!
//! Four rules hold everywhere:
//! * A missing value is no evidence: 0 bits, and nothing is learnt from it.
//! * The check digit of an identity number (GB 11643, ISO 7064 MOD 11-2) finds every single slip and every exchange of
//!   neighbours, so two valid different numbers are two people, unless a number is not the subject's own. That is evidence
//!   and keeps a pair below the automatic line; it is no veto.
//! * A common name says less than a rare one ([`frequency`]).
//! * The same records give the same pairs and scores, in any order and on any number of threads: everything is counted in
//!   integers, ordered by content, and summed in that order.
//!
//! # Use
//!
//! [`dataset::Dataset::push`] the records of a [`schema::Schema`] (written with [`build`]; see [`febrl`]), then [`batch::learn_and_score`]; or freeze
//! a [`weights::Model`], score batches under it with [`score::Scorer::new`] and [`batch::score_all`], and single records
//! with [`matcher::Matcher`], which gives the same scores. [`explain`] says why, [`cluster`] makes cases of pairs.
//! The engine advises; a person decides.
#![allow(
    clippy::float_arithmetic,
    reason = "weights are bits of evidence; no amount of money is computed here"
)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "records, texts and levels are counted in 32 bits by design"
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

pub mod batch;
pub mod block;
pub mod build;
pub mod cluster;
pub mod compare;
pub mod dataset;
pub mod explain;
pub mod febrl;
pub mod frequency;
mod hash;
mod lexicon;
pub mod matcher;
pub mod normalise;
pub mod pattern;
pub mod schema;
pub mod score;
pub mod train;
pub mod weights;
