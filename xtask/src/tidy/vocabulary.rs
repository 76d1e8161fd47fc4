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
    "\"child-year\"",
    "\"identity-child-15\"",
    "\"same-child-year\"",
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
const FAMILY: &[&str] = &["spouse", "配偶", "child", "子女"];
const EXCEPTIONS: &[Exception] = &[
    meant(
        "crates/domain/src/draft.rs",
        FAMILY,
        "how the subject is related to the claimant, and whom a row names as the spouse",
    ),
    meant(
        "crates/domain/src/voucher",
        &["voucher"],
        "how numbers of receipts are compared, for every programme",
    ),
    meant(
        "crates/domain/src/capitals.rs",
        &["voucher"],
        "whose numerals they are",
    ),
    meant("crates/domain/src/lib.rs", &["voucher"], "the module"),
    meant(
        "crates/domain/src/identity/apart.rs",
        FAMILY,
        "whether numbers prove two people of one family",
    ),
    meant(
        "crates/domain/src/sensitive.rs",
        COUPLE,
        "the number of the spouse a roster names",
    ),
    meant(
        "crates/rows/src/column.rs",
        COUPLE,
        "the group of columns about the spouse",
    ),
    meant(
        "crates/rows/src/people.rs",
        COUPLE,
        "a row may name the spouse",
    ),
    meant(
        "crates/import/src/codes.rs",
        COUPLE,
        "a finding about the spouse's number",
    ),
    meant(
        "crates/import/src/registers/",
        COUPLE,
        "rosters name spouses",
    ),
    meant("crates/policy/src/layout.rs", COUPLE, "the draft's field"),
    meant("crates/storage/src/couples.rs", COUPLE, "who named whom"),
    meant("crates/storage/src/lib.rs", COUPLE, "the module's name"),
    meant(
        "crates/storage/src/named_spouses.rs",
        COUPLE,
        "whom rosters name without a number",
    ),
    meant("crates/storage/src/people/", COUPLE, "the roster's columns"),
    meant(
        "crates/storage/src/schema.rs",
        COUPLE,
        "the roster's columns",
    ),
    meant(
        "crates/tui/locales/",
        COUPLE,
        "the word of the spouse's number",
    ),
    meant(
        "crates/tui/src/ask/claims.rs",
        COUPLE,
        "the spouse's number may be shown",
    ),
    meant(
        "crates/workflow/src/review/facts.rs",
        COUPLE,
        "the roster's columns",
    ),
    meant(
        "crates/workflow/src/intake/imports/claims.rs",
        COUPLE,
        "keeps whom a row names",
    ),
    meant(
        "crates/workflow/src/intake/imports/members.rs",
        COUPLE,
        "keeps whom a roster names",
    ),
    meant(
        "crates/workflow/src/duplicates/kin/",
        FAMILY,
        "families of couples",
    ),
    meant(
        "crates/workflow/src/people/reveal.rs",
        COUPLE,
        "the spouse's number may be shown",
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
        assert!(
            check(
                "crates/domain/src/draft.rs",
                "pub spouse: Option<Person>,\n"
            )
            .is_empty()
        );
        assert!(!check("crates/domain/src/draft.rs", "pub premium: Fen,\n").is_empty());
    }
}
