//! Seconds of CPU time for reading and checking a thousand rows, by format.

use super::cpu_of;
use super::sheets::{self, Format};
use crate::report::seconds;
use anyhow::{Result, bail};
use chrono::NaiveDate;
use import::{Claims, Limits, Opened, SheetReader};
use rehearsal::rows::ClaimRow;
use rows::Context;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// Rows pulled at a time, as an import does.
const CHUNK: usize = 1_000;

/// Reads `rows` rows in every format and tells the cost of a thousand.
pub fn measure(rows: u64) -> Result<String> {
    let claims: Vec<ClaimRow> = (0..rows).map(ClaimRow::ordinary).collect();
    let dir = tempfile::tempdir()?;
    let mut text = format!("CPU seconds for reading and checking 1,000 rows ({rows} read)");
    for format in Format::ALL {
        let path = dir.path().join(format!("claims.{}", format.ending()));
        std::fs::write(&path, sheets::bytes(format, &claims)?)?;
        let cost = cpu_of(|| read(&path, rows))?;
        let each = cost.as_micros() * 1_000 / u128::from(rows.max(1));
        let each = Duration::from_micros(u64::try_from(each)?);
        write!(text, "\n{:<12}{:>9}", format.name(), thousandths(each))?;
    }
    Ok(text)
}

fn thousandths(time: Duration) -> String {
    format!("{}{:01}", seconds(time), time.as_millis() % 10)
}

fn read(path: &Path, rows: u64) -> Result<()> {
    let mut workbook = match import::open(path, &Limits::default())? {
        Opened::Workbook(workbook) => workbook,
        Opened::Refused { findings, .. } => {
            let codes: Vec<&str> = findings.iter().map(|found| found.code.as_str()).collect();
            bail!("{} is refused: {}", path.display(), codes.join(", "));
        }
    };
    let programme = child_premium::programme();
    let context = Context {
        today: NaiveDate::from_ymd_opt(2026, 1, 15).unwrap_or_default(),
        default_unit_code: None,
    };
    let mut feed = SheetReader::start(&mut workbook, Claims(programme.as_ref()), context)?;
    while feed.next_chunk(CHUNK)?.is_some() {}
    let summary = feed.finish();
    if u64::from(summary.sound) != rows {
        bail!(
            "{} of {rows} rows of {} are sound",
            summary.sound,
            path.display()
        );
    }
    Ok(())
}
