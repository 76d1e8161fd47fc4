//! Reads every case file under `tests/cases` and holds the programme to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::story::{all_cases, faults};
use domain::decision::Severity;

#[test]
fn every_case_comes_out_as_its_story_says() {
    let mut report = String::new();
    for (file, case) in all_cases() {
        let decision = case.decide();
        let faults = faults(&case, &decision);
        if !faults.is_empty() {
            let harm = decision
                .conditions
                .iter()
                .filter(|c| c.severity > Severity::Pass);
            let codes: Vec<String> = harm
                .map(|c| format!("{} {} {:?}", c.rule, c.code, c.severity))
                .collect();
            report += &format!(
                "\n{file}: {}\n  {}\n  found: {codes:?}\n",
                case.story,
                faults.join("\n  ")
            );
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn every_rule_has_a_case_it_passes_and_a_case_it_fails() {
    let mut seen: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for (_, case) in all_cases() {
        let entry = seen.entry(case.expect.rule.clone()).or_default();
        if case.expect.severity == Severity::Pass {
            entry.0 = true
        } else {
            entry.1 = true
        }
    }
    // The three checks are made by the reviewer, and what is not limited cannot be exceeded: these two never fail here.
    let never_fails = ["H-17", "H-20"];
    for rule in child_premium::programme().rules() {
        let found = seen.get(rule.id).copied().unwrap_or_default();
        assert_eq!(
            found,
            (true, !never_fails.contains(&rule.id)),
            "{}",
            rule.id
        );
    }
}

#[test]
fn every_sentence_is_used_by_a_case() {
    let mut used = BTreeSet::new();
    for (_, case) in all_cases() {
        used.insert(case.expect.code);
        used.extend(case.expect.also);
    }
    let unused: Vec<&str> = child_premium::programme()
        .texts()
        .iter()
        .map(|text| text.code)
        .filter(|code| !used.contains(*code))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn every_condition_has_a_sentence_whose_placeholders_are_its_values() {
    let programme = child_premium::programme();
    let sentences: BTreeMap<&str, _> = programme
        .texts()
        .iter()
        .map(|text| (text.code, text))
        .collect();
    for (_, case) in all_cases() {
        for condition in case.decide().conditions {
            let text = sentences
                .get(condition.code.as_str())
                .unwrap_or_else(|| panic!("no text: {}", condition.code));
            for name in placeholders(text.zh).chain(placeholders(text.en)) {
                assert!(
                    condition.values.contains_key(name),
                    "{}: {name} in `{}`",
                    condition.code,
                    case.story
                );
            }
        }
    }
}

#[test]
fn every_condition_that_stops_a_claim_is_explained_to_the_member_in_plain_words() {
    let programme = child_premium::programme();
    let texts: BTreeMap<&str, _> = programme
        .member_texts()
        .iter()
        .map(|text| (text.code, text))
        .collect();
    assert_eq!(
        texts.len(),
        programme.member_texts().len(),
        "a code stands twice"
    );
    let mut met = BTreeSet::new();
    for (_, case) in all_cases() {
        for condition in case.decide().conditions {
            if condition.severity < Severity::Review {
                continue;
            }
            let text = texts
                .get(condition.code.as_str())
                .unwrap_or_else(|| panic!("nothing tells the member of {}", condition.code));
            let all = [text.zh, text.en, text.send_zh, text.send_en];
            for name in all.into_iter().flat_map(placeholders) {
                let value = condition.values.get(name);
                assert!(value.is_some(), "{}: {name}", condition.code);
                assert_ne!(value.unwrap(), "-", "{}: {name} is empty", condition.code);
            }
            met.insert(text.code);
        }
    }
    let never: Vec<&&str> = texts.keys().filter(|code| !met.contains(**code)).collect();
    assert!(never.is_empty(), "no case has {never:?}");
}

#[test]
fn what_a_member_reads_is_chinese_without_the_words_of_the_office() {
    let office = [
        "花名册",
        "列支",
        "封批",
        "裁定",
        "基准日",
        "参数",
        "导入",
        "REVIEW",
        "编码",
        "取值",
    ];
    for text in child_premium::programme().member_texts() {
        for zh in [text.zh, text.send_zh] {
            let plain: String = zh
                .split('{')
                .map(|part| part.rsplit('}').next().unwrap())
                .collect();
            assert!(
                !plain.chars().any(|c| c.is_ascii_alphabetic()),
                "{}: {plain}",
                text.code
            );
            assert!(
                office.iter().all(|word| !plain.contains(word)),
                "{}: {plain}",
                text.code
            );
            assert!(zh.is_empty() || zh.ends_with('。'), "{}", text.code);
        }
        assert_eq!(text.send_zh.is_empty(), text.send_en.is_empty());
        assert!(text.en.ends_with('.'), "{}", text.code);
        let sends = text.turn == policy::Turn::Member;
        assert_eq!(sends, !text.send_zh.is_empty(), "{}", text.code);
    }
}

fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .map(|rest| rest.split('}').next().unwrap())
}

#[test]
fn no_two_stories_have_the_same_title() {
    let mut titles = BTreeSet::new();
    for (file, case) in all_cases() {
        assert!(titles.insert(case.story.clone()), "{file}: {}", case.story);
    }
}
