//! The command palette: every command on offer by its Chinese or English name, the first letters of its sounds, or the
//! words of the command line.

use crate::commands::{self, Command, Offer};
use crate::dialog::{Dialog, Purpose};
use crate::i18n::Texts;
use crate::model::Model;
use crate::screens::ScreenKind;
use pinyin::ToPinyin as _;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use workflow::views::Lang;

/// Characters of command names that sound otherwise than the dictionary's first reading.
const OTHER_SOUNDS: [(char, &str); 3] = [('重', "chong"), ('调', "diao"), ('还', "huan")];

/// What a command can be found by, all in small letters: names, sounds, command line.
static FOUND_BY: LazyLock<BTreeMap<&'static str, Vec<String>>> = LazyLock::new(|| {
    let (zh, en) = (Texts::new(Lang::Zh), Texts::new(Lang::En));
    let specs = commands::specs().map(|spec| (spec.name, spec.cli));
    let ways = ScreenKind::ALL.iter().filter_map(|kind| kind.go());
    let screens = ways.map(|(_, go)| (go.name, go.cli));
    let mut known = BTreeSet::new();
    let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for (name, cli) in specs.chain(screens).filter(|one| known.insert(*one)) {
        let (sounds, initials) = sounds(&zh.t(name));
        let entry = found.entry(name).or_default();
        entry.extend(
            [zh.t(name), en.t(name), initials, sounds, cli.to_owned()]
                .map(|text| text.to_lowercase()),
        );
    }
    found
});

/// A text in toneless sounds, and the first letters of them; what is no Chinese character stays.
fn sounds(text: &str) -> (String, String) {
    let mut whole = String::new();
    let mut initials = String::new();
    for c in text.chars() {
        let other = OTHER_SOUNDS.iter().find(|(odd, _)| *odd == c);
        let sound = other
            .map(|(_, sound)| *sound)
            .or_else(|| c.to_pinyin().map(|sound| sound.plain()));
        match sound {
            Some(sound) => {
                whole.push_str(sound);
                initials.extend(sound.chars().next());
            }
            None => {
                whole.push(c);
                initials.push(c);
            }
        }
    }
    (whole, initials)
}

/// How well a text answers what was typed; smaller is better, none does not answer. The letters must come in their
/// order; together, and at the beginning, they count for more.
fn distance(typed: &str, text: &str) -> Option<usize> {
    if let Some(at) = text.find(typed) {
        return Some(at);
    }
    // A letter or two scattered over a sentence say nothing.
    if typed.chars().count() < 3 {
        return None;
    }
    let mut rest = text.char_indices();
    let mut first = None;
    let mut last = 0;
    for wanted in typed.chars() {
        let (at, _) = rest.find(|(_, c)| *c == wanted)?;
        first.get_or_insert(at);
        last = at;
    }
    Some(100 + last - first.unwrap_or(0))
}

/// The commands on offer that answer what was typed into the palette, the best first; all of them, in the order of
/// help, while nothing is typed.
pub fn rows(model: &Model, dialog: &Dialog) -> Vec<Offer> {
    let typed = dialog.text("text").to_lowercase();
    let offers = commands::commands(model).into_iter().filter(|offer| {
        !matches!(
            offer.command,
            Command::Palette | Command::Chord | Command::Move(_)
        )
    });
    let mut found: Vec<(usize, Offer)> = offers
        .filter_map(|offer| {
            let by = FOUND_BY.get(offer.name)?;
            // A name is a better answer than the words of the command line.
            let best = by
                .iter()
                .enumerate()
                .filter_map(|(rank, text)| distance(&typed, text).map(|far| far * 8 + rank))
                .min()?;
            Some((if typed.is_empty() { 0 } else { best }, offer))
        })
        .collect();
    found.sort_by_key(|(far, _)| *far);
    found.into_iter().map(|(_, offer)| offer).collect()
}

/// Keeps the row of the palette on one of its rows.
pub fn keep_row(model: &mut Model) {
    let last = match &model.dialog {
        Some(dialog) if dialog.purpose == Purpose::Palette => {
            rows(model, dialog).len().saturating_sub(1)
        }
        _ => return,
    };
    if let Some(dialog) = &mut model.dialog {
        dialog.top = dialog.top.min(last);
    }
}

/// An offer answers a text looked for in help: by key, name in either language, sound, or command line.
pub fn answers(offer: &Offer, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let by_name = FOUND_BY
        .get(offer.name)
        .is_some_and(|by| by.iter().any(|text| distance(&wanted, text).is_some()));
    by_name || offer.shown().to_lowercase().contains(&wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sounds_of_every_command_are_plain_letters() {
        for (name, by) in FOUND_BY.iter() {
            let initials = &by[2];
            assert!(initials.is_ascii(), "{name}: {initials}");
        }
        assert_eq!(sounds("重复"), ("chongfu".to_owned(), "cf".to_owned()));
        assert_eq!(sounds("退回"), ("tuihui".to_owned(), "th".to_owned()));
    }

    #[test]
    fn letters_together_come_before_letters_apart_and_wrong_order_is_no_answer() {
        let near = distance("app", "approve").unwrap();
        let far = distance("aprv", "approve").unwrap();
        assert!(near < far);
        assert_eq!(distance("vorppa", "approve"), None);
        assert_eq!(distance("av", "approve"), None);
    }
}
