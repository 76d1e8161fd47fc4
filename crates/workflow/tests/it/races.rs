//! Operators racing: whoever is first wins, everybody else is told so, and no child is paid twice.

use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use rehearsal::ClaimRow;
use rehearsal::rows::claims_csv;
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use storage::Key;
use storage::plans::Budget;
use test_support::{ClaimSpec, Desk, Engine, UNIT_A, UNIT_B, both_engines};
use workflow::intake::imports::{self, ImportOptions};
use workflow::intake::submit::Filed;
use workflow::{review::bulk, review::decide};

/// Workers at once; SQLite has one writer at a time, so fewer show the same.
fn workers(desk: &Desk) -> usize {
    match desk.engine() {
        Engine::Postgres => 16,
        Engine::Sqlite => 4,
    }
}

/// Children raced over.
fn children(desk: &Desk) -> u64 {
    match desk.engine() {
        Engine::Postgres => 1000,
        Engine::Sqlite => 200,
    }
}

/// Runs `work` on every worker at the same moment.
fn race(desk: &Desk, work: impl Fn(usize) + Sync) {
    let barrier = Barrier::new(workers(desk));
    std::thread::scope(|scope| {
        for worker in 0..workers(desk) {
            let (barrier, work) = (&barrier, &work);
            scope.spawn(move || {
                barrier.wait();
                work(worker);
            });
        }
    });
}

fn handles(filed: &[Filed]) -> Vec<ClaimRef> {
    filed
        .iter()
        .map(|filed| filed.claim().expect("a claim"))
        .collect()
}

/// Every approved, batched or paid claim of each child; more than one is what must never be.
fn occupied(desk: &Desk, claims: &[ClaimRef]) -> BTreeMap<domain::ids::PersonId, usize> {
    let all =
        storage::claims::find_all(&mut desk.open(), &domain::unit::Scope::everything(), claims)
            .unwrap();
    let mut count = BTreeMap::new();
    for claim in all {
        *count.entry(claim.handle.subject).or_insert(0) +=
            usize::from(claim.state.name().occupies_slot());
    }
    count
}

fn assert_books_agree(desk: &Desk) {
    let verified = workflow::audit::verify(&mut desk.session("auditor")).unwrap();
    assert!(verified.ok, "{:?}", verified.first_bad);
}

/// How many of forty claims rivals approve from these budgets of unit A.
fn approved_by_rivals(desk: &Desk, union: i64, subsidy: i64) -> usize {
    for (source, total_fen) in [
        (FundSource::new("union"), union),
        (FundSource::new("subsidy"), subsidy),
    ] {
        let budget = Budget {
            unit_id: Key::from(desk.unit_id(UNIT_A)),
            calendar_year: 2026,
            source,
            total: Fen::new(total_fen),
            reserved: Fen::ZERO,
            minutes: "minutes".to_owned(),
            updated_at: 0,
            revision: 0,
        };
        let mut db = desk.open();
        db.write(|db| storage::plans::put_budget(db, &budget))
            .unwrap();
    }
    desk.vouch();
    let claims: Vec<ClaimRef> = (0..40)
        .map(|child| desk.reviewed_claim(&ClaimSpec::of(child)))
        .collect();
    let approved = AtomicUsize::new(0);
    race(desk, |worker| {
        let approver = if worker % 2 == 0 {
            "approver"
        } else {
            "approver2"
        };
        let mut session = desk.session(approver);
        for claim in claims.iter().skip(worker).step_by(workers(desk)) {
            let outcome =
                decide::approve(&mut session, &[*claim], FundSource::new("union")).unwrap();
            approved.fetch_add(outcome.done.len(), Ordering::SeqCst);
            let short = |code| ["budget-short", "waiting"].contains(&code);
            assert!(
                outcome
                    .failed
                    .iter()
                    .all(|(_, refusal)| short(refusal.code)),
                "{outcome:?}"
            );
        }
    });
    approved.load(Ordering::SeqCst)
}

/// What is reserved of unit A's budgets, union funds first.
fn reserved(desk: &Desk) -> Vec<(FundSource, i64)> {
    let mut rows = storage::plans::budgets_of(&mut desk.open(), &[desk.unit_id(UNIT_A)]).unwrap();
    rows.retain(|row| row.calendar_year == 2026);
    rows.sort_by_key(|row| std::cmp::Reverse(row.source));
    rows.into_iter()
        .map(|row| (row.source, row.reserved.get()))
        .collect()
}

both_engines! {
    fn both_parents_racing_get_one_payment_a_child(desk) {
        let n = children(desk);
        let mothers: Vec<ClaimSpec> = (0..n).map(|child| ClaimSpec::of(child).at(UNIT_A)).collect();
        let fathers: Vec<ClaimSpec> = (0..n).map(|child| ClaimSpec::of(child).by_spouse().at(UNIT_B)).collect();
        let first = handles(&desk.file_all(&mothers));
        for chunk in first.chunks(200) {
            let checks = domain::claim::Checks::of(["member", "child", "age"]);
            let mut session = desk.session("reviewer");
            let offered = bulk::offer_review(&mut session, chunk, 1).unwrap();
            let [group] = offered.groups.as_slice() else { panic!("{offered:?}") };
            let seen = bulk::Seen { judged: group.judged.clone(), expected: group.expected, token: group.token };
            let reviewed = bulk::review(&mut session, chunk, &checks, None, &seen).unwrap();
            assert_eq!(reviewed.failed, []);
        }
        let second = std::sync::Mutex::new(Vec::new());
        let approved = AtomicUsize::new(0);
        race(desk, |worker| {
            // Half the workers approve the first parent's claims, two of them each claim; the others
            // file the second parent's claim at the same time.
            let team = workers(desk) / 2;
            let share = |mine: usize| (0..n as usize).filter(move |child| child % team == mine);
            if worker < team {
                let mut session = desk.session(if worker % 2 == 0 { "approver" } else { "approver2" });
                for child in share(worker).chain(share((worker + 1) % team)) {
                    let outcome = decide::approve(&mut session, &[first[child]], FundSource::new("union")).unwrap();
                    approved.fetch_add(outcome.done.len(), Ordering::SeqCst);
                    for (_, refusal) in outcome.failed {
                        assert!(["open-case", "state", "waiting"].contains(&refusal.code), "{refusal:?}");
                        if refusal.code == "state" {
                            assert!(refusal.by.is_some() && refusal.at.is_some(), "the loser is told who was first");
                        }
                    }
                }
            } else {
                for child in share(worker - team) {
                    let claim = desk.file_claim(&fathers[child]);
                    second.lock().unwrap().push(claim);
                }
            }
        });
        let second = second.into_inner().unwrap();
        assert_eq!(second.len(), n as usize);
        let all: Vec<ClaimRef> = first.iter().chain(&second).copied().collect();
        let occupied_now = occupied(desk, &all);
        assert!(occupied_now.values().all(|count| *count <= 1));
        assert_eq!(occupied_now.values().sum::<usize>(), approved.load(Ordering::SeqCst));
        // Nobody else can be approved now: every child has an open case.
        let checks = domain::claim::Checks::of(["member", "child", "age"]);
        for claim in &second {
            let blocked = decide::review(&mut desk.session("reviewer"), &[*claim], &checks, Some("x")).unwrap();
            assert_eq!(blocked.done, []);
        }
        assert_books_agree(desk);
    }

    fn two_imports_of_the_same_children_make_each_claim_once(desk) {
        let rows: Vec<ClaimRow> = (0..100).map(ClaimRow::ordinary).collect();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("claims.csv");
        std::fs::write(&path, claims_csv(&rows)).unwrap();
        let (new, unchanged) = (AtomicUsize::new(0), AtomicUsize::new(0));
        race(desk, |worker| {
            let mut session = desk.session(if worker % 2 == 0 { "clerk" } else { "clerk2" });
            let report = imports::run(&mut session, "claims", &path, &ImportOptions::of(child_premium::ID), &mut |_| {}).unwrap();
            assert_eq!(report.refused, 0, "{:?}", report.findings);
            new.fetch_add(report.accepted, Ordering::SeqCst);
            unchanged.fetch_add(report.unchanged, Ordering::SeqCst);
        });
        assert_eq!(new.load(Ordering::SeqCst), 100);
        assert_eq!(unchanged.load(Ordering::SeqCst), 100 * (workers(desk) - 1));
        assert_books_agree(desk);
    }

    fn a_budget_is_never_exceeded(desk) {
        let union = 7 * 40_000 + 39_999;
        assert_eq!(approved_by_rivals(desk, union, 0), 7);
        assert_eq!(reserved(desk), [(FundSource::new("union"), 7 * 40_000), (FundSource::new("subsidy"), 0)]);
        assert_books_agree(desk);
    }

    fn two_budgets_are_never_exceeded_together(desk) {
        let (union, subsidy) = (7 * 40_000 + 39_999, 3 * 40_000 + 2);
        assert_eq!(approved_by_rivals(desk, union, subsidy), 11);
        // One claim drew on both, for what the first fell short of; one fen is left of the second.
        assert_eq!(reserved(desk), [(FundSource::new("union"), union), (FundSource::new("subsidy"), subsidy - 1)]);
        assert_books_agree(desk);
    }

    fn a_revision_racing_an_approval_leaves_one_of_the_two(desk) {
        let n = 40;
        let claims: Vec<ClaimRef> = (0..n).map(|child| desk.reviewed_claim(&ClaimSpec::of(child))).collect();
        race(desk, |worker| {
            if worker % 2 == 0 {
                let mut session = desk.session("approver");
                for few in claims.chunks(decide::NAMED_MAX) {
                    decide::approve(&mut session, few, FundSource::new("union")).unwrap();
                }
            } else {
                let revised: Vec<ClaimSpec> = (0..n).map(|child| ClaimSpec::of(child).paying(30_000 + worker as i64)).collect();
                desk.file_all(&revised);
            }
        });
        for claim in &claims {
            let claim = desk.claim(*claim);
            // Whatever came last: an approval is only ever of what the claim says.
            if let Some(approval) = claim.state.approval() {
                assert_eq!(approval.amount, claim.payable);
                assert!(approval.amount <= Fen::new(40_000));
            }
        }
        assert_books_agree(desk);
    }
}
