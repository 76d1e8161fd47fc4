//! Inside or outside the concentrated window: measured on the day of payment.

use crate::method::Method;
use chrono::NaiveDate;
use domain::draft::ClaimDraft;
use domain::period::Window;

use crate::claim::Premium;

/// Where the payment lies relative to the window of the claim's benefit year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Timing {
    /// The day of payment is not known.
    Unknown,
    /// Before the window opens.
    Before(NaiveDate),
    /// Inside, first and last day included.
    Inside(NaiveDate),
    /// After the window closed: reimbursed in the next year's window (二.4(2)).
    After(NaiveDate),
}

impl Timing {
    /// A reimbursement is measured on the day the family paid; what the union pays itself, on the day it is sealed,
    /// which at assessment is today.
    pub(crate) fn of(draft: &ClaimDraft, today: NaiveDate, window: Window) -> Self {
        let day = match Method::of(draft) {
            Method::Reimburse => draft.premium().paid_on,
            Method::Full | Method::Shared => Some(today),
        };
        match day {
            None => Self::Unknown,
            Some(day) if day < window.open => Self::Before(day),
            Some(day) if day > window.close => Self::After(day),
            Some(day) => Self::Inside(day),
        }
    }

    /// After the window closed.
    pub(crate) fn is_after(self) -> bool {
        matches!(self, Self::After(_))
    }
}
