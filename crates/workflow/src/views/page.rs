//! Pages, cursors, counts and languages of lists.

use data_encoding::BASE32_DNSSEC;
use std::fmt;
use std::str::FromStr;
use storage::page::{After, COUNT_CAP};
use uuid::Uuid;

/// The longest page a caller may ask for.
pub const PAGE_ROWS_MAX: usize = 1000;

/// One page of a list and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub rows: Vec<T>,
    /// Where the next page begins; none after the last.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// A page without rows.
    pub fn empty() -> Self {
        Self {
            rows: Vec::new(),
            next: None,
        }
    }

    /// The page with its rows turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(turn).collect(),
            next: self.next,
        }
    }

    /// Cuts `rows`, read one longer than `limit`, into a page; `key` tells a row's place in the order.
    pub(crate) fn cut(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> After) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more {
            rows.last().map(|row| Cursor(key(row)))
        } else {
            None
        };
        Self { rows, next }
    }
}

/// How many rows to read for a page of `limit`: one more, to know whether another page follows.
pub(crate) fn reach(limit: usize) -> i64 {
    i64::try_from(clamp(limit) + 1).unwrap_or(i64::MAX)
}

/// A page has at least one row and at most [`PAGE_ROWS_MAX`].
pub(crate) fn clamp(limit: usize) -> usize {
    limit.clamp(1, PAGE_ROWS_MAX)
}

/// Where a page begins; opaque to whoever passes it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(After);

impl Cursor {
    pub(crate) fn after(self) -> After {
        self.0
    }

    pub(crate) fn at(after: After) -> Self {
        Self(after)
    }

    /// A cursor of a list that is ordered by a number alone.
    pub(crate) fn number(key: i64) -> After {
        After {
            key,
            id: Uuid::nil(),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0u8; 24];
        let (key, id) = bytes.split_at_mut(8);
        key.copy_from_slice(&self.0.key.to_be_bytes());
        id.copy_from_slice(self.0.id.as_bytes());
        f.write_str(&BASE32_DNSSEC.encode(&bytes))
    }
}

/// A text that is no cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a cursor; pass on the `next` of the page before, unchanged")]
pub struct CursorError(pub String);

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let wrong = || CursorError(text.to_owned());
        let bytes = BASE32_DNSSEC
            .decode(text.trim().to_ascii_lowercase().as_bytes())
            .map_err(|_| wrong())?;
        let (key, id) = bytes.split_first_chunk::<8>().ok_or_else(wrong)?;
        let id = Uuid::from_slice(id).map_err(|_| wrong())?;
        Ok(Self(After {
            key: i64::from_be_bytes(*key),
            id,
        }))
    }
}

/// A count that stops counting: exact, or "at least".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CappedCount {
    /// Exactly so many.
    Exact(i64),
    /// So many, and more.
    AtLeast(i64),
}

impl CappedCount {
    /// What a count up to [`COUNT_CAP`] and one further amounts to.
    pub(crate) fn of(counted: i64) -> Self {
        if counted > COUNT_CAP {
            Self::AtLeast(COUNT_CAP)
        } else {
            Self::Exact(counted)
        }
    }

    /// The number, whether it is all or not.
    pub fn least(self) -> i64 {
        match self {
            Self::Exact(count) | Self::AtLeast(count) => count,
        }
    }
}

/// `12`, or `1000+` when counting stopped.
impl fmt::Display for CappedCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(count) => write!(f, "{count}"),
            Self::AtLeast(count) => write!(f, "{count}+"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_form() {
        let cursor = Cursor(After {
            key: -3,
            id: Uuid::from_u128(77),
        });
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        assert!("".parse::<Cursor>().is_err());
        assert!("abc".parse::<Cursor>().is_err());
    }

    #[test]
    fn a_page_tells_of_another_one_only_when_there_is_one() {
        let key = |n: &i64| Cursor::number(*n);
        assert_eq!(Page::cut(vec![1, 2], 2, key).next, None);
        let page = Page::cut(vec![1, 2, 3], 2, key);
        assert_eq!(page.rows, [1, 2]);
        assert_eq!(page.next.map(|cursor| cursor.after().key), Some(2));
    }

    #[test]
    fn a_count_beyond_the_cap_says_so() {
        assert_eq!(CappedCount::of(COUNT_CAP).to_string(), "1000");
        assert_eq!(CappedCount::of(COUNT_CAP + 1).to_string(), "1000+");
    }
}
