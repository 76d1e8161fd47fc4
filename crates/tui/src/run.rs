//! The loop: keys, answers and signals become messages; messages change the model; the screen is drawn once when all
//! that waited is dealt with and the line is free. Without messages nothing is drawn and nothing is sent.

use crate::ears::Ears;
use crate::error::TuiError;
use crate::input::{Decoder, Event};
use crate::keymap::KeyMap;
use crate::line::Palette;
use crate::model::{Me, Model};
use crate::msg::{Effect, Msg};
use crate::probe::{Facts, Glyphs, Probe};
use crate::terminal::{Screen, Written};
use crate::text;
use crate::update::{start, update};
use crate::worker::{Open, Worker};
use crate::writer::Abilities;
use std::io::Read as _;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use workflow::views::Lang;
use workflow::{Session, SessionEnd};

/// Messages that may wait for the loop.
const QUEUE: usize = 64;
/// Bytes read from the terminal at once; a paste comes in several.
const READ_BYTES: usize = 4_096;
/// A revealed number stays on the screen for so long.
const REVEALED: Duration = Duration::from_secs(30);

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
    let me = {
        let mut session = open()?;
        who(&mut session)
    };
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
    let (out, answers) = channel(QUEUE);
    let worker = Worker::start(open, &out);
    let mut desk = Desk {
        model,
        screen,
        worker,
        out,
        probe,
        options,
        ears: Ears::default(),
        heard_at: Instant::now(),
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
    let Desk { screen, worker, .. } = desk;
    drop(screen);
    let why = match &ended {
        Ok(Ok(why)) => *why,
        Ok(Err(_)) | Err(_) => SessionEnd::Broken,
    };
    worker.sign_off(why);
    // A thread inside a long read must not keep the operator waiting.
    runtime.shutdown_background();
    match ended {
        Ok(ended) => ended.map(|_| ()),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn who(session: &mut Session) -> Me {
    let actor = &session.env.actor;
    let path = actor.scope.path().as_str();
    let scope = path
        .trim_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    Me {
        name: actor.name.clone(),
        role: actor.role,
        scope,
        mode: session.env.office.mode,
        today: session.env.today(),
        pretends: session.env.date.is_some(),
        programmes: session
            .env
            .office
            .registry
            .iter()
            .map(|programme| {
                let (zh, en) = programme.names();
                (programme.id().to_owned(), (zh.to_owned(), en.to_owned()))
            })
            .collect(),
    }
}

/// The console at work.
struct Desk {
    model: Model,
    screen: Screen,
    worker: Worker,
    out: Sender<Msg>,
    options: Options,
    probe: Probe,
    ears: Ears,
    /// When the operator last did something.
    heard_at: Instant,
}

/// Tells the loop that a revealed number has been shown long enough.
async fn conceal_later(showing: u64, out: Sender<Msg>) {
    tokio::time::sleep(REVEALED).await;
    // The loop may have ended: then nothing is shown any more.
    let _ = out.send(Msg::Conceal(showing)).await;
}

/// Tells the loop that presence may be written again.
async fn beat_later(out: Sender<Msg>) {
    tokio::time::sleep(Duration::from_secs(workflow::presence::BEAT_SECONDS)).await;
    let _ = out.send(Msg::Beat).await;
}

struct Signals {
    hang_up: Signal,
    terminate: Signal,
    interrupt: Signal,
    window: Signal,
}

/// What a signal asks for.
enum Signalled {
    End(SessionEnd),
    Resize,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            hang_up: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            window: signal(SignalKind::window_change())?,
        })
    }

    async fn any(&mut self) -> Signalled {
        tokio::select! {
            _ = self.hang_up.recv() => Signalled::End(SessionEnd::HungUp),
            _ = self.terminate.recv() => Signalled::End(SessionEnd::Terminated),
            _ = self.interrupt.recv() => Signalled::End(SessionEnd::Terminated),
            _ = self.window.recv() => Signalled::Resize,
        }
    }
}

/// Reads the terminal in a thread of its own; none at the end of input, or when it cannot be read any more.
fn listen(heard: &Sender<Option<Vec<u8>>>) {
    let mut input = std::io::stdin().lock();
    let mut bytes = [0; READ_BYTES];
    loop {
        let read = match input.read(&mut bytes) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Ok(0) | Err(_) => None,
            Ok(count) => bytes.get(..count).map(<[u8]>::to_vec),
        };
        let over = read.is_none();
        if heard.blocking_send(read).is_err() || over {
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
    desk.obey(effects)?;
    let mut changed = true;
    while !desk.model.leaving {
        if changed && !desk.screen.is_busy() {
            changed = false;
            if desk.screen.draw(&desk.model).is_err() {
                return Ok(SessionEnd::HungUp);
            }
            desk.drawn();
        }
        let patience = decoder.waits();
        tokio::select! {
            bytes = keys.recv() => match bytes.flatten() {
                Some(bytes) => desk.hear(decoder.feed(&bytes))?,
                None => return Ok(SessionEnd::HungUp),
            },
            () = tokio::time::sleep(patience.unwrap_or_default()), if patience.is_some() => {
                desk.hear(decoder.give_up())?;
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
            () = tokio::time::sleep_until(desk.idle_at().into()) => {
                if desk.idle()? {
                    return Ok(SessionEnd::Idle);
                }
            }
        }
        changed = true;
        // Everything that waits is dealt with before the screen is drawn, so that keys repeated over a slow line queue
        // no frames.
        loop {
            if let Ok(bytes) = keys.try_recv() {
                match bytes {
                    Some(bytes) => desk.hear(decoder.feed(&bytes))?,
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

impl Desk {
    /// Takes a message.
    fn take(&mut self, msg: Msg) -> Result<(), TuiError> {
        if matches!(msg, Msg::Broken) {
            return Err(TuiError::Worker);
        }
        let effects = update(&mut self.model, msg);
        self.obey(effects)
    }

    /// Takes what the terminal said; keys typed before a dialog was on the screen mean nothing.
    fn hear(&mut self, events: Vec<Event>) -> Result<(), TuiError> {
        for event in events {
            let hears = self.ears.hears(Instant::now());
            let msg = match event {
                Event::CursorAt(row, column) => {
                    self.probe.cursor_at(row, column);
                    self.learn();
                    continue;
                }
                Event::Mode(2026, state) => {
                    self.probe.synchronises(state);
                    self.learn();
                    continue;
                }
                Event::Mode(..) => continue,
                Event::Key(key) => Msg::Key(key),
                Event::Paste(text) => Msg::Paste(text),
            };
            self.heard_at = Instant::now();
            if hears {
                self.take(msg)?;
            }
        }
        Ok(())
    }

    /// A frame was drawn; without anything new to show nothing is on its way.
    fn drawn(&mut self) {
        self.ears.drawn();
        if !self.screen.is_busy() {
            self.written();
        }
    }

    fn written(&mut self) {
        self.screen.written();
        let link = self.probe.latency().unwrap_or_default();
        self.ears.written(Instant::now(), link);
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
            crate::screens::follow(&mut self.model);
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

    /// When the next thing happens because nobody does anything.
    fn idle_at(&self) -> Instant {
        let after = if self.model.blank {
            self.options.end_after
        } else {
            self.options.blank_after.min(self.options.end_after)
        };
        self.heard_at + after
    }

    /// Nobody did anything for long: blanks the screen, or says that the session is to end.
    fn idle(&mut self) -> Result<bool, TuiError> {
        if self.model.running.is_some() {
            // An import of an hour is no absence.
            self.heard_at = Instant::now();
            return Ok(false);
        }
        if self.heard_at.elapsed() >= self.options.end_after {
            return Ok(true);
        }
        self.take(Msg::Idle)?;
        Ok(false)
    }

    fn obey(&mut self, effects: Vec<Effect>) -> Result<(), TuiError> {
        for effect in effects {
            match effect {
                Effect::Read { request, query } => self.worker.read(request, query)?,
                Effect::Write {
                    command,
                    action,
                    seen,
                } => self.worker.write(command, action, seen)?,
                Effect::Hush => self.ears.hush(),
                Effect::KeepDraft(name, text) => self.worker.keep_draft(name, text),
                Effect::BeatLater => {
                    tokio::spawn(beat_later(self.out.clone()));
                }
                Effect::Repaint => self.screen.repaint(),
                Effect::ConcealLater(showing) => {
                    tokio::spawn(conceal_later(showing, self.out.clone()));
                }
                // The loop ends by `leaving`.
                Effect::Quit => {}
            }
        }
        Ok(())
    }
}
