//! Columns of a sheet, declared as data: whoever reads files knows no sheet.

use domain::glyph;
use unicode_normalization::UnicodeNormalization;

/// Name of the field that says whose row it is: every sheet that has one calls it so.
pub const UNIT_CODE: &str = "unit_code";

/// Name of the field that says which claim a row corrects.
pub const CLAIM_NUMBER: &str = "claim_number";
/// Name of the field of the sum claimed.
pub const CLAIMED: &str = "claim_amount";

/// The words a group of the member's columns is headed with.
pub const MEMBER: &[&str] = &["会员", "职工", "家长", "参保职工", "申请人"];
/// The words a group of the partner's columns is headed with.
pub const PARTNER: &[&str] = &["配偶"];

/// How a cell is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// An identity number: text only; a numeric cell has lost digits and is refused.
    Identity,
    /// A bank card or account number: text only.
    BankCard,
    /// A mobile number.
    Mobile,
    /// A person's name.
    Name,
    /// A calendar date.
    Date,
    /// A sum in yuan.
    Money,
    /// A benefit year.
    Year,
    /// Anything else.
    Text,
}

/// One column: its canonical header, the other headers seen in the field, how it is read, what its template tells.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// Stable field name, such as `member_id`; the column's identity.
    pub field: &'static str,
    /// The header of the template.
    pub header: &'static str,
    /// Headers seen in files that mean the same.
    pub aliases: &'static [&'static str],
    /// How a cell is read.
    pub kind: ColumnKind,
    /// A row without it makes nothing.
    pub required: bool,
    /// How the column is filled in, in a sentence or two of Chinese.
    pub hint: &'static str,
    /// The words the template's drop-down offers; the reader knows more. Empty where anything may be typed.
    pub choices: &'static [&'static str],
    /// The words that a group of the same person's columns is headed with; empty for what belongs to no person.
    pub person: &'static [&'static str],
    /// A blank cell may be taken from the first row of a merged one.
    pub fills_down: bool,
    /// Its first values are shown, a person's name masked, where the encoding of a file had to be guessed.
    pub sample: bool,
}

impl ColumnSpec {
    /// A column that may be left out and says nothing about itself yet.
    pub const fn new(field: &'static str, header: &'static str, kind: ColumnKind) -> Self {
        Self {
            field,
            header,
            kind,
            aliases: &[],
            required: false,
            hint: "",
            choices: &[],
            person: &[],
            fills_down: false,
            sample: false,
        }
    }

    /// A row without it makes nothing.
    pub const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// Headers seen in files that mean the same.
    pub const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// How the column is filled in.
    pub const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// The words of the drop-down.
    pub const fn choices(self, choices: &'static [&'static str]) -> Self {
        Self { choices, ..self }
    }

    /// The person it is about, by the words a group of columns is headed with.
    pub const fn of(self, person: &'static [&'static str]) -> Self {
        Self { person, ..self }
    }

    /// A blank cell may be taken from the first row of a merged one.
    pub const fn fills_down(self) -> Self {
        Self {
            fills_down: true,
            ..self
        }
    }

    /// Its first values are shown where an encoding had to be guessed.
    pub const fn sample(self) -> Self {
        Self {
            sample: true,
            ..self
        }
    }
}

/// Reduces a header to what is compared: NFKC, without bracketed notes, blanks, punctuation; Latin letters small.
pub fn normalise(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for c in text.chars().filter_map(glyph::ordinary).nfkc() {
        match c {
            '(' | '[' | '{' | '【' | '〔' | '〈' | '《' | '<' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' | '〉' | '》' | '>' => {
                depth = depth.saturating_sub(1)
            }
            _ if depth == 0 && c.is_alphanumeric() => kept.extend(c.to_lowercase()),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_without_notes_blanks_and_stars() {
        for text in [
            "会员身份证号",
            " 会员 身份证号* ",
            "会员身份证号（18位）",
            "会员\n身份证号:",
            "会员身份证号【必填】",
        ] {
            assert_eq!(normalise(text), "会员身份证号", "{text}");
        }
        assert_eq!(normalise("Ｎｏ．"), "no");
    }
}
