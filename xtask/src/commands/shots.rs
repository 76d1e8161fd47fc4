//! `cargo xtask shots`: the pictures of the README, drawn from the console's cells by its own test.

use anyhow::Result;

use crate::needs;
use crate::run::Line;
use crate::workspace;

/// The test that draws or compares them.
const TEST: &str = "the_pictures_of_the_readme_show_the_present_screens";
/// What it is told.
const VARIABLE: &str = "GONGBAO_TEST_SHOTS";

/// What to do.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Draw nothing; fail when a picture does not show the present screen.
    #[arg(long)]
    check: bool,
}

/// Draws the pictures into `docs/shots`, or compares them.
pub fn run(options: &Options) -> Result<()> {
    let root = workspace::root()?;
    let tls = needs::tls()?;
    let line = tls.on(Line::cargo()
        .args(["test", "--quiet", "-p", "tui", "--test", "console"])
        .args(tls.flags(&[]))
        .args(["--", TEST]));
    let what = if options.check { "compare" } else { "write" };
    line.env(VARIABLE, what).dir(&root).run()
}
