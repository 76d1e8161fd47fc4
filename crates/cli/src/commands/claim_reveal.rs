//! `gongbao claim reveal` and `claim reassess`.

use crate::app::App;
use crate::commands::{codes, shared};
use crate::failure::Result;
use crate::output::{Report, clean};
use crate::words::counted;
use domain::sensitive::Field;
use serde_json::json;
use workflow::{people::reveal, review::reassess};

/// One number of one claim.
#[derive(Debug, clap::Args)]
pub struct Reveal {
    /// Id or number
    claim: String,
    /// child-number, certificate, member-number, spouse-number, mobile or bank-card
    #[arg(long, value_parser = codes::field)]
    field: Field,
    /// Why it is needed: the auditors read it
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Reveal {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| {
            let handle = shared::claim(session, &self.claim)?;
            let revealed = reveal::reveal(session, handle, self.field, &self.reason)?;
            let (field, value) = (revealed.field, revealed.value.as_str());
            let json =
                json!({ "claim": handle.to_string(), "field": field.code(), "value": value });
            let shown = clean(value);
            Ok(Report::new(json).line(
                format!("{}：{shown}（已记入审计）", field.chinese()),
                format!("{}: {shown} (recorded in the audit chain)", field.code()),
            ))
        })
    }
}

/// Finishes what changes in force still owe.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn reassess(app: &App) -> Result<Report> {
    shared::with_session(app, |session| {
        let left = reassess::pending(session)?;
        let done = reassess::resume(session)?;
        let mut json = shared::reassessed(&done);
        if let Some(object) = json.as_object_mut() {
            object.insert("changes".to_owned(), json!(left));
        }
        let report = Report::new(json).line(
            format!("{left} 项更改；重新评估 {} 件", done.looked_at),
            format!(
                "{}; {} assessed again",
                counted(left, "change"),
                counted(done.looked_at, "claim")
            ),
        );
        Ok(shared::shifts(report, &done))
    })
}
