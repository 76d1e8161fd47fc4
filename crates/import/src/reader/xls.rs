//! The one data sheet of an old workbook (.xls). The format holds at most 65,536 rows, so it is read whole.

use super::Stop;
use super::biff;
use super::choose::{Choices, choose, explains_itself};
use super::package::damaged;
use super::scan::Merge;
use super::xlsx::cell_of;
use crate::codes;
use calamine::{Data, Range, Reader, Xls};
use domain::finding::RowFinding;
use rows::Note;
use rows::cell::{RawCell, RawRow};
use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

pub(super) struct XlsSource {
    cells: Range<Data>,
    formulas: HashSet<(u32, u32)>,
    date1904: bool,
    merges: Vec<Merge>,
}

impl XlsSource {
    /// Checks the container, finds the one filled sheet and reads it.
    pub(super) fn open(
        path: &Path,
        choices: &Choices,
    ) -> Result<(Self, String, Vec<RowFinding>), Stop> {
        let book = biff::scan(path)?;
        let instructed = explains_itself(&book.sheets);
        let (sheet, mut warnings) = choose(book.sheets, choices)?;
        if book.pictures || (book.comments && !instructed) {
            warnings.push(Note::new(codes::PICTURES_IGNORED).at_sheet(&sheet.name));
        }
        let file = File::open(path).map_err(|cause| {
            Stop::Fail(crate::ImportError::Read {
                path: path.to_owned(),
                cause,
            })
        })?;
        // The records were looked through, but the reader of this format checks less than it trusts: should a false
        // one still make it panic, the file is at fault and not the import of the next one.
        let mut reader: Xls<_> = catch_unwind(AssertUnwindSafe(|| Xls::new(BufReader::new(file))))
            .map_err(|_| damaged())?
            .map_err(|_| damaged())?;
        let cells = reader.worksheet_range(&sheet.name).map_err(|_| damaged())?;
        let source = Self {
            cells,
            formulas: sheet.scan.formulas,
            date1904: reader.has_1904_epoch(),
            merges: sheet.scan.merges,
        };
        Ok((source, sheet.name, warnings))
    }

    pub(super) fn date1904(&self) -> bool {
        self.date1904
    }

    pub(super) fn merges(&self) -> &[Merge] {
        &self.merges
    }

    pub(super) fn rows(&self) -> XlsRows<'_> {
        XlsRows {
            source: self,
            next: 0,
        }
    }
}

pub(super) struct XlsRows<'w> {
    source: &'w XlsSource,
    next: usize,
}

impl XlsRows<'_> {
    /// The next row, blank or not.
    pub(super) fn next_row(&mut self) -> Option<RawRow> {
        let (top, left) = self.source.cells.start()?;
        let width = self.source.cells.width();
        if self.next >= self.source.cells.height() {
            return None;
        }
        let row = top.saturating_add(u32::try_from(self.next).unwrap_or(u32::MAX));
        let mut cells = vec![RawCell::Empty; left as usize];
        for (column, place) in (left..).zip(0..width) {
            let value = self.source.cells.get((self.next, place));
            let value = value
                .cloned()
                .map_or(RawCell::Empty, |value| cell_of(value, self.source.date1904));
            cells.push(if self.source.formulas.contains(&(row, column)) {
                RawCell::Formula(Box::new(value))
            } else {
                value
            });
        }
        while cells.last() == Some(&RawCell::Empty) {
            cells.pop();
        }
        self.next += 1;
        Some(RawRow {
            row: row.saturating_add(1),
            cells,
        })
    }
}
