//! Payment batches and their lines.

use super::people::{Names, Operators};
use super::{Cursor, Page, missing, page as pages};
use crate::error::Result;
use crate::payments::batches::Lines;
use crate::review::bulk::Expected;
use crate::session::Session;
use chrono::NaiveDate;
use domain::batch::{BatchState, Channel, LineState};
use domain::claim_number::ClaimNumber;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimRef};
use domain::year::Instant;
use storage::batches::Batch;
use storage::page::After;

/// A batch in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRowView {
    /// Id.
    pub id: BatchId,
    /// The number people use.
    pub number: String,
    /// Code of the paying unit.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// Programme id.
    pub programme: String,
    /// The funding source.
    pub source: FundSource,
    /// Where it is sent.
    pub channel: Channel,
    /// Where it stands.
    pub state: BatchState,
    /// How many lines.
    pub lines: i64,
    /// Their sum.
    pub total: Fen,
    /// Digest of the frozen lines.
    pub digest: Option<String>,
    /// Who put it together, sealed it, signed it and exported it, each with the instant; in that order.
    pub events: Vec<BatchEvent>,
    /// Count and sum of the lines without an answer; only where one batch is shown.
    pub open: Option<Expected>,
}

/// Who did what to a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchEvent {
    /// What.
    pub kind: BatchEventKind,
    /// Who.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// What is done to a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchEventKind {
    /// Put together.
    Created,
    /// Lines and payees frozen.
    Sealed,
    /// Signed by a second approver.
    Signed,
    /// A file left the house.
    Exported,
}

/// A line of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    /// The claim.
    pub claim: ClaimRef,
    /// Its number.
    pub number: Option<ClaimNumber>,
    /// Number of the line, from 1.
    pub line: i64,
    /// The member.
    pub member_name: String,
    /// The subject.
    pub subject_name: String,
    /// The sum.
    pub amount: Fen,
    /// The member's part.
    pub member_share: Fen,
    /// What became of it.
    pub state: LineState,
    /// Day of settlement.
    pub settled_on: Option<NaiveDate>,
    /// The confirming or refusing document.
    pub receipt: Option<String>,
}

/// The word for where a line stands, as family and code: before its batch is exported, and once the batch was taken back,
/// nobody waits for an answer, and the line stands where its batch does.
pub fn line_word(batch: BatchState, line: LineState) -> (&'static str, &'static str) {
    let goes_by_batch = line == LineState::Open
        && matches!(
            batch,
            BatchState::Draft | BatchState::Sealed | BatchState::Withdrawn
        );
    if goes_by_batch {
        ("batch", batch.code())
    } else {
        ("line", line.code())
    }
}

/// A page of batches in scope, newest first; `states` empty for all.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn page(
    session: &mut Session,
    states: &[BatchState],
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<BatchRowView>> {
    let scope = session.ctx.actor.scope.clone();
    let codes: Vec<String> = states.iter().map(|state| state.code().to_owned()).collect();
    let rows = storage::batches::page(
        &mut session.db,
        &scope,
        &codes,
        after.map(Cursor::after),
        pages::reach(limit),
    )?;
    let page = Page::cut(rows, pages::clamp(limit), |row| After {
        key: row.created_at,
        id: row.id.0,
    });
    Ok(Page {
        rows: views(session, page.rows)?,
        next: page.next,
    })
}

/// A batch in scope.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`].
pub fn show(session: &mut Session, id: BatchId) -> Result<BatchRowView> {
    let scope = session.ctx.actor.scope.clone();
    let head = missing(
        crate::Thing::Batch,
        &id,
        storage::batches::find(&mut session.db, &scope, id),
    )?;
    let mut view = views(session, vec![head])?
        .pop()
        .ok_or(storage::StorageError::NotFound)?;
    view.open = Some(crate::payments::batches::weigh(session, id, &Lines::All)?.all());
    Ok(view)
}

/// A page of a batch's lines.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`] when the batch is not in scope.
pub fn lines(
    session: &mut Session,
    id: BatchId,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<LineView>> {
    let scope = session.ctx.actor.scope.clone();
    missing(
        crate::Thing::Batch,
        &id,
        storage::batches::find(&mut session.db, &scope, id),
    )?;
    let start = after.map_or(0, |cursor| cursor.after().key);
    let rows = storage::batches::lines_page(&mut session.db, id, start, pages::reach(limit))?;
    let page = Page::cut(rows, pages::clamp(limit), |row| Cursor::number(row.line_no));
    let handles: Vec<ClaimRef> = page
        .rows
        .iter()
        .map(|row| ClaimRef {
            subject: row.subject_id.into(),
            id: row.claim_id.into(),
        })
        .collect();
    let claims = storage::claims::list::lines_unscoped(&mut session.db, &handles)?;
    let claims = super::claims::named(session, claims)?;
    let rows = page
        .rows
        .into_iter()
        .zip(handles)
        .map(|(row, handle)| {
            let claim = claims.iter().find(|claim| claim.id == handle);
            Ok(LineView {
                claim: handle,
                number: claim.map(|claim| claim.number.clone()),
                line: row.line_no,
                member_name: claim
                    .map(|claim| claim.member_name.clone())
                    .unwrap_or_default(),
                subject_name: claim
                    .map(|claim| claim.subject_name.clone())
                    .unwrap_or_default(),
                amount: row.amount,
                member_share: row.member_share,
                state: row.state,
                settled_on: row.settled_on,
                receipt: row.receipt,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Page {
        rows,
        next: page.next,
    })
}

fn views(session: &mut Session, heads: Vec<Batch>) -> Result<Vec<BatchRowView>> {
    let units: Vec<_> = heads.iter().map(|head| head.unit_id.into()).collect();
    let names = Names::load(&mut session.db, &[], &units)?;
    let operators = Operators::load(&mut session.db)?;
    heads
        .into_iter()
        .map(|head| view(head, &names, &operators))
        .collect()
}

fn view(head: Batch, names: &Names, operators: &Operators) -> Result<BatchRowView> {
    let unit = head.unit_id.into();
    let events = [
        (
            BatchEventKind::Created,
            Some(head.created_by),
            Some(head.created_at),
        ),
        (BatchEventKind::Sealed, head.sealed_by, head.sealed_at),
        (BatchEventKind::Signed, head.signed_by, head.signed_at),
        (BatchEventKind::Exported, head.exported_by, head.exported_at),
    ];
    Ok(BatchRowView {
        id: head.id.into(),
        number: head.number,
        unit_code: names.unit_code(unit),
        unit_name: names.unit_name(unit),
        programme: head.programme,
        source: head.source,
        channel: head.channel,
        state: head.state,
        lines: head.line_count,
        total: head.total,
        digest: head.digest,
        events: events
            .into_iter()
            .filter_map(|(kind, by, at)| {
                Some(BatchEvent {
                    kind,
                    by: operators.name(by?.into()),
                    at: Instant(at?),
                })
            })
            .collect(),
        open: None,
    })
}
