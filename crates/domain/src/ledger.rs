//! Double entry in fen: a small chart of accounts and the posting of every transition.

use crate::fen::Fen;

crate::coded! {
    /// The chart of accounts.
    Account {
        /// Money promised by approval, not yet owed.
        Commitments = "commitments", "已批未付承诺";
        /// The counterpart of commitments: budget set aside.
        BudgetReserve = "budget-reserve", "预算预留";
        /// Benefits charged to the funding source.
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

/// Where money stands that was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Money {
    /// Promised by approval.
    Reserved,
    /// Owed by a sealed batch.
    Owed,
    /// Paid.
    Paid,
    /// Paid, and being claimed back.
    Recovering,
}

impl Money {
    /// The account debited and the one credited with a sum that stands here.
    pub fn accounts(self) -> (Account, Account) {
        match self {
            Self::Reserved => (Account::Commitments, Account::BudgetReserve),
            Self::Owed => (Account::BenefitExpense, Account::Payable),
            Self::Paid => (Account::BenefitExpense, Account::Bank),
            Self::Recovering => (Account::Receivable, Account::Bank),
        }
    }
}

/// The legs that move a sum from where it stood to where it stands; `None` is nowhere: not promised, or given back. They
/// always add up to zero.
///
/// All legs carry the claim's subject, so a posting never crosses a subject.
pub fn posting(from: Option<Money>, to: Option<Money>, amount: Fen) -> Vec<Leg> {
    let legs = |money: Option<Money>, sign: fn(Fen) -> Fen, counter: fn(Fen) -> Fen| {
        money.map_or_else(Vec::new, |money| {
            let (debit, credit) = money.accounts();
            vec![(debit, sign(amount)), (credit, counter(amount))]
        })
    };
    let same: fn(Fen) -> Fen = |fen| fen;
    let undone = legs(from, Fen::negated, same);
    let done = legs(to, same, Fen::negated);
    // An account on both sides stands as before.
    let stays = |account: Account, legs: &[Leg]| legs.iter().any(|(other, _)| *other == account);
    let kept: Vec<Leg> = done
        .iter()
        .filter(|(account, _)| !stays(*account, &undone))
        .copied()
        .collect();
    undone
        .iter()
        .filter(|(account, _)| !stays(*account, &done))
        .copied()
        .chain(kept)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYWHERE: [Option<Money>; 5] = [
        None,
        Some(Money::Reserved),
        Some(Money::Owed),
        Some(Money::Paid),
        Some(Money::Recovering),
    ];
    const SUM: Fen = Fen::new(40_000);

    #[test]
    fn every_posting_adds_up_to_zero_and_its_way_back_undoes_it() {
        for from in EVERYWHERE {
            for to in EVERYWHERE {
                let mut balance = std::collections::BTreeMap::new();
                for (account, fen) in posting(from, to, SUM) {
                    assert_ne!(fen, Fen::ZERO);
                    *balance.entry(account.code()).or_insert(0) += fen.get();
                }
                assert_eq!(balance.values().sum::<i64>(), 0, "{from:?} {to:?}");
                for (account, fen) in posting(to, from, SUM) {
                    *balance.entry(account.code()).or_insert(0) += fen.get();
                }
                assert!(balance.values().all(|fen| *fen == 0), "{from:?} {to:?}");
            }
        }
    }

    #[test]
    fn the_chart_of_accounts_is_posted_as_written_down() {
        use Account as A;
        let plus = |account| (account, SUM);
        let minus = |account| (account, SUM.negated());
        let (reserved, owed, paid, recovering) = (
            Some(Money::Reserved),
            Some(Money::Owed),
            Some(Money::Paid),
            Some(Money::Recovering),
        );
        for (from, to, legs) in [
            (
                None,
                reserved,
                vec![plus(A::Commitments), minus(A::BudgetReserve)],
            ),
            (
                reserved,
                owed,
                vec![
                    minus(A::Commitments),
                    plus(A::BudgetReserve),
                    plus(A::BenefitExpense),
                    minus(A::Payable),
                ],
            ),
            (owed, paid, vec![plus(A::Payable), minus(A::Bank)]),
            (owed, None, vec![minus(A::BenefitExpense), plus(A::Payable)]),
            (
                paid,
                recovering,
                vec![minus(A::BenefitExpense), plus(A::Receivable)],
            ),
            (recovering, None, vec![minus(A::Receivable), plus(A::Bank)]),
            (paid, owed, vec![plus(A::Bank), minus(A::Payable)]),
        ] {
            assert_eq!(posting(from, to, SUM), legs, "{from:?} {to:?}");
        }
    }
}
