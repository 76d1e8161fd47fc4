//! The real terminal: taken over at the start, given back whatever happens.
//!
//! Frames are written by a thread of their own. A line that takes nothing more, because it is slow or the operator
//! pressed Ctrl-S, then holds up neither a signal nor the end; and what changes meanwhile is drawn once, when the line
//! is free again.

use crate::draw::{self, Canvas};
use crate::line::Palette;
use crate::model::Model;
use crate::view;
use crate::writer::{Abilities, Writer};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::AsFd as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Mutex, Once};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The other screen, pastes marked as such, no cursor, no line that runs over into the next; then empty.
const TAKE: &str = "\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[?7l\x1b[H\x1b[J";
/// A character of open width, where the cursor is after it, and whether updates can be synchronised. Terminals that do
/// not know a question keep silent or print some of it, which the first frame wipes away.
const ASK: &str = "·\x1b[6n\x1b[?2026$p";
/// Everything as it was. Wiped before the other screen is left, so that no terminal shows the last screen again; home
/// and clear to the end, because some terminals push what `CSI 2J` clears into their scrollback.
const GIVE_BACK: &str =
    "\x1b[?2026l\x1b[m\x1b[r\x1b[H\x1b[J\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l";

/// Longest wait for a frame under way when the console ends, and for the terminal to take its farewell.
const FRAME_WAIT: Duration = Duration::from_millis(100);
const FAREWELL_WAIT: Duration = Duration::from_millis(200);

static HOOK: Once = Once::new();
/// The console has the terminal.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// The line's settings before.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// The terminal while the console has it.
pub struct Screen {
    writer: Writer,
    canvas: Canvas,
    frames: Option<mpsc::SyncSender<Vec<u8>>>,
    /// Disconnected when the thread that writes has ended.
    ended: mpsc::Receiver<()>,
    busy: bool,
}

/// What became of each frame: one message for each that was sent.
pub type Written = Receiver<io::Result<()>>;

impl Screen {
    /// Takes the terminal over and asks what it can do; the answers come among the keys.
    ///
    /// # Errors
    /// Whatever the terminal says.
    pub fn enter(palette: Palette, abilities: Abilities) -> io::Result<(Self, Written)> {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                before(panic);
            }));
        });
        raw()?;
        TAKEN.store(true, Ordering::SeqCst);
        let (frames, queue) = mpsc::sync_channel(1);
        let (alive, ended) = mpsc::channel();
        let (told, written) = channel(1);
        let screen = Self {
            writer: Writer::new(abilities),
            canvas: Canvas::new(palette),
            frames: Some(frames),
            ended,
            busy: false,
        };
        let mut out = output()?;
        out.write_all([TAKE, ASK].concat().as_bytes())?;
        std::thread::spawn(move || write(out, &queue, &told, alive));
        Ok((screen, written))
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// Whatever the terminal says.
    pub fn size() -> io::Result<(usize, usize)> {
        let size = tcgetwinsize(io::stdout())?;
        Ok((usize::from(size.ws_col), usize::from(size.ws_row)))
    }

    /// A frame is on its way; [`Screen::draw`] waits until [`Screen::written`] was told.
    pub fn is_busy(&self) -> bool {
        self.busy
    }

    /// The frame on its way has arrived.
    pub fn written(&mut self) {
        self.busy = false;
    }

    /// Draws the model; only what changed goes over the line, in one write.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        let changed = self.canvas.draw(view::lines(model), draw::area(model));
        let bytes = self
            .writer
            .frame(self.canvas.cells(), &changed, self.canvas.caret());
        if bytes.is_empty() {
            return Ok(());
        }
        self.busy = true;
        let frames = self.frames.as_ref().ok_or(io::ErrorKind::BrokenPipe)?;
        frames
            .try_send(bytes)
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    /// The next drawing sends the whole screen.
    pub fn repaint(&mut self) {
        self.writer.invalidate();
        self.canvas.invalidate();
    }

    /// What the terminal can do.
    pub fn abilities(&mut self) -> &mut Abilities {
        &mut self.writer.abilities
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.frames = None;
        // A line that is stuck is not waited for.
        let _ = self.ended.recv_timeout(FRAME_WAIT);
        give_back();
    }
}

/// Writes frame after frame. `_alive` is dropped with the thread, which tells that it has ended.
fn write(
    mut out: File,
    frames: &mpsc::Receiver<Vec<u8>>,
    told: &Sender<io::Result<()>>,
    _alive: mpsc::Sender<()>,
) {
    for frame in frames {
        // After a panic the terminal is not the console's any more.
        if !TAKEN.load(Ordering::SeqCst) {
            return;
        }
        let done = out.write_all(&frame);
        let failed = done.is_err();
        if told.blocking_send(done).is_err() || failed {
            return;
        }
    }
}

/// The terminal without a buffer in between: one frame, one write.
fn output() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Keys come one by one, and nothing is echoed.
fn raw() -> io::Result<()> {
    let before = tcgetattr(io::stdin())?;
    let mut raw = before.clone();
    raw.make_raw();
    tcsetattr(io::stdin(), OptionalActions::Now, &raw)?;
    if let Ok(mut kept) = BEFORE.lock() {
        *kept = Some(before);
    }
    Ok(())
}

/// Gives the terminal back as it was, once. Errors are of no use here: the terminal may be gone.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let (done, ended) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        if let Ok(mut out) = output() {
            let _ = out.write_all(GIVE_BACK.as_bytes());
        }
        drop(done);
    });
    let _ = ended.recv_timeout(FAREWELL_WAIT);
    if let Ok(Some(before)) = BEFORE.lock().map(|mut kept| kept.take()) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_screen_is_wiped_before_it_is_left() {
        let wiped = GIVE_BACK.find("\x1b[H\x1b[J").unwrap();
        let left = GIVE_BACK.find("\x1b[?1049l").unwrap();
        assert!(wiped < left && !GIVE_BACK.contains("\x1b[2J"));
    }

    #[test]
    fn every_mode_that_is_taken_is_given_back() {
        for mode in TAKE.split("\x1b[?").skip(1) {
            let (number, rest) = mode.split_at(mode.find(['h', 'l']).unwrap());
            let back = if rest.starts_with('h') { 'l' } else { 'h' };
            assert!(
                GIVE_BACK.contains(&format!("\x1b[?{number}{back}")),
                "{number}"
            );
        }
    }
}
