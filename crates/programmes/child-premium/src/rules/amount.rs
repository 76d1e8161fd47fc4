//! The sum: standard, part owed, part paid, plan (二.3), shares (二.3), the personal part only (二.4(2)).

use crate::claim::Assistance;
use crate::method::Method;
use domain::decision::Condition;
use domain::fen::Fen;

use super::{H05, H07, H13, unreadable, until_ruled};
use crate::assessment::Assessment;
use crate::options::HIGHER_TIER;
use policy::condition::{With, pass, reject, review, wait, warn};

/// H-05: the sum payable and every bound it was computed from.
pub(super) fn payable_sum(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let (draft, sums, owed) = (assessment.draft, assessment.sums, assessment.owed);
    let year = assessment.snapshot.year.year;
    if draft.year.get() != year {
        out.push(
            wait(&H05, "parameters-of-another-year")
                .with("year", draft.year)
                .with("parameters", year),
        );
        return;
    }
    let sum = |condition: Condition| {
        condition
            .with("year", draft.year)
            .sum("standard", owed.standard)
            .sum("owed", owed.personal)
            .sum("paid", sums.paid)
            .sum("plan", sums.plan_bears)
            .sum("already", assessment.facts.already_committed)
            .sum("ceiling", sums.ceiling)
            .sum("claimed", draft.claimed)
            .sum("payable", sums.payable)
    };
    out.push(sum(pass(&H05, "payable-sum")));
    let unpaid = assessment.nothing_paid();
    if owed.personal == Fen::ZERO {
        let code = if unpaid {
            "nothing-owed-nothing-paid"
        } else {
            "nothing-owed"
        };
        out.push(
            sum(review(&H05, code)).with("assistance_zh", assessment.form.assistance.chinese()),
        );
    }
    if owed.waiver_likely {
        let code = if assessment.waived() {
            "newborn-waived"
        } else if assessment.method != Method::Reimburse {
            "newborn-contribution-doubtful"
        } else {
            "newborn-waiver-likely"
        };
        out.push(sum(review(&H05, code)).on("born", assessment.born()));
    }
    if let Some(paid) = sums.paid.filter(|paid| *paid > owed.asked_max) {
        // The voucher is the truth and the status list only predicts it: an assisted child whose voucher shows more
        // was perhaps listed wrongly. A voucher of more than anybody is asked for is of another year or child.
        let code = if assessment.form.assistance == Assistance::None {
            "paid-above-standard"
        } else {
            "paid-above-owed"
        };
        let found = review(&H05, code);
        out.push(sum(found).sum("paid", paid).sum("expected", owed.asked_max));
    }
    higher_tier(assessment, out);
    if sums.plan_bears.is_none() || (draft.method == Method::Reimburse && sums.paid.is_none()) {
        // The missing plan or payment is reported by its own rule; no sum can be compared yet.
        return;
    }
    if sums.payable <= Fen::ZERO {
        out.push(sum(review(&H05, "nothing-payable")));
    } else if draft.claimed > sums.payable {
        out.push(sum(review(&H05, "claimed-above-payable")));
    } else if draft.claimed < sums.left {
        out.push(sum(warn(&H05, "claimed-below-payable")).sum("left", sums.left));
    }
}

/// A child that pays a higher tier and claims more than the base tier: only a ruling can give it.
fn higher_tier(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let (draft, owed) = (assessment.draft, assessment.owed);
    let choice = assessment.choice(HIGHER_TIER);
    if choice.value().is_none() {
        out.push(unreadable(&H05, HIGHER_TIER, choice));
    } else if choice.is_unruled() && owed.own_tier > owed.standard && draft.claimed > owed.standard
    {
        let found = until_ruled(review(&H05, "higher-tier-not-ruled"), HIGHER_TIER, choice);
        out.push(
            found
                .sum("standard", owed.standard)
                .sum("own_tier", owed.own_tier)
                .sum("claimed", draft.claimed),
        );
    }
}

/// H-07: union part and member part are both above zero and together what is owed.
pub(super) fn shares(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let sums = assessment.sums;
    if assessment.method != Method::Shared {
        out.push(pass(&H07, "shared-only").with("mode", &assessment.draft.method));
        return;
    }
    let Some(member) = sums.member_share else {
        out.push(wait(&H07, "shares-wait-for-plan").sum("owed", assessment.owed.personal));
        return;
    };
    let union = assessment.owed.personal.saturating_sub(member);
    let found = if assessment.owed.personal == Fen::ZERO {
        review(&H07, "nothing-to-share")
    } else if sums
        .plan_bears
        .is_some_and(|bears| bears > Fen::ZERO && bears < assessment.owed.personal)
    {
        pass(&H07, "shares-agree")
    } else {
        reject(&H07, "shares-not-both")
    };
    let bears = sums.plan_bears;
    out.push(
        found
            .sum("owed", assessment.owed.personal)
            .sum("plan", bears)
            .sum("union_share", union)
            .sum("member_share", member),
    );
}

/// H-13: outside the window the government's part stays with the member.
pub(super) fn personal_part(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let (draft, sums) = (assessment.draft, assessment.sums);
    let personal = assessment.owed.personal;
    if !assessment.timing.is_after() {
        out.push(pass(&H13, "inside-window-personal-part").sum("personal", personal));
        return;
    }
    let own = sums.paid.map(|paid| paid.saturating_sub(sums.ceiling));
    let found = if draft.claimed > personal {
        review(&H13, "subsidy-part-claimed")
    } else {
        pass(&H13, "personal-part-only")
    };
    out.push(
        found
            .sum("personal", personal)
            .sum(
                "subsidy",
                Fen::new(assessment.snapshot.year.fiscal_subsidy_fen),
            )
            .sum("paid", sums.paid)
            .sum("claimed", draft.claimed)
            .sum("own_part", own),
    );
}
