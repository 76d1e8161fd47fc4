//! `cargo xtask new-programme ID`: a crate that builds, passes tidy and stands in the menus, to be made one's own.
//!
//! It is made from the smallest programme of the tests, so that what it begins with is compiled and tested with every
//! change of the kernel.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::run::Line;
use crate::tidy::programmes::is_kebab;
use crate::workspace;

const MODEL: &str = "crates/test-support/src/heating.rs";
const MODEL_TESTS: &str = "crates/test-support/tests/it/heating_cases.rs";
const MODEL_CASES: &str = "crates/test-support/tests/cases/months.toml";

/// What it shall be.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Lower-case words joined by `-`, such as `mutual-aid`: the id in the database and on the command line, for good.
    id: String,
    /// Its name in Chinese.
    #[arg(long, value_name = "NAME")]
    zh: String,
    /// Its name in English.
    #[arg(long, value_name = "NAME")]
    en: String,
}

/// Writes the crate and its parameters, and enters it in the workspace and the registry.
pub fn run(options: &Options) -> Result<()> {
    let root = workspace::root()?;
    make(&root, options)?;
    Line::cargo()
        .args(["fmt", "-p", &options.id, "-p", "gongbao"])
        .dir(&root)
        .run()?;
    eprintln!(
        "it builds and is in the menus now; what to change in which order: docs/add-a-programme.md"
    );
    Ok(())
}

fn make(root: &Path, options: &Options) -> Result<()> {
    let id = options.id.as_str();
    if !is_kebab(id) {
        bail!("`{id}` is no id of a programme; use lower-case words joined by `-`");
    }
    let folder = root.join("crates/programmes").join(id);
    if folder.exists() {
        bail!("{} is there already", folder.display());
    }
    for name in [&options.zh, &options.en] {
        if name.trim().is_empty() || name.contains(['"', '\\', '\n']) {
            bail!("`{name}` is no name of a programme");
        }
    }
    // Everything that may be amiss is looked at before the first file is written.
    let entries = [
        ("Cargo.toml", member as fn(&str, &str) -> Result<String>),
        ("crates/cli/Cargo.toml", dependency),
        ("crates/cli/src/programmes.rs", registry),
    ];
    let mut changed = Vec::new();
    for (place, enter) in entries {
        let path = root.join(place);
        let text = enter(&workspace::read(&path)?, id).with_context(|| place.to_owned())?;
        changed.push((path, text));
    }
    let model = workspace::read(&root.join(MODEL))?;
    let tests = workspace::read(&root.join(MODEL_TESTS))?;
    let cases = workspace::read(&root.join(MODEL_CASES))?;
    let (source, params) = library(&model, options)?;
    let files = [
        (folder.join("Cargo.toml"), manifest(id)),
        (folder.join("README.md"), readme(options)),
        (folder.join("src/lib.rs"), source),
        (folder.join("tests/it/main.rs"), test_binary(&tests, id)),
        (folder.join("tests/cases/months.toml"), cases),
        (root.join(format!("config/programmes/{id}.toml")), params),
    ];
    for (path, text) in files {
        workspace::write_new(&path, &text)?;
    }
    for (path, text) in changed {
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// `mutual-aid` as the name of a type.
fn camel(id: &str) -> String {
    id.split('-')
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}

const LINTS: &str = r#"#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]
"#;

/// The source under the new name, and the parameters that stand in it as a text.
fn library(model: &str, options: &Options) -> Result<(String, String)> {
    let id = options.id.as_str();
    let (_, source) = split_doc(model);
    let line = source
        .lines()
        .find(|line| line.starts_with("const PARAMS: &str = "))
        .context("the model has no parameters")?;
    let params = line
        .split('"')
        .nth(1)
        .context("the model's parameters are no text")?
        .replace("\\n", "\n");
    let own =
        format!("const PARAMS: &str = include_str!(\"../../../../config/programmes/{id}.toml\");");
    let source = source
        .replace(line, &own)
        .replace("\"heating\"", &format!("\"{id}\""))
        .replace("职工冬季采暖补贴", &options.zh)
        .replace("Winter heating allowance", &options.en)
        .replace("WinterHeating", &camel(id));
    let doc = format!(
        "//! {}: rules with their clauses, dated parameters, columns and sentences.\n",
        options.en
    );
    let head = format!(
        "# {} · {}\n# Source: name the document and the clause here.\n",
        options.zh, options.en
    );
    Ok((
        format!("{doc}\n{LINTS}\n{source}"),
        format!("{head}{params}"),
    ))
}

/// The lines that say what a file is, and the rest.
fn split_doc(text: &str) -> (&str, &str) {
    let end = text.find("\n\n").map_or(0, |at| at + 2);
    text.split_at(end)
}

fn test_binary(model: &str, id: &str) -> String {
    let (doc, rest) = split_doc(model);
    let lints = LINTS
        .replace("#![cfg_attr(\n    test,\n    allow(\n", "#![allow(\n")
        .replace("\n    )\n)]", "\n)]")
        .replace("        ", "    ");
    let rest = rest
        .replace(
            "test_support::heating::WinterHeating",
            &format!("{}::{}", id.replace('-', "_"), camel(id)),
        )
        .replace("WinterHeating", &camel(id));
    format!("{doc}{lints}\n{rest}")
}

fn manifest(id: &str) -> String {
    let names = [
        "name",
        "version",
        "edition",
        "rust-version",
        "license",
        "publish",
    ];
    let package: Vec<String> = names
        .iter()
        .map(|name| match *name {
            "name" => format!("name = \"{id}\""),
            other => format!("{other}.workspace = true"),
        })
        .collect();
    let of_workspace = |names: &[&str]| -> String {
        names
            .iter()
            .map(|name| format!("{name}.workspace = true\n"))
            .collect()
    };
    format!(
        "[package]\n{}\n\n[lints]\nworkspace = true\n\n[dependencies]\n{}\n[dev-dependencies]\n{}",
        package.join("\n"),
        of_workspace(&["chrono", "domain", "policy", "rows", "serde", "serde_json"]),
        of_workspace(&["toml"]),
    )
}

fn readme(options: &Options) -> String {
    format!(
        "# {}\n\n{}. Clause by clause, with the cases that show each rule in `tests/cases`.\n\n| rule | clause | asks |\n\
         |---|---|---|\n| W-01 | 一 | members in service |\n| W-02 | 二 | once a member and month |\n\
         | W-03 | 三 | November to March |\n",
        options.zh, options.en
    )
}

/// Puts a line behind the last one that begins so.
fn behind(text: &str, begins: &str, line: &str) -> Result<String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let at = lines
        .iter()
        .rposition(|known| known.trim_start().starts_with(begins))
        .with_context(|| format!("no line begins with `{begins}`"))?;
    lines.insert(at + 1, line);
    Ok(lines.join("\n") + "\n")
}

fn member(text: &str, id: &str) -> Result<String> {
    let entered = behind(
        text,
        "\"crates/programmes/",
        &format!("    \"crates/programmes/{id}\","),
    )?;
    let path = format!("{id} = {{ path = \"crates/programmes/{id}\" }}");
    let known = entered
        .lines()
        .rfind(|line| line.contains("path = \"crates/programmes/"))
        .context("no programme among the dependencies")?
        .to_owned();
    behind(&entered, &known, &path)
}

fn dependency(text: &str, id: &str) -> Result<String> {
    behind(
        text,
        "child-premium.workspace",
        &format!("{id}.workspace = true"),
    )
}

fn registry(text: &str, id: &str) -> Result<String> {
    let path = format!("Box::new({}::{})", id.replace('-', "_"), camel(id));
    let (before, listed) = text
        .split_once("vec![")
        .context("the registry has no list")?;
    let (inside, after) = listed.split_once(']').context("the list has no end")?;
    Ok(format!("{before}vec![{inside}, {path}]{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::programmes::{Found, check, clauses};

    fn options() -> Options {
        Options {
            id: "funeral-aid".to_owned(),
            zh: "职工丧葬补助".to_owned(),
            en: "Funeral aid".to_owned(),
        }
    }

    /// The files that are read and changed, in a folder of their own.
    fn copy() -> tempfile::TempDir {
        let root = workspace::root().unwrap();
        let copy = tempfile::tempdir().unwrap();
        for place in [
            "Cargo.toml",
            "crates/cli/Cargo.toml",
            "crates/cli/src/programmes.rs",
            MODEL,
            MODEL_TESTS,
            MODEL_CASES,
        ] {
            let to = copy.path().join(place);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(root.join(place), to).unwrap();
        }
        copy
    }

    #[test]
    fn a_new_programme_lacks_nothing_that_tidy_asks_for_and_keeps_no_word_of_its_model() {
        let copy = copy();
        let root = copy.path();
        make(root, &options()).unwrap();
        let read = |place: &str| workspace::read(&root.join(place)).unwrap();
        let folder = "crates/programmes/funeral-aid";
        let source = read(&format!("{folder}/src/lib.rs"));
        let found = Found {
            offered: true,
            id: "funeral-aid",
            registry: &read("crates/cli/src/programmes.rs"),
            config: root.join("config/programmes/funeral-aid.toml").exists(),
            cases: workspace::files(&root.join(folder).join("tests/cases"), "toml")
                .unwrap()
                .len(),
            readme: root.join(folder).join("README.md").exists(),
        };
        assert_eq!(check(&found), []);
        assert_eq!(clauses("lib.rs", &source), []);
        for place in ["src/lib.rs", "tests/it/main.rs", "Cargo.toml"] {
            let text = read(&format!("{folder}/{place}"));
            assert!(
                !text.contains("WinterHeating") && !text.contains("test_support"),
                "{place}"
            );
        }
        assert!(
            source.contains("pub const ID: &str = \"funeral-aid\";"),
            "{source}"
        );
        let manifest = read("Cargo.toml");
        assert!(manifest.contains("    \"crates/programmes/funeral-aid\",\n"));
        assert!(
            manifest.contains("\nfuneral-aid = { path = \"crates/programmes/funeral-aid\" }\n")
        );
        assert!(read("crates/cli/src/programmes.rs").contains("Box::new(funeral_aid::FuneralAid)"));
        assert!(read("config/programmes/funeral-aid.toml").contains("monthly_fen = 30000"));
    }

    #[test]
    fn nothing_is_written_for_an_id_that_is_none_or_taken() {
        let copy = copy();
        let before = workspace::read(&copy.path().join("Cargo.toml")).unwrap();
        for id in ["", "Funeral", "a_b", "../x", "1a"] {
            let wrong = Options {
                id: id.to_owned(),
                ..options()
            };
            assert!(make(copy.path(), &wrong).is_err(), "{id}");
        }
        assert_eq!(
            workspace::read(&copy.path().join("Cargo.toml")).unwrap(),
            before
        );
        make(copy.path(), &options()).unwrap();
        assert!(make(copy.path(), &options()).is_err());
    }
}
