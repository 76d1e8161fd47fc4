//! A decision: every condition that was tested, by which rule and clause, with the values used.

use crate::fen::Fen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How one condition came out. The order is the order of harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Fulfilled.
    Pass,
    /// Fulfilled, with something to know.
    Warning,
    /// The text is silent or a fact is missing: a human decides, or the fact is supplied.
    Review,
    /// The text is explicit: not covered.
    Reject,
}

/// The sum of all conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every condition is fulfilled.
    Eligible,
    /// A human must decide, or a fact is missing.
    Review,
    /// At least one condition is explicitly not fulfilled.
    Reject,
}

impl Verdict {
    /// All of them, in the order people ask for them.
    pub const ALL: [Self; 3] = [Self::Eligible, Self::Review, Self::Reject];

    /// The word for it in Chinese.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Eligible => "符合",
            Self::Review => "待人工",
            Self::Reject => "不符合",
        }
    }

    /// The stable code used in storage and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Review => "review",
            Self::Reject => "reject",
        }
    }

    /// Finds the verdict of a stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.code() == code)
    }
}

/// One tested condition. Stored as a list in the order of the fields: a decision has two dozen
/// of them, and their names would be a third of its text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Stored")]
pub struct Condition {
    /// Rule id, such as `H-04`.
    pub rule: String,
    /// Clause of the notice, such as `二.2`.
    pub clause: String,
    /// How it came out.
    pub severity: Severity,
    /// What was found; the message's key, such as `age-over`.
    pub code: String,
    /// The values used: dates, amounts in fen, options. Never a full identity number.
    pub values: BTreeMap<String, String>,
    /// The claim waits for a fact (roster entry, plan, budget, a date): nobody can wave it through.
    pub waits: bool,
}

impl Condition {
    /// It keeps a claim from being eligible.
    pub fn fails(&self) -> bool {
        self.severity >= Severity::Review
    }
}

type Stored = (
    String,
    String,
    Severity,
    String,
    BTreeMap<String, String>,
    bool,
);

impl From<Stored> for Condition {
    fn from((rule, clause, severity, code, values, waits): Stored) -> Self {
        Self {
            rule,
            clause,
            severity,
            code,
            values,
            waits,
        }
    }
}

impl Serialize for Condition {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (
            &self.rule,
            &self.clause,
            self.severity,
            &self.code,
            &self.values,
            self.waits,
        )
            .serialize(serializer)
    }
}

/// The outcome of assessing one claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The sum of all conditions.
    pub verdict: Verdict,
    /// What the sums come to, in fen; never negative. [`Decision::to_pay`] has what may be paid.
    pub payable: Fen,
    /// What all claims of the slot together may never exceed.
    pub ceiling: Fen,
    /// The part the member bears (shared payment).
    pub member_share: Fen,
    /// Version of the parameters used: period version and digest.
    pub version: String,
    /// Every condition, in the order of the rules.
    pub conditions: Vec<Condition>,
}

impl Decision {
    /// What may be paid of a claim that nobody approved: nothing where the rules refuse it, whatever its sums come to.
    pub fn to_pay(&self) -> Fen {
        match self.verdict {
            Verdict::Reject => Fen::ZERO,
            Verdict::Eligible | Verdict::Review => self.payable,
        }
    }

    /// The conditions that keep it from being eligible: those that refuse it, those that wait for a fact, those that are
    /// judged; of one kind in the order of the rules.
    pub fn causes(&self) -> Vec<&Condition> {
        let mut causes: Vec<&Condition> = self.conditions.iter().filter(|c| c.fails()).collect();
        causes.sort_by_key(|one| std::cmp::Reverse((one.severity, one.waits)));
        causes
    }

    /// The verdict that a list of conditions amounts to: the worst one decides.
    pub fn verdict_of(conditions: &[Condition]) -> Verdict {
        match conditions.iter().map(|c| c.severity).max() {
            Some(Severity::Reject) => Verdict::Reject,
            Some(Severity::Review) => Verdict::Review,
            // No condition at all means that nothing was tested: never eligible.
            None => Verdict::Review,
            Some(Severity::Pass | Severity::Warning) => Verdict::Eligible,
        }
    }

    /// Codes of the conditions no human may wave through, because a fact is missing.
    pub fn waiting_for(&self) -> Vec<&str> {
        self.conditions
            .iter()
            .filter(|c| c.waits && c.severity >= Severity::Review)
            .map(|c| c.code.as_str())
            .collect()
    }
}
