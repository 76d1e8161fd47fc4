//! Tells a file by its first bytes: names lie, and a table saved by a web page is often called `.xls`.

use super::xls;
use crate::codes;
use rows::FindingText;

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

const BINARY_STARTS: [&[u8]; 7] = [
    b"%PDF",
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"Rar!",
    b"7z\xBC\xAF",
    b"\x1F\x8B",
];
const HTML_STARTS: [&str; 8] = [
    "<!doctype",
    "<html",
    "<style",
    "<table",
    "<head",
    "<body",
    "<!--",
    "<meta",
];

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
    if BINARY_STARTS.iter().any(|start| first.starts_with(start)) {
        return Kind::Other;
    }
    let visible: String = first
        .iter()
        .copied()
        .filter(|byte| *byte != 0)
        .skip_while(|byte| !byte.is_ascii() || byte.is_ascii_whitespace())
        .take(16)
        .map(|byte| char::from(byte).to_ascii_lowercase())
        .collect();
    if visible.starts_with("<?xml") {
        // A page may call itself XML and still be a page (XHTML).
        let start = String::from_utf8_lossy(first).to_ascii_lowercase();
        return if start.contains("<html") || start.contains("<!doctype html") {
            Kind::Html
        } else if start.contains("<office:document") {
            Kind::FlatOds
        } else {
            Kind::Xml
        };
    }
    if visible.starts_with("<workbook") {
        return Kind::Xml;
    }
    if HTML_STARTS.iter().any(|start| visible.starts_with(start)) {
        return Kind::Html;
    }
    Kind::Text
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
        assert_eq!(kind_of("工会代码,会员姓名".as_bytes()), Kind::Text);
    }
}
