//! Money that is approved and in no batch, wherever its unions lie.

use crate::batches::is_unbatched;
use crate::key::handle;
use crate::page::within;
use crate::schema::{batch_lines, batches, claims};
use crate::words::Of;
use crate::{Db, Key, Result, StorageError};
use chrono::NaiveDate;
use diesel::prelude::*;
use domain::batch::BatchState;
use domain::claim::ClaimState;
use domain::fund::FundSource;
use domain::ids::{ClaimId, ClaimRef, UnitId};
use domain::payment_method::PaymentMethod;
use domain::unit::UnitPath;
use std::collections::BTreeSet;

/// A claim with money that is approved and in no sealed batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbatched {
    /// The claim.
    pub claim: ClaimRef,
    /// The paying union.
    pub unit: UnitId,
    /// Programme id.
    pub programme: String,
    /// The payment method.
    pub method: PaymentMethod,
    /// Where it stands, with the money of each source.
    pub state: ClaimState,
    /// An open case stands on it.
    pub contested: bool,
    /// Day of filing.
    pub submitted_on: NaiveDate,
}

type Row = (
    (Key, Key),
    Key,
    String,
    Of<claims::mode>,
    String,
    bool,
    NaiveDate,
);

/// The claims below a place with money that is approved and in no sealed batch, by union, in handle order.
///
/// # Errors
/// [`StorageError`].
pub fn below(db: &mut Db, path: &UnitPath) -> Result<Vec<Unbatched>> {
    let rows: Vec<Row> = claims::table
        .filter(within!(claims::unit_path, path))
        .filter(is_unbatched!())
        .order((claims::unit_id, claims::subject_id, claims::id))
        .select((
            (claims::subject_id, claims::id),
            claims::unit_id,
            claims::programme,
            claims::mode,
            claims::state_data,
            claims::case_id.is_not_null(),
            claims::submitted_on,
        ))
        .load(db)?;
    rows.into_iter()
        .map(
            |(claim, unit, programme, method, state, contested, submitted_on)| {
                Ok(Unbatched {
                    claim: handle(claim),
                    unit: unit.into(),
                    programme,
                    method: method.into(),
                    state: serde_json::from_str(&state)
                        .map_err(|_| StorageError::stored("claims.state_data", state))?,
                    contested,
                    submitted_on,
                })
            },
        )
        .collect()
}

/// What is a line of a draft below a place already: the claim, and the source that pays it there.
///
/// # Errors
/// [`StorageError`].
pub fn drafted_below(db: &mut Db, path: &UnitPath) -> Result<BTreeSet<(ClaimId, FundSource)>> {
    let rows: Vec<(Key, Of<batches::source>)> = batch_lines::table
        .inner_join(batches::table.on(batches::id.eq(batch_lines::batch_id)))
        .filter(within!(batches::unit_path, path))
        .filter(batches::state.eq(BatchState::Draft.code()))
        .select((batch_lines::claim_id, batches::source))
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|(claim, source)| (claim.into(), source.into()))
        .collect())
}
