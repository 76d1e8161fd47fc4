//! Inside or outside the concentrated window (二.3, 二.4(2)).

use crate::method::Method;
use chrono::NaiveDate;
use domain::decision::Condition;
use domain::fen::Fen;

use super::{H06, H12, unreadable, until_ruled};
use crate::assessment::Assessment;
use crate::options::{AFTER_CUT_OFF, AFTER_NEXT_WINDOW, Choice, FIRST_YEAR, spec};
use crate::timing::Timing;
use policy::OptionSpec;
use policy::condition::{With, pass, reject, review, wait};

/// H-06: the union pays in full only inside the window; measured on the day of sealing, at assessment today.
pub(super) fn full_inside(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let found = match (assessment.method, assessment.timing) {
        (Method::Shared | Method::Reimburse, _) => {
            pass(&H06, "full-only").with("mode", &assessment.draft.method)
        }
        (Method::Full, Timing::Inside(_)) => pass(&H06, "full-inside-window"),
        (Method::Full, Timing::Before(_)) => wait(&H06, "window-not-open"),
        (Method::Full, Timing::After(_) | Timing::Unknown) => {
            // What takes the place of a full payment then stands in the clause on late contributions.
            reject(&H06, "full-outside-window").under(H12.clause)
        }
    };
    out.push(with_window(found, assessment).on("today", assessment.facts.today));
}

/// H-12: a contribution made after the window is reimbursed in the next year's window, in principle.
pub(super) fn next_window(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let facts = assessment.facts;
    let found = match (assessment.method, assessment.timing) {
        (Method::Full, _) => pass(&H12, "reimburse-only").with("mode", &assessment.draft.method),
        (Method::Shared, Timing::Before(_)) => wait(&H12, "window-not-open"),
        (Method::Shared, Timing::Inside(_)) => pass(&H12, "shared-inside-window"),
        (Method::Shared, Timing::After(_) | Timing::Unknown) => {
            review(&H12, "shared-outside-window")
        }
        // H-05 says that nothing is owed; the day of a payment nobody made would be asked for in vain.
        (Method::Reimburse, Timing::Unknown) if assessment.nothing_to_prove() => {
            pass(&H12, "no-payment-to-date")
        }
        (Method::Reimburse, Timing::Unknown) => wait(&H12, "paid-date-missing"),
        (Method::Reimburse, Timing::Before(_)) => review(&H12, "paid-before-window"),
        (Method::Reimburse, Timing::Inside(_)) => inside(assessment),
        (Method::Reimburse, Timing::After(_)) => after(assessment),
    };
    let paid_on = assessment.form.paid_on;
    out.push(
        with_window(found, assessment)
            .on("paid_on", paid_on)
            .on("today", facts.today),
    );
    if let Some(paid_on) = paid_on.filter(|day| *day > facts.today) {
        out.push(
            review(&H12, "paid-in-future")
                .on("paid_on", paid_on)
                .on("today", facts.today),
        );
    }
    if assessment.method == Method::Reimburse && assessment.timing.is_after() {
        first_year(assessment, out);
        of_next_year(assessment, out);
    }
}

fn with_window(condition: Condition, assessment: &Assessment<'_>) -> Condition {
    let window = assessment.window();
    condition
        .with("year", assessment.draft.year)
        .on("window_open", window.open)
        .on("window_close", window.close)
}

/// The notice is silent on how late an in-window payment may be claimed, and on windows closed before it was issued.
fn inside(assessment: &Assessment<'_>) -> Condition {
    let (notice, cut_off) = (
        assessment.snapshot.notice.date,
        assessment.snapshot.year.claim_cut_off,
    );
    let submitted = assessment.facts.submitted_on;
    if assessment.window().close < notice {
        return review(&H12, "window-before-notice").on("notice_date", notice);
    }
    let found = if submitted > cut_off {
        let codes = [
            "after-cut-off",
            "after-cut-off-allowed",
            "after-cut-off-denied",
        ];
        by_ruling(assessment, AFTER_CUT_OFF, codes)
    } else {
        pass(&H12, "paid-inside-window")
    };
    found.on("submitted", submitted).on("cut_off", cut_off)
}

/// What comes late is for a human, unless the province ruled: codes to review, to allow, to deny.
fn by_ruling(
    assessment: &Assessment<'_>,
    key: &'static str,
    codes: [&'static str; 3],
) -> Condition {
    let [to_review, to_allow, to_deny] = codes;
    let choice = assessment.choice(key);
    match choice.value() {
        Some("allow") => pass(&H12, to_allow),
        Some("deny") => reject(&H12, to_deny),
        Some(_) => until_ruled(review(&H12, to_review), key, choice),
        None => unreadable(&H12, key, choice),
    }
}

fn after(assessment: &Assessment<'_>) -> Condition {
    let (today, submitted) = (assessment.facts.today, assessment.facts.submitted_on);
    let next_year = assessment.draft.year.next();
    let Some(next) = assessment.facts.next_window else {
        return wait(&H12, "next-window-unknown").with("next_year", next_year);
    };
    let found = if next.open > next.close || next.open <= assessment.window().close {
        wait(&H12, "next-window-unknown")
    } else if today < next.open {
        wait(&H12, "wait-for-window")
    } else if submitted > next.close {
        let codes = [
            "after-next-window",
            "after-next-window-allowed",
            "after-next-window-denied",
        ];
        by_ruling(assessment, AFTER_NEXT_WINDOW, codes)
    } else {
        pass(&H12, "claimed-in-next-window")
    };
    found
        .with("next_year", next_year)
        .on("opens", next.open)
        .on("closes", next.close)
        .on("submitted", submitted)
}

/// Who pays late pays the fiscal subsidy's part too. A payment without it, made inside the next year's window, is what
/// that year asks for: the claim may be filed for the wrong one.
fn of_next_year(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let next_window = assessment.facts.next_window;
    let inside_next = |day: &NaiveDate| next_window.is_some_and(|window| window.contains(*day));
    let Some(paid_on) = assessment.form.paid_on.filter(inside_next) else {
        return;
    };
    let subsidy = Fen::new(assessment.snapshot.year.fiscal_subsidy_fen);
    let short = |paid: &Fen| {
        *paid > Fen::ZERO
            && assessment
                .owed
                .personal
                .checked_add(subsidy)
                .is_some_and(|asked| *paid < asked)
    };
    if let Some(paid) = assessment.sums.paid.filter(short) {
        out.push(
            review(&H12, "paid-as-for-next-year")
                .with("year", assessment.draft.year)
                .with("next_year", assessment.draft.year.next())
                .on("paid_on", paid_on)
                .sum("paid", paid)
                .sum("subsidy", subsidy),
        );
    }
}

/// The notice names no first year: a ruling does, or a human decides while the allowed answers differ.
fn first_year(assessment: &Assessment<'_>, out: &mut Vec<Condition>) {
    let choice = assessment.choice(FIRST_YEAR);
    let year = assessment.draft.year.get();
    let covered = |value: &str| value.parse::<i16>().is_ok_and(|first| year >= first);
    let Some(first) = choice.value() else {
        out.push(unreadable(&H12, FIRST_YEAR, choice));
        return;
    };
    let mut codes = spec(FIRST_YEAR).into_iter().flat_map(OptionSpec::codes);
    let open =
        matches!(choice, Choice::Unruled(_)) && codes.any(|value| covered(value) != covered(first));
    let found = match (open, covered(first)) {
        (true, _) => {
            let found = review(&H12, "first-year-depends-on-ruling");
            until_ruled(found, FIRST_YEAR, choice)
        }
        (false, true) => return,
        (false, false) => reject(&H12, "before-first-year"),
    };
    out.push(found.with("year", year).with("first_year", first));
}
