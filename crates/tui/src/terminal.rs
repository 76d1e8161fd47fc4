//! The real terminal: taken over at the start, given back whatever happens.

use crate::draw;
use crate::model::Model;
use crate::writer::Writer;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, queue};
use ratatui::Terminal;
use std::io::{self, Stdout, Write};
use std::sync::Once;

/// Home, then clear to the end: unlike `CSI 2J` no terminal pushes the screen with its personal data into scrollback.
const WIPE: &str = "\x1b[H\x1b[J";

static HOOK: Once = Once::new();

/// The terminal while the console has it.
pub struct Screen {
    terminal: Terminal<Writer<Stdout>>,
    colours: bool,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// Whatever the terminal says.
    pub fn enter(colours: bool) -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                before(panic);
            }));
        });
        enable_raw_mode()?;
        let mut out = io::stdout();
        queue!(
            out,
            EnterAlternateScreen,
            EnableBracketedPaste,
            cursor::Hide
        )?;
        out.write_all(WIPE.as_bytes())?;
        out.flush()?;
        match Terminal::new(Writer::new(io::stdout())) {
            Ok(terminal) => Ok(Self { terminal, colours }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// Whatever the terminal says.
    pub fn size(&self) -> io::Result<(usize, usize)> {
        let size = self.terminal.size()?;
        Ok((usize::from(size.width), usize::from(size.height)))
    }

    /// Draws the model; only what changed goes over the line, in one write.
    ///
    /// # Errors
    /// Whatever the terminal says.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        let colours = self.colours;
        self.terminal
            .draw(|frame| draw::draw(model, frame, colours))?;
        Ok(())
    }

    /// The next drawing sends the whole screen.
    pub fn repaint(&mut self) {
        // A screen that cannot be cleared is cleared by the next one.
        let _ = self.terminal.clear();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was. Errors are of no use here: the terminal may be gone.
fn give_back() {
    let mut out = io::stdout();
    // Wiped before leaving, so that no terminal shows the last screen again.
    let _ = out.write_all(WIPE.as_bytes());
    let _ = queue!(
        out,
        DisableBracketedPaste,
        cursor::Show,
        LeaveAlternateScreen
    );
    let _ = out.flush();
    let _ = disable_raw_mode();
}
