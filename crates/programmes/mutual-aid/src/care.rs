//! What kind of care a settlement was for, as a scheme's exclusions ask.

use chrono::NaiveDate;

use crate::codes::Codes;
use crate::fields::TextField;
use crate::message::{Message, moment};
use crate::scheme::{Care, NotCovered, Scheme};

/// Interfaces say it for every province: inpatient, outpatient, pharmacy.
const INPATIENT: &str = "2304";
const OUTPATIENT: &str = "2207";
const PHARMACY: &str = "2102";

/// The scheme's entry that leaves this settlement out. Care nobody can tell is left out by no entry.
pub(crate) fn left_out<'s>(
    message: &Message,
    scheme: &'s Scheme,
    codes: Option<&Codes>,
) -> Option<&'s NotCovered> {
    scheme.not_covered.iter().find(|entry| match entry.care {
        Care::ThirdParty => codes
            .zip(message.text(TextField::Care))
            .is_some_and(|(codes, care)| codes.may_be_a_third_partys(care)),
        care => of(message, codes) == Some(care),
    })
}

/// Somebody lay in hospital, from the first of these days to the second.
pub(crate) fn stay(message: &Message, codes: Option<&Codes>) -> Option<(NaiveDate, NaiveDate)> {
    let day = |field| {
        message
            .text(field)
            .and_then(moment)
            .map(|moment| moment.date())
    };
    let days = day(TextField::Begins).zip(day(TextField::Ends))?;
    let told = match message.text(TextField::Interface) {
        Some(INPATIENT) => Some(true),
        Some(OUTPATIENT | PHARMACY) => Some(false),
        _ => codes
            .zip(message.text(TextField::Care))
            .filter(|(codes, care)| codes.meaning(TextField::Care, care).is_some())
            .map(|(codes, care)| codes.is_inpatient(care)),
    };
    // Where nothing tells, nights in between do.
    told.unwrap_or(days.0 < days.1).then_some(days)
}

/// Outpatient care or a pharmacy's sale; inpatient and unknown care are neither.
fn of(message: &Message, codes: Option<&Codes>) -> Option<Care> {
    match message.text(TextField::Interface) {
        Some(INPATIENT) => return None,
        Some(OUTPATIENT) => return Some(Care::Outpatient),
        Some(PHARMACY) => return Some(Care::Pharmacy),
        _ => {}
    }
    let (codes, care) = codes.zip(message.text(TextField::Care))?;
    codes.meaning(TextField::Care, care)?;
    if codes.is_pharmacy(care) {
        Some(Care::Pharmacy)
    } else {
        (!codes.is_inpatient(care)).then_some(Care::Outpatient)
    }
}
