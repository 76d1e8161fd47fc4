//! One row of the units sheet.

use super::{Register, UnitRow, columns};
use crate::codes;
use domain::credit_code::{CreditCode, CreditCodeFault};
use domain::mask;
use domain::unit::UnitLevel;
use rows::{Context, Read, RowReader, Sheet, SheetSpec, normalise, printable, shown};

/// Digits of an area code (GB/T 2260).
const AREA_DIGITS: usize = 6;

/// The sheet.
#[derive(Debug, Clone, Copy)]
pub struct Units;

impl Sheet for Units {
    type Row = UnitRow;

    fn spec(&self) -> SheetSpec {
        SheetSpec {
            code: Register::Units.code(),
            title: "工会",
            columns: columns::UNITS,
        }
    }

    fn read(&self, cells: &mut RowReader<'_>, _: &Context) -> Option<UnitRow> {
        read(cells)
    }

    fn unit_code<'r>(&self, _: &'r UnitRow) -> Option<&'r str> {
        None
    }

    fn key(&self, row: &UnitRow) -> String {
        row.code.clone()
    }
}

fn read(reader: &mut RowReader<'_>) -> Option<UnitRow> {
    let code = reader.code(&columns::UNIT_CODE);
    let code = reader.required(&columns::UNIT_CODE, code);
    let name = reader.text(&columns::UNIT_NAME);
    let name = reader.required(&columns::UNIT_NAME, name);
    let level = reader.word(
        &columns::LEVEL,
        level_word,
        "省、市州、县市区、乡镇街道、产业、基层",
    );
    let level = reader.required(&columns::LEVEL, level);
    let parent = reader.code(&columns::PARENT_CODE);
    let parent_code = match level {
        Some(UnitLevel::Province) | None => parent.value(),
        Some(_) => reader.required(&columns::PARENT_CODE, parent),
    };
    if let (Some(code), Some(parent)) = (&code, &parent_code)
        && code == parent
    {
        reader.report(&columns::PARENT_CODE, codes::UNIT_OWN_PARENT, &[]);
    }
    let credit_code = credit_code(reader);
    let area_code = area_code(reader);
    Some(UnitRow {
        code: code?,
        name: name?,
        parent_code,
        level: level?,
        credit_code,
        area_code,
    })
}

fn level_word(text: &str) -> Option<UnitLevel> {
    let plain = normalise(text);
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
    let text = reader.text(&columns::CREDIT_CODE).value()?;
    let masked = mask::id(&shown_code(&text));
    match CreditCode::parse(&text) {
        Ok(code) => {
            if !code.is_union() {
                reader.report(
                    &columns::CREDIT_CODE,
                    codes::CREDIT_CODE_NOT_UNION,
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
            reader.report(&columns::CREDIT_CODE, codes::CREDIT_CODE_SUGGESTION, &args);
        }
        Err(_) => reader.report(
            &columns::CREDIT_CODE,
            codes::CREDIT_CODE_WRONG,
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
    let Read::Value(text) = reader.text(&columns::AREA_CODE) else {
        return None;
    };
    if text.len() == AREA_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text);
    }
    reader.report(
        &columns::AREA_CODE,
        codes::AREA_CODE_FORMAT,
        &[("value", &shown(&text))],
    );
    None
}
