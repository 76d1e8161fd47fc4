//! Every planted fault and every duplicate found again by looking at the cells alone.

use crate::read::{Row, SMALL, yuan};
use domain::identity::{IdentityFault, parse};
use std::collections::{BTreeMap, BTreeSet};

fn claims() -> Vec<Row> {
    SMALL.all("claims")
}

fn count(found: impl Fn(&Row) -> bool) -> usize {
    claims().iter().filter(|row| found(row)).count()
}

fn child_id(row: &Row) -> &str {
    &row["子女身份证号"]
}

fn excel_number(row: &Row) -> bool {
    child_id(row).starts_with('#') || child_id(row).contains("E+17")
}

#[test]
fn only_the_planted_numbers_are_invalid() {
    let today = SMALL.manifest.today;
    let mut bad: BTreeMap<&str, usize> = BTreeMap::new();
    for row in claims() {
        assert!(parse(&row["会员身份证号"], today).unwrap().notes.is_empty());
        if child_id(&row).is_empty() {
            assert!(parse(&row["出生医学证明编号"], today).is_ok(), "{row:?}");
            continue;
        }
        if excel_number(&row) {
            *bad.entry("id_stored_as_number").or_default() += 1;
            continue;
        }
        match parse(child_id(&row), today) {
            Ok(parsed) => {
                let sex = if parsed.number.sex() == Some(domain::identity::Sex::Male) {
                    "男"
                } else {
                    "女"
                };
                assert_eq!(row["性别"], sex);
            }
            Err(IdentityFault::CheckDigit) => *bad.entry("id_bad_check_digit").or_default() += 1,
            Err(_) => *bad.entry("id_impossible_date").or_default() += 1,
        }
    }
    let kinds = [
        "id_stored_as_number",
        "id_bad_check_digit",
        "id_impossible_date",
    ];
    for kind in kinds {
        assert!(SMALL.fault(kind) > 0, "{kind}");
        assert_eq!(
            bad.get(kind).copied().unwrap_or(0),
            SMALL.fault(kind),
            "{kind}"
        );
    }
}

#[test]
fn a_number_stored_by_excel_is_a_numeric_cell_in_a_workbook_and_scientific_text_in_csv() {
    let mut kinds = BTreeSet::new();
    for file in SMALL
        .manifest
        .files
        .iter()
        .filter(|file| file.profile == "claims")
    {
        for row in SMALL.rows(file).iter().filter(|row| excel_number(row)) {
            assert_eq!(child_id(row).starts_with('#'), file.format == "xlsx");
            kinds.insert(file.format.clone());
        }
    }
    assert!(!kinds.is_empty());
}

#[test]
fn spellings_are_found_as_often_as_the_manifest_says() {
    let fullwidth = |c: char| ('\u{FF10}'..='\u{FF3A}').contains(&c);
    assert_eq!(
        count(|row| child_id(row).chars().any(fullwidth)),
        SMALL.fault("id_full_width")
    );
    assert_eq!(
        count(|row| child_id(row).ends_with('x')),
        SMALL.fault("id_lower_case_x")
    );
    assert_eq!(
        count(|row| child_id(row).chars().any(char::is_whitespace)),
        SMALL.fault("id_blanks")
    );
    assert_eq!(
        count(|row| row["子女姓名"].contains(['•', '・', '‧', '．'])),
        SMALL.fault("name_interpunct_variant")
    );
    assert_eq!(
        count(|row| row["申请金额"].ends_with('元')),
        SMALL.fault("amount_with_unit")
    );
    assert_eq!(
        count(|row| row["缴费日期"].contains('.')),
        SMALL.fault("date_dotted")
    );
    assert_eq!(
        count(|row| yuan(&row["申请金额"]) == Some(500)),
        SMALL.fault("amount_over_standard")
    );
    for kind in [
        "id_full_width",
        "id_lower_case_x",
        "id_blanks",
        "name_interpunct_variant",
        "amount_with_unit",
        "date_dotted",
    ] {
        assert!(SMALL.fault(kind) > 0, "{kind}");
    }
}

#[test]
fn ages_at_the_edge_are_where_the_manifest_says() {
    let born = |row: &Row| {
        row["出生日期"]
            .replace('/', "-")
            .parse::<chrono::NaiveDate>()
            .ok()
    };
    let day = |text: &str| text.parse().ok();
    let years = |low: &'static str, high: &'static str| {
        count(move |row| {
            row["年度"].ends_with("2026") && born(row) >= day(low) && born(row) <= day(high)
        })
    };
    assert_eq!(years("1990-01-01", "2007-01-01"), SMALL.fault("over_age"));
    assert_eq!(
        years("2007-01-02", "2007-12-31"),
        SMALL.situation("age_depends_on_interpretation")
    );
    assert_eq!(
        years("2008-01-01", "2008-01-01"),
        SMALL.situation("eighteenth_birthday")
    );
    assert_eq!(
        years("2026-01-01", "2026-12-31"),
        SMALL.situation("newborn_waiver_likely")
    );
}

#[test]
fn copied_totals_and_blank_rows_are_counted() {
    let (mut copies, mut totals, mut blanks) = (0, 0, 0);
    for file in SMALL
        .manifest
        .files
        .iter()
        .filter(|file| file.profile == "claims")
    {
        let rows = SMALL.rows(file);
        copies += rows.len() - rows.iter().collect::<BTreeSet<_>>().len();
        let lines = SMALL.lines(file);
        blanks += lines
            .iter()
            .filter(|line| line.iter().all(String::is_empty))
            .count();
        for line in lines.iter().filter(|line| line[0] == "合计") {
            totals += 1;
            let sum: u32 = rows
                .iter()
                .filter_map(|row| yuan(row["申请金额"].trim_end_matches('元')))
                .sum();
            assert_eq!(line[17], sum.to_string(), "{}", file.path);
        }
    }
    assert_eq!(
        (copies, totals, blanks),
        (
            SMALL.fault("duplicated_row"),
            SMALL.fault("totals_row"),
            SMALL.fault("blank_row")
        )
    );
}

#[test]
fn rows_lean_on_missing_rosters_plans_and_budgets_as_often_as_the_manifest_says() {
    let roster: BTreeMap<String, Row> = SMALL
        .all("members")
        .into_iter()
        .map(|row| (row["会员身份证号"].clone(), row))
        .collect();
    let of = |profile: &str, column: &str| {
        SMALL
            .all(profile)
            .into_iter()
            .map(|row| (row["工会代码"].clone(), row[column].clone()))
            .collect::<BTreeSet<_>>()
    };
    let (plans, budgets) = (of("plans", "年度"), of("budgets", "预算年度"));
    let lacks = |set: &BTreeSet<(String, String)>, row: &Row| {
        !set.contains(&(row["工会代码"].clone(), "2026".to_owned()))
    };
    let member =
        |row: &Row, test: &dyn Fn(&Row) -> bool| roster.get(&row["会员身份证号"]).is_some_and(test);
    assert_eq!(
        count(|row| !roster.contains_key(&row["会员身份证号"])),
        SMALL.fault("missing_roster_entry")
    );
    assert_eq!(
        count(|row| lacks(&plans, row)),
        SMALL.fault("unit_without_plan")
    );
    assert_eq!(
        count(|row| lacks(&budgets, row)),
        SMALL.fault("unit_without_budget")
    );
    assert_eq!(
        count(|row| member(row, &|m| m["在职状态"] != "在职")),
        SMALL.fault("member_not_in_service")
    );
    assert_eq!(
        count(|row| member(row, &|m| m["会费缴至"].is_empty())),
        SMALL.fault("dues_unknown")
    );
    assert_eq!(
        count(|row| member(row, &|m| m["会费缴至"].starts_with("2025-0"))),
        SMALL.fault("dues_lapsed")
    );
    assert!(
        claims()
            .iter()
            .all(|row| member(row, &|m| m["工会代码"] == row["工会代码"])
                || !roster.contains_key(&row["会员身份证号"]))
    );
    for kind in [
        "missing_roster_entry",
        "unit_without_plan",
        "unit_without_budget",
        "budget_too_small",
        "member_not_in_service",
    ] {
        assert!(SMALL.fault(kind) > 0, "{kind}");
    }
}

#[test]
fn units_pay_only_in_a_mode_of_their_plan() {
    let plans: BTreeSet<_> = SMALL
        .all("plans")
        .into_iter()
        .map(|row| (row["工会代码"].clone(), row["缴费方式"].clone()))
        .collect();
    let with_plan: BTreeSet<_> = plans.iter().map(|(unit, _)| unit.clone()).collect();
    for row in claims()
        .iter()
        .filter(|row| with_plan.contains(&row["工会代码"]))
    {
        assert!(
            plans.contains(&(row["工会代码"].clone(), row["缴费方式"].clone())),
            "{row:?}"
        );
    }
}

/// Child-years by the number that identifies them, with the units that claim them.
fn claimed_by(number: &str) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut units: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for row in claims()
        .iter()
        .filter(|row| !row[number].is_empty() && !row[number].contains("E+17"))
    {
        let year = row["年度"].trim_start_matches('#').to_owned();
        units
            .entry((row[number].clone(), year))
            .or_default()
            .insert(row["工会代码"].clone());
    }
    units
}

#[test]
fn two_units_claim_exactly_the_child_years_the_manifest_says() {
    let twice = |number: &str| {
        claimed_by(number)
            .into_iter()
            .filter(|(_, units)| units.len() > 1)
            .map(|(key, _)| key)
            .collect::<BTreeSet<_>>()
    };
    let by_certificate = SMALL.manifest.duplicated_by_certificate;
    assert_eq!(
        twice("子女身份证号").len(),
        SMALL.manifest.duplicated_child_years - by_certificate
    );
    let pairs = claims()
        .into_iter()
        .filter(|row| row["子女身份证号"].is_empty())
        .filter(|row| {
            twice("出生医学证明编号")
                .contains(&(row["出生医学证明编号"].clone(), "2026".to_owned()))
        })
        .count();
    assert_eq!(pairs, by_certificate);
    assert!(by_certificate > 0 && SMALL.manifest.duplicated_child_years > by_certificate);
}

#[test]
fn twins_share_birthday_and_parent_but_neither_name_nor_number() {
    let mut births: BTreeMap<(String, String), BTreeMap<String, String>> = BTreeMap::new();
    for row in claims()
        .iter()
        .filter(|row| row["子女身份证号"].len() == 18)
    {
        let birth = row["子女身份证号"][6..14].to_owned();
        births
            .entry((row["会员身份证号"].clone(), birth))
            .or_default()
            .insert(child_id(row).to_owned(), row["子女姓名"].clone());
    }
    let twins: Vec<_> = births
        .into_values()
        .filter(|children| children.len() > 1)
        .collect();
    assert!(!twins.is_empty());
    assert_eq!(
        twins.iter().map(BTreeMap::len).sum::<usize>(),
        SMALL.manifest.twins
    );
    for children in twins {
        assert_eq!(
            children.values().collect::<BTreeSet<_>>().len(),
            children.len(),
            "twins with one name"
        );
    }
}

#[test]
fn a_newborn_known_by_certificate_comes_again_with_its_number() {
    let certificates = |numbered: bool, year: &str| {
        claims()
            .iter()
            .filter(|row| row["年度"].ends_with(year) && row["子女身份证号"].is_empty() != numbered)
            .map(|row| row["出生医学证明编号"].clone())
            .filter(|certificate| !certificate.is_empty())
            .collect::<BTreeSet<_>>()
    };
    let again = certificates(false, "2025")
        .intersection(&certificates(true, "2026"))
        .count();
    assert_eq!(again, certificates(false, "2025").len());
    assert!(again > 0 && again >= SMALL.situation("certificate_first"));
}
