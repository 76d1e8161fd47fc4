//! The claims queue: filter, search, pages, counts and totals.

use super::causes::{self, Cause};
use super::kept::{self, KeptView};
use super::out::{self, Out};
use super::people::Names;
use super::{CappedCount, Cursor, Page, page as pages};
use crate::error::Result;
use crate::people::name_forms;
use crate::review::rule_set::{find_programme, method_of};
use crate::session::Context;
use crate::session::Session;
use crate::words::Words;
use chrono::NaiveDate;
use domain::claim::{Approval, StateName};
use domain::claim_number::ClaimNumber;
use domain::decision::{Decision, Verdict};
use domain::fen::Fen;
use domain::glyph;
use domain::ids::{CaseId, ClaimRef};
use domain::payment_method::{MethodSpec, PaymentMethod};
use domain::role::{Action, Role};
use domain::unit::UnitPath;
use domain::year::{BenefitYear, Instant};
use sealing::IndexKind;
use std::collections::BTreeMap;
use storage::claims::list::{
    ClaimLine, ClaimQuery, Wanted, WantedCause, WorkQueue as StoredQueue, urgency,
};
use storage::page::After;

/// Who or what is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// A claim by its number.
    Number(ClaimNumber),
    /// Claims of the subject or member with this whole identity number, in canonical form.
    Identity(String),
    /// Claims of a subject or member whose name begins like this.
    Name(String),
    /// Claims of a subject or member whose name sounds like this from its beginning on, or has these initials.
    Letters(String),
}

impl Search {
    /// Tells what a typed text means: a claim number, a whole identity number, letters, else the start of a name.
    /// Nothing for an empty text.
    pub fn parse(text: &str, today: NaiveDate) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if let Ok(number) = text.parse::<ClaimNumber>() {
            return Some(Self::Number(number));
        }
        match domain::identity::parse(text, today) {
            Ok(parsed) => Some(Self::Identity(parsed.number.canonical().to_owned())),
            Err(_) => Some(
                name_forms::typed(text)
                    .map_or_else(|| Self::Name(glyph::ordinary_text(text)), Self::Letters),
            ),
        }
    }
}

/// A part of the work that waits for the operator's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkQueue {
    /// Every condition is fulfilled, and nobody contests it.
    Ready,
    /// A human must judge something, or the rules say no.
    Look,
    /// Under an open case.
    Contested,
    /// Nothing can be said before the province rules.
    Ruling,
    /// Filed longer ago than the site allows for a decision.
    Overdue,
}

impl WorkQueue {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 5] = [
        Self::Ready,
        Self::Look,
        Self::Contested,
        Self::Ruling,
        Self::Overdue,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Look => "look",
            Self::Contested => "contested",
            Self::Ruling => "ruling",
            Self::Overdue => "overdue",
        }
    }

    /// Finds the queue of a stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.code() == code)
    }

    fn stored(self, session: &Session) -> StoredQueue {
        match self {
            Self::Ready => StoredQueue::Ready,
            Self::Look => StoredQueue::Look,
            Self::Contested => StoredQueue::Contested,
            Self::Ruling => StoredQueue::Ruling,
            Self::Overdue => {
                let days = chrono::Days::new(session.ctx.installation.limits.decide_days);
                let today = session.ctx.today();
                StoredQueue::Overdue(today.checked_sub_days(days).unwrap_or(NaiveDate::MIN))
            }
        }
    }
}

/// States in which a claim waits for a decision of this role; both of them for a role that decides nothing.
pub fn waiting_for(role: Role) -> Vec<StateName> {
    let own: Vec<StateName> = [
        (Action::Review, StateName::Submitted),
        (Action::Approve, StateName::Reviewed),
    ]
    .into_iter()
    .filter(|(action, _)| role.may(*action))
    .map(|(_, state)| state)
    .collect();
    if own.is_empty() {
        vec![StateName::Submitted, StateName::Reviewed]
    } else {
        own
    }
}

/// States of claims that are not out: those of which the verdict says how they stand.
pub(super) fn in_work() -> Vec<StateName> {
    let states = StateName::ALL.iter().copied();
    states.filter(|state| !out::is_out(*state)).collect()
}

/// How many claims every queue holds for the operator, counted up to a cap; the rest of the filter holds too.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn queues(
    session: &mut Session,
    filter: &ClaimFilter,
) -> Result<Vec<(WorkQueue, CappedCount)>> {
    let scope = session.ctx.actor.scope.clone();
    let reach = storage::page::COUNT_CAP + 1;
    WorkQueue::ALL
        .into_iter()
        .map(|queue| {
            let one = ClaimFilter {
                queue: Some(queue),
                ..filter.clone()
            };
            let query = one.query(session);
            let count = storage::claims::list::count(&mut session.db, &scope, &query, Some(reach))?;
            Ok((queue, CappedCount::of(count)))
        })
        .collect()
}

/// Which claims are wanted; the default is every claim in scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    /// States; empty for all.
    pub states: Vec<StateName>,
    /// A unit and everything below it.
    pub unit: Option<UnitPath>,
    /// Benefit year.
    pub year: Option<BenefitYear>,
    /// Programme id.
    pub programme: Option<String>,
    /// Verdict of the last decision.
    pub verdict: Option<Verdict>,
    /// How the union bears the contribution.
    pub method: Option<PaymentMethod>,
    /// Person or number.
    pub search: Option<Search>,
    /// With or without an open case.
    pub in_case: Option<bool>,
    /// Least payable sum.
    pub min_payable: Option<Fen>,
    /// A part of the work that waits for the operator; it names the states itself.
    pub queue: Option<WorkQueue>,
    /// A condition that keeps the claims from being eligible.
    pub cause: Option<CauseFilter>,
}

/// A condition that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseFilter {
    /// Rule id, such as `H-04`.
    pub rule: String,
    /// Code of what was found, such as `age-over`.
    pub code: String,
    /// No other condition fails.
    pub alone: bool,
}

impl ClaimFilter {
    pub(super) fn query(&self, session: &Session) -> ClaimQuery {
        let states = match self.queue {
            Some(_) if self.states.is_empty() => waiting_for(session.ctx.actor.role),
            // What is out has no verdict that anybody waits for; its state finds it.
            None if self.states.is_empty() && (self.verdict.is_some() || self.cause.is_some()) => {
                in_work()
            }
            _ => self.states.clone(),
        };
        ClaimQuery {
            states: states.iter().map(|state| state.code().to_owned()).collect(),
            today: Some(session.ctx.today()),
            unit: self.unit.clone(),
            year: self.year.map(BenefitYear::get),
            programme: self.programme.clone(),
            verdict: self.verdict.map(|verdict| verdict.code().to_owned()),
            mode: self.method.as_ref().map(ToString::to_string),
            wanted: self.search.as_ref().map(|search| match search {
                Search::Number(number) => Wanted::Number(number.as_str().to_owned()),
                Search::Identity(canonical) => Wanted::Identity(
                    session
                        .ctx
                        .keyring()
                        .blind_index(IndexKind::Identity, canonical)
                        .0
                        .to_vec(),
                ),
                Search::Name(start) => Wanted::Name(start.clone()),
                Search::Letters(start) => Wanted::Form(start.clone()),
            }),
            in_case: self.in_case,
            min_payable: self.min_payable.map(Fen::get),
            queue: self.queue.map(|queue| queue.stored(session)),
            cause: self.cause.as_ref().map(|cause| WantedCause {
                rule: cause.rule.clone(),
                code: cause.code.clone(),
                alone: cause.alone,
            }),
        }
    }
}

/// A claim in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRowView {
    /// The handle.
    pub id: ClaimRef,
    /// The number people use.
    pub number: ClaimNumber,
    /// Where it stands.
    pub state: StateName,
    /// Verdict of the last decision.
    pub verdict: Verdict,
    /// What keeps a claim in work from being eligible, the worst first; of one whose approval was kept, nothing.
    pub causes: Vec<Cause>,
    /// Why the claim is out of the work, when it is; of such a claim this is what is shown, not the verdict.
    pub out: Option<Out>,
    /// Who kept the approval against this verdict, as long as nothing else speaks against it.
    pub kept: Option<KeptView>,
    /// Code of the filing unit.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// Its place in the tree.
    pub unit_path: UnitPath,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub year: BenefitYear,
    /// How the union bears the contribution.
    pub method: &'static MethodSpec,
    /// The claimant.
    pub member_name: String,
    /// The subject.
    pub subject_name: String,
    /// What was claimed.
    pub claimed: Fen,
    /// What may be paid of it, or was: nothing of a claim that is out, or that the rules refuse.
    pub payable: Fen,
    /// What all sources bear under the approval in force, whatever the rules say since.
    pub approved: Option<Fen>,
    /// The open case, when there is one.
    pub case: Option<CaseId>,
    /// The day of first submission.
    pub submitted_on: NaiveDate,
    /// When it was last written.
    pub updated_at: Instant,
    /// Counts the writes.
    pub revision: i64,
}

impl ClaimRowView {
    /// How it stands, with more to tell than the verdict: why it is out, or who kept it against the rules.
    pub fn stands(&self) -> Option<Words> {
        let out = self.out.as_ref().map(Out::words);
        out.or_else(|| self.kept.as_ref().map(KeptView::words))
    }

    /// What an act on it concerns: the approved sum, or what is payable while nothing is approved.
    pub fn sum(&self) -> Fen {
        self.approved.unwrap_or(self.payable)
    }
}

/// A page of claims, oldest first; of a queue the longest waiting first, of one day the largest sums first.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn page(
    session: &mut Session,
    filter: &ClaimFilter,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<ClaimRowView>> {
    let query = filter.query(session);
    let scope = session.ctx.actor.scope.clone();
    let lines = storage::claims::list::page(
        &mut session.db,
        &scope,
        &query,
        after.map(Cursor::after),
        pages::reach(limit),
    )?;
    let page = Page::cut(lines, pages::clamp(limit), |line| After {
        key: if filter.queue.is_some() {
            urgency(line.submitted_on, line.payable)
        } else {
            line.created_at
        },
        id: line.id.0,
    });
    Ok(Page {
        rows: named(session, page.rows)?,
        next: page.next,
    })
}

/// The matching claims in the order of their pages, at most so many, with the sum an act on each concerns; and whether there
/// are more.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn matching(
    session: &mut Session,
    filter: &ClaimFilter,
    most: usize,
) -> Result<(Vec<(ClaimRef, Fen)>, bool)> {
    let mut found = Vec::new();
    let mut after = None;
    while found.len() < most {
        let left = most - found.len();
        let page = page(session, filter, after, left.min(pages::PAGE_ROWS_MAX))?;
        found.extend(page.rows.iter().map(|row| (row.id, row.sum())));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok((found, after.is_some()))
}

/// How many claims match: exact inside one unit, else counted up to a cap.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn count(session: &mut Session, filter: &ClaimFilter) -> Result<CappedCount> {
    let query = filter.query(session);
    let scope = session.ctx.actor.scope.clone();
    let single = storage::units::is_leaf(
        &mut session.db,
        filter.unit.as_ref().unwrap_or(scope.path()),
    )?;
    if single {
        return Ok(CappedCount::Exact(storage::claims::list::count(
            &mut session.db,
            &scope,
            &query,
            None,
        )?));
    }
    let reach = storage::page::COUNT_CAP + 1;
    Ok(CappedCount::of(storage::claims::list::count(
        &mut session.db,
        &scope,
        &query,
        Some(reach),
    )?))
}

/// Exact count and payable sum of the matching claims, for the confirmation of a bulk act.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn total(session: &mut Session, filter: &ClaimFilter) -> Result<(i64, Fen)> {
    let query = filter.query(session);
    let scope = session.ctx.actor.scope.clone();
    Ok(storage::claims::list::total(
        &mut session.db,
        &scope,
        &query,
    )?)
}

/// All matching claims, oldest first, with payable sum in fen and revision.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn lot(session: &mut Session, filter: &ClaimFilter) -> Result<Vec<(ClaimRef, i64, i64)>> {
    let query = filter.query(session);
    let scope = session.ctx.actor.scope.clone();
    Ok(storage::claims::list::lot(&mut session.db, &scope, &query)?)
}

/// Lines of claims in scope, in the order given.
pub(crate) fn rows(session: &mut Session, handles: &[ClaimRef]) -> Result<Vec<ClaimRowView>> {
    let scope = session.ctx.actor.scope.clone();
    let lines = handles
        .iter()
        .map(|handle| storage::claims::list::line(&mut session.db, &scope, *handle))
        .collect::<storage::Result<Vec<_>>>()?;
    named(session, lines)
}

/// The numbers of claims in scope, for messages about them.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn numbers(
    session: &mut Session,
    claims: &[ClaimRef],
) -> Result<BTreeMap<ClaimRef, ClaimNumber>> {
    let scope = session.ctx.actor.scope.clone();
    let found = storage::claims::find_all(&mut session.db, &scope, claims)?;
    let found = found.into_iter();
    Ok(found.map(|claim| (claim.handle, claim.number)).collect())
}

/// Adds names to lines, and reads their states on the session's day.
pub(super) fn named(session: &mut Session, lines: Vec<ClaimLine>) -> Result<Vec<ClaimRowView>> {
    let today = session.ctx.today();
    let people: Vec<_> = lines
        .iter()
        .flat_map(|line| [line.subject_id.into(), line.member_id.into()])
        .collect();
    let units: Vec<_> = lines.iter().map(|line| line.unit_id.into()).collect();
    let names = Names::load(&mut session.db, &people, &units)?;
    let due: Vec<ClaimRef> = lines
        .iter()
        .filter(|line| is_due(line, today))
        .map(ClaimLine::handle)
        .collect();
    let ctx = session.ctx.clone();
    let now = crate::review::due::today(&mut session.db, &ctx, &due)?;
    let gone: Vec<ClaimRef> = lines
        .iter()
        .filter(|line| out::is_out(line.state))
        .map(ClaimLine::handle)
        .collect();
    let mut left = out::load(&mut session.db, &ctx, &gone)?;
    let stored: Vec<&ClaimLine> = lines
        .iter()
        .filter(|line| !out::is_out(line.state) && !now.contains_key(&line.handle()))
        .collect();
    let mut causes = causes::load(&mut session.db, &ctx, &stored)?;
    let mut approvals = BTreeMap::new();
    for line in &lines {
        if let Some(approval) = line.approval()? {
            approvals.insert(line.handle(), approval);
        }
    }
    let mut kept = kept::load(&mut session.db, &approvals, |handle| {
        now.get(handle).map(|found| found.decision.clone())
    })?;
    lines
        .into_iter()
        .map(|line| {
            let handle = line.handle();
            let left = left.remove(&handle);
            let now = now.get(&handle).map(|found| &found.decision);
            let now = now.or(left.as_ref().map(|left| &left.decision));
            let mut row = view(&ctx, line, &names, today, now)?;
            row.out = left.as_ref().map(|left| left.out.clone());
            row.kept = kept.remove(&handle);
            if row.stands().is_none() {
                row.causes = match now {
                    Some(now) => causes::of(find_programme(&ctx, &row.programme)?, now),
                    None => causes.remove(&handle).unwrap_or_default(),
                };
            }
            row.approved = approvals.get(&handle).map(Approval::total);
            row.payable = payable(&row);
            Ok(row)
        })
        .collect()
}

/// What may be paid of a claim, or was, of which `payable` is what its sums come to.
fn payable(row: &ClaimRowView) -> Fen {
    let refused = row.verdict == Verdict::Reject && !row.state.is_sealed();
    if row.kept.is_some() {
        row.sum()
    } else if row.out.is_some() || refused {
        Fen::ZERO
    } else {
        row.payable
    }
}

/// Its day has come, and no batch pays it yet: what was paid was decided, whatever became of it later.
fn is_due(line: &ClaimLine, today: NaiveDate) -> bool {
    line.state.awaits_money() && line.again_on.is_some_and(|day| day <= today)
}

/// The state on a day: [`domain::claim::ClaimState::on`] for a line of a list.
fn state_on(line: &ClaimLine, today: NaiveDate) -> StateName {
    let ended = line.held_until.is_some_and(|until| until <= today);
    if line.state == StateName::Held && ended {
        StateName::Submitted
    } else {
        line.state
    }
}

/// A line with its names; `now` is what it comes to today, where that is not as stored.
fn view(
    ctx: &Context,
    line: ClaimLine,
    names: &Names,
    today: NaiveDate,
    now: Option<&Decision>,
) -> Result<ClaimRowView> {
    let state = state_on(&line, today);
    let unit = line.unit_id.into();
    Ok(ClaimRowView {
        id: line.handle(),
        number: line.number,
        state,
        verdict: now.map_or(line.verdict, |now| now.verdict),
        causes: Vec::new(),
        out: None,
        kept: None,
        unit_code: names.unit_code(unit),
        unit_name: names.unit_name(unit),
        unit_path: line.unit_path,
        method: method_of(ctx, &line.programme, &line.method)?,
        programme: line.programme,
        year: BenefitYear::new(line.benefit_year),
        member_name: names.person(line.member_id.into(), unit),
        subject_name: names.person(line.subject_id.into(), unit),
        claimed: line.claimed,
        payable: now.map_or(line.payable, |now| now.payable),
        approved: None,
        case: line.case_id.map(Into::into),
        submitted_on: line.submitted_on,
        updated_at: Instant(line.updated_at),
        revision: line.revision,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_text_is_a_claim_number_an_identity_number_letters_or_a_name() {
        let today = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
        let number = ClaimNumber::from_random(BenefitYear::new(2026), 99);
        assert_eq!(
            Search::parse(&number.to_string(), today),
            Some(Search::Number(number))
        );
        assert_eq!(
            Search::parse(" 李明 ", today),
            Some(Search::Name("李明".to_owned()))
        );
        assert_eq!(
            Search::parse("Li Ming", today),
            Some(Search::Letters("liming".to_owned()))
        );
        assert_eq!(Search::parse("  ", today), None);
        let digits = "11010519491231002X";
        assert_eq!(
            Search::parse(digits, today),
            Some(Search::Identity(digits.to_owned()))
        );
    }
}
