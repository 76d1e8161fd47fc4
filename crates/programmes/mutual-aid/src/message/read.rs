//! Reads one message, and tells everything that is odd about it at once.

use chrono::NaiveDate;
use domain::finding::RowFinding;
pub use policy::messages::Origin;
use rows::Note;

use super::{Builder, Kind, Message, envelope};
use crate::codes::Codes;
use crate::fields::AmountField;
use crate::json::Object;
use crate::{findings, identities};

/// A settlement with a long list of funds has some 20 kB; beyond this it is no single settlement.
pub const MESSAGE_BYTES_MAX: usize = 1_048_576;
/// What some systems write in front of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What reading needs to know beside the text.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Where it comes from. In a message of the platform the personal account's payment contains what relatives' accounts
    /// paid; in a monthly clearing list the two stand in columns of their own.
    pub origin: Origin,
    /// Code tables; only the one of the message's own province is ever used.
    pub codes: &'a [Codes],
    /// The day it came. Of a stay the platform may leave out the time of settlement; a hospital that settles at once settled
    /// it on this day. A list says nothing of the kind.
    pub received_on: NaiveDate,
}

/// A message and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The message, unless it is refused.
    pub message: Option<Message>,
    /// What was found, sentences in [`crate::findings::ALL`].
    pub findings: Vec<RowFinding>,
}

impl Reading {
    fn refused(note: Note) -> Self {
        Self {
            message: None,
            findings: vec![note.at_sheet("")],
        }
    }
}

/// Reads a message: a whole answer, its `output`, `setlinfo` alone, or a compensation.
pub fn read(text: &str, context: &Context<'_>) -> Reading {
    if text.len() > MESSAGE_BYTES_MAX {
        let note = Note::new(findings::TOO_LARGE).arg("most", MESSAGE_BYTES_MAX.to_string());
        return Reading::refused(note);
    }
    let Some(root) = Object::read(text.trim_start_matches(BYTE_ORDER_MARK)) else {
        return Reading::refused(Note::new(findings::NOT_JSON));
    };
    let envelope = match envelope::open(root) {
        Ok(envelope) => envelope,
        Err(note) => return Reading::refused(note),
    };
    let mut builder = Builder::default();
    for (key, value) in &envelope.settlement.0 {
        builder.entry(key, value);
    }
    builder.funds(&envelope.details);
    builder.read(envelope.interface.as_deref(), context)
}

impl Builder {
    /// Finishes the message and checks it against itself and its province's tables.
    pub fn read(self, interface: Option<&str>, context: &Context<'_>) -> Reading {
        let (mut message, mut findings) = self.finish(interface);
        if let Some(message) = &mut message {
            match context.origin {
                Origin::Single | Origin::Counter => message.received_on = Some(context.received_on),
                Origin::List => add_shared_account(message),
            }
            let codes = context
                .codes
                .iter()
                .find(|codes| Some(codes.province()) == message.province());
            if message.kind != Kind::Compensate {
                findings.extend(identities::check(message, codes));
                findings.extend(
                    codes
                        .map(|codes| codes.unknown(message))
                        .unwrap_or_default(),
                );
            }
        }
        Reading { message, findings }
    }
}

/// A clearing list tells own and shared account apart; from here on the account's payment is both, as in a message.
fn add_shared_account(message: &mut Message) {
    let Some(shared) = message.amount(AmountField::SharedAccount) else {
        return;
    };
    if let Some(own) = message.amounts.get_mut(&AmountField::PersonalAccount)
        && let Some(both) = own.checked_add(shared)
    {
        *own = both;
    }
}
