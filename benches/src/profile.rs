//! Where the CPU time goes by: both clocks are read whenever a span of the product begins or ends, and
//! what has passed is charged to the innermost span that was open.

use crate::cpu::Cpu;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tracing::Subscriber;
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry};
use workflow::intake::imports::{Phase, Progress};

/// A named part and its cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The span's name, or the phase's where no span was open.
    pub name: &'static str,
    /// CPU time, spans inside not counted.
    pub cost: Cpu,
}

struct State {
    backend: Option<String>,
    phase: &'static str,
    open: Vec<&'static str>,
    last: Cpu,
    parts: Vec<Part>,
}

impl State {
    /// Charges what has passed since the last look to whatever is open now.
    fn charge(&mut self) {
        let now = self.now();
        let name = self.open.last().copied().unwrap_or(self.phase);
        let cost = now - self.last;
        match self.parts.iter_mut().find(|part| part.name == name) {
            Some(part) => part.cost += cost,
            None => self.parts.push(Part { name, cost }),
        }
        self.last = now;
    }

    fn now(&self) -> Cpu {
        Cpu::now(self.backend.as_deref())
    }
}

/// A running profile of this thread.
pub struct Profile {
    state: Arc<Mutex<State>>,
    _guard: tracing::subscriber::DefaultGuard,
}

struct Watcher(Arc<Mutex<State>>);

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Profile {
    /// Begins to listen.
    pub fn start() -> Self {
        let mut state = State {
            backend: None,
            phase: "log in",
            open: Vec::new(),
            last: Cpu::default(),
            parts: Vec::new(),
        };
        state.last = state.now();
        let state = Arc::new(Mutex::new(state));
        let guard =
            tracing::subscriber::set_default(Registry::default().with(Watcher(state.clone())));
        Self {
            state,
            _guard: guard,
        }
    }

    /// Also counts the process that serves our connection; what it did before is its start.
    pub fn watch(&self, backend: String) {
        let mut state = lock(&self.state);
        state.backend = Some(backend);
        state.charge();
        state.phase = READING;
    }

    /// The import has come to another phase.
    pub fn phase(&self, progress: Progress) {
        let mut state = lock(&self.state);
        state.charge();
        state.phase = match (progress.phase, progress.done) {
            (Phase::Reading, _) => READING,
            (Phase::Resolving, 0) => "find units",
            (Phase::Resolving, _) => "compare names",
            (Phase::Promoting, 0) => "seal rows as received",
            (Phase::Promoting, _) | (Phase::Reassessing, _) => "report",
        };
    }

    /// The parts in the order in which they first appeared.
    pub fn stop(self) -> Vec<Part> {
        let mut state = lock(&self.state);
        state.charge();
        std::mem::take(&mut state.parts)
    }
}

/// What an import does before it says anything.
const READING: &str = "read and check rows";

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Watcher {
    fn on_new_span(&self, _: &Attributes<'_>, _: &Id, _: Context<'_, S>) {}

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        let mut state = lock(&self.0);
        state.charge();
        let name = context
            .metadata(id)
            .map_or("unknown", |metadata| metadata.name());
        state
            .open
            .push(name.strip_suffix("::table").unwrap_or(name));
    }

    fn on_exit(&self, _: &Id, _: Context<'_, S>) {
        let mut state = lock(&self.0);
        state.charge();
        state.open.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpu;
    use std::time::Duration;

    fn work() {
        let end = cpu::of_this_process() + Duration::from_millis(20);
        while cpu::of_this_process() < end {}
    }

    #[test]
    fn time_is_charged_to_the_innermost_open_span() {
        let profile = Profile::start();
        {
            let _outer = tracing::trace_span!("outer").entered();
            work();
            let _inner = tracing::trace_span!("write claims::table").entered();
            work();
        }
        let parts = profile.stop();
        let cost = |name: &str| {
            parts
                .iter()
                .find(|part| part.name == name)
                .map(|part| part.cost.client)
        };
        assert!(
            cost("outer") >= Some(Duration::from_millis(20)),
            "{parts:?}"
        );
        assert!(
            cost("write claims") >= Some(Duration::from_millis(20)),
            "{parts:?}"
        );
    }
}
