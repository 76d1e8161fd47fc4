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

/// Words that say whether dues are paid but not for how long.
const DUES_WORDS: [&str; 12] = [
    "是",
    "否",
    "√",
    "×",
    "已缴",
    "未缴",
    "已缴纳",
    "未缴纳",
    "已交",
    "未交",
    "正常",
    "无",
];

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
    let in_service = reader.word(
        Field::Employment,
        words::employment_word,
        "在职、退休、离职",
    );
    let in_service = reader.required(Field::Employment, in_service);
    let dues_paid_through = dues(&mut reader, columns.date1904());
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
        Some(MemberRow {
            unit_code: unit_code?,
            name: name?,
            identity: number?,
            mobile,
            in_service: in_service?,
            dues_paid_through,
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

/// The last month paid for, as its first day.
fn dues(reader: &mut RowReader<'_>, date1904: bool) -> Option<NaiveDate> {
    let Read::Value(cell) = reader.cell(Field::DuesThrough) else {
        return None;
    };
    let text = match cell {
        RawCell::Bool(value) => (if *value { "是" } else { "否" }).to_owned(),
        RawCell::Text(text) | RawCell::Number(text) => super::reader::tidy(text),
        _ => String::new(),
    };
    if DUES_WORDS.contains(&text.as_str()) {
        reader.report(
            Field::DuesThrough,
            Code::DuesWithoutMonth,
            &[("value", &text)],
        );
        return None;
    }
    match read_date(cell, date1904) {
        DateRead::Day(day) | DateRead::Serial(day) | DateRead::Month(day) => day.with_day(1),
        DateRead::TwoDigitYear => {
            reader.report(
                Field::DuesThrough,
                Code::DateTwoDigitYear,
                &[("value", &shown(&text))],
            );
            None
        }
        DateRead::SerialText(_) | DateRead::Ambiguous | DateRead::Unreadable => {
            reader.report(
                Field::DuesThrough,
                Code::MonthFormat,
                &[("value", &shown(&text))],
            );
            None
        }
    }
}
