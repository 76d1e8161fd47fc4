//! One claim's way, step by step, with the shape of what each command prints.

use super::{has_keys, refused};
use calamine::{Data, Reader, Xlsx, open_workbook};
use e2e::{Site, list, number, text};
use rehearsal::people;
use rehearsal::rows::basic_code;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Fen of one ordinary claim.
const ONE: i64 = 40_000;

pub fn imports_one_row(site: &Site, file: &str) {
    let report = site.import("clerk", "claims", file);
    has_keys(
        &report,
        &[
            "import", "rows", "accepted", "refused", "warned", "findings",
        ],
    );
    let counts = ["rows", "accepted", "refused", "warned"].map(|key| number(&report[key]));
    assert_eq!(counts, [1, 1, 0, 0], "{report}");
    assert_eq!(report["findings"], json!([]));
    let rows = site
        .run(
            "clerk",
            &["import", "show", text(&report["import"]), "--rows"],
        )
        .ok();
    let row = &list(&rows["rows"])[0];
    has_keys(row, &["sheet", "row", "state", "claim", "findings"]);
    assert_eq!(
        (number(&row["row"]), text(&row["state"])),
        (2, "accepted"),
        "{row}"
    );
}

pub fn lists_the_claim(site: &Site) -> String {
    let unit = basic_code(0);
    let words = [
        "claim",
        "list",
        "--state",
        "submitted",
        "--unit",
        &unit,
        "--year",
        "2026",
        "--limit",
        "10",
    ];
    let page = site.run("reviewer", &words).ok();
    has_keys(&page, &["claims", "next"]);
    assert_eq!(page["next"], Value::Null);
    let claims = list(&page["claims"]);
    assert_eq!(claims.len(), 1, "{page}");
    let claim = &claims[0];
    let keys: BTreeSet<&str> = claim
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        BTreeSet::from([
            "id",
            "number",
            "state",
            "out",
            "kept",
            "verdict",
            "unit",
            "year",
            "claimed_fen",
            "payable_fen",
            "approved_fen",
            "causes"
        ])
    );
    assert_eq!(
        (text(&claim["state"]), text(&claim["verdict"])),
        ("submitted", "eligible")
    );
    assert_eq!(
        (text(&claim["unit"]), number(&claim["year"])),
        (unit.as_str(), 2026)
    );
    assert_eq!(
        (number(&claim["claimed_fen"]), number(&claim["payable_fen"])),
        (ONE, ONE)
    );
    text(&claim["id"]).to_owned()
}

pub fn explains_the_claim(site: &Site, id: &str) {
    let shown = site.run("reviewer", &["claim", "show", id]).ok();
    has_keys(
        &shown,
        &[
            "id",
            "number",
            "state",
            "verdict",
            "unit",
            "year",
            "claimed_fen",
            "payable_fen",
            "approved_fen",
            "decision",
            "history",
        ],
    );
    has_keys(&shown["decision"], &["verdict", "version", "findings"]);
    assert_eq!(shown["decision"]["verdict"], "eligible");
    assert!(!text(&shown["decision"]["version"]).is_empty());
    let findings = list(&shown["decision"]["findings"]);
    for finding in findings {
        has_keys(finding, &["rule", "clause", "severity", "code", "values"]);
        assert!(!text(&finding["clause"]).is_empty(), "{finding}");
        assert!(finding["values"].is_object(), "{finding}");
    }
    let told: BTreeSet<String> = findings
        .iter()
        .map(|finding| text(&finding["rule"]).to_owned())
        .collect();
    let all: BTreeSet<String> = (1..=20).map(|n| format!("H-{n:02}")).collect();
    assert_eq!(told, all, "every rule is accounted for");
    for number in list(&shown["child"]["numbers"]) {
        assert!(
            !text(&number["number"]).contains(&people::child(1).id),
            "a number in full: {number}"
        );
    }
    let whole = shown.to_string();
    for secret in [people::child(1).id, people::member(1).id, people::card(1)] {
        assert!(!whole.contains(&secret), "a number in full");
    }
    assert_eq!(list(&shown["history"]).len(), 1, "{shown}");
    let by_number = site
        .run("reviewer", &["claim", "show", text(&shown["number"])])
        .ok();
    assert_eq!(by_number["id"], id);
}

/// From the approved claim to the bank's answer; gives the batch.
pub fn pays(site: &Site, id: &str) -> String {
    let made = site.batch("member-bank");
    let batch = text(&made["batch"]).to_owned();
    assert_eq!(
        (number(&made["count"]), number(&made["total_fen"])),
        (1, ONE),
        "{made}"
    );
    let sealed = site
        .confirmed("accountant", &["batch", "seal", &batch])
        .ok();
    assert_eq!(
        (
            number(&sealed["count"]),
            number(&sealed["total_fen"]),
            text(&sealed["state"])
        ),
        (1, ONE, "sealed")
    );
    let out = site.path("out");
    std::fs::create_dir(&out).unwrap();
    let to = out.to_string_lossy().into_owned();
    for format in ["csv", "xlsx"] {
        let exported = site
            .run(
                "cashier",
                &["batch", "export", &batch, "--format", format, "--out", &to],
            )
            .ok();
        assert_eq!(
            (number(&exported["count"]), number(&exported["total_fen"])),
            (1, ONE),
            "{exported}"
        );
        assert_eq!(exported["digest"], sealed["digest"]);
        assert_eq!(exported["again"], format != "csv");
        let rows = if format == "csv" {
            csv_rows(text(&exported["path"]))
        } else {
            xlsx_rows(text(&exported["path"]))
        };
        pays_the_member(&rows, text(&sealed["digest"]));
    }
    let failed = refused(
        site,
        "approver",
        &["claim", "undo", id, "--reason", "试试"],
        id,
    );
    assert_eq!(
        failed["code"], "state",
        "an exported line leaves by settlement only: {failed}"
    );
    let settled = site
        .confirmed(
            "cashier",
            &[
                "batch",
                "settle",
                &batch,
                "--paid",
                "ALL",
                "--receipt",
                "回单1",
            ],
        )
        .ok();
    assert_eq!(
        (number(&settled["open"]), text(&settled["state"])),
        (0, "settled"),
        "{settled}"
    );
    assert_eq!(settled["done"], json!([id]));
    batch
}

fn csv_rows(path: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_path(path)
        .unwrap();
    reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn xlsx_rows(path: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range_at(0).expect("a sheet").unwrap();
    let cell = |cell: &Data| match cell {
        Data::Empty => String::new(),
        other => other.to_string(),
    };
    range
        .rows()
        .map(|row| row.iter().map(cell).collect())
        .collect()
}

/// The file names whom to pay how much on which card, and carries count, total and digest.
fn pays_the_member(rows: &[Vec<String>], digest: &str) {
    let has = |row: &[String], wanted: &str| row.iter().any(|cell| cell.contains(wanted));
    let member = people::member(1).name;
    let card = people::card(1);
    let lines: Vec<&Vec<String>> = rows.iter().filter(|row| has(row, &card)).collect();
    assert_eq!(
        lines.len(),
        1,
        "one line with the whole card number: {rows:?}"
    );
    assert!(has(lines[0], &member), "{rows:?}");
    let sums = |row: &[String]| {
        row.iter()
            .any(|cell| matches!(cell.as_str(), "400.00" | "400"))
    };
    assert!(sums(lines[0]), "{rows:?}");
    let totals: Vec<&Vec<String>> = rows.iter().filter(|row| has(row, "合计")).collect();
    assert!(
        totals.iter().any(|row| sums(row)),
        "the control total equals the sum of the lines: {rows:?}"
    );
    assert!(
        rows.iter().any(|row| has(row, digest)),
        "the digest is in the file: {rows:?}"
    );
}

pub fn books_and_chains(site: &Site) {
    let balance = site.run("auditor", &["ledger", "balance"]).ok();
    let of = |code: &str| {
        let account = list(&balance["accounts"])
            .iter()
            .find(|row| row["account"] == code);
        number(&account.unwrap_or_else(|| panic!("no account {code}: {balance}"))["balance_fen"])
    };
    assert_eq!(
        (of("benefit-expense"), of("bank"), of("payable")),
        (ONE, -ONE, 0),
        "{balance}"
    );
    assert_eq!(
        (
            of("commitments"),
            of("budget-reserve"),
            number(&balance["total_fen"])
        ),
        (0, 0, 0),
        "{balance}"
    );
    site.is_sound();
    let verified = site.run("auditor", &["audit", "verify"]).ok();
    has_keys(&verified, &["ok", "records", "first_bad"]);
    assert!(number(&verified["records"]) >= 5, "{verified}");
    assert_eq!(verified["first_bad"], Value::Null);
}
