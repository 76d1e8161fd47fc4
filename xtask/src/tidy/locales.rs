//! The sentences: Chinese and English have the same keys with the same arguments.

use std::collections::{BTreeMap, BTreeSet};

use super::Problem;

/// Message keys (attributes as `key.attribute`) with the arguments each one uses.
pub type Keys = BTreeMap<String, BTreeSet<String>>;

/// Reads the keys of one Fluent file; a key given twice is a problem.
pub fn keys(place: &str, text: &str) -> (Keys, Vec<Problem>) {
    let mut found = Keys::new();
    let mut problems = Vec::new();
    let mut message = String::new();
    let mut current = String::new();
    for (index, line) in text.lines().enumerate() {
        let key = message_key(line).map(str::to_owned);
        let attribute = attribute_key(line).map(|name| format!("{message}.{name}"));
        if let Some(key) = &key {
            message.clone_from(key);
        } else if line.starts_with('#') {
            continue;
        }
        if let Some(key) = key.or(attribute) {
            if found.insert(key.clone(), BTreeSet::new()).is_some() {
                let place = format!("{place}:{}", index + 1);
                problems.push(Problem::new(place, format!("`{key}` is given twice")));
            }
            current = key;
        }
        if let Some(arguments) = found.get_mut(&current) {
            arguments.extend(variables(line));
        }
    }
    (found, problems)
}

/// `key = …` or `-term = …` at the start of a line.
fn message_key(line: &str) -> Option<&str> {
    let key = line.split_once('=')?.0.trim_end();
    let name = key.strip_prefix('-').unwrap_or(key);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(plain)).then_some(key)
}

/// `    .name = …` below a message.
fn attribute_key(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('.')?;
    message_key(rest).filter(|_| line.starts_with(char::is_whitespace))
}

fn variables(line: &str) -> Vec<String> {
    line.split('$')
        .skip(1)
        .map(|rest| {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            rest.chars().take_while(|c| plain(*c)).collect()
        })
        .filter(|name: &String| !name.is_empty())
        .collect()
}

/// What one language says and the other does not.
pub fn compare(place: &str, zh: &Keys, en: &Keys) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (here, there, language) in [(zh, en, "en"), (en, zh, "zh-CN")] {
        for key in here.keys().filter(|key| !there.contains_key(*key)) {
            problems.push(Problem::new(place, format!("{language} lacks `{key}`")));
        }
    }
    for (key, arguments) in zh {
        if let Some(other) = en.get(key).filter(|other| *other != arguments) {
            problems.push(Problem::new(
                place,
                format!("`{key}` uses {arguments:?} in zh-CN and {other:?} in en"),
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Keys {
        keys("x.ftl", text).0
    }

    #[test]
    fn the_same_keys_with_the_same_arguments_pass() {
        let zh = read("# 注释 = 不是键\nhello = 你好，{ $name }\n    .hint = 提示\n");
        let en = read("hello = Hello,\n    { $name }\n    .hint = Hint\n");
        assert_eq!(zh.keys().collect::<Vec<_>>(), ["hello", "hello.hint"]);
        assert!(compare("x", &zh, &en).is_empty());
    }

    #[test]
    fn a_key_of_one_language_only_fails() {
        let found = compare("x", &read("a = 甲\n"), &read("a = A\nb = B\n"));
        assert_eq!(found, [Problem::new("x", "zh-CN lacks `b`")]);
    }

    #[test]
    fn different_arguments_fail() {
        let found = compare(
            "x",
            &read("a = { $n } 条\n"),
            &read("a = { $count } rows\n"),
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_key_given_twice_fails() {
        let (_, found) = keys("x.ftl", "a = 1\na = 2\n");
        assert_eq!(found[0].place, "x.ftl:2");
    }
}
