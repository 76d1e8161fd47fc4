//! A worksheet's part, piece by piece in the order it is written. The look through a sheet and the reading of its cells
//! both go through here, so neither sees a row that the other does not.
//!
//! Only rows and cells are believed. What the part says about itself (how far it reaches, how many there are of
//! something) is a habit of writers and often wrong.

use super::super::ReadError;
use super::super::package::damaged;
use super::super::scan::{Merge, SHEET_COLUMNS, SHEET_ROWS, cell_name, is_flat};
use super::super::xml::{Markup, attribute, is_true};
use super::strings::{PINYIN, TEXT};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::io::BufRead;

/// One thing a worksheet says.
pub(super) enum Piece {
    /// These columns show nothing; they stand before the rows.
    HiddenColumns {
        from: u32,
        to: u32,
    },
    /// A row begins.
    Row {
        hidden: bool,
    },
    /// A cell of that row which holds anything.
    Cell(StoredCell),
    Merge(Merge),
    /// A filter leaves rows out.
    Filter,
    /// The formula of a drop-down list.
    List(String),
}

/// A cell as it is stored; rows and columns count from 0.
pub(super) struct StoredCell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) kind: Kind,
    pub(super) style: usize,
    pub(super) value: String,
    /// The value is the result of a formula.
    pub(super) formula: bool,
}

/// What a cell says its value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// The number of a shared text.
    Shared,
    Text,
    /// A day of the calendar, written out.
    Day,
    Bool,
    Error,
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "" | "n" => Self::Number,
            "s" => Self::Shared,
            "str" | "inlineStr" => Self::Text,
            "d" => Self::Day,
            "b" => Self::Bool,
            "e" => Self::Error,
            _ => return None,
        })
    }
}

pub(super) struct Pieces<R> {
    markup: Markup<R>,
    in_rows: bool,
    place: Place,
}

/// Where the next row and cell stand unless they say so themselves.
#[derive(Default)]
struct Place {
    row: u32,
    /// The row was named by its own number, not only by that of the row before.
    row_named: bool,
    next_row: u32,
    next_column: u32,
}

impl<R: BufRead> Pieces<R> {
    pub(super) fn new(part: R) -> Self {
        Self {
            markup: Markup::new(part),
            in_rows: false,
            place: Place::default(),
        }
    }

    /// The next piece; `None` behind the end of the worksheet.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, ReadError> {
        loop {
            let (element, open) = match self.markup.next()? {
                Event::Start(element) => (element, true),
                Event::Empty(element) => (element, false),
                Event::End(element) => {
                    if element.local_name().as_ref() == "sheetData" {
                        self.in_rows = false;
                    }
                    continue;
                }
                Event::Eof => return Ok(None),
                _ => continue,
            };
            match element.local_name().as_ref() {
                "sheetData" => self.in_rows = open,
                "row" if self.in_rows => {
                    self.place.start_row(&element)?;
                    let hidden = is_true(attribute(&element, "hidden"))
                        || attribute(&element, "ht").is_some_and(|height| is_flat(&height));
                    return Ok(Some(Piece::Row { hidden }));
                }
                "c" if self.in_rows => {
                    let cell = self.place.cell(&element)?;
                    if open && let Some(cell) = self.content(cell)? {
                        return Ok(Some(Piece::Cell(cell)));
                    }
                }
                "col" => {
                    if let Some((from, to)) = hidden_columns(&element) {
                        return Ok(Some(Piece::HiddenColumns { from, to }));
                    }
                }
                "mergeCell" => {
                    if let Some(merge) = merge(&element) {
                        return Ok(Some(Piece::Merge(merge)));
                    }
                }
                "filterColumn" => return Ok(Some(Piece::Filter)),
                "formula1" if open => {
                    return Ok(Some(Piece::List(self.markup.text_within()?)));
                }
                _ => {}
            }
        }
    }

    /// What stands in a cell; `None` when nothing does.
    fn content(&mut self, mut cell: StoredCell) -> Result<Option<StoredCell>, ReadError> {
        let mut filled = false;
        loop {
            match self.markup.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" => {
                        filled = true;
                        cell.value = self.markup.text_within()?;
                    }
                    "is" => {
                        filled = true;
                        cell.value = self.markup.text_of(TEXT, PINYIN)?;
                    }
                    "f" => {
                        cell.formula = true;
                        self.markup.text_within()?;
                    }
                    _ => {
                        self.markup.text_within()?;
                    }
                },
                Event::Empty(element) if element.local_name().as_ref() == "f" => {
                    cell.formula = true;
                }
                Event::End(_) => return Ok((filled || cell.formula).then_some(cell)),
                Event::Eof => return Err(damaged()),
                _ => {}
            }
        }
    }
}

impl Place {
    /// Rows in any order but rising would give wrong row numbers, and one that stands twice would hide the other.
    fn start_row(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        let own = attribute(element, "r");
        self.row_named = own.is_some();
        self.row = match own {
            None => self.next_row,
            Some(number) => {
                let number: u32 = number.trim().parse().map_err(|_| damaged())?;
                number.checked_sub(1).ok_or_else(damaged)?
            }
        };
        if self.row < self.next_row || self.row >= SHEET_ROWS {
            return Err(damaged());
        }
        self.next_row = self.row + 1;
        self.next_column = 0;
        Ok(())
    }

    /// The place of a cell, from its name or, without one, behind the cell before it.
    fn cell(&mut self, element: &BytesStart<'_>) -> Result<StoredCell, ReadError> {
        let mut cell = StoredCell {
            row: self.row,
            column: self.next_column,
            kind: Kind::Number,
            style: 0,
            value: String::new(),
            formula: false,
        };
        for have in element.attributes().with_checks(false) {
            let have = have.map_err(|_| damaged())?;
            let value = || have.normalized_value(XmlVersion::Implicit1_0);
            match have.key.local_name().as_ref() {
                "r" => {
                    let name = value().map_err(|_| damaged())?;
                    (cell.row, cell.column) = cell_name(name.trim()).ok_or_else(damaged)?;
                }
                "t" => {
                    let word = value().map_err(|_| damaged())?;
                    cell.kind = Kind::of(&word).ok_or_else(damaged)?;
                }
                "s" => cell.style = value().map_or(0, |style| style.trim().parse().unwrap_or(0)),
                _ => {}
            }
        }
        // A row without a number is where its cells say it is.
        if !self.row_named && cell.row > self.row {
            self.row = cell.row;
            self.next_row = cell.row + 1;
        }
        if cell.row != self.row || cell.column >= SHEET_COLUMNS || cell.row >= SHEET_ROWS {
            return Err(damaged());
        }
        self.row_named = true;
        self.next_column = cell.column + 1;
        Ok(cell)
    }
}

fn hidden_columns(element: &BytesStart<'_>) -> Option<(u32, u32)> {
    let flat = || attribute(element, "width").is_some_and(|width| is_flat(&width));
    if !is_true(attribute(element, "hidden")) && !flat() {
        return None;
    }
    let number = |name| attribute(element, name).and_then(|text| text.parse::<u32>().ok());
    Some((
        number("min")?.checked_sub(1)?,
        number("max")?.checked_sub(1)?,
    ))
}

fn merge(element: &BytesStart<'_>) -> Option<Merge> {
    let range = attribute(element, "ref")?;
    let (from, to) = range.split_once(':')?;
    let ((top, left), (bottom, right)) = (cell_name(from)?, cell_name(to)?);
    Some(Merge {
        top,
        bottom,
        left,
        right,
    })
}
