//! Wrong, missing and open key files; and installations that are not what was meant.

use super::{claims_file, noise};
use e2e::{Engine, Site, both_sites};
use std::os::unix::fs::PermissionsExt;

both_sites! {
    fn a_wrong_key_file_opens_nothing(site: Site::office) {
        site.import("clerk", "claims", &claims_file(site));
        let key = site.path("site.key");
        let good = std::fs::read(&key).unwrap();
        let list_claims = || site.run("clerk", &["claim", "list"]);
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        let open = list_claims();
        assert!(open.err.contains("chmod 600"), "{open}");
        assert_eq!(open.fails(1), "key");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        let first = good[0];
        for wrong in [noise(200), Vec::new(), b"hello".to_vec(), good[..good.len() / 2].to_vec()] {
            std::fs::write(&key, &wrong).unwrap();
            let outcome = list_claims();
            assert_eq!(outcome.fails(1), "key");
        }
        let other = Site::bare(Engine::Sqlite).unwrap();
        other.init();
        std::fs::copy(other.path("site.key"), &key).unwrap();
        let import = claims_file(site);
        for words in [&["claim", "list"][..], &["import", "claims", &import], &["audit", "verify"]] {
            assert_eq!(site.run("clerk", words).fails(1), "key", "{words:?}");
        }
        std::fs::remove_file(&key).unwrap();
        assert_eq!(list_claims().fails(1), "key");
        assert!(!key.exists(), "only `init` makes keys");
        assert_eq!(good[0], first);
        std::fs::write(&key, &good).unwrap();
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(site.ids("clerk", "").len(), 1);
        site.is_sound();
    }
}

#[test]
fn init_twice_changes_nothing_and_another_init_is_refused() {
    let site = Site::bare(Engine::Sqlite).unwrap();
    assert_eq!(site.init()["fresh"], true);
    let key = std::fs::read(site.path("site.key")).unwrap();
    assert_eq!(site.init()["fresh"], false);
    assert_eq!(
        site.run_plain(&["init", "--admin", "another", "--rehearsal"])
            .fails(1),
        "already-initialised"
    );
    assert_eq!(
        site.run_plain(&["init", "--admin", "admin"]).fails(1),
        "already-initialised"
    );
    assert_eq!(std::fs::read(site.path("site.key")).unwrap(), key);
}

#[test]
fn in_production_nobody_acts_by_naming_an_operator_or_a_day() {
    let site = Site::bare(Engine::Sqlite).unwrap();
    site.init_production();
    let outcome = site.finish(site.command(&["--json", "--operator", "admin", "unit", "list"]));
    assert_eq!(outcome.fails(1), "operator-refused");
    let outcome = site.finish(site.command(&[
        "--json",
        "--today",
        "2026-01-15",
        "--operator",
        "admin",
        "unit",
        "list",
    ]));
    assert_eq!(outcome.fails(2), "usage");
}
