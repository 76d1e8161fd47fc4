//! A workbook of LibreOffice or WPS (.ods), or the same as one file of markup (.fods).
//!
//! The format writes a day as a day and says of each cell what it is, so nothing has to be guessed from formats. Rows and
//! cells that repeat are written once with a number; they are given out as often as they stand in the sheet.

mod sheet;
mod styles;

use super::ReadError;
use super::choose::{Candidate, Choices, choose, explains_itself};
use super::held::HeldSource;
use super::lists;
use super::package::Package;
use super::xml::{Markup, attribute};
use super::xml_text::utf8;
use crate::codes;
use crate::limits::{MARKUP_BYTES_MAX, XLS_SHEETS_MAX};
use domain::finding::RowFinding;
use quick_xml::events::Event;
use rows::Note;
use sheet::Sheet;
use std::fs::File;
use std::io::{BufRead, Read};
use std::path::Path;
use styles::Styles;

/// Where the sheets stand in a package.
const CONTENT: &str = "content.xml";

/// The package is one of this format: it says so itself, and holds the part with the sheets.
pub(super) fn is_one(package: &mut Package) -> bool {
    const MIME: &str = "mimetype";
    let says = package.has(MIME)
        && package
            .text(MIME)
            .is_ok_and(|text| text.contains("opendocument.spreadsheet"));
    // Some writers leave the note out.
    let looks = !package.has("[content_types].xml") && package.has("meta-inf/manifest.xml");
    (says || looks) && package.has(CONTENT)
}

/// Finds the one filled sheet of a package whose size was measured.
pub(super) fn open(
    package: &mut Package,
    choices: &Choices,
) -> Result<(HeldSource, String, Vec<RowFinding>), ReadError> {
    const MANIFEST: &str = "meta-inf/manifest.xml";
    if package.has(MANIFEST) && package.text(MANIFEST)?.contains("encryption-data") {
        return Err(ReadError::refuse(codes::FILE_ENCRYPTED));
    }
    if package
        .names()
        .any(|name| name.starts_with("basic/") || name.starts_with("scripts/"))
    {
        return Err(ReadError::refuse(codes::FILE_MACROS));
    }
    read(package.part(CONTENT)?, choices)
}

/// The same as one file of markup.
pub(super) fn open_flat(
    path: &Path,
    choices: &Choices,
) -> Result<(HeldSource, String, Vec<RowFinding>), ReadError> {
    let fail = |cause| {
        ReadError::Fail(crate::ImportError::Read {
            path: path.to_owned(),
            cause,
        })
    };
    let file = File::open(path).map_err(fail)?;
    if file.metadata().map_err(fail)?.len() > MARKUP_BYTES_MAX {
        return Err(super::held::too_large());
    }
    read(utf8(file.take(MARKUP_BYTES_MAX)).map_err(fail)?, choices)
}

fn read(
    part: impl BufRead,
    choices: &Choices,
) -> Result<(HeldSource, String, Vec<RowFinding>), ReadError> {
    let book = Book::read(part)?;
    let mut candidates = Vec::new();
    let mut held = Vec::new();
    for sheet in book.sheets {
        held.push((sheet.name.clone(), sheet.grid.rows));
        candidates.push(Candidate::new(sheet.name, sheet.hidden, sheet.grid.scan));
    }
    // A drop-down list belongs to cells of any sheet; the format keeps them all in one place.
    if let Some(visible) = candidates.iter_mut().find(|sheet| !sheet.hidden) {
        visible.scan.lists = book.lists;
    }
    lists::mark(&mut candidates, &book.names);
    let instructed = explains_itself(&candidates);
    let (chosen, mut warnings) = choose(candidates, choices)?;
    if book.pictures || (book.comments && !instructed) {
        warnings.push(Note::new(codes::PICTURES_IGNORED).at_sheet(&chosen.name));
    }
    let rows = held.into_iter().find(|(name, _)| *name == chosen.name);
    let source = HeldSource {
        asides: Vec::new(),
        rows: rows.map(|(_, rows)| rows).unwrap_or_default(),
        merges: chosen.scan.merges,
    };
    Ok((source, chosen.name, warnings))
}

#[derive(Default)]
struct Book {
    sheets: Vec<Sheet>,
    /// Formulas of drop-down lists.
    lists: Vec<String>,
    /// Ranges with a name: the name, and what it stands for.
    names: Vec<(String, String)>,
    pictures: bool,
    comments: bool,
}

impl Book {
    fn read(part: impl BufRead) -> Result<Self, ReadError> {
        let mut markup = Markup::new(part);
        let mut book = Self::default();
        let mut styles = Styles::default();
        loop {
            match markup.next()? {
                // Entities of the file's own would be text that nobody sees where it comes from.
                Event::DocType(_) => return Err(ReadError::refuse(codes::FILE_MARKUP)),
                Event::Start(element) => match element.local_name().as_ref() {
                    "table" => {
                        if book.sheets.len() >= XLS_SHEETS_MAX {
                            return Err(super::held::too_large());
                        }
                        let mut sheet = Sheet::of(&element, &styles)?;
                        let beside = sheet.read(&mut markup, &styles)?;
                        book.pictures |= beside.pictures;
                        book.comments |= beside.comments;
                        book.sheets.push(sheet);
                    }
                    // What was deleted or changed under "track changes" is kept as cells, and stands in no sheet.
                    "tracked-changes" => {
                        markup.text_within()?;
                    }
                    _ => book.note(&element, &mut styles),
                },
                Event::Empty(element) => book.note(&element, &mut styles),
                Event::Eof => return Ok(book),
                _ => {}
            }
        }
    }

    fn note(&mut self, element: &quick_xml::events::BytesStart<'_>, styles: &mut Styles) {
        match element.local_name().as_ref() {
            "content-validation" => self.lists.extend(attribute(element, "condition")),
            "named-range" => {
                if let (Some(name), Some(range)) = (
                    attribute(element, "name"),
                    attribute(element, "cell-range-address"),
                ) {
                    self.names.push((name, range));
                }
            }
            _ => styles.note(element),
        }
    }
}
