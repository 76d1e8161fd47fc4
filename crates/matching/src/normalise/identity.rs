//! Identity numbers (GB 11643) packed into one word, with what is known about how far they can be trusted.

/// Weights of ISO 7064 MOD 11-2 for the first seventeen digits.
const WEIGHTS: [u64; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Value of the check character (X = 10) by remainder.
const CHECKS: [u64; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];
const TAG_SHIFT: u32 = 61;
const BODY_BITS: u32 = 57;
const BODY: u64 = (1 << BODY_BITS) - 1;
const COUNT_SHIFT: u32 = 50;
/// Digits a spreadsheet keeps of a long number.
const SPREADSHEET_DIGITS: u32 = 15;

/// How a number can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// No number.
    Missing,
    /// Eighteen places, check character right.
    Valid,
    /// Eighteen places, check character right, but it cannot be this person's: it contradicts the person's stated
    /// birth date, or is the number of somebody else in the same row.
    Foreign,
    /// Eighteen places, check character wrong.
    Invalid,
    /// A spreadsheet kept the first digits only (4.30102E+17, or the last three places 000).
    Truncated,
    /// Another length; the text is kept beside.
    Odd,
}

/// An identity number in one word: tag, then digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Packed(pub u64);

impl Packed {
    /// What the number is worth.
    #[inline]
    #[must_use]
    pub fn trust(self) -> Trust {
        match self.0 >> TAG_SHIFT {
            1 => Trust::Valid,
            2 => Trust::Invalid,
            3 => Trust::Truncated,
            5 => Trust::Odd,
            6 => Trust::Foreign,
            _ => Trust::Missing,
        }
    }

    /// Whether all eighteen places are known.
    #[inline]
    #[must_use]
    pub fn is_full(self) -> bool {
        matches!(self.trust(), Trust::Valid | Trust::Invalid | Trust::Foreign)
    }

    /// The seventeen digits and the check character of a full number, without the trust: equal for equal numbers.
    #[inline]
    #[must_use]
    pub fn number(self) -> u64 {
        self.0 & ((1 << TAG_SHIFT) - 1)
    }

    /// The seventeen digits of a full number.
    #[inline]
    #[must_use]
    pub fn digits(self) -> u64 {
        self.0 & BODY
    }

    /// The digits kept of a full or truncated number, at most `most` of them: (digits, their count).
    #[inline]
    #[must_use]
    pub fn prefix(self, most: u32) -> (u64, u32) {
        let (digits, count) = match self.trust() {
            Trust::Truncated => (
                self.0 & ((1 << COUNT_SHIFT) - 1),
                (self.0 >> COUNT_SHIFT & 0x1f) as u32,
            ),
            Trust::Missing | Trust::Odd => return (0, 0),
            _ => (self.digits(), 17),
        };
        let count_kept = count.min(most);
        (digits / 10_u64.pow(count - count_kept), count_kept)
    }

    /// The number of the kept text of an odd number.
    #[inline]
    #[must_use]
    pub fn odd_text(self) -> u32 {
        (self.0 & 0xffff_ffff) as u32
    }

    /// The birth date inside a full number, as yyyymmdd.
    #[inline]
    #[must_use]
    pub fn born(self) -> u32 {
        (self.digits() / 1_000 % 100_000_000) as u32
    }

    /// The same number, marked as somebody else's.
    #[must_use]
    pub fn foreign(self) -> Self {
        match self.trust() {
            Trust::Valid => Self(self.number() | 6 << TAG_SHIFT),
            _ => self,
        }
    }

    /// Writes the eighteen places of a full number, or the digits kept; gives their count.
    pub fn write(self, out: &mut [u8; 18]) -> usize {
        let (mut digits, count) = self.prefix(17);
        let count = count as usize;
        for slot in out.iter_mut().take(count).rev() {
            *slot = b'0' + (digits % 10) as u8;
            digits /= 10;
        }
        if !self.is_full() {
            return count;
        }
        let check = (self.0 >> BODY_BITS & 0xf) as u8;
        out[17] = if check == 10 { b'X' } else { b'0' + check };
        18
    }
}

/// Reads a cell. An odd number's letters and digits stay in `text`; the caller keeps them and calls [`odd`].
pub fn identity(raw: &str, text: &mut Vec<u8>) -> Packed {
    if let Some(number) = fast(raw.as_bytes()) {
        return number;
    }
    text.clear();
    let mut scientific = false;
    for c in raw.chars() {
        let c = match u32::from(c) {
            wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
            0x2169 | 0x2179 | 0xd7 => 'X',
            _ => c,
        };
        match c.to_ascii_uppercase() {
            'E' if text.len() <= 17 && !text.is_empty() => {
                scientific = true;
                break;
            }
            kept if kept.is_ascii_alphanumeric() => text.push(kept as u8),
            _ => {}
        }
    }
    if scientific && text.iter().all(u8::is_ascii_digit) {
        return truncated(text);
    }
    match fast(text) {
        Some(number) => number,
        None if text.is_empty() => Packed(0),
        None => Packed(5 << TAG_SHIFT),
    }
}

/// An odd number with the number of its text.
#[must_use]
pub fn odd(text: u32) -> Packed {
    Packed(5 << TAG_SHIFT | u64::from(text))
}

fn fast(text: &[u8]) -> Option<Packed> {
    let bytes: &[u8; 18] = text.try_into().ok()?;
    let mut digits = 0_u64;
    let mut sum = 0_u64;
    for (byte, weight) in bytes.iter().zip(WEIGHTS) {
        let digit = u64::from(byte.wrapping_sub(b'0'));
        if digit > 9 {
            return None;
        }
        digits = digits * 10 + digit;
        sum += digit * weight;
    }
    let check = match bytes[17] {
        byte @ b'0'..=b'9' => u64::from(byte - b'0'),
        b'X' | b'x' => 10,
        _ => return None,
    };
    if check == 0 && digits.is_multiple_of(100) {
        return Some(keep(digits / 100, SPREADSHEET_DIGITS));
    }
    let tag = if CHECKS.get((sum % 11) as usize) == Some(&check) {
        1
    } else {
        2
    };
    Some(Packed(tag << TAG_SHIFT | check << BODY_BITS | digits))
}

/// Digits of the mantissa of 4.30102E+17. Fewer than an area code says nothing.
fn truncated(text: &[u8]) -> Packed {
    const AREA: usize = 6;
    if text.len() < AREA {
        return Packed(0);
    }
    let kept = &text[..text.len().min(SPREADSHEET_DIGITS as usize)];
    let digits = kept
        .iter()
        .fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'));
    keep(digits, kept.len() as u32)
}

fn keep(digits: u64, count: u32) -> Packed {
    Packed(3 << TAG_SHIFT | u64::from(count) << COUNT_SHIFT | digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Packed {
        identity(raw, &mut Vec::new())
    }

    #[test]
    fn one_number_in_many_writings_is_one_number() {
        let plain = read("43010220150307006X");
        assert_eq!(plain.trust(), Trust::Valid);
        for raw in [
            "'43010220150307006x",
            "430102 20150307 006X",
            "４３０１０２２０１５０３０７００６Ｘ",
        ] {
            assert_eq!(read(raw), plain, "{raw}");
        }
        assert_eq!(plain.born(), 20_150_307);
        let mut out = [0; 18];
        assert_eq!(plain.write(&mut out), 18);
        assert_eq!(&out, b"43010220150307006X");
    }

    #[test]
    fn a_number_a_spreadsheet_rounded_is_truncated_though_its_check_digit_may_be_right() {
        let kept = read("430102201503070000");
        assert_eq!(kept.trust(), Trust::Truncated);
        assert_eq!(kept.prefix(15), (430_102_201_503_070, 15));
        let short = read("4.30102E+17");
        assert_eq!(
            (short.trust(), short.prefix(15)),
            (Trust::Truncated, (430_102, 6))
        );
    }

    #[test]
    fn the_check_character_is_the_one_the_domain_gives() {
        for seed in 0..200_u64 {
            let first17 = format!("430{:014}", seed * 7_919_191_919 % 100_000_000_000_000);
            let check = domain::identity::check_digit(&first17).unwrap();
            let number = read(&format!("{first17}{check}"));
            assert!(
                matches!(number.trust(), Trust::Valid | Trust::Truncated),
                "{first17}"
            );
        }
    }

    #[test]
    fn wrong_check_digits_and_lengths_are_told_apart() {
        assert_eq!(read("430102201503070061").trust(), Trust::Invalid);
        assert_eq!(read("43010220150307006").trust(), Trust::Odd);
        assert_eq!(read("").trust(), Trust::Missing);
        assert_eq!(read("无").trust(), Trust::Missing);
    }
}
