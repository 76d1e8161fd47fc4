//! `gongbao files`: what operators send in and fetch over SSH, and what is handed over for those who cannot.

use crate::app::App;
use crate::args::{FileIn, FileOut};
use crate::commands::shared;
use crate::effects;
use crate::failure::{Failure, Result};
use crate::output::{Report, Table};
use crate::sftp::{Act, Server};
use crate::words::Words;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::{Value, json};
use std::io::{self, BufReader, ErrorKind, Read, Stdin};
use std::time::Duration;
use workflow::audit::events;
use workflow::exchange::{self, Entry, FileName, Folder, Kept, Side};
use workflow::{Session, SessionEnd};

/// Verbs of `files`.
#[derive(Debug, clap::Subcommand)]
pub enum Files {
    /// List inbox and outbox: one's own, or another operator's
    List {
        /// Login name of an operator in one's scope
        #[arg(long, value_name = "NAME")]
        of: Option<String>,
    },
    /// Put a file into another operator's inbox
    Put {
        /// The file; over SSH a name in one's own inbox
        #[arg(value_name = "FILE")]
        file: FileIn,
        /// Login name of an operator in one's scope
        #[arg(long, value_name = "NAME")]
        to: String,
    },
    /// Take a file out of another operator's outbox
    Take {
        /// Its name there
        #[arg(value_name = "FILE")]
        name: String,
        /// Login name of an operator in one's scope
        #[arg(long, value_name = "NAME")]
        of: String,
        /// Directory or file to write; over SSH a name in one's own outbox
        #[arg(long, value_name = "PATH", default_value = ".")]
        out: FileOut,
    },
    /// What a request of sftp or scp becomes; started by sshd only
    Serve,
}

impl Files {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::List { of } => shared::with_session(app, |session| {
                let [inbox, outbox] = exchange::list(session, of.as_deref())?;
                Ok(listed(&inbox, &outbox))
            }),
            Self::Put { file, to } => shared::with_session(app, |session| {
                let (name, kept) = exchange::put(session, file.typed(), &to)?;
                Ok(Report::new(moved(name.as_str(), &kept)).line(
                    format!("{name} 已放入 {to} 的 `inbox`"),
                    format!("{name} is in the inbox of {to}"),
                ))
            }),
            Self::Take { name, of, out } => shared::with_session(app, |session| {
                let (path, kept) = exchange::take(session, &of, &name, out.typed())?;
                let path = path.display().to_string();
                Ok(Report::new(moved(&path, &kept)).line(
                    format!("已从 {of} 的 `outbox` 取出，写入 {path}"),
                    format!("taken out of the outbox of {of}, written to {path}"),
                ))
            }),
            Self::Serve => Err(Failure::usage(
                Words::new(
                    "`files serve` 只由 sshd 启动",
                    "`files serve` is started by sshd only",
                ),
                Words::new(
                    "用 `sftp` 登录，文件在 `inbox` 和 `outbox` 中",
                    "come in with `sftp`: your files are in inbox and outbox",
                ),
            )),
        }
    }
}

fn moved(file: &str, kept: &Kept) -> Value {
    json!({ "file": file, "bytes": kept.bytes, "digest": kept.digest })
}

fn listed(inbox: &[Entry], outbox: &[Entry]) -> Report {
    let mut table = Table::new(&[
        ("位置", "side"),
        ("文件", "file"),
        ("字节", "bytes"),
        ("时间", "at"),
    ]);
    let mut json = serde_json::Map::new();
    for (side, entries) in Side::ALL.into_iter().zip([inbox, outbox]) {
        let told = entries.iter().map(|entry| {
            json!({ "file": entry.name.as_str(), "bytes": entry.bytes, "at": entry.at.shanghai_text() })
        });
        json.insert(side.code().to_owned(), told.collect());
        for entry in entries {
            table.row([
                match side {
                    Side::Inbox => Words::new("收件箱", "inbox"),
                    Side::Outbox => Words::new("发件箱", "outbox"),
                },
                entry.name.to_string().into(),
                entry.bytes.to_string().into(),
                entry.at.shanghai_text().into(),
            ]);
        }
    }
    Report::new(Value::Object(json)).listing(table)
}

/// Serves the operator's folder on standard input and output until the client has gone, and says how that came.
pub fn serve(app: &App) -> (Result<Report>, SessionEnd) {
    match app
        .files
        .folder()
        .map(|folder| transfer(app, folder.clone()))
    {
        Some(Ok(())) => (Ok(Report::new(Value::Null)), SessionEnd::Left),
        Some(Err(error)) if error.kind() == ErrorKind::TimedOut => {
            (Ok(Report::new(Value::Null)), SessionEnd::Idle)
        }
        // A line that was cut ends in the middle of a request.
        Some(Err(error)) => {
            tracing::info!(%error, "the transfer was cut off");
            (Ok(Report::new(Value::Null)), SessionEnd::HungUp)
        }
        None => {
            let refused = app.files.reading(std::path::Path::new("."));
            (
                refused
                    .map(|_| Report::new(Value::Null))
                    .map_err(Failure::from),
                SessionEnd::Left,
            )
        }
    }
}

fn transfer(app: &App, folder: Folder) -> io::Result<()> {
    let (open, _) = app
        .opener()
        .map_err(|failure| io::Error::other(failure.message.en.to_string()))?;
    let mut session: Option<Session> = None;
    let mut record = |act: Act, side: Side, name: &FileName, kept: Option<&Kept>| {
        let mut at_work = match session.take() {
            Some(mut before) => match before.is_alive() {
                true => before,
                false => open()?,
            },
            None => open()?,
        };
        let detail = json!({
            "side": side.code(), "file": name.as_str(),
            "bytes": kept.map(|kept| kept.bytes), "digest": kept.map(|kept| &kept.digest),
        });
        let act = match act {
            Act::Put => "file-put",
            Act::Get => "file-get",
            Act::Remove => "file-remove",
        };
        events::log_alone(&mut at_work, act, &detail)?;
        session = Some(at_work);
        Ok(())
    };
    let by = workflow::Effects::uuid(&effects::RealEffects)
        .simple()
        .to_string();
    let mut server = Server::new(folder, app.voice.lang, by, &mut record);
    let patience = app.settings.console.end_after;
    let mut input = BufReader::new(Patient {
        input: io::stdin(),
        patience,
    });
    server.serve(&mut input, &mut io::stdout().lock())
}

/// Standard input that does not wait for ever.
struct Patient {
    input: Stdin,
    patience: Duration,
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let patience = Timespec {
            tv_sec: i64::try_from(self.patience.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: 0,
        };
        let ready = poll(
            &mut [PollFd::new(&self.input, PollFlags::IN)],
            Some(&patience),
        )?;
        if ready == 0 {
            return Err(ErrorKind::TimedOut.into());
        }
        // Its own buffer must not hold back what the system says is there.
        rustix::io::read(&self.input, buffer).map_err(io::Error::from)
    }
}
