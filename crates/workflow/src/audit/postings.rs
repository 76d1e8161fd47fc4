//! Each subject's postings against its claims.

use super::{Bad, Check, terms};
use crate::words::Words;
use domain::claim::ClaimState;
use domain::claim_record::ClaimRecord;
use domain::fen::Fen;
use domain::ids::{ClaimId, PersonId};
use domain::ledger::Chart;
use domain::shortfall::Part;
use policy::Registry;
use std::collections::BTreeMap;
use storage::Key;
use storage::ledger::LedgerRow;

/// Every posting of a subject adds up to zero for each source, and each claim's accounts stand as its state says.
pub(super) fn postings(
    registry: &Registry,
    subject: PersonId,
    claims: &[ClaimRecord],
    rows: &[LedgerRow],
) -> Check {
    let mut sums: BTreeMap<(ClaimId, &str, i64, &str), i64> = BTreeMap::new();
    let mut accounts: BTreeMap<(ClaimId, &str, &str), i64> = BTreeMap::new();
    for row in rows {
        let claim = ClaimId::from(row.claim_id);
        let Some(known) = claims.iter().find(|known| known.id() == claim) else {
            let what = words!(
                "有一条分录不属于任何申报",
                "a ledger entry belongs to no claim"
            );
            return Bad::new("ledger", what).of(subject).fail();
        };
        let fits = row.unit_id == Key::from(known.unit)
            && row.programme == known.programme
            && row.benefit_year == known.year.get();
        if !fits {
            let Words { zh, en } = terms::step(&row.step);
            let what = words!(
                "{zh}的一条分录记的是别的单位、项目或年度",
                "an entry of the posting {en} names another unit, programme or year"
            );
            return Bad::new("ledger", what).claim(known).fail();
        }
        let posting = (claim, row.step.as_str(), row.at, row.source.as_str());
        *sums.entry(posting).or_default() += row.amount_fen;
        *accounts
            .entry((claim, &row.source, &row.account))
            .or_default() += row.amount_fen;
    }
    for claim in claims {
        let unbalanced = sums
            .iter()
            .find(|((id, ..), sum)| *id == claim.id() && **sum != 0);
        if let Some(((_, step, ..), sum)) = unbalanced {
            let Words { zh, en } = terms::step(step);
            let what = words!(
                "{zh}的记账借贷不平，差 {} 元",
                "the posting {en} does not balance: {} yuan",
                Fen::new(*sum)
            );
            return Bad::new("ledger", what).claim(claim).fail();
        }
        let Some(programme) = registry.find(&claim.programme) else {
            continue;
        };
        let expected = expected(programme.chart(), &claim.state);
        let known = accounts
            .iter()
            .filter(|((id, ..), _)| *id == claim.id())
            .map(|((_, source, account), sum)| {
                (((*source).to_owned(), (*account).to_owned()), *sum)
            });
        let stands: Stands = known.filter(|(_, sum)| *sum != 0).collect();
        if stands != expected {
            let account = stands
                .iter()
                .find(|(account, sum)| expected.get(*account) != Some(sum))
                .map(|(account, _)| account);
            let account = account.or_else(|| {
                expected
                    .keys()
                    .find(|account| !stands.contains_key(*account))
            });
            let (source, account) = account.cloned().unwrap_or_default();
            let source = terms::source(registry, &source);
            let account = terms::account(registry, &account);
            let state = terms::state(claim.state.name().code());
            let what = Words::new(
                format!("{}的{}科目与{}的申报不符", source.zh, account.zh, state.zh),
                format!(
                    "account {} of {} does not fit a claim that is {}",
                    account.en, source.en, state.en
                ),
            );
            return Bad::new("ledger", what).claim(claim).fail();
        }
    }
    Ok(())
}

/// What stands on accounts, by source and account.
type Stands = BTreeMap<(String, String), i64>;

/// What stands on the accounts of each source for a claim in this state, after all its postings.
fn expected(chart: &Chart, state: &ClaimState) -> Stands {
    let accounts = |part: Part| {
        let (debit, credit) = chart.of(part.money);
        let (source, amount) = (part.source.code().to_owned(), part.amount.get());
        [
            ((source.clone(), debit.code().to_owned()), amount),
            ((source, credit.code().to_owned()), -amount),
        ]
    };
    state.parts().into_iter().flat_map(accounts).collect()
}
