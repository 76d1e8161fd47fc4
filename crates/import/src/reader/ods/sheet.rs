//! One sheet: its columns, its rows, its cells.

use super::super::ReadError;
use super::super::held::{Grid, number, put, result_of, text_cell};
use super::super::package::damaged;
use super::super::scan::{Merge, SHEET_ROWS};
use super::super::xml::{Markup, attribute, resolved};
use super::styles::Styles;
use crate::codes;
use crate::limits::{COLUMNS_MAX, HEADER_ROWS_MAX, ROWS_MAX};
use chrono::{NaiveDate, NaiveDateTime};
use quick_xml::events::{BytesStart, Event};
use rows::cell::RawCell;
use std::io::BufRead;

pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) grid: Grid,
    next_row: u32,
    next_column: u32,
    /// Groups of rows that are folded away, how many are open around the next row.
    folded: u32,
}

/// What lies in a sheet beside its cells.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) pictures: bool,
    pub(super) comments: bool,
}

struct Row {
    at: u32,
    /// How often the row stands in the sheet.
    times: u32,
    hidden: bool,
    cells: Vec<RawCell>,
    merges: Vec<Merge>,
    column: u32,
    /// Columns in which something stands under a merged cell that covers it.
    covered: Vec<u32>,
}

impl Sheet {
    pub(super) fn of(element: &BytesStart<'_>, styles: &Styles) -> Result<Self, ReadError> {
        Ok(Self {
            name: attribute(element, "name").ok_or_else(damaged)?,
            hidden: styles.hides(element),
            grid: Grid::default(),
            next_row: 0,
            next_column: 0,
            folded: 0,
        })
    }

    /// Reads the sheet to its end.
    pub(super) fn read(
        &mut self,
        markup: &mut Markup<impl BufRead>,
        styles: &Styles,
    ) -> Result<Beside, ReadError> {
        let mut beside = Beside::default();
        let mut row: Option<Row> = None;
        loop {
            let (element, open) = match markup.next()? {
                Event::Start(element) => (element, true),
                Event::Empty(element) => (element, false),
                Event::End(element) => {
                    match element.local_name().as_ref() {
                        "table" => return Ok(beside),
                        "table-row" => self.end_row(row.take())?,
                        "table-row-group" => self.folded = self.folded.saturating_sub(1),
                        _ => {}
                    }
                    continue;
                }
                Event::Eof => return Err(damaged()),
                _ => continue,
            };
            match element.local_name().as_ref() {
                "table-column" => self.column(&element, styles),
                "table-row-group" if open && (self.folded > 0 || styles.hides(&element)) => {
                    self.folded += 1;
                }
                "table-row" => {
                    row = Some(self.row(&element, styles)?);
                    if !open {
                        self.end_row(row.take())?;
                    }
                }
                name @ ("table-cell" | "covered-table-cell") => {
                    let covered = name == "covered-table-cell";
                    let row = row.as_mut().ok_or_else(damaged)?;
                    let cell = Cell::of(&element)?;
                    let (text, around) = if open {
                        content(markup)?
                    } else {
                        (String::new(), Beside::default())
                    };
                    beside.pictures |= around.pictures;
                    beside.comments |= around.comments;
                    row.add(cell, text, covered);
                }
                // The sheet shows what stands in another file.
                "table-source" | "dde-source" => {
                    return Err(ReadError::refuse(codes::FILE_EXTERNAL_LINKS));
                }
                "shapes" if open => {
                    beside.pictures = true;
                    markup.text_within()?;
                }
                // A sheet in a cell has no place in a sheet.
                "table" => return Err(damaged()),
                _ => {}
            }
        }
    }

    fn column(&mut self, element: &BytesStart<'_>, styles: &Styles) {
        let from = self.next_column;
        self.next_column = from.saturating_add(repeated(element, "number-columns-repeated"));
        if styles.hides(element) {
            self.grid.conceal(from, self.next_column.saturating_sub(1));
        }
    }

    fn row(&mut self, element: &BytesStart<'_>, styles: &Styles) -> Result<Row, ReadError> {
        let at = self.next_row;
        let times = repeated(element, "number-rows-repeated");
        self.next_row = at.saturating_add(times);
        if self.next_row > SHEET_ROWS {
            return Err(damaged());
        }
        self.grid.scan.filtered |= attribute(element, "visibility").as_deref() == Some("filter");
        Ok(Row {
            at,
            times,
            hidden: self.folded > 0 || styles.hides(element),
            cells: Vec::new(),
            merges: Vec::new(),
            column: 0,
            covered: Vec::new(),
        })
    }

    fn end_row(&mut self, row: Option<Row>) -> Result<(), ReadError> {
        let Some(row) = row else { return Ok(()) };
        if row.cells.iter().all(RawCell::is_blank) {
            return Ok(());
        }
        // One more than may be read shows that there are too many.
        let times = row.times.min(ROWS_MAX + 2 * HEADER_ROWS_MAX as u32 + 2);
        for n in 0..times {
            self.grid.add(row.at + n, row.cells.clone(), row.hidden)?;
        }
        for merge in row.merges {
            self.grid.merge(merge);
        }
        for column in row.covered {
            self.grid.hide_column(column);
        }
        Ok(())
    }
}

impl Row {
    fn add(&mut self, cell: Cell, text: String, covered: bool) {
        let (from, times) = (self.column, cell.times);
        self.column = from.saturating_add(times);
        let (across, down) = (cell.across, cell.down);
        let value = cell.value(text);
        if value == RawCell::Empty {
            return;
        }
        // Columns beyond the last one a sheet may have are held as one.
        let last = COLUMNS_MAX as u32;
        for column in from.min(last)..=(self.column - 1).min(last) {
            put(&mut self.cells, column, value.clone());
            if covered {
                self.covered.push(column);
            }
        }
        self.merges.push(Merge {
            top: self.at,
            bottom: self.at.saturating_add(down - 1),
            left: from,
            right: from.saturating_add(across - 1),
        });
    }
}

/// What a cell says of itself before its text.
struct Cell {
    times: u32,
    across: u32,
    down: u32,
    formula: bool,
    /// It says itself that it holds an error.
    error: bool,
    kind: Option<String>,
    value: Option<String>,
}

impl Cell {
    fn of(element: &BytesStart<'_>) -> Result<Self, ReadError> {
        let formula = attribute(element, "formula");
        // A formula that looks into another file.
        if formula.as_ref().is_some_and(|text| text.contains("'file:")) {
            return Err(ReadError::refuse(codes::FILE_EXTERNAL_LINKS));
        }
        let kind = attribute(element, "value-type");
        let value = match kind.as_deref() {
            Some("float" | "percentage" | "currency") => attribute(element, "value"),
            Some("date") => attribute(element, "date-value"),
            Some("time") => attribute(element, "time-value"),
            Some("boolean") => attribute(element, "boolean-value"),
            Some("string") => attribute(element, "string-value"),
            _ => None,
        };
        Ok(Self {
            times: repeated(element, "number-columns-repeated"),
            across: repeated(element, "number-columns-spanned"),
            down: repeated(element, "number-rows-spanned"),
            formula: formula.is_some(),
            // LibreOffice says so in a second attribute of the same name, from a namespace of its own.
            error: element
                .attributes_raw()
                .contains("calcext:value-type=\"error\""),
            kind,
            value,
        })
    }

    /// The value as received: what the cell says it is, else the text it shows.
    fn value(self, text: String) -> RawCell {
        let value = match (self.kind.as_deref(), self.value) {
            // Its value is an empty text, and its error is what it shows.
            _ if self.error || (self.formula && is_error(&text)) => RawCell::Error(text),
            (Some("float" | "percentage" | "currency"), Some(value)) => number(&value),
            (Some("date"), Some(value)) => day(&value).unwrap_or(RawCell::Text(value)),
            (Some("boolean"), Some(value)) => RawCell::Bool(value == "true"),
            (Some("string" | "time"), Some(value)) => text_cell(value),
            _ => text_cell(text),
        };
        result_of(self.formula, value)
    }
}

/// What a formula shows that has no value.
fn is_error(text: &str) -> bool {
    text.starts_with("Err:")
        || (text.starts_with('#') && text.ends_with(['!', '?']))
        || text == "#N/A"
}

/// A day, with its time of day if it has one, as other workbooks count it.
#[expect(
    clippy::float_arithmetic,
    reason = "other workbooks keep the time of day as a fraction of it"
)]
fn day(value: &str) -> Option<RawCell> {
    const SECONDS_A_DAY: f64 = 86_400.0;
    let moment = value
        .parse::<NaiveDateTime>()
        .ok()
        .or_else(|| value.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0))?;
    let nought = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    let seconds = i32::try_from((moment - nought).num_seconds() % 86_400).ok()?;
    let days = i32::try_from((moment - nought).num_days()).ok()?;
    Some(RawCell::Date {
        serial: f64::from(days) + f64::from(seconds) / SECONDS_A_DAY,
        date1904: false,
    })
}

/// How often, or over how many; at least once.
fn repeated(element: &BytesStart<'_>, name: &str) -> u32 {
    let number = attribute(element, name).and_then(|text| text.trim().parse::<u32>().ok());
    number.unwrap_or(1).clamp(1, SHEET_ROWS)
}

/// The text of a cell, paragraph by paragraph, and what else lies in it. Comments, pictures and the pinyin above a
/// name are no part of it.
fn content(markup: &mut Markup<impl BufRead>) -> Result<(String, Beside), ReadError> {
    let mut beside = Beside::default();
    let mut text = String::new();
    let mut paragraphs = 0;
    // Inside a paragraph; what stands between them is only how the file is laid out.
    let mut depth = 0_u32;
    let mut in_paragraph: Option<u32> = None;
    loop {
        let (element, open) = match markup.next()? {
            Event::Start(element) => (element, true),
            Event::Empty(element) => (element, false),
            Event::End(_) => {
                let Some(above) = depth.checked_sub(1) else {
                    return Ok((text, beside));
                };
                depth = above;
                if in_paragraph == Some(depth) {
                    in_paragraph = None;
                }
                continue;
            }
            Event::Text(piece) if in_paragraph.is_some() => {
                text.push_str(&piece.xml10_content());
                continue;
            }
            Event::CData(piece) if in_paragraph.is_some() => {
                text.push_str(&piece.xml10_content());
                continue;
            }
            Event::GeneralRef(reference) if in_paragraph.is_some() => {
                text.push_str(&resolved(&reference)?);
                continue;
            }
            Event::Eof => return Err(damaged()),
            _ => continue,
        };
        match element.local_name().as_ref() {
            "annotation" => {
                beside.comments = true;
                if open {
                    markup.text_within()?;
                }
                continue;
            }
            "frame" | "custom-shape" | "control" => {
                beside.pictures = true;
                if open {
                    markup.text_within()?;
                }
                continue;
            }
            "ruby-text" if open => {
                markup.text_within()?;
                continue;
            }
            "p" | "h" if in_paragraph.is_none() => {
                if paragraphs > 0 {
                    text.push('\n');
                }
                paragraphs += 1;
                in_paragraph = open.then_some(depth);
            }
            "s" => {
                let count = repeated(&element, "c").min(crate::limits::CELL_CHARS_MAX as u32 + 1);
                text.extend(std::iter::repeat_n(' ', count as usize));
            }
            "tab" => text.push('\t'),
            "line-break" => text.push('\n'),
            _ => {}
        }
        depth += u32::from(open);
    }
}
