//! `gongbao import`: spreadsheets in, and what became of their rows.

use crate::app::App;
use crate::args::{FileIn, Paging};
use crate::commands::import_mapping::Mapping;
use crate::commands::{codes, import_errors, import_template, shared};
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::{self, pick};
use domain::decision::Verdict;
use domain::ids::ImportId;
use serde_json::{Value, json};
use workflow::intake::imports::{
    self, ImportOptions, ImportReport, Phase, Progress, Verdicts, Waiting,
};
use workflow::messages;
use workflow::views::imports::{FindingText, ImportRowView};
use workflow::views::{self, Lang};

/// A kind of sheet to import, or a look at an import.
#[derive(Debug, clap::Subcommand)]
pub enum Import {
    /// Tree of unions
    Units(Sheet),
    /// Rosters
    Members(Sheet),
    /// What unions decided for a year
    Plans(Sheet),
    /// Budgets
    Budgets(Sheet),
    /// Claims
    Claims(Sheet),
    /// Rosters of who takes part in a scheme of mutual aid
    Participants(Sheet),
    /// Settlements: JSON lines, or a list as CSV, TAB text or workbook
    Settlements(Sheet),
    /// What the headers of a union's own sheets mean
    #[command(subcommand)]
    Mapping(Mapping),
    /// Show an import, with `--rows` every row
    Show {
        /// Id
        #[arg(value_name = "IMPORT", value_parser = codes::import_id)]
        import: ImportId,
        /// Every row with what became of it
        #[arg(long)]
        rows: bool,
        /// Only rows with findings
        #[arg(long, requires = "rows")]
        flagged: bool,
    },
    /// Write a sheet as it was sent, with what is wrong marked in it
    Errors(import_errors::Errors),
    /// Write a template, empty or with last year's families
    Template(import_template::Template),
    /// List imports, newest first
    List(Paging),
}

/// A file to import.
#[derive(Debug, clap::Args)]
pub struct Sheet {
    /// CSV (UTF-8, GB18030 or UTF-16), xlsx, xls or ods
    #[arg(value_name = "FILE")]
    file: FileIn,
    /// Read, check and report; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Programme whose sheet it is
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
    /// Sheet to import, where the file has several
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Import what the file hides or filters away too
    #[arg(long)]
    include_hidden: bool,
}

/// Findings printed as text; the rest is told by number, `--json` has them all.
const SHOWN_MAX: usize = 200;

impl Import {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::Units(sheet) => take(app, "units", &sheet),
            Self::Members(sheet) => take(app, "members", &sheet),
            Self::Plans(sheet) => take(app, "plans", &sheet),
            Self::Budgets(sheet) => take(app, "budgets", &sheet),
            Self::Claims(sheet) => take(app, "claims", &sheet),
            Self::Participants(sheet) => take(app, "participants", &sheet),
            Self::Settlements(sheet) => take(app, messages::PROFILE, &sheet),
            Self::Mapping(mapping) => mapping.run(app),
            Self::Show {
                import,
                rows,
                flagged,
            } => show(app, import, rows, flagged),
            Self::Errors(errors) => errors.run(app),
            Self::Template(template) => template.run(app),
            Self::List(paging) => list(app, &paging),
        }
    }
}

fn take(app: &App, profile: &str, sheet: &Sheet) -> Result<Report> {
    let voice = app.voice;
    shared::with_session(app, |session| {
        let file = sheet.file.at(app)?;
        let named = sheet.programme.clone();
        let fed = matches!(profile, "participants" | messages::PROFILE);
        let options = ImportOptions {
            dry_run: sheet.dry_run,
            programme: if fed {
                shared::fed_programme(session, named)?
            } else {
                shared::programme_of_sheet(session, profile, named)?
            },
            sheet: sheet.sheet.clone(),
            include_hidden: sheet.include_hidden,
        };
        let mut progress = |step: Progress| voice.progress(&told(step, voice.lang));
        let taken = if profile == messages::PROFILE {
            messages::import(session, &file, &options, &mut progress)
        } else {
            imports::run(session, profile, &file, &options, &mut progress)
        };
        voice.progress_done();
        let mut taken = taken?;
        let findings = std::mem::take(&mut taken.findings);
        let findings = views::imports::tell(session, findings, voice.lang);
        Ok(report(&taken, &findings, sheet.dry_run))
    })
}

fn told(step: Progress, lang: Lang) -> String {
    let phase = match step.phase {
        Phase::Reading => pick(lang, "读取", "reading"),
        Phase::Resolving => pick(lang, "核对人员", "finding people"),
        Phase::Promoting => pick(lang, "入库", "taking over"),
        Phase::Reassessing => pick(lang, "重新评估", "assessing again"),
    };
    match step.total {
        0 => format!("{phase} {}", step.done),
        total => format!("{phase} {}/{total}", step.done),
    }
}

fn report(taken: &ImportReport, findings: &[FindingText], dry_run: bool) -> Report {
    let exit = match (taken.file_refused, taken.refused) {
        (true, _) => Exit::Failed,
        (false, 0) => Exit::Done,
        (false, _) => Exit::SomeRefused,
    };
    let import = taken.import.map(|id| id.to_string());
    let json = json!({
        "import": import, "rows": taken.rows, "accepted": taken.accepted, "refused": taken.refused,
        "warned": taken.warned, "unchanged": taken.unchanged, "proposed": taken.waiting.changes,
        "proposed_to_nobody": taken.waiting.for_nobody, "seconders": taken.waiting.seconders,
        "dry_run": dry_run, "seen_before": taken.seen_before,
        "verdicts": taken.verdicts.as_ref().map(verdicts_json),
        "findings": findings.iter().map(finding).collect::<Vec<_>>(),
    });
    let mut report = Report::new(json).exit(exit);
    if taken.file_refused {
        report = report.line(
            "文件未被接受，未导入任何行：",
            "the file was refused, no row was taken over:",
        );
    }
    let counts = (
        taken.rows,
        taken.accepted,
        taken.refused,
        taken.warned,
        taken.unchanged,
    );
    report = report.line(
        format!(
            "{} 行：接受 {}，拒绝 {}，有提示 {}，未变 {}",
            counts.0, counts.1, counts.2, counts.3, counts.4
        ),
        format!(
            "{} rows: {} accepted, {} refused, {} with a warning, {} unchanged",
            counts.0, counts.1, counts.2, counts.3, counts.4
        ),
    );
    if let Some(verdicts) = &taken.verdicts {
        report = judged(report, verdicts, dry_run);
    }
    report = waits(report, &taken.waiting);
    report = report.table(table(findings));
    if findings.len() > SHOWN_MAX {
        let rest = findings.len() - SHOWN_MAX;
        report = report.line(
            format!("另有 {rest} 条：加 --json 查看"),
            format!("and {rest} more: see them with `--json`"),
        );
    }
    if dry_run {
        report = report.line("试运行：未写入任何内容", "dry run: nothing was written");
    } else if let Some(id) = import {
        report = report.line(format!("导入编号 {id}"), format!("import {id}"));
    }
    report
}

/// The changes that wait for a second operator, and who that can be.
fn waits(report: Report, waiting: &Waiting) -> Report {
    let Waiting {
        changes,
        for_nobody,
        seconders,
    } = waiting;
    let names = |joint| {
        let names: Vec<&str> = seconders.iter().map(String::as_str).collect();
        names.join(joint)
    };
    let report = if changes > for_nobody {
        report.line(
            format!(
                "{changes} 项变更待另一位操作员审定（{}）：`gongbao change list`",
                names("、")
            ),
            format!(
                "{changes} changes wait for a second operator ({}): `gongbao change list`",
                names(", ")
            ),
        )
    } else {
        report
    };
    if *for_nobody == 0 {
        return report;
    }
    report.warn(
        format!("{for_nobody} 项变更目前没有人可以审定：须有另一位能登录、范围包含它们的审批人或管理员"),
        format!("{for_nobody} changes have nobody who can approve them yet: it needs another approver or administrator who can log in and whose scope covers them"),
    )
}

fn verdicts_json(verdicts: &Verdicts) -> Value {
    let mut json = json!({ "on_file": verdicts.on_file, "no_period": verdicts.no_period, "contested": verdicts.contested });
    for verdict in Verdict::ALL {
        let (count, payable) = verdicts.of.get(&verdict).copied().unwrap_or_default();
        json[verdict.code()] = json!({ "count": count, "payable_fen": payable.get() });
    }
    json
}

/// What the rules say, or in a dry run would say today.
fn judged(report: Report, verdicts: &Verdicts, dry_run: bool) -> Report {
    let told = |lang: Lang| {
        let each = Verdict::ALL.map(|verdict| {
            let (count, payable) = verdicts.of.get(&verdict).copied().unwrap_or_default();
            match lang {
                Lang::Zh => format!("{} {count}（{payable}元）", verdict.chinese()),
                Lang::En => format!("{count} {} ({payable} yuan)", verdict.code()),
            }
        });
        each.join(pick(lang, "，", ", "))
    };
    let (zh, en) = if dry_run {
        ("按现行规则预计：", "the rules would say today: ")
    } else {
        ("结论：", "verdicts: ")
    };
    let mut report = report.line(
        format!("{zh}{}", told(Lang::Zh)),
        format!("{en}{}", told(Lang::En)),
    );
    if verdicts.contested > 0 {
        let count = verdicts.contested;
        report = if dry_run {
            report.line(
                format!("其中 {count} 件与本文件的另一行是同一子女同一年度，导入后须先处理重复"),
                format!("{count} of them are for a child and year of another row of this file: imported, they would be a case of duplicates"),
            )
        } else {
            report.line(
                format!("其中 {count} 件有重复或疑似重复，处理之前不能审批：`gongbao duplicate list`"),
                format!("{count} of them stand in a case of duplicates and wait for it: `gongbao duplicate list`"),
            )
        };
    }
    if verdicts.on_file > 0 {
        let count = verdicts.on_file;
        report = report.line(
            format!("另有 {count} 行的子女该年度已有申报，导入时才能确定是更正、重复还是未变"),
            format!("{count} more rows are of children with a claim for the year on file; only the import tells what becomes of them"),
        );
    }
    if verdicts.no_period > 0 {
        let count = verdicts.no_period;
        report = report.line(
            format!("另有 {count} 行的年度尚未建立，导入时将被拒绝"),
            format!("{count} more rows are of years without a period and would be refused"),
        );
    }
    report
}

pub(super) fn finding(finding: &FindingText) -> Value {
    json!({
        "sheet": finding.sheet, "row": finding.row, "rows": finding.rows, "column": finding.column, "code": finding.code,
        "severity": finding.level(), "message": finding.message,
    })
}

pub(super) fn table(findings: &[FindingText]) -> Table {
    let mut table = Table::new(&[
        ("工作表", "sheet"),
        ("行", "row"),
        ("列", "column"),
        ("级别", "severity"),
        ("说明", "finding"),
    ]);
    for finding in findings.iter().take(SHOWN_MAX) {
        table.row([
            finding.sheet.clone().into(),
            finding.rows_text.clone().into(),
            finding.column.clone().into(),
            words::of("severity", finding.level()),
            finding.message.clone().into(),
        ]);
    }
    table
}

fn show(app: &App, id: ImportId, rows: bool, flagged: bool) -> Result<Report> {
    let lang = app.voice.lang;
    shared::with_session(app, |session| {
        let import = views::imports::show(session, id, lang)?;
        // With its rows each finding stands beside its own; without, it is told once for all of them.
        let told = if rows {
            import.file_findings.clone()
        } else {
            let found = views::imports::found(session, id, lang)?.into_iter();
            found.map(|found| found.finding).collect()
        };
        let mut json = head(&import, &told);
        let mut report = Report::new(Value::Null)
            .table(heads(std::slice::from_ref(&import)))
            .table(table(&told));
        if rows {
            let lines = shared::every(session, |session, after| {
                views::imports::rows(session, id, lang, flagged, after, views::PAGE_ROWS_MAX)
            })?;
            let mut found = Vec::new();
            let mut list = Table::new(&[
                ("工作表", "sheet"),
                ("行", "row"),
                ("结果", "state"),
                ("申报", "claim"),
                ("说明", "findings"),
            ]);
            for line in &lines {
                let claim = line.claim.map(|claim| claim.to_string());
                let said: Vec<&str> = line
                    .findings
                    .iter()
                    .map(|finding| finding.message.as_str())
                    .collect();
                let handle = claim.clone().unwrap_or_default();
                list.row([
                    line.sheet.clone().into(),
                    line.row.to_string().into(),
                    words::of("row", &line.state),
                    handle.into(),
                    said.join(pick(lang, "；", "; ")).into(),
                ]);
                found.push(json!({
                    "sheet": line.sheet, "row": line.row, "state": line.state, "claim": claim,
                    "findings": line.findings.iter().map(finding).collect::<Vec<_>>(),
                }));
            }
            if let Value::Object(object) = &mut json {
                object.insert("rows".to_owned(), Value::Array(found));
            }
            report = report.table(list);
        }
        report.json = json;
        Ok(report)
    })
}

fn head(import: &ImportRowView, findings: &[FindingText]) -> Value {
    json!({
        "import": import.id.to_string(), "profile": import.profile, "programme": import.programme,
        "file": import.file, "digest": import.digest, "state": import.state, "row_count": import.rows,
        "accepted": import.accepted, "refused": import.refused, "warned": import.warned,
        "unchanged": import.unchanged, "by": import.by, "started_at": import.started_at.shanghai_text(),
        "finished_at": import.finished_at.map(|at| at.shanghai_text()),
        "findings": findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn heads(imports: &[ImportRowView]) -> Table {
    let mut table = Table::new(&[
        ("编号", "id"),
        ("种类", "profile"),
        ("文件", "file"),
        ("状态", "state"),
        ("行", "rows"),
        ("接受", "accepted"),
        ("拒绝", "refused"),
        ("操作员", "by"),
        ("时间", "at"),
    ]);
    for import in imports {
        table.row([
            import.id.to_string().into(),
            words::of("profile", &import.profile),
            import.file.clone().into(),
            words::of("import", &import.state),
            import.rows.to_string().into(),
            import.accepted.to_string().into(),
            import.refused.to_string().into(),
            import.by.clone().into(),
            import.started_at.shanghai_text().into(),
        ]);
    }
    table
}

fn list(app: &App, paging: &Paging) -> Result<Report> {
    let after = shared::cursor(paging.after.as_deref())?;
    shared::with_session(app, |session| {
        let page = views::imports::page(session, app.voice.lang, after, paging.limit())?;
        let json = json!({
            "imports": page.rows.iter().map(|row| head(row, &row.file_findings)).collect::<Vec<_>>(),
            "next": shared::next(page.next.as_ref()),
        });
        Ok(shared::more(
            Report::new(json).listing(heads(&page.rows)),
            page.next.as_ref(),
        ))
    })
}
