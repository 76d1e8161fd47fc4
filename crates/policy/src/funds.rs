//! What programmes of union funds have in common: their sources, and the accounts their money moves over. A programme with
//! funds of its own brings its own.

use domain::fund::SourceSpec;
use domain::ledger::{AccountSpec, Chart};

/// Union funds.
pub const UNION: SourceSpec = SourceSpec::new(
    "union",
    "工会经费",
    "union funds",
    "工会 工会账户 工会资金 本级工会经费",
);
/// The unit's administration subsidy, applied for when union funds are short.
pub const SUBSIDY: SourceSpec = SourceSpec::new(
    "subsidy",
    "行政补助",
    "subsidy",
    "单位行政补助 行政 行政经费 单位补助 行政拨款",
);

/// Money promised by approval, not yet owed.
pub const COMMITMENTS: AccountSpec = AccountSpec::new("commitments", "已批未付承诺", "commitments");
/// The counterpart of commitments: budget set aside.
pub const BUDGET_RESERVE: AccountSpec =
    AccountSpec::new("budget-reserve", "预算预留", "budget reserve");
/// Benefits charged to the funding source.
pub const BENEFIT_EXPENSE: AccountSpec =
    AccountSpec::new("benefit-expense", "福利支出", "benefit expense");
/// Owed to members or the tax channel by sealed batches.
pub const PAYABLE: AccountSpec = AccountSpec::new("payable", "应付款", "payable");
/// Money in the bank.
pub const BANK: AccountSpec = AccountSpec::new("bank", "银行存款", "bank");
/// To be claimed back.
pub const RECEIVABLE: AccountSpec = AccountSpec::new("receivable", "应收追回款", "receivable");

/// The chart of union funds.
pub const CHART: Chart = Chart {
    reserved: (COMMITMENTS, BUDGET_RESERVE),
    owed: (BENEFIT_EXPENSE, PAYABLE),
    paid: (BENEFIT_EXPENSE, BANK),
    recovering: (RECEIVABLE, BANK),
};
