//! Carries out what an update asks for, whatever the console looks like.

use crate::error::TuiError;
use crate::key_gate::KeyGate;
use crate::msg::{Effect, Msg};
use crate::worker::{Open, Worker};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Messages that may wait for the loop.
pub const QUEUE: usize = 64;
/// A revealed number stays on the screen for so long.
const REVEALED: Duration = Duration::from_secs(30);

/// What the loop works with.
pub struct EffectRunner {
    /// The threads that talk to the database.
    pub worker: Worker,
    /// When keys are heard.
    pub key_gate: KeyGate,
    out: Sender<Msg>,
}

impl EffectRunner {
    /// Starts the worker; its answers arrive at the receiver.
    pub fn start<O: Open>(open: O) -> (Self, Receiver<Msg>) {
        let (out, answers) = channel(QUEUE);
        let runner = Self {
            worker: Worker::start(open, &out),
            key_gate: KeyGate::default(),
            out,
        };
        (runner, answers)
    }

    /// Carries out effects; true when everything is to be drawn anew.
    ///
    /// # Errors
    /// [`TuiError::Worker`] when a thread of the worker is gone.
    pub fn carry_out(&mut self, effects: Vec<Effect>) -> Result<bool, TuiError> {
        let mut repaint = false;
        for effect in effects {
            match effect {
                Effect::Read { request, query } => self.worker.read(request, query)?,
                Effect::Write {
                    command,
                    action,
                    seen,
                } => self.worker.write(command, action, seen)?,
                Effect::SuppressInput => self.key_gate.suppress_input(),
                Effect::SuppressEnter => self.key_gate.suppress_enter(),
                Effect::KeepDraft(name, text) => self.worker.keep_draft(name, text),
                Effect::KeepReason(reason) => self.worker.keep_reason(reason),
                Effect::BeatLater => {
                    tokio::spawn(beat_later(self.out.clone()));
                }
                Effect::Repaint => repaint = true,
                Effect::ConcealLater(showing) => {
                    tokio::spawn(conceal_later(showing, self.out.clone()));
                }
                // The loop ends by `leaving`.
                Effect::Quit => {}
            }
        }
        Ok(repaint)
    }
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
