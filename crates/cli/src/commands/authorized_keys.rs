//! `gongbao authorized-keys`: what sshd asks for each key that is offered (`AuthorizedKeysCommand`).
//!
//! It needs the database but not the key file, changes nothing, and prints nothing for a key that opens
//! nothing: whatever goes wrong, nobody comes in.

use crate::app::App;
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::words::Words;
use domain::ids::OperatorId;
use serde_json::json;
use std::path::{Path, PathBuf};
use storage::Db;
use workflow::proposals::keys;

/// The key that is offered.
#[derive(Debug, clap::Args)]
pub struct AuthorizedKeys {
    /// Its fingerprint, `%f` of sshd
    #[arg(value_name = "FINGERPRINT", required_unless_present = "key", conflicts_with_all = ["key_type", "key"])]
    fingerprint: Option<String>,
    /// Its type, `%t` of sshd
    #[arg(long, value_name = "TYPE", requires = "key")]
    key_type: Option<String>,
    /// Its Base64, `%k` of sshd
    #[arg(long, value_name = "BASE64", requires = "key_type")]
    key: Option<String>,
    /// The program of the forced command; this one when left out
    #[arg(long, value_name = "PATH")]
    program: Option<PathBuf>,
}

impl AuthorizedKeys {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`]; sshd takes it as "no such key".
    pub fn run(self, app: &App) -> Result<Report> {
        let fingerprint = match (&self.fingerprint, &self.key_type, &self.key) {
            (Some(fingerprint), ..) => fingerprint.clone(),
            (None, Some(kind), Some(key)) => keys::read(&format!("{kind} {key}"))?.fingerprint,
            _ => {
                return Err(Failure::usage(
                    Words::new("没有给出公钥", "no key is named"),
                    crate::hints::of_code("usage"),
                ));
            }
        };
        let program = match self.program {
            Some(program) => program,
            None => std::env::current_exe().unwrap_or_else(|_| PathBuf::from("gongbao")),
        };
        let program = plain(&program)?;
        let mut db = Db::open(&app.url()?)?;
        let Some(row) = storage::operator_keys::in_force(&mut db, &fingerprint)? else {
            return Ok(Report::new(json!({ "line": null })));
        };
        let operator = OperatorId::from(row.operator_id).0;
        let line = format!(
            "restrict,pty,command=\"{program} --operator {operator} enter\" {}",
            row.public_key
        );
        Ok(Report::new(json!({ "line": line })).line(line.clone(), line))
    }
}

/// A path that needs no quoting in a line of `authorized_keys`, nor in the shell that runs it.
fn plain(program: &Path) -> Result<&str> {
    program
        .to_str()
        .filter(|text| {
            text.starts_with('/')
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'))
        })
        .ok_or_else(|| {
            Failure::usage(
                Words::new(
                    "程序路径须为绝对路径，且只含字母、数字和 / . _ -",
                    "the program's path must be absolute, with letters, digits and / . _ - only",
                ),
                Words::new(
                    "把程序装在 /usr/bin/gongbao，或用 --program 指定",
                    "install the program as /usr/bin/gongbao, or name it with `--program`",
                ),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_a_shell_would_act_upon_is_refused() {
        for path in ["gongbao", "/a b", "/a\"b", "/a;b", "/$HOME/x", "/安装/x"] {
            assert!(plain(Path::new(path)).is_err(), "{path}");
        }
        assert_eq!(
            plain(Path::new("/usr/bin/gongbao")).unwrap(),
            "/usr/bin/gongbao"
        );
    }
}
