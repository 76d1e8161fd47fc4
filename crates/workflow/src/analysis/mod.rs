//! What a programme that is fed by messages took in and paid out, by month, quarter or year, from one definition.
//!
//! A sum counts on the day that decides its period, whenever its message came, and only as it stands now. Persons and
//! person-times are counted apart; every ratio comes with its numerator, denominator and day.

mod actuary;
mod institutions;
mod workbook;

pub use actuary::{CELL_MIN, Cell, Risk, actuary};
pub use institutions::OfInstitution;
pub use workbook::{export, export_risks};

use crate::error::{Result, WorkflowError};
use crate::messages::feed_in_force;
use crate::session::Session;
use chrono::{Datelike, Days, Months, NaiveDate};
use domain::fen::Fen;
use domain::ids::UnitId;
use domain::role::Action;
use domain::unit::Scope;
use std::collections::{BTreeMap, BTreeSet};
use storage::Key;
use storage::entitlements::Due;

domain::coded! {
    /// What figures are added up by.
    Grain {
        /// Calendar months.
        Month = "month", "月", "month";
        /// Calendar quarters.
        Quarter = "quarter", "季", "quarter";
        /// Calendar years.
        Year = "year", "年", "year";
    }
}

/// Longest span that is asked for at once: a table of more parts than these is read by nobody.
const PARTS_MAX: usize = 120;

/// Where bands of what was borne end, in yuan, the last one open; thresholds of schemes and of referral slips are among
/// them.
const BANDS_YUAN: [i64; 5] = [600, 5_000, 10_000, 20_000, 50_000];

/// The figures of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Unions with somebody who took part.
    pub units: usize,
    /// Who took part on some of the days.
    pub participants: usize,
    /// What is paid in for those whose cover began on one of the days.
    pub contribution: Fen,
    /// To how many persons something is paid.
    pub persons: usize,
    /// How often.
    pub person_times: usize,
    /// What is paid out.
    pub paid_out: Fen,
    /// The highest single sum.
    pub highest: Fen,
}

impl Figures {
    /// What was paid out of what was paid in, in basis points; none where nothing was paid in. More than all is normal.
    pub fn payout_bp(&self) -> Option<i64> {
        let paid = self.paid_out.get().saturating_mul(10_000);
        paid.checked_div(self.contribution.get())
    }
}

/// What was borne in a single case, from a sum on and below another, and what was paid for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// From this sum on.
    pub from: Fen,
    /// Below this one; none for the last.
    pub to: Option<Fen>,
    /// To how many persons something is paid.
    pub persons: usize,
    /// How often.
    pub person_times: usize,
    /// What was borne.
    pub base: Fen,
    /// What is paid out.
    pub paid_out: Fen,
}

/// The figures of a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfUnit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Over all days asked for.
    pub figures: Figures,
}

/// Figures by days, and of all of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// What they are added up by.
    pub grain: Grain,
    /// One after the other.
    pub rows: Vec<Figures>,
    /// Persons of several rows are counted once.
    pub total: Figures,
    /// Members in service on the rosters of the scope, who may take part.
    pub eligible: usize,
    /// By what was borne.
    pub bands: Vec<Band>,
    /// By union, those with somebody who took part.
    pub units: Vec<OfUnit>,
    /// By the institution that settled, the one with the highest sum first.
    pub institutions: Vec<OfInstitution>,
}

/// Somebody takes part from a day to another.
struct Cover {
    subject: Key,
    unit: Key,
    from: NaiveDate,
    to: NaiveDate,
    contribution: i64,
}

/// A sum that is paid, at the union whose roster has the person.
struct Paid {
    unit: Key,
    due: Due,
}

/// Adds up what the operator's scope took in and paid out.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; [`WorkflowError::Usage`] for days that run backwards or too many of them, and for a
/// programme whose claims come in sheets.
pub fn analysis(
    session: &mut Session,
    programme: &str,
    (from, to): (NaiveDate, NaiveDate),
    grain: Grain,
) -> Result<Analysis> {
    session.ctx.require(Action::Read)?;
    let spans = spans(from, to, grain).ok_or_else(|| {
        WorkflowError::Usage(words!(
            "起止日期应先后有序，且不超过 {PARTS_MAX} 段",
            "the days run from the first to the last, over at most {PARTS_MAX} parts"
        ))
    })?;
    let (covers, paid) = load(session, programme, (from, to))?;
    let of = |span: (NaiveDate, NaiveDate)| {
        figures(span, covers.iter(), paid.iter().map(|one| &one.due))
    };
    let scope = session.ctx.actor.scope.clone();
    Ok(Analysis {
        grain,
        rows: spans.into_iter().map(of).collect(),
        total: of((from, to)),
        eligible: storage::people::in_service(&mut session.db, &scope)?,
        bands: bands(&paid),
        units: of_units(session, (from, to), &covers, &paid)?,
        institutions: institutions::figures(session, programme, &paid)?,
    })
}

fn load(
    session: &mut Session,
    programme: &str,
    days: (NaiveDate, NaiveDate),
) -> Result<(Vec<Cover>, Vec<Paid>)> {
    let scope = session.ctx.actor.scope.clone();
    let parts = storage::participations::in_scope(&mut session.db, &scope, programme)?;
    let due = storage::entitlements::due(&mut session.db, &scope, programme, days)?;
    let feed = feed_in_force(&mut session.db, &session.ctx, programme)?;
    let mut rosters: BTreeMap<(Key, String), Key> = BTreeMap::new();
    let mut covers = Vec::with_capacity(parts.len());
    for part in parts {
        if let Some(window) = feed.scheme(&part.scheme) {
            covers.push(Cover {
                subject: part.subject_id,
                unit: part.unit_id,
                from: part.joined_on.unwrap_or(window.open).max(window.open),
                to: part.left_on.unwrap_or(window.close).min(window.close),
                contribution: part.contribution_fen,
            });
        }
        rosters
            .entry((part.subject_id, part.scheme))
            .or_insert(part.unit_id);
    }
    let paid = due
        .into_iter()
        .filter_map(|due| {
            let unit = *rosters.get(&(due.subject, due.scheme.clone()))?;
            Some(Paid { unit, due })
        })
        .collect();
    Ok((covers, paid))
}

/// What is paid under a scheme in these days, by the union whose roster has the person.
pub(crate) fn paid_by_unit(
    session: &mut Session,
    scope: &Scope,
    programme: &str,
    scheme: &str,
    days: (NaiveDate, NaiveDate),
) -> Result<BTreeMap<Key, i64>> {
    let mut units: BTreeMap<Key, Key> = BTreeMap::new();
    for part in storage::participations::in_scope(&mut session.db, scope, programme)? {
        if part.scheme == scheme {
            units.entry(part.subject_id).or_insert(part.unit_id);
        }
    }
    let mut paid: BTreeMap<Key, i64> = BTreeMap::new();
    for due in storage::entitlements::due(&mut session.db, scope, programme, days)? {
        if let Some(unit) = units.get(&due.subject).filter(|_| due.scheme == scheme) {
            let all = paid.entry(*unit).or_default();
            *all = all.saturating_add(due.sum);
        }
    }
    Ok(paid)
}

fn sum(sums: impl Iterator<Item = i64>) -> Fen {
    Fen::new(sums.fold(0, i64::saturating_add))
}

fn figures<'a>(
    (from, to): (NaiveDate, NaiveDate),
    covers: impl Iterator<Item = &'a Cover> + Clone,
    due: impl Iterator<Item = &'a Due>,
) -> Figures {
    let inside = |day: NaiveDate| from <= day && day <= to;
    let covered = covers
        .clone()
        .filter(|cover| cover.from <= cover.to && cover.from <= to && cover.to >= from);
    let paid: Vec<&Due> = due.filter(|due| inside(due.day)).collect();
    Figures {
        from,
        to,
        units: covered
            .clone()
            .map(|cover| cover.unit)
            .collect::<BTreeSet<_>>()
            .len(),
        participants: covered
            .map(|cover| cover.subject)
            .collect::<BTreeSet<_>>()
            .len(),
        contribution: sum(covers
            .filter(|cover| inside(cover.from))
            .map(|cover| cover.contribution)),
        persons: paid
            .iter()
            .map(|due| due.subject)
            .collect::<BTreeSet<_>>()
            .len(),
        person_times: paid.len(),
        paid_out: sum(paid.iter().map(|due| due.sum)),
        highest: Fen::new(paid.iter().map(|due| due.sum).max().unwrap_or_default()),
    }
}

/// The band of what was borne: its place among [`BANDS_YUAN`].
fn band_of(base: i64) -> usize {
    BANDS_YUAN
        .iter()
        .take_while(|end| base >= **end * 100)
        .count()
}

/// Where a band begins, and where it ends.
fn ends(band: usize) -> (Fen, Option<Fen>) {
    let yuan = |place: usize| BANDS_YUAN.get(place).map(|yuan| Fen::new(yuan * 100));
    let from = band.checked_sub(1).and_then(yuan);
    (from.unwrap_or(Fen::ZERO), yuan(band))
}

fn bands(paid: &[Paid]) -> Vec<Band> {
    (0..=BANDS_YUAN.len())
        .map(|band| {
            let of: Vec<&Due> = paid
                .iter()
                .map(|one| &one.due)
                .filter(|due| band_of(due.base) == band)
                .collect();
            let (from, to) = ends(band);
            Band {
                from,
                to,
                persons: of
                    .iter()
                    .map(|due| due.subject)
                    .collect::<BTreeSet<_>>()
                    .len(),
                person_times: of.len(),
                base: sum(of.iter().map(|due| due.base)),
                paid_out: sum(of.iter().map(|due| due.sum)),
            }
        })
        .collect()
}

fn of_units(
    session: &mut Session,
    span: (NaiveDate, NaiveDate),
    covers: &[Cover],
    paid: &[Paid],
) -> Result<Vec<OfUnit>> {
    let mut by_unit: BTreeMap<Key, (Vec<&Cover>, Vec<&Due>)> = BTreeMap::new();
    for cover in covers {
        by_unit.entry(cover.unit).or_default().0.push(cover);
    }
    for one in paid {
        by_unit.entry(one.unit).or_default().1.push(&one.due);
    }
    let ids: Vec<UnitId> = by_unit.keys().map(|unit| (*unit).into()).collect();
    let names = storage::units::names_of(&mut session.db, &ids)?;
    let mut units: Vec<OfUnit> = by_unit
        .into_iter()
        .filter_map(|(unit, (covers, due))| {
            let name = names.get(&unit.into())?;
            Some(OfUnit {
                code: name.code.clone(),
                name: name.name.clone(),
                figures: figures(span, covers.iter().copied(), due.iter().copied()),
            })
        })
        .filter(|unit| unit.figures.participants > 0 || unit.figures.person_times > 0)
        .collect();
    units.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(units)
}

/// The calendar months, quarters or years the days touch, cut to the days.
fn spans(from: NaiveDate, to: NaiveDate, grain: Grain) -> Option<Vec<(NaiveDate, NaiveDate)>> {
    if to < from {
        return None;
    }
    let months = match grain {
        Grain::Month => 1,
        Grain::Quarter => 3,
        Grain::Year => 12,
    };
    let first_month = from.month0() - from.month0() % months;
    let mut begins = NaiveDate::from_ymd_opt(from.year(), first_month + 1, 1)?;
    let mut spans = Vec::new();
    while begins <= to {
        let next = begins.checked_add_months(Months::new(months))?;
        let last = next.checked_sub_days(Days::new(1))?;
        spans.push((begins.max(from), last.min(to)));
        begins = next;
        if spans.len() > PARTS_MAX {
            return None;
        }
    }
    Some(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(from: &str, to: &str, grain: Grain) -> Vec<String> {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        spans(day(from), day(to), grain)
            .unwrap_or_default()
            .into_iter()
            .map(|(from, to)| format!("{from}..{to}"))
            .collect()
    }

    #[test]
    fn days_are_cut_at_the_ends_of_months_quarters_and_years() {
        assert_eq!(
            cut("2025-01-15", "2025-03-02", Grain::Month),
            [
                "2025-01-15..2025-01-31",
                "2025-02-01..2025-02-28",
                "2025-03-01..2025-03-02"
            ]
        );
        assert_eq!(
            cut("2025-02-01", "2025-07-31", Grain::Quarter),
            [
                "2025-02-01..2025-03-31",
                "2025-04-01..2025-06-30",
                "2025-07-01..2025-07-31"
            ]
        );
        assert_eq!(
            cut("2025-01-01", "2025-12-31", Grain::Year),
            ["2025-01-01..2025-12-31"]
        );
        assert_eq!(cut("2025-02-01", "2025-01-31", Grain::Year), [""; 0]);
        assert_eq!(cut("1900-01-01", "2025-01-31", Grain::Month), [""; 0]);
    }

    #[test]
    fn a_band_has_its_first_sum_and_not_its_last() {
        for (fen, band) in [
            (0, 0),
            (59_999, 0),
            (60_000, 1),
            (499_999, 1),
            (500_000, 2),
            (5_000_000, 5),
        ] {
            assert_eq!(band_of(fen), band, "{fen}");
        }
        assert_eq!(ends(0), (Fen::ZERO, Some(Fen::new(60_000))));
        assert_eq!(ends(5), (Fen::new(5_000_000), None));
    }
}
