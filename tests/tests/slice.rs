//! The vertical slice, by command line alone: from a spreadsheet's row to a settled payment, and who may not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use calamine::{Data, Reader, Xlsx, open_workbook};
use e2e::{FAR_COUNTY, FAR_UNIT, Site, both_sites, list, number, text};
use rehearsal::people;
use rehearsal::rows::{ClaimRow, basic_code};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Fen of one ordinary claim.
const ONE: i64 = 40_000;

/// Exactly these keys, no more and no less: scripts rely on them.
#[track_caller]
fn has_keys(value: &Value, wanted: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for key in wanted {
        assert!(object.contains_key(*key), "`{key}` is missing in {value}");
    }
}

/// Member 1 and child 1, known and filed; gives the claim's id.
fn file_first(site: &Site) -> String {
    site.enrol(1..3, &basic_code(1));
    let file = site.sheet("claims.csv", &[ClaimRow::ordinary(1)]);
    site.import("clerk", "claims", &file);
    let claims = site.claims("clerk", "");
    assert_eq!(claims.len(), 1, "{claims:?}");
    text(&claims[0]["id"]).to_owned()
}

#[track_caller]
fn done(site: &Site, operator: &str, words: &[&str], id: &str) {
    let outcome = site.run(operator, words).ok();
    assert_eq!(outcome, json!({ "done": [id], "failed": [] }), "{words:?}");
}

/// The one claim of an act was refused; gives its entry of `failed`.
#[track_caller]
fn refused(site: &Site, operator: &str, words: &[&str], id: &str) -> Value {
    let outcome = site.run(operator, words).exits(1).json();
    assert_eq!(outcome["done"], json!([]), "{words:?}: {outcome}");
    let failed = &list(&outcome["failed"])[0];
    has_keys(failed, &["id", "code", "message", "by", "at"]);
    assert_eq!(failed["id"], id, "{outcome}");
    assert!(!text(&failed["message"]).is_empty(), "{outcome}");
    failed.clone()
}

const REVIEW: [&str; 4] = ["claim", "review", "--checks", "member,child,age"];

fn review(site: &Site, id: &str) {
    done(site, "reviewer", &[&REVIEW[..], &[id]].concat(), id);
}

both_sites! {
    fn one_row_becomes_a_settled_payment(site: Site::office) {
        site.enrol(1..3, &basic_code(1));
        let file = site.sheet("claims.csv", &[ClaimRow::ordinary(1)]);
        imports_one_row(site, &file);
        let id = lists_the_claim(site);
        explains_the_claim(site, &id);
        review(site, &id);
        done(site, "approver", &["claim", "approve", &id], &id);
        assert_eq!(site.run("auditor", &["ledger", "balance"]).ok()["balanced"], true);
        let batch = pays(site, &id);
        assert_eq!(site.run("clerk", &["batch", "show", &batch]).ok()["state"], "settled");
        let shown = site.run("clerk", &["claim", "show", &id]).ok();
        assert_eq!(shown["state"], "paid");
        let steps: Vec<&str> = list(&shown["history"]).iter().map(|event| text(&event["step"])).collect();
        assert_eq!(steps.len(), 5, "filed, reviewed, approved, sealed, paid: {steps:?}");
        books_and_chains(site);
    }

    fn the_same_file_again_is_a_no_op_that_says_so(site: Site::office) {
        let id = file_first(site);
        let before = site.run("auditor", &["audit", "verify"]).ok();
        let file = site.path("claims.csv").to_string_lossy().into_owned();
        let again = site.import("clerk", "claims", &file);
        assert_eq!((number(&again["rows"]), number(&again["accepted"])), (1, 0), "{again}");
        assert_eq!((number(&again["unchanged"]), number(&again["refused"])), (1, 0), "{again}");
        assert!(!text(&again["seen_before"]).is_empty(), "{again}");
        assert_eq!(site.ids("clerk", ""), vec![id]);
        let after = site.run("auditor", &["audit", "verify"]).ok();
        assert_eq!(after["ok"], true);
        assert!(number(&before["records"]) <= number(&after["records"]));
        let words = site.finish(site.command(&["--operator", "clerk", "--lang", "en", "import", "claims", &file]));
        assert!(words.out.contains("very same file"), "{words}");
    }

    fn a_dry_run_reports_and_writes_nothing(site: Site::office) {
        site.enrol(1..3, &basic_code(1));
        let mut bad = ClaimRow::ordinary(2);
        bad.child_id.replace_range(6..8, "99");
        let file = site.sheet("claims.csv", &[ClaimRow::ordinary(1), bad]);
        let imports = |site: &Site| list(&site.run("clerk", &["import", "list"]).ok()["imports"]).len();
        let before = imports(site);
        let report = site.run("clerk", &["import", "claims", &file, "--dry-run"]).exits(3).json();
        assert_eq!(report["import"], Value::Null);
        assert_eq!((number(&report["accepted"]), number(&report["refused"])), (1, 1), "{report}");
        let finding = &list(&report["findings"])[0];
        has_keys(finding, &["sheet", "row", "column", "code", "severity", "message"]);
        assert_eq!((number(&finding["row"]), text(&finding["severity"])), (3, "error"), "{finding}");
        assert_eq!(site.claims("clerk", ""), Vec::<Value>::new());
        assert_eq!(imports(site), before);
    }

    fn the_second_parents_claim_opens_a_case_and_one_payment_comes_of_it(site: Site::office) {
        let first = file_first(site);
        review(site, &first);
        let other = site.sheet("other.csv", &[ClaimRow::other_parent(1)]);
        site.import("clerk2", "claims", &other);
        let second = site.ids("clerk", "").into_iter().find(|id| *id != first).expect("the second claim");
        let case = the_only_case(site, &[&first, &second]);
        for (id, words) in [(&first, &["claim", "approve"][..]), (&second, &REVIEW[..])] {
            let operator = if words == REVIEW { "reviewer" } else { "approver" };
            let failed = refused(site, operator, &[words, &[id.as_str()]].concat(), id);
            assert_eq!((text(&failed["code"]), text(&failed["by"])), ("open-case", "clerk2"), "{failed}");
            assert!(text(&failed["at"]).starts_with("20"), "{failed}");
        }
        let resolved = site.run("reviewer", &[
            "duplicate", "resolve", &case, "--keep", &first, "--chosen-by", "双方书面选择，2026-01-14",
            "--reason", "夫妻双方选择女方单位",
        ]);
        resolved.ok();
        let cases = site.run("reviewer", &["duplicate", "list"]).ok();
        assert_eq!(list(&cases["cases"])[0]["state"], "resolved", "{cases}");
        if site.claims("clerk", "reviewed").is_empty() {
            review(site, &first);
        }
        done(site, "approver", &["claim", "approve", &first], &first);
        refused(site, "approver", &["claim", "approve", &second], &second);
        assert_eq!(site.ids("clerk", "approved"), vec![first.clone()]);
        who_comes_second_is_told_who_was_first(site, &first);
        site.is_sound();
    }

    fn nobody_takes_two_steps_of_one_claim(site: Site::office) {
        let id = file_first(site);
        let own = people::member(1).id;
        for (operator, words) in [
            ("clerk", [&REVIEW[..], &[id.as_str()]].concat()),
            ("clerk", vec!["claim", "approve", &id]),
            ("reviewer", vec!["claim", "approve", &id]),
            ("approver", [&REVIEW[..], &[id.as_str()]].concat()),
            ("auditor", vec!["claim", "withdraw", &id]),
            ("admin", vec!["claim", "approve", &id]),
            ("accountant", vec!["claim", "approve", &id]),
        ] {
            assert_eq!(site.run(operator, &words).fails(1), "forbidden", "{operator} {words:?}");
        }
        add_operator(site, "father", "reviewer", &own);
        let failed = refused(site, "father", &[&REVIEW[..], &[id.as_str()]].concat(), &id);
        assert_eq!(failed["code"], "own-family", "{failed}");
        review(site, &id);
        add_operator(site, "mother", "approver", &people::spouse(1).id);
        let failed = refused(site, "mother", &["claim", "approve", &id], &id);
        assert_eq!(failed["code"], "own-family", "{failed}");
        done(site, "approver", &["claim", "approve", &id], &id);
        assert_eq!(site.run("approver", &["batch", "create", "--unit", &basic_code(0), "--channel", "member-bank", "--source", "union"]).fails(1), "forbidden");
        site.is_sound();
    }

    fn an_operator_of_another_county_sees_nothing_but_a_masked_holder(site: Site::office) {
        site.enrol(1..3, FAR_UNIT);
        let first = site.sheet("claims.csv", &[ClaimRow::ordinary(1), ClaimRow::ordinary(2)]);
        site.import("clerk", "claims", &first);
        let ids = site.ids("clerk", "");
        for words in [&["claim", "list"][..], &["claim", "list", "--state", "submitted"], &["claim", "list", "--search", &people::child(1).name]] {
            let page = site.run("far-reviewer", words).ok();
            assert_eq!(page, json!({ "claims": [], "next": null }), "{words:?}");
        }
        for id in &ids {
            assert_eq!(site.run("far-reviewer", &["claim", "show", id]).fails(1), "not-found");
            let failed = refused(site, "far-approver", &["claim", "approve", id], id);
            assert_eq!(failed["code"], "not-found");
        }
        assert_eq!(site.run("far-reviewer", &["claim", "list", "--unit", &basic_code(0)]).fails(1), "unknown-unit");
        let units = site.run("far-reviewer", &["unit", "list"]).ok();
        let codes: Vec<&str> = list(&units["units"]).iter().map(|unit| text(&unit["code"])).collect();
        assert_eq!(codes, [FAR_COUNTY, FAR_UNIT]);
        let preview = site.run("far-approver", &["claim", "approve", "--all-matching"]).json();
        assert_eq!((number(&preview["count"]), number(&preview["total_fen"])), (0, 0), "{preview}");
        the_holder_is_masked(site);
    }
}

fn imports_one_row(site: &Site, file: &str) {
    let report = site.import("clerk", "claims", file);
    has_keys(&report, &["import", "rows", "accepted", "refused", "warned", "findings"]);
    let counts = ["rows", "accepted", "refused", "warned"].map(|key| number(&report[key]));
    assert_eq!(counts, [1, 1, 0, 0], "{report}");
    assert_eq!(report["findings"], json!([]));
    let rows = site.run("clerk", &["import", "show", text(&report["import"]), "--rows"]).ok();
    let row = &list(&rows["rows"])[0];
    has_keys(row, &["sheet", "row", "state", "claim", "findings"]);
    assert_eq!((number(&row["row"]), text(&row["state"])), (2, "accepted"), "{row}");
}

fn lists_the_claim(site: &Site) -> String {
    let unit = basic_code(0);
    let words = ["claim", "list", "--state", "submitted", "--unit", &unit, "--year", "2026", "--limit", "10"];
    let page = site.run("reviewer", &words).ok();
    has_keys(&page, &["claims", "next"]);
    assert_eq!(page["next"], Value::Null);
    let claims = list(&page["claims"]);
    assert_eq!(claims.len(), 1, "{page}");
    let claim = &claims[0];
    let keys: BTreeSet<&str> = claim.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["id", "number", "state", "verdict", "unit", "year", "claimed_fen", "payable_fen"]));
    assert_eq!((text(&claim["state"]), text(&claim["verdict"])), ("submitted", "eligible"));
    assert_eq!((text(&claim["unit"]), number(&claim["year"])), (unit.as_str(), 2026));
    assert_eq!((number(&claim["claimed_fen"]), number(&claim["payable_fen"])), (ONE, ONE));
    text(&claim["id"]).to_owned()
}

fn explains_the_claim(site: &Site, id: &str) {
    let shown = site.run("reviewer", &["claim", "show", id]).ok();
    has_keys(&shown, &["id", "number", "state", "verdict", "unit", "year", "claimed_fen", "payable_fen", "decision", "history"]);
    has_keys(&shown["decision"], &["verdict", "version", "findings"]);
    assert_eq!(shown["decision"]["verdict"], "eligible");
    assert!(!text(&shown["decision"]["version"]).is_empty());
    let findings = list(&shown["decision"]["findings"]);
    for finding in findings {
        has_keys(finding, &["rule", "clause", "severity", "code", "values"]);
        assert!(!text(&finding["clause"]).is_empty(), "{finding}");
        assert!(finding["values"].is_object(), "{finding}");
    }
    let told: BTreeSet<String> = findings.iter().map(|finding| text(&finding["rule"]).to_owned()).collect();
    let all: BTreeSet<String> = (1..=20).map(|n| format!("H-{n:02}")).collect();
    assert_eq!(told, all, "every rule is accounted for");
    for number in list(&shown["child"]["numbers"]) {
        assert!(!text(&number["number"]).contains(&people::child(1).id), "a number in full: {number}");
    }
    let whole = shown.to_string();
    for secret in [people::child(1).id, people::member(1).id, people::card(1)] {
        assert!(!whole.contains(&secret), "a number in full");
    }
    assert_eq!(list(&shown["history"]).len(), 1, "{shown}");
    let by_number = site.run("reviewer", &["claim", "show", text(&shown["number"])]).ok();
    assert_eq!(by_number["id"], id);
}

/// From the approved claim to the bank's answer; gives the batch.
fn pays(site: &Site, id: &str) -> String {
    let unit = basic_code(0);
    let made = site.run("accountant", &["batch", "create", "--unit", &unit, "--channel", "member-bank", "--source", "union"]).ok();
    let batch = text(&made["batch"]).to_owned();
    assert_eq!((number(&made["count"]), number(&made["total_fen"])), (1, ONE), "{made}");
    let sealed = site.run("accountant", &["batch", "seal", &batch]).ok();
    assert_eq!((number(&sealed["count"]), number(&sealed["total_fen"]), text(&sealed["state"])), (1, ONE, "sealed"));
    let out = site.path("out");
    std::fs::create_dir(&out).unwrap();
    let to = out.to_string_lossy().into_owned();
    for format in ["csv", "xlsx"] {
        let exported = site.run("cashier", &["batch", "export", &batch, "--format", format, "--out", &to]).ok();
        assert_eq!((number(&exported["count"]), number(&exported["total_fen"])), (1, ONE), "{exported}");
        assert_eq!(exported["digest"], sealed["digest"]);
        assert_eq!(exported["again"], format != "csv");
        let rows = if format == "csv" { csv_rows(text(&exported["path"])) } else { xlsx_rows(text(&exported["path"])) };
        pays_the_member(&rows, text(&sealed["digest"]));
    }
    let failed = refused(site, "approver", &["claim", "undo", id, "--reason", "试试"], id);
    assert_eq!(failed["code"], "state", "an exported line leaves by settlement only: {failed}");
    let settled = site.run("cashier", &["batch", "settle", &batch, "--receipt", "回单1"]).ok();
    assert_eq!((number(&settled["open"]), text(&settled["state"])), (0, "settled"), "{settled}");
    assert_eq!(settled["done"], json!([id]));
    batch
}

fn csv_rows(path: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn xlsx_rows(path: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range_at(0).expect("a sheet").unwrap();
    let cell = |cell: &Data| match cell {
        Data::Empty => String::new(),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(cell).collect()).collect()
}

/// The file names whom to pay how much on which card, and carries count, total and digest.
fn pays_the_member(rows: &[Vec<String>], digest: &str) {
    let has = |row: &[String], wanted: &str| row.iter().any(|cell| cell.contains(wanted));
    let member = people::member(1).name;
    let card = people::card(1);
    let lines: Vec<&Vec<String>> = rows.iter().filter(|row| has(row, &card)).collect();
    assert_eq!(lines.len(), 1, "one line with the whole card number: {rows:?}");
    assert!(has(lines[0], &member), "{rows:?}");
    let sums = |row: &[String]| row.iter().any(|cell| matches!(cell.as_str(), "400.00" | "400"));
    assert!(sums(lines[0]), "{rows:?}");
    let totals: Vec<&Vec<String>> = rows.iter().filter(|row| has(row, "合计")).collect();
    assert!(totals.iter().any(|row| sums(row)), "the control total equals the sum of the lines: {rows:?}");
    assert!(rows.iter().any(|row| has(row, digest)), "the digest is in the file: {rows:?}");
}

fn books_and_chains(site: &Site) {
    let balance = site.run("auditor", &["ledger", "balance"]).ok();
    let of = |code: &str| {
        let account = list(&balance["accounts"]).iter().find(|row| row["account"] == code);
        number(&account.unwrap_or_else(|| panic!("no account {code}: {balance}"))["balance_fen"])
    };
    assert_eq!((of("benefit-expense"), of("bank"), of("payable")), (ONE, -ONE, 0), "{balance}");
    assert_eq!((of("commitments"), of("budget-reserve"), number(&balance["total_fen"])), (0, 0, 0), "{balance}");
    site.is_sound();
    let verified = site.run("auditor", &["audit", "verify"]).ok();
    has_keys(&verified, &["ok", "records", "first_bad"]);
    assert!(number(&verified["records"]) >= 5, "{verified}");
    assert_eq!(verified["first_bad"], Value::Null);
}

/// The list shows one open case with exactly these claims; gives its id.
fn the_only_case(site: &Site, claims: &[&str]) -> String {
    let found = site.run("reviewer", &["duplicate", "list"]).ok();
    let cases = list(&found["cases"]);
    assert_eq!(cases.len(), 1, "{found}");
    has_keys(&cases[0], &["id", "state", "claims"]);
    assert_eq!(cases[0]["state"], "open", "{found}");
    let named: BTreeSet<&str> = list(&cases[0]["claims"]).iter().map(text).collect();
    assert_eq!(named, claims.iter().copied().collect());
    text(&cases[0]["id"]).to_owned()
}

fn who_comes_second_is_told_who_was_first(site: &Site, id: &str) {
    let failed = refused(site, "approver2", &["claim", "approve", id], id);
    assert_eq!(failed["code"], "state", "{failed}");
    assert_eq!(failed["by"], "approver", "{failed}");
    // The clock is the machine's, not the rehearsal's day.
    assert!(text(&failed["at"]).starts_with("20"), "{failed}");
}

fn add_operator(site: &Site, name: &str, role: &str, identity: &str) {
    let mut command = site.as_operator("admin", &["operator", "add", name, "--role", role, "--scope", "HN", "--identity-stdin"]);
    command.stdin(std::fs::File::open(site.file("identity", identity)).unwrap());
    let added = site.finish(command).ok();
    assert_eq!(added["state"], "proposed", "two administrators: the second one decides");
    site.approve_changes("admin2");
}

/// The other county files for the same children; its operators learn where the other claim lies, not whose it is.
fn the_holder_is_masked(site: &Site) {
    let other = site.sheet("other.csv", &[ClaimRow::other_parent(1).at(FAR_UNIT)]);
    site.import("clerk2", "claims", &other);
    let own = site.ids("far-reviewer", "");
    assert_eq!(own.len(), 1);
    let cases = site.run("far-reviewer", &["duplicate", "list"]).ok();
    let case = text(&list(&cases["cases"])[0]["id"]).to_owned();
    let shown = site.run("far-reviewer", &["duplicate", "show", &case]).ok().to_string();
    let claimant = people::member(1);
    assert!(!shown.contains(&claimant.name), "the unseen claimant's name: {shown}");
    for number in [&claimant.id, &people::child(1).id] {
        assert!(!shown.contains(number.as_str()), "a whole number: {shown}");
    }
    assert!(shown.contains("芙蓉区第1小学工会"), "where the other claim lies: {shown}");
    let whole = site.run("reviewer", &["duplicate", "show", &case]).ok().to_string();
    assert!(whole.contains(&claimant.name), "inside the scope it is shown: {whole}");
}
