//! The sentences in the code: each pair is Chinese and English, and no English stands inside the Chinese one.

use super::Problem;

/// What makes a pair, the Chinese sentence first.
const PAIRS: &[&str] = &["words!(", "Words::new("];
/// What makes one text for both languages.
const SAME: &str = "Words::same(";
/// Between these stand commands, flags and what a library says.
const QUOTE: char = '`';

/// Checks a file of the product.
pub fn check(place: &str, text: &str) -> Vec<Problem> {
    if !place.starts_with("crates/") || !place.contains("/src/") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let mut found = |at: usize, message: &str| {
        let line = text
            .get(..at)
            .map_or(0, |before| before.matches('\n').count())
            + 1;
        problems.push(Problem::new(format!("{place}:{line}"), message));
    };
    for opening in PAIRS {
        for (at, _) in text.match_indices(opening) {
            let rest = text.get(at + opening.len()..).unwrap_or_default();
            let Some((chinese, rest)) = literal(rest) else {
                continue;
            };
            if !is_chinese(chinese) && has_words(chinese) {
                found(at, "the first sentence of the pair is not Chinese");
            } else if has_phrase(chinese) {
                found(
                    at,
                    "English inside a Chinese sentence; put a command between backticks",
                );
            }
            let english = rest.trim_start().strip_prefix(',').and_then(literal);
            if english.is_some_and(|(english, _)| is_chinese(english)) {
                found(at, "the second sentence of the pair is not English");
            }
        }
    }
    for (at, _) in text.match_indices(SAME) {
        let said = text.get(at + SAME.len()..).and_then(literal);
        if said.is_some_and(|(said, _)| has_phrase(said) || is_chinese(said)) {
            found(at, "a sentence of one language; say it in both");
        }
    }
    problems
}

/// The string that comes next, bare or formatted, and what follows it.
fn literal(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let formatted = text.strip_prefix("format!(");
    let body = formatted.unwrap_or(text).trim_start().strip_prefix('"')?;
    let mut escaped = false;
    let end = body.char_indices().find(|(_, letter)| {
        let ends = *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        ends
    })?;
    let rest = body.get(end.0 + 1..)?;
    let rest = if formatted.is_some() {
        after_parenthesis(rest)?
    } else {
        rest
    };
    Some((body.get(..end.0)?, rest))
}

/// What follows the parenthesis that closes here. A value that is shown holds none in a text.
fn after_parenthesis(text: &str) -> Option<&str> {
    let mut depth = 0_u32;
    let end = text.char_indices().find(|(_, letter)| match letter {
        '(' => {
            depth += 1;
            false
        }
        ')' if depth > 0 => {
            depth -= 1;
            false
        }
        ')' => true,
        _ => false,
    })?;
    text.get(end.0 + 1..)
}

fn is_chinese(text: &str) -> bool {
    text.chars()
        .any(|letter| matches!(letter, '\u{3400}'..='\u{9FFF}'))
}

fn has_words(text: &str) -> bool {
    outside(text)
        .chars()
        .any(|letter| letter.is_ascii_alphabetic())
}

/// Two words of small letters in a row.
fn has_phrase(text: &str) -> bool {
    let text = outside(text);
    let words: Vec<&str> = text.split(' ').collect();
    let plain = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words
        .windows(2)
        .any(|pair| pair.iter().all(&plain) && pair.first() != Some(&"gongbao"))
}

/// The text without what stands in backticks or braces.
fn outside(text: &str) -> String {
    let unquoted: String = text.split(QUOTE).step_by(2).collect();
    let mut depth = 0_u32;
    let mut kept = String::new();
    for letter in unquoted.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "crates/workflow/src/x.rs";

    #[test]
    fn a_pair_in_both_languages_passes() {
        for text in [
            "words!(\"请用 `gongbao batch seal` 封批 {n}\", \"seal it: {n}\")",
            "Words::new(format!(\"第 {} 号\", no), format!(\"entry {}\", no))",
            "Words::new(verdict.chinese(), verdict.code())",
            "Words::same(\"tax\")",
        ] {
            assert_eq!(check(PLACE, text), [], "{text}");
        }
    }

    #[test]
    fn english_in_the_place_of_chinese_fails() {
        for text in [
            "words!(\"seal it\", \"seal it\")",
            "Words::new(\"请 seal the batch\", \"seal the batch\")",
            "Words::new(\n    format!(\"封批\"),\n    format!(\"封批\"))",
            "Words::same(\"nothing was done\")",
        ] {
            assert_eq!(check(PLACE, text).len(), 1, "{text}");
        }
    }

    #[test]
    fn only_the_product_is_checked() {
        assert!(
            check(
                "crates/workflow/tests/x.rs",
                "Words::same(\"no such thing\")"
            )
            .is_empty()
        );
    }
}
