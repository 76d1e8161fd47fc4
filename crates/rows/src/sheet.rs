//! A kind of sheet: its columns, how a row is read, and what makes two rows the same.

use crate::column::ColumnSpec;
use crate::reader::RowReader;
use chrono::NaiveDate;

/// What a sheet is called and which columns it has.
#[derive(Debug, Clone, Copy)]
pub struct SheetSpec {
    /// The code used on the command line and in storage, such as `claims`.
    pub code: &'static str,
    /// The name of the template's sheet.
    pub title: &'static str,
    /// In the order of the template.
    pub columns: &'static [ColumnSpec],
}

/// What comes from outside of a row.
#[derive(Debug, Clone)]
pub struct Context {
    /// The date in Asia/Shanghai.
    pub today: NaiveDate,
    /// The unit of rows that name none: the operator's own, or the one of the sheet's head.
    pub default_unit_code: Option<String>,
}

/// Two columns of identity numbers of people a generation apart. Where most rows have them the other way round, the
/// columns were swapped.
#[derive(Debug, Clone, Copy)]
pub struct Generations {
    /// Field of the elder's number.
    pub elder: &'static str,
    /// Somebody younger, in whole years, is no elder.
    pub elder_years_min: u32,
    /// Field of the younger's number.
    pub younger: &'static str,
    /// Somebody older, in whole years, is no younger one.
    pub younger_years_max: u32,
}

/// A kind of sheet and what its rows say.
pub trait Sheet {
    /// What a row says once every cell was read and found sound.
    type Row;

    /// Its name and columns.
    fn spec(&self) -> SheetSpec;

    /// Reads a row: every finding at once; `None` when something it needs is missing.
    fn read(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<Self::Row>;

    /// Code of the unit the row is of; `None` where rows are of no unit.
    fn unit_code<'r>(&self, row: &'r Self::Row) -> Option<&'r str>;

    /// What makes two rows of one file the same.
    fn key(&self, row: &Self::Row) -> String;

    /// The people of the row, number and name: one person is written one way in a file.
    fn people<'r>(&self, _row: &'r Self::Row) -> Vec<(&'r str, &'r str)> {
        Vec::new()
    }

    /// What stands outside the rows says something that only the sheet's reader understands, and is kept for it.
    fn hears_the_rest(&self) -> bool {
        false
    }

    /// Columns that clerks swap.
    fn generations(&self) -> Option<Generations> {
        None
    }
}
