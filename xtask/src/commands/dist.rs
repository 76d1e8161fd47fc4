//! `cargo xtask dist`: the Debian package, of the release binary and what stands in `packaging`.

use anyhow::{Context, Result, ensure};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::run::Line;
use crate::workspace;

/// What to do.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// A binary that is built already, instead of a release build.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Where the package is made; `target/dist` when left out.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

/// What the program needs: libc as old as the one it was built with, and the account's files made by systemd's own tools.
const DEPENDS: &str = "libc6, libgcc-s1, systemd | systemd-standalone-sysusers";
const RECOMMENDS: &str = "openssh-server, logrotate";
const SUGGESTS: &str = "postgresql";
/// Documents that are read on the machine.
const DOCUMENTS: [&str; 4] = [
    "SECURITY.md",
    "CHANGELOG.md",
    "README.zh-CN.md",
    "config/default.toml",
];
/// Where the manual's parts go.
const MANUAL: [(&str, &str); 5] = [
    ("man/man1", "usr/share/man/man1"),
    ("man/zh_CN/man1", "usr/share/man/zh_CN/man1"),
    (
        "completions/gongbao.bash",
        "usr/share/bash-completion/completions/gongbao",
    ),
    (
        "completions/_gongbao",
        "usr/share/zsh/vendor-completions/_gongbao",
    ),
    (
        "completions/gongbao.fish",
        "usr/share/fish/vendor_completions.d/gongbao.fish",
    ),
];

/// Builds the package into `target/dist` and proves it.
pub fn run(options: &Options) -> Result<()> {
    let root = workspace::root()?;
    let dist = options
        .into
        .clone()
        .unwrap_or_else(|| root.join("target/dist"));
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => {
            Line::cargo()
                .args(["build", "--release", "--locked", "-p", "gongbao"])
                .dir(&root)
                .run()?;
            root.join("target/release/gongbao")
        }
    };
    let tree = dist.join("tree");
    if tree.exists() {
        std::fs::remove_dir_all(&tree).context("cannot remove the tree of an earlier package")?;
    }
    std::fs::create_dir_all(&tree)?;
    copy(&root.join("packaging/root"), &tree)?;
    install(&binary, &tree.join("usr/bin/gongbao"), 0o755)?;
    Line::new("strip").arg(tree.join("usr/bin/gongbao")).run()?;
    for document in DOCUMENTS {
        let from = root.join(document);
        let name = from.file_name().context("a document has a name")?;
        install(&from, &tree.join("usr/share/doc/gongbao").join(name), 0o644)?;
    }
    manual(&dist, &tree)?;
    control(&root, &tree)?;
    let package = dist.join(format!("gongbao_{}.deb", version(&binary)?));
    Line::new("dpkg-deb")
        .args(["--root-owner-group", "--build"])
        .args([&tree, &package])
        .run()?;
    prove(&dist, &package)?;
    println!("{}", package.display());
    Ok(())
}

/// Manual pages and completions, which the program writes itself.
fn manual(dist: &Path, tree: &Path) -> Result<()> {
    let made = dist.join("manual");
    if made.exists() {
        std::fs::remove_dir_all(&made)?;
    }
    Line::new(tree.join("usr/bin/gongbao"))
        .args(["ops", "manual", "--into"])
        .arg(&made)
        .read()?;
    for (from, to) in MANUAL {
        copy(&made.join(from), &tree.join(to))?;
    }
    Line::new("gzip")
        .args(["-9", "-n", "-r"])
        .arg(tree.join("usr/share/man"))
        .run()?;
    Ok(())
}

fn control(root: &Path, tree: &Path) -> Result<()> {
    let folder = tree.join("DEBIAN");
    copy(&root.join("packaging/debian"), &folder)?;
    for script in ["postinst", "prerm"] {
        mode(&folder.join(script), 0o755)?;
    }
    let architecture = Line::new("dpkg")
        .arg("--print-architecture")
        .read_quietly()?;
    let size = Line::new("du")
        .arg("-sk")
        .arg(tree.join("usr"))
        .read_quietly()?;
    let size = size.split_whitespace().next().unwrap_or("0").to_owned();
    let text = format!(
        "Package: gongbao\nVersion: {}\nArchitecture: {}\nMaintainer: Gongbao <gongbao@localhost>\n\
         Installed-Size: {size}\nDepends: {DEPENDS}\nRecommends: {RECOMMENDS}\nSuggests: {SUGGESTS}\n\
         Section: admin\nPriority: optional\n\
         Description: union-paid health benefits, from a union's spreadsheet to an exported payment\n \
         Command line and console for provincial trade-union administrators, in Chinese and English.\n",
        version(&tree.join("usr/bin/gongbao"))?,
        architecture.trim(),
    );
    std::fs::write(folder.join("control"), text).context("cannot write the package's description")
}

/// What the program itself says.
fn version(binary: &Path) -> Result<String> {
    let said = Line::new(binary).arg("--version").read_quietly()?;
    let version = said.split_whitespace().last();
    Ok(version.context("the program tells no version")?.to_owned())
}

/// Unpacks the package and looks at what a machine would take of it.
fn prove(dist: &Path, package: &Path) -> Result<()> {
    let there = dist.join("unpacked");
    if there.exists() {
        std::fs::remove_dir_all(&there)?;
    }
    Line::new("dpkg-deb")
        .arg("-R")
        .args([package, &there])
        .run()?;
    let control = there.join("DEBIAN");
    for script in ["postinst", "prerm"] {
        Line::new("sh").arg("-n").arg(control.join(script)).run()?;
    }
    for line in workspace::read(&control.join("conffiles"))?.lines() {
        let file = there.join(line.trim_start_matches('/'));
        ensure!(file.is_file(), "{line} is no file of the package");
    }
    version(&there.join("usr/bin/gongbao"))?;
    Line::new("systemd-sysusers")
        .arg("--dry-run")
        .arg(there.join("usr/lib/sysusers.d/gongbao.conf"))
        .run()?;
    // A machine that builds may have no reader of manual pages.
    if Line::new("man").arg("--version").succeeds() {
        Line::new("man")
            .args(["--warnings", "-l", "-P", "cat"])
            .arg(there.join("usr/share/man/zh_CN/man1/gongbao.1.gz"))
            .read_quietly()?;
    }
    Ok(())
}

/// A file, or a folder with all in it, readable by everybody.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        return install(from, to, 0o644);
    }
    for entry in workspace::entries(from)? {
        let name = entry.file_name().context("an entry has a name")?;
        copy(&entry, &to.join(name))?;
    }
    Ok(())
}

fn install(from: &Path, to: &Path, bits: u32) -> Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    std::fs::copy(from, to)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    mode(to, bits)
}

fn mode(file: &Path, bits: u32) -> Result<()> {
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(bits))
        .with_context(|| format!("cannot change {}", file.display()))
}
