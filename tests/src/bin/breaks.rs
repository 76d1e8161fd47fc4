//! The console as it is, on a database of its own, with one defect: it panics as soon as the terminal has answered its
//! first question. What becomes of the terminal then is looked at from outside.

use std::time::Duration;
use test_support::{Desk, Engine, TestDb};
use tui::keymap::KeyMap;
use tui::line::Palette;
use tui::{Facts, Glyphs, Options};
use workflow::views::Lang;

/// Nobody waits for the end of an idle session here.
const LONG: Duration = Duration::from_secs(600);

#[allow(clippy::panic, reason = "the defect itself")]
fn fall_over(_: Facts) {
    panic!("a defect");
}

fn main() -> Result<(), tui::TuiError> {
    let Some(db) = TestDb::fresh(Engine::Sqlite) else {
        return Ok(());
    };
    let desk = Desk::install(&db);
    tui::run(
        move || Ok(desk.session("reviewer")),
        Options {
            lang: Lang::Zh,
            palette: Palette::Colours,
            glyphs: Glyphs::Auto,
            scrolls: true,
            blank_after: LONG,
            end_after: LONG,
            known: None,
            keymap: KeyMap::default(),
            learn: Box::new(fall_over),
        },
    )
}
