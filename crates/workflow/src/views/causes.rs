//! Why a claim is not simply eligible: what fails, what to do about it.

use super::{remedy, sentence};
use crate::error::Result;
use crate::review::rule_set::find_programme;
use crate::session::Context;
use crate::words::Words;
use domain::cause::{CauseKey, CauseKind};
use domain::decision::{Condition, Decision, Verdict};
use domain::ids::ClaimRef;
use policy::Programme;
use std::collections::BTreeMap;
use storage::Db;
use storage::claims::list::ClaimLine;

/// A condition that fails, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Rule id, such as `H-04`.
    pub rule: String,
    /// Clause of the notice.
    pub clause: String,
    /// Stable code, such as `age-over`.
    pub code: String,
    /// What can be done about it.
    pub kind: CauseKind,
    /// What was found.
    pub text: Words,
    /// What to do about it.
    pub remedy: Words,
}

impl Cause {
    fn of(programme: Option<&dyn Programme>, condition: &Condition) -> Self {
        let told = |lang| sentence::of(programme, condition, lang);
        Self {
            rule: condition.rule.clone(),
            clause: condition.clause.clone(),
            code: condition.code.clone(),
            kind: CauseKey::of(condition).kind,
            text: Words::new(told(super::Lang::Zh), told(super::Lang::En)),
            remedy: remedy::of(programme, condition),
        }
    }
}

/// What fails of a decision, the worst first.
pub(super) fn of(programme: &dyn Programme, decision: &Decision) -> Vec<Cause> {
    let causes = decision.causes().into_iter();
    causes.map(|one| Cause::of(Some(programme), one)).collect()
}

/// What fails of the claims of these lines that are not eligible as stored, by their last decisions.
pub(super) fn load(
    db: &mut Db,
    ctx: &Context,
    lines: &[&ClaimLine],
) -> Result<BTreeMap<ClaimRef, Vec<Cause>>> {
    let doubtful = lines
        .iter()
        .filter(|line| line.verdict != Verdict::Eligible);
    let programmes: BTreeMap<ClaimRef, &str> = doubtful
        .map(|line| (line.handle(), line.programme.as_str()))
        .collect();
    let handles: Vec<ClaimRef> = programmes.keys().copied().collect();
    storage::history::last_decisions(db, &handles)?
        .into_iter()
        .filter_map(|(handle, body)| Some((handle, programmes.get(&handle)?, body)))
        .map(|(handle, programme, body)| {
            let decision: Decision = serde_json::from_str(&body)?;
            Ok((handle, of(find_programme(ctx, programme)?, &decision)))
        })
        .collect()
}
