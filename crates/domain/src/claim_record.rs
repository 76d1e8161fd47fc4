//! A claim as it is stored.

use crate::claim::ClaimState;
use crate::claim_number::ClaimNumber;
use crate::decision::{Decision, Verdict};
use crate::fen::Fen;
use crate::ids::{CaseId, ClaimId, ClaimRef, ImportId, OperatorId, PersonId, RecordId, UnitId};
use crate::payment_method::PaymentMethod;
use crate::slot::SlotKey;
use crate::unit::UnitPath;
use crate::year::{BenefitYear, Instant};
use chrono::NaiveDate;

/// How a claim came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A unit filed it.
    Filed,
    /// It takes the place of a withdrawn claim whose subject, unit or year was wrong.
    Corrects(ClaimRef),
    /// It adds to a paid claim of the same slot, up to the ceiling; the paid one keeps the slot.
    Supplements(ClaimRef),
}

impl Origin {
    /// The stable code of the claim's kind: `regular` or `supplement`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Filed | Self::Corrects(_) => "regular",
            Self::Supplements(_) => "supplement",
        }
    }

    /// The claim it is linked to.
    pub fn link(self) -> Option<ClaimRef> {
        match self {
            Self::Filed => None,
            Self::Corrects(claim) | Self::Supplements(claim) => Some(claim),
        }
    }

    /// Finds the origin of a stored kind and link; `None` for a pair that is never stored.
    pub fn from_stored(kind: &str, link: Option<ClaimRef>) -> Option<Self> {
        match (kind, link) {
            ("regular", None) => Some(Self::Filed),
            ("regular", Some(claim)) => Some(Self::Corrects(claim)),
            ("supplement", Some(claim)) => Some(Self::Supplements(claim)),
            _ => None,
        }
    }
}

/// One claim: who files for whom, where it stands, what was decided last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRecord {
    /// The person the claim was filed for, and the claim's own id.
    pub handle: ClaimRef,
    /// The number people use.
    pub number: ClaimNumber,
    /// The filing unit.
    pub unit: UnitId,
    /// Its place in the tree.
    pub unit_path: UnitPath,
    /// The claimant.
    pub member: PersonId,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub year: BenefitYear,
    /// The programme's own part of the slot key.
    pub slot_key: String,
    /// How it is paid.
    pub method: PaymentMethod,
    /// Where it stands.
    pub state: ClaimState,
    /// The open case, beside the state.
    pub case: Option<CaseId>,
    /// How it came to be: filed, as a correction, or as a supplement.
    pub origin: Origin,
    /// The last decision's verdict.
    pub verdict: Verdict,
    /// What the last decision lets the union pay, in fen; of an approved claim what its sums come to.
    pub payable: Fen,
    /// What was claimed, in fen.
    pub claimed: Fen,
    /// The last decision.
    pub decision: RecordId,
    /// The first day on which it may come out differently though nothing is changed.
    pub again_on: Option<NaiveDate>,
    /// The row without its numbers, JSON.
    pub content: String,
    /// The payee's account number, sealed.
    pub sealed_card: Option<Vec<u8>>,
    /// Its blind index.
    pub card_index: Option<Vec<u8>>,
    /// What it shows that serves for one slot only, in its programme's normal form; of claims filed before there was one, as
    /// typed.
    pub spends: Option<String>,
    /// Keyed digest of the row's business values.
    pub fingerprint: Vec<u8>,
    /// The import that brought its last revision.
    pub import: ImportId,
    /// The day of first submission: dates that decide a rule are measured on it.
    pub submitted_on: NaiveDate,
    /// When it was first filed.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// Who wrote it last.
    pub updated_by: OperatorId,
    /// Counts the writes.
    pub revision: i64,
}

impl ClaimRecord {
    /// The slot it competes for, given the root of its subject.
    pub fn slot(&self, root: PersonId) -> SlotKey {
        SlotKey {
            subject: root,
            programme: self.programme.clone(),
            year: self.year,
            key: self.slot_key.clone(),
        }
    }

    /// What stands as payable under a decision: of an approved claim the approval counts, so its sums stay to be compared
    /// with what was approved.
    pub fn payable_under(&self, decision: &Decision) -> Fen {
        if self.state.approval().is_some() {
            decision.payable
        } else {
            decision.to_pay()
        }
    }

    /// The claim's id.
    pub fn id(&self) -> ClaimId {
        self.handle.id
    }

    /// The paid claim it adds to, when it is a supplement.
    pub fn supplements(&self) -> Option<ClaimRef> {
        match self.origin {
            Origin::Supplements(paid) => Some(paid),
            Origin::Filed | Origin::Corrects(_) => None,
        }
    }

    /// The withdrawn claim it corrects.
    pub fn corrects(&self) -> Option<ClaimRef> {
        match self.origin {
            Origin::Corrects(old) => Some(old),
            Origin::Filed | Origin::Supplements(_) => None,
        }
    }

    /// The business values an audit entry vouches for, in a fixed order; the state is added in its
    /// stored form. Places in the tree and sealed bytes are left out: moving a unit or changing a
    /// key is no tampering.
    pub fn business_values(&self) -> Vec<String> {
        vec![
            self.handle.to_string(),
            self.number.as_str().to_owned(),
            self.unit.to_string(),
            self.member.to_string(),
            self.programme.clone(),
            self.year.to_string(),
            self.slot_key.clone(),
            self.method.code().to_owned(),
            self.case.map(|case| case.to_string()).unwrap_or_default(),
            self.verdict.code().to_owned(),
            self.payable.get().to_string(),
            self.claimed.get().to_string(),
            self.decision.to_string(),
            self.content.clone(),
            self.spends.clone().unwrap_or_default(),
            self.submitted_on.to_string(),
            self.import.to_string(),
            self.origin.kind().to_owned(),
            self.origin
                .link()
                .map(|claim| claim.to_string())
                .unwrap_or_default(),
        ]
    }
}
