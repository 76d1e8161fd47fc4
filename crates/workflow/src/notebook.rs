//! What an operator keeps for the next session: filters by name, and texts that were not sent. Nobody else sees them.

use crate::error::{Result, WorkflowError};
use crate::session::Session;
use crate::views::claims::{ClaimFilter, WorkQueue};
use domain::claim::StateName;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::payment_method::PaymentMethod;
use domain::year::BenefitYear;
use serde::{Deserialize, Serialize};
use storage::operator_notes::{self, NoteRow};

/// Notes of a kind an operator may keep: a list to choose from, not an archive.
pub const NOTES_MAX: usize = 30;
/// Longest name of a note, in characters.
pub const NAME_CHARS_MAX: usize = 40;
/// Longest note, in bytes.
pub const BODY_BYTES_MAX: usize = 4_000;

/// What a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A filter of the queue.
    Filter,
    /// A text typed into a dialog that was not confirmed.
    Draft,
    /// What was chosen last where something has to be chosen.
    Choice,
    /// A reason that was given, to be offered again.
    Reason,
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::Draft => "draft",
            Self::Choice => "choice",
            Self::Reason => "reason",
        }
    }
}

/// The operator's notes of a kind by name: name and body.
///
/// # Errors
/// [`WorkflowError`].
pub fn notes(session: &mut Session, kind: Kind) -> Result<Vec<(String, String)>> {
    let me = session.ctx.actor.id.into();
    let rows = operator_notes::of(&mut session.db, me, kind.code())?;
    Ok(rows.into_iter().map(|row| (row.name, row.body)).collect())
}

/// The name of the programme chosen last.
pub const PROGRAMME: &str = "programme";

/// What the operator chose last under a name; nothing when it cannot be read, because then it is only asked again.
pub fn chosen(session: &mut Session, name: &str) -> Option<String> {
    let kept = notes(session, Kind::Choice).ok()?;
    kept.into_iter()
        .find(|(of, _)| of == name)
        .map(|(_, choice)| choice)
}

/// Keeps a note in the place of the one of the same name; an empty body forgets it.
///
/// # Errors
/// [`WorkflowError::Usage`] for a name or body that is too long, or one note too many.
pub fn keep(session: &mut Session, kind: Kind, name: &str, body: &str) -> Result<()> {
    let me = session.ctx.actor.id.into();
    if body.is_empty() {
        return session
            .db
            .write(|db| Ok(operator_notes::remove(db, me, kind.code(), name)?));
    }
    let name_fits = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
    if !name_fits || body.len() > BODY_BYTES_MAX {
        return Err(WorkflowError::Usage(words!(
            "名称最多 {NAME_CHARS_MAX} 个字，内容最多 {BODY_BYTES_MAX} 字节",
            "a note has a name of at most {NAME_CHARS_MAX} characters and at most {BODY_BYTES_MAX} bytes"
        )));
    }
    let row = NoteRow {
        operator_id: me,
        kind: kind.code().to_owned(),
        name: name.to_owned(),
        body: body.to_owned(),
        updated_at: session.ctx.now().0,
    };
    session.db.write(|db| {
        let kept = operator_notes::of(db, me, kind.code())?;
        let another = kept.iter().all(|note| note.name != name);
        if kept.len() >= NOTES_MAX && another {
            // A draft or a reason makes room by itself: nobody tidies what nobody named.
            let oldest = kept.iter().min_by_key(|note| note.updated_at);
            if let (Kind::Draft | Kind::Reason, Some(oldest)) = (kind, oldest) {
                operator_notes::remove(db, me, kind.code(), &oldest.name)?;
                return Ok(operator_notes::save(db, &row)?);
            }
            return Err(WorkflowError::Usage(words!(
                "最多保存 {NOTES_MAX} 条，请先删除一条",
                "at most {NOTES_MAX} are kept; remove one first"
            )));
        }
        Ok(operator_notes::save(db, &row)?)
    })
}

/// The reasons the operator gave lately, the last first.
///
/// # Errors
/// [`WorkflowError`].
pub fn reasons(session: &mut Session) -> Result<Vec<String>> {
    let me = session.ctx.actor.id.into();
    let mut rows = operator_notes::of(&mut session.db, me, Kind::Reason.code())?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.updated_at));
    Ok(rows.into_iter().map(|row| row.body).collect())
}

/// Keeps a reason that was given, in the place of one that begins alike.
///
/// # Errors
/// [`WorkflowError::Usage`] for one that is too long.
pub fn keep_reason(session: &mut Session, reason: &str) -> Result<()> {
    let name: String = reason.chars().take(NAME_CHARS_MAX).collect();
    keep(session, Kind::Reason, &name, reason)
}

/// A filter of the queue as it is kept: everything but whom or what was searched for, which is nobody's name to keep.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFilter {
    /// Codes of states.
    pub states: Vec<String>,
    /// Code of a unit as typed; it is looked up when the filter is used.
    pub unit_code: String,
    /// Benefit year.
    pub year: Option<i16>,
    /// Programme id.
    pub programme: Option<String>,
    /// Code of a verdict.
    pub verdict: Option<String>,
    /// Code of a payment method.
    pub mode: Option<String>,
    /// With or without an open case.
    pub in_case: Option<bool>,
    /// Least payable sum in fen.
    pub min_payable_fen: Option<i64>,
    /// Code of a queue.
    #[serde(rename = "lane")]
    pub queue: Option<String>,
}

impl KeptFilter {
    /// What can be kept of a filter.
    pub fn of(filter: &ClaimFilter, unit_code: &str) -> Self {
        Self {
            states: filter
                .states
                .iter()
                .map(|state| state.code().to_owned())
                .collect(),
            unit_code: unit_code.to_owned(),
            year: filter.year.map(BenefitYear::get),
            programme: filter.programme.clone(),
            verdict: filter.verdict.map(|verdict| verdict.code().to_owned()),
            mode: filter.method.as_ref().map(ToString::to_string),
            in_case: filter.in_case,
            min_payable_fen: filter.min_payable.map(Fen::get),
            queue: filter.queue.map(|queue| queue.code().to_owned()),
        }
    }

    /// The filter, without its unit; a code this version does not know is left out.
    pub fn filter(&self) -> ClaimFilter {
        ClaimFilter {
            states: self
                .states
                .iter()
                .filter_map(|code| StateName::from_code(code))
                .collect(),
            unit: None,
            year: self.year.map(BenefitYear::new),
            programme: self.programme.clone(),
            verdict: self.verdict.as_deref().and_then(Verdict::from_code),
            method: self.mode.clone().map(PaymentMethod::from_stored),
            search: None,
            in_case: self.in_case,
            min_payable: self.min_payable_fen.map(Fen::new),
            queue: self.queue.as_deref().and_then(WorkQueue::from_code),
            // A pile is worked off, not kept.
            cause: None,
        }
    }
}

/// The operator's kept filters by name.
///
/// # Errors
/// [`WorkflowError`].
pub fn filters(session: &mut Session) -> Result<Vec<(String, KeptFilter)>> {
    notes(session, Kind::Filter)?
        .into_iter()
        .map(|(name, body)| Ok((name, serde_json::from_str(&body)?)))
        .collect()
}

/// Keeps a filter under a name.
///
/// # Errors
/// [`WorkflowError::Usage`] for a name that is empty or too long, or one filter too many.
pub fn keep_filter(session: &mut Session, name: &str, filter: &KeptFilter) -> Result<()> {
    keep(session, Kind::Filter, name, &serde_json::to_string(filter)?)
}
