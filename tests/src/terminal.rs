//! The console in a pseudo terminal: keys go in, and what a terminal would show is read back.

use crate::{DAY, Site};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use vt100::Parser;

/// Longest wait for something to appear: far more than it takes, for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);
/// A pause between two looks at the screen.
const LOOK: Duration = Duration::from_millis(10);
/// A screen that stayed the same so long is complete.
const CALM: Duration = Duration::from_millis(60);
/// Columns beyond the terminal's own, where nothing may ever be written.
const BEYOND: u16 = 60;

/// What the terminal was sent so far.
struct Seen {
    /// A terminal of the right size.
    screen: Parser,
    /// The same in a wider terminal: what is written beyond the right edge shows there instead of wrapping.
    wide: Parser,
    bytes: usize,
    last: Instant,
    /// Nobody listens any more: the console ended, or the plug is pulled.
    closed: bool,
    /// The plug is to be pulled.
    unplug: bool,
    /// Nothing is to be read any more.
    deaf: bool,
}

/// A terminal and how the console is started on it.
#[derive(Debug, Clone, Copy)]
pub struct Terminal<'a> {
    /// Columns and rows.
    pub size: (u16, u16),
    /// What it answers when it is asked for its cursor; it keeps silent otherwise.
    pub answers: Option<&'static str>,
    /// Variables of its session.
    pub variables: &'a [(&'a str, &'a str)],
    /// Flags of the console.
    pub flags: &'a [&'a str],
}

impl Terminal<'_> {
    /// A terminal that answers no question.
    pub fn silent(size: (u16, u16)) -> Self {
        Self {
            size,
            answers: None,
            variables: &[],
            flags: &[],
        }
    }
}

/// The question for the cursor.
const CURSOR_ASKED: &[u8] = b"\x1b[6n";

/// What the console reads its keys from.
type Keys = Arc<Mutex<Option<Box<dyn Write + Send>>>>;

/// A running console.
pub struct Console {
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Keys,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Mutex<Seen>>,
    size: (u16, u16),
    /// The line discipline before the console took the terminal over.
    cooked: String,
}

fn non_zero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a terminal has rows and columns")
}

fn pty_size((columns, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Console {
    /// Starts the console of `operator` in a terminal of `columns` x `rows`.
    pub fn open(site: &Site, operator: &str, lang: &str, size: (u16, u16)) -> Self {
        Self::open_on(site, operator, lang, Terminal::silent(size))
    }

    /// Starts the console of `operator` on a terminal of its own kind.
    pub fn open_on(site: &Site, operator: &str, lang: &str, terminal: Terminal<'_>) -> Self {
        Self::start(Self::command(site, operator, lang, terminal), terminal)
    }

    fn command(site: &Site, operator: &str, lang: &str, terminal: Terminal<'_>) -> CommandBuilder {
        let words = [
            "--operator",
            operator,
            "--today",
            DAY,
            "--lang",
            lang,
            "console",
        ];
        Self::words(site, &[&words, terminal.flags].concat())
    }

    /// The program with these words, to be started in a terminal.
    pub fn words(site: &Site, words: &[&str]) -> CommandBuilder {
        let inner = site.command(words);
        let mut command = CommandBuilder::new(inner.get_program());
        command.args(inner.get_args());
        command.env_clear();
        for (name, value) in inner.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command.cwd(site.path(""));
        command
    }

    /// Starts a program of the test's own that opens the console.
    pub fn start(mut command: CommandBuilder, terminal: Terminal<'_>) -> Self {
        let size = terminal.size;
        let pair = native_pty_system()
            .openpty(pty_size(size))
            .expect("a pseudo terminal");
        command.env("TERM", "xterm-256color");
        for (name, value) in terminal.variables {
            command.env(name, value);
        }
        let cooked = line_discipline(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).expect("the console");
        let reader = pair
            .master
            .try_clone_reader()
            .expect("the terminal's output");
        let keys = pair.master.take_writer().expect("the terminal's keys");
        let keys = Arc::new(Mutex::new(Some(keys)));
        let seen = Arc::new(Mutex::new(Seen {
            screen: Parser::new(non_zero(size.1), non_zero(size.0), 0),
            wide: Parser::new(non_zero(size.1), non_zero(size.0 + BEYOND), 0),
            bytes: 0,
            last: Instant::now(),
            closed: false,
            unplug: false,
            deaf: false,
        }));
        let heard = Arc::clone(&seen);
        let typed = terminal.answers.map(|answer| (answer, Arc::clone(&keys)));
        std::thread::spawn(move || listen(reader, &heard, typed));
        Self {
            master: Some(pair.master),
            keys,
            child,
            seen,
            size,
            cooked,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("a reader that did not panic")
    }

    /// Types keys; a terminal sends Enter as `\r` and Escape as `\x1b`.
    pub fn press(&mut self, keys: &str) {
        let mut out = self.keys.lock().expect("keys that arrive");
        let out = out.as_mut().expect("a terminal that is still there");
        out.write_all(keys.as_bytes()).expect("keys that arrive");
        out.flush().expect("keys that arrive");
    }

    /// The process of the console.
    pub fn process(&self) -> u32 {
        self.child.process_id().expect("a running console")
    }

    /// The screen as lines of text, as it is now.
    pub fn text(&self) -> String {
        self.seen()
            .screen
            .screen()
            .rows(0, self.size.0)
            .fold(String::new(), |mut all, line| {
                all.push_str(line.trim_end());
                all.push('\n');
                all
            })
    }

    /// Waits until the screen satisfies `wanted` and has come to rest; gives it.
    #[track_caller]
    pub fn until(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let text = self.text();
            if self.seen().last.elapsed() >= CALM && wanted(&text) {
                return text;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{what} did not appear; the screen:\n{text}"
            );
            std::thread::sleep(LOOK);
        }
    }

    /// Waits until the screen is titled so and nothing is being read any more; gives it, checked.
    #[track_caller]
    pub fn arrives(&self, title: &str) -> String {
        let head = format!("+- {title} -");
        let text = self.until(title, |text| {
            text.starts_with(&head) && !text.contains("读取中") && !text.contains("reading..")
        });
        self.is_well_drawn(&text);
        text
    }

    /// What holds of every screen: its frame reaches both edges on every line, nothing was written beyond the right one,
    /// no character was lost, and nothing looks like a defect.
    #[track_caller]
    pub fn is_well_drawn(&self, text: &str) {
        let seen = self.seen();
        let screen = seen.screen.screen();
        let (columns, rows) = self.size;
        for row in 0..rows {
            assert!(!screen.row_wrapped(row), "line {row} is too long:\n{text}");
            for beyond in columns..columns + BEYOND {
                let cell = seen
                    .wide
                    .screen()
                    .cell(row, beyond)
                    .expect("a wide terminal");
                assert!(
                    cell.contents().trim().is_empty(),
                    "line {row} is wider than {columns}:\n{text}"
                );
            }
        }
        for row in 0..rows.saturating_sub(2) {
            for column in [0, columns - 1] {
                let cell = screen.cell(row, column).expect("a cell of the frame");
                assert!(
                    matches!(cell.contents(), "+" | "|"),
                    "the frame is broken in line {row}:\n{text}"
                );
            }
        }
        for wrong in ["\u{FFFD}", "panicked", "{ $"] {
            assert!(!text.contains(wrong), "`{wrong}` on the screen:\n{text}");
        }
    }

    /// Gives the terminal another size, as a user pulling at the window does, and waits until it is drawn anew.
    #[track_caller]
    pub fn resize(&mut self, size: (u16, u16)) {
        let (columns, rows) = size;
        let before = self.bytes();
        {
            let mut seen = self.seen();
            seen.screen.set_size(non_zero(rows), non_zero(columns));
            seen.wide
                .set_size(non_zero(rows), non_zero(columns + BEYOND));
        }
        self.size = size;
        let master = self
            .master
            .as_ref()
            .expect("a terminal that is still there");
        master.resize(pty_size(size)).expect("a new size");
        self.until("the new size", |_| self.bytes() > before);
    }

    /// How many bytes come while nothing is done.
    pub fn bytes_within(&self, pause: Duration) -> usize {
        let before = self.seen().bytes;
        std::thread::sleep(pause);
        self.seen().bytes - before
    }

    /// Bytes sent since the console began.
    pub fn bytes(&self) -> usize {
        self.seen().bytes
    }

    /// The real cursor is shown: a field has the focus.
    pub fn shows_cursor(&self) -> bool {
        !self.seen().screen.screen().hide_cursor()
    }

    /// Something on the screen has a colour.
    pub fn uses_colours(&self) -> bool {
        let seen = self.seen();
        let screen = seen.screen.screen();
        let (columns, rows) = self.size;
        (0..rows).any(|row| {
            (0..columns).any(|column| {
                let cell = screen.cell(row, column).expect("a cell of the screen");
                cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default
            })
        })
    }

    /// The console has the terminal: on the other screen, taking keys one by one.
    #[track_caller]
    pub fn has_the_terminal(&self) {
        let seen = self.seen();
        assert!(seen.screen.screen().alternate_screen());
        assert!(seen.screen.screen().hide_cursor());
        drop(seen);
        let master = self
            .master
            .as_ref()
            .expect("a terminal that is still there");
        assert_ne!(line_discipline(master.as_ref()), self.cooked);
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        let id = self.child.process_id().expect("a running console");
        let id = Pid::from_raw(i32::try_from(id).expect("a process id")).expect("a process id");
        kill_process(id, signal).expect("a signal that arrives");
    }

    /// Reads nothing of what the console sends from now on, until the kernel's buffer is full.
    pub fn stop_listening(&self) {
        self.seen().deaf = true;
    }

    /// Pulls the plug: the terminal is gone, as when a connection breaks.
    pub fn unplug(&mut self) {
        self.seen().unplug = true;
        // The listener holds the terminal too; something to read wakes it up.
        self.press("j");
        let begun = Instant::now();
        while !self.seen().closed {
            assert!(begun.elapsed() < PATIENCE, "the listener never woke up");
            std::thread::sleep(LOOK);
        }
        *self.keys.lock().expect("keys") = None;
        self.master = None;
    }

    /// Waits for the end, at most `within`; it must be exit code 0.
    #[track_caller]
    pub fn ends(&mut self, within: Duration) {
        assert_eq!(self.exit_code(within), 0, "{}", self.text());
    }

    /// Waits for the end, at most `within`; no signal may have been the cause. Gives the exit code.
    #[track_caller]
    pub fn exit_code(&mut self, within: Duration) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the console's state") {
                assert_eq!(status.signal(), None, "{}", self.text());
                return status.exit_code();
            }
            assert!(
                begun.elapsed() < within,
                "still running after {within:?}:\n{}",
                self.text()
            );
            std::thread::sleep(LOOK);
        }
    }

    /// The terminal is as it was before: its own screen, the cursor shown, whole lines, nothing of the console left.
    #[track_caller]
    pub fn gave_the_terminal_back(&self) {
        let begun = Instant::now();
        while !self.seen().closed && begun.elapsed() < Duration::from_secs(2) {
            std::thread::sleep(LOOK);
        }
        let seen = self.seen();
        let screen = seen.screen.screen();
        assert!(!screen.alternate_screen(), "the other screen was not left");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert!(
            !screen.contents().contains("+-"),
            "something of the console was left:\n{}",
            screen.contents()
        );
        drop(seen);
        let master = self
            .master
            .as_ref()
            .expect("a terminal that is still there");
        assert_eq!(line_discipline(master.as_ref()), self.cooked);
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // A test that failed must not leave a process behind; one that ended is not there to be killed.
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn listen(
    mut reader: Box<dyn Read + Send>,
    seen: &Mutex<Seen>,
    mut typed: Option<(&'static str, Keys)>,
) {
    let mut buffer = [0; 8192];
    loop {
        while seen.lock().expect("a test that did not panic inside").deaf {
            std::thread::sleep(LOOK);
        }
        // The end of a terminal whose program has ended is an error on Linux.
        let count = reader.read(&mut buffer).unwrap_or(0);
        let asked = buffer[..count]
            .windows(CURSOR_ASKED.len())
            .any(|window| window == CURSOR_ASKED);
        if let Some((answer, keys)) = typed.take_if(|_| asked)
            && let Some(out) = keys.lock().expect("keys").as_mut()
        {
            out.write_all(answer.as_bytes())
                .expect("an answer that arrives");
        }
        let mut seen = seen.lock().expect("a test that did not panic inside");
        seen.screen.process(&buffer[..count]);
        seen.wide.process(&buffer[..count]);
        seen.bytes += count;
        seen.last = Instant::now();
        if count == 0 || seen.unplug {
            // Given up before it is said, so that whoever waits for it may rely on it.
            drop(reader);
            seen.closed = true;
            return;
        }
    }
}

/// The settings of the line as text, to compare before and after.
fn line_discipline(master: &dyn MasterPty) -> String {
    format!(
        "{:?}",
        master.get_termios().expect("a terminal on a unix system")
    )
}
