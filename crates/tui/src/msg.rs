//! What reaches the console, and what it asks the world to do.

use crate::commands::Command;
use crate::keys::Key;
use crate::orders::{Listing, Order};
use crate::screens::preview::Previewed;
use crate::screens::{Answer, Ask};
use crate::secret::Secret;
use chrono::NaiveDate;
use domain::batch::Channel;
use domain::case::CaseState;
use domain::claim::Checks;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, CaseId, ClaimRef, ImportId, ProposalId, SlipId};
use domain::year::BenefitYear;
use std::collections::BTreeMap;
use workflow::Words;
use workflow::notebook::KeptFilter;
use workflow::people::reveal::Field;
use workflow::referrals::Act;
use workflow::review::bulk::{Chosen, Expected, Offered, OfferedReview, SampleToken, Seen};
use workflow::views::claim_detail::ClaimDetail;
use workflow::views::claims::{ClaimFilter, WorkQueue};
use workflow::views::{CappedCount, Lang};

/// Something happened.
#[derive(Debug)]
pub enum Msg {
    /// A key.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// Text was pasted whose end never came.
    PasteCut(String),
    /// The terminal has another size: columns and rows.
    Resize(usize, usize),
    /// An answer to a question.
    Loaded {
        /// Whose.
        request: u64,
        /// The answer, or what went wrong.
        answer: Result<Data, Failure>,
    },
    /// A command has come so far.
    Progress {
        /// Which.
        command: u64,
        /// Done so far.
        done: usize,
        /// Of how many; 0 when not known.
        of: usize,
    },
    /// A command has ended.
    Acted {
        /// Which.
        command: u64,
        /// What it did.
        result: Result<Report, Failure>,
    },
    /// A revealed number has been on the screen long enough: the number of its showing.
    Conceal(u64),
    /// A sign of presence may be written again.
    Beat,
    /// The database went away, or is there again.
    Database {
        /// It is gone.
        lost: bool,
    },
    /// Nobody has pressed a key for long: the screen is blanked.
    Idle,
    /// The session ends otherwise than by the operator's word: what was typed and not sent is kept.
    HangUp,
    /// A thread that talks to the database has ended by a defect.
    Broken,
}

/// An error as the operator reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Stable code.
    pub code: String,
    /// The sentence, with what to do.
    pub message: Words,
}

/// What the console asks the world to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Read something.
    Read {
        /// Number of the question.
        request: u64,
        /// The question.
        query: Query,
    },
    /// Change something.
    Write {
        /// Number of the command.
        command: u64,
        /// The command.
        action: Action,
        /// Revisions of its claims as they are on the screen: one that moved on is refused.
        seen: BTreeMap<ClaimRef, i64>,
    },
    /// Keep a text that was not sent under a name, or forget it when it is empty. Nothing answers.
    KeepDraft(String, String),
    /// Keep a reason that was given, to be offered again. Nothing answers.
    KeepReason(String),
    /// Send [`Msg::Beat`] when a sign of presence may be written again.
    BeatLater,
    /// Drop what was typed ahead, and for a moment what comes: a dialog has opened.
    SuppressInput,
    /// Drop Enter for a moment: the focus has reached the button that decides.
    SuppressEnter,
    /// Draw the whole screen anew.
    Repaint,
    /// Send [`Msg::Conceal`] with this number when a revealed number has been shown long enough.
    ConcealLater(u64),
    /// End.
    Quit,
}

/// A claim that an act will not do: its number, and why.
pub type Refused = (String, Words);

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// What a screen shows.
    Screen(Ask),
    /// The claims a bulk approval would concern: count, sum and a sample.
    Offer(Chosen, Lang),
    /// The claims a bulk review would concern, in groups with samples.
    OfferReview(Vec<ClaimRef>, Lang),
    /// Every claim of a filter, to be marked.
    Matching(Box<ClaimFilter>),
    /// What a step of each of these claims would come to.
    Foresee(Command, Vec<ClaimRef>),
    /// What sealing a draft would come to.
    ToSeal(BatchId),
    /// How many claims the queues hold.
    WorkQueues(Box<ClaimFilter>),
    /// A list that is read for a dialog.
    List(Listing),
    /// Kept filters, drafts and reasons.
    Notebook,
    /// Who else looks at a record; with `true` the operator's own presence is written first.
    Present(String, bool),
}

/// An answer.
#[derive(Debug)]
pub enum Data {
    /// What a screen shows.
    Screen(Answer),
    /// What was chosen, its count and sum, everything about the claims of the sample, and those that will be refused.
    Offer(Chosen, Box<Offered>, Vec<ClaimDetail>, Vec<Refused>),
    /// What was chosen to be reviewed, in groups, everything about the claims of the first group's sample, and those that
    /// will be refused.
    OfferReview(
        Vec<ClaimRef>,
        Box<OfferedReview>,
        Vec<ClaimDetail>,
        Vec<Refused>,
    ),
    /// The claims of a filter with the sums an act on each concerns, and whether there are more.
    Matching(Vec<(ClaimRef, Fen)>, bool),
    /// The claims that would take a step, and those that would not.
    Foreseen(Command, Vec<ClaimRef>, Vec<Refused>),
    /// What sealing a draft would come to, and the claims that fall out.
    ToSeal(BatchId, Expected, Vec<Refused>),
    /// How many claims the queues hold.
    WorkQueues(Vec<(WorkQueue, CappedCount)>),
    /// Something to read: the key of its title, and its lines.
    Told(&'static str, Vec<Words>),
    /// Kept filters, drafts, and the reasons given lately.
    Notebook(
        Vec<(String, KeptFilter)>,
        Vec<(String, String)>,
        Vec<String>,
    ),
    /// Other operators at a record.
    Present(String, Vec<String>),
}

/// How a case is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// One claim stands; the couple's choice, in words.
    Keep {
        /// Which.
        claim: ClaimRef,
        /// Who chose, when, on which document.
        chosen_by: String,
        /// The claim whose subject's details are right.
        details_of: Option<ClaimRef>,
    },
    /// They are different people; what shows it.
    Different(String),
    /// All go back.
    ReturnBoth,
    /// All wait.
    Hold(NaiveDate),
    /// The supervisor above all unions of the case decides.
    Escalate,
}

/// What became of the lines of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The line's claim; none for all open lines.
    pub line: Option<ClaimRef>,
    /// Paid, or refused.
    pub paid: bool,
    /// The day.
    pub on: NaiveDate,
    /// The confirming or refusing document.
    pub receipt: String,
    /// Count and sum of the lines, as they were shown.
    pub expect: Option<Expected>,
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportChoices {
    /// The programme whose sheet it is.
    pub programme: String,
    /// Only try.
    pub dry_run: bool,
    /// The sheet, where a workbook has several.
    pub sheet: Option<String>,
    /// What the file hides is imported too.
    pub include_hidden: bool,
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Record the checks.
    Review(Vec<ClaimRef>, Checks, Option<String>),
    /// Record the checks of those of many whose sample was looked at.
    ReviewMany(Vec<ClaimRef>, Checks, Option<String>, Seen),
    /// Approve.
    Approve(Vec<ClaimRef>, Option<FundSource>),
    /// Approve many, if count and sum are still these and the sample of them was looked at.
    ApproveMany(Chosen, Option<FundSource>, Expected, SampleToken),
    /// Keep a filter under a name; none removes it.
    KeepFilter(String, Option<KeptFilter>),
    /// Send back.
    Return(Vec<ClaimRef>, String),
    /// Refuse.
    Reject(Vec<ClaimRef>, String),
    /// Set aside until a day, or until the slot is free.
    Hold(Vec<ClaimRef>, Option<NaiveDate>, String),
    /// Take back for the unit.
    Withdraw(Vec<ClaimRef>, String),
    /// Take the last decision back.
    Undo(Vec<ClaimRef>, String),
    /// Let an approval stand although the verdict has changed since.
    KeepApproval(ClaimRef, String),
    /// Decide a case.
    Resolve(CaseId, Verdict, String),
    /// Agree, as second operator, that they are different people.
    SecondCase(CaseId),
    /// Take a case's decision back.
    UndoCase(CaseId, String),
    /// Put a batch together: unit code, channel, funding source.
    BatchCreate(String, Channel, FundSource, String),
    /// Freeze it, if it still has so many lines and this sum.
    BatchSeal(BatchId, i64, Fen),
    /// Sign it as second approver.
    BatchSign(BatchId),
    /// Write its file, as xlsx or CSV, to a folder or path.
    BatchExport(BatchId, bool, String),
    /// Settle lines.
    BatchSettle(BatchId, Settlement),
    /// Propose to reverse the answer of a line.
    BatchReverse(BatchId, ClaimRef, String),
    /// Take it back.
    BatchWithdraw(BatchId, String),
    /// Read a file: kind of sheet, path, how, language of the findings.
    Import(String, String, ImportChoices, Lang),
    /// Put a change in force.
    ChangeApprove(ProposalId),
    /// Refuse it.
    ChangeReject(ProposalId, String),
    /// Begin to claim payments back, for a reason.
    Recover(Vec<ClaimRef>, String),
    /// The money is back, by its receipt.
    Recovered(Vec<ClaimRef>, String),
    /// Payments were found on the statement.
    Reconcile(Vec<ClaimRef>),
    /// Show a masked number in full, for a reason.
    Reveal(ClaimRef, Field, String),
    /// Make a benefit year: programme, year, parameter file instead of the shipped one.
    PeriodCreate(String, BenefitYear, Option<String>),
    /// Another last day of its window.
    PeriodExtend(String, BenefitYear, NaiveDate),
    /// Another step of a benefit year.
    Period(PeriodStep, String, BenefitYear),
    /// What a ruling would change: programme, option, value.
    RulingPreview(String, String, String),
    /// What other values of a benefit year would change.
    PeriodPreview(String, BenefitYear, Looked),
    /// Propose a ruling.
    RulingSet {
        /// Programme id.
        programme: String,
        /// The open point.
        option: String,
        /// The value chosen.
        value: String,
        /// The document that decided it.
        document: String,
        /// Its date.
        on: NaiveDate,
    },
    /// Take a step of a referral slip.
    Slip(SlipId, Act),
    /// Write a referral slip to print, to a folder or path.
    SlipPrint(SlipId, String, Lang),
    /// What a form came to.
    Order(Box<Order>),
    /// Write an empty sheet.
    Template {
        /// Programme id.
        programme: String,
        /// Kind of sheet.
        profile: String,
        /// Folder or path.
        path: String,
        /// With last year's families.
        prefill: Option<Prefill>,
    },
}

/// Values of a benefit year that are looked at with other ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// Standard personal contribution.
    pub standard: Option<Fen>,
    /// First day of the window.
    pub window_open: Option<NaiveDate>,
    /// Last day of the window.
    pub window_close: Option<NaiveDate>,
    /// On which day age is measured: a value of the ruling about it.
    pub age_date: Option<String>,
}

/// Whose families are laid out, for which benefit year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefill {
    /// Code of the unit.
    pub unit: String,
    /// Benefit year.
    pub year: BenefitYear,
}

/// A step of a benefit year that needs nothing but a second operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodStep {
    /// Take claims.
    Open,
    /// End new claims inside the window.
    Close,
    /// Take claims again.
    Reopen,
    /// Read only from now on.
    Archive,
}

/// What a command did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// A number in full, of a claim.
    Revealed(ClaimRef, Field, Secret),
    /// An act over claims.
    Claims {
        /// How many took the step.
        done: usize,
        /// What could not, by its number or id, with the reason.
        failed: Vec<(String, Failure)>,
    },
    /// A file was read.
    Import {
        /// The import; none after a trial.
        id: Option<ImportId>,
        /// Rows read.
        rows: usize,
        /// Taken over.
        accepted: usize,
        /// Refused.
        refused: usize,
        /// Taken over with a warning.
        warned: usize,
        /// Changes that wait for a second operator.
        waiting: usize,
        /// Of them, those nobody can approve yet.
        for_nobody: usize,
        /// On these a case of duplicates stands now.
        contested: usize,
        /// Findings: where and what.
        findings: Vec<(String, String)>,
    },
    /// A case was decided: where it stands now, and how many claims moved with it.
    Decided(CaseId, CaseState, usize),
    /// What a ruling or another parameter would change.
    Previewed(Box<Previewed>),
    /// Something to read: the key of its title, and its lines.
    Told(&'static str, Vec<Words>),
    /// Anything else: a sentence's key and its arguments.
    Done(&'static str, Vec<(&'static str, String)>),
}
