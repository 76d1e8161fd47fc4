//! Dates as they are typed, packed as the number yyyymmdd; 0 is missing.

/// The first day of Excel's serial dates is 1899-12-30; these serials are 1954 to 2064.
const EXCEL_SERIALS: std::ops::RangeInclusive<u32> = 20_000..=60_000;
const DAYS_FROM_1899_12_30_TO_0000_03_01: u32 = 693_899;

/// Reads a date in any usual writing (2015-03-07, 20150307, 2015/3/7, 2015年3月7日, an Excel serial number).
/// A month above 12 is kept: day and month may stand exchanged. 0 where nothing is readable.
#[must_use]
pub fn date(raw: &str) -> u32 {
    let mut parts = [0_u32; 3];
    let mut digits = [0_u32; 3];
    let mut at = 0;
    let mut open = false;
    for c in raw.chars() {
        let c = fullwidth_to_ascii(c);
        match c.to_digit(10) {
            Some(digit) if at < 3 && digits[at] < 9 => {
                parts[at] = parts[at] * 10 + digit;
                digits[at] += 1;
                open = true;
            }
            Some(_) => return 0,
            None if open => {
                at += 1;
                open = false;
                if at == 3 {
                    break;
                }
            }
            None => {}
        }
    }
    let count = at + usize::from(open);
    match (count, digits) {
        (3, [4, 1..=2, 1..=2]) => pack(parts[0], parts[1], parts[2]),
        (_, [8, ..]) => pack(parts[0] / 10_000, parts[0] / 100 % 100, parts[0] % 100),
        (1 | 2, [5, ..]) if EXCEL_SERIALS.contains(&parts[0]) => from_serial(parts[0]),
        _ => 0,
    }
}

fn pack(year: u32, month: u32, day: u32) -> u32 {
    let readable =
        (1..=31).contains(&month) && (1..=31).contains(&day) && (1800..=2200).contains(&year);
    if readable {
        year * 10_000 + month * 100 + day
    } else {
        0
    }
}

fn fullwidth_to_ascii(c: char) -> char {
    match u32::from(c) {
        code @ 0xff10..=0xff19 => char::from_u32(code - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Days since 0000-03-01 to a civil date (H. Hinnant, "chrono-compatible low-level date algorithms").
fn from_serial(serial: u32) -> u32 {
    let days = serial + DAYS_FROM_1899_12_30_TO_0000_03_01;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    pack(year_of_era + era * 400 + u32::from(month <= 2), month, day)
}

/// Whether two packed dates differ as a slip of the hand does: one digit, two neighbouring digits or day and month exchanged.
#[must_use]
pub fn is_near(a: u32, b: u32) -> bool {
    if a == b {
        return true;
    }
    let swapped = a / 10_000 == b / 10_000 && a / 100 % 100 == b % 100 && a % 100 == b / 100 % 100;
    swapped || differing_digits(a, b) == 1 || neighbours_exchanged(a, b)
}

fn neighbours_exchanged(a: u32, b: u32) -> bool {
    (0..7).any(|place| {
        let low = 10_u32.pow(place);
        let (x, y) = (a / low % 100, b / low % 100);
        x != y
            && x / 10 == y % 10
            && x % 10 == y / 10
            && a % low == b % low
            && a / low / 100 == b / low / 100
    })
}

fn differing_digits(mut a: u32, mut b: u32) -> u32 {
    let mut count = 0;
    while a > 0 || b > 0 {
        count += u32::from(a % 10 != b % 10);
        a /= 10;
        b /= 10;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_writing_is_the_same_date() {
        for raw in [
            "2015-03-07",
            "20150307",
            "2015/3/7",
            "2015年3月7日",
            "２０１５-０３-０７",
            "42070",
            "2015-03-07 00:00:00",
        ] {
            assert_eq!(date(raw), 20_150_307, "{raw}");
        }
        assert_eq!(date(""), 0);
        assert_eq!(date("unknown"), 0);
    }

    #[test]
    fn slips_of_the_hand_are_near_and_other_days_are_not() {
        assert!(is_near(20_150_307, 20_150_703));
        assert!(is_near(20_150_307, 20_150_317));
        assert!(is_near(20_150_312, 20_150_321));
        assert!(is_near(20_150_312, 20_510_312));
        assert!(!is_near(20_150_307, 20_161_115));
        assert!(!is_near(20_150_307, 20_150_419));
    }
}
