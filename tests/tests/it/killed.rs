//! The program is ended as by a power cut, at moments nobody chose; nothing is half done, and the same command goes on.

use e2e::{Site, both_sites, list, number, text};
use rehearsal::rows::{ClaimRow, basic_code};
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::{Duration, Instant};

/// Rows of the file whose import is killed.
const ROWS: u64 = 1_500;
/// How often.
const KILLS: u32 = 4;
/// Claims of the bulk approval that is killed.
const CLAIMS: u64 = 120;
/// Claims a transaction of the bulk approval takes, so that there are many moments between two of them.
const CHUNK: usize = 6;

/// A number below `limit` that differs from run to run; failures print the moments that came of it.
fn chance(limit: u128) -> u128 {
    u128::from(RandomState::new().build_hasher().finish()) % limit.max(1)
}

/// A moment in the `part`-th of `parts` slices of a run that takes `whole`.
fn moment(whole: Duration, part: u32, parts: u32) -> Duration {
    let slice = whole / parts;
    let within = u64::try_from(chance(slice.as_micros())).unwrap();
    slice * part + Duration::from_micros(within)
}

fn rows(range: std::ops::Range<u64>) -> Vec<ClaimRow> {
    range.map(ClaimRow::ordinary).collect()
}

/// A server notices that a client is gone at its next word; what it was doing then ends first.
fn settle(site: &Site) {
    if site.on_server() {
        std::thread::sleep(Duration::from_millis(300));
    }
}

both_sites! {
    fn a_killed_import_leaves_all_of_a_file_or_nothing(site: Site::office) {
        let whole = usize::try_from(ROWS).unwrap();
        let file = site.sheet("first.csv", &rows(0..ROWS));
        let started = Instant::now();
        site.import("clerk", "claims", &file);
        let takes = started.elapsed();
        let file = site.sheet("killed.csv", &rows(ROWS..2 * ROWS));
        let mut running = 0;
        for part in 0..KILLS {
            let delay = moment(takes, part, KILLS);
            let import = site.start("clerk", &["import", "claims", &file]);
            std::thread::sleep(delay);
            running += u32::from(import.kill());
            settle(site);
            let found = site.claims("clerk", "").len();
            assert!(found == whole || found == 2 * whole, "killed after {delay:?} of {takes:?}: {found} claims");
            promoted_imports_have_their_rows(site, found);
            site.is_sound();
        }
        assert!(running > 0, "no run was still going when it was killed; one takes {takes:?}");
        let report = site.import("clerk", "claims", &file);
        let made = number(&report["accepted"]) + number(&report["unchanged"]);
        assert_eq!((made, number(&report["refused"])), (i64::try_from(ROWS).unwrap(), 0), "{report}");
        assert_eq!(site.claims("clerk", "").len(), 2 * whole);
        let states = import_states(site);
        assert!(!states.iter().any(|state| state == "running"), "what was cut off is marked: {states:?}");
        site.is_sound();
    }

    fn a_killed_bulk_approval_goes_on_where_it_stopped(site: Site::office) {
        site.enrol(0..CLAIMS, &basic_code(1));
        site.import("clerk", "claims", &site.sheet("claims.csv", &rows(0..CLAIMS)));
        site.review("reviewer", &site.ids("reviewer", "submitted"));
        let preview = site.run("approver", &["claim", "approve", "--all-matching"]).exits(2).json();
        let (count, total) = (preview["count"].to_string(), preview["total_fen"].to_string());
        assert_eq!(count, CLAIMS.to_string(), "{preview}");
        let token = text(&preview["sample_seen"]);
        let words = [
            "claim", "approve", "--all-matching", "--expect-count", &count, "--expect-total-fen", &total,
            "--sample-seen", token,
        ];
        let approve = || {
            let mut command = site.as_operator("approver", &words);
            command.env("GONGBAO_BULK_CHUNK", CHUNK.to_string());
            command
        };
        let takes = approve_until_first_chunk(site, approve());
        let (mut running, mut before) = (0, 0);
        for part in 0..KILLS {
            let delay = moment(takes * 2, part, KILLS);
            let act = e2e::Running::start(approve());
            std::thread::sleep(delay);
            running += u32::from(act.kill());
            settle(site);
            let approved = site.claims("approver", "approved").len();
            let left = site.claims("approver", "reviewed").len();
            assert_eq!(approved + left, usize::try_from(CLAIMS).unwrap(), "killed after {delay:?}");
            assert_eq!(approved % CHUNK, 0, "a chunk is whole or not there; killed after {delay:?}");
            assert!(approved >= before, "nothing approved is lost");
            before = approved;
            site.is_sound();
            if left == 0 {
                break;
            }
        }
        assert!(running > 0, "no run was still going when it was killed");
        if !site.ids("approver", "reviewed").is_empty() {
            let outcome = site.finish(approve()).ok();
            assert_eq!(list(&outcome["failed"]).len(), 0, "{outcome}");
        }
        assert_eq!(site.claims("approver", "approved").len(), usize::try_from(CLAIMS).unwrap());
        site.is_sound();
    }

    fn a_killed_export_leaves_no_payment_file_that_the_register_does_not_know(site: Site::office) {
        site.enrol(0..1, &basic_code(1));
        site.import("clerk", "claims", &site.sheet("claims.csv", &rows(0..1)));
        let ids = site.ids("reviewer", "submitted");
        site.review("reviewer", &ids);
        site.run("approver", &["claim", "approve", &ids[0]]).ok();
        let batch = text(&site.batch("member-bank")["id"]).to_owned();
        site.confirmed("accountant", &["batch", "seal", &batch]).ok();
        let (out, register) = (site.path("paid.csv"), site.path("site.key.exports"));
        let to = out.to_string_lossy().into_owned();
        let words = ["batch", "export", &batch, "--out", &to];
        // Its first line says whose it is.
        let entries = || std::fs::read_to_string(&register).unwrap().lines().skip(1).count();
        // The register is there already, held by somebody else: the export waits for it, and nothing has left the house.
        let held = std::fs::File::options().append(true).open(&register).unwrap();
        held.lock().unwrap();
        let mut waits = site.start("cashier", &words);
        std::thread::sleep(Duration::from_secs(2));
        assert!(waits.is_running() && !out.exists());
        waits.kill();
        drop(held);
        settle(site);
        assert_eq!((entries(), out.exists()), (0, false));
        for part in 0..KILLS {
            // Killed as soon as the register has the export, or at a moment shortly before or after.
            let mut export = site.start("cashier", &words);
            let started = Instant::now();
            while export.is_running() && entries() == 0 && started.elapsed() < Duration::from_secs(60) {}
            std::thread::sleep(moment(Duration::from_millis(8), part, KILLS));
            export.kill();
            settle(site);
            assert_eq!(entries(), 1, "the register has the export once");
            let state = site.run("cashier", &["batch", "show", &batch]).ok()["state"].clone();
            assert_eq!(state, "exported", "what stands in the register is marked");
            site.is_sound();
            // As if it had been cut off before its name was given.
            let again = site.run("cashier", &words).ok();
            assert_eq!((&again["again"], out.exists()), (&serde_json::json!(true), true), "{again}");
            std::fs::remove_file(&out).unwrap();
        }
        let again = site.run("cashier", &words).ok();
        assert_eq!((entries(), out.exists()), (1, true), "{again}");
    }
}

/// Starts the approval, kills it when its first claims are approved, and says how long that took.
fn approve_until_first_chunk(site: &Site, command: std::process::Command) -> Duration {
    let started = Instant::now();
    let mut act = e2e::Running::start(command);
    while site
        .run(
            "approver2",
            &["claim", "list", "--state", "approved", "--limit", "1"],
        )
        .ok()["claims"]
        == serde_json::json!([])
    {
        assert!(
            act.is_running(),
            "the approval ended, but nothing is approved"
        );
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "nothing is approved after a minute"
        );
    }
    act.kill();
    settle(site);
    let approved = site.claims("approver", "approved").len();
    assert_eq!(approved % CHUNK, 0, "{approved} approved");
    site.is_sound();
    started.elapsed()
}

fn import_states(site: &Site) -> Vec<String> {
    let found = site
        .run("clerk", &["import", "list", "--limit", "100"])
        .ok();
    list(&found["imports"])
        .iter()
        .map(|import| text(&import["state"]).to_owned())
        .collect()
}

/// What claims imports say they accepted is what there is.
fn promoted_imports_have_their_rows(site: &Site, claims: usize) {
    let found = site
        .run("clerk", &["import", "list", "--limit", "100"])
        .ok();
    let accepted: i64 = list(&found["imports"])
        .iter()
        .filter(|import| import["profile"] == "claims" && import["state"] == "promoted")
        .map(|import| number(&import["accepted"]))
        .sum();
    assert_eq!(accepted, i64::try_from(claims).unwrap(), "{found}");
}
