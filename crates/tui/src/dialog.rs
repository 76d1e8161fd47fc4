//! A dialog in front of a screen: sentences, fields, and two buttons. The focus of a dialog that changes anything
//! starts on "cancel", so that neither a typed-ahead nor a doubled Enter can confirm it.

mod purpose;

pub use purpose::{Grade, Purpose};

use crate::keys::Key;
use crate::line::Tone;
use domain::batch::Channel;
use domain::fund::FundSource;
use std::collections::BTreeSet;
use tui_input::{Input, InputRequest};

/// A caret behind whatever a field holds.
const AT_END: usize = usize::MAX;
/// Longest text of a field.
const FIELD_CHARS_MAX: usize = 500;

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Free text.
    Text(String),
    /// One of several: code and label, and which.
    Choice(Vec<(String, String)>, usize),
    /// Yes or no.
    Check(bool),
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its stable name.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// What it holds.
    pub value: Value,
}

impl Field {
    /// A text field.
    pub fn text(name: &'static str, label: String, value: &str) -> Self {
        Self {
            name,
            label,
            value: Value::Text(value.to_owned()),
        }
    }

    /// A choice; `code` is chosen when it is among the options.
    pub fn choice(
        name: &'static str,
        label: String,
        options: Vec<(String, String)>,
        code: &str,
    ) -> Self {
        let at = options
            .iter()
            .position(|(option, _)| option == code)
            .unwrap_or(0);
        Self {
            name,
            label,
            value: Value::Choice(options, at),
        }
    }

    /// A box to tick.
    pub fn check(name: &'static str, label: String) -> Self {
        Self {
            name,
            label,
            value: Value::Check(false),
        }
    }
}

/// A dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialog {
    /// What it is about.
    pub purpose: Purpose,
    /// Its title.
    pub title: String,
    /// Sentences above the fields.
    pub lines: Vec<(String, Tone)>,
    /// The fields.
    pub fields: Vec<Field>,
    /// 0 is "cancel", then the fields, then "confirm".
    pub focus: usize,
    /// Characters before the caret in the text field in focus; beyond its end, at its end.
    pub caret: usize,
    /// The label of "confirm".
    pub confirm: String,
    /// Why it could not be confirmed.
    pub error: Option<String>,
    /// First sentence shown, when they do not all fit; or the row of the palette.
    pub top: usize,
    /// Pages that must all be looked at before it may be confirmed.
    pub pages: Vec<Vec<(String, Tone)>>,
    /// The page shown.
    pub page: usize,
    /// Pages that were shown.
    pub seen: BTreeSet<usize>,
    /// Fields that appear once every page was shown.
    pub later: Vec<Field>,
    /// The focus was moved: before that Enter does nothing.
    pub moved: bool,
    /// Reasons that need not be typed.
    pub phrases: Vec<String>,
    /// Which of them stands in the field, or comes first.
    pub phrase: usize,
}

/// What a key did to a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// Something inside it, or nothing.
    Inside,
    /// It is given up.
    Closed,
    /// It is confirmed.
    Confirmed,
    /// How it works is asked for.
    Help,
}

impl Dialog {
    /// A dialog; the focus stands on "cancel" unless it changes nothing.
    pub fn new(purpose: Purpose, title: String, confirm: String) -> Self {
        let focus = usize::from(purpose.is_harmless());
        Self {
            purpose,
            title,
            lines: Vec::new(),
            fields: Vec::new(),
            focus,
            caret: AT_END,
            confirm,
            error: None,
            top: 0,
            pages: Vec::new(),
            page: 0,
            seen: BTreeSet::new(),
            later: Vec::new(),
            moved: false,
            phrases: Vec::new(),
            phrase: 0,
        }
    }

    /// Adds a sentence.
    #[must_use]
    pub fn line(mut self, text: String, tone: Tone) -> Self {
        self.lines.push((text, tone));
        self
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds pages to be looked at one by one before `fields` appear.
    #[must_use]
    pub fn read_first(mut self, pages: Vec<Vec<(String, Tone)>>, fields: Vec<Field>) -> Self {
        self.pages = pages;
        self.later = fields;
        self.show_page(0);
        self
    }

    /// Every page was shown.
    pub fn is_read(&self) -> bool {
        self.seen.len() >= self.pages.len()
    }

    fn show_page(&mut self, page: usize) {
        self.page = page.min(self.pages.len().saturating_sub(1));
        self.top = 0;
        self.seen.insert(self.page);
        if self.is_read() {
            self.fields.append(&mut self.later);
        }
    }

    /// Turns the pages when the key means that here.
    fn leaf(&mut self, key: Key) -> bool {
        let free = self.focus == 0 || self.focus == self.confirm_at();
        match key {
            _ if self.pages.is_empty() => return false,
            Key::PageDown => self.show_page(self.page + 1),
            Key::PageUp => self.show_page(self.page.saturating_sub(1)),
            Key::Right | Key::Char(' ' | '\u{3000}') if free => self.show_page(self.page + 1),
            Key::Left if free => self.show_page(self.page.saturating_sub(1)),
            _ => return false,
        }
        true
    }

    /// The position of "confirm" in the ring of the focus.
    pub fn confirm_at(&self) -> usize {
        self.fields.len() + 1
    }

    /// The reason's field, which is kept as a draft when the dialog is given up.
    pub fn reason(&mut self) -> Option<&mut Value> {
        self.fields
            .iter_mut()
            .find(|field| field.name == "reason")
            .map(|field| &mut field.value)
    }

    /// Offers reasons that need not be typed; with `begun` the first stands in the field.
    pub fn offer_phrases(&mut self, phrases: Vec<String>, begun: bool) {
        self.phrases = phrases;
        if begun {
            self.recall();
        }
    }

    /// Puts the next of the offered reasons into the field.
    fn recall(&mut self) {
        let Some(phrase) = self.phrases.get(self.phrase).cloned() else {
            return;
        };
        self.caret = AT_END;
        self.phrase = (self.phrase + 1) % self.phrases.len();
        if let Some(Value::Text(reason)) = self.reason() {
            *reason = phrase;
        }
    }

    /// The text of a field, without blanks around it.
    pub fn text(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .map_or("", |field| {
                if let Value::Text(text) = &field.value {
                    text.trim()
                } else {
                    ""
                }
            })
    }

    /// The code chosen in a field.
    pub fn code(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .map_or("", |field| match &field.value {
                Value::Choice(options, at) => {
                    options.get(*at).map_or("", |(code, _)| code.as_str())
                }
                _ => "",
            })
    }

    /// A box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.fields
            .iter()
            .any(|field| field.name == name && field.value == Value::Check(true))
    }

    /// The boxes, and whether each is ticked.
    pub fn boxes(&self) -> impl Iterator<Item = (&'static str, bool)> {
        self.fields.iter().filter_map(|field| match field.value {
            Value::Check(ticked) => Some((field.name, ticked)),
            _ => None,
        })
    }

    /// The funding source chosen.
    pub fn source(&self) -> Option<FundSource> {
        FundSource::from_code(self.code("source"))
    }

    /// The channel chosen.
    pub fn channel(&self) -> Channel {
        Channel::from_code(self.code("channel")).unwrap_or(Channel::MemberBank)
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Did {
        self.error = None;
        if self.leaf(key) {
            return Did::Inside;
        }
        match key {
            Key::F(1) => Did::Help,
            Key::Esc => Did::Closed,
            Key::Tab | Key::Down if !self.scrolls() => self.turn(1),
            Key::BackTab | Key::Up if !self.scrolls() => self.turn(-1),
            Key::Down | Key::PageDown => self.roll(1),
            Key::Up | Key::PageUp => self.roll(-1),
            Key::Enter => self.enter(),
            other => self.type_in(other),
        }
    }

    /// Adds pasted text to the text field in focus; pasted line ends become blanks. False when there is no such field.
    pub fn paste(&mut self, pasted: &str) -> bool {
        if !matches!(self.focused(), Some(Value::Text(_))) {
            if self.decides() && !pasted.trim().is_empty() {
                self.retreat();
            }
            return false;
        }
        for c in pasted.chars() {
            self.edit(InputRequest::InsertChar(if c.is_control() {
                ' '
            } else {
                c
            }));
        }
        true
    }

    /// Enter would decide something now.
    pub fn decides(&self) -> bool {
        !self.purpose.is_harmless() && self.focus == self.confirm_at()
    }

    /// Text that arrives at a button was meant for a field, and the Enter behind it may be its line end: the focus goes
    /// back to "cancel", where Enter does nothing before it was moved again.
    pub fn retreat(&mut self) {
        if !self.purpose.is_harmless() {
            self.focus = 0;
            self.moved = false;
        }
    }

    /// The field in focus.
    pub fn field_at_focus(&self) -> Option<&Field> {
        self.focus.checked_sub(1).and_then(|at| self.fields.get(at))
    }

    /// Ticks every box, and goes on to what comes after them.
    fn tick_all(&mut self) {
        for field in &mut self.fields {
            if let Value::Check(on) = &mut field.value {
                *on = true;
            }
        }
        let last = self
            .fields
            .iter()
            .rposition(|field| matches!(field.value, Value::Check(_)));
        self.focus = last.map_or(self.focus, |at| at + 2);
        self.caret = AT_END;
        self.moved = true;
    }

    fn scrolls(&self) -> bool {
        matches!(self.purpose, Purpose::Tell | Purpose::Palette)
    }

    fn focused(&mut self) -> Option<&mut Value> {
        self.focus
            .checked_sub(1)
            .and_then(|at| self.fields.get_mut(at))
            .map(|field| &mut field.value)
    }

    /// Edits the text field in focus at the caret.
    fn edit(&mut self, request: InputRequest) {
        let caret = self.caret;
        let Some(Value::Text(text)) = self.focused() else {
            return;
        };
        let full = text.chars().count() >= FIELD_CHARS_MAX;
        if full && matches!(request, InputRequest::InsertChar(_)) {
            return;
        }
        let mut input = Input::new(std::mem::take(text)).with_cursor(caret);
        input.handle(request);
        input.value().clone_into(text);
        self.caret = input.cursor();
    }

    fn turn(&mut self, by: isize) -> Did {
        self.moved = true;
        self.caret = AT_END;
        let ring = self.fields.len() + 2;
        self.focus = (self.focus + ring).saturating_add_signed(by) % ring;
        Did::Inside
    }

    fn roll(&mut self, by: isize) -> Did {
        self.top = self.top.saturating_add_signed(by);
        if self.purpose == Purpose::Tell {
            self.top = self.top.min(self.lines.len().saturating_sub(1));
        }
        Did::Inside
    }

    fn enter(&mut self) -> Did {
        if self.purpose.is_harmless() || self.focus == self.confirm_at() {
            return Did::Confirmed;
        }
        if self.focus == 0 {
            // A typed-ahead or doubled Enter neither confirms nor closes what was not read yet.
            return if self.moved { Did::Closed } else { Did::Inside };
        }
        self.turn(1)
    }

    fn type_in(&mut self, key: Key) -> Did {
        if self.purpose == Purpose::Palette {
            self.top = 0;
        }
        let decides = self.decides();
        let in_reason = self
            .field_at_focus()
            .is_some_and(|field| field.name == "reason");
        match (self.focused(), key) {
            (Some(Value::Text(_)), Key::Ctrl('r')) if in_reason => self.recall(),
            (Some(Value::Text(_)), key) => {
                if let Some(request) = editing(key) {
                    self.edit(request);
                }
            }
            (Some(Value::Check(_)), Key::Char('a')) => self.tick_all(),
            (Some(Value::Check(on)), Key::Char(' ' | '\u{3000}')) => *on = !*on,
            (Some(Value::Choice(options, at)), Key::Right | Key::Char(' ')) => {
                *at = (*at + 1) % options.len().max(1)
            }
            (Some(Value::Choice(options, at)), Key::Left) => {
                *at = (*at + options.len().max(1) - 1) % options.len().max(1);
            }
            (None, Key::Char(c)) if decides && !c.is_whitespace() => self.retreat(),
            _ => {}
        }
        Did::Inside
    }
}

/// What a key does to a text, as in a shell.
fn editing(key: Key) -> Option<InputRequest> {
    Some(match key {
        Key::Char(c) => InputRequest::InsertChar(c),
        Key::Backspace => InputRequest::DeletePrevChar,
        Key::Delete => InputRequest::DeleteNextChar,
        Key::Left => InputRequest::GoToPrevChar,
        Key::Right => InputRequest::GoToNextChar,
        Key::Home | Key::Ctrl('a') => InputRequest::GoToStart,
        Key::End | Key::Ctrl('e') => InputRequest::GoToEnd,
        Key::Ctrl('w') => InputRequest::DeletePrevWord,
        Key::Ctrl('u') => InputRequest::DeleteLine,
        Key::Ctrl('k') => InputRequest::DeleteTillEnd,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialog(purpose: Purpose) -> Dialog {
        Dialog::new(purpose, "t".to_owned(), "c".to_owned()).field(Field::text(
            "sum",
            "l".to_owned(),
            "",
        ))
    }

    #[test]
    fn a_doubled_enter_confirms_nothing() {
        let mut ask = dialog(Purpose::Approve(Vec::new(), None));
        assert_eq!(ask.focus, 0);
        assert_eq!(ask.key(Key::Enter), Did::Inside);
        assert_eq!(ask.key(Key::Enter), Did::Inside);
        ask.key(Key::Tab);
        ask.key(Key::BackTab);
        assert_eq!(ask.key(Key::Enter), Did::Closed);
    }

    #[test]
    fn fields_behind_pages_appear_when_every_page_was_shown() {
        let page = |text: &str| vec![(text.to_owned(), Tone::Plain)];
        let sum = Field::text("sum", "l".to_owned(), "");
        let mut ask = Dialog::new(
            Purpose::Approve(Vec::new(), None),
            "t".to_owned(),
            "c".to_owned(),
        )
        .read_first(vec![page("a"), page("b"), page("c")], vec![sum]);
        ask.key(Key::PageDown);
        ask.key(Key::PageUp);
        ask.key(Key::PageDown);
        assert!(!ask.is_read() && ask.fields.is_empty());
        ask.key(Key::Char(' '));
        assert!(ask.is_read());
        assert_eq!(ask.fields.len(), 1);
        // Looking again adds nothing, and a field takes its own blanks.
        ask.key(Key::PageUp);
        ask.key(Key::PageDown);
        ask.key(Key::Tab);
        ask.key(Key::Char(' '));
        assert_eq!((ask.fields.len(), ask.page), (1, 2));
    }

    #[test]
    fn a_dialog_is_confirmed_by_moving_to_its_button_first() {
        let mut ask = dialog(Purpose::Approve(Vec::new(), None));
        let keys = [Key::Tab, Key::Char('4'), Key::Enter];
        assert!(keys.into_iter().all(|key| ask.key(key) == Did::Inside));
        assert_eq!(ask.key(Key::Enter), Did::Confirmed);
        assert_eq!(ask.text("sum"), "4");
    }

    #[test]
    fn a_text_is_mended_in_the_middle_without_typing_the_rest_again() {
        let mut ask = dialog(Purpose::Search);
        ask.paste("李敏 2016 长沙");
        let mend = |ask: &mut Dialog, keys: &[Key]| {
            for key in keys {
                ask.key(*key);
            }
            ask.text("sum").to_owned()
        };
        assert_eq!(
            mend(&mut ask, &[Key::Home, Key::Right, Key::Char('晓')]),
            "李晓敏 2016 长沙"
        );
        assert_eq!(mend(&mut ask, &[Key::Delete]), "李晓 2016 长沙");
        assert_eq!(mend(&mut ask, &[Key::Left, Key::Backspace]), "晓 2016 长沙");
        assert_eq!(
            mend(&mut ask, &[Key::Ctrl('e'), Key::Ctrl('w'), Key::Char('州')]),
            "晓 2016 长州"
        );
        assert_eq!(
            mend(&mut ask, &[Key::Ctrl('a'), Key::Right, Key::Ctrl('k')]),
            "晓"
        );
        ask.paste("明");
        assert_eq!(mend(&mut ask, &[Key::End, Key::Ctrl('u')]), "");
    }

    #[test]
    fn pasted_line_ends_become_blanks() {
        let mut ask = dialog(Purpose::Search);
        ask.paste("李\n明");
        assert_eq!(ask.text("sum"), "李 明");
    }
}
