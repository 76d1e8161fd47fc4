//! The styles that show nothing: rows without height, columns without width, sheets that are not displayed.

use super::super::scan::is_flat;
use super::super::xml::attribute;
use quick_xml::events::BytesStart;
use std::collections::HashSet;

#[derive(Default)]
pub(super) struct Styles {
    /// The style that is being described.
    name: String,
    hidden: HashSet<String>,
}

impl Styles {
    /// Takes in an element of the part's styles.
    pub(super) fn note(&mut self, element: &BytesStart<'_>) {
        let hides = match element.local_name().as_ref() {
            "style" => {
                self.name = attribute(element, "name").unwrap_or_default();
                false
            }
            "table-column-properties" => {
                attribute(element, "column-width").is_some_and(|width| is_flat(&width))
            }
            "table-row-properties" => {
                attribute(element, "row-height").is_some_and(|height| is_flat(&height))
            }
            "table-properties" => attribute(element, "display").as_deref() == Some("false"),
            _ => false,
        };
        if hides {
            self.hidden.insert(self.name.clone());
        }
    }

    /// A sheet, row or column shows nothing, by its style or by what it says itself.
    pub(super) fn hides(&self, element: &BytesStart<'_>) -> bool {
        attribute(element, "style-name").is_some_and(|name| self.hidden.contains(&name))
            || attribute(element, "visibility").is_some_and(|shown| shown != "visible")
            || attribute(element, "display").as_deref() == Some("false")
    }
}
