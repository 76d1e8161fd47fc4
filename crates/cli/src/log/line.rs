//! An event as a line: codes and ids as they are, any other text covered.

use super::place::Place;
use crate::effects;
use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde_json::{Map, Value, json};
use std::fmt::Debug;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// The message of an event, which is a literal of the program.
const MESSAGE: &str = "message";
/// Fields whose text is a code, an id or a list of them, with blanks between: nothing that anybody typed or a file said.
const CODES: &[&str] = &[
    "operator", "command", "act", "acts", "claims", "records", "outcome", "code", "place",
    "version", "why",
];
/// Longest text of any other field, in characters.
const TEXT_CHARS_MAX: usize = 200;
/// More digits in a row may be part of somebody's number.
const DIGITS_MAX: usize = 5;
/// China has one time zone without daylight saving.
const SHANGHAI_OFFSET_S: i32 = 8 * 3_600;

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) level: Level,
    /// When, in microseconds since 1970.
    pub(super) at_us: i64,
    /// What happened, and the event's fields, in the order of their names.
    pub(super) fields: Map<String, Value>,
}

impl Line {
    /// The line of a file.
    pub(super) fn json(&self) -> String {
        let mut all = Map::new();
        all.insert("time".to_owned(), json!(time(self.at_us)));
        all.insert(
            "level".to_owned(),
            json!(self.level.as_str().to_lowercase()),
        );
        all.insert("pid".to_owned(), json!(std::process::id()));
        all.extend(self.fields.clone());
        Value::Object(all).to_string()
    }
}

fn time(at_us: i64) -> String {
    let utc = DateTime::from_timestamp_micros(at_us).unwrap_or_default();
    match FixedOffset::east_opt(SHANGHAI_OFFSET_S) {
        Some(shanghai) => utc
            .with_timezone(&shanghai)
            .to_rfc3339_opts(SecondsFormat::Millis, false),
        None => utc.to_rfc3339_opts(SecondsFormat::Millis, true),
    }
}

/// Writes events to a place.
pub(super) struct Lines(Place);

impl Lines {
    pub(super) fn to(place: Place) -> Self {
        Self(place)
    }
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut read = Read::default();
        event.record(&mut read);
        self.0.write(&Line {
            level: *event.metadata().level(),
            at_us: effects::now().0,
            fields: read.0,
        });
    }
}

#[derive(Default)]
struct Read(Map<String, Value>);

impl Read {
    fn add(&mut self, field: &Field, value: Value) {
        let name = match field.name() {
            MESSAGE => "event",
            name => name,
        };
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Read {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, json!(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, json!(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let is_code = field.name() == MESSAGE || CODES.contains(&field.name());
        let text = if is_code {
            value.to_owned()
        } else {
            covered(value)
        };
        // An event has more fields than it uses.
        if !text.is_empty() {
            self.add(field, json!(text));
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

/// A text of a system or a library without whatever may be somebody's: what is quoted, letters beyond ASCII, long numbers.
pub(super) fn covered(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars().take(TEXT_CHARS_MAX).peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' | '`' | '\'' => {
                let closed = letters.by_ref().any(|other| other == letter);
                out.push_str(if closed { "*" } else { "*…" });
            }
            '0'..='9' => {
                let mut digits = String::from(letter);
                while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                out.push_str(if digits.len() > DIGITS_MAX {
                    "*"
                } else {
                    &digits
                });
            }
            ' '..='~' => out.push(letter),
            _ if out.ends_with('*') => {}
            _ => out.push('*'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_somebodys_is_covered_in_any_text() {
        for (text, told) in [
            (
                "No space left on device (os error 28)",
                "No space left on device (os error 28)",
            ),
            (
                "there is no operator named 王小明; add one",
                "there is no operator named *; add one",
            ),
            (
                "Key (number)=(430102198001010011) exists",
                "Key (number)=(*) exists",
            ),
            (
                "invalid input `Ada Li`: expected \"a\" or 'b'",
                "invalid input *: expected * or *",
            ),
            ("ends inside \"Ada", "ends inside *…"),
        ] {
            assert_eq!(covered(text), told);
        }
        assert_eq!(covered(&"a".repeat(500)).len(), TEXT_CHARS_MAX);
    }

    #[test]
    fn a_line_is_one_json_object_with_its_time_in_shanghai() {
        let fields = Map::from_iter([("event".to_owned(), json!("a\nb"))]);
        let line = Line {
            level: Level::WARN,
            at_us: 1_769_889_600_123_456,
            fields,
        };
        let text = line.json();
        assert!(!text.contains('\n'), "{text}");
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&read["time"], &read["level"]),
            (&json!("2026-02-01T04:00:00.123+08:00"), &json!("warn"))
        );
    }
}
