//! Referral slips (反馈单): a member whose settlements call for a look is visited by the basic union, and what it finds and
//! does comes back.
//!
//! A slip is opened by the act that takes the settlement, in the same transaction. A member has one open slip a year; what
//! is found later is appended to it, and a trigger whose settlement was taken back lapses. Whatever stands on a closed slip
//! was looked after and opens no other one.

mod act;
mod detect;
mod look;
mod note;
mod print;

pub use act::{Act, take};
pub use look::{Filter, SlipCard, SlipEventView, SlipLine, list, show};
pub use note::Note;
pub use print::print;

pub(crate) use detect::{Change, Member, write};

use crate::error::Result;
use domain::ids::PersonId;
use domain::referral::{SlipEvent, Stage};
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::referrals::{ReferralEvent, ReferralSlip};

/// A slip with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slip {
    pub(crate) row: ReferralSlip,
    pub(crate) events: Vec<ReferralEvent>,
}

impl Slip {
    /// The slips of these people.
    pub(crate) fn of_people(
        db: &mut Db,
        programme: &str,
        people: &[PersonId],
    ) -> Result<BTreeMap<PersonId, Vec<Self>>> {
        let rows = storage::referrals::of_people(db, programme, people)?;
        let mut of: BTreeMap<PersonId, Vec<Self>> = BTreeMap::new();
        for slip in Self::with_events(db, rows)? {
            of.entry(slip.row.subject_id.into()).or_default().push(slip);
        }
        Ok(of)
    }

    /// These slips with what happened to them, in their order.
    pub(crate) fn with_events(db: &mut Db, rows: Vec<ReferralSlip>) -> Result<Vec<Self>> {
        let people: BTreeSet<PersonId> = rows.iter().map(|row| row.subject_id.into()).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let mut events: BTreeMap<_, Vec<ReferralEvent>> = BTreeMap::new();
        for event in storage::referrals::events_of(db, &people)? {
            events.entry(event.slip_id).or_default().push(event);
        }
        Ok(rows
            .into_iter()
            .map(|row| Self {
                events: events.remove(&row.id).unwrap_or_default(),
                row,
            })
            .collect())
    }

    /// Keys of the triggers that are set off.
    fn standing(&self) -> BTreeSet<&str> {
        let mut standing = BTreeSet::new();
        for event in &self.events {
            match event.kind {
                SlipEvent::Alarm => standing.insert(event.alarm.as_str()),
                SlipEvent::Lapsed => standing.remove(event.alarm.as_str()),
                SlipEvent::Step(_) => false,
            };
        }
        standing
    }

    fn is_open(&self) -> bool {
        self.row.stage != Stage::Closed
    }
}
