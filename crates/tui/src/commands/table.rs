//! A command as it stands among the commands of a screen: name, keys, and what does the same on the command line.

use super::{Command, Motion};
use crate::keys::Key::{self, Char, Ctrl, Enter};
use crate::screens::ScreenKind;

/// A command of a screen.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The command.
    pub command: Command,
    /// Key of its name among the sentences; without `cmd-` its name in the key map.
    pub name: &'static str,
    /// The keys it has unless the site gives it others; the first is shown.
    pub keys: &'static [Key],
    /// Belongs on the last line of the screen.
    pub hint: bool,
    /// The words after `gongbao` that do the same; empty where the command line has nothing like it.
    pub cli: &'static str,
}

/// A command among the hints.
pub const fn on(
    command: Command,
    keys: &'static [Key],
    name: &'static str,
    cli: &'static str,
) -> Spec {
    Spec {
        command,
        name,
        keys,
        hint: true,
        cli,
    }
}

/// The same, but only in help and palette.
pub const fn quiet(
    command: Command,
    keys: &'static [Key],
    name: &'static str,
    cli: &'static str,
) -> Spec {
    Spec {
        hint: false,
        ..on(command, keys, name, cli)
    }
}

/// Opens the screen of the row under the cursor.
pub const OPEN: Spec = on(Command::Open, &[Enter], "cmd-open", "");
/// Opens the claim that the row under the cursor is about.
pub const OPEN_CLAIM: Spec = on(Command::Open, &[Enter], "cmd-open-claim", "claim show ID");
/// Narrows a list to what lies below a unit.
pub const NARROW_UNIT: Spec = on(Command::Narrow, &[Char('/')], "cmd-narrow-unit", "");
/// Goes to what waits for a decision next.
pub const NEXT_UNDECIDED: Spec = quiet(
    Command::NextUndecided,
    &[Char('N')],
    "cmd-next-undecided",
    "",
);

/// Every command, as often as it is on a screen: by the screens, then those of every screen.
pub fn specs() -> impl Iterator<Item = &'static Spec> {
    let screens = ScreenKind::ALL.iter().flat_map(|kind| of_kind(*kind));
    screens.chain(EVERYWHERE)
}

/// The commands of a screen, without those of every screen.
pub fn of_kind(kind: ScreenKind) -> impl Iterator<Item = &'static Spec> {
    kind.commands().iter().copied().flatten()
}

/// The commands of every screen, after its own. Of two with one key the earlier one has it while both are on offer.
pub const EVERYWHERE: &[Spec] = &[
    quiet(
        Command::Move(Motion::Rows(1)),
        &[Key::Down, Char('j')],
        "cmd-down",
        "",
    ),
    quiet(
        Command::Move(Motion::Rows(-1)),
        &[Key::Up, Char('k')],
        "cmd-up",
        "",
    ),
    quiet(
        Command::Move(Motion::Pages(1)),
        &[Key::PageDown, Ctrl('f')],
        "cmd-page-down",
        "",
    ),
    quiet(
        Command::Move(Motion::Pages(-1)),
        &[Key::PageUp],
        "cmd-page-up",
        "",
    ),
    quiet(Command::Move(Motion::First), &[Key::Home], "cmd-first", ""),
    quiet(Command::Move(Motion::Last), &[Key::End], "cmd-last", ""),
    quiet(Command::Back, &[Key::Esc, Key::Backspace], "cmd-back", ""),
    quiet(Command::Chord, &[Char('g')], "cmd-go", ""),
    quiet(Command::Palette, &[Char(':'), Ctrl('p')], "cmd-palette", ""),
    quiet(Command::Reload, &[Ctrl('r')], "cmd-reload", ""),
    quiet(
        Command::Language,
        &[Key::F(2)],
        "cmd-language",
        "--lang zh|en",
    ),
    quiet(Command::Repaint, &[Ctrl('l')], "cmd-repaint", ""),
    quiet(Command::Help, &[Char('?'), Key::F(1)], "cmd-help", "--help"),
    quiet(Command::Leave, &[Char('q'), Ctrl('q')], "cmd-leave", ""),
];
