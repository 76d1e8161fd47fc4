//! The claims queue.

use crate::dialect::{LIST_CHUNK, trusts_ranges};
use crate::key::handle;
use crate::page::{After, rising, within};
use crate::schema::{
    batch_lines, claims, decisions, filed_names, identities, import_rows, name_forms, people,
};
use crate::words::{HeldUntil, Of, Sum};
use crate::{Db, Key, Result, StorageError};
use chrono::{Datelike as _, NaiveDate};
use diesel::dsl::{exists, not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use domain::batch::LineState;
use domain::claim::{Approval, ClaimState, StateName};
use domain::claim_number::ClaimNumber;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::ids::{BatchId, ClaimRef, ImportId};
use domain::payment_method::PaymentMethod;
use domain::unit::{Scope, UnitPath};
use std::collections::BTreeSet;

/// The day a hold ends. Computed by the engines from the state and never written: what is written fills the 32 columns
/// that diesel knows of a table.
pub(crate) fn held_until() -> SqlLiteral<Nullable<Text>> {
    sql("claims.held_until")
}

/// A claim as lists need it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = claims)]
pub struct ClaimLine {
    /// The subject.
    pub subject_id: Key,
    /// Id.
    pub id: Key,
    /// Number.
    #[diesel(deserialize_as = Of<claims::number>)]
    pub number: ClaimNumber,
    /// The filing unit.
    pub unit_id: Key,
    /// Its place in the tree.
    #[diesel(deserialize_as = Of<claims::unit_path>)]
    pub unit_path: UnitPath,
    /// The claimant.
    pub member_id: Key,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub benefit_year: i16,
    /// The payment method.
    #[diesel(column_name = mode, deserialize_as = Of<claims::mode>)]
    pub method: PaymentMethod,
    /// The state as stored: a hold that has ended is still one.
    #[diesel(deserialize_as = Of<claims::state>)]
    pub state: StateName,
    /// The state with its data, JSON.
    state_data: String,
    /// The day on which a hold ends; none while it waits for the slot.
    #[diesel(select_expression = held_until())]
    #[diesel(select_expression_type = SqlLiteral<Nullable<Text>>)]
    #[diesel(deserialize_as = HeldUntil)]
    pub held_until: Option<NaiveDate>,
    /// The open case.
    pub case_id: Option<Key>,
    /// What the last decision came to.
    #[diesel(deserialize_as = Of<claims::verdict>)]
    pub verdict: Verdict,
    /// What it lets the union pay.
    #[diesel(column_name = payable_fen, deserialize_as = Sum)]
    pub payable: Fen,
    /// What was claimed.
    #[diesel(column_name = claimed_fen, deserialize_as = Sum)]
    pub claimed: Fen,
    /// First submission.
    pub submitted_on: NaiveDate,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Microseconds since 1970.
    pub updated_at: i64,
    /// Counts the writes.
    pub revision: i64,
    /// The first day on which the last decision may come out differently.
    pub again_on: Option<NaiveDate>,
}

impl ClaimLine {
    /// The claim.
    pub fn handle(&self) -> ClaimRef {
        handle((self.subject_id, self.id))
    }

    /// The approval in force.
    ///
    /// # Errors
    /// [`StorageError::Stored`] for a state that cannot be read.
    pub fn approval(&self) -> Result<Option<Approval>> {
        let state: ClaimState = serde_json::from_str(&self.state_data)
            .map_err(|_| StorageError::stored("claims.state_data", self.state_data.clone()))?;
        Ok(state.approval().cloned())
    }
}

/// Who or what is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A claim number, without hyphens.
    Number(String),
    /// Blind index of a whole identity number, of the subject or of the member.
    Identity(Vec<u8>),
    /// Start of the subject's or the member's name, as typed and as its comparison key.
    Name(String),
    /// Start of one of the forms in letters of the subject's or the member's name.
    Form(String),
}

/// A part of what waits for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkQueue {
    /// Every condition is fulfilled, and nobody contests it.
    Ready,
    /// A human must judge something, or the rules say no.
    Look,
    /// Under an open case.
    Contested,
    /// Nothing can be said before the province rules.
    Ruling,
    /// Filed before this day.
    Overdue(NaiveDate),
}

/// Which claims are wanted; the default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimQuery {
    /// Codes of states as they are on `today`; empty for all.
    pub states: Vec<String>,
    /// The day on which states are read: a hold that has ended by then counts as submitted. Without it the
    /// stored states count.
    pub today: Option<NaiveDate>,
    /// A unit and everything below it.
    pub unit: Option<UnitPath>,
    /// Benefit year.
    pub year: Option<i16>,
    /// Programme id.
    pub programme: Option<String>,
    /// Code of a verdict.
    pub verdict: Option<String>,
    /// Code of a mode.
    pub mode: Option<String>,
    /// Person or number.
    pub wanted: Option<Wanted>,
    /// With or without an open case.
    pub in_case: Option<bool>,
    /// Least payable sum, in fen.
    pub min_payable: Option<i64>,
    /// Only a part of the work; its pages come by day of filing, of one day the largest sums first.
    pub queue: Option<WorkQueue>,
    /// Only claims that a condition keeps from being eligible.
    pub cause: Option<WantedCause>,
}

/// A condition that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedCause {
    /// Rule id, such as `H-04`.
    pub rule: String,
    /// Code of what was found.
    pub code: String,
    /// No other condition fails.
    pub alone: bool,
}

type Backend = <Db as Connection>::Backend;

/// Escapes what LIKE would read as a wildcard.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// The pattern of what begins with a text.
pub(crate) fn prefix_pattern(text: &str) -> String {
    format!("{}%", escaped(text))
}

/// Conditions of the queues' indexes, word for word: an engine uses an index of a part only where it sees its condition.
const IS_UNDECIDED: &str = "claims.state IN ('submitted', 'held', 'reviewed')";
const IS_DOUBTFUL: &str = "claims.verdict <> 'eligible'";

type Boxed = claims::BoxedQuery<'static, Backend>;

/// What the filing union wrote of a person of the claim, where somebody else had put the person on record otherwise.
macro_rules! otherwise {
    ($person:expr) => {
        filed_names::table
            .filter(filed_names::person_id.eq($person))
            .filter(filed_names::unit_id.eq(claims::unit_id))
    };
}

/// A person of the claim has a name as the filing union wrote it: what another one wrote finds nothing here.
macro_rules! bears {
    ($person:expr, $on_record:expr, $written:expr) => {
        $person
            .eq_any($on_record)
            .and(not(exists(otherwise!($person))))
            .or(exists(otherwise!($person).filter($written)))
    };
}

/// Claims that are in one of the states on the day asked for: what a hold becomes when its day has come is
/// decided here as in [`domain::claim::ClaimState::on`], so that lists, counts and details agree.
fn in_states(query: Boxed, wanted: &ClaimQuery) -> Boxed {
    if wanted.states.is_empty() {
        return query;
    }
    let named = claims::state.eq_any(wanted.states.clone());
    let has = |state: StateName| wanted.states.iter().any(|code| code == state.code());
    let Some(today) = wanted.today.map(|day| day.to_string()) else {
        return query.filter(named);
    };
    // A claim that is not held has no such day; no comparison with it is true.
    match (has(StateName::Held), has(StateName::Submitted)) {
        (true, false) => query.filter(named).filter(
            held_until()
                .is_null()
                .or(held_until().gt(today).assume_not_null()),
        ),
        // Said so that the states, which an index knows, stand alone.
        (false, true) => {
            let held = StateName::Held.code();
            let mut states = wanted.states.clone();
            states.push(held.to_owned());
            query.filter(claims::state.eq_any(states)).filter(
                claims::state
                    .ne(held)
                    .or(held_until().le(today).assume_not_null()),
            )
        }
        _ => query.filter(named),
    }
}

fn in_queue(query: Boxed, queue: WorkQueue) -> Boxed {
    // The few decisions that wait for a ruling have an index of their own.
    let waits = || {
        decisions::table
            .filter(decisions::waits_for.ne(""))
            .filter(decisions::subject_id.eq(claims::subject_id))
            .filter(decisions::claim_id.eq(claims::id))
            .filter(decisions::id.eq(claims::decision_id))
    };
    let eligible = Verdict::Eligible.code();
    let free = claims::case_id.is_null();
    match queue {
        WorkQueue::Ready => query.filter(free).filter(claims::verdict.eq(eligible)),
        WorkQueue::Look => query
            .filter(free)
            .filter(sql::<Bool>(IS_DOUBTFUL))
            .filter(diesel::dsl::not(diesel::dsl::exists(waits()))),
        WorkQueue::Contested => query.filter(claims::case_id.is_not_null()),
        WorkQueue::Ruling => query
            .filter(free)
            .filter(sql::<Bool>(IS_DOUBTFUL))
            .filter(claims::verdict.eq(Verdict::Review.code()))
            .filter(diesel::dsl::exists(waits())),
        WorkQueue::Overdue(before) => query.filter(claims::submitted_on.lt(before)),
    }
}

/// Bits of a cursor's key below the day: room for ten billion yuan, and the day still fits above it.
const SUM_BITS: u32 = 40;

/// Where a claim stands in a queue: by day of filing, of one day the largest sums first.
pub fn urgency(submitted_on: NaiveDate, payable: Fen) -> i64 {
    let day = i64::from(submitted_on.num_days_from_ce());
    let harm = payable.get().clamp(0, (1 << SUM_BITS) - 1);
    (day << SUM_BITS) | ((1 << SUM_BITS) - 1 - harm)
}

/// Claims of a queue after a row.
fn less_urgent(query: Boxed, after: After) -> Boxed {
    let harm = (1 << SUM_BITS) - 1 - (after.key & ((1 << SUM_BITS) - 1));
    let day = i32::try_from(after.key >> SUM_BITS)
        .ok()
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .unwrap_or_default();
    let same_day = claims::payable_fen.lt(harm).or(claims::payable_fen
        .eq(harm)
        .and(claims::id.gt(Key(after.id))));
    query.filter(claims::submitted_on.ge(day)).filter(
        claims::submitted_on
            .gt(day)
            .or(claims::submitted_on.eq(day).and(same_day)),
    )
}

/// Claims below a place. Without statistics SQLite believes that a range of places leaves few claims, and would sort all
/// of them; the top of the tree leaves them all.
fn below(query: Boxed, db: &Db, path: &UnitPath) -> Boxed {
    if path.depth() > 1 || !trusts_ranges(db) {
        return query.filter(within!(claims::unit_path, path));
    }
    query
        .filter(
            sql::<Bool>("likely(claims.unit_path >= ")
                .bind::<Text, _>(path.as_str().to_owned())
                .sql(")"),
        )
        .filter(
            sql::<Bool>("likely(claims.unit_path < ")
                .bind::<Text, _>(path.range_end())
                .sql(")"),
        )
}

fn filtered(db: &Db, scope: &Scope, wanted: &ClaimQuery) -> Boxed {
    let mut query = below(claims::table.into_boxed(), db, scope.path());
    query = in_states(query, wanted);
    if let Some(unit) = &wanted.unit {
        query = query.filter(within!(claims::unit_path, unit));
    }
    if let Some(year) = wanted.year {
        query = query.filter(claims::benefit_year.eq(year));
    }
    if let Some(programme) = wanted.programme.clone() {
        query = query.filter(claims::programme.eq(programme));
    }
    if let Some(verdict) = wanted.verdict.clone() {
        query = query.filter(claims::verdict.eq(verdict));
    }
    if let Some(mode) = wanted.mode.clone() {
        query = query.filter(claims::mode.eq(mode));
    }
    match wanted.in_case {
        Some(true) => query = query.filter(claims::case_id.is_not_null()),
        Some(false) => query = query.filter(claims::case_id.is_null()),
        None => {}
    }
    if let Some(least) = wanted.min_payable {
        query = query.filter(claims::payable_fen.ge(least));
    }
    if let Some(queue) = wanted.queue {
        // Nobody waits for what is decided or out, whatever states are asked for.
        query = in_queue(query, queue).filter(sql::<Bool>(IS_UNDECIDED));
    }
    if let Some(cause) = &wanted.cause {
        // As `domain::cause` writes it; of the sign any will do.
        let WantedCause { rule, code, alone } = cause;
        let one = format!("_ {} {}", escaped(rule), escaped(code));
        let listed = || decisions::causes.like(one.clone()).escape('\\');
        let among = |pattern: String| decisions::causes.like(pattern).escape('\\');
        let last = decisions::table
            .filter(decisions::subject_id.eq(claims::subject_id))
            .filter(decisions::id.eq(claims::decision_id));
        query = query.filter(sql::<Bool>(IS_DOUBTFUL));
        query = if *alone {
            query.filter(exists(last.filter(listed())))
        } else {
            query.filter(exists(
                last.filter(
                    listed()
                        .or(among(format!("{one},%")))
                        .or(among(format!("%,{one}")))
                        .or(among(format!("%,{one},%"))),
                ),
            ))
        };
    }
    match &wanted.wanted {
        Some(Wanted::Number(number)) => query.filter(claims::number.eq(number.clone())),
        Some(Wanted::Identity(index)) => {
            let owners = || {
                identities::table
                    .filter(identities::blind_index.eq(index.clone()))
                    .select(identities::person_id)
            };
            query.filter(
                claims::subject_id
                    .eq_any(owners())
                    .or(claims::member_id.eq_any(owners())),
            )
        }
        Some(Wanted::Name(name)) => {
            let pattern = prefix_pattern(name);
            let namesakes = || {
                people::table
                    .filter(
                        people::name
                            .like(pattern.clone())
                            .escape('\\')
                            .or(people::name_key.like(pattern.clone()).escape('\\')),
                    )
                    .select(people::id)
            };
            let written = || {
                filed_names::name
                    .like(pattern.clone())
                    .escape('\\')
                    .or(filed_names::name_key.like(pattern.clone()).escape('\\'))
            };
            query.filter(
                bears!(claims::subject_id, namesakes(), written()).or(bears!(
                    claims::member_id,
                    namesakes(),
                    written()
                )),
            )
        }
        Some(Wanted::Form(start)) => {
            let end = crate::page::end_of(start);
            let names = || {
                name_forms::table
                    .filter(name_forms::form.ge(start.clone()))
                    .filter(name_forms::form.lt(end.clone()))
                    .select(name_forms::name_key)
            };
            let bearers = || {
                people::table
                    .filter(people::name_key.eq_any(names()))
                    .select(people::id)
            };
            let written = || filed_names::name_key.eq_any(names());
            query.filter(bears!(claims::subject_id, bearers(), written()).or(bears!(
                claims::member_id,
                bearers(),
                written()
            )))
        }
        None => query,
    }
}

/// A page of claims in scope, oldest first, at most `limit` rows; of a queue by [`urgency`].
///
/// # Errors
/// [`crate::StorageError`].
pub fn page(
    db: &mut Db,
    scope: &Scope,
    wanted: &ClaimQuery,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<ClaimLine>> {
    let mut query = filtered(db, scope, wanted);
    if wanted.queue.is_some() {
        if let Some(after) = after {
            query = less_urgent(query, after);
        }
        return Ok(query
            .order((claims::submitted_on, claims::payable_fen.desc(), claims::id))
            .limit(limit)
            .select(ClaimLine::as_select())
            .load(db)?);
    }
    if let Some(after) = after {
        query = query.filter(rising!(claims::created_at, claims::id, after));
    }
    Ok(query
        .order((claims::created_at, claims::id))
        .limit(limit)
        .select(ClaimLine::as_select())
        .load(db)?)
}

/// One claim's line.
///
/// # Errors
/// [`crate::StorageError::NotFound`] when it is not there or not in scope.
pub fn line(db: &mut Db, scope: &Scope, handle: ClaimRef) -> Result<ClaimLine> {
    Ok(claims::table
        .find((Key::from(handle.subject), Key::from(handle.id)))
        .filter(within!(claims::unit_path, scope.path()))
        .select(ClaimLine::as_select())
        .first(db)?)
}

/// Lines of claims whatever their unit, in handle order: for the two sides of a case, of which the caller
/// masks what is outside the operator's scope.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lines_unscoped(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<ClaimLine>> {
    let mut wanted: BTreeSet<(Key, Key)> = handles
        .iter()
        .map(|handle| (handle.subject.into(), handle.id.into()))
        .collect();
    let mut found = Vec::with_capacity(handles.len());
    for chunk in handles.chunks(LIST_CHUNK) {
        let rows: Vec<ClaimLine> = claims::table
            .filter(
                claims::subject_id.eq_any(
                    chunk
                        .iter()
                        .map(|h| Key::from(h.subject))
                        .collect::<Vec<_>>(),
                ),
            )
            .order((claims::subject_id, claims::id))
            .select(ClaimLine::as_select())
            .load(db)?;
        found.extend(rows);
    }
    // Each once, although a subject may stand in two lists.
    found.retain(|line| wanted.remove(&(line.subject_id, line.id)));
    Ok(found)
}

/// How many claims match, counting no further than `cap`; `None` counts them all.
///
/// # Errors
/// [`crate::StorageError`].
pub fn count(db: &mut Db, scope: &Scope, wanted: &ClaimQuery, cap: Option<i64>) -> Result<i64> {
    match cap {
        None => Ok(filtered(db, scope, wanted).count().get_result(db)?),
        Some(cap) => {
            let mut query = filtered(db, scope, wanted);
            if wanted.queue.is_some() {
                // The order leads to the index of the queue.
                query = query.order((claims::submitted_on, claims::payable_fen.desc(), claims::id));
            }
            let ids: Vec<Key> = query.select(claims::id).limit(cap).load(db)?;
            Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
        }
    }
}

/// Exact count and payable sum of the matching claims.
///
/// # Errors
/// [`crate::StorageError`].
pub fn total(db: &mut Db, scope: &Scope, wanted: &ClaimQuery) -> Result<(i64, Fen)> {
    // PostgreSQL's SUM of BIGINT is NUMERIC; the cast keeps both engines at whole fen.
    let sum = sql::<Nullable<BigInt>>("CAST(SUM(payable_fen) AS BIGINT)");
    let (count, sum): (i64, Option<i64>) = filtered(db, scope, wanted)
        .select((sql::<BigInt>("COUNT(*)"), sum))
        .get_result(db)?;
    Ok((count, Fen::new(sum.unwrap_or(0))))
}

/// What keeps each of the matching claims from being eligible, as [`domain::cause::from_stored`] reads it, with its payable
/// sum; eligible claims are left out.
///
/// # Errors
/// [`crate::StorageError`].
pub fn causes(db: &mut Db, scope: &Scope, wanted: &ClaimQuery) -> Result<Vec<(String, Fen)>> {
    let of_last = decisions::table
        .filter(decisions::subject_id.eq(claims::subject_id))
        .filter(decisions::id.eq(claims::decision_id))
        .select(decisions::causes)
        .single_value();
    let rows: Vec<(Option<String>, Sum)> = filtered(db, scope, wanted)
        .filter(sql::<Bool>(IS_DOUBTFUL))
        .select((of_last, claims::payable_fen))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(causes, payable)| (causes.unwrap_or_default(), payable.into()))
        .collect())
}

/// Handles of all matching claims, oldest first.
///
/// # Errors
/// [`crate::StorageError`].
pub fn matching(db: &mut Db, scope: &Scope, wanted: &ClaimQuery) -> Result<Vec<ClaimRef>> {
    let rows: Vec<(Key, Key)> = filtered(db, scope, wanted)
        .order((claims::created_at, claims::id))
        .select((claims::subject_id, claims::id))
        .load(db)?;
    Ok(rows.into_iter().map(handle).collect())
}

/// All matching claims, oldest first, each with its payable sum in fen and its revision: what a bulk act confirms.
///
/// # Errors
/// [`crate::StorageError`].
pub fn lot(db: &mut Db, scope: &Scope, wanted: &ClaimQuery) -> Result<Vec<(ClaimRef, i64, i64)>> {
    let rows: Vec<(Key, Key, i64, i64)> = filtered(db, scope, wanted)
        .order((claims::created_at, claims::id))
        .select((
            claims::subject_id,
            claims::id,
            claims::payable_fen,
            claims::revision,
        ))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(subject, id, payable, revision)| (handle((subject, id)), payable, revision))
        .collect())
}

/// A page of the handles of all claims in scope, whatever their state, in handle order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn handles_after(
    db: &mut Db,
    scope: &Scope,
    after: Option<ClaimRef>,
    limit: i64,
) -> Result<Vec<ClaimRef>> {
    let mut query = claims::table
        .filter(within!(claims::unit_path, scope.path()))
        .order((claims::subject_id, claims::id))
        .select((claims::subject_id, claims::id))
        .into_boxed();
    if let Some(after) = after {
        let (subject, id) = (Key::from(after.subject), Key::from(after.id));
        // Written twice so that the engine can begin at the subject.
        query = query
            .filter(claims::subject_id.ge(subject))
            .filter(claims::subject_id.gt(subject).or(claims::id.gt(id)));
    }
    let rows: Vec<(Key, Key)> = query.limit(limit).load(db)?;
    Ok(rows.into_iter().map(handle).collect())
}

/// Verdict and payable sum of each of these claims, and whether an open case stands on it.
///
/// # Errors
/// [`crate::StorageError`].
pub fn verdicts(db: &mut Db, handles: &[ClaimRef]) -> Result<Vec<(Verdict, Fen, bool)>> {
    let mut found = Vec::with_capacity(handles.len());
    for chunk in handles.chunks(LIST_CHUNK) {
        let subjects: Vec<Key> = chunk.iter().map(|handle| handle.subject.into()).collect();
        let wanted: BTreeSet<Key> = chunk.iter().map(|handle| handle.id.into()).collect();
        // By subject alone: with two lists the database tries every subject with every claim.
        let rows: Vec<(Key, Of<claims::verdict>, Sum, bool)> = claims::table
            .filter(claims::subject_id.eq_any(subjects))
            .select((
                claims::id,
                claims::verdict,
                claims::payable_fen,
                claims::case_id.is_not_null(),
            ))
            .load(db)?;
        let asked = rows.into_iter().filter(|(id, ..)| wanted.contains(id));
        found.extend(
            asked.map(|(_, verdict, payable, in_case)| (verdict.into(), payable.into(), in_case)),
        );
    }
    Ok(found)
}

/// Where a claim was read from: the row of the import that brought its last revision.
///
/// # Errors
/// [`crate::StorageError`].
pub fn source_row(
    db: &mut Db,
    import: ImportId,
    handle: ClaimRef,
) -> Result<Option<(String, i64)>> {
    Ok(import_rows::table
        .filter(import_rows::import_id.eq(Key::from(import)))
        .filter(
            import_rows::subject_id
                .eq(Key::from(handle.subject))
                .and(import_rows::claim_id.eq(Key::from(handle.id))),
        )
        .order(import_rows::row_no.desc())
        .select((import_rows::sheet, import_rows::row_no))
        .first(db)
        .optional()?)
}

/// The batch lines of a claim, in batch order.
///
/// # Errors
/// [`crate::StorageError`].
pub fn batch_lines_of(db: &mut Db, handle: ClaimRef) -> Result<Vec<ClaimBatchLine>> {
    Ok(batch_lines::table
        .filter(
            batch_lines::subject_id
                .eq(Key::from(handle.subject))
                .and(batch_lines::claim_id.eq(Key::from(handle.id))),
        )
        .order(batch_lines::batch_id)
        .select((
            batch_lines::batch_id,
            batch_lines::line_no,
            batch_lines::amount_fen,
            batch_lines::state,
            batch_lines::settled_on,
            batch_lines::receipt,
        ))
        .load(db)?)
}

/// A claim's line in a batch.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct ClaimBatchLine {
    /// The batch.
    #[diesel(deserialize_as = Key)]
    pub batch: BatchId,
    /// Number of the line.
    pub line_no: i64,
    /// Sum.
    #[diesel(deserialize_as = Sum)]
    pub amount: Fen,
    /// What became of it.
    #[diesel(deserialize_as = Of<batch_lines::state>)]
    pub state: LineState,
    /// Day of settlement.
    pub settled_on: Option<NaiveDate>,
    /// The confirming or refusing document.
    pub receipt: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conditions_of_the_lanes_indexes_name_what_the_domain_calls_so() {
        let quoted = |code: &str| format!("'{code}'");
        for state in StateName::ALL {
            assert_eq!(
                IS_UNDECIDED.contains(&quoted(state.code())),
                state.is_undecided(),
                "{state:?}"
            );
        }
        assert!(IS_DOUBTFUL.ends_with(&quoted(Verdict::Eligible.code())));
        for migration in [
            include_str!("../../../../migrations/postgres/0003_claims/up.sql"),
            include_str!("../../../../migrations/sqlite/0003_claims/up.sql"),
        ] {
            for condition in [IS_UNDECIDED, IS_DOUBTFUL] {
                assert!(
                    migration.contains(&condition.replace("claims.", "")),
                    "{condition}"
                );
            }
        }
    }
}
