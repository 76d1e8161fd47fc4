//! Defects 6 to 9: dates.

use super::{E, W, fixture, number, one, says, sound, told, workbook};
use crate::support::{CLAIMS, Place, claim_row, day, headers, put};
use child_premium::claim::Premium;
use rust_xlsxwriter::{ExcelDateTime, Format};

const PAID: &str = "缴费日期";
const BORN: &str = "出生日期";

#[test]
fn defect_06_whole_dates_are_read_in_every_form_and_a_month_takes_its_day_from_the_number() {
    for form in [
        "2015.3.7",
        "2015/3/7",
        "2015-3-7",
        "2015年3月7日",
        "20150307",
    ] {
        let outcome = one(&[(BORN, form)]);
        sound(&outcome, 1);
        let claims = outcome.claims();
        assert_eq!(claims[0].subject.birth_date, Some(day("2015-03-07")));
    }
    for form in ["2015.03", "2015年3月", "201503"] {
        let words = "缺少“日”，已按身份证取值";
        let outcome = told(&[(BORN, form)], "date-day-from-identity", W, words);
        let claims = outcome.claims();
        assert_eq!(claims[0].subject.birth_date, Some(day("2015-03-07")));
    }
    told(&[(PAID, "2025年10月")], "date-no-day", E, "请写完整日期");
    told(&[(PAID, "某日")], "date-format", E, "无法识别");
}

/// A workbook with the birth date as a serial number and the day of payment as a date.
fn serial(birth: f64, date1904: bool) -> crate::support::Outcome {
    let place = Place::claims();
    let paid_days = ExcelDateTime::from_ymd(2025, 10, 8).unwrap();
    let path = place.xlsx_file(|sheet| {
        put(
            sheet,
            0,
            &[headers(&CLAIMS), claim_row(&[(BORN, ""), (PAID, "")])],
        );
        sheet.write_number(1, number(BORN), birth).unwrap();
        let format = Format::new().set_num_format("yyyy-mm-dd");
        if date1904 {
            // 2025-10-08 is day 45938 from 1900 and day 44476 from 1904.
            sheet
                .write_number_with_format(1, number(PAID), 44_476.0, &format)
                .unwrap();
        } else {
            sheet
                .write_datetime_with_format(1, number(PAID), &paid_days, &format)
                .unwrap();
        }
    });
    if !date1904 {
        return place.read(&path);
    }
    let path = crate::support_zip::rewrite(&path, &place.path("1904.xlsx"), |name, text| {
        (name == "xl/workbook.xml")
            .then(|| text.replace("<workbookPr ", "<workbookPr date1904=\"1\" "))
    });
    place.read(&path)
}

#[test]
fn defect_07_serial_dates_follow_the_workbooks_own_date_system() {
    for outcome in [serial(42_070.0, false), serial(40_608.0, true)] {
        sound(&outcome, 1);
        let claims = outcome.claims();
        assert_eq!(claims[0].subject.birth_date, Some(day("2015-03-07")));
        assert_eq!(claims[0].premium().paid_on, Some(day("2025-10-08")));
    }
    // Copied from a workbook that counts from 1904 into one that does not.
    let outcome = serial(40_608.0, false);
    says(
        outcome.only("date-1904"),
        W,
        "与身份证相差1462天，疑似1904日期系统",
    );
    let claims = outcome.claims();
    assert_eq!(claims[0].subject.birth_date, Some(day("2015-03-07")));
    for name in ["1904.xls", "openpyxl-1904.xlsx"] {
        let outcome = Place::claims().read(&fixture(name));
        sound(&outcome, 1);
        assert_eq!(
            outcome.claims()[0].premium().paid_on,
            Some(day("2025-10-08")),
            "{name}"
        );
    }
}

#[test]
fn defect_08_a_year_of_two_digits_is_refused() {
    for text in ["15.3.7", "15/3/7", "15-03-07"] {
        let words = "年份请写四位";
        told(&[(PAID, text)], "date-two-digit-year", E, words);
    }
    sound(&one(&[(PAID, "2025.10.8")]), 1);
}

#[test]
fn defect_09_a_number_that_may_be_january_or_october_is_refused() {
    let words = "“2015.1”无法区分1月和10月，请写完整日期";
    told(&[(BORN, "2015.1")], "date-ambiguous-month", E, words);
    let (place, path) = workbook(&[claim_row(&[(BORN, "")])], |sheet| {
        sheet.write_number(1, number(BORN), 2015.10).unwrap();
    });
    let outcome = place.read(&path);
    says(outcome.only("date-ambiguous-month"), E, words);
    assert!(outcome.claims().is_empty());
    let (place, path) = workbook(&[claim_row(&[(BORN, "2015-03-07")])], |_| {});
    sound(&place.read(&path), 1);
}
