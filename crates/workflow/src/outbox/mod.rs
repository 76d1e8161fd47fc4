//! Notices to members: written by the act that brings an event about, in its transaction, and sent afterwards.
//!
//! One event has one notice. A sender takes a notice for itself before it delivers it, so that two senders at once deliver
//! it once; one that dies in between leaves it to whoever comes when its time is over, and the notice's id tells a gateway
//! that it has had it. What cannot be delivered is tried again after growing pauses, and then given up.

mod send;
mod write;

pub use send::{Delivery, Letter, SENT_MAX, Sender, Sent, send};
pub(crate) use write::Told;

use crate::audit::events;
use crate::audit::witness::{self, Witness};
use crate::error::Result;
use crate::session::Session;
use crate::views::people::Names;
use crate::views::{Cursor, Page, page as pages};
use crate::words::Words;
use domain::ids::{PersonId, RecordId, UnitId};
use domain::notice::NoticeState;
use domain::role::Action;
use domain::year::Instant;
use serde_json::json;
use storage::StorageError;
use storage::outbox::{Notice, NoticeRow};
use storage::page::After;

/// A notice in a list. Its text is not among it: a list is for whoever looks after delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// Id.
    pub id: RecordId,
    /// Programme id.
    pub programme: String,
    /// What it tells of.
    pub event: String,
    /// The member, as the union's rows have the name.
    pub member: String,
    /// Code of the union.
    pub unit_code: String,
    /// Where it stands.
    pub state: NoticeState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next; none where it is not.
    pub next_at: Option<Instant>,
    /// Why the last attempt failed.
    pub fault: Option<Words>,
    /// When it was written.
    pub made_at: Instant,
    /// When it was delivered.
    pub sent_at: Option<Instant>,
}

/// A page of notices in scope, the oldest first.
///
/// # Errors
/// [`crate::WorkflowError::Forbidden`].
pub fn list(
    session: &mut Session,
    state: Option<NoticeState>,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<NoticeLine>> {
    session.ctx.require(Action::Read)?;
    let ctx = session.ctx.clone();
    let limit = pages::clamp(limit);
    let rows = storage::outbox::page(
        &mut session.db,
        &ctx.actor.scope,
        state,
        after.map(Cursor::after),
        pages::reach(limit),
    )?;
    let page = Page::cut(rows, limit, |row| After {
        key: row.made_at,
        id: row.id.0,
    });
    let people: Vec<PersonId> = page.rows.iter().map(|row| row.subject_id.into()).collect();
    let units: Vec<UnitId> = page.rows.iter().map(|row| row.unit_id.into()).collect();
    let names = Names::load(&mut session.db, &people, &units)?;
    let lines = page.rows.into_iter().map(|row| line(&names, row));
    Ok(Page {
        rows: lines.collect(),
        next: page.next,
    })
}

fn line(names: &Names, row: Notice) -> NoticeLine {
    let unit = row.unit_id.into();
    NoticeLine {
        id: row.id.into(),
        member: names.person(row.subject_id.into(), unit),
        unit_code: names.unit_code(unit),
        programme: row.programme,
        event: row.event_key,
        state: row.state,
        attempts: row.attempts,
        next_at: (row.state == NoticeState::Pending).then_some(Instant(row.next_at)),
        fault: row.fault.as_deref().map(send::fault),
        made_at: Instant(row.made_at),
        sent_at: row.sent_at.map(Instant),
    }
}

/// Gives every notice in scope that was given up another round of attempts; tells how many.
///
/// # Errors
/// [`crate::WorkflowError::Forbidden`].
pub fn revive(session: &mut Session) -> Result<usize> {
    session.ctx.require(Action::SendNotices)?;
    let ctx = session.ctx.clone();
    session.db.write(|db| {
        let rows = storage::outbox::given_up(db, &ctx.actor.scope)?;
        let of_all = |rows: &[Notice]| -> Vec<Witness> {
            rows.iter()
                .map(|row| witness::of(ctx.keyring(), &NoticeRow::from(row.clone())))
                .collect()
        };
        witness::expect_vouched(db, &of_all(&rows))?;
        let revived: Vec<Notice> = rows
            .into_iter()
            .map(|row| Notice {
                state: NoticeState::Pending,
                attempts: 0,
                next_at: ctx.now().0,
                revision: row.revision + 1,
                ..row
            })
            .collect();
        for row in &revived {
            if !storage::outbox::update(db, row)? {
                return Err(StorageError::Conflict.into());
            }
        }
        if !revived.is_empty() {
            let detail = json!({ "count": revived.len() });
            events::vouch(db, &ctx, "notices-revived", &detail, &of_all(&revived))?;
        }
        Ok(revived.len())
    })
}
