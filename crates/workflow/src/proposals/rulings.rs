//! Open points of a programme's text, and what the province ruled.

use crate::error::{Result, WorkflowError};
use crate::proposals::{self, Done, Proposal, RulingChange};
use crate::review::rule_set::find_programme;
use crate::session::Session;
use crate::words::Words;
use chrono::NaiveDate;
use domain::decision::{Decision, Severity};
use domain::ids::OperatorId;
use domain::role::Action;
use domain::year::Instant;
use policy::Registry;
use std::collections::{BTreeMap, BTreeSet};
use storage::periods::RulingRow;

pub use policy::{OptionSpec, OptionValue};

/// A ruling in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulingInfo {
    /// The code of the value chosen.
    pub value: String,
    /// The document that decided it.
    pub document: String,
    /// Its date.
    pub decided_on: NaiveDate,
    /// When it took effect.
    pub at: Instant,
    /// Who proposed it.
    pub proposed_by: String,
    /// Who seconded it; nobody where a sole administrator acted alone.
    pub seconded_by: Option<String>,
}

/// An open point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionInfo {
    /// What it is, and what a ruling may choose from.
    pub spec: &'static OptionSpec,
    /// The ruling in force.
    pub ruling: Option<RulingInfo>,
    /// Undecided claims in scope that wait for a ruling on it.
    pub waiting: i64,
}

/// Between the keys of `decisions.waits_for`.
const SEPARATOR: &str = ",";
/// The value of a condition that names the open point it waits for.
pub(crate) const OPTION: &str = "option";

/// A value of an open point in words; its code where this version of the programme has no such value.
pub fn value_words(spec: &OptionSpec, code: &str) -> Words {
    spec.value(code)
        .map_or_else(|| Words::same(code), |value| Words::new(value.zh, value.en))
}

/// An open point and one of its values in words; key and code where no programme of this installation has them.
pub fn in_words(registry: &Registry, programme: &str, key: &str, code: &str) -> (Words, Words) {
    let specs = registry.find(programme).map(|found| found.options());
    match specs.into_iter().flatten().find(|spec| spec.key == key) {
        Some(spec) => (
            Words::new(spec.name.0, spec.name.1),
            value_words(spec, code),
        ),
        None => (Words::same(key), Words::same(code)),
    }
}

/// The open points a decision waits for a ruling on, as `decisions.waits_for` stores them.
pub(crate) fn waits_for(decision: &Decision) -> String {
    let keys: BTreeSet<&str> = decision
        .conditions
        .iter()
        .filter(|condition| condition.severity == Severity::Review)
        .filter_map(|condition| condition.values.get(OPTION).map(String::as_str))
        .collect();
    keys.into_iter().collect::<Vec<_>>().join(SEPARATOR)
}

/// How many undecided claims in scope wait for a ruling on each open point. A claim may wait for several.
fn waiting(session: &mut Session, programme: &str) -> Result<BTreeMap<String, i64>> {
    let scope = session.ctx.actor.scope.clone();
    let rows = storage::unpaid::waiting_for_rulings(&mut session.db, &scope, programme)?;
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for (keys, count) in rows {
        for key in keys.split(SEPARATOR).filter(|key| !key.is_empty()) {
            *counts.entry(key.to_owned()).or_default() += count;
        }
    }
    Ok(counts)
}

/// A ruling to be put in force.
#[derive(Debug, Clone, Copy)]
pub struct NewRuling<'a> {
    /// Programme id.
    pub programme: &'a str,
    /// The option ruled on.
    pub option: &'a str,
    /// The code of the value chosen.
    pub value: &'a str,
    /// The document that decided it.
    pub document: &'a str,
    /// Its date.
    pub decided_on: NaiveDate,
}

/// The open points of a programme with the rulings in force.
///
/// # Errors
/// [`WorkflowError::UnknownProgramme`].
pub fn options(session: &mut Session, programme: &str) -> Result<Vec<OptionInfo>> {
    session.ctx.require(Action::Read)?;
    let names = storage::operators::names(&mut session.db)?;
    // Oldest first: what stays is the ruling in force.
    let mut in_force: BTreeMap<String, RulingRow> =
        storage::periods::rulings(&mut session.db, programme)?
            .into_iter()
            .map(|row| (row.option_key.clone(), row))
            .collect();
    let name = |operator: OperatorId| {
        names
            .get(&operator)
            .cloned()
            .unwrap_or_else(|| operator.to_string())
    };
    let mut waiting = waiting(session, programme)?;
    let specs = find_programme(&session.ctx, programme)?.options();
    Ok(specs
        .iter()
        .map(|spec| OptionInfo {
            spec,
            waiting: waiting.remove(spec.key).unwrap_or_default(),
            ruling: in_force.remove(spec.key).map(|row| RulingInfo {
                value: row.value,
                document: row.document,
                decided_on: row.decided_on,
                at: Instant(row.at),
                proposed_by: name(row.proposed_by.into()),
                seconded_by: row.seconded_by.map(|by| name(by.into())),
            }),
        })
        .collect())
}

/// Proposes a ruling; once in force, every undecided claim of the programme is assessed again.
///
/// # Errors
/// [`WorkflowError::Usage`] without a document or with a date to come; [`WorkflowError::Refused`] with
/// `unknown-option` or `unknown-value`.
pub fn propose(session: &mut Session, new: &NewRuling<'_>) -> Result<Done> {
    session.ctx.require(Action::Administer)?;
    find_programme(&session.ctx, new.programme)?;
    let document = new.document.trim();
    if document.is_empty() {
        return Err(WorkflowError::Usage(words!(
            "裁定须写明依据的文件",
            "a ruling names the document that decided it"
        )));
    }
    if new.decided_on > session.ctx.today() {
        return Err(WorkflowError::Usage(words!(
            "文件日期 {} 晚于今天",
            "a document cannot be dated {}, after today",
            new.decided_on
        )));
    }
    let change = RulingChange {
        programme: new.programme.to_owned(),
        option: new.option.to_owned(),
        value: new.value.to_owned(),
        document: document.to_owned(),
        decided_on: new.decided_on,
    };
    proposals::propose(session, Proposal::Ruling(change))
}
