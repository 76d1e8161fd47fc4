//! Tells a file by its first bytes: names lie, and a table saved by a web page is often called `.xls`.

use super::xls;
use crate::codes;
use rows::FindingText;
use std::path::Path;

/// Bytes needed to tell.
pub(super) const FIRST_BYTES: usize = 1024;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    /// A zip package: xlsx, or something else that is packed.
    Zip,
    /// OLE compound file: .xls, .et, .doc, or an encrypted workbook.
    OldOffice,
    /// A web page, whatever its name.
    Html,
    /// XML, whatever its name.
    Xml,
    /// A workbook of LibreOffice as one file of XML.
    FlatOds,
    /// Something that spreadsheet programs open and this one does not, with what to do.
    Named(FindingText),
    /// Some other binary file.
    Other,
    /// Presumably delimited text.
    Text,
}

const BINARY_STARTS: [&[u8]; 4] = [b"%PDF", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8"];
/// Starts of archives that people send their sheets in; a zip is looked into.
const ARCHIVE_STARTS: [&[u8]; 3] = [b"Rar!", b"7z\xBC\xAF", b"\x1F\x8B"];
/// Bytes of the marks that say an encoding.
const MARK_BYTES: [u8; 5] = [0xEF, 0xBB, 0xBF, 0xFF, 0xFE];
/// Starts of text formats that are no delimited text, in small letters.
const NAMED_STARTS: [(&str, FindingText); 8] = [
    ("mime-version:", codes::FILE_MHTML),
    ("from: <saved by", codes::FILE_MHTML),
    ("content-type: multipart/related", codes::FILE_MHTML),
    ("{\\rtf", codes::FILE_RTF),
    ("{\"", codes::FILE_JSON),
    ("[{", codes::FILE_JSON),
    ("[[", codes::FILE_JSON),
    ("[\"", codes::FILE_JSON),
];
/// Endings a browser or a download manager gives a file it has not finished.
const UNFINISHED: [&str; 7] = [
    "crdownload",
    "part",
    "partial",
    "download",
    "opdownload",
    "td",
    "xltd",
];

/// What the file's name alone says: the note of a program that has another file open, or a download that goes on.
pub(super) fn by_name(path: &Path) -> Option<FindingText> {
    let name = path.file_name()?.to_string_lossy();
    if name.starts_with("~$") || name.starts_with(".~") {
        return Some(codes::FILE_LOCK);
    }
    let ending = path.extension()?.to_string_lossy().to_ascii_lowercase();
    UNFINISHED
        .contains(&ending.as_str())
        .then_some(codes::FILE_UNFINISHED)
}

/// Workbooks of Excel 2 to 4: a bare stream of records.
const OLD_EXCEL: [&[u8]; 3] = [
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
];

/// A mark that no text holds stands near the beginning: servers put blank lines or warnings before what they send.
fn holds(first: &[u8], mark: &[u8]) -> bool {
    first.windows(mark.len()).any(|bytes| bytes == mark)
}

pub(super) fn kind_of(first: &[u8]) -> Kind {
    if first.is_empty() {
        return Kind::Empty;
    }
    if first.starts_with(b"PK\x05\x06") || holds(first, b"PK\x03\x04") {
        return Kind::Zip;
    }
    if holds(first, &xls::SIGNATURE) {
        return Kind::OldOffice;
    }
    if OLD_EXCEL.iter().any(|start| first.starts_with(start)) {
        return Kind::Named(codes::FILE_OLD_EXCEL);
    }
    if ARCHIVE_STARTS.iter().any(|start| first.starts_with(start)) {
        return Kind::Named(codes::FILE_ARCHIVE);
    }
    if BINARY_STARTS.iter().any(|start| first.starts_with(start)) {
        return Kind::Other;
    }
    // A download manager makes room first and fills it later.
    if first.iter().all(|byte| *byte == 0) {
        return Kind::Named(codes::FILE_UNFINISHED);
    }
    let start: String = first
        .iter()
        .copied()
        .filter(|byte| *byte != 0)
        .skip_while(|byte| MARK_BYTES.contains(byte) || byte.is_ascii_whitespace())
        .map(|byte| char::from(byte).to_ascii_lowercase())
        .collect();
    let dense: String = start.split_whitespace().collect();
    let named = NAMED_STARTS
        .iter()
        .find(|(named, _)| start.starts_with(named) || dense.starts_with(named));
    if let Some((_, code)) = named {
        return Kind::Named(*code);
    }
    if is_sylk(&start) {
        return Kind::Named(codes::FILE_SYLK);
    }
    if start.starts_with("<?xml") {
        // A page may call itself XML and still be a page (XHTML).
        return if start.contains("<html") || start.contains("<!doctype html") {
            Kind::Html
        } else if start.contains("<office:document") {
            Kind::FlatOds
        } else {
            Kind::Xml
        };
    }
    if start.starts_with("<workbook") {
        return Kind::Xml;
    }
    // Systems begin their tables with any tag there is.
    let mut chars = start.chars();
    match (chars.next(), chars.next()) {
        (Some('<'), Some('!' | 'a'..='z')) => Kind::Html,
        _ => Kind::Text,
    }
}

/// `ID;P…`, and records of one letter below; a table whose first column is called ID begins alike.
fn is_sylk(start: &str) -> bool {
    let mut lines = start.lines();
    lines.next().is_some_and(|line| line.starts_with("id;p"))
        && lines.next().is_some_and(|line| {
            let mut chars = line.chars();
            chars.next().is_some_and(|c| c.is_ascii_lowercase()) && chars.next() == Some(';')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_by_its_first_bytes() {
        assert_eq!(kind_of(b""), Kind::Empty);
        assert_eq!(kind_of(b"PK\x03\x04rest"), Kind::Zip);
        assert_eq!(kind_of(&xls::SIGNATURE), Kind::OldOffice);
        assert_eq!(kind_of(b"\r\nPK\x03\x04rest"), Kind::Zip);
        assert_eq!(
            kind_of(b"\x09\x04\x06\x00\x00\x00\x10\x00"),
            Kind::Named(codes::FILE_OLD_EXCEL)
        );
        assert_eq!(
            kind_of(b"<?xml version='1.0'?><office:document xmlns:office='x'>"),
            Kind::FlatOds
        );
        assert_eq!(kind_of(b"\xEF\xBB\xBF  <HTML xmlns"), Kind::Html);
        assert_eq!(kind_of(b"<\0h\0t\0m\0l\0"), Kind::Html);
        assert_eq!(kind_of(b"<?xml version='1.0'?><Workbook>"), Kind::Xml);
        assert_eq!(kind_of(b"<?xml version='1.0'?><html>"), Kind::Html);
        assert_eq!(kind_of(b"%PDF-1.7"), Kind::Other);
        assert_eq!(kind_of(b"Rar!\x1A\x07"), Kind::Named(codes::FILE_ARCHIVE));
        assert_eq!(kind_of("工会代码,会员姓名".as_bytes()), Kind::Text);
    }

    #[test]
    fn a_page_is_a_page_whatever_tag_it_begins_with() {
        for tag in [
            "div", "h1", "p", "font", "form", "span", "title", "link", "TABLE",
        ] {
            assert_eq!(
                kind_of(format!("\n<{tag}>").as_bytes()),
                Kind::Html,
                "{tag}"
            );
        }
        assert_eq!(kind_of(b"<3,1,2"), Kind::Text);
        assert_eq!(kind_of(b"< 5,x"), Kind::Text);
    }

    #[test]
    fn formats_of_text_that_are_no_table_are_named() {
        for (start, code) in [
            (
                "MIME-Version: 1.0\r\nContent-Type: text/html",
                codes::FILE_MHTML,
            ),
            ("From: <Saved by Blink>", codes::FILE_MHTML),
            ("{\\rtf1\\ansi", codes::FILE_RTF),
            ("ID;PWXL;N;E\r\nP;PGeneral\r\n", codes::FILE_SYLK),
            ("{ \"rows\": []}", codes::FILE_JSON),
            ("[\n  {\"a\": 1}]", codes::FILE_JSON),
            ("\0\0\0\0", codes::FILE_UNFINISHED),
        ] {
            assert_eq!(kind_of(start.as_bytes()), Kind::Named(code), "{start}");
        }
        assert_eq!(kind_of(b"ID;Person;Name\n1;2;3\n"), Kind::Text);
    }

    #[test]
    fn a_lock_file_and_a_download_that_goes_on_are_told_by_their_names() {
        for (name, code) in [
            ("~$名册.xlsx", Some(codes::FILE_LOCK)),
            (".~lock.名册.xlsx#", Some(codes::FILE_LOCK)),
            ("名册.xlsx.crdownload", Some(codes::FILE_UNFINISHED)),
            ("名册.xlsx", None),
            ("名册", None),
        ] {
            assert_eq!(by_name(Path::new(name)), code, "{name}");
        }
    }
}
