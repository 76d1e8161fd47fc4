//! Finds the settlement inside what was sent: a whole answer, its `output`, or `setlinfo` alone.

use rows::Note;
use serde_json::value::RawValue;

use crate::findings;
use crate::json::{Object, Token};

/// What was found.
pub(super) struct Envelope<'a> {
    /// The fields of the settlement.
    pub settlement: Object<'a>,
    /// Its fund lines.
    pub details: Vec<Object<'a>>,
    /// The interface it answers, without a variant's letter, where that is said.
    pub interface: Option<String>,
}

/// Success is exactly this.
const SUCCESS: &str = "0";
/// Trial settlements: outpatient and inpatient.
const TRIALS: [&str; 2] = ["2206", "2303"];

/// Opens a message.
///
/// # Errors
/// Why there is no settlement in it.
pub(super) fn open(root: Object<'_>) -> Result<Envelope<'_>, Note> {
    if let Some(Token::Scalar(code)) = root.get("infcode").map(Token::of_json)
        && code != SUCCESS
    {
        return Err(Note::new(findings::FAILED));
    }
    let interface = match root.get("infno").map(Token::of_json) {
        // `2304A` is 2304 with more input.
        Some(Token::Scalar(number)) => {
            Some(number.trim_end_matches(char::is_alphabetic).to_owned())
        }
        _ => None,
    };
    if let Some(trial) = interface
        .as_deref()
        .filter(|number| TRIALS.contains(number))
    {
        return Err(Note::new(findings::PRE_SETTLEMENT).arg("value", trial));
    }
    // Innermost first: of an answer only its output counts.
    let inner = root
        .object("output")
        .or_else(|| root.object("input"))
        .unwrap_or(root);
    let details = inner.get("setldetail").map(objects).unwrap_or_default();
    let settlement = match inner.get("setlinfo").or_else(|| inner.get("data")) {
        None => inner,
        Some(value) => match Object::read(value.get()) {
            Some(object) => object,
            None => only(objects(value))?,
        },
    };
    Ok(Envelope {
        settlement,
        details,
        interface,
    })
}

/// The only settlement of a list.
fn only(mut list: Vec<Object<'_>>) -> Result<Object<'_>, Note> {
    let count = list.len();
    match (list.pop(), count) {
        (Some(one), 1) => Ok(one),
        (Some(_), _) => Err(Note::new(findings::SEVERAL).arg("count", count.to_string())),
        (None, _) => Err(Note::new(findings::NO_SETTLEMENT)),
    }
}

/// The objects of a list; a single object counts as a list of one.
fn objects(value: &RawValue) -> Vec<Object<'_>> {
    match Object::read(value.get()) {
        Some(one) => vec![one],
        None => serde_json::from_str::<Vec<Object<'_>>>(value.get()).unwrap_or_default(),
    }
}
