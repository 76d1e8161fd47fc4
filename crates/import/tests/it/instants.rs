//! Dates with a time of day, and dates that a program shifted into universal time.

use crate::support::{CHILD_ID_X, CLAIMS, Outcome, Place, claim_row, column_of, day, headers, put};
use child_premium::claim::Premium;
use rust_xlsxwriter::Format;

fn one(set: &[(&str, &str)]) -> Outcome {
    Place::claims().csv(&[claim_row(set)])
}

#[test]
fn an_instant_is_the_day_it_was_in_china_and_told() {
    for (text, wanted) in [
        ("2025-08-31T16:00:00.000Z", "2025-09-01"),
        ("2025-11-04T15:59:17.000Z", "2025-11-05"),
        ("Wed Nov 05 2025 00:30:00 GMT+0000", "2025-11-05"),
    ] {
        let outcome = one(&[("缴费日期", text)]);
        assert_eq!(outcome.only("date-converted").args["date"], wanted);
        assert_eq!(
            outcome.claims()[0].premium().paid_on,
            Some(day(wanted)),
            "{text}"
        );
    }
}

#[test]
fn a_time_of_day_is_told_and_the_date_stands() {
    for text in [
        "2025-11-04 16:00:00",
        "2025/11/4 14:33",
        "Tue Nov 04 14:33:21 CST 2025",
        "2025年11月4日 下午2:33",
        "20251104143321",
    ] {
        let outcome = one(&[("缴费日期", text)]);
        let finding = outcome.only("date-with-time");
        assert_eq!(finding.args["date"], "2025-11-04");
        assert_eq!(
            outcome.claims()[0].premium().paid_on,
            Some(day("2025-11-04")),
            "{text}"
        );
    }
    assert_eq!(
        one(&[("缴费日期", "2025-11-04 00:00:00")]).codes(),
        Vec::<&str>::new()
    );
}

/// A file whose dates are one day early, at the time that midnight in China is in universal time.
fn shifted(time: &str) -> Outcome {
    let set = [
        ("出生日期", format!("2015-03-06 {time}")),
        ("缴费日期", format!("2025-08-31 {time}")),
    ];
    let set = set
        .each_ref()
        .map(|(header, value)| (*header, value.as_str()));
    let newborn = [
        ("子女身份证号", ""),
        ("出生医学证明编号", "X320101001"),
        ("证件类型", ""),
    ];
    Place::claims().csv(&[claim_row(&[&newborn[..], &set].concat()), claim_row(&set)])
}

#[test]
fn birth_dates_show_that_a_file_was_shifted_and_its_other_dates_follow() {
    for time in ["16:00:00", "15:59:17"] {
        let outcome = shifted(time);
        assert_eq!(outcome.codes(), ["date-converted"; 4], "{time}");
        for claim in outcome.claims() {
            assert_eq!(claim.subject.birth_date, Some(day("2015-03-07")));
            assert_eq!(claim.premium().paid_on, Some(day("2025-09-01")));
        }
    }
    // A time that is no midnight anywhere shifts nothing, and the birth date differs.
    assert!(shifted("14:00:00").codes().contains(&"birth-date-differs"));
}

#[test]
fn one_date_that_names_universal_time_shifts_those_that_do_not() {
    let plain = claim_row(&[("缴费日期", "2025-11-04 16:00:00")]);
    let named = claim_row(&[
        ("子女身份证号", CHILD_ID_X),
        ("缴费日期", "2025-08-31T16:00:00.000Z"),
    ]);
    let outcome = Place::claims().csv(&[plain.clone(), named]);
    assert_eq!(outcome.codes(), ["date-converted"; 2]);
    assert_eq!(
        outcome.claims()[0].premium().paid_on,
        Some(day("2025-11-05"))
    );
    let alone = Place::claims().csv(&[plain]);
    assert_eq!(alone.claims()[0].premium().paid_on, Some(day("2025-11-04")));
}

#[test]
fn one_time_of_day_among_exact_birth_dates_shifts_nothing() {
    let exact = ("出生日期", "2015-03-07 16:00:00");
    let outcome = one(&[exact, ("缴费日期", "2025-08-31 16:00:00")]);
    assert_eq!(outcome.codes(), ["date-with-time"; 2]);
    assert_eq!(
        outcome.claims()[0].premium().paid_on,
        Some(day("2025-08-31"))
    );
}

/// A workbook with these serial dates of birth and payment in every row.
fn workbook(birth: f64, paid: f64) -> Outcome {
    let blank = [("出生日期", ""), ("缴费日期", "")];
    let rows = [
        claim_row(&blank),
        claim_row(&[&blank[..], &[("子女身份证号", CHILD_ID_X)]].concat()),
    ];
    Place::claims().xlsx(|sheet| {
        put(sheet, 0, &[vec![headers(&CLAIMS)], rows.to_vec()].concat());
        let date = Format::new().set_num_format("yyyy-mm-dd");
        for row in [1, 2] {
            for (header, serial) in [("出生日期", birth), ("缴费日期", paid)] {
                let column = u16::try_from(column_of(header)).unwrap();
                sheet
                    .write_number_with_format(row, column, serial, &date)
                    .unwrap();
            }
        }
    })
}

#[test]
fn serial_dates_of_a_workbook_are_shifted_or_timed_alike() {
    // 2015-03-07 is 42070, 2025-09-01 is 45901.
    let seconds = |seconds: f64| seconds / 86_400.0;
    for early in [seconds(28_800.0), seconds(28_843.0), seconds(43.0)] {
        let outcome = workbook(42_070.0 - early, 45_901.0 - early);
        assert!(
            outcome.codes().iter().all(|code| *code == "date-converted"),
            "{early}: {:?}",
            outcome.codes()
        );
        for claim in outcome.claims() {
            assert_eq!(claim.premium().paid_on, Some(day("2025-09-01")), "{early}");
        }
        assert_eq!(outcome.claims().len(), 2);
    }
    let late = workbook(42_070.0 + seconds(43.0), 45_901.0 + seconds(43.0));
    assert_eq!(late.codes(), ["date-with-time"; 4]);
    assert_eq!(late.claims()[1].premium().paid_on, Some(day("2025-09-01")));
    assert_eq!(workbook(42_070.0, 45_901.0).codes(), Vec::<&str>::new());
}
