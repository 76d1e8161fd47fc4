//! Numbers of tax receipts and payment vouchers, as they are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton as look_of;

/// Words in front of a number, without marks and in capitals (`№` is `NO` by compatibility); longer ones first.
const PREFIXES: &[&str] = &[
    "电子票据号码",
    "电子票据号",
    "票据号码",
    "凭证号码",
    "票据号",
    "凭证号",
    "发票号",
    "编号",
    "票号",
    "号码",
    "NO",
];

/// What people type, brought to one form: without blanks, hyphens and other marks, full-width letters and digits as
/// plain ones, in capitals. `None` for a text without a digit, such as `无` or `见附件`: it names no receipt, and two
/// such texts are not the same receipt.
///
/// The form of a form is itself. What stands in front of a number and is no part of it (`No.`, `票据号：`) is left out.
pub fn normal_form(text: &str) -> Option<String> {
    let form: String = text
        .nfkc()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    let form = PREFIXES
        .iter()
        .find_map(|prefix| form.strip_prefix(prefix))
        .unwrap_or(&form)
        .to_owned();
    form.chars()
        .any(|letter| letter.is_ascii_digit())
        .then_some(form)
}

/// Letters that a copy adds behind the number it copies: 副本, 复印件, 扫描件, 第二联.
const COPY_MARKS: &str = "副本复印件扫描影原抄电子版打补联第一二三四";

/// What numbers that look alike have in common: a [`normal_form`] with look-alike letters of other scripts as the Latin
/// ones (UTS #39), `O` as `0`, `I` and `L` as `1`, without zeros in front and without what marks a copy. Two numbers of
/// one skeleton need not be one receipt; a human tells.
pub fn skeleton(text: &str) -> Option<String> {
    let form = normal_form(text)?;
    let seen: String = form
        .chars()
        .flat_map(|letter| {
            // Of plain letters the standard would make `rn` of `m`; what people mistake there is in the next step.
            let mut itself = [0_u8; 4];
            let same = letter.is_ascii().then_some(letter);
            let text: &str = letter.encode_utf8(&mut itself);
            let looks: Vec<char> = match same {
                Some(letter) => vec![letter],
                None => look_of(text).flat_map(char::to_uppercase).collect(),
            };
            looks
        })
        .map(|letter| match letter {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let bare = seen.trim_end_matches(|letter| COPY_MARKS.contains(letter));
    let bare = bare.strip_suffix("C0PY").unwrap_or(bare);
    let digits = bare.trim_start_matches('0');
    Some(if digits.is_empty() {
        seen
    } else {
        digits.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_full_width_case_and_hyphens_do_not_make_another_voucher() {
        for text in [
            "M2026-0001",
            "m2026-0001",
            " M2026 0001 ",
            "Ｍ２０２６－０００１",
            "M2026—0001",
            "M2026\u{2011}00\u{200B}01",
            "M20260001",
            "No.M2026-0001",
            "№ M2026-0001",
            "票据号：M2026-0001",
            "M\u{1D7D0}\u{1D7CE}\u{1D7D0}\u{1D7D4}-0001",
        ] {
            assert_eq!(normal_form(text).as_deref(), Some("M20260001"), "{text}");
        }
    }

    #[test]
    fn look_alikes_leading_zeros_and_marks_of_a_copy_have_one_skeleton() {
        for text in [
            "MB20260001",
            "MB2O26OOO1",
            "mb2026ooo1",
            "MB2026000I",
            "MB2026000l",
            "МВ20260001",
            "ΜΒ20260001",
            "00MB20260001",
            "MB2026-0001(副本)",
            "MB2026-0001（复印件）",
            "MB20260001 第二联",
            "MB20260001 copy",
        ] {
            assert_eq!(skeleton(text), skeleton("MB2026-0001"), "{text}");
        }
        assert_eq!(skeleton("0000").as_deref(), Some("0000"));
        assert_eq!(skeleton("见附件"), None);
    }

    #[test]
    fn line_numbers_and_other_digits_have_another_skeleton() {
        for text in [
            "MB2026-0001-2",
            "MB2026-0001 第2行",
            "MB2026-0002",
            "湘MB2026-0001",
        ] {
            assert_ne!(skeleton(text), skeleton("MB2026-0001"), "{text}");
        }
    }

    #[test]
    fn a_text_without_a_digit_is_no_voucher_number() {
        for text in ["", "无", "-", "见附件", "N/A"] {
            assert_eq!(normal_form(text), None, "{text}");
        }
    }

    #[test]
    fn other_digits_and_letters_are_another_voucher() {
        assert_ne!(
            normal_form("443000000000001"),
            normal_form("443000000000002")
        );
        assert_ne!(normal_form("湘A1"), normal_form("湘B1"));
    }
}
