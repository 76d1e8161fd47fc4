//! `cargo xtask demo`: a synthetic province in a database of its own, and the console on it.
//!
//! Everything goes through the commands a user has; nothing is written behind the program's back.
//! The sequence is the table [`SEQUENCE`].

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::commands::demo_weeks;
use crate::commands::test::vendoring;
use crate::needs::{self, Tls};
use crate::run::{Line, seconds};
use crate::workspace;

/// Everything of the demonstration, deleted and made anew each time. Below the workspace's root,
/// where the commands are run, so that a printed line can be typed again.
const HOME: &str = "target/demo";
const PROVINCE: &str = "target/demo/province";
/// Its site file: which database, which programmes, and where it is.
const SITE: &str = "target/demo/gongbao.toml";
const SITE_TEXT: &str = r#"# Written by `cargo xtask demo`.
database = "sqlite:target/demo/gongbao.db"
programmes = ["child-premium", "mutual-aid"]
area = "430000"
"#;

/// The exit code of a command that is done, but refused some of its input.
pub(super) const SOME_REFUSED: i32 = 3;
/// The day the office is set up: the first of the window of 2026.
const SET_UP: &str = "2025-09-01";

pub(super) const ADMIN: &str = "管理员";
const SECOND_ADMIN: &str = "复核管理员";
pub(super) const CLERK: &str = "录入员";

/// How to start.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Open no console; end with a summary as JSON on standard output.
    #[arg(long)]
    headless: bool,
}

/// One step of the sequence.
enum Step {
    /// Who acts, and the words of the command.
    Run(&'static str, &'static [&'static str]),
    /// Who acts, and the profile whose files are imported, in the province's order.
    Import(&'static str, &'static str),
}

use Step::{Import, Run};

/// From an empty database to an office that takes claims. The first administrator's second one needs nobody's approval;
/// whatever comes after waits for it. What then comes week by week is [`demo_weeks`].
const SEQUENCE: &[Step] = &[
    Import(ADMIN, "units"),
    Run(
        ADMIN,
        &[
            "operator",
            "add",
            SECOND_ADMIN,
            "--role",
            "admin",
            "--scope",
            "HN",
        ],
    ),
    Run(
        ADMIN,
        &["operator", "add", CLERK, "--role", "clerk", "--scope", "HN"],
    ),
    Run(
        ADMIN,
        &[
            "operator",
            "add",
            "审核员",
            "--role",
            "reviewer",
            "--scope",
            "HN",
        ],
    ),
    Run(
        ADMIN,
        &[
            "operator",
            "add",
            "审批员",
            "--role",
            "approver",
            "--scope",
            "HN",
        ],
    ),
    Run(
        ADMIN,
        &[
            "operator",
            "add",
            "会计",
            "--role",
            "accountant",
            "--scope",
            "HN",
        ],
    ),
    Run(
        ADMIN,
        &[
            "operator", "add", "出纳", "--role", "cashier", "--scope", "HN",
        ],
    ),
    Run(
        ADMIN,
        &[
            "operator",
            "add",
            "审计员",
            "--role",
            "auditor",
            "--scope",
            "HN",
        ],
    ),
    Run(SECOND_ADMIN, &["change", "approve", "--all"]),
    Run(ADMIN, &["period", "create", "child-premium", "2025"]),
    Run(ADMIN, &["period", "create", "child-premium", "2026"]),
    Run(ADMIN, &["period", "create", "mutual-aid", "2025"]),
    Run(SECOND_ADMIN, &["change", "approve", "--all"]),
    Run(ADMIN, &["period", "open", "child-premium", "2025"]),
    Run(ADMIN, &["period", "open", "child-premium", "2026"]),
    Run(ADMIN, &["period", "open", "mutual-aid", "2025"]),
    Run(SECOND_ADMIN, &["change", "approve", "--all"]),
    Import(CLERK, "members"),
    Import(CLERK, "plans"),
    Import(CLERK, "budgets"),
    Import(CLERK, "aid-budgets"),
    Run(SECOND_ADMIN, &["change", "approve", "--all"]),
    Import(CLERK, "participants"),
];

/// Builds, makes the province, imports it, and opens the console or prints the summary.
pub fn run(options: &Options) -> Result<()> {
    let root = workspace::root()?;
    let binary = build(&root)?;
    let today = prepare(&root, &binary)?;
    if options.headless {
        return summary(&root, &binary, &today).arg("--json").run();
    }
    acting(&root, &binary, "审核员", &today)
        .arg("console")
        .run()?;
    // Review and approval need different people, so the newcomer is told how to come back as one.
    for operator in [
        "录入员",
        "审核员",
        "审批员",
        "会计",
        "出纳",
        "审计员",
        ADMIN,
        SECOND_ADMIN,
    ] {
        eprintln!(
            "target/debug/gongbao --config {SITE} --today {today} --operator {operator} console"
        );
    }
    Ok(())
}

/// The program on the demonstration's database as one of its operators.
fn acting(root: &Path, binary: &Path, who: &str, today: &str) -> Line {
    Line::new(binary)
        .args(["--config", SITE, "--operator", who, "--today", today])
        .dir(root)
}

/// The demonstration's office on a day.
pub(super) struct Desk<'r> {
    /// The workspace's root, where commands are run.
    pub(super) root: &'r Path,
    binary: &'r Path,
    /// The day it pretends to be.
    pub(super) today: String,
}

impl Desk<'_> {
    /// A command of one of its operators.
    pub(super) fn by(&self, who: &str, words: &[&str]) -> Line {
        acting(self.root, self.binary, who, &self.today).args(words)
    }

    /// What a command prints as JSON.
    pub(super) fn asked(&self, who: &str, words: &[&str]) -> Result<Value> {
        let printed = self.by(who, words).read()?;
        serde_json::from_str(&printed)
            .with_context(|| format!("`{}` prints no JSON", words.join(" ")))
    }

    /// A file of the province, or another one of the demonstration, as commands are told it.
    pub(super) fn path(&self, name: &str) -> String {
        format!("{HOME}/{name}")
    }
}

/// Asks for the figures of the whole database.
pub(super) fn summary(root: &Path, binary: &Path, today: &str) -> Line {
    acting(root, binary, ADMIN, today).args(["rehearsal", "summary"])
}

/// Makes the province and imports it; gives the day it pretends to be.
pub(super) fn prepare(root: &Path, binary: &Path) -> Result<String> {
    let started = std::time::Instant::now();
    let home = root.join(HOME);
    if home.exists() {
        std::fs::remove_dir_all(&home)
            .with_context(|| format!("cannot delete {}", home.display()))?;
    }
    std::fs::create_dir_all(&home).with_context(|| format!("cannot create {}", home.display()))?;
    std::fs::write(root.join(SITE), SITE_TEXT).with_context(|| format!("cannot write {SITE}"))?;
    let gongbao = |args: &[&str]| {
        Line::new(binary)
            .args(["--config", SITE])
            .args(args)
            .dir(root)
    };
    gongbao(&["rehearsal", "generate", "--out", PROVINCE, "--seed", "1"]).run()?;
    let province = Province::read(&root.join(PROVINCE))?;
    gongbao(&["init", "--admin", ADMIN, "--rehearsal"]).run()?;
    for line in lines(&province)? {
        let words: Vec<&str> = line.iter().map(String::as_str).collect();
        gongbao(&words).run_accepting(&[0, SOME_REFUSED])?;
    }
    let mut desk = Desk {
        root,
        binary,
        today: SET_UP.to_owned(),
    };
    demo_weeks::pass(&mut desk, &province)?;
    eprintln!(
        "the rehearsal database is ready after {}",
        seconds(started.elapsed())
    );
    Ok(province.today)
}

/// Builds the binary with the flags the tests use, so that one build serves both.
pub(super) fn build(root: &Path) -> Result<PathBuf> {
    let packages = workspace::packages(root)?;
    let gongbao = ["gongbao".to_owned()];
    if !packages.contains_key(&gongbao[0]) {
        bail!("there is no package `gongbao` in the workspace");
    }
    let tls: Tls = needs::tls()?;
    let flags = tls.flags(&vendoring(&packages, &gongbao));
    tls.on(Line::cargo().args(["build", "-p", "gongbao"]).args(flags))
        .dir(root)
        .run()?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(root.join(target).join("debug").join("gongbao"))
}

/// What the generator wrote, as far as the sequence needs it.
pub(super) struct Province {
    /// The day the rehearsal pretends it is.
    pub(super) today: String,
    /// Every file, in the order to import them.
    pub(super) files: Vec<Sheet>,
}

/// A file of the province.
pub(super) struct Sheet {
    /// The import profile.
    pub(super) profile: String,
    /// Where it lies, below the demonstration's directory.
    pub(super) path: String,
    /// The day it comes.
    pub(super) on: String,
}

impl Province {
    fn read(dir: &Path) -> Result<Self> {
        let path = dir.join("manifest.json");
        Self::parse(&workspace::read(&path)?).with_context(|| format!("in {}", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let json: Value = serde_json::from_str(text).context("the manifest is not JSON")?;
        let word = |value: &Value, key: &str| {
            value[key]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("the manifest has no `{key}`"))
        };
        let list = json["files"]
            .as_array()
            .context("the manifest has no `files`")?;
        let files = list
            .iter()
            .map(|file| {
                Ok(Sheet {
                    profile: word(file, "profile")?,
                    path: format!("province/{}", word(file, "path")?),
                    on: word(file, "on")?,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            today: word(&json, "today")?,
            files,
        })
    }
}

/// Reads a file in; a sheet of a programme says which.
pub(super) fn import<'w>(profile: &'w str, path: &'w str) -> Vec<&'w str> {
    let mut words = vec!["import", profile, path];
    if matches!(profile, "plans" | "claims") {
        words.extend(["--programme", "child-premium"]);
    }
    words
}

/// The arguments of every command of the sequence, files filled in.
fn lines(province: &Province) -> Result<Vec<Vec<String>>> {
    let mut found = Vec::new();
    for step in SEQUENCE {
        let (Run(by, _) | Import(by, _)) = step;
        let line = |words: &[&str]| -> Vec<String> {
            let acting = ["--operator", by, "--today", SET_UP];
            acting
                .iter()
                .chain(words)
                .map(|word| (*word).to_owned())
                .collect()
        };
        match step {
            Run(_, words) => found.push(line(words)),
            Import(_, profile) => {
                let before = found.len();
                for file in province
                    .files
                    .iter()
                    .filter(|file| file.profile == *profile)
                {
                    let path = format!("{HOME}/{}", file.path);
                    // The budgets of mutual aid are budgets as all others.
                    let kind = profile.trim_start_matches("aid-");
                    found.push(line(&import(kind, &path)));
                }
                if found.len() == before {
                    bail!("the province has no file for the profile `{profile}`");
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn province(profiles: &[&str]) -> Province {
        let files: Vec<String> = profiles
            .iter()
            .map(|profile| {
                format!(r#"{{"profile":"{profile}","path":"{profile}.csv","on":"2026-01-09"}}"#)
            })
            .collect();
        let text = format!(r#"{{"today":"2026-03-10","files":[{}]}}"#, files.join(","));
        Province::parse(&text).unwrap()
    }

    #[test]
    fn every_file_is_imported_where_its_profile_stands() {
        let all = province(&[
            "units",
            "members",
            "participants",
            "plans",
            "budgets",
            "aid-budgets",
            "plans",
        ]);
        let lines = lines(&all).unwrap();
        assert_eq!(lines.len(), SEQUENCE.len() + 1);
        assert_eq!(
            lines[0].join(" "),
            "--operator 管理员 --today 2025-09-01 import units target/demo/province/units.csv"
        );
        assert!(lines.last().unwrap().contains(&"participants".to_owned()));
    }

    #[test]
    fn a_province_without_a_roster_is_an_error_and_no_empty_console() {
        let error = lines(&province(&[
            "units",
            "members",
            "plans",
            "budgets",
            "aid-budgets",
        ]))
        .unwrap_err();
        assert!(error.to_string().contains("`participants`"));
    }

    #[test]
    fn a_manifest_without_a_day_is_an_error() {
        assert!(Province::parse(r#"{"files":[]}"#).is_err());
    }

    #[test]
    fn the_second_administrator_is_the_first_operator_to_be_added_and_approves_all_others() {
        let added: Vec<&str> = SEQUENCE
            .iter()
            .filter_map(|step| match step {
                Run(_, ["operator", "add", name, ..]) => Some(*name),
                _ => None,
            })
            .collect();
        assert_eq!(added.first(), Some(&SECOND_ADMIN));
        let approves =
            |step: &Step| matches!(step, Run(SECOND_ADMIN, ["change", "approve", "--all"]));
        let proposes = |step: &Step| {
            matches!(
                step,
                Run(_, ["operator" | "period", ..]) | Import(_, "plans" | "budgets")
            )
        };
        let last = SEQUENCE.iter().rposition(proposes).unwrap();
        assert!(SEQUENCE[last..].iter().any(approves));
    }
}
