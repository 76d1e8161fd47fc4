//! What one row of a claims sheet says, once every cell has been read and found sound.

use crate::bank_card::BankCard;
use crate::claim_number::ClaimNumber;
use crate::fen::Fen;
use crate::identity::{IdentityNumber, Sex};
use crate::year::BenefitYear;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $zh:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every value, in the order of the sheet's drop-down.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code used in storage and JSON.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The word used in spreadsheets and on Chinese screens.
            pub fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $zh),* }
            }

            /// Finds the value of a stable code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.code() == code)
            }

            /// Finds the value of a spreadsheet's word.
            pub fn from_chinese(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.chinese() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// How a union bears the contribution (湘工发〔2025〕11号 二.3).
    Mode {
        /// 全额缴纳: the union pays all of it, inside the window, to the tax channel.
        Full = "full", "全额";
        /// 分摊: union and member each pay a part, to the tax channel.
        Shared = "shared", "分摊";
        /// 事后报销: the member paid, the union reimburses.
        Reimburse = "reimburse", "报销";
    }
}

coded! {
    /// Who or what paid the contribution.
    PaidBy {
        /// The member.
        Member = "member", "本人";
        /// The member's spouse.
        Spouse = "spouse", "配偶";
        /// Father or mother of the child, without saying which of them is the member.
        Parent = "parent", "父母";
        /// A grandparent of the child.
        Grandparent = "grandparent", "祖辈";
        /// The row names the way the tax bureau was paid, not who paid.
        Channel = "channel", "自助缴费";
        /// A relative's personal account of employee insurance.
        FamilyAccount = "family-account", "家庭共济";
        /// The unit, on the family's behalf.
        Unit = "unit", "单位代缴";
    }
}

coded! {
    /// How the child is related to the member.
    Relation {
        /// Born to the member, in or out of wedlock.
        Birth = "birth", "亲生";
        /// Adopted.
        Adopted = "adopted", "养子女";
        /// The spouse's child, raised by the member.
        Step = "step", "继子女";
        /// Under the member's guardianship or in foster care: not a child of the member.
        Guardianship = "guardianship", "监护";
        /// A son's child.
        Grandchild = "grandchild", "孙子女";
        /// A daughter's child.
        DaughtersChild = "daughters-child", "外孙子女";
        /// A brother's child.
        BrothersChild = "brothers-child", "侄子女";
        /// A sister's child.
        SistersChild = "sisters-child", "外甥子女";
    }
}

coded! {
    /// The document that proves parentage (湘工发〔2025〕11号 三.2).
    Proof {
        /// Medical certificate of birth.
        BirthCertificate = "birth-certificate", "出生医学证明";
        /// Household register.
        HouseholdRegister = "household-register", "户口本";
        /// Seen in an earlier year by the same union.
        OnFile = "on-file", "以前已核";
    }
}

coded! {
    /// Assisted enrolment: how much of the personal contribution the family owes.
    Assistance {
        /// No assistance: all of it.
        None = "none", "无";
        /// Assisted by half.
        Half = "half", "资助一半";
        /// Fully assisted: nothing is owed.
        Whole = "whole", "全额资助";
    }
}

coded! {
    /// The purse a payment comes from (湘工发〔2025〕11号 三.1).
    FundSource {
        /// Union funds, used first.
        Union = "union", "工会经费";
        /// The unit's administration subsidy, applied for when union funds are short.
        Subsidy = "subsidy", "行政补助";
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

/// One claim as filed, for any mode of the child premium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDraft {
    /// Code of the basic union that files.
    pub unit_code: String,
    /// The member who claims.
    pub claimant: PersonDraft,
    /// The child the contribution is for.
    pub subject: PersonDraft,
    /// How the child is related to the member.
    pub relation: Relation,
    /// The benefit year the contribution is for.
    pub year: BenefitYear,
    /// How the union bears it.
    pub mode: Mode,
    /// What the family has paid already; required for reimbursement.
    pub paid: Option<Fen>,
    /// The day it was paid.
    pub paid_on: Option<NaiveDate>,
    /// Number of the tax receipt or payment voucher.
    pub voucher: Option<String>,
    /// Who paid.
    pub paid_by: Option<PaidBy>,
    /// Assisted enrolment of the child.
    pub assistance: Assistance,
    /// The sum claimed.
    pub claimed: Fen,
    /// The member's wish is recorded (三.2).
    pub consent: bool,
    /// Proof of parentage named by the row.
    pub proof: Option<Proof>,
    /// Where a reimbursement goes; required for that mode.
    pub payee: Option<Payee>,
    /// The number of the claim the row corrects. It says where the row belongs and is no part of it:
    /// the same row with and without it is the same row.
    #[serde(skip)]
    pub corrects: Option<ClaimNumber>,
    /// Whom the row names as the member's spouse. It links two people and is no part of the claim either.
    #[serde(skip)]
    pub spouse: Option<PersonDraft>,
}
