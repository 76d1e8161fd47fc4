//! The ways out of the house for notices to members: a file, a command, or a gateway that speaks HTTP.

mod command;
mod file;
mod http;

use crate::misuse::Unread;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use workflow::outbox::{Letter, Sender};
use workflow::words;

/// How long a way out may take for one notice; a gateway that takes longer is down.
const TAKES_MAX: Duration = Duration::from_secs(30);

/// Which way notices go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Appended to a file, a JSON object a line.
    File(PathBuf),
    /// Given to a command, a JSON object on its standard input.
    Command(PathBuf),
    /// Posted as a JSON object.
    Http(String),
}

impl Way {
    /// Reads `file:PATH`, `command:PATH` or `http://…`.
    ///
    /// # Errors
    /// Anything else. TLS is not spoken here: a command such as curl does.
    pub fn parse(text: &str) -> Result<Self, Unread> {
        let text = text.trim();
        let path = |rest: &str| (!rest.is_empty()).then(|| PathBuf::from(rest));
        if let Some(path) = text.strip_prefix("file:").and_then(path) {
            return Ok(Self::File(path));
        }
        if let Some(path) = text.strip_prefix("command:").and_then(path) {
            return Ok(Self::Command(path));
        }
        if text
            .strip_prefix("http://")
            .is_some_and(|rest| !rest.is_empty())
        {
            return Ok(Self::Http(text.to_owned()));
        }
        Err(Unread(words!(
            "请写 file:路径、command:路径 或 http://地址；加密的地址请用 command: 调用 curl 等程序",
            "write file:PATH, command:PATH or http://ADDRESS; for an encrypted address use command: with a program such as curl"
        )))
    }

    /// The sender of this way.
    pub fn sender(&self) -> Box<dyn Sender> {
        match self {
            Self::File(path) => Box::new(file::Appended(path.clone())),
            Self::Command(path) => Box::new(command::Run(path.clone())),
            Self::Http(url) => Box::new(http::Gateway(url.clone())),
        }
    }
}

/// A letter as every way takes it.
fn body(letter: &Letter<'_>) -> String {
    json!({ "id": letter.id.to_string(), "to": letter.to, "text": letter.text }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_a_file_a_command_or_a_gateway() {
        assert_eq!(Way::parse("file:/a/b").ok(), Some(Way::File("/a/b".into())));
        assert_eq!(
            Way::parse(" command:/usr/bin/sms").ok(),
            Some(Way::Command("/usr/bin/sms".into()))
        );
        assert_eq!(
            Way::parse("http://127.0.0.1:8080/sms").ok(),
            Some(Way::Http("http://127.0.0.1:8080/sms".into()))
        );
        for bad in ["", "file:", "command:", "http://", "https://a/b", "/a/b"] {
            assert!(Way::parse(bad).is_err(), "{bad}");
        }
    }
}
