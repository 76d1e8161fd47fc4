//! What stands of the settlements of a stay, after every cancellation and compensation.
//!
//! The answer is a function of the *set* of messages: in which order they came, and how often, changes nothing. So a
//! message may come twice, before the one it takes back, or a year later.
//!
//! Cancellations come in three observed forms: a new id that names its original, a new id with amounts and a flag, and
//! the original's own id with a flag. Where none of them names the original, the stay and the amounts have to tell; where
//! they cannot, a human does, and meanwhile nothing is paid.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use domain::finding::RowFinding;
use rows::Note;

use crate::fields::{AmountField, Shown, TextField};
use crate::findings;
use crate::message::{Kind, Message};

/// Interfaces whose compensation undoes a cancellation. The specification prints 2207 for the inpatient one, so a
/// compensation of a settlement undoes whatever was sent under its message id.
const CANCELLATIONS: [&str; 3] = ["2103", "2208", "2305"];

/// Where a settlement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Stands,
    /// It was taken back.
    Reversed,
    /// Its sender undid it.
    Compensated,
    /// A human decides whether it was taken back.
    Held,
}

/// A settlement with all its messages say, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Everything said about it, put together.
    pub message: Message,
    /// Where it stands.
    pub standing: Standing,
    /// The cancellations that took it back, by their own ids, and the message ids under which it was compensated.
    pub taken_back_by: BTreeSet<String>,
    /// What a human has to look at.
    pub findings: Vec<RowFinding>,
}

/// What stands, and what waits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Net {
    /// Settlements by the platform's id.
    pub settlements: BTreeMap<String, Settlement>,
    /// Messages whose counterpart has not come, or that a human has to read, with the reason.
    pub waiting: Vec<(Message, RowFinding)>,
}

/// Nets messages. They must be complete in this sense: whoever loads them loads all of a visit, and every message that
/// names one of them.
pub fn net<'m>(messages: impl IntoIterator<Item = &'m Message>) -> Net {
    let mut sorted = Sorted::default();
    for message in messages {
        sorted.add(message);
    }
    sorted.net()
}

/// Messages by what they do; each once.
#[derive(Default)]
struct Sorted<'m> {
    settles: BTreeMap<&'m str, Settlement>,
    reversals: Vec<&'m Message>,
    compensations: Vec<&'m Message>,
    unclear: Vec<&'m Message>,
}

impl<'m> Sorted<'m> {
    fn add(&mut self, message: &'m Message) {
        let list = match message.kind {
            Kind::Settle => return self.settle(message),
            Kind::Reverse => &mut self.reversals,
            Kind::Compensate => &mut self.compensations,
            Kind::Unclear => &mut self.unclear,
        };
        if !list.contains(&message) {
            list.push(message);
        }
    }

    /// Puts what is said about one settlement together. What differs is not guessed: the first stays.
    fn settle(&mut self, message: &'m Message) {
        let Some(id) = message.id() else {
            return;
        };
        let Some(known) = self.settles.get_mut(id) else {
            let settlement = Settlement {
                message: message.clone(),
                standing: Standing::Stands,
                taken_back_by: BTreeSet::new(),
                findings: Vec::new(),
            };
            self.settles.insert(id, settlement);
            return;
        };
        let differing = merge(&mut known.message, message);
        for field in differing {
            let finding = at(field.tell(Note::new(findings::CONTENT_DIFFERS)));
            if !known.findings.contains(&finding) {
                known.findings.push(finding);
            }
        }
    }

    fn net(mut self) -> Net {
        let mut waiting = Vec::new();
        self.compensate(&mut waiting);
        let named = self.originals_by_reversal();
        let reversals = std::mem::take(&mut self.reversals);
        for reversal in reversals {
            let target = named
                .get(reversal.id().unwrap_or_default())
                .copied()
                .or_else(|| reversal.id().filter(|id| self.settles.contains_key(id)));
            let found = match target {
                Some(id) if self.settles.contains_key(id) => Found::One(id),
                Some(_) => Found::None,
                None => self.by_amounts(reversal),
            };
            match found {
                Found::One(id) => self.reverse(id, reversal),
                Found::None => {
                    waiting.push((reversal.clone(), at(Note::new(findings::REVERSAL_WAITS))))
                }
                Found::Several(ids) => {
                    let finding = at(Note::new(findings::REVERSAL_AMBIGUOUS));
                    for id in ids {
                        self.hold(id, &finding);
                    }
                    waiting.push((reversal.clone(), finding));
                }
            }
        }
        for message in std::mem::take(&mut self.unclear) {
            let finding = at(Note::new(findings::SIGN_UNCLEAR));
            for id in [message.id(), message.original()].into_iter().flatten() {
                self.hold(id, &finding);
            }
            waiting.push((message.clone(), finding));
        }
        waiting.sort_by(|(a, _), (b, _)| (a.id(), a.original()).cmp(&(b.id(), b.original())));
        Net {
            settlements: self
                .settles
                .into_iter()
                .map(|(id, settlement)| (id.to_owned(), settlement))
                .collect(),
            waiting,
        }
    }

    /// Undoes what was sent under a compensated message id.
    fn compensate(&mut self, waiting: &mut Vec<(Message, RowFinding)>) {
        for compensation in &self.compensations {
            let undone = compensation.text(TextField::UndoneMessage);
            let sent = |message: &Message| message.text(TextField::SenderMessage) == undone;
            let interface = compensation
                .text(TextField::UndoneInterface)
                .unwrap_or_default();
            let mut met = self.reversals.iter().any(|reversal| sent(reversal));
            self.reversals.retain(|reversal| !sent(reversal));
            if !CANCELLATIONS.contains(&interface) {
                for settlement in self.settles.values_mut().filter(|one| sent(&one.message)) {
                    settlement.standing = Standing::Compensated;
                    settlement.taken_back_by.extend(undone.map(str::to_owned));
                    met = true;
                }
            }
            if !met {
                let finding = at(Note::new(findings::COMPENSATION_WAITS));
                waiting.push(((*compensation).clone(), finding));
            }
        }
    }

    /// The original each reversal names. A cancellation may come twice, naming its original only once.
    fn originals_by_reversal(&self) -> BTreeMap<&'m str, &'m str> {
        self.reversals
            .iter()
            .filter_map(|reversal| Some((reversal.id()?, reversal.original()?)))
            .collect()
    }

    /// The settlement of the same visit with the same amounts that was settled last before the reversal.
    fn by_amounts(&self, reversal: &Message) -> Found<'m> {
        let visit = reversal.text(TextField::Visit);
        let at = reversal.settled_at();
        let mut candidates: Vec<(&'m str, Option<NaiveDateTime>)> = self
            .settles
            .iter()
            .filter(|(_, one)| visit.is_some() && one.message.text(TextField::Visit) == visit)
            .filter(|(_, one)| {
                differing(&one.message, reversal).is_empty() && share(&one.message, reversal)
            })
            .map(|(id, one)| (*id, one.message.settled_at()))
            .filter(|(_, settled)| settled.zip(at).is_none_or(|(settled, at)| settled <= at))
            .collect();
        candidates.sort_by_key(|(_, settled)| *settled);
        let is_last_for_sure = match candidates.as_slice() {
            [.., (_, before), (_, last)] => at.is_some() && before.is_some() && before < last,
            _ => true,
        };
        match candidates.last() {
            None => Found::None,
            Some((id, _)) if is_last_for_sure => Found::One(id),
            Some(_) => Found::Several(candidates.into_iter().map(|(id, _)| id).collect()),
        }
    }

    fn reverse(&mut self, id: &str, reversal: &Message) {
        let Some(settlement) = self.settles.get_mut(id) else {
            return;
        };
        if settlement.standing != Standing::Compensated {
            settlement.standing = Standing::Reversed;
        }
        settlement
            .taken_back_by
            .extend(reversal.id().map(str::to_owned));
        for field in differing(&settlement.message, reversal) {
            let finding = at(field.shown().tell(Note::new(findings::REVERSAL_DIFFERS)));
            if !settlement.findings.contains(&finding) {
                settlement.findings.push(finding);
            }
        }
    }

    /// Nothing is paid for what may have been taken back, until a human has said.
    fn hold(&mut self, id: &str, why: &RowFinding) {
        if let Some(settlement) = self.settles.get_mut(id)
            && settlement.standing == Standing::Stands
        {
            settlement.standing = Standing::Held;
            settlement.findings.push(why.clone());
        }
    }
}

/// Which settlement a reversal takes back.
enum Found<'m> {
    One(&'m str),
    Several(Vec<&'m str>),
    None,
}

/// Adds what the other message says besides; gives the names of what they say differently.
fn merge(known: &mut Message, other: &Message) -> Vec<Shown> {
    let mut differing = Vec::new();
    for (field, fen) in &other.amounts {
        if known.amounts.entry(*field).or_insert(*fen) != fen {
            differing.push(field.shown());
        }
    }
    for (field, text) in &other.texts {
        let same = known.texts.entry(*field).or_insert_with(|| text.clone()) == text;
        if !same && *field == TextField::Visit {
            differing.push(field.shown());
        }
    }
    known.received_on = [known.received_on, other.received_on]
        .into_iter()
        .flatten()
        .min();
    if known.funds.is_empty() {
        known.funds.clone_from(&other.funds);
    }
    for (key, value) in &other.others {
        known
            .others
            .entry(key.clone())
            .or_insert_with(|| value.clone());
    }
    differing
}

/// Amounts both state, and differently, whatever their sign.
fn differing(settlement: &Message, reversal: &Message) -> Vec<AmountField> {
    settlement
        .amounts
        .iter()
        .filter(|(field, fen)| {
            let other = reversal.amount(**field);
            other.is_some_and(|other| other.get().unsigned_abs() != fen.get().unsigned_abs())
        })
        .map(|(field, _)| *field)
        .collect()
}

/// There is an amount both state that is not zero.
fn share(settlement: &Message, reversal: &Message) -> bool {
    settlement
        .amounts
        .iter()
        .any(|(field, fen)| fen.get() != 0 && reversal.amounts.contains_key(field))
}

fn at(note: Note) -> RowFinding {
    note.at_sheet("")
}
