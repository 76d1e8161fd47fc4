//! Puts a message together from keys and values, wherever they come from: JSON, a line of text, or a row of a sheet.

use std::collections::BTreeMap;

use domain::fen::Fen;
use domain::finding::RowFinding;
use rows::{FindingText, Note};
use serde_json::value::RawValue;

use super::{FundLine, Kind, Message, moment};
use crate::decimal::{self, DecimalError};
use crate::fields::{AmountField, Shown, TextField};
use crate::findings;
use crate::json::{Object, Token};

/// Ids are `char 30` in the specification.
const ID_CHARS_MAX: usize = 30;
/// The amount of a fund line.
const FUND_PAID: Shown = Shown {
    code: "fund_payamt",
    zh: "基金明细的支付金额",
    en: "amount of a fund line",
};
/// What a cancellation answers: pharmacy, outpatient, inpatient.
const CANCELLATIONS: [&str; 3] = ["2103", "2208", "2305"];

/// A message under construction.
#[derive(Default)]
pub struct Builder {
    texts: BTreeMap<TextField, Named<String>>,
    amounts: BTreeMap<AmountField, Named<Fen>>,
    funds: Vec<FundLine>,
    others: BTreeMap<String, String>,
    findings: Vec<RowFinding>,
}

/// A value, the key it came under, and whether another key contradicted it.
struct Named<T> {
    value: T,
    key: String,
    contradicted: bool,
}

impl Builder {
    /// Takes a cell of a text file or a sheet; the word `null` is no value.
    pub fn cell(&mut self, key: &str, text: &str) {
        self.take(key, Token::of_text(text), || {
            serde_json::Value::from(text).to_string()
        });
    }

    /// Takes an entry of a JSON object.
    pub(super) fn entry(&mut self, key: &str, value: &RawValue) {
        self.take(key, Token::of_json(value), || value.get().to_owned());
    }

    /// Takes the answered funds; rows without any value are none.
    pub(super) fn funds(&mut self, rows: &[Object<'_>]) {
        for row in rows {
            let text = |key: &str| match row.get(key).map(Token::of_json) {
                Some(Token::Scalar(text)) => Some(text),
                _ => None,
            };
            let paid = match text("fund_payamt").map(|text| decimal::fen(&text)) {
                Some(Ok(fen)) => Some(fen),
                Some(Err(error)) => {
                    self.note(FUND_PAID, Note::new(of_decimal(error)));
                    None
                }
                None => None,
            };
            let Some(fund) = text("fund_pay_type") else {
                continue;
            };
            self.funds.push(FundLine {
                fund,
                local: text("setl_proc_info"),
                paid,
            });
        }
    }

    /// The message and what was found in it. There is none where its ids are missing or it cannot be read.
    pub fn finish(mut self, interface: Option<&str>) -> (Option<Message>, Vec<RowFinding>) {
        if let Some(interface) = interface {
            self.text(
                TextField::Interface,
                TextField::Interface.code(),
                interface.to_owned(),
            );
        }
        self.tell_contradictions();
        let mut message = Message {
            kind: Kind::Settle,
            texts: agreed(self.texts),
            amounts: agreed(self.amounts),
            funds: self.funds,
            others: self.others,
            received_on: None,
        };
        let mut findings = self.findings;
        let mut tell = |field: Shown, text: FindingText| {
            findings.push(at(field, Note::new(text)));
        };
        for (field, text) in &message.texts {
            match field {
                TextField::SettledAt | TextField::Begins | TextField::Ends
                    if moment(text).is_none() =>
                {
                    tell(field.shown(), findings::TIME_UNREADABLE);
                }
                _ => {}
            }
        }
        if message.text(TextField::Valid) == Some("0") {
            tell(TextField::Valid.shown(), findings::ROW_INVALID);
        }
        match kind(&message) {
            Ok(kind) => message.kind = kind,
            Err(text) => {
                message.kind = Kind::Unclear;
                tell(TextField::Refunded.shown(), text);
            }
        }
        let has_id = message.kind == Kind::Compensate || message.id().is_some();
        if !has_id {
            tell(TextField::Settlement.shown(), findings::ID_MISSING);
        }
        let refused = rows::refuses(&findings);
        ((!refused).then_some(message), findings)
    }

    fn take(&mut self, key: &str, token: Token, raw: impl FnOnce() -> String) {
        if let Some(field) = AmountField::of_key(key) {
            match token {
                Token::Absent => {}
                Token::Nested => self.note(field.shown(), Note::new(findings::NESTED)),
                Token::Scalar(text) => match decimal::fen(&text) {
                    Ok(fen) => put(&mut self.amounts, field, key, fen),
                    Err(error) => self.note(field.shown(), Note::new(of_decimal(error))),
                },
            }
        } else if let Some(field) = TextField::of_key(key) {
            match token {
                Token::Absent => {}
                Token::Nested => self.note(field.shown(), Note::new(findings::NESTED)),
                Token::Scalar(text) => self.text(field, key, text),
            }
        } else {
            // Of a key that stands twice both values are kept.
            let mut name = key.to_owned();
            while self.others.contains_key(&name) {
                name.push('\'');
            }
            self.others.insert(name, raw());
        }
    }

    fn text(&mut self, field: TextField, key: &str, text: String) {
        if is_id(field) && text.chars().count() > ID_CHARS_MAX {
            let note = Note::new(findings::ID_TOO_LONG).arg("most", ID_CHARS_MAX.to_string());
            return self.note(field.shown(), note);
        }
        put(&mut self.texts, field, key, text);
    }

    fn note(&mut self, field: Shown, note: Note) {
        self.findings.push(at(field, note));
    }

    fn tell_contradictions(&mut self) {
        let texts = self
            .texts
            .iter()
            .map(|(field, named)| (field.shown(), named.contradiction()));
        let amounts = self
            .amounts
            .iter()
            .map(|(field, named)| (field.shown(), named.contradiction()));
        let told: Vec<RowFinding> = texts
            .chain(amounts)
            .filter_map(|(field, keys)| {
                let note = Note::new(findings::NAMES_DIFFER).arg("keys", keys?);
                Some(at(field, note))
            })
            .collect();
        self.findings.extend(told);
    }
}

impl<T> Named<T> {
    fn contradiction(&self) -> Option<&str> {
        self.contradicted.then_some(&self.key)
    }
}

/// Where several keys stand for one field, the first value counts, and a later one that differs contradicts it.
fn put<F: Ord, T: PartialEq>(map: &mut BTreeMap<F, Named<T>>, field: F, key: &str, value: T) {
    match map.get_mut(&field) {
        Some(named) if named.value != value => {
            named.contradicted = true;
            named.key = format!("{}, {key}", named.key);
        }
        Some(_) => {}
        None => {
            let named = Named {
                value,
                key: key.to_owned(),
                contradicted: false,
            };
            map.insert(field, named);
        }
    }
}

fn agreed<F: Ord, T>(map: BTreeMap<F, Named<T>>) -> BTreeMap<F, T> {
    map.into_iter()
        .filter(|(_, named)| !named.contradicted)
        .map(|(field, named)| (field, named.value))
        .collect()
}

/// What a message does. A flag alone does not tell an original from its reversal; who names an original does.
fn kind(message: &Message) -> Result<Kind, FindingText> {
    if message.text(TextField::UndoneMessage).is_some() {
        return Ok(Kind::Compensate);
    }
    let flagged = match message.text(TextField::Refunded) {
        None => false,
        Some(flag) => match flag.trim_start_matches('0') {
            "" => false,
            "1" => true,
            _ => return Err(findings::REFUND_FLAG_UNKNOWN),
        },
    };
    let interface = message.text(TextField::Interface);
    let cancels = interface.is_some_and(|number| CANCELLATIONS.contains(&number));
    if cancels || flagged || is_negative(message) {
        return Ok(Kind::Reverse);
    }
    if message.original().is_some() {
        return Err(findings::SIGN_UNCLEAR);
    }
    // Only the answer to a cancellation leaves out whose settlement it is.
    if interface.is_none() && !message.names_a_person() {
        return Ok(Kind::Reverse);
    }
    Ok(Kind::Settle)
}

/// The total is below zero, or, where it is left out or zero, some amount is.
fn is_negative(message: &Message) -> bool {
    match message.amount(AmountField::Total) {
        Some(total) if total != Fen::ZERO => total < Fen::ZERO,
        _ => message.amounts.values().any(|fen| *fen < Fen::ZERO),
    }
}

const fn is_id(field: TextField) -> bool {
    matches!(
        field,
        TextField::Settlement
            | TextField::Visit
            | TextField::Original
            | TextField::SenderMessage
            | TextField::UndoneMessage
            | TextField::Person
    )
}

fn at(field: Shown, note: Note) -> RowFinding {
    field.tell(note).at_sheet("")
}

const fn of_decimal(error: DecimalError) -> FindingText {
    match error {
        DecimalError::Format => findings::AMOUNT_FORMAT,
        DecimalError::FractionOfFen => findings::AMOUNT_FRACTION,
        DecimalError::TooLarge => findings::AMOUNT_TOO_LARGE,
    }
}
