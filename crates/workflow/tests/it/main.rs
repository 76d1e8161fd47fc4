//! The commands of the office on both engines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod administration;
mod answers;
mod batch_states;
mod bulk;
mod contested;
mod corrections;
mod duplicates;
mod edges;
mod entries;
mod export_races;
mod exports;
mod figures;
mod foreseen;
mod half_way;
mod heating;
mod held_claims;
mod imports;
mod kin;
mod matrix;
mod mergers;
mod messages;
mod money_desk;
mod moved_units;
mod notices;
mod office;
mod out;
mod oversight;
mod papers;
mod paying;
mod payments;
mod persons;
mod previews;
mod queue;
mod races;
mod registers;
mod replays;
mod returns;
mod reviews;
mod roster_names;
mod seconding;
mod several_accounts;
mod similar;
mod similar_scale;
mod slot_safety;
mod strangers;
mod sums;
mod supplements;
mod two_sources;
mod upgrades;
mod verdicts;
mod vouchers;
mod year_opening;
