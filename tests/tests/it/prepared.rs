//! A server's database is prepared by the role that owns the tables, and used by another one.

use e2e::{Engine, Site, text};
use test_support::PROGRAM;

#[test]
fn a_database_is_prepared_by_its_owner_and_used_by_a_role_that_cannot_change_history() {
    let Some(site) = Site::bare(Engine::Postgres) else {
        return;
    };
    for sql in ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"] {
        storage::execute_raw(&mut site.as_owner(), sql).unwrap();
    }
    let init = ["init", "--admin", "root", "--rehearsal"];
    let owner = site.owner_url();
    let as_owner = |words: &[&str]| {
        let all = [&["--database", owner.as_str(), "--json"], words].concat();
        site.finish(site.command(&all))
    };

    // Before the owner has been there, the program's role can do nothing and says who can.
    let refused = site.run_plain(&init).exits(1);
    assert!(refused.err.contains("gongbao db migrate"), "{refused}");

    let done = as_owner(&["db", "migrate", "--role", PROGRAM]).ok();
    assert_eq!(done["migrated"], true);
    assert_eq!(as_owner(&["db", "migrate"]).ok()["migrated"], false);
    site.run_plain(&init).ok();
    assert_eq!(site.run_plain(&init).ok()["fresh"], false);
    assert_eq!(site.run_plain(&["db", "check"]).ok()["exact"], true);
    site.run("root", &["operator", "list"]).ok();

    // Who owns the tables is not what the program should come in as; neither is a role with one right more or less.
    let all = as_owner(&["db", "check"]).exits(1).json();
    assert_eq!(all["owns"], true);
    for sql in [
        format!("GRANT DELETE ON audit_log TO {PROGRAM}"),
        format!("REVOKE INSERT ON event_log FROM {PROGRAM}"),
    ] {
        storage::execute_raw(&mut site.as_owner(), &sql).unwrap();
    }
    let checked = site.run_plain(&["db", "check"]).exits(1).json();
    for (list, table, right) in [
        ("excess", "audit_log", "DELETE"),
        ("missing", "event_log", "INSERT"),
    ] {
        assert_eq!(checked[list].as_array().unwrap().len(), 1, "{checked}");
        assert_eq!(
            (
                text(&checked[list][0]["table"]),
                text(&checked[list][0]["right"])
            ),
            (table, right)
        );
    }
    let told = site.run(
        "root",
        &["operator", "add", "eve", "--role", "clerk", "--scope", "/"],
    );
    assert!(
        told.clone().exits(1).err.contains("gongbao db check"),
        "{told}"
    );

    let printed = as_owner(&["db", "grant", "--role", PROGRAM, "--print"]).ok();
    let statements = printed["statements"].as_array().unwrap();
    for statement in statements {
        storage::execute_raw(&mut site.as_owner(), text(statement)).unwrap();
    }
    assert_eq!(site.run_plain(&["db", "check"]).ok()["exact"], true);
    assert!(
        !site
            .run_plain(&["db", "grant", "--role", PROGRAM])
            .exits(1)
            .err
            .is_empty()
    );
    site.run("root", &["operator", "list"]).ok();
}

#[test]
fn a_file_has_no_roles_and_says_so() {
    let site = Site::bare(Engine::Sqlite).unwrap();
    site.run_plain(&["init", "--admin", "root", "--rehearsal"])
        .ok();
    assert_eq!(site.run_plain(&["db", "migrate"]).ok()["migrated"], false);
    let refused = site.run_plain(&["db", "check"]).exits(1);
    assert!(refused.err.contains("SQLite"), "{refused}");
}
