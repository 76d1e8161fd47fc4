//! The programmes: registered, configured, with cases and a README, every rule with a clause.

use super::Problem;

/// What stands beside a programme's source.
#[derive(Debug, Clone, Default)]
pub struct Found<'a> {
    /// The programme's id, which is its folder's name.
    pub id: &'a str,
    /// Whether its source implements `Programme`; a crate that only computes has nothing to register yet.
    pub offered: bool,
    /// The text of `crates/cli/src/programmes.rs`.
    pub registry: &'a str,
    /// Whether `config/programmes/<id>.toml` exists.
    pub config: bool,
    /// How many files `tests/cases/*.toml` there are.
    pub cases: usize,
    /// Whether there is a README.md, clause by clause.
    pub readme: bool,
}

/// What a programme lacks.
pub fn check(found: &Found<'_>) -> Vec<Problem> {
    let id = found.id;
    let crate_name = id.replace('-', "_");
    let registered = found
        .registry
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| line.contains(&format!("{crate_name}::")));
    let lacks = [
        (
            registered || !found.offered,
            "is not in crates/cli/src/programmes.rs".to_owned(),
        ),
        (found.config, format!("has no config/programmes/{id}.toml")),
        (found.cases > 0, "has no tests/cases/*.toml".to_owned()),
        (found.readme, "has no README.md".to_owned()),
    ];
    let mut problems: Vec<Problem> = lacks
        .into_iter()
        .filter(|(there, _)| !there)
        .map(|(_, message)| Problem::new(format!("programme {id}"), message))
        .collect();
    if !is_kebab(id) {
        problems.push(Problem::new(
            format!("programme {id}"),
            "its id is not kebab-case",
        ));
    }
    problems
}

/// Lower-case letters and digits in words joined by single hyphens, a letter first.
pub fn is_kebab(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.split('-').all(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// Every `RuleSpec { … }` of a programme's source has a clause that says something.
pub fn clauses(place: &str, text: &str) -> Vec<Problem> {
    const SPEC: &str = "RuleSpec {";
    let mut problems = Vec::new();
    for (start, _) in text.match_indices(SPEC) {
        let before = text[..start].trim_end();
        if before.ends_with("struct") || before.ends_with("impl") || before.ends_with("->") {
            continue;
        }
        let block = balanced(&text[start + SPEC.len()..]);
        if !has_clause(block) {
            let line = text[..start].matches('\n').count() + 1;
            problems.push(Problem::new(
                format!("{place}:{line}"),
                "a rule without a clause; cite the article it comes from",
            ));
        }
    }
    problems
}

/// The text up to the brace that closes the one already open.
fn balanced(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// `clause: X` where X is not an empty string, or the shorthand `clause,`.
fn has_clause(block: &str) -> bool {
    block
        .lines()
        .map(str::trim)
        .flat_map(|line| line.split(", "))
        .any(|field| {
            let field = field.trim();
            match field.strip_prefix("clause:") {
                Some(value) => {
                    let value = value.trim().trim_end_matches(',');
                    !value.is_empty() && value.replace(' ', "") != "\"\""
                }
                None => field == "clause" || field == "clause,",
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Found<'static> {
        Found {
            id: "child-premium",
            offered: true,
            registry: "registry.add(child_premium::programme());",
            config: true,
            cases: 3,
            readme: true,
        }
    }

    #[test]
    fn a_complete_programme_passes() {
        assert!(check(&complete()).is_empty());
    }

    #[test]
    fn each_missing_part_is_named() {
        let bare = Found {
            id: "child-premium",
            offered: true,
            registry: "// child_premium::programme() comes later",
            ..Found::default()
        };
        let messages: Vec<String> = check(&bare).into_iter().map(|p| p.message).collect();
        assert_eq!(messages.len(), 4);
        assert!(messages[0].contains("programmes.rs"));
    }

    #[test]
    fn what_offers_no_programme_cannot_be_registered() {
        let computes = Found {
            offered: false,
            registry: "",
            ..complete()
        };
        assert!(check(&computes).is_empty());
    }

    #[test]
    fn ids_are_kebab_case() {
        assert!(is_kebab("mutual-aid"));
        for bad in ["", "Mutual", "mutual_aid", "a--b", "-a", "1a"] {
            assert!(!is_kebab(bad), "{bad}");
        }
    }

    #[test]
    fn a_rule_with_a_clause_passes() {
        let text = "RuleSpec { id: \"H-01\", clause: \"二.1\", check: f },\nRuleSpec {\n    clause: ARTICLE,\n}";
        assert!(clauses("rules.rs", text).is_empty());
    }

    #[test]
    fn a_rule_without_a_clause_fails_with_its_line() {
        let text = "a\nRuleSpec {\n    id: \"H-01\",\n    values: vec![V { a: 1 }],\n}\nRuleSpec {\n    clause: \"\",\n}";
        let found = clauses("rules.rs", text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].place, "rules.rs:2");
    }
}
