//! Why a claim is out of the work: taken back, sent back, refused, or its payment claimed back.
//!
//! The verdict of such a claim is what the rules said while it was worked on, and not what became of it: a claim that lost
//! the choice between two waits for nobody's judgement.

use super::{Lang, recovery};
use crate::duplicates::CaseBody;
use crate::error::Result;
use crate::review::common_rule;
use crate::review::rule_set::find_programme;
use crate::session::Context;
use crate::words::Words;
use domain::claim::{ClaimState, StateName};
use domain::claim_record::ClaimRecord;
use domain::decision::{Decision, Severity};
use domain::ids::{ClaimId, ClaimRef};
use domain::unit::Scope;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// From so many digits on a number may be somebody's.
const LONG_NUMBER: usize = 7;

/// Why a claim is out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Out {
    /// Stable code: `chosen-elsewhere`, `corrected`, or that of the state.
    pub code: &'static str,
    /// In words, long numbers hidden.
    pub why: Words,
    /// The clauses it rests on, such as `二.4(1)`; empty for what only an operator wrote.
    pub clause: String,
}

impl Out {
    /// Why, with its clauses.
    pub fn words(&self) -> Words {
        if self.clause.is_empty() {
            return self.why.clone();
        }
        let clause = &self.clause;
        Words::new(
            format!("{}（{clause}）", self.why.zh),
            format!("{} ({clause})", self.why.en),
        )
    }

    /// [`Self::words`] in one language.
    pub fn told(&self, lang: Lang) -> String {
        self.words().get(lang).to_owned()
    }

    /// Another claim of the slot was chosen.
    pub(super) fn is_choice(&self) -> bool {
        self.code == CHOSEN_ELSEWHERE
    }
}

const CHOSEN_ELSEWHERE: &str = "chosen-elsewhere";

/// A claim that is out, and its last decision as it reads now.
pub(super) struct Left {
    pub(super) out: Out,
    pub(super) decision: Decision,
}

/// The state is one in which nobody works on the claim, or its union alone.
pub(super) fn is_out(state: StateName) -> bool {
    matches!(
        state,
        StateName::Returned
            | StateName::Rejected
            | StateName::Withdrawn
            | StateName::Recovering
            | StateName::Reversed
    )
}

/// Why these claims are out; claims that are not are left out.
pub(super) fn load(
    db: &mut Db,
    ctx: &Context,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimRef, Left>> {
    let mut claims = storage::claims::find_all(db, &Scope::everything(), handles)?;
    claims.retain(|claim| is_out(claim.state.name()));
    let out: Vec<ClaimRef> = claims.iter().map(|claim| claim.handle).collect();
    let decisions: BTreeMap<ClaimRef, String> = storage::history::last_decisions(db, &out)?
        .into_iter()
        .collect();
    let withdrawn: Vec<ClaimRef> = claims
        .iter()
        .filter(|claim| claim.state.name() == StateName::Withdrawn)
        .map(|claim| claim.handle)
        .collect();
    let unchosen = unchosen(db, &withdrawn)?;
    let mut recovered = recovery::load(db, &claims)?;
    let successors = storage::claim_links::corrections_of(db, &withdrawn)?;
    claims
        .iter()
        .filter_map(|claim| Some((claim, decisions.get(&claim.handle)?)))
        .map(|(claim, body)| {
            let mut decision: Decision = serde_json::from_str(body)?;
            if claim.case.is_none() || !claim.state.name().is_live() {
                common_rule::lift(&mut decision);
            }
            let out = if unchosen.contains(&claim.id()) {
                Out {
                    code: CHOSEN_ELSEWHERE,
                    why: words!("已选定另一份申报办理", "another claim was chosen"),
                    clause: find_programme(ctx, &claim.programme)?
                        .once()
                        .clause
                        .to_owned(),
                }
            } else if let Some(number) = successors.get(&claim.handle) {
                Out {
                    code: "corrected",
                    why: words!(
                        "已更正，由申报 {number} 代替",
                        "corrected by claim {number}"
                    ),
                    clause: String::new(),
                }
            } else if let Some(told) = recovered.remove(&claim.handle) {
                let once = find_programme(ctx, &claim.programme)?.once().clause;
                told.out(claim, &decision, once)
            } else {
                by_a_human(claim, &decision)
            };
            Ok((claim.handle, Left { out, decision }))
        })
        .collect()
}

/// Those withdrawn because a case kept another claim.
fn unchosen(db: &mut Db, withdrawn: &[ClaimRef]) -> Result<BTreeSet<ClaimId>> {
    let mut unchosen = BTreeSet::new();
    for (claim, case) in storage::cases::last_resolved(db, withdrawn)? {
        let kept = CaseBody::of(&case)?.kept;
        if kept.is_some_and(|kept| kept.id != claim.id) {
            unchosen.insert(claim.id);
        }
    }
    Ok(unchosen)
}

/// What the operator wrote, and the clauses of what spoke against the claim then.
fn by_a_human(claim: &ClaimRecord, decision: &Decision) -> Out {
    let state = claim.state.name();
    let reason = match &claim.state {
        ClaimState::Returned { reason, .. }
        | ClaimState::Rejected { reason }
        | ClaimState::Withdrawn { reason }
        | ClaimState::Recovering { reason, .. }
        | ClaimState::Reversed { reason } => reason.trim(),
        _ => "",
    };
    let clauses = match state {
        StateName::Returned => spoke(decision, Severity::Review),
        StateName::Rejected => spoke(decision, Severity::Reject),
        _ => Vec::new(),
    };
    Out {
        code: state.code(),
        why: if reason.is_empty() {
            state.into()
        } else {
            Words::same(without_numbers(reason))
        },
        clause: clauses.join("、"),
    }
}

/// The clauses of what spoke against a claim, at least as strongly as this.
pub(super) fn spoke(decision: &Decision, least: Severity) -> Vec<&str> {
    let mut clauses: Vec<&str> = Vec::new();
    let against = decision.conditions.iter();
    for condition in against.filter(|condition| condition.severity >= least) {
        if !condition.clause.is_empty() && !clauses.contains(&condition.clause.as_str()) {
            clauses.push(&condition.clause);
        }
    }
    clauses
}

/// A free text may hold an account or identity number: of a long number only the last two digits stay.
pub(super) fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() || (c == 'X' && !run.is_empty()) {
            run.push(c);
            continue;
        }
        let hidden = if run.len() < LONG_NUMBER {
            0
        } else {
            run.len() - 2
        };
        out.extend(run.drain(..).enumerate().map(
            |(at, digit)| {
                if at < hidden { '*' } else { digit }
            },
        ));
        out.push(c);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_number_in_a_free_text_two_digits_stay() {
        assert_eq!(
            without_numbers("卡号6217000000000000004有误"),
            "卡号*****************04有误"
        );
        assert_eq!(
            without_numbers("身份证43010219850615001X"),
            "身份证****************1X"
        );
        assert_eq!(without_numbers("已缴400元，2026年"), "已缴400元，2026年");
    }
}
