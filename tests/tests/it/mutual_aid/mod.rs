//! Mutual aid by command line.

mod schemes;
mod serve;
mod settle;
