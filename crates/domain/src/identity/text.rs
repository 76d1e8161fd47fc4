//! Cleaning of numbers as they come out of spreadsheets, and the trace Excel leaves in them.

/// A number's text after cleaning, and what was cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Normalised {
    /// Half-width text without blanks and invisible characters.
    pub(crate) text: String,
    /// Full-width characters were turned into half-width ones.
    pub(crate) full_width: bool,
    /// Blanks, invisible characters or a leading apostrophe were removed.
    pub(crate) stripped: bool,
}

/// Turns full-width ASCII into half-width and drops blanks, line breaks, invisible characters and a leading apostrophe.
pub(crate) fn normalise(raw: &str) -> Normalised {
    let mut done = Normalised {
        text: String::with_capacity(raw.len()),
        full_width: false,
        stripped: false,
    };
    for c in raw.chars() {
        let narrow = half_width(c);
        if is_blank(c) || (done.text.is_empty() && matches!(narrow, '\'' | '‘' | '’')) {
            done.stripped = true;
            continue;
        }
        done.full_width |= narrow != c;
        done.text.push(narrow);
    }
    done
}

/// The half-width form of a full-width ASCII character; any other character unchanged.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Whether the character shows nothing: white space, control characters, zero-width characters, direction marks.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_zero_width(c) || is_direction_override(c)
}

/// Zero-width characters, the two direction marks that are pasted along with text, and the sign that stands for an object
/// left behind.
pub(crate) const fn is_zero_width(c: char) -> bool {
    matches!(
        c,
        '\u{200B}'..='\u{200F}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206A}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{00AD}'
            | '\u{180E}'
            | '\u{FFFC}'
    )
}

/// Characters that reorder the text around them.
pub(crate) const fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}')
}

/// Whether the text is what Excel prints for a long number it stored as a float: `4.30102E+17`.
pub(crate) fn is_excel_number(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() == 1
        && digits(whole)
        && digits(fraction)
        && digits(exponent.strip_prefix('+').unwrap_or(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_blanks_and_apostrophes_are_cleaned() {
        let done = normalise("'４３０ 1\u{200B}02\u{3000}Ｘ\n");
        assert_eq!(
            done,
            Normalised {
                text: "430102X".to_owned(),
                full_width: true,
                stripped: true
            }
        );
        assert!(!normalise("12").stripped);
        assert_eq!(normalise("1'2").text, "1'2");
    }

    #[test]
    fn a_float_printed_by_excel_is_recognised() {
        for text in ["4.30102E+17", "4.3070220251115E17", "6.2E+18", "4e17"] {
            assert!(is_excel_number(text), "{text}");
        }
        for text in [
            "E12345678",
            "430102",
            "4.3",
            "43.1E+17",
            "4.E+17",
            "4.3E",
            "4.3E-5",
            "1EA",
        ] {
            assert!(!is_excel_number(text), "{text}");
        }
    }
}
