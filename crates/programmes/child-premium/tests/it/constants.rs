//! Every constant counts: a parameter, a ruling's value or the weight of an outcome that is changed breaks at
//! least one case.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests stop at the first surprise, and say how much they looked at"
)]

use std::collections::BTreeSet;

use crate::story::{Case, ParamChange, all_cases, bind, faults, shipped};
use chrono::NaiveDate;
use domain::decision::{Condition, Decision, Severity};
use toml::{Table, Value};

/// Where the values of a snapshot stand that no rule reads: where they come from, and what they are called.
const WORDS: &[&str] = &[
    "source", "note", "number", "title", "key", "kind", "tier", "invented",
];

/// One changed value.
struct Mutant {
    what: String,
    text: String,
}

fn snapshot(year: i16) -> Table {
    toml::from_str(&shipped(year)).unwrap()
}

/// Other values than this one, near it.
fn others(path: &str, option: Option<&str>, value: &Value) -> Vec<Value> {
    match value {
        Value::Integer(number) => vec![Value::Integer(number + 1), Value::Integer(number - 1)],
        Value::String(text) => {
            if let Ok(day) = text.parse::<NaiveDate>() {
                let near = [day.succ_opt().unwrap(), day.pred_opt().unwrap()];
                return near.map(|day| Value::String(day.to_string())).to_vec();
            }
            let option = option.unwrap_or_else(|| panic!("{path} is of no known kind"));
            child_premium::programme()
                .options()
                .iter()
                .filter(|spec| spec.key == option)
                .flat_map(policy::OptionSpec::codes)
                .filter(|other| *other != text.as_str())
                .map(|other| Value::String(other.to_owned()))
                .collect()
        }
        other => panic!("{path} is {other}"),
    }
}

/// Every snapshot that differs from this one in one value.
fn mutants(table: &Table) -> Vec<Mutant> {
    let mut paths = Vec::new();
    gather(&Value::Table(table.clone()), &mut Vec::new(), &mut paths);
    let mut found = Vec::new();
    for path in paths {
        let place = path.join(".");
        let mut whole = Value::Table(table.clone());
        let old = at(&mut whole, &path).clone();
        let new = if path.last().is_some_and(|name| name == "modes") {
            let modes = old.as_array().unwrap();
            (0..modes.len())
                .map(|left_out| {
                    let mut modes = modes.clone();
                    modes.remove(left_out);
                    Value::Array(modes)
                })
                .collect()
        } else {
            let option = path.get(1).filter(|_| place.ends_with(".default"));
            let option = option.map(|place| {
                let key = ["option", place, "key"].map(str::to_owned);
                at(&mut whole, &key).as_str().unwrap().to_owned()
            });
            others(&place, option.as_deref(), &old)
        };
        for value in new {
            let mut whole = Value::Table(table.clone());
            *at(&mut whole, &path) = value.clone();
            found.push(Mutant {
                what: format!("{place}: {old} -> {value}"),
                text: toml::to_string(&whole).unwrap(),
            });
        }
    }
    found
}

fn gather(value: &Value, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let name = path.last().cloned().unwrap_or_default();
    if WORDS.contains(&name.as_str()) || name.ends_with("_source") {
        return;
    }
    match value {
        Value::Table(table) => {
            for (name, value) in table {
                path.push(name.clone());
                gather(value, path, paths);
                path.pop();
            }
        }
        Value::Array(values) if name != "modes" => {
            for (at, value) in values.iter().enumerate() {
                path.push(at.to_string());
                gather(value, path, paths);
                path.pop();
            }
        }
        _ => paths.push(path.clone()),
    }
}

fn at<'a>(value: &'a mut Value, path: &[String]) -> &'a mut Value {
    path.iter().fold(value, |value, name| match value {
        Value::Table(table) => table.get_mut(name).unwrap(),
        Value::Array(values) => values.get_mut(name.parse::<usize>().unwrap()).unwrap(),
        other => panic!("{other} has no {name}"),
    })
}

/// A case notices the change, or the programme refuses such parameters.
fn noticed(year: i16, text: &str, cases: &[(String, Case)]) -> bool {
    let Some(assessor) = bind(year, text, None, &ParamChange::default()) else {
        return true;
    };
    let mut of_year = cases.iter().filter(|(_, case)| case.period == year);
    of_year.any(|(_, case)| {
        let decision = if case.changes_parameters() {
            case.decide_in(text)
        } else {
            Some(case.decide_by(assessor.as_ref()))
        };
        decision.is_none_or(|decision| !faults(case, &decision).is_empty())
    })
}

/// The changed values no case notices; what all years share may be noticed in any of them.
fn unnoticed(years: &[i16], wanted: impl Fn(&str) -> bool) -> (usize, Vec<String>) {
    let cases = all_cases();
    let all: Vec<Vec<Mutant>> = years.iter().map(|year| mutants(&snapshot(*year))).collect();
    let wanted: BTreeSet<&str> = all
        .iter()
        .flatten()
        .map(|mutant| mutant.what.as_str())
        .filter(|what| wanted(what))
        .collect();
    let lived = wanted.iter().filter(|what| {
        !years.iter().zip(&all).any(|(year, mutants)| {
            mutants
                .iter()
                .filter(|mutant| mutant.what == **what)
                .any(|mutant| noticed(*year, &mutant.text, &cases))
        })
    });
    (wanted.len(), lived.map(|what| (*what).to_owned()).collect())
}

#[test]
fn every_parameter_of_2026_that_is_changed_breaks_a_case() {
    let (count, lived) = unnoticed(&[2026], |what| what.starts_with("year."));
    eprintln!(
        "{} cases, {count} changed parameters of 2026",
        all_cases().len()
    );
    assert!(count >= 19, "{count}");
    assert!(lived.is_empty(), "{lived:#?}");
}

#[test]
fn every_value_that_all_years_share_and_that_is_changed_breaks_a_case() {
    let (count, lived) = unnoticed(&[2026, 2025, 2027], |what| !what.starts_with("year."));
    eprintln!("{count} changed values of notice, options and assistance");
    assert!(count >= 25, "{count}");
    assert!(lived.is_empty(), "{lived:#?}");
}

#[test]
fn every_tier_that_is_changed_breaks_a_case() {
    let (count, lived) = unnoticed(&[2027], |what| what.starts_with("year.standards"));
    assert_eq!(count, 4);
    assert!(lived.is_empty(), "{lived:#?}");
}

/// How much a condition weighs, told otherwise.
fn reweighed(case: &Case, code: &str, change: impl Fn(&mut Condition)) -> Decision {
    let mut decision = case.decide();
    for condition in decision.conditions.iter_mut().filter(|c| c.code == code) {
        change(condition);
    }
    decision.verdict = Decision::verdict_of(&decision.conditions);
    decision
}

#[test]
fn every_outcome_that_is_weighed_otherwise_breaks_a_case() {
    let cases = all_cases();
    let mut lived = Vec::new();
    let mut changed = 0;
    for text in child_premium::programme().texts() {
        let about: Vec<&Case> = cases
            .iter()
            .map(|(_, case)| case)
            .filter(|case| case.expect.code == text.code)
            .collect();
        let weights = [
            Severity::Pass,
            Severity::Warning,
            Severity::Review,
            Severity::Reject,
        ];
        for weight in weights {
            if about.iter().any(|case| case.expect.severity == weight) {
                continue;
            }
            changed += 1;
            let noticed = about.iter().any(|case| {
                let other = reweighed(case, text.code, |c| c.severity = weight);
                !faults(case, &other).is_empty()
            });
            if !noticed {
                lived.push(format!("{} as {weight:?}", text.code));
            }
        }
        changed += 2;
        for (what, change) in [
            ("waits", (|c| c.waits = !c.waits) as fn(&mut Condition)),
            ("rule", |c| c.rule.push('x')),
        ] {
            let noticed = about
                .iter()
                .any(|case| !faults(case, &reweighed(case, text.code, change)).is_empty());
            if !noticed {
                lived.push(format!("{} {what}", text.code));
            }
        }
    }
    eprintln!("{changed} changed weights");
    assert!(lived.is_empty(), "{lived:#?}");
}

#[test]
fn every_value_a_ruling_may_choose_stands_in_a_case() {
    let used: BTreeSet<(String, String)> = all_cases()
        .into_iter()
        .flat_map(|(_, case)| case.rulings)
        .collect();
    let programme = child_premium::programme();
    let unused: Vec<String> = programme
        .options()
        .iter()
        .flat_map(|option| option.codes().map(|code| (option.key, code)))
        .filter(|(key, value)| !used.contains(&((*key).to_owned(), (*value).to_owned())))
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn no_ruling_is_without_effect() {
    let cases = all_cases();
    for option in child_premium::programme().options() {
        for value in option.codes() {
            let differs = cases.iter().any(|(_, case)| {
                let ruled = |value: &str| {
                    let mut rulings = case.rulings.clone();
                    rulings.insert(option.key.to_owned(), value.to_owned());
                    let other = Case {
                        rulings,
                        ..case.clone()
                    };
                    other.decide()
                };
                option.codes().filter(|other| *other != value).any(|other| {
                    let (one, two) = (ruled(value), ruled(other));
                    (one.verdict, one.payable) != (two.verdict, two.payable)
                })
            });
            assert!(differs, "{} = {value}", option.key);
        }
    }
}

#[test]
fn every_open_point_and_every_value_of_it_has_words_of_its_own_in_both_languages() {
    let mut names = BTreeSet::new();
    for option in child_premium::programme().options() {
        let (zh, en) = option.name;
        // What may be typed on a command line without quotes.
        assert!(!zh.contains(|c: char| c.is_ascii()), "{zh}");
        assert!(names.insert(zh) && names.insert(en), "{zh} {en}");
        let mut words = BTreeSet::new();
        for value in option.values {
            assert!(!value.zh.is_ascii() && value.en.is_ascii(), "{value:?}");
            assert!(
                words.insert(value.zh) && words.insert(value.en),
                "{value:?}"
            );
            assert!(
                !value.zh.contains(' ') && value.en != value.code,
                "{value:?}"
            );
        }
    }
}
