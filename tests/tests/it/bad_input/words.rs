//! Flags, settings and names that make no sense.

use super::sqlite_office;
use e2e::{Site, both_sites};

both_sites! {
    fn what_does_not_exist_is_said_to_be_missing(site: Site::office) {
        let missing = site.path("nothing.csv").to_string_lossy().into_owned();
        for (operator, words, exit, code) in [
            ("clerk", vec!["import", "claims", missing.as_str()], 1, "file"),
            ("nobody", vec!["claim", "list"], 1, "unknown-operator"),
            ("clerk", vec!["claim", "list", "--unit", "HN000"], 1, "unknown-unit"),
            ("admin", vec!["period", "open", "child-premium", "2031"], 1, "no-period"),
            ("admin", vec!["period", "create", "no-such", "2026"], 1, "unknown-programme"),
            ("clerk", vec!["claim", "show", "26-00000-00000"], 2, "usage"),
            ("clerk", vec!["claim", "show", "x"], 2, "usage"),
            ("clerk", vec!["claim", "list", "--after", "rubbish"], 2, "usage"),
            ("reviewer", vec!["claim", "return", "x"], 2, "usage"),
            ("accountant", vec!["batch", "create", "--unit", "HN000", "--channel", "tax", "--source", "union"], 1, "unknown-unit"),
        ] {
            let outcome = site.run(operator, &words);
            assert_eq!(outcome.clone().fails(exit), code, "{outcome}");
        }
    }
}

#[test]
fn a_wrong_flag_ends_with_code_2_and_names_the_right_ones() {
    let site = sqlite_office();
    for words in [
        &["claim", "list", "--state", "rubbish"][..],
        &["claim", "list", "--limit", "0"],
        &["claim", "list", "--limit", "many"],
        &["claim", "list", "--year", "26"],
        &["claim", "frobnicate"],
        &["frobnicate"],
        &["import", "people", "x.csv"],
        &["claim", "approve"],
        &["claim", "approve", "--all-matching", "x"],
        &["claim", "approve", "x", "--expect-count", "1"],
        &["claim", "approve", "x", "--sample-seen", "00-00"],
        &["claim", "review", "x"],
        &["claim", "review", "x", "--checks", "member,colour"],
        &["duplicate", "resolve", "x"],
        &["batch", "create", "--unit", "HN"],
        &["operator", "add", "x", "--role", "king", "--scope", "HN"],
        &["claim", "hold", "x", "--until", "2026-02-30"],
        &["--today", "yesterday", "claim", "list"],
        &["--lang", "fr", "claim", "list"],
    ] {
        assert_eq!(site.run("clerk", words).fails(2), "usage", "{words:?}");
    }
    let nobody = site.run_plain(&["claim", "list"]);
    assert_eq!(nobody.fails(2), "usage");
    let help = site.finish(site.command(&["claim", "--help"])).exits(0);
    assert!(
        help.err.is_empty() && help.out.contains("approve"),
        "{help}"
    );
    let none = site.finish(site.command(&[])).exits(2);
    assert!(none.err.contains("--help"), "{none}");
}

#[test]
fn a_command_line_that_makes_no_sense_is_told_in_the_language_asked_for() {
    let site = sqlite_office();
    for words in [
        &["claim", "list", "--state", "rubbish"][..],
        &["claim", "list", "--limit", "many"],
        &["claim", "frobnicate"],
        &["claim", "list", "--colour"],
        &["claim", "approve"],
        &["batch", "seal"],
        &["duplicate", "show", "x"],
        &["claim", "hold", "x", "--until", "2026-02-30"],
    ] {
        let told = |lang: &str| {
            let all = [&["--lang", lang], words].concat();
            site.finish(site.command(&all)).exits(2).err
        };
        let (zh, en) = (told("zh"), told("en"));
        let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
        assert!(!chinese(&en) && en.contains("error: "), "{words:?}: {en}");
        for phrase in [
            "error:",
            "write one of",
            "required",
            "unexpected",
            "invalid",
            "next:",
        ] {
            assert!(!zh.contains(phrase), "{words:?}: {zh}");
        }
        assert!(
            zh.contains("错误：") && zh.contains("下一步："),
            "{words:?}: {zh}"
        );
    }
}

#[test]
fn a_wrong_setting_names_its_file_and_its_key() {
    let site = sqlite_office();
    for (content, key) in [
        ("databse = \"x\"\n", "databse"),
        ("bulk_chunk = \"many\"\n", "bulk_chunk"),
        ("bulk_chunk = 0\n", "bulk_chunk"),
        ("lang = \"fr\"\n", "lang"),
        ("log_level = 3\n", "log_level"),
        ("mode = \"toy\"\n", "mode"),
    ] {
        let file = site.file("site.toml", content);
        let outcome = site.run("clerk", &["--config", &file, "claim", "list"]);
        assert!(
            outcome.err.contains("site.toml") && outcome.err.contains(key),
            "{content}: {outcome}"
        );
        assert_eq!(outcome.fails(2), "usage");
    }
    let torn = site.file("torn.toml", "lang = \"zh\n[[");
    for file in [torn.as_str(), "/nonexistent/site.toml"] {
        let outcome = site.run("clerk", &["--config", file, "claim", "list"]);
        assert!(
            outcome.err.contains(file.rsplit('/').next().unwrap()),
            "{outcome}"
        );
        assert_eq!(outcome.fails(2), "usage");
    }
    let mut command = site.as_operator("clerk", &["claim", "list"]);
    command.env("GONGBAO_LAGN", "zh");
    let outcome = site.finish(command);
    assert!(outcome.err.contains("GONGBAO_LAGN"), "{outcome}");
    outcome.fails(2);
    let production = site.file("production.toml", "mode = \"production\"\n");
    assert_eq!(
        site.run("clerk", &["--config", &production, "claim", "list"])
            .fails(1),
        "mode"
    );
}
