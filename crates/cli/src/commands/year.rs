//! `gongbao year`: opening a benefit year from the one before.

use crate::app::App;
use crate::args::{FileIn, FileOut, ProgrammeYear};
use crate::commands::period::{days_json, last_days};
use crate::commands::shared;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::{Words, pick, why};
use serde_json::{Value, json};
use workflow::rollover::{self, Carried, PeriodStep, Rollover, Sheets, SheetsLeft, Wanted};

/// Verbs of `year`.
#[derive(Debug, clap::Subcommand)]
pub enum Year {
    /// Prepare a year from the one before: period, plans, and a sheet for every union
    ///
    /// It does what your role allows and says what is left for whom; run it again to go on. The period is proposed by
    /// an administrator, plans by whoever proposes plans; a second operator approves them. Sheets hold whole numbers
    /// and are written for clerks and reviewers; a file that is there is never replaced.
    Open {
        /// The year to open.
        #[command(flatten)]
        which: ProgrammeYear,
        /// Directory for the sheets, one for each basic union: CODE-YEAR.xlsx
        #[arg(long, value_name = "DIR")]
        out: Option<FileOut>,
        /// Parameter file, instead of the shipped one
        #[arg(long, value_name = "FILE")]
        params: Option<FileIn>,
        /// Look and count; write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

impl Year {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let Self::Open {
            which,
            out,
            params,
            dry_run,
        } = self;
        let voice = app.voice;
        shared::with_session(app, |session| {
            let text = shared::text_of(app, params.as_ref(), "--params")?;
            let out = out.map(|out| out.directory(app)).transpose()?;
            let wanted = Wanted {
                programme: &which.programme,
                year: which.year,
                params: text.as_deref(),
                out: out.as_deref(),
                dry_run,
            };
            let mut progress = |done: usize, total: usize| {
                let word = pick(voice.lang, "写出申报表", "writing sheets");
                voice.progress(&format!("{word} {done}/{total}"));
            };
            let opened = rollover::open(session, &wanted, &mut progress);
            voice.progress_done();
            Ok(told(&opened?, &which.programme, dry_run))
        })
    }
}

fn told(rollover: &Rollover, programme: &str, dry_run: bool) -> Report {
    let Rollover { plans, sheets, .. } = rollover;
    let waiting: Vec<String> = rollover.waiting.iter().map(ToString::to_string).collect();
    let mut differing = Table::new(&[("参数", "parameter"), ("原值", "before"), ("新值", "after")]);
    let mut differences = Vec::new();
    for one in &rollover.differences {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        differing.row([one.key.clone(), shown(&one.before), shown(&one.after)]);
        differences.push(json!({ "key": one.key, "before": one.before, "after": one.after }));
    }
    let json = json!({
        "programme": programme, "year": rollover.year.get(), "dry_run": dry_run,
        "period": period_code(rollover.period), "differences": differences,
        "last_days": days_json(&rollover.last_days), "units": rollover.units,
        "plans": plans_json(plans), "sheets": sheets_json(sheets), "changes_waiting": waiting,
    });
    let year = rollover.year;
    let before = year.previous();
    // What was done before a plan was refused stays done.
    let exit = Exit::of(1, plans.refused.len());
    let mut report = Report::new(json)
        .exit(exit)
        .line(
            format!("{year} 年与 {before} 年参数的差异："),
            format!("what {year} has other than {before}:"),
        )
        .table(differing)
        .table(last_days(&rollover.last_days))
        .table(figures(rollover));
    if !plans.refused.is_empty() {
        let mut table = Table::new(&[("工会", "unit"), ("原因", "reason")]);
        for (code, refusal) in &plans.refused {
            table.row([Words::same(code.clone()), why(refusal)]);
        }
        report = report.table(table);
    }
    for (zh, en) in next(rollover, programme, dry_run) {
        report = report.line(zh, en);
    }
    report
}

fn period_code(step: PeriodStep) -> &'static str {
    match step {
        PeriodStep::There(state) => state.code(),
        PeriodStep::Waiting => "waiting",
        PeriodStep::Left => "missing",
    }
}

fn plans_json(plans: &Carried) -> Value {
    let refused = plans
        .refused
        .iter()
        .map(|(code, refusal)| shared::failed(code, refusal));
    json!({
        "carried": plans.carried, "counted_only": plans.counted_only, "in_force": plans.in_force,
        "waiting": plans.waiting, "refused_before": plans.refused_before, "without": plans.without,
        "at_old_standard": plans.at_old_standard, "refused": refused.collect::<Vec<_>>(),
    })
}

fn sheets_json(sheets: &Sheets) -> Value {
    json!({
        "wanted": sheets.wanted, "written": sheets.written, "empty": sheets.empty, "there": sheets.there,
        "waiting": sheets.waiting, "rows": sheets.rows, "outgrown": sheets.outgrown, "filed": sheets.filed,
        "contested": sheets.contested, "left": sheets.left.map(left_code),
    })
}

fn left_code(left: SheetsLeft) -> &'static str {
    match left {
        SheetsLeft::NoDirectory => "no-directory",
        SheetsLeft::DryRun => "dry-run",
        SheetsLeft::NoPeriod => "no-period",
        SheetsLeft::Role => "role",
    }
}

fn figures(rollover: &Rollover) -> Table {
    let Rollover { plans, sheets, .. } = rollover;
    let mut table = Table::new(&[("项目", "figure"), ("数", "number")]);
    // What did not happen is not told; `--json` has every figure.
    let mut row = |zh: &str, en: &str, number: usize| {
        if number > 0 {
            table.row([Words::new(zh, en), Words::same(number.to_string())]);
        }
    };
    row(
        "工会（不含已并入他会的）",
        "unions that act today",
        rollover.units,
    );
    if plans.counted_only {
        row(
            "可沿用的上年方案",
            "plans that can be carried over",
            plans.carried,
        );
    } else {
        row(
            "本次沿用的上年方案",
            "plans carried over now",
            plans.carried,
        );
    }
    row(
        "  其中定额等于上年标准的",
        "  with last year's standard as fixed sum",
        plans.at_old_standard,
    );
    row(
        "本年度方案已生效的工会",
        "unions with a plan in force",
        plans.in_force,
    );
    row(
        "方案原已待审定的工会",
        "unions whose plan waited before",
        plans.waiting,
    );
    row(
        "方案曾被否决的工会",
        "unions whose plan was refused",
        plans.refused_before,
    );
    row(
        "上年没有方案的基层工会",
        "basic unions without a plan last year",
        plans.without,
    );
    row(
        "应有申报表的基层工会",
        "basic unions to get a sheet",
        sheets.wanted,
    );
    row("本次写出的申报表", "sheets written now", sheets.written);
    row(
        "  其中没有上年家庭的空表",
        "  empty ones among them",
        sheets.empty,
    );
    row("原已写出的申报表", "sheets there already", sheets.there);
    row(
        "等方案审定、暂不写表的工会",
        "unions waiting for their plan",
        sheets.waiting,
    );
    row("列入的子女", "children listed", sheets.rows);
    row("未列入：已超龄", "left out: past the age", sheets.outgrown);
    row(
        "未列入：本年度已申报",
        "left out: filed already",
        sheets.filed,
    );
    row("未列入：争议未决", "left out: in dispute", sheets.contested);
    table
}

/// What is left, and by whom.
fn next(rollover: &Rollover, programme: &str, dry_run: bool) -> Vec<(String, String)> {
    let year = rollover.year;
    let again = format!("gongbao year open {programme} {year}");
    let mut lines = Vec::new();
    if dry_run {
        lines.push((
            "试运行：未写入任何内容".to_owned(),
            "dry run: nothing was written".to_owned(),
        ));
    }
    if rollover.period == PeriodStep::Left {
        lines.push((
            format!("年度尚未提出，请管理员运行：`{again}`"),
            format!("the period is not proposed yet; an administrator runs `{again}`"),
        ));
    }
    if !rollover.waiting.is_empty() {
        let count = rollover.waiting.len();
        lines.push((
            format!("{count} 项变更待另一位操作员审定：`gongbao change list`、`gongbao change approve`"),
            format!("{count} changes wait for a second operator: `gongbao change list`, `gongbao change approve`"),
        ));
    }
    if rollover.plans.counted_only && rollover.plans.carried > 0 && !dry_run {
        lines.push((
            format!("方案未提出：请有权提出方案的操作员运行 `{again}`"),
            format!("plans were not proposed: somebody who may propose them runs `{again}`"),
        ));
    }
    let files = format!("{again} --out DIR");
    match rollover.sheets.left {
        Some(SheetsLeft::Role | SheetsLeft::NoDirectory) => lines.push((
            format!("申报表含完整号码，由经办人或审核人写出：`{files}`"),
            format!("sheets hold whole numbers; a clerk or reviewer writes them: `{files}`"),
        )),
        Some(SheetsLeft::NoPeriod) => lines.push((
            "年度生效后再写出申报表".to_owned(),
            "sheets can be written once the period is in force".to_owned(),
        )),
        Some(SheetsLeft::DryRun) | None => {}
    }
    if rollover.sheets.waiting > 0 {
        let count = rollover.sheets.waiting;
        lines.push((
            format!("{count} 个工会的方案待审定，审定后再次运行即写出其申报表"),
            format!("{count} unions wait for their plan; run it again once it is decided to get their sheets"),
        ));
    }
    if matches!(rollover.period, PeriodStep::There(state) if state.code() == "draft") {
        lines.push((
            format!("开放受理：`gongbao period open {programme} {year}`"),
            format!("to take claims: `gongbao period open {programme} {year}`"),
        ));
    }
    lines
}
