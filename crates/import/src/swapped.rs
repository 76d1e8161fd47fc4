//! Whether the identity columns of member and child were swapped throughout a file.

use crate::field::Field;
use crate::header::Columns;
use crate::messages::{Code, Note};
use crate::staged::StagedRow;
use chrono::{Months, NaiveDate};
use domain::finding::RowFinding;
use domain::identity;

/// A member younger than this is none.
const MEMBER_YEARS_MIN: u32 = 16;
/// A child older than this is none.
const CHILD_YEARS_MAX: u32 = 18;
/// More than this share of the rows is no coincidence.
const PERCENT_MAX: u32 = 20;

/// Counts rows whose member is too young and whose child is too old.
#[derive(Debug, Default)]
pub(crate) struct Swapped {
    both: u32,
    swapped: u32,
}

impl Swapped {
    pub(crate) fn add(&mut self, row: &StagedRow, columns: &Columns, today: NaiveDate) {
        let birth = |field| {
            let text = row.cell(columns, field)?.as_text()?;
            identity::parse(text, today).ok()?.number.birth_date()
        };
        // The child's number is looked at first: most sheets have none that is too old, and it costs the least.
        let Some(child) = birth(Field::ChildId) else {
            return;
        };
        self.both += 1;
        let older = |born: NaiveDate, years: u32| {
            born.checked_add_months(Months::new(12 * years))
                .is_some_and(|day| day < today)
        };
        if older(child, CHILD_YEARS_MAX + 1)
            && birth(Field::MemberId).is_some_and(|member| !older(member, MEMBER_YEARS_MIN))
        {
            self.swapped += 1;
        }
    }

    pub(crate) fn finding(&self, sheet: &str) -> Option<RowFinding> {
        let percent = (u64::from(self.swapped) * 100).checked_div(u64::from(self.both))?;
        (percent > u64::from(PERCENT_MAX)).then(|| {
            Note::file(Code::ColumnsSwapped)
                .arg("count", self.swapped.to_string())
                .arg("percent", percent.to_string())
                .at_sheet(sheet)
        })
    }
}
