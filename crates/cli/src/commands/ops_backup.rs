//! `gongbao ops backup`, `restore` and `drill`: a copy of the database that proves itself.
//!
//! A backup is two files: the engine's own copy, and a list of what it holds, written last. The key file and the register
//! of exports are kept elsewhere: a copy of the database is worth nothing to whoever finds it alone, and a register that
//! came back with the database would have forgotten what left the house since.

use crate::app::App;
use crate::commands::audit;
use crate::effects;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::postgres_tools;
use crate::settings::Settings;
use crate::words::Words;
use data_encoding::HEXLOWER;
use domain::year::Instant;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use storage::backup::{self, Contents};
use storage::{DatabaseUrl, Db, execute_raw};
use workflow::Effects;

/// Where the package's timer puts backups.
pub const PLACE: &str = "/var/lib/gongbao/backups";
/// Nobody but the owner reads a backup, although it is sealed.
const FILE_MODE: u32 = 0o600;
const DIRECTORY_MODE: u32 = 0o700;
/// The version of [`Listed`].
const FORMAT: u32 = 1;
const BUFFER_BYTES: usize = 1 << 16;
/// What the names of backups begin with.
const STEM: &str = "gongbao-";
const DAY_US: i64 = 86_400_000_000;

/// What stands beside a copy.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    format: u32,
    /// `sqlite` or `postgres`.
    engine: String,
    /// The program that made it.
    version: String,
    /// When, in Shanghai.
    at: String,
    /// When, in microseconds since 1970.
    at_us: i64,
    /// The copy, a file in the same directory.
    file: String,
    bytes: u64,
    sha256: String,
    contents: Contents,
}

/// Copies the database while others go on working.
///
/// # Errors
/// [`Failure`]; nothing is left behind then.
pub fn make(app: &App, into: &Path, keep: Option<u32>) -> Result<Report> {
    let url = app.url()?;
    let mut db = Db::open(&url)?;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(DIRECTORY_MODE)
        .create(into)
        .map_err(|error| unwritable(into, &error))?;
    let now = effects::now();
    let at = now.shanghai_text();
    let stem: String = at.chars().filter(char::is_ascii_digit).collect();
    let stem = format!("{STEM}{stem}-{:08x}", effects::RealEffects.random() >> 32);
    let (engine, ending) = match url.file() {
        Some(_) => ("sqlite", "db"),
        None => ("postgres", "dump"),
    };
    let file = format!("{stem}.{ending}");
    let part = into.join(format!("{file}.part"));
    let made = copy(&mut db, &url, &part).and_then(|contents| {
        let (bytes, sha256) = finished(&part).map_err(|error| unwritable(&part, &error))?;
        let listed = Listed {
            format: FORMAT,
            engine: engine.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            at,
            at_us: now.0,
            file,
            bytes,
            sha256,
            contents,
        };
        let list = into.join(format!("{stem}.json"));
        named(&part, &listed, &list).map_err(|error| unwritable(&list, &error))?;
        Ok((list, listed))
    });
    let (list, listed) = made.inspect_err(|_| {
        // Under its own name it would be taken for a backup; it is none.
        let _ = std::fs::remove_file(&part);
    })?;
    let removed = match keep {
        Some(keep) => outdated(into, keep).map_err(|error| unwritable(into, &error))?,
        None => 0,
    };
    let rows: i64 = listed.contents.rows.values().sum();
    Ok(Report::new(json!({
        "removed": removed, "backup": list, "bytes": listed.bytes, "sha256": listed.sha256, "contents": listed.contents,
    }))
    .line(
        format!(
            "已备份：{}（{} 字节，{rows} 行）。密钥文件和支付登记簿须另行备份，不与此放在一处",
            list.display(),
            listed.bytes
        ),
        format!(
            "backed up: {} ({} bytes, {rows} rows). Back the key file and the register of exports up as well, and elsewhere",
            list.display(),
            listed.bytes
        ),
    )
    .line(
        format!("演练恢复：`gongbao ops drill {}`", list.display()),
        format!("try it: `gongbao ops drill {}`", list.display()),
    ))
}

fn copy(db: &mut Db, url: &DatabaseUrl, part: &Path) -> Result<Contents> {
    if url.file().is_none() {
        return backup::counted_for_dump(db, |contents, snapshot| {
            postgres_tools::dump(url, snapshot, part)?;
            Ok(contents)
        });
    }
    backup::copy_file(db, part)?;
    let mut copied = Db::open(&DatabaseUrl::Sqlite(part.display().to_string()))?;
    Ok(backup::contents(&mut copied)?)
}

/// Size and digest of a file that lies on the disk.
fn finished(path: &Path) -> std::io::Result<(u64, String)> {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(FILE_MODE))?;
    File::open(path)?.sync_all()?;
    digest(path)
}

fn digest(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let count = file.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..count).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        hasher.update(chunk);
        bytes += chunk.len() as u64;
    }
    Ok((bytes, HEXLOWER.encode(&hasher.finalize())))
}

/// Gives the copy its name, and then writes the list: without a list it is no backup.
fn named(part: &Path, listed: &Listed, list: &Path) -> std::io::Result<()> {
    let directory = list.parent().unwrap_or(Path::new("."));
    std::fs::rename(part, directory.join(&listed.file))?;
    let unfinished = list.with_extension("json.part");
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(FILE_MODE)
        .open(&unfinished)?;
    file.write_all(serde_json::to_string_pretty(listed)?.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&unfinished, list)?;
    File::open(directory)?.sync_all()
}

/// Removes all but the newest backups of a directory, and says how many; also what a run left that was killed.
fn outdated(directory: &Path, keep: u32) -> std::io::Result<usize> {
    let mut known = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if is_left_over(&path)? {
            std::fs::remove_file(&path)?;
            continue;
        }
        if let Ok(listed) = read(&path) {
            known.push((listed.at_us, path, listed.file));
        }
    }
    known.sort();
    let too_many = known.len().saturating_sub(keep as usize);
    for (_, list, copy) in known.drain(..too_many) {
        // Without its list the copy is no backup any more, wherever this ends.
        std::fs::remove_file(&list)?;
        std::fs::remove_file(list.with_file_name(copy))?;
    }
    Ok(too_many)
}

/// Part of a backup, a day old: whoever writes one is done by then.
fn is_left_over(path: &Path) -> std::io::Result<bool> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if !(name.starts_with(STEM) && name.contains(".part")) {
        return Ok(false);
    }
    let written = std::fs::metadata(path)?.mtime().saturating_mul(1_000_000);
    Ok(effects::now().0.saturating_sub(written) > DAY_US)
}

/// When the newest backup of a directory was made; none where there is none.
pub fn last_of(directory: &Path) -> Option<Instant> {
    let entries = std::fs::read_dir(directory).ok()?.flatten();
    let listed = entries.filter_map(|entry| read(&entry.path()).ok());
    listed.map(|listed| Instant(listed.at_us)).max()
}

/// Takes a backup into a database that is empty or not there yet, and counts what came.
///
/// # Errors
/// [`Failure`] for a backup that is damaged or a place that is taken, and for a copy that counts otherwise.
pub fn restore(list: &Path, to: &str) -> Result<Report> {
    let url = DatabaseUrl::parse(to)?;
    let listed = read(list)?;
    let contents = taken_in(list, &listed, &url)?;
    let shown = url.shown();
    let report =
        Report::new(json!({ "database": shown, "made_at": listed.at, "contents": contents })).line(
            format!(
                "已恢复到 {shown}，行数、账目和封存号与 {} 的备份一致",
                listed.at
            ),
            format!(
                "restored to {shown}; rows, books and seal are those of the backup of {}",
                listed.at
            ),
        );
    let report = match url.file() {
        Some(_) => report,
        None => report.line(
            "下一步：以表的所有者执行 `gongbao db migrate --role 程序角色`",
            "next: run `gongbao db migrate --role ROLE` as the owner of the tables",
        ),
    };
    Ok(report.line(
        "然后用原来的密钥文件和支付登记簿执行 `gongbao audit verify`；备份之后送出的支付由登记簿认出，不会再次送出",
        "then run `gongbao audit verify` with the key file and the register of exports as they are: the register knows what left \
         the house since, and nothing of it leaves again",
    ))
}

fn taken_in(list: &Path, listed: &Listed, url: &DatabaseUrl) -> Result<Contents> {
    let copy = list.with_file_name(&listed.file);
    let (bytes, sha256) = digest(&copy).map_err(|error| unreadable(&copy, &error))?;
    if (bytes, &sha256) != (listed.bytes, &listed.sha256) {
        return Err(damaged(&copy));
    }
    let engine = if url.file().is_some() {
        "sqlite"
    } else {
        "postgres"
    };
    if engine != listed.engine {
        return Err(of_another_engine(&listed.engine));
    }
    match url.file() {
        Some(file) => {
            let mut to = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(FILE_MODE)
                .open(file)
                .map_err(|error| match error.kind() {
                    ErrorKind::AlreadyExists => taken(url),
                    _ => unwritable(file, &error),
                })?;
            let copied = File::open(&copy)
                .and_then(|mut from| std::io::copy(&mut from, &mut to))
                .and_then(|_| to.sync_all());
            copied.map_err(|error| {
                // Half a database would be taken for one.
                let _ = std::fs::remove_file(file);
                unwritable(file, &error)
            })?;
        }
        None => {
            if !backup::is_empty(&mut Db::open(url)?)? {
                return Err(taken(url));
            }
            postgres_tools::restore(url, &copy)?;
        }
    }
    let contents = backup::contents(&mut Db::open(url)?)?;
    match listed.contents.differs(&contents) {
        None if listed.contents.schema == contents.schema => Ok(contents),
        differing => Err(counts_otherwise(differing)),
    }
}

/// Takes a backup into a place of its own, verifies all of it as an auditor would, and removes it again.
///
/// # Errors
/// [`Failure`] as [`restore`]; a database that does not verify ends with 1.
pub fn drill(app: &App, list: &Path, server: Option<&str>) -> Result<Report> {
    let listed = read(list)?;
    let key_file = app.key_file(&app.url()?)?;
    let place = Place::choose(list, &listed, server)?;
    let began = effects::now();
    let verified = place.used(|url| {
        let contents = taken_in(list, &listed, url)?;
        let text = match url {
            DatabaseUrl::Postgres(text) => text.clone(),
            DatabaseUrl::Sqlite(path) => format!("sqlite:{path}"),
        };
        let there = App {
            settings: Settings {
                database: Some(text),
                unattended_database: None,
                key_file: Some(key_file),
                ..app.settings.clone()
            },
            voice: app.voice,
            trail: app.trail.clone(),
            files: workflow::exchange::Files::default(),
            today: app.today,
        };
        let (verified, _) = audit::verify(&mut there.watch()?, None, None)?;
        Ok((contents, verified))
    });
    let (contents, verified) = verified?;
    let seconds = (effects::now().0 - began.0) / 1_000_000;
    let rows: i64 = contents.rows.values().sum();
    let is_sound = verified.exit == Exit::Done;
    Ok(verified
        .with(json!({ "made_at": listed.at, "seconds": seconds, "contents": contents, "sound": is_sound }))
        .line(
            format!("演练：{} 的备份已在别处恢复，共 {rows} 行，用时 {seconds} 秒，随后已删除", listed.at),
            format!("drill: the backup of {} was restored elsewhere, {rows} rows in {seconds} s, and removed again", listed.at),
        ))
}

/// Where a drill takes place.
enum Place {
    /// A file beside the backup.
    File(PathBuf),
    /// A database of its own on a server; the URL of one that is there, and its name.
    Server(DatabaseUrl, String),
}

impl Place {
    fn choose(list: &Path, listed: &Listed, server: Option<&str>) -> Result<Self> {
        let random = effects::RealEffects.random();
        if listed.engine == "sqlite" {
            return Ok(Self::File(
                list.with_extension(format!("{random:016x}.drill")),
            ));
        }
        let Some(server) = server else {
            return Err(Failure::usage(
                Words::new(
                    "没有指明在哪个服务器上演练",
                    "no server is named for the drill",
                ),
                Words::new(
                    "用 --server 给出可以建库的角色的连接，如 postgres://角色@主机/postgres",
                    "give `--server` the URL of a role that may create databases, such as postgres://ROLE@HOST/postgres",
                ),
            ));
        };
        Ok(Self::Server(
            DatabaseUrl::parse(server)?,
            format!("gongbao_drill_{random:016x}"),
        ))
    }

    /// Runs `body` there, and removes what it made however it ends.
    fn used<T>(&self, body: impl FnOnce(&DatabaseUrl) -> Result<T>) -> Result<T> {
        match self {
            Self::File(path) => {
                let done = body(&DatabaseUrl::Sqlite(path.display().to_string()));
                for ending in ["", "-wal", "-shm"] {
                    let mut name = path.clone().into_os_string();
                    name.push(ending);
                    let _ = std::fs::remove_file(name);
                }
                done
            }
            Self::Server(server, name) => {
                execute_raw(
                    &mut Db::open(server)?,
                    &format!("CREATE DATABASE {name} TEMPLATE template0"),
                )?;
                let done = match server.of_database(name) {
                    Some(url) => body(&url),
                    None => Err(Failure::usage(
                        Words::new("连接中没有数据库名", "the URL names no database"),
                        Words::new(
                            "写成 postgres://角色@主机/postgres",
                            "write it as postgres://ROLE@HOST/postgres",
                        ),
                    )),
                };
                execute_raw(
                    &mut Db::open(server)?,
                    &format!("DROP DATABASE {name} WITH (FORCE)"),
                )?;
                done
            }
        }
    }
}

fn read(list: &Path) -> Result<Listed> {
    let text = std::fs::read_to_string(list).map_err(|error| unreadable(list, &error))?;
    let listed: Listed = serde_json::from_str(&text).map_err(|_| damaged(list))?;
    let is_beside = Path::new(&listed.file).file_name() == Some(listed.file.as_ref());
    if listed.format != FORMAT || !is_beside {
        return Err(damaged(list));
    }
    Ok(listed)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        "backup-unreadable",
        Words::new(
            format!("不能读取 {}", path.display()),
            format!("{} cannot be read", path.display()),
        ),
        Words::new(
            "给出备份时写下的 `.json` 文件，备份文件与它放在同一目录",
            "name the `.json` a backup wrote, with the copy in the same directory",
        ),
    )
    .because(error)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        "backup-unwritable",
        Words::new(
            format!("不能写入 {}", path.display()),
            format!("{} cannot be written", path.display()),
        ),
        Words::new(
            "检查目录的权限和剩余空间后重试",
            "look at the rights of the directory and at the room on the disk, and try again",
        ),
    )
    .because(error)
}

fn damaged(path: &Path) -> Failure {
    Failure::new(
        "backup-damaged",
        Words::new(
            format!("{} 与备份时写下的不同", path.display()),
            format!("{} is not what the backup wrote", path.display()),
        ),
        Words::new(
            "改用另一份备份；不要修补这一份",
            "take another backup; do not mend this one",
        ),
    )
}

fn of_another_engine(engine: &str) -> Failure {
    Failure::usage(
        Words::new(
            format!("这是 {engine} 的备份，不能恢复到另一种数据库"),
            format!("this is a backup of {engine}; it cannot go into another kind of database"),
        ),
        Words::new("更正 --to 的地址", "correct the URL of `--to`"),
    )
}

fn taken(url: &DatabaseUrl) -> Failure {
    let shown = url.shown();
    Failure::new(
        "backup-place-taken",
        Words::new(
            format!("{shown} 已有内容，没有覆盖"),
            format!("{shown} is not empty; nothing was overwritten"),
        ),
        Words::new(
            "先建一个空数据库，或换一个文件名",
            "make an empty database first, or name another file",
        ),
    )
}

fn counts_otherwise(differing: Option<(String, i64, i64)>) -> Failure {
    let (table, listed, found) =
        differing.unwrap_or_else(|| ("__diesel_schema_migrations".to_owned(), 0, 0));
    Failure::new(
        "backup-differs",
        Words::new(
            format!("恢复后的 {table} 与备份不同：备份时为 {listed}，现为 {found}"),
            format!("{table} is not what it was: {listed} when it was backed up, {found} now"),
        ),
        Words::new(
            "不要使用恢复出来的数据库；改用另一份备份",
            "do not use what was restored; take another backup",
        ),
    )
}
