//! Check characters of identity numbers.

/// Weights of ISO 7064 MOD 11-2 for the seventeen digits of GB 11643.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// Weights of the check digit of machine-readable travel documents, repeated over the number.
const TRAVEL_WEIGHTS: [u32; 3] = [7, 3, 1];

/// The check character of seventeen digits (GB 11643, ISO 7064 MOD 11-2): `0`-`9` or `X`.
/// `None` unless there are exactly seventeen ASCII digits.
#[must_use]
pub fn check_digit(first17: &str) -> Option<char> {
    if first17.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in first17.chars().zip(WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    CHECK_CHARACTERS
        .get(usize::try_from(sum % 11).ok()?)
        .copied()
}

/// The check digit of the first fourteen characters of a 2017 foreigner's permit (weights 7, 3, 1; A = 10 .. Z = 35).
pub(super) fn travel_check_digit(first14: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in first14.chars().zip(TRAVEL_WEIGHTS.into_iter().cycle()) {
        sum += c.to_digit(36)? * weight;
    }
    char::from_digit(sum % 10, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_follows_the_standard() {
        assert_eq!(check_digit("43010220150307002"), Some('7'));
        assert_eq!(check_digit("43010220150307006"), Some('X'));
        assert_eq!(check_digit("4301022015030700"), None);
        assert_eq!(check_digit("4301022015030700X"), None);
        assert_eq!(check_digit("４３０１０"), None);
    }

    #[test]
    fn the_old_foreigner_permit_uses_the_weights_of_travel_documents() {
        assert_eq!(travel_check_digit("KAZ11009012310"), Some('5'));
        assert_eq!(travel_check_digit("USA43011203040"), Some('0'));
    }
}
