//! Labelled claims as files: what a matcher reads, and what it must not read.

use super::families::Labelled;
use super::judge::{Person, Truth};
use anyhow::{Context, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The claims.
pub const CLAIMS: &str = "claims.csv";
/// Who is who.
const TRUTH: &str = "truth.csv";
/// Why a pair is hard.
const META: &str = "meta.csv";
/// The columns of the claims.
pub const CLAIMS_HEADER: &str = "claim_id,child_name,child_id_no,birth_date,sex,birth_cert_no,parent_name,parent_id_no,phone,unit_code,county_code,year";
const TRUTH_HEADER: &str = "claim_id,true_child_id";
const META_HEADER: &str = "claim_id,true_child_id,family,twins,stranger,errors";

/// The id of the claim at a place, counted from 0.
pub fn id(at: usize) -> String {
    format!("C{:08}", at + 1)
}

/// The place of the claim with this id.
pub fn place(id: &str) -> Option<usize> {
    id.strip_prefix('C')?.parse::<usize>().ok()?.checked_sub(1)
}

/// Writes `claims.csv`, `truth.csv` and `meta.csv` into a directory.
///
/// # Errors
/// A file cannot be written.
pub fn write(labelled: &Labelled, directory: &Path) -> Result<()> {
    let create = |name: &str| {
        let path = directory.join(name);
        File::create(&path)
            .map(BufWriter::new)
            .with_context(|| format!("cannot write {}", path.display()))
    };
    std::fs::create_dir_all(directory)
        .with_context(|| format!("cannot create {}", directory.display()))?;
    let (mut claims, mut truth, mut meta) = (create(CLAIMS)?, create(TRUTH)?, create(META)?);
    writeln!(claims, "{CLAIMS_HEADER}")?;
    writeln!(truth, "{TRUTH_HEADER}")?;
    writeln!(meta, "{META_HEADER}")?;
    for (at, claim) in labelled.claims.iter().enumerate() {
        let (id, child) = (id(at), claim.child);
        writeln!(claims, "{id},{}", claim.row)?;
        writeln!(truth, "{id},K{child}")?;
        let twins = match claim.twins {
            0 => String::new(),
            birth => format!("T{}.{}", claim.family, birth - 1),
        };
        let strangers = match labelled.strangers[child as usize] {
            0 => String::new(),
            first => format!("S{}", first - 1),
        };
        writeln!(
            meta,
            "{id},K{child},F{},{twins},{strangers},{}",
            claim.family,
            claim.errors.join("+")
        )?;
    }
    for file in [claims, truth, meta] {
        file.into_inner()?;
    }
    Ok(())
}

/// The truth about the same claims.
pub fn truth(labelled: &Labelled) -> Truth {
    let mut truth = Truth::default();
    for (at, claim) in labelled.claims.iter().enumerate() {
        let strangers = labelled.strangers[claim.child as usize];
        truth.add(
            id(at),
            Person {
                number: claim.child,
                family: claim.family,
                twins: claim.twins,
                strangers,
            },
        );
    }
    truth
}
