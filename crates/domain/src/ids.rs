//! Identifiers: one type for each kind of thing, all UUIDv7 made by the application.

use data_encoding::BASE32_DNSSEC;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A text that is not an identifier of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid id")]
pub struct IdError(pub String);

fn decode<const N: usize>(text: &str) -> Result<[u8; N], IdError> {
    BASE32_DNSSEC
        .decode(text.trim().to_ascii_lowercase().as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| IdError(text.to_owned()))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&BASE32_DNSSEC.encode(self.0.as_bytes()))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                decode::<16>(text).map(|bytes| Self(Uuid::from_bytes(bytes)))
            }
        }
    )*};
}

ids! {
    /// A person: whom a claim is for, a member, somebody whom a roster names. Given once, never changed, never re-used.
    PersonId;
    /// A claim's own id; unique together with the subject.
    ClaimId;
    /// A union (any level of the tree).
    UnitId;
    /// An operator of the system.
    OperatorId;
    /// One imported file.
    ImportId;
    /// A payment batch.
    BatchId;
    /// A case of duplicate claims.
    CaseId;
    /// A proposed change that waits for, or got, a second operator.
    ProposalId;
    /// A record of how members were told.
    AnnouncementId;
    /// An operator's SSH key.
    OperatorKeyId;
    /// A period: one programme in one benefit year.
    PeriodId;
    /// A bulk act that can be resumed.
    BulkId;
    /// A slip on which a union is asked to look after somebody.
    SlipId;
    /// An event, ledger posting or other appended record.
    RecordId;
}

/// The person a benefit is for; it leads the keys of every transactional row.
pub type SubjectId = PersonId;

/// The handle of a claim: both parts are needed to find the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClaimRef {
    /// The person the claim was filed for.
    pub subject: SubjectId,
    /// The claim's own id.
    pub id: ClaimId,
}

impl fmt::Display for ClaimRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0u8; 32];
        let (subject, id) = bytes.split_at_mut(16);
        subject.copy_from_slice(self.subject.0.as_bytes());
        id.copy_from_slice(self.id.0.as_bytes());
        f.write_str(&BASE32_DNSSEC.encode(&bytes))
    }
}

impl FromStr for ClaimRef {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let bytes = decode::<32>(text)?;
        let (mut subject, mut id) = ([0u8; 16], [0u8; 16]);
        subject.copy_from_slice(&bytes[..16]);
        id.copy_from_slice(&bytes[16..]);
        Ok(Self {
            subject: PersonId(Uuid::from_bytes(subject)),
            id: ClaimId(Uuid::from_bytes(id)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_handle_survives_its_text_form() {
        let handle = ClaimRef {
            subject: PersonId(Uuid::from_u128(7)),
            id: ClaimId(Uuid::from_u128(u128::MAX - 3)),
        };
        assert_eq!(handle.to_string().parse::<ClaimRef>(), Ok(handle));
        assert_eq!(handle.to_string().len(), 52);
    }

    #[test]
    fn a_person_id_is_no_claim_handle() {
        assert!(
            PersonId(Uuid::from_u128(7))
                .to_string()
                .parse::<ClaimRef>()
                .is_err()
        );
    }
}
