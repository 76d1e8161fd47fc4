//! What one row of a claims sheet says, once every cell has been read and found sound.

use crate::bank_card::BankCard;
use crate::claim_number::ClaimNumber;
use crate::fen::Fen;
use crate::form::Form;
use crate::identity::{IdentityNumber, Sex};
use crate::payment_method::PaymentMethod;
use crate::year::BenefitYear;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::coded! {
    /// How the child is related to the member.
    Relation {
        /// Born to the member, in or out of wedlock.
        Birth = "birth", "亲生", "own child";
        /// Adopted.
        Adopted = "adopted", "养子女", "adopted child";
        /// The partner's child, raised by the member.
        Step = "step", "继子女", "stepchild";
        /// Under the member's guardianship or in foster care: not a child of the member.
        Guardianship = "guardianship", "监护", "ward";
        /// A son's child.
        Grandchild = "grandchild", "孙子女", "grandchild";
        /// A daughter's child.
        DaughtersChild = "daughters-child", "外孙子女", "daughter's child";
        /// A brother's child.
        BrothersChild = "brothers-child", "侄子女", "brother's child";
        /// A sister's child.
        SistersChild = "sisters-child", "外甥子女", "sister's child";
    }
}

crate::coded! {
    /// The document that proves parentage (湘工发〔2025〕11号 三.2).
    Proof {
        /// Medical certificate of birth.
        BirthCertificate = "birth-certificate", "出生医学证明", "birth certificate";
        /// Household register.
        HouseholdRegister = "household-register", "户口本", "household register";
        /// Seen in an earlier year by the same union.
        OnFile = "on-file", "以前已核", "on file";
    }
}

/// A person as a row names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDraft {
    /// The name in its canonical spelling.
    pub name: String,
    /// One or two identity numbers; the first is the one the row relies on.
    pub identities: Vec<IdentityNumber>,
    /// Date of birth, when the row or the number says.
    pub birth_date: Option<NaiveDate>,
    /// Sex, when the row or the number says.
    pub sex: Option<Sex>,
}

/// The account that receives a reimbursement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee {
    /// Bank and branch.
    pub bank: String,
    /// Account or card number.
    pub card: BankCard,
    /// Name of the account's holder; must be the member's.
    pub holder: String,
}

/// One claim as filed: what a claim of every programme says, and the programme's own [`Form`].
///
/// It is stored in the programme's own layout, in which `claimant`, `subject` and `payee` are this one's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimDraft {
    /// Code of the basic union that files.
    pub unit_code: String,
    /// The member who claims.
    pub claimant: PersonDraft,
    /// The person the benefit is for.
    pub subject: PersonDraft,
    /// The benefit year the claim is for.
    pub year: BenefitYear,
    /// How it is paid.
    pub method: PaymentMethod,
    /// The sum claimed.
    pub claimed: Fen,
    /// Where a payment to the member goes; required where the method pays one.
    pub payee: Option<Payee>,
    /// What the programme asks beyond that.
    pub form: Form,
    /// The number of the claim the row corrects. It says where the row belongs and is no part of it:
    /// the same row with and without it is the same row.
    pub corrects: Option<ClaimNumber>,
    /// Whom the row names as the member's partner, perhaps without a number. It links two people and is no part of the claim
    /// either.
    pub partner: Option<PersonDraft>,
}

/// How the subject of a claim is related to its claimant, and by what paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinship {
    /// The relation.
    pub relation: Relation,
    /// The document that proves it, when the row names one.
    pub proof: Option<Proof>,
}
