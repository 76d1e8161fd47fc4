//! `gongbao ops metrics`: how the place is, for Prometheus; counts and times, and nothing about anybody.

use crate::app::App;
use crate::commands::ops_backup;
use crate::exit::Exit;
use crate::exposition::{Exposition, Kind, Labels};
use crate::failure::{Failure, Result};
use crate::last_checks::{self, LastChecks};
use crate::output::Report;
use crate::programmes;
use crate::words::Words;
use domain::batch::BatchState;
use domain::case::CaseState;
use domain::claim::StateName;
use domain::notice::NoticeState;
use domain::year::Instant;
use serde_json::json;
use std::path::Path;
use storage::metrics::{self, Metrics};
use storage::{DatabaseUrl, Db, StorageError};

const SECOND_US: i64 = 1_000_000;

/// What could be asked of the database.
struct Asked {
    metrics: Metrics,
    is_current: bool,
}

/// Prints everything, or puts it in place of a file; exit 1 where the database does not answer, which is told as well.
///
/// # Errors
/// [`Failure`] for a URL that is none, and for a file that cannot be written.
pub fn run(app: &App, backups: Option<&Path>, to: Option<&Path>) -> Result<Report> {
    let url = app.url()?;
    // A timer counts: by the role that may do no more than that, where the site has one.
    let counted_by = match &app.settings.unattended_database {
        Some(text) => DatabaseUrl::parse(text)?,
        None => url.clone(),
    };
    let asked = Db::open(&counted_by).and_then(|mut db| ask(&mut db));
    let checks = last_checks::read(&app.key_file(&url)?);
    let mut text = Exposition::default();
    let version = env!("CARGO_PKG_VERSION");
    let build = [(&[("version", version)] as Labels<'_>, 1)];
    text.family(
        (
            "gongbao_build_info",
            Kind::Gauge,
            "The program that counted.",
        ),
        build,
    );
    let up = (
        "gongbao_database_up",
        Kind::Gauge,
        "Whether the database answered.",
    );
    text.one(up, i64::from(asked.is_ok()));
    if let Ok(asked) = &asked {
        of_work(&mut text, &asked.metrics);
        of_database(&mut text, asked);
    }
    of_checks(
        &mut text,
        &checks,
        ops_backup::last_of(backups.unwrap_or(Path::new(ops_backup::PLACE))),
    );
    let report = match to {
        Some(path) => {
            text.put(path).map_err(|error| unwritable(path, &error))?;
            let shown = path.display().to_string();
            Report::new(json!({ "path": shown, "up": asked.is_ok() })).line(
                format!("监控指标已写入 {shown}"),
                format!("the metrics are in {shown}"),
            )
        }
        None => {
            let report = Report::new(json!({ "metrics": text.text(), "up": asked.is_ok() }));
            text.text()
                .lines()
                .fold(report, |report, line| report.line(line, line))
        }
    };
    match asked {
        Ok(_) => Ok(report),
        Err(error) => {
            let failure = Failure::from(error);
            Ok(report
                .warn(failure.message.zh, failure.message.en)
                .exit(Exit::Failed))
        }
    }
}

fn ask(db: &mut Db) -> std::result::Result<Asked, StorageError> {
    // What is counted may not be there yet.
    let is_current = !storage::needs_migration(db)?;
    Ok(Asked {
        metrics: metrics::read(db)?,
        is_current,
    })
}

fn of_work(text: &mut Exposition, found: &Metrics) {
    let programmes: Vec<String> = programmes::registry()
        .iter()
        .map(|one| one.id().to_owned())
        .collect();
    let mut claims: Vec<([(&str, &str); 2], i64)> = Vec::new();
    for programme in &programmes {
        for state in StateName::ALL {
            let counted = found
                .claims
                .iter()
                .find(|(of, code, _)| of == programme && code == state.code());
            let count = counted.map_or(0, |(.., count)| *count);
            claims.push(([("programme", programme), ("state", state.code())], count));
        }
    }
    let claims = claims.iter().map(|(labels, count)| (&labels[..], *count));
    text.family(
        (
            "gongbao_claims",
            Kind::Gauge,
            "Claims by programme and state.",
        ),
        claims,
    );
    text.one(
        (
            "gongbao_approved_unbatched_fen",
            Kind::Gauge,
            "Payable sum of approved claims that are in no batch, in fen.",
        ),
        found.approved_fen,
    );
    let cases = [CaseState::Open, CaseState::Proposed].map(|state| state.code());
    by_state(
        text,
        (
            "gongbao_cases",
            "Cases of duplicates that wait for a decision, by state.",
        ),
        &cases,
        &found.cases,
    );
    let batches: Vec<&str> = BatchState::ALL.iter().map(|state| state.code()).collect();
    by_state(
        text,
        ("gongbao_batches", "Payment batches by state."),
        &batches,
        &found.batches,
    );
    let notices: Vec<&str> = NoticeState::ALL.iter().map(|state| state.code()).collect();
    by_state(
        text,
        (
            "gongbao_notices",
            "Notices to members by state; dead ones were given up.",
        ),
        &notices,
        &found.notices,
    );
    let waiting: Vec<([(&str, &str); 1], i64)> = programmes
        .iter()
        .map(|programme| {
            let counted = found
                .messages_waiting
                .iter()
                .find(|(of, _)| of == programme);
            (
                [("programme", programme.as_str())],
                counted.map_or(0, |(_, count)| *count),
            )
        })
        .collect();
    text.family(
        (
            "gongbao_messages_waiting",
            Kind::Gauge,
            "Settlement messages that wait for something to be mended, by programme.",
        ),
        waiting.iter().map(|(labels, count)| (&labels[..], *count)),
    );
    text.one(
        (
            "gongbao_changes_waiting",
            Kind::Gauge,
            "Changes that wait for a second operator.",
        ),
        found.changes_waiting,
    );
    let kinds = found.unfinished.map(|(kind, ..)| [("kind", kind)]);
    let counts = kinds
        .iter()
        .zip(&found.unfinished)
        .map(|(labels, (_, count, _))| (&labels[..], *count));
    text.family(
        (
            "gongbao_jobs_unfinished",
            Kind::Gauge,
            "Jobs that run or were cut off, by kind.",
        ),
        counts,
    );
    let begun = kinds
        .iter()
        .zip(&found.unfinished)
        .filter_map(|(labels, (.., since))| Some((&labels[..], (*since)? / SECOND_US)));
    text.family(
        (
            "gongbao_jobs_oldest_start_timestamp_seconds",
            Kind::Gauge,
            "When the oldest unfinished job of a kind began.",
        ),
        begun,
    );
}

fn of_database(
    text: &mut Exposition,
    Asked {
        metrics,
        is_current,
    }: &Asked,
) {
    let schema = [(&[("version", metrics.schema.as_str())] as Labels<'_>, 1)];
    text.family(
        (
            "gongbao_schema_info",
            Kind::Gauge,
            "The last migration of the schema.",
        ),
        schema,
    );
    text.one(
        (
            "gongbao_schema_current",
            Kind::Gauge,
            "Whether the schema has every migration of the program.",
        ),
        i64::from(*is_current),
    );
    text.one(
        (
            "gongbao_database_size_bytes",
            Kind::Gauge,
            "What the database takes on the disk.",
        ),
        metrics.bytes,
    );
    if let Some((seq, at)) = metrics.seal {
        text.one(
            (
                "gongbao_seals_total",
                Kind::Counter,
                "Seals over the audit chains.",
            ),
            seq,
        );
        text.one(
            (
                "gongbao_seal_last_timestamp_seconds",
                Kind::Gauge,
                "When the chains were last sealed.",
            ),
            at / SECOND_US,
        );
    }
}

fn of_checks(text: &mut Exposition, checks: &LastChecks, backup: Option<Instant>) {
    if let Some(verified) = &checks.verified {
        text.one(
            (
                "gongbao_verify_last_timestamp_seconds",
                Kind::Gauge,
                "When the chains were last verified as a whole.",
            ),
            verified.at_us / SECOND_US,
        );
        text.one(
            (
                "gongbao_verify_last_success",
                Kind::Gauge,
                "Whether the last verification found nothing altered.",
            ),
            i64::from(verified.ok),
        );
        text.one(
            (
                "gongbao_verify_last_records",
                Kind::Gauge,
                "Records that the last verification looked at.",
            ),
            verified.records,
        );
    }
    if let Some(at) = backup {
        text.one(
            (
                "gongbao_backup_last_timestamp_seconds",
                Kind::Gauge,
                "When the newest backup was made.",
            ),
            at.0 / SECOND_US,
        );
    }
    let kept: Vec<([(&str, &str); 1], i64)> = checks
        .kept
        .iter()
        .map(|(place, at)| ([("place", place.as_str())], at / SECOND_US))
        .collect();
    text.family(
        (
            "gongbao_seals_outside_last_timestamp_seconds",
            Kind::Gauge,
            "When every seal was last kept at a place outside.",
        ),
        kept.iter().map(|(labels, at)| (&labels[..], *at)),
    );
}

/// A family by state, with a sample for every state there can be: one that vanished would raise no alarm.
fn by_state(
    text: &mut Exposition,
    (name, help): (&str, &str),
    states: &[&str],
    found: &[(String, i64)],
) {
    let samples: Vec<([(&str, &str); 1], i64)> = states
        .iter()
        .map(|state| {
            let counted = found.iter().find(|(code, _)| code == state);
            ([("state", *state)], counted.map_or(0, |(_, count)| *count))
        })
        .collect();
    text.family(
        (name, Kind::Gauge, help),
        samples.iter().map(|(labels, count)| (&labels[..], *count)),
    );
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let shown = path.display();
    Failure::new(
        "file",
        Words::new(
            format!("无法写入 {shown}"),
            format!("{shown} cannot be written"),
        ),
        Words::new(
            "检查该目录、其权限和磁盘空间；原有的文件保持不变",
            "look at the directory, its permissions and the disk; the file before stays as it was",
        ),
    )
    .because(error)
}
