//! What can be proposed.

use crate::session::Context;
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, ClaimRef, OperatorId, UnitId};
use domain::period::Plan;
use domain::role::{Action, Role};
use domain::unit::UnitPath;
use domain::year::BenefitYear;
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// The kinds of change that need a second operator.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum ProposalKind { $($(#[$doc])* $name,)* }

        impl ProposalKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code used in storage and JSON.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The name on Chinese screens.
            pub fn chinese(self) -> &'static str {
                match self { $(Self::$name => $zh),* }
            }

            /// The name on English screens.
            pub fn english(self) -> &'static str {
                match self { $(Self::$name => $en),* }
            }

            /// Finds the kind of a stable code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

kinds! {
    /// A benefit year gets its parameters.
    PeriodCreate = "period-create", "新建年度", "create period";
    /// Claims are taken.
    PeriodOpen = "period-open", "开放年度", "open period";
    /// The window closes later.
    PeriodExtend = "period-extend", "延长缴费期", "extend window";
    /// No new claims inside the window.
    PeriodClose = "period-close", "截止年度", "close period";
    /// New claims again.
    PeriodReopen = "period-reopen", "重新开放年度", "reopen period";
    /// Read only from now on.
    PeriodArchive = "period-archive", "归档年度", "archive period";
    /// What a union bears in one mode of a benefit year.
    Plan = "plan", "缴费方案", "plan";
    /// What a union may spend from one funding source in a calendar year.
    Budget = "budget", "预算", "budget";
    /// The reading of an open point.
    Ruling = "ruling", "口径", "ruling";
    /// A new operator.
    OperatorAdd = "operator-add", "新增操作员", "add operator";
    /// An operator who may not log in any more.
    OperatorOff = "operator-off", "停用操作员", "switch operator off";
    /// An operator gets an SSH key.
    KeyAdd = "key-add", "登记SSH公钥", "add SSH key";
    /// An SSH key opens nothing any more.
    KeyRevoke = "key-revoke", "吊销SSH公钥", "revoke SSH key";
    /// A union whose place another one takes.
    UnitMerge = "unit-merge", "合并工会", "merge unions";
    /// An answer of bank or tax bureau that was registered by mistake.
    SettlementReverse = "settlement-reverse", "冲回回执", "reverse an answer";
    /// An export of the register that never happened.
    ExportVoid = "export-void", "作废导出登记", "void an export";
    /// An institution that gives members at once what is paid, and its account.
    Institution = "institution", "结算机构账户", "account of an institution";
    /// A lost register of exports that is begun anew.
    RegisterBegin = "register-begin", "重建导出登记簿", "begin the register anew";
}

/// A programme's benefit year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodRef {
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub year: BenefitYear,
}

/// A plan to be put in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanChange {
    /// The union.
    pub unit: UnitId,
    /// Its code.
    pub unit_code: String,
    /// Its place in the tree.
    pub unit_path: UnitPath,
    /// Programme id.
    pub programme: String,
    /// Benefit year.
    pub year: BenefitYear,
    /// The plan.
    pub plan: Plan,
}

/// A budget to be put in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetChange {
    /// The union.
    pub unit: UnitId,
    /// Its code.
    pub unit_code: String,
    /// Its place in the tree.
    pub unit_path: UnitPath,
    /// Calendar year the money is spent in.
    pub calendar_year: i16,
    /// The funding source.
    pub source: FundSource,
    /// Granted, in fen.
    pub total: Fen,
    /// Number of the approving document.
    pub minutes: String,
}

/// The reading of an open point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulingChange {
    /// Programme id.
    pub programme: String,
    /// The option ruled on.
    pub option: String,
    /// The value chosen.
    pub value: String,
    /// The document that decided it.
    pub document: String,
    /// Its date.
    pub decided_on: NaiveDate,
}

/// An operator to be added. The identity number travels sealed under the operator's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorChange {
    /// The id the operator will have.
    pub id: OperatorId,
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Place in the tree at and below which the operator sees.
    pub scope_path: UnitPath,
    /// The identity number, sealed, in hex.
    pub sealed_identity: Option<String>,
    /// Its blind index, in hex.
    pub identity_index: Option<String>,
    /// The SSH key the operator comes in with from the first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<FirstKey>,
}

/// The SSH key an operator is added with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstKey {
    /// `SHA256:` and the digest.
    pub fingerprint: String,
    /// Type and Base64 of the key.
    pub public_key: String,
}

/// A union to be merged into another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergerChange {
    /// The union whose place is taken.
    pub unit: UnitId,
    /// Its code.
    pub unit_code: String,
    /// Its place in the tree.
    pub unit_path: UnitPath,
    /// The union that takes it.
    pub into: UnitId,
    /// Its code.
    pub into_code: String,
    /// The first day.
    pub on: NaiveDate,
}

/// Lines whose answer was registered by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementChange {
    /// The batch.
    pub batch: BatchId,
    /// Its number.
    pub number: String,
    /// The paying unit's place in the tree.
    pub unit_path: UnitPath,
    /// The claims of the lines.
    pub claims: Vec<ClaimRef>,
    /// Why.
    pub reason: String,
}

/// An export that only the register knows, and that never happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidChange {
    /// The number of its entry.
    pub entry: i64,
    /// The batch's number then.
    pub number: String,
    /// How it is known.
    pub reason: String,
}

/// An operator's SSH key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// Whose.
    pub operator: OperatorId,
    /// The operator's login name.
    pub name: String,
    /// The operator's place in the tree.
    pub scope_path: UnitPath,
    /// `SHA256:` and the digest.
    pub fingerprint: String,
    /// Type and Base64 of the key.
    pub public_key: String,
}

/// An institution that gives people at once what a programme pays, and where it is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstitutionChange {
    /// Programme id.
    pub programme: String,
    /// The code it has in messages.
    pub code: String,
    /// Its name, which its account bears.
    pub name: String,
    /// The bank of the account.
    pub bank: String,
    /// The account.
    pub account: String,
    /// The first day on which it gives at once.
    pub from: NaiveDate,
    /// The last one, where it has ended.
    pub until: Option<NaiveDate>,
}

/// One proposed change with its new values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proposal {
    /// A benefit year gets its parameters: the snapshot, TOML.
    PeriodCreate {
        /// Which.
        period: PeriodRef,
        /// The snapshot.
        params: String,
    },
    /// Claims are taken.
    PeriodOpen(PeriodRef),
    /// The window closes later.
    PeriodExtend {
        /// Which.
        period: PeriodRef,
        /// The new last day.
        close: NaiveDate,
    },
    /// No new claims inside the window.
    PeriodClose(PeriodRef),
    /// New claims again.
    PeriodReopen(PeriodRef),
    /// Read only from now on.
    PeriodArchive(PeriodRef),
    /// A plan.
    Plan(PlanChange),
    /// A budget.
    Budget(BudgetChange),
    /// A ruling.
    Ruling(RulingChange),
    /// A new operator.
    OperatorAdd(OperatorChange),
    /// An operator who may not log in any more.
    OperatorOff {
        /// Login name.
        name: String,
        /// The operator's place in the tree.
        scope_path: UnitPath,
    },
    /// An operator gets an SSH key.
    KeyAdd(KeyChange),
    /// An SSH key opens nothing any more.
    KeyRevoke(KeyChange),
    /// A merger of two unions.
    UnitMerge(MergerChange),
    /// Lines have no answer again.
    SettlementReverse(SettlementChange),
    /// An export never happened.
    ExportVoid(VoidChange),
    /// Where an institution is paid.
    Institution(InstitutionChange),
    /// The register of exports is lost and begun anew.
    RegisterBegin {
        /// How it was lost, and who was asked.
        reason: String,
    },
}

impl Proposal {
    /// Its kind.
    pub fn kind(&self) -> ProposalKind {
        match self {
            Self::PeriodCreate { .. } => ProposalKind::PeriodCreate,
            Self::PeriodOpen(_) => ProposalKind::PeriodOpen,
            Self::PeriodExtend { .. } => ProposalKind::PeriodExtend,
            Self::PeriodClose(_) => ProposalKind::PeriodClose,
            Self::PeriodReopen(_) => ProposalKind::PeriodReopen,
            Self::PeriodArchive(_) => ProposalKind::PeriodArchive,
            Self::Plan(_) => ProposalKind::Plan,
            Self::Budget(_) => ProposalKind::Budget,
            Self::Ruling(_) => ProposalKind::Ruling,
            Self::OperatorAdd(_) => ProposalKind::OperatorAdd,
            Self::OperatorOff { .. } => ProposalKind::OperatorOff,
            Self::KeyAdd(_) => ProposalKind::KeyAdd,
            Self::KeyRevoke(_) => ProposalKind::KeyRevoke,
            Self::UnitMerge(_) => ProposalKind::UnitMerge,
            Self::SettlementReverse(_) => ProposalKind::SettlementReverse,
            Self::ExportVoid(_) => ProposalKind::ExportVoid,
            Self::Institution(_) => ProposalKind::Institution,
            Self::RegisterBegin { .. } => ProposalKind::RegisterBegin,
        }
    }

    /// What it changes, as people name it. Two changes of one thing have the same target.
    pub fn target(&self) -> String {
        match self {
            Self::PeriodCreate { period, .. } | Self::PeriodExtend { period, .. } => {
                period.target()
            }
            Self::PeriodOpen(period)
            | Self::PeriodClose(period)
            | Self::PeriodReopen(period)
            | Self::PeriodArchive(period) => period.target(),
            Self::Plan(plan) => {
                format!(
                    "plan/{}/{}/{}/{}",
                    plan.programme, plan.unit_code, plan.year, plan.plan.method
                )
            }
            Self::Budget(budget) => {
                format!(
                    "budget/{}/{}/{}",
                    budget.unit_code, budget.calendar_year, budget.source
                )
            }
            Self::Ruling(ruling) => format!("ruling/{}/{}", ruling.programme, ruling.option),
            Self::OperatorAdd(operator) => format!("operator/{}", operator.name),
            Self::OperatorOff { name, .. } => format!("operator/{name}"),
            Self::KeyAdd(key) | Self::KeyRevoke(key) => format!("key/{}", key.fingerprint),
            Self::UnitMerge(merger) => format!("unit/{}", merger.unit_code),
            Self::SettlementReverse(lines) => format!("batch/{}", lines.number),
            Self::ExportVoid(void) => format!("export/{}", void.entry),
            Self::Institution(one) => format!("institution/{}/{}", one.programme, one.code),
            Self::RegisterBegin { .. } => "export/register".to_owned(),
        }
    }

    /// The part of the tree it concerns; `None` for the whole installation.
    pub(crate) fn place(&self) -> Option<UnitPath> {
        let path = match self {
            Self::Plan(plan) => &plan.unit_path,
            Self::Budget(budget) => &budget.unit_path,
            Self::OperatorAdd(operator) => &operator.scope_path,
            Self::OperatorOff { scope_path, .. } => scope_path,
            Self::KeyAdd(key) | Self::KeyRevoke(key) => &key.scope_path,
            Self::UnitMerge(merger) => &merger.unit_path,
            Self::SettlementReverse(lines) => &lines.unit_path,
            _ => return None,
        };
        // An operator for everything concerns the whole installation.
        (*path != UnitPath::root()).then(|| path.clone())
    }

    /// What its proposer must be allowed to do.
    pub(crate) fn proposing(&self) -> Action {
        match self {
            Self::Plan(_) | Self::Budget(_) => Action::ImportPlans,
            Self::SettlementReverse(_) | Self::ExportVoid(_) | Self::RegisterBegin { .. } => {
                Action::Pay
            }
            _ => Action::Administer,
        }
    }

    /// What its seconder must be allowed to do.
    pub(crate) fn second_approval_action(&self) -> Action {
        match self {
            Self::Plan(_) | Self::Budget(_) => Action::SecondPlans,
            Self::SettlementReverse(_) | Self::ExportVoid(_) | Self::RegisterBegin { .. } => {
                Action::Batch
            }
            _ => Action::Administer,
        }
    }

    /// The same new values: a fresh id and a fresh sealing of the same number make no difference.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::OperatorAdd(one), Self::OperatorAdd(two)) => {
                let bare = |operator: &OperatorChange| {
                    let (name, scope) = (operator.name.clone(), operator.scope_path.clone());
                    let index = operator.identity_index.clone();
                    (name, operator.role, scope, index, operator.key.clone())
                };
                bare(one) == bare(two)
            }
            _ => self == other,
        }
    }

    /// The order in which changes of one transaction are put in force: budgets by key, as every
    /// command locks them, and after everything that may not fail for want of a lock.
    pub(crate) fn order(&self) -> (ProposalKind, UnitId, i16, String) {
        match self {
            Self::Plan(plan) => (
                self.kind(),
                plan.unit,
                plan.year.get(),
                plan.plan.method.code().to_owned(),
            ),
            Self::Budget(budget) => (
                self.kind(),
                budget.unit,
                budget.calendar_year,
                budget.source.code().to_owned(),
            ),
            _ => (self.kind(), UnitId(uuid::Uuid::nil()), 0, String::new()),
        }
    }
}

impl PeriodRef {
    /// What people call it.
    pub fn target(&self) -> String {
        format!("period/{}/{}", self.programme, self.year)
    }
}

/// A proposal as stored: with what its proposer saw, so that a target that moved on is noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stored {
    // The name it has on record.
    #[serde(rename = "change")]
    pub(crate) proposal: Proposal,
    /// The target as it stood; nothing when it did not exist.
    pub(crate) base: Option<String>,
}

/// Who puts a change in force.
pub(crate) struct Signatories<'a> {
    pub(crate) ctx: &'a Context,
    pub(crate) proposer: OperatorId,
    /// Nobody, where the first administrator adds the first second one.
    pub(crate) seconder: Option<OperatorId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_on_record_is_read_and_written_as_it_was() {
        let text =
            r#"{"change":{"operator-off":{"name":"li.na","scope_path":"/"}},"base":"active"}"#;
        let stored: Stored = serde_json::from_str(text).unwrap();
        assert_eq!(stored.proposal.target(), "operator/li.na");
        assert_eq!(serde_json::to_string(&stored).unwrap(), text);
    }
}
