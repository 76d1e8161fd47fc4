//! Batches of unit A, taken as far as a test needs them.

use domain::batch::Channel;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimRef};
use domain::slot::Slot;
use domain::unit::Scope;
use std::sync::atomic::{AtomicU32, Ordering};
use storage::batches::Batch;
use storage::plans::Budget;
use test_support::{Desk, UNIT_A};
use workflow::audit::{Bad, Verified};
use workflow::payments::batches::{self, Answer, Exported, Format, Lines, Settled};

/// The accountant collects what is approved from the programme's first source: union funds.
pub fn drafted(desk: &Desk, channel: Channel) -> BatchId {
    drafted_of(desk, child_premium::ID, channel)
}

fn drafted_of(desk: &Desk, programme: &str, channel: Channel) -> BatchId {
    let mut accountant = desk.session("accountant");
    let sources = desk
        .installation
        .registry
        .find(programme)
        .unwrap()
        .sources();
    batches::create(
        &mut accountant,
        UNIT_A,
        channel,
        sources[0].source(),
        programme,
    )
    .unwrap()
    .batch
}

/// ... and seals it.
pub fn sealed(desk: &Desk, channel: Channel) -> BatchId {
    sealed_of(desk, child_premium::ID, channel)
}

/// The same of another programme.
pub fn sealed_of(desk: &Desk, programme: &str, channel: Channel) -> BatchId {
    let batch = drafted_of(desk, programme, channel);
    let outcome = batches::seal(&mut desk.session("accountant"), batch, None).unwrap();
    assert_eq!(outcome.dropped, []);
    batch
}

/// The cashier exports into a directory of its own.
pub fn exported(desk: &Desk, batch: BatchId, format: Format) -> Exported {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!(
        "payments-{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    ));
    std::fs::create_dir_all(&dir).unwrap();
    batches::export(&mut desk.session("cashier"), batch, format, &dir).unwrap()
}

pub fn answer(desk: &Desk) -> Answer {
    Answer {
        on: desk.today,
        receipt: "回单0001".to_owned(),
        lines: Lines::All,
        expect: None,
    }
}

pub fn some(desk: &Desk, paid: &[ClaimRef], refused: &[ClaimRef]) -> Answer {
    let refused = refused
        .iter()
        .map(|claim| (*claim, "户名不符".to_owned()))
        .collect();
    Answer {
        lines: Lines::Some {
            paid: paid.to_vec(),
            refused,
        },
        ..answer(desk)
    }
}

pub fn all_paid(desk: &Desk, batch: BatchId) -> Settled {
    batches::settle(&mut desk.session("cashier"), batch, &answer(desk)).unwrap()
}

/// The books verified; a finding is told in both languages, whatever it is.
pub fn audited(desk: &Desk) -> Verified {
    let verified = workflow::audit::verify(&mut desk.session("auditor")).unwrap();
    if let Some(bad) = &verified.first_bad {
        is_told_in_both_languages(desk, bad);
    }
    verified
}

/// In Chinese a finding has no English word but codes and names of tables in backticks, and operators' names; in English
/// no Chinese one but the names of unions in a budget.
pub fn is_told_in_both_languages(desk: &Desk, bad: &Bad) {
    let names = storage::operators::names(&mut desk.open()).unwrap();
    let outside_backticks = |text: &str| text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let zh = outside_backticks(&bad.what.zh);
    let english: Vec<&str> = zh
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .filter(|word| word.chars().any(|letter| letter.is_ascii_lowercase()))
        .filter(|word| !names.values().any(|name| name == word))
        .collect();
    assert_eq!(english, Vec::<&str>::new(), "{bad:?}");
    let han = |text: &str| {
        text.chars()
            .any(|letter| ('\u{4E00}'..='\u{9FFF}').contains(&letter))
    };
    assert!(han(&zh), "{bad:?}");
    assert!(
        bad.code == "budget" || !han(&outside_backticks(&bad.what.en)),
        "{bad:?}"
    );
}

pub fn batch_of(desk: &Desk, batch: BatchId) -> Batch {
    storage::batches::find(&mut desk.open(), &Scope::everything(), batch).unwrap()
}

pub fn slot_of(desk: &Desk, claim: ClaimRef) -> Slot {
    let key = desk.claim(claim).slot(claim.subject);
    let slots = storage::slots::of_subjects(&mut desk.open(), &[claim.subject]).unwrap();
    slots
        .into_iter()
        .find(|slot| slot.key == key)
        .expect("the slot")
}

/// Unit A's union funds of a year, replacing what was there.
pub fn budget(desk: &Desk, year: i16, total_fen: i64) {
    let row = Budget {
        unit_id: desk.unit(UNIT_A).id,
        calendar_year: year,
        source: FundSource::new("union"),
        total: Fen::new(total_fen),
        reserved: Fen::ZERO,
        minutes: "批复〔2027〕1号".to_owned(),
        updated_at: 0,
        revision: 0,
    };
    let mut db = desk.open();
    db.write(|db| storage::plans::put_budget(db, &row)).unwrap();
    desk.vouch();
}

pub fn reserved(desk: &Desk, year: i16) -> i64 {
    let rows = storage::plans::budgets_of(&mut desk.open(), &[desk.unit_id(UNIT_A)]).unwrap();
    let row = rows
        .iter()
        .find(|row| row.calendar_year == year && row.source.code() == "union");
    row.expect("the budget").reserved.get()
}

/// Gives an operator another role behind the system's back.
pub fn make(desk: &Desk, operator: &str, role: &str) {
    storage::execute_raw(
        &mut desk.open(),
        &format!("UPDATE operators SET role = '{role}' WHERE name = '{operator}'"),
    )
    .unwrap();
    desk.vouch();
}
