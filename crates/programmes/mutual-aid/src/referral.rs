//! When the union should look after a member: what sets a referral slip (反馈单) off.
//!
//! No source gives Pinghu's own thresholds. Those that are shipped were seen elsewhere or are local defaults, and say so.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::fen::Fen;
use serde::{Deserialize, Serialize};

/// What sets a trigger off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// A single benefit of so much.
    pub payment: Threshold,
    /// Own cost of the period of so much; several steps, each once.
    pub own_cost: Vec<Threshold>,
    /// So many stays.
    pub stays: Stays,
}

/// A sum that is reached, itself included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// In fen.
    pub at_fen: i64,
    /// Where this is said.
    pub source: String,
}

/// A number of stays within some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stays {
    /// How many.
    pub count: usize,
    /// Within so many days, the first one counted.
    pub days: u32,
    /// Where this is said.
    pub source: String,
}

impl Thresholds {
    /// Every one of them means something.
    pub(crate) fn is_sound(&self) -> bool {
        let sums = std::iter::once(&self.payment).chain(&self.own_cost);
        let sourced = |source: &str| !source.trim().is_empty();
        sums.clone().all(|one| one.at_fen > 0)
            && sums.map(|one| &one.source).all(|source| sourced(source))
            && self.stays.count > 1
            && self.stays.days > 0
            && sourced(&self.stays.source)
    }
}

/// One settlement that stands, as far as a trigger looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is known by.
    pub settlement: String,
    /// Its visit.
    pub visit: String,
    /// Its day.
    pub day: NaiveDate,
    /// What the member bore after insurance, before the union's benefit.
    pub own_cost: Fen,
    /// What was paid for it.
    pub benefit: Fen,
}

/// Why the union should look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// A single benefit reached the threshold.
    Payment {
        /// Of which settlement.
        settlement: String,
        /// Of which day.
        day: NaiveDate,
        /// The benefit.
        sum: Fen,
    },
    /// The own cost of the period reached a step.
    OwnCost {
        /// The step.
        step: Fen,
        /// What was borne in the period.
        sum: Fen,
    },
    /// Many stays in few days.
    Stays {
        /// How many.
        count: usize,
        /// Within so many days.
        days: u32,
    },
}

impl Trigger {
    /// What it is known by in its period: the same however often it is found.
    pub fn key(&self) -> String {
        match self {
            Self::Payment { settlement, .. } => format!("payment/{settlement}"),
            Self::OwnCost { step, .. } => format!("own-cost/{}", step.get()),
            Self::Stays { count, days } => format!("stays/{count}/{days}"),
        }
    }

    /// What is told of it, Chinese and English.
    pub fn told(&self) -> (String, String) {
        match self {
            Self::Payment { day, sum, .. } => (
                format!("{day}结算的单笔补助为{sum}元"),
                format!("a single benefit of {sum} yuan, settled on {day}"),
            ),
            Self::OwnCost { step, sum } => (
                format!("本期个人负担累计{sum}元，达到{step}元"),
                format!("own cost of {sum} yuan in the period, which reaches {step}"),
            ),
            Self::Stays { count, days } => (
                format!("{days}天内住院达{count}次"),
                format!("{count} stays within {days} days"),
            ),
        }
    }
}

/// Every trigger the period's settlements set off, in a fixed order.
pub fn triggers(events: &[Event], thresholds: &Thresholds) -> Vec<Trigger> {
    let mut found: Vec<Trigger> = events
        .iter()
        .filter(|event| event.benefit.get() >= thresholds.payment.at_fen)
        .map(|event| Trigger::Payment {
            settlement: event.settlement.clone(),
            day: event.day,
            sum: event.benefit,
        })
        .collect();
    let own_cost = events.iter().map(|event| event.own_cost.get());
    let sum = Fen::new(own_cost.fold(0, i64::saturating_add));
    let steps = thresholds.own_cost.iter().map(|step| Fen::new(step.at_fen));
    found.extend(
        steps
            .filter(|step| sum >= *step)
            .map(|step| Trigger::OwnCost { step, sum }),
    );
    if has_many_stays(events, &thresholds.stays) {
        found.push(Trigger::Stays {
            count: thresholds.stays.count,
            days: thresholds.stays.days,
        });
    }
    found.sort();
    found
}

/// A stay settled in several parts is one stay, on the day of its last part.
fn has_many_stays(events: &[Event], stays: &Stays) -> bool {
    let mut ended: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    for event in events {
        let day = ended.entry(&event.visit).or_insert(event.day);
        *day = event.day.max(*day);
    }
    let mut days: Vec<NaiveDate> = ended.into_values().collect();
    days.sort_unstable();
    days.windows(stays.count.max(1)).any(|window| {
        let (Some(first), Some(last)) = (window.first(), window.last()) else {
            return false;
        };
        let until = first.checked_add_days(Days::new(u64::from(stays.days)));
        until.is_some_and(|until| *last < until)
    })
}
