//! `gongbao announcement`: how members were told of a benefit (湘工发〔2025〕11号 四).

use crate::app::App;
use crate::args::ProgrammeYear;
use crate::commands::{codes, shared};
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::{Words, counted};
use chrono::NaiveDate;
use domain::year::BenefitYear;
use serde_json::json;
use workflow::proposals::announcements::{self, AnnouncementKind, NewAnnouncement};

/// Verbs of `announcement`.
#[derive(Debug, clap::Subcommand)]
pub enum Announcement {
    /// Record one, for a unit and every unit below it
    Record {
        /// Which benefit.
        #[command(flatten)]
        period: ProgrammeYear,
        /// Unit whose members were told
        #[arg(long, value_name = "CODE")]
        unit: String,
        /// The day
        #[arg(long, value_name = "DATE")]
        on: NaiveDate,
        /// meeting, notice, online or other
        #[arg(long, value_parser = codes::announcement)]
        kind: AnnouncementKind,
        /// What shows it: minutes, number of the notice, address
        #[arg(long, value_name = "TEXT")]
        document: String,
    },
    /// List those of units in scope and above it, newest first
    List {
        /// Programme id
        programme: Option<String>,
        /// Benefit year
        year: Option<BenefitYear>,
    },
}

impl Announcement {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        shared::with_session(app, |session| match self {
            Self::Record {
                period,
                unit,
                on,
                kind,
                document,
            } => {
                let new = NewAnnouncement {
                    programme: &period.programme,
                    year: period.year,
                    unit: &unit,
                    held_on: on,
                    kind,
                    document: &document,
                };
                let recorded = announcements::record(session, &new)?;
                let again = &recorded.reassessed;
                let (looked, rewritten) = (again.looked_at, again.rewritten);
                let json = json!({ "id": recorded.id.to_string(), "reassessed": shared::reassessed(again) });
                let report = Report::new(json).line(
                    format!("已登记；重新评估 {looked} 件，其中 {rewritten} 件有变化"),
                    format!(
                        "recorded; {} assessed again, {rewritten} of them came out differently",
                        counted(looked, "claim")
                    ),
                );
                Ok(shared::shifts(report, again))
            }
            Self::List { programme, year } => {
                let programme = shared::programme(session, programme)?;
                let found = announcements::list(session, &programme, year)?;
                let mut table = Table::new(&[
                    ("年度", "year"),
                    ("日期", "on"),
                    ("工会", "unit"),
                    ("形式", "kind"),
                    ("依据", "document"),
                    ("登记人", "by"),
                ]);
                for one in &found {
                    table.row([
                        Words::same(one.year.to_string()),
                        Words::same(one.held_on.to_string()),
                        Words::same(format!("{} {}", one.unit_code, one.unit_name)),
                        Words::new(one.kind.chinese(), one.kind.code()),
                        Words::same(one.document.clone()),
                        Words::same(one.recorded_by.clone()),
                    ]);
                }
                let list: Vec<_> = found
                    .iter()
                    .map(|one| {
                        json!({
                            "id": one.id.to_string(), "year": one.year.get(), "on": one.held_on,
                            "unit": one.unit_code, "kind": one.kind.code(), "document": one.document,
                            "recorded_by": one.recorded_by, "recorded_at": one.recorded_at.shanghai_text(),
                        })
                    })
                    .collect();
                Ok(Report::new(json!({ "announcements": list })).listing(table))
            }
        })
    }
}
