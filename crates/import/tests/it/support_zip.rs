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
    let mut parts = parts(from);
    for (name, bytes) in &mut parts {
        let changed = std::str::from_utf8(bytes)
            .ok()
            .and_then(|text| change(name, text));
        if let Some(text) = changed {
            *bytes = text.into_bytes();
        }
    }
    parts.extend(
        add.iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())),
    );
    pack(to, &parts)
}

/// The parts of a package, by name.
pub fn parts(from: &Path) -> Vec<(String, Vec<u8>)> {
    let mut source = zip::ZipArchive::new(std::fs::File::open(from).unwrap()).unwrap();
    let count = source.len();
    let part = |index: usize| {
        let mut part = source.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    (0..count).map(part).collect()
}

/// A package of these parts.
pub fn pack(to: &Path, parts: &[(String, Vec<u8>)]) -> PathBuf {
    let mut target = zip::ZipWriter::new(std::fs::File::create(to).unwrap());
    for (name, bytes) in parts {
        target
            .start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        target.write_all(bytes).unwrap();
    }
    target.finish().unwrap();
    to.to_owned()
}
