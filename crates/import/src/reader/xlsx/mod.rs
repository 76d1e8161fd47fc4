//! A workbook of Excel 2007 or later: its one data sheet, row by row, in bounded memory.
//!
//! Parts are found by the relations that lead to them and cells by their own places; everything else a package says
//! about itself is taken for a hint.

mod book;
mod cells;
mod look;
mod pieces;
mod relations;
mod strings;
mod styles;

use super::ReadError;
use super::choose::{Candidate, Choices, choose, explains_itself};
use super::lists;
use super::package::{Package, damaged};
use super::scan::{Merge, SheetScan};
use crate::codes;
use book::{Book, SheetEntry};
use cells::Shelf;
pub(super) use cells::XlsxRows;
use domain::finding::RowFinding;
use relations::Relation;
use rows::Note;
use strings::Strings;
use styles::Styles;

pub(super) struct XlsxSource {
    package: Package,
    /// The part of the chosen sheet.
    part: String,
    shelf: Shelf,
    merges: Vec<Merge>,
}

impl XlsxSource {
    /// Finds the one filled sheet of a package whose size was measured.
    pub(super) fn open(
        mut package: Package,
        choices: &Choices,
    ) -> Result<(Self, String, Vec<RowFinding>), ReadError> {
        let place = workbook_place(&mut package)?;
        let related = relations::of(&mut package, &place)?;
        refuse_active_parts(&package, &related)?;
        let book = Book::read(&package.text(&place)?)?;
        let mut parts = Vec::new();
        let mut candidates = Vec::new();
        for (sheet, part) in with_parts(&package, book.sheets, &related)? {
            let scan = match &part {
                Some(part) => look::scan(package.part(part)?)?,
                None => SheetScan::default(),
            };
            candidates.push(Candidate::new(sheet.name.clone(), sheet.hidden, scan));
            parts.push((sheet.name, part));
        }
        lists::mark(&mut candidates, &book.names);
        let instructed = explains_itself(&candidates);
        let (sheet, mut warnings) = choose(candidates, choices)?;
        let comments = has_comments(&package) && !instructed;
        if package.names().any(|name| name.contains("media/")) || comments {
            warnings.push(Note::new(codes::PICTURES_IGNORED).at_sheet(&sheet.name));
        }
        let part = parts.into_iter().find(|(name, _)| *name == sheet.name);
        let source = Self {
            part: part.and_then(|(_, part)| part).ok_or_else(damaged)?,
            shelf: shelf(&mut package, &related, book.date1904)?,
            package,
            merges: sheet.scan.merges,
        };
        Ok((source, sheet.name, warnings))
    }

    pub(super) fn date1904(&self) -> bool {
        self.shelf.date1904
    }

    pub(super) fn merges(&self) -> &[Merge] {
        &self.merges
    }

    pub(super) fn rows(&mut self) -> Result<XlsxRows<'_>, ReadError> {
        Ok(XlsxRows::new(self.package.part(&self.part)?, &self.shelf))
    }
}

/// The workbook's part. A package that has none is something else, which is named where it is known.
fn workbook_place(package: &mut Package) -> Result<String, ReadError> {
    /// Where it stands unless a relation says otherwise.
    const USUAL: &str = "xl/workbook.xml";
    let top = relations::of(package, "")?;
    let main = top
        .into_iter()
        .find(|relation| relation.kind == "officedocument" && package.has(&relation.part))
        .map(|relation| relation.part);
    if main.as_deref().map_or_else(
        || package.names().any(|name| name.ends_with("workbook.bin")),
        |part| part.to_lowercase().ends_with(".bin"),
    ) {
        return Err(ReadError::refuse(codes::FILE_XLSB));
    }
    let place = match main {
        Some(part) => part,
        None if package.has(USUAL) => USUAL.to_owned(),
        None if package.names().any(is_sheet) => {
            return Err(ReadError::refuse(codes::FILE_ARCHIVE));
        }
        None => return Err(ReadError::refuse(codes::FILE_UNKNOWN_FORMAT)),
    };
    // A document or a presentation has a main part as well.
    if package
        .names()
        .any(|name| name.starts_with("word/") || name.starts_with("ppt/"))
    {
        return Err(ReadError::refuse(codes::FILE_UNKNOWN_FORMAT));
    }
    Ok(place)
}

/// A part that is a spreadsheet of its own: somebody packed it to send it.
fn is_sheet(name: &str) -> bool {
    [".xlsx", ".xls", ".et", ".ods", ".csv"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Every sheet with the part that holds it. Sheets without a relation have the worksheets that no other sheet has, in
/// their order; where none is left they are empty, and where the numbers differ nobody can say which is meant.
fn with_parts(
    package: &Package,
    sheets: Vec<SheetEntry>,
    related: &[Relation],
) -> Result<Vec<(SheetEntry, Option<String>)>, ReadError> {
    let mut found = Vec::new();
    for sheet in sheets {
        let relation = sheet
            .relation
            .as_ref()
            .and_then(|id| related.iter().find(|have| have.id == *id));
        let part = match relation {
            Some(relation) if package.has(&relation.part) => Some(relation.part.clone()),
            // The part is named and gone: what it held is lost.
            Some(_) => return Err(damaged()),
            None => None,
        };
        found.push((sheet, part));
    }
    let taken = |part: &str| {
        found
            .iter()
            .filter_map(|(_, have)| have.as_deref())
            .any(|have| have.eq_ignore_ascii_case(part))
    };
    let mut left: Vec<String> = package
        .names()
        .filter(|name| name.contains("worksheets/") && name.ends_with(".xml") && !taken(name))
        .map(str::to_owned)
        .collect();
    // `sheet9` stands before `sheet10`.
    left.sort_by_key(|name| (name.len(), name.clone()));
    let without = found.iter_mut().filter(|(_, part)| part.is_none());
    let without: Vec<&mut Option<String>> = without.map(|(_, part)| part).collect();
    if !without.is_empty() && !left.is_empty() && without.len() != left.len() {
        return Err(damaged());
    }
    for (part, name) in without.into_iter().zip(left) {
        *part = Some(name);
    }
    Ok(found)
}

/// Texts and formats that the cells point to.
fn shelf(package: &mut Package, related: &[Relation], date1904: bool) -> Result<Shelf, ReadError> {
    let find = |package: &Package, kind: &str, usual: &str| {
        let related = related.iter().find(|relation| relation.kind == kind);
        related
            .map(|relation| relation.part.clone())
            .into_iter()
            .chain([usual.to_owned()])
            .find(|part| package.has(part))
    };
    let mut shelf = Shelf {
        date1904,
        ..Shelf::default()
    };
    if let Some(part) = find(package, "sharedstrings", "xl/sharedStrings.xml") {
        shelf.strings = Strings::read(package.part(&part)?)?;
    }
    if let Some(part) = find(package, "styles", "xl/styles.xml") {
        shelf.styles = Styles::read(&package.text(&part)?)?;
    }
    Ok(shelf)
}

/// Refuses macros and links to other workbooks.
fn refuse_active_parts(package: &Package, related: &[Relation]) -> Result<(), ReadError> {
    let has = |needle: &str| package.names().any(|name| name.contains(needle));
    let is_related = |kind: &str| related.iter().any(|relation| relation.kind == kind);
    if has("vbaproject")
        || has("macrosheets/")
        || has("activex/")
        || has("embeddings/")
        || is_related("vbaproject")
        || is_related("xlmacrosheet")
    {
        return Err(ReadError::refuse(codes::FILE_MACROS));
    }
    if has("externallinks/")
        || has("xl/connections.xml")
        || is_related("externallink")
        || is_related("connections")
    {
        return Err(ReadError::refuse(codes::FILE_EXTERNAL_LINKS));
    }
    Ok(())
}

/// Comments lie in the workbook; they are not imported.
fn has_comments(package: &Package) -> bool {
    package.names().any(|name| {
        let file = name.rsplit('/').next().unwrap_or_default();
        file.starts_with("comments") || name.contains("threadedcomments/")
    })
}
