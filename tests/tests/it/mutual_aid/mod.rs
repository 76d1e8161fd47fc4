//! Mutual aid by command line.

mod schemes;
