//! What is done by command can be done at the console, but for what is named here.

use crate::args::Cli;
use clap::CommandFactory as _;
use std::collections::BTreeSet;
use tui::commands::specs;
use tui::screens::ScreenKind;

/// Done on the machine itself: installing, what stands between machines, practising, looking after the place.
const OF_THE_MACHINE: &[&str] = &[
    "init",
    "setup",
    "audit keep",
    "authorized-keys",
    "enter",
    "console",
    "files serve",
    "db",
    "ops",
    "outbox",
    "rehearsal",
    "settle",
    "duplicate score",
];
/// What one screen or dialog does for several commands: the one that the console names, and the others.
const TOGETHER: &[(&str, &[&str])] = &[
    (
        "import claims",
        &[
            "import units",
            "import members",
            "import plans",
            "import budgets",
            "import participants",
            "import settlements",
        ],
    ),
    ("import list", &["import show"]),
    ("batch list", &["batch show"]),
    ("period list", &["period show"]),
    ("referral list", &["referral show"]),
    ("claim show", &["claim explain"]),
    ("year open", &["period clone"]),
    ("participation coverage", &["participation ledger"]),
    ("settlement waiting", &["settlement sum"]),
];
/// By command only: what is compared with files from elsewhere, what is tuned for a year, and the terms of schemes to be tried.
const BY_COMMAND_ONLY: &[&str] = &[
    "audit compare",
    "audit seals",
    "audit signing-key",
    "batch check",
    "duplicate calibrate",
    "duplicate model",
    "scheme list",
    "scheme show",
    "scheme try",
];

/// The words of every command that does something.
fn leaves(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    for below in command.get_subcommands() {
        let path = format!("{path} {}", below.get_name());
        if below.has_subcommands() {
            leaves(below, &path, found);
        } else {
            found.insert(path.trim().to_owned());
        }
    }
}

/// Whether these words begin a command line.
fn begins(line: &str, words: &str) -> bool {
    line.strip_prefix(words)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[test]
fn what_is_done_by_command_is_done_at_the_console_but_for_what_is_named() {
    let mut commands = BTreeSet::new();
    leaves(&Cli::command(), "", &mut commands);
    let of_screens = ScreenKind::ALL.iter().filter_map(|kind| kind.go());
    let mut console: Vec<&str> = specs().map(|spec| spec.cli).collect();
    console.extend(of_screens.map(|(_, go)| go.cli));
    let missing: BTreeSet<&str> = commands
        .iter()
        .map(String::as_str)
        .filter(|words| !console.iter().any(|line| begins(line, words)))
        .filter(|words| !OF_THE_MACHINE.iter().any(|named| begins(words, named)))
        .filter(|words| {
            let with = |(shown, others): &(&str, &[&str])| {
                others.contains(words) && console.iter().any(|line| begins(line, shown))
            };
            !TOGETHER.iter().any(with)
        })
        .collect();
    assert_eq!(missing, BY_COMMAND_ONLY.iter().copied().collect());
    for line in console {
        let is_known = |words: &String| begins(line, words);
        let shown = line.is_empty() || line.starts_with('-') || commands.iter().any(is_known);
        assert!(shown, "`{line}` is no command");
    }
}
