//! The loop: keys, answers and signals become messages; messages change the model; the screen is drawn once when all
//! that waited is dealt with and the line is free. Without messages nothing is drawn and nothing is sent.

use crate::effect_runner::{EffectRunner, QUEUE};
use crate::error::TuiError;
use crate::idle::{Idle, Rest};
use crate::input::{Decoder, Event};
use crate::keymap::KeyMap;
use crate::line::Palette;
use crate::model::{Me, Model};
use crate::msg::{Effect, Msg};
use crate::probe::{Facts, Glyphs, Probe};
use crate::signals::{Signalled, Signals};
use crate::terminal::{Screen, Written};
use crate::text;
use crate::update::{follow, start, update};
use crate::worker::Open;
use crate::writer::Abilities;
use std::io::Read as _;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use workflow::SessionEnd;
use workflow::views::Lang;

/// Bytes read from the terminal at once; a paste comes in several.
const READ_BYTES: usize = 4_096;

/// How the console runs.
pub struct Options {
    /// Language at the start.
    pub lang: Lang,
    /// Colours.
    pub palette: Palette,
    /// Characters.
    pub glyphs: Glyphs,
    /// The terminal scrolls a part of its screen.
    pub scrolls: bool,
    /// Without a key for so long the screen is blanked and rows leave memory.
    pub blank_after: Duration,
    /// Without a key for so long the session ends.
    pub end_after: Duration,
    /// What this terminal told the last time.
    pub known: Option<Facts>,
    /// The site's keys.
    pub keymap: KeyMap,
    /// Called when it tells something else.
    pub learn: Box<dyn Fn(Facts)>,
}

/// Runs the console until the operator leaves it, the terminal goes away, or nobody has pressed a key for too long.
/// `open` makes a session of the operator; it is called again for the threads that read and write, and after the
/// database was lost. The end is written into the operator's chain where the database can be reached in time.
///
/// # Errors
/// [`TuiError`]; the terminal is restored in any case.
pub fn run<O: Open>(open: O, mut options: Options) -> Result<(), TuiError> {
    let me = Me::of(&mut open()?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(TuiError::Terminal)?;
    let size = Screen::size().map_err(TuiError::Terminal)?;
    let abilities = Abilities {
        scrolls: options.scrolls,
        synchronises: options.known.is_some_and(|known| known.synchronises),
    };
    let (screen, written) =
        Screen::enter(options.palette, abilities).map_err(TuiError::Terminal)?;
    let mut model = Model::new(me, options.lang, size);
    model.keymap = std::mem::take(&mut options.keymap);
    let probe = Probe::new(options.glyphs, options.known);
    text::set_ambiguous(probe.ambiguous());
    let (runner, answers) = EffectRunner::start(open);
    let idle = Idle::new(options.blank_after, options.end_after);
    let mut desk = Desk {
        model,
        screen,
        runner,
        probe,
        options,
        idle,
    };
    let ended = std::panic::catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(drive(&mut desk, answers, written))
    }));
    if matches!(
        ended,
        Ok(Ok(SessionEnd::HungUp
            | SessionEnd::Idle
            | SessionEnd::Terminated))
    ) {
        // A reason half typed is kept, if there is still a thread to take it.
        let _ = desk.take(Msg::HangUp);
    }
    let Desk { screen, runner, .. } = desk;
    drop(screen);
    let why = match &ended {
        Ok(Ok(why)) => *why,
        Ok(Err(_)) | Err(_) => SessionEnd::Broken,
    };
    runner.worker.sign_off(why);
    // A thread inside a long read must not keep the operator waiting.
    runtime.shutdown_background();
    match ended {
        Ok(ended) => ended.map(|_| ()),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// The console at work.
struct Desk {
    model: Model,
    screen: Screen,
    runner: EffectRunner,
    options: Options,
    probe: Probe,
    idle: Idle,
}

/// The bytes of one read and when they came; none at the end.
type Heard = (Instant, Option<Vec<u8>>);

/// Reads the terminal in a thread of its own; none at the end of input, or when it cannot be read any more.
fn listen(heard: &Sender<Heard>) {
    let mut input = std::io::stdin().lock();
    let mut bytes = [0; READ_BYTES];
    loop {
        let read = match input.read(&mut bytes) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Ok(0) | Err(_) => None,
            Ok(count) => bytes.get(..count).map(<[u8]>::to_vec),
        };
        let over = read.is_none();
        if heard.blocking_send((Instant::now(), read)).is_err() || over {
            return;
        }
    }
}

async fn drive(
    desk: &mut Desk,
    mut answers: Receiver<Msg>,
    mut written: Written,
) -> Result<SessionEnd, TuiError> {
    let mut signals = Signals::listen().map_err(TuiError::Terminal)?;
    let (heard, mut keys) = channel(QUEUE);
    std::thread::spawn(move || listen(&heard));
    let mut decoder = Decoder::default();
    let effects = start(&mut desk.model);
    desk.carry_out(effects)?;
    let mut changed = true;
    while !desk.model.leaving {
        if changed && !desk.screen.is_busy() {
            changed = false;
            if desk.screen.draw(&desk.model).is_err() {
                return Ok(SessionEnd::HungUp);
            }
            desk.drawn();
        }
        let patience = decoder.waits_until();
        tokio::select! {
            heard = keys.recv() => match heard {
                Some((at, Some(bytes))) => desk.hear(decoder.feed(&bytes, at), at)?,
                Some((_, None)) | None => return Ok(SessionEnd::HungUp),
            },
            () = until(patience), if patience.is_some() => {
                desk.hear(decoder.time_out(), Instant::now())?;
            }
            Some(msg) = answers.recv() => desk.take(msg)?,
            signalled = signals.any() => match signalled {
                Signalled::End(why) => return Ok(why),
                Signalled::Resize => desk.resize()?,
            },
            Some(done) = written.recv() => {
                desk.written();
                if done.is_err() {
                    return Ok(SessionEnd::HungUp);
                }
                // Nothing new to draw by itself.
                continue;
            }
            () = tokio::time::sleep_until(desk.idle.at(desk.model.blank).into()) => {
                if desk.rest()? {
                    return Ok(SessionEnd::Idle);
                }
            }
        }
        changed = true;
        // Everything that waits is dealt with before the screen is drawn, so that keys repeated over a slow line queue
        // no frames.
        loop {
            if let Ok((at, bytes)) = keys.try_recv() {
                match bytes {
                    Some(bytes) => desk.hear(decoder.feed(&bytes, at), at)?,
                    None => return Ok(SessionEnd::HungUp),
                }
            } else if let Ok(msg) = answers.try_recv() {
                desk.take(msg)?;
            } else {
                break;
            }
        }
    }
    Ok(SessionEnd::Left)
}

/// Sleeps until an instant.
async fn until(instant: Option<Instant>) {
    if let Some(instant) = instant {
        tokio::time::sleep_until(instant.into()).await;
    }
}

impl Desk {
    /// Takes a message.
    fn take(&mut self, msg: Msg) -> Result<(), TuiError> {
        if matches!(msg, Msg::Broken) {
            return Err(TuiError::Worker);
        }
        let effects = update(&mut self.model, msg);
        self.carry_out(effects)
    }

    /// Takes what the terminal said at this instant.
    fn hear(&mut self, events: Vec<Event>, at: Instant) -> Result<(), TuiError> {
        for event in events {
            match event {
                Event::CursorAt(row, column) => {
                    self.probe.cursor_at(row, column);
                    self.learn();
                }
                Event::Mode(2026, state) => {
                    self.probe.synchronises(state);
                    self.learn();
                }
                Event::Mode(..) => {}
                said => {
                    self.idle.heard();
                    let effects = self.runner.key_gate.take(&mut self.model, said, at);
                    self.carry_out(effects)?;
                }
            }
        }
        Ok(())
    }

    /// A frame was drawn; without anything new to show nothing is on its way.
    fn drawn(&mut self) {
        self.runner.key_gate.drawn();
        if !self.screen.is_busy() {
            self.written();
        }
    }

    fn written(&mut self) {
        self.screen.written();
        let link = self.probe.latency().unwrap_or_default();
        self.runner.key_gate.written(Instant::now(), link);
    }

    /// The terminal told something about itself.
    fn learn(&mut self) {
        let Some(facts) = self.probe.facts() else {
            return;
        };
        if self.options.known != Some(facts) {
            self.options.known = Some(facts);
            (self.options.learn)(facts);
        }
        self.screen.abilities().synchronises = facts.synchronises;
        let before = text::ambiguous();
        text::set_ambiguous(self.probe.ambiguous());
        if text::ambiguous() != before {
            follow(&mut self.model);
            self.screen.repaint();
        }
        self.model.link_ms = self
            .probe
            .latency()
            .map(|latency| u64::try_from(latency.as_millis()).unwrap_or(u64::MAX));
    }

    fn resize(&mut self) -> Result<(), TuiError> {
        let (columns, rows) = Screen::size().map_err(TuiError::Terminal)?;
        self.take(Msg::Resize(columns, rows))
    }

    /// Nobody did anything for long: blanks the screen, or says that the session is to end.
    fn rest(&mut self) -> Result<bool, TuiError> {
        let rest = self.idle.rest(self.model.running.is_some());
        if rest == Rest::Blank {
            self.take(Msg::Idle)?;
        }
        Ok(rest == Rest::End)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<(), TuiError> {
        if self.runner.carry_out(effects)? {
            self.screen.repaint();
        }
        Ok(())
    }
}
