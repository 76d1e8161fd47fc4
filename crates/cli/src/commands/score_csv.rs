//! Reads CSV files into the records of a schema, row by row. Messages name lines and columns, never a cell: cells hold
//! personal data.

use crate::failure::{Failure, Result};
use crate::words::Words;
use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use matching::dataset::Dataset;
use matching::schema::Schema;
use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Records in all files; the engine counts them, and the bytes of their ids, in 32 bits.
const RECORDS_MAX: usize = 50_000_000;
/// Longest id of a record, in bytes.
const ID_BYTES_MAX: usize = 64;
/// Longest row, in bytes; a quote that is never closed swallows the rest of a file.
const ROW_BYTES_MAX: usize = 1 << 16;
/// Rows after which the reader tells how far it is.
const TELL_EVERY: usize = 50_000;
const BUFFER_BYTES: usize = 1 << 17;

/// Reads one file after the other; `progress` is told the number of rows read now and then.
///
/// # Errors
/// A file that cannot be opened or read, a column that is missing, cells that do not fit the header, bytes that are not
/// UTF-8, an id that is missing, too long or given twice, and more records than fit.
pub fn load(
    schema: &Arc<Schema>,
    files: &[PathBuf],
    progress: &mut dyn FnMut(usize),
) -> Result<Dataset> {
    let mut data = Dataset::new(Arc::clone(schema));
    let mut ascending = true;
    for (source, path) in (0_u8..).zip(files) {
        ascending &= read(&mut data, source, path, progress)?;
    }
    if !ascending {
        check_ids(&data)?;
    }
    Ok(data)
}

/// Reads a file; says whether every id was greater than the one before, which proves that none is there twice.
fn read(
    data: &mut Dataset,
    source: u8,
    path: &Path,
    progress: &mut dyn FnMut(usize),
) -> Result<bool> {
    let file = File::open(path).map_err(|error| unreadable(path).because(&error))?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        return Err(unreadable(path));
    }
    let mut reader = ReaderBuilder::new()
        .buffer_capacity(BUFFER_BYTES)
        .from_reader(file);
    let columns = columns(data.schema(), &mut reader, path)?;
    let mut row = StringRecord::new();
    let mut ascending = true;
    while reader
        .read_record(&mut row)
        .map_err(|error| broken(path, &error))?
    {
        let line = row.position().map_or(0, csv::Position::line);
        if row.as_slice().len() > ROW_BYTES_MAX {
            return Err(refused(
                path,
                &format!("第 {line} 行超过 {ROW_BYTES_MAX} 字节：引号没有闭合？"),
                &format!("line {line} has more than {ROW_BYTES_MAX} bytes: is a quote not closed?"),
            ));
        }
        if data.len() == RECORDS_MAX {
            return Err(refused(
                path,
                &format!("记录超过 {RECORDS_MAX} 条"),
                &format!("there are more than {RECORDS_MAX} records"),
            ));
        }
        let id = cell(&row, columns.id);
        check_id(path, data.schema(), line, id)?;
        let before = u32::try_from(data.len())
            .ok()
            .and_then(|count| count.checked_sub(1));
        ascending &= before.is_none_or(|last| data.id(last) < id);
        columns.push(data, source, &row);
        if data.len().is_multiple_of(TELL_EVERY) {
            progress(data.len());
        }
    }
    Ok(ascending)
}

/// Where the schema's columns stand in a file.
struct Columns {
    id: usize,
    fields: Vec<usize>,
}

impl Columns {
    fn push(&self, data: &mut Dataset, source: u8, row: &StringRecord) {
        let cells: Vec<&str> = self
            .fields
            .iter()
            .map(|column| cell(row, *column))
            .collect();
        data.push_from(source, cell(row, self.id), &cells);
    }
}

fn cell(row: &StringRecord, column: usize) -> &str {
    row.get(column).unwrap_or("").trim()
}

fn columns(schema: &Schema, reader: &mut Reader<File>, path: &Path) -> Result<Columns> {
    let header = reader.headers().map_err(|error| broken(path, &error))?;
    let names: Vec<&str> = header.iter().map(str::trim).collect();
    let wanted =
        std::iter::once(&schema.id_column).chain(schema.fields.iter().map(|field| &field.column));
    let (mut at, mut missing) = (Vec::new(), Vec::new());
    for name in wanted {
        let mut found = names
            .iter()
            .enumerate()
            .filter(|(_, column)| *column == name);
        match (found.next(), found.next()) {
            (Some((column, _)), None) => at.push(column),
            (Some(_), Some(_)) => {
                return Err(refused(
                    path,
                    &format!("列 `{name}` 出现两次"),
                    &format!("column `{name}` is there twice"),
                ));
            }
            (None, _) => missing.push(name.as_str()),
        }
    }
    let mut at = at.into_iter();
    match at.next() {
        Some(id) if missing.is_empty() => Ok(Columns {
            id,
            fields: at.collect(),
        }),
        _ => {
            let list = missing.join(", ");
            Err(refused(
                path,
                &format!("首行缺少列：{list}"),
                &format!("the first line lacks these columns: {list}"),
            ))
        }
    }
}

fn check_id(path: &Path, schema: &Schema, line: u64, id: &str) -> Result<()> {
    let column = &schema.id_column;
    if id.is_empty() {
        return Err(refused(
            path,
            &format!("第 {line} 行没有 `{column}`"),
            &format!("line {line} has no `{column}`"),
        ));
    }
    if id.len() > ID_BYTES_MAX {
        return Err(refused(
            path,
            &format!("第 {line} 行的 `{column}` 超过 {ID_BYTES_MAX} 字节"),
            &format!("`{column}` in line {line} has more than {ID_BYTES_MAX} bytes"),
        ));
    }
    Ok(())
}

/// A pair is told by its ids, so each must name one record only, in both files together.
fn check_ids(data: &Dataset) -> Result<()> {
    let mut seen = HashSet::with_capacity(data.len());
    for record in 0..u32::try_from(data.len()).unwrap_or(u32::MAX) {
        if !seen.insert(data.id(record)) {
            let (column, place) = (&data.schema().id_column, u64::from(record) + 1);
            return Err(Failure::new(
                "csv",
                Words::new(
                    format!("第 {place} 条记录的 `{column}` 已经出现过"),
                    format!("`{column}` of record {place} was there before"),
                ),
                hint(),
            ));
        }
    }
    Ok(())
}

fn unreadable(path: &Path) -> Failure {
    Failure::new(
        "file",
        Words::new(
            format!("无法读取 {}", path.display()),
            format!("cannot read {}", path.display()),
        ),
        Words::new(
            "检查 --csv 的路径和读取权限",
            "check the path after `--csv` and its read permission",
        ),
    )
}

/// What the reader stumbled over, without any cell.
fn broken(path: &Path, error: &csv::Error) -> Failure {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        ErrorKind::Utf8 { .. } => refused(
            path,
            &format!("第 {line} 行不是 UTF-8 编码"),
            &format!("line {line} is not UTF-8"),
        ),
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => refused(
            path,
            &format!("第 {line} 行有 {len} 格，首行有 {expected_len} 格"),
            &format!("line {line} has {len} cells, the first line has {expected_len}"),
        ),
        _ => unreadable(path).because(error),
    }
}

fn refused(path: &Path, zh: &str, en: &str) -> Failure {
    Failure::new(
        "csv",
        Words::new(
            format!("{}：{zh}", path.display()),
            format!("{}: {en}", path.display()),
        ),
        hint(),
    )
}

fn hint() -> Words {
    Words::new(
        "更正文件后再试：CSV，UTF-8 编码，首行为列名，每行格数相同，编号不重复",
        "correct the file and try again: CSV in UTF-8, names of columns in the first line, as many cells in every line, each id once",
    )
}
