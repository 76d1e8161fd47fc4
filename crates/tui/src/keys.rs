//! Keys as the console understands them, whatever the terminal or the input method makes of them.

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
    /// Delete.
    Delete,
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

impl Key {
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
}
