//! What a session has touched, for the log of the site: codes and ids, and nothing of anybody.

use domain::ids::{ClaimRef, OperatorId, RecordId};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Claims and records that are named; of more only the number is told. A line of a log stays one that can be read, and every
/// syslog takes it whole.
pub const NAMED_MAX: usize = 40;

/// Notes that every copy of a session's context adds to.
#[derive(Debug, Clone, Default)]
pub struct Trail(Arc<Mutex<Noted>>);

/// What was noted since it was last taken. An act that failed half-way, or that was taken back, has left its notes as well: what
/// became of it is the outcome's to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noted {
    /// Who acted.
    pub operator: Option<OperatorId>,
    /// Codes of steps that claims took, and of acts in the operator's chain.
    pub acts: BTreeSet<String>,
    /// Claims that were written, the first of them.
    pub claims: BTreeSet<ClaimRef>,
    /// How many claims were written; one that was written twice counts twice.
    pub claim_count: usize,
    /// Records that an act vouched for, by table and key, the first of them.
    pub records: BTreeSet<String>,
    /// How many records were vouched for.
    pub record_count: usize,
}

impl Noted {
    /// Acts, claims and records as lists with blanks between.
    pub fn lists(&self) -> [String; 3] {
        let joined = |texts: &BTreeSet<String>| {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            texts.join(" ")
        };
        let claims: Vec<String> = self.claims.iter().map(ToString::to_string).collect();
        [joined(&self.acts), claims.join(" "), joined(&self.records)]
    }
}

impl Trail {
    /// Notes who acts.
    pub fn by(&self, operator: OperatorId) {
        self.note(|noted| noted.operator = Some(operator));
    }

    /// Takes the notes; who acts stays.
    pub fn take(&self) -> Noted {
        self.note(|noted| {
            let operator = noted.operator;
            let taken = std::mem::take(noted);
            noted.operator = operator;
            taken
        })
    }

    /// Notes the code of a step or an act.
    pub(crate) fn act(&self, code: &str) {
        self.note(|noted| {
            if !noted.acts.contains(code) {
                noted.acts.insert(code.to_owned());
            }
        });
    }

    /// Notes claims that are written.
    pub(crate) fn claims(&self, claims: impl Iterator<Item = ClaimRef>) {
        self.note(|noted| {
            for claim in claims {
                noted.claim_count += 1;
                if noted.claims.len() < NAMED_MAX {
                    noted.claims.insert(claim);
                }
            }
        });
    }

    /// Notes a record of a table.
    pub(crate) fn record(&self, table: &str, key: &str) {
        self.note(|noted| {
            noted.record_count += 1;
            if noted.records.len() < NAMED_MAX {
                // As operators see it.
                let shown = Uuid::parse_str(key).map(|id| RecordId(id).to_string());
                let key = shown.as_deref().unwrap_or(key);
                noted.records.insert(format!("{table}:{key}"));
            }
        });
    }

    fn note<T>(&self, change: impl FnOnce(&mut Noted) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
