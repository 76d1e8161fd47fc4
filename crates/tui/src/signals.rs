//! Signals of the session.

use tokio::signal::unix::{Signal, SignalKind, signal};
use workflow::SessionEnd;

/// The signals the console listens to.
pub struct Signals {
    hang_up: Signal,
    terminate: Signal,
    interrupt: Signal,
    window: Signal,
}

/// What a signal asks for.
pub enum Signalled {
    /// To end the session.
    End(SessionEnd),
    /// To look at the size of the terminal again.
    Resize,
}

impl Signals {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the system refuses a handler.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self {
            hang_up: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            window: signal(SignalKind::window_change())?,
        })
    }

    /// Waits for one of them.
    pub async fn any(&mut self) -> Signalled {
        tokio::select! {
            _ = self.hang_up.recv() => Signalled::End(SessionEnd::HungUp),
            _ = self.terminate.recv() => Signalled::End(SessionEnd::Terminated),
            _ = self.interrupt.recv() => Signalled::End(SessionEnd::Terminated),
            _ = self.window.recv() => Signalled::Resize,
        }
    }
}
