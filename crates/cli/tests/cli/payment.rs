//! From the review of many claims to what the bank answered: each step shows what it would do and waits to be confirmed.

use crate::{ADMIN, APPROVER, CLERK, Desk, REVIEWER, has_keys, keys, province};
use serde_json::Value;

/// Does what asks to be confirmed, with the words it printed.
pub fn confirmed(desk: &Desk, operator: &str, words: &[&str]) -> Value {
    let asked = desk.on(operator, &[words, &["--json"]].concat());
    assert_eq!(asked.code, 2, "{asked:?}");
    let confirm = asked.json()["confirm"].as_str().unwrap().to_owned();
    let more: Vec<&str> = confirm.split(' ').collect();
    desk.json(operator, &[words, &more].concat())
}

#[test]
fn a_claim_goes_from_review_to_a_settled_payment() {
    let desk = province();
    let list = [
        "claim",
        "list",
        "--state",
        "submitted",
        "--verdict",
        "eligible",
        "--mode",
        "reimburse",
        "--limit",
        "1000",
    ];
    let found = desk.json(REVIEWER, &[&list[..], &["--in-case", "false"]].concat());
    let unit = found["claims"][0]["unit"].as_str().unwrap().to_owned();
    let ids: Vec<String> = found["claims"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|claim| claim["unit"] == unit.as_str())
        .map(|claim| claim["id"].as_str().unwrap().to_owned())
        .collect();
    let many = found["claims"].as_array().unwrap().iter().take(8);
    let many: Vec<&str> = many.map(|claim| claim["id"].as_str().unwrap()).collect();
    let checks = ["claim", "review", "--checks", "member,child,age", "--json"];
    let seen = desk.on(REVIEWER, &[&checks[..], &many].concat());
    assert_eq!(seen.code, 2, "many at once need a sample: {seen:?}");
    assert_eq!(seen.json()["sample"].as_array().unwrap().len(), 5);
    assert_eq!(
        (&seen.json()["judged"], &seen.json()["count"]),
        (&Value::Array(vec![]), &Value::from(8))
    );
    let mut review = vec!["claim", "review"];
    review.extend(ids.iter().map(String::as_str));
    review.extend(["--checks", "member,child,age"]);
    let reviewed = desk.json(REVIEWER, &review);
    assert_eq!(reviewed["done"].as_array().unwrap().len(), ids.len());

    let seen = desk.on(
        APPROVER,
        &[
            "claim",
            "approve",
            "--all-matching",
            "--unit",
            &unit,
            "--json",
        ],
    );
    assert_eq!(seen.code, 2, "{seen:?}");
    let (count, total) = (
        seen.json()["count"].to_string(),
        seen.json()["total_fen"].to_string(),
    );
    let token = seen.json()["sample_seen"].as_str().unwrap().to_owned();
    assert!(!seen.json()["sample"].as_array().unwrap().is_empty());
    let all = [
        "claim",
        "approve",
        "--all-matching",
        "--unit",
        &unit,
        "--expect-count",
    ];
    desk.on(
        APPROVER,
        &[&all[..], &["0", "--expect-total-fen", "1"]].concat(),
    )
    .fails(1, "--expect-");
    let figures = [&all[..], &[&count, "--expect-total-fen", &total]].concat();
    let unseen = desk.on(APPROVER, &[&figures[..], &["--json"]].concat());
    assert_eq!(
        unseen.code, 2,
        "the figures alone approve nothing: {unseen:?}"
    );
    let forged = "0000000000000000-0000000000000000";
    desk.on(
        APPROVER,
        &[&figures[..], &["--sample-seen", forged]].concat(),
    )
    .fails(1, "sample");
    let approved = desk.json(
        APPROVER,
        &[&figures[..], &["--sample-seen", &token]].concat(),
    );
    assert_eq!(approved["failed"], Value::Array(vec![]));

    let again = desk.on(APPROVER, &["claim", "approve", &ids[0], "--json"]);
    assert_eq!(again.code, 1, "{again:?}");
    assert_eq!(
        keys(&again.json()["failed"][0]),
        ["at", "by", "code", "id", "message"]
    );

    let made = desk.json(
        "会计",
        &[
            "batch",
            "create",
            "--unit",
            &unit,
            "--channel",
            "member-bank",
            "--source",
            "union",
        ],
    );
    has_keys(&made, &["batch", "number", "count", "total_fen"]);
    let batch = made["batch"].as_str().unwrap();
    confirmed(&desk, "会计", &["batch", "seal", batch]);
    let exported = desk.json("出纳", &["batch", "export", batch, "--out", "."]);
    assert!(
        desk.path()
            .join(exported["path"].as_str().unwrap())
            .exists()
    );
    // The bank's file answers by the same words, and what is under way stays open.
    let file = desk.path().join(exported["path"].as_str().unwrap());
    let sent = std::fs::read_to_string(file).unwrap();
    let answered = |outcome: &str| {
        let mut inside = false;
        let lines = sent.lines().map(|line| {
            let head = line.contains("申报编号");
            let told = match (head, inside) {
                (true, _) => "处理结果",
                (false, true) => outcome,
                (false, false) => "",
            };
            inside |= head;
            format!("{line},{told}\n")
        });
        let path = desk.path().join("回执.csv");
        std::fs::write(&path, lines.collect::<String>()).unwrap();
    };
    let by_file = ["batch", "settle", batch, "--answer", "回执.csv"];
    answered("处理中");
    let waits = desk.on("出纳", &by_file);
    assert_eq!(waits.code, 0, "{waits:?}");
    assert!(waits.out.contains("切勿重付"), "{waits:?}");
    answered("成功");
    let asked = desk.on("出纳", &[&by_file[..], &["--json"]].concat());
    assert_eq!(asked.code, 2, "{asked:?}");
    assert_eq!(
        (&asked.json()["paid"]["total_fen"], &asked.json()["strange"]),
        (&made["total_fen"], &Value::Array(vec![]))
    );
    desk.on(CLERK, &by_file).fails(1, "不能");
    // Nothing is paid by leaving words out, and neither by figures that are not those of the batch.
    desk.on("出纳", &["batch", "settle", batch])
        .fails(2, "--paid");
    let settle = ["batch", "settle", batch, "--paid", "ALL"];
    let asked = desk.on("出纳", &[&settle[..], &["--json"]].concat());
    assert_eq!(asked.code, 2, "{asked:?}");
    assert_eq!(asked.json()["total_fen"], made["total_fen"]);
    let one = ["--expect-count", "1", "--expect-total", "400.00"];
    desk.on("出纳", &[&settle[..], &one].concat())
        .fails(1, "--expect-");
    let open = desk.json(ADMIN, &["batch", "show", batch]);
    assert_eq!(open["state"], "exported", "nothing was settled: {open}");
    let count = made["count"].to_string();
    let total = format!("{}fen", made["total_fen"]);
    let figures = ["--expect-count", &count, "--expect-total", &total];
    let settled = desk.json("出纳", &[&by_file[..], &figures].concat());
    assert_eq!(settled["state"], "settled");
    // With nothing left there is nothing to confirm, and who may not do it is not even asked.
    let again = desk.on("出纳", &settle);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(
        again.out.contains("没有可办理的") && !again.out.contains("--expect"),
        "{again:?}"
    );
    desk.on(CLERK, &settle).fails(1, "不能");
    let none = desk.on(
        APPROVER,
        &["claim", "approve", "--all-matching", "--unit", &unit],
    );
    assert_eq!(none.code, 0, "{none:?}");
    assert!(none.out.contains("没有可办理的"), "{none:?}");
    assert_eq!(
        desk.json("审计员", &["ledger", "balance"])["balanced"],
        true
    );
    let verified = desk.json("审计员", &["audit", "verify"]);
    assert_eq!(
        (&verified["ok"], &verified["first_bad"]),
        (&Value::Bool(true), &Value::Null)
    );
    let summary = desk.json(ADMIN, &["rehearsal", "summary"]);
    assert_eq!(summary["paid_fen"], made["total_fen"]);

    let more = ["claim", "supplement", &ids[0], "--claimed"];
    desk.on(
        CLERK,
        &[&more[..], &["很多", "--reason", "标准提高"]].concat(),
    )
    .fails(2, "--claimed");
    desk.on(CLERK, &[&more[..], &["1.00"]].concat())
        .fails(2, "--reason");
    let filed = desk.json(
        CLERK,
        &[&more[..], &["1.00", "--reason", "标准提高"]].concat(),
    );
    assert_eq!(keys(&filed["claim"]), ["id", "number"]);
    let supplement = filed["claim"]["id"].as_str().unwrap();
    let shown = desk.json(REVIEWER, &["claim", "show", supplement]);
    assert_eq!(
        (&shown["kind"], &shown["supplements"]["id"]),
        (&Value::from("supplement"), &Value::from(ids[0].as_str()))
    );
    let paid = desk.json(REVIEWER, &["claim", "show", &ids[0]]);
    assert_eq!(paid["supplemented_by"][0], filed["claim"]);
    let text = desk.on(REVIEWER, &["claim", "show", &ids[0], "--lang", "en"]);
    let line = format!(
        "supplemented by claim {}",
        filed["claim"]["number"].as_str().unwrap()
    );
    assert!(text.out.contains(&line), "{text:?}");
    desk.on(CLERK, &[&more[..], &["1.00", "--reason", "再补"]].concat())
        .fails(1, filed["claim"]["number"].as_str().unwrap());
}
