//! The account of a member in a period: messages come in, postings go out, and what was posted is always the benefit of
//! what stands.

use std::collections::BTreeMap;

use domain::fen::Fen;

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

impl Answer {
    /// The line of the hospital's statement, Chinese and English; none where nothing is paid.
    pub fn line(&self) -> Option<(String, String)> {
        (self.granted.state == State::Benefit).then(|| {
            let sum = self.granted.benefit;
            (
                format!("总工会补助 {sum} 元"),
                format!("Union benefit {sum} yuan"),
            )
        })
    }
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
        let target: i64 = granted.values().map(|one| one.benefit.get()).sum();
        let posting = Fen::new(target.saturating_sub(self.posted.get()));
        self.posted = Fen::new(target);
        let (settlement, granted) = answer(&about, &net, granted);
        Answer {
            settlement,
            granted,
            posting,
        }
    }
}

/// What the answer to a message is about: the settlement itself, or the one it took back.
fn answer(
    about: &Message,
    net: &Net,
    mut granted: BTreeMap<String, Granted>,
) -> (Option<String>, Granted) {
    let waits = net.waiting.iter().find(|(message, _)| message == about);
    if let Some((_, finding)) = waits {
        let id = about.id().map(str::to_owned);
        return (id, Granted::nothing(State::Waiting, vec![finding.clone()]));
    }
    let id = about
        .id()
        .filter(|id| granted.contains_key(*id))
        .map(str::to_owned);
    match (about.kind, id) {
        (Kind::Settle, Some(id)) => {
            let one = granted.remove(&id);
            let one = one.unwrap_or_else(|| Granted::nothing(State::Waiting, Vec::new()));
            (Some(id), one)
        }
        (_, id) => {
            let original = about.original().map(str::to_owned).or(id);
            let told = original.as_ref().and_then(|id| granted.remove(id));
            let findings = told.map(|one| one.findings).unwrap_or_default();
            (
                original.or_else(|| about.id().map(str::to_owned)),
                Granted::nothing(State::Reversed, findings),
            )
        }
    }
}
