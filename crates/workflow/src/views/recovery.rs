//! Why the payment of a claim is claimed back or came back: who began it, when and why, and who found the money.

use super::out::{Out, spoke, without_numbers};
use super::people::Operators;
use crate::error::Result;
use domain::claim::{StateName, Step, StepName};
use domain::claim_record::ClaimRecord;
use domain::decision::{Decision, Severity};
use domain::ids::{ClaimId, ClaimRef, PersonId};
use domain::year::Instant;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::history::EventRow;

/// One of the two steps of a recovery: who took it, when, and what was written.
#[derive(Debug)]
struct Taken {
    by: String,
    on: String,
    text: String,
}

/// How a payment came to be claimed back.
#[derive(Debug)]
pub(super) struct Recovery {
    begun: Taken,
    ended: Option<Taken>,
    /// The claim stood in a case: another one of the slot stands against it.
    contested: bool,
}

/// The recoveries of these claims, as far as they are in one or behind one.
pub(super) fn load(db: &mut Db, claims: &[ClaimRecord]) -> Result<BTreeMap<ClaimRef, Recovery>> {
    let of: Vec<&ClaimRecord> = claims
        .iter()
        .filter(|claim| {
            matches!(
                claim.state.name(),
                StateName::Recovering | StateName::Reversed
            )
        })
        .collect();
    if of.is_empty() {
        return Ok(BTreeMap::new());
    }
    let handles: Vec<ClaimRef> = of.iter().map(|claim| claim.handle).collect();
    let subjects: BTreeSet<PersonId> = handles.iter().map(|handle| handle.subject).collect();
    let subjects: Vec<PersonId> = subjects.into_iter().collect();
    let operators = Operators::load(db)?;
    let decided = storage::cases::last_resolved(db, &handles)?;
    let mut events: BTreeMap<ClaimId, Vec<EventRow>> = BTreeMap::new();
    for event in storage::history::events_of(db, &subjects)? {
        events.entry(event.claim_id.into()).or_default().push(event);
    }
    let mut found = BTreeMap::new();
    for claim in of {
        let events = events.remove(&claim.id()).unwrap_or_default();
        let Some(begun) = last(&events, StepName::Recover, &operators)? else {
            continue;
        };
        let ended = match claim.state.name() {
            StateName::Reversed => last(&events, StepName::Recovered, &operators)?,
            _ => None,
        };
        let recovery = Recovery {
            begun,
            ended,
            contested: claim.case.is_some() || decided.contains_key(&claim.handle),
        };
        found.insert(claim.handle, recovery);
    }
    Ok(found)
}

fn last(events: &[EventRow], step: StepName, operators: &Operators) -> Result<Option<Taken>> {
    let taken = events.iter().filter(|event| event.step == step.code());
    let Some(event) = taken.max_by_key(|event| (event.at, event.id)) else {
        return Ok(None);
    };
    let text = match serde_json::from_str(&event.body)? {
        Step::Recover { reason } | Step::Recovered { reason } => without_numbers(reason.trim()),
        _ => String::new(),
    };
    Ok(Some(Taken {
        by: operators.name(event.made_by.into()),
        on: Instant(event.at).shanghai_date().to_string(),
        text,
    }))
}

impl Recovery {
    /// Why the claim is out; `once` is the clause under which one claim of several stands.
    pub(super) fn out(self, claim: &ClaimRecord, decision: &Decision, once: &str) -> Out {
        let Taken { by, on, text } = &self.begun;
        let why = match &self.ended {
            None => words!(
                "追回中：{text}（{by} {on} 发起）",
                "being claimed back: {text} (begun by {by}, {on})"
            ),
            Some(ended) => words!(
                "已追回：{text}（{by} {on} 发起；{} {} 登记，回执 {}）",
                "recovered: {text} (begun by {by}, {on}; registered by {}, {}, receipt {})",
                ended.by,
                ended.on,
                ended.text
            ),
        };
        let mut clauses: BTreeSet<&str> = spoke(decision, Severity::Reject).into_iter().collect();
        if self.contested {
            clauses.insert(once);
        }
        Out {
            code: claim.state.name().code(),
            why,
            clause: clauses.into_iter().collect::<Vec<_>>().join("、"),
        }
    }
}
