//! Identity numbers: by cell type first, because a number in such a column has lost digits whatever it prints as.

use crate::cell::RawCell;
use crate::codes;
use crate::column::ColumnSpec;
use crate::reader::{Read, RowReader, printable, shown};
use crate::sheet::Context;
use crate::words::among;
use domain::area_history::{self, AreaDoubt};
use domain::bank_card::{BankCard, BankCardFault};
use domain::identity::{self, IdentityFault, IdentityKind, IdentityNote, IdentityNumber};
use domain::mask;

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// An old number of fifteen digits is converted.
    Adult,
    /// Nobody of that age can have one.
    Minor,
}

/// Longest raw text a mask is made of.
const MASKED_CHARS_MAX: usize = 40;

/// Words for 证件类型 as clerks and papers write them, separated by blanks; two kinds of one document share a word.
const DOCUMENT_WORDS: [(&str, &[IdentityKind]); 6] = [
    (
        "居民身份证 身份证 二代身份证 二代证 第二代身份证 第二代居民身份证 二代居民身份证 身份证件 身份证号 \
居民户口簿 户口簿 户口本 户口薄 居民户口薄 居民户口本 户口页 户口 户籍",
        &[IdentityKind::ResidentId],
    ),
    (
        "出生医学证明 出生证 出生证明 出生医学证 医学出生证明 出生医学证明书 新生儿出生证明",
        &[IdentityKind::BirthCertificate],
    ),
    (
        "护照 中国护照 外国护照 因私护照 普通护照",
        &[IdentityKind::Passport],
    ),
    (
        "港澳居民来往内地通行证 台湾居民来往大陆通行证 通行证 回乡证 台胞证 港澳通行证 台湾通行证 \
港澳台通行证 港澳居民通行证 台湾居民通行证 港澳台居民通行证 港澳台居民来往内地通行证",
        &[IdentityKind::TravelPermit],
    ),
    (
        "港澳台居民居住证 居住证 港澳居民居住证 台湾居民居住证 港澳台居住证 港澳居住证 台湾居住证",
        &[IdentityKind::ResidencePermit],
    ),
    (
        "外国人永久居留身份证 外国人永久居留证 外国人居留证 永久居留身份证 永久居留证 永居证 五星卡",
        &[
            IdentityKind::ForeignPermit2023,
            IdentityKind::ForeignPermit2017,
        ],
    ),
];

/// The kinds a word for a document stands for.
pub fn document_word(text: &str) -> Option<&'static [IdentityKind]> {
    among(&crate::column::normalise(text), &DOCUMENT_WORDS)
}

/// The words a message lists.
pub const DOCUMENT_WORDS_ALLOWED: &str =
    "居民身份证、出生医学证明、护照、通行证、港澳台居民居住证、外国人永久居留身份证";

impl RowReader<'_> {
    /// The identity number of a cell; the number's own format decides its kind, `hint` only where it has none.
    pub fn identity(
        &mut self,
        field: &ColumnSpec,
        hint: Option<IdentityKind>,
        whose: Whose,
        context: &Context,
    ) -> Read<IdentityNumber> {
        let text = match self.cell(field) {
            Read::Value(RawCell::Text(text)) => text,
            Read::Value(RawCell::Empty) | Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
            Read::Value(_) => {
                self.report(field, codes::ID_EXCEL_NUMBER, &[]);
                return Read::Faulty;
            }
        };
        match identity::parse_as(hint, text, context.today) {
            Err(IdentityFault::Empty) => Read::Blank,
            Err(fault) => {
                self.number_fault(field, fault, &masked(text));
                Read::Faulty
            }
            Ok(parsed) => {
                let shown = parsed.number.masked();
                let mut refused = false;
                for note in parsed.notes {
                    let code = match note {
                        IdentityNote::FullWidth => codes::ID_FULL_WIDTH,
                        IdentityNote::StrippedBlanks => codes::ID_BLANKS,
                        // The same character in another case is the same number: nothing was mended.
                        IdentityNote::LowerX => continue,
                        IdentityNote::ConvertedFrom15 if whose == Whose::Minor => {
                            refused = true;
                            codes::ID_MINOR_15
                        }
                        IdentityNote::ConvertedFrom15 => codes::ID_CONVERTED_15,
                        IdentityNote::SuspectExcel000 => codes::ID_SUSPECT_000,
                        IdentityNote::CertificateWithoutLetter => codes::CERTIFICATE_NO_LETTER,
                    };
                    self.report(field, code, &[("value", &shown)]);
                }
                if refused {
                    return Read::Faulty;
                }
                self.area(field, &parsed.number);
                Read::Value(parsed.number)
            }
        }
    }

    /// Tells the address code of a number that nobody of that age can have.
    fn area(&mut self, field: &ColumnSpec, number: &IdentityNumber) {
        if number.kind() != IdentityKind::ResidentId {
            return;
        }
        let (Some(code), Some(born)) = (number.area_code(), number.birth_date()) else {
            return;
        };
        let value = number.masked();
        match area_history::doubt(code, born) {
            None => {}
            Some(AreaDoubt::NeverWas) => {
                self.report(field, codes::ID_AREA_NEVER, &[("value", &value)]);
            }
            Some(AreaDoubt::GoneBefore { last }) => {
                let args = [("value", value.as_str()), ("year", &last.to_string())];
                self.report(field, codes::ID_AREA_GONE, &args);
            }
        }
    }

    /// The number of a birth certificate in its own column.
    pub fn certificate(&mut self, field: &ColumnSpec, context: &Context) -> Read<IdentityNumber> {
        let text = match self.cell(field) {
            Read::Value(RawCell::Text(text)) => text.as_str(),
            Read::Value(RawCell::Number(digits)) => digits.as_str(),
            Read::Value(RawCell::Empty) | Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
            Read::Value(_) => "",
        };
        match identity::parse_as(Some(IdentityKind::BirthCertificate), text, context.today) {
            Ok(parsed) if parsed.number.kind() == IdentityKind::BirthCertificate => {
                let shown = parsed.number.masked();
                for note in parsed.notes {
                    let code = match note {
                        IdentityNote::FullWidth => codes::ID_FULL_WIDTH,
                        IdentityNote::StrippedBlanks => codes::ID_BLANKS,
                        IdentityNote::CertificateWithoutLetter => codes::CERTIFICATE_NO_LETTER,
                        IdentityNote::LowerX
                        | IdentityNote::ConvertedFrom15
                        | IdentityNote::SuspectExcel000 => continue,
                    };
                    self.report(field, code, &[("value", &shown)]);
                }
                Read::Value(parsed.number)
            }
            Err(IdentityFault::Empty) if !text.is_empty() => Read::Blank,
            Err(IdentityFault::ExcelNumber) => {
                self.report(field, codes::NUMBER_LOST_DIGITS, &[]);
                Read::Faulty
            }
            Ok(_) | Err(_) => {
                self.report(field, codes::CERTIFICATE_WRONG, &[("value", &masked(text))]);
                Read::Faulty
            }
        }
    }

    /// A bank card or account number.
    pub fn card(&mut self, field: &ColumnSpec) -> Read<BankCard> {
        let text = match self.cell(field) {
            Read::Value(RawCell::Text(text)) => text,
            Read::Value(RawCell::Empty) | Read::Blank => return Read::Blank,
            Read::Faulty => return Read::Faulty,
            Read::Value(_) => {
                self.report(field, codes::CARD_EXCEL_NUMBER, &[]);
                return Read::Faulty;
            }
        };
        let shown = || mask::bank(&raw(text));
        match BankCard::parse(text) {
            Ok(card) => {
                let shown = card.masked();
                if card.suspect_excel() {
                    self.report(field, codes::CARD_SUSPECT_EXCEL, &[("value", &shown)]);
                } else if card.is_card_length() && !card.luhn_ok() {
                    self.report(field, codes::CARD_LUHN, &[("value", &shown)]);
                }
                return Read::Value(card);
            }
            Err(BankCardFault::Empty) => return Read::Blank,
            Err(BankCardFault::ExcelNumber) => self.report(field, codes::CARD_EXCEL_NUMBER, &[]),
            Err(BankCardFault::Length { found }) => {
                self.report(
                    field,
                    codes::CARD_LENGTH,
                    &[("value", &shown()), ("found", &found.to_string())],
                );
            }
            Err(BankCardFault::Charset { position, found }) => {
                let args = [
                    ("value", &*shown()),
                    ("position", &position.to_string()),
                    ("found", &printable(found)),
                ];
                self.report(field, codes::CARD_CHARSET, &args);
            }
        }
        Read::Faulty
    }

    fn number_fault(&mut self, field: &ColumnSpec, fault: IdentityFault, masked: &str) {
        let value = ("value", masked);
        match fault {
            IdentityFault::Empty => self.report(field, codes::REQUIRED_MISSING, &[]),
            IdentityFault::ExcelNumber => self.report(field, codes::ID_EXCEL_NUMBER, &[]),
            IdentityFault::ExcelTruncated => {
                self.report(field, codes::ID_EXCEL_TRUNCATED, &[value])
            }
            IdentityFault::Length { found } => {
                self.report(
                    field,
                    codes::ID_LENGTH,
                    &[value, ("found", &found.to_string())],
                );
            }
            IdentityFault::Charset {
                position,
                found,
                suggestion,
            } => {
                let (position, found) = (position.to_string(), printable(found));
                let args = [
                    value,
                    ("position", position.as_str()),
                    ("found", found.as_str()),
                ];
                match suggestion.map(printable) {
                    None => self.report(field, codes::ID_CHARSET, &args),
                    Some(suggestion) => {
                        let [value, position, found] = args;
                        let args = [value, position, found, ("suggestion", suggestion.as_str())];
                        self.report(field, codes::ID_CHARSET_SUGGESTION, &args);
                    }
                }
            }
            IdentityFault::ProvincePrefix => self.report(field, codes::ID_PROVINCE, &[value]),
            IdentityFault::BirthDate => self.report(field, codes::ID_BIRTH_DATE, &[value]),
            IdentityFault::FutureBirth => self.report(field, codes::ID_FUTURE_BIRTH, &[value]),
            IdentityFault::CheckDigit => self.report(field, codes::ID_CHECK_DIGIT, &[value]),
            IdentityFault::Unknown => self.report(field, codes::ID_UNKNOWN, &[value]),
        }
    }
}

fn raw(text: &str) -> String {
    crate::reader::tidy(text)
        .chars()
        .take(MASKED_CHARS_MAX)
        .collect()
}

pub(crate) fn masked(text: &str) -> String {
    let raw = raw(text);
    if raw.chars().any(|c| c.is_ascii_digit()) {
        mask::id(&raw)
    } else {
        shown(&raw)
    }
}
