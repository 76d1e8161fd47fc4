//! The part that talks to the database: one thread that reads, one that adds up the figures of the home screen, one
//! that writes, and one for drafts and presence, each with a session of its own, so that neither a long import nor the sums of a
//! million claims keep a list from opening, nor a sign of presence that waits for them.
//!
//! A connection that is gone is opened again: a question waits for it, and so does a command that has not begun. A
//! command that was under way is not tried again, because nobody knows whether it was saved.

mod actions;
mod listings;
mod orders;
mod previews;
mod queries;

use crate::error::TuiError;
use crate::msg::{Action, Failure, Msg, Query};
use domain::ids::ClaimRef;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use workflow::notebook::{self, Kind};
use workflow::views::Lang;
use workflow::{Result, Session, SessionEnd, Words, WorkflowError, words};

/// Questions and commands that may wait.
const QUEUE: usize = 64;
/// How long the end of a session waits for the command under way and for the entry in the operator's chain.
const SIGN_OFF_WAIT: Duration = Duration::from_millis(500);
/// How long the end of a session waits for a draft typed when the line broke.
const DRAFT_WAIT: Duration = Duration::from_millis(300);
/// Pause before the database is tried again.
const AGAIN: Duration = Duration::from_millis(500);
/// A piece of that pause, after which the end is looked for.
const LOOK: Duration = Duration::from_millis(25);

/// Opens sessions for the worker's threads.
pub trait Open: Fn() -> Result<Session> + Send + Sync + 'static {}
impl<T: Fn() -> Result<Session> + Send + Sync + 'static> Open for T {}

/// Revisions of claims as they are on the screen.
type Seen = BTreeMap<ClaimRef, i64>;

/// What a reading thread is asked.
enum Asked {
    /// A question that is answered.
    Query(u64, Query),
    /// A draft to keep by its name; nothing answers.
    Draft(String, String),
    /// Keep a reason.
    Reason(String),
}

/// The ends of the threads that the loop holds.
pub struct Worker {
    reads: Sender<Asked>,
    figures: Sender<Asked>,
    aside: Sender<Asked>,
    writes: Sender<Job>,
    over: Arc<AtomicBool>,
    /// Disconnected when the thread that keeps drafts has ended.
    rested: std::sync::mpsc::Receiver<()>,
}

/// Work for the thread that writes.
enum Job {
    Act(u64, Box<Action>, Seen),
    /// The last one: the end is written down, and told by dropping the sender.
    SignOff(SessionEnd, std::sync::mpsc::Sender<()>),
}

impl Worker {
    /// Starts the threads; their answers go to `answers`.
    pub fn start<O: Open>(open: O, answers: &Sender<Msg>) -> Self {
        let (open, over) = (Arc::new(open), Arc::new(AtomicBool::new(false)));
        let (reads, questions) = channel(QUEUE);
        let (figures, sums) = channel(QUEUE);
        let (aside, notes) = channel(QUEUE);
        let (working, rested) = std::sync::mpsc::channel();
        // One command under way, one that waits for it, and the end.
        let (writes, jobs) = channel(2);
        let desk = || Desk {
            open: open.clone(),
            session: None,
            over: over.clone(),
            answers: answers.clone(),
        };
        let (reader, adder, keeper, writer) = (desk(), desk(), desk(), desk());
        std::thread::spawn(move || read_loop(reader, questions));
        std::thread::spawn(move || read_loop(adder, sums));
        std::thread::spawn(move || {
            read_loop(keeper, notes);
            drop(working);
        });
        std::thread::spawn(move || write_loop(writer, jobs));
        Self {
            reads,
            figures,
            aside,
            writes,
            over,
            rested,
        }
    }

    /// Asks a question.
    ///
    /// # Errors
    /// [`TuiError::Worker`] when the thread is gone.
    pub fn read(&self, request: u64, query: Query) -> std::result::Result<(), TuiError> {
        let thread = match query {
            Query::Screen(ref ask) if ask.adds_up() => &self.figures,
            // Both may write a row, and neither is worth waiting for.
            Query::Present(..) | Query::Notebook => &self.aside,
            _ => &self.reads,
        };
        thread
            .try_send(Asked::Query(request, query))
            .map_err(|_| TuiError::Worker)
    }

    /// Keeps a draft; when the thread has too much to do, it is lost like the session it was typed in.
    pub fn keep_draft(&self, name: String, text: String) {
        if self.aside.try_send(Asked::Draft(name, text)).is_err() {
            tracing::warn!("a draft was not kept");
        }
    }

    /// Keeps a reason; lost as a draft is.
    pub fn keep_reason(&self, reason: String) {
        if self.aside.try_send(Asked::Reason(reason)).is_err() {
            tracing::warn!("a reason was not kept");
        }
    }

    /// Gives a command.
    ///
    /// # Errors
    /// [`TuiError::Worker`] when the thread is gone or still busy.
    pub fn write(
        &self,
        command: u64,
        action: Action,
        seen: Seen,
    ) -> std::result::Result<(), TuiError> {
        self.writes
            .try_send(Job::Act(command, Box::new(action), seen))
            .map_err(|_| TuiError::Worker)
    }

    /// Lets the command under way finish and writes the end of the session down, as far as there is time. What is not
    /// finished then is rolled back by the database when the process ends. Drafts that wait are kept, if it takes no
    /// longer.
    pub fn sign_off(self, why: SessionEnd) {
        self.over.store(true, Ordering::SeqCst);
        let (done, ended) = std::sync::mpsc::channel();
        let sent = self.writes.try_send(Job::SignOff(why, done)).is_ok();
        drop(self.aside);
        // Disconnected or too late: there is nothing to receive.
        let _ = self.rested.recv_timeout(DRAFT_WAIT);
        let in_time =
            ended.recv_timeout(SIGN_OFF_WAIT) != Err(std::sync::mpsc::RecvTimeoutError::Timeout);
        if !sent || !in_time {
            tracing::warn!(
                why = why.code(),
                "the end of the session was not written down"
            );
        }
    }
}

/// A session that is opened when it is first needed, and again after the database failed.
struct Desk<O> {
    open: Arc<O>,
    session: Option<Session>,
    /// The console is ending: nothing is waited for any more.
    over: Arc<AtomicBool>,
    answers: Sender<Msg>,
}

impl<O: Open> Desk<O> {
    /// A session with a connection that answers, waiting until there is one.
    fn session(&mut self) -> Result<&mut Session> {
        if self
            .session
            .as_mut()
            .is_some_and(|session| !session.is_alive())
        {
            self.session = None;
        }
        if self.session.is_none() {
            self.session = Some(self.reach()?);
        }
        self.session
            .as_mut()
            .ok_or_else(|| WorkflowError::Usage(words!("没有会话", "no session")))
    }

    fn reach(&self) -> Result<Session> {
        let mut told = false;
        loop {
            let opened = (self.open)();
            let lost = opened.as_ref().is_err_and(WorkflowError::is_lost);
            if lost != told {
                told = lost;
                // The loop may have ended: then nobody needs to know.
                let _ = self.answers.blocking_send(Msg::Database { lost });
            }
            if !lost || self.over.load(Ordering::SeqCst) {
                return opened;
            }
            let mut waited = Duration::ZERO;
            while waited < AGAIN && !self.over.load(Ordering::SeqCst) {
                std::thread::sleep(LOOK);
                waited += LOOK;
            }
        }
    }

    fn with<T>(&mut self, work: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        let done = work(self.session()?);
        // A connection that failed may be gone: the next question opens a new one.
        if done.as_ref().is_err_and(|error| error.code() == "database") {
            self.session = None;
        }
        done
    }
}

/// Tells the loop when a thread ends by a defect: it would wait for answers that never come.
struct PanicNotifier(Sender<Msg>);

impl Drop for PanicNotifier {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The loop may have ended already.
            let _ = self.0.blocking_send(Msg::Broken);
        }
    }
}

fn read_loop<O: Open>(mut desk: Desk<O>, mut questions: Receiver<Asked>) {
    let answers = desk.answers.clone();
    let _notifier = PanicNotifier(answers.clone());
    while let Some(asked) = questions.blocking_recv() {
        let (request, query) = match asked {
            // Nobody waits for the answer any more, but a draft may still come.
            Asked::Query(..) if answers.is_closed() => continue,
            Asked::Query(request, query) => (request, query),
            Asked::Draft(name, text) => {
                let kept = desk.with(|session| notebook::keep(session, Kind::Draft, &name, &text));
                if let Err(error) = kept {
                    tracing::warn!(code = error.code(), "a draft was not kept");
                }
                continue;
            }
            Asked::Reason(reason) => {
                let kept = desk.with(|session| notebook::keep_reason(session, &reason));
                if let Err(error) = kept {
                    tracing::warn!(code = error.code(), "a reason was not kept");
                }
                continue;
            }
        };
        let mut answer = desk.with(|session| queries::answer(session, query.clone()));
        // A question changes nothing, so it is asked again on a new connection.
        if answer.as_ref().is_err_and(WorkflowError::is_lost) {
            answer = desk.with(|session| queries::answer(session, query));
        }
        let answer = answer.map_err(|error| failure(&error));
        // The loop may have ended: then nobody needs to know.
        let _ = answers.blocking_send(Msg::Loaded { request, answer });
    }
}

fn write_loop<O: Open>(mut desk: Desk<O>, mut jobs: Receiver<Job>) {
    let answers = desk.answers.clone();
    let _notifier = PanicNotifier(answers.clone());
    while let Some(job) = jobs.blocking_recv() {
        let (command, action, seen) = match job {
            Job::Act(command, action, seen) => (command, *action, seen),
            Job::SignOff(why, _done) => {
                if let Err(error) =
                    desk.with(|session| workflow::audit::events::log_out(session, "console", why))
                {
                    tracing::warn!(
                        code = error.code(),
                        "the end of the session was not written down"
                    );
                }
                return;
            }
        };
        // Progress that finds no room is dropped: the next one says more.
        let progress =
            |done: usize, of: usize| drop(answers.try_send(Msg::Progress { command, done, of }));
        let (act, began) = (name_of(&action), Instant::now());
        let result = desk.with(|session| {
            let result = actions::act(session, action, &seen, &progress);
            write_down(session, &act, began, result.as_ref().err());
            result
        });
        let result = result.map_err(|error| failure(&error));
        // Without a loop there is still the end to be written down.
        let _ = answers.blocking_send(Msg::Acted { command, result });
    }
}

/// An action's name, without anything it carries.
fn name_of(action: &Action) -> String {
    let whole = match action {
        Action::Order(order) => format!("{order:?}"),
        other => format!("{other:?}"),
    };
    let name = whole.split(|letter: char| !letter.is_ascii_alphanumeric());
    name.take(1).collect()
}

/// The line of the log about an act: what it touched and how it ended.
fn write_down(session: &Session, act: &str, began: Instant, error: Option<&WorkflowError>) {
    let noted = session.ctx.trail.take();
    let [acts, claims, records] = noted.lists();
    let operator = session.ctx.actor.id.to_string();
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (claims_written, records_written) = (noted.claim_count, noted.record_count);
    let (outcome, code) = match error {
        None => ("done", ""),
        Some(error) => ("failed", error.code()),
    };
    tracing::info!(
        operator,
        act,
        acts,
        claims,
        claims_written,
        records,
        records_written,
        outcome,
        code,
        ms,
        "act"
    );
}

/// The error with what was done before it and what caused it, as the operator reads it.
fn failure(error: &WorkflowError) -> Failure {
    let mut message = error.words();
    if let (Some(zh), Some(en)) = (error.stopped(Lang::Zh), error.stopped(Lang::En)) {
        message = Words::new(
            format!("{}。{zh}", message.zh),
            format!("{}. {en}", message.en),
        );
    }
    for cause in error.causes() {
        message = Words::new(
            format!("{}（{}）", message.zh, cause.zh),
            format!("{}: {}", message.en, cause.en),
        );
    }
    Failure {
        code: error.code().to_owned(),
        message,
    }
}
