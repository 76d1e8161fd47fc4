//! The kernel does not speak of one programme: whom a claim is for is its subject, what it competes for its slot.

use super::Problem;

/// The crates below the programmes.
const KERNEL: &[&str] = &[
    "crates/domain/",
    "crates/import/",
    "crates/matching/",
    "crates/policy/",
    "crates/rows/",
    "crates/sealing/",
    "crates/storage/",
    "crates/tui/",
    "crates/workflow/",
];
/// Words of one programme, in lower case; a longer word may hold one.
const WORDS: &[&str] = &[
    "child", "spouse", "premium", "voucher", "子女", "孩子", "配偶", "医保",
];
/// Codes that are on record, or that operators and their scripts use: they stay as they are.
const CODES: &[&str] = &[
    "\"child-number\"",
    "\"child-other-name\"",
    "\"identity-child-15\"",
    "\"same-child-year\"",
    "\"spouse-number\"",
    "\"spouse-other-name\"",
    "\"voucher\"",
    "masked-child-number",
    "case-kind-same-child-year",
];

/// Where a word is meant: kinship is a fact that every programme may ask for.
struct Exception {
    /// The file, or the folder with a slash.
    under: &'static str,
    words: &'static [&'static str],
    /// Why it may stand there.
    #[allow(dead_code, reason = "read by people")]
    why: &'static str,
}

const fn meant(
    under: &'static str,
    words: &'static [&'static str],
    why: &'static str,
) -> Exception {
    Exception { under, words, why }
}

const COUPLE: &[&str] = &["spouse", "配偶"];
const EXCEPTIONS: &[Exception] = &[
    meant(
        "crates/domain/src/draft.rs",
        &["child", "子女"],
        "how the subject is related to the claimant",
    ),
    meant(
        "crates/domain/src/identity/apart.rs",
        &["child"],
        "whether numbers prove two people of one family",
    ),
    meant(
        "crates/domain/src/sensitive.rs",
        COUPLE,
        "what the partner's number is called",
    ),
    meant(
        "crates/rows/src/column.rs",
        COUPLE,
        "how columns about the partner are headed",
    ),
    meant(
        "crates/import/src/codes.rs",
        COUPLE,
        "the sentence about the partner's number",
    ),
    meant(
        "crates/import/src/registers/columns.rs",
        COUPLE,
        "how rosters head their columns",
    ),
    meant(
        "crates/storage/src/rights.rs",
        COUPLE,
        "names of columns and a table, as the schema has them",
    ),
    meant(
        "crates/storage/src/schema.rs",
        COUPLE,
        "what columns and a table are called in the database",
    ),
    meant(
        "crates/tui/locales/",
        COUPLE,
        "what the partner's number is called",
    ),
    meant(
        "crates/workflow/src/duplicates/kin/couples.rs",
        &["child"],
        "the stored code of a link",
    ),
    meant(
        "crates/workflow/src/duplicates/kin/words.rs",
        COUPLE,
        "what links a couple, in words",
    ),
];

/// Every line of a kernel crate's code that has a word of one programme.
pub fn check(place: &str, text: &str) -> Vec<Problem> {
    if !KERNEL.iter().any(|under| place.starts_with(under)) || !is_product(place) {
        return Vec::new();
    }
    let code = text
        .lines()
        .take_while(|line| line.trim() != "#[cfg(test)]");
    (1..)
        .zip(code)
        .flat_map(|(number, line)| {
            words(line)
                .filter(|word| !is_meant(place, word))
                .map(move |word| {
                    Problem::new(
                        format!("{place}:{number}"),
                        format!("says `{word}`, a word of one programme: the kernel has a subject and a slot"),
                    )
                })
        })
        .collect()
}

fn is_product(place: &str) -> bool {
    place.contains("/src/") || place.contains("/locales/")
}

fn words(line: &str) -> impl Iterator<Item = &'static str> {
    let mut line = line.to_lowercase();
    for code in CODES {
        line = line.replace(code, "");
    }
    WORDS
        .iter()
        .copied()
        .filter(move |word| line.contains(word))
}

fn is_meant(place: &str, word: &str) -> bool {
    EXCEPTIONS
        .iter()
        .any(|one| place.starts_with(one.under) && one.words.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programmes_word_in_the_kernel_is_found_with_its_line() {
        let text = "fn of() {}\n/// The children of one family.\n";
        let found = check("crates/workflow/src/payments/money.rs", text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/workflow/src/payments/money.rs:2");
        assert!(check("crates/cli/src/main.rs", text).is_empty());
    }

    #[test]
    fn codes_on_record_tests_and_named_exceptions_are_left_alone() {
        let text = "Slot = \"same-child-year\",\n#[cfg(test)]\nmod tests { let child = 1; }\n";
        assert!(check("crates/domain/src/case.rs", text).is_empty());
        assert!(check("crates/domain/src/draft.rs", "/// A brother's child.\n").is_empty());
        assert!(!check("crates/domain/src/draft.rs", "pub premium: Fen,\n").is_empty());
    }
}
