//! The days that change a verdict by themselves: windows open and close, a new year has budgets of its own, a child grows.

use crate::method::Method;
use chrono::{Datelike, NaiveDate};

use crate::ages::{self, LeapDay};
use crate::assessment::Assessment;
use crate::options::AGE_REFERENCE;

/// The first of them after today.
pub(crate) fn next(assessment: &Assessment<'_>) -> Option<NaiveDate> {
    let facts = assessment.facts;
    let window = assessment.window();
    let mut days = vec![
        // The funding sources are those of the calendar year of the payment.
        NaiveDate::from_ymd_opt(facts.today.year() + 1, 1, 1),
        // What lies in the future today.
        assessment.form.paid_on,
        assessment.born(),
    ];
    match assessment.method {
        // What the union pays itself is measured on the day it pays.
        Method::Full | Method::Shared => {
            days.extend([Some(window.open), window.close.succ_opt()]);
            if assessment.choice(AGE_REFERENCE).value() == Some("payment-date") {
                days.extend(birthdays(assessment));
            }
        }
        Method::Reimburse if assessment.timing.is_after() => {
            days.push(facts.next_window.map(|window| window.open));
        }
        Method::Reimburse => {}
    }
    days.into_iter()
        .flatten()
        .filter(|day| *day > facts.today)
        .min()
}

/// The birthdays on which a child is, or is no longer, covered under one reading or another, and the days after them.
fn birthdays(assessment: &Assessment<'_>) -> Vec<Option<NaiveDate>> {
    let Some(born) = assessment.born() else {
        return Vec::new();
    };
    let limit = assessment.snapshot.notice.age_limit_years;
    let mut days = Vec::new();
    for years in [limit, limit + 1] {
        for leap in [LeapDay::February28, LeapDay::March1] {
            let birthday = ages::birthday(born, years, leap);
            days.extend([birthday, birthday.and_then(|day| day.succ_opt())]);
        }
    }
    days
}
