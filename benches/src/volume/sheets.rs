//! The same rows in every format a union may send.

use anyhow::{Context, Result};
use rehearsal::rows::{ClaimRow, SheetRow, claims_csv};
use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Write};

/// A format of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV in UTF-8.
    Utf8,
    /// CSV in GB 18030.
    Gb18030,
    /// CSV in UTF-16 with its mark.
    Utf16,
    /// A workbook of today.
    Xlsx,
    /// A workbook of Excel 97 to 2003.
    Xls,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [
        Self::Utf8,
        Self::Gb18030,
        Self::Utf16,
        Self::Xlsx,
        Self::Xls,
    ];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "csv utf-8",
            Self::Gb18030 => "csv gb18030",
            Self::Utf16 => "csv utf-16",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
        }
    }

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Gb18030 | Self::Utf16 => "csv",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
        }
    }
}

/// The rows with their header as a file.
pub fn bytes(format: Format, rows: &[ClaimRow]) -> Result<Vec<u8>> {
    match format {
        Format::Utf8 => Ok(claims_csv(rows).into_bytes()),
        Format::Gb18030 => Ok(encoding_rs::GB18030
            .encode(&claims_csv(rows))
            .0
            .into_owned()),
        Format::Utf16 => {
            let units =
                std::iter::once(0xFEFF).chain(claims_csv(rows).encode_utf16().collect::<Vec<_>>());
            Ok(units.flat_map(u16::to_le_bytes).collect())
        }
        Format::Xlsx => xlsx(rows),
        Format::Xls => xls(rows),
    }
}

/// Header and rows as cells.
fn grid(rows: &[ClaimRow]) -> Vec<Vec<&str>> {
    std::iter::once(ClaimRow::HEADER.to_vec())
        .chain(rows.iter().map(SheetRow::cells))
        .collect()
}

fn xlsx(rows: &[ClaimRow]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip(grid(rows)) {
        for (column, cell) in (0_u16..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell)?;
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

// Record types of the old format ([MS-XLS] 2.3).
const END: u16 = 0x000A;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const LABEL: u16 = 0x0204;
const BEGIN: u16 = 0x0809;

/// The smallest workbook of Excel 97 that holds the texts, since nothing writes this format any more.
fn xls(rows: &[ClaimRow]) -> Result<Vec<u8>> {
    let grid = grid(rows);
    let mut globals = Vec::new();
    record(&mut globals, BEGIN, &begin(0x0005))?;
    let name = b"Sheet1";
    // Place of the sheet, state, kind, and the name in single bytes; the record's head takes four bytes more.
    let bound_at = globals.len();
    let mut bound = vec![0, 0, 0, 0, 0, 0, u8::try_from(name.len())?, 0];
    bound.extend(name);
    record(&mut globals, BOUND_SHEET, &bound)?;
    record(&mut globals, END, &[])?;
    let at = u32::try_from(globals.len())?.to_le_bytes();
    globals
        .get_mut(bound_at + 4..bound_at + 8)
        .context("the sheet's record")?
        .copy_from_slice(&at);
    let mut stream = globals;
    record(&mut stream, BEGIN, &begin(0x0010))?;
    let mut area = Vec::new();
    area.extend(0_u32.to_le_bytes());
    area.extend(u32::try_from(grid.len())?.to_le_bytes());
    area.extend(0_u16.to_le_bytes());
    area.extend(u16::try_from(ClaimRow::HEADER.len())?.to_le_bytes());
    area.extend(0_u16.to_le_bytes());
    record(&mut stream, DIMENSIONS, &area)?;
    for (row, cells) in (0_u16..).zip(&grid) {
        for (column, cell) in (0_u16..).zip(cells) {
            let units: Vec<u16> = cell.encode_utf16().collect();
            if units.is_empty() {
                continue;
            }
            let mut label = Vec::new();
            for word in [row, column, 0, u16::try_from(units.len())?] {
                label.extend(word.to_le_bytes());
            }
            label.push(1);
            label.extend(units.into_iter().flat_map(u16::to_le_bytes));
            record(&mut stream, LABEL, &label)?;
        }
    }
    record(&mut stream, END, &[])?;
    let mut file = cfb::CompoundFile::create_with_version(
        // What Excel 97 itself wrote.
        cfb::Version::V3,
        Cursor::new(Vec::new()),
    )?;
    file.create_stream("/Workbook")?.write_all(&stream)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// Version 8, and of what kind the part is.
fn begin(kind: u16) -> Vec<u8> {
    let mut data = Vec::new();
    for word in [0x0600, kind, 0, 0, 0, 0, 0, 0_u16] {
        data.extend(word.to_le_bytes());
    }
    data
}

fn record(stream: &mut Vec<u8>, kind: u16, data: &[u8]) -> Result<()> {
    stream.extend(kind.to_le_bytes());
    stream.extend(u16::try_from(data.len())?.to_le_bytes());
    stream.extend(data);
    Ok(())
}
