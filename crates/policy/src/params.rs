//! Dated parameters: the snapshot a period was opened with, its version and digest.

use chrono::NaiveDate;
use domain::period::Window;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// Parameters of one programme in one benefit year, as stored with its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Params {
    /// Which snapshot: `2026.3-1a2b3c4d`, year, version counted from 1, and start of the digest.
    pub version: String,
    /// The snapshot itself, TOML.
    pub text: String,
}

/// A dated interval with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// First day.
    pub open: NaiveDate,
    /// Last day, inclusive.
    pub close: NaiveDate,
    /// Where this is said.
    pub source: String,
}

impl Interval {
    /// The days alone.
    pub fn days(&self) -> Window {
        Window {
            open: self.open,
            close: self.close,
        }
    }
}

/// Parameters that cannot be used. Nothing is ever assessed without them.
#[derive(Debug, thiserror::Error)]
pub enum ParamsError {
    /// Not the shape the programme needs: an unknown, missing or ill-typed key.
    #[error("parameters {version}: {cause}")]
    Shape {
        /// Which snapshot.
        version: String,
        /// What the reader says, naming key and line.
        cause: String,
    },
    /// The file has nothing for the year.
    #[error("no parameters for benefit year {0}; add a dated entry to the programme's file")]
    NoYear(i16),
    /// Terms that cannot be, in the programme's own words.
    #[error("{en}")]
    Terms {
        /// What is wrong, in Chinese.
        zh: String,
        /// The same in English.
        en: String,
    },
    /// A value that cannot be.
    #[error("parameters {version}: `{key}` {problem}")]
    Value {
        /// Which snapshot.
        version: String,
        /// The key.
        key: String,
        /// What is wrong.
        problem: String,
    },
}

impl Params {
    /// Reads the snapshot into the programme's own type; unknown keys are errors.
    ///
    /// # Errors
    /// [`ParamsError::Shape`].
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ParamsError> {
        toml::from_str(&self.text).map_err(|cause| ParamsError::Shape {
            version: self.version.clone(),
            cause: cause.to_string(),
        })
    }
}

/// Tables that hold the concentrated enrolment window, in a snapshot of one year.
const WINDOW_TABLES: [&str; 2] = ["year.window", "window"];
/// The key of its last day.
const WINDOW_CLOSE: &str = "close";

/// The same snapshot with another last day of its window. Only that one value is touched, so that two
/// snapshots with the same values keep the same bytes.
///
/// # Errors
/// [`ParamsError::Value`] when the snapshot has no such day, [`ParamsError::Shape`] when it is no TOML.
pub fn with_window_close(
    version: &str,
    text: &str,
    close: NaiveDate,
) -> Result<String, ParamsError> {
    let missing = || ParamsError::Value {
        version: version.to_owned(),
        key: format!("{}.{WINDOW_CLOSE}", WINDOW_TABLES[0]),
        problem: "is not there".to_owned(),
    };
    let before = leaves(version, text)?;
    let table = WINDOW_TABLES
        .into_iter()
        .find(|table| before.contains_key(&format!("{table}.{WINDOW_CLOSE}")))
        .ok_or_else(missing)?;
    let mut inside = false;
    let changed: Vec<String> = text
        .lines()
        .map(|line| {
            let content = line.trim();
            if content.starts_with('[') {
                inside = content == format!("[{table}]");
            }
            let key = content.split_once('=').map(|(key, _)| key.trim());
            if inside && key == Some(WINDOW_CLOSE) {
                format!("{WINDOW_CLOSE} = \"{close}\"")
            } else {
                line.to_owned()
            }
        })
        .collect();
    let mut changed = changed.join("\n");
    if text.ends_with('\n') {
        changed.push('\n');
    }
    let mut expected = before;
    expected.insert(format!("{table}.{WINDOW_CLOSE}"), close.to_string());
    if leaves(version, &changed)? == expected {
        Ok(changed)
    } else {
        Err(missing())
    }
}

/// A value that two snapshots do not share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where it stands, such as `year.window.close` or `year.standards[1].amount_fen`.
    pub key: String,
    /// The value before, if there was one.
    pub before: Option<String>,
    /// The value after, if there is one.
    pub after: Option<String>,
}

/// Every value that differs between two snapshots, by key.
///
/// # Errors
/// [`ParamsError::Shape`] when one of them is no TOML.
pub fn differences(before: &str, after: &str) -> Result<Vec<Difference>, ParamsError> {
    let (before, after) = (leaves("before", before)?, leaves("after", after)?);
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    Ok(keys
        .into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| Difference {
            key: key.clone(),
            before: before.get(key).cloned(),
            after: after.get(key).cloned(),
        })
        .collect())
}

/// Every plain value of a snapshot under its full key.
fn leaves(version: &str, text: &str) -> Result<BTreeMap<String, String>, ParamsError> {
    let table: Table = toml::from_str(text).map_err(|cause| ParamsError::Shape {
        version: version.to_owned(),
        cause: cause.to_string(),
    })?;
    let mut found = BTreeMap::new();
    gather(String::new(), &Value::Table(table), &mut found);
    Ok(found)
}

fn gather(key: String, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Table(table) => {
            for (name, value) in table {
                let key = if key.is_empty() {
                    name.clone()
                } else {
                    format!("{key}.{name}")
                };
                gather(key, value, found);
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                gather(format!("{key}[{at}]"), value, found);
            }
        }
        Value::String(text) => {
            found.insert(key, text.clone());
        }
        other => {
            found.insert(key, other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[year]\nyear = 2026\n\n[year.window]\nopen = \"2025-09-01\"\nclose = \"2026-01-31\"\n\n[year.benefit]\nclose = \"2026-12-31\"\n";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn only_the_last_day_of_the_window_is_changed() {
        let longer = with_window_close("2026.1", TEXT, day("2026-02-28")).unwrap();
        assert_eq!(longer, TEXT.replace("2026-01-31", "2026-02-28"));
        let found = differences(TEXT, &longer).unwrap();
        assert_eq!(
            found,
            [Difference {
                key: "year.window.close".to_owned(),
                before: Some("2026-01-31".to_owned()),
                after: Some("2026-02-28".to_owned()),
            }]
        );
    }

    #[test]
    fn a_snapshot_without_a_window_cannot_be_extended() {
        let error =
            with_window_close("2026.1", "[year]\nyear = 2026\n", day("2026-02-28")).unwrap_err();
        assert!(matches!(error, ParamsError::Value { .. }), "{error}");
    }

    #[test]
    fn a_window_written_in_another_way_is_refused_and_never_half_changed() {
        let inline = "[year]\nwindow = { open = \"2025-09-01\", close = \"2026-01-31\" }\n";
        assert!(with_window_close("2026.1", inline, day("2026-02-28")).is_err());
    }

    #[test]
    fn a_value_on_one_side_only_is_a_difference() {
        let found = differences("a = 1\n", "a = 1\nb = [2, 3]\n").unwrap();
        let keys: Vec<&str> = found.iter().map(|d| d.key.as_str()).collect();
        assert_eq!(keys, ["b[0]", "b[1]"]);
        assert!(found.iter().all(|d| d.before.is_none()));
    }
}
