//! Whether the identity numbers of two children prove that they are two.
//!
//! A different document is no different child: a passport is renewed under another number, a travel permit and a
//! residence permit name one person in two ways, a lost birth certificate is replaced by one with a new number. Only two
//! numbers of one kind and issuer that a person keeps for life tell two people apart.

use super::{IdentityKind, IdentityNumber};
use chrono::NaiveDate;

/// How far apart numbers of one counter are that were handed out together, as the certificates of twins are. A replaced
/// certificate comes years later and is far away.
const TOGETHER: u32 = 2;
/// A letter and eight digits of a 来往内地通行证 name its holder for life; what follows counts the cards.
const PERMIT_HOLDER: usize = 9;
/// Code and province of issue of a 港澳台居民居住证: 81 Hong Kong, 82 Macau, 83 Taiwan.
const RESIDENCE_ISSUER: usize = 2;
/// Nation and area of issue of a permanent residence number of 2017.
const FOREIGN_2017_ISSUER: usize = 7;
/// The nine, province of first issue and nation of a permanent residence number since 2023.
const FOREIGN_2023_ISSUER: usize = 6;

/// Between two births of one mother lie more days than these: a pregnancy of hardly seven months after the shortest rest.
const BIRTHS_APART_DAYS: u64 = 240;

/// Whether children of one couple, of whom these birth dates are told, may be one child or twins: nobody bears again so
/// soon, so a day that differs by less is mistyped or made up.
#[must_use]
pub fn are_of_one_birth(a: NaiveDate, b: NaiveDate) -> bool {
    a.signed_duration_since(b).num_days().unsigned_abs() < BIRTHS_APART_DAYS
}

/// Whether numbers of one kind and issuer on both sides name different people for life, and none names the same one.
///
/// A number that stands among `others`, those of the parents for instance, is not the child's own and proves nothing.
#[must_use]
pub fn are_two_people(
    a: &[IdentityNumber],
    b: &[IdentityNumber],
    others: &[IdentityNumber],
) -> bool {
    let own = |numbers: &'_ [IdentityNumber]| -> Vec<Name> {
        let own = numbers.iter().filter(|number| !others.contains(number));
        own.filter_map(Name::of).collect()
    };
    let (a, b) = (own(a), own(b));
    let pairs = || a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
    pairs().any(|(x, y)| x.is_another_than(y)) && !pairs().any(|(x, y)| x == y)
}

/// What a number says of its holder for life.
#[derive(Debug, PartialEq, Eq)]
struct Name {
    kind: IdentityKind,
    issuer: String,
    holder: String,
}

impl Name {
    /// `None` for kinds that say nothing lasting, and for a number that a spreadsheet may have cut off.
    fn of(number: &IdentityNumber) -> Option<Self> {
        let kind = number.kind();
        let text = number.canonical();
        let issuer = match kind {
            IdentityKind::ResidentId => 0,
            IdentityKind::ResidencePermit => RESIDENCE_ISSUER,
            IdentityKind::ForeignPermit2017 => FOREIGN_2017_ISSUER,
            IdentityKind::ForeignPermit2023 => FOREIGN_2023_ISSUER,
            // H or M is the issuer. A Taiwan permit has digits only, and is renewed under another number.
            IdentityKind::TravelPermit if text.starts_with(['H', 'M']) => 1,
            // The letter is the printing, within which numbers are counted.
            IdentityKind::BirthCertificate => {
                text.len() - text.trim_start_matches(char::is_alphabetic).len()
            }
            IdentityKind::TravelPermit | IdentityKind::Passport => return None,
        };
        let end = match kind {
            IdentityKind::TravelPermit => PERMIT_HOLDER,
            _ => text.len(),
        };
        if kind.has_citizen_layout() && text.ends_with("000") {
            return None;
        }
        Some(Self {
            kind,
            issuer: text.get(..issuer)?.to_owned(),
            holder: text.get(issuer..end)?.to_owned(),
        })
    }

    fn is_another_than(&self, other: &Self) -> bool {
        if (self.kind, &self.issuer) != (other.kind, &other.issuer) || self.holder == other.holder {
            return false;
        }
        match self.kind {
            IdentityKind::BirthCertificate => {
                let serial = |name: &Self| name.holder.parse::<u32>().ok();
                serial(self)
                    .zip(serial(other))
                    .is_some_and(|(n, m)| n.abs_diff(m) <= TOGETHER)
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn children_are_of_one_birth_when_no_second_can_follow_so_soon() {
        let day = |text: &str| text.parse().unwrap();
        let born = day("2016-05-14");
        for near in ["2016-05-14", "2016-05-15", "2017-01-08", "2015-09-18"] {
            assert!(super::are_of_one_birth(born, day(near)), "{near}");
        }
        for far in ["2017-01-09", "2015-09-17", "2017-05-14"] {
            assert!(!super::are_of_one_birth(born, day(far)), "{far}");
        }
    }

    use super::*;
    use crate::identity::parse_as;
    use chrono::NaiveDate;

    fn number(text: &str) -> IdentityNumber {
        let hint = match text {
            "E12345678" | "G98765432" => Some(IdentityKind::Passport),
            _ => Some(IdentityKind::TravelPermit),
        };
        parse_as(hint, text, NaiveDate::MAX).unwrap().number
    }

    fn two(a: &[&str], b: &[&str], others: &[&str]) -> bool {
        let read = |texts: &[&str]| -> Vec<_> { texts.iter().map(|text| number(text)).collect() };
        let forth = are_two_people(&read(a), &read(b), &read(others));
        assert_eq!(
            forth,
            are_two_people(&read(b), &read(a), &read(others)),
            "{a:?} {b:?}"
        );
        forth
    }

    #[test]
    fn two_numbers_of_one_kind_and_issuer_prove_two_children() {
        for (a, b) in [
            ("430102201503070027", "43010220150307006X"),
            ("430102201503070027", "430702202511150016"),
            ("810000199001010019", "810000199001010027"),
            ("H12345678", "H12345679"),
            ("H1234567801", "H12345679"),
            ("M12345678", "M87654321"),
            ("943840201203040028", "94384020120304001X"),
            ("USA430112030400", "USA430112030413"),
            ("X320101001", "X320101002"),
        ] {
            assert!(two(&[a], &[b], &[]), "{a} {b}");
        }
    }

    #[test]
    fn another_document_of_the_same_kind_or_another_kind_proves_nothing() {
        for (a, b) in [
            // The next card of one holder.
            ("H1234567801", "H1234567802"),
            ("H12345678", "H1234567802"),
            // Other issuers and kinds.
            ("H12345678", "M12345678"),
            ("H12345678", "810000199001010019"),
            ("810000199001010019", "820000201205060028"),
            ("USA430112030400", "943840201203040028"),
            ("USA430112030400", "KAZ110090123105"),
            ("E12345678", "H12345678"),
            // Renewed under another number.
            ("E12345678", "G98765432"),
            ("12345678", "87654321"),
            ("X320101001", "X320909009"),
            ("X320101001", "Y320101002"),
            ("X320101001", "430102201503070027"),
            // Perhaps cut off by a spreadsheet.
            ("430102201503070000", "430102201503070027"),
            // The same number.
            ("430102201503070027", "430102201503070027"),
        ] {
            assert!(!two(&[a], &[b], &[]), "{a} {b}");
        }
    }

    #[test]
    fn a_parents_number_in_the_childs_place_proves_nothing() {
        let (child, parent) = ("430102201503070027", "430102198001010038");
        assert!(two(&[child], &[parent], &[]));
        assert!(!two(&[child], &[parent], &[parent]));
    }

    #[test]
    fn a_number_that_both_have_outweighs_all_others() {
        let certificates = ["X320101001", "X320101002"];
        assert!(two(&[certificates[0]], &[certificates[1]], &[]));
        assert!(!two(
            &[certificates[0], "H1234567801"],
            &[certificates[1], "H1234567802"],
            &[]
        ));
    }
}
