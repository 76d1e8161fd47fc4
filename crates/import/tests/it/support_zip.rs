//! Rewrites parts of a workbook's package.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// Copies a package; `change` gives a part's new text, or `None` to keep it.
pub fn rewrite(from: &Path, to: &Path, change: impl Fn(&str, &str) -> Option<String>) -> PathBuf {
    rewrite_and_add(from, to, change, &[])
}

/// Copies a package and adds parts.
pub fn rewrite_and_add(
    from: &Path,
    to: &Path,
    change: impl Fn(&str, &str) -> Option<String>,
    add: &[(&str, &[u8])],
) -> PathBuf {
    let mut source = zip::ZipArchive::new(std::fs::File::open(from).unwrap()).unwrap();
    let mut target = zip::ZipWriter::new(std::fs::File::create(to).unwrap());
    for index in 0..source.len() {
        let mut part = source.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if let Some(text) = std::str::from_utf8(&bytes)
            .ok()
            .and_then(|text| change(&name, text))
        {
            bytes = text.into_bytes();
        }
        target
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        target.write_all(&bytes).unwrap();
    }
    for (name, bytes) in add {
        target
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        target.write_all(bytes).unwrap();
    }
    target.finish().unwrap();
    to.to_owned()
}
