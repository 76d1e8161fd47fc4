//! What is told beside a subject's chain must be what the chain vouches for: decisions, events, and
//! the source each posting names.

use super::subjects::Subject;
use super::{Bad, Check, Pass, terms};
use crate::audit::chain;
use crate::words::Words;
use domain::cause;
use domain::claim::{Step, StepName};
use domain::decision::{Decision, Verdict};
use domain::fund::FundSource;
use domain::ids::{ClaimId, PersonId};
use policy::Registry;
use std::collections::{BTreeMap, BTreeSet};
use storage::Key;
use storage::audit::AuditRow;
use storage::history::DecisionRow;

/// One act, as an event and as an entry tell it: claim, action, operator, moment, everything it carried.
type Told<'s> = (Key, &'s str, Key, i64, &'s str);

impl Pass<'_> {
    /// Every stored decision is one an entry was written with, unchanged, and none is missing.
    pub(super) fn decisions(&self, subject: &Subject<'_>) -> Check {
        let mut vouched: BTreeMap<&[u8], &AuditRow> = subject
            .entries
            .iter()
            .filter_map(|row| Some((row.decision_digest.as_deref()?, row)))
            .collect();
        let foreign: Vec<Key> = subject
            .decisions
            .iter()
            .filter(|row| {
                let digest = chain::decision_digest(self.ctx.keyring(), row);
                vouched.remove(digest.as_slice()).is_none() || !repeats_its_causes(row)
            })
            .map(|row| row.claim_id)
            .collect();
        let lost = vouched.values().map(|row| (row.claim_id, row.seq)).min();
        match (foreign.first(), lost) {
            (None, None) => Ok(()),
            (Some(claim), lost) => subject
                .bad(
                    "decision-changed",
                    words!(
                        "有一项判定与审计链所记不符",
                        "a decision is not what the chain vouches for"
                    ),
                )
                .about(subject, Some(*claim))
                .maybe_at(lost.map(|(_, seq)| seq))
                .fail(),
            (None, Some((claim, seq))) => subject
                .bad(
                    "decision-missing",
                    words!(
                        "第 {seq} 条审计记录的判定被删除",
                        "the decision of entry {seq} was removed"
                    ),
                )
                .about(subject, claim)
                .at(seq)
                .fail(),
        }
    }
}

/// The causes beside a decision, by which claims are found and counted, are those of its body.
fn repeats_its_causes(row: &DecisionRow) -> bool {
    if row.verdict == Verdict::Eligible.code() {
        return row.causes.is_empty();
    }
    let decision = serde_json::from_str::<Decision>(&row.body);
    decision.is_ok_and(|decision| cause::to_stored(&decision) == row.causes)
}

/// Every event stands in the chain as it was told, and every step of the chain has its event.
pub(super) fn events(subject: &Subject<'_>) -> Check {
    let mut told: BTreeMap<Told<'_>, (i64, usize)> = BTreeMap::new();
    for row in subject.entries {
        if let Some(claim) = row.claim_id {
            let key = (
                claim,
                row.action.as_str(),
                row.made_by,
                row.at,
                row.detail.as_str(),
            );
            told.entry(key).or_insert((row.seq, 0)).1 += 1;
        }
    }
    let known: BTreeSet<Key> = subject.decisions.iter().map(|row| row.id).collect();
    for event in subject.events {
        let key = (
            event.claim_id,
            event.step.as_str(),
            event.made_by,
            event.at,
            event.body.as_str(),
        );
        let vouched = match told.get_mut(&key) {
            Some((_, left)) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        };
        if !vouched || event.decision_id.is_some_and(|id| !known.contains(&id)) {
            let Words { zh, en } = terms::step(&event.step);
            let what = words!(
                "经过中的{zh}与审计链所记不符",
                "the event {en} is not what the chain vouches for"
            );
            return subject
                .bad("event-changed", what)
                .about(subject, Some(event.claim_id))
                .fail();
        }
    }
    let untold = |action: &str, left: usize| left > 0 && StepName::from_code(action).is_some();
    match told
        .iter()
        .find(|((_, action, ..), (_, left))| untold(action, *left))
    {
        Some(((claim, step, ..), (seq, _))) => {
            let Words { zh, en } = terms::step(step);
            let what = words!(
                "第 {seq} 条审计记录的{zh}被从经过中删除",
                "the event {en} of entry {seq} was removed"
            );
            subject
                .bad("event-missing", what)
                .about(subject, Some(*claim))
                .at(*seq)
                .fail()
        }
        None => Ok(()),
    }
}

/// The sources of an approval and the years whose budgets bear them, as the steps of the chain tell it.
struct Drawn {
    first: (FundSource, i16),
    rest: Option<(FundSource, i16)>,
    /// The second part is in a batch or paid: should the first be refused, it is the claim.
    under_way: bool,
}

impl Drawn {
    /// Follows a step, and tells which parts its postings may be about.
    fn follow(&mut self, step: &Step) -> Vec<(FundSource, i16)> {
        let (of_rest, inner) = match step {
            Step::OfShortfall(inner) => (true, inner.as_ref()),
            other => (false, other),
        };
        if let Step::Seal { budget_year, .. } = inner {
            let part = if of_rest {
                self.rest.as_mut()
            } else {
                Some(&mut self.first)
            };
            if let Some((_, year)) = part {
                *year = *budget_year;
            }
        }
        let touched = match inner {
            _ if of_rest => vec![self.rest],
            Step::Seal { .. } | Step::Unseal | Step::Pay { .. } | Step::Unpay { .. } => {
                vec![Some(self.first)]
            }
            _ => vec![Some(self.first), self.rest],
        };
        match (of_rest, inner) {
            (true, Step::Seal { .. } | Step::Unrefuse { .. }) => self.under_way = true,
            (true, Step::Unseal | Step::Refuse { .. }) => self.under_way = false,
            (false, Step::Refuse { .. }) if self.under_way => {
                if let Some(rest) = self.rest.replace(self.first) {
                    self.first = rest;
                }
                self.under_way = false;
            }
            _ => {}
        }
        touched.into_iter().flatten().collect()
    }
}

/// Every posting belongs to a step of the chain and names a source and year approved or sealed there.
pub(super) fn sources(registry: &Registry, subject: &Subject<'_>) -> Check {
    let mut drawn: BTreeMap<Key, Drawn> = BTreeMap::new();
    let mut expected: BTreeSet<(Key, &str, i64, String, i16)> = BTreeSet::new();
    for row in subject.entries {
        let (Some(claim), Some(_)) = (row.claim_id, StepName::from_code(&row.action)) else {
            continue;
        };
        // Entries that carry no step are no matter of money.
        let Ok(step) = serde_json::from_str::<Step>(&row.detail) else {
            continue;
        };
        if let Step::Approve {
            source,
            budget_year,
            shortfall,
            ..
        } = &step
        {
            let approved = Drawn {
                first: (*source, *budget_year),
                rest: shortfall.map(|(source, _, year)| (source, year)),
                under_way: false,
            };
            drawn.insert(claim, approved);
        }
        let Some(known) = drawn.get_mut(&claim) else {
            continue;
        };
        for (source, year) in known.follow(&step) {
            let source = source.code().to_owned();
            expected.insert((claim, row.action.as_str(), row.at, source, year));
        }
    }
    for row in subject.postings {
        let posted = (
            row.claim_id,
            row.step.as_str(),
            row.at,
            row.source.clone(),
            row.budget_year,
        );
        if !expected.contains(&posted) {
            let (step, source) = (terms::step(&row.step), terms::source(registry, &row.source));
            let year = row.budget_year;
            let what = Words::new(
                format!(
                    "{}的一笔记账（{} {year} 年度预算）与审计链的任何一步都不符",
                    step.zh, source.zh
                ),
                format!(
                    "the posting {} from {} {year} fits no step of the chain",
                    step.en, source.en
                ),
            );
            return subject
                .bad("ledger", what)
                .about(subject, Some(row.claim_id))
                .fail();
        }
    }
    Ok(())
}

impl Subject<'_> {
    fn bad(&self, code: &'static str, what: Words) -> Bad {
        Bad::new(code, what).of(PersonId::from(self.head.subject_id))
    }
}

impl Bad {
    /// Names the claim, where it is known.
    fn about(self, subject: &Subject<'_>, claim: Option<Key>) -> Self {
        let claim = claim.map(ClaimId::from);
        match subject
            .claims
            .iter()
            .find(|known| Some(known.id()) == claim)
        {
            Some(known) => self.claim(known),
            None => self,
        }
    }

    fn maybe_at(mut self, seq: Option<i64>) -> Self {
        self.seq = seq;
        self
    }
}
