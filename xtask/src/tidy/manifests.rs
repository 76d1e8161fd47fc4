//! The manifests: one dependency table with reasons, one set of lints.

use toml::{Table, Value};

use super::Problem;

/// Checks the root manifest: every dependency says why it is here.
pub fn root(text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line.starts_with("[workspace.dependencies");
            continue;
        }
        let Some((name, rest)) = line
            .split_once('=')
            .filter(|_| inside && !line.starts_with('#'))
        else {
            continue;
        };
        // The workspace's own crates explain themselves in their first doc comment.
        let own = rest.contains("path =");
        if !own && reason_of(rest).is_none() {
            problems.push(Problem::new(
                format!("Cargo.toml:{}", index + 1),
                format!("`{}` has no reason; add `# what it is for`", name.trim()),
            ));
        }
    }
    problems
}

/// The comment after a dependency's value, when it says something.
fn reason_of(value: &str) -> Option<&str> {
    let mut quoted = false;
    for (at, c) in value.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted => {
                let reason = value[at + 1..].trim();
                return (!reason.is_empty()).then_some(reason);
            }
            _ => {}
        }
    }
    None
}

/// Checks a member's manifest: dependencies come from the root, lints too.
pub fn member(place: &str, text: &str) -> Vec<Problem> {
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return vec![Problem::new(place, format!("is not TOML: {error}"))],
    };
    let mut problems = Vec::new();
    let lints = table.get("lints").and_then(|lints| lints.get("workspace"));
    if lints.and_then(Value::as_bool) != Some(true) {
        problems.push(Problem::new(place, "lacks `[lints] workspace = true`"));
    }
    for forbidden in ["workspace", "patch", "replace", "profile"] {
        if table.contains_key(forbidden) {
            problems.push(Problem::new(
                place,
                format!("has a `[{forbidden}]` table; that belongs to the root manifest"),
            ));
        }
    }
    dependency_tables(&table, &mut |name, value| {
        if value.get("workspace").and_then(Value::as_bool) != Some(true) {
            problems.push(Problem::new(
                place,
                format!("`{name}` has its own version; write `{name}.workspace = true`"),
            ));
        }
    });
    problems
}

/// Visits every entry of every dependency table, those of single targets too.
fn dependency_tables(table: &Table, visit: &mut impl FnMut(&str, &Value)) {
    for name in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (name, value) in table
            .get(name)
            .and_then(Value::as_table)
            .into_iter()
            .flatten()
        {
            visit(name, value);
        }
    }
    for (_, target) in table
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flatten()
    {
        if let Some(target) = target.as_table() {
            dependency_tables(target, visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[lints]\nworkspace = true\n[dependencies]\nserde.workspace = true\n";

    #[test]
    fn a_dependency_with_a_reason_passes() {
        let text = "[workspace.dependencies]\ncsv = \"1\" # reads CSV\nown = { path = \"own\" }\n";
        assert!(root(text).is_empty());
    }

    #[test]
    fn a_dependency_without_a_reason_fails_with_its_line() {
        let text = "[workspace.dependencies]\n# a group\ncsv = \"1\"\nurl = \"1#x\" #\n[profile.dev]\ndebug = 1\n";
        let found = root(text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].place, "Cargo.toml:3");
    }

    #[test]
    fn a_member_that_inherits_everything_passes() {
        assert!(member("a", GOOD).is_empty());
    }

    #[test]
    fn a_member_with_its_own_version_fails() {
        for entry in [
            "csv = \"1\"",
            "csv = { version = \"1\" }",
            "csv = { path = \"../x\" }",
        ] {
            let text = format!(
                "[lints]\nworkspace = true\n[target.'cfg(unix)'.dev-dependencies]\n{entry}\n"
            );
            assert!(
                member("a", &text)[0].message.contains("own version"),
                "{entry}"
            );
        }
    }

    #[test]
    fn a_member_without_the_workspaces_lints_fails() {
        assert!(
            member("a", "[package]\nname = \"a\"\n")[0]
                .message
                .contains("[lints]")
        );
    }

    #[test]
    fn a_second_workspace_table_fails() {
        let text = format!("{GOOD}[workspace.dependencies]\ncsv = \"1\"\n");
        assert_eq!(member("a", &text).len(), 1);
    }
}
