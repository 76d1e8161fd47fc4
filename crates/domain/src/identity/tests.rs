//! The sample numbers are synthetic and computed from the standards' own check digits.

use chrono::NaiveDate;
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, MapDeserializer, StrDeserializer};

use super::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn today() -> NaiveDate {
    day(2026, 1, 5)
}

fn read(text: &str) -> Result<(IdentityKind, String, Vec<IdentityNote>), IdentityFault> {
    parse(text, today()).map(|p| (p.number.kind(), p.number.canonical().to_owned(), p.notes))
}

fn number(text: &str) -> Option<IdentityNumber> {
    parse(text, today()).ok().map(|parsed| parsed.number)
}

#[test]
fn valid_numbers_of_every_kind_are_accepted_as_they_stand() {
    use IdentityKind::*;
    for (text, kind) in [
        ("430102201503070027", ResidentId),
        ("43010220150307006X", ResidentId),
        ("43010220080201002X", ResidentId),
        ("430702202511150016", ResidentId),
        ("433123201909308888", ResidentId),
        ("430102200801310012", ResidentId),
        ("430104202002290037", ResidentId),
        ("810000199001010019", ResidencePermit),
        ("820000201205060028", ResidencePermit),
        ("830000201307080013", ResidencePermit),
        ("943840201203040028", ForeignPermit2023),
        ("911398199012310021", ForeignPermit2023),
        ("943398201203040017", ForeignPermit2023),
        ("KAZ110090123105", ForeignPermit2017),
        ("USA430112030400", ForeignPermit2017),
        ("X320101001", BirthCertificate),
    ] {
        assert_eq!(read(text), Ok((kind, text.to_owned(), vec![])), "{text}");
    }
}

#[test]
fn wrong_numbers_are_refused_with_the_first_thing_to_mend() {
    use IdentityFault::*;
    for (text, fault) in [
        ("", Empty),
        (" \u{3000}\u{200B}", Empty),
        ("4.30102E+17", ExcelNumber),
        ("４.30102e+17", ExcelNumber),
        ("430102201503070028", CheckDigit),
        ("43010220150230002X", BirthDate),
        ("430102201513070020", BirthDate),
        ("911398199012310022", CheckDigit),
        ("KAZ110090123106", CheckDigit),
        ("43010220150307", Length { found: 14 }),
        ("4301022015030700271", Length { found: 19 }),
        ("990102201503070027", ProvincePrefix),
        ("470102201503070027", ProvincePrefix),
        ("810101199001010019", ProvincePrefix),
        ("KAZ990090123105", ProvincePrefix),
        ("430102189903070027", BirthDate),
        ("430102000000000000", BirthDate),
        ("430102202601060000", FutureBirth),
        ("430102800230003", BirthDate),
        ("无", Unknown),
        ("H12345678", Unknown),
    ] {
        assert_eq!(read(text), Err(fault), "{text}");
    }
}

#[test]
fn a_birth_today_is_accepted_and_a_birth_tomorrow_refused() {
    let text = "430702202511150016";
    assert!(parse(text, day(2025, 11, 15)).is_ok());
    assert_eq!(
        parse(text, day(2025, 11, 14)),
        Err(IdentityFault::FutureBirth)
    );
}

#[test]
fn blanks_full_width_and_small_x_are_mended_with_a_note() {
    use IdentityNote::*;
    for (text, notes) in [
        ("43010220150307006x", vec![LowerX]),
        ("43010220150307006Ｘ", vec![FullWidth]),
        ("43010220150307006ｘ", vec![FullWidth, LowerX]),
        ("'430102 20150307\u{a0}006X\n", vec![StrippedBlanks]),
        ("４３０１０２20150307006X", vec![FullWidth]),
    ] {
        assert_eq!(
            read(text),
            Ok((
                IdentityKind::ResidentId,
                "43010220150307006X".to_owned(),
                notes
            )),
            "{text}"
        );
    }
}

#[test]
fn a_slip_of_the_keyboard_is_refused_with_a_suggestion_only_if_that_makes_the_number_valid() {
    let charset = |position, found, suggestion| {
        Err(IdentityFault::Charset {
            position,
            found,
            suggestion,
        })
    };
    assert_eq!(read("43O102201503070027"), charset(3, 'O', Some('0')));
    assert_eq!(read("430l02201503O70027"), charset(4, 'L', Some('1')));
    assert_eq!(read("43010220150307006*"), charset(18, '*', Some('X')));
    assert_eq!(read("43010220150307006×"), charset(18, '×', Some('X')));
    assert_eq!(read("43010220150307002×"), charset(18, '×', None));
    assert_eq!(read("43O102201503070028"), charset(3, 'O', None));
    assert_eq!(read("4301022015030700张7"), charset(17, '张', None));
    assert_eq!(read("X32O101001"), charset(4, 'O', Some('0')));
    assert_eq!(read("KAZIl0090123105"), charset(4, 'I', Some('1')));
    assert_eq!(read("43010280010100A"), charset(15, 'A', None));
}

#[test]
fn eighteen_digits_that_end_in_000_are_suspect_even_if_they_pass() {
    assert_eq!(
        read("430102201503070000").map(|(_, _, notes)| notes),
        Ok(vec![IdentityNote::SuspectExcel000])
    );
    assert_eq!(
        read("430102201503080000"),
        Err(IdentityFault::ExcelTruncated)
    );
}

#[test]
fn fifteen_digits_are_converted_with_a_note() {
    assert_eq!(
        read("430102800101003"),
        Ok((
            IdentityKind::ResidentId,
            "430102198001010038".to_owned(),
            vec![IdentityNote::ConvertedFrom15]
        ))
    );
    assert_eq!(
        convert_fifteen(" 430102800101003"),
        Some("430102198001010038".to_owned())
    );
    assert_eq!(convert_fifteen("430102800230003"), None);
    assert_eq!(convert_fifteen("KAZ110090123105"), None);
    assert!(is_fifteen_digits("４30102800101003"));
    assert!(!is_fifteen_digits("430102198001010038"));
}

#[test]
fn a_number_tells_birth_date_sex_and_area() {
    let told =
        |text| number(text).map(|n| (n.birth_date(), n.sex(), n.area_code().map(str::to_owned)));
    let area = |code: &str| Some(code.to_owned());
    assert_eq!(
        told("430102201503070027"),
        Some((Some(day(2015, 3, 7)), Some(Sex::Female), area("430102")))
    );
    assert_eq!(
        told("430702202511150016"),
        Some((Some(day(2025, 11, 15)), Some(Sex::Male), area("430702")))
    );
    assert_eq!(
        told("810000199001010019"),
        Some((Some(day(1990, 1, 1)), Some(Sex::Male), area("810000")))
    );
    assert_eq!(
        told("911398199012310021"),
        Some((Some(day(1990, 12, 31)), None, None))
    );
    assert_eq!(told("X320101001"), Some((None, None, None)));
}

#[test]
fn the_century_of_an_old_permit_comes_from_the_declared_birth_date() {
    let born = |text, declared| number(text).and_then(|n| n.birth_date_with(declared));
    assert_eq!(
        born("KAZ110090123105", day(1990, 12, 31)),
        Some(day(1990, 12, 31))
    );
    assert_eq!(
        born("USA430112030400", day(2012, 3, 4)),
        Some(day(2012, 3, 4))
    );
    assert_eq!(
        born("USA430112030400", day(1912, 3, 5)),
        Some(day(1912, 3, 4))
    );
    assert_eq!(
        born("430102201503070027", day(1990, 1, 1)),
        Some(day(2015, 3, 7))
    );
    assert_eq!(number("KAZ110090123105").and_then(|n| n.birth_date()), None);
}

#[test]
fn the_segments_for_matching_are_cut_at_the_places_of_the_standard() {
    let cut = number("430102201503070027").map(|n| {
        (
            n.first15(),
            n.area_birth(),
            n.birth_sequence(),
            n.area_sequence(),
        )
    });
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        cut,
        Some((
            some("430102201503070"),
            some("43010220150307"),
            some("20150307002"),
            some("430102002")
        ))
    );
    assert_eq!(number("X320101001").and_then(|n| n.first15()), None);
}

#[test]
fn the_declared_kind_decides_only_where_the_number_has_no_format() {
    use IdentityKind::*;
    let kind = |hint, text| parse_as(Some(hint), text, today()).map(|p| p.number.kind());
    assert_eq!(kind(Passport, "E12345678"), Ok(Passport));
    assert_eq!(kind(Passport, "ea1234567"), Ok(Passport));
    assert_eq!(kind(TravelPermit, "H12345678"), Ok(TravelPermit));
    assert_eq!(kind(TravelPermit, "M1234567890"), Ok(TravelPermit));
    assert_eq!(kind(TravelPermit, "01234567"), Ok(TravelPermit));
    assert_eq!(
        kind(Passport, "430102201503070027"),
        Ok(ResidentId),
        "one number is one identity"
    );
    assert_eq!(kind(ResidentId, "X320101001"), Ok(BirthCertificate));
    assert_eq!(
        kind(ResidentId, "E12345678"),
        Err(IdentityFault::Length { found: 9 })
    );
    assert_eq!(
        kind(TravelPermit, "H1234567"),
        Err(IdentityFault::Length { found: 8 })
    );
    assert_eq!(
        kind(Passport, "ABCDEF"),
        Err(IdentityFault::Length { found: 6 })
    );
    assert_eq!(
        kind(Passport, "E1234#678"),
        Err(IdentityFault::Charset {
            position: 6,
            found: '#',
            suggestion: None
        })
    );
}

#[test]
fn a_birth_certificate_without_its_letter_is_noted() {
    let parsed = parse_as(Some(IdentityKind::BirthCertificate), "320101001", today());
    assert_eq!(
        parsed.map(|p| p.notes),
        Ok(vec![IdentityNote::CertificateWithoutLetter])
    );
    assert_eq!(read("320101001"), Err(IdentityFault::Length { found: 9 }));
}

#[test]
fn a_stored_number_is_restored_and_checked_again() {
    let restored = IdentityNumber::restore(IdentityKind::ResidentId, "430102201503070027");
    assert_eq!(restored.ok(), number("430102201503070027"));
    let passport = IdentityNumber::restore(IdentityKind::Passport, "E12345678");
    assert_eq!(passport.map(|n| n.kind()), Ok(IdentityKind::Passport));
    for (kind, text) in [
        (IdentityKind::ResidencePermit, "430102201503070027"),
        (IdentityKind::ResidentId, " 430102201503070027"),
        (IdentityKind::ResidentId, "430102800101003"),
    ] {
        assert_eq!(
            IdentityNumber::restore(kind, text),
            Err(IdentityFault::Unknown),
            "{text}"
        );
    }
}

#[test]
fn the_serde_form_of_a_number_is_checked_when_read() {
    let read = |number: &str| {
        let fields = [("kind", "resident-id"), ("number", number)];
        IdentityNumber::deserialize(MapDeserializer::<_, ValueError>::new(fields.into_iter()))
    };
    assert_eq!(
        read("430102201503070027").ok(),
        number("430102201503070027")
    );
    assert!(read("430102201503070028").is_err());
}

#[test]
fn neither_debug_nor_faults_show_a_number() {
    let shown = number("430102201503070027").map(|n| format!("{n:?}"));
    assert_eq!(
        shown.as_deref(),
        Some("IdentityNumber(resident-id 430*************27)")
    );
    let certificate = number("X320101001").map(|n| n.masked());
    assert_eq!(certificate.as_deref(), Some("X32*****01"));
}

#[test]
fn codes_are_stable_and_read_back() {
    for kind in IdentityKind::ALL {
        assert_eq!(IdentityKind::from_code(kind.code()), Some(kind));
        let code: StrDeserializer<'_, ValueError> = kind.code().into_deserializer();
        assert_eq!(IdentityKind::deserialize(code), Ok(kind));
    }
    assert_eq!(IdentityKind::from_code("id"), None);
    assert_eq!(Sex::from_code("female"), Some(Sex::Female));
}

proptest! {
    #[test]
    fn every_single_wrong_digit_is_noticed(place in 0_usize..17, by in 1_u32..10) {
        let good = "430102201503070027";
        let wrong: String = good.char_indices().map(|(at, c)| match c.to_digit(10) {
            Some(d) if at == place => char::from_digit((d + by) % 10, 10).unwrap_or(c),
            _ => c,
        }).collect();
        prop_assert!(parse(&wrong, today()).is_err());
    }

    #[test]
    fn reading_a_canonical_number_again_changes_nothing(offset in 0_i64..40_000, sequence in 0_u32..1_000) {
        let born = day(1910, 1, 1) + chrono::Days::new(offset.unsigned_abs());
        let first17 = format!("430102{}{sequence:03}", born.format("%Y%m%d"));
        let check = check_digit(&first17).unwrap_or('?');
        let text = format!("{first17}{check}");
        let once = parse(&text, today()).map(|p| p.number);
        prop_assert_eq!(once.as_ref().map(|n| (n.canonical(), n.birth_date())), Ok((text.as_str(), Some(born))));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in ".*", kind in prop::sample::select(IdentityKind::ALL.to_vec())) {
        let _ = (parse(&text, today()), parse_as(Some(kind), &text, today()), convert_fifteen(&text));
    }

    #[test]
    fn no_text_of_the_right_length_makes_the_reader_panic(text in "[0-9XOx张]{15}|[0-9XO]{17}.|[A-Z]{3}[0-9]{12}") {
        let _ = parse(&text, today());
    }
}
