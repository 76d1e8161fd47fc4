//! The verdicts of the cases in `tests/cases`, and the layout in which a claim is stored.

use domain::year::BenefitYear;
use policy::{Facts, Params, Programme};
use serde::Deserialize;
use test_support::heating::WinterHeating;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    story: String,
    month: Option<String>,
    already_fen: Option<i64>,
    in_service: Option<bool>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    verdict: String,
    payable_fen: Option<i64>,
    codes: Vec<String>,
}

fn stored(month: &str) -> serde_json::Value {
    let member = serde_json::json!({
        "name": "王敏", "identities": [], "birth_date": "1985-06-15", "sex": "female",
    });
    serde_json::json!({
        "unit_code": "HN430102-001", "claimant": member, "subject": member, "year": 2026, "method": "card",
        "claimed": 30000, "payee": null, "form": { "month": month },
    })
}

fn facts(case: &Case) -> Facts {
    let day = "2026-01-10";
    let mut facts = serde_json::json!({
        "today": day, "filed": day, "member": { "active": case.in_service.unwrap_or(true) },
    });
    if let Some(fen) = case.already_fen {
        facts["committed"] = fen.into();
    }
    serde_json::from_value(facts).unwrap()
}

#[test]
fn every_case_comes_out_as_its_file_says() {
    let programme = WinterHeating;
    let year = BenefitYear::new(2026);
    let text = programme
        .snapshot(programme.shipped_params(), year)
        .unwrap();
    let version = "2026.1".to_owned();
    let rules = programme.bind(&Params { version, text }).unwrap();
    for path in std::fs::read_dir("tests/cases").unwrap() {
        let text = std::fs::read_to_string(path.unwrap().path()).unwrap();
        let file: File = toml::from_str(&text).unwrap();
        for case in file.case {
            let month = case.month.as_deref().unwrap_or("2026-01");
            let draft = programme.read(stored(month)).unwrap();
            let decision = rules.assess(&draft, &facts(&case));
            let codes: Vec<&str> = decision
                .conditions
                .iter()
                .map(|found| found.code.as_str())
                .collect();
            assert_eq!(
                decision.verdict.code(),
                case.expect.verdict,
                "{}: {codes:?}",
                case.story
            );
            for code in &case.expect.codes {
                assert!(codes.contains(&code.as_str()), "{}: {codes:?}", case.story);
            }
            if let Some(fen) = case.expect.payable_fen {
                assert_eq!(decision.payable.get(), fen, "{}", case.story);
            }
        }
    }
}

#[test]
fn a_stored_claim_is_read_and_written_as_it_was() {
    let programme = WinterHeating;
    let value = stored("2026-02");
    let draft = programme.read(value.clone()).unwrap();
    let written: serde_json::Value =
        serde_json::from_str(&programme.write(&draft).unwrap()).unwrap();
    assert_eq!(written, value);
    assert!(
        programme
            .read(serde_json::json!({ "unit_code": "X" }))
            .is_err()
    );
}
