//! The account of a member in a period: messages come in, postings go out, and what was posted is always the benefit of
//! what stands.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::fen::Fen;
use domain::finding::RowFinding;
use domain::period::Window;
use rows::Note;

use crate::benefit::Claim;
use crate::codes::Codes;
use crate::fields::TextField;
use crate::findings;
use crate::message::{Kind, Message};
use crate::netting::{self, Net, Settlement, Standing};
use crate::scheme::{Per, Scheme, Tiers};

domain::coded! {
    /// What became of a message.
    State {
        /// A sum is paid for its settlement.
        Benefit = "benefit", "有补助";
        /// It counts, and nothing is paid for it.
        None = "none", "无补助";
        /// It waits: for another message, for what it leaves out, or for a human.
        Waiting = "waiting", "等待";
        /// Its settlement was taken back.
        Reversed = "reversed", "已撤销";
        /// It could not be taken.
        Refused = "refused", "未受理";
    }
}

/// What decides about a member's settlements besides the settlements.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'s> {
    /// The scheme of the period.
    pub scheme: &'s Scheme,
    /// Days on which the member is covered: the period, less waiting days and days after leaving.
    pub cover: Window,
    /// Code tables; only the one of a message's own province is ever used.
    pub codes: &'s [Codes],
    /// Consecutive periods after the first, for rates that grow.
    pub further_periods: u32,
    /// What schemes that come before this one paid in the period.
    pub paid_before: Fen,
}

/// What a settlement gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// What became of it.
    pub state: State,
    /// What was borne, where it can be computed.
    pub base: Option<Fen>,
    /// What is paid for it.
    pub benefit: Fen,
    /// What a human should know.
    pub findings: Vec<RowFinding>,
}

impl Granted {
    fn nothing(state: State, findings: Vec<RowFinding>) -> Self {
        Self {
            state,
            base: None,
            benefit: Fen::ZERO,
            findings,
        }
    }
}

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

/// What every settlement of the account gives.
pub fn grant(net: &Net, terms: &Terms<'_>) -> BTreeMap<String, Granted> {
    let mut granted = BTreeMap::new();
    let mut counted: Vec<Counted<'_>> = Vec::new();
    for (id, settlement) in &net.settlements {
        match count(id, settlement, terms) {
            Ok(one) => counted.push(one),
            Err(nothing) => {
                granted.insert(id.clone(), nothing);
            }
        }
    }
    // In the order in which they were settled, whichever came first.
    counted.sort_by(|a, b| (a.day, a.at, a.id).cmp(&(b.day, b.at, b.id)));
    let mut totals = Totals {
        left: terms.paid_before,
        ..Totals::default()
    };
    for one in counted {
        let benefit = totals.add(&one, terms);
        let state = if benefit > Fen::ZERO {
            State::Benefit
        } else {
            State::None
        };
        granted.insert(
            one.id.to_owned(),
            Granted {
                state,
                base: Some(one.base),
                benefit,
                findings: one.findings,
            },
        );
    }
    granted
}

/// A settlement that stands, with its base.
struct Counted<'a> {
    id: &'a str,
    unit: &'a str,
    tiers: &'a Tiers,
    day: NaiveDate,
    at: Option<chrono::NaiveDateTime>,
    base: Fen,
    findings: Vec<RowFinding>,
}

/// What a settlement counts with, or why it does not.
fn count<'a>(
    id: &'a str,
    settlement: &'a Settlement,
    terms: &Terms<'a>,
) -> Result<Counted<'a>, Granted> {
    let message = &settlement.message;
    let mut told = settlement.findings.clone();
    let mut nothing = |state: State, note: Option<Note>| {
        told.extend(note.map(|note| note.at_sheet("")));
        Err(Granted::nothing(state, std::mem::take(&mut told)))
    };
    match settlement.standing {
        Standing::Stands => {}
        Standing::Reversed | Standing::Compensated => return nothing(State::Reversed, None),
        Standing::Held => return nothing(State::Waiting, None),
    }
    let Some(day) = message.day() else {
        return nothing(State::Waiting, Some(Note::new(findings::DAY_UNKNOWN)));
    };
    if !terms.cover.contains(day) {
        let note = Note::new(findings::OUTSIDE_COVER)
            .arg("day", day.to_string())
            .arg("from", terms.cover.open.to_string())
            .arg("to", terms.cover.close.to_string());
        return nothing(State::None, Some(note));
    }
    let Some(tiers) = applicable(message, terms) else {
        return nothing(State::Waiting, Some(Note::new(findings::NO_BENEFIT)));
    };
    if tiers.rows_unknown.is_some() {
        return nothing(State::Waiting, Some(Note::new(findings::ROWS_UNKNOWN)));
    }
    match tiers.base.value(&message.amounts) {
        Ok(base) => Ok(Counted {
            id,
            unit: match tiers.per {
                Per::Settlement => id,
                Per::Stay => message.text(TextField::Visit).unwrap_or(id),
                Per::Period => "",
            },
            tiers,
            day,
            at: message.settled_at(),
            base,
            findings: told,
        }),
        Err(missing) => {
            let names: Vec<&str> = missing.iter().map(|field| field.code()).collect();
            let note = Note::new(findings::BASE_INCOMPLETE).arg("fields", names.join(", "));
            nothing(State::Waiting, Some(note))
        }
    }
}

fn applicable<'a>(message: &Message, terms: &Terms<'a>) -> Option<&'a Tiers> {
    let codes = terms
        .codes
        .iter()
        .find(|codes| Some(codes.province()) == message.province());
    let level = message.text(TextField::HospitalLevel);
    let class = codes
        .zip(level)
        .and_then(|(codes, level)| codes.hospital_class(level));
    terms
        .scheme
        .tiers_for(message.text(TextField::Insurance), class)
}

/// Bases and benefits added up, settlement by settlement.
#[derive(Default)]
struct Totals<'a> {
    /// Borne so far, by benefit and unit (settlement, stay or period).
    borne: BTreeMap<(&'a str, &'a str), Fen>,
    /// Paid so far, by benefit.
    paid: BTreeMap<&'a str, Fen>,
    /// What schemes before this one paid and is still to be taken off.
    left: Fen,
}

impl<'a> Totals<'a> {
    fn add(&mut self, one: &Counted<'a>, terms: &Terms<'_>) -> Fen {
        let base = if one.tiers.after.is_empty() {
            one.base
        } else {
            let base = one.base.saturating_sub(self.left);
            self.left = self.left.saturating_sub(one.base);
            base
        };
        let before = self.borne.entry((&one.tiers.id, one.unit)).or_default();
        let claim = Claim {
            base,
            before: *before,
            further_periods: terms.further_periods,
        };
        *before = before.checked_add(base).unwrap_or(*before);
        let computed = one
            .tiers
            .benefit(&claim)
            .map_or(Fen::ZERO, |benefit| benefit.amount);
        let paid = self.paid.entry(&one.tiers.id).or_default();
        let most = Fen::new(one.tiers.maximum_fen.unwrap_or(i64::MAX));
        let benefit = computed.min(most.saturating_sub(*paid));
        *paid = paid.checked_add(benefit).unwrap_or(*paid);
        benefit
    }
}
