//! One row of a roster.

use super::identities::{Whose, identity};
use super::reader::{Read, RowReader, shown};
use super::{Context, MemberRow};
use crate::cell::RawCell;
use crate::date::{DateRead, read_date};
use crate::field::Field;
use crate::header::Columns;
use crate::messages::Code;
use crate::staged::StagedRow;
use chrono::{Datelike, NaiveDate};
use domain::finding::RowFinding;
use domain::mask;
use domain::mobile::{Mobile, MobileFault};
use policy::words;

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

/// Reads a row of a roster: every finding of the row, and the member unless one of them refuses it.
pub fn validate(
    row: &StagedRow,
    columns: &Columns,
    context: &Context,
) -> (Option<MemberRow>, Vec<RowFinding>) {
    let mut reader = RowReader::new(row, columns);
    let unit_code = reader.unit_code(context);
    let name = reader.name(Field::MemberName);
    let name = reader.required(Field::MemberName, name);
    let number = identity(&mut reader, Field::MemberId, None, Whose::Adult, context);
    let number = reader.required(Field::MemberId, number);
    let mobile = mobile(&mut reader);
    let service = reader.word(
        Field::Employment,
        |word| {
            Some((
                words::employment_word(word)?,
                words::employment_in_doubt(word),
            ))
        },
        "在职、试用期、借调、劳务派遣、退休、离职",
    );
    let service = reader.required(Field::Employment, service);
    let (dues_paid_through, dues_unpaid) = dues(&mut reader, columns.date1904());
    let spouse_name = reader.name(Field::SpouseName).value();
    let spouse_identity =
        identity(&mut reader, Field::SpouseId, None, Whose::Adult, context).value();
    if let (Some(spouse), Some(member)) = (&spouse_identity, &number)
        && spouse == member
    {
        reader.report(
            Field::SpouseId,
            Code::SameIdentity,
            &[("value", &spouse.masked())],
        );
    }
    let spouse_unit = reader.text(Field::SpouseUnit).value();
    let member = (|| {
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
            spouse_name,
            spouse_identity,
            spouse_unit,
        })
    })();
    reader.finish(member)
}

/// A mobile number; eleven digits survive as a number, so any cell will do. What is none is told and left out.
fn mobile(reader: &mut RowReader<'_>) -> Option<Mobile> {
    let text = match reader.cell(Field::Mobile) {
        Read::Value(RawCell::Text(text) | RawCell::Number(text)) => text.as_str(),
        Read::Value(_) | Read::Blank | Read::Faulty => return None,
    };
    let masked = || {
        mask::phone(
            &super::reader::tidy(text)
                .chars()
                .take(40)
                .collect::<String>(),
        )
    };
    match Mobile::parse(text) {
        Ok(mobile) => Some(mobile),
        Err(MobileFault::Empty) => None,
        Err(MobileFault::FixedLine) => {
            reader.report(
                Field::Mobile,
                Code::MobileFixedLine,
                &[("value", &masked())],
            );
            None
        }
        Err(MobileFault::ExcelNumber | MobileFault::Format) => {
            reader.report(Field::Mobile, Code::MobileFormat, &[("value", &masked())]);
            None
        }
    }
}

/// The last month paid for, as its first day; or the row's own word that dues are not paid.
fn dues(reader: &mut RowReader<'_>, date1904: bool) -> (Option<NaiveDate>, Option<String>) {
    let Read::Value(cell) = reader.cell(Field::DuesThrough) else {
        return (None, None);
    };
    let text = match cell {
        RawCell::Bool(value) => (if *value { "是" } else { "否" }).to_owned(),
        RawCell::Text(text) | RawCell::Number(text) => super::reader::tidy(text),
        _ => String::new(),
    };
    let word = text.as_str();
    if DUES_UNPAID.contains(&word) {
        reader.report(Field::DuesThrough, Code::DuesUnpaid, &[("value", word)]);
        return (None, Some(text));
    }
    if DUES_PAID.contains(&word) || DUES_UNSAID.contains(&word) {
        reader.report(
            Field::DuesThrough,
            Code::DuesWithoutMonth,
            &[("value", word)],
        );
        return (None, None);
    }
    let unreadable = match read_date(cell, date1904) {
        DateRead::Day(day) | DateRead::Serial(day) | DateRead::Month(day) => {
            return (day.with_day(1), None);
        }
        DateRead::TwoDigitYear => Code::DateTwoDigitYear,
        DateRead::SerialText(_) | DateRead::Ambiguous | DateRead::Unreadable => Code::MonthFormat,
    };
    reader.report(Field::DuesThrough, unreadable, &[("value", &shown(&text))]);
    (None, None)
}
