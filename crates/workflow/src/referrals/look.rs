//! Slips as lists and cards show them.

use super::{Note, Slip};
use crate::error::{Result, Thing, WorkflowError};
use crate::messages::feed_of;
use crate::session::{Context, Session};
use crate::views::numbers::{self, MaskedNumber};
use crate::views::people::{Names, Operators};
use crate::views::{Cursor, Page, page as pages};
use crate::words::Words;
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::ids::{PersonId, SlipId, UnitId};
use domain::referral::{HelpKind, SlipEvent, SlipStep, Stage, levels_up};
use domain::role::Action;
use domain::year::{BenefitYear, Instant};
use std::collections::{BTreeMap, BTreeSet};
use storage::page::After;
use storage::referrals::{ReferralSlip, Wanted};
use storage::units::Unit;
use storage::{Db, Key, StorageError};

/// Which slips are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this programme's.
    pub programme: Option<String>,
    /// Only this stage.
    pub stage: Option<Stage>,
    /// Closed ones too.
    pub closed: bool,
    /// Only those the basic union should have answered.
    pub overdue: bool,
    /// Only this union's, by its code.
    pub unit: Option<String>,
}

/// A slip in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    /// Id.
    pub id: SlipId,
    /// Benefit year.
    pub year: BenefitYear,
    /// Where it is.
    pub stage: Stage,
    /// Code of the basic union.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// The member, as that union's rows have the name.
    pub member: String,
    /// What calls for a look, as far as it still stands.
    pub alarms: Vec<Words>,
    /// Since when.
    pub opened_at: Instant,
    /// The day the basic union has to answer by.
    pub due_on: Option<NaiveDate>,
    /// Name of the union above to which an overdue slip has come.
    pub escalated_to: Option<String>,
    /// Help that was decided.
    pub help: Option<(HelpKind, Fen)>,
}

/// Something that happened to a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipEventView {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// What happened.
    pub kind: SlipEvent,
    /// What is told of it; of a trigger that lapsed, what had set it off.
    pub note: Note,
}

impl SlipEventView {
    /// What happened, in words.
    pub fn happened(&self) -> Words {
        Words::new(self.kind.chinese(), self.kind.english())
    }
}

/// A slip with everything on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipCard {
    /// The slip.
    pub line: SlipLine,
    /// Numbers of the member, masked.
    pub numbers: Vec<MaskedNumber>,
    /// Settlements of the year that count.
    pub settlements: usize,
    /// What the member bore in them.
    pub base: Fen,
    /// What the union paid for them.
    pub benefit: Fen,
    /// The steps that can be taken.
    pub steps: Vec<SlipStep>,
    /// Everything that happened, in its order.
    pub events: Vec<SlipEventView>,
}

/// A page of slips, the oldest first.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; [`WorkflowError::UnknownUnit`] for a union out of scope; [`WorkflowError::Usage`] for a
/// programme without messages.
pub fn list(
    session: &mut Session,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<SlipLine>> {
    session.ctx.require(Action::Read)?;
    let ctx = session.ctx.clone();
    if let Some(programme) = &filter.programme {
        feed_of(&ctx, programme)?;
    }
    let limit = pages::clamp(limit);
    let wanted = wanted(&mut session.db, &ctx, filter)?;
    let rows = storage::referrals::page(
        &mut session.db,
        &ctx.actor.scope,
        &wanted,
        after.map(Cursor::after),
        pages::reach(limit),
    )?;
    let page = Page::cut(rows, limit, |row| After {
        key: row.opened_at,
        id: row.id.0,
    });
    let slips = Slip::with_events(&mut session.db, page.rows)?;
    Ok(Page {
        rows: lines(&mut session.db, &ctx, &slips)?,
        next: page.next,
    })
}

fn wanted(db: &mut Db, ctx: &Context, filter: &Filter) -> Result<Wanted> {
    let unit = match &filter.unit {
        None => None,
        Some(code) => match storage::units::by_code(db, &ctx.actor.scope, code) {
            Err(StorageError::NotFound) => return Err(WorkflowError::UnknownUnit(code.clone())),
            other => Some(UnitId::from(other?.id)),
        },
    };
    let shown = |stage: &Stage| {
        filter.stage.is_none_or(|wanted| wanted == *stage)
            && (filter.closed || filter.stage.is_some() || *stage != Stage::Closed)
            && (!filter.overdue || stage.is_with_the_basic_union())
    };
    Ok(Wanted {
        programme: filter.programme.clone(),
        stages: Some(Stage::ALL.iter().copied().filter(shown).collect()),
        due_before: filter.overdue.then(|| ctx.today()),
        unit,
    })
}

/// A slip with everything on it.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; [`WorkflowError::NotFound`] when it is not there or not in scope.
pub fn show(session: &mut Session, id: SlipId) -> Result<SlipCard> {
    session.ctx.require(Action::Read)?;
    let ctx = session.ctx.clone();
    let not_found = || WorkflowError::NotFound {
        kind: Thing::Slip,
        id: id.to_string(),
    };
    let row = match storage::referrals::find(&mut session.db, &ctx.actor.scope, id) {
        Err(StorageError::NotFound) => return Err(not_found()),
        other => other?,
    };
    let slips = Slip::with_events(&mut session.db, vec![row])?;
    let lines = lines(&mut session.db, &ctx, &slips)?;
    let (Some(slip), Some(line)) = (slips.into_iter().next(), lines.into_iter().next()) else {
        return Err(not_found());
    };
    let member = PersonId::from(slip.row.subject_id);
    let counted: Vec<_> =
        storage::entitlements::of_people(&mut session.db, &slip.row.programme, &[member])?
            .into_iter()
            .filter(|row| row.benefit_year == slip.row.benefit_year)
            .filter(|row| row.state != policy::messages::MessageState::Reversed.code())
            .filter_map(|row| Some((row.base_fen?, row.sum_fen)))
            .collect();
    let sum = |each: &mut dyn Iterator<Item = i64>| Fen::new(each.fold(0, i64::saturating_add));
    Ok(SlipCard {
        numbers: numbers::masked(session, member)?,
        settlements: counted.len(),
        base: sum(&mut counted.iter().map(|(base, _)| *base)),
        benefit: sum(&mut counted.iter().map(|(_, paid)| *paid)),
        steps: line.stage.steps().collect(),
        events: happened(&mut session.db, &ctx, &slip)?,
        line,
    })
}

fn happened(db: &mut Db, ctx: &Context, slip: &Slip) -> Result<Vec<SlipEventView>> {
    let operators = Operators::load(db)?;
    let mut views: Vec<SlipEventView> = Vec::with_capacity(slip.events.len());
    let mut set_off: BTreeMap<&str, Note> = BTreeMap::new();
    for event in &slip.events {
        let mut note = Note::open(ctx, event)?;
        match event.kind {
            SlipEvent::Alarm => {
                set_off.insert(&event.alarm, note.clone());
            }
            SlipEvent::Lapsed => {
                note = set_off
                    .get(event.alarm.as_str())
                    .cloned()
                    .unwrap_or_default()
            }
            SlipEvent::Step(_) => {}
        }
        views.push(SlipEventView {
            at: Instant(event.at),
            by: operators.name(event.made_by.into()),
            kind: event.kind,
            note,
        });
    }
    Ok(views)
}

fn lines(db: &mut Db, ctx: &Context, slips: &[Slip]) -> Result<Vec<SlipLine>> {
    let people: Vec<PersonId> = slips
        .iter()
        .map(|slip| slip.row.subject_id.into())
        .collect();
    let units: BTreeSet<UnitId> = slips.iter().map(|slip| slip.row.unit_id.into()).collect();
    let units: Vec<UnitId> = units.into_iter().collect();
    let names = Names::load(db, &people, &units)?;
    let units = storage::units::by_ids(db, &units)?;
    let above = Above::load(db, ctx, slips, &units)?;
    slips
        .iter()
        .map(|slip| {
            let (row, unit) = (&slip.row, slip.row.unit_id.into());
            Ok(SlipLine {
                id: row.id.into(),
                year: BenefitYear::new(row.benefit_year),
                stage: row.stage,
                unit_code: names.unit_code(unit),
                unit_name: names.unit_name(unit),
                member: names.person(row.subject_id.into(), unit),
                alarms: alarms(ctx, slip)?,
                opened_at: Instant(row.opened_at),
                due_on: row.due_on,
                escalated_to: above.of(row),
                help: row.help_kind.map(|kind| (kind, row.help)),
            })
        })
        .collect()
}

/// What still calls for a look, each once.
fn alarms(ctx: &Context, slip: &Slip) -> Result<Vec<Words>> {
    let mut standing = slip.standing();
    let mut told = Vec::new();
    let set_off = slip.events.iter().rev();
    for event in set_off.filter(|event| event.kind == SlipEvent::Alarm) {
        if standing.remove(event.alarm.as_str())
            && let Some((zh, en)) = Note::open(ctx, event)?.told
        {
            told.push(Words::new(zh, en));
        }
    }
    told.reverse();
    Ok(told)
}

/// The unions above to which overdue slips have come.
struct Above {
    /// The place an overdue slip has come to, by slip.
    places: BTreeMap<Key, String>,
    names: BTreeMap<String, String>,
}

impl Above {
    fn load(db: &mut Db, ctx: &Context, slips: &[Slip], units: &[Unit]) -> Result<Self> {
        let mut places = BTreeMap::new();
        for slip in slips {
            let levels = match slip.row.due_on {
                Some(due) => levels_up(slip.row.stage, due, ctx.today()),
                None => 0,
            };
            let unit = units.iter().find(|unit| unit.id == slip.row.unit_id);
            let Some(unit) = unit.filter(|_| levels > 0) else {
                continue;
            };
            let mut above = unit.path.with_all_above();
            // The first is the root, which is no union; the last the basic union itself.
            above.pop();
            let at = above.len().saturating_sub(levels).max(1);
            if let Some(place) = above.get(at) {
                places.insert(slip.row.id, place.clone());
            }
        }
        let wanted: BTreeSet<String> = places.values().cloned().collect();
        let names = storage::units::at_places(db, &wanted.into_iter().collect::<Vec<_>>())?
            .into_iter()
            .map(|unit| (unit.path.to_string(), unit.name))
            .collect();
        Ok(Self { places, names })
    }

    fn of(&self, slip: &ReferralSlip) -> Option<String> {
        self.names.get(self.places.get(&slip.id)?).cloned()
    }
}
