//! One sheet of an old workbook: its cells, and what it hides.

use super::super::ReadError;
use super::super::package::damaged;
use super::super::scan::{Merge, SheetScan};
use super::lists::Targets;
use super::records::{
    BEGIN, BOOL_OR_ERROR, COLUMN_INFO, DATA_RULE, END, FILTER_MODE, FORMULA, LABEL, LABEL_SHARED,
    MERGED_CELLS, MULTIPLE_RK, NOTE, NUMBER, OBJECT, RICH_STRING, RK, ROW, Record, Records, STRING,
    double_word, float, word,
};
use std::collections::HashSet;

/// Bit of a row's options that hides it, and the one that says its height was set by hand.
const ROW_HIDDEN: u16 = 0x0020;
const ROW_HEIGHT_SET: u16 = 0x0040;
/// A row's height without the bit that says it is the usual one.
const ROW_HEIGHT: u16 = 0x7FFF;
/// Bit of a column's options that hides it.
const COLUMN_HIDDEN: u16 = 0x0001;
/// The kind of an object that is a picture.
const PICTURE: u16 = 0x0008;

/// A cell as it is stored; rows and columns count from 0.
pub(super) struct StoredCell {
    pub(super) row: u16,
    pub(super) column: u16,
    /// The value is the result of a formula.
    pub(super) formula: bool,
    pub(super) value: Stored,
}

/// A cell's value.
pub(super) enum Stored {
    /// A shared text, by its number.
    Shared(u32),
    Text(Box<str>),
    /// A number, with the number of its format.
    Number(f64, u16),
    Bool(bool),
    Error(u8),
    Nothing,
}

/// What a sheet holds.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) scan: SheetScan,
    /// By rising row and column.
    pub(super) cells: Vec<StoredCell>,
    /// A picture lies in the sheet.
    pub(super) pictures: bool,
    /// A comment lies in the sheet.
    pub(super) comments: bool,
    hidden_rows: HashSet<u16>,
    hidden_columns: Vec<(u16, u16)>,
}

impl Sheet {
    /// Reads the sheet that begins at a place of the stream, of at most `cells_max` cells.
    pub(super) fn read(
        stream: &[u8],
        at: usize,
        cells_max: usize,
        targets: &Targets,
    ) -> Result<Self, ReadError> {
        let mut records = Records::from(stream, at)?;
        match records.next()? {
            Some(record) if record.kind == BEGIN => {}
            _ => return Err(damaged()),
        }
        let mut sheet = Self::default();
        // Charts lie inside a sheet as streams of their own.
        let mut depth = 0_u32;
        loop {
            // A sheet without its end was cut off.
            let record = records.next()?.ok_or_else(damaged)?;
            match record.kind {
                BEGIN => depth += 1,
                END if depth == 0 => break,
                END => depth -= 1,
                _ if depth > 0 => {}
                // A rule that cannot be read offers nothing.
                DATA_RULE => sheet
                    .scan
                    .lists
                    .extend(targets.list(&record).ok().flatten()),
                _ => sheet.take(&record)?,
            }
            if sheet.cells.len() > cells_max {
                return Err(super::too_large());
            }
        }
        sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
        let places = sheet.cells.windows(2).map(|pair| match pair {
            [one, other] => (one.row, one.column) == (other.row, other.column),
            _ => false,
        });
        // The file says two things of one cell.
        if places.clone().any(|twice| twice) {
            return Err(damaged());
        }
        sheet.conclude();
        Ok(sheet)
    }

    fn take(&mut self, record: &Record<'_>) -> Result<(), ReadError> {
        let data = record.data;
        match record.kind {
            ROW => {
                let options = word(data, 12)?;
                let flat = word(data, 6)? & ROW_HEIGHT == 0 && options & ROW_HEIGHT_SET != 0;
                if flat || options & ROW_HIDDEN != 0 {
                    self.hidden_rows.insert(word(data, 0)?);
                }
            }
            COLUMN_INFO if word(data, 8)? & COLUMN_HIDDEN != 0 || word(data, 4)? == 0 => {
                self.hidden_columns.push((word(data, 0)?, word(data, 2)?));
            }
            FILTER_MODE => self.scan.filtered = true,
            NOTE => self.comments = true,
            OBJECT if word(data, 4).is_ok_and(|kind| kind == PICTURE) => self.pictures = true,
            MERGED_CELLS => self.merge(data)?,
            LABEL_SHARED => self.add(data, Stored::Shared(double_word(data, 6)?))?,
            LABEL | RICH_STRING => {
                let text = record.texts(6)?.text()?;
                self.add(data, Stored::Text(text.into()))?;
            }
            NUMBER => self.add(data, Stored::Number(float(data, 6)?, word(data, 4)?))?,
            RK => {
                let number = short_number(double_word(data, 6)?);
                self.add(data, Stored::Number(number, word(data, 4)?))?;
            }
            MULTIPLE_RK => self.add_several(data)?,
            BOOL_OR_ERROR => self.add(data, bool_or_error(data.get(6..8))?)?,
            FORMULA => {
                self.add(data, result(data)?)?;
                if let Some(cell) = self.cells.last_mut() {
                    cell.formula = true;
                }
            }
            // The text that the formula before it gave.
            STRING => {
                let text = record.texts(0)?.text()?;
                if let Some(cell) = self.cells.last_mut().filter(|cell| cell.formula) {
                    cell.value = Stored::Text(text.into());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, data: &[u8], value: Stored) -> Result<(), ReadError> {
        self.cells.push(StoredCell {
            row: word(data, 0)?,
            column: word(data, 2)?,
            formula: false,
            value,
        });
        Ok(())
    }

    /// Numbers side by side: six bytes for each, and six for the row and the first and last column.
    fn add_several(&mut self, data: &[u8]) -> Result<(), ReadError> {
        let (row, first) = (word(data, 0)?, word(data, 2)?);
        let last = word(data, data.len().saturating_sub(2))?;
        let cells = usize::from(last).checked_sub(usize::from(first));
        if cells.is_none_or(|more| data.len() != 6 + 6 * (more + 1)) {
            return Err(damaged());
        }
        for (column, at) in (first..=last).zip((4..).step_by(6)) {
            let number = short_number(double_word(data, at + 2)?);
            self.cells.push(StoredCell {
                row,
                column,
                formula: false,
                value: Stored::Number(number, word(data, at)?),
            });
        }
        Ok(())
    }

    fn merge(&mut self, data: &[u8]) -> Result<(), ReadError> {
        for n in 0..usize::from(word(data, 0)?) {
            let at = 2 + n * 8;
            self.scan.merge(Merge {
                top: u32::from(word(data, at)?),
                bottom: u32::from(word(data, at + 2)?),
                left: u32::from(word(data, at + 4)?),
                right: u32::from(word(data, at + 6)?),
            });
        }
        Ok(())
    }

    /// What is hidden counts where it holds anything.
    fn conclude(&mut self) {
        let mut rows: Vec<u16> = self.cells.iter().map(|cell| cell.row).collect();
        rows.dedup();
        let hidden = rows.iter().filter(|row| self.hidden_rows.contains(row));
        self.scan.hidden_rows = u32::try_from(hidden.count()).unwrap_or(u32::MAX);
        self.scan.filled = !self.cells.is_empty();
        self.scan.columns = self
            .cells
            .iter()
            .map(|cell| u32::from(cell.column))
            .collect();
        let is_hidden = |column: &&u32| {
            self.hidden_columns
                .iter()
                .any(|(from, to)| (u32::from(*from)..=u32::from(*to)).contains(*column))
        };
        self.scan.hidden_columns = self
            .scan
            .columns
            .iter()
            .filter(is_hidden)
            .copied()
            .collect();
    }
}

/// A number of four bytes: a whole one, or the upper half of one of eight, either of them perhaps a hundred times the
/// value.
#[expect(
    clippy::float_arithmetic,
    reason = "the format stores amounts as a hundredfold of a float"
)]
fn short_number(bits: u32) -> f64 {
    const HUNDREDFOLD: u32 = 1;
    const WHOLE: u32 = 2;
    let number = if bits & WHOLE == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & HUNDREDFOLD == 0 {
        number
    } else {
        number / 100.0
    }
}

fn bool_or_error(value: Option<&[u8]>) -> Result<Stored, ReadError> {
    match value {
        Some([value, 0]) => Ok(Stored::Bool(*value != 0)),
        Some([code, _]) => Ok(Stored::Error(*code)),
        _ => Err(damaged()),
    }
}

/// The stored result of a formula; a text stands in the record behind it.
fn result(data: &[u8]) -> Result<Stored, ReadError> {
    const NO_NUMBER: u16 = 0xFFFF;
    if word(data, 12)? != NO_NUMBER {
        return Ok(Stored::Number(float(data, 6)?, word(data, 4)?));
    }
    let value = data.get(8).copied().ok_or_else(damaged)?;
    Ok(match data.get(6) {
        Some(1) => Stored::Bool(value != 0),
        Some(2) => Stored::Error(value),
        _ => Stored::Nothing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_whole_or_halves_and_perhaps_a_hundred_times_too_large() {
        assert!((short_number(400 << 2 | 2) - 400.0).abs() < f64::EPSILON);
        assert!((short_number(40_050 << 2 | 3) - 400.5).abs() < f64::EPSILON);
        let upper = u32::try_from(1.5_f64.to_bits() >> 32).unwrap();
        assert!((short_number(upper) - 1.5).abs() < f64::EPSILON);
        assert!((short_number((-7_i32 << 2 | 2).cast_unsigned()) + 7.0).abs() < f64::EPSILON);
    }
}
