//! The console line by line, for screen readers and terminals that cannot place a cursor: the same model, its screens told
//! as lines, and typed lines taken as keys.

mod messages;
mod typed;

use crate::effect_runner::{EffectRunner, QUEUE};
use crate::error::TuiError;
use crate::idle::{Idle, Rest};
use crate::input::Event;
use crate::key_gate::SUPPRESSED;
use crate::keymap::KeyMap;
use crate::keys::Key;
use crate::line::Line;
use crate::model::{Me, Model};
use crate::msg::Msg;
use crate::signals::{Signalled, Signals};
use crate::update::{start, update};
use crate::worker::Open;
use std::io::{BufRead as _, Write as _};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use workflow::SessionEnd;
use workflow::views::Lang;

/// Columns and rows told at once; wide, so that a list's preview is told with it.
const SIZE: (usize, usize) = (120, 30);
/// How often a long act says how far it is.
const PROGRESS: Duration = Duration::from_secs(5);
/// In front of what is typed.
const PROMPT: &[u8] = b"> ";

/// How the console runs.
pub struct PlainOptions {
    /// Language at the start.
    pub lang: Lang,
    /// Without a line for so long rows leave memory.
    pub blank_after: Duration,
    /// Without a line for so long the session ends.
    pub end_after: Duration,
    /// The site's keys.
    pub keymap: KeyMap,
}

/// A line and when it was typed.
type Typed = (Instant, String);

/// Runs the console until the operator leaves it or the input ends.
///
/// # Errors
/// [`TuiError`].
pub fn run<O: Open>(open: O, options: PlainOptions) -> Result<(), TuiError> {
    let me = Me::of(&mut open()?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(TuiError::Terminal)?;
    let mut model = Model::new(me, options.lang, SIZE);
    model.keymap = options.keymap;
    let (runner, answers) = EffectRunner::start(open);
    let mut talk = Talk {
        model,
        runner,
        said: Vec::new(),
        message: String::new(),
        told_at: Instant::now(),
        progress_at: None,
        idle: Idle::new(options.blank_after, options.end_after),
    };
    let ended = runtime.block_on(talk.go(answers));
    if !matches!(ended, Ok(SessionEnd::Left)) {
        // A reason half typed is kept, if there is still a thread to take it.
        let _ = talk.take(Msg::HangUp);
    }
    let why = ended.as_ref().map_or(SessionEnd::Broken, |why| *why);
    talk.runner.worker.sign_off(why);
    runtime.shutdown_background();
    ended.map(|_| ())
}

/// Reads lines in a thread of its own until the input ends.
fn listen(heard: &Sender<Typed>) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        if heard.blocking_send((Instant::now(), line)).is_err() {
            return;
        }
    }
}

/// The console in conversation.
struct Talk {
    model: Model,
    runner: EffectRunner,
    /// What was told last.
    said: Vec<String>,
    message: String,
    /// When that was.
    told_at: Instant,
    /// When the act under way last said how far it is.
    progress_at: Option<Instant>,
    idle: Idle,
}

impl Talk {
    async fn go(&mut self, mut answers: Receiver<Msg>) -> Result<SessionEnd, TuiError> {
        let mut signals = Signals::listen().map_err(TuiError::Terminal)?;
        let (heard, mut lines) = channel(QUEUE);
        std::thread::spawn(move || listen(&heard));
        let effects = start(&mut self.model);
        self.runner.carry_out(effects)?;
        let mut over = false;
        // Something was typed that is not answered yet.
        let mut owed = true;
        while !self.model.leaving {
            let rests = !self.model.is_waiting() && self.model.running.is_none();
            if self.tell(rests, &mut owed).is_err() {
                return Ok(SessionEnd::HungUp);
            }
            if rests && over {
                return Ok(SessionEnd::Left);
            }
            tokio::select! {
                line = lines.recv(), if rests && !over => match line {
                    Some(line) => {
                        owed = true;
                        self.hear(line)?;
                    }
                    None => over = true,
                },
                Some(msg) = answers.recv() => self.take(msg)?,
                signalled = signals.any() => match signalled {
                    Signalled::End(why) => return Ok(why),
                    Signalled::Resize => {}
                },
                () = tokio::time::sleep_until(self.idle.at(self.model.blank).into()) => {
                    if self.rest()? {
                        return Ok(SessionEnd::Idle);
                    }
                }
            }
        }
        Ok(SessionEnd::Left)
    }

    /// Says what is new: at rest everything, during a long act now and then how far it is.
    fn tell(&mut self, rests: bool, owed: &mut bool) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        if !rests {
            let due = self.progress_at.is_none_or(|at| at.elapsed() >= PROGRESS);
            if self.model.running.is_some() && due {
                self.progress_at = Some(Instant::now());
                writeln!(out, "{}", messages::message(&self.model))?;
                out.flush()?;
            }
            return Ok(());
        }
        self.progress_at = None;
        let now = messages::all(&self.model);
        let mut news = messages::news(&self.said, &now);
        let message = messages::message(&self.model);
        if *owed || message != self.message {
            news.push(&message);
        }
        if news.is_empty() && !*owed {
            return Ok(());
        }
        for line in news.into_iter().filter(|line| !line.is_empty()) {
            writeln!(out, "{line}")?;
        }
        out.write_all(PROMPT)?;
        out.flush()?;
        (self.said, self.message) = (now, message);
        *owed = false;
        self.told_at = Instant::now();
        self.runner.key_gate.drawn();
        self.runner.key_gate.written(Instant::now(), Duration::ZERO);
        Ok(())
    }

    /// Takes a line. One typed before a dialog was told was not meant for it, and of lines that come at once, as pasted
    /// ones do, none confirms: nobody has heard what the line before it led to.
    fn hear(&mut self, (at, line): Typed) -> Result<(), TuiError> {
        self.idle.heard();
        let hasty = typed::confirms(&line) && at < self.told_at + SUPPRESSED;
        let dialog = self.model.dialog.as_ref();
        if !self.runner.key_gate.hears(at)
            || hasty && dialog.is_some_and(|d| !d.purpose.is_harmless())
        {
            return self.say("plain-too-soon");
        }
        if self.model.blank {
            // Typed in front of nothing: it only brings the screen back.
            return self.take(Msg::Key(Key::Enter));
        }
        let events = match &self.model.dialog {
            Some(dialog) => typed::before_dialog(&line, dialog),
            None => Some(typed::before_screen(&line)),
        };
        let Some(events) = events else {
            return self.say("plain-not-understood");
        };
        for event in events {
            // The rest of a line that opened a dialog was not meant for it either.
            if !self.runner.key_gate.hears(Instant::now()) {
                return self.say("plain-too-soon");
            }
            match event {
                Event::Key(key) => self.take(Msg::Key(key))?,
                Event::Paste(text) => self.take(Msg::Paste(text))?,
                Event::PasteCut(_) | Event::CursorAt(..) | Event::Mode(..) => {}
            }
        }
        Ok(())
    }

    /// Says a sentence at once.
    fn say(&mut self, key: &str) -> Result<(), TuiError> {
        let line = Line::of(&self.model.texts.t(key)).plain();
        writeln!(std::io::stdout(), "{line}").map_err(TuiError::Terminal)
    }

    fn take(&mut self, msg: Msg) -> Result<(), TuiError> {
        if matches!(msg, Msg::Broken) {
            return Err(TuiError::Worker);
        }
        let effects = update(&mut self.model, msg);
        self.runner.carry_out(effects).map(|_| ())
    }

    /// Nobody typed anything for long: rows leave memory, or the session is to end.
    fn rest(&mut self) -> Result<bool, TuiError> {
        let rest = self.idle.rest(self.model.running.is_some());
        if rest == Rest::Blank {
            self.take(Msg::Idle)?;
        }
        Ok(rest == Rest::End)
    }
}
