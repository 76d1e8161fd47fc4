//! `gongbao scheme`: what a mutual-aid scheme promises, and what it would give. No database is asked.

use crate::app::App;
use crate::args::FileIn;
use crate::commands::{codes, shared};
use crate::failure::{Failure, Result};
use crate::output::{Report, Table, sentence};
use crate::words::Words;
use domain::fen::Fen;
use domain::lang::Lang;
use mutual_aid::benefit::{Benefit, Claim, Step};
use mutual_aid::scheme::{self, Mode, Row, Scheme as Terms, Tiers};
use mutual_aid::trial;
use serde_json::{Value, json};

/// Verbs of `scheme`.
#[derive(Debug, clap::Subcommand)]
pub enum Scheme {
    /// List the schemes that are shipped, or those of a file
    List(SchemeFile),
    /// Show a scheme: its plans, rows and sources
    Show {
        /// Id, such as pinghu-2025
        scheme: String,
        #[command(flatten)]
        file: SchemeFile,
    },
    /// Compute what a scheme gives for a base; nothing is stored
    Try {
        /// Id, such as pinghu-2025
        scheme: String,
        /// What was borne this time, in yuan
        #[arg(long, value_name = "YUAN", value_parser = codes::sum)]
        base: Fen,
        /// What was borne before, where sums are cumulated, in yuan
        #[arg(long, value_name = "YUAN", default_value = "0", value_parser = codes::sum)]
        before: Fen,
        /// Benefit, where the scheme has several; the first when left out
        #[arg(long, value_name = "ID")]
        benefit: Option<String>,
        /// Consecutive periods after the first, for rates that grow
        #[arg(long, value_name = "N", default_value = "0")]
        further_periods: u32,
        #[command(flatten)]
        file: SchemeFile,
    },
}

/// Where the schemes are read.
#[derive(Debug, clap::Args)]
pub struct SchemeFile {
    /// A file of schemes instead of those that are shipped; `period create --params` makes it the terms of a year
    #[arg(long, value_name = "FILE")]
    file: Option<FileIn>,
}

impl SchemeFile {
    fn schemes(&self, app: &App) -> Result<Vec<Terms>> {
        let text = shared::text_of(app, self.file.as_ref(), "--file")?;
        let text = text.as_deref().unwrap_or(scheme::SHIPPED);
        scheme::read(text).map_err(|error| {
            Failure::usage(
                Words::new(error.chinese(), error.to_string()),
                Words::new(
                    "改正后再试；`gongbao scheme show` 列出随程序提供的方案，可作样本",
                    "mend it and try again; `gongbao scheme show` shows the shipped ones as examples",
                ),
            )
        })
    }
}

impl Scheme {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::List(file) => Ok(list(&file.schemes(app)?)),
            Self::Show { scheme, file } => Ok(show(trial::find(&file.schemes(app)?, &scheme)?)),
            Self::Try {
                scheme,
                base,
                before,
                benefit,
                further_periods,
                file,
            } => {
                let claim = Claim {
                    base: borne("--base", base)?,
                    before: borne("--before", before)?,
                    further_periods,
                };
                let schemes = file.schemes(app)?;
                let scheme = trial::find(&schemes, &scheme)?;
                let given = trial::try_base(scheme, benefit.as_deref(), &claim)?;
                tried(&given)
            }
        }
    }
}

impl From<trial::TrialError> for Failure {
    fn from(error: trial::TrialError) -> Self {
        Self::usage(
            Words::new(error.chinese(), error.to_string()),
            Words::new(
                "`gongbao scheme list` 列出全部互助方案，`gongbao scheme show` 列出一个方案的待遇",
                "`gongbao scheme list` lists the schemes, `gongbao scheme show` the benefits of one",
            ),
        )
    }
}

/// What was borne is never below zero.
fn borne(flag: &str, sum: Fen) -> Result<Fen> {
    if sum < Fen::ZERO {
        return Err(Failure::usage(
            Words::new(
                format!("{flag} 不能为负数"),
                format!("`{flag}` cannot be below zero"),
            ),
            Words::new(
                "写个人负担的金额，单位为元",
                "write what was borne, in yuan",
            ),
        ));
    }
    Ok(sum)
}

fn list(schemes: &[Terms]) -> Report {
    let mut table = Table::new(&[
        ("方案", "scheme"),
        ("名称", "name"),
        ("地区", "area"),
        ("保障期", "period"),
    ]);
    for scheme in schemes {
        table.row([
            Words::same(scheme.id.as_str()),
            Words::new(scheme.name_zh.as_str(), scheme.name_en.as_str()),
            Words::same(scheme.area.as_str()),
            Words::new(
                format!("{} 至 {}", scheme.period.open, scheme.period.close),
                format!("{} to {}", scheme.period.open, scheme.period.close),
            ),
        ]);
    }
    let list: Vec<Value> = schemes.iter().map(head).collect();
    Report::new(json!({ "schemes": list })).listing(table)
}

fn head(scheme: &Terms) -> Value {
    json!({
        "scheme": scheme.id, "name": sentence(&Words::new(scheme.name_zh.as_str(), scheme.name_en.as_str())),
        "area": scheme.area, "open": scheme.period.open, "close": scheme.period.close,
        "plans": scheme.plan.iter().map(|plan| plan.id.as_str()).collect::<Vec<_>>(),
    })
}

fn show(scheme: &Terms) -> Report {
    let mut report = Report::new(head(scheme))
        .with(json!({
            "note": scheme.note, "source": scheme.period.source, "terms": scheme,
            "benefits": all_tiers(scheme).map(benefit).collect::<Vec<_>>(),
        }))
        .line(
            format!("{} {}", scheme.id, scheme.name_zh),
            format!("{} {}", scheme.id, scheme.name_en),
        )
        .line(
            format!("保障期 {} 至 {}", scheme.period.open, scheme.period.close),
            format!("covers {} to {}", scheme.period.open, scheme.period.close),
        );
    for plan in &scheme.plan {
        for premium in &plan.premium {
            let sum = Fen::new(premium.amount_fen);
            report = report.line(
                format!("{}：每份 {sum} 元", plan.name_zh),
                format!("{}: {sum} yuan a share", plan.name_en),
            );
        }
    }
    for tiers in all_tiers(scheme) {
        report = report
            .line(
                format!("{}：{}", tiers.name_zh, tiers.base.words(Lang::Zh)),
                format!("{}: {}", tiers.name_en, tiers.base.words(Lang::En)),
            )
            .table(rows(tiers));
        if let Some(why) = &tiers.rows_unknown {
            report = report.line(
                format!("档次未知：{why}"),
                "the rows are in no source; the scheme's note says why",
            );
        }
    }
    report.line(
        format!("说明：{}", scheme.note),
        "the note and the sources are in Chinese: `--lang zh`, or `--json`",
    )
}

fn all_tiers(scheme: &Terms) -> impl Iterator<Item = &Tiers> {
    scheme.plan.iter().flat_map(|plan| &plan.tiers)
}

fn benefit(tiers: &Tiers) -> Value {
    json!({
        "benefit": tiers.id,
        "name": sentence(&Words::new(tiers.name_zh.as_str(), tiers.name_en.as_str())),
        "base": sentence(&Words::new(tiers.base.words(Lang::Zh), tiers.base.words(Lang::En))),
    })
}

fn rows(tiers: &Tiers) -> Table {
    let mut table = Table::new(&[
        ("从", "from"),
        ("到", "to"),
        ("方式", "mode"),
        ("给付", "pays"),
    ]);
    for row in &tiers.row {
        let to = row.to_fen.map(Fen::new);
        table.row([
            Words::same(Fen::new(row.from_fen).to_string()),
            to.map_or_else(
                || Words::new("以上", "and above"),
                |to| Words::same(to.to_string()),
            ),
            Words::new(row.mode.chinese(), row.mode.code()),
            pays(row),
        ]);
    }
    table
}

fn pays(row: &Row) -> Words {
    match (row.mode, row.rate_bp, row.sum_fen) {
        (Mode::Fixed, _, Some(sum)) => Words::new(
            format!("{} 元", Fen::new(sum)),
            format!("{} yuan", Fen::new(sum)),
        ),
        (_, Some(rate), _) => Words::same(percent(rate)),
        _ => Words::default(),
    }
}

/// A rate in basis points as percent, such as `12.5 %`.
fn percent(rate_bp: u32) -> String {
    let (whole, rest) = (rate_bp / 100, rate_bp % 100);
    match rest {
        0 => format!("{whole} %"),
        rest if rest % 10 == 0 => format!("{whole}.{} %", rest / 10),
        rest => format!("{whole}.{rest:02} %"),
    }
}

fn tried(given: &Benefit) -> Result<Report> {
    let json = serde_json::to_value(given).map_err(|error| {
        Failure::new(
            "internal",
            Words::new("程序内部错误", "internal error of the program"),
            Words::new("请联系维护人员", "tell the maintainers"),
        )
        .because(&error)
    })?;
    let mut table = Table::new(&[
        ("从", "from"),
        ("到", "to"),
        ("方式", "mode"),
        ("比例", "rate"),
        ("金额", "sum"),
    ]);
    for step in &given.steps {
        table.row(cells(step));
    }
    let sum = given.amount;
    Ok(Report::new(json)
        .line(format!("补助 {sum} 元"), format!("benefit {sum} yuan"))
        .table(table))
}

fn cells(step: &Step) -> [Words; 5] {
    let (zh, en) = step.mode.words();
    [
        Words::same(Fen::new(step.from_fen).to_string()),
        Words::same(Fen::new(step.to_fen).to_string()),
        Words::new(zh, en),
        step.rate_bp
            .map_or_else(Words::default, |rate| Words::same(percent(rate))),
        Words::same(Fen::new(step.amount_fen).to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_written_in_percent_without_idle_digits() {
        for (bp, text) in [
            (2000, "20 %"),
            (1250, "12.5 %"),
            (1205, "12.05 %"),
            (5, "0.05 %"),
        ] {
            assert_eq!(percent(bp), text);
        }
    }
}
