//! Text that came with its line ends and without the marks of a paste.

use super::Event;
use crate::keys::Key;

/// A line end; the second is what some clipboards hold instead of Enter.
pub(super) fn is_line_end(event: &Event) -> bool {
    matches!(event, Event::Key(Key::Enter | Key::Ctrl('j')))
}

/// A line end that no Enter key sends.
pub(super) fn is_line_feed(event: &Event) -> bool {
    matches!(event, Event::Key(Key::Ctrl('j')))
}

/// A paste with its marks, or the end of one that was given up.
pub(super) fn is_paste(event: &Event) -> bool {
    matches!(event, Event::Paste(_))
}

/// Typed or pasted text.
pub(super) fn is_text(event: &Event) -> bool {
    matches!(event, Event::Key(Key::Char(_)) | Event::Paste(_))
}

/// One read of text and line ends. Text behind a line end makes all of it a paste; otherwise the text may have been
/// typed and stays keys, and only the line ends behind it are none.
pub(super) fn folded(read: Vec<Event>) -> Vec<Event> {
    let lines = read
        .iter()
        .skip_while(|event| !is_line_end(event))
        .any(is_text);
    let mut events: Vec<Event> = Vec::with_capacity(read.len());
    for event in read {
        let pasted = match event {
            Event::Key(Key::Enter | Key::Ctrl('j')) => '\n',
            Event::Key(Key::Char(c)) if lines => c,
            Event::Key(Key::Tab) if lines => '\t',
            other => {
                events.push(other);
                continue;
            }
        };
        match events.last_mut() {
            Some(Event::Paste(text)) => text.push(pasted),
            _ => events.push(Event::Paste(pasted.into())),
        }
    }
    events
}
