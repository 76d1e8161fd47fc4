//! Builds conditions: every one names its rule and clause and carries the values it was tested with.

use std::collections::BTreeMap;

use crate::programme::RuleSpec;
use chrono::NaiveDate;
use domain::decision::{Condition, Severity};
use domain::fen::Fen;

/// What stands in a sentence for a value nobody knows or that does not apply.
pub const NONE: &str = "-";

fn new(rule: &RuleSpec, code: &'static str, severity: Severity) -> Condition {
    Condition {
        rule: rule.id.to_owned(),
        clause: rule.clause.to_owned(),
        severity,
        code: code.to_owned(),
        values: BTreeMap::new(),
        waits: false,
    }
}

/// The condition is fulfilled.
pub fn pass(rule: &RuleSpec, code: &'static str) -> Condition {
    new(rule, code, Severity::Pass)
}

/// The condition is fulfilled, with something to know.
pub fn warn(rule: &RuleSpec, code: &'static str) -> Condition {
    new(rule, code, Severity::Warning)
}

/// A human decides.
pub fn review(rule: &RuleSpec, code: &'static str) -> Condition {
    new(rule, code, Severity::Review)
}

/// A fact is missing or a day has not come: nobody can wave it through.
pub fn wait(rule: &RuleSpec, code: &'static str) -> Condition {
    Condition {
        waits: true,
        ..review(rule, code)
    }
}

/// The text is explicit: not covered.
pub fn reject(rule: &RuleSpec, code: &'static str) -> Condition {
    new(rule, code, Severity::Reject)
}

/// Adds the values a condition was tested with.
pub trait With: Sized {
    /// Another clause than the rule's own, where the notice answers this outcome there.
    fn under(self, clause: &str) -> Self;

    /// Any text: an option, a number, a count.
    fn with(self, key: &str, value: impl ToString) -> Self;

    /// A day as `2026-01-31`; `-` when unknown.
    fn on(self, key: &str, day: impl Into<Option<NaiveDate>>) -> Self {
        self.with(
            key,
            day.into()
                .map_or_else(|| NONE.to_owned(), |day| day.to_string()),
        )
    }

    /// A sum in yuan with its two decimals, which is exact to the fen; `-` when there is none.
    fn sum(self, key: &str, sum: impl Into<Option<Fen>>) -> Self {
        match sum.into() {
            Some(sum) => self.with(key, sum),
            None => self.with(key, NONE),
        }
    }
}

impl With for Condition {
    fn under(mut self, clause: &str) -> Self {
        clause.clone_into(&mut self.clause);
        self
    }

    fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.values.insert(key.to_owned(), value.to_string());
        self
    }
}
