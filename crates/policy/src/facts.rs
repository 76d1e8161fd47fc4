//! What the database knows about a claim, gathered before the rules are asked.

use chrono::NaiveDate;
use domain::draft::{FundSource, Proof};
use domain::fen::Fen;
use domain::period::{Plan, Window};
use std::collections::BTreeMap;

/// A member's entry in the roster of the filing unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipFact {
    /// In active service (在职); retired, departed or retained members are not.
    pub in_service: bool,
    /// Last month for which dues are paid, as its first day; `None` when the roster does not say.
    pub dues_paid_through: Option<NaiveDate>,
}

/// What is known about the other parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpouseFact {
    /// Nobody is named.
    #[default]
    Unknown,
    /// Named, but no member of a union in this system.
    OutsideSystem,
    /// A member of a union in this system.
    Member,
}

/// The state of one purse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetFact {
    /// Which purse.
    pub source: FundSource,
    /// What is not reserved yet, in fen.
    pub available: Fen,
}

/// Everything the rules may ask. A missing fact is `None`; no rule may read it as "fulfilled".
#[derive(Debug, Clone)]
pub struct Facts {
    /// The day of the assessment (Asia/Shanghai).
    pub today: NaiveDate,
    /// The day of the claim's first submission; dates that decide a rule are measured on it.
    pub submitted_on: NaiveDate,
    /// The roster's entry at the filing unit; `None` when the member is not in its roster.
    pub membership: Option<MembershipFact>,
    /// The member stands in another unit's roster.
    pub member_elsewhere: bool,
    /// The other parent.
    pub spouse: SpouseFact,
    /// The unit's plan for the claim's mode, in the benefit year whose window the claim belongs to.
    pub plan: Option<Plan>,
    /// The unit has a plan for another mode of that year.
    pub plan_for_other_mode: bool,
    /// The unit's purses in the calendar year of the intended payment.
    pub budgets: Vec<BudgetFact>,
    /// Proof of parentage this unit saw in an earlier claim.
    pub proof_on_file: Option<Proof>,
    /// Another union of the province saw a proof of parentage in an earlier claim for this child.
    pub proof_seen_elsewhere: bool,
    /// Approved plus paid minus recovered for this child-year, by other claims, in fen.
    pub already_committed: Fen,
    /// The claim adds to one of the same unit and member that is paid; what is committed is that one's.
    pub supplement: bool,
    /// A case of duplicate claims is open on this claim.
    pub open_case: bool,
    /// The window of the benefit year after the claim's, when that period exists.
    pub next_window: Option<Window>,
    /// Rulings in force: option key to value.
    pub rulings: BTreeMap<String, String>,
    /// The mean of the unit's announcement is recorded for the year.
    pub announced: bool,
    /// The claim's voucher number was used for another child.
    pub voucher_used_elsewhere: bool,
    /// The bank card was used for another member.
    pub card_used_elsewhere: bool,
}
