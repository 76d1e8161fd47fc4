//! The first day of a site, on a copy of this machine: the package is installed, set up, and operators come in through a real
//! sshd to a real PostgreSQL. The copy is a layer over the machine's own files that only this test sees.

#![expect(
    clippy::disallowed_methods,
    reason = "the system's own programs make the copy and the package"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// What is done on the copy.
const DAY: &str = include_str!("day.sh");
/// Makes the copy and goes there.
const ENTER: &str = include_str!("enter.sh");

/// Ports below those that connections are given, one of which is taken by chance.
const PORTS: std::ops::Range<u32> = 12_000..32_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Whether this machine lets a copy of it be made, and has an sshd for it. Both need root.
fn can_be_tried() -> bool {
    let dir = tempfile::tempdir().unwrap();
    let debs = std::fs::read_dir(root().join("target/debs"));
    let mut debs = debs.into_iter().flatten().flatten();
    let is_sshd = |name: &str| name.starts_with("openssh-server") && name.ends_with(".deb");
    let sshd = Path::new("/usr/sbin/sshd").exists()
        || debs.any(|file| is_sshd(&file.file_name().to_string_lossy()));
    let layer = "d=$1 && mount -t tmpfs t $d && mkdir $d/u $d/w $d/m \
                 && mount -t overlay o -o lowerdir=/,upperdir=$d/u,workdir=$d/w $d/m";
    let probe = Command::new("unshare")
        .args(["--mount", "--pid", "--fork", "--propagation", "private"])
        .args(["sh", "-c", layer, "sh"])
        .arg(dir.path())
        .output();
    sshd && probe.is_ok_and(|done| done.status.success())
}

#[test]
fn a_bare_machine_becomes_a_site_that_operators_come_in_to() {
    if !can_be_tried() {
        eprintln!("not tried: it takes root, and openssh-server or its package");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let package = Command::new(env!("CARGO"))
        .args(["xtask", "dist", "--into"])
        .arg(dir.path())
        .arg("--binary")
        .arg(e2e::binary())
        .env("DPKG_DEB_COMPRESSOR_TYPE", "none")
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        package.status.success(),
        "{}",
        String::from_utf8_lossy(&package.stderr)
    );
    for debs in std::fs::read_dir(root().join("target/debs"))
        .into_iter()
        .flatten()
        .flatten()
    {
        if debs.path().extension().is_some_and(|end| end == "deb") {
            std::fs::copy(debs.path(), dir.path().join(debs.file_name())).unwrap();
        }
    }
    std::fs::write(dir.path().join("day.sh"), DAY).unwrap();
    std::fs::write(dir.path().join("enter.sh"), ENTER).unwrap();
    let day = Command::new("unshare")
        .args([
            "--mount",
            "--pid",
            "--fork",
            "--propagation",
            "private",
            "--kill-child",
        ])
        .args(["sh", "enter.sh"])
        .arg(dir.path())
        .arg((PORTS.start + std::process::id() % (PORTS.end - PORTS.start)).to_string())
        .current_dir(dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&day.stdout);
    let complaint = String::from_utf8_lossy(&day.stderr);
    assert!(day.status.success(), "{said}\n{complaint}");
    assert!(said.ends_with("the day is over\n"), "{said}\n{complaint}");
}
