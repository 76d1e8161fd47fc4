//! Units, rosters, plans, budgets.

use crate::support::{Outcome, Place, day};
use child_premium::Method;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::unit::UnitLevel;
use policy::funds::{SUBSIDY, UNION};
use rows::Sheet;

fn read<S: Sheet + Copy>(sheet: S, rows: &[&[&str]]) -> Outcome<S::Row> {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
        .collect();
    Place::of(sheet).csv(&rows)
}

#[test]
fn a_roster_row_becomes_a_member() {
    let row = [
        "HN430102-001",
        "张三",
        "430102198001010038",
        "138 0000 0001",
        "在职",
        "2026-12",
        "李四",
        "430102800101003",
        "某厂",
    ];
    let outcome = read(import::Members, &[&row]);
    // The spouse's number is the member's own, in its old form.
    assert_eq!(
        outcome.codes(),
        ["identity-converted-from-15", "same-identity"]
    );
    let mut row = row;
    row[7] = "";
    let outcome = read(import::Members, &[&row]);
    let Some(member) = &outcome.rows[0].draft else {
        panic!("{:?}", outcome.codes())
    };
    assert_eq!(member.mobile.as_ref().unwrap().canonical(), "13800000001");
    assert_eq!(member.dues_paid_through, Some(day("2026-12-01")));
    assert!(member.in_service);
    assert_eq!(
        (
            member.partner_name.as_deref(),
            member.partner_unit.as_deref()
        ),
        (Some("李四"), Some("某厂"))
    );
}

#[test]
fn dues_are_a_month_or_unknown() {
    let dues = |text: &str| {
        let outcome = read(
            import::Members,
            &[&["U1", "张三", "430102198001010038", "", "退休", text]],
        );
        let codes = outcome.codes().join(" ");
        match outcome.rows.into_iter().next().unwrap().draft {
            Some(member) => (member.dues_paid_through.map(|day| day.to_string()), codes),
            _ => (None, codes),
        }
    };
    let through = Some("2026-12-01".to_owned());
    for text in ["2026-12", "2026年12月", "202612", "2026/12/31", "2026.12"] {
        assert_eq!(dues(text), (through.clone(), String::new()), "{text}");
    }
    assert_eq!(dues("是"), (None, "dues-without-month".to_owned()));
    for text in ["否", "未缴", "×", "欠缴"] {
        assert_eq!(dues(text), (None, "dues-unpaid".to_owned()), "{text}");
    }
    assert_eq!(dues(""), (None, String::new()));
    assert_eq!(dues("26.12"), (None, "date-two-digit-year".to_owned()));
    assert_eq!(dues("年底"), (None, "month-format".to_owned()));
}

#[test]
fn a_roster_that_says_dues_are_not_paid_is_kept_in_its_own_word() {
    let member = |employment: &str, dues: &str| {
        let outcome = read(
            import::Members,
            &[&["U1", "张三", "430102198001010038", "", employment, dues]],
        );
        match outcome.rows.into_iter().next().unwrap().draft {
            Some(member) => member,
            _ => panic!("no member"),
        }
    };
    assert_eq!(member("在职", "未缴").dues_unpaid.as_deref(), Some("未缴"));
    assert_eq!(member("在职", "是").dues_unpaid, None);
    assert_eq!(member("在职", "2026-12").dues_unpaid, None);
    for (word, doubt) in [
        ("借调", Some("借调")),
        ("劳务派遣", Some("劳务派遣")),
        ("试用期", None),
    ] {
        let member = member(word, "2026-12");
        assert!(member.in_service, "{word}");
        assert_eq!(member.service_in_doubt.as_deref(), doubt, "{word}");
    }
}

#[test]
fn phones_that_are_no_mobiles_are_told_and_left_out() {
    for (phone, code) in [
        ("0731-88888888", "mobile-fixed-line"),
        ("1.38E+10", "mobile-format"),
        ("123", "mobile-format"),
    ] {
        let outcome = read(
            import::Members,
            &[&["U1", "张三", "430102198001010038", phone, "在职"]],
        );
        outcome.only(code);
        assert!(outcome.rows[0].draft.is_some());
    }
}

#[test]
fn a_member_twice_in_one_roster_is_refused_the_second_time() {
    let row: &[&str] = &["U1", "张三", "430102198001010038", "", "在职"];
    let outcome = read(
        import::Members,
        &[row, &["U2", "张三", "430102198001010038", "", "在职"], row],
    );
    assert_eq!(outcome.only("duplicate-in-file").row, 4);
}

#[test]
fn units_have_a_parent_but_for_the_province() {
    let outcome = read(
        import::Units,
        &[
            &[
                "HN",
                "湖南省总工会",
                "",
                "省",
                "81430000MC00000X4D",
                "430000",
            ],
            &["HN4301", "长沙市总工会", "HN", "市州", "", "430100"],
            &["HN430102-001", "某小学工会", "HN4301", "基层", "", ""],
            &["HN9", "无主", "", "基层", "", ""],
            &["HN8", "自己", "HN8", "县市区", "", ""],
        ],
    );
    assert_eq!(outcome.codes(), ["required-missing", "unit-own-parent"]);
    let Some(unit) = &outcome.rows[0].draft else {
        panic!()
    };
    assert_eq!(
        (unit.level, unit.parent_code.as_deref()),
        (UnitLevel::Province, None)
    );
    assert_eq!(unit.credit_code.as_deref(), Some("81430000MC00000X4D"));
}

#[test]
fn a_units_codes_are_checked() {
    let code = |credit: &str, area: &str| {
        read(import::Units, &[&["U1", "甲", "HN", "基层", credit, area]])
            .codes()
            .join(" ")
    };
    assert_eq!(code("81430100MC0000012E", ""), "credit-code-wrong");
    assert_eq!(code("91430100MA4L00011K", ""), "credit-code-not-union");
    assert_eq!(code("8143O100MC0000012F", ""), "credit-code-suggestion");
    assert_eq!(code("8.143E+17", ""), "number-lost-digits");
    assert_eq!(code("", "4301"), "area-code-format");
}

#[test]
fn plans_carry_an_amount_or_a_ratio() {
    let outcome = read(
        import::Plans(child_premium::programme().as_ref()),
        &[
            &["U1", "2026", "报销", "400", "", "纪要1号"],
            &["U1", "2026", "分摊", "", "50%", "纪要1号"],
            &["U1", "2026", "全额", "", "", "纪要1号"],
            &["U2", "2026", "分摊", "", "", "纪要1号"],
            &["U2", "2026", "报销", "400", "200%", ""],
            &["U1", "2026", "报销", "300", "", "纪要2号"],
        ],
    );
    assert_eq!(
        outcome.codes(),
        [
            "plan-part-missing",
            "ratio-format",
            "required-missing",
            "duplicate-in-file"
        ]
    );
    let plans: Vec<_> = outcome
        .rows
        .iter()
        .filter_map(|row| row.draft.as_ref())
        .map(|row| (row.plan.method.clone(), row.plan.amount, row.plan.ratio_bp))
        .collect();
    assert_eq!(
        plans,
        [
            (Method::Reimburse.into(), Some(Fen::new(40_000)), None),
            (Method::Shared.into(), None, Some(5_000)),
            (Method::Full.into(), None, None)
        ]
    );
}

#[test]
fn budgets_name_their_purse() {
    let outcome = read(
        import::Budgets(&[&UNION, &SUBSIDY]),
        &[
            &["U1", "2026年", "工会经费", "100,000", "预1号"],
            &["U1", "2026", "行政补助", "5万", ""],
            &["U1", "2026", "彩票", "1", ""],
        ],
    );
    assert_eq!(outcome.codes(), ["amount-chinese-numeral", "unknown-word"]);
    let Some(budget) = &outcome.rows[0].draft else {
        panic!()
    };
    assert_eq!(
        (budget.calendar_year, budget.source, budget.total),
        (2026, FundSource::new("union"), Fen::new(10_000_000))
    );
    assert_eq!(budget.minutes, "预1号");
}
