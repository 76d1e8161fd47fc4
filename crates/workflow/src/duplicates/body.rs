//! What a case remembers of its decision, stored as JSON beside the row.

use crate::error::Result;
use chrono::NaiveDate;
use domain::claim::{StateName, StepName};
use domain::ids::{ClaimRef, OperatorId, PersonId};
use domain::year::Instant;
use serde::{Deserialize, Serialize};
use storage::cases::Case;

/// The body of a case. Empty until somebody decides, but for the people it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseBody {
    /// People the case is about beside the subjects of its claims: whom a second number of a row names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonId>,
    /// Why it was decided as it was.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The claim that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<ClaimRef>,
    /// Who chose it, when, on which document.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub chosen_by: String,
    /// The claim whose subject's details were found right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details_of: Option<ClaimRef>,
    /// What shows that they are different people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// The day on which held claims are looked at again; nothing when they wait for the slot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<NaiveDate>,
    /// Whose supervisor is to decide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalated_to: Option<Escalation>,
    /// Where every live claim stood, and the step the decision took with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<SideBefore>,
    /// People found to be one person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merges: Vec<Merge>,
    /// People found to be different people, each group being one person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<Vec<PersonId>>,
    /// Decisions taken back, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undone: Vec<Undone>,
}

/// The union whose supervisor is to decide a case: the lowest one above all that filed its claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Its place in the tree.
    pub path: String,
    /// Its name.
    pub name: String,
}

/// A claim of the case as the decision found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideBefore {
    /// The claim.
    pub claim: ClaimRef,
    /// Where it stood.
    pub before: StateName,
    /// The step the decision took, if any.
    pub step: Option<StepName>,
}

/// A person who is counted as another since the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Who was absorbed.
    pub absorbed: PersonId,
    /// Into whom.
    pub root: PersonId,
    /// Who had been absorbed by the absorbed one before, and followed.
    pub followers: Vec<PersonId>,
}

/// A decision that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Code of [`domain::case::Resolution`].
    pub resolution: String,
    /// Who took it back.
    pub by: OperatorId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

impl CaseBody {
    /// Reads the body of a stored case.
    ///
    /// # Errors
    /// [`crate::WorkflowError::Json`] when it was damaged.
    pub fn of(row: &Case) -> Result<Self> {
        Ok(serde_json::from_str(&row.body)?)
    }

    /// What every decision starts from: the people, and what was undone before.
    pub(crate) fn fresh(&self) -> Self {
        Self {
            people: self.people.clone(),
            undone: self.undone.clone(),
            ..Self::default()
        }
    }

    /// What stays when a decision is taken back.
    pub(crate) fn reopened(&self, undone: Undone) -> Self {
        let mut body = self.fresh();
        body.undone.push(undone);
        body
    }

    /// The step the decision took with a claim.
    pub(crate) fn step_of(&self, claim: ClaimRef) -> Option<StepName> {
        self.sides
            .iter()
            .find(|side| side.claim == claim)
            .and_then(|side| side.step)
    }

    /// Where a claim stood when the case was decided.
    pub(crate) fn before(&self, claim: ClaimRef) -> Option<StateName> {
        self.sides
            .iter()
            .find(|side| side.claim == claim)
            .map(|side| side.before)
    }
}
