//! What the cell reader does not tell about a worksheet: hidden rows and columns, merged ranges, whether it is empty.

use super::Stop;
use super::package::damaged;
use crate::limits::MERGES_MAX;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::HashSet;
use std::io::{BufReader, Read};

/// Rows of a worksheet of today, and its columns.
pub(super) const SHEET_ROWS: u32 = 1_048_576;
const SHEET_COLUMNS: u32 = 16_384;

/// A merged range; rows and columns count from 0, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// Last row.
    pub bottom: u32,
    /// First column.
    pub left: u32,
    /// Last column.
    pub right: u32,
}

impl Merge {
    /// It reaches over more than one cell.
    pub(super) fn is_range(self) -> bool {
        self.bottom > self.top || self.right > self.left
    }
}

/// A sheet of the workbook, as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetEntry {
    pub(super) name: String,
    pub(super) relation: String,
    pub(super) hidden: bool,
}

/// What a worksheet's part says beside its cells.
#[derive(Debug, Default)]
pub(super) struct SheetScan {
    pub(super) filled: bool,
    pub(super) hidden_rows: u32,
    pub(super) hidden_columns: Vec<u32>,
    pub(super) merges: Vec<Merge>,
    /// A filter is set: hidden rows are those it leaves out.
    pub(super) filtered: bool,
    /// Cells with a formula, where the cell reader does not tell (row and column from 0).
    pub(super) formulas: HashSet<(u32, u32)>,
}

/// The sheets listed by `xl/workbook.xml` and whether serial dates count from 1904.
pub(super) fn sheets(workbook: &str) -> Result<(Vec<SheetEntry>, bool), Stop> {
    let mut reader = Reader::from_str(workbook);
    let mut sheets = Vec::new();
    let mut date1904 = false;
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "sheet" => sheets.push(SheetEntry {
                    name: attribute(&element, "name").ok_or_else(damaged)?,
                    relation: attribute(&element, "id").ok_or_else(damaged)?,
                    hidden: attribute(&element, "state").is_some_and(|state| state != "visible"),
                }),
                "workbookPr" => date1904 = is_true(attribute(&element, "date1904")),
                _ => {}
            },
            Event::Eof => return Ok((sheets, date1904)),
            _ => {}
        }
    }
}

/// The part a relation of the workbook points to, from `xl/_rels/workbook.xml.rels`.
pub(super) fn target(relations: &str, id: &str) -> Result<String, Stop> {
    let mut reader = Reader::from_str(relations);
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == "Relationship"
                    && attribute(&element, "Id").is_some_and(|have| have == id) =>
            {
                let target = attribute(&element, "Target").ok_or_else(damaged)?;
                return Ok(match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("xl/{}", target.trim_start_matches("./")),
                });
            }
            Event::Eof => return Err(damaged()),
            _ => {}
        }
    }
}

/// Reads a worksheet's part once, without keeping its cells.
pub(super) fn worksheet(part: impl Read) -> Result<SheetScan, Stop> {
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    let mut scan = SheetScan::default();
    let mut hidden: Vec<(u32, u32)> = Vec::new();
    let (mut row_hidden, mut row_filled) = (false, false);
    let (mut column, mut next_column) = (0, 0);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| damaged())? {
            Event::Start(element) => match element.local_name().as_ref() {
                "row" => {
                    check_row(&element)?;
                    row_hidden = is_true(attribute(&element, "hidden")) || is_flat(&element, "ht");
                    row_filled = false;
                    next_column = 0;
                }
                "c" => {
                    column = column_of(&element, next_column)?;
                    next_column = column + 1;
                }
                "v" | "is" => {
                    scan.filled = true;
                    row_filled = true;
                    if hidden
                        .iter()
                        .any(|(from, to)| (*from..=*to).contains(&column))
                        && !scan.hidden_columns.contains(&column)
                    {
                        scan.hidden_columns.push(column);
                    }
                }
                "col" => hidden.extend(hidden_columns(&element)),
                "mergeCell" => scan.add_merge(&element),
                "filterColumn" => scan.filtered = true,
                _ => {}
            },
            Event::Empty(element) => match element.local_name().as_ref() {
                "row" => check_row(&element)?,
                "c" => {
                    column = column_of(&element, next_column)?;
                    next_column = column + 1;
                }
                "col" => hidden.extend(hidden_columns(&element)),
                "mergeCell" => scan.add_merge(&element),
                "filterColumn" => scan.filtered = true,
                _ => {}
            },
            Event::End(element)
                if element.local_name().as_ref() == "row" && row_hidden && row_filled =>
            {
                scan.hidden_rows += 1;
            }
            Event::Eof => return Ok(scan),
            _ => {}
        }
    }
}

/// The cell reader counts with what the file states, so a row or column no sheet has is refused here.
fn check_row(element: &BytesStart<'_>) -> Result<(), Stop> {
    let Some(number) = attribute(element, "r") else {
        return Ok(());
    };
    let rows = 1..=SHEET_ROWS;
    match number.parse::<u32>() {
        Ok(number) if rows.contains(&number) => Ok(()),
        _ => Err(damaged()),
    }
}

/// The column of a cell, from its name or, without one, behind the cell before it.
fn column_of(element: &BytesStart<'_>, next: u32) -> Result<u32, Stop> {
    let column = match attribute(element, "r") {
        None => next,
        Some(name) => match cell_name(&name) {
            Some((row, column)) if row < SHEET_ROWS => column,
            _ => return Err(damaged()),
        },
    };
    if column < SHEET_COLUMNS {
        Ok(column)
    } else {
        Err(damaged())
    }
}

impl SheetScan {
    fn add_merge(&mut self, element: &BytesStart<'_>) {
        let Some(range) = attribute(element, "ref") else {
            return;
        };
        let Some((from, to)) = range.split_once(':') else {
            return;
        };
        if let (Some((top, left)), Some((bottom, right))) = (cell_name(from), cell_name(to))
            && self.merges.len() < MERGES_MAX
        {
            let merge = Merge {
                top,
                bottom,
                left,
                right,
            };
            if merge.is_range() {
                self.merges.push(merge);
            }
        }
    }
}

fn hidden_columns(element: &BytesStart<'_>) -> Option<(u32, u32)> {
    if !is_true(attribute(element, "hidden")) && !is_flat(element, "width") {
        return None;
    }
    let number = |name| attribute(element, name).and_then(|text| text.parse::<u32>().ok());
    Some((
        number("min")?.checked_sub(1)?,
        number("max")?.checked_sub(1)?,
    ))
}

/// A row without height or a column without width shows nothing either.
fn is_flat(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|size| {
        !size.is_empty() && size.bytes().all(|byte| matches!(byte, b'0' | b'.'))
    })
}

fn is_true(value: Option<String>) -> bool {
    value.is_some_and(|value| value == "1" || value == "true")
}

/// An attribute by its local name, unescaped.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|have| have.key.local_name().as_ref() == name)
        .and_then(|have| {
            have.normalized_value(XmlVersion::Implicit1_0)
                .ok()
                .map(std::borrow::Cow::into_owned)
        })
}

/// `B7` as row 6 and column 1.
fn cell_name(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column = name.bytes().take(letters).try_fold(0_u32, |sum, byte| {
        sum.checked_mul(26)?
            .checked_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row: u32 = name.get(letters..)?.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cell_names_are_read() {
        assert_eq!(cell_name("A1"), Some((0, 0)));
        assert_eq!(cell_name("AB12"), Some((11, 27)));
        assert_eq!(cell_name("12"), None);
        assert_eq!(cell_name("A0"), None);
        assert_eq!(cell_name("AAAAAAAAAAAAAAAA1"), None);
    }
}
