//! A stored claim as a row of its programme's sheet: read again it gives the very same draft.

use domain::claim_number::ClaimNumber;
use domain::draft::ClaimDraft;
use policy::Programme;
use rows::ColumnSpec;
use rows::column::CLAIM_NUMBER;

/// The cells of a claim in the order of the columns; empty where it says nothing. Numbers are whole.
pub fn claim_cells(
    programme: &dyn Programme,
    draft: &ClaimDraft,
    number: Option<&ClaimNumber>,
    columns: &[ColumnSpec],
) -> Vec<String> {
    let cells = programme.cells(draft);
    columns
        .iter()
        .map(|column| {
            if column.field == CLAIM_NUMBER {
                return number.map(ToString::to_string).unwrap_or_default();
            }
            cells
                .iter()
                .find(|(spec, _)| spec.field == column.field)
                .map_or_else(String::new, |(_, text)| text.clone())
        })
        .collect()
}
