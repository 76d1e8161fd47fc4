//! Which character separates the cells of a text file. Each is tried, with quotes respected, on the beginning of the
//! file; the one with most names in its header and most rows as wide as that header wins. A character is never just
//! counted: one remark may hold more semicolons than its row has commas.

use super::records::{Record, Records, Step};
use crate::limits::{HEADER_HITS_MIN, HEADER_ROWS_MAX};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A comma, a tab ("Unicode text"), a semicolon (European settings), a bar (banks and tax offices).
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// Longest name of a column, in characters.
const NAME_CHARS_MAX: usize = 40;
/// More digits than a name of a column has.
const NAME_DIGITS_MAX: usize = 5;
/// Cells of lost characters in one row from which they are no accident.
const LOST_CELLS_MIN: usize = 3;

/// How the rows of a text file are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) delimiter: u8,
    /// Cells of its rows.
    pub(super) width: usize,
    /// Names of columns, and rows that may be below them, make a table of it.
    pub(super) table: bool,
    /// The first line only says which delimiter it is (`sep=;`); Excel does not show it.
    pub(super) named: bool,
}

/// Tells the delimiter by the beginning of a file.
pub(super) fn cut(sample: &[u8]) -> Cut {
    let (named, sample) = match named(sample) {
        Some((delimiter, rest)) => (Some(delimiter), rest),
        None => (None, sample),
    };
    let mut best = Fit::default();
    // What the file itself names goes first, and an equal one does not take its place.
    for delimiter in named.into_iter().chain(DELIMITERS) {
        let fit = Fit::of(sample, delimiter);
        if best.delimiter == 0 || fit.points > best.points {
            best = fit;
        }
    }
    Cut {
        delimiter: best.delimiter,
        width: best.width,
        table: best.names >= HEADER_HITS_MIN && best.rows > 1,
        named: named.is_some(),
    }
}

/// The Chinese of the file was turned into question marks before it came here.
pub(super) fn lost_chinese(sample: &[u8]) -> bool {
    sample.is_ascii()
        && DELIMITERS.into_iter().any(|delimiter| {
            first_records(sample, delimiter)
                .take(HEADER_ROWS_MAX)
                .any(|cells| cells.iter().filter(|cell| is_lost(cell)).count() >= LOST_CELLS_MIN)
        })
}

/// `sep=;` in the first line, perhaps in quotes or padded by a program that saved it as a row.
fn named(sample: &[u8]) -> Option<(u8, &[u8])> {
    let end = sample.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = (sample.get(..end)?, sample.get(end + 1..)?);
    let line: Vec<u8> = line.iter().copied().filter(|byte| *byte != b'"').collect();
    if !line.get(..4)?.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    let signs = line.get(4..)?;
    let first = *signs.first()?;
    let is_sign = first == b'\t' || first.is_ascii_punctuation();
    (is_sign && signs.iter().all(|sign| *sign == first)).then_some((first, rest))
}

/// How well a delimiter explains the beginning of a file.
#[derive(Default)]
struct Fit {
    delimiter: u8,
    points: usize,
    width: usize,
    /// Names in its header.
    names: usize,
    /// Rows that are not wider than the header, itself among them.
    rows: usize,
}

impl Fit {
    fn of(sample: &[u8], delimiter: u8) -> Self {
        let records: Vec<Vec<String>> = first_records(sample, delimiter).collect();
        let header = (1_usize..)
            .zip(records.iter().take(HEADER_ROWS_MAX))
            .map(|(row, cells)| (names(cells), row, cells.len()))
            // The first of equals: a row of words below the header is no better one.
            .max_by_key(|(names, row, _)| (*names, Reverse(*row)));
        let (names, row, width) = header.unwrap_or((0, 1, 0));
        let rows =
            |fits: &dyn Fn(usize) -> bool| records.iter().filter(|cells| fits(cells.len())).count();
        // A program that leaves out empty cells at the end makes shorter rows, so these speak for it too, but less.
        let (whole, shorter) = (
            rows(&|cells| cells == width),
            rows(&|cells| cells > 1 && cells < width),
        );
        Self {
            delimiter,
            // Remarks cut by a wrong delimiter may give more words than the header has, but they stand below it.
            points: if width > 1 {
                names * (2 * whole + shorter) * 100 / row
            } else {
                0
            },
            width: usual_width(&records).unwrap_or(width),
            names,
            rows: whole + shorter,
        }
    }
}

/// The width most cells stand in rows of. A row whose cells have line breaks may be several, so it does not count.
fn usual_width(records: &[Vec<String>]) -> Option<usize> {
    let mut cells: BTreeMap<usize, usize> = BTreeMap::new();
    for record in records {
        if !record.iter().any(|cell| cell.contains('\n')) {
            *cells.entry(record.len()).or_default() += record.len();
        }
    }
    let most = cells
        .into_iter()
        .max_by_key(|(width, cells)| (*cells, Reverse(*width)));
    most.map(|(width, _)| width)
}

/// The records of a sample that are not blank.
fn first_records(sample: &[u8], delimiter: u8) -> impl Iterator<Item = Vec<String>> {
    let mut records = Records::new(sample, delimiter);
    let mut record = Record::default();
    std::iter::from_fn(move || match records.next(&mut record) {
        Ok(Step::Record) => Some(
            record
                .cells()
                .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
                .collect(),
        ),
        _ => None,
    })
    .filter(|cells: &Vec<String>| cells.iter().any(|cell| !cell.is_empty()))
}

/// Different cells that may be names of columns.
fn names(cells: &[String]) -> usize {
    let named = cells.iter().filter(|cell| is_name(cell));
    named.collect::<BTreeSet<_>>().len()
}

/// The text may be the name of a column.
pub(super) fn is_name(cell: &str) -> bool {
    cell.chars().count() <= NAME_CHARS_MAX
        && cell.chars().any(char::is_alphabetic)
        && cell.bytes().filter(u8::is_ascii_digit).count() < NAME_DIGITS_MAX
        && !cell.starts_with(|c: char| DELIMITERS.iter().any(|sign| c == char::from(*sign)))
}

/// Nothing but question marks where words stood; brackets and digits of the words survive.
fn is_lost(cell: &str) -> bool {
    let marks = cell.bytes().filter(|byte| *byte == b'?').count();
    marks >= 2 && marks * 2 >= cell.len() && !cell.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> char {
        char::from(cut(text.as_bytes()).delimiter)
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_table_with_a_header() {
        let rows = "姓名,证件,备注\n甲,1,x\n乙,2,y\n";
        for sign in [',', '\t', ';', '|'] {
            assert_eq!(delimiter(&rows.replace(',', &sign.to_string())), sign);
        }
        let remark = format!("姓名,证件,备注\n甲,1,{0}\n乙,2,{0}\n", "a;b;".repeat(18));
        assert_eq!(delimiter(&remark), ',');
        let tabs = "姓名\t,证件\t,备注\t\n甲\t,1\t,x\t\n";
        assert_eq!(delimiter(tabs), ',');
        let commas = "姓名\t证件\t备注\n甲\t1\ta,b,c,d,e,f\n乙\t2\ta,b,c,d,e,f\n";
        assert_eq!(delimiter(commas), '\t');
        let title = "填报单位;甲,乙,丙,丁\n姓名;证件;备注\n甲;1;\n乙;2;\n";
        assert_eq!(delimiter(title), ';');
        let short = "姓名,证件,备注,电话\n甲,1,a;b;c;d\n乙,2,a;b;c;d\n丙,3,a;b;c;d\n";
        assert_eq!(delimiter(short), ',');
        let quoted = "姓名;证件\n\"a,b,c\";1\n\"d,e,f\";2\n";
        assert_eq!(delimiter(quoted), ';');
    }

    #[test]
    fn a_file_may_name_its_delimiter() {
        for text in [
            "sep=|\n姓名|证件\n甲|1\n",
            "\"sep=|\"\n姓名|证件\n",
            "SEP=||\n姓名|证件\n",
        ] {
            let cut = cut(text.as_bytes());
            assert_eq!(
                (cut.delimiter, cut.width, cut.named),
                (b'|', 2, true),
                "{text}"
            );
        }
        assert_eq!(cut("sep=^\n姓名^证件\n甲^1\n".as_bytes()).delimiter, b'^');
        // What it names is no reason to read a table that is none.
        assert_eq!(cut("sep=,\n姓名;证件\n甲;1\n".as_bytes()).delimiter, b';');
        assert!(!cut("separator,姓名\n".as_bytes()).named);
    }

    #[test]
    fn question_marks_in_the_place_of_words_are_lost_chinese() {
        assert!(lost_chinese(b"????,????,????(??)\n1,2,3\n"));
        assert!(lost_chinese(b"??\t????\t??\n"));
        assert!(!lost_chinese(b"a?,b??,c\n1,??,3\n"));
        assert!(!lost_chinese("姓名,??,????,??\n".as_bytes()));
    }
}
