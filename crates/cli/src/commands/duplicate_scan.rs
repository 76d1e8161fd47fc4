//! `gongbao duplicate scan`, `calibrate` and `model`: a year compared, and what it is weighed with.

use crate::app::App;
use crate::commands::duplicate_score::block_name;
use crate::commands::shared;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::programmes;
use domain::year::BenefitYear;
use serde_json::{Value, json};
use workflow::duplicates::similar::{self, Lines, ModelBrief, ScanPhase, Scanned, Which};

/// Claims read between two lines of progress.
const READ_STEP: usize = 20_000;
/// Cases opened between two lines of progress.
const OPEN_STEP: usize = 100;

/// A programme and one of its benefit years.
#[derive(Debug, clap::Args)]
pub struct Year {
    /// Programme
    #[arg(value_name = "PROGRAMME")]
    programme: String,
    /// Benefit year
    #[arg(value_name = "YEAR")]
    year: i16,
}

impl Year {
    fn get(&self) -> BenefitYear {
        BenefitYear::new(self.year)
    }
}

/// Compares a whole year.
#[derive(Debug, clap::Args)]
pub struct Scan {
    /// Programme and year.
    #[command(flatten)]
    year: Year,
    /// Weigh with the model in force, or learn a new one from the year itself and freeze it
    #[arg(long, value_name = "MODEL", value_enum, default_value_t = ModelChoice::Frozen)]
    model: ModelChoice,
}

/// Values of `--model`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ModelChoice {
    /// In force.
    #[value(alias = "现行")]
    Frozen,
    /// Learnt now.
    #[value(alias = "新学")]
    New,
}

/// Shows the model in force, or sets its lines.
#[derive(Debug, clap::Args)]
pub struct Model {
    /// Programme and year.
    #[command(flatten)]
    year: Year,
    /// From here on a person looks at a pair; thousandths of a bit
    #[arg(long, value_name = "LINE", allow_hyphen_values = true)]
    review: Option<i32>,
    /// From here on "same child" is suggested; thousandths of a bit
    #[arg(long, value_name = "LINE", allow_hyphen_values = true)]
    automatic: Option<i32>,
}

/// Thousandths of a bit as bits with one decimal.
pub fn bits(thousandths: i32) -> String {
    let tenths = (thousandths.abs() + 50) / 100;
    let sign = if thousandths < 0 && tenths > 0 {
        "-"
    } else {
        "+"
    };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// Thousandths as per cent with one decimal.
pub fn per_cent(thousandths: usize) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

impl Scan {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(&self, app: &App) -> Result<Report> {
        let which = match self.model {
            ModelChoice::Frozen => Which::Frozen,
            ModelChoice::New => Which::New,
        };
        shared::with_session(app, |session| {
            let mut told = 0;
            let scanned = similar::scan(
                session,
                &self.year.programme,
                self.year.get(),
                which,
                &mut |phase, done, total| tell(phase, done, total, &mut told),
            )?;
            Ok(scan_report(&self.year.programme, &scanned))
        })
    }
}

/// Progress goes to the log, which is standard error: the answer alone stands on standard output.
fn tell(phase: ScanPhase, done: usize, total: usize, told: &mut usize) {
    match phase {
        ScanPhase::Reading if done >= *told + READ_STEP => {
            *told = done;
            tracing::info!(claims = done, "reading");
        }
        ScanPhase::Comparing => tracing::info!(done, total, "comparing"),
        ScanPhase::Opening if done.is_multiple_of(OPEN_STEP) || done == total => {
            tracing::info!(done, total, "opening cases");
        }
        ScanPhase::Reading | ScanPhase::Opening => {}
    }
}

fn model_json(model: &ModelBrief) -> Value {
    json!({
        "version": model.version, "origin": model.origin, "digest": model.digest, "records": model.records,
        "review": model.lines.review, "automatic": model.lines.automatic,
        "made_at": model.made_at.map(|at| at.shanghai_text()),
    })
}

fn model_line(report: Report, model: &ModelBrief) -> Report {
    let digest = model.digest.get(..12).unwrap_or(&model.digest);
    let (zh, en) = match model.origin.as_str() {
        "learnt" => ("由本年度申报学得", "learnt from the year's claims"),
        "lines" => ("调整过阈值", "with lines of its own"),
        _ => ("随程序提供", "shipped with the program"),
    };
    let (review, automatic) = (bits(model.lines.review), bits(model.lines.automatic));
    report.line(
        format!(
            "模型 v{} {digest}（{zh}）：人工线 {review} 比特，建议线 {automatic} 比特",
            model.version
        ),
        format!(
            "model v{} {digest} ({en}): review line {review} bits, suggestion line {automatic} bits",
            model.version
        ),
    )
}

/// What only some scans have to say.
fn told_besides(mut report: Report, scanned: &Scanned) -> Report {
    let Scanned {
        families,
        renewed,
        completed,
        in_part,
        ..
    } = scanned;
    if *families > 0 {
        report = report.line(
            format!("同一家庭以不同证件为出生日期相同或相近的子女申报：{families} 对"),
            format!(
                "{families} pairs of one family for children of one birth, under other documents"
            ),
        );
    }
    if *renewed > 0 {
        report = report.line(
            format!("按本模型重新评估在办案件中的 {renewed} 对"),
            format!("{renewed} pairs of open cases weighed anew under this model"),
        );
    }
    if *completed > 0 {
        report = report.line(
            format!("{completed} 件提交时只比对了一部分的申报，现已补全"),
            format!("{completed} claims that were compared in part when they were filed are complete now"),
        );
    }
    if *in_part > 0 {
        report = report.line(
            format!("{in_part} 件申报仍只比对了一部分：批准前补全"),
            format!("{in_part} claims are still compared in part: approval does the rest"),
        );
    }
    report
}

fn scan_report(programme: &str, scanned: &Scanned) -> Report {
    let oversize: Vec<Value> = scanned
        .oversize
        .iter()
        .map(|block| {
            json!({
                "block": block.block, "records": block.records, "narrowed_by": block.narrowed_by,
                "pairs_left_out": block.pairs_left_out,
            })
        })
        .collect();
    let mut model = model_json(&scanned.model);
    if let (None, Some(model)) = (scanned.compared, model.as_object_mut()) {
        model.remove("records");
    }
    let report = Report::new(json!({
        "model": model, "claims": scanned.claims, "compared": scanned.compared,
        "suspects": scanned.suspects, "apart": scanned.apart, "standing": scanned.standing,
        "opened": scanned.opened, "joined": scanned.joined, "families": scanned.families, "renewed": scanned.renewed,
        "completed": scanned.completed, "in_part": scanned.in_part, "oversize": oversize,
    }));
    let Scanned {
        claims,
        compared,
        suspects,
        apart,
        standing,
        opened,
        joined,
        ..
    } = scanned;
    let (pairs_zh, pairs_en) = compared.map_or_else(Default::default, |pairs| {
        (format!("、{pairs} 对"), format!(" in {pairs} pairs"))
    });
    let report = report.line(
        format!("比对 {claims} 件申报{pairs_zh}：疑似 {suspects} 对，其中 {apart} 对已认定为不同子女，{standing} 对已在处理"),
        format!("{claims} claims compared{pairs_en}: {suspects} suspect, {apart} of them told apart before, {standing} in open cases"),
    );
    let report = report.line(
        format!("新立 {opened} 件，并入 {joined} 件"),
        format!("{opened} cases opened, {joined} joined"),
    );
    let report = told_besides(report, scanned);
    let report = model_line(report, &scanned.model);
    let mut table = Table::new(&[
        ("过大的分组", "oversize block"),
        ("申报", "claims"),
        ("再分次数", "narrowed by"),
        ("未比对", "pairs left out"),
    ]);
    let known = programmes::registry()
        .find(programme)
        .and_then(|known| known.similarity())
        .map(|similarity| (similarity.schema)());
    for block in &scanned.oversize {
        table.row([
            known.as_ref().map_or_else(
                || workflow::Words::same(&block.block),
                |schema| block_name(schema, &block.block),
            ),
            block.records.to_string().into(),
            block.narrowed_by.to_string().into(),
            block.pairs_left_out.to_string().into(),
        ]);
    }
    report.table(table)
}

impl Model {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(&self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| {
            let (programme, year) = (&self.year.programme, self.year.get());
            let now = similar::model(session, programme, year)?;
            let model = if self.review.is_none() && self.automatic.is_none() {
                now
            } else {
                let lines = Lines {
                    review: self.review.unwrap_or(now.lines.review),
                    automatic: self.automatic.unwrap_or(now.lines.automatic),
                };
                similar::set_lines(session, programme, year, lines)?
            };
            Ok(model_line(Report::new(model_json(&model)), &model))
        })
    }
}

impl Year {
    /// Precision and recall of every line on past decisions.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn calibrate(&self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| {
            let told = similar::calibrate(session, &self.programme, self.get())?;
            let lines: Vec<Value> = told
                .lines
                .iter()
                .map(|line| {
                    json!({
                        "line": line.line, "same": line.same, "different": line.different,
                        "precision": line.precision, "recall": line.recall,
                    })
                })
                .collect();
            let mut table = Table::new(&[
                ("阈值（比特）", "line (bits)"),
                ("同一子女", "same child"),
                ("不同子女", "different"),
                ("准确率", "precision"),
                ("召回率", "recall"),
            ]);
            let share = |share: Option<usize>| share.map_or_else(|| "-".to_owned(), per_cent);
            for line in &told.lines {
                table.row([
                    bits(line.line),
                    line.same.to_string(),
                    line.different.to_string(),
                    share(line.precision),
                    share(line.recall),
                ]);
            }
            let report = Report::new(json!({
                "model": model_json(&told.model), "same": told.same, "different": told.different, "lines": lines,
            }))
            .line(
                format!("已处理的 {} 对：同一子女 {}，不同子女 {}", told.same + told.different, told.same, told.different),
                format!("{} decided pairs: {} one child, {} different children", told.same + told.different, told.same, told.different),
            );
            Ok(model_line(report, &told.model).table(table))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_have_one_decimal_and_a_sign() {
        assert_eq!(bits(12_340), "+12.3");
        assert_eq!(bits(-2_000), "-2.0");
        assert_eq!(bits(-40), "+0.0");
        assert_eq!(per_cent(987), "98.7%");
    }
}
