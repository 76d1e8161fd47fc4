//! The account of a member in a period: messages come in, postings go out, and what was posted is always the benefit of
//! what stands.

use std::collections::BTreeMap;

use domain::fen::Fen;

use crate::fields::TextField;
use crate::grant::{Granted, State, Terms, grant};
use crate::message::{Kind, Message};
use crate::netting::{self, Net};

/// The answer to one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The settlement it is about, where that is known.
    pub settlement: Option<String>,
    /// What that settlement gives now.
    pub granted: Granted,
    /// What is posted because of the message; below zero takes back.
    pub posting: Fen,
}

/// Messages of one member in one period, and what was posted for them.
#[derive(Debug, Clone, Default)]
pub struct Account {
    messages: Vec<Message>,
    posted: Fen,
}

impl Account {
    /// An account as it was stored.
    pub fn restore(messages: Vec<Message>, posted: Fen) -> Self {
        Self { messages, posted }
    }

    /// What was posted so far.
    pub fn posted(&self) -> Fen {
        self.posted
    }

    /// The messages that were taken.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Takes a message. The same one again posts nothing and is answered as before.
    pub fn receive(&mut self, message: Message, terms: &Terms<'_>) -> Answer {
        let about = message.clone();
        if !self.messages.contains(&message) {
            self.messages.push(message);
        }
        let net = netting::net(&self.messages);
        let granted = grant(&net, terms);
        let target: i64 = granted.values().map(|one| one.all().get()).sum();
        let posting = Fen::new(target.saturating_sub(self.posted.get()));
        self.posted = Fen::new(target);
        let (settlement, granted) = answer(&self.messages, &about, &net, &granted);
        Answer {
            settlement,
            granted,
            posting,
        }
    }
}

/// What the answer to a message is about: the settlement itself, or the one it took back; and what that gives.
pub(crate) fn answer(
    messages: &[Message],
    about: &Message,
    net: &Net,
    granted: &BTreeMap<String, Granted>,
) -> (Option<String>, Granted) {
    if let Some((_, finding)) = net.waiting.iter().find(|(message, _)| message == about) {
        let nothing = Granted::nothing(State::Waiting, vec![finding.clone()]);
        return (about.id().map(str::to_owned), nothing);
    }
    let id = match about.kind {
        Kind::Settle | Kind::Unclear => about.id(),
        Kind::Reverse => taken_back(net, about.id()).or_else(|| about.id()),
        Kind::Compensate => undone(messages, about, net),
    };
    let one = id.and_then(|id| granted.get(id).cloned());
    let one = one.unwrap_or_else(|| Granted::nothing(State::Reversed, Vec::new()));
    (id.map(str::to_owned), one)
}

/// The settlement a compensation is about: the one it undid, or the one whose cancellation it undid.
fn undone<'n>(messages: &'n [Message], compensation: &Message, net: &'n Net) -> Option<&'n str> {
    let sender = compensation.text(TextField::UndoneMessage);
    let cancellation = messages.iter().find(|message| {
        message.kind == Kind::Reverse && message.text(TextField::SenderMessage) == sender
    });
    taken_back(net, sender).or_else(|| {
        let cancellation = cancellation?;
        cancellation.original().or_else(|| cancellation.id())
    })
}

/// The settlement that was taken back by this id.
fn taken_back<'n>(net: &'n Net, by: Option<&str>) -> Option<&'n str> {
    net.settlements
        .iter()
        .find(|(_, settlement)| by.is_some_and(|by| settlement.taken_back_by.contains(by)))
        .map(|(id, _)| id.as_str())
}
