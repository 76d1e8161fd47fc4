//! The life of a benefit year by command line: every change of it takes two administrators.

use e2e::{Site, both_sites, list, number, text};
use rehearsal::rows::{ClaimRow, basic_code};
use serde_json::Value;

const WHICH: [&str; 2] = ["child-premium", "2026"];
/// The window's last day after it was moved.
const CLOSE: &str = "2026-02-10";

fn period<'a>(verb: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["period", verb], &WHICH[..], more].concat()
}

#[track_caller]
fn shown(site: &Site) -> Value {
    site.run("auditor", &period("show", &[])).ok()
}

/// Proposed by one administrator, who may not agree with himself, and put in force by the other.
#[track_caller]
fn takes_two(site: &Site, words: &[&str]) {
    let before = shown(site);
    let proposed = site.run("admin", words).ok();
    assert_eq!(proposed["state"], "proposed", "{proposed}");
    let id = text(&proposed["change"]);
    let alone = site
        .run("admin", &["change", "approve", id])
        .exits(1)
        .json();
    assert_eq!(
        list(&alone["failed"])[0]["code"],
        "same-operator",
        "{alone}"
    );
    assert_eq!(shown(site), before, "a proposal changes nothing");
    site.run("admin2", &["change", "approve", id]).ok();
}

/// The change is not even proposed; gives the code.
#[track_caller]
fn cannot(site: &Site, words: &[&str]) -> String {
    site.run("admin", words).fails(1)
}

/// Files a claim of its own on a day; gives the import's report.
#[track_caller]
fn files(site: &Site, day: &str, row: ClaimRow) -> Value {
    let file = site.sheet(&format!("claim-{day}.csv"), &[row]);
    let outcome = site.run_on(day, "clerk", &["import", "claims", &file]);
    assert!(matches!(outcome.code, Some(0 | 3)), "{outcome}");
    outcome.json()
}

/// The row was refused for its period, in words that say so.
#[track_caller]
fn is_refused(report: &Value, code: &str, told: &str) {
    assert_eq!(
        (number(&report["accepted"]), number(&report["refused"])),
        (0, 1),
        "{report}"
    );
    let finding = &list(&report["findings"])[0];
    assert_eq!(
        (text(&finding["code"]), text(&finding["severity"])),
        (code, "error"),
        "{finding}"
    );
    assert!(text(&finding["message"]).contains(told), "{finding}");
}

fn paid_on(n: u64, day: &str) -> ClaimRow {
    ClaimRow {
        paid_on: day.to_owned(),
        ..ClaimRow::ordinary(n)
    }
}

both_sites! {
    fn a_benefit_year_from_opening_to_its_archive(site: Site::office) {
        site.enrol(1..5, &basic_code(1));
        assert_eq!(site.run("clerk", &period("close", &[])).fails(1), "forbidden");
        assert_eq!(cannot(site, &period("create", &[])), "exists");
        the_window_is_moved(site);
        assert_eq!(number(&files(site, "2026-02-05", paid_on(1, "2026-02-05"))["accepted"]), 1);

        takes_two(site, &period("close", &[]));
        assert_eq!(shown(site)["state"], "closed");
        assert_eq!(cannot(site, &period("close", &[])), "period-state");
        a_closed_year_takes_no_new_claims_of_its_window(site);

        takes_two(site, &period("reopen", &[]));
        assert_eq!(number(&files(site, "2026-02-12", paid_on(3, "2026-01-20"))["accepted"]), 1);
        takes_two(site, &period("close", &[]));

        assert_eq!(cannot(site, &period("archive", &[])), "undecided");
        for id in site.ids("clerk", "submitted") {
            site.run("clerk", &["claim", "withdraw", &id, "--reason", "年度结束"]).ok();
        }
        takes_two(site, &period("archive", &[]));
        assert_eq!(shown(site)["state"], "archived");
        for verb in ["open", "reopen", "close"] {
            assert_eq!(cannot(site, &period(verb, &[])), "period-state", "{verb}");
        }
        is_refused(&files(site, "2026-02-13", paid_on(4, "2026-01-20")), "period-not-open", "未开放");
        site.is_sound();
    }

    fn next_year_is_made_from_this_one_and_shows_what_differs(site: Site::office) {
        let cloned = site.run("admin", &period("clone", &[])).ok();
        assert_eq!((text(&cloned["state"]), number(&cloned["year"])), ("proposed", 2027), "{cloned}");
        let differences = cloned["differences"].to_string();
        for told in ["window", "2027-01-31", "not-enrolled-before"] {
            assert!(differences.contains(told), "no {told}: {differences}");
        }
        site.approve_changes("admin2");
        let periods = site.run("auditor", &["period", "list"]).ok();
        let next = list(&periods["periods"]).iter().find(|period| period["year"] == 2027).expect("the next year");
        assert_eq!((text(&next["state"]), &next["invented"]), ("draft", &Value::Bool(true)), "{next}");
        let row = ClaimRow { year: "2027".to_owned(), ..paid_on(1, "2026-10-01") };
        let early = files(site, "2026-10-02", row);
        assert_eq!(list(&early["findings"])[0]["code"], "period-not-open", "a draft takes no claims: {early}");
        site.is_sound();
    }
}

fn the_window_is_moved(site: &Site) {
    for earlier in ["2026-01-31", "2025-12-31"] {
        assert_eq!(
            cannot(site, &period("extend", &["--to", earlier])),
            "not-later",
            "{earlier}"
        );
    }
    let versions = list(&shown(site)["versions"]).len();
    takes_two(site, &period("extend", &["--to", CLOSE]));
    let extended = shown(site);
    assert_eq!(extended["window"]["close"], CLOSE, "{extended}");
    assert_eq!(
        list(&extended["versions"]).len(),
        versions + 1,
        "{extended}"
    );
}

/// New claims of the window come too late; corrections, decisions and payments outside it go on.
fn a_closed_year_takes_no_new_claims_of_its_window(site: &Site) {
    is_refused(
        &files(site, "2026-02-12", paid_on(2, "2026-01-20")),
        "period-closed",
        "截止",
    );
    let late = files(site, "2026-03-02", paid_on(2, "2026-02-20"));
    assert_eq!(
        number(&late["accepted"]),
        1,
        "paid after the window: {late}"
    );
    let mut corrected = paid_on(1, "2026-01-10");
    corrected.voucher = "44300000099999".to_owned();
    assert_eq!(
        number(&files(site, "2026-02-12", corrected)["accepted"]),
        1,
        "a correction"
    );
    let found = site.claims("clerk", "submitted");
    assert_eq!(found.len(), 2, "no third claim came of it: {found:?}");
    let eligible = found
        .iter()
        .find(|claim| claim["verdict"] == "eligible")
        .expect("the claim of the window");
    let id = text(&eligible["id"]).to_owned();
    site.review("reviewer", std::slice::from_ref(&id));
    site.run("approver", &["claim", "approve", &id]).ok();
    let batch = text(&site.batch("member-bank")["id"]).to_owned();
    site.confirmed("accountant", &["batch", "seal", &batch])
        .ok();
    let to = site.path("paid.csv").to_string_lossy().into_owned();
    site.run("cashier", &["batch", "export", &batch, "--out", &to])
        .ok();
    site.confirmed("cashier", &["batch", "settle", &batch, "--paid", "ALL"])
        .ok();
    assert_eq!(
        site.run("clerk", &["claim", "show", &id]).ok()["state"],
        "paid"
    );
}
