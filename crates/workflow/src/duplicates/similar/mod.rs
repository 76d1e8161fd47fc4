//! Claims for people whose records are alike: one person under a mistyped, truncated or missing number.
//!
//! The engine (`matching`) weighs and explains; nothing here decides. Suspects become cases, which stop
//! review and approval until a human has said "the same person" or "different people".
//!
//! Two ways lead to a case: every filed claim is looked for among all others at once, through blinded keys
//! (`check`), and a scan compares a whole year ([`scan`]). Both weigh under the model that is frozen for
//! the programme and year, and find the same pairs.

mod apart;
mod calibrate;
mod cases;
mod check;
mod evidence;
mod groups;
mod keys;
mod models;
mod records;
mod renew;
mod scan;

pub use calibrate::{Calibration, CalibrationLine, calibrate};
pub use evidence::{Evidence, FoundBy, Step};
pub use keys::stored_keys;
pub use models::{Lines, ModelBrief, model, set_lines};
pub use scan::{LEARNT_FROM_MIN, ScanPhase, Scanned, Which, scan};

pub(crate) use apart::Apart;
pub(crate) use check::{catch_up, check_filed, refuse_unchecked};
pub(crate) use models::{current, name_of};
pub(crate) use records::{assemble_stored, explain, is_compared};
