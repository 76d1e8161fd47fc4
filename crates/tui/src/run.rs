//! The loop: keys, answers and signals become messages; messages change the model; the screen is drawn once when all
//! that waited is dealt with. Without messages nothing is drawn and nothing is sent.

use crate::ears::Ears;
use crate::error::TuiError;
use crate::keymap::KeyMap;
use crate::keys::{self, Key};
use crate::model::{Me, Model};
use crate::msg::{Effect, Msg};
use crate::terminal::Screen;
use crate::update::{start, update};
use crate::worker::{Open, Worker};
use crossterm::event::{Event, EventStream};
use futures::StreamExt as _;
use std::time::{Duration, Instant};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{Sender, channel};
use workflow::Session;
use workflow::views::Lang;

/// Messages that may wait for the loop.
const QUEUE: usize = 64;
/// A draft typed when the line broke is waited for so long.
const REST: Duration = Duration::from_millis(300);
/// A revealed number stays on the screen for so long.
const REVEALED: Duration = Duration::from_secs(30);

/// Runs the console until the operator leaves it. `open` makes a session of the operator; it is called again for the
/// threads that read and write, and after the database was lost. `colours` is off for `NO_COLOR`;
/// `keymap` holds the site's keys.
///
/// # Errors
/// [`TuiError`]; the terminal is restored in any case.
pub fn run<O: Open>(open: O, lang: Lang, colours: bool, keymap: KeyMap) -> Result<(), TuiError> {
    let me = {
        let mut session = open()?;
        who(&mut session)
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(TuiError::Terminal)?;
    let mut screen = Screen::enter(colours).map_err(TuiError::Terminal)?;
    let size = screen.size().map_err(TuiError::Terminal)?;
    let mut model = Model::new(me, lang, size);
    model.keymap = keymap;
    let ended = runtime.block_on(drive(&mut model, &mut screen, open));
    drop(screen);
    // A thread inside a long read must not keep the operator waiting.
    runtime.shutdown_background();
    ended
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

/// Tells the loop that a revealed number has been shown long enough.
async fn conceal_later(showing: u64, out: Sender<Msg>) {
    tokio::time::sleep(REVEALED).await;
    // The loop may have ended: then nothing is shown any more.
    let _ = out.send(Msg::Conceal(showing)).await;
}

/// Tells the loop that a sign of presence may be written again.
async fn beat_later(out: Sender<Msg>) {
    tokio::time::sleep(Duration::from_secs(workflow::presence::BEAT_SECONDS)).await;
    let _ = out.send(Msg::Beat).await;
}

struct Signals {
    hang_up: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            hang_up: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.hang_up.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// What the terminal said; none when it is gone.
type Heard = Option<Event>;

/// Forwards the terminal's events: the stream keeps only the first waker it is polled with, so nothing else polls it.
async fn listen(events: Sender<Heard>) {
    let mut stream = EventStream::new();
    loop {
        // End of input or an unreadable terminal: the operator is gone.
        let Some(event) = stream.next().await.and_then(std::result::Result::ok) else {
            // Nobody listens any more when the loop has ended.
            let _ = events.send(None).await;
            return;
        };
        for event in keys::apart(event) {
            if events.send(Some(event)).await.is_err() {
                return;
            }
        }
    }
}

async fn drive<O: Open>(model: &mut Model, screen: &mut Screen, open: O) -> Result<(), TuiError> {
    let mut signals = Signals::listen().map_err(TuiError::Terminal)?;
    let (out, mut answers) = channel(QUEUE);
    let desk = Desk {
        worker: Worker::start(open, &out),
        out,
    };
    let (events, mut keys) = channel(QUEUE);
    tokio::spawn(listen(events));
    let mut ears = Ears::default();
    let effects = start(model);
    obey(effects, &desk, screen, &mut ears)?;
    screen.draw(model).map_err(TuiError::Terminal)?;
    while !model.leaving {
        let msg = tokio::select! {
            event = keys.recv() => heard(event.flatten(), ears.hears(Instant::now())),
            Some(msg) = answers.recv() => Some(msg),
            () = signals.any() => Some(Msg::HangUp),
        };
        let Some(msg) = msg else { continue };
        let effects = update(model, msg);
        obey(effects, &desk, screen, &mut ears)?;
        // Everything that waits is dealt with before the screen is drawn, so that keys repeated over a slow line queue
        // no frames.
        loop {
            tokio::task::yield_now().await;
            let msg = match keys.try_recv() {
                Ok(event) => heard(event, ears.hears(Instant::now())),
                Err(_) => match answers.try_recv() {
                    Ok(msg) => Some(msg),
                    Err(_) => break,
                },
            };
            if let Some(msg) = msg {
                let effects = update(model, msg);
                obey(effects, &desk, screen, &mut ears)?;
            }
        }
        if !model.leaving {
            screen.draw(model).map_err(TuiError::Terminal)?;
            ears.drawn(Instant::now());
        }
    }
    // A reason half typed when the line broke is kept, if the database is not slow as well.
    let _ = tokio::time::timeout(REST, desk.worker.rest()).await;
    Ok(())
}

/// What an event means; keys typed before a dialog was on the screen mean nothing.
fn heard(event: Heard, hears: bool) -> Option<Msg> {
    match event {
        None => Some(Msg::HangUp),
        Some(Event::Key(key)) if hears => Key::from_event(&key).map(Msg::Key),
        Some(Event::Paste(text)) if hears => Some(Msg::Paste(text)),
        Some(Event::Resize(columns, rows)) => {
            Some(Msg::Resize(usize::from(columns), usize::from(rows)))
        }
        Some(_) => None,
    }
}

/// Where effects go.
struct Desk {
    worker: Worker,
    out: Sender<Msg>,
}

fn obey(
    effects: Vec<Effect>,
    desk: &Desk,
    screen: &mut Screen,
    ears: &mut Ears,
) -> Result<(), TuiError> {
    for effect in effects {
        match effect {
            Effect::Read { request, query } => desk.worker.read(request, query)?,
            Effect::Write {
                command,
                action,
                seen,
            } => desk.worker.write(command, action, seen)?,
            Effect::Hush => ears.hush(),
            Effect::KeepDraft(name, text) => desk.worker.keep_draft(name, text),
            Effect::BeatLater => {
                tokio::spawn(beat_later(desk.out.clone()));
            }
            Effect::Repaint => screen.repaint(),
            Effect::ConcealLater(showing) => {
                tokio::spawn(conceal_later(showing, desk.out.clone()));
            }
            // The loop ends by `leaving`.
            Effect::Quit => {}
        }
    }
    Ok(())
}
