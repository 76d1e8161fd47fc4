//! The claims sheet of a programme.

use domain::draft::ClaimDraft;
use policy::Programme;
use rows::{Context, Generations, RowReader, Sheet, SheetSpec};

/// The code of every programme's claims sheet.
pub const CLAIMS: &str = "claims";

/// The claims sheet of a programme.
#[derive(Clone, Copy)]
pub struct Claims<'p>(pub &'p dyn Programme);

impl Sheet for Claims<'_> {
    type Row = ClaimDraft;

    fn spec(&self) -> SheetSpec {
        SheetSpec {
            code: CLAIMS,
            title: "申报表",
            columns: self.0.columns(),
        }
    }

    fn read(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<ClaimDraft> {
        self.0.read_row(cells, context)
    }

    fn unit_code<'r>(&self, row: &'r ClaimDraft) -> Option<&'r str> {
        Some(&row.unit_code)
    }

    fn key(&self, row: &ClaimDraft) -> String {
        self.0.row_key(row)
    }

    fn people<'r>(&self, row: &'r ClaimDraft) -> Vec<(&'r str, &'r str)> {
        [&row.claimant, &row.subject]
            .into_iter()
            .filter_map(|person| {
                Some((person.identities.first()?.canonical(), person.name.as_str()))
            })
            .collect()
    }

    fn generations(&self) -> Option<Generations> {
        self.0.generations()
    }
}
