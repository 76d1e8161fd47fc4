//! What systemd runs at night.

use super::Done;
use super::system::Program;
use crate::failure::Result;
use crate::words::Words;
use std::path::Path;

/// There where systemd is at work.
const SYSTEMD: &str = "/run/systemd/system";
const TIMERS: [&str; 3] = [
    "gongbao-nightly.timer",
    "gongbao-backup.timer",
    "gongbao-metrics.timer",
];

/// systemd is at work on this machine.
pub fn is_systemd() -> bool {
    Path::new(SYSTEMD).exists()
}

/// Starts the timers, where something can.
pub fn start(done: &mut Done<'_>) -> Result<()> {
    if !is_systemd() {
        done.step(Words::new(
            "本机没有 systemd：每夜的核验、封存和备份，以及监控指标，须另行安排（gongbao-nightly、gongbao-backup、gongbao-metrics）",
            "there is no systemd here: arrange the nightly verification, seal and backup, and the metrics, yourself (gongbao-nightly, gongbao-backup, gongbao-metrics)",
        ));
        return Ok(());
    }
    Program::of("systemctl")
        .args(["enable", "--now"])
        .args(TIMERS)
        .run()?;
    done.step(Words::new(
        "每夜的核验、封存和备份，以及监控指标，已启用",
        "the nightly verification, seal and backup, and the metrics, are on",
    ));
    Ok(())
}
