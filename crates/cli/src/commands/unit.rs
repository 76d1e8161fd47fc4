//! `gongbao unit`: the tree of unions.

use crate::app::App;
use crate::commands::shared;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words;
use chrono::NaiveDate;
use serde_json::json;
use workflow::proposals::unions;
use workflow::views::units;

/// Verbs of `unit`.
#[derive(Debug, clap::Subcommand)]
pub enum Unit {
    /// Every union in scope, parents first
    List,
    /// Propose that another union takes the place of one from a day on
    Merge {
        /// Code of the union that is merged
        #[arg(value_name = "OLD")]
        old: String,
        /// Code of the union that takes its place
        #[arg(long, value_name = "NEW")]
        into: String,
        /// The first day
        #[arg(long, value_name = "DATE")]
        on: NaiveDate,
    },
}

impl Unit {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        if let Self::Merge { old, into, on } = self {
            return shared::with_session(app, |session| {
                Ok(shared::changed(&unions::merge(session, &old, &into, on)?))
            });
        }
        shared::with_session(app, |session| {
            let tree = units::tree(session)?;
            let mut table = Table::new(&[("代码", "code"), ("名称", "name"), ("层级", "level")]);
            let mut list = Vec::new();
            for unit in &tree {
                let indent = "  ".repeat(unit.depth.saturating_sub(1));
                table.row([
                    unit.code.clone().into(),
                    format!("{indent}{}", unit.name).into(),
                    words::of("level", unit.level.code()),
                ]);
                list.push(json!({
                    "id": unit.id.to_string(), "code": unit.code, "name": unit.name, "level": unit.level.code(),
                    "path": unit.path.as_str(), "credit_code": unit.credit_code, "area_code": unit.area_code,
                    "succeeded_by": unit.succeeded_by, "succeeded_on": unit.succeeded_on,
                }));
            }
            Ok(Report::new(json!({ "units": list })).table(table))
        })
    }
}
