//! Which cell formats show a number as a date.

use super::super::ReadError;
use super::super::shown::{self, Shown};
use super::super::xml::{Markup, attribute};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// What each cell format shows, by its number.
#[derive(Default)]
pub(super) struct Styles(Vec<Shown>);

impl Styles {
    pub(super) fn read(part: &str) -> Result<Self, ReadError> {
        let mut codes: HashMap<u16, Shown> = HashMap::new();
        let mut formats = Vec::new();
        let mut in_cell_formats = false;
        let mut markup = Markup::new(part.as_bytes());
        loop {
            match markup.next()? {
                Event::Start(element) | Event::Empty(element) => {
                    match element.local_name().as_ref() {
                        "numFmt" => {
                            let code = attribute(&element, "formatCode").unwrap_or_default();
                            if let Some(number) = number_format(&element) {
                                codes.insert(number, shown::by_code(&code));
                            }
                        }
                        "cellXfs" => in_cell_formats = true,
                        "xf" if in_cell_formats => {
                            formats.push(number_format(&element).unwrap_or_default());
                        }
                        _ => {}
                    }
                }
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => {
                    in_cell_formats = false;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let shown = |number: &u16| {
            let own = codes.get(number).copied();
            own.unwrap_or_else(|| shown::built_in(*number))
        };
        Ok(Self(formats.iter().map(shown).collect()))
    }

    /// What a cell's format shows; a format that is not there shows numbers.
    pub(super) fn shown(&self, format: usize) -> Shown {
        self.0.get(format).copied().unwrap_or_default()
    }
}

fn number_format(element: &BytesStart<'_>) -> Option<u16> {
    attribute(element, "numFmtId")?.trim().parse().ok()
}
