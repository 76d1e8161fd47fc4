//! `cargo xtask year-open`: a benefit year prepared in one go on a database where operators are named on the command
//! line. It runs `gongbao year open` for each of them and the second operator's approval between; on a production
//! database, where everybody comes in over SSH, each runs the very same commands.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::commands::demo;
use crate::run::Line;
use crate::workspace;

/// Which year, and who does what.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The benefit year to open.
    year: i16,
    /// sqlite:PATH or postgres://USER@HOST/NAME; else GONGBAO_DATABASE_URL.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Proposes the period and the plans.
    #[arg(long, value_name = "NAME")]
    admin: String,
    /// Approves them; without a second operator they stay proposed.
    #[arg(long, value_name = "NAME")]
    second: Option<String>,
    /// Writes the sheets (a clerk or reviewer); without one none are written.
    #[arg(long, value_name = "NAME", requires = "out")]
    clerk: Option<String>,
    /// Directory for the sheets.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Programme to open the year for.
    #[arg(long, value_name = "ID", default_value = "child-premium")]
    programme: String,
    /// Parameter file, instead of the shipped one.
    #[arg(long, value_name = "FILE")]
    params: Option<PathBuf>,
    /// Pretend it is this day; in a rehearsal only.
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// Look and count; write nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Builds the program and runs its commands one after another.
pub fn run(options: &Options) -> Result<()> {
    let binary = demo::build(&workspace::root()?)?;
    let gongbao = |who: &str| options.acting(Line::new(&binary), who);
    let open = |who: &str| gongbao(who).args(options.open());
    if options.dry_run {
        return open(&options.admin).run();
    }
    let proposed = open(&options.admin).arg("--json").read()?;
    if let Some(second) = &options.second {
        let waiting = waiting(&proposed)?;
        if !waiting.is_empty() {
            gongbao(second)
                .args(["change", "approve"])
                .args(waiting)
                .run()?;
        }
    }
    open(options.clerk.as_ref().unwrap_or(&options.admin)).run()
}

impl Options {
    fn acting(&self, line: Line, who: &str) -> Line {
        let mut line = line.args(["--operator", who]);
        for (flag, value) in [("--database", &self.database), ("--today", &self.today)] {
            if let Some(value) = value {
                line = line.args([flag, value.as_str()]);
            }
        }
        line
    }

    fn open(&self) -> Vec<String> {
        let mut words = ["year", "open", &self.programme]
            .map(str::to_owned)
            .to_vec();
        words.push(self.year.to_string());
        for (flag, path) in [("--params", &self.params), ("--out", &self.out)] {
            if let Some(path) = path {
                words.extend([flag.to_owned(), path.display().to_string()]);
            }
        }
        if self.dry_run {
            words.push("--dry-run".to_owned());
        }
        words
    }
}

/// The proposals of the year that wait, from the program's answer.
fn waiting(answer: &str) -> Result<Vec<String>> {
    let json: Value = serde_json::from_str(answer).context("the answer is not JSON")?;
    let list = json["changes_waiting"]
        .as_array()
        .context("the answer has no `changes_waiting`")?;
    let ids = list.iter().filter_map(Value::as_str);
    Ok(ids.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_told_who_acts_and_which_year() {
        let options = Options {
            year: 2027,
            database: Some("sqlite:x.db".to_owned()),
            admin: "admin".to_owned(),
            second: None,
            clerk: None,
            out: Some("sheets".into()),
            programme: "child-premium".to_owned(),
            params: None,
            today: None,
            dry_run: true,
        };
        let line = options
            .acting(Line::new("gongbao"), "admin")
            .args(options.open());
        assert_eq!(
            line.text(),
            "gongbao --operator admin --database sqlite:x.db year open child-premium 2027 --out sheets --dry-run"
        );
    }

    #[test]
    fn the_waiting_proposals_are_found_in_the_answer() {
        let answer = r#"{"changes_waiting":["a","b"]}"#;
        assert_eq!(waiting(answer).unwrap(), ["a", "b"]);
        assert!(waiting("{}").is_err());
    }
}
