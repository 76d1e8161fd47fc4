//! What can be done now, in one list: key handling, help, hints and the palette all read it.

mod list;
mod offered;
mod table;

pub use list::{Command, Motion};
pub use offered::{after, fits, step_of};
pub use table::{
    EVERYWHERE, NARROW_UNIT, NEXT_UNDECIDED, OPEN, OPEN_CLAIM, Spec, of_kind, on, quiet, specs,
};

use crate::keys::Key;
use crate::model::Model;
use crate::screens::{Route, ScreenKind};
use domain::claim::StateName;

/// A command on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The command.
    pub command: Command,
    /// Its keys; the first is shown.
    pub keys: Vec<Key>,
    /// Key of its name among the sentences.
    pub name: &'static str,
    /// Shown on the last line; help shows all.
    pub hint: bool,
    /// The letter after `g`, for a screen.
    pub letter: Option<char>,
    /// The words after `gongbao` that do the same; empty where there are none.
    pub cli: &'static str,
}

impl Offer {
    /// Its keys as help writes them.
    pub fn shown(&self) -> String {
        let chord = self.letter.map(|letter| format!("g {letter}"));
        let keys: Vec<String> = chord
            .into_iter()
            .chain(self.keys.iter().map(|key| key.shown()))
            .collect();
        keys.join(" ")
    }
}

/// Everything that can be done now on the screen on top, in the order of help.
pub fn commands(model: &Model) -> Vec<Offer> {
    of_route(model, model.route())
}

/// Everything that can be done on a screen; help asks for the one it was called from.
pub fn of_route(model: &Model, route: &Route) -> Vec<Offer> {
    let screen = route.screen();
    let mut taken: Vec<Key> = Vec::new();
    let mut offers: Vec<Offer> = of_kind(route.kind())
        .filter(|spec| screen.offers(model, spec.command))
        .chain(EVERYWHERE)
        .filter(|spec| offered::is_allowed(model, spec.command))
        .map(|spec| {
            let mut keys = model.keymap.keys(spec.name, spec.keys);
            // Of two commands with one key the earlier has it; the key map refuses what is not meant so.
            keys.retain(|key| !taken.contains(key));
            taken.extend(&keys);
            Offer {
                command: spec.command,
                keys,
                name: screen.name(model, spec),
                hint: spec.hint && screen.hints(model, spec.command),
                letter: None,
                cli: spec.cli,
            }
        })
        .collect();
    offers.extend(screens(model));
    offers
}

/// The screens that can be gone to from anywhere.
fn screens(model: &Model) -> impl Iterator<Item = Offer> + '_ {
    ScreenKind::of(&model.me).map(|(kind, go)| Offer {
        command: Command::Go(kind),
        keys: model.keymap.keys(go.name, &[]),
        name: go.name,
        hint: false,
        letter: Some(go.letter),
        cli: go.cli,
    })
}

/// The key that leaves whatever is on the screen: one that is not text, where there is one.
pub fn leaving_key(model: &Model) -> Option<Key> {
    let leave = commands(model)
        .into_iter()
        .find(|offer| offer.command == Command::Leave)?;
    let text = |key: &Key| matches!(key, Key::Char(_));
    let mut keys = leave.keys.iter();
    keys.find(|key| !text(key)).or(leave.keys.first()).copied()
}

/// States a claims filter may name, in the order of its list; the empty code stands for all.
pub fn filter_states() -> Vec<&'static str> {
    std::iter::once("")
        .chain(StateName::ALL.iter().map(|state| state.code()))
        .collect()
}
