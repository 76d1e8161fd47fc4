//! The log: one JSON object a line, to a file, the journal or syslog, never to the screen.
//!
//! It says who did what, with which claims, batches and imports, how it ended and how long it took, by ids and codes: names,
//! numbers and sentences stay out of it ([`mod@line`] sees to that, whoever logs).

mod line;
mod outcome;
mod place;

pub use outcome::Watch;
pub use place::LogTo;

use crate::effects;
use crate::failure::{Failure, Result};
use crate::settings::Settings;
use crate::words::Words;
use line::Lines;
use place::Place;
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Sends events where the site says. A place that was named must be there; the default file is left out quietly where the
/// user has none.
///
/// # Errors
/// The named file cannot be written, or nobody listens at the socket.
pub fn start(settings: &Settings) -> Result<()> {
    let place = match (&settings.log_to, &settings.log_file) {
        (LogTo::File, Some(path)) => Place::file(path).map_err(|error| {
            Failure::usage(
                Words::new(
                    format!("日志文件 {} 无法写入", path.display()),
                    format!("the log file {} cannot be written", path.display()),
                ),
                Words::new(
                    "更正 log_file 或其权限",
                    "correct `log_file` or its permissions",
                ),
            )
            .because(&error)
        })?,
        (LogTo::File, None) => match default_path().and_then(|path| Place::file(&path).ok()) {
            Some(place) => place,
            None => return Ok(()),
        },
        (LogTo::Journal(socket) | LogTo::Syslog(socket), _) => {
            Place::socket(&settings.log_to, socket).map_err(|error| {
                let shown = socket.display();
                Failure::usage(
                    Words::new(
                        format!("没有日志服务在 {shown} 接收"),
                        format!("no service takes the log at {shown}"),
                    ),
                    Words::new(
                        "启动该日志服务，或把 log_to 改为 file",
                        "start that service, or set `log_to` to `file`",
                    ),
                )
                .because(&error)
            })?
        }
    };
    // A second start in one process keeps the first log.
    let _ = tracing_subscriber::registry()
        .with(EnvFilter::new(&settings.log_level))
        .with(Lines::to(place))
        .try_init();
    Ok(())
}

fn default_path() -> Option<PathBuf> {
    Some(
        effects::user_directory("XDG_STATE_HOME", ".local/state")?
            .join("gongbao")
            .join("gongbao.log"),
    )
}
