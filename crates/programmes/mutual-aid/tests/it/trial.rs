//! What `scheme try` gives, and what it says where it cannot.

use mutual_aid::benefit::Claim;
use mutual_aid::trial::{TrialError, find, try_base};

use crate::scheme_cases::{schemes, yuan};

fn claim(base: &str, before: &str) -> Claim {
    Claim {
        base: yuan(base),
        before: yuan(before),
        further_periods: 0,
    }
}

#[test]
fn a_base_is_tried_with_what_was_borne_before() {
    let hangzhou = find(schemes(), "hangzhou-2021").unwrap();
    let whole = try_base(hangzhou, None, &claim("50000", "0")).unwrap();
    assert_eq!(whole.amount, yuan("30200"));
    let rest = try_base(hangzhou, None, &claim("35000", "15000")).unwrap();
    assert_eq!(rest.amount, yuan("21000"));
    let steps = serde_json::to_string(&rest.steps).unwrap();
    assert_eq!(
        steps,
        r#"[{"from_fen":1500000,"to_fen":5000000,"mode":"marginal","rate_bp":6000,"amount_fen":2100000}]"#
    );
}

#[test]
fn what_cannot_be_tried_is_told_with_what_can() {
    let error = find(schemes(), "pinghu").unwrap_err();
    assert!(error.to_string().contains("pinghu-2025"), "{error}");
    assert!(error.chinese().contains("pinghu-2025"));
    let hunan = find(schemes(), "hunan-2017").unwrap();
    let error = try_base(hunan, Some("women"), &claim("1", "0")).unwrap_err();
    assert!(
        error.to_string().contains("hospital-resident-class-3"),
        "{error}"
    );
    let beijing = find(schemes(), "beijing-2011").unwrap();
    let error = try_base(beijing, None, &claim("1", "0")).unwrap_err();
    assert!(matches!(error, TrialError::NoBase { .. }));
    let changsha = find(schemes(), "changsha-2025").unwrap();
    let error = try_base(changsha, None, &claim("1", "0")).unwrap_err();
    assert!(error.chinese().contains("没有找到"), "{error}");
}
