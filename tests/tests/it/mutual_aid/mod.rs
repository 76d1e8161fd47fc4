//! Mutual aid by command line.

mod referral;
mod schemes;
mod serve;
mod settle;
