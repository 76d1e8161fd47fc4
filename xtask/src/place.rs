//! Where a private cluster lives, and who runs it.
//!
//! PostgreSQL refuses to run as root, limits the length of a socket's path, and needs its
//! directory to be reachable by the user it runs as. `target/postgres` is taken when all of that
//! holds; otherwise a short directory of our own below the temporary directory, with a notice.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::needs;
use crate::run::Line;

/// The longest path a Unix socket can have on Linux (`sun_path` without its closing zero).
const SOCKET_PATH_MAX: usize = 107;
/// The name PostgreSQL gives its socket on the default port.
const SOCKET_NAME: &str = ".s.PGSQL.5432";

/// The account the server runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// `None` when the server runs as the caller.
    name: Option<String>,
    uid: u32,
    gid: u32,
}

impl Account {
    /// The caller; as root, the account of Debian's package, else `nobody`.
    pub fn choose() -> Result<Self> {
        if !needs::is_root() {
            return Ok(Self {
                name: None,
                uid: id("-u", None)?,
                gid: id("-g", None)?,
            });
        }
        for name in ["postgres", "nobody"] {
            if let (Ok(uid), Ok(gid)) = (id("-u", Some(name)), id("-g", Some(name))) {
                let name = Some(name.to_owned());
                return Ok(Self { name, uid, gid });
            }
        }
        bail!("PostgreSQL does not run as root, and neither `postgres` nor `nobody` exists here")
    }

    /// The same line, run by this account. The working directory is `/`, which it can enter.
    pub fn runs(&self, line: &Line) -> Line {
        let wrapped = match &self.name {
            None => line.clone(),
            Some(name) if Line::new("runuser").arg("--version").succeeds() => Line::new("runuser")
                .args(["-u", name, "--"])
                .args(line.words()),
            Some(_) => Line::new("setpriv")
                .arg(format!("--reuid={}", self.uid))
                .arg(format!("--regid={}", self.gid))
                .args(["--clear-groups", "--"])
                .args(line.words()),
        };
        wrapped.dir("/")
    }

    /// Creates `dir` for this account alone (0700), or accepts one that already is.
    pub fn claim_dir(&self, dir: &Path) -> Result<()> {
        let shown = dir.display();
        if let Err(error) = std::fs::create_dir(dir) {
            if error.kind() != std::io::ErrorKind::AlreadyExists {
                return Err(error).with_context(|| format!("cannot create {shown}"));
            }
            let found = std::fs::symlink_metadata(dir)
                .with_context(|| format!("cannot look at {shown}"))?;
            if !found.is_dir() || found.uid() != self.uid {
                bail!("{shown} belongs to somebody else; remove it and try again");
            }
            return Ok(());
        }
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))
            .with_context(|| format!("cannot restrict {shown}"))?;
        if self.name.is_some() {
            chown(dir, Some(self.uid), Some(self.gid))
                .with_context(|| format!("cannot give {shown} to the server's account"))?;
        }
        Ok(())
    }

    /// Whether this account can enter a directory.
    fn can_enter(&self, dir: &Path) -> bool {
        self.runs(&Line::new("test").arg("-x").arg(dir)).succeeds()
    }
}

fn id(what: &str, name: Option<&str>) -> Result<u32> {
    let text = Line::new("id").arg(what).args(name).read_quietly()?;
    text.trim().parse().context("`id` did not print a number")
}

/// The parent of all private clusters of this checkout.
pub fn parent(root: &Path, account: &Account) -> Result<PathBuf> {
    let wanted = root.join("target").join("postgres");
    std::fs::create_dir_all(&wanted)
        .with_context(|| format!("cannot create {}", wanted.display()))?;
    let fits = socket_fits(&wanted);
    if fits && account.can_enter(&wanted) {
        return Ok(wanted);
    }
    let short = std::env::temp_dir().join(short_name(root));
    let reason = if fits {
        "the server's account cannot enter it"
    } else {
        "a socket's path there would be too long"
    };
    eprintln!(
        "note: {} is not used ({reason}); the cluster lives in {}",
        wanted.display(),
        short.display()
    );
    if !socket_fits(&short) {
        bail!(
            "{} is too long for a socket as well; set TMPDIR to a shorter directory",
            short.display()
        );
    }
    account.claim_dir(&short)?;
    Ok(short)
}

/// Where Linux keeps files in memory.
pub const MEMORY: &str = "/dev/shm";
/// What a run of the tests may need there: a few databases of some ten megabytes at once, and their log.
const MEMORY_FREE_MIN_MIB: u64 = 4_096;

/// A directory in memory for what may be lost, where the machine has room for it.
///
/// Every test makes and drops a database of four hundred files, and some wait for the disk on purpose; on a file system
/// in memory neither costs anything.
pub fn memory(root: &Path, account: &Account) -> Result<Option<PathBuf>> {
    let free = Line::new("df").args(["--output=fstype,avail", "-B1M", MEMORY]);
    let free = free.read_quietly().unwrap_or_default();
    let parent = Path::new(MEMORY).join(short_name(root));
    if !has_room(&free) || !socket_fits(&parent) {
        return Ok(None);
    }
    account.claim_dir(&parent)?;
    Ok(Some(parent))
}

/// What `df` says of it: a line of titles, then kind and free megabytes.
fn has_room(df: &str) -> bool {
    let line = df.lines().nth(1).unwrap_or_default();
    let free = line.trim().strip_prefix("tmpfs").map(str::trim);
    free.and_then(|free| free.parse::<u64>().ok())
        .is_some_and(|free| free >= MEMORY_FREE_MIN_MIB)
}

/// Room for the longest name below the parent: `test-4194304/sock/.s.PGSQL.5432`.
fn socket_fits(parent: &Path) -> bool {
    let longest = parent.join("test-4194304").join("sock").join(SOCKET_NAME);
    longest.as_os_str().len() <= SOCKET_PATH_MAX
}

/// One name per checkout, so that two checkouts do not meet in the temporary directory.
fn short_name(root: &Path) -> String {
    // FNV-1a: stable between runs and toolchains, and nothing depends on its strength.
    let hash = root
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("gongbao-pg-{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deep_checkout_leaves_no_room_for_a_socket() {
        assert!(socket_fits(Path::new("/home/li/gongbao/target/postgres")));
        let deep = format!("/home/{}/target/postgres", "x".repeat(80));
        assert!(!socket_fits(Path::new(&deep)));
    }

    #[test]
    fn only_a_roomy_file_system_in_memory_is_taken() {
        assert!(has_room("Type  Avail\ntmpfs 24101\n"));
        for other in ["", "Type  Avail\ntmpfs    64\n", "Type Avail\next4 24101\n"] {
            assert!(!has_room(other), "{other}");
        }
    }

    #[test]
    fn two_checkouts_have_two_short_names() {
        assert_ne!(short_name(Path::new("/a")), short_name(Path::new("/b")));
        assert_eq!(short_name(Path::new("/a")), short_name(Path::new("/a")));
    }

    #[test]
    fn a_claimed_directory_is_closed_to_others() {
        let dir = tempfile::tempdir().unwrap();
        let account = Account {
            name: None,
            uid: id("-u", None).unwrap(),
            gid: id("-g", None).unwrap(),
        };
        let path = dir.path().join("mine");
        account.claim_dir(&path).unwrap();
        account.claim_dir(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_directory_of_somebody_else_is_not_taken_over() {
        let dir = tempfile::tempdir().unwrap();
        let account = Account {
            name: None,
            uid: id("-u", None).unwrap() + 1,
            gid: 0,
        };
        let error = account.claim_dir(dir.path()).unwrap_err();
        assert!(error.to_string().contains("somebody else"));
    }
}
