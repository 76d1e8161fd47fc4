//! Looking before a ruling or a parameter is set, explaining a claim, and making decisions again.

use super::{ADMIN, CLERK, REVIEWER, SECOND, province};
use serde_json::Value;

const AUDITOR: &str = "审计员";

#[test]
fn a_ruling_and_a_parameter_are_looked_at_before_they_are_set() {
    let desk = province();
    let before = desk.json(ADMIN, &["ruling", "list"]);
    let preview = [
        "ruling",
        "preview",
        "child-premium",
        "family-account-payment",
        "deny",
    ];
    let found = desk.json(ADMIN, &preview);
    let count = found["changed_count"].as_u64().unwrap();
    assert!(
        found["looked_at"].as_u64().unwrap() >= count && count > 0,
        "{found}"
    );
    let sum: u64 = found["transitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["count"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, count);
    let few = desk.json(ADMIN, &[&preview[..], &["--limit", "1"]].concat());
    assert_eq!(
        (
            few["changed"].as_array().unwrap().len(),
            &few["changed_count"]
        ),
        (1, &found["changed_count"])
    );
    let told = desk.on(ADMIN, &[&["--lang", "en"], &preview[..]].concat());
    assert!(told.out.contains("nothing was written"), "{told:?}");

    let period = ["period", "preview", "child-premium", "2026"];
    let lower = desk.json(ADMIN, &[&period[..], &["--standard", "300"]].concat());
    assert!(lower["changed_count"].as_u64().unwrap() > count, "{lower}");
    assert!(lower["payable_after_fen"].as_i64() < lower["payable_before_fen"].as_i64());
    desk.json(
        ADMIN,
        &[
            &period[..],
            &["--age-date", "window-close", "--window-close", "2026-02-28"],
        ]
        .concat(),
    );
    desk.on(ADMIN, &period).fails(2, "");
    desk.on(ADMIN, &[&period[..], &["--standard", "viel"]].concat())
        .fails(2, "viel");
    desk.on(ADMIN, &[&period[..], &["--age-date", "birthday"]].concat())
        .fails(1, "birthday");
    assert_eq!(desk.json(ADMIN, &["ruling", "list"]), before);
}

#[test]
fn a_claim_is_explained_to_its_member_in_both_languages_and_made_again() {
    let desk = province();
    let list = desk.json(
        REVIEWER,
        &["claim", "list", "--verdict", "reject", "--limit", "1"],
    );
    let id = list["claims"][0]["id"].as_str().unwrap().to_owned();
    let zh = desk.on(REVIEWER, &["--lang", "zh", "claim", "explain", &id]);
    assert!(zh.out.contains("依据：湘工发〔2025〕11号"), "{zh:?}");
    let en = desk.on(REVIEWER, &["--lang", "en", "claim", "explain", &id]);
    assert!(
        en.out.contains("Why") && en.out.contains("For questions"),
        "{en:?}"
    );

    let same = desk.json(REVIEWER, &["claim", "replay", &id]);
    assert_eq!(
        (&same["same"], same["differences"].as_array().unwrap().len()),
        (&Value::Bool(true), 0)
    );
    let sample = desk.json(
        AUDITOR,
        &["ops", "replay", "--sample", "1000", "--seed", "5"],
    );
    assert_eq!(sample["replayed"], sample["claims"]);
    assert_eq!(sample["differing"].as_array().unwrap().len(), 0, "{sample}");
    desk.on(REVIEWER, &["ops", "replay"]).fails(1, "核验审计链");
}

#[test]
fn a_period_shows_the_last_safe_day_of_each_mode_and_a_copy_what_differs() {
    let desk = province();
    let shown = desk.json(ADMIN, &["period", "show", "child-premium", "2026"]);
    let days: Vec<(&str, &Value)> = shown["last_days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|last| (last["mode"].as_str().unwrap(), &last["day"]))
        .collect();
    assert_eq!(days[0], ("full", &Value::from("2026-01-31")));
    assert_eq!(days[2], ("reimburse", &Value::from("2026-12-31")));
    assert_eq!(
        days[3],
        ("reimburse", &Value::Null),
        "2027 is not there yet"
    );
    let cloned = desk.json(ADMIN, &["period", "clone", "child-premium", "2026"]);
    let keys: Vec<&str> = cloned["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["key"].as_str().unwrap())
        .collect();
    assert!(keys.contains(&"year.window.close"), "{keys:?}");
}

#[test]
fn a_year_is_opened_by_whoever_may_do_the_next_step_and_says_what_is_left() {
    let desk = province();
    let open = ["year", "open", "child-premium", "2027", "--out", "sheets"];
    let looked = desk.json(ADMIN, &[&open[..], &["--dry-run"]].concat());
    assert_eq!(
        (&looked["period"], &looked["sheets"]["left"]),
        (&"missing".into(), &"dry-run".into())
    );
    let plans = looked["plans"]["carried"].as_u64().unwrap();
    assert!(plans > 0 && !looked["differences"].as_array().unwrap().is_empty());
    let proposed = desk.json(ADMIN, &open);
    let waiting = proposed["changes_waiting"].as_array().unwrap();
    assert_eq!(waiting.len() as u64, plans + 1, "{proposed}");
    assert_eq!(proposed["sheets"]["left"], "role");
    desk.json(SECOND, &["change", "approve", "--all"]);
    let told = desk.on(CLERK, &[&["--lang", "en"], &open[..]].concat());
    assert_eq!(told.code, 0, "{told:?}");
    assert!(
        told.out.contains("gongbao period open child-premium 2027"),
        "{told:?}"
    );
    let again = desk.json(CLERK, &open);
    let sheets = &again["sheets"];
    assert_eq!(
        (&sheets["written"], &sheets["there"]),
        (&0.into(), &sheets["wanted"])
    );
    let written = std::fs::read_dir(desk.path().join("sheets"))
        .unwrap()
        .count();
    assert_eq!(written as u64, sheets["wanted"].as_u64().unwrap());
}
