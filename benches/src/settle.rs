//! One settlement after the other, in front of very many stored ones: how long each answer takes, how many a second, and
//! beside it the same reading and writing by hand, without any rule.

use crate::effects::monotonic;
use crate::office::{accepted, import_for, real_with};
use crate::report::name_of;
use anyhow::{Context, Result};
use policy::Registry;
use rehearsal::people;
use std::collections::BTreeMap;
use std::time::Duration;
use storage::audit::OperatorEventRow;
use storage::entitlements::{EntitlementRow, PostingRow};
use storage::messages::{MessageKeyRow, MessageRow};
use storage::witnesses::WitnessRow;
use storage::{Db, Key, StorageError};
use test_support::{Desk, Engine, TestDb, UNIT_A};
use uuid::Uuid;
use workflow::messages::{self, GROUP_MAX, Incoming, MessageState, Origin};
use workflow::{Limits, Session};

/// Rows of a roster; a longer file would be refused.
const ROSTER_ROWS_MAX: u64 = 50_000;
/// Settlements a member has stored, as a busy year brings.
const STAYS: u64 = 10;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// About so many settlements are stored before.
    #[arg(long, default_value_t = 1_000_000)]
    stored: u64,
    /// Settlements taken one by one, and as many in groups.
    #[arg(long, default_value_t = 5_000)]
    fresh: u64,
    /// sqlite, postgres or both.
    #[arg(long, default_value = "both")]
    engine: String,
    /// Process id of the postmaster; what a settlement takes is told by the clock.
    #[arg(long, hide = true)]
    postmaster: Option<u32>,
    /// A directory the server's account can write to; nothing is written here.
    #[arg(long, hide = true)]
    server_files: Option<std::path::PathBuf>,
}

/// Measures.
///
/// # Errors
/// When the office cannot be set up, or a settlement gives no benefit.
pub fn run(options: &Options) -> Result<()> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let wanted = match engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        };
        if options.engine == wanted || options.engine == "both" {
            measure(engine, options)?;
        }
    }
    Ok(())
}

fn measure(engine: Engine, options: &Options) -> Result<()> {
    let db = TestDb::fresh(engine).context("no PostgreSQL server is given")?;
    let aid = || mutual_aid::programme(Some("330482"));
    let desk = Desk::install_programmes(&db, Limits::default(), vec![aid()]);
    let office = real_with(Registry::new(vec![child_premium::programme(), aid()]));
    let open = || Session::log_in(desk.open(), office.clone(), "clerk", Some(desk.today));
    let mut session = open()?;
    let members = (options.stored / STAYS).max(options.fresh);
    enrol(&mut session, members)?;
    store(&mut session, options.stored, members)?;
    if engine == Engine::Postgres {
        storage::execute_raw(&mut desk.open(), "ANALYZE")?;
    }
    let kept = storage::messages::count(&mut session.db, mutual_aid::ID)?;
    println!(
        "{}: {kept} settlements of {members} members are stored",
        name_of(engine)
    );
    let single = one_by_one(&mut session, options.fresh)?;
    single.tell("one by one");
    let by_hand = by_hand(&mut session, options.fresh)?;
    by_hand.tell("the same rows by hand");
    let ratio = by_hand.total.as_micros() * 100 / single.total.as_micros().max(1);
    println!("  {ratio} % of the speed by hand");
    in_groups(&mut session, options.fresh)
}

fn enrol(session: &mut Session, members: u64) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let mut first = 0;
    while first < members {
        let last = members.min(first + ROSTER_ROWS_MAX);
        let mut text = "工会代码,会员姓名,会员身份证号,互助方案,缴费金额,个人缴费\n".to_owned();
        for n in first..last {
            let member = people::member(n);
            text += &format!(
                "{UNIT_A},{},{},pinghu-2025,50.00,1.00\n",
                member.name, member.id
            );
        }
        let path = dir.path().join(format!("joined-{first}.csv"));
        std::fs::write(&path, text)?;
        let report = import_for(session, mutual_aid::ID, "participants", &path)?;
        accepted(&report, last - first)?;
        first = last;
    }
    Ok(())
}

fn settlement(member: u64, id: &str) -> Incoming {
    let number = people::member(member).id;
    Incoming {
        text: format!(
            r#"{{"setl_id":"{id}","mdtrt_id":"V{id}","psn_no":"{member}","psn_cert_type":"01","certno":"{number}","insutype":"310","setl_time":"2025-02-03 00:00:00","medfee_sumamt":25000,"psn_cash_pay":"10000.00","acct_pay":0,"fulamt_ownpay_amt":0,"overlmt_selfpay":0}}"#
        ),
        origin: Origin::Single,
    }
}

fn store(session: &mut Session, count: u64, members: u64) -> Result<()> {
    let mut group = Vec::with_capacity(GROUP_MAX);
    for n in 0..count {
        group.push(settlement(n % members, &format!("A{n}")));
        if group.len() == GROUP_MAX || n + 1 == count {
            messages::receive(session, mutual_aid::ID, &group)?;
            group.clear();
        }
    }
    Ok(())
}

/// How long each took.
struct Laps {
    each: Vec<Duration>,
    total: Duration,
}

impl Laps {
    fn of(mut each: Vec<Duration>) -> Self {
        let total = each.iter().sum();
        each.sort_unstable();
        Self { each, total }
    }

    fn tell(&self, what: &str) {
        let at = |share: usize| {
            let last = self.each.len().saturating_sub(1);
            let lap = self
                .each
                .get(self.each.len() * share / 1000)
                .or(self.each.get(last));
            lap.copied().unwrap_or_default()
        };
        println!(
            "  {what}: {} a second, median {}, p99 {}, longest {}",
            per_second(self.each.len(), self.total),
            milliseconds(at(500)),
            milliseconds(at(990)),
            milliseconds(at(1000)),
        );
    }
}

fn per_second(count: usize, total: Duration) -> u128 {
    count as u128 * 1_000_000 / total.as_micros().max(1)
}

fn milliseconds(lap: Duration) -> String {
    let micros = lap.as_micros();
    format!("{}.{:02} ms", micros / 1000, micros % 1000 / 10)
}

fn one_by_one(session: &mut Session, fresh: u64) -> Result<Laps> {
    let mut laps = Vec::new();
    for n in 0..fresh {
        let one = [settlement(n, &format!("B{n}"))];
        let begun = monotonic();
        let taken = messages::receive(session, mutual_aid::ID, &one)?;
        laps.push(monotonic() - begun);
        let state = taken.first().map(|one| one.answer.state);
        anyhow::ensure!(state == Some(MessageState::Benefit), "{taken:?}");
    }
    Ok(Laps::of(laps))
}

fn in_groups(session: &mut Session, fresh: u64) -> Result<()> {
    let begun = monotonic();
    for first in (0..fresh).step_by(GROUP_MAX) {
        let last = fresh.min(first + GROUP_MAX as u64);
        let group: Vec<Incoming> = (first..last)
            .map(|n| settlement(n, &format!("C{n}")))
            .collect();
        messages::receive(session, mutual_aid::ID, &group)?;
    }
    let total = monotonic() - begun;
    let count = usize::try_from(fresh)?;
    println!(
        "  in groups of {GROUP_MAX}: {} a second",
        per_second(count, total)
    );
    Ok(())
}

/// The rows of such a settlement looked up and written statement by statement, with made-up digests: no sealing, no rule.
fn by_hand(session: &mut Session, fresh: u64) -> Result<Laps> {
    let db = &mut session.db;
    let mut known: BTreeMap<u64, Key> = BTreeMap::new();
    let sample = storage::entitlements::unfiled(db, mutual_aid::ID, None, i64::try_from(fresh)?)?;
    for (n, row) in sample.iter().enumerate() {
        known.insert(n as u64, row.subject_id);
    }
    let by = Key::from(session.ctx.actor.id);
    let mut laps = Vec::new();
    for n in 0..fresh.min(known.len() as u64) {
        let Some(subject) = known.get(&n).copied() else {
            break;
        };
        let rows = Rows::of(n, subject, by, session.ctx.today());
        let begun = monotonic();
        rows.write(db)?;
        laps.push(monotonic() - begun);
    }
    Ok(Laps::of(laps))
}

struct Rows {
    subject: Key,
    message: MessageRow,
    keys: Vec<MessageKeyRow>,
    entitlement: EntitlementRow,
    posting: PostingRow,
}

impl Rows {
    fn of(n: u64, subject: Key, by: Key, today: chrono::NaiveDate) -> Self {
        let digest = |kind: u8| -> Vec<u8> {
            let mut digest = vec![kind; 32];
            digest
                .iter_mut()
                .zip(n.to_be_bytes())
                .for_each(|(to, from)| *to = from);
            digest
        };
        let id = |kind: u128| Key(Uuid::from_u128((kind << 64) | u128::from(n)));
        let message = MessageRow {
            id: id(1),
            programme: "by-hand".to_owned(),
            digest: digest(1),
            origin: "single".to_owned(),
            sealed: vec![7; 400],
            receipt_id: id(2),
            received_on: today,
            received_at: 0,
            received_by: by,
        };
        let keys = (2..7)
            .map(|kind| MessageKeyRow {
                digest: digest(kind),
                message_id: message.id,
            })
            .collect();
        let key = format!("pinghu-2025/33/H{n}");
        Self {
            subject,
            entitlement: EntitlementRow {
                subject_id: subject,
                programme: "by-hand".to_owned(),
                entry_key: key.clone(),
                scheme: "pinghu-2025".to_owned(),
                benefit_year: 2025,
                due_on: Some(today),
                state: "benefit".to_owned(),
                base_fen: Some(1_000_000),
                sum_fen: 338_000,
                findings: "[]".to_owned(),
                claim_id: None,
                filed_fen: 0,
                updated_at: 0,
                revision: 0,
                institution: None,
                told_fen: None,
            },
            posting: PostingRow {
                subject_id: subject,
                id: id(3),
                programme: "by-hand".to_owned(),
                entry_key: key,
                amount_fen: 338_000,
                receipt_id: id(2),
                at: 0,
                made_by: by,
                told_fen: None,
            },
            message,
            keys,
        }
    }

    fn write(&self, db: &mut Db) -> Result<(), StorageError> {
        let digests: Vec<Vec<u8>> = self.keys.iter().map(|key| key.digest.clone()).collect();
        db.write(|db| {
            let people = [self.subject.into()];
            for _ in 0..2 {
                storage::messages::hold(db, &digests)?;
                let ids = storage::messages::with_keys(db, &digests)?;
                storage::messages::keys_of(db, &ids)?;
                storage::messages::by_ids(db, &ids)?;
                storage::people::owners(db, "resident-id", &digests)?;
                storage::participations::known_as(db, mutual_aid::ID, &digests)?;
                storage::people::lock_shared(db, &people)?;
                storage::people::absorbed(db, &people)?;
                storage::people::identities_of_all(db, &people)?;
                storage::participations::of_people(db, mutual_aid::ID, &people)?;
            }
            storage::entitlements::of_people(db, mutual_aid::ID, &people)?;
            storage::messages::add(db, &vec![self.message.clone()], &self.keys)?;
            storage::messages::set_waiting(db, &[self.message.id], &[])?;
            storage::entitlements::add(
                db,
                &vec![self.entitlement.clone()],
                &vec![self.posting.clone()],
            )?;
            let operator = self.message.received_by.into();
            let (seq, _) = storage::audit::lock_event_head(db, operator)?;
            let event = OperatorEventRow {
                operator_id: self.message.received_by,
                seq: seq + 1,
                at: 0,
                action: "receive".to_owned(),
                detail: String::new(),
                hash: vec![7; 32],
            };
            storage::audit::append_event(db, &event)?;
            let witness = WitnessRow {
                operator_id: self.message.received_by,
                seq: seq + 1,
                relation: "by-hand".to_owned(),
                record: self.entitlement.entry_key.clone(),
                revision: 0,
                fields: vec![7; 56],
            };
            storage::witnesses::add(db, &vec![witness]).map(drop)
        })
    }
}
