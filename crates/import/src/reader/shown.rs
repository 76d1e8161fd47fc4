//! Whether a number is shown as a date: workbooks store both alike, and only the format of the cell tells them apart.

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// A number.
    #[default]
    Number,
    /// A day, a time of day or both.
    Date,
    /// A span of time, such as hours beyond 24: no date.
    Span,
}

/// What the formats are that every program knows by number; 27 to 36 and 50 to 58 are dates in Chinese.
pub(super) fn built_in(number: u16) -> Shown {
    match number {
        46 => Shown::Span,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Date,
        _ => Shown::Number,
    }
}

/// What a format does by its code, such as `yyyy"年"m"月"` or `#,##0.00`. Only what is shown of a positive number counts.
pub(super) fn by_code(code: &str) -> Shown {
    let mut shown = Shown::Number;
    let mut chars = code.chars();
    // `e` is a year, and behind a digit the power of ten.
    let mut after_digit = false;
    while let Some(c) = chars.next() {
        let digit = matches!(c, '0' | '#' | '?' | '.');
        match c {
            ';' => break,
            '"' => {
                let _ = chars.by_ref().find(|c| *c == '"');
            }
            // A literal character, one as wide as, one that fills.
            '\\' | '_' | '*' | '!' => {
                let _ = chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let letters = inside.to_lowercase();
                if !letters.is_empty() && letters.chars().all(|c| matches!(c, 'h' | 'm' | 's')) {
                    return Shown::Span;
                }
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => shown = Shown::Date,
            'e' | 'E' if !after_digit => shown = Shown::Date,
            'G' | 'g' => {
                let rest: String = chars.clone().take("eneral".len()).collect();
                if rest.eq_ignore_ascii_case("eneral") {
                    let _ = chars.nth("eneral".len() - 1);
                }
            }
            _ => {}
        }
        after_digit = digit;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_numbers_by_the_code_of_their_format() {
        for code in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\";@",
            "yyyy年m月d日",
            "[$-804]aaaa, yyyy/m/d",
            "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
            "h:mm AM/PM",
            "e年m月",
            "[DBNum1][$-804]yyyy\"年\"m\"月\"",
        ] {
            assert_eq!(by_code(code), Shown::Date, "{code}");
        }
        for code in [
            "General",
            "@",
            "0.00_ ",
            "#,##0.00_);[Red]\\(#,##0.00\\)",
            "\"¥\"#,##0.00",
            "0.00E+00",
            "##0.0e+0",
            "[Red]General",
            "0\"m\"",
            "0%",
            "_-* #,##0_-;\\-* #,##0_-;_-* \"-\"_-;_-@_-",
        ] {
            assert_eq!(by_code(code), Shown::Number, "{code}");
        }
        assert_eq!(by_code("[h]:mm:ss"), Shown::Span);
        assert_eq!(by_code("[mm]:ss"), Shown::Span);
        assert_eq!(
            (built_in(14), built_in(31), built_in(46)),
            (Shown::Date, Shown::Date, Shown::Span)
        );
        assert_eq!(built_in(49), Shown::Number);
    }
}
