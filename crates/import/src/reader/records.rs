//! Records of delimited text as Excel cuts them. The end of the file inside quotes is told, because everything behind
//! the quotation mark that opened them would otherwise be one cell of one row.

use crate::limits::RECORD_BYTES_MAX;
use std::io::{self, BufRead, BufReader, Read};

/// One record: the text of its cells without their quotes.
#[derive(Default)]
pub(super) struct Record {
    text: Vec<u8>,
    /// Where each cell ends in `text`.
    ends: Vec<usize>,
    /// A cell stood in quotes.
    pub(super) quoted: bool,
}

/// What reading on gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The record was filled.
    Record,
    /// The file is at its end.
    End,
    /// The file ended, or far too much followed, inside quotes; the record's cells so far stand before that cell.
    OpenQuote,
    /// The record is longer than one can be that keeps the limits.
    TooLong,
}

/// Where the reader stands inside a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quotation mark inside quotes: it ends them, or the next one makes it text.
    Closing,
}

pub(super) struct Records<R> {
    reader: BufReader<R>,
    delimiter: u8,
}

impl Record {
    /// Cells.
    pub(super) fn width(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of each cell.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(from, to)| self.text.get(from..*to).unwrap_or_default())
    }

    /// How often a byte stands inside the cells: only quotes let a delimiter or a line break in.
    pub(super) fn count(&self, wanted: u8) -> usize {
        self.text.iter().filter(|byte| **byte == wanted).count()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.quoted = false;
    }
}

impl<R: Read> Records<R> {
    /// Cuts text that has `\n` as its only line end and one at its end.
    pub(super) fn new(reader: R, delimiter: u8) -> Self {
        Self {
            reader: BufReader::new(reader),
            delimiter,
        }
    }

    /// Leaves out the rest of the line.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        self.reader.skip_until(b'\n').map(|_| ())
    }

    /// Reads the next record; a blank line is one with one empty cell.
    pub(super) fn next(&mut self, record: &mut Record) -> io::Result<Step> {
        record.clear();
        let mut state = State::CellStart;
        let mut begun = false;
        loop {
            let piece = self.reader.fill_buf()?;
            if piece.is_empty() {
                return Ok(match state {
                    State::Quoted => Step::OpenQuote,
                    _ if begun => {
                        record.ends.push(record.text.len());
                        Step::Record
                    }
                    _ => Step::End,
                });
            }
            begun = true;
            let mut taken = 0;
            for byte in piece {
                taken += 1;
                state = match (state, *byte) {
                    (State::Quoted, b'"') => State::Closing,
                    (State::Quoted, byte) => record.keep(byte, State::Quoted),
                    (_, b'\n') => {
                        record.ends.push(record.text.len());
                        self.reader.consume(taken);
                        return Ok(Step::Record);
                    }
                    (_, byte) if byte == self.delimiter => {
                        record.ends.push(record.text.len());
                        State::CellStart
                    }
                    (State::CellStart, b'"') => {
                        record.quoted = true;
                        State::Quoted
                    }
                    (State::Closing, b'"') => record.keep(b'"', State::Quoted),
                    (_, byte) => record.keep(byte, State::Plain),
                };
            }
            self.reader.consume(taken);
            if record.text.len() > RECORD_BYTES_MAX {
                return Ok(match state {
                    State::Quoted => Step::OpenQuote,
                    _ => Step::TooLong,
                });
            }
        }
    }
}

impl Record {
    fn keep(&mut self, byte: u8, next: State) -> State {
        self.text.push(byte);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<Vec<String>>, Step) {
        let mut records = Records::new(text.as_bytes(), b',');
        let mut record = Record::default();
        let mut all = Vec::new();
        loop {
            match records.next(&mut record).unwrap() {
                Step::Record => all.push(
                    record
                        .cells()
                        .map(|cell| String::from_utf8_lossy(cell).into_owned())
                        .collect(),
                ),
                step => return (all, step),
            }
        }
    }

    #[test]
    fn cells_are_cut_as_excel_cuts_them() {
        for (line, cells) in [
            ("a,b", &["a", "b"][..]),
            ("", &[""]),
            (",", &["", ""]),
            ("\"a,b\",c", &["a,b", "c"]),
            ("\"a\nb\",c", &["a\nb", "c"]),
            ("\"a\"\"b\",c", &["a\"b", "c"]),
            ("\"\",c", &["", "c"]),
            ("\"a\"b,c", &["ab", "c"]),
            ("a\"b\",c", &["a\"b\"", "c"]),
            (" \"a\",c", &[" \"a\"", "c"]),
            ("=\"1\",c", &["=\"1\"", "c"]),
        ] {
            let (all, step) = cut(&format!("{line}\nx\n"));
            assert_eq!(all[0], cells, "{line}");
            assert_eq!((all.len(), step), (2, Step::End), "{line}");
        }
    }

    #[test]
    fn the_end_of_the_file_inside_quotes_is_told() {
        assert_eq!(
            cut("a,b\nc,\"d\ne,f\n"),
            (vec![vec!["a".into(), "b".into()]], Step::OpenQuote)
        );
        assert_eq!(cut("a,\"b\"\n").1, Step::End);
        assert_eq!(cut("a,b").0, [["a", "b"]]);
    }

    #[test]
    fn a_record_without_end_is_given_up() {
        let long = "x".repeat(RECORD_BYTES_MAX + 1024 * 1024);
        assert_eq!(cut(&long).1, Step::TooLong);
        assert_eq!(cut(&format!("\"{long}")).1, Step::OpenQuote);
    }
}
