//! Opens sealed numbers only to mask them.

use crate::error::Result;
use crate::session::Session;
use domain::identity::{IdentityKind, IdentityNumber};
use domain::ids::PersonId;

/// A person's number as screens show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedNumber {
    /// What kind of number.
    pub kind: IdentityKind,
    /// Its masked form, such as `430*************27`.
    pub masked: String,
}

impl From<&IdentityNumber> for MaskedNumber {
    fn from(number: &IdentityNumber) -> Self {
        Self {
            kind: number.kind(),
            masked: number.masked(),
        }
    }
}

/// Every number of a person, masked, oldest first.
pub(crate) fn masked(session: &mut Session, person: PersonId) -> Result<Vec<MaskedNumber>> {
    let rows = storage::people::identities_of(&mut session.db, person)?;
    let keyring = session.ctx.keyring();
    rows.into_iter()
        .map(|row| {
            let aad = crate::intake::resolve::identity_aad(row.kind.code(), &row.blind_index);
            let plain = keyring.open(&row.sealed, aad.as_bytes())?;
            let number = IdentityNumber::restore(row.kind, &String::from_utf8_lossy(&plain));
            // A number that is not one any more must not appear in an error message.
            let number = number
                .map_err(|_| storage::StorageError::stored("identities.sealed", row.kind.code()))?;
            Ok(MaskedNumber::from(&number))
        })
        .collect()
}
