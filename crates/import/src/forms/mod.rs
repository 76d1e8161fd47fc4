//! What the forms hold: templates, a sheet as it was sent with its faults marked, stored claims as rows.

mod claim_row;
mod mend;
mod template;

pub use claim_row::claim_cells;
pub use mend::{Layout, MendRow, mend};
pub use template::{form_columns, offer, template};
