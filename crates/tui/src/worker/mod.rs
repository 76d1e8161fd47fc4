//! The part that talks to the database: one thread that reads, one that writes, and one for courtesies, each with a
//! session of its own, so that a long import does not keep a list from opening, nor a sign of presence that waits for it.

mod actions;
mod queries;

use crate::error::TuiError;
use crate::msg::{Action, Failure, Msg, Query};
use domain::ids::ClaimRef;
use std::collections::BTreeMap;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;
use workflow::notebook::{self, Kind};
use workflow::views::Lang;
use workflow::{Result, Session, WorkflowError, decide};

/// Questions and commands that may wait.
const QUEUE: usize = 64;

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
}

/// The ends of the threads that the loop holds.
pub struct Worker {
    reads: Sender<Asked>,
    aside: Sender<Asked>,
    writes: Sender<(u64, Action, Seen)>,
    rested: oneshot::Receiver<()>,
}

impl Worker {
    /// Starts the threads; their answers go to `answers`.
    pub fn start<O: Open>(open: O, answers: &Sender<Msg>) -> Self {
        let open = std::sync::Arc::new(open);
        let (reads, questions) = channel(QUEUE);
        let (writes, commands) = channel(1);
        let (opener, out) = (open.clone(), answers.clone());
        std::thread::spawn(move || read_loop(&*opener, questions, &out));
        let (aside, courtesies) = channel(QUEUE);
        let (working, rested) = oneshot::channel();
        let (opener, out) = (open.clone(), answers.clone());
        std::thread::spawn(move || {
            read_loop(&*opener, courtesies, &out);
            drop(working);
        });
        let out = answers.clone();
        std::thread::spawn(move || write_loop(&*open, commands, &out));
        Self {
            reads,
            aside,
            writes,
            rested,
        }
    }

    /// Asks a question.
    ///
    /// # Errors
    /// [`TuiError::Worker`] when the thread is gone.
    pub fn read(&self, request: u64, query: Query) -> std::result::Result<(), TuiError> {
        let to = match query {
            // Both may write a row, and neither is worth waiting for.
            Query::Present(..) | Query::Notebook => &self.aside,
            _ => &self.reads,
        };
        to.try_send(Asked::Query(request, query))
            .map_err(|_| TuiError::Worker)
    }

    /// Keeps a draft; when the thread has too much to do, it is lost like the session it was typed in.
    pub fn keep_draft(&self, name: String, text: String) {
        if self.aside.try_send(Asked::Draft(name, text)).is_err() {
            tracing::warn!("a draft was not kept");
        }
    }

    /// Ends the threads once they have dealt with what they were asked; the returned end closes when the one that keeps
    /// drafts is done.
    pub fn rest(self) -> oneshot::Receiver<()> {
        self.rested
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
            .try_send((command, action, seen))
            .map_err(|_| TuiError::Worker)
    }
}

/// A session that is opened when it is first needed, and again after the database failed.
struct Desk<'o, O> {
    open: &'o O,
    session: Option<Session>,
}

impl<O: Open> Desk<'_, O> {
    fn with<T>(&mut self, work: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        if self.session.is_none() {
            self.session = Some((self.open)()?);
        }
        let Some(session) = self.session.as_mut() else {
            return Err(WorkflowError::Usage("no session".to_owned()));
        };
        let done = work(session);
        // A connection that failed may be gone: the next question opens a new one.
        if done.as_ref().is_err_and(|error| error.code() == "database") {
            self.session = None;
        }
        done
    }
}

fn read_loop<O: Open>(open: &O, mut questions: Receiver<Asked>, answers: &Sender<Msg>) {
    let mut desk = Desk {
        open,
        session: None,
    };
    while let Some(asked) = questions.blocking_recv() {
        let (request, query) = match asked {
            Asked::Query(request, query) => (request, query),
            Asked::Draft(name, text) => {
                let kept = desk.with(|session| notebook::keep(session, Kind::Draft, &name, &text));
                if let Err(error) = kept {
                    tracing::warn!(code = error.code(), "a draft was not kept");
                }
                continue;
            }
        };
        let answer = desk
            .with(|session| queries::answer(session, query))
            .map_err(|error| failure(&error));
        if answers
            .blocking_send(Msg::Loaded { request, answer })
            .is_err()
        {
            return;
        }
    }
}

fn write_loop<O: Open>(
    open: &O,
    mut commands: Receiver<(u64, Action, Seen)>,
    answers: &Sender<Msg>,
) {
    let mut desk = Desk {
        open,
        session: None,
    };
    while let Some((command, action, seen)) = commands.blocking_recv() {
        // Progress that finds no room is dropped: the next one says more.
        let progress =
            |done: usize, of: usize| drop(answers.try_send(Msg::Progress { command, done, of }));
        let result = desk
            .with(|session| {
                decide::on_seen(session, seen, |session| {
                    actions::act(session, action, &progress)
                })
            })
            .map_err(|error| failure(&error));
        if let Err(failure) = &result {
            tracing::warn!(code = failure.code, "a command of the console failed");
        }
        if answers
            .blocking_send(Msg::Acted { command, result })
            .is_err()
        {
            return;
        }
    }
}

/// The error with its causes, as the operator reads it.
fn failure(error: &WorkflowError) -> Failure {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let told = inner.to_string();
        if !message.contains(&told) {
            message.push_str(": ");
            message.push_str(&told);
        }
        cause = inner.source();
    }
    Failure {
        code: error.code().to_owned(),
        message,
        chinese: match error {
            WorkflowError::Refused(refusal) => Some(refusal.said(Lang::Zh)),
            WorkflowError::Claim { refusal, .. } => Some(refusal.said(Lang::Zh)),
            _ => None,
        },
    }
}
