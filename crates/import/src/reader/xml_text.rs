//! A part of a package as UTF-8, whatever encoding it is written in: the format allows UTF-16 too, and some writers use it.

use super::BUFFER_BYTES;
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, BufReader, Read};

/// Bytes in which an XML declaration names its encoding.
const DECLARATION_BYTES: usize = 128;

/// The part as a stream of UTF-8. Bytes that are not valid in its encoding fail where they stand.
pub(super) fn utf8<'p>(part: impl Read + 'p) -> io::Result<Box<dyn BufRead + 'p>> {
    let mut part = BufReader::with_capacity(BUFFER_BYTES, part);
    let first = part.fill_buf()?;
    let encoding = encoding_of(first.get(..DECLARATION_BYTES).unwrap_or(first));
    if encoding == UTF_8 {
        return Ok(Box::new(part));
    }
    let decoding = Decoding {
        part,
        decoder: encoding.new_decoder_with_bom_removal(),
        ready: String::new(),
        given: 0,
        done: false,
    };
    Ok(Box::new(decoding))
}

/// By the mark, by how the first `<` is written, or by what the declaration says.
fn encoding_of(first: &[u8]) -> &'static Encoding {
    match first {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => return UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => return UTF_16BE,
        [0xEF, 0xBB, 0xBF, ..] => return UTF_8,
        _ => {}
    }
    let start = String::from_utf8_lossy(first);
    let declared = start
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    match declared.and_then(|label| Encoding::for_label(label.as_bytes())) {
        // Bytes that begin with `<?` are not UTF-16, whatever they say.
        Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => encoding,
        _ => UTF_8,
    }
}

struct Decoding<R> {
    part: BufReader<R>,
    decoder: Decoder,
    ready: String,
    /// Bytes of `ready` given out.
    given: usize,
    done: bool,
}

impl<R: Read> BufRead for Decoding<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.given >= self.ready.len() && !self.done {
            self.ready.clear();
            self.given = 0;
            let raw = self.part.fill_buf()?;
            let last = raw.is_empty();
            let room = self.decoder.max_utf8_buffer_length(raw.len());
            self.ready.reserve(room.unwrap_or(raw.len()));
            let (_, read, wrong) = self.decoder.decode_to_string(raw, &mut self.ready, last);
            if wrong {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.part.consume(read);
            self.done = last;
        }
        Ok(self.ready.as_bytes().get(self.given..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.given = self.given.saturating_add(amount);
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        utf8(bytes)?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn a_part_is_the_same_text_in_every_encoding() {
        let long = format!("<?xml version=\"1.0\"?><a>{}</a>", "张䶮三".repeat(30_000));
        let units = |order: fn(u16) -> [u8; 2], text: &str| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        assert_eq!(text(long.as_bytes()).unwrap(), long);
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(text(&units(order, &long)).unwrap(), long);
            let marked = format!("\u{FEFF}{long}");
            assert_eq!(text(&units(order, &marked)).unwrap(), long);
        }
        let declared = "<?xml version='1.0' encoding='GB2312'?><a>张三</a>";
        let bytes = encoding_rs::GB18030.encode(declared).0.into_owned();
        assert_eq!(text(&bytes).unwrap(), declared);
    }

    #[test]
    fn half_a_character_is_an_error_and_not_a_guess() {
        assert!(text(b"<\0a\0>\0\x00\xD8").is_err());
        assert!(text(b"<?xml version='1.0' encoding='utf-16'?><a/>").is_ok());
    }
}
