//! `gongbao import template`: the empty sheet of a kind, or last year's families laid out for a new year.

use crate::app::App;
use crate::args::FileOut;
use crate::commands::shared;
use crate::failure::Result;
use crate::output::Report;
use domain::year::BenefitYear;
use serde_json::json;
use std::path::Path;
use workflow::intake::correction_workbook::{self, Prefilled};

/// Which template, and where it goes.
#[derive(Debug, clap::Args)]
pub struct Template {
    /// units, members, plans, budgets or claims
    #[arg(value_name = "KIND")]
    profile: String,
    /// Workbook to write; one that is there is never replaced
    #[arg(long, value_name = "FILE")]
    out: FileOut,
    /// Programme whose sheet it is
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
    /// List last year's families of the unit, with whole numbers (claims only)
    #[arg(long, requires_all = ["unit", "year"])]
    prefill: bool,
    /// The unit, with everything below it
    #[arg(long, value_name = "CODE", requires = "prefill")]
    unit: Option<String>,
    /// The benefit year to prepare
    #[arg(long, value_name = "YEAR", requires = "prefill")]
    year: Option<BenefitYear>,
}

impl Template {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| {
            let out = self.out.at(app)?;
            let programme = shared::programme_of_sheet(session, &self.profile, self.programme)?;
            let (Some(unit), Some(year), "claims") = (&self.unit, self.year, &*self.profile) else {
                if self.prefill {
                    return Err(workflow::WorkflowError::Usage(workflow::words!(
                        "只有申报表可以按上年预填",
                        "only the claims template can be filled in from last year"
                    ))
                    .into());
                }
                let path = correction_workbook::template(session, &self.profile, &programme, &out)?;
                return Ok(written(
                    Report::new(json!({ "file": path.display().to_string() })),
                    &path,
                ));
            };
            let done = correction_workbook::prefill(session, &programme, unit, year, &out)?;
            Ok(filled(&done, year))
        })
    }
}

fn written(report: Report, path: &Path) -> Report {
    let path = path.display();
    report.line(format!("已写入 {path}"), format!("written to {path}"))
}

fn filled(done: &Prefilled, year: BenefitYear) -> Report {
    let json = json!({
        "file": done.path.display().to_string(), "year": year.get(), "rows": done.rows,
        "outgrown": done.outgrown, "filed": done.filed, "contested": done.contested,
    });
    let report = Report::new(json).line(
        format!(
            "列出 {} 名子女；已超龄 {}，{year}年度已申报 {}，争议未决 {}，均未列入",
            done.rows, done.outgrown, done.filed, done.contested
        ),
        format!(
            "{} children listed; left out: {} past the age, {} filed for {year} already, {} in dispute",
            done.rows, done.outgrown, done.filed, done.contested
        ),
    );
    let report = report.line(
        "会员意愿须逐年确认，请填写；报销的另填缴费金额、日期、票据号和申请金额。文件含完整号码，仅本人可读",
        "the member's wish is asked anew each year; for reimbursement add sum, date, voucher and the sum claimed. The file holds whole numbers and is readable by you only",
    );
    written(report, &done.path)
}
