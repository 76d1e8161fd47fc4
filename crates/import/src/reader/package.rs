//! Looks into a workbook's package before any cell is read: sizes as they really unpack, macros, links, pictures.

use super::Stop;
use crate::codes;
use crate::limits::{Limits, PARTS_MAX, SHARED_STRINGS_BYTES_MAX, UNPACK_RATIO_MAX};
use rows::Note;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// Bytes of a small part (workbook, relations) that is held in memory.
const SMALL_PART_BYTES_MAX: u64 = 8 * 1024 * 1024;
const BUFFER_BYTES: usize = 64 * 1024;

pub(super) struct Package {
    zip: ZipArchive<BufReader<File>>,
    names: Vec<String>,
}

pub(super) fn damaged() -> Stop {
    Stop::refuse(codes::FILE_DAMAGED)
}

impl Package {
    pub(super) fn open(path: &Path) -> Result<Self, Stop> {
        let file = File::open(path).map_err(|cause| {
            Stop::Fail(crate::ImportError::Read {
                path: path.to_owned(),
                cause,
            })
        })?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| damaged())?;
        if zip.len() > PARTS_MAX {
            return Err(Stop::refuse(codes::FILE_EXPANDS));
        }
        let mut names = Vec::with_capacity(zip.len());
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(|_| damaged())?;
            if part.encrypted() {
                return Err(Stop::refuse(codes::FILE_OLD_OFFICE));
            }
            names.push(part.name().map_err(|_| damaged())?.into_owned());
        }
        let package = Self { zip, names };
        if !package
            .names
            .iter()
            .any(|name| name.eq_ignore_ascii_case("[Content_Types].xml"))
            || !package
                .names
                .iter()
                .any(|name| lower(name).starts_with("xl/"))
        {
            return Err(Stop::refuse(codes::FILE_UNKNOWN_FORMAT));
        }
        Ok(package)
    }

    /// Refuses macros and links to other workbooks.
    pub(super) fn refuse_active_parts(&self) -> Result<(), Stop> {
        let has = |needle: &str| self.names.iter().any(|name| lower(name).contains(needle));
        if has("vbaproject")
            || has("xl/macrosheets/")
            || has("xl/activex/")
            || has("xl/embeddings/")
        {
            return Err(Stop::refuse(codes::FILE_MACROS));
        }
        if has("xl/externallinks/") || has("xl/connections.xml") {
            return Err(Stop::refuse(codes::FILE_EXTERNAL_LINKS));
        }
        Ok(())
    }

    /// Pictures lie in the workbook; they are not imported.
    pub(super) fn has_pictures(&self) -> bool {
        self.has_part_below(&["xl/media/"])
    }

    /// Comments lie in the workbook; they are not imported.
    pub(super) fn has_comments(&self) -> bool {
        self.has_part_below(&["xl/comments", "xl/threadedcomments"])
    }

    fn has_part_below(&self, places: &[&str]) -> bool {
        self.names
            .iter()
            .map(|name| lower(name))
            .any(|name| places.iter().any(|place| name.starts_with(place)))
    }

    /// Unpacks every part and counts what comes out: declared sizes prove nothing.
    pub(super) fn measure(&mut self, limits: &Limits) -> Result<(), Stop> {
        let expands = || {
            let megabytes = (limits.unpacked_bytes / 1024 / 1024).to_string();
            Stop::refused(Note::new(codes::FILE_EXPANDS).arg("limit", megabytes))
        };
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut total: u64 = 0;
        for index in 0..self.zip.len() {
            let mut part = self.zip.by_index(index).map_err(|_| damaged())?;
            let packed = part.compressed_size().max(1);
            let held = part
                .name()
                .is_ok_and(|name| lower(&name).ends_with("sharedstrings.xml"));
            let mut size: u64 = 0;
            loop {
                let count = part.read(&mut buffer).map_err(|_| damaged())? as u64;
                if count == 0 {
                    break;
                }
                size += count;
                total += count;
                let bomb = size > limits.ratio_from_bytes && size / packed > UNPACK_RATIO_MAX;
                if bomb
                    || total > limits.unpacked_bytes
                    || (held && size > SHARED_STRINGS_BYTES_MAX)
                {
                    return Err(expands());
                }
            }
        }
        Ok(())
    }

    /// A small part as text.
    pub(super) fn text(&mut self, name: &str) -> Result<String, Stop> {
        let mut text = String::new();
        self.part(name)?
            .take(SMALL_PART_BYTES_MAX)
            .read_to_string(&mut text)
            .map_err(|_| damaged())?;
        Ok(text)
    }

    /// A part to be streamed. Names are compared as Excel does, without regard to case.
    pub(super) fn part(&mut self, name: &str) -> Result<impl Read + '_, Stop> {
        let wanted = name.trim_start_matches('/');
        let index = self
            .names
            .iter()
            .position(|have| have.eq_ignore_ascii_case(wanted))
            .ok_or_else(damaged)?;
        self.zip.by_index(index).map_err(|_| damaged())
    }
}

fn lower(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}
