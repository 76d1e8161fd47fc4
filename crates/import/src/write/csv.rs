//! CSV export.

use super::{Table, Value, neutral};
use crate::error::ImportError;
use std::borrow::Cow;

/// Encoding of a CSV export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvEncoding {
    /// UTF-8 with a byte order mark, so that Excel reads it rightly.
    #[default]
    Utf8Bom,
    /// GB 18030, for bank and tax programs that ask for it.
    Gb18030,
}

/// Writes a table as CSV: title, head lines, header, rows; sums with two decimals, days as `YYYY-MM-DD`.
///
/// # Errors
/// [`ImportError::WriteCsv`], and [`ImportError::Unencodable`] rather than a question mark in a name.
pub fn csv(table: &Table, encoding: CsvEncoding) -> Result<Vec<u8>, ImportError> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let mut line = |cells: Vec<Cow<'_, str>>| {
        let cells = cells.iter().map(|cell| cell.as_bytes());
        writer.write_record(cells).map_err(ImportError::WriteCsv)
    };
    line(vec![neutral(&table.title)])?;
    for (label, value) in &table.head {
        line(vec![neutral(label), neutral(value)])?;
    }
    line(
        table
            .columns
            .iter()
            .map(|(name, _)| neutral(name))
            .collect(),
    )?;
    for row in &table.rows {
        line(row.iter().map(text).collect())?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| ImportError::WriteCsv(csv::Error::from(error.into_error())))?;
    encode(bytes, encoding)
}

fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Empty => "".into(),
        Value::Text(text) => neutral(text),
        // A minus sign here is a sum's own, not a formula.
        Value::Money(sum) => sum.plain_yuan().into(),
        Value::Count(count) => count.to_string().into(),
        Value::Date(day) => day.to_string().into(),
    }
}

fn encode(utf8: Vec<u8>, encoding: CsvEncoding) -> Result<Vec<u8>, ImportError> {
    let refused = ImportError::Unencodable {
        encoding: "GB18030",
    };
    match encoding {
        CsvEncoding::Utf8Bom => Ok([b"\xEF\xBB\xBF".as_slice(), &utf8].concat()),
        CsvEncoding::Gb18030 => {
            let Ok(text) = String::from_utf8(utf8) else {
                return Err(refused);
            };
            let (bytes, _, lost) = encoding_rs::GB18030.encode(&text);
            if lost {
                Err(refused)
            } else {
                Ok(bytes.into_owned())
            }
        }
    }
}
