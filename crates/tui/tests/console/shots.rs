//! The pictures of the README: screens of made-up data, drawn from the cells the terminal would get.
//!
//! With `GONGBAO_TEST_SHOTS=write` they are written, else compared with what is there. `cargo xtask shots` runs this.

use crate::cases::seen_whole;
use crate::data::{console, places};
use domain::role::Role;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use std::path::Path;
use tui::line::Palette;
use workflow::views::Lang;

/// The screens that are shown, and what each is called.
const SHOTS: [&str; 4] = ["home", "claims", "claim", "case"];
/// The terminal of the pictures.
const SIZE: (usize, usize) = (110, 34);
/// Width and height of a cell, and of the margin, in pixels.
const CELL: (usize, usize) = (9, 19);
const MARGIN: usize = 12;

/// A dark theme; the operator's terminal has its own.
const GROUND: &str = "#1c2128";
const INK: &str = "#d7dde5";

fn ink(cell: &Cell) -> &'static str {
    match cell.fg {
        Color::Blue => "#6cb6ff",
        Color::Yellow => "#e3b341",
        Color::LightRed => "#ff938a",
        _ => INK,
    }
}

/// Cells of the same style and width side by side.
struct Run {
    x: usize,
    columns: usize,
    text: String,
    cell: Cell,
    wide: bool,
}

fn runs(buffer: &Buffer, y: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = 0;
    while x < buffer.area.width {
        let cell = &buffer[(x, y)];
        let columns = tui::text::columns(cell.symbol());
        let place = usize::from(x);
        let alike = |run: &&mut Run| {
            run.cell.style() == cell.style()
                && run.wide == (columns == 2)
                && run.x + run.columns == place
        };
        match runs.last_mut().filter(alike) {
            Some(run) => {
                run.columns += columns;
                run.text.push_str(cell.symbol());
            }
            None => runs.push(Run {
                x: place,
                columns,
                text: cell.symbol().to_owned(),
                cell: cell.clone(),
                wide: columns == 2,
            }),
        }
        x += u16::try_from(columns).unwrap();
    }
    runs
}

/// Browsers run blanks together and drop those at an end, some of them whatever the file asks for, and would stretch the rest
/// to the whole length: a blank that may not be broken stays.
fn escaped(text: &str) -> String {
    text.replace(' ', "\u{a0}")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn svg(buffer: &Buffer) -> String {
    let (width, height) = (
        usize::from(buffer.area.width) * CELL.0 + 2 * MARGIN,
        usize::from(buffer.area.height) * CELL.1 + 2 * MARGIN,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"'Noto Sans Mono CJK SC','Sarasa Mono SC',Menlo,Consolas,monospace\" \
         font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>\n"
    );
    for y in 0..buffer.area.height {
        let top = usize::from(y) * CELL.1 + MARGIN;
        for run in runs(buffer, y) {
            let has = |modifier| run.cell.modifier.contains(modifier);
            let (left, long) = (run.x * CELL.0 + MARGIN, run.columns * CELL.0);
            if has(Modifier::REVERSED) {
                let _ = writeln!(
                    svg,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{long}\" height=\"{}\" fill=\"{INK}\"/>",
                    CELL.1
                );
            }
            if run.text.trim().is_empty() {
                continue;
            }
            let fill = if has(Modifier::REVERSED) {
                GROUND
            } else {
                ink(&run.cell)
            };
            let mut style = String::new();
            for (modifier, look) in [
                (Modifier::BOLD, " font-weight=\"bold\""),
                (Modifier::DIM, " opacity=\".6\""),
                (Modifier::UNDERLINED, " text-decoration=\"underline\""),
            ] {
                if has(modifier) {
                    style.push_str(look);
                }
            }
            // The length keeps columns exact in whatever font there is.
            let _ = writeln!(
                svg,
                "<text x=\"{left}\" y=\"{}\" textLength=\"{long}\" lengthAdjust=\"spacingAndGlyphs\" \
                 fill=\"{fill}\"{style}>{}</text>",
                top + 14,
                escaped(&run.text)
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the developer's command says so by a variable"
)]
fn the_pictures_of_the_readme_show_the_present_screens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/shots");
    let write = std::env::var("GONGBAO_TEST_SHOTS").is_ok_and(|what| what == "write");
    let mut stale = Vec::new();
    for (name, place) in places()
        .into_iter()
        .filter(|(name, _)| SHOTS.contains(name))
    {
        for (language, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
            let mut model = console(place.clone(), Role::Approver, lang, SIZE);
            if name == "case" {
                seen_whole(&mut model);
            }
            let (buffer, _) = tui::draw::draw(&model, Palette::Colours);
            let (path, picture) = (folder.join(format!("{name}-{language}.svg")), svg(&buffer));
            if write {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, picture).unwrap();
            } else if std::fs::read_to_string(&path).ok() != Some(picture) {
                stale.push(format!("{name}-{language}.svg"));
            }
        }
    }
    assert!(
        stale.is_empty(),
        "stale pictures in docs/shots: {stale:?}; `cargo xtask shots` draws them anew"
    );
}
