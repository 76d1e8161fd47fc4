//! Identity numbers: by cell type first, because a number in such a column has lost digits whatever it prints as.

use super::Context;
use super::reader::{Read, RowReader, printable, shown};
use crate::cell::RawCell;
use crate::field::Field;
use crate::messages::Code;
use domain::bank_card::{BankCard, BankCardFault};
use domain::identity::{self, IdentityFault, IdentityKind, IdentityNote, IdentityNumber};
use domain::mask;

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Member or spouse: an old number of fifteen digits is converted.
    Adult,
    /// A child cannot have one.
    Child,
}

/// Longest raw text a mask is made of.
const MASKED_CHARS_MAX: usize = 40;

/// Words for 证件类型; two kinds of one document share a word.
const DOCUMENT_WORDS: [(&str, &[IdentityKind]); 15] = [
    ("居民身份证", &[IdentityKind::ResidentId]),
    ("身份证", &[IdentityKind::ResidentId]),
    ("居民户口簿", &[IdentityKind::ResidentId]),
    ("户口簿", &[IdentityKind::ResidentId]),
    ("户口本", &[IdentityKind::ResidentId]),
    ("出生医学证明", &[IdentityKind::BirthCertificate]),
    ("出生证", &[IdentityKind::BirthCertificate]),
    ("护照", &[IdentityKind::Passport]),
    ("港澳居民来往内地通行证", &[IdentityKind::TravelPermit]),
    ("台湾居民来往大陆通行证", &[IdentityKind::TravelPermit]),
    ("通行证", &[IdentityKind::TravelPermit]),
    ("港澳台居民居住证", &[IdentityKind::ResidencePermit]),
    ("居住证", &[IdentityKind::ResidencePermit]),
    (
        "外国人永久居留身份证",
        &[
            IdentityKind::ForeignPermit2023,
            IdentityKind::ForeignPermit2017,
        ],
    ),
    (
        "外国人永久居留证",
        &[
            IdentityKind::ForeignPermit2023,
            IdentityKind::ForeignPermit2017,
        ],
    ),
];

/// The kinds a word for a document stands for.
pub(super) fn document_word(text: &str) -> Option<&'static [IdentityKind]> {
    let plain = crate::header::normalise(text);
    DOCUMENT_WORDS
        .iter()
        .find(|(word, _)| *word == plain)
        .map(|(_, kinds)| *kinds)
}

/// The words a message lists.
pub(super) const DOCUMENT_WORDS_ALLOWED: &str =
    "居民身份证、出生医学证明、护照、通行证、港澳台居民居住证、外国人永久居留身份证";

/// Reads the number of a field; the number's own format decides its kind, `hint` only where it has none.
pub(super) fn identity(
    reader: &mut RowReader<'_>,
    field: Field,
    hint: Option<IdentityKind>,
    whose: Whose,
    context: &Context,
) -> Read<IdentityNumber> {
    let text = match reader.cell(field) {
        Read::Value(RawCell::Text(text)) => text,
        Read::Value(RawCell::Empty) | Read::Blank => return Read::Blank,
        Read::Faulty => return Read::Faulty,
        Read::Value(_) => {
            reader.report(field, Code::IdExcelNumber, &[]);
            return Read::Faulty;
        }
    };
    match identity::parse_as(hint, text, context.today) {
        Err(IdentityFault::Empty) => Read::Blank,
        Err(fault) => {
            report_fault(reader, field, fault, &masked(text));
            Read::Faulty
        }
        Ok(parsed) => {
            let shown = parsed.number.masked();
            let mut refused = false;
            for note in parsed.notes {
                let code = match note {
                    IdentityNote::FullWidth => Code::IdFullWidth,
                    IdentityNote::StrippedBlanks => Code::IdBlanks,
                    // The same character in another case is the same number: nothing was mended.
                    IdentityNote::LowerX => continue,
                    IdentityNote::ConvertedFrom15 if whose == Whose::Child => {
                        refused = true;
                        Code::IdChild15
                    }
                    IdentityNote::ConvertedFrom15 => Code::IdConverted15,
                    IdentityNote::SuspectExcel000 => Code::IdSuspect000,
                    IdentityNote::CertificateWithoutLetter => Code::CertificateNoLetter,
                };
                reader.report(field, code, &[("value", &shown)]);
            }
            if refused {
                Read::Faulty
            } else {
                Read::Value(parsed.number)
            }
        }
    }
}

/// Reads the number of a birth certificate in its own column.
pub(super) fn certificate(reader: &mut RowReader<'_>, context: &Context) -> Read<IdentityNumber> {
    let field = Field::BirthCertificate;
    let text = match reader.cell(field) {
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
                    IdentityNote::FullWidth => Code::IdFullWidth,
                    IdentityNote::StrippedBlanks => Code::IdBlanks,
                    IdentityNote::CertificateWithoutLetter => Code::CertificateNoLetter,
                    IdentityNote::LowerX
                    | IdentityNote::ConvertedFrom15
                    | IdentityNote::SuspectExcel000 => continue,
                };
                reader.report(field, code, &[("value", &shown)]);
            }
            Read::Value(parsed.number)
        }
        Err(IdentityFault::Empty) if !text.is_empty() => Read::Blank,
        Err(IdentityFault::ExcelNumber) => {
            reader.report(field, Code::NumberLostDigits, &[]);
            Read::Faulty
        }
        Ok(_) | Err(_) => {
            reader.report(field, Code::CertificateWrong, &[("value", &masked(text))]);
            Read::Faulty
        }
    }
}

fn report_fault(reader: &mut RowReader<'_>, field: Field, fault: IdentityFault, masked: &str) {
    let value = ("value", masked);
    match fault {
        IdentityFault::Empty => reader.report(field, Code::RequiredMissing, &[]),
        IdentityFault::ExcelNumber => reader.report(field, Code::IdExcelNumber, &[]),
        IdentityFault::ExcelTruncated => reader.report(field, Code::IdExcelTruncated, &[value]),
        IdentityFault::Length { found } => {
            reader.report(
                field,
                Code::IdLength,
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
                None => reader.report(field, Code::IdCharset, &args),
                Some(suggestion) => {
                    let [value, position, found] = args;
                    let args = [value, position, found, ("suggestion", suggestion.as_str())];
                    reader.report(field, Code::IdCharsetSuggestion, &args);
                }
            }
        }
        IdentityFault::ProvincePrefix => reader.report(field, Code::IdProvince, &[value]),
        IdentityFault::BirthDate => reader.report(field, Code::IdBirthDate, &[value]),
        IdentityFault::FutureBirth => reader.report(field, Code::IdFutureBirth, &[value]),
        IdentityFault::CheckDigit => reader.report(field, Code::IdCheckDigit, &[value]),
        IdentityFault::Unknown => reader.report(field, Code::IdUnknown, &[value]),
    }
}

/// Reads a bank card or account number.
pub(super) fn card(reader: &mut RowReader<'_>, field: Field) -> Read<BankCard> {
    let text = match reader.cell(field) {
        Read::Value(RawCell::Text(text)) => text,
        Read::Value(RawCell::Empty) | Read::Blank => return Read::Blank,
        Read::Faulty => return Read::Faulty,
        Read::Value(_) => {
            reader.report(field, Code::CardExcelNumber, &[]);
            return Read::Faulty;
        }
    };
    let shown = || mask::bank(&raw(text));
    match BankCard::parse(text) {
        Ok(card) => {
            let shown = card.masked();
            if card.suspect_excel() {
                reader.report(field, Code::CardSuspectExcel, &[("value", &shown)]);
            } else if card.is_card_length() && !card.luhn_ok() {
                reader.report(field, Code::CardLuhn, &[("value", &shown)]);
            }
            return Read::Value(card);
        }
        Err(BankCardFault::Empty) => return Read::Blank,
        Err(BankCardFault::ExcelNumber) => reader.report(field, Code::CardExcelNumber, &[]),
        Err(BankCardFault::Length { found }) => {
            reader.report(
                field,
                Code::CardLength,
                &[("value", &shown()), ("found", &found.to_string())],
            );
        }
        Err(BankCardFault::Charset { position, found }) => {
            let args = [
                ("value", &*shown()),
                ("position", &position.to_string()),
                ("found", &printable(found)),
            ];
            reader.report(field, Code::CardCharset, &args);
        }
    }
    Read::Faulty
}

fn raw(text: &str) -> String {
    super::reader::tidy(text)
        .chars()
        .take(MASKED_CHARS_MAX)
        .collect()
}

fn masked(text: &str) -> String {
    let raw = raw(text);
    if raw.chars().any(|c| c.is_ascii_digit()) {
        mask::id(&raw)
    } else {
        shown(&raw)
    }
}
