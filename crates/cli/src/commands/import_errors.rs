//! `gongbao import errors`: a sheet as it was sent, with what is wrong marked in it.

use crate::app::App;
use crate::commands::{codes, shared};
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::words::Words;
use serde_json::json;
use std::path::{Path, PathBuf};
use workflow::imports::{self, ErrorWorkbook, ImportOptions};

/// Which sheet, and where the workbook goes.
#[derive(Debug, clap::Args)]
pub struct Errors {
    /// Id of an import; with --profile a file, which is only read
    #[arg(value_name = "IMPORT|FILE")]
    target: String,
    /// Workbook to write; one that is there is never replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Kind of sheet of the file: units, members, plans, budgets or claims
    #[arg(long, value_name = "KIND")]
    profile: Option<String>,
    /// Programme whose sheet it is
    #[arg(long, value_name = "ID", default_value = child_premium::ID, requires = "profile")]
    programme: String,
    /// Sheet to read, where the file has several
    #[arg(long, value_name = "NAME", requires = "profile")]
    sheet: Option<String>,
    /// Read what the file hides or filters away too
    #[arg(long, requires = "profile")]
    include_hidden: bool,
}

impl Errors {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let lang = app.voice.lang;
        shared::with_session(app, |session| {
            let book = match &self.profile {
                Some(profile) => {
                    let options = ImportOptions {
                        dry_run: true,
                        programme: self.programme.clone(),
                        sheet: self.sheet.clone(),
                        include_hidden: self.include_hidden,
                    };
                    let file = Path::new(&self.target);
                    imports::errors_of_file(session, profile, file, &options, lang, &self.out)?
                }
                None => {
                    let import = codes::import_id(&self.target).map_err(|_| no_id())?;
                    imports::errors(session, import, lang, &self.out)?
                }
            };
            Ok(told(&book))
        })
    }
}

fn no_id() -> Failure {
    Failure::usage(
        Words::new("这不是导入编号", "this is not the id of an import"),
        Words::new(
            "用 `gongbao import list` 查看编号；直接检查文件请加 --profile",
            "`gongbao import list` shows the ids; to check a file itself add `--profile`",
        ),
    )
}

fn told(book: &ErrorWorkbook) -> Report {
    let path = book.path.display().to_string();
    let json = json!({
        "file": path, "rows": book.rows, "refused": book.refused, "flagged": book.flagged,
    });
    Report::new(json)
        .line(
            format!(
                "{} 行，其中 {} 行有说明，{} 行需修改",
                book.rows, book.flagged, book.refused
            ),
            format!(
                "{} rows, {} with findings, {} to mend",
                book.rows, book.flagged, book.refused
            ),
        )
        .line(
            format!("已写入 {path}（含完整号码，仅本人可读）"),
            format!("written to {path} (whole numbers; readable by you only)"),
        )
}
