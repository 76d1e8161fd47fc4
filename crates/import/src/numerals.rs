//! Numbers that are written in Chinese numerals.

/// Words after a number that make it a count.
pub(crate) const COUNTED: &str = "笔件户条人名行";

/// Counts and whole sums that are written in Chinese numerals, as in 成功二十七笔 and 壹万零捌佰元整, in digits.
pub(crate) fn in_digits(text: &str) -> String {
    let text: String = text.chars().map(plain_numeral).collect();
    let mut digits = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|letter| !NUMERALS.contains(letter))
            .unwrap_or(rest.len());
        let (numeral, behind) = rest.split_at(end);
        let is_sum = behind
            .strip_prefix('元')
            .is_some_and(|parts| !parts.starts_with(|letter| NUMERALS.contains(letter)));
        let is_number = is_sum || behind.starts_with(|c| COUNTED.contains(c));
        match number_of(numeral).filter(|_| is_number) {
            Some(number) => digits.push_str(&number.to_string()),
            None if end > 0 => digits.push_str(numeral),
            None => digits.push(first),
        }
        rest = rest.get(end.max(first.len_utf8())..).unwrap_or_default();
    }
    digits
}

/// The numerals of counts: nought to nine, and then ten, a hundred, a thousand and ten thousand.
const NUMERALS: &str = "零一二三四五六七八九十百千万〇两";
/// The capital ones in which sums are written out, in the order of the plain ones.
const CAPITALS: &str = "零壹贰叁肆伍陆柒捌玖拾佰仟萬";

fn plain_numeral(letter: char) -> char {
    let capital = CAPITALS.chars().position(|capital| capital == letter);
    let plain = capital.and_then(|at| NUMERALS.chars().nth(at));
    plain.unwrap_or(if letter == '圆' { '元' } else { letter })
}

/// The number that a numeral says.
fn number_of(numeral: &str) -> Option<i64> {
    let (mut thousands, mut number, mut digit) = (0_i64, 0_i64, None);
    for letter in numeral.chars() {
        let value = match letter {
            '〇' => 0,
            '两' => 2,
            other => NUMERALS.chars().position(|one| one == other)?,
        };
        match i64::try_from(value).ok()? {
            value @ 0..=9 => digit = Some(value),
            13 => {
                let ten_thousands = number.checked_add(digit.take().unwrap_or_default())?;
                thousands = ten_thousands.checked_mul(10_000)?;
                number = 0;
            }
            unit => {
                let unit = [10, 100, 1_000].get(usize::try_from(unit - 10).ok()?)?;
                number += digit.take().unwrap_or(1) * unit;
            }
        }
    }
    let number = thousands
        .checked_add(number)?
        .checked_add(digit.unwrap_or_default())?;
    (!numeral.is_empty()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_sums_are_read_and_other_words_left_as_they_are() {
        for (text, wanted) in [
            ("成功二十七笔", "成功27笔"),
            (
                "共计贰拾肆笔，人民币玖仟陆佰元整",
                "共计24笔，人民币9600元整",
            ),
            ("一百零二人、两户", "102人、2户"),
            ("壹万零捌佰圆整", "10800元整"),
            ("捌佰元伍角", "八百元五角"),
            ("十七中学第三支部", "十七中学第三支部"),
            ("", ""),
        ] {
            assert_eq!(in_digits(text), wanted, "{text}");
        }
    }
}
