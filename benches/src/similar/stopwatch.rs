//! How long each comparison took: the span around it is listened to.

use crate::cpu::Cpu;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tracing::Subscriber;
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry};

/// The span around the comparison of claims just filed.
const SPAN: &str = "compare claims";

/// One comparison.
#[derive(Debug, Clone, Copy)]
pub struct Lap {
    /// By the clock on the wall.
    pub wall: Duration,
    /// CPU time, ours and the server's.
    pub cpu: Cpu,
}

struct State {
    backend: Option<String>,
    begun: Option<(Instant, Cpu)>,
    laps: Vec<Lap>,
}

impl State {
    fn cpu(&self) -> Cpu {
        Cpu::now(self.backend.as_deref())
    }
}

/// Listens on this thread while it lives.
pub struct Stopwatch {
    state: Arc<Mutex<State>>,
    _guard: tracing::subscriber::DefaultGuard,
}

struct Listener(Arc<Mutex<State>>);

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stopwatch {
    /// Begins to listen; `backend` is the process of the server that serves our connection.
    pub fn start(backend: Option<String>) -> Self {
        let state = Arc::new(Mutex::new(State {
            backend,
            begun: None,
            laps: Vec::new(),
        }));
        let listener = Registry::default().with(Listener(state.clone()));
        Self {
            state,
            _guard: tracing::subscriber::set_default(listener),
        }
    }

    /// What was heard.
    pub fn stop(self) -> Vec<Lap> {
        std::mem::take(&mut lock(&self.state).laps)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Listener {
    fn on_new_span(&self, _: &Attributes<'_>, _: &Id, _: Context<'_, S>) {}

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        if context.metadata(id).is_some_and(|span| span.name() == SPAN) {
            let mut state = lock(&self.0);
            state.begun = Some((Instant::now(), state.cpu()));
        }
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        if context.metadata(id).is_some_and(|span| span.name() == SPAN) {
            let mut state = lock(&self.0);
            if let Some((at, before)) = state.begun.take() {
                let lap = Lap {
                    wall: at.elapsed(),
                    cpu: state.cpu() - before,
                };
                state.laps.push(lap);
            }
        }
    }
}
