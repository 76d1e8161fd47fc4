//! Names of files that come in or go out: a bare name that every system can keep and every screen can show.

use crate::error::{Result, WorkflowError};
use std::fmt;

/// Room for what is put around a name while its file is written; file systems end at 255 bytes.
const NAME_BYTES_MAX: usize = 200;

/// The name of a file in an inbox or outbox.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileName(String);

impl FileName {
    /// Takes a name: no folder, no dot in front, nothing that a screen would not show as it is.
    ///
    /// # Errors
    /// [`WorkflowError::Usage`].
    pub fn parse(text: &str) -> Result<Self> {
        let is_bare = !text.is_empty()
            && text.len() <= NAME_BYTES_MAX
            && !text.starts_with('.')
            && !text.contains(['/', '\\'])
            && !text.chars().any(is_unseen)
            && text.trim() == text;
        if is_bare {
            return Ok(Self(text.to_owned()));
        }
        Err(WorkflowError::Usage(words!(
            "文件名不能用：只写文件名本身，不含文件夹、不以点开头、不含控制字符，最长 {NAME_BYTES_MAX} 字节",
            "the file's name cannot be used: write the name alone, without a folder, a dot in front or control characters, in at most {NAME_BYTES_MAX} bytes"
        )))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Control characters, and those that are not drawn or turn the text around them.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_name_that_can_be_seen_names_a_file() {
        for name in ["申报 2026.xlsx", "a", "b..csv", "x.tar.gz"] {
            assert_eq!(FileName::parse(name).unwrap().as_str(), name);
        }
        let long = "x".repeat(NAME_BYTES_MAX + 1);
        for name in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "/etc/passwd",
            "a\\b",
            ".hidden",
            "a\nb",
            "a\0",
            "a\u{202e}b",
            " a",
            &long,
        ] {
            assert!(FileName::parse(name).is_err(), "{name:?}");
        }
    }
}
