//! What is kept outside, where nobody who can write the database can write: every seal and every export as a text of its own,
//! signed, so that whoever keeps them needs the public key only, and no key file.

use super::Bad;
use super::seals::{self, SealRecord, compare};
use crate::error::Result;
use crate::payments::exports::{Entry, What, entries};
use crate::session::{Context, Session};
use domain::role::Action;
use domain::year::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The beginnings of a statement's file, its ending, and that of its signature's.
const SEAL: &str = "gongbao-seal-";
const EXPORT: &str = "gongbao-export-";
const ENDING: &str = ".json";
const SIGNATURE_ENDING: &str = ".json.sig";

/// A file that is kept outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name, which never means another content.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Kept {
    /// It is a seal, and not the signature of one.
    pub fn is_seal(&self) -> bool {
        self.name.starts_with(SEAL) && self.name.ends_with(ENDING)
    }
}

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Statement {
    Seal(SealRecord),
    Export(ExportRecord),
}

/// A payment file or an enrolment list that left the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ExportRecord {
    /// The number of its entry in the register of exports.
    no: i64,
    /// Microseconds since 1970.
    at: i64,
    /// The batch's number.
    batch: String,
    /// The name of the file.
    file: String,
    /// Which digest: `sm3` or `sha256`.
    digest_by: String,
    /// The digest of the file, hexadecimal.
    digest: String,
    /// How many lines.
    count: i64,
    /// Their sum in fen.
    total_fen: i64,
}

impl ExportRecord {
    fn of(ctx: &Context, entry: Entry) -> Option<Self> {
        match entry.what {
            What::Export {
                number,
                file,
                digest,
                count,
                total_fen,
                ..
            } => Some(Self {
                no: entry.no,
                at: entry.at,
                batch: number,
                file,
                digest_by: ctx.keyring().suite().digest_name().to_owned(),
                digest,
                count,
                total_fen,
            }),
            What::Begun { .. } | What::Void { .. } => None,
        }
    }
}

impl Statement {
    fn name(&self) -> String {
        match self {
            Self::Seal(seal) => format!("{SEAL}{:06}", seal.seq),
            Self::Export(export) => format!("{EXPORT}{:06}", export.no),
        }
    }
}

/// Everything that belongs outside: the public key, then each seal and each export with its signature.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn to_keep(session: &mut Session) -> Result<Vec<Kept>> {
    session.ctx.require(Action::Watch)?;
    let ctx = session.ctx.clone();
    let pair = ctx.keyring().signing_key();
    let mut kept = vec![Kept {
        name: format!("gongbao-signing-key-{}.pem", ctx.keyring().current().get()),
        bytes: pair.public_pem().into_bytes(),
    }];
    let sealed = seals::seals(session)?.into_iter().map(Statement::Seal);
    let exports = entries(&mut session.db, &ctx)?.into_iter();
    let exports = exports.filter_map(|entry| ExportRecord::of(&ctx, entry));
    for statement in sealed.chain(exports.map(Statement::Export)) {
        let mut bytes = serde_json::to_vec_pretty(&statement)?;
        bytes.push(b'\n');
        let signature = pair.sign(&bytes);
        let name = statement.name();
        kept.push(Kept {
            name: format!("{name}{ENDING}"),
            bytes,
        });
        kept.push(Kept {
            name: format!("{name}{SIGNATURE_ENDING}"),
            bytes: signature,
        });
    }
    Ok(kept)
}

/// What a comparison with files kept outside came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Against {
    /// Seals and exports that are there.
    pub kept: usize,
    /// The number of the newest seal that is there.
    pub newest_seal: Option<i64>,
    /// Seals of the database that are not there yet.
    pub not_kept: usize,
    /// The first that is not what the database says.
    pub first_bad: Option<Bad>,
}

/// Compares files kept outside with the database: what they say and it does not know happened in a life of it that is lost.
/// Files of other names are none of ours.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn against(session: &mut Session, files: &[Kept]) -> Result<Against> {
    session.ctx.require(Action::Watch)?;
    let ctx = session.ctx.clone();
    let by_name: BTreeMap<&str, &[u8]> = files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes.as_slice()))
        .collect();
    let mut kept_seals = Vec::new();
    let mut kept_exports = Vec::new();
    let mut first_bad = None;
    for (name, bytes) in &by_name {
        if !is_statement(name) {
            continue;
        }
        match read(&ctx, name, bytes, &by_name) {
            Some(Statement::Seal(seal)) => kept_seals.push(seal),
            Some(Statement::Export(export)) => kept_exports.push(export),
            None => first_bad = first_bad.or_else(|| Some(unsigned(name))),
        }
    }
    kept_seals.sort_by_key(|seal| seal.seq);
    let stored = seals::seals(session)?;
    if first_bad.is_none() {
        first_bad = compare(session, &kept_seals)?;
    }
    if first_bad.is_none() {
        let known = entries(&mut session.db, &ctx)?.into_iter();
        let known: Vec<ExportRecord> = known
            .filter_map(|entry| ExportRecord::of(&ctx, entry))
            .collect();
        first_bad = kept_exports
            .iter()
            .find(|export| !known.contains(export))
            .map(lost_export);
    }
    if first_bad.is_none() && kept_seals.is_empty() && !stored.is_empty() {
        let what = words!(
            "该处没有任何封存，无从比对",
            "no seal is kept there, so there is nothing to compare with"
        );
        first_bad = Some(Bad::new("seal-not-kept", what));
    }
    let is_kept = |seal: &&SealRecord| kept_seals.iter().any(|kept| kept.seq == seal.seq);
    Ok(Against {
        kept: kept_seals.len() + kept_exports.len(),
        newest_seal: kept_seals.last().map(|seal| seal.seq),
        not_kept: stored.len() - stored.iter().filter(is_kept).count(),
        first_bad,
    })
}

fn is_statement(name: &str) -> bool {
    [SEAL, EXPORT].iter().any(|start| name.starts_with(start)) && name.ends_with(ENDING)
}

/// What a file says, where one of our keys signed it and it has its own name.
fn read(
    ctx: &Context,
    name: &str,
    bytes: &[u8],
    files: &BTreeMap<&str, &[u8]>,
) -> Option<Statement> {
    let stem = name.strip_suffix(ENDING)?;
    let signature = files.get(format!("{stem}{SIGNATURE_ENDING}").as_str())?;
    if !ctx.keyring().has_signed(bytes, signature) {
        return None;
    }
    let statement: Statement = serde_json::from_slice(bytes).ok()?;
    (statement.name() == stem).then_some(statement)
}

fn unsigned(name: &str) -> Bad {
    let what = words!(
        "另行保存的 {name} 没有本系统的有效签名：它被改动、换名，或不属于本系统",
        "{name}, kept outside, has no valid signature of this installation: it was changed, renamed, or is another's"
    );
    Bad::new("kept-unsigned", what)
}

fn lost_export(export: &ExportRecord) -> Bad {
    let (batch, no) = (&export.batch, export.no);
    let at = Instant(export.at).shanghai_date();
    let what = words!(
        "{at} 导出的批次 {batch}（导出登记第 {no} 号）在数据库中不存在或不同：数据库可能被恢复到该次导出之前",
        "the export of batch {batch} on {at}, entry {no}, is not in the database's register, or is another one: the database may have been put back to before it"
    );
    Bad::new("export-missing", what).at(export.no)
}
