//! Databases and disks that cannot be reached, read or written.

use super::{claims_file, sqlite_office};
use e2e::{Engine, Outcome, Running, Site, number, text};
use rehearsal::rows::{ClaimRow, basic_code};
use serde_json::json;
use std::process::Command;

#[test]
fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    let site = Site::bare(Engine::Sqlite).unwrap();
    let prose = "this is no database, but it is long enough to look like a file of pages";
    let file = site.file("text.db", prose);
    let no_database = format!("sqlite:{}", site.path("missing.db").display());
    let text_file = format!("sqlite:{file}");
    let directory = format!("sqlite:{}", site.path("").display());
    for (url, exit) in [
        ("mysql://u:geheim@h/x", 2),
        ("sqlite:", 2),
        ("rubbish", 2),
        (no_database.as_str(), 1),
        (text_file.as_str(), 1),
        (directory.as_str(), 1),
        ("postgres://u:geheim@127.0.0.1:1/x", 1),
        ("postgres://u:geheim@no-such-host.invalid/x", 1),
        ("postgres:///x?host=/nonexistent", 1),
    ] {
        let outcome = site.run("clerk", &["--database", url, "claim", "list"]);
        assert!(
            !format!("{}{}", outcome.err, outcome.out).contains("geheim"),
            "a password: {outcome}"
        );
        let code = outcome.clone().code;
        assert!(
            code == Some(exit) || code == Some(1) && exit == 2,
            "{url}: {outcome}"
        );
        let _ = outcome.fails(code.unwrap());
    }
    assert!(
        !site.path("missing.db").exists(),
        "only `init` makes databases"
    );
    let outcome = site.finish(site.command(&[
        "--json",
        "--database",
        &text_file,
        "init",
        "--admin",
        "a",
        "--rehearsal",
    ]));
    outcome.fails(1);
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        prose,
        "nothing is written into a stranger's file"
    );
    assert!(
        !site.path("site.key").exists(),
        "a key nobody uses is not left behind"
    );
}

#[test]
fn a_locked_file_is_waited_for_and_then_said_to_be_busy() {
    let site = sqlite_office();
    let mut holder = site.as_owner();
    storage::execute_raw(&mut holder, "BEGIN IMMEDIATE").unwrap();
    let file = claims_file(&site);
    let import = site.start("clerk", &["import", "claims", &file]);
    let waited = std::time::Instant::now();
    let outcome = import.wait();
    if outcome.code != Some(1) {
        panic!("it wrote past a lock: {outcome}");
    }
    assert!(waited.elapsed().as_secs() >= 1, "it gave up at once");
    assert_eq!(outcome.fails(1), "busy");
    assert_eq!(
        site.ids("clerk", ""),
        Vec::<String>::new(),
        "readers are not kept out"
    );
    storage::execute_raw(&mut holder, "ROLLBACK").unwrap();
    site.import("clerk", "claims", &file);
    site.is_sound();
}

#[test]
fn a_disk_that_is_full_loses_nothing() {
    let site = sqlite_office();
    let rows: Vec<ClaimRow> = (0..400).map(ClaimRow::ordinary).collect();
    let file = site.sheet("claims.csv", &rows);
    let size = std::fs::metadata(site.path("gongbao.db")).unwrap().len();
    // The shell counts blocks of 512 bytes; with the signal ignored, the write fails as on a full disk.
    let blocks = size / 512 + 64;
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let outcome = limited(&site, &script, &["import", "claims", &file]);
    assert_eq!(outcome.clone().fails(1), "database", "{outcome}");
    assert_eq!(site.ids("clerk", ""), Vec::<String>::new());
    site.is_sound();
    let report = site.import("clerk", "claims", &file);
    assert_eq!(number(&report["accepted"]), 400);
    site.is_sound();
}

#[test]
fn an_export_into_no_directory_leaves_the_batch_as_it_was() {
    let site = sqlite_office();
    site.enrol(1..2, &basic_code(1));
    site.import("clerk", "claims", &claims_file(&site));
    let ids = site.ids("reviewer", "submitted");
    site.review("reviewer", &ids);
    site.run("approver", &["claim", "approve", &ids[0]]).ok();
    let made = site.batch("member-bank");
    let batch = text(&made["batch"]);
    let wrong = site.run(
        "accountant",
        &[
            "batch",
            "seal",
            batch,
            "--expect-count",
            "2",
            "--expect-total-fen",
            "80000",
        ],
    );
    assert_eq!(wrong.fails(1), "expectation");
    site.confirmed("accountant", &["batch", "seal", batch]).ok();
    let nowhere = site
        .path("no/such/place.csv")
        .to_string_lossy()
        .into_owned();
    assert_eq!(
        site.run("cashier", &["batch", "export", batch, "--out", &nowhere])
            .fails(1),
        "file"
    );
    let taken = site.file("taken.csv", "something else");
    assert_eq!(
        site.run("cashier", &["batch", "export", batch, "--out", &taken])
            .fails(1),
        "state"
    );
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "something else");
    assert_eq!(
        site.run("cashier", &["batch", "show", batch]).ok()["state"],
        "sealed"
    );
    let wrong = site.run(
        "approver",
        &[
            "claim",
            "approve",
            "--all-matching",
            "--expect-count",
            "7",
            "--expect-total-fen",
            "1",
        ],
    );
    assert_eq!(wrong.fails(1), "expectation");
    site.is_sound();
}

#[test]
fn a_reader_who_goes_away_is_no_failure() {
    let site = sqlite_office();
    let outcome = limited(
        &site,
        "\"$0\" \"$@\" | true; echo '{\"ended\":true}'",
        &["unit", "list"],
    );
    assert_eq!(outcome.json(), json!({ "ended": true }));
    assert_eq!(outcome.err, "");
}

/// Runs the program as `clerk` in a shell that does something around it.
#[expect(clippy::disallowed_methods, reason = "a shell sets limits")]
fn limited(site: &Site, script: &str, words: &[&str]) -> Outcome {
    let inner = site.as_operator("clerk", words);
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(script)
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear();
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command.current_dir(site.path(""));
    Running::start(command).wait()
}
