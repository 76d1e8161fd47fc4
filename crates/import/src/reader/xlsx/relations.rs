//! Which part points to which. Relations say where a workbook's parts are; their usual names are only a habit.

use super::super::ReadError;
use super::super::package::{Package, damaged};
use super::super::xml::{Markup, attribute};
use quick_xml::events::Event;

/// One relation of a part.
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type, in lower case: `worksheet`, `sharedstrings`.
    pub(super) kind: String,
    /// The part it points to, as the package has it; as written when there is none, or it lies outside.
    pub(super) part: String,
}

/// The relations of a part; of the package itself for an empty name. A part may have none.
pub(super) fn of(package: &mut Package, part: &str) -> Result<Vec<Relation>, ReadError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let place = format!("{folder}/_rels/{name}.rels");
    if !package.has(&place) {
        return Ok(Vec::new());
    }
    let text = package.text(&place)?;
    let mut relations = Vec::new();
    let mut markup = Markup::new(text.as_bytes());
    loop {
        match markup.next()? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == "Relationship" =>
            {
                let (Some(id), Some(target)) =
                    (attribute(&element, "Id"), attribute(&element, "Target"))
                else {
                    return Err(damaged());
                };
                let kind = attribute(&element, "Type").unwrap_or_default();
                relations.push(Relation {
                    id,
                    kind: last_word(&kind),
                    part: locate(package, folder, &target),
                });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

fn last_word(kind: &str) -> String {
    kind.rsplit('/').next().unwrap_or_default().to_lowercase()
}

/// The part a target means: from the folder of the part that points to it, or, as some writers mean it, from the top.
fn locate(package: &Package, folder: &str, target: &str) -> String {
    let target = unescaped(target).replace('\\', "/");
    let from_top = joined("", &target);
    if target.starts_with('/') {
        return from_top;
    }
    let from_folder = joined(folder, &target);
    if !package.has(&from_folder) && package.has(&from_top) {
        return from_top;
    }
    from_folder
}

/// A path without `.` and `..`.
fn joined(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// `%20` and the like as the characters they stand for.
fn unescaped(target: &str) -> String {
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = code {
            bytes.push(byte);
            rest = behind.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_path_from_the_folder_of_whoever_points_to_it() {
        assert_eq!(
            joined("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(joined("xl", "../xl/./a.xml"), "xl/a.xml");
        assert_eq!(joined("", "../../a.xml"), "a.xml");
        assert_eq!(unescaped("a%20b%E5%BC%A0.xml"), "a b张.xml");
        assert_eq!(unescaped("100%"), "100%");
    }

    #[test]
    fn the_type_of_a_relation_is_its_last_word() {
        assert_eq!(
            last_word("http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings"),
            "sharedstrings"
        );
    }
}
