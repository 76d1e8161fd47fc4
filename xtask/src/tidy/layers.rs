//! Which crate may depend on which, and which crate alone may use a library.

use std::collections::BTreeMap;

use super::Problem;
use crate::workspace::{Dependency, Kind, Package};

/// Every crate with its layer and the crates of this workspace it may use. A new edge is a change
/// of the architecture: add it here, with its reason in the commit.
const CRATES: &[(&str, &str, &[&str])] = &[
    ("domain", "L0", &[]),
    ("rows", "L1", &["domain"]),
    ("policy", "L1", &["domain", "rows", "matching"]),
    ("sealing", "L1", &["domain"]),
    ("matching", "L1", &["domain"]),
    ("import", "L2", &["domain", "policy", "rows"]),
    ("storage", "L2", &["domain"]),
    ("rehearsal", "L2", &["domain"]),
    (
        "workflow",
        "L3",
        &[
            "domain", "policy", "rows", "sealing", "matching", "import", "storage",
        ],
    ),
    ("tui", "L4", &["domain", "workflow"]),
    (
        "gongbao",
        "L5",
        &[
            "domain",
            "policy",
            "rows",
            "sealing",
            "matching",
            "import",
            "storage",
            "rehearsal",
            "workflow",
            "tui",
            PROGRAMMES,
        ],
    ),
    (PROGRAMMES, "Lp", &["domain", "policy", "rows", "matching"]),
    (
        TEST_SUPPORT,
        "tests",
        &[
            "domain",
            "policy",
            "rows",
            "sealing",
            "matching",
            "import",
            "storage",
            "rehearsal",
            "workflow",
            PROGRAMMES,
        ],
    ),
    (
        "e2e",
        "tests",
        &[
            "domain",
            "policy",
            "rows",
            "sealing",
            "matching",
            "import",
            "storage",
            "rehearsal",
            "workflow",
            "tui",
            "gongbao",
            PROGRAMMES,
            TEST_SUPPORT,
        ],
    ),
    (
        "bench",
        "tests",
        &[
            "domain",
            "policy",
            "rows",
            "sealing",
            "matching",
            "import",
            "storage",
            "rehearsal",
            "workflow",
            "tui",
            PROGRAMMES,
            "e2e",
            TEST_SUPPORT,
        ],
    ),
    ("xtask", "apart", &[]),
];

/// Stands for every crate below `crates/programmes/`.
const PROGRAMMES: &str = "programmes/*";
const TEST_SUPPORT: &str = "test-support";

/// What a crate's own tests may use beside its normal edges: builders, databases, and programmes
/// to have something to decide. They never reach up to a screen or the binary.
const DEV_ALLOWED: &[&str] = &[
    "domain",
    "policy",
    "rows",
    "sealing",
    "matching",
    "import",
    "storage",
    "rehearsal",
    "workflow",
    PROGRAMMES,
    TEST_SUPPORT,
];

/// Libraries that one crate alone may use, so that replacing one changes one crate.
const EXCLUSIVE: &[(&str, &str)] = &[
    ("diesel", "storage"),
    ("diesel_migrations", "storage"),
    ("libsqlite3-sys", "storage"),
    ("pq-sys", "storage"),
    ("ratatui", "tui"),
];

/// Upward edges, and libraries used outside their crate.
pub fn check(packages: &BTreeMap<String, Package>) -> Vec<Problem> {
    packages
        .values()
        .flat_map(|package| {
            let mut problems = edges(package, packages);
            problems.extend(exclusive(package));
            problems
        })
        .collect()
}

fn edges(package: &Package, packages: &BTreeMap<String, Package>) -> Vec<Problem> {
    let group = group_of(package);
    let Some((_, layer, allowed)) = CRATES.iter().find(|(name, ..)| *name == group) else {
        return vec![Problem::new(
            package.name.as_str(),
            "has no layer; give it one in xtask/src/tidy/layers.rs",
        )];
    };
    let mut problems = Vec::new();
    for dependency in package.dependencies.iter().filter(|d| d.local) {
        let target = packages
            .get(&dependency.name)
            .map_or(dependency.name.as_str(), group_of);
        let permitted = allowed.contains(&target)
            || (dependency.kind == Kind::Dev && group != "xtask" && DEV_ALLOWED.contains(&target));
        if !permitted {
            problems.push(Problem::new(
                package.name.as_str(),
                format!(
                    "({layer}) may not depend on `{}`; it may use: {}",
                    dependency.name,
                    if allowed.is_empty() {
                        "nothing here".to_owned()
                    } else {
                        allowed.join(", ")
                    }
                ),
            ));
        }
    }
    problems
}

fn exclusive(package: &Package) -> Vec<Problem> {
    let owner_of = |dependency: &Dependency| {
        EXCLUSIVE
            .iter()
            .find(|(library, owner)| dependency.name == *library && package.name != *owner)
    };
    package
        .dependencies
        .iter()
        .filter_map(owner_of)
        .map(|(library, owner)| {
            Problem::new(
                package.name.as_str(),
                format!("uses `{library}`, which only `{owner}` may use"),
            )
        })
        .collect()
}

/// The name under which a package stands in the table.
fn group_of(package: &Package) -> &str {
    let below_programmes = package
        .manifest
        .ancestors()
        .nth(2)
        .is_some_and(|dir| dir.ends_with("crates/programmes"));
    if below_programmes {
        PROGRAMMES
    } else {
        &package.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dir: &str, uses: &[(&str, Kind)]) -> (String, Package) {
        let dependencies = uses
            .iter()
            .map(|(name, kind)| Dependency {
                name: (*name).to_owned(),
                kind: *kind,
                local: !EXCLUSIVE.iter().any(|(library, _)| library == name),
            })
            .collect();
        let package = Package {
            name: name.to_owned(),
            manifest: format!("/w/{dir}/Cargo.toml").into(),
            dependencies,
            ..Package::default()
        };
        (name.to_owned(), package)
    }

    fn problems(packages: &[(String, Package)]) -> Vec<String> {
        check(&packages.iter().cloned().collect())
            .into_iter()
            .map(|problem| problem.to_string())
            .collect()
    }

    #[test]
    fn a_downward_edge_passes() {
        let found = problems(&[
            package("domain", "crates/domain", &[]),
            package("policy", "crates/policy", &[("domain", Kind::Normal)]),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn an_upward_edge_fails() {
        let found = problems(&[package(
            "domain",
            "crates/domain",
            &[("storage", Kind::Normal)],
        )]);
        assert!(
            found[0].contains("may not depend on `storage`"),
            "{found:?}"
        );
    }

    #[test]
    fn storage_may_not_use_import() {
        let found = problems(&[package(
            "storage",
            "crates/storage",
            &[("import", Kind::Normal)],
        )]);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_programme_uses_domain_and_policy_only() {
        let programme = |uses| package("child-premium", "crates/programmes/child-premium", uses);
        assert!(problems(&[programme(&[("policy", Kind::Normal)])]).is_empty());
        assert_eq!(
            problems(&[programme(&[("storage", Kind::Normal)])]).len(),
            1
        );
    }

    #[test]
    fn only_the_binary_names_programmes_outside_of_tests() {
        let programme = package("child-premium", "crates/programmes/child-premium", &[]);
        let user = |name, kind| package(name, "crates/x", &[("child-premium", kind)]);
        assert!(problems(&[programme.clone(), user("gongbao", Kind::Normal)]).is_empty());
        assert!(problems(&[programme.clone(), user("workflow", Kind::Dev)]).is_empty());
        assert_eq!(
            problems(&[programme, user("workflow", Kind::Normal)]).len(),
            1
        );
    }

    #[test]
    fn test_support_is_a_dev_dependency_only() {
        let user = |kind| package("storage", "crates/storage", &[("test-support", kind)]);
        assert!(problems(&[user(Kind::Dev)]).is_empty());
        assert_eq!(problems(&[user(Kind::Normal)]).len(), 1);
    }

    #[test]
    fn xtask_depends_on_no_crate_of_the_workspace() {
        assert_eq!(
            problems(&[package("xtask", "xtask", &[("domain", Kind::Dev)])]).len(),
            1
        );
    }

    #[test]
    fn a_crate_without_a_layer_fails() {
        assert!(problems(&[package("newcomer", "crates/newcomer", &[])])[0].contains("no layer"));
    }

    #[test]
    fn diesel_belongs_to_storage_and_ratatui_to_tui() {
        let user = |name, uses| package(name, "crates/x", uses);
        assert!(problems(&[user("storage", &[("diesel", Kind::Normal)])]).is_empty());
        assert_eq!(
            problems(&[user("workflow", &[("diesel", Kind::Dev)])]).len(),
            1
        );
        assert_eq!(
            problems(&[user("gongbao", &[("ratatui", Kind::Normal)])]).len(),
            1
        );
    }
}
