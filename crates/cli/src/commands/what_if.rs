//! What a ruling or a parameter would change: `gongbao ruling preview` and `gongbao period preview`.

use crate::app::App;
use crate::args::{LIMIT_MAX, ProgrammeYear};
use crate::commands::{codes, shared};
use crate::failure::{Failure, Result};
use crate::misuse::Unread;
use crate::output::{Report, Table};
use crate::words::{self, Words};
use chrono::NaiveDate;
use domain::decision::Verdict;
use domain::fen::Fen;
use policy::Variation;
use serde_json::{Value, json};
use workflow::review::preview::{self, Preview};
use workflow::words;

/// Key of the option on which day age is measured.
const AGE_REFERENCE: &str = "age-reference-date";

/// A ruling that is looked at before it is set.
#[derive(Debug, clap::Args)]
pub struct RulingPreview {
    /// Programme id
    programme: String,
    /// Key of the open point, or its Chinese name
    option: String,
    /// One of its values: the code, or the Chinese word
    value: String,
    /// Show at most so many claims; all are counted
    #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(i64).range(0..=LIMIT_MAX))]
    limit: i64,
}

/// Parameters that are looked at before they are set.
#[derive(Debug, clap::Args)]
pub struct PeriodPreview {
    /// Which.
    #[command(flatten)]
    which: ProgrammeYear,
    /// Standard personal contribution, in yuan
    #[arg(long, value_name = "YUAN")]
    standard: Option<String>,
    /// First day of the window
    #[arg(long, value_name = "DATE")]
    window_open: Option<NaiveDate>,
    /// Last day of the window
    #[arg(long, value_name = "DATE")]
    window_close: Option<NaiveDate>,
    /// Last day to claim a payment made inside the window
    #[arg(long, value_name = "DATE")]
    claim_cut_off: Option<NaiveDate>,
    /// On which day age is measured: benefit-start, window-open, window-close, application-date, payment-date
    #[arg(long, value_name = "WHICH")]
    age_date: Option<String>,
    /// A ruling to be looked at together with them
    #[arg(long, value_name = "OPTION=VALUE", value_parser = option_value)]
    ruling: Vec<(String, String)>,
    /// Show at most so many claims; all are counted
    #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(i64).range(0..=LIMIT_MAX))]
    limit: i64,
}

fn option_value(text: &str) -> std::result::Result<(String, String), Unread> {
    text.split_once('=')
        .map(|(option, value)| (option.trim().to_owned(), value.trim().to_owned()))
        .ok_or_else(|| {
            Unread(words!(
                "请写 事项=值，如 养子女=可以",
                "write OPTION=VALUE, such as adopted-child=allow"
            ))
        })
}

fn limit(limit: i64) -> usize {
    usize::try_from(limit).unwrap_or(0)
}

impl RulingPreview {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(&self, app: &App) -> Result<Report> {
        let (option, value) = codes::ruled(&self.programme, &self.option, &self.value);
        shared::with_session(app, |session| {
            let found = preview::ruling(
                session,
                &self.programme,
                &option,
                &value,
                limit(self.limit),
                &mut |done, total| app.voice.progress(&format!("{done}/{total}")),
            );
            app.voice.progress_done();
            Ok(told(&found?))
        })
    }
}

impl PeriodPreview {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(&self, app: &App) -> Result<Report> {
        let variation = Variation {
            standard: self.standard.as_deref().map(yuan).transpose()?,
            window_open: self.window_open,
            window_close: self.window_close,
            claim_cut_off: self.claim_cut_off,
        };
        let typed = self
            .ruling
            .iter()
            .map(|(option, value)| (option.as_str(), value));
        let age = self.age_date.iter().map(|which| (AGE_REFERENCE, which));
        let rulings = typed
            .chain(age)
            .map(|(option, value)| codes::ruled(&self.which.programme, option, value))
            .collect();
        shared::with_session(app, |session| {
            let found = preview::period(
                session,
                &self.which.programme,
                self.which.year,
                &preview::WhatIf { variation, rulings },
                limit(self.limit),
                &mut |done, total| app.voice.progress(&format!("{done}/{total}")),
            );
            app.voice.progress_done();
            Ok(told(&found?))
        })
    }
}

fn yuan(text: &str) -> Result<Fen> {
    Fen::parse_yuan(text).map_err(|error| {
        Failure::usage(
            Words::new(
                format!("`{text}` 不是金额"),
                format!("`{text}` is no sum of money"),
            ),
            Words::new(
                "以元为单位，例如 --standard 420.00",
                "give it in yuan, such as `--standard 420.00`",
            ),
        )
        .because(&error)
    })
}

fn side(of: (Verdict, Fen)) -> Value {
    json!({ "verdict": of.0.code(), "payable_fen": of.1.get() })
}

fn told(found: &Preview) -> Report {
    let (before, after) = found.sums();
    let moved: Vec<Value> = found
        .moved
        .iter()
        .map(|one| {
            json!({
                "id": one.claim.to_string(), "number": one.number.to_string(),
                "unit": one.unit.0, "unit_name": one.unit.1,
                "before": side(one.before), "after": side(one.after), "due_anyway": one.due_anyway,
            })
        })
        .collect();
    let transitions: Vec<Value> = found
        .transitions
        .iter()
        .map(|one| {
            json!({
                "before": one.before.code(), "after": one.after.code(), "count": one.count,
                "payable_before_fen": one.payable_before.get(), "payable_after_fen": one.payable_after.get(),
            })
        })
        .collect();
    let json = json!({
        "looked_at": found.looked_at, "changed": moved, "changed_count": found.changed,
        "transitions": transitions,
        "payable_before_fen": before.get(), "payable_after_fen": after.get(),
    });
    let report = Report::new(json)
        .line(
            format!(
                "预览：查看未决申报 {} 件，其中 {} 件会改变；这些申报可付金额由 {before} 元变为 {after} 元（不予通过的不计）",
                found.looked_at, found.changed
            ),
            format!(
                "preview: {} undecided claims looked at, {} would change; of these {before} yuan are payable now and {after} would be (refused ones not counted)",
                found.looked_at, found.changed
            ),
        )
        .line("没有写入任何内容。", "nothing was written.")
        .table(counts(found))
        .table(rows(found));
    let left = found.changed - found.moved.len().min(found.changed);
    if left == 0 {
        return report;
    }
    report.line(
        format!("另有 {left} 件未列出，可用 --limit 增加"),
        format!("{left} more are not shown; `--limit` shows more"),
    )
}

fn counts(found: &Preview) -> Table {
    let mut table = Table::new(&[
        ("原结论", "before"),
        ("新结论", "after"),
        ("件数", "claims"),
        ("原可付", "payable before"),
        ("新可付", "payable after"),
    ]);
    for one in &found.transitions {
        table.row([
            words::of("verdict", one.before.code()),
            words::of("verdict", one.after.code()),
            one.count.to_string().into(),
            one.payable_before.to_string().into(),
            one.payable_after.to_string().into(),
        ]);
    }
    table
}

fn rows(found: &Preview) -> Table {
    let mut table = Table::new(&[
        ("申报", "claim"),
        ("工会", "unit"),
        ("原结论", "before"),
        ("原可付", "payable before"),
        ("新结论", "after"),
        ("新可付", "payable after"),
        ("说明", "note"),
    ]);
    for one in &found.moved {
        let note = if one.due_anyway {
            Words::new("不作更改也会如此", "so or so")
        } else {
            Words::same("")
        };
        table.row([
            Words::same(one.number.to_string()),
            Words::same(one.unit.0.clone()),
            words::of("verdict", one.before.0.code()),
            Words::same(one.before.1.to_string()),
            words::of("verdict", one.after.0.code()),
            Words::same(one.after.1.to_string()),
            note,
        ]);
    }
    table
}
