//! The words clerks write into cells. A word that nobody declared is a finding; nothing is guessed from resemblance.

use crate::cell::is_invisible;
use domain::identity::Sex;
use domain::payment_method::{MethodSpec, PaymentMethod};

/// Without blanks, invisible characters and brackets' content, which in these cells is always a remark.
pub fn plain(cell: &str) -> String {
    let mut depth = 0_u32;
    let mut word = String::with_capacity(cell.len());
    for letter in cell.chars() {
        match letter {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if is_invisible(letter) => {}
            _ if depth > 0 => {}
            _ => word.extend(letter.to_lowercase()),
        }
    }
    word
}

/// Looks a word up in lists of words separated by blanks.
pub fn among<T: Copy>(word: &str, table: &[(&str, T)]) -> Option<T> {
    table
        .iter()
        .find(|(words, _)| words.split(' ').any(|entry| entry == word))
        .map(|(_, value)| *value)
}

/// `男`, `女`, also as `男性` or `女孩`.
pub fn sex(text: &str) -> Option<Sex> {
    match text.trim_end_matches(['性', '孩']) {
        "男" => Some(Sex::Male),
        "女" => Some(Sex::Female),
        other => Sex::from_code(&other.to_ascii_lowercase()),
    }
}

/// One of these payment methods, by its word, code or another word for it.
pub fn method_word(methods: &[MethodSpec], cell: &str) -> Option<PaymentMethod> {
    let word = plain(cell);
    methods
        .iter()
        .find(|spec| {
            [spec.zh, spec.code].contains(&word.as_str())
                || spec.aliases.split(' ').any(|alias| alias == word)
        })
        .map(MethodSpec::method)
}

/// Employment under which it is open whose member somebody is: lent to another unit, or sent by an agency. In
/// service, but a human says at which union.
pub fn employment_in_doubt(cell: &str) -> Option<String> {
    let word = plain(cell);
    among(
        &word,
        &[(
            "借调 外借 借用 挂职 劳务派遣 派遣 劳务派遣工 派遣工 派遣人员",
            (),
        )],
    )
    .map(|()| word)
}

/// The member's employment: true for active service, which a trial period is too.
pub fn employment_word(cell: &str) -> Option<bool> {
    if employment_in_doubt(cell).is_some() {
        return Some(true);
    }
    among(
        &plain(cell),
        &[
            ("在职 在岗 在编 在职在岗 试用期 试用 见习期 是 √", true),
            (
                "退休 离休 离职 已离职 辞职 内退 退职 保留会籍 死亡 去世 调出 \
转出 不在职 否 ×",
                false,
            ),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn employment_is_read_by_their_usual_words() {
        assert_eq!(employment_word("在职"), Some(true));
        assert_eq!(employment_word("保留会籍"), Some(false));
        assert_eq!(employment_word("试用期"), Some(true));
        assert_eq!(employment_word("待定"), None);
    }

    #[test]
    fn who_is_lent_or_sent_by_an_agency_is_in_service_and_in_doubt() {
        for word in ["借调", "劳务派遣", " 劳务派遣(甲公司)"] {
            assert_eq!(employment_word(word), Some(true), "{word}");
            assert!(employment_in_doubt(word).is_some(), "{word}");
        }
        for word in ["在职", "试用期", "退休"] {
            assert_eq!(employment_in_doubt(word), None, "{word}");
        }
    }
}
