//! `gongbao operator key`: the SSH keys by which operators come in.

use crate::app::App;
use crate::args::FileIn;
use crate::commands::shared;
use crate::failure::{Failure, Result};
use crate::output::{Report, Table};
use crate::words::Words;
use serde_json::json;
use std::io::Read;
use std::path::Path;
use workflow::proposals::keys;

/// A public key, in a file or typed.
#[derive(Debug, clap::Args)]
pub struct PublicKey {
    /// The `.pub` file; Ed25519, or RSA of 3072 bits and more
    #[arg(long, value_name = "FILE")]
    public_key: Option<FileIn>,
    /// What stands in that file, instead of the file
    #[arg(long, value_name = "TEXT", conflicts_with = "public_key")]
    key: Option<String>,
}

impl PublicKey {
    /// What stands in it, where one is given.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn text(&self, app: &App) -> Result<Option<String>> {
        let file = self
            .public_key
            .as_ref()
            .map(|file| read_public_key(&file.at(app)?))
            .transpose()?;
        Ok(file.or_else(|| self.key.clone()))
    }
}

/// Verbs of `operator key`.
#[derive(Debug, clap::Subcommand)]
pub enum OperatorKey {
    /// Register a further key; a second administrator approves it
    Add {
        /// Login name of the operator
        name: String,
        #[command(flatten)]
        key: PublicKey,
    },
    /// List keys, revoked ones too
    List,
    /// Revoke a key for good
    Revoke {
        /// `SHA256:…`, as the list shows it
        fingerprint: String,
    },
}

impl OperatorKey {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::Add { name, key } => {
                let text = key.text(app)?.ok_or_else(no_key)?;
                shared::with_session(app, |session| {
                    let (line, done) = keys::add(session, &name, &text)?;
                    let mut report = shared::changed(&done);
                    if let Some(object) = report.json.as_object_mut() {
                        object.insert("fingerprint".to_owned(), json!(line.fingerprint));
                    }
                    Ok(report.line(
                        format!("{name} 的公钥：{}", line.fingerprint),
                        format!("the key of {name}: {}", line.fingerprint),
                    ))
                })
            }
            Self::Revoke { fingerprint } => shared::with_session(app, |session| {
                Ok(shared::changed(&keys::revoke(session, &fingerprint)?))
            }),
            Self::List => list(app),
        }
    }
}

fn no_key() -> Failure {
    Failure::usage(
        Words::new("没有给出公钥", "no key is given"),
        Words::new(
            "用 --public-key 给出 .pub 文件，或用 --key 写出其内容",
            "name the `.pub` file with `--public-key`, or write what stands in it with `--key`",
        ),
    )
}

fn list(app: &App) -> Result<Report> {
    shared::with_session(app, |session| {
        let found = keys::list(session)?;
        let mut table = Table::new(&[
            ("操作员", "operator"),
            ("类型", "type"),
            ("指纹", "fingerprint"),
            ("登记", "added"),
            ("吊销", "revoked"),
        ]);
        for key in &found {
            let revoked = key.revoked_at.map(domain::year::Instant::shanghai_text);
            table.row([
                key.operator.clone(),
                key.kind.clone(),
                key.fingerprint.clone(),
                key.added_at.shanghai_text(),
                revoked.unwrap_or_else(|| "-".to_owned()),
            ]);
        }
        let list: Vec<_> = found
            .iter()
            .map(|key| {
                json!({
                    "id": key.id.to_string(), "operator": key.operator, "type": key.kind,
                    "fingerprint": key.fingerprint, "added_at": key.added_at.shanghai_text(),
                    "added_by": key.added_by,
                    "revoked_at": key.revoked_at.map(domain::year::Instant::shanghai_text),
                    "revoked_by": key.revoked_by,
                })
            })
            .collect();
        Ok(Report::new(json!({ "keys": list })).listing(table))
    })
}

/// Reads a `.pub` file; anything longer than a public key is not read to its end.
///
/// # Errors
/// The file cannot be read, or is no text.
pub fn read_public_key(path: &Path) -> Result<String> {
    let limit = u64::try_from(keys::LINE_BYTES_MAX).unwrap_or(u64::MAX) * 2;
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(limit).read_to_string(&mut text))
        .map_err(|error| {
            let shown = path.display();
            Failure::new(
                "file",
                Words::new(
                    format!("无法读取公钥文件 {shown}"),
                    format!("the public key file {shown} cannot be read"),
                ),
                Words::new(
                    "检查路径和读取权限；应是 ssh-keygen 生成的 .pub 文件",
                    "check path and permissions; it is the `.pub` file that ssh-keygen made",
                ),
            )
            .because(&error)
        })?;
    Ok(text)
}
