//! Whatever the order of messages and however often they come: what is paid is the benefit of what stands.

use std::collections::BTreeMap;

use domain::fen::Fen;
use mutual_aid::account::Account;
use mutual_aid::scheme::{Per, Scheme};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::desk::{Bill, message, terms};
use crate::scheme_cases::{benefit, shipped};

/// How a settlement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Stands,
    Negative,
    Flagged,
    Unnamed,
    SameId,
    AnswerOwnId,
    AnswerNewId,
    TwoForms,
    Compensated,
    CancelCompensated,
}

const ENDS: [End; 10] = [
    End::Stands,
    End::Negative,
    End::Flagged,
    End::Unnamed,
    End::SameId,
    End::AnswerOwnId,
    End::AnswerNewId,
    End::TwoForms,
    End::Compensated,
    End::CancelCompensated,
];

/// The messages of one settlement and its end; a cancellation comes a minute after.
fn messages(bill: &Bill, end: End) -> Vec<String> {
    let later = Bill {
        minute: bill.minute + 1,
        ..bill.clone()
    };
    let reversal = format!("R{}", bill.id);
    let mut texts = vec![bill.settle()];
    match end {
        End::Stands => {}
        End::Negative => texts.push(later.cancel_negative(&reversal)),
        End::Flagged => texts.push(later.cancel_flagged(&reversal)),
        End::Unnamed => texts.push(later.cancel_unnamed(&reversal)),
        End::SameId => texts.push(bill.cancel_same_id()),
        End::AnswerOwnId => texts.push(later.cancel_answer(&bill.id)),
        End::AnswerNewId => texts.push(later.cancel_answer(&reversal)),
        End::TwoForms => texts.extend([
            later.cancel_answer(&reversal),
            later.cancel_negative(&reversal),
            bill.cancel_same_id(),
        ]),
        End::Compensated => texts.push(bill.compensate()),
        End::CancelCompensated => texts.extend([
            later.cancel_negative(&reversal),
            format!(r#"{{"omsgid":"M{reversal}","oinfno":"2305"}}"#),
        ]),
    }
    texts
}

const fn stands(end: End) -> bool {
    matches!(end, End::Stands | End::CancelCompensated)
}

/// Up to three stays of up to four settlements each, one after the other, often with the same amount, as when a stay is
/// cancelled and settled anew.
fn any_stays() -> impl Strategy<Value = Vec<(Bill, End)>> {
    let one = (
        select(vec![500_i64, 3_000, 10_000, 60_000]),
        select(ENDS.to_vec()),
    );
    prop::collection::vec(prop::collection::vec(one, 1..=4), 1..=3).prop_map(|stays| {
        let mut all = Vec::new();
        for (visit, parts) in stays.into_iter().enumerate() {
            for (part, (cash, end)) in parts.into_iter().enumerate() {
                let minute = u32::try_from(visit * 100 + part * 10).unwrap();
                let bill = Bill::new(
                    &format!("S{visit}{part}"),
                    &format!("V{visit}"),
                    minute,
                    cash,
                );
                all.push((bill, end));
            }
        }
        all
    })
}

/// The benefit of what stands, computed without any message.
fn owed(stays: &[(Bill, End)], scheme: &Scheme) -> Fen {
    let tiers = &scheme.plan[0].tiers[0];
    let mut borne: BTreeMap<String, i64> = BTreeMap::new();
    for (bill, _) in stays.iter().filter(|(_, end)| stands(*end)) {
        let unit = match tiers.per {
            Per::Settlement => bill.id.clone(),
            Per::Stay => bill.visit.clone(),
            Per::Period => String::new(),
        };
        *borne.entry(unit).or_default() += bill.cash * 100;
    }
    let sum: i64 = borne
        .values()
        .map(|base| benefit(tiers, Fen::new(*base), Fen::ZERO).amount.get())
        .sum();
    Fen::new(sum.min(tiers.maximum_fen.unwrap_or(i64::MAX)))
}

/// Pinghu, computed on each of the three units, and with a minimum and a ceiling that bite.
fn any_scheme() -> impl Strategy<Value = Scheme> {
    (select(Per::ALL), any::<bool>()).prop_map(|(per, bounded)| {
        let mut scheme = shipped("pinghu-2025").clone();
        let tiers = &mut scheme.plan[0].tiers[0];
        tiers.per = per;
        if bounded {
            (tiers.minimum_fen, tiers.maximum_fen) = (Some(60_000), Some(5_000_000));
        }
        scheme
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn in_any_order_and_repetition_the_paid_sum_is_the_benefit_of_what_stands(
        stays in any_stays(), scheme in any_scheme(), order in prop::collection::vec(any::<Index>(), 80), again in prop::collection::vec(any::<Index>(), 0..6),
    ) {
        let mut texts: Vec<String> = stays.iter().flat_map(|(bill, end)| messages(bill, *end)).collect();
        for one in &again {
            texts.push(texts[one.index(texts.len())].clone());
        }
        for (at, swap) in order.iter().enumerate() {
            let last = texts.len();
            texts.swap(at % last, swap.index(last));
        }
        let mut account = Account::default();
        let mut posted = 0_i64;
        for text in &texts {
            let answer = account.receive(message(text), &terms(&scheme));
            posted += answer.posting.get();
            prop_assert_eq!(posted, account.posted().get());
            prop_assert!(posted >= 0, "more was taken back than paid");
        }
        prop_assert_eq!(account.posted(), owed(&stays, &scheme), "{:#?}", texts);
    }

    #[test]
    fn a_repeated_message_posts_nothing(stays in any_stays(), again in any::<Index>()) {
        let scheme = shipped("pinghu-2025");
        let texts: Vec<String> = stays.iter().flat_map(|(bill, end)| messages(bill, *end)).collect();
        let mut account = Account::default();
        for text in &texts {
            account.receive(message(text), &terms(scheme));
        }
        let before = account.posted();
        let answer = account.receive(message(&texts[again.index(texts.len())]), &terms(scheme));
        prop_assert_eq!(answer.posting, Fen::ZERO);
        prop_assert_eq!(account.posted(), before);
    }

    #[test]
    fn a_stored_account_goes_on_as_if_it_had_never_been_away(stays in any_stays(), cut in any::<Index>()) {
        let scheme = shipped("pinghu-2025");
        let texts: Vec<String> = stays.iter().flat_map(|(bill, end)| messages(bill, *end)).collect();
        let cut = cut.index(texts.len());
        let (mut whole, mut parts) = (Account::default(), Account::default());
        for (at, text) in texts.iter().enumerate() {
            if at == cut {
                parts = Account::restore(parts.messages().to_vec(), parts.posted());
            }
            let a = whole.receive(message(text), &terms(scheme));
            prop_assert_eq!(a, parts.receive(message(text), &terms(scheme)));
        }
    }
}
