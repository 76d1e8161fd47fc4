//! The kernel's own sheets: units, rosters, plans, budgets.

mod answers;
mod budgets;
mod columns;
mod doubts;
mod members;
mod own_words;
mod participants;
mod plans;
mod units;

use chrono::NaiveDate;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::identity::IdentityNumber;
use domain::mobile::Mobile;
use domain::period::Plan;
use domain::unit::UnitLevel;
use domain::year::BenefitYear;
use policy::Programme;
use rows::{Sheet, SheetSpec};

pub use answers::{AMOUNT_FIELD as ANSWER_AMOUNT, AnswerRow, Answers, Outcome as AnswerOutcome};
pub use budgets::Budgets;
pub use members::Members;
pub use own_words::{Figure, Kind as AnswerKind, OwnWord, Said};
pub use participants::{ParticipantRow, Participants};
pub use plans::Plans;
pub use units::Units;

/// The registers by their codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// Units of the union tree.
    Units,
    /// Rosters of members.
    Members,
    /// What a union decided for a benefit year.
    Plans,
    /// A union's budget.
    Budgets,
    /// Who takes part in a programme that is fed by messages.
    Participants,
}

impl Register {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Units,
        Self::Members,
        Self::Plans,
        Self::Budgets,
        Self::Participants,
    ];

    /// Finds a register by its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|register| register.code() == code)
    }

    /// The code used on the command line and in storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Members => "members",
            Self::Plans => "plans",
            Self::Budgets => "budgets",
            Self::Participants => "participants",
        }
    }

    /// Its name and columns; plans and participants are of a programme.
    pub fn spec(self, programme: &dyn Programme) -> SheetSpec {
        match self {
            Self::Units => Units.spec(),
            Self::Members => Members.spec(),
            Self::Plans => Plans(programme).spec(),
            Self::Budgets => Budgets(&[]).spec(),
            Self::Participants => Participants(programme.messages()).spec(),
        }
    }
}

/// A row of the units sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The partner's name.
    pub partner_name: Option<String>,
    /// The partner's identity number.
    pub partner_identity: Option<IdentityNumber>,
    /// The partner's employer, as text.
    pub partner_unit: Option<String>,
}

/// A row of the plans sheet: one mode of one benefit year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Unit code.
    pub unit_code: String,
    /// The benefit year.
    pub year: BenefitYear,
    /// What was decided.
    pub plan: Plan,
}

/// A row of the budgets sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetRow {
    /// Unit code.
    pub unit_code: String,
    /// The calendar year of payment.
    pub calendar_year: i16,
    /// The funding source.
    pub source: FundSource,
    /// Its size.
    pub total: Fen,
    /// Number of the approval or minutes; empty when the row has none.
    pub minutes: String,
}
