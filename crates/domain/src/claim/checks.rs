//! The checks a reviewer makes by hand; which ones, the programme says.

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Codes of checks that were made, in the programme's order. Stored as `{"member":true,"age":true}`; what is read is
/// written again just as it was, because digests are taken over it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checks(Vec<String>);

impl Checks {
    /// These were made.
    pub fn of<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        Self(codes.into_iter().map(str::to_owned).collect())
    }

    /// The check was made.
    pub fn made(&self, code: &str) -> bool {
        self.0.iter().any(|made| made == code)
    }

    /// The codes.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl Serialize for Checks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for code in &self.0 {
            map.serialize_entry(code, &true)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Checks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Codes;

        impl<'de> Visitor<'de> for Codes {
            type Value = Checks;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("checks that were made, each as `code: true`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Checks, A::Error> {
                let mut codes = Vec::new();
                while let Some((code, made)) = map.next_entry::<String, bool>()? {
                    if !made {
                        return Err(serde::de::Error::custom("a check that was not made"));
                    }
                    codes.push(code);
                }
                Ok(Checks(codes))
            }
        }

        deserializer.deserialize_map(Codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_written_as_they_were_read_and_none_is_stored_as_not_made() {
        let stored = r#"{"member":true,"child":true,"age":true}"#;
        let read: Checks = serde_json::from_str(stored).unwrap();
        assert_eq!(read, Checks::of(["member", "child", "age"]));
        assert!(read.made("child") && !read.made("form"));
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        assert!(serde_json::from_str::<Checks>(r#"{"member":false}"#).is_err());
    }
}
