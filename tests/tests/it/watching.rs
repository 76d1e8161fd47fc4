//! What runs by itself: an account that only verifies and seals, by a role of the database that may do no more, and what is
//! counted for whoever watches over the site.

use e2e::{Outcome, Site, both_sites, number, text};
use rehearsal::people;
use rehearsal::rows::{ClaimRow, basic_code};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use storage::execute_raw;

/// Claims of the story.
const CLAIMS: u64 = 3;
/// A role of the tests' server, for every database on it.
const ROLE: &str = "gongbao_test_watch";

/// The database by the role of timers; on SQLite there is none.
fn watch_url(site: &Site) -> Option<String> {
    if !site.on_server() {
        return None;
    }
    let make = format!(
        "DO $$ BEGIN CREATE ROLE {ROLE}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    );
    execute_raw(&mut site.as_owner(), &make).unwrap();
    let mut grant = site.command(&["--json", "db", "grant", "--role", ROLE, "--for", "watch"]);
    grant.env("GONGBAO_DATABASE_URL", site.owner_url());
    site.finish(grant).ok();
    let owner = site.owner_url();
    let mark = if owner.contains('?') { '&' } else { '?' };
    Some(format!("{owner}{mark}options=-c%20role%3D{ROLE}"))
}

/// A command as the units of the package run it: nobody is named on the command line.
fn unattended(site: &Site, name: &str, url: Option<&str>, words: &[&str]) -> Outcome {
    let mut command = site.command(&[&["--json"], words].concat());
    command.env("GONGBAO_UNATTENDED", name);
    if let Some(url) = url {
        command.env("GONGBAO_UNATTENDED_DATABASE", url);
    }
    site.finish(command)
}

/// Every sample of an exposition by its name and labels; whatever the format does not allow ends the test.
fn samples(text: &str) -> BTreeMap<String, i64> {
    assert!(text.ends_with('\n'));
    let is_name = |name: &str| {
        let mut letters = name.chars();
        letters
            .next()
            .is_some_and(|first| first.is_ascii_lowercase())
            && letters.all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
            })
    };
    let (mut found, mut families) = (BTreeMap::new(), BTreeSet::new());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let (name, help) = line
            .strip_prefix("# HELP ")
            .and_then(|rest| rest.split_once(' '))
            .expect(line);
        assert!(
            is_name(name) && name.starts_with("gongbao_") && help.ends_with('.'),
            "{line}"
        );
        assert!(families.insert(name.to_owned()), "{name} twice");
        let kind = lines
            .next()
            .and_then(|line| line.strip_prefix(&format!("# TYPE {name} ")))
            .expect(name);
        assert_eq!(
            kind == "counter",
            name.ends_with("_total"),
            "{name} is a {kind}"
        );
        let mut is_empty = true;
        while let Some(sample) = lines.next_if(|line| !line.starts_with('#')) {
            is_empty = false;
            let (key, value) = sample.rsplit_once(' ').expect(sample);
            let labels = key.strip_prefix(name).expect(sample);
            if !labels.is_empty() {
                let inner = labels
                    .strip_prefix('{')
                    .and_then(|rest| rest.strip_suffix('}'))
                    .expect(sample);
                for label in inner.split(',') {
                    let (label, value) = label.split_once("=\"").expect(sample);
                    assert!(is_name(label) && value.ends_with('"'), "{sample}");
                }
            }
            let value = value.parse().expect(sample);
            assert!(found.insert(key.to_owned(), value).is_none(), "{key} twice");
        }
        assert!(!is_empty, "{name} has no sample");
    }
    found
}

both_sites! {
    fn timers_verify_seal_and_keep_by_an_account_and_a_role_that_can_do_nothing_else(site: Site::office) {
        site.enrol(0..1, &basic_code(1));
        site.import("clerk", "claims", &site.sheet("claims.csv", &[ClaimRow::ordinary(0)]));
        site.add_operator("timers", "watch");
        site.approve_changes("admin2");
        let url = watch_url(site);
        let run = |words: &[&str]| unattended(site, "timers", url.as_deref(), words);
        assert_eq!(run(&["audit", "verify"]).ok()["ok"], true);
        assert_eq!(number(&run(&["audit", "seal"]).ok()["seal"]["seq"]), 1);
        let kept = site.path("kept");
        std::fs::create_dir(&kept).unwrap();
        let mut keep = site.command(&["--json", "audit", "keep"]);
        keep.env("GONGBAO_UNATTENDED", "timers").env("GONGBAO_SEALS_TO", format!("dir:{}", kept.display()));
        site.finish(keep).ok();
        assert_eq!(run(&["audit", "verify", "--against", &kept.display().to_string()]).ok()["ok"], true);
        // Nobody works as it, and it is shown nothing.
        for words in [
            &["claim", "list"][..],
            &["person", "find", "王"],
            &["operator", "list"],
            &["batch", "list"],
            &["audit", "verify"],
            &["import", "claims", "claims.csv"],
            &["change", "approve", "--all"],
            &["ops", "recount"],
        ] {
            assert_eq!(site.run("timers", words).fails(1), "unattended", "{words:?}");
            assert_eq!(run(words).code == Some(0), words[0] == "audit", "{words:?}");
        }
        // Whoever could do more is not run by a timer.
        assert_eq!(unattended(site, "clerk", None, &["audit", "verify"]).fails(1), "unattended");
        assert_eq!(unattended(site, "auditor", None, &["audit", "verify"]).ok()["ok"], true);
        let checked = |name: &str| {
            let found = unattended(site, name, None, &["ops", "check"]).json();
            let mut all = e2e::list(&found["checks"]).iter();
            text(&all.find(|one| one["code"] == "unattended").unwrap()["state"]).to_owned()
        };
        assert_eq!((checked("timers").as_str(), checked("auditor").as_str()), ("met", "doubtful"));
        site.is_sound();
    }

    fn what_is_counted_is_what_there_is_and_nobodys_data(site: Site::office) {
        site.enrol(0..CLAIMS, &basic_code(1));
        let rows: Vec<ClaimRow> = (0..CLAIMS).map(ClaimRow::ordinary).collect();
        site.import("clerk", "claims", &site.sheet("claims.csv", &rows));
        let ids = site.ids("clerk", "");
        site.review("reviewer", &ids[..2]);
        site.run("approver", &["claim", "approve", &ids[0]]).ok();
        let into = site.path("backups").display().to_string();
        site.run_plain(&["ops", "backup", "--into", &into]).ok();
        let file = site.path("gongbao.prom").display().to_string();
        let counted = |words: &[&str]| site.run_plain(&[&["ops", "metrics", "--backups", &into], words].concat());
        counted(&["--to", &file]).ok();
        let told = std::fs::read_to_string(&file).unwrap();
        let found = samples(&told);
        let of = |key: &str| found.get(key).copied();
        let claims = |state: &str| of(&format!("gongbao_claims{{programme=\"child-premium\",state=\"{state}\"}}"));
        let states = ["submitted", "reviewed", "approved", "paid"].map(claims);
        assert_eq!(states, [Some(1), Some(1), Some(1), Some(0)], "{told}");
        assert_eq!(of("gongbao_approved_unbatched_fen"), Some(40_000));
        assert_eq!(of("gongbao_cases{state=\"open\"}"), Some(0));
        assert_eq!(of("gongbao_batches{state=\"draft\"}"), Some(0));
        assert_eq!((of("gongbao_database_up"), of("gongbao_schema_current")), (Some(1), Some(1)));
        assert!(of("gongbao_database_size_bytes") > Some(100_000) && of("gongbao_backup_last_timestamp_seconds") > Some(0));
        // Nothing was verified, sealed or kept yet, and nothing says so.
        assert!(!told.contains("verify_last") && !told.contains("gongbao_seal"), "{told}");
        site.run("auditor", &["audit", "verify"]).ok();
        site.run("auditor", &["audit", "seal"]).ok();
        let mut keep = site.as_operator("auditor", &["audit", "keep"]);
        std::fs::create_dir(site.path("kept")).unwrap();
        keep.env("GONGBAO_SEALS_TO", format!("dir:{}", site.path("kept").display()));
        site.finish(keep).ok();
        site.batch("member-bank");
        let printed = counted(&[]).ok();
        let found = samples(text(&printed["metrics"]));
        let of = |key: &str| found.get(key).copied();
        assert_eq!((of("gongbao_verify_last_success"), of("gongbao_seals_total")), (Some(1), Some(1)));
        assert_eq!((of("gongbao_batches{state=\"draft\"}"), of("gongbao_approved_unbatched_fen")), (Some(1), Some(40_000)));
        let place = format!("gongbao_seals_outside_last_timestamp_seconds{{place=\"dir:{}\"}}", site.path("kept").display());
        assert!(of(&place) > Some(0), "{printed}");
        // A database that is away is told as such, with what is known without it.
        let away = format!("sqlite:{}", site.path("away.db").display());
        let gone = site.run_plain(&["--database", &away, "ops", "metrics", "--to", &file, "--backups", &into]);
        assert_eq!(gone.code, Some(1), "{gone}");
        let found = samples(&std::fs::read_to_string(&file).unwrap());
        assert_eq!(found.get("gongbao_database_up"), Some(&0));
        assert!(found.contains_key("gongbao_verify_last_success") && !found.contains_key("gongbao_schema_current"));
        for n in 0..CLAIMS {
            for secret in [people::member(n).name, people::child(n).id, people::card(n)] {
                assert!(!told.contains(&secret));
            }
        }
        assert!(!Path::new(&file).with_extension("part").exists());
    }
}
