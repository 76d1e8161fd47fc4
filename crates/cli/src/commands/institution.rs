//! `gongbao institution`: hospitals that give members at once what is paid, and where they are paid.

use crate::app::App;
use crate::commands::shared;
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::Words;
use chrono::NaiveDate;
use serde_json::json;
use workflow::payments::institutions;
use workflow::proposals::InstitutionChange;

/// Verbs of `institution`.
#[derive(Debug, clap::Subcommand)]
pub enum Institution {
    /// List them with their accounts
    List {
        /// Only this programme's
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
    },
    /// Propose where one is paid; another administrator approves
    Set {
        /// Its code, as its messages have it
        code: String,
        /// Its name, which its account bears
        #[arg(long, value_name = "NAME")]
        name: String,
        /// The bank of the account
        #[arg(long, value_name = "NAME")]
        bank: String,
        /// The account
        #[arg(long, value_name = "NUMBER")]
        account: String,
        /// The first day on which it gives members the benefit at once
        #[arg(long, value_name = "DATE")]
        from: NaiveDate,
        /// The last such day, once it has ended
        #[arg(long, value_name = "DATE")]
        until: Option<NaiveDate>,
        /// Programme id, where several are fed by messages
        #[arg(long, value_name = "ID")]
        programme: Option<String>,
    },
}

impl Institution {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| match self {
            Self::Set {
                code,
                name,
                bank,
                account,
                from,
                until,
                programme,
            } => {
                let change = InstitutionChange {
                    programme: shared::fed_programme(session, programme)?,
                    code,
                    name,
                    bank,
                    account,
                    from,
                    until,
                };
                Ok(shared::changed(&institutions::set(session, change)?))
            }
            Self::List { programme } => {
                let found = institutions::list(session, programme.as_deref())?;
                let mut table = Table::new(&[
                    ("机构编号", "code"),
                    ("名称", "name"),
                    ("开户银行", "bank"),
                    ("账号", "account"),
                    ("起", "from"),
                    ("止", "until"),
                ]);
                let mut list = Vec::new();
                for one in &found {
                    let until = one.until_on.map(|day| day.to_string()).unwrap_or_default();
                    table.row([
                        Words::same(one.code.as_str()),
                        Words::same(one.name.as_str()),
                        Words::same(one.bank.as_str()),
                        Words::same(one.account.as_str()),
                        Words::same(one.from_on.to_string()),
                        Words::same(until),
                    ]);
                    list.push(json!({
                        "programme": one.programme, "code": one.code, "name": one.name,
                        "bank": one.bank, "account": one.account, "from": one.from_on, "until": one.until_on,
                    }));
                }
                Ok(Report::new(json!({ "institutions": list })).listing(table))
            }
        })
    }
}
