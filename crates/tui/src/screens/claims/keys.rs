//! The commands of the queue, and those that a claim's own screen shares with it.

use crate::commands::{Command, OPEN, Spec, on, quiet};
use crate::keys::Key::{self, Char};
use crate::orders::{REASSESS, RESUME};

/// The card of the claim's subject, for whoever is on the telephone about it.
pub(super) const SUBJECT: Command = Command::Own("subject");

/// Marks every claim that matches.
pub(super) const MARK_ALL: Command = Command::Own("mark-all");

/// Looks around in the queue.
pub(super) const LOOK: &[Spec] = &[
    OPEN,
    on(
        Command::Search,
        &[Char('/')],
        "cmd-search",
        "claim list --search TEXT",
    ),
    on(Command::Filter, &[Char('f')], "cmd-filter", "claim list"),
    quiet(
        Command::ClearFilter,
        &[Char('F')],
        "cmd-clear-filter",
        "claim list",
    ),
    on(Command::Mark, &[Char(' ')], "cmd-mark", ""),
    quiet(Command::Range, &[Char('V')], "cmd-range", ""),
    quiet(Command::Invert, &[Char('*')], "cmd-invert", ""),
    quiet(MARK_ALL, &[Char('M')], "cmd-mark-all", ""),
];

/// Decides claims, in the queue and on a claim's own screen.
pub(crate) const DECIDE: &[Spec] = &[
    on(
        Command::Review,
        &[Char('c')],
        "cmd-review",
        "claim review ID",
    ),
    on(
        Command::Approve,
        &[Char('a')],
        "cmd-approve",
        "claim approve ID",
    ),
    on(
        Command::Return,
        &[Char('r')],
        "cmd-return",
        "claim return ID",
    ),
    on(Command::Hold, &[Char('h')], "cmd-hold", "claim hold ID"),
    quiet(
        Command::Reject,
        &[Char('X')],
        "cmd-reject",
        "claim reject ID",
    ),
    on(
        Command::Withdraw,
        &[Char('w')],
        "cmd-withdraw",
        "claim withdraw ID",
    ),
    on(
        Command::Reconcile,
        &[Char('t')],
        "cmd-reconcile",
        "claim reconcile ID",
    ),
    on(
        Command::Recover,
        &[Char('R')],
        "cmd-recover",
        "claim recover ID",
    ),
    on(
        Command::Recovered,
        &[Char('B')],
        "cmd-recovered",
        "claim recovered ID",
    ),
    quiet(Command::Undo, &[Char('u')], "cmd-undo", "claim undo ID"),
];

/// Many claims at once, and what belongs to the one under the cursor.
pub(super) const MANY: &[Spec] = &[
    quiet(
        Command::ApproveMatching,
        &[Char('A')],
        "cmd-approve-matching",
        "claim approve --all-matching",
    ),
    quiet(
        Command::WorkQueue(1),
        &[Key::Tab],
        "cmd-lane-next",
        "claim list --lane LANE",
    ),
    quiet(
        Command::WorkQueue(-1),
        &[Key::BackTab],
        "cmd-lane-previous",
        "",
    ),
    quiet(Command::SaveFilter, &[Char('S')], "cmd-save-filter", ""),
    quiet(Command::UseFilter, &[Char('o')], "cmd-use-filter", ""),
    quiet(Command::Log, &[Char('L')], "cmd-log", "claim log ID"),
    quiet(REASSESS, &[Char('E')], "cmd-reassess", "claim reassess"),
    quiet(RESUME, &[Char('Z')], "cmd-resume", "claim resume"),
    CARD,
];

/// To the card of the subject.
pub(crate) const CARD: Spec = quiet(SUBJECT, &[Char('P')], "cmd-person-open", "person show ID");
