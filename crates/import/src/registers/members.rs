//! One row of a roster.

use super::{MemberRow, Register, columns};
use crate::codes;
use chrono::{Datelike, NaiveDate};
use domain::mask;
use domain::mobile::{Mobile, MobileFault};
use rows::date::DateRead;
use rows::{Context, RawCell, Read, RowReader, Sheet, SheetSpec, Whose, shown, tidy};

/// Words that say that dues are paid but not for how long.
const DUES_PAID: [&str; 8] = [
    "是",
    "√",
    "已缴",
    "已缴纳",
    "已交",
    "已缴清",
    "正常",
    "按月代扣",
];
/// Words that say that dues are not paid.
const DUES_UNPAID: [&str; 11] = [
    "否",
    "×",
    "未缴",
    "未缴纳",
    "未交",
    "没有",
    "没缴",
    "没交",
    "欠缴",
    "欠费",
    "未缴会费",
];
/// Words that say nothing of dues.
const DUES_UNSAID: [&str; 3] = ["无", "不详", "/"];

/// The sheet.
#[derive(Debug, Clone, Copy)]
pub struct Members;

impl Sheet for Members {
    type Row = MemberRow;

    fn spec(&self) -> SheetSpec {
        SheetSpec {
            code: Register::Members.code(),
            title: "会员花名册",
            columns: columns::MEMBERS,
        }
    }

    fn read(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<MemberRow> {
        read(cells, context)
    }

    fn unit_code<'r>(&self, row: &'r MemberRow) -> Option<&'r str> {
        Some(&row.unit_code)
    }

    fn key(&self, row: &MemberRow) -> String {
        format!("{}|{}", row.unit_code, row.identity.canonical())
    }

    fn people<'r>(&self, row: &'r MemberRow) -> Vec<(&'r str, &'r str)> {
        vec![(row.identity.canonical(), &row.name)]
    }
}

fn read(reader: &mut RowReader<'_>, context: &Context) -> Option<MemberRow> {
    let unit_code = reader.unit_code(&columns::UNIT_CODE, context);
    let name = reader.name(&columns::MEMBER_NAME);
    let name = reader.required(&columns::MEMBER_NAME, name);
    let number = reader.identity(&columns::MEMBER_ID, None, Whose::Adult, context);
    let number = reader.required(&columns::MEMBER_ID, number);
    let mobile = mobile(reader);
    let service = reader.word(
        &columns::EMPLOYMENT,
        |word| {
            Some((
                rows::words::employment_word(word)?,
                rows::words::employment_in_doubt(word),
            ))
        },
        "在职、试用期、借调、劳务派遣、退休、离职",
    );
    let service = reader.required(&columns::EMPLOYMENT, service);
    let (dues_paid_through, dues_unpaid) = dues(reader);
    let partner_name = reader.name(&columns::PARTNER_NAME).value();
    let partner_identity = reader
        .identity(&columns::PARTNER_ID, None, Whose::Adult, context)
        .value();
    if let (Some(partner), Some(member)) = (&partner_identity, &number)
        && partner == member
    {
        reader.report(
            &columns::PARTNER_ID,
            rows::codes::SAME_IDENTITY,
            &[("value", &partner.masked())],
        );
    }
    let partner_unit = reader.text(&columns::PARTNER_UNIT).value();
    let (in_service, service_in_doubt) = service?;
    Some(MemberRow {
        unit_code: unit_code?,
        name: name?,
        identity: number?,
        mobile,
        in_service,
        service_in_doubt,
        dues_paid_through,
        dues_unpaid,
        partner_name,
        partner_identity,
        partner_unit,
    })
}

/// A mobile number; eleven digits survive as a number, so any cell will do. What is none is told and left out.
fn mobile(reader: &mut RowReader<'_>) -> Option<Mobile> {
    let text = match reader.cell(&columns::MOBILE) {
        Read::Value(RawCell::Text(text) | RawCell::Number(text)) => text.as_str(),
        Read::Value(_) | Read::Blank | Read::Faulty => return None,
    };
    let masked = || mask::phone(&tidy(text).chars().take(40).collect::<String>());
    match Mobile::parse(text) {
        Ok(mobile) => Some(mobile),
        Err(MobileFault::Empty) => None,
        Err(MobileFault::FixedLine) => {
            reader.report(
                &columns::MOBILE,
                codes::MOBILE_FIXED_LINE,
                &[("value", &masked())],
            );
            None
        }
        Err(MobileFault::ExcelNumber | MobileFault::Format) => {
            reader.report(
                &columns::MOBILE,
                codes::MOBILE_FORMAT,
                &[("value", &masked())],
            );
            None
        }
    }
}

/// The last month paid for, as its first day; or the row's own word that dues are not paid.
fn dues(reader: &mut RowReader<'_>) -> (Option<NaiveDate>, Option<String>) {
    let Read::Value(cell) = reader.cell(&columns::DUES_THROUGH) else {
        return (None, None);
    };
    let text = match cell {
        RawCell::Bool(value) => (if *value { "是" } else { "否" }).to_owned(),
        RawCell::Text(text) | RawCell::Number(text) => tidy(text),
        _ => String::new(),
    };
    let word = text.as_str();
    if DUES_UNPAID.contains(&word) {
        reader.report(
            &columns::DUES_THROUGH,
            codes::DUES_UNPAID,
            &[("value", word)],
        );
        return (None, Some(text));
    }
    if DUES_PAID.contains(&word) || DUES_UNSAID.contains(&word) {
        reader.report(
            &columns::DUES_THROUGH,
            codes::DUES_WITHOUT_MONTH,
            &[("value", word)],
        );
        return (None, None);
    }
    let unreadable = match reader.day_of(cell) {
        DateRead::Day(day) | DateRead::Serial(day) | DateRead::Month(day) => {
            return (day.with_day(1), None);
        }
        DateRead::TwoDigitYear => rows::codes::DATE_TWO_DIGIT_YEAR,
        DateRead::SerialText(_)
        | DateRead::Timed(_)
        | DateRead::Ambiguous
        | DateRead::Unreadable => rows::codes::MONTH_FORMAT,
    };
    reader.report(
        &columns::DUES_THROUGH,
        unreadable,
        &[("value", &shown(&text))],
    );
    (None, None)
}
