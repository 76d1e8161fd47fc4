//! A visit over SSH: who came in, for what, and how it ended stand in the operator's chain. The console writes its own, because
//! it knows more of its end; a command and a transfer of files are watched from here.

use crate::app::App;
use crate::args::Command;
use crate::commands::{self, files};
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::words::Words;
use serde_json::json;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::signal::unix::{SignalKind, signal};
use workflow::audit::events;
use workflow::{Session, SessionEnd};

/// Signals that end a visit, with what is written of each and the number that goes into the exit code.
const ENDS: [(SignalKind, SessionEnd); 3] = [
    (SignalKind::hangup(), SessionEnd::HungUp),
    (SignalKind::terminate(), SessionEnd::Terminated),
    (SignalKind::interrupt(), SessionEnd::Terminated),
];
/// Added to a signal's number, as shells do.
const SIGNALLED: i32 = 128;

type Open = Box<dyn Fn() -> workflow::Result<Session> + Send + Sync>;

/// A visit that has begun.
pub struct Visit {
    way: &'static str,
    open: Open,
    over: Mutex<bool>,
}

/// Runs what whoever came in asked for: `command` is its noun and verbs.
///
/// # Errors
/// As the command; [`Failure`] too where the visit cannot be written down, and nothing is run then.
pub fn of(app: &mut App, asked: Command, command: &str) -> Result<Report> {
    if matches!(asked, Command::Console(_)) {
        app.come_in(true)?;
        return commands::run(asked, app);
    }
    app.come_in(false)?;
    if matches!(asked, Command::Files(files::Files::Serve)) {
        let visit = Visit::begin(app, "sftp", None)?;
        let (report, why) = files::serve(app);
        visit.end(why);
        return report;
    }
    let visit = Visit::begin(app, "command", Some(command))?;
    let report = commands::run(asked, app);
    visit.end(SessionEnd::Left);
    report
}

impl Visit {
    fn begin(app: &App, way: &'static str, command: Option<&str>) -> Result<Arc<Self>> {
        let (open, key) = app.opener()?;
        let detail = json!({ "way": way, "command": command, "key": key });
        events::log_alone(&mut open()?, "login", &detail)?;
        let visit = Arc::new(Self {
            way,
            open: Box::new(open),
            over: Mutex::new(false),
        });
        visit.clone().watch().map_err(|error| unwatched(&error))?;
        Ok(visit)
    }

    /// Ends the program when the line is cut or the machine says so, as without this it would end; but written down.
    #[expect(
        clippy::disallowed_methods,
        reason = "the signal asks for the end, in the middle of whatever is done; no terminal was changed"
    )]
    fn watch(self: Arc<Self>) -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        let [mut hang_up, mut terminate, mut interrupt] = {
            let _inside = runtime.enter();
            let [a, b, c] = ENDS.map(|(kind, _)| signal(kind));
            [a?, b?, c?]
        };
        std::thread::spawn(move || {
            let (kind, why) = runtime.block_on(async {
                tokio::select! {
                    _ = hang_up.recv() => ENDS[0],
                    _ = terminate.recv() => ENDS[1],
                    _ = interrupt.recv() => ENDS[2],
                }
            });
            self.end(why);
            std::process::exit(SIGNALLED + kind.as_raw_value());
        });
        Ok(())
    }

    /// Writes the end down, once; whoever comes second waits until it is written.
    fn end(&self, why: SessionEnd) {
        let mut over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *over, true) {
            return;
        }
        let written =
            (self.open)().and_then(|mut session| events::log_out(&mut session, self.way, why));
        if let Err(error) = written {
            tracing::warn!(%error, why = why.code(), "the end of the visit was not written down");
        }
    }
}

fn unwatched(error: &std::io::Error) -> Failure {
    Failure::new(
        "internal",
        Words::new(
            "无法登记会话的结束",
            "the end of the session could not be written down",
        ),
        crate::hints::of_code("internal"),
    )
    .because(error)
}
