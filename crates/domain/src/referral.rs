//! The way of a referral slip (反馈单): a union finds that a member may be in need, sends a slip to the basic union, which
//! visits the member, decides on help, and sends the slip back.

use chrono::{Days, NaiveDate};

crate::coded! {
    /// Where a slip is on its way.
    Stage {
        /// Something was found that calls for a look.
        Detected = "detected", "已发现", "detected";
        /// Sent to the basic union, with a day it is due.
        Issued = "issued", "已发出", "issued";
        /// The basic union has it.
        Received = "received", "已接收", "received";
        /// Two visitors saw the member.
        Visited = "visited", "已走访", "visited";
        /// Help was decided.
        HelpDecided = "help-decided", "已定帮扶", "help decided";
        /// No help is needed, with the reason.
        NoNeed = "no-need", "无需帮扶", "no need";
        /// The slip came back.
        Returned = "returned", "已反馈", "returned";
        /// Done.
        Closed = "closed", "已办结", "closed";
    }
}

crate::coded! {
    /// What is done with a slip.
    SlipStep {
        /// It is sent to the basic union.
        Issue = "issue", "发出", "issue";
        /// The basic union takes it.
        Receive = "receive", "接收", "receive";
        /// The member is visited.
        Visit = "visit", "走访", "visit";
        /// Help is decided.
        Help = "help", "确定帮扶", "decide help";
        /// It is decided that no help is needed.
        NoNeed = "no-need", "无需帮扶", "decide that none is needed";
        /// The basic union sends it back, signed.
        Return = "return", "反馈", "return";
        /// It is put away.
        Close = "close", "办结", "close";
    }
}

crate::coded! {
    /// What help is given.
    HelpKind {
        /// A sum of money.
        Money = "money", "慰问救助金", "money";
        /// The member is put on the list of those in hardship.
        Filing = "filing", "困难职工建档", "a hardship file";
        /// Something is done for the member.
        Service = "service", "服务帮扶", "a service";
        /// Whatever else.
        Other = "other", "其他", "other help";
    }
}

/// What happened to a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipEvent {
    /// A trigger was set off.
    Alarm,
    /// A trigger is not set off any more: what set it off was taken back.
    Lapsed,
    /// A step was taken.
    Step(SlipStep),
}

impl SlipEvent {
    /// The stable code used in storage and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Lapsed => "lapsed",
            Self::Step(step) => step.code(),
        }
    }

    /// Finds the event of a stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Alarm, Self::Lapsed]
            .into_iter()
            .find(|event| event.code() == code)
            .or_else(|| SlipStep::from_code(code).map(Self::Step))
    }

    /// The word of Chinese screens.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Alarm => "触发",
            Self::Lapsed => "触发消失",
            Self::Step(step) => step.chinese(),
        }
    }

    /// The word of English screens.
    pub fn english(self) -> &'static str {
        match self {
            Self::Alarm => "trigger",
            Self::Lapsed => "trigger lapsed",
            Self::Step(step) => step.english(),
        }
    }
}

/// Every step there is: from where, and to where.
const STEPS: &[(SlipStep, Stage, Stage)] = &[
    (SlipStep::Issue, Stage::Detected, Stage::Issued),
    (SlipStep::Receive, Stage::Issued, Stage::Received),
    (SlipStep::Visit, Stage::Received, Stage::Visited),
    (SlipStep::Help, Stage::Visited, Stage::HelpDecided),
    (SlipStep::NoNeed, Stage::Visited, Stage::NoNeed),
    (SlipStep::Return, Stage::HelpDecided, Stage::Returned),
    (SlipStep::Return, Stage::NoNeed, Stage::Returned),
    (SlipStep::Close, Stage::Returned, Stage::Closed),
];

/// Days a basic union has from the day a slip is sent to it. No source says how many: a local default.
pub const DUE_DAYS: u64 = 15;

/// Days after which an overdue slip goes one level further up. A local default as well.
pub const ESCALATION_DAYS: i64 = 15;

impl Stage {
    /// Where a step leads from here; none where it cannot be taken.
    pub fn after(self, step: SlipStep) -> Option<Self> {
        let mut found = STEPS
            .iter()
            .filter(|(one, from, _)| (*one, *from) == (step, self));
        found.next().map(|(.., to)| *to)
    }

    /// The steps that can be taken from here.
    pub fn steps(self) -> impl Iterator<Item = SlipStep> {
        STEPS
            .iter()
            .filter(move |(_, from, _)| *from == self)
            .map(|(step, ..)| *step)
    }

    /// It waits for the basic union.
    pub const fn is_with_the_basic_union(self) -> bool {
        !matches!(self, Self::Detected | Self::Returned | Self::Closed)
    }
}

/// The day a slip is due that is issued today.
pub fn due_from(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(DUE_DAYS)).unwrap_or(today)
}

/// How many levels above the basic union an overdue slip has come to: one from the first day after it was due, and one
/// more every [`ESCALATION_DAYS`]. None before.
pub fn levels_up(stage: Stage, due: NaiveDate, today: NaiveDate) -> usize {
    let late = today.signed_duration_since(due).num_days();
    if !stage.is_with_the_basic_union() || late <= 0 {
        return 0;
    }
    usize::try_from(1 + (late - 1) / ESCALATION_DAYS).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_goes_from_detected_to_closed_and_skips_nothing() {
        for stage in Stage::ALL {
            let next: Vec<Stage> = stage.steps().filter_map(|step| stage.after(step)).collect();
            assert!(next.iter().all(|next| next > stage), "{stage}");
            assert_eq!(next.is_empty(), *stage == Stage::Closed);
        }
        let steps: Vec<SlipStep> = Stage::Visited.steps().collect();
        assert_eq!(steps, [SlipStep::Help, SlipStep::NoNeed]);
        assert_eq!(
            Stage::Received.after(SlipStep::Help),
            None,
            "nobody decides without a visit"
        );
        assert_eq!(Stage::Detected.after(SlipStep::Close), None);
    }

    #[test]
    fn an_overdue_slip_goes_up_level_by_level_until_the_basic_union_answers() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let due = day("2025-03-01");
        let up = |stage, today| levels_up(stage, due, day(today));
        assert_eq!(up(Stage::Received, "2025-03-01"), 0);
        assert_eq!(up(Stage::Received, "2025-03-02"), 1);
        assert_eq!(up(Stage::Received, "2025-03-16"), 1);
        assert_eq!(up(Stage::Received, "2025-03-17"), 2);
        assert_eq!(up(Stage::Returned, "2026-03-02"), 0);
        assert_eq!(up(Stage::Detected, "2026-03-02"), 0);
        assert_eq!(due_from(due), day("2025-03-16"));
    }
}
