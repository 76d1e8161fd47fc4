//! Colours and weights: the same text with and without colours, and how the row under the cursor stands out.

use crate::data::{SMALL, WIDE, console, places};
use domain::role::Role;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use tui::line::{Palette, Tone};
use workflow::views::Lang;

const PALETTES: [(&str, Palette); 3] = [
    ("colours", Palette::Colours),
    ("plain", Palette::Plain),
    ("contrast", Palette::Contrast),
];

fn symbols(buffer: &Buffer) -> Vec<&str> {
    buffer.content.iter().map(|cell| cell.symbol()).collect()
}

/// The style of a row: from which column on which.
fn style(buffer: &Buffer, y: u16) -> String {
    let mut text = String::new();
    let mut before = None;
    for x in 0..buffer.area.width {
        let cell = &buffer[(x, y)];
        let look = (cell.fg, cell.modifier);
        if before != Some(look) {
            let _ = write!(text, " {x}:{:?}{:?}", cell.fg, cell.modifier);
        }
        before = Some(look);
    }
    text
}

#[test]
fn colours_change_no_character_and_without_them_there_are_none() {
    for (name, place) in places() {
        for lang in [Lang::Zh, Lang::En] {
            for size in [SMALL, WIDE] {
                let model = console(place.clone(), Role::Approver, lang, size);
                let with = tui::draw::draw(&model, Palette::Colours).0;
                for (_, palette) in PALETTES {
                    let other = tui::draw::draw(&model, palette).0;
                    assert_eq!(symbols(&with), symbols(&other), "{name}");
                }
                let plain = tui::draw::draw(&model, Palette::Plain).0;
                let coloured = plain.content.iter().any(|cell| cell.fg != Color::Reset);
                assert!(!coloured, "{name}");
            }
        }
    }
}

#[test]
fn the_row_under_the_cursor_stands_out_by_a_sign_and_by_reverse_on_every_list() {
    let mut told = String::new();
    for (name, place) in places() {
        for (lang_name, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
            for (size_name, size) in [("120x40", WIDE), ("80x24", SMALL)] {
                for (palette_name, palette) in PALETTES {
                    let model = console(place.clone(), Role::Approver, lang, size);
                    let buffer = tui::draw::draw(&model, palette).0;
                    let selected = (0..buffer.area.height).find(|y| {
                        let sign = &buffer[(2, *y)];
                        sign.symbol() == ">" && sign.modifier.contains(Modifier::REVERSED)
                    });
                    if let Some(y) = selected {
                        let row = style(&buffer, y);
                        let _ =
                            writeln!(told, "{name} {lang_name} {size_name} {palette_name}{row}");
                    }
                }
            }
        }
    }
    insta::assert_snapshot!("style-of-the-selected-row", told);
}

#[test]
fn the_sixteen_colours_of_the_terminal_are_all_that_is_used_and_nothing_is_dim_in_high_contrast() {
    let tones = [
        Tone::Plain,
        Tone::Dim,
        Tone::Title,
        Tone::Selected,
        Tone::Good,
        Tone::Warn,
        Tone::Bad,
        Tone::Key,
        Tone::Field,
    ];
    for tone in tones {
        for (_, palette) in PALETTES {
            let style = tone.style(palette);
            assert!(!matches!(
                style.fg,
                Some(Color::Rgb(..) | Color::Indexed(_))
            ));
            assert_eq!(style.bg, None, "{tone:?}");
        }
        let contrast = tone.style(Palette::Contrast);
        assert!(!contrast.add_modifier.contains(Modifier::DIM), "{tone:?}");
    }
}
