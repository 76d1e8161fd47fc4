//! Mutual aid by command line.

mod analysis;
mod outbox;
mod referral;
mod schemes;
mod serve;
mod settle;
