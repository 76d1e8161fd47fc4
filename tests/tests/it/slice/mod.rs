//! The vertical slice, by command line alone: from a spreadsheet's row to a settled payment, and who may not.

mod payment;

use e2e::{FAR_COUNTY, FAR_UNIT, Site, both_sites, list, number, text};
use payment::{books_and_chains, explains_the_claim, imports_one_row, lists_the_claim, pays};
use rehearsal::people;
use rehearsal::rows::{ClaimRow, basic_code};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Exactly these keys, no more and no less: scripts rely on them.
#[track_caller]
fn has_keys(value: &Value, wanted: &[&str]) {
    let object = value
        .as_object()
        .unwrap_or_else(|| panic!("no object: {value}"));
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
    let mut command = site.as_operator(
        "admin",
        &[
            "operator",
            "add",
            name,
            "--role",
            role,
            "--scope",
            "HN",
            "--identity-stdin",
        ],
    );
    command.stdin(std::fs::File::open(site.file("identity", identity)).unwrap());
    let added = site.finish(command).ok();
    assert_eq!(
        added["state"], "proposed",
        "two administrators: the second one decides"
    );
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
    let shown = site
        .run("far-reviewer", &["duplicate", "show", &case])
        .ok()
        .to_string();
    let claimant = people::member(1);
    assert!(
        !shown.contains(&claimant.name),
        "the unseen claimant's name: {shown}"
    );
    for number in [&claimant.id, &people::child(1).id] {
        assert!(!shown.contains(number.as_str()), "a whole number: {shown}");
    }
    assert!(
        shown.contains("芙蓉区第1小学工会"),
        "where the other claim lies: {shown}"
    );
    let whole = site
        .run("reviewer", &["duplicate", "show", &case])
        .ok()
        .to_string();
    assert!(
        whole.contains(&claimant.name),
        "inside the scope it is shown: {whole}"
    );
}
