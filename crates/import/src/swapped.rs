//! Whether the identity columns of two generations were swapped throughout a file.

use crate::codes;
use chrono::{Months, NaiveDate};
use domain::finding::RowFinding;
use domain::identity;
use rows::{Columns, Generations, Note, StagedRow};

/// More than this share of the rows is no coincidence.
const PERCENT_MAX: u32 = 20;

/// Counts rows whose elder is too young and whose younger is too old.
#[derive(Debug, Default)]
pub(crate) struct Swapped {
    both: u32,
    swapped: u32,
}

impl Swapped {
    pub(crate) fn add(
        &mut self,
        row: &StagedRow,
        columns: &Columns,
        between: &Generations,
        today: NaiveDate,
    ) {
        let birth = |field| {
            let text = row.cell(columns, field)?.as_text()?;
            identity::parse(text, today).ok()?.number.birth_date()
        };
        // The younger's number is looked at first: most sheets have none that is too old, and it costs the least.
        let Some(younger) = birth(between.younger) else {
            return;
        };
        self.both += 1;
        let older = |born: NaiveDate, years: u32| {
            born.checked_add_months(Months::new(12 * years))
                .is_some_and(|day| day < today)
        };
        if older(younger, between.younger_years_max + 1)
            && birth(between.elder).is_some_and(|elder| !older(elder, between.elder_years_min))
        {
            self.swapped += 1;
        }
    }

    pub(crate) fn finding(&self, sheet: &str) -> Option<RowFinding> {
        let percent = (u64::from(self.swapped) * 100).checked_div(u64::from(self.both))?;
        (percent > u64::from(PERCENT_MAX)).then(|| {
            Note::new(codes::COLUMNS_SWAPPED)
                .arg("count", self.swapped.to_string())
                .arg("percent", percent.to_string())
                .at_sheet(sheet)
        })
    }
}
