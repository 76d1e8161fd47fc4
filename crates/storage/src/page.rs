//! What the queries behind lists have in common: every one takes the operator's scope, and is read in pages by key, never
//! by offset.

use uuid::Uuid;

/// The last row of a page, in the order of its list: where the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// The list's leading key: an instant in microseconds, or a row number.
    pub key: i64,
    /// The row's id, which makes the order total.
    pub id: Uuid,
}

/// A count is exact up to here; beyond it only "more than" is told, so that it never reads a whole province.
pub const COUNT_CAP: i64 = 1000;

/// The one form of "inside this part of the tree": a prefix of a materialised path, as a range.
macro_rules! within {
    ($column:expr, $path:expr) => {{
        let path: &domain::unit::UnitPath = $path;
        $column
            .ge(path.as_str().to_owned())
            .and($column.lt(path.range_end()))
    }};
}
pub(crate) use within;

/// Rows after `$after` in rising order, in the form both planners answer from an index.
macro_rules! rising {
    ($key:expr, $id:expr, $after:expr) => {{
        let after: $crate::page::After = $after;
        $key.ge(after.key)
            .and($key.gt(after.key).or($id.gt($crate::Key(after.id))))
    }};
}
pub(crate) use rising;

/// Rows after `$after` in falling order (newest first).
macro_rules! falling {
    ($key:expr, $id:expr, $after:expr) => {{
        let after: $crate::page::After = $after;
        $key.le(after.key)
            .and($key.lt(after.key).or($id.lt($crate::Key(after.id))))
    }};
}
pub(crate) use falling;

/// The first text after every text that begins with `start`, in the order of bytes.
pub(crate) fn end_of(start: &str) -> String {
    format!("{start}{}", char::MAX)
}
