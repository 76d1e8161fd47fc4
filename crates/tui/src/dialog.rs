//! A dialog in front of a screen: sentences, fields, and two buttons. The focus of a dialog that changes anything
//! starts on "cancel", so that neither a typed-ahead nor a doubled Enter can confirm it.

use crate::keys::Key;
use crate::line::Tone;
use crate::msg::PeriodStep;
use crate::screens::registers::RegisterPurpose;
use chrono::NaiveDate;
use domain::batch::Channel;
use domain::draft::FundSource;
use domain::fen::Fen;
use domain::ids::{BatchId, CaseId, ChangeId, ClaimRef};
use domain::year::BenefitYear;

/// Longest text of a field.
const FIELD_CHARS_MAX: usize = 500;

/// What a dialog is about; its confirmation is read from the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Narrow the queue.
    Filter,
    /// Find claims.
    Search,
    /// Any command by its name.
    Palette,
    /// The three checks.
    Review(Vec<ClaimRef>),
    /// Approve; the sum must be typed when it is there.
    Approve(Vec<ClaimRef>, Option<Fen>),
    /// Approve all that matches: count and sum.
    ApproveMatching(i64, Fen),
    /// Send back.
    Return(Vec<ClaimRef>),
    /// Refuse.
    Reject(Vec<ClaimRef>),
    /// Set aside.
    Hold(Vec<ClaimRef>),
    /// Take back for the unit.
    Withdraw(Vec<ClaimRef>),
    /// Take the last decision back.
    Undo(Vec<ClaimRef>),
    /// Begin to claim back; the sum must be typed.
    Recover(Vec<ClaimRef>, Fen),
    /// The money is back; the sum must be typed.
    Recovered(Vec<ClaimRef>, Fen),
    /// Found on the statement; the sum must be typed when it is there.
    Reconcile(Vec<ClaimRef>, Option<Fen>),
    /// Show a masked number in full.
    Reveal(ClaimRef),
    /// Keep one claim of a case.
    Keep(CaseId, ClaimRef),
    /// Different children.
    Different(CaseId),
    /// All go back.
    ReturnBoth(CaseId),
    /// All wait.
    HoldCase(CaseId),
    /// The supervisor above all its unions decides.
    EscalateCase(CaseId),
    /// Agree that they are different children.
    SecondCase(CaseId),
    /// Take a case's decision back.
    UndoCase(CaseId),
    /// Read a file.
    Import,
    /// Put a batch together.
    BatchCreate,
    /// Freeze it; its sum must be typed.
    BatchSeal(BatchId, i64, Fen),
    /// Sign it.
    BatchSign(BatchId, Fen),
    /// Write its file.
    BatchExport(BatchId),
    /// Settle one line, or all open ones; the batch's sum must be typed when it is there.
    BatchSettle(BatchId, Option<ClaimRef>, Option<Fen>),
    /// Take it back.
    BatchWithdraw(BatchId),
    /// Put a change in force.
    ChangeApprove(ChangeId),
    /// Refuse it.
    ChangeReject(ChangeId),
    /// Make a benefit year.
    PeriodCreate,
    /// Another last day of its window, after the present one.
    PeriodExtend(String, BenefitYear, NaiveDate),
    /// Open it, close its window, take claims again, or put it away.
    Period(PeriodStep, String, BenefitYear),
    /// Something about a register.
    Register(RegisterPurpose),
    /// Something to read: what a command could not do.
    Tell,
    /// Leave the console.
    Leave,
}

impl Purpose {
    /// Confirming it changes nothing but what is looked at.
    pub fn is_harmless(&self) -> bool {
        matches!(
            self,
            Self::Filter
                | Self::Search
                | Self::Palette
                | Self::Tell
                | Self::Register(RegisterPurpose::Narrow)
        )
    }
}

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
    /// The label of "confirm".
    pub confirm: String,
    /// Why it could not be confirmed.
    pub error: Option<String>,
    /// First sentence shown, when they do not all fit; or the row of the palette.
    pub top: usize,
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
            confirm,
            error: None,
            top: 0,
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

    /// The position of "confirm" in the ring of the focus.
    pub fn confirm_at(&self) -> usize {
        self.fields.len() + 1
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

    /// The purse chosen.
    pub fn source(&self) -> FundSource {
        FundSource::from_code(self.code("source")).unwrap_or(FundSource::Union)
    }

    /// The channel chosen.
    pub fn channel(&self) -> Channel {
        Channel::from_code(self.code("channel")).unwrap_or(Channel::MemberBank)
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Did {
        self.error = None;
        match key {
            Key::Esc => Did::Closed,
            Key::Tab | Key::Down if !self.scrolls() => self.turn(1),
            Key::BackTab | Key::Up if !self.scrolls() => self.turn(-1),
            Key::Down | Key::PageDown => self.roll(1),
            Key::Up | Key::PageUp => self.roll(-1),
            Key::Enter => self.enter(),
            other => self.type_in(other),
        }
    }

    /// Adds pasted text to the text field in focus; pasted line ends become blanks.
    pub fn paste(&mut self, pasted: &str) {
        if let Some(Value::Text(text)) = self.focused() {
            let room = FIELD_CHARS_MAX.saturating_sub(text.chars().count());
            text.extend(
                pasted
                    .chars()
                    .map(|c| if c.is_control() { ' ' } else { c })
                    .take(room),
            );
        }
    }

    /// The field in focus.
    pub fn field_at_focus(&self) -> Option<&Field> {
        self.focus.checked_sub(1).and_then(|at| self.fields.get(at))
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

    fn turn(&mut self, by: isize) -> Did {
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
            return Did::Closed;
        }
        self.turn(1)
    }

    fn type_in(&mut self, key: Key) -> Did {
        if self.purpose == Purpose::Palette {
            self.top = 0;
        }
        match (self.focused(), key) {
            (Some(Value::Text(text)), Key::Char(c)) if text.chars().count() < FIELD_CHARS_MAX => {
                text.push(c)
            }
            (Some(Value::Text(text)), Key::Backspace) => {
                text.pop();
            }
            (Some(Value::Text(text)), Key::Ctrl('u')) => text.clear(),
            (Some(Value::Check(on)), Key::Char(' ' | '\u{3000}')) => *on = !*on,
            (Some(Value::Choice(options, at)), Key::Right | Key::Char(' ')) => {
                *at = (*at + 1) % options.len().max(1)
            }
            (Some(Value::Choice(options, at)), Key::Left) => {
                *at = (*at + options.len().max(1) - 1) % options.len().max(1);
            }
            _ => {}
        }
        Did::Inside
    }
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
        assert_eq!(ask.key(Key::Enter), Did::Closed);
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
    fn pasted_line_ends_become_blanks() {
        let mut ask = dialog(Purpose::Search);
        ask.paste("李\n明");
        assert_eq!(ask.text("sum"), "李 明");
    }
}
