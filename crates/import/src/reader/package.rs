//! A zip package (xlsx, ods): sizes as they really unpack, and its parts by name.

use super::xml_text::utf8;
use super::{BUFFER_BYTES, ReadError};
use crate::codes;
use crate::limits::{Limits, PARTS_MAX, UNPACK_RATIO_MAX};
use rows::Note;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::ZipArchive;

/// Bytes of a small part (workbook, relations, styles) that is held in memory.
const SMALL_PART_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// The end record of a package stands in its last bytes: 22, and a comment of at most 65,535.
const END_BYTES: u64 = 22 + 65_535;
const END_MARK: &[u8] = b"PK\x05\x06";

pub(super) struct Package {
    zip: ZipArchive<BufReader<File>>,
    /// Names as they are compared: in lower case, with `/`, without one in front.
    names: Vec<String>,
}

pub(super) fn damaged() -> ReadError {
    ReadError::refuse(codes::FILE_DAMAGED)
}

impl Package {
    pub(super) fn open(path: &Path) -> Result<Self, ReadError> {
        let fail = |cause| {
            ReadError::Fail(crate::ImportError::Read {
                path: path.to_owned(),
                cause,
            })
        };
        let mut file = File::open(path).map_err(fail)?;
        let Some(stated) = parts_stated(&mut file).map_err(fail)? else {
            return Err(ReadError::refuse(codes::FILE_UNFINISHED));
        };
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| damaged())?;
        // Of two parts of one name every reader takes the one it likes.
        if zip.len() < stated {
            return Err(damaged());
        }
        if zip.len() > PARTS_MAX {
            return Err(ReadError::refuse(codes::FILE_EXPANDS));
        }
        let mut names = Vec::with_capacity(zip.len());
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(|_| damaged())?;
            if part.encrypted() {
                return Err(ReadError::refuse(codes::FILE_ENCRYPTED));
            }
            let name = plain(&part.name().map_err(|_| damaged())?);
            if names.contains(&name) {
                return Err(damaged());
            }
            names.push(name);
        }
        Ok(Self { zip, names })
    }

    /// A part of this name lies in the package. Names are compared as Excel does, without regard to case.
    pub(super) fn has(&self, name: &str) -> bool {
        let wanted = plain(name);
        self.names.contains(&wanted)
    }

    /// The names of the parts, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Unpacks every part and counts what comes out: declared sizes prove nothing.
    pub(super) fn measure(&mut self, limits: &Limits) -> Result<(), ReadError> {
        let expands = || {
            let megabytes = (limits.unpacked_bytes / 1024 / 1024).to_string();
            ReadError::refused(Note::new(codes::FILE_EXPANDS).arg("limit", megabytes))
        };
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut total: u64 = 0;
        for index in 0..self.zip.len() {
            // A part that cannot be unpacked is missed when it is read, and most parts never are.
            let Ok(mut part) = self.zip.by_index(index) else {
                continue;
            };
            let packed = part.compressed_size().max(1);
            let mut size: u64 = 0;
            while let Ok(count @ 1..) = part.read(&mut buffer) {
                let count = count as u64;
                size += count;
                total += count;
                let bomb = size > limits.ratio_from_bytes && size / packed > UNPACK_RATIO_MAX;
                if bomb || total > limits.unpacked_bytes {
                    return Err(expands());
                }
            }
        }
        Ok(())
    }

    /// A small part as text.
    pub(super) fn text(&mut self, name: &str) -> Result<String, ReadError> {
        let mut text = String::new();
        let part = self.part(name)?;
        let read = part
            .take(SMALL_PART_BYTES_MAX + 1)
            .read_to_string(&mut text)
            .map_err(|_| damaged())?;
        if read as u64 > SMALL_PART_BYTES_MAX {
            return Err(ReadError::refuse(codes::FILE_EXPANDS));
        }
        Ok(text)
    }

    /// A part to be streamed, as UTF-8.
    pub(super) fn part(&mut self, name: &str) -> Result<Box<dyn BufRead + '_>, ReadError> {
        let wanted = plain(name);
        let index = self
            .names
            .iter()
            .position(|have| *have == wanted)
            .ok_or_else(damaged)?;
        let part = self.zip.by_index(index).map_err(|_| damaged())?;
        utf8(part).map_err(|_| damaged())
    }
}

fn plain(name: &str) -> String {
    let name = name.replace('\\', "/").to_lowercase();
    name.trim_start_matches('/').to_owned()
}

/// How many parts the end of the package states. A package without its end was not copied or downloaded whole.
fn parts_stated(file: &mut File) -> std::io::Result<Option<usize>> {
    /// Where the number stands in the end record; with so many or more, the true one stands elsewhere.
    const COUNT: std::ops::Range<usize> = 10..12;
    const MANY: usize = 0xFFFF;
    let bytes = file.metadata()?.len();
    file.seek(SeekFrom::Start(bytes.saturating_sub(END_BYTES)))?;
    let mut end = Vec::new();
    (&mut *file).take(END_BYTES).read_to_end(&mut end)?;
    file.rewind()?;
    let at = end
        .windows(END_MARK.len())
        .rposition(|mark| mark == END_MARK);
    let record = at.and_then(|at| end.get(at..)).unwrap_or_default();
    Ok(match record.get(COUNT) {
        Some(&[low, high]) => {
            let count = usize::from(u16::from_le_bytes([low, high]));
            Some(if count == MANY { 0 } else { count })
        }
        _ => None,
    })
}
