//! When the union should look after a member: the triggers of the referral slip (反馈单), and the slip's way.
//!
//! No source gives Pinghu's own thresholds. The defaults were seen elsewhere and are marked local.

use chrono::{Days, NaiveDate};
use domain::fen::Fen;
use serde::{Deserialize, Serialize};

/// What sets a trigger off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// A single benefit of so much, in fen.
    pub payment_fen: i64,
    /// Own cost of the period of so much, in fen; several steps, each once.
    pub own_cost_fen: Vec<i64>,
    /// So many stays.
    pub stays: usize,
    /// Within so many days.
    pub stays_days: u32,
    /// Where these are said; `本地默认` where nowhere.
    pub source: String,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            payment_fen: 500_000,
            own_cost_fen: vec![2_000_000, 5_000_000],
            stays: 3,
            stays_days: 90,
            source: "本地默认：2万元见长沙、湘潭，5万元见北京昌平，其余未见来源".to_owned(),
        }
    }
}

/// One settlement that stands, as far as a trigger looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub settlement: String,
    /// Its visit.
    pub visit: String,
    /// Its day.
    pub day: NaiveDate,
    /// What the member bore.
    pub own_cost: Fen,
    /// What was paid for it.
    pub benefit: Fen,
}

/// Why the union should look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Trigger {
    /// A single benefit reached the threshold.
    Payment {
        /// Of which settlement.
        settlement: String,
        /// The threshold in fen.
        threshold_fen: i64,
    },
    /// The own cost of the period reached a step.
    OwnCost {
        /// The step in fen.
        threshold_fen: i64,
    },
    /// Many stays in few days.
    Stays {
        /// The stay with which the number was reached.
        visit: String,
        /// How many.
        stays: usize,
    },
}

/// Every trigger the period's settlements set off, in a fixed order.
pub fn triggers(events: &[Event], thresholds: &Thresholds) -> Vec<Trigger> {
    let mut found: Vec<Trigger> = events
        .iter()
        .filter(|event| event.benefit.get() >= thresholds.payment_fen)
        .map(|event| Trigger::Payment {
            settlement: event.settlement.clone(),
            threshold_fen: thresholds.payment_fen,
        })
        .collect();
    let own_cost: i64 = events
        .iter()
        .map(|event| event.own_cost.get())
        .fold(0, i64::saturating_add);
    let steps = thresholds.own_cost_fen.iter().copied();
    found.extend(
        steps
            .filter(|step| own_cost >= *step)
            .map(|threshold_fen| Trigger::OwnCost { threshold_fen }),
    );
    found.extend(many_stays(events, thresholds));
    found.sort();
    found
}

/// A stay settled in several parts is one stay, on the day of its last part.
fn many_stays(events: &[Event], thresholds: &Thresholds) -> Option<Trigger> {
    let mut stays: Vec<(NaiveDate, &str)> = Vec::new();
    for event in events {
        match stays.iter_mut().find(|(_, visit)| *visit == event.visit) {
            Some((day, _)) => *day = event.day.max(*day),
            None => stays.push((event.day, &event.visit)),
        }
    }
    stays.sort_unstable();
    let needed = thresholds.stays.max(1);
    let reached = stays.windows(needed).find(|window| match window {
        [(first, _), .., (last, _)] => {
            let until = first.checked_add_days(Days::new(u64::from(thresholds.stays_days)));
            until.is_some_and(|until| *last < until)
        }
        _ => true,
    })?;
    reached.last().map(|(_, visit)| Trigger::Stays {
        visit: (*visit).to_owned(),
        stays: needed,
    })
}

/// The triggers a member's open slip does not have yet: they are appended, and no second slip is opened.
pub fn fresh(triggers: Vec<Trigger>, on_slip: &[Trigger]) -> Vec<Trigger> {
    triggers
        .into_iter()
        .filter(|one| !on_slip.contains(one))
        .collect()
}

domain::coded! {
    /// Where a slip is on its way.
    Stage {
        /// A trigger was set off.
        Detected = "detected", "已发现";
        /// Sent to the basic union, with a day it is due.
        Issued = "issued", "已发出";
        /// The basic union has it.
        Received = "received", "已接收";
        /// Two visitors saw the member.
        Visited = "visited", "已走访";
        /// Help was decided.
        HelpDecided = "help-decided", "已定帮扶";
        /// No help is needed, with the reason.
        NoNeed = "no-need", "无需帮扶";
        /// The slip came back.
        Returned = "returned", "已反馈";
        /// Done.
        Closed = "closed", "已办结";
    }
}

impl Stage {
    /// The stages that may follow.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Detected => &[Self::Issued],
            Self::Issued => &[Self::Received],
            Self::Received => &[Self::Visited],
            Self::Visited => &[Self::HelpDecided, Self::NoNeed],
            Self::HelpDecided | Self::NoNeed => &[Self::Returned],
            Self::Returned => &[Self::Closed],
            Self::Closed => &[],
        }
    }

    /// It waits for the basic union, which a day that has passed escalates.
    pub fn is_overdue(self, due: NaiveDate, today: NaiveDate) -> bool {
        let with_the_basic_union = !matches!(self, Self::Detected | Self::Returned | Self::Closed);
        with_the_basic_union && today > due
    }
}
