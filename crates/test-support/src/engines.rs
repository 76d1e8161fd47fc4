//! Runs one test on both engines.

use crate::database::{Engine, TestDb};

/// Runs `test` on a fresh SQLite file and, where a server is given, on a fresh PostgreSQL database.
pub fn on_both(test: impl Fn(&TestDb)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        on_one(engine, &test);
    }
}

/// Runs `test` on a fresh database of one engine; PostgreSQL is left out, with a notice, where there is none.
pub fn on_one(engine: Engine, test: impl FnOnce(&TestDb)) {
    if let Some(db) = TestDb::fresh(engine) {
        test(&db);
    }
}

/// Makes of each function two tests, `name::sqlite` and `name::postgres`, each with an office of its own.
///
/// ```text
/// both_engines! {
///     fn a_claim_is_filed(desk) { desk.file_claim(ClaimSpec::of(1)); }
/// }
/// ```
#[macro_export]
macro_rules! both_engines {
    ($($(#[$meta:meta])* fn $name:ident($desk:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a test may need nothing of its file")]
            use super::*;

            fn body($desk: &$crate::Desk) $body

            $(#[$meta])*
            #[test]
            fn sqlite() {
                $crate::on_one($crate::Engine::Sqlite, |db| body(&$crate::Desk::install(db)));
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                $crate::on_one($crate::Engine::Postgres, |db| body(&$crate::Desk::install(db)));
            }
        }
    )*};
}
