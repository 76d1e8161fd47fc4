//! What the workspace looks like: its root, its packages, its files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::run::Line;

/// The directory of the root Cargo.toml.
pub fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .map(Path::to_owned)
        .context("xtask stands one directory below the workspace's root")
}

/// One package of the workspace, as `cargo metadata` reports it.
#[derive(Debug, Clone, Default)]
pub struct Package {
    /// The package's name.
    pub name: String,
    /// Its manifest, absolute.
    pub manifest: PathBuf,
    /// What it depends on.
    pub dependencies: Vec<Dependency>,
    /// The names of its features.
    pub features: BTreeSet<String>,
}

/// One dependency of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The dependency's package name.
    pub name: String,
    /// Which table it stands in.
    pub kind: Kind,
    /// Whether it is a package of this workspace.
    pub local: bool,
}

/// The table a dependency stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `[dependencies]`.
    Normal,
    /// `[dev-dependencies]`.
    Dev,
    /// `[build-dependencies]`.
    Build,
}

/// The packages of the workspace by name, read without the network.
pub fn packages(root: &Path) -> Result<BTreeMap<String, Package>> {
    let text = Line::cargo()
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .dir(root)
        .read()?;
    parse_metadata(&text)
}

/// Reads the JSON of `cargo metadata --no-deps`.
pub fn parse_metadata(text: &str) -> Result<BTreeMap<String, Package>> {
    let json: Value = serde_json::from_str(text).context("cargo metadata is not JSON")?;
    let list = json["packages"]
        .as_array()
        .context("cargo metadata has no `packages`")?;
    let mut found = BTreeMap::new();
    for entry in list {
        let package = parse_package(entry)?;
        found.insert(package.name.clone(), package);
    }
    Ok(found)
}

fn parse_package(entry: &Value) -> Result<Package> {
    let text = |key: &str| {
        entry[key]
            .as_str()
            .map(str::to_owned)
            .with_context(|| format!("a package of cargo metadata has no `{key}`"))
    };
    let dependencies = entry["dependencies"]
        .as_array()
        .map_or(&[][..], |list| list);
    let features = entry["features"].as_object();
    Ok(Package {
        name: text("name")?,
        manifest: PathBuf::from(text("manifest_path")?),
        dependencies: dependencies
            .iter()
            .map(parse_dependency)
            .collect::<Result<_>>()?,
        features: features
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default(),
    })
}

fn parse_dependency(entry: &Value) -> Result<Dependency> {
    let kind = match entry["kind"].as_str() {
        None => Kind::Normal,
        Some("dev") => Kind::Dev,
        Some("build") => Kind::Build,
        Some(other) => anyhow::bail!("cargo metadata names an unknown dependency kind `{other}`"),
    };
    Ok(Dependency {
        name: entry["name"]
            .as_str()
            .context("a dependency of cargo metadata has no name")?
            .to_owned(),
        kind,
        local: entry["path"].is_string(),
    })
}

/// Every file below `dir` whose name ends with `.ext`, sorted; a missing directory is empty.
pub fn files(dir: &Path, ext: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for path in entries(&dir)? {
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "target") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|found| found == ext) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What stands directly in `dir`, sorted; a missing directory is empty.
pub fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let list = std::fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))?;
    let mut found = Vec::new();
    for entry in list {
        found.push(
            entry
                .with_context(|| format!("cannot list {}", dir.display()))?
                .path(),
        );
    }
    found.sort();
    Ok(found)
}

/// The text of a file; the error names it.
pub fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a new file and says so; an existing one is never overwritten.
pub fn write_new(path: &Path, text: &str) -> Result<()> {
    if path.exists() {
        anyhow::bail!("{} exists already", path.display());
    }
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    eprintln!("wrote {}", path.display());
    Ok(())
}

/// The path below the root with forward slashes, for messages and comparisons.
pub fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_and_their_dependencies_are_read_from_metadata() {
        let text = r#"{"packages":[{"name":"a","manifest_path":"/w/a/Cargo.toml",
            "features":{"vendored-tls":[]},
            "dependencies":[{"name":"b","kind":"dev","path":"/w/b"},{"name":"serde","kind":null}]}]}"#;
        let found = parse_metadata(text).unwrap();
        let package = &found["a"];
        assert!(package.features.contains("vendored-tls"));
        assert_eq!(package.dependencies[0].kind, Kind::Dev);
        assert!(package.dependencies[0].local);
        assert!(!package.dependencies[1].local);
    }

    #[test]
    fn metadata_that_is_not_json_is_an_error() {
        assert!(parse_metadata("error: no Cargo.toml").is_err());
    }

    #[test]
    fn a_directory_that_is_not_there_holds_no_files() {
        assert!(files(Path::new("/no/such/dir"), "rs").unwrap().is_empty());
    }
}
