//! `gongbao claim returns`: everything returned to a unit, as a sheet to mend.

use crate::app::App;
use crate::args::FileOut;
use crate::commands::shared;
use crate::failure::Result;
use crate::output::Report;
use serde_json::json;
use workflow::intake::correction_workbook;

/// Whose returns, and where the workbook goes.
#[derive(Debug, clap::Args)]
pub struct Returns {
    /// The unit, with everything below it
    #[arg(long, value_name = "CODE")]
    unit: String,
    /// Workbook to write; one that is there is never replaced
    #[arg(long, value_name = "FILE")]
    out: FileOut,
    /// Programme
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
}

impl Returns {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let lang = app.voice.lang;
        shared::with_session(app, |session| {
            let programme = shared::programme(session, self.programme)?;
            let out = self.out.at(app)?;
            let done = correction_workbook::returns(session, &programme, &self.unit, lang, &out)?;
            let path = done.path.display().to_string();
            let json = json!({
                "file": path, "rows": done.rows, "supplements": done.supplements,
            });
            let mut report = Report::new(json).line(
                format!(
                    "{} 件退回申报已写入 {path}（含完整号码，仅本人可读）",
                    done.rows
                ),
                format!(
                    "{} returned claims written to {path} (whole numbers; readable by you only)",
                    done.rows
                ),
            );
            if done.supplements > 0 {
                report = report.line(
                    format!("另有 {} 件补充申报，不能用表格更正", done.supplements),
                    format!(
                        "{} returned supplements cannot be mended in a sheet",
                        done.supplements
                    ),
                );
            }
            Ok(report)
        })
    }
}
