//! `gongbao batch check`: whether a file is the one that was exported.

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::words::{Words, counted};
use domain::year::Instant;
use serde_json::json;
use std::io::{ErrorKind, Read};
use std::path::Path;
use workflow::Session;
use workflow::payments::batches::check::{Checked, Exact, FILE_BYTES_MAX, check};

/// Reads the file and says what it is; ends with 1 where it is not what a batch was exported as.
pub fn run(session: &mut Session, path: &Path) -> Result<Report> {
    let bytes = read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let report = Report::new(json!({ "file": name }));
    Ok(match check(session, &name, &bytes)? {
        Checked::Sealed(exact) => told(report, "sealed", &exact).line(
            "该文件与导出时逐字节相同",
            "the file is byte for byte what was exported",
        ),
        Checked::Altered(exact) => told(report, "altered", &exact)
            .line(
                "该文件用了这个批次的文件名，但内容与导出时不同：不要付款，用 `gongbao batch export` 重新导出后比对",
                "the file has the name of this batch's, and another content: do not pay by it; export again with `gongbao batch export` and compare",
            )
            .exit(Exit::Failed),
        Checked::Unknown => report
            .with(json!({ "state": "unknown" }))
            .line(
                "在您的范围内没有任何批次导出过这个文件：不要据此付款",
                "no batch in your scope was exported as this file: do not pay by it",
            )
            .exit(Exit::Failed),
    })
}

fn told(report: Report, state: &str, exact: &Exact) -> Report {
    let Exact {
        batch,
        exported_at,
        count,
        total,
    } = exact;
    let on = Instant(*exported_at).shanghai_date();
    report
        .with(json!({
            "state": state, "batch": batch, "exported_on": on, "count": count, "total_fen": total.get(),
        }))
        .line(
            format!("批次 {batch}：{on} 导出，{count} 笔，合计 {total} 元"),
            format!(
                "batch {batch}: exported on {on}, {}, {total} yuan",
                counted(count, "line")
            ),
        )
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path)
        .and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes));
    let read = read.and_then(|_| match bytes.len() as u64 {
        0..=FILE_BYTES_MAX => Ok(bytes),
        _ => Err(ErrorKind::FileTooLarge.into()),
    });
    read.map_err(|error: std::io::Error| {
        let shown = path.display();
        Failure::usage(
            Words::new(
                format!("无法检查 {shown}"),
                format!("{shown} cannot be checked"),
            ),
            Words::new(
                "给出 `gongbao batch export` 写出的文件",
                "name a file that `gongbao batch export` wrote",
            ),
        )
        .because(&error)
    })
}
