//! A typed line as the keys it stands for.

use crate::dialog::{Dialog, Value};
use crate::input::Event;
use crate::keymap;
use crate::keys::Key;

/// Confirms the dialog.
const OK: &str = "ok";
/// What begins a key's name in front of a dialog, where everything else is the value of a field.
const KEY_SIGN: [char; 2] = ['/', '／'];

/// The keys of a line typed in front of a screen: `gc`, `down down`, `page-down`, `ctrl-p`. An empty one is Enter.
pub fn before_screen(line: &str) -> Vec<Event> {
    if line.trim().is_empty() {
        return vec![Event::Key(Key::Enter)];
    }
    line.split_whitespace()
        .flat_map(word)
        .map(Event::Key)
        .collect()
}

/// The keys of a line typed in front of a dialog: the value of the field in focus, or `/` and a key. An empty one goes on
/// to the next field. None for what means nothing there.
pub fn before_dialog(line: &str, dialog: &Dialog) -> Option<Vec<Event>> {
    let line = line.trim();
    if let Some(name) = line.strip_prefix(KEY_SIGN) {
        if name.eq_ignore_ascii_case(OK) {
            return Some(events(confirming(dialog)));
        }
        return keymap::parse(name).map(|key| vec![Event::Key(key)]);
    }
    if line.is_empty() {
        return Some(events(vec![Key::Tab]));
    }
    let field = dialog.field_at_focus()?;
    let mut typed = match &field.value {
        Value::Text(_) => vec![Event::Key(Key::Ctrl('u')), Event::Paste(line.to_owned())],
        Value::Choice(options, at) => {
            let wanted: usize = line.parse().ok()?;
            let wanted = wanted
                .checked_sub(1)
                .filter(|wanted| *wanted < options.len())?;
            let steps = (wanted + options.len() - at) % options.len();
            events(vec![Key::Right; steps])
        }
        Value::Check(on) => {
            let wanted = match line {
                "y" | "Y" | "是" => true,
                "n" | "N" | "否" => false,
                _ => return None,
            };
            events(vec![Key::Char(' '); usize::from(wanted != *on)])
        }
    };
    typed.push(Event::Key(Key::Tab));
    Some(typed)
}

/// The line would confirm a dialog.
pub fn confirms(line: &str) -> bool {
    line.trim().strip_prefix(KEY_SIGN).is_some_and(|name| {
        name.eq_ignore_ascii_case(OK) || keymap::parse(name) == Some(Key::Enter)
    })
}

fn confirming(dialog: &Dialog) -> Vec<Key> {
    let steps = if dialog.purpose.is_harmless() {
        0
    } else {
        dialog.confirm_at() - dialog.focus
    };
    let mut keys = vec![Key::Tab; steps];
    keys.push(Key::Enter);
    keys
}

fn events(keys: Vec<Key>) -> Vec<Event> {
    keys.into_iter().map(Event::Key).collect()
}

/// A key by its name, or one key a character.
fn word(word: &str) -> Vec<Key> {
    match keymap::parse(word) {
        Some(key) => vec![key],
        None => word.chars().map(Key::Char).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::{Field, Purpose};

    fn keys(keys: &[Key]) -> Vec<Event> {
        events(keys.to_vec())
    }

    #[test]
    fn a_line_is_the_keys_it_names_or_spells() {
        let cases: [(&str, &[Key]); 4] = [
            ("", &[Key::Enter]),
            ("gc", &[Key::Char('g'), Key::Char('c')]),
            (
                "down j page-down",
                &[Key::Down, Key::Char('j'), Key::PageDown],
            ),
            ("ctrl-p", &[Key::Ctrl('p')]),
        ];
        for (line, wanted) in cases {
            assert_eq!(before_screen(line), keys(wanted), "{line}");
        }
    }

    #[test]
    fn a_line_in_front_of_a_dialog_is_the_value_of_its_field() {
        let options = ["a", "b", "c"].map(|code| (code.to_owned(), code.to_owned()));
        let mut dialog = Dialog::new(
            Purpose::Approve(Vec::new(), None),
            "t".to_owned(),
            "c".to_owned(),
        )
        .field(Field::text("reason", "l".to_owned(), "old"))
        .field(Field::choice(
            "source",
            "l".to_owned(),
            options.to_vec(),
            "b",
        ))
        .field(Field::check("sure", "l".to_owned()));
        // The focus stands on "cancel", where nothing is typed.
        assert_eq!(before_dialog("value", &dialog), None);
        assert_eq!(before_dialog("", &dialog), Some(keys(&[Key::Tab])));
        dialog.focus = 1;
        let text = vec![
            Event::Key(Key::Ctrl('u')),
            Event::Paste("已核对 ok".to_owned()),
            Event::Key(Key::Tab),
        ];
        assert_eq!(before_dialog(" 已核对 ok ", &dialog), Some(text));
        dialog.focus = 2;
        let around = keys(&[Key::Right, Key::Right, Key::Tab]);
        assert_eq!(before_dialog("1", &dialog), Some(around));
        assert_eq!(before_dialog("4", &dialog), None);
        assert_eq!(before_dialog("0", &dialog), None);
        dialog.focus = 3;
        assert_eq!(
            before_dialog("y", &dialog),
            Some(keys(&[Key::Char(' '), Key::Tab]))
        );
        assert_eq!(before_dialog("n", &dialog), Some(keys(&[Key::Tab])));
        assert_eq!(before_dialog("/esc", &dialog), Some(keys(&[Key::Esc])));
        assert_eq!(
            before_dialog("/ok", &dialog),
            Some(keys(&[Key::Tab, Key::Enter]))
        );
        assert_eq!(before_dialog("/nothing", &dialog), None);
    }
}
