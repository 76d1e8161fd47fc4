//! Many processes at once on one database: both parents' claims of the same children, filed, decided and approved at
//! the same time. No child is ever paid twice, and whoever comes second is told who was first.

use domain::ids::ClaimRef;
use e2e::{Engine, Outcome, Running, Site, both_sites, list, number, text};
use rehearsal::rows::{ClaimRow, basic_code};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use workflow::review::decide::NAMED_MAX;

/// Children both of whose parents claim, one process filing a parent's claims of so many.
const CHILDREN_PER_FILE: u64 = 4;

/// Processes at once: more on a server than on one file.
fn processes(site: &Site) -> u64 {
    match site.engine() {
        Engine::Sqlite => 4,
        Engine::Postgres => 16,
    }
}

fn children(site: &Site) -> u64 {
    processes(site) / 2 * CHILDREN_PER_FILE
}

type Subject = String;

fn subject(id: &str) -> Subject {
    id.parse::<ClaimRef>()
        .expect("an id of a claim")
        .subject
        .to_string()
}

/// Runs all of them at once, watching all the while that no child has two claims with a payment.
fn race(site: &Site, words: &[(&str, Vec<String>)]) -> Vec<Outcome> {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(site, &over));
        let runs: Vec<Running> = words
            .iter()
            .map(|(operator, words)| {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                site.start(operator, &words)
            })
            .collect();
        let outcomes = runs.into_iter().map(Running::wait).collect();
        over.store(true, Ordering::Release);
        assert!(watcher.join().expect("a watcher that found nothing wrong") > 0);
        outcomes
    })
}

/// Looks again and again; one look is one query, hence one moment. Gives the number of looks.
fn watch(site: &Site, over: &AtomicBool) -> usize {
    let mut looks = 0;
    loop {
        let last = over.load(Ordering::Acquire);
        let words = [
            "claim",
            "list",
            "--state",
            "approved,batched,paid,reconciled,recovering",
            "--limit",
            "1000",
        ];
        let page = site.run("auditor", &words).ok();
        let mut seen = BTreeSet::new();
        for claim in list(&page["claims"]) {
            assert!(
                seen.insert(subject(text(&claim["id"]))),
                "two payments for one child: {page}"
            );
        }
        looks += 1;
        if last {
            return looks;
        }
    }
}

/// Ids by child.
fn by_child(claims: &[Value]) -> BTreeMap<Subject, Vec<String>> {
    let mut found: BTreeMap<Subject, Vec<String>> = BTreeMap::new();
    for claim in claims {
        let id = text(&claim["id"]).to_owned();
        found.entry(subject(&id)).or_default().push(id);
    }
    found
}

fn words<'a>(parts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    parts.into_iter().map(str::to_owned).collect()
}

/// The entries of `failed`, or the error a command failed with as a whole, of every run.
fn refusals(outcomes: &[Outcome]) -> Vec<Value> {
    outcomes
        .iter()
        .flat_map(|outcome| {
            let json = outcome.json();
            match &json["failed"] {
                Value::Array(failed) => failed.clone(),
                _ => vec![json["error"].clone()],
            }
        })
        .filter(|refusal| !refusal.is_null())
        .collect()
}

both_sites! {
    fn both_parents_race_through_filing_decision_and_approval(site: Site::office) {
        let count = children(site);
        site.enrol(0..count, &basic_code(1));
        both_parents_file_at_once(site);
        let cases = every_child_has_one_case(site);
        assert_eq!(cases.len(), usize::try_from(count).unwrap());
        opposite_decisions_race(site, &cases);
        let kept = the_kept_claims_are_reviewed_by_rivals(site);
        approvals_race(site, &kept);
        let approved = by_child(&site.claims("auditor", "approved"));
        assert_eq!(approved.len(), kept.len(), "exactly one payment a child");
        assert!(approved.values().all(|claims| claims.len() == 1));
        site.is_sound();
        let balance = site.run("auditor", &["ledger", "balance"]).ok();
        let committed = list(&balance["accounts"]).iter().find(|row| row["account"] == "commitments").unwrap();
        assert_eq!(number(&committed["balance_fen"]), i64::try_from(count).unwrap() * 40_000, "{balance}");
    }

    fn approval_races_the_other_parents_filing(site: Site::office) {
        let count = children(site);
        site.enrol(0..count, &basic_code(1));
        let first: Vec<ClaimRow> = (0..count).map(ClaimRow::ordinary).collect();
        site.import("clerk", "claims", &site.sheet("first.csv", &first));
        let ids = site.ids("reviewer", "submitted");
        site.review("reviewer", &ids);
        let mut runs = Vec::new();
        let half = ids.len().div_ceil(usize::try_from(processes(site) / 2).unwrap());
        for (n, chunk) in ids.chunks(half).enumerate() {
            let operator = if n % 2 == 0 { "approver" } else { "approver2" };
            runs.push((operator, [words(["claim", "approve"]), chunk.to_vec()].concat()));
        }
        for n in 0..processes(site) / 2 {
            runs.push(("clerk2", words(["import", "claims", &parents_file(site, n, true)])));
        }
        let outcomes = race(site, &runs);
        let approved = by_child(&site.claims("auditor", "approved"));
        assert!(approved.values().all(|claims| claims.len() == 1), "{approved:?}");
        // Whichever came first: every child has both claims and one case, and what was refused is told why.
        assert_eq!(every_child_has_one_case(site).len(), usize::try_from(count).unwrap());
        for refusal in refusals(&outcomes) {
            assert_eq!(refusal["code"], "open-case", "{refusal}");
        }
        let second: Vec<String> =
            site.ids("reviewer", "submitted").into_iter().filter(|id| !ids.contains(id)).collect();
        for id in &second {
            let outcome = site.run("reviewer2", &["claim", "review", "--checks", "member,child,age", id]).exits(1).json();
            assert_eq!(list(&outcome["failed"]).len(), 1, "{outcome}");
        }
        site.is_sound();
    }
}

/// The sheet of one parent for the `n`-th group of children.
fn parents_file(site: &Site, n: u64, other: bool) -> String {
    let children = n * CHILDREN_PER_FILE..(n + 1) * CHILDREN_PER_FILE;
    let row = if other {
        ClaimRow::other_parent
    } else {
        ClaimRow::ordinary
    };
    let rows: Vec<ClaimRow> = children.map(row).collect();
    site.sheet(&format!("parent-{other}-{n}.csv"), &rows)
}

fn both_parents_file_at_once(site: &Site) {
    let mut runs = Vec::new();
    for n in 0..processes(site) / 2 {
        runs.push((
            "clerk",
            words(["import", "claims", &parents_file(site, n, false)]),
        ));
        runs.push((
            "clerk2",
            words(["import", "claims", &parents_file(site, n, true)]),
        ));
    }
    for outcome in race(site, &runs) {
        let report = outcome.ok();
        assert_eq!(
            number(&report["accepted"]),
            i64::try_from(CHILDREN_PER_FILE).unwrap(),
            "{report}"
        );
    }
}

/// Each child has two live claims under one open case; gives the claims by case.
fn every_child_has_one_case(site: &Site) -> BTreeMap<String, Vec<String>> {
    let found = site
        .run(
            "reviewer",
            &["duplicate", "list", "--state", "open", "--limit", "1000"],
        )
        .ok();
    let mut cases = BTreeMap::new();
    let mut children = BTreeSet::new();
    for case in list(&found["cases"]) {
        let claims: Vec<String> = list(&case["claims"])
            .iter()
            .map(|id| text(id).to_owned())
            .collect();
        assert_eq!(claims.len(), 2, "{case}");
        assert_eq!(
            subject(&claims[0]),
            subject(&claims[1]),
            "one child: {case}"
        );
        assert!(
            children.insert(subject(&claims[0])),
            "two open cases for one child: {found}"
        );
        cases.insert(text(&case["id"]).to_owned(), claims);
    }
    cases
}

/// For every case one process keeps the one claim, another the other; one wins, the other is told so.
fn opposite_decisions_race(site: &Site, cases: &BTreeMap<String, Vec<String>>) {
    let chunk = usize::try_from(processes(site) / 2).unwrap();
    let cases: Vec<(&String, &Vec<String>)> = cases.iter().collect();
    for some in cases.chunks(chunk) {
        let mut runs = Vec::new();
        for (case, claims) in some {
            for (operator, claim) in [("reviewer", &claims[0]), ("approver2", &claims[1])] {
                let line = [
                    "duplicate",
                    "resolve",
                    case,
                    "--keep",
                    claim,
                    "--chosen-by",
                    "双方选择书",
                    "--reason",
                    "夫妻选择",
                ];
                runs.push((operator, words(line)));
            }
        }
        let outcomes = race(site, &runs);
        for pair in outcomes.chunks(2) {
            let won = pair
                .iter()
                .filter(|outcome| outcome.code == Some(0))
                .count();
            assert_eq!(won, 1, "one decision each: {} / {}", pair[0], pair[1]);
            let lost = pair.iter().find(|outcome| outcome.code != Some(0)).unwrap();
            let winner = if pair[0].code == Some(0) {
                "reviewer"
            } else {
                "approver2"
            };
            assert!(
                lost.err.contains(winner) || text(&lost.json()["error"]["code"]) == "case-not-open",
                "the loser is told: {lost}"
            );
        }
    }
}

/// Two reviewers check the claims that stand, at once; each is reviewed once. Gives the claims.
fn the_kept_claims_are_reviewed_by_rivals(site: &Site) -> Vec<String> {
    let kept = site.ids("auditor", "submitted");
    let mut done = 0;
    for few in kept.chunks(NAMED_MAX) {
        let line = [
            words(["claim", "review", "--checks", "member,child,age"]),
            few.to_vec(),
        ]
        .concat();
        let outcomes = race(site, &[("reviewer", line.clone()), ("reviewer2", line)]);
        let of_each = outcomes
            .iter()
            .map(|outcome| list(&outcome.json()["done"]).len());
        done += of_each.sum::<usize>();
    }
    assert_eq!(done, kept.len(), "each claim is reviewed once");
    let mut reviewed = site.ids("auditor", "reviewed");
    let mut wanted = kept.clone();
    reviewed.sort();
    wanted.sort();
    assert_eq!(reviewed, wanted);
    kept
}

/// Every claim is approved by all processes of two operators at once, as many claims at a time as may be named without
/// a sample: one succeeds, the others learn who it was.
fn approvals_race(site: &Site, kept: &[String]) {
    let mut outcomes = Vec::new();
    for together in kept.chunks(NAMED_MAX) {
        let runs: Vec<_> = (0..processes(site))
            .map(|n| {
                let mut ids = together.to_vec();
                // Everybody begins elsewhere.
                let shift = usize::try_from(n).unwrap() % ids.len();
                ids.rotate_left(shift);
                let operator = if n % 2 == 0 { "approver" } else { "approver2" };
                (operator, [words(["claim", "approve"]), ids].concat())
            })
            .collect();
        outcomes.extend(race(site, &runs));
    }
    let mut done: BTreeMap<String, usize> = BTreeMap::new();
    for outcome in &outcomes {
        assert!(matches!(outcome.code, Some(0 | 1 | 3)), "{outcome}");
        for id in list(&outcome.json()["done"]) {
            *done.entry(text(id).to_owned()).or_default() += 1;
        }
    }
    assert_eq!(done.len(), kept.len(), "every claim was approved: {done:?}");
    assert!(
        done.values().all(|times| *times == 1),
        "by one process: {done:?}"
    );
    let lost = refusals(&outcomes);
    let processes = usize::try_from(processes(site)).unwrap();
    assert_eq!(lost.len(), kept.len() * (processes - 1));
    for refusal in &lost {
        assert_eq!(refusal["code"], "state", "{refusal}");
        assert!(
            ["approver", "approver2"].contains(&text(&refusal["by"])),
            "{refusal}"
        );
        assert!(!text(&refusal["at"]).is_empty(), "{refusal}");
    }
}

/// Rounds of several `init` at once; each on a database of its own.
const INIT_ROUNDS: usize = 12;
/// Processes of a round.
const INIT_PROCESSES: usize = 4;

/// Made for these tests; nobody keeps the private half.
const ADMIN_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB1lkj7G3nieg7gR68joz2VudbBrY2zTc5ltu0Rg6+eZ li.na@desk-7";

#[test]
fn several_inits_at_once_make_one_database_and_keep_the_key_it_is_sealed_with() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for round in 0..INIT_ROUNDS {
            let Some(site) = Site::empty(engine) else {
                continue;
            };
            let key = site.file("admin.pub", ADMIN_KEY);
            // Every third round somebody else's installation is begun at the same moment.
            let rival = round % 3 == 2;
            let runs: Vec<Running> = (0..INIT_PROCESSES)
                .map(|n| {
                    let admin = if rival && n == 0 { "rival" } else { "admin" };
                    let words = [
                        "--json",
                        "init",
                        "--admin",
                        admin,
                        "--admin-key",
                        &key,
                        "--identity-stdin",
                    ];
                    Running::start(site.with_number(&words))
                })
                .collect();
            let outcomes: Vec<Outcome> = runs.into_iter().map(Running::wait).collect();
            let fresh = outcomes
                .iter()
                .filter(|outcome| outcome.json()["fresh"] == true)
                .count();
            assert_eq!(fresh, 1, "round {round}: {outcomes:?}");
            for outcome in &outcomes {
                if outcome.code == Some(0) {
                    continue;
                }
                assert!(rival, "round {round}: {outcome}");
                assert_eq!(
                    outcome.json()["error"]["code"],
                    "already-initialised",
                    "round {round}: {outcome}"
                );
            }
            // One installation, which the key file opens.
            let winner = outcomes
                .iter()
                .find(|outcome| outcome.code == Some(0))
                .map(|outcome| text(&outcome.json()["admin"]).to_owned())
                .unwrap();
            let words = ["--json", "init", "--admin", &winner, "--admin-key", &key];
            let again = site.finish(site.command(&words)).ok();
            assert_eq!(again["fresh"], false, "round {round}");
            let mut parts: Vec<_> = std::fs::read_dir(site.path("."))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .filter(|name| name.starts_with("site.key"))
                .collect();
            parts.sort_unstable();
            let whole = ["site.key", "site.key.exports", "site.key.exports-head"];
            assert_eq!(parts, whole, "round {round}");
        }
    }
}
