//! Money that is approved and in no batch yet, by union, programme, source and channel; and all of it put into batches at
//! one go.

use super::create::{Created, LINES_MAX, create};
use crate::error::Result;
use crate::review::bulk::Expected;
use crate::session::Session;
use crate::views::units;
use crate::words::Words;
use chrono::NaiveDate;
use domain::batch::Channel;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::UnitId;
use domain::ledger::Money;
use domain::role::Action;
use std::collections::BTreeMap;

/// Which money is meant; the default is all of it in scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PayableFilter {
    /// Code of a union, with everything below it.
    pub unit: Option<String>,
    /// Programme id.
    pub programme: Option<String>,
    /// The funding source.
    pub source: Option<FundSource>,
    /// Where it is sent.
    pub channel: Option<Channel>,
}

/// What one batch would pay, or several where it is more lines than one may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payable {
    /// Code of the paying union.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// Programme id.
    pub programme: String,
    /// The funding source.
    pub source: FundSource,
    /// Where it is sent.
    pub channel: Channel,
    /// Claims, and the sum that the source bears of them.
    pub expected: Expected,
    /// Claims of it that an open case keeps back; they are not counted.
    pub contested: i64,
    /// The day on which the longest waiting claim was filed.
    pub since: NaiveDate,
}

/// What became of everything that was to be put into batches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// The drafts.
    pub made: Vec<Created>,
    /// Money that stays where it is, and why.
    pub refused: Vec<(Payable, Words)>,
}

type Key = (UnitId, String, FundSource, Channel);

/// The money that is approved and in no batch, what has waited longest first.
///
/// # Errors
/// [`crate::WorkflowError::UnknownUnit`] for a union that is not in scope.
pub fn payables(session: &mut Session, filter: &PayableFilter) -> Result<Vec<Payable>> {
    session.ctx.require(Action::Read)?;
    let path = match &filter.unit {
        Some(code) => units::path_of(session, code)?,
        None => session.ctx.actor.scope.path().clone(),
    };
    let drafted = storage::unbatched::drafted_below(&mut session.db, &path)?;
    let registry = &session.ctx.installation.registry;
    let mut found: BTreeMap<Key, (Expected, i64, NaiveDate)> = BTreeMap::new();
    for claim in storage::unbatched::below(&mut session.db, &path)? {
        let Some(method) = registry.method(&claim.programme, &claim.method) else {
            continue;
        };
        for part in claim.state.parts() {
            let free =
                part.money == Money::Reserved && !drafted.contains(&(claim.claim.id, part.source));
            let wanted = filter
                .programme
                .as_ref()
                .is_none_or(|id| *id == claim.programme)
                && filter.source.is_none_or(|source| source == part.source)
                && filter
                    .channel
                    .is_none_or(|channel| channel == method.channel);
            if !free || !wanted {
                continue;
            }
            let key = (
                claim.unit,
                claim.programme.clone(),
                part.source,
                method.channel,
            );
            let (expected, contested, since) =
                found
                    .entry(key)
                    .or_insert((Expected::default(), 0, claim.submitted_on));
            if claim.contested {
                *contested += 1;
                continue;
            }
            expected.count += 1;
            expected.total = Fen::new(expected.total.get().saturating_add(part.amount.get()));
            *since = claim.submitted_on.min(*since);
        }
    }
    let ids: Vec<UnitId> = found.keys().map(|(unit, ..)| *unit).collect();
    let names = storage::units::names_of(&mut session.db, &ids)?;
    let mut payables: Vec<Payable> = found
        .into_iter()
        .filter_map(
            |((unit, programme, source, channel), (expected, contested, since))| {
                let name = names.get(&unit)?;
                Some(Payable {
                    unit_code: name.code.clone(),
                    unit_name: name.name.clone(),
                    programme,
                    source,
                    channel,
                    expected,
                    contested,
                    since,
                })
            },
        )
        .collect();
    payables.sort_by(|a, b| (a.since, &a.unit_code).cmp(&(b.since, &b.unit_code)));
    Ok(payables)
}

/// Count and sum of all of it.
pub fn sum_of(payables: &[Payable]) -> Expected {
    payables
        .iter()
        .fold(Expected::default(), |sum, one| Expected {
            count: sum.count + one.expected.count,
            total: Fen::new(sum.total.get().saturating_add(one.expected.total.get())),
        })
}

/// Puts everything of a filter into drafts, each in a transaction of its own: what one union's money meets stops no other's,
/// and after a cut the next call goes on with what is left.
///
/// # Errors
/// [`crate::WorkflowError::Expectation`] when it is not what was seen; an error of the database, after which what was made stays.
pub fn collect_all(
    session: &mut Session,
    filter: &PayableFilter,
    expected: Expected,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Collected> {
    session.ctx.require(Action::Batch)?;
    let mut payables = payables(session, filter)?;
    payables.retain(|one| one.expected.count > 0);
    expected.holds(sum_of(&payables))?;
    let all = payables.len();
    let mut collected = Collected::default();
    for (done, payable) in payables.into_iter().enumerate() {
        if let Err(error) = drafts_of(session, &payable, &mut collected.made) {
            if error.is_lost() {
                return Err(error);
            }
            collected.refused.push((payable, error.words()));
        }
        progress(done + 1, all);
    }
    Ok(collected)
}

/// The drafts of one union's money, as many as its lines need.
fn drafts_of(session: &mut Session, of: &Payable, made: &mut Vec<Created>) -> Result<()> {
    let mut left = of.expected.count;
    while left > 0 {
        let draft = create(session, &of.unit_code, of.channel, of.source, &of.programme)?;
        left -= draft.count + i64::try_from(draft.left_out.len()).unwrap_or(i64::MAX);
        let full = usize::try_from(draft.count).is_ok_and(|count| count >= LINES_MAX);
        made.push(draft);
        if !full {
            break;
        }
    }
    Ok(())
}
