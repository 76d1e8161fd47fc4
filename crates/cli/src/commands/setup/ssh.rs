//! How operators come in: the settings of sshd for the program's account, tried before they count.

use super::place::{ACCOUNT, Engine, LOOKUP, Site};
use super::system::Program;
use super::{Done, timers};
use crate::failure::{Failure, Result};
use crate::words::Words;
use std::path::Path;

const SSHD: &str = "/usr/sbin/sshd";
/// After the settings of others, before none: for this one account nothing else counts.
const DROP_IN: &str = "/etc/ssh/sshd_config.d/50-gongbao.conf";
const SETTINGS: &str =
    include_str!("../../../../../packaging/root/usr/share/doc/gongbao/sshd_config");
/// What a session of the account must be under; `sshd -T` writes names in small letters.
const EXPECTED: [&str; 3] = [
    "authorizedkeyscommand /usr/bin/gongbao",
    "authenticationmethods publickey",
    "disableforwarding yes",
];

/// Whether operators can come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Under the new settings.
    Open,
    /// Once sshd has read them.
    NotReloaded,
    /// There is no sshd.
    NoServer,
}

/// Writes the settings, has sshd try them, and has it read them. Settings that sshd refuses are taken away again: nobody else
/// may be locked out of the machine.
pub fn offer(site: &Site, done: &mut Done<'_>) -> Result<Entry> {
    if !Path::new(SSHD).exists() {
        return Ok(Entry::NoServer);
    }
    let lookup = match site.engine {
        Engine::PostgreSql => LOOKUP,
        // The file is the program's own; no other account reads it.
        Engine::Sqlite => ACCOUNT,
    };
    let settings = SETTINGS.replace(
        &format!("AuthorizedKeysCommandUser {LOOKUP}"),
        &format!("AuthorizedKeysCommandUser {lookup}"),
    );
    let before = std::fs::read_to_string(DROP_IN).ok();
    super::place::put(Path::new(DROP_IN), &settings, 0o644, None)?;
    let take_back = |failure: Failure| {
        let _ = match &before {
            Some(text) => std::fs::write(DROP_IN, text),
            None => std::fs::remove_file(DROP_IN),
        };
        failure
    };
    // Debian makes it when the server starts.
    let _ = std::fs::create_dir_all("/run/sshd");
    Program::of(SSHD).arg("-t").run().map_err(take_back)?;
    let asked = format!("user={ACCOUNT},host=localhost,addr=127.0.0.1");
    let effective = Program::of(SSHD)
        .args(["-T", "-C", &asked])
        .run()
        .map_err(take_back)?;
    let missing = EXPECTED
        .iter()
        .find(|expected| !effective.lines().any(|line| line.starts_with(**expected)));
    if let Some(missing) = missing {
        return Err(take_back(Failure::new(
            "setup-step",
            Words::new(
                format!("sshd 没有采用 {DROP_IN} 的设置（`{missing}`）"),
                format!("sshd does not take the settings of {DROP_IN} (`{missing}`)"),
            ),
            Words::new(
                "在 /etc/ssh/sshd_config 开头写 `Include /etc/ssh/sshd_config.d/*.conf`，再执行一次 gongbao setup",
                "write `Include /etc/ssh/sshd_config.d/*.conf` at the top of /etc/ssh/sshd_config, then run `gongbao setup` once more",
            ),
        )));
    }
    if effective.lines().any(|line| line == "usepam no") {
        // Without PAM sshd takes an account without a password for a locked one.
        Program::of("usermod").args(["-p", "*", ACCOUNT]).run()?;
    }
    if !effective
        .lines()
        .any(|line| line.starts_with("subsystem sftp"))
    {
        done.step(Words::new(
            "sshd 没有文件传输：在 /etc/ssh/sshd_config 中写 `Subsystem sftp internal-sftp` 后重新加载，操作员才能用 `sftp` 收发文件",
            "sshd transfers no files: write `Subsystem sftp internal-sftp` into /etc/ssh/sshd_config and reload it, so that operators can use sftp",
        ));
    }
    done.step(Words::new(
        format!("sshd 的设置已写入 {DROP_IN} 并通过检查"),
        format!("the settings of sshd are in {DROP_IN}, and sshd takes them"),
    ));
    if before.as_deref() == Some(settings.as_str()) {
        return Ok(Entry::Open);
    }
    if timers::is_systemd() && Program::of("systemctl").args(["reload", "ssh"]).succeeds() {
        return Ok(Entry::Open);
    }
    Ok(Entry::NotReloaded)
}
