//! Numbers of tax receipts and payment vouchers, as they are compared.

/// What people type, brought to one form: without blanks, hyphens and other marks, full-width letters and digits as
/// plain ones, in capitals. `None` for a text without a digit, such as `无` or `见附件`: it names no receipt, and two
/// such texts are not the same receipt.
///
/// The form of a form is itself.
pub fn normal_form(text: &str) -> Option<String> {
    let form: String = text
        .chars()
        .map(half_width)
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    form.chars()
        .any(|letter| letter.is_ascii_digit())
        .then_some(form)
}

/// Full-width forms (U+FF01 to U+FF5E) stand in the order of ASCII.
fn half_width(letter: char) -> char {
    const SHIFT: u32 = 0xFEE0;
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - SHIFT).unwrap_or(letter),
        other => other,
    }
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
