//! What the workbook's part says: its sheets, its names, and from which year days are counted.

use super::super::ReadError;
use super::super::package::damaged;
use super::super::xml::{Markup, attribute, is_true};
use quick_xml::events::Event;

/// A sheet of the workbook, as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetEntry {
    pub(super) name: String,
    /// The relation that leads to its part; some writers leave it out.
    pub(super) relation: Option<String>,
    pub(super) hidden: bool,
}

#[derive(Default)]
pub(super) struct Book {
    pub(super) sheets: Vec<SheetEntry>,
    /// Ranges with a name: the name, and what it stands for.
    pub(super) names: Vec<(String, String)>,
    /// Days count from 1904.
    pub(super) date1904: bool,
}

impl Book {
    pub(super) fn read(part: &str) -> Result<Self, ReadError> {
        let mut markup = Markup::new(part.as_bytes());
        let mut book = Self::default();
        loop {
            match markup.next()? {
                Event::Start(element) if element.local_name().as_ref() == "definedName" => {
                    let name = attribute(&element, "name").unwrap_or_default();
                    book.names.push((name, markup.text_within()?));
                }
                Event::Start(element) | Event::Empty(element) => {
                    match element.local_name().as_ref() {
                        "sheet" => book.sheets.push(SheetEntry {
                            name: attribute(&element, "name").ok_or_else(damaged)?,
                            relation: attribute(&element, "id"),
                            hidden: attribute(&element, "state")
                                .is_some_and(|state| state != "visible"),
                        }),
                        "workbookPr" => book.date1904 = is_true(attribute(&element, "date1904")),
                        _ => {}
                    }
                }
                Event::Eof => return Ok(book),
                _ => {}
            }
        }
    }
}
