//! Where lines go: a file that may be rotated away under us, the journal's own socket, or syslog's.
//!
//! Both sockets take one datagram a line and need no library: systemd's names its fields (`journalctl GONGBAO_OPERATOR=…` finds
//! them), syslog's is what glibc writes to /dev/log (RFC 3164, without a host).

use super::line::Line;
use crate::misuse::Unread;
use chrono::{DateTime, Local};
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tracing::Level;
use workflow::words;

/// Only the owner reads a log: it names operators and what they did.
const MODE: u32 = 0o600;
/// Where systemd takes entries.
const JOURNAL: &str = "/run/systemd/journal/socket";
/// Where a syslog takes lines.
const SYSLOG: &str = "/dev/log";
/// A service that takes nothing for so long loses the line: work does not wait for a log.
const SOCKET_WAIT: Duration = Duration::from_millis(100);
/// The program's name for both services.
const NAME: &str = "gongbao";
/// syslog's facility of daemons, in the place it has in a priority.
const DAEMON: u8 = 3 << 3;

/// Where a site's log goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogTo {
    /// The log file.
    File,
    /// systemd's journal, at this socket.
    Journal(PathBuf),
    /// A syslog, at this socket.
    Syslog(PathBuf),
}

impl LogTo {
    /// Reads `file`, `journal` or `syslog`; behind the last two a colon and another socket may stand.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, Unread> {
        let (word, socket) = match text.split_once(':') {
            Some((word, socket)) => (word, Some(socket).filter(|socket| !socket.is_empty())),
            None => (text, None),
        };
        let at = |usual: &str| PathBuf::from(socket.unwrap_or(usual));
        match word {
            "file" if !text.contains(':') => Ok(Self::File),
            "journal" => Ok(Self::Journal(at(JOURNAL))),
            "syslog" => Ok(Self::Syslog(at(SYSLOG))),
            _ => Err(Unread(words!(
                "请写 file、journal 或 syslog",
                "write file, journal or syslog"
            ))),
        }
    }
}

/// A place that is open.
pub(super) enum Place {
    File(Mutex<Rotated>),
    Journal(Socket),
    Syslog(Socket),
}

impl Place {
    /// A file, with the directories above it.
    pub(super) fn file(path: &Path) -> std::io::Result<Self> {
        let above = path.parent();
        if let Some(directory) = above.filter(|above| !above.as_os_str().is_empty()) {
            std::fs::create_dir_all(directory)?;
        }
        let file = open(path)?;
        let path = std::path::absolute(path)?;
        Ok(Self::File(Mutex::new(Rotated { path, file })))
    }

    /// A service that listens at this moment.
    pub(super) fn socket(to: &LogTo, path: &Path) -> std::io::Result<Self> {
        let socket = UnixDatagram::unbound()?;
        socket.connect(path)?;
        // Sent to by its path each time: a service that was begun anew is found again.
        let socket = UnixDatagram::unbound()?;
        socket.set_write_timeout(Some(SOCKET_WAIT))?;
        let socket = Socket {
            path: path.to_owned(),
            socket,
        };
        Ok(match to {
            LogTo::Journal(_) => Self::Journal(socket),
            LogTo::File | LogTo::Syslog(_) => Self::Syslog(socket),
        })
    }

    /// Writes a line. A log that cannot be written stops no work, and there is nowhere to say so.
    pub(super) fn write(&self, line: &Line) {
        match self {
            Self::File(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                let _ = file.write(&line.json());
            }
            Self::Journal(socket) => socket.send(&entry(line)),
            Self::Syslog(socket) => socket.send(&message(line)),
        }
    }
}

/// A file that logrotate may move away while a console or a service goes on for weeks.
pub(super) struct Rotated {
    path: PathBuf,
    file: File,
}

impl Rotated {
    /// Appends a line by one call, so that lines of several processes never mix.
    fn write(&mut self, line: &str) -> std::io::Result<()> {
        if !self.is_there().unwrap_or(false)
            && let Ok(file) = open(&self.path)
        {
            self.file = file;
        }
        self.file.write_all(format!("{line}\n").as_bytes())
    }

    /// The file of this name is the one that is open.
    fn is_there(&self) -> std::io::Result<bool> {
        let (named, own) = (std::fs::metadata(&self.path)?, self.file.metadata()?);
        Ok((named.dev(), named.ino()) == (own.dev(), own.ino()))
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(MODE)
        .open(path)
}

pub(super) struct Socket {
    path: PathBuf,
    socket: UnixDatagram,
}

impl Socket {
    fn send(&self, datagram: &str) {
        let _ = self.socket.send_to(datagram.as_bytes(), &self.path);
    }
}

/// syslog's number of a level.
fn severity(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        _ => 7,
    }
}

/// `<PRI>Mmm dd hh:mm:ss gongbao[pid]: {…}`, in the machine's own time as a syslog takes it.
fn message(line: &Line) -> String {
    let utc = DateTime::from_timestamp_micros(line.at_us).unwrap_or_default();
    let at = utc.with_timezone(&Local).format("%b %e %H:%M:%S");
    let (priority, pid) = (DAEMON | severity(line.level), std::process::id());
    format!("<{priority}>{at} {NAME}[{pid}]: {}", line.json())
}

/// Fields of the journal, a line each: the whole as its message, and every field by itself.
fn entry(line: &Line) -> String {
    let mut entry = format!(
        "MESSAGE={}\nPRIORITY={}\nSYSLOG_IDENTIFIER={NAME}\nSYSLOG_PID={}\n",
        line.json(),
        severity(line.level),
        std::process::id()
    );
    for (name, value) in &line.fields {
        let value = match value {
            Value::String(text) => text.replace('\n', " "),
            other => other.to_string(),
        };
        entry.push_str(&format!("GONGBAO_{}={value}\n", name.to_uppercase()));
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};

    fn line(event: &str) -> Line {
        let fields = Map::from_iter([
            ("event".to_owned(), json!(event)),
            ("operator".to_owned(), json!("0a1b")),
        ]);
        Line {
            level: Level::INFO,
            at_us: 1_769_889_600_123_456,
            fields,
        }
    }

    fn received(name: &str, to: impl Fn(PathBuf) -> LogTo, event: &str) -> String {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        let to = to(path.clone());
        assert!(Place::socket(&to, &path).is_err(), "nobody listens yet");
        let service = UnixDatagram::bind(&path).unwrap();
        let place = Place::socket(&to, &path).unwrap();
        // A service that was begun anew has another socket of the same name.
        drop(service);
        std::fs::remove_file(&path).unwrap();
        let service = UnixDatagram::bind(&path).unwrap();
        place.write(&line(event));
        let mut datagram = [0; 4096];
        let bytes = service.recv(&mut datagram).unwrap();
        String::from_utf8(datagram[..bytes].to_vec()).unwrap()
    }

    #[test]
    fn a_syslog_gets_a_line_as_the_c_library_writes_it() {
        let told = received("log", LogTo::Syslog, "command");
        let (head, object) = told.split_once(": ").unwrap();
        // daemon.info, a time of 15 characters, the program with its process.
        assert!(head.starts_with("<30>"), "{told}");
        assert_eq!(
            head[4..].split(' ').next_back(),
            Some(format!("gongbao[{}]", std::process::id()).as_str())
        );
        assert_eq!(head.find(" gongbao["), Some(4 + 15), "{told}");
        let object: Value = serde_json::from_str(object).unwrap();
        assert_eq!(object["event"], "command");
    }

    #[test]
    fn the_journal_gets_every_field_by_its_name_and_no_value_makes_another_one() {
        let told = received("journal", LogTo::Journal, "com\nPRIORITY=0");
        let fields: Vec<(&str, &str)> = told
            .lines()
            .map(|line| line.split_once('=').unwrap())
            .collect();
        let of = |name: &str| {
            let found: Vec<&str> = fields
                .iter()
                .filter(|(key, _)| *key == name)
                .map(|(_, value)| *value)
                .collect();
            assert_eq!(found.len(), 1, "{name}: {told}");
            found[0]
        };
        assert_eq!((of("PRIORITY"), of("SYSLOG_IDENTIFIER")), ("6", "gongbao"));
        assert_eq!(
            (of("GONGBAO_EVENT"), of("GONGBAO_OPERATOR")),
            ("com PRIORITY=0", "0a1b")
        );
        assert!(serde_json::from_str::<Value>(of("MESSAGE")).is_ok());
    }

    #[test]
    fn a_file_that_was_rotated_away_is_left_for_the_new_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("below/gongbao.log");
        let place = Place::file(&path).unwrap();
        place.write(&line("first"));
        let away = path.with_extension("log.1");
        std::fs::rename(&path, &away).unwrap();
        place.write(&line("second"));
        // logrotate's `create` makes the new file itself.
        std::fs::rename(&path, path.with_extension("log.2")).unwrap();
        File::create(&path).unwrap();
        place.write(&line("third"));
        let text = |path: &Path| std::fs::read_to_string(path).unwrap();
        assert!(text(&away).contains("first") && !text(&away).contains("second"));
        assert!(text(&path).contains("third") && text(&path).lines().count() == 1);
    }

    #[test]
    fn a_log_goes_to_a_file_the_journal_or_a_syslog_and_nowhere_else() {
        assert_eq!(LogTo::parse("file").unwrap(), LogTo::File);
        assert_eq!(
            LogTo::parse("journal").unwrap(),
            LogTo::Journal(JOURNAL.into())
        );
        assert_eq!(
            LogTo::parse("syslog:/run/log").unwrap(),
            LogTo::Syslog("/run/log".into())
        );
        for bad in ["", "stdout", "file:/x", "Syslog"] {
            assert!(LogTo::parse(bad).is_err(), "{bad}");
        }
    }
}
