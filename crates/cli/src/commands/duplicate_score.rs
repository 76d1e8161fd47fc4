//! `gongbao duplicate score`: records of a CSV file to scored pairs. Needs no database, key or operator, so that the
//! engine can be measured on data whose truth is known.

use crate::app::App;
use crate::commands::score_csv;
use crate::commands::score_pairs::{self, Pairs};
use crate::failure::{Failure, Result};
use crate::misuse::Unread;
use crate::output::{Report, Table, Voice};
use crate::words::{Words, pick};
use child_premium::similarity as child_claim;
use matching::batch::{self, Options};
use matching::block::Oversize;
use matching::dataset::Dataset;
use matching::febrl;
use matching::frequency::Frequencies;
use matching::schema::Schema;
use matching::weights::Model;
use serde_json::{Value, json};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use workflow::words;

/// One file is searched for duplicates, two are linked.
const FILES_MAX: usize = 2;
/// More threads than any machine this runs on has.
const THREADS_MAX: i64 = 256;
/// Bits beyond which no score lies.
const BITS_MAX: i32 = 1_000;
/// Places behind the point of a score.
const PLACES: usize = 3;
/// Oversize blocks printed as text; `--json` has them all.
const SHOWN_MAX: usize = 20;

/// Score the pairs of a CSV file.
#[derive(Debug, clap::Args)]
pub struct Score {
    /// What the records are
    #[arg(long, value_enum)]
    schema: Kind,
    /// CSV in UTF-8 with a header; give a second one to link two files
    #[arg(long, value_name = "FILE", required = true)]
    csv: Vec<PathBuf>,
    /// New file for the pairs
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Threads; as many as the machine has when left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=THREADS_MAX))]
    threads: Option<u16>,
    /// Keep pairs with at least so many bits of evidence, such as -5 or 2.5
    #[arg(long, value_name = "BITS", allow_hyphen_values = true, value_parser = thousandths)]
    keep_above: Option<i32>,
}

/// The kinds of records the engine comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// Claims for a child's premium
    #[value(alias = "子女申报")]
    ChildClaim,
    /// Persons of the FEBRL test sets
    Febrl,
}

impl Kind {
    fn schema(self) -> Schema {
        match self {
            Self::ChildClaim => child_claim::schema(),
            Self::Febrl => febrl::schema(),
        }
    }
}

/// A decimal number of bits in thousandths.
fn thousandths(text: &str) -> std::result::Result<i32, Unread> {
    let wrong = || {
        Unread(words!(
            "请写比特数，如 -5 或 2.5，从 -1000 到 1000",
            "write bits such as -5 or 2.5, from -1000 to 1000"
        ))
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(part) || part.len() > PLACES {
        return Err(wrong());
    }
    let part: i32 = format!("{part:0<PLACES$}").parse().map_err(|_| wrong())?;
    let whole: i32 = whole.parse().map_err(|_| wrong())?;
    if whole > BITS_MAX {
        return Err(wrong());
    }
    Ok(sign * (whole * 1_000 + part))
}

impl Score {
    /// Runs the command.
    ///
    /// # Errors
    /// A file that cannot be read as such records, or pairs that cannot be written; no pairs are left behind then.
    pub fn run(self, app: &App) -> Result<Report> {
        if self.csv.len() > FILES_MAX {
            return Err(Failure::usage(
                Words::new(
                    "--csv 最多给出两个文件",
                    "`--csv` may be given twice at most",
                ),
                Words::new(
                    "一个文件为查重，两个文件为互相比对",
                    "one file is searched for duplicates, two are linked",
                ),
            ));
        }
        let mut schema = self.schema.schema();
        if let Some(keep) = self.keep_above {
            schema.lines.keep = keep;
        }
        let pairs = Pairs::create(&self.out)?;
        let voice = app.voice;
        let data = score_csv::load(&Arc::new(schema), &self.csv, &mut |rows| {
            voice.progress(&format!("{} {rows}", pick(voice.lang, "读取", "reading")));
        })?;
        let found = self.score(&data, pairs, voice);
        voice.progress_done();
        Ok(report(&data, &found?, &self.out))
    }

    fn score(&self, data: &Dataset, mut pairs: Pairs, voice: Voice) -> Result<Found> {
        let options = Options {
            threads: threads(self.threads),
            ..Options::default()
        };
        voice.progress(pick(voice.lang, "学习权重", "learning weights"));
        let (weights, report) = batch::learn_and_score(
            data,
            options,
            &mut |pair| pairs.write(data, pair),
            &mut |done, total| {
                voice.progress(&format!(
                    "{} {done}/{total}",
                    pick(voice.lang, "比对", "comparing")
                ))
            },
        );
        pairs.finish()?;
        let model = || Model {
            weights,
            frequencies: Frequencies::count(data),
            lines: data.schema().lines,
        };
        Ok(Found {
            // Counting every value once more is work for whoever asks for the name only.
            model: voice.json.then(|| model().digest()),
            report,
        })
    }
}

fn threads(wanted: Option<u16>) -> NonZeroUsize {
    let wanted = wanted.and_then(|count| NonZeroUsize::new(usize::from(count)));
    wanted
        .or_else(|| std::thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN)
}

struct Found {
    model: Option<String>,
    report: batch::Report,
}

fn report(data: &Dataset, found: &Found, out: &Path) -> Report {
    let (records, done) = (data.len(), &found.report);
    let schema = data.schema();
    let by_block: serde_json::Map<String, Value> = schema
        .blocks
        .iter()
        .zip(&done.found_by)
        .map(|(block, pairs)| (block.code.clone(), json!(pairs)))
        .collect();
    let json = json!({
        "schema": schema.code, "schema_version": schema.version, "records": records, "compared": done.compared,
        "pairs": done.kept, "keep_above": score_pairs::bits(schema.lines.keep), "model": found.model, "out": out.display().to_string(),
        "compared_by_block": by_block, "oversize": done.oversize.iter().map(oversize).collect::<Vec<_>>(),
    });
    let mut report = Report::new(json).line(
        format!(
            "{records} 条记录，比对 {} 对，保留 {} 对，写入 {}",
            done.compared,
            done.kept,
            out.display()
        ),
        format!(
            "{records} records, {} pairs compared, {} kept, written to {}",
            done.compared,
            done.kept,
            out.display()
        ),
    );
    if done.oversize.is_empty() {
        return report;
    }
    let left_out: u64 = done.oversize.iter().map(|block| block.pairs_left_out).sum();
    report = report.warn(
        format!("{} 个分组过大，已再细分；其中 {left_out} 对未比对", done.oversize.len()),
        format!("{} blocks were too large and were narrowed; {left_out} pairs in them were not compared", done.oversize.len()),
    );
    report.table(blocks(schema, &done.oversize))
}

fn oversize(block: &Oversize) -> Value {
    json!({
        "block": block.block, "records": block.records, "narrowed_by": block.narrowed_by, "pairs_left_out": block.pairs_left_out,
    })
}

/// The largest oversize blocks.
fn blocks(schema: &Schema, oversize: &[Oversize]) -> Table {
    let mut table = Table::new(&[
        ("过大的分组", "oversize block"),
        ("记录", "records"),
        ("未比对", "pairs left out"),
    ]);
    let mut largest: Vec<&Oversize> = oversize.iter().collect();
    largest.sort_by_key(|block| std::cmp::Reverse((block.pairs_left_out, block.records)));
    for block in largest.into_iter().take(SHOWN_MAX) {
        table.row([
            block_name(schema, &block.block),
            block.records.to_string().into(),
            block.pairs_left_out.to_string().into(),
        ]);
    }
    table
}

/// What a kind of block is called.
pub fn block_name(schema: &Schema, code: &str) -> Words {
    let named = schema.blocks.iter().find(|kind| kind.code == code);
    named.map_or_else(
        || Words::same(code),
        |kind| Words::new(kind.zh.clone(), kind.en.clone()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_as_they_are_written() {
        for (text, score) in [
            ("-5", -5_000),
            ("2.5", 2_500),
            ("-0.125", -125),
            ("1000", 1_000_000),
            ("0", 0),
        ] {
            assert_eq!(thousandths(text), Ok(score));
        }
        for score in [-125, 12_000, -1_000_000] {
            assert_eq!(thousandths(&score_pairs::bits(score)), Ok(score));
        }
        for text in [
            "",
            "-",
            "--5",
            "+5",
            "1.2345",
            "1e3",
            "1001",
            ".5",
            "5.",
            "99999999999",
        ] {
            assert!(thousandths(text).is_err(), "{text}");
        }
    }
}
