//! How columns say what a record says: codes are enums of the domain, sums are `Fen`. What cannot be read is an error that
//! names table, column and value.

use crate::schema::{
    batch_lines, batches, cases, changes, claim_figures, claims, identities, ledger_entries,
    operators, units,
};
use crate::{Key, StorageError};
use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::announcement::AnnouncementKind;
use domain::batch::{BatchState, Channel, LineState};
use domain::case::{CaseKind, CaseState, ProposalState, Resolution};
use domain::claim::{StateName, StepName};
use domain::claim_number::ClaimNumber;
use domain::decision::Verdict;
use domain::draft::{Proof, Relation};
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::identity::IdentityKind;
use domain::ledger::Account;
use domain::notice::NoticeState;
use domain::payment_method::PaymentMethod;
use domain::period::PeriodState;
use domain::referral::{HelpKind, SlipEvent, Stage};
use domain::role::Role;
use domain::unit::{UnitLevel, UnitPath};

/// A value of a record, and what stands for it in a column.
pub trait Stored: Sized {
    /// The column's own type.
    type Raw;

    /// Reads it; what stands there where it says nothing.
    fn read(raw: Self::Raw) -> Result<Self, String>;

    /// Writes it.
    fn raw(self) -> Self::Raw;
}

impl<T: Stored> Stored for Option<T> {
    type Raw = Option<T::Raw>;

    fn read(raw: Self::Raw) -> Result<Self, String> {
        raw.map(T::read).transpose()
    }

    fn raw(self) -> Self::Raw {
        self.map(T::raw)
    }
}

macro_rules! plain {
    ($($value:ty),*) => {$(
        impl Stored for $value {
            type Raw = Self;

            fn read(raw: Self) -> Result<Self, String> {
                Ok(raw)
            }

            fn raw(self) -> Self {
                self
            }
        }
    )*};
}

macro_rules! stored {
    ($($value:ty, $raw:ty, |$from:ident| $read:expr, |$it:ident| $write:expr;)*) => {$(
        impl Stored for $value {
            type Raw = $raw;

            fn read($from: $raw) -> Result<Self, String> {
                $read
            }

            fn raw(self) -> $raw {
                let $it = self;
                $write
            }
        }
    )*};
}

macro_rules! codes {
    ($($word:ty),* $(,)?) => { stored! {
        $($word, String, |text| Self::from_code(&text).ok_or(text), |word| word.code().to_owned();)*
    } };
}

plain!(Key, String, Vec<u8>, bool, i16, i64, NaiveDate);

codes!(
    Account,
    AnnouncementKind,
    BatchState,
    CaseKind,
    CaseState,
    Channel,
    FundSource,
    HelpKind,
    IdentityKind,
    LineState,
    NoticeState,
    PeriodState,
    Proof,
    ProposalState,
    Relation,
    Resolution,
    Role,
    SlipEvent,
    Stage,
    StateName,
    StepName,
    UnitLevel,
    Verdict
);

stored! {
    ClaimNumber, String, |text| text.parse().map_err(|_| text), |number| number.as_str().to_owned();
    Fen, i64, |fen| Ok(Self::new(fen)), |sum| sum.get();
    PaymentMethod, String, |text| Ok(Self::from_stored(text)), |method| method.code().to_owned();
    UnitPath, String, |text| Ok(Self::from_stored(text)), |path| path.as_str().to_owned();
    u32, i64, |number| Self::try_from(number).map_err(|_| number.to_string()), |number| number.into();
}

/// A record in the words of the domain, and the row that diesel reads and writes for it; `field (column): Type` where the two
/// have other names.
macro_rules! record {
    (
        $(#[$meta:meta])* $record:ident, $(#[$row_meta:meta])* $vis:vis $row:ident of $table:ident { $($fields:tt)* }
    ) => {
        $crate::words::record! {
            @ [$(#[$meta])* $record, $(#[$row_meta])* $vis $row of $table] [] $($fields)*
        }
    };
    (@ $head:tt [$($done:tt)*] $(#[$doc:meta])* $field:ident: $value:ty, $($rest:tt)*) => {
        $crate::words::record! { @ $head [$($done)* { $(#[$doc])* $field $field $value }] $($rest)* }
    };
    (@ $head:tt [$($done:tt)*] $(#[$doc:meta])* $field:ident ($column:ident): $value:ty, $($rest:tt)*) => {
        $crate::words::record! { @ $head [$($done)* { $(#[$doc])* $field $column $value }] $($rest)* }
    };
    (
        @ [$(#[$meta:meta])* $record:ident, $(#[$row_meta:meta])* $vis:vis $row:ident of $table:ident]
        [$({ $(#[$doc:meta])* $field:ident $column:ident $value:ty })*]
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $record {
            $($(#[$doc])* pub $field: $value,)*
        }

        $(#[$row_meta])*
        #[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
        #[diesel(table_name = $table, treat_none_as_default_value = false)]
        $vis struct $row {
            $($(#[$doc])* $vis $column: <$value as $crate::words::Stored>::Raw,)*
        }

        impl TryFrom<$row> for $record {
            type Error = $crate::StorageError;

            fn try_from(row: $row) -> $crate::Result<Self> {
                Ok(Self { $($field: $crate::words::Stored::read(row.$column).map_err(|value| {
                    let column = concat!(stringify!($table), ".", stringify!($column));
                    $crate::StorageError::stored(column, value)
                })?,)* })
            }
        }

        impl From<$record> for $row {
            fn from(record: $record) -> Self {
                Self { $($column: $crate::words::Stored::raw(record.$field),)* }
            }
        }
    };
}
pub(crate) use record;

/// The rows of records.
pub(crate) fn rows<Record: Clone, Row: From<Record>>(records: &[Record]) -> Vec<Row> {
    records.iter().cloned().map(Row::from).collect()
}

/// The records of rows.
pub(crate) fn read<Row, Record>(rows: Vec<Row>) -> crate::Result<Vec<Record>>
where
    Record: TryFrom<Row, Error = StorageError>,
{
    rows.into_iter().map(Record::try_from).collect()
}

/// A column of which a part of a row is read without the others.
pub trait Column: std::fmt::Debug {
    /// What it says.
    type Word: Stored<Raw = String> + std::fmt::Debug;
    /// Table and column, as errors name them.
    const NAME: &'static str;
}

/// What a column says, for `deserialize_as`.
#[derive(Debug, FromSqlRow)]
pub struct Of<C: Column>(C::Word);

/// The day a hold ends, which the engines compute as text, for `deserialize_as`.
#[derive(Debug, FromSqlRow)]
pub struct HeldUntil(Option<NaiveDate>);

/// A sum in fen, for `deserialize_as`.
#[derive(Debug, FromSqlRow)]
pub struct Sum(i64);

impl<C: Column, DB: Backend> FromSql<Text, DB> for Of<C>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let word = C::Word::read(String::from_sql(bytes)?);
        Ok(Self(
            word.map_err(|text| StorageError::stored(C::NAME, text))?,
        ))
    }
}

impl<DB: Backend> FromSql<Nullable<Text>, DB> for HeldUntil
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = String::from_sql(bytes)?;
        let day = text.parse();
        let day = day.map_err(|_| StorageError::stored("claims.held_until", text))?;
        Ok(Self(Some(day)))
    }

    fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        bytes.map_or(Ok(Self(None)), Self::from_sql)
    }
}

impl<DB: Backend> FromSql<BigInt, DB> for Sum
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(bytes).map(Self)
    }
}

impl From<Sum> for Fen {
    fn from(sum: Sum) -> Self {
        Self::new(sum.0)
    }
}

macro_rules! columns {
    ($($word:ty: $($table:ident :: $column:ident),*;)*) => {$(
        impl<C: Column<Word = Self>> From<Of<C>> for $word {
            fn from(word: Of<C>) -> Self {
                word.0
            }
        }

        $(impl Column for $table::$column {
            type Word = $word;
            const NAME: &'static str = concat!(stringify!($table), ".", stringify!($column));
        })*
    )*};
}

columns! {
    IdentityKind: identities::kind;
    ProposalState: changes::state;
    Account: ledger_entries::account;
    BatchState: batches::state;
    CaseKind: cases::kind;
    FundSource: batches::source;
    ClaimNumber: claims::number;
    LineState: batch_lines::state;
    PaymentMethod: claims::mode;
    StateName: claim_figures::state, claims::state;
    UnitPath: claim_figures::unit_path, claims::unit_path, operators::scope_path, units::path;
    Verdict: claims::verdict;
}

impl From<HeldUntil> for Option<NaiveDate> {
    fn from(until: HeldUntil) -> Self {
        until.0
    }
}
