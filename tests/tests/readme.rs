//! The day at the desk of both READMEs, typed line by line: every command of it works.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use e2e::{DAY, Outcome, Site, both_sites, list, text};
use rehearsal::rows::{BudgetRow, ClaimRow, MemberRow, PlanRow, UnitRow, basic_code};

const READMES: [&str; 2] = [
    include_str!("../../README.md"),
    include_str!("../../README.zh-CN.md"),
];
/// The claim and the import that the READMEs name.
const CLAIM: &str = "26-7KQ2M-9XTRD";
const IMPORT: &str = "IMPORT";

/// The commands of a README's second block, without their comments.
fn commands(readme: &'static str) -> Vec<Vec<&'static str>> {
    let block = readme.split("```").nth(3).expect("a second block");
    let lines = block.lines().filter(|line| line.starts_with("gongbao "));
    lines
        .map(|line| {
            let words = line.split_whitespace().skip(1);
            words.take_while(|word| !word.starts_with('#')).collect()
        })
        .collect()
}

/// The files the day begins with: a union, two members, a claim each, and a row nobody can read.
fn files(site: &Site) {
    let unit = basic_code(0);
    site.sheet("units.csv", &UnitRow::small_tree(1));
    let roster: Vec<MemberRow> = (1..3).map(|n| MemberRow::ordinary(n, &unit)).collect();
    site.sheet("roster.csv", &roster);
    site.sheet("plans.csv", &[PlanRow::ordinary(&unit, 2026)]);
    site.sheet("budgets.csv", &[BudgetRow::ordinary(&unit, 2026, 10_000)]);
    let unreadable = ClaimRow {
        child_id: "4301".to_owned(),
        ..ClaimRow::ordinary(3)
    };
    let rows = [ClaimRow::ordinary(1), ClaimRow::ordinary(2), unreadable];
    site.sheet("claims.csv", &rows);
}

/// Types a line, with the claim and the import that are there in the place of the README's, on the day of the site.
fn typed(site: &Site, words: &[&str]) -> Outcome {
    let ready = |state: &str| site.ids("王审核", state).first().cloned();
    let words: Vec<String> = words
        .iter()
        .map(|word| match *word {
            CLAIM => ready("approved")
                .or_else(|| ready("reviewed"))
                .or_else(|| ready("submitted"))
                .expect("a claim"),
            IMPORT => {
                let imports = site.run("李经办", &["import", "list"]).ok();
                let claims = list(&imports["imports"])
                    .iter()
                    .find(|import| import["profile"] == "claims");
                text(&claims.expect("an import of claims")["import"]).to_owned()
            }
            // What a newcomer has is a workbook; these are the same rows.
            "roster.xlsx" | "claims.xlsx" => word.replace("xlsx", "csv"),
            other => other.to_owned(),
        })
        .collect();
    let mut all: Vec<&str> = vec!["--json"];
    if words.iter().any(|word| word == "--operator") {
        all.extend(["--today", DAY]);
    }
    all.extend(words.iter().map(String::as_str));
    site.finish(site.command(&all))
}

fn types_the_day(readme: &'static str, site: &Site) {
    files(site);
    let commands = commands(readme);
    assert!(commands.len() > 20, "{commands:?}");
    for words in commands {
        // What a terminal shows is looked at elsewhere.
        if words.first() == Some(&"console") {
            continue;
        }
        let outcome = typed(site, &words);
        let wanted = match words.as_slice() {
            [.., "--all-matching", "--unit", "HN"] => 2,
            [.., "import", "claims", _] => 3,
            _ => 0,
        };
        assert_eq!(outcome.code, Some(wanted), "{outcome}");
    }
    let approved = site.ids("王审核", "approved");
    assert_eq!(approved.len(), 1, "the day ends with a claim approved");
}

both_sites! {
    fn every_command_of_the_english_readme_works_when_typed(site: Site::bare) {
        types_the_day(READMES[0], site);
    }

    fn every_command_of_the_chinese_readme_works_when_typed(site: Site::bare) {
        types_the_day(READMES[1], site);
    }
}
