//! The one mask for numbers and names: what screens, logs and messages show by default.

/// Fewest characters a masked identity number must hide; a shorter one shows its first character only.
const HIDDEN_MIN: usize = 5;

/// An identity number: first three and last two characters, which hides birth date and county (`430*************27`).
#[must_use]
pub fn id(number: &str) -> String {
    keep_ends(number, 3, 2)
}

/// A birth certificate's number: first three and last two characters.
#[must_use]
pub fn certificate(number: &str) -> String {
    keep_ends(number, 3, 2)
}

/// A phone number: `138****0001` for a mobile; of any other number only the last two digits.
#[must_use]
pub fn phone(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    match chars.as_slice() {
        [a, b, c, _, _, _, _, w, x, y, z] => format!("{a}{b}{c}****{w}{x}{y}{z}"),
        [hidden @ .., y, z] if hidden.len() >= HIDDEN_MIN => {
            format!("{}{y}{z}", "*".repeat(hidden.len()))
        }
        other => "*".repeat(other.len()),
    }
}

/// A bank card or account number: the last four digits behind a fixed number of stars (`****0004`).
#[must_use]
pub fn bank(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    match chars.as_slice() {
        [hidden @ .., w, x, y, z] if hidden.len() >= 4 => format!("****{w}{x}{y}{z}"),
        _ => "****".to_owned(),
    }
}

/// A name as shown outside the operator's own scope and in public lists: `张*明`, `张*`; a name with a
/// separator or in Latin letters keeps its first character only (`阿**`).
#[must_use]
pub fn name_across_scopes(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let plain = chars.iter().all(|c| crate::name::is_han(*c));
    match chars.as_slice() {
        [] | [_] => "*".to_owned(),
        [first, ..] if !plain => format!("{first}**"),
        [first, _] => format!("{first}*"),
        [first, hidden @ .., last] => format!("{first}{}{last}", "*".repeat(hidden.len())),
    }
}

fn keep_ends(number: &str, first: usize, last: usize) -> String {
    let length = number.chars().count();
    let hidden = length.saturating_sub(first + last);
    let (first, last) = if hidden >= HIDDEN_MIN {
        (first, last)
    } else {
        (1, 0)
    };
    number
        .chars()
        .enumerate()
        .map(|(at, c)| {
            if at < first || at + last >= length {
                c
            } else {
                '*'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_number_shows_its_first_three_and_last_two_characters() {
        assert_eq!(id("430102201503070027"), "430*************27");
        assert_eq!(id("KAZ110090123105"), "KAZ**********05");
        assert_eq!(certificate("X320101001"), "X32*****01");
    }

    #[test]
    fn a_short_number_shows_its_first_character_only() {
        assert_eq!(id("E1234567"), "E*******");
        assert_eq!(id("12"), "1*");
        assert_eq!(id(""), "");
    }

    #[test]
    fn phones_and_bank_numbers_show_their_tail() {
        assert_eq!(phone("13800000001"), "138****0001");
        assert_eq!(phone("0731-8888888"), "**********88");
        assert_eq!(phone("12345"), "*****");
        assert_eq!(bank("6222000000000000004"), "****0004");
        assert_eq!(bank("12345"), "****");
    }

    #[test]
    fn names_across_scopes_lose_their_middle() {
        assert_eq!(name_across_scopes("张小明"), "张*明");
        assert_eq!(name_across_scopes("张明"), "张*");
        assert_eq!(name_across_scopes("欧阳小明"), "欧**明");
        assert_eq!(name_across_scopes("阿里木·买买提"), "阿**");
        assert_eq!(name_across_scopes("John Smith"), "J**");
        assert_eq!(name_across_scopes("张"), "*");
    }
}
