//! `gongbao audit keep` and `audit verify --against`: seals and exports where the database's administrator cannot write.

use crate::app::App;
use crate::effects;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::keepers::Keeper;
use crate::output::Report;
use crate::words::{Words, counted};
use serde_json::json;
use std::path::Path;
use workflow::Session;
use workflow::audit::outside::{self, Kept};

/// A statement is some hundred bytes; a larger file is none of ours.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// Keeps at every place what is not there yet. A place that is out of reach keeps no other one from it.
pub fn keep(session: &mut Session, app: &App) -> Result<Report> {
    let keepers = &app.settings.seals_to;
    if keepers.is_empty() {
        return Err(Failure::usage(
            Words::new(
                "没有指定封存送存到哪里",
                "no place is named where seals are kept",
            ),
            Words::new(
                "在配置文件中写 seals_to，例如 seals_to = [\"sftp:主机:目录\"]",
                "write `seals_to` into the site file, such as seals_to = [\"sftp:HOST:DIRECTORY\"]",
            ),
        ));
    }
    let files = outside::to_keep(session)?;
    let mut report = Report::new(json!({}));
    let mut places = Vec::new();
    for keeper in keepers {
        let place = keeper.shown();
        match keeper.keep(&files, app.settings.ssh_config.as_deref()) {
            Ok(added) => {
                app.note_check(|checks| {
                    checks.kept.insert(place.clone(), effects::now().0);
                });
                places.push(json!({ "place": place, "added": added }));
                report = report.line(
                    format!("{place}：新送存 {added} 个文件"),
                    format!("{place}: {} added", counted(added, "file")),
                );
            }
            Err(failure) => {
                places.push(json!({ "place": place, "failure": failure.message }));
                report = report
                    .line(failure.message.zh, failure.message.en)
                    .line(failure.hint.zh, failure.hint.en)
                    .exit(Exit::Failed);
            }
        }
    }
    Ok(report.with(json!({ "places": places })))
}

/// The files of a directory where seals are kept; what is too large to be one is left out.
pub fn read(directory: &Path) -> Result<Vec<Kept>> {
    let files = || -> std::io::Result<Vec<Kept>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_file() && metadata.len() <= FILE_BYTES_MAX {
                files.push(Kept {
                    name: entry.file_name().to_string_lossy().into_owned(),
                    bytes: std::fs::read(entry.path())?,
                });
            }
        }
        Ok(files)
    };
    files().map_err(|error| {
        let shown = directory.display();
        Failure::usage(
            Words::new(
                format!("无法读取目录 {shown}"),
                format!("the directory {shown} cannot be read"),
            ),
            Words::new(
                "给出 `gongbao audit keep` 送存到的目录，或它的一份副本",
                "name the directory where `gongbao audit keep` keeps them, or a copy of it",
            ),
        )
        .because(&error)
    })
}

/// Whether every place is on this machine: whoever has the machine then has the seals as well.
pub fn is_all_here(keepers: &[Keeper]) -> bool {
    keepers.iter().all(
        |keeper| matches!(keeper, Keeper::Directory(path) if path.starts_with("/var/lib/gongbao")),
    )
}
