//! Double entry in fen: a small chart of accounts and the posting of every transition.

use crate::claim::StepName;
use crate::fen::Fen;

crate::draft::coded! {
    /// The chart of accounts.
    Account {
        /// Money promised by approval, not yet owed.
        Commitments = "commitments", "已批未付承诺";
        /// The counterpart of commitments: budget set aside.
        BudgetReserve = "budget-reserve", "预算预留";
        /// Benefits charged to the purse.
        BenefitExpense = "benefit-expense", "福利支出";
        /// Owed to members or the tax channel by sealed batches.
        Payable = "payable", "应付款";
        /// Money in the bank.
        Bank = "bank", "银行存款";
        /// To be claimed back from a family.
        Receivable = "receivable", "应收追回款";
    }
}

/// One leg: positive is debit, negative is credit.
pub type Leg = (Account, Fen);

/// The legs of a step over `amount`; they always add up to zero. Empty when no money moves.
///
/// Both legs carry the claim's subject, so a posting never crosses a subject.
pub fn posting(step: StepName, releases_approval: bool, amount: Fen) -> Vec<Leg> {
    use Account as A;
    let plus = amount;
    let minus = amount.negated();
    match step {
        StepName::Approve => vec![(A::Commitments, plus), (A::BudgetReserve, minus)],
        StepName::Seal => vec![
            (A::Commitments, minus),
            (A::BudgetReserve, plus),
            (A::BenefitExpense, plus),
            (A::Payable, minus),
        ],
        StepName::Unseal => vec![
            (A::Commitments, plus),
            (A::BudgetReserve, minus),
            (A::BenefitExpense, minus),
            (A::Payable, plus),
        ],
        StepName::Pay => vec![(A::Payable, plus), (A::Bank, minus)],
        StepName::Refuse => vec![(A::Payable, plus), (A::BenefitExpense, minus)],
        StepName::Unpay => vec![(A::Payable, minus), (A::Bank, plus)],
        StepName::Unrefuse => vec![(A::Payable, minus), (A::BenefitExpense, plus)],
        StepName::Recover => vec![(A::Receivable, plus), (A::BenefitExpense, minus)],
        StepName::Recovered => vec![(A::Bank, plus), (A::Receivable, minus)],
        StepName::Undo | StepName::Withdraw | StepName::Return | StepName::Revise
            if releases_approval =>
        {
            vec![(A::Commitments, minus), (A::BudgetReserve, plus)]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_posting_adds_up_to_zero() {
        for step in StepName::ALL {
            for releases in [false, true] {
                let sum: i64 = posting(*step, releases, Fen::new(40_000))
                    .iter()
                    .map(|(_, fen)| fen.get())
                    .sum();
                assert_eq!(sum, 0, "{step}");
            }
        }
    }

    #[test]
    fn a_reversed_answer_leaves_what_stood_before_it() {
        for (answer, reversal) in [
            (StepName::Pay, StepName::Unpay),
            (StepName::Refuse, StepName::Unrefuse),
        ] {
            let mut balance = std::collections::BTreeMap::new();
            for step in [answer, reversal] {
                for (account, fen) in posting(step, false, Fen::new(40_000)) {
                    *balance.entry(account.code()).or_insert(0) += fen.get();
                }
            }
            assert!(
                balance.values().all(|fen| *fen == 0),
                "{answer}: {balance:?}"
            );
        }
    }

    #[test]
    fn approval_to_payment_ends_as_expense_against_bank() {
        let mut balance = std::collections::BTreeMap::new();
        for step in [StepName::Approve, StepName::Seal, StepName::Pay] {
            for (account, fen) in posting(step, false, Fen::new(40_000)) {
                *balance.entry(account.code()).or_insert(0) += fen.get();
            }
        }
        balance.retain(|_, fen| *fen != 0);
        assert_eq!(
            balance.into_iter().collect::<Vec<_>>(),
            [("bank", -40_000), ("benefit-expense", 40_000)]
        );
    }
}
