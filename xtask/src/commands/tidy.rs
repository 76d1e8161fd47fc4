//! `cargo xtask tidy`: what the compiler cannot check.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};

use crate::commands::new_migration::ENGINES;
use crate::tidy::migrations::Migration;
use crate::tidy::programmes::Found;
use crate::tidy::{
    Problem, layers, locales, manifests, migrations, paths, programmes, sentences, shown, sources,
    vocabulary,
};
use crate::workspace::{self, Package, entries, files, read, relative};

const CONTRIBUTING: &str = "CONTRIBUTING.md";
/// The documents at the root that name files.
const DOCUMENTS: &[&str] = &[
    "ARCHITECTURE.md",
    CONTRIBUTING,
    "README.md",
    "README.zh-CN.md",
    "STYLE.md",
];

/// Runs every check, prints every problem, and fails when one is more than a warning.
pub fn run() -> Result<()> {
    let root = workspace::root()?;
    let packages = workspace::packages(&root)?;
    let mut problems = layers::check(&packages);
    problems.extend(check_manifests(&root, &packages)?);
    problems.extend(check_sources(&root)?);
    problems.extend(check_programmes(&root)?);
    problems.extend(check_migrations(&root)?);
    problems.extend(check_locales(&root)?);
    problems.extend(check_documents(&root)?);
    for problem in &problems {
        eprintln!("{problem}");
    }
    let errors = problems.iter().filter(|problem| !problem.warning).count();
    let warnings = problems.len() - errors;
    if errors > 0 {
        bail!("tidy: {errors} errors, {warnings} warnings");
    }
    eprintln!("tidy: no errors, {warnings} warnings");
    Ok(())
}

fn check_documents(root: &Path) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut documents = files(&root.join("docs"), "md")?;
    documents.extend(DOCUMENTS.iter().map(|name| root.join(name)));
    for file in documents {
        let (place, text) = (relative(root, &file), read(&file)?);
        problems.extend(paths::check(&place, &text, |path| root.join(path).exists()));
        if place == CONTRIBUTING {
            problems.extend(paths::table(&place, &text));
        }
    }
    Ok(problems)
}

fn check_manifests(root: &Path, packages: &BTreeMap<String, Package>) -> Result<Vec<Problem>> {
    let mut problems = manifests::root(&read(&root.join("Cargo.toml"))?);
    for package in packages.values() {
        let place = relative(root, &package.manifest);
        problems.extend(manifests::member(&place, &read(&package.manifest)?));
    }
    Ok(problems)
}

fn check_sources(root: &Path) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for dir in ["crates", "tests", "benches", "xtask"] {
        for file in files(&root.join(dir), "rs")? {
            let (place, text) = (relative(root, &file), read(&file)?);
            problems.extend(sources::check(&place, &text));
            problems.extend(shown::check(&place, &text));
            problems.extend(sentences::check(&place, &text));
            problems.extend(vocabulary::check(&place, &text));
        }
    }
    Ok(problems)
}

fn check_programmes(root: &Path) -> Result<Vec<Problem>> {
    let registry = root.join("crates/cli/src/programmes.rs");
    let registry = if registry.exists() {
        read(&registry)?
    } else {
        String::new()
    };
    let mut problems = Vec::new();
    for dir in entries(&root.join("crates/programmes"))? {
        let id = dir
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mut offered = false;
        for file in files(&dir.join("src"), "rs")? {
            let text = read(&file)?;
            offered |= text.contains("impl Programme for ");
            problems.extend(programmes::clauses(&relative(root, &file), &text));
        }
        problems.extend(programmes::check(&Found {
            id: &id,
            offered,
            registry: &registry,
            config: root.join(format!("config/programmes/{id}.toml")).exists(),
            cases: files(&dir.join("tests/cases"), "toml")?.len(),
            readme: dir.join("README.md").exists(),
        }));
    }
    Ok(problems)
}

fn check_migrations(root: &Path) -> Result<Vec<Problem>> {
    let [sqlite, postgres] = ENGINES.map(|engine| read_migrations(root, engine));
    let (sqlite, postgres) = (sqlite?, postgres?);
    let mut problems = migrations::same_names(&sqlite, &postgres);
    for (engine, side) in ENGINES.into_iter().zip([&sqlite, &postgres]) {
        problems.extend(migrations::complete(engine, side));
        problems.extend(migrations::unique_numbers(engine, side));
    }
    problems.extend(migrations::index_alone(&postgres));
    Ok(problems)
}

fn read_migrations(root: &Path, engine: &str) -> Result<Vec<Migration>> {
    let mut found = Vec::new();
    for dir in entries(&root.join("migrations").join(engine))? {
        if !dir.is_dir() {
            continue;
        }
        let text = |name: &str| {
            let file = dir.join(name);
            file.exists().then(|| read(&file)).transpose()
        };
        found.push(Migration {
            name: dir
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            up: text("up.sql")?,
            down: text("down.sql")?,
        });
    }
    Ok(found)
}

fn check_locales(root: &Path) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for package in entries(&root.join("crates"))? {
        for folder in ["locales", "i18n"] {
            let dir = package.join(folder);
            if !dir.is_dir() {
                continue;
            }
            let zh = read_locale(root, &dir.join("zh-CN"), &mut problems)?;
            let en = read_locale(root, &dir.join("en"), &mut problems)?;
            problems.extend(locales::compare(&relative(root, &dir), &zh, &en));
        }
    }
    Ok(problems)
}

fn read_locale(root: &Path, dir: &Path, problems: &mut Vec<Problem>) -> Result<locales::Keys> {
    let mut all = locales::Keys::new();
    for file in files(dir, "ftl")? {
        let place = relative(root, &file);
        let text = read(&file)?;
        problems.extend(vocabulary::check(&place, &text));
        let (keys, found) = locales::keys(&place, &text);
        problems.extend(found);
        for (key, arguments) in keys {
            if all.insert(key.clone(), arguments).is_some() {
                problems.push(Problem::new(
                    place.as_str(),
                    format!("`{key}` is given in another file as well"),
                ));
            }
        }
    }
    Ok(all)
}
