//! Reading an identity number. The order of checks is fixed, so that the message names the first thing to mend:
//! cleaning, length, characters, first digits, calendar, range of dates, check character.

use chrono::NaiveDate;

use super::check::{check_digit, travel_check_digit};
use super::{IdentityFault, IdentityKind, IdentityNote, IdentityNumber, plausible, text};
use crate::area;

const LENGTH: usize = 18;
const LENGTH_OLD: usize = 15;
const LENGTH_CERTIFICATE: usize = 10;
/// Passports: ICAO allows nine characters; some states print longer ones.
const PASSPORT_LENGTH: std::ops::RangeInclusive<usize> = 5..=14;

/// A valid number and what was mended in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The number, canonical.
    pub number: IdentityNumber,
    /// What was mended or is suspicious, each at most once.
    pub notes: Vec<IdentityNote>,
}

/// Reads a number whose kind is to be told from its own format. `today` bounds the birth date.
///
/// # Errors
/// The first [`IdentityFault`] in the order of checks.
pub fn parse(text: &str, today: NaiveDate) -> Result<Parsed, IdentityFault> {
    parse_as(None, text, today)
}

/// Reads a number with the declared kind as a hint. The number's own format goes first, so that one number is one
/// identity whatever was declared; the hint decides only where there is no format (passports, travel permits,
/// certificates without a letter).
///
/// # Errors
/// The first [`IdentityFault`] in the order of checks.
pub fn parse_as(
    hint: Option<IdentityKind>,
    text: &str,
    today: NaiveDate,
) -> Result<Parsed, IdentityFault> {
    let clean = text::normalise(text);
    if clean.text.is_empty() {
        return Err(IdentityFault::Empty);
    }
    if text::is_excel_number(&clean.text) {
        return Err(IdentityFault::ExcelNumber);
    }
    let upper = clean.text.to_ascii_uppercase();
    let mut notes = Vec::new();
    for (happened, note) in [
        (clean.full_width, IdentityNote::FullWidth),
        (clean.stripped, IdentityNote::StrippedBlanks),
        (upper != clean.text, IdentityNote::LowerX),
    ] {
        if happened {
            notes.push(note);
        }
    }
    let (kind, canonical) = match recognise(hint, &upper, today, &mut notes) {
        Err(IdentityFault::Charset {
            position, found, ..
        }) => {
            return Err(IdentityFault::Charset {
                position,
                found,
                suggestion: suggestion(hint, &upper, position, today),
            });
        }
        other => other?,
    };
    Ok(Parsed {
        number: IdentityNumber { kind, canonical },
        notes,
    })
}

type Recognised = Result<(IdentityKind, String), IdentityFault>;

fn recognise(
    hint: Option<IdentityKind>,
    text: &str,
    today: NaiveDate,
    notes: &mut Vec<IdentityNote>,
) -> Recognised {
    let length = text.chars().count();
    let letters = text.chars().take_while(char::is_ascii_uppercase).count();
    match (length, letters) {
        (LENGTH, _) => eighteen(text, today, notes),
        (LENGTH_OLD, 3..) => foreign_permit_2017(text, today),
        (LENGTH_OLD, _) => fifteen(text, today, notes),
        (LENGTH_CERTIFICATE, 1) if loose_kind(hint).is_none() || digits_from(text, 1).is_ok() => {
            digits_from(text, 1)?;
            Ok((IdentityKind::BirthCertificate, text.to_owned()))
        }
        _ => without_format(hint, text, length, notes),
    }
}

/// The hint, if it is a kind whose numbers have no format of their own.
fn loose_kind(hint: Option<IdentityKind>) -> Option<IdentityKind> {
    hint.filter(|kind| matches!(kind, IdentityKind::Passport | IdentityKind::TravelPermit))
}

fn eighteen(text: &str, today: NaiveDate, notes: &mut Vec<IdentityNote>) -> Recognised {
    let body_faulty = text
        .chars()
        .take(LENGTH - 1)
        .position(|c| !c.is_ascii_digit());
    let last_faulty = text
        .chars()
        .last()
        .is_none_or(|c| !c.is_ascii_digit() && c != 'X');
    if let Some(at) = body_faulty.or(last_faulty.then_some(LENGTH - 1)) {
        return Err(charset(text, at));
    }
    let kind = match text.get(..2) {
        Some("81" | "82" | "83") => IdentityKind::ResidencePermit,
        _ if text.starts_with('9') => IdentityKind::ForeignPermit2023,
        _ => IdentityKind::ResidentId,
    };
    // The province of first issue stands in places 2 and 3 of a foreigner's permit.
    let prefix_known = match kind {
        IdentityKind::ForeignPermit2023 => text.get(1..).is_some_and(area::known_province_prefix),
        IdentityKind::ResidencePermit => text.get(2..6) == Some("0000"),
        _ => area::known_province_prefix(text),
    };
    if !prefix_known {
        return Err(IdentityFault::ProvincePrefix);
    }
    in_range(text.get(6..14).and_then(date_of), today)?;
    let cut_by_excel = text.ends_with("000");
    if text.get(..LENGTH - 1).and_then(check_digit) != text.chars().last() {
        return Err(if cut_by_excel {
            IdentityFault::ExcelTruncated
        } else {
            IdentityFault::CheckDigit
        });
    }
    if cut_by_excel {
        notes.push(IdentityNote::SuspectExcel000);
    }
    Ok((kind, text.to_owned()))
}

fn fifteen(text: &str, today: NaiveDate, notes: &mut Vec<IdentityNote>) -> Recognised {
    digits_from(text, 0)?;
    if !area::known_province_prefix(text) {
        return Err(IdentityFault::ProvincePrefix);
    }
    let wide = widen(text).ok_or(IdentityFault::Unknown)?;
    in_range(wide.get(6..14).and_then(date_of), today)?;
    notes.push(IdentityNote::ConvertedFrom15);
    Ok((IdentityKind::ResidentId, wide))
}

fn foreign_permit_2017(text: &str, today: NaiveDate) -> Recognised {
    digits_from(text, 3)?;
    if !text.get(3..).is_some_and(area::known_province_prefix) {
        return Err(IdentityFault::ProvincePrefix);
    }
    // The number leaves the century open: it stands if one of the two centuries fits.
    let earliest = text.get(7..13).and_then(|short| centuries_of(short).min());
    in_range(earliest, today)?;
    if text.get(..LENGTH_OLD - 1).and_then(travel_check_digit) != text.chars().last() {
        return Err(IdentityFault::CheckDigit);
    }
    Ok((IdentityKind::ForeignPermit2017, text.to_owned()))
}

/// Numbers that no format tells apart: the declared kind decides, and its loose limits hold.
fn without_format(
    hint: Option<IdentityKind>,
    text: &str,
    length: usize,
    notes: &mut Vec<IdentityNote>,
) -> Recognised {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match hint {
        Some(kind @ IdentityKind::Passport) => {
            if let Some(at) = text.chars().position(|c| !c.is_ascii_alphanumeric()) {
                return Err(charset(text, at));
            }
            if !PASSPORT_LENGTH.contains(&length) || digits == 0 {
                return Err(IdentityFault::Length { found: length });
            }
            Ok((kind, text.to_owned()))
        }
        Some(kind @ IdentityKind::TravelPermit) => {
            let letters = usize::from(text.starts_with(['H', 'M']));
            digits_from(text, letters)?;
            // 港澳: a letter and eight or ten digits; 台湾: eight digits.
            match (letters, digits) {
                (1, 8 | 10) | (0, 8) => Ok((kind, text.to_owned())),
                _ => Err(IdentityFault::Length { found: length }),
            }
        }
        Some(kind @ IdentityKind::BirthCertificate)
            if digits == length && length == LENGTH_CERTIFICATE - 1 =>
        {
            notes.push(IdentityNote::CertificateWithoutLetter);
            Ok((kind, text.to_owned()))
        }
        // A declared kind with a format, or a run of digits: the length is what is wrong.
        Some(_) => Err(IdentityFault::Length { found: length }),
        None if digits + 1 >= length => Err(match text.chars().next() {
            Some(first) if first.is_ascii_digit() => IdentityFault::Length { found: length },
            _ => IdentityFault::Unknown,
        }),
        None => Err(IdentityFault::Unknown),
    }
}

fn digits_from(text: &str, start: usize) -> Result<(), IdentityFault> {
    match text.chars().skip(start).position(|c| !c.is_ascii_digit()) {
        Some(at) => Err(charset(text, start + at)),
        None => Ok(()),
    }
}

fn charset(text: &str, at: usize) -> IdentityFault {
    let found = text.chars().nth(at).unwrap_or(char::REPLACEMENT_CHARACTER);
    IdentityFault::Charset {
        position: at + 1,
        found,
        suggestion: None,
    }
}

/// What the character at `position` was probably meant to be, if mending all such slips gives a valid number.
fn suggestion(
    hint: Option<IdentityKind>,
    text: &str,
    position: usize,
    today: NaiveDate,
) -> Option<char> {
    // Letters that belong there: a certificate's first, a permit's nationality.
    let letters = match text.chars().count() {
        LENGTH_CERTIFICATE => 1,
        LENGTH_OLD if text.chars().take(3).all(|c| c.is_ascii_uppercase()) => 3,
        _ => 0,
    };
    let mended: String = text
        .chars()
        .enumerate()
        .map(|(at, c)| match c {
            _ if at < letters => c,
            'O' => '0',
            'I' | 'L' | '|' => '1',
            '×' | '*' | '✕' | '╳' | 'Х' | 'х' if at + 1 == LENGTH => 'X',
            _ => c,
        })
        .collect();
    recognise(hint, &mended, today, &mut Vec::new()).ok()?;
    mended.chars().nth(position - 1)
}

fn in_range(date: Option<NaiveDate>, today: NaiveDate) -> Result<(), IdentityFault> {
    match date {
        Some(date) if date > today => Err(IdentityFault::FutureBirth),
        Some(date) if plausible(date) => Ok(()),
        _ => Err(IdentityFault::BirthDate),
    }
}

/// The date written as eight digits.
pub(super) fn date_of(digits: &str) -> Option<NaiveDate> {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?)
}

/// The dates six digits (year without century) can mean.
pub(super) fn centuries_of(short: &str) -> impl Iterator<Item = NaiveDate> {
    ["19", "20"]
        .into_iter()
        .filter_map(move |century| date_of(&format!("{century}{short}")))
}

/// Fifteen digits as eighteen characters: the century put in, the check character appended.
pub(super) fn widen(fifteen: &str) -> Option<String> {
    let mut wide = format!("{}19{}", fifteen.get(..6)?, fifteen.get(6..)?);
    wide.push(check_digit(&wide)?);
    Some(wide)
}
