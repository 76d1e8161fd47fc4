//! A screen is one place: its own file, and a line in the list of all screens.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tui::screens::ScreenKind;

/// The only file that names every screen.
const LIST: &str = "screens/routes.rs";

/// Where a screen is named outside its own file and the list: who leads to it, and the few acts that begin or end on a
/// screen of their own. A file that named most of them would be a second list.
const NAMED: &[(&str, &[ScreenKind])] = {
    use ScreenKind as S;
    &[
        // The console begins there, and knows the claim on the screen for the revision an act was decided on.
        ("model.rs", &[S::Home, S::Claim]),
        // Importing begins with choosing a file, where operators have folders.
        ("ask.rs", &[S::Files]),
        ("ask/imports.rs", &[S::Files]),
        // Forms are about what is under the cursor of the screen they are called from.
        ("orders/mod.rs", &[S::Files, S::Claim, S::Payables]),
        // A single part of the money desk stands in the dialog of a batch.
        ("ask/batches.rs", &[S::Payables]),
        // A key of every screen; leaving it reads nothing anew.
        ("update.rs", &[S::Help]),
        // A sample opens over the queue it was drawn for, a number in full on the claim it belongs to, and ended acts
        // lead on to the next case or to a preview.
        (
            "answers.rs",
            &[S::Claims, S::Claim, S::Case, S::Cases, S::Preview],
        ),
        // What dialogs that only these screens open ask for.
        ("confirm.rs", &[S::Preview, S::Ruling]),
        ("ask/periods.rs", &[S::Period]),
        // What a preview found is made by the thread that writes.
        ("msg.rs", &[S::Preview]),
        ("worker/previews.rs", &[S::Preview]),
        // From a row to what it is about.
        ("screens/batch.rs", &[S::Claim]),
        ("screens/batches.rs", &[S::Batch]),
        ("screens/import.rs", &[S::Claim]),
        ("screens/imports.rs", &[S::Import]),
        ("screens/ledger.rs", &[S::Claim]),
        ("screens/audit.rs", &[S::Claim]),
        ("screens/cases.rs", &[S::Case]),
        ("screens/case.rs", &[S::Cases, S::Claim]),
        ("screens/claims.rs", &[S::Claim, S::Log, S::Person]),
        ("screens/claims/next.rs", &[S::Claim]),
        ("screens/claim.rs", &[S::Claims, S::Case]),
        ("screens/jobs.rs", &[S::Import, S::Claims, S::Changes]),
        ("screens/payables.rs", &[S::Batches]),
        ("screens/people.rs", &[S::Person]),
        ("screens/piles.rs", &[S::Claims]),
        ("screens/units.rs", &[S::Claims]),
        ("screens/rulings.rs", &[S::Ruling]),
        ("screens/ruling.rs", &[S::Rulings]),
        ("screens/periods.rs", &[S::Period]),
        ("screens/period.rs", &[S::NextYear, S::Preview]),
        ("screens/next_year.rs", &[S::Period]),
        // A preview is shown where it was asked for.
        ("screens/preview.rs", &[S::Period, S::Periods, S::Ruling]),
        // A slip tells why in the list's own words.
        ("screens/referral.rs", &[S::Referrals]),
        ("screens/referrals.rs", &[S::Referral]),
        ("screens/participation.rs", &[S::Missing]),
        ("screens/missing.rs", &[S::Person]),
    ]
};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// `NextYear` lives in `next_year`.
fn module(kind: ScreenKind) -> String {
    let mut module = String::new();
    for c in format!("{kind:?}").chars() {
        if c.is_uppercase() && !module.is_empty() {
            module.push('_');
        }
        module.extend(c.to_lowercase());
    }
    module
}

/// The words of a source without its comments, `::` between two words kept with the second.
fn words(source: &str) -> BTreeSet<String> {
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    code.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':'))
        .map(str::to_owned)
        .collect()
}

/// The screens a source names: what it imports of them, and whatever it says of their kinds, routes, questions and
/// answers.
fn named(source: &str, own: &str) -> BTreeSet<ScreenKind> {
    let neighbours = if own.is_empty() {
        "crate::screens::"
    } else {
        "super::"
    };
    let imports: BTreeSet<String> = source
        .split("use ")
        .skip(1)
        .filter(|rest| rest.starts_with(neighbours) || rest.starts_with("crate::screens::"))
        .filter_map(|rest| rest.split(';').next())
        .flat_map(words)
        .flat_map(|path| path.split("::").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let said = words(source);
    ScreenKind::ALL
        .iter()
        .copied()
        .filter(|kind| module(*kind) != own)
        .filter(|kind| {
            let name = format!("{kind:?}");
            let of = ["Route", "ScreenKind", "Ask", "Answer"];
            imports.contains(&name)
                || imports.contains(&module(*kind))
                || of
                    .iter()
                    .any(|list| said.contains(&format!("{list}::{name}")))
        })
        .collect()
}

#[test]
fn a_screen_is_named_in_its_own_file_in_the_list_and_where_somebody_leads_to_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut found: BTreeMap<String, BTreeSet<ScreenKind>> = BTreeMap::new();
    for path in files {
        let file = path.strip_prefix(&root).unwrap();
        let text = file.to_str().unwrap().replace('\\', "/");
        if text == LIST || text == "screens/mod.rs" {
            continue;
        }
        // A screen's folder is its own as well.
        let own = text
            .strip_prefix("screens/")
            .and_then(|rest| rest.split(['/', '.']).next())
            .unwrap_or_default();
        let kinds = named(&std::fs::read_to_string(&path).unwrap(), own);
        if !kinds.is_empty() {
            found.insert(text, kinds);
        }
    }
    let expected: BTreeMap<String, BTreeSet<ScreenKind>> = NAMED
        .iter()
        .map(|(file, kinds)| ((*file).to_owned(), kinds.iter().copied().collect()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_screen_has_a_file_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/screens");
    for kind in ScreenKind::ALL {
        let file = folder.join(format!("{}.rs", module(*kind)));
        assert!(file.is_file(), "{kind:?} has no {}", file.display());
    }
}
