//! `gongbao db`: the schema, and who may do what with it on PostgreSQL. Run as the role that owns the tables; the program
//! itself comes in as another one.

use crate::app::App;
use crate::commands::codes;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::Words;
use serde_json::{Value, json};
use storage::rights::{self, Holder, Review, Right};
use storage::{DatabaseUrl, Db};

/// Verbs of `db`.
#[derive(Debug, clap::Subcommand)]
pub enum Database {
    /// Bring the schema up to date, as the role that owns the tables; with `--role`, give that role its rights anew
    Migrate {
        /// The role the program comes in as
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
    },
    /// Give a role exactly the rights it needs, and take away what it has more; history can be read and added to only
    Grant {
        /// The role
        #[arg(long, value_name = "ROLE")]
        role: String,
        /// Whose role: program, key-lookup for `authorized-keys` under sshd, or watch for timers
        #[arg(long = "for", value_name = "WHOM", default_value = "program", value_parser = codes::holder)]
        holder: Holder,
        /// Print the statements and run none
        #[arg(long)]
        print: bool,
    },
    /// Compare the rights of a role with those it needs; exit 1 on any difference
    Check {
        /// The role; the one of this connection when left out
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
        /// Whose role: program, key-lookup for `authorized-keys` under sshd, or watch for timers
        #[arg(long = "for", value_name = "WHOM", default_value = "program", value_parser = codes::holder)]
        holder: Holder,
    },
}

impl Database {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let url = app.url()?;
        let mut db = Db::open(&url)?;
        match self {
            Self::Migrate { role } => migrate(&mut db, &url, role.as_deref()),
            Self::Grant {
                role,
                holder,
                print: true,
            } => {
                let statements = rights::script(&mut db, &role, holder)?;
                let report = Report::new(json!({ "role": role, "statements": statements }));
                Ok(statements.iter().fold(report, |report, statement| {
                    let line = format!("{statement};");
                    report.line(line.clone(), line)
                }))
            }
            Self::Grant { role, holder, .. } => {
                rights::grant(&mut db, &role, holder)?;
                let json = json!({ "role": role, "for": holder.code() });
                Ok(granted(Report::new(json), &role))
            }
            Self::Check { role, holder } => {
                Ok(told(&rights::review(&mut db, role.as_deref(), holder)?))
            }
        }
    }
}

fn migrate(db: &mut Db, url: &DatabaseUrl, role: Option<&str>) -> Result<Report> {
    let behind = storage::needs_migration(db)?;
    if behind {
        storage::migrate(db)?;
    }
    let shown = url.shown();
    let report = Report::new(json!({ "database": shown, "migrated": behind, "role": role }));
    let report = if behind {
        report.line(
            format!("{shown} 的结构已升级到本版本"),
            format!("the schema of {shown} is up to date now"),
        )
    } else {
        report.line(
            format!("{shown} 的结构已是本版本"),
            format!("the schema of {shown} was up to date"),
        )
    };
    match role {
        Some(role) => {
            rights::grant(db, role, Holder::Program)?;
            Ok(granted(report, role))
        }
        None => Ok(report),
    }
}

fn granted(report: Report, role: &str) -> Report {
    report.line(
        format!("角色 {role} 的权限已定，多余的已收回"),
        format!("the role {role} has the rights it needs, and no others"),
    )
}

fn told(review: &Review) -> Report {
    let report = Report::new(json!({
        "exact": review.is_exact(), "owns": review.owns, "makes_tables": review.makes_tables,
        "excess": all(&review.excess), "missing": all(&review.missing),
    }));
    if review.is_exact() {
        return report.line(
            "权限恰为所需：历史只能读和追加",
            "the rights are what is needed: history can be read and added to only",
        );
    }
    let report = match (review.owns, review.makes_tables) {
        (true, _) => report.line(
            "该角色是超级用户或表的所有者：任何权限都约束不了它，程序不应以它连接",
            "the role is a superuser or owns the tables: no right binds it, and the program should not come in as it",
        ),
        (false, true) => report.line(
            "该角色可以自己建表，并不需要",
            "the role may make tables of its own, which it need not",
        ),
        (false, false) => report,
    };
    let mut table = Table::new(&[
        ("权限", "right"),
        ("表", "table"),
        ("列", "column"),
        ("", ""),
    ]);
    // Of an owner everything would be too much.
    let excess: &[Right] = if review.owns { &[] } else { &review.excess };
    for (rights, what) in [
        (excess, Words::new("多余", "too much")),
        (&review.missing, Words::new("缺少", "missing")),
    ] {
        for right in rights {
            let column = right.column.clone().unwrap_or_default();
            table.row([
                right.action.clone().into(),
                right.table.clone().into(),
                column.into(),
                what.clone(),
            ]);
        }
    }
    report.table(table).exit(Exit::Failed)
}

fn all(rights: &[Right]) -> Vec<Value> {
    rights
        .iter()
        .map(|right| json!({ "table": right.table, "column": right.column, "right": right.action }))
        .collect()
}
