//! The text form of a key file: a header with the suite, then one version and key on each line.

use data_encoding::{BASE32_NOPAD, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

use crate::error::KeyFault;
use crate::keyring::{KEY_BYTES, KeyVersion, Keyring, MasterKey};
use crate::suite::Suite;

const HEADER: &str = "gongbao-key v1 suite=";

impl Keyring {
    /// Reads a key file: `gongbao-key v1 suite=gm`, then `VERSION KEY` on each line, the key in base32 or hex.
    /// Blank lines and lines that begin with `#` are skipped.
    ///
    /// # Errors
    /// [`KeyFault`], which names the line but never shows it.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let mut suite = None;
        let mut keys = Vec::new();
        for (index, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
            let line = line.trim();
            match suite {
                _ if line.is_empty() || line.starts_with('#') => {}
                None => {
                    suite = Some(
                        line.strip_prefix(HEADER)
                            .and_then(Suite::from_code)
                            .ok_or(KeyFault::Header)?,
                    )
                }
                Some(_) => keys.push(key_line(line).ok_or(KeyFault::Line { line: index + 1 })?),
            }
        }
        Self::new(suite.ok_or(KeyFault::Header)?, keys)
    }

    /// The text form, keys in base32, oldest first; ends in a line break. It is the secret: write it with mode 0600.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("{HEADER}{}\n", self.suite()));
        for (version, key) in self.masters() {
            let encoded = Zeroizing::new(BASE32_NOPAD.encode(key));
            text.push_str(&version.get().to_string());
            text.push(' ');
            text.push_str(&encoded);
            text.push('\n');
        }
        text
    }
}

fn key_line(line: &str) -> Option<(KeyVersion, MasterKey)> {
    let (version, key) = line.split_once(char::is_whitespace)?;
    let version = KeyVersion::new(version.parse().ok()?);
    let key = key.trim();
    let bytes = if key.len() == 2 * KEY_BYTES {
        Zeroizing::new(HEXLOWER_PERMISSIVE.decode(key.as_bytes()).ok()?)
    } else {
        let upper = Zeroizing::new(key.to_ascii_uppercase());
        Zeroizing::new(BASE32_NOPAD.decode(upper.as_bytes()).ok()?)
    };
    let array: &[u8; KEY_BYTES] = bytes.as_slice().try_into().ok()?;
    Some((version, MasterKey::new(*array)))
}
