//! Opens slips and appends to them, in the transaction that takes a settlement.

use super::{Note, Slip};
use crate::audit::witness::{self, Witness};
use crate::error::Result;
use crate::session::Context;
use domain::fen::Fen;
use domain::ids::PersonId;
use domain::referral::{SlipEvent, Stage};
use policy::messages::Alarm;
use std::collections::BTreeSet;
use storage::referrals::{ReferralEvent, ReferralSlip, SlipEventRow, SlipRow};
use storage::{Db, Key};

/// Whose settlements were weighed.
pub(crate) struct Member<'a> {
    pub(crate) ctx: &'a Context,
    pub(crate) programme: &'a str,
    pub(crate) subject: PersonId,
    /// The member's slips as they are.
    pub(crate) slips: &'a [Slip],
    /// The union whose roster has the member, by scheme.
    pub(crate) units: &'a [(String, Key)],
}

/// A slip as an act leaves it.
pub(crate) struct Change {
    pub(super) slip: Slip,
    /// How many of its events are new.
    pub(super) fresh: usize,
    is_new: bool,
}

impl Member<'_> {
    /// What the alarms change: what is set off and was not is appended, to the open slip of its year where there is one;
    /// what is not set off any more lapses.
    pub(crate) fn detect(&self, alarms: &[Alarm]) -> Result<Vec<Change>> {
        let open = self.slips.iter().filter(|slip| slip.is_open());
        let years: BTreeSet<i16> = alarms
            .iter()
            .map(|alarm| alarm.year.get())
            .chain(open.map(|slip| slip.row.benefit_year))
            .collect();
        let mut changes = Vec::new();
        for year in years {
            let now: Vec<&Alarm> = alarms
                .iter()
                .filter(|alarm| alarm.year.get() == year)
                .collect();
            changes.extend(self.of_year(year, &now)?);
        }
        Ok(changes)
    }

    fn of_year(&self, year: i16, now: &[&Alarm]) -> Result<Option<Change>> {
        let of_year = || {
            self.slips
                .iter()
                .filter(|slip| slip.row.benefit_year == year)
        };
        let known: BTreeSet<&str> = of_year().flat_map(Slip::standing).collect();
        let fresh: Vec<&Alarm> = now
            .iter()
            .filter(|alarm| !known.contains(alarm.key.as_str()))
            .copied()
            .collect();
        let open = of_year().find(|slip| slip.is_open());
        let lapsed: Vec<String> = open
            .map(Slip::standing)
            .unwrap_or_default()
            .into_iter()
            .filter(|key| !now.iter().any(|alarm| alarm.key == **key))
            .map(str::to_owned)
            .collect();
        if fresh.is_empty() && lapsed.is_empty() {
            return Ok(None);
        }
        let opened = match open {
            Some(slip) => Some(Change::of(self.ctx, slip)),
            None => self.open(year, &fresh),
        };
        let Some(mut change) = opened else {
            return Ok(None);
        };
        for key in lapsed {
            change.append(self.ctx, SlipEvent::Lapsed, key, &Note::default())?;
        }
        for alarm in fresh {
            let note = Note {
                told: Some(alarm.told.clone()),
                ..Note::default()
            };
            change.append(self.ctx, SlipEvent::Alarm, alarm.key.clone(), &note)?;
        }
        Ok(Some(change))
    }

    /// A new slip, at the union whose roster has the member in a scheme of the year.
    fn open(&self, year: i16, alarms: &[&Alarm]) -> Option<Change> {
        let at = |scheme: &str| self.units.iter().find(|(one, _)| one == scheme);
        let (_, unit) = alarms.iter().find_map(|alarm| at(&alarm.scheme))?;
        let now = self.ctx.now().0;
        Some(Change {
            slip: Slip {
                row: ReferralSlip {
                    subject_id: self.subject.into(),
                    id: self.ctx.id(),
                    programme: self.programme.to_owned(),
                    benefit_year: year,
                    unit_id: *unit,
                    stage: Stage::Detected,
                    due_on: None,
                    help_kind: None,
                    help: Fen::ZERO,
                    opened_at: now,
                    updated_at: now,
                    revision: 0,
                },
                events: Vec::new(),
            },
            fresh: 0,
            is_new: true,
        })
    }
}

impl Change {
    pub(super) fn of(ctx: &Context, slip: &Slip) -> Self {
        let mut slip = slip.clone();
        slip.row.revision += 1;
        slip.row.updated_at = ctx.now().0;
        Self {
            slip,
            fresh: 0,
            is_new: false,
        }
    }

    pub(super) fn append(
        &mut self,
        ctx: &Context,
        kind: SlipEvent,
        alarm: String,
        note: &Note,
    ) -> Result<()> {
        let row = &self.slip.row;
        let seq = self.slip.events.last().map_or(1, |last| last.seq + 1);
        self.slip.events.push(ReferralEvent {
            subject_id: row.subject_id,
            slip_id: row.id,
            seq,
            kind,
            alarm,
            sealed: note.seal(ctx, row.id, seq)?,
            at: ctx.now().0,
            made_by: ctx.actor.id.into(),
        });
        self.fresh += 1;
        Ok(())
    }

    fn fresh_events(&self) -> impl Iterator<Item = &ReferralEvent> {
        let before = self.slip.events.len().saturating_sub(self.fresh);
        self.slip.events.iter().skip(before)
    }
}

/// Writes what changed; gives the witnesses the act's entry vouches with.
pub(crate) fn write(db: &mut Db, ctx: &Context, changes: &[Change]) -> Result<Vec<Witness>> {
    let new: Vec<ReferralSlip> = changes
        .iter()
        .filter(|change| change.is_new)
        .map(|change| change.slip.row.clone())
        .collect();
    for change in changes.iter().filter(|change| !change.is_new) {
        storage::referrals::update(db, &change.slip.row)?;
    }
    let events: Vec<ReferralEvent> = changes
        .iter()
        .flat_map(Change::fresh_events)
        .cloned()
        .collect();
    storage::referrals::add(db, &new, &events)?;
    Ok(changes
        .iter()
        .map(|change| {
            let Slip { row, events } = change.slip.clone();
            let events: Vec<SlipEventRow> = events.into_iter().map(Into::into).collect();
            let slip = witness::Slip(&SlipRow::from(row), &events);
            witness::of(ctx.keyring(), &slip)
        })
        .collect())
}
