//! Keys as the console understands them, whatever the terminal or the input method makes of them.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character.
    Char(char),
    /// A character with Ctrl.
    Ctrl(char),
    /// A function key.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
}

/// Takes a key with Alt apart into Esc and the key: over a slow line the two arrive in one packet, and no
/// command of ours has Alt.
pub fn apart(event: Event) -> impl Iterator<Item = Event> {
    let (first, second) = match event {
        Event::Key(mut key) if key.modifiers.contains(KeyModifiers::ALT) => {
            key.modifiers.remove(KeyModifiers::ALT);
            let escape = KeyEvent {
                code: KeyCode::Esc,
                modifiers: KeyModifiers::NONE,
                ..key
            };
            (Some(Event::Key(escape)), Event::Key(key))
        }
        other => (None, other),
    };
    first.into_iter().chain([second])
}

impl Key {
    /// Reads a terminal's event; releases and keys without a meaning here give nothing.
    pub fn from_event(event: &KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        Some(match event.code {
            KeyCode::Char(c) if ctrl => Self::Ctrl(c.to_ascii_lowercase()),
            KeyCode::Char(c) => Self::Char(c),
            KeyCode::F(n) => Self::F(n),
            KeyCode::Enter => Self::Enter,
            KeyCode::Esc => Self::Esc,
            KeyCode::Tab => Self::Tab,
            KeyCode::BackTab => Self::BackTab,
            KeyCode::Backspace => Self::Backspace,
            KeyCode::Up => Self::Up,
            KeyCode::Down => Self::Down,
            KeyCode::Left => Self::Left,
            KeyCode::Right => Self::Right,
            KeyCode::PageUp => Self::PageUp,
            KeyCode::PageDown => Self::PageDown,
            KeyCode::Home => Self::Home,
            KeyCode::End => Self::End,
            _ => return None,
        })
    }

    /// Outside text fields the punctuation of a Chinese input method means the same as the plain one.
    #[must_use]
    pub fn as_command(self) -> Self {
        match self {
            Self::Char('？') => Self::Char('?'),
            Self::Char('／' | '、') => Self::Char('/'),
            Self::Char('：') => Self::Char(':'),
            Self::Char('，') => Self::Char(','),
            Self::Char('。') => Self::Char('.'),
            Self::Char('！') => Self::Char('!'),
            Self::Char('\u{3000}') => Self::Char(' '),
            Self::Char('＊') => Self::Char('*'),
            other => other,
        }
    }

    /// A character of a script that no command uses: the input method is in Chinese mode.
    pub fn is_han(self) -> bool {
        matches!(self, Self::Char('\u{3400}'..='\u{9FFF}'))
    }

    /// The key as shown in help.
    pub fn shown(self) -> String {
        match self {
            Self::Char(' ') => "Space".to_owned(),
            Self::Char(c) => c.to_string(),
            Self::Ctrl(c) => format!("Ctrl-{}", c.to_ascii_uppercase()),
            Self::F(n) => format!("F{n}"),
            Self::PageUp => "PgUp".to_owned(),
            Self::PageDown => "PgDn".to_owned(),
            Self::BackTab => "Shift-Tab".to_owned(),
            other => format!("{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_punctuation_of_an_input_method_still_commands() {
        for (typed, meant) in [('？', '?'), ('／', '/'), ('、', '/'), ('：', ':')] {
            assert_eq!(Key::Char(typed).as_command(), Key::Char(meant));
        }
        assert!(Key::Char('审').is_han());
    }

    #[test]
    fn esc_and_a_key_that_arrive_as_one_are_taken_apart() {
        let pressed = |event: KeyEvent| -> Vec<Option<Key>> {
            apart(Event::Key(event))
                .map(|event| match event {
                    Event::Key(key) => Key::from_event(&key),
                    _ => None,
                })
                .collect()
        };
        let alt = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::ALT);
        assert_eq!(pressed(alt), [Some(Key::Esc), Some(Key::Char('q'))]);
        let plain = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE);
        assert_eq!(pressed(plain), [Some(Key::Char('q'))]);
        let ctrl = KeyEvent::new(KeyCode::Char('L'), KeyModifiers::CONTROL);
        assert_eq!(pressed(ctrl), [Some(Key::Ctrl('l'))]);
    }
}
