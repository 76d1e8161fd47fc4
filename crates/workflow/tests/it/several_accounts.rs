//! Whatever people with several accounts each do in whatever order, nobody does two steps that exclude each other.
//!
//! The sequences are drawn from a fixed seed, so that a failure is found again by running the test again.

use domain::batch::Channel;
use domain::claim::{Checks, ClaimState, StateName};
use domain::claim_record::ClaimRecord;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimRef};
use domain::role::Role;
use domain::unit::Scope;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rehearsal::people;
use sealing::IndexKind;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use storage::operators::Operator;
use storage::{Db, Key};
use test_support::{ClaimSpec, Desk, Engine, PROVINCE, UNIT_A, on_one};
use workflow::payments::batches::{self, Answer, Format, Lines};
use workflow::{WorkflowError, review::decide};

/// People, each with an account of every role that handles claims.
const PEOPLE: u64 = 5;
/// Families that claim; the last is that of the last of the people.
const FAMILIES: u64 = 3;
const ROLES: [Role; 5] = [
    Role::Clerk,
    Role::Reviewer,
    Role::Approver,
    Role::Accountant,
    Role::Cashier,
];
/// Sequences per engine, and the commands of one.
const SEQUENCES: u32 = 8;
const COMMANDS: usize = 70;

/// What somebody tries; numbers choose among the claims or batches there are by then.
#[derive(Debug, Clone, Copy)]
enum Try {
    File(u64, i64),
    Review(usize),
    Approve(usize),
    Undo(usize),
    Create,
    Seal(usize),
    Sign(usize),
    Export(usize),
    Settle(usize),
    /// A batch from draft to settlement, exported and settled by somebody of its own: chance alone comes there too seldom.
    PayOut(u64),
}

fn command() -> impl Strategy<Value = (u64, Try)> {
    let pick = || 0..16usize;
    let what = prop_oneof![
        3 => (1..=FAMILIES, select(vec![40_000i64, 40_000, 40_000, 39_000])).prop_map(|(n, fen)| Try::File(n, fen)),
        8 => pick().prop_map(Try::Review),
        8 => pick().prop_map(Try::Approve),
        1 => pick().prop_map(Try::Undo),
        1 => Just(Try::Create),
        2 => pick().prop_map(Try::Seal),
        1 => pick().prop_map(Try::Sign),
        2 => pick().prop_map(Try::Export),
        2 => pick().prop_map(Try::Settle),
        8 => (1..=PEOPLE).prop_map(Try::PayOut),
    ];
    (1..=PEOPLE, what)
}

/// The number of one of the people; the last is the member of the last family.
fn number(person: u64) -> String {
    let n = if person == PEOPLE {
        FAMILIES
    } else {
        9_000 + person
    };
    people::member(n).id
}

fn account(person: u64, role: Role) -> String {
    format!("{}-{person}", role.code())
}

/// Adds everybody's accounts; gives whose each is.
fn hire(desk: &Desk) -> BTreeMap<Key, u64> {
    let mut db = desk.open();
    let mut owners = BTreeMap::new();
    for person in 1..=PEOPLE {
        for role in ROLES {
            let index = desk
                .installation
                .keyring
                .blind_index(IndexKind::Identity, &number(person));
            let row = Operator {
                id: Key(desk.installation.effects.uuid()),
                name: account(person, role),
                role,
                scope_path: desk.unit(PROVINCE).path.clone(),
                sealed_identity: None,
                identity_index: Some(index.0.to_vec()),
                active: true,
                created_at: 0,
                created_by: None,
                revision: 0,
            };
            owners.insert(row.id, person);
            db.write(|db| Ok::<_, WorkflowError>(storage::operators::add(db, &row)?))
                .unwrap();
        }
    }
    owners
}

struct Run<'d> {
    desk: &'d Desk,
    owners: BTreeMap<Key, u64>,
    claims: BTreeSet<ClaimRef>,
    batches: Vec<BatchId>,
    files: tempfile::TempDir,
    reached: &'d RefCell<BTreeSet<String>>,
}

impl Run<'_> {
    fn claim(&self, n: usize) -> Vec<ClaimRef> {
        let place = n % self.claims.len().max(1);
        self.claims.iter().nth(place).copied().into_iter().collect()
    }

    fn batch(&self, n: usize) -> Option<BatchId> {
        self.batches.get(n % self.batches.len().max(1)).copied()
    }

    fn act(&mut self, person: u64, what: Try) -> Result<(), WorkflowError> {
        let desk = self.desk;
        let session = |role| desk.session(&account(person, role));
        let heard = |outcome: decide::Outcome| match outcome.failed.into_iter().next() {
            Some((_, refusal)) => Err(WorkflowError::Refused(refusal)),
            None => Ok(()),
        };
        match what {
            Try::File(family, fen) => {
                let spec = ClaimSpec::of(family).paying(fen);
                let filed = desk.file_in(&mut session(Role::Clerk), &[spec])?;
                self.claims.extend(
                    filed
                        .iter()
                        .filter_map(workflow::intake::submit::Filed::claim),
                );
                Ok(())
            }
            Try::Review(n) => {
                let checks = Checks::of(["member", "child", "age"]);
                let claims = self.claim(n);
                heard(decide::review(
                    &mut session(Role::Reviewer),
                    &claims,
                    &checks,
                    Some("同意"),
                )?)
            }
            Try::Approve(n) => {
                let claims = self.claim(n);
                heard(decide::approve(
                    &mut session(Role::Approver),
                    &claims,
                    FundSource::new("union"),
                )?)
            }
            Try::Undo(n) => {
                let claims = self.claim(n);
                heard(decide::undo(&mut session(Role::Approver), &claims, "撤销")?)
            }
            Try::Create => {
                let mut accountant = session(Role::Accountant);
                let made = batches::create(
                    &mut accountant,
                    UNIT_A,
                    Channel::MemberBank,
                    FundSource::new("union"),
                    child_premium::ID,
                )?;
                self.batches.push(made.batch);
                Ok(())
            }
            Try::Seal(n) => self.on_batch(n, |batch| {
                // Cashiers may seal as well: that is how one person could come to both ends.
                let role = if n % 2 == 0 {
                    Role::Accountant
                } else {
                    Role::Cashier
                };
                batches::seal(&mut session(role), batch, None).map(drop)
            }),
            Try::PayOut(other) => {
                self.act(person, Try::Create)?;
                let last = self.batches.len() - 1;
                self.act(person, Try::Seal(last))?;
                self.act(other, Try::Export(last))?;
                self.act(other, Try::Settle(last))
            }
            Try::Sign(n) => self.on_batch(n, |batch| {
                batches::sign(&mut session(Role::Approver), batch)
            }),
            Try::Export(n) => self.on_batch(n, |batch| {
                let mut cashier = session(Role::Cashier);
                batches::export(&mut cashier, batch, Format::Csv, self.files.path()).map(drop)
            }),
            Try::Settle(n) => self.on_batch(n, |batch| {
                let lines = storage::batches::lines(&mut desk.open(), batch)?;
                let paid = lines.iter().map(|line| line.handle()).collect();
                let answer = Answer {
                    on: desk.today,
                    receipt: "回单0001".to_owned(),
                    lines: Lines::Some {
                        paid,
                        refused: Vec::new(),
                    },
                    expect: None,
                };
                batches::settle(&mut session(Role::Cashier), batch, &answer).map(drop)
            }),
        }
    }

    fn on_batch(
        &self,
        n: usize,
        act: impl FnOnce(BatchId) -> Result<(), WorkflowError>,
    ) -> Result<(), WorkflowError> {
        self.batch(n).map_or(Ok(()), act)
    }

    fn records(&self) -> Vec<ClaimRecord> {
        let claims: Vec<ClaimRef> = self.claims.iter().copied().collect();
        storage::claims::find_all(&mut self.desk.open(), &Scope::everything(), &claims).unwrap()
    }

    /// Who took this step on a claim, as people.
    fn people(&self, db: &mut Db, claim: ClaimRef, steps: &[&str]) -> BTreeSet<u64> {
        storage::history::events(db, claim)
            .unwrap()
            .iter()
            .filter(|event| steps.contains(&event.step.as_str()))
            .map(|event| self.owners[&event.made_by])
            .collect()
    }

    fn check(&self) {
        let mut db = self.desk.open();
        for claim in self.records() {
            let state = claim.state.name();
            self.reached.borrow_mut().insert(state.code().to_owned());
            let filed = self.people(&mut db, claim.handle, &["submit", "revise"]);
            let review = claim
                .state
                .review()
                .map(|review| self.owners[&review.by.into()]);
            let approval = claim
                .state
                .approval()
                .map(|approval| self.owners[&approval.by.into()]);
            for person in [review, approval].into_iter().flatten() {
                assert!(!filed.contains(&person), "filed and decided: {claim:?}");
            }
            assert!(
                review.is_none() || review != approval,
                "reviewed and approved: {claim:?}"
            );
            // The member of the last family is the last of the people: no step after the filing is theirs.
            let own = people::member(FAMILIES).name;
            if claim.content.contains(&own) {
                let steps = [
                    "review", "approve", "undo", "seal", "unseal", "pay", "refuse",
                ];
                let hands = self.people(&mut db, claim.handle, &steps);
                assert!(!hands.contains(&PEOPLE), "the own family's: {claim:?}");
            }
            let (ClaimState::Batched { batch, .. } | ClaimState::Paid { batch, .. }) = &claim.state
            else {
                continue;
            };
            let row = storage::batches::find(&mut db, &Scope::everything(), *batch).unwrap();
            let of = |by: Option<Key>| by.map(|by| self.owners[&by]);
            let made = [
                Some(self.owners[&row.created_by]),
                of(row.sealed_by),
                of(row.signed_by),
                of(row.exported_by),
            ];
            let settled = self.people(&mut db, claim.handle, &["pay", "refuse"]);
            for person in made.into_iter().flatten().chain(settled.iter().copied()) {
                assert!(
                    Some(person) != review && Some(person) != approval,
                    "decided and batched: {claim:?}"
                );
            }
            for ends in [of(row.sealed_by), of(row.signed_by)].into_iter().flatten() {
                assert!(
                    !settled.contains(&ends),
                    "sealed or signed, and settled: {row:?}"
                );
            }
            let signed = of(row.signed_by);
            assert!(
                signed.is_none()
                    || signed != of(row.sealed_by) && signed != Some(self.owners[&row.created_by])
            );
        }
    }
}

fn sequences(engine: Engine) {
    let reached = RefCell::new(BTreeSet::new());
    let config = Config {
        cases: SEQUENCES,
        failure_persistence: None,
        max_shrink_iters: 0,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[12; 32]));
    let commands = proptest::collection::vec(command(), COMMANDS);
    let ran = runner.run(&commands, |commands| {
        on_one(engine, |db| {
            let desk = &Desk::install(db);
            let mut run = Run {
                desk,
                owners: hire(desk),
                claims: BTreeSet::new(),
                batches: Vec::new(),
                files: tempfile::tempdir().unwrap(),
                reached: &reached,
            };
            for (person, what) in commands {
                if let Err(error) = run.act(person, what) {
                    let refusal = match &error {
                        WorkflowError::Refused(refusal)
                        | WorkflowError::SecondOperator(refusal) => refusal.code,
                        _ => error.code(),
                    };
                    assert!(
                        !["database", "internal", "conflict", "busy"].contains(&error.code()),
                        "{error:?}"
                    );
                    reached.borrow_mut().insert(refusal.to_owned());
                }
                run.check();
            }
        });
        Ok(())
    });
    ran.unwrap();
    // The sequences came as far as the payment, and met every refusal they are about.
    let reached = reached.into_inner();
    if reached.is_empty() {
        return;
    }
    for wanted in [
        StateName::Approved.code(),
        StateName::Paid.code(),
        "same-operator",
        "own-family",
        "decided-line",
        "own-family-lines",
        "own-seal",
    ] {
        assert!(reached.contains(wanted), "no {wanted} in {reached:?}");
    }
}

#[test]
fn nobody_does_two_steps_that_exclude_each_other_on_sqlite() {
    sequences(Engine::Sqlite);
}

#[test]
fn nobody_does_two_steps_that_exclude_each_other_on_postgres() {
    sequences(Engine::Postgres);
}
