//! `gongbao operator`: who may act, as what, where in the tree.

use crate::app::App;
use crate::commands::operator_key::{OperatorKey, PublicKey};
use crate::commands::{codes, shared};
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words;
use domain::role::Role;
use serde_json::json;
use workflow::proposals::operators::{self, NewOperator};

/// Verbs of `operator`.
#[derive(Debug, clap::Subcommand)]
pub enum Operator {
    /// Add an operator
    Add {
        /// Login name
        name: String,
        /// clerk, reviewer, approver, accountant, cashier, auditor, supervisor, admin, or watch for the timers, which is no person
        #[arg(long, value_parser = codes::role)]
        role: Role,
        /// Unit at and below which the operator sees; `/` for the whole tree
        #[arg(long, value_name = "UNITCODE")]
        scope: String,
        /// Read the operator's identity number from standard input; required in production
        #[arg(long)]
        identity_stdin: bool,
        #[command(flatten)]
        key: PublicKey,
    },
    /// Switch an operator off
    Off {
        /// Login name
        name: String,
    },
    /// List operators
    List,
    /// SSH keys by which operators come in
    #[command(subcommand)]
    Key(OperatorKey),
}

impl Operator {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::Add {
                name,
                role,
                scope,
                identity_stdin,
                key,
            } => {
                let identity = shared::identity_from_stdin(identity_stdin)?;
                let key = key.text(app)?;
                shared::with_session(app, |session| {
                    let identity = identity.as_ref().map(|text| text.as_str());
                    let new = NewOperator {
                        name: &name,
                        role,
                        scope: &scope,
                        identity,
                        public_key: key.as_deref(),
                    };
                    let added = operators::add(session, &new)?;
                    let report = shared::changed(&added.done);
                    Ok(if added.without_identity {
                        report.warn(
                            format!("{name} 没有登记身份证号，无法检查是否处理自己的申报"),
                            format!("{name} has no identity number, so claims of their own cannot be told"),
                        )
                    } else {
                        report
                    })
                })
            }
            Self::Key(key) => key.run(app),
            Self::Off { name } => shared::with_session(app, |session| {
                Ok(shared::changed(&operators::off(session, &name)?))
            }),
            Self::List => shared::with_session(app, |session| {
                let found = operators::list(session)?;
                let mut table = Table::new(&[
                    ("姓名", "name"),
                    ("角色", "role"),
                    ("范围", "scope"),
                    ("启用", "active"),
                    ("身份证号", "identity"),
                ]);
                for one in &found {
                    let yes = |yes: bool| if yes { "✓" } else { "-" }.to_owned();
                    let scope = one.scope.as_str().to_owned();
                    table.row([
                        one.name.clone().into(),
                        words::of("role", one.role.code()),
                        scope.into(),
                        yes(one.active).into(),
                        yes(one.has_identity).into(),
                    ]);
                }
                let list: Vec<_> = found
                    .iter()
                    .map(|one| {
                        json!({
                            "id": one.id.to_string(), "name": one.name, "role": one.role.code(),
                            "scope": one.scope.as_str(), "active": one.active, "has_identity": one.has_identity,
                            "created_at": one.created_at.shanghai_text(), "created_by": one.created_by,
                        })
                    })
                    .collect();
                Ok(Report::new(json!({ "operators": list })).table(table))
            }),
        }
    }
}
