//! `gongbao import mapping`: what the headers of a union's own sheets mean.

use crate::app::App;
use crate::commands::shared;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words;
use serde_json::{Value, json};
use workflow::intake::imports::mappings::{self, SavedHeader};

/// Verbs of `import mapping`.
#[derive(Debug, clap::Subcommand)]
pub enum Mapping {
    /// Save what a header of a union's own sheets means
    Save {
        /// units, members, plans, budgets or claims
        #[arg(value_name = "PROFILE")]
        profile: String,
        /// Union whose sheets have the header
        #[arg(long, value_name = "CODE")]
        unit: String,
        /// The header as the sheet has it
        #[arg(long, value_name = "TEXT")]
        header: String,
        /// Field it means, by its stable name
        #[arg(long, value_name = "FIELD")]
        field: String,
        /// Programme whose claims sheet it is
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
    },
    /// What is saved for a union
    List {
        /// Union
        #[arg(long, value_name = "CODE")]
        unit: String,
        /// Programme whose claims sheet it is
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
    },
    /// Forget what a header means
    Remove {
        /// units, members, plans, budgets or claims
        #[arg(value_name = "PROFILE")]
        profile: String,
        /// Union
        #[arg(long, value_name = "CODE")]
        unit: String,
        /// The header
        #[arg(long, value_name = "TEXT")]
        header: String,
        /// Programme whose claims sheet it is
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
    },
}

impl Mapping {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| match self {
            Self::Save {
                profile,
                unit,
                header,
                field,
                programme,
            } => {
                let programme = shared::programme(session, programme)?;
                let saved = mappings::save(session, &programme, &profile, &unit, &header, &field)?;
                Ok(Report::new(line(&saved)).line(
                    format!("“{}”今后读作“{}”", saved.title, saved.header),
                    format!(
                        "\"{}\" is read as \"{}\" from now on",
                        saved.title, saved.header
                    ),
                ))
            }
            Self::List { unit, programme } => {
                let programme = shared::programme(session, programme)?;
                let saved = mappings::list(session, &programme, &unit)?;
                let json = json!({ "mappings": saved.iter().map(line).collect::<Vec<_>>() });
                Ok(Report::new(json).table(table(&saved)))
            }
            Self::Remove {
                profile,
                unit,
                header,
                programme,
            } => {
                let programme = shared::programme(session, programme)?;
                mappings::remove(session, &programme, &profile, &unit, &header)?;
                Ok(Report::new(json!({ "removed": header })).line("已删除", "removed"))
            }
        })
    }
}

fn line(saved: &SavedHeader) -> Value {
    json!({
        "profile": saved.profile, "title": saved.title, "field": saved.field, "header": saved.header,
        "at": saved.at.shanghai_text(),
    })
}

fn table(saved: &[SavedHeader]) -> Table {
    let mut table = Table::new(&[
        ("种类", "profile"),
        ("表头", "title"),
        ("字段", "field"),
        ("模板列名", "header"),
        ("时间", "at"),
    ]);
    for row in saved {
        table.row([
            words::of("profile", &row.profile),
            row.title.clone().into(),
            row.field.clone().into(),
            row.header.clone().into(),
            row.at.shanghai_text().into(),
        ]);
    }
    table
}
