//! A programme fed by single messages instead of sheets: what a message says, and what stands of somebody's messages.
//!
//! The kernel keeps messages as they came, finds those that belong together by their keys, and tells who takes part in
//! what. What they come to is the programme's answer, and it must be one about the *set* of messages: in which order they
//! came, and how often, changes nothing.

use crate::params::{Params, ParamsError};
use chrono::NaiveDate;
use domain::draft::{ClaimDraft, Payee, PersonDraft};
use domain::fen::Fen;
use domain::finding::RowFinding;
use domain::identity::IdentityNumber;
use domain::period::Window;
use domain::year::BenefitYear;
use rows::FindingText;
use std::sync::Arc;

domain::coded! {
    /// How a message came.
    Origin {
        /// By itself, as somebody's system sent it.
        Single = "single", "报文";
        /// By itself, and its sender waits for the answer.
        Counter = "counter", "即时";
        /// As a row of a list that sums a month up.
        List = "list", "清单";
    }
}

domain::coded! {
    /// What became of a message.
    MessageState {
        /// A sum is paid.
        Benefit = "benefit", "有补助";
        /// It counts, and nothing is paid.
        None = "none", "无补助";
        /// It waits: for another message, for what it leaves out, or for a human.
        Waiting = "waiting", "等待";
        /// It was taken back.
        Reversed = "reversed", "已撤销";
        /// It could not be taken.
        Refused = "refused", "未受理";
    }
}

/// A message and how it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// What was received, byte for byte.
    pub text: &'a str,
    /// How.
    pub origin: Origin,
    /// The day it came.
    pub on: NaiveDate,
}

/// What ties messages together: two that share a key belong together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageKey {
    /// What it is, such as `visit`.
    pub kind: &'static str,
    /// Its value.
    pub value: String,
}

/// What a message that was understood says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Two messages with the same content are the same message, whenever and wherever they came.
    pub content: String,
    /// By which it is found.
    pub keys: Vec<MessageKey>,
    /// The number of the person it is about, where it gives one.
    pub person: Option<IdentityNumber>,
    /// The number under which the sender's system knows the person, where it gives one.
    pub known_as: Option<String>,
}

/// Somebody takes part in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakesPart {
    /// Id of the scheme.
    pub scheme: String,
    /// Id of the plan inside it.
    pub plan: String,
    /// The day of joining; none is the scheme's first.
    pub from: Option<NaiveDate>,
    /// The last day; none is the scheme's last.
    pub to: Option<NaiveDate>,
    /// Shares held.
    pub shares: i16,
}

/// What a roster says of somebody's part in a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joins<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// Ids of the plans joined.
    pub plans: &'a [String],
    /// Shares held of each.
    pub shares: i16,
    /// The day of joining; none is the scheme's first.
    pub joined_on: Option<NaiveDate>,
    /// The last day; none is the scheme's last.
    pub left_on: Option<NaiveDate>,
    /// When the person was born.
    pub born: Option<NaiveDate>,
    /// A member takes part for that person.
    pub for_another: bool,
    /// The schemes of earlier periods the person took part in.
    pub before: &'a [String],
    /// What is paid for it, whoever pays.
    pub paid: Fen,
    /// The part the person pays.
    pub own: Fen,
    /// Code of the union whose roster it is, and of those above it.
    pub unions: &'a [String],
    /// Who left and is replaced: nothing more is paid for that part.
    pub replaces: Option<Leaver>,
}

/// Somebody who left a scheme and is to be replaced in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaver {
    /// The first day of cover; none is the scheme's first.
    pub joined_on: Option<NaiveDate>,
    /// The last day; none where no roster says that the person left.
    pub left_on: Option<NaiveDate>,
    /// Something is paid for the person under the scheme.
    pub is_paid: bool,
}

/// What a programme says to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Who pays how much: codes of payers ([`MessageFeed::payer`]); together they are what is paid.
    pub paid_by: Vec<(&'static str, Fen)>,
    /// What was found; an error refuses the row.
    pub findings: Vec<RowFinding>,
}

/// Whom of a union a scheme is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eligible {
    /// Born from this day to that one; none is all.
    pub born: Option<(NaiveDate, NaiveDate)>,
    /// Earlier schemes: who was in one of them may stay, whatever the age.
    pub stays: Vec<String>,
}

/// How far a union is from joining as it must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uptake {
    /// Those who joined.
    pub insured: u32,
    /// Those who may.
    pub eligible: u32,
    /// Least number that must.
    pub needed: u32,
    /// The union belongs to those that are to be covered as a whole.
    pub counted: bool,
}

impl Uptake {
    /// How many must join; none for a union that need not be covered as a whole.
    pub fn required(self) -> Option<u32> {
        self.counted.then_some(self.needed)
    }

    /// As many joined as must.
    pub fn is_enough(self) -> bool {
        self.insured >= self.needed
    }

    /// Who joined of those who may, in basis points; none where nobody may.
    pub fn ratio_bp(self) -> Option<u64> {
        (u64::from(self.insured) * 10_000).checked_div(u64::from(self.eligible))
    }
}

/// What one settled case comes to for somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitlement {
    /// What it is known by: unique for a person and programme.
    pub key: String,
    /// The scheme under which it is paid.
    pub scheme: String,
    /// The year it is of.
    pub year: BenefitYear,
    /// The day that decides its period, where it is known.
    pub day: Option<NaiveDate>,
    /// What became of it.
    pub state: MessageState,
    /// What was borne, where it can be computed.
    pub base: Option<Fen>,
    /// What is paid for it.
    pub sum: Fen,
    /// Code of the institution that settled it, where the message says.
    pub institution: Option<String>,
    /// The sender's id of the case, as [`MessageAnswer::about`] has it.
    pub about: String,
    /// What is told there of it, where a message about it was waited for; nothing while a human has to look at it first.
    pub counter: Option<Fen>,
    /// What a human should know.
    pub findings: Vec<RowFinding>,
}

/// What the kernel knows when it begins a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Code of the union whose roster has the person.
    pub unit_code: String,
    /// The person.
    pub person: PersonDraft,
    /// Who claims: the person, or who takes part for that person.
    pub claimant: PersonDraft,
    /// The account on the roster.
    pub payee: Option<Payee>,
    /// The institution that gave something to the person at once: it is owed that, and nobody else.
    pub gave: Option<Gave>,
}

/// What an institution gave a person at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gave {
    /// Where the institution is paid.
    pub payee: Payee,
    /// How much it was told to give. Where another sum stands by now, a human decides.
    pub sum: Fen,
}

/// The answer to one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageAnswer {
    /// The sender's id of the case it is about, where that is known.
    pub about: Option<String>,
    /// What became of it.
    pub state: MessageState,
    /// What was borne, where it can be computed.
    pub base: Option<Fen>,
    /// What is paid.
    pub sum: Fen,
    /// The line the sender prints, Chinese and English; none where nothing is paid.
    pub line: Option<(String, String)>,
    /// What was found.
    pub findings: Vec<RowFinding>,
}

impl MessageAnswer {
    /// The answer to a message that was not taken.
    pub fn refused(findings: Vec<RowFinding>) -> Self {
        Self {
            about: None,
            state: MessageState::Refused,
            base: None,
            sum: Fen::ZERO,
            line: None,
            findings,
        }
    }
}

/// A message that waits for its counterpart, or for a human.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its place among the messages that were weighed.
    pub place: usize,
    /// The sender's id of what it is about; empty where it names none.
    pub about: String,
    /// Why.
    pub finding: RowFinding,
}

/// What is paid for a case has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The day of the case, where it is known.
    pub day: Option<NaiveDate>,
    /// What was paid for it.
    pub before: Fen,
    /// What is paid now.
    pub now: Fen,
}

/// Why a union should look after a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// What it is known by: unique for a person and programme, and the same however often the messages are weighed.
    pub key: String,
    /// A scheme of the year it is of, in which the person takes part.
    pub scheme: String,
    /// The year.
    pub year: BenefitYear,
    /// What happened, Chinese and English; nothing of an illness.
    pub told: (String, String),
}

/// What somebody's messages come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// Everything that stands or stood; what is not among them any more gives nothing.
    pub entitlements: Vec<Entitlement>,
    /// What waits.
    pub waiting: Vec<Waiting>,
    /// Why a union should look after the person; what is not among them any more calls for nothing.
    pub alarms: Vec<Alarm>,
    /// The answer to the last message.
    pub answer: MessageAnswer,
}

/// A programme's understanding of messages.
pub trait MessageFeed: Send + Sync {
    /// The same under the terms of these periods: what is shipped counts only for years without one.
    ///
    /// # Errors
    /// [`ParamsError`] for terms that cannot be read, or that name a scheme of another period.
    fn under(&self, periods: &[Params]) -> Result<Arc<dyn MessageFeed>, ParamsError>;

    /// What may be found in messages.
    fn findings(&self) -> &'static [FindingText];

    /// The name under which a key of a message, or a header of a list, is known.
    fn key(&self, word: &str) -> Option<&'static str>;

    /// The number under which the sender's system knows a person, as [`Heard::known_as`] has it, of one that is typed.
    fn known_as(&self, number: &str) -> String;

    /// Reads a message.
    ///
    /// # Errors
    /// What refuses it.
    fn hear(&self, message: Message<'_>) -> Result<Heard, Vec<RowFinding>>;

    /// What the messages of one person come to, all of them heard, and the answer to the last one.
    fn weigh(&self, messages: &[Message<'_>], parts: &[TakesPart]) -> Weighed;

    /// The claim of an entitlement; none where it lacks what a claim says.
    fn claim(&self, entitlement: &Entitlement, begun: Begun) -> Option<ClaimDraft>;

    /// What the person is told of a change, Chinese and English: no name, no number, nothing of an illness.
    fn told(&self, changed: Changed) -> (String, String);

    /// Ids of the schemes, in the order of their periods.
    fn schemes(&self) -> Vec<String>;

    /// What a scheme promises: two of the same text promise the same.
    fn terms(&self, scheme: &str) -> Option<String>;

    /// The days of a scheme.
    fn scheme(&self, scheme: &str) -> Option<Window>;

    /// Plans of a scheme: id and Chinese name.
    fn plans(&self, scheme: &str) -> Vec<(String, String)>;

    /// The plans somebody lacks who joins these plans of a scheme: some are open only together with others.
    fn plans_lacking(&self, scheme: &str, joined: &[&str]) -> Vec<String>;

    /// What a payer of [`Joined::paid_by`] is called, Chinese and English.
    fn payer(&self, code: &str) -> Option<(&'static str, &'static str)>;

    /// Whether somebody may join as a roster says, and who pays what of it.
    fn joins(&self, joins: &Joins<'_>) -> Joined;

    /// Whom a scheme is for on a day.
    fn eligible(&self, scheme: &str, on: NaiveDate) -> Eligible;

    /// What a scheme asks of a union, of whose members so many may join and so many did.
    fn uptake(&self, scheme: &str, insured: u32, eligible: u32) -> Uptake;
}
