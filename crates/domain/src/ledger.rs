//! Double entry in fen: the charts of programmes and the posting of every transition.

use crate::fen::Fen;

crate::short_code! {
    /// The code of an account, such as `bank`; the chart of its programme knows what it means.
    Account
}

/// What a chart says of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountSpec {
    /// Its code.
    pub code: &'static str,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
}

impl AccountSpec {
    /// An account by its code and in Chinese and English.
    pub const fn new(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en }
    }

    /// What is stored of it.
    pub const fn account(&self) -> Account {
        Account::new(self.code)
    }
}

/// A programme's chart of accounts: the one debited and the one credited with a sum, by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chart {
    /// Promised by approval.
    pub reserved: (AccountSpec, AccountSpec),
    /// Owed by a sealed batch.
    pub owed: (AccountSpec, AccountSpec),
    /// Paid.
    pub paid: (AccountSpec, AccountSpec),
    /// Being claimed back.
    pub recovering: (AccountSpec, AccountSpec),
}

impl Chart {
    /// Every account once, in the order in which money comes to them.
    pub fn accounts(&self) -> Vec<AccountSpec> {
        let mut found: Vec<AccountSpec> = Vec::new();
        for (debit, credit) in [self.reserved, self.owed, self.paid, self.recovering] {
            for account in [debit, credit] {
                if !found.contains(&account) {
                    found.push(account);
                }
            }
        }
        found
    }

    /// The account debited and the one credited with a sum that stands here.
    pub fn of(&self, money: Money) -> (Account, Account) {
        let (debit, credit) = match money {
            Money::Reserved => self.reserved,
            Money::Owed => self.owed,
            Money::Paid => self.paid,
            Money::Recovering => self.recovering,
        };
        (debit.account(), credit.account())
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

/// The legs that move a sum from where it stood to where it stands; `None` is nowhere: not promised, or given back. They
/// always add up to zero.
///
/// All legs carry the claim's subject, so a posting never crosses a subject.
pub fn posting(chart: &Chart, from: Option<Money>, to: Option<Money>, amount: Fen) -> Vec<Leg> {
    let legs = |money: Option<Money>, sign: fn(Fen) -> Fen, counter: fn(Fen) -> Fen| {
        money.map_or_else(Vec::new, |money| {
            let (debit, credit) = chart.of(money);
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

    const fn account(code: &'static str) -> AccountSpec {
        AccountSpec::new(code, "", "")
    }

    const CHART: Chart = Chart {
        reserved: (account("commitments"), account("budget-reserve")),
        owed: (account("benefit-expense"), account("payable")),
        paid: (account("benefit-expense"), account("bank")),
        recovering: (account("receivable"), account("bank")),
    };

    #[test]
    fn a_chart_names_each_of_its_accounts_once() {
        let codes: Vec<&str> = CHART.accounts().iter().map(|one| one.code).collect();
        assert_eq!(
            codes,
            [
                "commitments",
                "budget-reserve",
                "benefit-expense",
                "payable",
                "bank",
                "receivable"
            ]
        );
    }

    #[test]
    fn every_posting_adds_up_to_zero_and_its_way_back_undoes_it() {
        for from in EVERYWHERE {
            for to in EVERYWHERE {
                let mut balance = std::collections::BTreeMap::new();
                for (account, fen) in posting(&CHART, from, to, SUM) {
                    assert_ne!(fen, Fen::ZERO);
                    *balance.entry(account).or_insert(0) += fen.get();
                }
                assert_eq!(balance.values().sum::<i64>(), 0, "{from:?} {to:?}");
                for (account, fen) in posting(&CHART, to, from, SUM) {
                    *balance.entry(account).or_insert(0) += fen.get();
                }
                assert!(balance.values().all(|fen| *fen == 0), "{from:?} {to:?}");
            }
        }
    }

    #[test]
    fn the_chart_of_accounts_is_posted_as_written_down() {
        struct A;
        #[expect(non_upper_case_globals, reason = "accounts as they are written down")]
        impl A {
            const Commitments: Account = Account::new("commitments");
            const BudgetReserve: Account = Account::new("budget-reserve");
            const BenefitExpense: Account = Account::new("benefit-expense");
            const Payable: Account = Account::new("payable");
            const Bank: Account = Account::new("bank");
            const Receivable: Account = Account::new("receivable");
        }
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
            assert_eq!(posting(&CHART, from, to, SUM), legs, "{from:?} {to:?}");
        }
    }
}
