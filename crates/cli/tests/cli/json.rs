//! Sentences inside `--json` are in the language that was asked for; codes are codes in either.

use crate::{ADMIN, APPROVER, CLERK, Desk, REVIEWER, province};
use serde_json::Value;

/// Keys of the printed objects that hold a sentence.
const SENTENCES: [&str; 5] = ["message", "why", "what", "hint", "summary"];

/// Every sentence of an object, with its key.
fn sentences(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                match field.as_str() {
                    Some(text) if SENTENCES.contains(&key.as_str()) => found.push(text.to_owned()),
                    _ => sentences(field, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| sentences(item, found)),
        _ => {}
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Claims of which something is refused, and one that is out.
fn prepared() -> (Desk, String, String) {
    let desk = province();
    let list = [
        "claim",
        "list",
        "--state",
        "submitted",
        "--in-case",
        "false",
        "--limit",
        "2",
    ];
    let found = desk.json(REVIEWER, &list);
    let id = |at: usize| found["claims"][at]["id"].as_str().unwrap().to_owned();
    let (waiting, refused) = (id(0), id(1));
    desk.json(
        REVIEWER,
        &["claim", "reject", &refused, "--reason", "不是会员"],
    );
    (desk, waiting, refused)
}

#[test]
fn every_sentence_of_the_object_is_in_the_language_asked_for() {
    let (desk, waiting, refused) = prepared();
    let lines: [(&str, Vec<&str>); 8] = [
        (APPROVER, vec!["claim", "approve", &waiting]),
        (
            REVIEWER,
            vec!["claim", "review", &refused, "--checks", "member,child,age"],
        ),
        (
            REVIEWER,
            vec!["claim", "review", &waiting, "--checks", "member"],
        ),
        (
            "会计",
            vec!["claim", "recover", &waiting, "--reason", "重复享受"],
        ),
        ("会计", vec!["claim", "reconcile", &waiting, &refused]),
        (CLERK, vec!["claim", "withdraw", "26-7KQ2M-9XTRD"]),
        (ADMIN, vec!["period", "show", "child-premium", "2026"]),
        (ADMIN, vec!["change", "list", "--state", "rejected"]),
    ];
    for (who, line) in lines {
        let told = |lang: &str| {
            let ran = desk.on(who, &[&["--lang", lang, "--json"], &line[..]].concat());
            let mut found = Vec::new();
            sentences(&ran.json(), &mut found);
            found
        };
        let (zh, en) = (told("zh"), told("en"));
        assert_eq!(zh.len(), en.len(), "{line:?}");
        assert!(line[0] == "change" || !zh.is_empty(), "{line:?}");
        assert!(zh.iter().all(|text| is_chinese(text)), "{line:?}: {zh:?}");
        assert!(!en.iter().any(|text| is_chinese(text)), "{line:?}: {en:?}");
    }
}

#[test]
fn a_bulk_act_that_would_be_refused_is_listed_before_it_is_confirmed() {
    let (desk, waiting, _) = prepared();
    let line = [
        "claim",
        "recover",
        &waiting,
        "--reason",
        "重复享受",
        "--json",
    ];
    let ran = desk.on("会计", &line);
    let shown = ran.json();
    assert_eq!((ran.code, shown["count"].as_i64()), (1, Some(0)), "{shown}");
    assert_eq!(shown["refused"][0]["id"], waiting.as_str());
    assert_eq!(shown["refused"][0]["code"], "state");
}

#[test]
fn changes_name_the_programme_by_its_name() {
    let desk = province();
    let listed = desk.json(
        ADMIN,
        &["change", "list", "--lang", "zh", "--limit", "1000"],
    );
    let of_periods: Vec<&Value> = listed["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["kind"].as_str().unwrap().starts_with("period"))
        .collect();
    assert!(of_periods.len() >= 4, "{listed}");
    for change in of_periods {
        let summary = change["summary"].as_str().unwrap();
        assert!(
            !summary.contains("child-premium") && summary.contains("年度"),
            "{summary}"
        );
    }
}

#[test]
fn a_chinese_word_is_taken_where_its_code_is() {
    let desk = province();
    let count = |words: &[&str]| {
        let found = desk.json(
            REVIEWER,
            &[&["claim", "list", "--limit", "1000"], words].concat(),
        );
        found["claims"].as_array().unwrap().len()
    };
    assert_eq!(
        count(&["--verdict", "不符合"]),
        count(&["--verdict", "reject"])
    );
    assert_eq!(
        count(&["--state", "已申报"]),
        count(&["--state", "submitted"])
    );
    assert!(count(&["--verdict", "reject"]) > 0);
    for line in [
        ["claim", "list", "--verdict", "maybe"],
        ["claim", "list", "--lane", "maybe"],
    ] {
        let ran = desk.on(REVIEWER, &[&["--lang", "zh"], &line[..]].concat());
        assert!(
            ran.err.contains("（reject）") || ran.err.contains("（ready）"),
            "{ran:?}"
        );
    }
}
