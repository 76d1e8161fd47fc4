//! The head and the header of a file: everything before its first row of data.

use super::SheetReader;
use crate::error::ImportError;
use crate::groups::{is_group_row, join};
use crate::head::{read_labels, read_title};
use crate::header::{Aliases, Header, Laid, not_found};
use crate::limits::{CLOCK_ROWS, HEADER_ROWS_MAX};
use crate::outside::Outside;
use crate::strays::above_the_header;
use rows::column::UNIT_CODE;
use rows::instant::is_shifted;
use rows::{RawCell, RawRow, Sheet, SheetSpec};
use std::collections::VecDeque;

impl<S: Sheet> SheetReader<'_, S> {
    /// Looks for the header and lays the columns out by it, or refuses the file.
    pub(super) fn find_header(&mut self, date1904: bool) -> Result<(), ImportError> {
        let SheetSpec {
            code,
            columns: specs,
            ..
        } = self.spec();
        let mut aliases = Aliases::new(specs);
        aliases.add(&self.mappings, specs);
        let mut above = Vec::new();
        for _ in 0..HEADER_ROWS_MAX {
            let Some(row) = self.next_raw()? else { break };
            let Some(header) = self.header_at(&row, &aliases)? else {
                self.totals.note_above(&row);
                if self.sheet.hears_the_rest() {
                    self.summary.outside.extend(Outside::of(&row, |_| true));
                }
                if read_labels(row.cells.iter(), &mut self.summary.head).is_none() {
                    read_title(&row, &mut self.summary.head);
                }
                above.push(row);
                continue;
            };
            self.look_at_first_unit(&header)?;
            let supplied: &[&str] = if self.context.default_unit_code.is_some() {
                &[UNIT_CODE]
            } else {
                &[]
            };
            match Laid::lay_out(
                &self.summary.sheet,
                &header,
                date1904,
                specs,
                supplied,
                code,
            ) {
                Ok(laid) => match above_the_header(above, &laid) {
                    None => {
                        let laid = self.with_clock(laid)?;
                        self.begin(laid);
                    }
                    Some(finding) => self.refuse(vec![finding]),
                },
                Err(findings) => self.refuse(findings),
            }
            return Ok(());
        }
        if !self.summary.is_refused() {
            self.refuse(vec![not_found(&self.summary.sheet, specs)]);
        }
        Ok(())
    }

    /// The header that begins in this row, if one does. A row of groups is joined with the one below it.
    fn header_at(
        &mut self,
        row: &RawRow,
        aliases: &Aliases,
    ) -> Result<Option<Header>, ImportError> {
        if is_group_row(row, aliases.people())
            && let Some(below) = self.next_raw()?
        {
            if below.row == row.row.saturating_add(1) {
                let joined = join(row, &below, &self.merges);
                let header = Header::of_groups(below.row, &joined, aliases);
                if header.is_one() {
                    return Ok(Some(header));
                }
            }
            self.ahead.push_front(below);
        }
        let header = Header::of_row(row, aliases);
        Ok(header.is_one().then_some(header))
    }

    fn look_at_first_unit(&mut self, header: &Header) -> Result<(), ImportError> {
        let Some(place) = header.place_of(UNIT_CODE) else {
            return Ok(());
        };
        if let Some(row) = self.next_raw()? {
            self.first_unit = row
                .cells
                .get(place)
                .and_then(RawCell::as_text)
                .map(|text| rows::without_marks(text).trim().to_owned());
            self.ahead.push_front(row);
        }
        Ok(())
    }

    /// Looks at the first rows of data for whether their dates are shifted by the program that wrote them.
    fn with_clock(&mut self, mut laid: Laid) -> Result<Laid, ImportError> {
        let mut first = VecDeque::new();
        while first.len() < CLOCK_ROWS
            && let Some(row) = self.next_raw()?
        {
            first.push_back(row);
        }
        let (mut shifted, mut exact) = (0, 0);
        for row in &first {
            let staged = laid.stage(row.clone());
            match is_shifted(&staged, laid.columns(), self.context.today) {
                Some(true) => shifted += 1,
                Some(false) => exact += 1,
                None => {}
            }
        }
        if shifted > exact {
            laid.shift();
        }
        self.ahead = first;
        Ok(laid)
    }

    fn begin(&mut self, laid: Laid) {
        let columns = laid.columns();
        self.summary.header_row = laid.header_row();
        self.summary.columns = columns.recognised().to_vec();
        self.summary.titles = laid.titles().to_vec();
        let spec = self.spec();
        self.summary
            .file_findings
            .extend(laid.told(spec.columns, spec.code, &self.mappings));
        let filled: Vec<u16> = columns
            .with(|spec| spec.fills_down)
            .map(|column| column.index)
            .collect();
        let below = self.summary.header_row;
        self.merges.retain(|merge| {
            merge.left == merge.right
                && merge.top >= below
                && filled.iter().any(|index| u32::from(*index) == merge.left)
        });
        self.merges
            .sort_by_key(|merge| std::cmp::Reverse(merge.top));
        self.laid = Some(laid);
    }
}
