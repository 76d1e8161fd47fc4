//! A private PostgreSQL cluster on a Unix socket: no TCP port, no system service.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};

use anyhow::{Context, Result};

use crate::needs;
use crate::place::{self, Account};
use crate::run::Line;

/// The database role every private cluster is made with.
const ROLE: &str = "gongbao";
/// Enough for every test binary's pools and the racing workers of one test at once.
const CONNECTIONS_MAX: u32 = 200;
/// How long a start or a stop may take before it counts as failed.
const WAIT_SECONDS_MAX: &str = "60";

/// Whether the cluster survives a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// No fsync: quick, and lost when the machine stops.
    Throwaway,
    /// As in production.
    Durable,
}

/// One cluster: its programs, its account and its directory.
#[derive(Debug, Clone)]
pub struct Cluster {
    bin: PathBuf,
    account: Account,
    parent: PathBuf,
    home: PathBuf,
}

impl Cluster {
    /// The cluster of this name; PostgreSQL is installed first when that is allowed.
    pub fn named(root: &Path, name: &str) -> Result<Self> {
        let bin = needs::postgres_bin()?;
        let account = Account::choose()?;
        let parent = place::parent(root, &account)?;
        let home = parent.join(name);
        Ok(Self {
            bin,
            account,
            parent,
            home,
        })
    }

    /// The URL of one database of this cluster, in libpq's socket form.
    pub fn url(&self, database: &str) -> String {
        socket_url(&self.socket_dir(), database)
    }

    /// Whether the server answers.
    pub fn is_up(&self) -> bool {
        self.pg_ctl(&["status"]).succeeds()
    }

    /// Creates the cluster when it is not there, and starts it.
    pub fn start(&self, durability: Durability) -> Result<()> {
        self.account.claim_dir(&self.home)?;
        self.account.claim_dir(&self.socket_dir())?;
        if !self.data().join("PG_VERSION").exists() {
            let initdb = Line::new(self.bin.join("initdb"))
                .arg("-D")
                .arg(self.data())
                .args([
                    "-U",
                    ROLE,
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--no-locale",
                    "--no-sync",
                ]);
            // Its advice on how to start the server does not apply here.
            self.account.runs(&initdb).read()?;
        }
        let conf = self.data().join("postgresql.conf");
        std::fs::write(&conf, settings(&self.socket_dir(), durability))
            .with_context(|| format!("cannot write {}", conf.display()))?;
        let log = self.home.join("log");
        let start = self
            .pg_ctl(&["-w", "-t", WAIT_SECONDS_MAX, "-s"])
            .arg("-l")
            .arg(&log)
            .arg("start");
        // The words of the log go into the error: a test cluster's log is deleted with it.
        start.run().with_context(|| {
            let text = std::fs::read_to_string(&log).unwrap_or_default();
            format!(
                "the server does not start; its log ends with\n{}\n",
                last_lines(&text, 8)
            )
        })
    }

    /// Creates a database that is not there yet.
    pub fn create_database(&self, name: &str) -> Result<()> {
        let psql = |sql: &str| {
            Line::new(self.bin.join("psql"))
                .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql])
                .arg(self.url("postgres"))
        };
        let ask = format!("select 1 from pg_database where datname = '{name}'");
        if psql(&ask).read_quietly()?.trim() == "1" {
            return Ok(());
        }
        psql(&format!("create database {name}")).run()
    }

    /// Stops the server; one that is not running is no error.
    pub fn stop(&self) -> Result<()> {
        if !self.is_up() {
            eprintln!("no server is running in {}", self.home.display());
            return Ok(());
        }
        self.stop_line().run()
    }

    /// Deletes the stopped cluster with everything in it.
    pub fn remove(&self) -> Result<()> {
        if self.home.exists() {
            std::fs::remove_dir_all(&self.home)
                .with_context(|| format!("cannot delete {}", self.home.display()))?;
            eprintln!("deleted {}", self.home.display());
        }
        Ok(())
    }

    /// A cluster for one run of the tests, gone when the guard is dropped or this process dies.
    pub fn for_tests(root: &Path) -> Result<(Self, Guard)> {
        Self::for_one_run(root, Durability::Throwaway)
    }

    /// A cluster for one measurement, as durable as in production, gone like one of the tests.
    pub fn for_bench(root: &Path) -> Result<(Self, Guard)> {
        Self::for_one_run(root, Durability::Durable)
    }

    fn for_one_run(root: &Path, durability: Durability) -> Result<(Self, Guard)> {
        let mut cluster = Self::named(root, &format!("test-{}", std::process::id()))?;
        cluster.sweep()?;
        let memory = match durability {
            Durability::Throwaway => place::memory(root, &cluster.account)?,
            Durability::Durable => None,
        };
        if let Some(parent) = memory {
            cluster.home = parent.join(cluster.home.file_name().unwrap_or_default());
            cluster.parent = parent;
            cluster.sweep()?;
        }
        let guard = Guard::watch(&cluster)?;
        cluster.start(durability)?;
        Ok((cluster, guard))
    }

    /// Removes test clusters whose run is over: only a power cut leaves one.
    fn sweep(&self) -> Result<()> {
        for home in crate::workspace::entries(&self.parent)? {
            let name = home.file_name().unwrap_or_default().to_string_lossy();
            let Some(pid) = name.strip_prefix("test-") else {
                continue;
            };
            if home == self.home || !Path::new("/proc").join(pid).exists() {
                let old = Self {
                    home: home.clone(),
                    ..self.clone()
                };
                if old.is_up() {
                    old.stop_line().run()?;
                }
                old.remove()?;
            }
        }
        Ok(())
    }

    /// The process that started all others of the running server.
    pub fn postmaster(&self) -> Result<u32> {
        let text = crate::workspace::read(&self.data().join("postmaster.pid"))?;
        let first = text.lines().next().unwrap_or_default();
        first
            .trim()
            .parse()
            .context("postmaster.pid does not begin with a process id")
    }

    /// A directory in memory beside the server's data, gone with it; none where the data is on a disk.
    pub fn scratch(&self) -> Result<Option<PathBuf>> {
        if !self.home.starts_with(place::MEMORY) {
            return Ok(None);
        }
        let dir = self.home.join("tmp");
        std::fs::create_dir_all(&dir)
            .with_context(|| format!("cannot create {}", dir.display()))?;
        Ok(Some(dir))
    }

    /// The cluster's directory, which the server's account can write to.
    pub fn home(&self) -> &Path {
        &self.home
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn socket_dir(&self) -> PathBuf {
        self.home.join("sock")
    }

    fn pg_ctl(&self, args: &[&str]) -> Line {
        let line = Line::new(self.bin.join("pg_ctl"))
            .arg("-D")
            .arg(self.data())
            .args(args);
        self.account.runs(&line)
    }

    fn stop_line(&self) -> Line {
        self.pg_ctl(&["-m", "fast", "-w", "-t", WAIT_SECONDS_MAX, "-s", "stop"])
    }
}

/// Stops and deletes a test cluster when its owner ends, however it ends.
///
/// A small shell waits at the other end of a pipe. The kernel closes the pipe when this process
/// exits, is interrupted or is killed, and then the shell does its work: no orphan is left, and
/// no signal handler is needed.
#[derive(Debug)]
pub struct Guard {
    pipe: Option<ChildStdin>,
    shell: Child,
}

impl Guard {
    fn watch(cluster: &Cluster) -> Result<Self> {
        let stop = cluster.stop_line();
        let script = r#"trap '' HUP INT TERM; cat >/dev/null; home=$1; shift
"$@" >/dev/null 2>&1; rm -rf -- "$home""#;
        let line = Line::new("sh")
            .args(["-c", script, "stop-test-cluster"])
            .arg(&cluster.home)
            .args(stop.words());
        let mut shell = line
            .command()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Out of the terminal's foreground group, so that Ctrl-C does not reach it.
            .process_group(0)
            .spawn()
            .context("cannot start the shell that stops the test cluster")?;
        let pipe = shell.stdin.take();
        Ok(Self { pipe, shell })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.pipe.take());
        match self.shell.wait() {
            Ok(status) if status.success() => {
                eprintln!("the private cluster is stopped and deleted")
            }
            Ok(status) => eprintln!("stopping the private cluster ended with {status}"),
            Err(error) => eprintln!("stopping the private cluster could not be watched: {error}"),
        }
    }
}

fn socket_url(socket_dir: &Path, database: &str) -> String {
    let host = percent_encoded(&socket_dir.to_string_lossy());
    // The port is named because libpq would otherwise take it from PGPORT.
    format!("postgres://{ROLE}@/{database}?host={host}&port=5432")
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

fn settings(socket_dir: &Path, durability: Durability) -> String {
    let sync = match durability {
        Durability::Throwaway => "off",
        Durability::Durable => "on",
    };
    let socket_dir = socket_dir.to_string_lossy().replace('\'', "''");
    format!(
        "# Written by `cargo xtask db` at every start.\n\
         listen_addresses = ''\n\
         port = 5432\n\
         unix_socket_directories = '{socket_dir}'\n\
         unix_socket_permissions = 0700\n\
         max_connections = {CONNECTIONS_MAX}\n\
         shared_buffers = 128MB\n\
         timezone = 'UTC'\n\
         log_timezone = 'UTC'\n\
         fsync = {sync}\n\
         synchronous_commit = {sync}\n\
         full_page_writes = {sync}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_url_encodes_the_directory() {
        assert_eq!(
            socket_url(Path::new("/tmp/a b/sock"), "postgres"),
            "postgres://gongbao@/postgres?host=%2Ftmp%2Fa%20b%2Fsock&port=5432"
        );
    }

    #[test]
    fn the_end_of_a_log_is_kept_whole() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a", 2), "a");
    }

    #[test]
    fn no_private_cluster_listens_on_a_network() {
        let text = settings(Path::new("/s"), Durability::Durable);
        assert!(text.contains("listen_addresses = ''\n"));
    }

    #[test]
    fn only_a_durable_cluster_syncs() {
        assert!(settings(Path::new("/s"), Durability::Durable).contains("\nfsync = on\n"));
        assert!(settings(Path::new("/s"), Durability::Throwaway).contains("\nfsync = off\n"));
    }
}
