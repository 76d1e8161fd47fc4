//! The key file: where it is, who may read it, how it is made.

use crate::effects;
use crate::failure::{Failure, Result};
use crate::words::Words;
use sealing::{KeyVersion, Keyring, MasterKey, Suite};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use storage::DatabaseUrl;
use workflow::Effects;
use zeroize::Zeroizing;

/// Read and write for the owner, nothing for anybody else.
const MODE: u32 = 0o600;
/// Bits that would let somebody else read or write.
const OTHERS: u32 = 0o077;
/// A key file has a line for each key ever used; beyond this it is another file.
const BYTES_MAX: u64 = 1 << 20;

/// Where the key file of a database is, unless it is named: beside a SQLite file, in the user's
/// data directory for PostgreSQL.
pub fn default_path(url: &DatabaseUrl) -> Result<PathBuf> {
    match url {
        DatabaseUrl::Sqlite(path) => Ok(PathBuf::from(format!("{path}.key"))),
        DatabaseUrl::Postgres(url) => effects::user_directory("XDG_DATA_HOME", ".local/share")
            .map(|home| {
                home.join("gongbao")
                    .join(format!("{}.key", postgres_name(url)))
            })
            .ok_or_else(|| {
                Failure::usage(
                    Words::new(
                        "不知道密钥文件在哪里：没有 HOME",
                        "no place for the key file is known: HOME is not set",
                    ),
                    Words::new("用 --key-file 指定", "name it with `--key-file FILE`"),
                )
            }),
    }
}

/// `HOST-NAME` of a PostgreSQL URL, with nothing a file name could trip over.
fn postgres_name(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, name) = place.split_once('/').unwrap_or((place, ""));
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let parameter = |key: &str| {
        query.split('&').find_map(|pair| {
            pair.split_once('=')
                .filter(|(k, _)| *k == key)
                .map(|(_, value)| value)
        })
    };
    let host = if host.is_empty() {
        parameter("host").unwrap_or("local")
    } else {
        host
    };
    let name = if name.is_empty() {
        parameter("dbname").unwrap_or("default")
    } else {
        name
    };
    format!("{host}-{name}")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') {
                c
            } else {
                '_'
            }
        })
        .collect()
}

/// Reads a key file that nobody but its owner may read.
///
/// # Errors
/// A missing, too open or malformed file; the message never shows a line of it.
pub fn load(path: &Path) -> Result<Keyring> {
    let shown = path.display();
    let wrong = |zh: String, en: String, hint: Words| Failure::new("key", Words::new(zh, en), hint);
    let metadata = std::fs::metadata(path).map_err(|error| {
        wrong(
            format!("找不到密钥文件 {shown}"),
            format!("the key file {shown} cannot be found"),
            Words::new(
                "用 --key-file 指定建库时生成的文件，或从备份中恢复它；没有它，加密的内容无法读取",
                "name the file made by `gongbao init` with `--key-file FILE`, or bring it back from its backup: without it sealed values cannot be read",
            ),
        )
        .because(&error)
    })?;
    let mode = metadata.mode() & 0o777;
    if mode & OTHERS != 0 {
        return Err(wrong(
            format!("密钥文件 {shown} 的权限是 {mode:04o}，别人也能读"),
            format!("the key file {shown} has mode {mode:04o}: others may read it"),
            Words::same(format!("chmod 600 '{shown}'")),
        ));
    }
    let not_a_key = |zh: &str, en: &str| {
        wrong(
            format!("{shown} {zh}"),
            format!("{shown} {en}"),
            Words::new(
                "用 --key-file 指定正确的密钥文件",
                "name the right key file with `--key-file FILE`",
            ),
        )
    };
    if !metadata.is_file() || metadata.len() > BYTES_MAX {
        return Err(not_a_key("不是密钥文件", "is not a key file"));
    }
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|error| not_a_key("无法读取", "cannot be read").because(&error))?;
    Keyring::parse(&text)
        .map_err(|fault| not_a_key("不是完好的密钥文件", "is not a sound key file").because(&fault))
}

/// Loads the key file, or makes one with one new key where there is none. Of several processes that make it at once one
/// does, and the others load that one's: the file gets its name when it is complete, and no name is given twice.
///
/// # Errors
/// As [`load`]; the kernel gives no randomness, or the file cannot be written.
pub fn load_or_make(path: &Path, suite: Suite) -> Result<Keyring> {
    if path.exists() {
        return load(path);
    }
    match make(path, suite) {
        Ok(Some(ring)) => Ok(ring),
        Ok(None) => load(path),
        Err(error) => Err(Failure::new(
            "key",
            Words::new(
                format!("无法写入密钥文件 {}", path.display()),
                format!("the key file {} cannot be written", path.display()),
            ),
            Words::new(
                "检查目录是否存在、可写，或用 --key-file 指定别处",
                "check that its directory exists and can be written, or name another place with `--key-file FILE`",
            ),
        )
        .because(error.as_ref())),
    }
}

/// Makes a key file; nothing where somebody else was first: an existing file is never overwritten.
fn make(
    path: &Path,
    suite: Suite,
) -> std::result::Result<Option<Keyring>, Box<dyn std::error::Error>> {
    let bytes = effects::key_bytes()?;
    let ring = Keyring::new(suite, vec![(KeyVersion::new(1), MasterKey::new(*bytes))])?;
    let directory = match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(directory)?;
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{:016x}.part", effects::RealEffects.random()));
    let part = PathBuf::from(part);
    let made = write_whole(&part, &ring.to_text()).and_then(|()| {
        match std::fs::hard_link(&part, path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            // Some file systems have no links.
            Err(_) => match write_whole(path, &ring.to_text()) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
                written => written.map(|()| true),
            },
        }
    });
    // It goes in any case: under its name the file is there by now, or it is somebody else's.
    let _ = std::fs::remove_file(&part);
    // The database is sealed with it next: the name must last as long as that.
    std::fs::File::open(directory)?.sync_all()?;
    Ok(made?.then_some(ring))
}

fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_postgres_key_file_is_named_by_host_and_database_and_never_by_a_password() {
        for (url, name) in [
            (
                "postgres://u:p@db.hn:5432/gongbao?sslmode=require",
                "db.hn_5432-gongbao",
            ),
            ("postgres://a,b/gongbao", "a_b-gongbao"),
            (
                "postgres://gongbao@/postgres?host=%2Ftmp%2Fsock",
                "_2Ftmp_2Fsock-postgres",
            ),
            ("postgres://", "local-default"),
        ] {
            assert_eq!(postgres_name(url).trim_start_matches('%'), name, "{url}");
        }
    }

    #[test]
    fn a_key_file_others_may_read_is_refused_with_the_command_to_run() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.key");
        let made = load_or_make(&path, Suite::Gm).expect("made");
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(
            load(&path).expect("sound").check_value(),
            made.check_value()
        );
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let failure = load(&path).unwrap_err();
        assert!(failure.hint.en.starts_with("chmod 600"), "{failure:?}");
    }

    #[test]
    fn of_many_who_make_a_key_file_at_once_all_have_the_one_that_stays() {
        for _ in 0..12 {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join("new").join("a.key");
            let made: Vec<[u8; 32]> = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..8)
                    .map(|n| {
                        let path = &path;
                        scope.spawn(move || {
                            let suite = if n % 2 == 0 { Suite::Gm } else { Suite::Intl };
                            load_or_make(path, suite).expect("a key").check_value()
                        })
                    })
                    .collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .collect()
            });
            let stays = load(&path).expect("sound").check_value();
            assert!(made.iter().all(|one| *one == stays));
            let names: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().collect();
            assert_eq!(names.len(), 1, "nothing else is left: {names:?}");
        }
    }

    #[test]
    fn an_existing_key_file_is_never_overwritten() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.key");
        let first = load_or_make(&path, Suite::Gm).expect("made").check_value();
        let before = std::fs::read(&path).unwrap();
        assert!(make(&path, Suite::Gm).unwrap().is_none());
        let again = load_or_make(&path, Suite::Intl).expect("loaded");
        assert_eq!(again.check_value(), first);
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
