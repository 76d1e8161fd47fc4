//! The day at the desk of both READMEs, typed line by line: every command of it works.

use e2e::{DAY, Outcome, Site, both_sites, list, text};

const READMES: [&str; 2] = [
    include_str!("../../../README.md"),
    include_str!("../../../README.zh-CN.md"),
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

/// Types a line, with the claim and the import that are there in the place of the README's, on the day of the site.
fn typed(site: &Site, words: &[&str]) -> Outcome {
    let ready = |state: &str| {
        let filter = ["claim", "list", "--state", state, "--verdict", "eligible"];
        let listed = site.run("王审核", &filter).ok();
        let first = list(&listed["claims"]).first()?;
        Some(text(&first["id"]).to_owned())
    };
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
