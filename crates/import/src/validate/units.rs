//! One row of the units sheet.

use super::reader::{Read, RowReader, printable, shown};
use super::{Context, UnitRow};
use crate::field::Field;
use crate::header::Columns;
use crate::messages::Code;
use crate::staged::StagedRow;
use domain::credit_code::{CreditCode, CreditCodeFault};
use domain::finding::RowFinding;
use domain::mask;
use domain::unit::UnitLevel;

/// Digits of an area code (GB/T 2260).
const AREA_DIGITS: usize = 6;

/// Reads a row of units: every finding of the row, and the unit unless one of them refuses it.
///
/// The context is not asked: a unit has a code of its own.
pub fn validate(
    row: &StagedRow,
    columns: &Columns,
    _: &Context,
) -> (Option<UnitRow>, Vec<RowFinding>) {
    let mut reader = RowReader::new(row, columns);
    let code = reader.code(Field::UnitCode);
    let code = reader.required(Field::UnitCode, code);
    let name = reader.text(Field::UnitName);
    let name = reader.required(Field::UnitName, name);
    let level = reader.word(
        Field::Level,
        level_word,
        "省、市州、县市区、乡镇街道、产业、基层",
    );
    let level = reader.required(Field::Level, level);
    let parent = reader.code(Field::ParentCode);
    let parent_code = match level {
        Some(UnitLevel::Province) | None => parent.value(),
        Some(_) => reader.required(Field::ParentCode, parent),
    };
    if let (Some(code), Some(parent)) = (&code, &parent_code)
        && code == parent
    {
        reader.report(Field::ParentCode, Code::UnitOwnParent, &[]);
    }
    let credit_code = credit_code(&mut reader);
    let area_code = area_code(&mut reader);
    let unit = (|| {
        Some(UnitRow {
            code: code?,
            name: name?,
            parent_code,
            level: level?,
            credit_code,
            area_code,
        })
    })();
    reader.finish(unit)
}

fn level_word(text: &str) -> Option<UnitLevel> {
    let plain = crate::header::normalise(text);
    UnitLevel::from_chinese(&plain).or(match plain.as_str() {
        "省级" | "省总" | "省总工会" => Some(UnitLevel::Province),
        "市" | "州" | "市级" | "州级" | "市州级" | "市总工会" | "州总工会" => {
            Some(UnitLevel::Prefecture)
        }
        "县" | "区" | "县级" | "区级" | "县区" | "县市区级" | "县级市" | "县总工会"
        | "区总工会" => Some(UnitLevel::County),
        "乡镇" | "街道" | "乡" | "镇" | "乡镇街道级" => Some(UnitLevel::Township),
        "产业工会" | "省产业" | "省产业工会" => Some(UnitLevel::Industry),
        "基层工会" | "基层单位" => Some(UnitLevel::Basic),
        _ => None,
    })
}

fn credit_code(reader: &mut RowReader<'_>) -> Option<String> {
    let text = reader.text(Field::CreditCode).value()?;
    let masked = mask::id(&shown_code(&text));
    match CreditCode::parse(&text) {
        Ok(code) => {
            if !code.is_union() {
                reader.report(
                    Field::CreditCode,
                    Code::CreditCodeNotUnion,
                    &[("value", &masked)],
                );
            }
            return Some(code.as_str().to_owned());
        }
        Err(CreditCodeFault::Empty) => {}
        Err(CreditCodeFault::Charset {
            position,
            found,
            suggestion: Some(_),
        }) => {
            let args = [
                ("value", masked.as_str()),
                ("position", &position.to_string()),
                ("found", &printable(found)),
            ];
            reader.report(Field::CreditCode, Code::CreditCodeSuggestion, &args);
        }
        Err(_) => reader.report(
            Field::CreditCode,
            Code::CreditCodeWrong,
            &[("value", &masked)],
        ),
    }
    None
}

fn shown_code(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .take(40)
        .collect()
}

fn area_code(reader: &mut RowReader<'_>) -> Option<String> {
    let Read::Value(text) = reader.text(Field::AreaCode) else {
        return None;
    };
    if text.len() == AREA_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text);
    }
    reader.report(
        Field::AreaCode,
        Code::AreaCodeFormat,
        &[("value", &shown(&text))],
    );
    None
}
