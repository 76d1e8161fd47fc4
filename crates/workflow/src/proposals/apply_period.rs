//! The life of a period: created, opened, extended, closed, reopened, archived.

use super::proposal::{PeriodRef, Proposal, ProposalKind, Signatories};
use crate::error::{Refusal, Result, WorkflowError};
use crate::messages::check_terms;
use crate::review::rule_set::{digest_of, find_programme, params_of, programme_words, version_of};
use crate::session::{Context, Mode};
use crate::words::{Words, counted};
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::ids::PeriodId;
use domain::period::PeriodState;
use policy::params::with_window_close;
use storage::periods::{Period, PeriodVersionRow};
use storage::{Db, Key, StorageError};

/// A period as it will be, and whether it gets a new version of its parameters.
struct Next {
    row: Period,
    new_version: bool,
}

pub(crate) fn find(db: &mut Db, period: &PeriodRef) -> Result<Option<Period>> {
    match storage::periods::find(db, &period.programme, period.year) {
        Ok(row) => Ok(Some(row)),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The state after a change of this kind, or why it cannot be made.
fn step(kind: ProposalKind, state: PeriodState) -> std::result::Result<PeriodState, Words> {
    use PeriodState as S;
    use ProposalKind as K;
    match (kind, state) {
        (K::PeriodOpen, S::Draft) | (K::PeriodReopen, S::Closed) => Ok(S::Open),
        (K::PeriodExtend, S::Draft | S::Open) => Ok(state),
        (K::PeriodClose, S::Open) => Ok(S::Closed),
        (K::PeriodArchive, S::Closed) => Ok(S::Archived),
        (_, S::Archived) => Err(words!(
            "已归档，不能再改",
            "an archived period is read only for good"
        )),
        (K::PeriodOpen | K::PeriodReopen, S::Open) => {
            Err(words!("已在受理申报", "it takes claims already"))
        }
        (K::PeriodOpen, S::Closed) => Err(words!("请改用重新开放", "reopen it instead")),
        (K::PeriodReopen | K::PeriodClose, S::Draft) => Err(words!("请先开放", "open it first")),
        (K::PeriodClose, S::Closed) => Err(words!("无须再办", "nothing is left to do")),
        (K::PeriodExtend, S::Closed) => Err(words!("请先重新开放", "reopen it first")),
        (K::PeriodArchive, S::Draft | S::Open) => Err(words!("请先关闭", "close it first")),
        _ => Err(words!("申报期没有这一步", "this is no step of a period")),
    }
}

fn refused<T>(code: &'static str, message: Words) -> Result<T> {
    Err(WorkflowError::Refused(Refusal::new(code, message)))
}

fn next(db: &mut Db, ctx: &Context, proposal: &Proposal) -> Result<Next> {
    let (period, close) = match proposal {
        Proposal::PeriodCreate { period, params } => return created(db, ctx, period, params),
        Proposal::PeriodExtend { period, close } => (period, Some(*close)),
        Proposal::PeriodOpen(period)
        | Proposal::PeriodClose(period)
        | Proposal::PeriodReopen(period)
        | Proposal::PeriodArchive(period) => (period, None),
        _ => {
            return Err(WorkflowError::Usage(words!(
                "这项变更与申报期无关",
                "this change is not about a period"
            )));
        }
    };
    let Some(mut row) = find(db, period)? else {
        let (Words { zh, en }, year) = (
            programme_words(&ctx.installation.registry, &period.programme),
            period.year,
        );
        let hint = Words::new(
            format!("尚未设立{zh} {year} 年度的申报期，请先建立"),
            format!("there is no period of {en} for {year}: create it first"),
        );
        return refused("no-period", hint);
    };
    let state = row.state;
    row.state = match step(proposal.kind(), state) {
        Ok(next) => next,
        Err(hint) => {
            let (name, year) = (
                programme_words(&ctx.installation.registry, &period.programme),
                period.year,
            );
            let message = Words::new(
                format!(
                    "{} {year} 年度的申报期{}：{}",
                    name.zh,
                    state.chinese(),
                    hint.zh
                ),
                format!(
                    "the period {} {year} is {}: {}",
                    name.en,
                    state.code(),
                    hint.en
                ),
            );
            return refused("period-state", message);
        }
    };
    match proposal.kind() {
        ProposalKind::PeriodOpen | ProposalKind::PeriodReopen => refuse_invented(ctx, &row)?,
        ProposalKind::PeriodArchive => refuse_undecided(db, ctx, period)?,
        _ => {}
    }
    if let Some(close) = close {
        row = extended(ctx, row, close)?;
    }
    row.revision += 1;
    row.updated_at = ctx.now().0;
    Ok(Next {
        row,
        new_version: close.is_some(),
    })
}

fn created(db: &mut Db, ctx: &Context, period: &PeriodRef, params: &str) -> Result<Next> {
    if find(db, period)?.is_some() {
        let (Words { zh, en }, year) = (
            programme_words(&ctx.installation.registry, &period.programme),
            period.year,
        );
        let already = Words::new(
            format!("{zh} {year} 年度的申报期已经存在"),
            format!("there is a period of {en} for {year} already"),
        );
        return refused("exists", already);
    }
    let today = ctx.today();
    let row = Period {
        id: Key::from(ctx.id::<PeriodId>()),
        programme: period.programme.clone(),
        benefit_year: period.year.get(),
        state: PeriodState::Draft,
        version: 1,
        params: String::new(),
        digest: String::new(),
        window_open: today,
        window_close: today,
        benefit_start: today,
        benefit_end: today,
        standard: Fen::ZERO,
        invented: true,
        updated_at: ctx.now().0,
        revision: 0,
    };
    // The dates above are replaced by those of the parameters, or nothing is created.
    let row = with_params(ctx, row, params.to_owned())?;
    check_terms(db, ctx, &row)?;
    Ok(Next {
        row,
        new_version: true,
    })
}

/// The row with other parameters; its columns are what the programme reads from them.
fn with_params(ctx: &Context, mut row: Period, text: String) -> Result<Period> {
    row.digest = digest_of(ctx, &text);
    row.params = text;
    let terms = find_programme(ctx, &row.programme)?;
    let terms = terms.bind(&params_of(&row))?.terms();
    row.window_open = terms.window.open;
    row.window_close = terms.window.close;
    row.benefit_start = terms.benefit.open;
    row.benefit_end = terms.benefit.close;
    row.standard = terms.standard;
    row.invented = terms.invented;
    Ok(row)
}

fn extended(ctx: &Context, mut row: Period, close: NaiveDate) -> Result<Period> {
    if close <= row.window_close {
        return refused(
            "not-later",
            words!(
                "受理期本来就到 {} 止；请给出更晚的日期",
                "the window closes on {} already; give a later day",
                row.window_close
            ),
        );
    }
    row.version += 1;
    let text = with_window_close(&version_of(&row), &row.params, close)?;
    let row = with_params(ctx, row, text)?;
    if row.window_close != close {
        return refused(
            "not-extended",
            words!(
                "该项目的受理期不取自这些参数",
                "the programme does not take its window from these parameters"
            ),
        );
    }
    Ok(row)
}

fn refuse_invented(ctx: &Context, row: &Period) -> Result<()> {
    if row.invented && ctx.installation.mode == Mode::Production {
        let (Words { zh, en }, year) = (
            programme_words(&ctx.installation.registry, &row.programme),
            row.benefit_year,
        );
        let invented = Words::new(
            format!("{zh} {year} 年度的参数是演练用的虚构值，没有出处；正式申报须用公布的参数"),
            format!(
                "the parameters of {en} for {year} are invented for rehearsal: no source establishes them, and real claims need published ones"
            ),
        );
        return refused("invented", invented);
    }
    Ok(())
}

fn refuse_undecided(db: &mut Db, ctx: &Context, period: &PeriodRef) -> Result<()> {
    let left = storage::unpaid::count_undecided(db, &period.programme, period.year)?;
    if left == 0 {
        return Ok(());
    }
    let (Words { zh, en }, year) = (
        programme_words(&ctx.installation.registry, &period.programme),
        period.year,
    );
    let undecided = Words::new(
        format!("{zh} {year} 年度还有 {left} 件申报未办结，请先办结"),
        format!(
            "{} of {en} for {year} left to be decided first",
            counted(left, "claim")
        ),
    );
    refused("undecided", undecided)
}

/// The change can be made as things stand.
pub(super) fn check(db: &mut Db, ctx: &Context, proposal: &Proposal) -> Result<()> {
    next(db, ctx, proposal).map(|_| ())
}

pub(super) fn apply(db: &mut Db, by: &Signatories<'_>, proposal: &Proposal) -> Result<()> {
    let Next { row, new_version } = next(db, by.ctx, proposal)?;
    let version = PeriodVersionRow {
        period_id: row.id,
        version: row.version,
        params: row.params.clone(),
        digest: row.digest.clone(),
        at: row.updated_at,
        made_by: by.proposer.into(),
    };
    if proposal.kind() == ProposalKind::PeriodCreate {
        storage::periods::add(db, &row, &version)?;
    } else {
        storage::periods::update(db, &row, new_version.then_some(&version))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_opened_once_closed_reopened_and_at_last_archived() {
        use PeriodState as S;
        use ProposalKind as K;
        let allowed = [
            (K::PeriodOpen, S::Draft, S::Open),
            (K::PeriodExtend, S::Draft, S::Draft),
            (K::PeriodExtend, S::Open, S::Open),
            (K::PeriodClose, S::Open, S::Closed),
            (K::PeriodReopen, S::Closed, S::Open),
            (K::PeriodArchive, S::Closed, S::Archived),
        ];
        let steps = [
            K::PeriodOpen,
            K::PeriodExtend,
            K::PeriodClose,
            K::PeriodReopen,
            K::PeriodArchive,
        ];
        for kind in steps {
            for state in S::ALL {
                let expected = allowed
                    .iter()
                    .find(|(k, from, _)| *k == kind && from == state)
                    .map(|(_, _, to)| *to);
                assert_eq!(step(kind, *state).ok(), expected, "{kind:?} {state}");
            }
        }
    }

    #[test]
    fn a_change_of_another_kind_is_no_step_of_a_period() {
        assert!(step(ProposalKind::Plan, PeriodState::Open).is_err());
    }
}
