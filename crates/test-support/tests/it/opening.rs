//! A database that several processes open for the first time in one moment.

use std::sync::Barrier;
use storage::{DatabaseUrl, Db};

const AT_ONCE: usize = 6;
const ROUNDS: usize = 40;

#[test]
fn many_first_openings_of_one_file_all_succeed_and_one_makes_its_schema() {
    for round in 0..ROUNDS {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("office.db");
        let url: DatabaseUrl = DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap();
        let start = Barrier::new(AT_ONCE);
        std::thread::scope(|scope| {
            let open = || {
                start.wait();
                let mut db = Db::create(&url)?;
                storage::migrate(&mut db)
            };
            let all: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(open)).collect();
            for one in all {
                one.join()
                    .unwrap()
                    .unwrap_or_else(|error| panic!("round {round}: {error}"));
            }
        });
    }
}
