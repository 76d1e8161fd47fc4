//! Coverage: those who joined against those who may, union by union, with the day it is of.

use super::{About, Asked, asked, moves};
use crate::error::Result;
use crate::messages::feed_in_force;
use crate::session::Session;
use crate::views::{Cursor, Page};
use chrono::NaiveDate;
use domain::ids::UnitId;
use policy::messages::Uptake;
use std::collections::BTreeMap;

/// Coverage of a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnionUptake {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Members in service who may join and who did.
    pub uptake: Uptake,
    /// Who joined after the first day of the period.
    pub joined: usize,
    /// Who left before its last.
    pub left: usize,
    /// Who joined in the place of somebody who left.
    pub replaced: usize,
}

impl UnionUptake {
    /// Who may join and did not.
    pub fn missing(&self) -> u32 {
        self.uptake.eligible.saturating_sub(self.uptake.insured)
    }
}

/// Coverage of a part of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Scheme.
    pub scheme: String,
    /// The day it is of.
    pub as_of: NaiveDate,
    /// Those who joined of all unions.
    pub insured: u32,
    /// Those who may.
    pub eligible: u32,
    /// Unions that are to be covered as a whole.
    pub counted: usize,
    /// How many of these are short of what the scheme asks for.
    pub short: usize,
    /// The same of these unions alone.
    pub counted_insured: u32,
    /// The same of these unions alone.
    pub counted_eligible: u32,
    /// By union; those where most are missing come first.
    pub units: Vec<UnionUptake>,
}

/// Who joined of those who may.
///
/// # Errors
/// [`crate::WorkflowError::Forbidden`]; [`crate::WorkflowError::UnknownUnit`] for a union out of scope;
/// [`crate::WorkflowError::Usage`] for a programme without messages or a scheme that is not there.
pub fn coverage(session: &mut Session, about: &About) -> Result<Coverage> {
    let Asked {
        scheme,
        window,
        as_of,
        scope,
        wanted,
    } = asked(session, about)?;
    let ctx = session.ctx.clone();
    let feed = feed_in_force(&mut session.db, &ctx, &about.programme)?;
    let counts = storage::uptake::by_unit(&mut session.db, &scope, &wanted)?;
    let moved = storage::participations::moved(&mut session.db, &scope, &about.programme, &scheme)?;
    let mut moved_at: BTreeMap<UnitId, (usize, usize, usize)> = BTreeMap::new();
    for one in moves::by_person(&moved, window) {
        let at = moved_at.entry(one.row.unit_id.into()).or_default();
        at.0 += usize::from(one.joined.is_some());
        at.1 += usize::from(one.left.is_some());
        at.2 += usize::from(one.row.replaces_id.is_some());
    }
    let mut ids: Vec<UnitId> = counts.keys().chain(moved_at.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let names = storage::units::names_of(&mut session.db, &ids)?;
    let mut units: Vec<UnionUptake> = Vec::with_capacity(ids.len());
    for unit in ids {
        let counts = counts.get(&unit).copied().unwrap_or_default();
        let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let (joined, left, replaced) = moved_at.get(&unit).copied().unwrap_or_default();
        let name = names.get(&unit);
        units.push(UnionUptake {
            code: name.map(|unit| unit.code.clone()).unwrap_or_default(),
            name: name.map(|unit| unit.name.clone()).unwrap_or_default(),
            uptake: feed.uptake(&scheme, number(counts.insured), number(counts.eligible)),
            joined,
            left,
            replaced,
        });
    }
    units.sort_by(|a, b| b.missing().cmp(&a.missing()).then(a.code.cmp(&b.code)));
    let counted = || units.iter().filter(|unit| unit.uptake.counted);
    let sum = |each: &mut dyn Iterator<Item = u32>| each.fold(0_u32, u32::saturating_add);
    Ok(Coverage {
        scheme,
        as_of,
        insured: sum(&mut units.iter().map(|unit| unit.uptake.insured)),
        eligible: sum(&mut units.iter().map(|unit| unit.uptake.eligible)),
        counted: counted().count(),
        short: counted().filter(|unit| !unit.uptake.is_enough()).count(),
        counted_insured: sum(&mut counted().map(|unit| unit.uptake.insured)),
        counted_eligible: sum(&mut counted().map(|unit| unit.uptake.eligible)),
        units,
    })
}

/// Coverage with a part of its unions, for a list that is read page by page.
///
/// # Errors
/// As [`coverage`].
pub fn coverage_page(
    session: &mut Session,
    about: &About,
    after: Option<Cursor>,
    limit: usize,
) -> Result<(Coverage, Page<UnionUptake>)> {
    let mut all = coverage(session, about)?;
    let begin = after.map_or(0, |cursor| {
        usize::try_from(cursor.after().key).unwrap_or_default()
    });
    let mut rows: Vec<UnionUptake> = std::mem::take(&mut all.units)
        .into_iter()
        .skip(begin)
        .collect();
    let more = rows.len() > limit;
    rows.truncate(limit);
    let place = i64::try_from(begin.saturating_add(limit)).unwrap_or(i64::MAX);
    let next = more.then(|| Cursor::at(Cursor::number(place)));
    Ok((all, Page { rows, next }))
}
