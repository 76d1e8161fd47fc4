//! A scheme that cannot be is refused with the place of the fault, in both languages.

use mutual_aid::scheme::{SHIPPED, SchemeError, read};

/// The shipped file with one thing changed, which must be there.
fn changed(from: &str, to: &str) -> SchemeError {
    assert!(SHIPPED.contains(from), "{from}");
    read(&SHIPPED.replacen(from, to, 1)).unwrap_err()
}

#[test]
fn the_shipped_schemes_are_whole_and_named_by_place_and_year() {
    let ids: Vec<String> = read(SHIPPED)
        .unwrap()
        .into_iter()
        .map(|one| one.id)
        .collect();
    for id in [
        "pinghu-2025",
        "hunan-2017",
        "changsha-2025",
        "hangzhou-2021",
        "yunnan-second-2024",
        "xiangtan-2022",
    ] {
        assert!(ids.iter().any(|one| one == id), "{id}");
    }
    assert!(ids.iter().any(|id| id.starts_with("yulin-")));
}

#[test]
fn rows_that_overlap_are_refused_with_where() {
    let error = changed(
        "{ from_fen = 500000, to_fen = 1000000, includes = \"to\", mode = \"marginal\", rate_bp = 5000 }",
        "{ from_fen = 400000, to_fen = 1000000, includes = \"to\", mode = \"marginal\", rate_bp = 5000 }",
    );
    assert_eq!(
        error.to_string(),
        "scheme `pinghu-2025`, benefit `hospital`: rows 1 and 2 overlap at 4,000.00 yuan"
    );
    assert_eq!(
        error.chinese(),
        "互助方案 pinghu-2025 的待遇 hospital：第1档与第2档在 4,000.00 元处重叠。"
    );
}

#[test]
fn rows_that_leave_a_gap_are_refused_with_where() {
    let error = changed(
        "{ from_fen = 500000, to_fen = 1000000, includes = \"to\", mode = \"marginal\", rate_bp = 5000 }",
        "{ from_fen = 500001, to_fen = 1000000, includes = \"to\", mode = \"marginal\", rate_bp = 5000 }",
    );
    assert_eq!(
        error.to_string(),
        "scheme `pinghu-2025`, benefit `hospital`: rows 1 and 2 leave a gap at 5,000.00 yuan"
    );
    assert!(error.chinese().contains("空档"));
}

#[test]
fn neighbours_that_both_include_or_both_leave_out_their_bound_are_refused() {
    let row = "{ from_fen = 3000000, to_fen = 5000000, includes = \"from\", mode = \"fixed\", sum_fen = 400000 }";
    let both_out = changed(row, &row.replace("\"from\"", "\"to\""));
    assert!(
        matches!(both_out, SchemeError::Gap { row: 1, .. }),
        "{both_out}"
    );
    let row = "{ from_fen = 2000000, to_fen = 3000000, includes = \"from\", mode = \"fixed\", sum_fen = 300000 }";
    let both_in = changed(row, &row.replace("\"from\"", "\"to\""));
    assert!(
        matches!(both_in, SchemeError::Overlap { row: 1, .. }),
        "{both_in}"
    );
}

#[test]
fn a_base_over_a_field_nobody_sends_is_refused_with_its_name_and_line() {
    let error = changed("plus = [\"psn_cash_pay\"", "plus = [\"psn_cash\"").to_string();
    assert!(
        error.contains("psn_cash") && error.contains("line"),
        "{error}"
    );
}

#[test]
fn a_value_without_a_source_is_refused_with_its_key() {
    for (from, to, key) in [
        (
            "source = \"中新网2025-12-16：保费50元，市镇两级工会承担49元，个人1元\"",
            "source = \"\"",
            "hospital.premium",
        ),
        (
            "source = \"中新网2025-12-16：600至5000元20%",
            "source = \"?\" #",
            "hospital",
        ),
        (
            "source = \"http://m.hz.bendibao.com/mip/95091.shtm：一次性补助与住院津贴不同时享受\"",
            "source = \"ad\"",
            "exclusion",
        ),
    ] {
        let error = changed(from, to);
        assert!(
            matches!(&error, SchemeError::Unsourced { key: k, .. } if k == key),
            "{error}"
        );
        assert!(error.chinese().contains("来源"));
    }
}

#[test]
fn a_misspelt_key_is_an_error_that_names_it() {
    let error = changed("minimum_fen = 20000", "minimum = 20000").to_string();
    assert!(error.contains("minimum"), "{error}");
}

#[test]
fn values_that_cannot_be_are_refused() {
    for (from, to, key) in [
        (
            "amount_fen = 4900 }",
            "amount_fen = 4800 }",
            "hospital.premium",
        ),
        ("open = \"2025-01-01\"", "open = \"2026-01-01\"", "period"),
        ("id = \"pinghu-2025\"", "id = \"Pinghu\"", "id"),
        (
            "mode = \"marginal\", rate_bp = 2000 }",
            "mode = \"marginal\", sum_fen = 2000 }",
            "hospital.row",
        ),
        (
            "mode = \"marginal\", rate_bp = 2000 }",
            "mode = \"whole\", rate_bp = 2000 }",
            "hospital.row",
        ),
        (
            "from_fen = 60000, to_fen = 500000",
            "from_fen = 600000, to_fen = 500000",
            "hospital.row",
        ),
        (
            "minus = [\"fulamt_ownpay_amt\", \"overlmt_selfpay\"]",
            "minus = [\"fulamt_ownpay_amt\", \"acct_pay\"]",
            "hospital.base",
        ),
        (
            "minimum_fen = 20000\nmaximum_fen = 5000000",
            "minimum_fen = 20000\nmaximum_fen = 10000",
            "hospital",
        ),
        (
            "ratio_bp = 10000, covered_from",
            "ratio_bp = 10001, covered_from",
            "participation.ratio_bp",
        ),
        (
            "benefits = [\"illness-listed\", \"illness-day\"]",
            "benefits = [\"illness-listed\", \"day\"]",
            "exclusion",
        ),
        (
            "rows_unknown = \"没有找到2025年的补助档次，须由长沙市总工会提供\"\n",
            "",
            "hospital.row",
        ),
        (
            "care = \"pharmacy\"",
            "care = \"outpatient\"",
            "not_covered",
        ),
        (
            "hospital_classes = [1, 2]",
            "hospital_classes = [1, 4]",
            "hospital-resident-class-1-2.hospital_classes",
        ),
        (
            "from_fen = 10000000, includes = \"from\", mode = \"fixed\"",
            "from_fen = 10000000, to_fen = 90000000, includes = \"from\", mode = \"fixed\"",
            "illness.row",
        ),
    ] {
        let error = changed(from, to);
        assert!(
            matches!(&error, SchemeError::Value { key: k, .. } if k == key),
            "{to}: {error}"
        );
        assert!(!error.chinese().is_empty());
    }
}

#[test]
fn a_scheme_that_stands_twice_is_refused() {
    let error = changed("id = \"yueyang-2014\"", "id = \"hunan-2017\"");
    assert_eq!(
        error,
        SchemeError::Twice {
            id: "hunan-2017".to_owned()
        }
    );
}
