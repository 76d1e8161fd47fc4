//! Verifies every record of the books and names the first bad one; seals the chains.

mod batches;
pub(crate) mod chain;
mod derived;
mod entitlements;
pub mod events;
mod history;
mod operators;
pub mod outside;
mod payees;
mod postings;
pub mod replay;
mod seals;
mod slots;
mod subjects;
mod sums;
mod terms;
mod verdicts;
pub(crate) mod witness;
mod witnesses;

pub use seals::{SealRecord, compare, seal, seals};

use crate::error::{Result, WorkflowError};
use crate::session::{Context, Session};
use crate::words::Words;
use domain::claim_record::ClaimRecord;
use domain::ids::PersonId;
use domain::role::Action;
use serde::Serialize;
use std::collections::BTreeMap;
use storage::plans::BudgetKey;
use storage::{Db, StorageError};

/// Subjects, slots and batches read at a time.
const PAGE: i64 = 500;

/// The first record that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bad {
    /// Stable code of what is wrong, such as `entry-changed`.
    pub code: &'static str,
    /// The subject whose chain, claim or slot it is.
    pub subject: Option<String>,
    /// Position in the chain, or of the seal.
    pub seq: Option<i64>,
    /// Number of the claim.
    pub claim: Option<String>,
    /// The record, where an entry vouches for it field by field.
    pub record: Option<Place>,
    /// What is wrong, in a sentence.
    pub what: Words,
}

/// A record, and the field of it that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The table.
    pub table: String,
    /// The record's key in it.
    pub key: String,
    /// The field; nothing for a record that is missing or came by itself.
    pub field: Option<&'static str>,
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Nothing is wrong.
    pub ok: bool,
    /// Chained records that were checked, up to the first bad one: entries, events and seals.
    pub records: i64,
    /// The first bad record.
    pub first_bad: Option<Bad>,
}

/// Checks chains, claims, slots, ledger, budgets, batches and seals as they are at one moment.
///
/// # Errors
/// [`WorkflowError`] when the database cannot be read; a bad record is no error.
pub fn verify(session: &mut Session) -> Result<Verified> {
    session.ctx.require(Action::Watch)?;
    let ctx = session.ctx.clone();
    session.db.snapshot(|db| {
        let mut pass = Pass {
            ctx: &ctx,
            records: 0,
            reserved: BTreeMap::new(),
            latest: 0,
        };
        match pass.everything(db) {
            Ok(()) => Ok(Verified {
                ok: true,
                records: pass.records,
                first_bad: None,
            }),
            Err(CheckError::Bad(bad)) => Ok(Verified {
                ok: false,
                records: pass.records,
                first_bad: Some(*bad),
            }),
            Err(CheckError::Failed(error)) => Err(*error),
        }
    })
}

/// Why a check did not go on.
enum CheckError {
    Bad(Box<Bad>),
    Failed(Box<WorkflowError>),
}

type Check<T = ()> = std::result::Result<T, CheckError>;

impl From<StorageError> for CheckError {
    fn from(error: StorageError) -> Self {
        Self::Failed(Box::new(error.into()))
    }
}

impl From<WorkflowError> for CheckError {
    fn from(error: WorkflowError) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl Bad {
    fn new(code: &'static str, what: Words) -> Self {
        Self {
            code,
            subject: None,
            seq: None,
            claim: None,
            record: None,
            what,
        }
    }

    fn of(mut self, subject: PersonId) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    fn at(mut self, seq: i64) -> Self {
        self.seq = Some(seq);
        self
    }

    fn place(mut self, place: Place) -> Self {
        self.record = Some(place);
        self
    }

    fn claim(mut self, claim: &ClaimRecord) -> Self {
        self.claim = Some(claim.number.to_string());
        self.of(claim.handle.subject)
    }

    fn fail<T>(self) -> Check<T> {
        Err(CheckError::Bad(Box::new(self)))
    }
}

/// One verification on its way.
struct Pass<'e> {
    ctx: &'e Context,
    records: i64,
    /// What the approvals in force reserve.
    reserved: BTreeMap<BudgetKey, i64>,
    /// When the latest entry of the operators' chains was made, microseconds since 1970.
    latest: i64,
}

impl Pass<'_> {
    /// What names a record most precisely is checked first: chains before the sums made of them.
    fn everything(&mut self, db: &mut Db) -> Check {
        self.subjects(db)?;
        orphans(db)?;
        self.operators(db)?;
        self.seals(db)?;
        self.slots(db)?;
        self.budgets(db)?;
        self.batches(db)?;
        self.witnesses(db)?;
        self.sums(db)?;
        Self::entitlements(db)?;
        contributions(db)?;
        self.derived(db)?;
        figures(db)
    }
}

/// What was posted for somebody's part is what the roster of participants says.
fn contributions(db: &mut Db) -> Check {
    match storage::contributions::differing(db)? {
        None => Ok(()),
        Some((subject, _, scheme, plan)) => Bad::new(
            "contributions",
            words!(
                "名册所记的缴费与 {scheme} 的 {plan} 项目已入账的缴费不符",
                "the roster's contribution to plan {plan} of {scheme} is not what was posted"
            ),
        )
        .of(subject.into())
        .fail(),
    }
}

/// The figures beside the claims say what the claims say.
fn figures(db: &mut Db) -> Check {
    let (kept, counted) = (
        storage::claim_figures::kept(db)?,
        storage::claim_figures::counted(db)?,
    );
    let none = (0, 0);
    let differing = kept
        .keys()
        .chain(counted.keys())
        .find(|key| kept.get(*key).unwrap_or(&none) != counted.get(*key).unwrap_or(&none));
    match differing {
        None => Ok(()),
        Some((unit, state, day)) => {
            let Words { zh, en } = terms::state(state);
            Bad::new(
            "figures",
            words!(
                "首页的数字与 `{unit}` 下 {day} 申报、状态为{zh}的申报不符；申报、账目和审计链均无误",
                "the figures of the first screen differ from the claims of `{unit}` that are {en} and were filed on {day}; \
                 every claim, posting and entry is in order"
            ),
        )
        .fail()
        }
    }
}

fn orphans(db: &mut Db) -> Check {
    if let Some((subject, seq)) = storage::audit::headless_entry(db)? {
        return Bad::new(
            "head-missing",
            words!(
                "审计链有记录，但链头被删除",
                "the chain has entries, but its head was removed"
            ),
        )
        .of(subject)
        .at(seq)
        .fail();
    }
    if let Some((subject, number)) = storage::audit::headless_claim(db)? {
        let what = words!(
            "该申报的审计链被整条删除",
            "the claim's whole chain was removed"
        );
        let mut bad = Bad::new("claim-without-entry", what).of(subject);
        // The stored form lacks the hyphens people know.
        bad.claim = Some(
            number
                .parse::<domain::claim_number::ClaimNumber>()
                .map_or(number, |number| number.to_string()),
        );
        return bad.fail();
    }
    if let Some(handle) = storage::audit::homeless_posting(db)? {
        return Bad::new(
            "claim-missing",
            words!(
                "账上有申报 `{handle}`，但该申报不存在",
                "the ledger speaks of claim `{handle}`, which does not exist"
            ),
        )
        .of(handle.subject)
        .fail();
    }
    Ok(())
}

/// Loads rows of these subjects; one that cannot be read at all is a bad record, and found by asking one by one.
fn readable<T>(
    db: &mut Db,
    subjects: &[PersonId],
    load: impl Fn(&mut Db, &[PersonId]) -> storage::Result<Vec<T>>,
) -> Check<Vec<T>> {
    match load(db, subjects) {
        Err(StorageError::Stored { column, .. }) => {
            for subject in subjects {
                if let Err(StorageError::Stored { column, .. }) = load(db, &[*subject]) {
                    return unreadable(column).of(*subject).fail();
                }
            }
            unreadable(column).fail()
        }
        other => Ok(other?),
    }
}

fn unreadable(column: &str) -> Bad {
    Bad::new(
        "unreadable",
        words!(
            "`{column}` 中有本程序从未写过的内容",
            "`{column}` holds what this program never wrote"
        ),
    )
}
