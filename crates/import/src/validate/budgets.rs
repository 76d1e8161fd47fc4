//! One row of the budgets sheet.

use super::reader::RowReader;
use super::{BudgetRow, Context};
use crate::field::Field;
use crate::header::Columns;
use crate::staged::StagedRow;
use domain::finding::RowFinding;
use policy::words;

/// Reads a row of budgets: every finding of the row, and the budget unless one of them refuses it.
pub fn validate(
    row: &StagedRow,
    columns: &Columns,
    context: &Context,
) -> (Option<BudgetRow>, Vec<RowFinding>) {
    let mut reader = RowReader::new(row, columns);
    let unit_code = reader.unit_code(context);
    let year = reader.year(Field::CalendarYear);
    let calendar_year = reader.required(Field::CalendarYear, year);
    let source = reader.word(Field::Source, words::fund_source_word, "工会经费、行政补助");
    let source = reader.required(Field::Source, source);
    let total = reader.money(Field::Total);
    let total = reader.required(Field::Total, total);
    let minutes = reader.text(Field::Approval).value().unwrap_or_default();
    let budget = (|| {
        Some(BudgetRow {
            unit_code: unit_code?,
            calendar_year: calendar_year?,
            source: source?,
            total: total?,
            minutes,
        })
    })();
    reader.finish(budget)
}
