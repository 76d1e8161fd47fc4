//! Reads single cells of a row into domain values and collects what is wrong with them.

use super::Context;
use crate::cell::{RawCell, is_invisible};
use crate::date::{DateRead, read_date};
use crate::field::Field;
use crate::header::Columns;
use crate::messages::{Code, Note};
use crate::staged::StagedRow;
use chrono::NaiveDate;
use domain::fen::{Fen, FenError};
use domain::finding::RowFinding;
use domain::glyph;
use domain::mask;
use domain::name::{NameFault, NameNote, PersonName};
use domain::unit::{UNIT_CODE_LENGTH_MAX, is_unit_code};
use domain::year::{BENEFIT_YEARS, BenefitYear};
use unicode_normalization::UnicodeNormalization;

/// Significant digits Excel keeps of a number.
const EXCEL_DIGITS: usize = 15;
/// Longest free text that is taken over.
pub(super) const TEXT_CHARS_MAX: usize = 200;
/// Longest value a message repeats.
const SHOWN_CHARS_MAX: usize = 20;

/// What a cell gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read<T> {
    /// Nothing is there.
    Blank,
    /// Something is there that was refused with a finding.
    Faulty,
    /// The value.
    Value(T),
}

impl<T> Read<T> {
    pub(super) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Blank | Self::Faulty => None,
        }
    }

    pub(super) fn map<U>(self, make: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Blank => Read::Blank,
            Self::Faulty => Read::Faulty,
            Self::Value(value) => Read::Value(make(value)),
        }
    }
}

/// One row while it is read.
pub(super) struct RowReader<'a> {
    row: &'a StagedRow,
    columns: &'a Columns,
    findings: Vec<RowFinding>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(row: &'a StagedRow, columns: &'a Columns) -> Self {
        let mut reader = Self {
            row,
            columns,
            findings: Vec::new(),
        };
        for index in &row.filled {
            if let Some(column) = columns
                .recognised()
                .iter()
                .find(|column| column.index == *index)
            {
                let note = Note::new(Code::MergedFilled).arg("column", column.title.clone());
                reader
                    .findings
                    .push(note.at(&row.sheet, row.row, column.letter.clone()));
            }
        }
        reader
    }

    /// The findings, and the value unless one of them refuses the row.
    pub(super) fn finish<T>(self, value: Option<T>) -> (Option<T>, Vec<RowFinding>) {
        let value = if crate::messages::refuses(&self.findings) {
            None
        } else {
            value
        };
        (value, self.findings)
    }

    /// Reports a finding at a field's cell, with `column` as its first argument.
    pub(super) fn report(&mut self, field: Field, code: Code, args: &[(&str, &str)]) {
        let mut note = Note::new(code).arg("column", self.columns.title(field));
        for (name, value) in args {
            note = note.arg(name, *value);
        }
        let letter = self
            .columns
            .column(field)
            .map(|column| column.letter.clone())
            .unwrap_or_default();
        self.findings
            .push(note.at(&self.row.sheet, self.row.row, letter));
    }

    pub(super) fn title(&self, field: Field) -> &'a str {
        self.columns.title(field)
    }

    /// The value, or a finding that it is missing.
    pub(super) fn required<T>(&mut self, field: Field, read: Read<T>) -> Option<T> {
        if matches!(read, Read::Blank) {
            let code = match self.row.cell(self.columns, field) {
                Some(RawCell::Formula(_)) => Code::FormulaEmpty,
                _ => Code::RequiredMissing,
            };
            self.report(field, code, &[]);
        }
        read.value()
    }

    /// The cell, through a formula; error values are refused.
    pub(super) fn cell(&mut self, field: Field) -> Read<&'a RawCell> {
        let row = self.row;
        match row.cell(self.columns, field) {
            None => Read::Blank,
            Some(cell) if cell.is_blank() => Read::Blank,
            Some(RawCell::Formula(result)) => {
                if let RawCell::Error(value) = result.as_ref() {
                    return self.error_value(field, value);
                }
                self.report(field, Code::FormulaUsed, &[]);
                Read::Value(result)
            }
            Some(RawCell::Error(value)) => self.error_value(field, value),
            Some(cell) => Read::Value(cell),
        }
    }

    fn error_value(&mut self, field: Field, value: &str) -> Read<&'a RawCell> {
        self.report(field, Code::CellError, &[("value", &shown(value))]);
        Read::Faulty
    }

    /// Free text: trimmed, inner blanks single. A number with more digits than Excel keeps is refused.
    pub(super) fn text(&mut self, field: Field) -> Read<String> {
        let cell = match self.cell(field) {
            Read::Value(cell) => cell,
            Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
        };
        let text = match cell {
            RawCell::Text(text) if is_scientific(text) => return self.lost_digits(field),
            RawCell::Number(digits) if digits.len() > EXCEL_DIGITS => {
                return self.lost_digits(field);
            }
            RawCell::Text(text) => tidy(text),
            RawCell::Number(digits) => digits.clone(),
            RawCell::Bool(value) => (if *value { "是" } else { "否" }).to_owned(),
            RawCell::Date { .. } => match read_date(cell, self.columns.date1904()) {
                DateRead::Serial(day) => day.to_string(),
                _ => return self.bad_date(field, Code::DateFormat, cell),
            },
            RawCell::Empty | RawCell::Error(_) | RawCell::Formula(_) => return Read::Blank,
        };
        if text.chars().count() > TEXT_CHARS_MAX {
            self.report(
                field,
                Code::TextTooLong,
                &[("limit", &TEXT_CHARS_MAX.to_string())],
            );
            return Read::Faulty;
        }
        if text.is_empty() {
            Read::Blank
        } else {
            Read::Value(text)
        }
    }

    fn lost_digits<T>(&mut self, field: Field) -> Read<T> {
        self.report(field, Code::NumberLostDigits, &[]);
        Read::Faulty
    }

    /// A word of a closed list.
    pub(super) fn word<T>(
        &mut self,
        field: Field,
        known: impl Fn(&str) -> Option<T>,
        allowed: &str,
    ) -> Read<T> {
        match self.text(field) {
            Read::Value(text) => match known(&text) {
                Some(value) => Read::Value(value),
                None => {
                    self.report(
                        field,
                        Code::UnknownWord,
                        &[("value", &shown(&text)), ("allowed", allowed)],
                    );
                    Read::Faulty
                }
            },
            Read::Blank => Read::Blank,
            Read::Faulty => Read::Faulty,
        }
    }

    /// The code of the row's unit, else of the context.
    pub(super) fn unit_code(&mut self, context: &Context) -> Option<String> {
        match (self.code(Field::UnitCode), &context.default_unit_code) {
            (Read::Blank, Some(code)) => Some(code.clone()),
            (read, _) => self.required(Field::UnitCode, read),
        }
    }

    /// A unit code as written, half-width.
    pub(super) fn code(&mut self, field: Field) -> Read<String> {
        match self.text(field) {
            Read::Value(text) => {
                let code: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
                if is_unit_code(&code) && code.len() <= UNIT_CODE_LENGTH_MAX {
                    return Read::Value(code);
                }
                self.report(field, Code::UnitCodeFormat, &[("value", &shown(&text))]);
                Read::Faulty
            }
            other => other,
        }
    }

    /// A person's name in its canonical spelling.
    pub(super) fn name(&mut self, field: Field) -> Read<String> {
        let text = match self.cell(field) {
            Read::Value(RawCell::Text(text)) => text,
            Read::Value(RawCell::Empty) | Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
            Read::Value(_) => {
                self.report(
                    field,
                    Code::NameSymbol,
                    &[("value", "***"), ("found", "0-9")],
                );
                return Read::Faulty;
            }
        };
        match PersonName::parse(text) {
            Ok((name, notes)) => {
                let masked = name.masked();
                let mut told: Vec<Code> = notes.into_iter().map(name_note).collect();
                told.dedup();
                for code in told {
                    let changes = name_changes(code, text);
                    let mut args = vec![("value", masked.as_str())];
                    if !changes.is_empty() {
                        args.push(("changes", &changes));
                    }
                    self.report(field, code, &args);
                }
                // Banks leave the separator out of an account's name; the document does not.
                if field != Field::Holder && lacks_separator(name.as_str()) {
                    self.report(field, Code::NameSeparatorMissing, &[("value", &masked)]);
                }
                Read::Value(name.into())
            }
            Err(NameFault::Empty) => Read::Blank,
            Err(fault) => {
                self.name_fault(field, fault, text);
                Read::Faulty
            }
        }
    }

    fn name_fault(&mut self, field: Field, fault: NameFault, text: &str) {
        let masked = mask::name_across_scopes(&shown(text));
        let value = ("value", masked.as_str());
        match fault {
            NameFault::Empty => self.report(field, Code::RequiredMissing, &[]),
            NameFault::TooLong { found } => {
                self.report(field, Code::NameTooLong, &[("found", &found.to_string())])
            }
            NameFault::Control => self.report(field, Code::NameControl, &[]),
            NameFault::LostCharacter => self.report(field, Code::NameLost, &[value]),
            NameFault::LatinInHan => self.report(field, Code::NameLatin, &[value]),
            NameFault::Symbol { found } => {
                self.report(
                    field,
                    Code::NameSymbol,
                    &[value, ("found", &printable(found))],
                );
            }
        }
    }

    /// A sum in yuan.
    pub(super) fn money(&mut self, field: Field) -> Read<Fen> {
        let text = match self.cell(field) {
            Read::Value(RawCell::Text(text) | RawCell::Number(text)) => text.as_str(),
            Read::Value(RawCell::Date { .. } | RawCell::Bool(_)) => "#",
            Read::Value(_) | Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
        };
        let code = match Fen::parse_yuan(text) {
            Ok(fen) => return Read::Value(fen),
            Err(FenError::Empty) => return Read::Blank,
            Err(FenError::Negative) => Code::AmountNegative,
            Err(FenError::ChineseNumeral) => Code::AmountChinese,
            Err(FenError::FractionOfFen) => Code::AmountFraction,
            Err(FenError::TooLarge) => Code::AmountTooLarge,
            Err(FenError::Format) => Code::AmountFormat,
        };
        self.report(field, code, &[("value", &shown(text))]);
        Read::Faulty
    }

    /// What the cell says about a day; whole dates are not judged here.
    pub(super) fn date(&mut self, field: Field) -> Read<DateRead> {
        let cell = match self.cell(field) {
            Read::Value(cell) => cell,
            Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
        };
        match read_date(cell, self.columns.date1904()) {
            DateRead::Unreadable => self.bad_date(field, Code::DateFormat, cell),
            DateRead::TwoDigitYear => self.bad_date(field, Code::DateTwoDigitYear, cell),
            DateRead::Ambiguous => self.bad_date(field, Code::DateAmbiguous, cell),
            DateRead::SerialText(day) => {
                let args = [("value", shown_cell(cell)), ("date", day.to_string())];
                self.report(
                    field,
                    Code::DateSerialText,
                    &[(args[0].0, &args[0].1), (args[1].0, &args[1].1)],
                );
                Read::Value(DateRead::Serial(day))
            }
            read => Read::Value(read),
        }
    }

    fn bad_date<T>(&mut self, field: Field, code: Code, cell: &RawCell) -> Read<T> {
        self.report(field, code, &[("value", &shown_cell(cell))]);
        Read::Faulty
    }

    /// A whole date that is not in the future.
    pub(super) fn past_day(&mut self, field: Field, today: NaiveDate) -> Read<NaiveDate> {
        match self.date(field) {
            Read::Value(DateRead::Day(day) | DateRead::Serial(day)) if day <= today => {
                Read::Value(day)
            }
            Read::Value(DateRead::Day(day) | DateRead::Serial(day)) => {
                self.report(field, Code::DateFuture, &[("value", &day.to_string())]);
                Read::Faulty
            }
            Read::Value(DateRead::Month(first)) => {
                self.report(
                    field,
                    Code::DateNoDay,
                    &[("value", &first.format("%Y-%m").to_string())],
                );
                Read::Faulty
            }
            Read::Value(_) | Read::Faulty => Read::Faulty,
            Read::Blank => Read::Blank,
        }
    }

    /// A year of four digits: `2026`, `2026年`, `2026年度`.
    pub(super) fn year(&mut self, field: Field) -> Read<i16> {
        match self.text(field) {
            Read::Value(text) => {
                let plain: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
                let digits = plain.trim_end_matches("年度").trim_end_matches('年');
                let year = digits
                    .parse::<i16>()
                    .ok()
                    .filter(|year| digits.len() == 4 && BENEFIT_YEARS.contains(year));
                if let Some(year) = year {
                    return Read::Value(year);
                }
                self.report(field, Code::YearFormat, &[("value", &shown(&text))]);
                Read::Faulty
            }
            Read::Blank => Read::Blank,
            Read::Faulty => Read::Faulty,
        }
    }

    /// A benefit year.
    pub(super) fn benefit_year(&mut self, field: Field) -> Read<BenefitYear> {
        self.year(field).map(BenefitYear::new)
    }

    /// A finding of the whole row.
    pub(super) fn report_row(&mut self, code: Code, args: &[(&str, &str)]) {
        let note = args.iter().fold(Note::new(code), |note, (name, value)| {
            note.arg(name, *value)
        });
        self.findings
            .push(note.at(&self.row.sheet, self.row.row, String::new()));
    }
}

/// A name of Han characters longer than any that has no separator.
fn lacks_separator(name: &str) -> bool {
    const HAN_NAME_CHARS_MAX: usize = 4;
    // The block of the radicals; whatever letters a name has above it are Han.
    const FIRST_HAN: char = '\u{2E80}';
    name.chars().count() > HAN_NAME_CHARS_MAX
        && name.chars().all(|c| c >= FIRST_HAN && c.is_alphabetic())
}

fn name_note(note: NameNote) -> Code {
    match note {
        NameNote::Trimmed | NameNote::InnerBlanks | NameNote::ZeroWidth => Code::NameBlanks,
        NameNote::Separator => Code::NameSeparator,
        NameNote::FullWidth => Code::NameFullWidth,
        NameNote::Ordinary => Code::NameOrdinary,
        NameNote::Selector => Code::NameSelector,
    }
}

/// What a note about characters speaks of, by code point: on the screen the two look alike.
fn name_changes(code: Code, text: &str) -> String {
    let point = |c: char| format!("U+{:04X}", u32::from(c));
    let told = glyph::changes(text).filter_map(|(from, to)| match (code, to) {
        (Code::NameOrdinary, Some(to)) => Some(format!("{}→{}", point(from), point(to))),
        (Code::NameSelector, None) => Some(point(from)),
        _ => None,
    });
    told.collect::<Vec<_>>().join("、")
}

/// A value as a message may show it: short, printable, and masked as soon as it could be part of a number.
pub(super) fn shown(text: &str) -> String {
    const DIGITS_SHOWN_MAX: usize = 8;
    let text = tidy(text);
    if text.chars().filter(char::is_ascii_digit).count() > DIGITS_SHOWN_MAX {
        return mask::id(&text.chars().take(2 * SHOWN_CHARS_MAX).collect::<String>());
    }
    let mut short: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    if text.chars().nth(SHOWN_CHARS_MAX).is_some() {
        short.push('…');
    }
    short
}

fn shown_cell(cell: &RawCell) -> String {
    match cell {
        RawCell::Text(text) | RawCell::Number(text) => shown(text),
        RawCell::Date { serial, .. } => shown(&serial.to_string()),
        RawCell::Formula(result) => shown_cell(result),
        RawCell::Bool(value) => value.to_string(),
        RawCell::Empty | RawCell::Error(_) => String::new(),
    }
}

/// A character a message can print.
pub(super) fn printable(c: char) -> String {
    if is_invisible(c) || c.is_control() {
        format!("U+{:04X}", u32::from(c))
    } else {
        c.to_string()
    }
}

/// Trims, drops invisible characters and a leading apostrophe, and makes runs of blanks one blank.
pub(super) fn tidy(text: &str) -> String {
    // Most cells are ASCII without blanks, or Han characters that no normal form changes.
    let as_it_is = |c: char| c.is_ascii_graphic() || matches!(c, '\u{4E00}'..='\u{9FFF}');
    if !text.starts_with('\'') && text.chars().all(as_it_is) {
        return text.to_owned();
    }
    let mut tidy = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfc() {
        if c.is_whitespace() {
            gap = !tidy.is_empty();
        } else if !(is_invisible(c) || (tidy.is_empty() && c == '\'')) {
            if gap {
                tidy.push(' ');
                gap = false;
            }
            tidy.push(c);
        }
    }
    tidy
}

/// `4.30102E+17`: a number that Excel printed.
fn is_scientific(text: &str) -> bool {
    let text = text.trim_matches(is_invisible);
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let Some(exponent) = exponent.strip_prefix('+') else {
        return false;
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && digits(fraction) && digits(exponent)
}
