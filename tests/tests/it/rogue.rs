//! A careless or malicious operator: arguments that are too long or not text, words meant for the terminal, and ways
//! around the operator's identity. Whatever is refused leaves no trace.

use e2e::{Engine, Outcome, Site, both_sites};
use rehearsal::people;
use rehearsal::rows::{ClaimRow, basic_code};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// What a terminal would obey: colours, its title, the direction of text, a bell.
const HOSTILE: [&str; 3] = ["x\u{1b}[31mred", "x\u{1b}]0;title\u{7}", "x\u{202e}gnp.exe"];
/// Longer than any field, shorter than what the system lets pass: 32 KiB of Chinese.
const LONG: usize = 10_000;

/// Nothing of what the program says can be taken for a command by the terminal; what it says to people runs one way.
#[track_caller]
fn is_plain(outcome: &Outcome) {
    let commands = |c: char| c.is_control() && c != '\n';
    let said = format!("{}{}", outcome.out, outcome.err);
    assert!(!said.contains(commands), "{said:?}");
    assert!(!outcome.err.contains('\u{202e}'), "{said:?}");
}

both_sites! {
    fn hostile_and_huge_words_are_answered_and_change_nothing(site: Site::office) {
        site.enrol(1..2, &basic_code(1));
        site.import("clerk", "claims", &site.sheet("claims.csv", &[ClaimRow::ordinary(1)]));
        let id = site.ids("clerk", "").remove(0);
        let before = site.run("auditor", &["audit", "verify"]).ok()["records"].clone();
        let long = "长".repeat(LONG);
        for word in HOSTILE.iter().copied().chain([long.as_str(), "'; DROP TABLE claims; --", ""]) {
            for words in [
                &["batch", "show", word][..],
                &["claim", "show", word],
                &["claim", "list", "--unit", word],
                &["claim", "list", "--after", word],
                &["import", "claims", word],
                &["duplicate", "undo", word, "--reason", "x"],
            ] {
                for json in [true, false] {
                    let mut all = vec!["--operator", "clerk"];
                    all.extend(json.then_some("--json"));
                    all.extend(words);
                    let outcome = site.finish(site.command(&all));
                    assert!(matches!(outcome.code, Some(1 | 2)), "{outcome}");
                    is_plain(&outcome);
                }
            }
            // A search for nonsense finds nothing; one for nothing finds what is there.
            let found = site.run("clerk", &["claim", "list", "--search", word]).ok();
            assert_eq!(found["claims"].as_array().map(Vec::len), Some(usize::from(word.is_empty())), "{word:?}");
            for operator in ["clerk", "admin"] {
                let outcome = site.run(operator, &["operator", "add", word, "--role", "admin", "--scope", "HN"]);
                assert!(matches!(outcome.code, Some(1 | 2)), "{outcome}");
                is_plain(&outcome);
            }
        }
        assert_eq!(site.ids("clerk", ""), [id]);
        assert_eq!(site.run("auditor", &["audit", "verify"]).ok()["records"], before);
        site.is_sound();
    }
}

#[test]
fn words_that_are_no_text_are_wrong_usage() {
    let site = Site::office(Engine::Sqlite).unwrap();
    let mut command = site.as_operator("clerk", &["claim", "show"]);
    command.arg(OsStr::from_bytes(b"\xff\xfe"));
    assert_eq!(site.finish(command).code, Some(2));
    for (name, value) in [
        ("GONGBAO_OPERATOR", &b"\xff"[..]),
        ("GONGBAO_DATABASE_URL", b"sqlite:\xff"),
    ] {
        let mut command = site.command(&["--json", "unit", "list"]);
        command.env(name, OsStr::from_bytes(value));
        let outcome = site.finish(command);
        assert!(matches!(outcome.code, Some(1 | 2)), "{outcome}");
    }
}

#[test]
fn in_production_no_variable_or_setting_names_the_operator() {
    let site = Site::bare(Engine::Sqlite).unwrap();
    site.init_production();
    let rehearsal = site.file("rehearsal.toml", "mode = \"rehearsal\"\n");
    let words = [
        "--json",
        "--config",
        &rehearsal,
        "--operator",
        "admin",
        "unit",
        "list",
    ];
    assert_eq!(site.finish(site.command(&words)).fails(1), "mode");
    // What sshd sets for a session, with a key nobody registered, and with none.
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1lZQp9Jv3b0r1p0yqO9JX0m2i2mV3pL4h6a8m8t3bC";
    let with_key = site.file("auth", format!("publickey {key}\n"));
    let without = site.file("password", "password\n");
    for auth in [with_key.as_str(), &without, "/nonexistent", ""] {
        let mut command = site.command(&["--json", "--operator", "admin", "unit", "list"]);
        command
            .env("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
            .env("SSH_ORIGINAL_COMMAND", "--operator admin unit list")
            .env("SSH_USER_AUTH", auth);
        let outcome = site.finish(command);
        assert_ne!(outcome.code, Some(0), "{outcome}");
        outcome.fails(1);
    }
}

#[test]
fn two_databases_never_share_what_one_key_opens() {
    let (ours, theirs) = (
        Site::office(Engine::Sqlite).unwrap(),
        Site::office(Engine::Sqlite).unwrap(),
    );
    ours.enrol(1..2, &basic_code(1));
    ours.import(
        "clerk",
        "claims",
        &ours.sheet("claims.csv", &[ClaimRow::ordinary(1)]),
    );
    // The other office's program is pointed at our file, with its own key.
    for words in [
        &["claim", "list"][..],
        &["operator", "list"],
        &["audit", "verify"],
    ] {
        let all = [&["--database", ours.url()][..], words].concat();
        let outcome = theirs.run("auditor", &all);
        assert!(
            !outcome.to_string().contains(&people::child(1).name),
            "{outcome}"
        );
        assert_eq!(outcome.fails(1), "key", "{words:?}");
    }
    ours.is_sound();
}
