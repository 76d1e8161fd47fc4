//! Reads the cells of a row: every finding at once, a typed row only if none refuses it.

mod budgets;
mod claims;
mod identities;
mod members;
mod plans;
mod reader;
mod units;

use chrono::NaiveDate;
use domain::draft::{ClaimDraft, FundSource};
use domain::fen::Fen;
use domain::identity::IdentityNumber;
use domain::mobile::Mobile;
use domain::period::Plan;
use domain::unit::UnitLevel;
use domain::year::BenefitYear;
use serde::{Deserialize, Serialize};

pub use budgets::validate as budget;
pub use claims::validate as claim;
pub use members::validate as member;
pub use plans::validate as plan;
pub use units::validate as unit;

/// What comes from outside of the row.
#[derive(Debug, Clone)]
pub struct Context {
    /// The date in Asia/Shanghai.
    pub today: NaiveDate,
    /// The unit of rows that name none: the operator's own, or the one of the sheet's head.
    pub default_unit_code: Option<String>,
}

/// A row of the units sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    /// Unit code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the unit above; `None` for the province.
    pub parent_code: Option<String>,
    /// Level.
    pub level: UnitLevel,
    /// Unified social credit code of the union itself.
    pub credit_code: Option<String>,
    /// GB/T 2260 code.
    pub area_code: Option<String>,
}

/// A row of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    /// Unit code.
    pub unit_code: String,
    /// The member's name, canonical.
    pub name: String,
    /// The member's identity number.
    pub identity: IdentityNumber,
    /// Mobile number.
    pub mobile: Option<Mobile>,
    /// In active service.
    pub in_service: bool,
    /// Last month for which dues are paid, as its first day; `None` when the row does not say.
    pub dues_paid_through: Option<NaiveDate>,
    /// The row's word where it says that dues are not paid.
    pub dues_unpaid: Option<String>,
    /// The row's word where it leaves open whose member somebody in service is.
    pub service_in_doubt: Option<String>,
    /// The spouse's name.
    pub spouse_name: Option<String>,
    /// The spouse's identity number.
    pub spouse_identity: Option<IdentityNumber>,
    /// The spouse's employer, as text.
    pub spouse_unit: Option<String>,
}

/// A row of the plans sheet: one mode of one benefit year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRow {
    /// Unit code.
    pub unit_code: String,
    /// The benefit year.
    pub year: BenefitYear,
    /// What was decided.
    pub plan: Plan,
}

/// A row of the budgets sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetRow {
    /// Unit code.
    pub unit_code: String,
    /// The calendar year of payment.
    pub calendar_year: i16,
    /// The purse.
    pub source: FundSource,
    /// Its size.
    pub total: Fen,
    /// Number of the approval or minutes; empty when the row has none.
    pub minutes: String,
}

/// A row that was read and found sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Draft {
    /// A claim.
    Claim(Box<ClaimDraft>),
    /// A member.
    Member(Box<MemberRow>),
    /// A unit.
    Unit(Box<UnitRow>),
    /// A plan.
    Plan(PlanRow),
    /// A budget.
    Budget(BudgetRow),
}
