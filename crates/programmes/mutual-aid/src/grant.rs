//! What the settlements of a member's period give: which of them count, with which base, and what is paid for each.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use domain::fen::Fen;
use domain::finding::RowFinding;
use domain::period::Window;
pub use policy::messages::MessageState as State;
use rows::Note;

use crate::benefit::Claim;
pub use crate::beside::Beside;
use crate::beside::Besides;
use crate::care;
use crate::codes::Codes;
use crate::fields::{Shown, TextField, tell_all};
use crate::findings;
use crate::message::Message;
use crate::netting::{Net, Settlement, Standing};
use crate::scheme::{Per, Refusal, Scheme, Tiers};

/// What decides about a member's settlements besides the settlements.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'s> {
    /// The scheme of the period.
    pub scheme: &'s Scheme,
    /// Ids of the plans the member joined.
    pub plans: &'s [&'s str],
    /// Days on which the member is covered: the period, less waiting days and days after leaving.
    pub cover: Window,
    /// Code tables; only the one of a message's own province is ever used.
    pub codes: &'s [Codes],
    /// Consecutive periods after the first, for rates that grow.
    pub further_periods: u32,
    /// What schemes that come before this one paid in the period.
    pub paid_before: Fen,
    /// Shares the member holds.
    pub shares: i16,
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
    /// What is paid beside that: day money, and sums for listed illnesses.
    pub beside: Vec<Beside>,
    /// The benefit, where it is paid once in a period, whatever settlements it rests on.
    pub once: Option<String>,
    /// What a human should know.
    pub findings: Vec<RowFinding>,
}

impl Granted {
    pub(crate) fn nothing(state: State, findings: Vec<RowFinding>) -> Self {
        Self {
            state,
            base: None,
            benefit: Fen::ZERO,
            beside: Vec::new(),
            once: None,
            findings,
        }
    }

    /// Everything that is paid for it.
    pub fn all(&self) -> Fen {
        Fen::new(self.benefit.get().saturating_add(self.beside(|_| true)))
    }

    /// What of it needs no human first, as the hospital may print it. What is paid once a child waits for proof of kinship.
    pub fn sure(&self) -> Fen {
        let beside = self.beside(Beside::is_sure);
        Fen::new(match self.once {
            Some(_) => beside,
            None => self.benefit.get().saturating_add(beside),
        })
    }

    fn beside(&self, which: impl Fn(&Beside) -> bool) -> i64 {
        let beside = self.beside.iter().filter(|one| which(one));
        let beside = beside.map(|one| one.sum.get());
        beside.fold(0, i64::saturating_add)
    }
}

/// What every settlement of the account gives.
pub fn grant(net: &Net, terms: &Terms<'_>) -> BTreeMap<String, Granted> {
    let mut granted = BTreeMap::new();
    let mut counted: Vec<Counted<'_>> = Vec::new();
    let mut beside: Vec<Seen<'_>> = Vec::new();
    for (id, settlement) in &net.settlements {
        let mut findings = settlement.findings.clone();
        let found = seen(id, settlement, terms, &mut findings).and_then(|one| {
            beside.push(one);
            tiered(&one, terms, &mut findings)
        });
        match found {
            Ok(one) => counted.push(Counted { findings, ..one }),
            Err(state) => {
                granted.insert(id.clone(), Granted::nothing(state, findings));
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
                beside: Vec::new(),
                once: one.tiers.once.then(|| one.tiers.id.clone()),
                findings: one.findings,
            },
        );
    }
    beside.sort_by(|a, b| {
        (a.day, a.message.settled_at(), a.id).cmp(&(b.day, b.message.settled_at(), b.id))
    });
    let has_tiers = terms.scheme.joined_tiers(terms.plans).next().is_some();
    let mut besides = Besides::default();
    for one in beside {
        if let Some(granted) = granted.get_mut(one.id) {
            granted.beside = besides.of(one.id, one.message, one.codes, terms);
            if !has_tiers && granted.beside.is_empty() {
                let note = Note::new(findings::PLAN_NOT_JOINED);
                granted.findings.push(note.at_sheet(""));
            }
        }
    }
    granted
}

/// A settlement that stands and lies in the member's cover.
#[derive(Clone, Copy)]
struct Seen<'a> {
    id: &'a str,
    message: &'a Message,
    day: NaiveDate,
    codes: Option<&'a Codes>,
}

/// A settlement that stands, with its base.
struct Counted<'a> {
    id: &'a str,
    unit: &'a str,
    tiers: &'a Tiers,
    day: NaiveDate,
    at: Option<NaiveDateTime>,
    base: Fen,
    findings: Vec<RowFinding>,
}

/// A settlement the scheme pays for, or why it does not.
fn seen<'a>(
    id: &'a str,
    settlement: &'a Settlement,
    terms: &Terms<'a>,
    told: &mut Vec<RowFinding>,
) -> Result<Seen<'a>, State> {
    let message = &settlement.message;
    let mut tell = |note: Note| told.push(note.at_sheet(""));
    match settlement.standing {
        Standing::Stands => {}
        Standing::Reversed | Standing::Compensated => return Err(State::Reversed),
        Standing::Held => return Err(State::Waiting),
    }
    let Some(day) = message.stated_day().or(message.received_on) else {
        tell(Note::new(findings::DAY_UNKNOWN));
        return Err(State::Waiting);
    };
    if message.stated_day().is_none() {
        tell(Note::new(findings::DAY_OF_RECEIPT).arg("day", day.to_string()));
    }
    if !terms.cover.contains(day) {
        let outside = Note::new(findings::OUTSIDE_COVER)
            .arg("day", day.to_string())
            .arg("from", terms.cover.open.to_string())
            .arg("to", terms.cover.close.to_string());
        tell(outside);
        return Err(State::None);
    }
    let codes = terms
        .codes
        .iter()
        .find(|codes| Some(codes.province()) == message.province());
    if let Some(entry) = care::left_out(message, terms.scheme, codes) {
        let (text, state) = match entry.outcome {
            Refusal::Refuse => (findings::CARE_REFUSED, State::None),
            Refusal::Review => (findings::CARE_REVIEW, State::Waiting),
        };
        let note = Note::new(text)
            .arg("care", entry.care.chinese())
            .arg("care_en", entry.care.english())
            .arg("source", &entry.source);
        tell(note);
        return Err(state);
    }
    Ok(Seen {
        id,
        message,
        day,
        codes,
    })
}

/// What it counts with among benefits in tiers, or why it does not.
fn tiered<'a>(
    seen: &Seen<'a>,
    terms: &Terms<'a>,
    told: &mut Vec<RowFinding>,
) -> Result<Counted<'a>, State> {
    let Seen {
        id,
        message,
        day,
        codes,
    } = *seen;
    let mut tell = |note: Note| told.push(note.at_sheet(""));
    if terms.scheme.joined_tiers(terms.plans).next().is_none() {
        return Err(State::None);
    }
    let Some(tiers) = applicable(message, terms, codes) else {
        tell(Note::new(findings::NO_BENEFIT));
        return Err(State::Waiting);
    };
    if tiers.rows_unknown.is_some() {
        tell(Note::new(findings::ROWS_UNKNOWN));
        return Err(State::Waiting);
    }
    let base = tiers.base.value(&message.amounts).map_err(|missing| {
        let missing: Vec<Shown> = missing.iter().map(|field| field.shown()).collect();
        tell(tell_all(Note::new(findings::BASE_INCOMPLETE), &missing));
        State::Waiting
    })?;
    Ok(Counted {
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
        findings: Vec::new(),
    })
}

fn applicable<'a>(
    message: &Message,
    terms: &Terms<'a>,
    codes: Option<&Codes>,
) -> Option<&'a Tiers> {
    let insurance = message.text(TextField::Insurance);
    let level = message.text(TextField::HospitalLevel);
    let class = codes
        .zip(level)
        .and_then(|(codes, level)| codes.hospital_class(level));
    let mut joined = terms.scheme.joined_tiers(terms.plans);
    joined.find(|tiers| tiers.applies(insurance, class))
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
