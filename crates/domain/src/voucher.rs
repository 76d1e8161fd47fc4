//! Numbers of tax receipts and payment vouchers, as they are compared.

use unicode_normalization::UnicodeNormalization;

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
