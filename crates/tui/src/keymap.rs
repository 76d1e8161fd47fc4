//! The site's own keys: which keys a command has instead of the shipped ones, checked before the console opens.

use crate::commands::{self, EVERYWHERE};
use crate::keys::Key;
use crate::screens::{Go, ScreenKind};
use std::collections::BTreeMap;

/// Keys by the name of their command; commands that are not named keep theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyMap(BTreeMap<String, Vec<Key>>);

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// No command has the name.
    #[error("there is no command `{0}`; help (`?`) and README list them")]
    Unknown(String),
    /// The text is no key.
    #[error(
        "`{1}` of `{0}` is no key; write one character, `ctrl-x`, `f5`, `space`, `enter`, `pageup` and so on"
    )]
    Unreadable(String, String),
    /// The key would never arrive, or means something else everywhere.
    #[error("`{1}` of `{0}` cannot be used: {2}")]
    Unreachable(String, String, &'static str),
    /// Two commands of one screen would have the key.
    #[error("`{key}` is given to `{command}`, but `{other}` has it on the same screen")]
    Clash {
        /// The key.
        key: String,
        /// The command of the entry.
        command: String,
        /// The command that has it.
        other: String,
    },
}

/// The name of a command in the key map.
fn short(name: &str) -> &str {
    name.strip_prefix("cmd-").unwrap_or(name)
}

impl KeyMap {
    /// Reads entries: the name of a command and its keys.
    ///
    /// # Errors
    /// The first [`KeyFault`], in the order of the names.
    pub fn read(entries: &BTreeMap<String, Vec<String>>) -> Result<Self, KeyFault> {
        let mut map = Self::default();
        for (command, texts) in entries {
            let mut names = commands::specs().map(|spec| spec.name);
            let mut screens = screens().map(|go| go.name);
            if !names.any(|name| short(name) == command) && !screens.any(|name| name == command) {
                return Err(KeyFault::Unknown(command.clone()));
            }
            let keys = texts
                .iter()
                .map(|text| reachable(command, text))
                .collect::<Result<Vec<_>, _>>()?;
            map.0.insert(command.clone(), keys);
        }
        map.clash().map_or(Ok(map), Err)
    }

    /// The keys of a command.
    pub fn keys(&self, name: &str, shipped: &[Key]) -> Vec<Key> {
        self.0
            .get(short(name))
            .map_or_else(|| shipped.to_vec(), Clone::clone)
    }

    /// A key of the map that another command of the same screen has too.
    fn clash(&self) -> Option<KeyFault> {
        ScreenKind::ALL.iter().find_map(|kind| self.clash_on(*kind))
    }

    fn clash_on(&self, kind: ScreenKind) -> Option<KeyFault> {
        // Name, keys in force, shipped keys.
        let specs = commands::of_kind(kind).chain(EVERYWHERE);
        let specs = specs.map(|spec| (spec.name, self.keys(spec.name, spec.keys), spec.keys));
        let screens = screens().map(|go| (go.name, self.keys(go.name, &[]), &[][..]));
        let all: Vec<_> = specs.chain(screens).collect();
        for (name, keys, shipped) in &all {
            for key in keys.iter().filter(|key| !shipped.contains(key)) {
                let other = all
                    .iter()
                    .find(|(other, held, _)| short(other) != short(name) && held.contains(key));
                if let Some((other, ..)) = other {
                    return Some(KeyFault::Clash {
                        key: key.shown(),
                        command: short(name).to_owned(),
                        other: short(other).to_owned(),
                    });
                }
            }
        }
        None
    }
}

/// The ways to the screens that can be gone to from anywhere.
fn screens() -> impl Iterator<Item = Go> {
    let ways = ScreenKind::ALL.iter().filter_map(|kind| kind.go());
    ways.map(|(_, go)| go)
}

fn reachable(command: &str, text: &str) -> Result<Key, KeyFault> {
    let key =
        parse(text).ok_or_else(|| KeyFault::Unreadable(command.to_owned(), text.to_owned()))?;
    match hindrance(key) {
        Some(why) => Err(KeyFault::Unreachable(
            command.to_owned(),
            text.to_owned(),
            why,
        )),
        None => Ok(key),
    }
}

/// Why a key never arrives as itself, or must keep its meaning.
fn hindrance(key: Key) -> Option<&'static str> {
    if key.as_command() != key {
        return Some("it is read as the plain key of the same meaning");
    }
    if key.is_han() {
        return Some("an input method in Chinese mode sends it");
    }
    match key {
        Key::Ctrl('m' | 'j') => Some("terminals send it as Enter"),
        Key::Ctrl('i') => Some("terminals send it as Tab"),
        Key::Ctrl('h') => Some("terminals send it as Backspace"),
        Key::Ctrl('[' | '3') => Some("terminals send it as Esc"),
        Key::Ctrl('s' | 'z') => Some("terminals stop on it"),
        Key::Ctrl('a' | 'b') => Some("tmux and screen keep it for themselves"),
        Key::Ctrl('l') => Some("it repaints the screen, always"),
        Key::Esc => Some("it goes back, always"),
        _ => None,
    }
}

/// Reads `a`, `A`, `ctrl-p`, `f5`, `space`, `page-down` and so on.
pub fn parse(text: &str) -> Option<Key> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control()).then_some(Key::Char(c));
    }
    let name = text.to_ascii_lowercase().replace(['-', '_'], "");
    if let Some(rest) = name.strip_prefix("ctrl") {
        let mut chars = rest.chars();
        return match (chars.next(), chars.next()) {
            (Some(c), None) if c.is_ascii_graphic() => Some(Key::Ctrl(c)),
            _ => None,
        };
    }
    Some(match name.as_str() {
        "space" => Key::Char(' '),
        "hyphen" | "minus" => Key::Char('-'),
        "enter" => Key::Enter,
        "esc" => Key::Esc,
        "tab" => Key::Tab,
        "shifttab" | "backtab" => Key::BackTab,
        "backspace" => Key::Backspace,
        "up" => Key::Up,
        "down" => Key::Down,
        "left" => Key::Left,
        "right" => Key::Right,
        "pageup" => Key::PageUp,
        "pagedown" => Key::PageDown,
        "home" => Key::Home,
        "end" => Key::End,
        other => {
            let number = other.strip_prefix('f')?.parse().ok()?;
            (1..=12).contains(&number).then_some(Key::F(number))?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(entries: &[(&str, &str)]) -> Result<KeyMap, KeyFault> {
        let entries = entries
            .iter()
            .map(|(name, keys)| {
                let keys = keys.split_whitespace().map(str::to_owned).collect();
                ((*name).to_owned(), keys)
            })
            .collect();
        KeyMap::read(&entries)
    }

    #[test]
    fn keys_are_written_as_their_names() {
        for (text, key) in [
            ("a", Key::Char('a')),
            ("A", Key::Char('A')),
            ("-", Key::Char('-')),
            ("ctrl-p", Key::Ctrl('p')),
            ("Ctrl-P", Key::Ctrl('p')),
            ("f5", Key::F(5)),
            ("space", Key::Char(' ')),
            ("page-down", Key::PageDown),
            ("shift-tab", Key::BackTab),
        ] {
            assert_eq!(parse(text), Some(key), "{text}");
        }
        for text in ["", "f13", "ctrl-", "ctrl-pp", "alt-x", "enters", "\u{1b}"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_command_gets_the_keys_of_the_site_and_others_keep_theirs() {
        let map = read(&[("approve", "y ctrl-y"), ("go-claims", "f5")]).unwrap();
        let approve = map.keys("cmd-approve", &[Key::Char('a')]);
        assert_eq!(approve, [Key::Char('y'), Key::Ctrl('y')]);
        assert_eq!(map.keys("go-claims", &[]), [Key::F(5)]);
        assert_eq!(map.keys("cmd-hold", &[Key::Char('h')]), [Key::Char('h')]);
    }

    #[test]
    fn a_command_nobody_knows_and_a_key_nobody_has_are_refused() {
        assert_eq!(
            read(&[("aprove", "y")]),
            Err(KeyFault::Unknown("aprove".to_owned()))
        );
        assert!(matches!(
            read(&[("approve", "alt-y")]),
            Err(KeyFault::Unreadable(..))
        ));
    }

    #[test]
    fn a_key_that_never_arrives_is_refused() {
        for key in ["ctrl-m", "ctrl-i", "ctrl-b", "ctrl-l", "？", "审", "esc"] {
            assert!(
                matches!(read(&[("approve", key)]), Err(KeyFault::Unreachable(..))),
                "{key}"
            );
        }
    }

    #[test]
    fn two_commands_of_one_screen_cannot_share_a_key_and_of_two_screens_they_can() {
        assert!(matches!(
            read(&[("approve", "r")]),
            Err(KeyFault::Clash { .. })
        ));
        assert!(matches!(
            read(&[("go-claims", "j")]),
            Err(KeyFault::Clash { .. })
        ));
        assert!(read(&[("approve", "i")]).is_ok(), "`i` imports elsewhere");
        assert!(read(&[("approve", "r"), ("return", "y")]).is_ok());
    }

    #[test]
    fn the_shipped_keys_are_a_map_without_faults() {
        let shipped: BTreeMap<String, Vec<String>> = BTreeMap::new();
        assert_eq!(KeyMap::read(&shipped), Ok(KeyMap::default()));
        for spec in commands::specs() {
            for key in spec
                .keys
                .iter()
                .filter(|key| !matches!(key, Key::Esc | Key::Ctrl('l')))
            {
                assert_eq!(hindrance(*key), None, "{key:?} of {}", spec.name);
            }
        }
    }
}
