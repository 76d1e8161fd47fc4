//! Whole stories, told with the real `gongbao` binary on real databases.
//!
//! A [`Site`] is a place where the program runs: a directory of its own, a database on either engine,
//! a key file. Every run's outcome is checked for what must hold of any run: a documented exit code,
//! no panic, and a next step where it failed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests stop at the first surprise and say what they left out"
)]

mod office;
mod outcome;
mod site;
pub mod terminal;

pub use office::{BUDGET_YUAN, COUNTY, DAY, FAR_COUNTY, FAR_UNIT, OFFICE};
pub use outcome::{Outcome, list, number, text};
pub use site::{Running, Site, binary};
pub use test_support::Engine;

/// Makes of each function two tests, `name::sqlite` and `name::postgres`, each with a site of its own.
///
/// The expression behind the name makes the site, such as `Site::office`.
#[macro_export]
macro_rules! both_sites {
    ($($(#[$meta:meta])* fn $name:ident($site:ident: $make:path) $body:block)*) => {$(
        mod $name {
            use super::*;

            fn body($site: &$crate::Site) $body

            $(#[$meta])*
            #[test]
            fn sqlite() {
                if let Some(site) = $make($crate::Engine::Sqlite) { body(&site); }
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                if let Some(site) = $make($crate::Engine::Postgres) { body(&site); }
            }
        }
    )*};
}
