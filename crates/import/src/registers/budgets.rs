//! One row of the budgets sheet.

use super::{BudgetRow, Register, columns};
use crate::forms;
use crate::write::Form;
use domain::fund::SourceSpec;
use rows::{Context, RowReader, Sheet, SheetSpec};

/// The sheet, with the funding sources that a row may name.
#[derive(Debug, Clone, Copy)]
pub struct Budgets<'s>(pub &'s [&'static SourceSpec]);

impl Budgets<'_> {
    /// The empty template, with these sources to choose from.
    pub fn template(&self) -> Form {
        let mut form = forms::template(&self.spec());
        let words: Vec<&str> = self.0.iter().map(|spec| spec.zh).collect();
        forms::offer(&mut form, columns::SOURCE.header, &words);
        form
    }
}

impl Sheet for Budgets<'_> {
    type Row = BudgetRow;

    fn spec(&self) -> SheetSpec {
        SheetSpec {
            code: Register::Budgets.code(),
            title: "预算",
            columns: columns::BUDGETS,
        }
    }

    fn read(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<BudgetRow> {
        read(cells, self.0, context)
    }

    fn unit_code<'r>(&self, row: &'r BudgetRow) -> Option<&'r str> {
        Some(&row.unit_code)
    }

    fn key(&self, row: &BudgetRow) -> String {
        format!("{}|{}|{}", row.unit_code, row.calendar_year, row.source)
    }
}

fn read(
    reader: &mut RowReader<'_>,
    sources: &[&'static SourceSpec],
    context: &Context,
) -> Option<BudgetRow> {
    let unit_code = reader.unit_code(&columns::UNIT_CODE, context);
    let year = reader.year(&columns::CALENDAR_YEAR);
    let calendar_year = reader.required(&columns::CALENDAR_YEAR, year);
    let known = |cell: &str| {
        let word = rows::words::plain(cell);
        let called = sources.iter().find(|spec| spec.is_called(&word));
        called.map(|spec| spec.source())
    };
    let allowed: Vec<&str> = sources.iter().map(|spec| spec.zh).collect();
    let source = reader.word(&columns::SOURCE, known, &allowed.join("、"));
    let source = reader.required(&columns::SOURCE, source);
    let total = reader.money(&columns::TOTAL);
    let total = reader.required(&columns::TOTAL, total);
    let minutes = reader.text(&columns::APPROVAL).value().unwrap_or_default();
    Some(BudgetRow {
        unit_code: unit_code?,
        calendar_year: calendar_year?,
        source: source?,
        total: total?,
        minutes,
    })
}
