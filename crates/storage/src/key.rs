//! Ids in a Binary(16) column, the same on both engines.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Binary;
use domain::ids::{
    AnnouncementId, BatchId, BulkId, CaseId, ClaimId, ClaimRef, ImportId, OperatorId,
    OperatorKeyId, PeriodId, PersonId, ProposalId, RecordId, SlipId, UnitId,
};
use uuid::Uuid;

/// Any id as a column value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = Binary)]
pub struct Key(pub Uuid);

impl<DB: Backend> ToSql<Binary, DB> for Key
where
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <[u8] as ToSql<Binary, DB>>::to_sql(self.0.as_bytes(), out)
    }
}

impl<DB: Backend> FromSql<Binary, DB> for Key
where
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(&Vec::<u8>::from_sql(bytes)?)?))
    }
}

macro_rules! convert {
    ($($id:ident),*) => {$(
        impl From<$id> for Key {
            fn from(id: $id) -> Self {
                Self(id.0)
            }
        }
        impl From<Key> for $id {
            fn from(key: Key) -> Self {
                Self(key.0)
            }
        }
    )*};
}

convert!(
    AnnouncementId,
    BatchId,
    BulkId,
    CaseId,
    ProposalId,
    ClaimId,
    ImportId,
    OperatorId,
    OperatorKeyId,
    PeriodId,
    PersonId,
    RecordId,
    SlipId,
    UnitId
);

/// The handle of a claim's two key columns.
pub(crate) fn handle((subject, id): (Key, Key)) -> ClaimRef {
    ClaimRef {
        subject: subject.into(),
        id: id.into(),
    }
}
