//! What every reader of markup needs: attributes by their local name, and text with its references resolved.

use super::ReadError;
use super::package::damaged;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::BufRead;

/// An attribute by its local name, unescaped.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|have| have.key.local_name().as_ref() == name)
        .and_then(|have| {
            have.normalized_value(XmlVersion::Implicit1_0)
                .ok()
                .map(std::borrow::Cow::into_owned)
        })
}

/// `1` and `true`.
pub(super) fn is_true(value: Option<String>) -> bool {
    value.is_some_and(|value| value == "1" || value == "true")
}

/// The character a reference stands for.
pub(super) fn resolved(reference: &BytesRef<'_>) -> Result<String, ReadError> {
    if let Some(c) = reference.resolve_char_ref().map_err(|_| damaged())? {
        return Ok(c.to_string());
    }
    let name: &str = reference;
    quick_xml::escape::resolve_predefined_entity(name)
        .map(str::to_owned)
        .ok_or_else(damaged)
}

/// A reader of markup that knows how deep it is: text that ends inside an element was cut off, and nothing of it is
/// taken for the whole.
pub(super) struct Markup<R> {
    reader: quick_xml::Reader<R>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Markup<R> {
    pub(super) fn new(part: R) -> Self {
        Self {
            reader: quick_xml::Reader::from_reader(part),
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// The next event; `Eof` only behind the end of the root element.
    pub(super) fn next(&mut self) -> Result<Event<'_>, ReadError> {
        self.buffer.clear();
        let event = self
            .reader
            .read_event_into(&mut self.buffer)
            .map_err(|_| damaged())?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.checked_sub(1).ok_or_else(damaged)?,
            Event::Eof if self.depth > 0 => return Err(damaged()),
            _ => {}
        }
        Ok(event)
    }

    /// All text up to the end of the element that was just begun.
    pub(super) fn text_within(&mut self) -> Result<String, ReadError> {
        self.gather(None)
    }

    /// The text of the elements called `only` up to the end of the element that was just begun, without what stands in
    /// those called `never`.
    pub(super) fn text_of(&mut self, only: &str, never: &str) -> Result<String, ReadError> {
        self.gather(Some((only, never)))
    }

    fn gather(&mut self, names: Option<(&str, &str)>) -> Result<String, ReadError> {
        let mut text = String::new();
        let mut depth = 1_usize;
        // How deep the elements stand whose text counts, and does not.
        let mut only_at = names.is_none().then_some(0);
        let mut never_at: Option<usize> = None;
        while depth > 0 {
            let counts = only_at.is_some() && never_at.is_none();
            match self.next()? {
                Event::Start(element) => {
                    depth += 1;
                    let name = element.local_name();
                    match names {
                        Some((only, _)) if name.as_ref() == only && only_at.is_none() => {
                            only_at = Some(depth);
                        }
                        Some((_, never)) if name.as_ref() == never && never_at.is_none() => {
                            never_at = Some(depth);
                        }
                        _ => {}
                    }
                }
                Event::End(_) => {
                    only_at = only_at.filter(|at| *at != depth);
                    never_at = never_at.filter(|at| *at != depth);
                    depth -= 1;
                }
                Event::Text(piece) if counts => text.push_str(&piece.xml10_content()),
                Event::CData(piece) if counts => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(reference) if counts => text.push_str(&resolved(&reference)?),
                Event::Eof => return Err(damaged()),
                _ => {}
            }
        }
        Ok(text)
    }
}
