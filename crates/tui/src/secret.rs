//! A number in full on its way to the screen.

use std::fmt;
use zeroize::Zeroizing;

/// A number in full: wiped from memory when it is dropped, and shown by no debug print.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a copy of the number.
    pub fn new(number: &str) -> Self {
        Self(Zeroizing::new(number.to_owned()))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_debug_print_does_not_show_the_number() {
        assert!(!format!("{:?}", Secret::new("11010519491231002X")).contains("1949"));
    }
}
