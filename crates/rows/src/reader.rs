//! Reads single cells of a row into domain values and collects what is wrong with them.

use crate::cell::{RawCell, is_invisible};
use crate::codes;
use crate::column::ColumnSpec;
use crate::columns::Columns;
use crate::date::{DateRead, read_date};
use crate::finding::{FindingText, Note};
use crate::sheet::Context;
use crate::staged::StagedRow;
use chrono::NaiveDate;
use domain::fen::{Fen, FenError};
use domain::finding::RowFinding;
use domain::mask;
use domain::name::{NameFault, NameNote, PersonName};
use domain::unit::{UNIT_CODE_LENGTH_MAX, is_unit_code};
use domain::year::{BENEFIT_YEARS, BenefitYear};
use unicode_normalization::UnicodeNormalization;

/// Significant digits Excel keeps of a number.
const EXCEL_DIGITS: usize = 15;
/// Longest free text that is taken over.
pub const TEXT_CHARS_MAX: usize = 200;
/// Longest value a message repeats.
const SHOWN_CHARS_MAX: usize = 20;

/// What a cell gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read<T> {
    /// Nothing is there.
    Blank,
    /// Something is there that was refused with a finding.
    Faulty,
    /// The value.
    Value(T),
}

impl<T> Read<T> {
    /// The value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Blank | Self::Faulty => None,
        }
    }

    /// The value as something else.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Blank => Read::Blank,
            Self::Faulty => Read::Faulty,
            Self::Value(value) => Read::Value(make(value)),
        }
    }
}

/// One row while it is read.
pub struct RowReader<'a> {
    row: &'a StagedRow,
    columns: &'a Columns,
    findings: Vec<RowFinding>,
}

impl<'a> RowReader<'a> {
    /// Begins to read a row.
    pub fn new(row: &'a StagedRow, columns: &'a Columns) -> Self {
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
                let note = Note::new(codes::MERGED_FILLED).arg("column", column.title.clone());
                reader
                    .findings
                    .push(note.at(&row.sheet, row.row, column.letter.clone()));
            }
        }
        reader
    }

    /// The findings, and the value unless one of them refuses the row.
    pub fn finish<T>(self, value: Option<T>) -> (Option<T>, Vec<RowFinding>) {
        let value = if crate::finding::refuses(&self.findings) {
            None
        } else {
            value
        };
        (value, self.findings)
    }

    /// Adds what was found about the row as a whole.
    pub fn add(&mut self, finding: RowFinding) {
        self.findings.push(finding);
    }

    /// Reports a finding at a field's cell, with `column` as its first argument.
    pub fn report(&mut self, field: &ColumnSpec, code: FindingText, args: &[(&str, &str)]) {
        let mut note = Note::new(code).arg("column", self.columns.title(field));
        for (name, value) in args {
            note = note.arg(name, *value);
        }
        let letter = self
            .columns
            .column(field.field)
            .map(|column| column.letter.clone())
            .unwrap_or_default();
        let finding = note.at(&self.row.sheet, self.row.row, letter);
        // What was told when the cell was cleaned is not told again.
        let is_told =
            |told: &RowFinding| told.code == finding.code && told.column == finding.column;
        if finding.column.is_empty() || !self.findings.iter().any(is_told) {
            self.findings.push(finding);
        }
    }

    /// The header of a field as the clerk sees it, or the template's.
    pub fn title(&self, field: &'a ColumnSpec) -> &'a str {
        self.columns.title(field)
    }

    /// The value, or a finding that it is missing.
    pub fn required<T>(&mut self, field: &ColumnSpec, read: Read<T>) -> Option<T> {
        if matches!(read, Read::Blank) {
            let code = match self.row.cell(self.columns, field.field) {
                Some(RawCell::Formula(_)) => codes::FORMULA_EMPTY,
                _ => codes::REQUIRED_MISSING,
            };
            self.report(field, code, &[]);
        }
        read.value()
    }

    /// The cell, through a formula; error values are refused.
    pub fn cell(&mut self, field: &ColumnSpec) -> Read<&'a RawCell> {
        let row = self.row;
        match row.cell(self.columns, field.field) {
            None => Read::Blank,
            Some(cell) if cell.is_blank() => Read::Blank,
            Some(RawCell::Formula(result)) => {
                if let RawCell::Error(value) = result.as_ref() {
                    return self.error_value(field, value);
                }
                self.report(field, codes::FORMULA_USED, &[]);
                Read::Value(result)
            }
            Some(RawCell::Error(value)) => self.error_value(field, value),
            Some(cell) => Read::Value(cell),
        }
    }

    fn error_value(&mut self, field: &ColumnSpec, value: &str) -> Read<&'a RawCell> {
        self.report(field, codes::CELL_ERROR, &[("value", &shown(value))]);
        Read::Faulty
    }

    /// Free text: trimmed, inner blanks single. A number with more digits than Excel keeps is refused.
    pub fn text(&mut self, field: &ColumnSpec) -> Read<String> {
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
            RawCell::Date { .. } => match self.day_of(cell) {
                DateRead::Serial(day) | DateRead::Day(day) => day.to_string(),
                _ => return self.bad_date(field, codes::DATE_FORMAT, cell),
            },
            RawCell::Empty | RawCell::Error(_) | RawCell::Formula(_) => return Read::Blank,
        };
        if text.chars().count() > TEXT_CHARS_MAX {
            self.report(
                field,
                codes::TEXT_TOO_LONG,
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

    fn lost_digits<T>(&mut self, field: &ColumnSpec) -> Read<T> {
        self.report(field, codes::NUMBER_LOST_DIGITS, &[]);
        Read::Faulty
    }

    /// A word of a closed list.
    pub fn word<T>(
        &mut self,
        field: &ColumnSpec,
        known: impl Fn(&str) -> Option<T>,
        allowed: &str,
    ) -> Read<T> {
        match self.text(field) {
            Read::Value(text) => match known(&text) {
                Some(value) => Read::Value(value),
                None => {
                    self.report(
                        field,
                        codes::UNKNOWN_WORD,
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
    pub fn unit_code(&mut self, field: &ColumnSpec, context: &Context) -> Option<String> {
        match (self.code(field), &context.default_unit_code) {
            (Read::Blank, Some(code)) => Some(code.clone()),
            (read, _) => self.required(field, read),
        }
    }

    /// A unit code as written, half-width.
    pub fn code(&mut self, field: &ColumnSpec) -> Read<String> {
        match self.text(field) {
            Read::Value(text) => {
                let code: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
                if is_unit_code(&code) && code.len() <= UNIT_CODE_LENGTH_MAX {
                    return Read::Value(code);
                }
                self.report(field, codes::UNIT_CODE_FORMAT, &[("value", &shown(&text))]);
                Read::Faulty
            }
            other => other,
        }
    }

    /// A person's name in its canonical spelling.
    pub fn name(&mut self, field: &ColumnSpec) -> Read<String> {
        let read = self.account_name(field);
        if let Read::Value(name) = &read
            && lacks_separator(name)
        {
            let masked = mask::name_across_scopes(name);
            self.report(field, codes::NAME_SEPARATOR_MISSING, &[("value", &masked)]);
        }
        read
    }

    /// The name an account is in. Banks leave the separator out of it; a person's document does not.
    pub fn account_name(&mut self, field: &ColumnSpec) -> Read<String> {
        let text = match self.cell(field) {
            Read::Value(RawCell::Text(text)) => text,
            Read::Value(RawCell::Empty) | Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
            Read::Value(_) => {
                self.report(
                    field,
                    codes::NAME_SYMBOL,
                    &[("value", "***"), ("found", "0-9")],
                );
                return Read::Faulty;
            }
        };
        match PersonName::parse(text) {
            Ok((name, notes)) => {
                let masked = name.masked();
                for code in notes.into_iter().filter_map(name_note) {
                    self.report(field, code, &[("value", &masked)]);
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

    fn name_fault(&mut self, field: &ColumnSpec, fault: NameFault, text: &str) {
        let masked = mask::name_across_scopes(&shown(text));
        let value = ("value", masked.as_str());
        match fault {
            NameFault::Empty => self.report(field, codes::REQUIRED_MISSING, &[]),
            NameFault::TooLong { found } => self.report(
                field,
                codes::NAME_TOO_LONG,
                &[("found", &found.to_string())],
            ),
            NameFault::Control => self.report(field, codes::NAME_CONTROL, &[]),
            NameFault::LostCharacter => self.report(field, codes::NAME_LOST, &[value]),
            NameFault::LatinInHan => self.report(field, codes::NAME_LATIN, &[value]),
            NameFault::Symbol { found } => {
                self.report(
                    field,
                    codes::NAME_SYMBOL,
                    &[value, ("found", &printable(found))],
                );
            }
        }
    }

    /// A sum in yuan.
    pub fn money(&mut self, field: &ColumnSpec) -> Read<Fen> {
        let text = match self.cell(field) {
            Read::Value(RawCell::Text(text) | RawCell::Number(text)) => text.as_str(),
            Read::Value(RawCell::Date { .. } | RawCell::Bool(_)) => "#",
            Read::Value(_) | Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
        };
        let code = match Fen::parse_yuan(text) {
            Ok(fen) => return Read::Value(fen),
            Err(FenError::Empty) => return Read::Blank,
            Err(FenError::Negative) => codes::AMOUNT_NEGATIVE,
            Err(FenError::ChineseNumeral) => codes::AMOUNT_CHINESE,
            Err(FenError::FractionOfFen) => codes::AMOUNT_FRACTION,
            Err(FenError::TooLarge) => codes::AMOUNT_TOO_LARGE,
            Err(FenError::Format) => codes::AMOUNT_FORMAT,
        };
        self.report(field, code, &[("value", &shown(text))]);
        Read::Faulty
    }

    /// What a cell of this source says about a day, whatever the time; nothing is reported.
    pub fn day_of(&self, cell: &RawCell) -> DateRead {
        match read_date(cell, self.columns.date1904()) {
            DateRead::Timed(moment) => DateRead::Day(self.columns.day_in_china(&moment).0),
            read => read,
        }
    }

    /// What the cell says about a day; whole dates are not judged here.
    pub fn date(&mut self, field: &ColumnSpec) -> Read<DateRead> {
        let cell = match self.cell(field) {
            Read::Value(cell) => cell,
            Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
        };
        match read_date(cell, self.columns.date1904()) {
            DateRead::Timed(moment) => {
                let (day, converted) = self.columns.day_in_china(&moment);
                let code = if converted {
                    codes::DATE_CONVERTED
                } else {
                    codes::DATE_WITH_TIME
                };
                let (value, date) = (moment.to_string(), day.to_string());
                self.report(field, code, &[("value", &value), ("date", &date)]);
                Read::Value(DateRead::Day(day))
            }
            DateRead::Unreadable => self.bad_date(field, codes::DATE_FORMAT, cell),
            DateRead::TwoDigitYear => self.bad_date(field, codes::DATE_TWO_DIGIT_YEAR, cell),
            DateRead::Ambiguous => self.bad_date(field, codes::DATE_AMBIGUOUS, cell),
            DateRead::SerialText(day) => {
                let args = [("value", shown_cell(cell)), ("date", day.to_string())];
                self.report(
                    field,
                    codes::DATE_SERIAL_TEXT,
                    &[(args[0].0, &args[0].1), (args[1].0, &args[1].1)],
                );
                Read::Value(DateRead::Serial(day))
            }
            read => Read::Value(read),
        }
    }

    fn bad_date<T>(&mut self, field: &ColumnSpec, code: FindingText, cell: &RawCell) -> Read<T> {
        self.report(field, code, &[("value", &shown_cell(cell))]);
        Read::Faulty
    }

    /// A whole date that is not in the future.
    pub fn past_day(&mut self, field: &ColumnSpec, today: NaiveDate) -> Read<NaiveDate> {
        match self.date(field) {
            Read::Value(DateRead::Day(day) | DateRead::Serial(day)) if day <= today => {
                Read::Value(day)
            }
            Read::Value(DateRead::Day(day) | DateRead::Serial(day)) => {
                self.report(field, codes::DATE_FUTURE, &[("value", &day.to_string())]);
                Read::Faulty
            }
            Read::Value(DateRead::Month(first)) => {
                self.report(
                    field,
                    codes::DATE_NO_DAY,
                    &[("value", &first.format("%Y-%m").to_string())],
                );
                Read::Faulty
            }
            Read::Value(_) | Read::Faulty => Read::Faulty,
            Read::Blank => Read::Blank,
        }
    }

    /// A year of four digits: `2026`, `2026年`, `2026年度`.
    pub fn year(&mut self, field: &ColumnSpec) -> Read<i16> {
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
                self.report(field, codes::YEAR_FORMAT, &[("value", &shown(&text))]);
                Read::Faulty
            }
            Read::Blank => Read::Blank,
            Read::Faulty => Read::Faulty,
        }
    }

    /// A benefit year.
    pub fn benefit_year(&mut self, field: &ColumnSpec) -> Read<BenefitYear> {
        self.year(field).map(BenefitYear::new)
    }

    /// A finding of the whole row.
    pub fn report_row(&mut self, code: FindingText, args: &[(&str, &str)]) {
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

fn name_note(note: NameNote) -> Option<FindingText> {
    match note {
        NameNote::Trimmed | NameNote::InnerBlanks | NameNote::ZeroWidth => Some(codes::NAME_BLANKS),
        NameNote::Separator => Some(codes::NAME_SEPARATOR),
        NameNote::FullWidth => Some(codes::NAME_FULL_WIDTH),
        // Told of every column when the row was cleaned.
        NameNote::Ordinary | NameNote::Selector => None,
    }
}

/// A value as a message may show it: short, printable, and masked as soon as it could be part of a number.
pub fn shown(text: &str) -> String {
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
pub fn printable(c: char) -> String {
    if is_invisible(c) || c.is_control() {
        format!("U+{:04X}", u32::from(c))
    } else {
        c.to_string()
    }
}

/// Trims, drops invisible characters and a leading apostrophe, and makes runs of blanks one blank.
pub fn tidy(text: &str) -> String {
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
