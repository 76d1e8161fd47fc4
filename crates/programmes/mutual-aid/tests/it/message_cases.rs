//! Reads `tests/cases/messages.toml` and holds the reader to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use domain::lang::Lang;
use mutual_aid::codes::{self, Codes};
use mutual_aid::fields::{AmountField, TextField};
use mutual_aid::findings;
use mutual_aid::message::{Builder, Context, Kind, Origin, Reading, read};
use proptest::prelude::*;
use serde::Deserialize;

use crate::scheme_cases::yuan;

pub static CODES: LazyLock<Vec<Codes>> = LazyLock::new(|| codes::shipped().unwrap());

pub fn context(origin: Origin) -> Context<'static> {
    Context {
        origin,
        codes: &CODES,
        received_on: "2025-02-04".parse().unwrap(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    story: String,
    message: String,
    origin: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    amounts: BTreeMap<AmountField, String>,
    #[serde(default)]
    absent: Vec<AmountField>,
    #[serde(default)]
    texts: BTreeMap<TextField, String>,
    #[serde(default)]
    others: Vec<String>,
    #[serde(default)]
    funds: usize,
    #[serde(default)]
    findings: Vec<String>,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

fn cases() -> Vec<Case> {
    let cases: Cases = toml::from_str(include_str!("../cases/messages.toml")).unwrap();
    cases.case
}

fn reading(case: &Case) -> Reading {
    let origin = case
        .origin
        .as_deref()
        .and_then(Origin::from_code)
        .unwrap_or(Origin::Single);
    read(&case.message, &context(origin))
}

#[test]
fn every_message_is_read_as_its_story_says() {
    for case in cases() {
        let reading = reading(&case);
        let mut found: Vec<&str> = reading
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        found.sort_unstable();
        let mut expected: Vec<&str> = case.findings.iter().map(String::as_str).collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", case.story);
        let Some(kind) = &case.kind else {
            assert_eq!(reading.message, None, "{}", case.story);
            continue;
        };
        let message = reading.message.unwrap_or_else(|| panic!("{}", case.story));
        assert_eq!(
            message.kind,
            Kind::from_code(kind).unwrap(),
            "{}",
            case.story
        );
        for (field, text) in &case.amounts {
            assert_eq!(
                message.amount(*field),
                Some(yuan_signed(text)),
                "{} {field}",
                case.story
            );
        }
        for field in &case.absent {
            assert_eq!(message.amount(*field), None, "{} {field}", case.story);
        }
        for (field, text) in &case.texts {
            assert_eq!(
                message.text(*field),
                Some(text.as_str()),
                "{} {field}",
                case.story
            );
        }
        for key in &case.others {
            assert!(message.others.contains_key(key), "{} {key}", case.story);
        }
        assert_eq!(message.funds.len(), case.funds, "{}", case.story);
    }
}

fn yuan_signed(text: &str) -> domain::fen::Fen {
    match text.strip_prefix('-') {
        Some(rest) => yuan(rest).negated(),
        None => yuan(text),
    }
}

#[test]
fn changshas_base_of_the_real_settlement_is_1589_79() {
    let reading = reading(&cases()[0]);
    let base = |id: &str| {
        let scheme = crate::scheme_cases::shipped(id);
        let tiers = scheme
            .plan
            .iter()
            .flat_map(|plan| &plan.tiers)
            .next()
            .unwrap();
        tiers
            .base
            .value(&reading.message.as_ref().unwrap().amounts)
            .unwrap()
    };
    assert_eq!(base("changsha-2025"), yuan("1589.79"));
    assert_eq!(base("pinghu-2025"), yuan("2389.79"));
    assert_eq!(base("hunan-2017"), yuan("1867.18"));
    assert_eq!(base("xiangtan-2022"), yuan("2685.99"));
    assert_eq!(base("fuzhou-2012"), yuan("4973.72"));
}

#[test]
fn a_field_that_is_left_out_is_not_zero_unless_the_scheme_says_so() {
    let mut scheme = crate::scheme_cases::shipped("changsha-2025").clone();
    let mut message = reading(&cases()[0]).message.unwrap();
    message.amounts.remove(&AmountField::Deductible);
    let base = &mut scheme.plan[0].tiers[0].base;
    assert_eq!(
        base.value(&message.amounts),
        Err(vec![AmountField::Deductible])
    );
    base.zero_when_absent = vec![AmountField::Deductible];
    assert_eq!(base.value(&message.amounts), Ok(yuan("2389.79")));
}

#[test]
fn unknown_keys_keep_their_value_to_the_last_digit() {
    let text = r#"{"setl_id":"1","psn_no":"3","pric":0.123456,"exp_content":{"b":1.10,"a":"x"}}"#;
    let message = read(text, &context(Origin::Single)).message.unwrap();
    assert_eq!(message.others["pric"], "0.123456");
    assert_eq!(message.others["exp_content"], r#"{"b":1.10,"a":"x"}"#);
    let stored = serde_json::to_string(&message).unwrap();
    assert_eq!(
        serde_json::from_str::<mutual_aid::message::Message>(&stored).unwrap(),
        message
    );
}

#[test]
fn a_line_of_a_text_file_is_read_as_the_message_is() {
    let header = "setl_id\tmdtrt_id\tpsn_no\tmedfee_sumamt\tpsn_cash_pay\tact_pay_dedc";
    let line = "10000001\t20000001\t43000000000000000001\t5792.53\t2685.99\tnull";
    let mut builder = Builder::default();
    for (key, cell) in header.split('\t').zip(line.split('\t')) {
        builder.cell(key, cell);
    }
    let from_line = builder
        .read(None, &context(Origin::Single))
        .message
        .unwrap();
    let json = r#"{"setl_id":"10000001","mdtrt_id":"20000001","psn_no":"43000000000000000001","medfee_sumamt":5792.53,"psn_cash_pay":"2685.99","act_pay_dedc":null}"#;
    assert_eq!(
        Some(from_line),
        read(json, &context(Origin::Single)).message
    );
}

#[test]
fn a_message_is_not_longer_than_its_limit() {
    let padded = format!("{{\"setl_id\":\"1\",\"x\":\"{}\"}}", "a".repeat(1_048_576));
    let reading = read(&padded, &context(Origin::Single));
    assert_eq!(reading.findings[0].code, "message-too-large");
    assert_eq!(reading.message, None);
}

#[test]
fn no_sentence_and_no_debug_output_repeats_a_name_or_number_of_a_person() {
    for case in cases() {
        let reading = reading(&case);
        let mut shown = format!("{:?}", reading.message);
        for finding in &reading.findings {
            let text = findings::ALL
                .iter()
                .find(|text| text.code == finding.code)
                .unwrap();
            for lang in [Lang::Zh, Lang::En] {
                assert!(text.unfilled(finding, lang).is_empty(), "{}", finding.code);
                shown += &text.render(finding, lang);
            }
        }
        for secret in [
            "张三",
            "李四",
            "43010119900307001X",
            "130102199003070012",
            "43000000000000000001",
        ] {
            assert!(!shown.contains(secret), "{}: {shown}", case.story);
        }
    }
}

#[test]
fn every_finding_of_the_reader_has_a_case() {
    let shown: BTreeSet<String> = cases().into_iter().flat_map(|case| case.findings).collect();
    let elsewhere = ["message-too-large"];
    for text in findings::ALL {
        let of_reader = text.code.starts_with("message-") || text.code.starts_with("settlement-");
        let of_account = [
            "content-differs",
            "day-of-receipt",
            "day-unknown",
            "outside-cover",
            "plan-not-joined",
            "kinship-review",
            "listed-illness",
            "benefit-excluded",
            "no-benefit-applies",
            "not-taking-part",
        ];
        if of_reader
            && !of_account.iter().any(|end| text.code.ends_with(end))
            && !elsewhere.contains(&text.code)
        {
            assert!(shown.contains(text.code), "{}", text.code);
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".*") {
        let _ = read(&text, &context(Origin::Single));
    }

    #[test]
    fn no_value_makes_the_reader_panic(key in "[a-z_]{0,20}", value in "[-0-9.eE\"\\[\\]{}a-z,:]{0,20}") {
        let _ = read(&format!("{{\"setl_id\":\"1\",\"{key}\":{value},\"medfee_sumamt\":{value}}}"), &context(Origin::Single));
    }
}
