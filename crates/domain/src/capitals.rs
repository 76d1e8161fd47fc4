//! Amounts in the capital numerals of payment papers (大写金额), as 支付结算办法 writes them.

use crate::fen::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [(u64, &str); 4] = [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
const HUNDRED_MILLION: u64 = 100_000_000;
const TEN_THOUSAND: u64 = 10_000;

/// The amount in capital numerals: `肆佰元整`, `壹仟零伍拾元零叁分`. A negative amount begins with `负`.
#[must_use]
pub fn capitals(fen: Fen) -> String {
    let sum = fen.get().unsigned_abs();
    let (yuan, jiao, rest) = (sum / 100, sum / 10 % 10, sum % 10);
    let mut text = String::new();
    if fen.get() < 0 {
        text.push('负');
    }
    if yuan > 0 || sum == 0 {
        push_whole(&mut text, yuan);
        text.push('元');
    }
    if jiao > 0 {
        text.push(digit(jiao));
        text.push('角');
    } else if yuan > 0 && rest > 0 {
        text.push('零');
    }
    if rest > 0 {
        text.push(digit(rest));
        text.push('分');
    } else {
        text.push('整');
    }
    text
}

fn digit(value: u64) -> char {
    usize::try_from(value)
        .ok()
        .and_then(|index| DIGITS.get(index))
        .copied()
        .unwrap_or('零')
}

fn push_whole(text: &mut String, number: u64) {
    for (unit, name) in [(HUNDRED_MILLION, '亿'), (TEN_THOUSAND, '万')] {
        if number >= unit {
            push_whole(text, number / unit);
            text.push(name);
            let rest = number % unit;
            if rest > 0 {
                // A gap between the parts is spoken once: 壹万零伍.
                if rest < unit / 10 {
                    text.push('零');
                }
                push_whole(text, rest);
            }
            return;
        }
    }
    push_below_ten_thousand(text, number);
}

fn push_below_ten_thousand(text: &mut String, number: u64) {
    if number == 0 {
        text.push('零');
        return;
    }
    let (mut begun, mut gap) = (false, false);
    for (place, name) in PLACES {
        let value = number / place % 10;
        if value == 0 {
            gap = begun;
            continue;
        }
        if gap {
            text.push('零');
        }
        text.push(digit(value));
        text.push_str(name);
        (begun, gap) = (true, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_capital_numerals() {
        for (fen, text) in [
            (0, "零元整"),
            (40_000, "肆佰元整"),
            (105_003, "壹仟零伍拾元零叁分"),
            (110_000, "壹仟壹佰元整"),
            (123, "壹元贰角叁分"),
            (120, "壹元贰角整"),
            (105, "壹元零伍分"),
            (50, "伍角整"),
            (5, "伍分"),
            (1_000, "壹拾元整"),
            (100_100, "壹仟零壹元整"),
            (1_000_500, "壹万零伍元整"),
            (10_500_000, "壹拾万伍仟元整"),
            (10_050_000, "壹拾万零伍佰元整"),
            (1_000_000_000, "壹仟万元整"),
            (10_000_500_000, "壹亿零伍仟元整"),
            (
                12_345_678_912,
                "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分",
            ),
            (-40_000, "负肆佰元整"),
        ] {
            assert_eq!(capitals(Fen::new(fen)), text, "{fen}");
        }
    }

    #[test]
    fn the_largest_amount_is_written_too() {
        assert_eq!(
            capitals(Fen::new(i64::MAX)),
            "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分"
        );
    }
}
