//! Named limits of what is read; beyond them a file is refused, never cut.

/// Largest file, packed, in bytes.
pub const FILE_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Largest sum of a workbook's parts, unpacked, in bytes.
pub const UNPACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Largest table of shared strings, unpacked, in bytes: it is the one part that is held in memory.
pub const SHARED_STRINGS_BYTES_MAX: u64 = 192 * 1024 * 1024;
/// A part that unpacks to more than this many times its packed size is a bomb.
pub const UNPACK_RATIO_MAX: u64 = 250;
/// Parts smaller than this are never called a bomb: a sheet of empty formatted rows packs very well.
pub const UNPACK_RATIO_FROM_BYTES: u64 = 64 * 1024 * 1024;
/// Largest cell stream of an old workbook (.xls), in bytes: it is held in memory.
pub const XLS_STREAM_BYTES_MAX: usize = 48 * 1024 * 1024;
/// Most cells of an old workbook's sheets together: each is held.
pub const XLS_CELLS_MAX: usize = 6_000_000;
/// Most sheets of an old workbook.
pub const XLS_SHEETS_MAX: usize = 256;
/// Largest web page or XML spreadsheet, in bytes, and most text an .ods sheet holds: it is held in memory.
pub const MARKUP_BYTES_MAX: u64 = 48 * 1024 * 1024;
/// Most cells such a sheet may spread over up to the last filled one of each row.
pub const MARKUP_AREA_MAX: u64 = 6_000_000;
/// Most parts in a workbook's package.
pub const PARTS_MAX: usize = 4_096;
/// Longest record of a text file, in bytes: as many columns and characters as are allowed, of up to four bytes each.
pub const RECORD_BYTES_MAX: usize = COLUMNS_MAX * CELL_CHARS_MAX * 4;
/// Most data rows of one file; a larger feed is sent as several files.
pub const ROWS_MAX: u32 = 200_000;
/// Most columns that hold anything.
pub const COLUMNS_MAX: usize = 256;
/// Longest cell, in characters.
pub const CELL_CHARS_MAX: usize = 2_000;
/// The header stands in one of the first rows that hold anything.
pub const HEADER_ROWS_MAX: usize = 15;
/// Known headers a row needs to be the header.
pub const HEADER_HITS_MIN: usize = 3;
/// Rows of data by which it is told whether a file's dates are shifted; a program shifts all of them or none.
pub const CLOCK_ROWS: usize = 64;
/// Most merged ranges that are remembered.
pub const MERGES_MAX: usize = 200_000;

/// The limits one file is read under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Packed bytes of the file.
    pub file_bytes: u64,
    /// Unpacked bytes of a workbook.
    pub unpacked_bytes: u64,
    /// Unpacked bytes from which a part's ratio is looked at.
    pub ratio_from_bytes: u64,
    /// Data rows.
    pub rows: u32,
    /// Columns that hold anything.
    pub columns: usize,
    /// Characters of a cell.
    pub cell_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: FILE_BYTES_MAX,
            unpacked_bytes: UNPACKED_BYTES_MAX,
            ratio_from_bytes: UNPACK_RATIO_FROM_BYTES,
            rows: ROWS_MAX,
            columns: COLUMNS_MAX,
            cell_chars: CELL_CHARS_MAX,
        }
    }
}
