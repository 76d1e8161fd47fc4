//! What is asked for and recorded beside the decisions.

use super::{ADMIN, CLERK, REVIEWER, SECOND, province};
use serde_json::Value;

#[test]
fn a_number_is_revealed_for_a_reason_and_the_chain_stays_whole() {
    let desk = province();
    let claims = desk.json(CLERK, &["claim", "list", "--limit", "1"]);
    let id = claims["claims"][0]["id"].as_str().unwrap().to_owned();
    let ask = |who: &str, more: &[&str]| {
        desk.on(
            who,
            &[&["--lang", "en", "claim", "reveal", &id], more].concat(),
        )
    };
    let shown = ask(
        REVIEWER,
        &["--field", "mobile", "--reason", "电话核实", "--json"],
    );
    assert_eq!(shown.code, 0, "{shown:?}");
    assert_eq!(shown.json()["value"].as_str().unwrap().len(), 11);
    ask(CLERK, &["--field", "mobile", "--reason", "x"]).fails(1, "may not");
    ask(REVIEWER, &["--field", "mobile", "--reason", " "]).fails(2, "auditors");
    let unknown = ask(REVIEWER, &["--field", "name", "--reason", "x"]);
    assert!(
        unknown.code == 2 && unknown.err.contains("child-number"),
        "{unknown:?}"
    );
    let log = desk.on(REVIEWER, &["claim", "log", &id, "--json"]);
    assert!(log.out.contains("reveal"), "{log:?}");
    assert_eq!(desk.on(ADMIN, &["audit", "verify"]).code, 0);
}

#[test]
fn an_announcement_is_recorded_listed_and_changes_what_claims_say() {
    let desk = province();
    let unit = desk.json(ADMIN, &["unit", "list"])["units"][0]["code"].clone();
    let unit = unit.as_str().unwrap();
    let record = [
        "announcement",
        "record",
        "child-premium",
        "2026",
        "--unit",
        unit,
        "--on",
        "2025-12-20",
        "--kind",
        "meeting",
        "--document",
        "会议纪要",
    ];
    let done = desk.json(ADMIN, &record);
    let again = &done["reassessed"];
    assert!(again["looked_at"].as_u64().unwrap() > 0, "{done}");
    assert_eq!(again["looked_at"], again["rewritten"], "{done}");
    desk.on(ADMIN, &record).fails(1, "已有记录");
    let list = desk.json(CLERK, &["announcement", "list", "child-premium", "2026"]);
    assert_eq!(list["announcements"][0]["kind"], "meeting");
    let rest = desk.json(ADMIN, &["claim", "reassess"]);
    assert_eq!(
        (rest["changes"].as_u64(), rest["looked_at"].as_u64()),
        (Some(0), Some(0))
    );
}

#[test]
fn the_list_of_rulings_tells_how_many_claims_wait() {
    let desk = province();
    let list = desk.json(ADMIN, &["ruling", "list"]);
    let waiting = |value: &Value| value["waiting_claims"].as_i64().unwrap();
    let options = list["options"].as_array().unwrap();
    assert!(options.iter().any(|option| waiting(option) > 0), "{list}");
    let text = desk.on(ADMIN, &["--lang", "en", "ruling", "list"]);
    assert!(text.out.contains("waiting"), "{text:?}");
}

#[test]
fn what_an_audit_finds_is_told_in_the_language_asked_for_in_text_and_json() {
    const AUDITOR: &str = "审计员";
    let desk = province();
    desk.json(AUDITOR, &["audit", "seal"]);
    let mut kept = desk.json(AUDITOR, &["audit", "seals"]);
    kept["seals"][0]["root"] = Value::from("00");
    std::fs::write(desk.path().join("kept.json"), kept.to_string()).unwrap();
    let url = format!("sqlite:{}", desk.path().join("desk.db").display());
    let mut db = storage::Db::open(&storage::DatabaseUrl::parse(&url).unwrap()).unwrap();
    let claim = desk.json(CLERK, &["claim", "list", "--limit", "1"])["claims"][0].clone();
    let number = claim["number"].as_str().unwrap();
    let sql = format!(
        "UPDATE claims SET payable_fen = payable_fen + 1 WHERE number = '{}'",
        number.replace('-', "")
    );
    storage::execute_raw(&mut db, &sql).unwrap();
    let compare: &[&str] = &["audit", "compare", "kept.json"];
    for (command, zh, en) in [
        (
            &["audit", "verify"][..],
            "与审计链第 1 条所记不符",
            "is not what entry 1 of its chain vouches for",
        ),
        (
            compare,
            "另行保存的第 1 号封存与数据库中的不同",
            "seal 1, kept outside, is another one in the database",
        ),
    ] {
        for (lang, words, other) in [("zh", zh, en), ("en", en, zh)] {
            let asked = [&["--lang", lang], command].concat();
            let text = desk.on(AUDITOR, &asked);
            assert_eq!(text.code, 1, "{text:?}");
            assert!(
                text.out.contains(words) && !text.out.contains(other),
                "{text:?}"
            );
            assert_eq!(text.out.contains(number), command != compare, "{text:?}");
            let json = desk.on(AUDITOR, &[&asked[..], &["--json"]].concat()).json();
            let what = json["first_bad"]["what"].as_str().unwrap();
            assert!(what.contains(words), "{json}");
        }
    }
}

#[test]
fn a_ruling_is_typed_in_chinese_words_or_in_codes_and_told_in_words() {
    let desk = province();
    let preview = ["ruling", "preview", "child-premium"];
    let by_code = desk.json(
        ADMIN,
        &[&preview[..], &["family-account-payment", "deny"]].concat(),
    );
    let by_word = desk.json(ADMIN, &[&preview[..], &["家庭共济缴费", "不可以"]].concat());
    assert_eq!(by_code, by_word);
    let period = ["period", "preview", "child-premium", "2026"];
    let by_code = desk.json(
        ADMIN,
        &[&period[..], &["--age-date", "window-close"]].concat(),
    );
    for flags in [
        ["--age-date", "集中参保缴费期末日"],
        ["--ruling", "年龄基准日=集中参保缴费期末日"],
    ] {
        assert_eq!(
            desk.json(ADMIN, &[&period[..], &flags].concat()),
            by_code,
            "{flags:?}"
        );
    }
    let wrong = desk.on(
        ADMIN,
        &[
            "--lang",
            "zh",
            "ruling",
            "preview",
            "child-premium",
            "养子女",
            "也许",
        ],
    );
    assert!(
        wrong
            .err
            .contains("“养子女”不能为 也许；可写：逐件审核（review）、可以（allow）"),
        "{wrong:?}"
    );

    let propose = [
        "ruling",
        "propose",
        "child-premium",
        "养子女",
        "不可以",
        "--document",
        "函1号",
    ];
    desk.json(ADMIN, &propose);
    let waiting = |lang| desk.on(ADMIN, &["--lang", lang, "change", "list"]).out;
    assert!(
        waiting("zh").contains("口径：养子女，不可以，函1号"),
        "{}",
        waiting("zh")
    );
    assert!(
        waiting("en").contains("ruling: adopted children, not allowed, 函1号"),
        "{}",
        waiting("en")
    );
    desk.json(SECOND, &["change", "approve", "--all"]);

    let list = ["ruling", "list", "child-premium"];
    let row = |lang: &str, start: &str| {
        let told = desk.on(ADMIN, &[&["--lang", lang], &list[..]].concat()).out;
        told.lines()
            .find(|line| line.trim_start().starts_with(start))
            .unwrap()
            .to_owned()
    };
    let (zh, en) = (row("zh", "养子女"), row("en", "adopted-child"));
    assert!(
        zh.contains(" 不可以 ") && zh.contains("逐件审核 | 可以 | 不可以"),
        "{zh}"
    );
    assert!(
        en.contains(" not allowed ")
            && en.contains("review (case by case) | allow (allowed) | deny (not allowed)"),
        "{en}"
    );
    assert!(row("zh", "继子女").contains("（逐件审核）"));
    let json = desk.json(ADMIN, &list);
    let adopted = &json["options"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["option"] == "adopted-child")
        .unwrap();
    assert_eq!(
        (&adopted["ruling"]["value"], &adopted["recommended"]),
        (&"deny".into(), &"review".into())
    );
    assert_eq!(
        adopted["values"],
        serde_json::json!(["review", "allow", "deny"])
    );
}
