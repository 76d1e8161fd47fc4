//! The log says who did what to which claims, and tells nobody's name or number.

use e2e::{Site, both_sites, number, text};
use rehearsal::people;
use rehearsal::rows::{ClaimRow, basic_code};
use serde_json::Value;
use std::collections::BTreeSet;

/// People of the story; everything about them is looked for in the log.
const PEOPLE: u64 = 3;
/// A reason that names somebody, as reasons do.
const REASON: &str = "与王小明电话13800138000核对";

/// The lines of the site's own log.
fn lines(site: &Site) -> Vec<Value> {
    let log = std::fs::read_to_string(site.path(".local/state/gongbao/gongbao.log")).unwrap();
    let read =
        |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    log.lines().map(read).collect()
}

/// The last line about a command.
#[track_caller]
fn last(site: &Site, command: &str) -> Value {
    let found = lines(site)
        .into_iter()
        .rev()
        .find(|line| line["command"] == command);
    found.unwrap_or_else(|| panic!("no line about `{command}`"))
}

/// Whether a list with blanks between has this.
fn has(list: &Value, wanted: &str) -> bool {
    text(list).split(' ').any(|one| one == wanted)
}

/// Everything that must not be told, with digits in a row as they stand in files.
fn secrets() -> BTreeSet<String> {
    let mut secrets = BTreeSet::from([
        "王小明".to_owned(),
        "13800138000".to_owned(),
        "小明".to_owned(),
    ]);
    for n in 0..PEOPLE {
        for person in [people::member(n), people::spouse(n), people::child(n)] {
            secrets.extend([person.name, person.id]);
        }
        secrets.extend([people::card(n), people::phone(n)]);
    }
    secrets
}

both_sites! {
    fn every_act_is_a_line_with_who_did_what_and_nobodys_data(site: Site::office) {
        site.enrol(0..PEOPLE, &basic_code(1));
        let rows: Vec<ClaimRow> = (0..PEOPLE).map(ClaimRow::ordinary).collect();
        let imported = site.import("clerk", "claims", &site.sheet("claims.csv", &rows));
        let line = last(site, "import claims");
        assert_eq!((text(&line["outcome"]), number(&line["exit"])), ("done", 0), "{line}");
        assert!(has(&line["acts"], "import") && line["ms"].is_number() && line["pid"].is_number(), "{line}");
        assert!(has(&line["records"], &format!("imports:{}", text(&imported["import"]))), "{line}");
        assert_eq!(number(&line["claims_written"]), i64::try_from(PEOPLE).unwrap(), "{line}");
        let ids = site.ids("clerk", "");
        assert!(ids.iter().all(|id| has(&line["claims"], id)), "{line}");
        let clerk = text(&line["operator"]).to_owned();
        site.review("reviewer", &ids);
        let reviewed = last(site, "claim review");
        assert!(has(&reviewed["claims"], &ids[0]) && reviewed["operator"] != *clerk, "{reviewed}");
        site.run("approver", &["claim", "approve", &ids[0], &ids[1]]).ok();
        assert!(has(&last(site, "claim approve")["acts"], "approve"));
        site.run("reviewer", &["claim", "return", &ids[2], "--reason", REASON]).ok();
        site.run("approver", &["claim", "reveal", &ids[0], "--field", "bank-card", "--reason", REASON]).ok();
        assert!(has(&last(site, "claim reveal")["acts"], "reveal"));
        // What fails is told with its code; what was typed, found or said is not.
        site.run("approver", &["claim", "approve", &ids[2]]).exits(1);
        assert_eq!(last(site, "claim approve")["outcome"], "failed");
        assert_eq!(site.run("clerk", &["claim", "approve", &ids[1]]).exits(1).code, Some(1));
        site.run("王小明", &["claim", "list"]).exits(1);
        assert_eq!(last(site, "claim list")["code"], "unknown-operator");
        let file = site.path("王小明.csv").display().to_string();
        site.run("clerk", &["import", "claims", &file]);
        let mut bad = ClaimRow::ordinary(1);
        bad.child_id.replace_range(6..8, "99");
        site.run("clerk", &["import", "claims", &site.sheet("bad.csv", &[bad])]).exits(3);
        assert_eq!(last(site, "import claims")["outcome"], "some-refused");
        let batch = text(&site.batch("member-bank")["number"]).to_owned();
        site.confirmed("accountant", &["batch", "seal", &batch]).ok();
        let out = site.path("out");
        std::fs::create_dir(&out).unwrap();
        site.run("cashier", &["batch", "export", &batch, "--out", &out.display().to_string()]).ok();
        let exported = last(site, "batch export");
        assert!(has(&exported["records"], &format!("batches:{batch}")), "{exported}");
        site.confirmed("cashier", &["batch", "settle", &batch, "--paid", "ALL", "--receipt", "回单1"]).ok();
        assert_eq!(number(&last(site, "batch settle")["claims_written"]), 2);
        site.run("auditor", &["person", "find", &people::member(1).name]).ok();
        let log = std::fs::read_to_string(site.path(".local/state/gongbao/gongbao.log")).unwrap();
        for secret in secrets() {
            assert!(!log.contains(&secret), "{secret} is in the log");
        }
        assert!(log.is_ascii(), "nothing that a file or an operator said is in a log of codes");
        assert!(lines(site).iter().all(|line| line["time"].is_string() && line["event"].is_string()));
    }
}
