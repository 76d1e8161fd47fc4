//! How the union bears it: proof of a payment to reimburse, and the union's own plan (二.3).

use crate::claim::PaidBy;
use crate::facts::CARD_USED;
use crate::method::Method;
use domain::decision::Condition;
use domain::fen::Fen;
use domain::name;
use policy::facts::OtherClaim;

use super::{H08, H09, unreadable, until_ruled};
use crate::assessment::Assessment;
use crate::options::{FAMILY_ACCOUNT, WHOLE_REIMBURSEMENT};
use crate::receipts;
use policy::condition::{NONE, With, pass, reject, review, wait, warn};

/// H-08: the family paid first and proves it; the money goes to the member.
pub(super) fn proof_of_payment(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    if assessment.method == Method::Reimburse {
        payment(assessment, out);
        payer(assessment, out);
        payee(assessment, out);
        whole_sum(assessment, out);
    } else {
        nothing_paid_yet(assessment, out);
    }
}

fn payment(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let voucher = assessment
        .form
        .voucher
        .as_deref()
        .map(str::trim)
        .filter(|voucher| !voucher.is_empty());
    let paid = assessment.form.paid.filter(|paid| *paid > Fen::ZERO);
    let complete = voucher.is_some() && paid.is_some() && assessment.form.paid_on.is_some();
    let found = if complete {
        pass(&H08, "payment-proved")
    } else if assessment.nothing_to_prove() {
        // H-05 says that nothing is owed; a receipt for it would be asked for in vain.
        pass(&H08, "nothing-paid-to-prove")
    } else {
        reject(&H08, "payment-proof-missing")
    };
    out.push(
        found
            .sum("paid", assessment.form.paid)
            .on("paid_on", assessment.form.paid_on)
            .with("voucher", voucher.unwrap_or(NONE)),
    );
    if let Some(text) = voucher.filter(|text| domain::receipt_number::names_no_receipt(text)) {
        out.push(review(&H08, "voucher-names-no-receipt").with("voucher", text));
    }
    let facts = assessment.facts;
    let other: Option<OtherClaim> = facts.answers.get(&receipts::OTHER);
    let uses = [
        (receipts::USED, "voucher-reused"),
        (receipts::OF_ANOTHER_YEAR, "voucher-of-another-year"),
        (receipts::ALIKE, "voucher-alike"),
        (receipts::PAYMENT_OF_ANOTHER_YEAR, "payment-of-another-year"),
    ];
    for (_, code) in uses.iter().filter(|(used, _)| facts.answers.say(used)) {
        out.push(other_claim(
            other.as_ref(),
            review(&H08, code)
                .with("voucher", voucher.unwrap_or(NONE))
                .on("paid_on", assessment.form.paid_on)
                .sum("paid", assessment.form.paid),
        ));
    }
}

/// Names the other claim of a payment, where everybody who sees this one may see it.
fn other_claim(other: Option<&OtherClaim>, found: Condition) -> Condition {
    let (zh, en) = match other {
        Some(OtherClaim { number, year }) => (
            format!("{year}年度的申报{number}"),
            format!("claim {number} of {year}"),
        ),
        None => ("另一件申报".to_owned(), "another claim".to_owned()),
    };
    found.with("other_zh", zh).with("other", en)
}

/// The payer is always recorded: an account that may only pay contributions must not turn into cash unnoticed.
fn payer(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let Some(paid_by) = assessment.form.paid_by else {
        // Where nobody paid, nobody is asked who did.
        if !assessment.nothing_to_prove() {
            out.push(review(&H08, "payer-unknown"));
        }
        return;
    };
    let found = match paid_by {
        PaidBy::Member | PaidBy::Spouse | PaidBy::Parent => pass(&H08, "paid-by-family"),
        PaidBy::Channel => warn(&H08, "paid-through-channel"),
        PaidBy::Grandparent => review(&H08, "paid-by-relative"),
        PaidBy::Unit => review(&H08, "paid-by-unit"),
        PaidBy::FamilyAccount => {
            let choice = assessment.choice(FAMILY_ACCOUNT);
            match choice.value() {
                Some("allow") => pass(&H08, "family-account-allowed"),
                Some("deny") => reject(&H08, "family-account-denied"),
                Some(_) => {
                    let found = review(&H08, "family-account-payment");
                    until_ruled(found, FAMILY_ACCOUNT, choice)
                }
                None => unreadable(&H08, FAMILY_ACCOUNT, choice),
            }
        }
    };
    out.push(
        found
            .with("paid_by", paid_by)
            .with("paid_by_zh", paid_by.chinese()),
    );
}

fn payee(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let draft = assessment.draft;
    let Some(payee) = &draft.payee else {
        // Nor for an account to which nothing is paid.
        if !assessment.nothing_to_prove() {
            out.push(wait(&H08, "payee-missing"));
        }
        return;
    };
    // A row that names somebody else as the member must not vouch for that person's account.
    let own = if assessment.facts.member_named_otherwise {
        !assessment.facts.holder_named_otherwise
    } else {
        name::is_same(&payee.holder, &draft.claimant.name)
    };
    let found = if own {
        pass(&H08, "payee-is-member")
    } else {
        review(&H08, "payee-not-member")
    };
    out.push(
        found
            .with("card", payee.card.masked())
            .with("bank", &payee.bank),
    );
    if assessment.facts.answers.say(&CARD_USED) {
        out.push(review(&H08, "card-shared").with("card", payee.card.masked()));
    }
}

/// The notice speaks of reimbursing 部分 of the contribution inside the window; all of it is allowed, and said.
fn whole_sum(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let (sums, personal) = (assessment.sums, assessment.owed.personal);
    if sums.payable > Fen::ZERO && sums.payable == personal && !assessment.timing.is_after() {
        let choice = assessment.choice(WHOLE_REIMBURSEMENT);
        let found = match choice.value() {
            Some("deny") => reject(&H08, "whole-sum-denied"),
            Some(_) => warn(&H08, "whole-sum-reimbursed"),
            None => unreadable(&H08, WHOLE_REIMBURSEMENT, choice),
        };
        out.push(found.sum("payable", sums.payable).sum("owed", personal));
    }
}

/// Before the union pays, nobody else may have paid: a family that did is reimbursed instead.
fn nothing_paid_yet(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let (draft, paid) = (assessment.draft, assessment.form.paid.unwrap_or(Fen::ZERO));
    let member_part = assessment.sums.member_share.unwrap_or(Fen::ZERO);
    let found = if paid > member_part {
        review(&H08, "already-paid-by-family")
    } else {
        pass(&H08, "no-payment-to-prove")
    };
    out.push(
        found
            .with("mode", &draft.method)
            .sum("paid", paid)
            .sum("member_part", member_part),
    );
}

/// H-09: the union opted in, for this payment method, with an amount or a ratio, by minuted decision.
pub(super) fn plan(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let (draft, year) = (assessment.draft, &assessment.snapshot.year);
    let mode = |condition: Condition| {
        condition
            .with("mode", &draft.method)
            .with("mode_zh", assessment.method.spec().zh)
            .with("year", assessment.plan_year())
    };
    if !year.modes.contains(&assessment.method) {
        out.push(mode(reject(&H09, "mode-not-offered")).with("year", draft.year));
    }
    let Some(plan) = assessment.plan() else {
        let other = assessment.facts.plan_for_other_mode || assessment.facts.plan.is_some();
        let code = if other {
            "plan-for-another-mode"
        } else {
            "plan-missing"
        };
        out.push(mode(wait(&H09, code)));
        return;
    };
    let short = draft.method == Method::Full
        && assessment
            .sums
            .plan_bears
            .is_some_and(|bears| bears < assessment.owed.personal);
    let found = if short {
        review(&H09, "plan-below-full-payment")
    } else {
        pass(&H09, "plan-approved")
    };
    out.push(
        mode(found)
            .with("minutes", &plan.minutes)
            .sum("bears", assessment.sums.plan_bears)
            .sum("owed", assessment.owed.personal),
    );
}
