//! Which encoding a text file is in, strictly, and a reader that gives it as UTF-8 with plain line ends.

use super::{BUFFER_BYTES, ReadError};
use crate::codes;
use encoding_rs::{BIG5, Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The encoding of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 that begins with a byte order mark, as Excel saves "CSV UTF-8".
    Utf8Bom,
    /// GB 18030, which includes GBK and GB 2312.
    Gb18030,
    /// UTF-16 little endian with its mark, as Excel saves "Unicode text".
    Utf16Le,
    /// UTF-16 big endian with its mark.
    Utf16Be,
}

impl TextEncoding {
    /// The name shown to the operator.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 BOM",
            Self::Gb18030 => "GB18030",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
        }
    }

    /// Nothing in the file states the encoding: that it can be read so is all that speaks for it.
    pub const fn is_guess(self) -> bool {
        matches!(self, Self::Gb18030)
    }

    /// How text of a guessed encoding would read in the others it may be in, by name; nothing for one that is sure.
    pub fn otherwise(self, text: &str) -> Vec<(&'static str, String)> {
        if !self.is_guess() {
            return Vec::new();
        }
        let (bytes, ..) = self.encoding().encode(text);
        [BIG5, UTF_8]
            .map(|other| {
                (
                    other.name(),
                    other.decode_without_bom_handling(&bytes).0.into_owned(),
                )
            })
            .to_vec()
    }

    /// How many bytes a character takes.
    pub(super) fn bytes_of(self, c: char) -> usize {
        match self {
            Self::Utf8 | Self::Utf8Bom => c.len_utf8(),
            Self::Utf16Le | Self::Utf16Be => c.len_utf16(),
            Self::Gb18030 if c.is_ascii() => 1,
            // The characters of daily use, all of two bytes.
            Self::Gb18030 if ('\u{4E00}'..='\u{9FA5}').contains(&c) => 2,
            Self::Gb18030 => GB18030.encode(c.encode_utf8(&mut [0; 4])).0.len(),
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 | Self::Utf8Bom => UTF_8,
            Self::Gb18030 => GB18030,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        }
    }
}

/// Finds the one encoding the whole file is valid in: its mark, else strict UTF-8, else strict GB 18030.
pub(super) fn detect(path: &Path) -> Result<TextEncoding, ReadError> {
    let read = |cause| {
        ReadError::Fail(crate::ImportError::Read {
            path: path.to_owned(),
            cause,
        })
    };
    let mut mark = [0; 3];
    let count = File::open(path)
        .and_then(|mut file| file.read(&mut mark))
        .map_err(read)?;
    let candidates: &[TextEncoding] = match mark.get(..count).unwrap_or_default() {
        [0xEF, 0xBB, 0xBF] => &[TextEncoding::Utf8Bom],
        [0xFF, 0xFE, ..] => &[TextEncoding::Utf16Le],
        [0xFE, 0xFF, ..] => &[TextEncoding::Utf16Be],
        _ => &[TextEncoding::Utf8, TextEncoding::Gb18030],
    };
    for candidate in candidates {
        match check(path, *candidate) {
            Ok(()) => return Ok(*candidate),
            Err(Verdict::Invalid) => {}
            Err(Verdict::Binary) => return Err(ReadError::refuse(codes::FILE_UNKNOWN_FORMAT)),
            Err(Verdict::Mojibake) => return Err(ReadError::refuse(codes::FILE_MOJIBAKE)),
            Err(Verdict::Io(cause)) => return Err(read(cause)),
        }
    }
    Err(ReadError::refuse(codes::FILE_ENCODING))
}

enum Verdict {
    Invalid,
    Binary,
    Mojibake,
    Io(io::Error),
}

fn check(path: &Path, encoding: TextEncoding) -> Result<(), Verdict> {
    let mut reader = DecodingReader::open(path, encoding).map_err(Verdict::Io)?;
    loop {
        match reader.refill() {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(Verdict::Invalid);
            }
            Err(error) => return Err(Verdict::Io(error)),
        }
        if reader.ready.contains(&0) {
            return Err(Verdict::Binary);
        }
        if std::str::from_utf8(&reader.ready).is_ok_and(is_mojibake) {
            return Err(Verdict::Mojibake);
        }
    }
}

/// What is left of Chinese text that was decoded wrongly and saved again: replacement signs read as GBK, a mark
/// read as Latin-1 or GBK, and the words of every template (姓名, 工会, 身份证, 中) read as Latin-1, Windows-1252 or GBK.
const MOJIBAKE: [&str; 12] = [
    "锟斤拷",
    "ä¸\u{AD}",
    "锘垮",
    "ï»¿",
    "å§\u{93}å\u{90}\u{8D}",
    "å§“å",
    "å·¥ä¼\u{9A}",
    "å·¥ä¼š",
    "èº«ä»½è¯",
    "濮撳悕",
    "宸ヤ細",
    "韬唤璇",
];

/// The text shows the trace of a wrong decoding.
pub(super) fn is_mojibake(text: &str) -> bool {
    !text.is_ascii()
        && text.contains(['锟', 'ï', 'å', 'è', 'ä', '濮', '宸', '韬', '锘'])
        && MOJIBAKE.iter().any(|trace| text.contains(trace))
}

/// Gives a file as UTF-8, strictly decoded, without its mark, with `\n` as the only line end and one at the end.
pub(super) struct DecodingReader {
    file: File,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Bytes of `raw` not decoded yet.
    raw_range: std::ops::Range<usize>,
    ready: Vec<u8>,
    given: usize,
    after_cr: bool,
    last_newline: bool,
    done: bool,
}

impl DecodingReader {
    pub(super) fn open(path: &Path, encoding: TextEncoding) -> io::Result<Self> {
        Ok(Self {
            file: File::open(path)?,
            decoder: encoding.encoding().new_decoder_with_bom_removal(),
            raw: vec![0; BUFFER_BYTES],
            raw_range: 0..0,
            ready: Vec::new(),
            given: 0,
            after_cr: false,
            last_newline: true,
            done: false,
        })
    }

    /// Decodes the next piece into `ready`; `false` at the end.
    fn refill(&mut self) -> io::Result<bool> {
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() {
            if self.done {
                return Ok(false);
            }
            let mut last = false;
            if self.raw_range.is_empty() {
                let count = self.file.read(&mut self.raw)?;
                self.raw_range = 0..count;
                last = count == 0;
            }
            self.decode(last)?;
            self.plain_line_ends();
            if last {
                self.done = true;
                if !self.last_newline {
                    self.ready.push(b'\n');
                }
            }
        }
        Ok(true)
    }

    fn decode(&mut self, last: bool) -> io::Result<()> {
        let input = self.raw.get(self.raw_range.clone()).unwrap_or_default();
        let room = self
            .decoder
            .max_utf8_buffer_length_without_replacement(input.len())
            .unwrap_or(BUFFER_BYTES * 4);
        self.ready.resize(room, 0);
        let (result, read, written) =
            self.decoder
                .decode_to_utf8_without_replacement(input, &mut self.ready, last);
        self.ready.truncate(written);
        self.raw_range.start += read;
        match result {
            DecoderResult::Malformed(..) => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "malformed text"))
            }
            DecoderResult::InputEmpty | DecoderResult::OutputFull => Ok(()),
        }
    }

    fn plain_line_ends(&mut self) {
        if self.after_cr && self.ready.first() == Some(&b'\n') {
            self.ready.remove(0);
        }
        if !self.ready.is_empty() {
            self.after_cr = self.ready.last() == Some(&b'\r');
        }
        if self.ready.contains(&b'\r') {
            let mut previous_cr = false;
            self.ready.retain_mut(|byte| {
                let keep = !(previous_cr && *byte == b'\n');
                previous_cr = *byte == b'\r';
                if previous_cr {
                    *byte = b'\n';
                }
                keep
            });
        }
        if let Some(byte) = self.ready.last() {
            self.last_newline = *byte == b'\n';
        }
    }
}

impl Read for DecodingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given >= self.ready.len() && !self.refill()? {
            return Ok(0);
        }
        let left = self.ready.get(self.given..).unwrap_or_default();
        let count = left.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), left.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}
