//! `cargo xtask ci`: everything a change must pass, in the order that fails soonest.

use anyhow::Result;

use crate::commands::test::vendoring;
use crate::commands::{deny, tidy};
use crate::needs;
use crate::run::{Line, Steps};
use crate::workspace;

/// Runs every step even when one fails, so that one run shows all there is to mend.
pub fn run() -> Result<()> {
    let root = workspace::root()?;
    let packages = workspace::packages(&root)?;
    let tls = needs::tls()?;
    let flags = tls.flags(&vendoring(&packages, &[]));
    let cargo = || tls.on(Line::cargo().dir(&root));
    let mut steps = Steps::default();
    steps.step("fmt", || {
        Line::cargo()
            .args(["fmt", "--all", "--check"])
            .dir(&root)
            .run()
    });
    steps.step("tidy", tidy::run);
    steps.step("deny", deny::run);
    steps.step("clippy", || {
        cargo()
            .args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--locked",
                "--quiet",
            ])
            .args(&flags)
            .args(["--", "-D", "warnings"])
            .run()
    });
    steps.step("doc", || {
        cargo()
            .env("RUSTDOCFLAGS", "-D warnings")
            .args(["doc", "--no-deps", "--workspace", "--locked", "--quiet"])
            .args(&flags)
            .run()
    });
    // The command of the README, word for word. It also compares the pictures of the README (`shots --check`).
    steps.step("test", || {
        Line::cargo().args(["xtask", "test"]).dir(&root).run()
    });
    steps.finish()
}
