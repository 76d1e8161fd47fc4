//! Conditions of a decision as sentences.

use super::Lang;
use crate::proposals::rulings::{OPTION, value_words};
use crate::review::common_rule;
use crate::words::Words;
use domain::decision::Condition;
use policy::condition::NONE;
use policy::{Programme, Registry};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The sentence of a condition in the programme's words; its code and values when the programme has none,
/// so that a decision of an older version can still be read.
pub(crate) fn of(programme: Option<&dyn Programme>, condition: &Condition, lang: Lang) -> String {
    let own = programme.map(Programme::texts).unwrap_or_default();
    let mut known = own.iter().chain([&common_rule::TEXT]);
    let text = known.find(|text| text.code == condition.code);
    match text {
        Some(text) => fill(
            if lang == Lang::Zh { text.zh } else { text.en },
            &in_words(programme, &condition.values, lang),
        ),
        None => {
            let values: Vec<String> = condition
                .values
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!("{} {}", condition.code, values.join(" "))
                .trim_end()
                .to_owned()
        }
    }
}

/// The values, with words where one holds the key of an open point or the code of its value. Codes are what is stored: a
/// decision can be made again to the byte whatever the words become.
fn in_words<'v>(
    programme: Option<&dyn Programme>,
    values: &'v BTreeMap<String, String>,
    lang: Lang,
) -> Cow<'v, BTreeMap<String, String>> {
    let mut told = Cow::Borrowed(values);
    let Some(programme) = programme else {
        return told;
    };
    let spec = |key: &str| programme.options().iter().find(|spec| spec.key == key);
    if let Some(spec) = values.get(OPTION).and_then(|key| spec(key)) {
        let name = Words::new(spec.name.0, spec.name.1);
        told.to_mut()
            .insert(OPTION.to_owned(), name.get(lang).to_owned());
    }
    for (held, key) in programme.option_values() {
        if let (Some(code), Some(spec)) = (values.get(*held), spec(key)) {
            let word = value_words(spec, code).get(lang).to_owned();
            told.to_mut().insert((*held).to_owned(), word);
        }
    }
    told
}

/// Conditions in one line, in both languages.
pub(crate) fn listed<'c>(
    programme: Option<&dyn Programme>,
    conditions: impl IntoIterator<Item = &'c Condition>,
) -> Words {
    let told = conditions.into_iter().map(|condition| {
        let said = |lang| of(programme, condition, lang);
        Words::new(
            said(Lang::Zh).trim_end_matches('。'),
            said(Lang::En).trim_end_matches('.'),
        )
    });
    Words::listed(told)
}

/// What a code says of any claim: its sentence with dots for the values; the code itself when no programme knows it.
pub(super) fn outline(registry: &Registry, code: &str) -> Words {
    let own = registry.iter().flat_map(Programme::texts);
    let text = own
        .chain([&common_rule::TEXT])
        .find(|text| text.code == code);
    text.map_or_else(
        || Words::same(code),
        |text| Words::new(dotted(text.zh), dotted(text.en)),
    )
}

/// A sentence without its values.
fn dotted(template: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, (_, tail))) = rest
        .split_once('{')
        .and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        text.push_str(before);
        text.push('…');
        rest = tail;
    }
    text.push_str(rest);
    text
}

/// What the rule of a condition asks.
pub(super) fn rule_of(
    programme: Option<&dyn Programme>,
    condition: &Condition,
    lang: Lang,
) -> String {
    let own = programme.map(Programme::rules).unwrap_or_default();
    let mut known = own.iter().chain([&common_rule::RULE]);
    let rule = known.find(|rule| rule.id == condition.rule);
    rule.map(|rule| if lang == Lang::Zh { rule.zh } else { rule.en })
        .unwrap_or_default()
        .to_owned()
}

/// One pass, so that braces inside a value are never taken for a placeholder; an unknown name stays visible.
pub(super) fn fill(template: &str, values: &BTreeMap<String, String>) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        match after.split_once('}') {
            Some((name, mut tail)) => {
                match values.get(name) {
                    Some(value) if value == NONE => {
                        text.push_str(if template.is_ascii() {
                            "(not given)"
                        } else {
                            "（未填）"
                        });
                        tail = tail.strip_prefix('元').unwrap_or(tail);
                        tail = tail.strip_prefix(" yuan").unwrap_or(tail);
                    }
                    Some(value) => text.push_str(value),
                    None => {
                        text.push('{');
                        text.push_str(name);
                        text.push('}');
                    }
                }
                rest = tail;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_nobody_gave_is_said_to_be_missing_and_has_no_unit() {
        let values = BTreeMap::from([("paid".to_owned(), NONE.to_owned())]);
        assert_eq!(fill("已缴{paid}元。", &values), "已缴（未填）。");
        assert_eq!(fill("{paid} yuan paid.", &values), "(not given) paid.");
    }

    #[test]
    fn values_are_put_in_once_and_unknown_names_stay_visible() {
        let values = BTreeMap::from([("born".to_owned(), "{limit}".to_owned())]);
        assert_eq!(
            fill("孩子{born}出生，{limit}岁", &values),
            "孩子{limit}出生，{limit}岁"
        );
        assert_eq!(fill("a { b", &values), "a { b");
    }
}
