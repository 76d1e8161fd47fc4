//! A directory of a remote sshd, by OpenSSH's own `sftp`: keys and hosts are as ssh's configuration has them.

use super::{Stopped, differs, said, spool};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use workflow::audit::outside::Kept;

/// A line that is silent for so long is dead: seconds between two questions, and how many go unanswered.
const OPTIONS: [&str; 4] = [
    "-oBatchMode=yes",
    "-oConnectTimeout=20",
    "-oServerAliveInterval=10",
    "-oServerAliveCountMax=3",
];

/// Nothing that ssh takes for a flag, nor sftp for two words or a pattern.
pub(super) fn are_names(host: &str, path: &str) -> bool {
    let plain = |text: &str| {
        !text.is_empty()
            && !text.starts_with('-')
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-/@".contains(c))
    };
    plain(host) && plain(path)
}

pub(super) fn keep(
    host: &str,
    path: &str,
    files: &[Kept],
    ssh_config: Option<&Path>,
) -> Result<usize, Stopped> {
    let listed = run(host, ssh_config, &format!("cd {path}\nls -1\n"))?;
    let there: BTreeSet<&str> = listed.lines().map(str::trim).collect();
    let is_there = |file: &&Kept| there.contains(file.name.as_str());
    let missing: Vec<&Kept> = files.iter().filter(|file| !is_there(file)).collect();
    let spool = spool(files)?;
    let begin = format!("lcd {}\ncd {path}\n", spool.path().display());
    // A database that was put back makes another seal under the number of one that is there: of those, the last tells.
    if let Some(last) = files.iter().filter(|file| file.is_seal()).rfind(is_there) {
        let name = &last.name;
        run(
            host,
            ssh_config,
            &format!("{begin}get {name} {name}.there\n"),
        )?;
        if std::fs::read(spool.path().join(format!("{name}.there")))? != last.bytes {
            return Err(differs(name));
        }
    }
    let mut script = begin;
    for file in &missing {
        let name = &file.name;
        // A line that breaks in between leaves no file of that name.
        script += &format!("put {name} {name}.part\nrename {name}.part {name}\n");
    }
    run(host, ssh_config, &script)?;
    Ok(missing.len())
}

#[expect(
    clippy::disallowed_methods,
    reason = "OpenSSH carries the files; the host is named in the site's settings, and nobody who comes in over SSH is offered it"
)]
fn run(host: &str, ssh_config: Option<&Path>, script: &str) -> Result<String, Stopped> {
    let mut command = Command::new("sftp");
    if let Some(config) = ssh_config {
        command.arg("-F").arg(config);
    }
    let mut child = command
        .args(OPTIONS)
        .args(["-q", "-b", "-", "--"])
        .arg(host)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take();
    let script = script.to_owned();
    // It answers while it still reads.
    let writing = std::thread::spawn(move || {
        input
            .as_mut()
            .map_or(Ok(()), |input| input.write_all(script.as_bytes()))
    });
    let output = child.wait_with_output()?;
    let written = writing.join();
    if output.status.success() {
        written.unwrap_or(Ok(()))?;
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    Err(said("sftp", last.unwrap_or_default()))
}
