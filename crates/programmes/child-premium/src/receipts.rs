//! One receipt, one payment: it supports one benefit year of one child.

use crate::claim::Premium;
use crate::method::Method;
use chrono::NaiveDate;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::receipt_number;
use policy::{Asks, CodeText, FactSpec, Mark, Spend};
use std::collections::BTreeSet;

/// A payment belongs to one of two neighbouring years; of others it is not even asked.
const YEARS_APART_MAX: u16 = 1;
/// Numbers that are one receipt's.
const NUMBER: &str = "receipt";
/// Numbers that may be one receipt's.
const LOOK: &str = "receipt-look";

const fn shared(key: &'static str, condition: &'static str) -> FactSpec {
    FactSpec::new(key, Asks::Shared { condition })
}

/// The receipt was used for another child.
pub const USED: FactSpec = shared("voucher_used", "voucher-reused");
/// It was used for another year of the child.
pub const OF_ANOTHER_YEAR: FactSpec = shared("voucher_of_year", "voucher-of-another-year");
/// Another claim's receipt looks like this one's, and is another: `O` for `0`, zeros in front, a mark of a copy.
pub const ALIKE: FactSpec = shared("voucher_alike", "voucher-alike");
/// A claim for another year of the child shows a payment of the same day and sum.
pub const PAYMENT_OF_ANOTHER_YEAR: FactSpec = shared("payment_of_year", "payment-of-another-year");
/// The other claim.
pub const OTHER: FactSpec = FactSpec::new("payment_claim", Asks::SharedWith);

/// Why a claim is not approved on a receipt that is used up.
pub(crate) const USED_UP: CodeText = CodeText::new(
    "voucher-used",
    "票据号已用于另一人或另一年度的申报，一张票据只能用一次；一张票据上有几人的，请在票据号后注明行号后更正",
    "its voucher is used up by another claim, of another person or year",
);

/// Where the union pays, the family has no payment to prove.
fn rests_on_it(draft: &ClaimDraft) -> bool {
    draft.method == Method::Reimburse
}

fn shown(draft: &ClaimDraft) -> Option<String> {
    let typed = draft.premium().voucher.as_deref();
    typed.and_then(receipt_number::normal_form)
}

/// The receipt the claim rests on.
fn of(draft: &ClaimDraft) -> Option<String> {
    shown(draft).filter(|_| rests_on_it(draft))
}

fn payment(draft: &ClaimDraft) -> Option<(NaiveDate, Fen)> {
    let form = draft.premium();
    form.paid_on.zip(form.paid.filter(|paid| *paid > Fen::ZERO))
}

fn looks(marks: fn(&str) -> BTreeSet<String>, draft: &ClaimDraft) -> Vec<Mark> {
    let marks = of(draft).map(|number| marks(&number)).unwrap_or_default();
    let marks = marks.into_iter();
    marks.map(|look| Mark::new(LOOK, look)).collect()
}

pub(crate) fn marks(draft: &ClaimDraft) -> Vec<Mark> {
    looks(receipt_number::marks, draft)
}

pub(crate) fn looks_for(draft: &ClaimDraft) -> Vec<Mark> {
    looks(receipt_number::asked, draft)
}

pub(crate) fn looks_among_own(draft: &ClaimDraft) -> bool {
    rests_on_it(draft) || payment(draft).is_some()
}

pub(crate) fn spends(draft: &ClaimDraft) -> Option<Spend> {
    Some(Spend {
        mark: Mark::new(NUMBER, shown(draft)?),
        needed: rests_on_it(draft),
    })
}

pub(crate) fn shares(own: &ClaimDraft, other: &ClaimDraft, same_child: bool) -> Vec<&'static str> {
    let number = of(own);
    let mut shared = Vec::new();
    if let Some((own, other)) = number.as_deref().zip(of(other).as_deref()) {
        if own == other && same_child {
            shared.push(OF_ANOTHER_YEAR.key);
        } else if own == other {
            shared.push(USED.key);
        } else if receipt_number::may_be_one(own, other) {
            // A mark in common is no more than a reason to look.
            shared.push(ALIKE.key);
        }
    }
    let one_payment = payment(own).is_some() && payment(own) == payment(other);
    let neighbours = own.year.get().abs_diff(other.year.get()) <= YEARS_APART_MAX;
    if same_child && one_payment && neighbours && (number.is_none() || number != shown(other)) {
        shared.push(PAYMENT_OF_ANOTHER_YEAR.key);
    }
    shared
}
