//! `gongbao import errors`: a sheet as it was sent, with what is wrong marked in it.

use crate::app::App;
use crate::args::FileOut;
use crate::commands::{codes, shared};
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::words::Words;
use serde_json::json;
use workflow::intake::imports::{self, ErrorWorkbook};

/// Which import, and where the workbook goes.
#[derive(Debug, clap::Args)]
pub struct Errors {
    /// Id of an import of one's own
    #[arg(value_name = "IMPORT")]
    import: String,
    /// Workbook to write; one that is there is never replaced
    #[arg(long, value_name = "FILE")]
    out: FileOut,
}

impl Errors {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let lang = app.voice.lang;
        shared::with_session(app, |session| {
            let import = codes::import_id(&self.import).map_err(|_| no_id())?;
            let book = imports::errors(session, import, lang, &self.out.at(app)?)?;
            Ok(told(&book))
        })
    }
}

fn no_id() -> Failure {
    Failure::usage(
        Words::new("这不是导入编号", "this is not the id of an import"),
        Words::new(
            "用 `gongbao import list` 查看编号",
            "`gongbao import list` shows the ids",
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
