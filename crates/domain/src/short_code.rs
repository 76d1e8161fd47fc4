//! Codes short enough to be copied, whose meaning is a programme's.

/// Most bytes of a short code: every account and source in use has less.
pub const SHORT_CODE_MAX: usize = 24;

/// A type for codes of one kind: lower-case letters, digits and hyphens, at most [`SHORT_CODE_MAX`]. What one means its
/// programme says.
#[macro_export]
macro_rules! short_code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $crate::short_code::SHORT_CODE_MAX]);

        impl $name {
            /// The value of a code that is written in a program.
            pub const fn new(code: &'static str) -> Self {
                Self($crate::short_code::padded(code))
            }

            /// The value of a stored or typed code; `None` where it cannot be one.
            pub fn from_code(code: &str) -> Option<Self> {
                $crate::short_code::is_short(code).then(|| Self($crate::short_code::padded(code)))
            }

            /// The code.
            pub fn code(&self) -> &str {
                $crate::short_code::text(&self.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let code = std::borrow::Cow::<'de, str>::deserialize(from)?;
                Self::from_code(&code)
                    .ok_or_else(|| serde::de::Error::custom(format!("`{code}` is no code")))
            }
        }
    };
}

/// It may be a short code.
pub fn is_short(code: &str) -> bool {
    let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=SHORT_CODE_MAX).contains(&code.len()) && code.bytes().all(fits)
}

/// The code, with noughts behind it; what is too long is cut off, and is no short code.
#[expect(
    clippy::indexing_slicing,
    reason = "both places are below the lengths, and nothing else is const"
)]
pub const fn padded(code: &str) -> [u8; SHORT_CODE_MAX] {
    let (from, mut bytes, mut at) = (code.as_bytes(), [0; SHORT_CODE_MAX], 0);
    while at < from.len() && at < SHORT_CODE_MAX {
        bytes[at] = from[at];
        at += 1;
    }
    bytes
}

/// The code without what stands behind it.
pub fn text(bytes: &[u8; SHORT_CODE_MAX]) -> &str {
    let code = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    std::str::from_utf8(code).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::short_code! {
        /// For the test.
        Colour
    }

    #[test]
    fn a_code_is_copied_compared_and_stored_as_it_is_written() {
        let (grey, typed) = (Colour::new("grey-2"), Colour::from_code("grey-2"));
        assert_eq!(Some(grey), typed);
        assert_eq!(grey.to_string(), "grey-2");
        let stored = serde_json::to_string(&grey).unwrap();
        assert_eq!(stored, r#""grey-2""#);
        assert_eq!(serde_json::from_str::<Colour>(&stored).unwrap(), grey);
        assert_ne!(grey, Colour::new("grey-21"));
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for text in ["", "Grey", "grey 2", "灰", &"g".repeat(SHORT_CODE_MAX + 1)] {
            assert_eq!(Colour::from_code(text), None, "{text}");
            assert!(serde_json::from_value::<Colour>(text.into()).is_err());
        }
    }
}
