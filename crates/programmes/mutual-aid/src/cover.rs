//! On which days somebody who takes part is covered, and how faithful somebody was.

use chrono::{Days, NaiveDate};
use domain::period::Window;
use policy::messages::TakesPart;

use crate::scheme::Scheme;

/// The days of cover under a scheme: its period, less waiting days and days after leaving; `None` for who does not take
/// part in it. Plans of one scheme are covered from the first one's day to the last one's.
pub(crate) fn days(scheme: &Scheme, parts: &[TakesPart], schemes: &[Scheme]) -> Option<Window> {
    let period = scheme.period.days();
    let before = ended_before(scheme, parts, schemes);
    let spans = of(&scheme.id, parts).map(|part| {
        let joined = part.from.unwrap_or(period.open);
        let first = match &scheme.waiting {
            Some(waiting) => waiting.first_day(joined, before),
            None => joined,
        };
        (
            first.max(period.open),
            part.to.unwrap_or(period.close).min(period.close),
        )
    });
    spans
        .reduce(|(open, close), (first, last)| (open.min(first), close.max(last)))
        .map(|(open, close)| Window { open, close })
}

/// How many periods came before this one without a gap between them.
pub(crate) fn further_periods(scheme: &Scheme, parts: &[TakesPart], schemes: &[Scheme]) -> u32 {
    let mut begins = scheme.period.open;
    let mut periods = 0;
    while let Some(before) = schemes.iter().find(|other| {
        other.area == scheme.area
            && other.period.close.checked_add_days(Days::new(1)) == Some(begins)
            && of(&other.id, parts).next().is_some()
    }) {
        begins = before.period.open;
        periods += 1;
    }
    periods
}

/// The last day of cover under an earlier scheme of the area.
fn ended_before(scheme: &Scheme, parts: &[TakesPart], schemes: &[Scheme]) -> Option<NaiveDate> {
    schemes
        .iter()
        .filter(|other| other.area == scheme.area && other.period.close < scheme.period.open)
        .flat_map(|other| {
            let close = other.period.close;
            of(&other.id, parts).map(move |part| part.to.unwrap_or(close).min(close))
        })
        .max()
}

pub(crate) fn of<'p>(
    scheme: &'p str,
    parts: &'p [TakesPart],
) -> impl Iterator<Item = &'p TakesPart> {
    parts.iter().filter(move |part| part.scheme == scheme)
}
