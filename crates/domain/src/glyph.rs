//! Characters that look like ordinary ones and are stored as others: radicals, strokes, compatibility ideographs, and
//! selectors of a variant glyph. Fonts, input methods and text copied out of a PDF bring them in; nobody sees them, and
//! two spellings of one name that differ in them are one name.

use crate::identity::text;
use unicode_normalization::UnicodeNormalization;

/// Whether the character shows nothing and is no letter: zero-width characters, direction marks, the place of an object.
#[must_use]
pub const fn is_mark(c: char) -> bool {
    text::is_zero_width(c) || text::is_direction_override(c)
}

/// The character in its ordinary form; `None` for a variation selector, which has no form of its own.
#[must_use]
pub fn ordinary(c: char) -> Option<char> {
    match c {
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => None,
        '\u{2F00}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}' => {
            std::iter::once(c).nfkc().next()
        }
        '\u{2E80}'..='\u{2EFF}' | '\u{31C0}'..='\u{31EF}' => {
            let at = EQUIVALENT.binary_search_by_key(&c, |(from, _)| *from);
            Some(
                at.ok()
                    .and_then(|at| EQUIVALENT.get(at))
                    .map_or(c, |(_, to)| *to),
            )
        }
        c => Some(c),
    }
}

/// The text with every character in its ordinary form.
#[must_use]
pub fn ordinary_text(text: &str) -> String {
    text.chars().filter_map(ordinary).collect()
}

/// The characters of a text that are not in their ordinary form, each with it, in the order of the text.
pub fn changes(text: &str) -> impl Iterator<Item = (char, Option<char>)> {
    text.chars()
        .map(|c| (c, ordinary(c)))
        .filter(|(c, form)| *form != Some(*c))
}

/// Radicals of the supplement and strokes with the ideograph each stands for: Unicode's property
/// Equivalent_Unified_Ideograph. The radicals of Kangxi and the compatibility ideographs decompose to theirs.
const EQUIVALENT: &[(char, char)] = &[
    ('\u{2E81}', '厂'),
    ('\u{2E82}', '乛'),
    ('\u{2E83}', '乚'),
    ('\u{2E84}', '乙'),
    ('\u{2E85}', '亻'),
    ('\u{2E86}', '冂'),
    ('\u{2E87}', '𠘨'),
    ('\u{2E88}', '刀'),
    ('\u{2E89}', '刂'),
    ('\u{2E8A}', '卜'),
    ('\u{2E8B}', '㔾'),
    ('\u{2E8C}', '小'),
    ('\u{2E8D}', '小'),
    ('\u{2E8E}', '兀'),
    ('\u{2E8F}', '尣'),
    ('\u{2E90}', '尢'),
    ('\u{2E91}', '𡯂'),
    ('\u{2E92}', '巳'),
    ('\u{2E93}', '幺'),
    ('\u{2E94}', '彑'),
    ('\u{2E95}', '彐'),
    ('\u{2E96}', '忄'),
    ('\u{2E97}', '心'),
    ('\u{2E98}', '扌'),
    ('\u{2E99}', '攵'),
    ('\u{2E9B}', '旡'),
    ('\u{2E9C}', '日'),
    ('\u{2E9D}', '月'),
    ('\u{2E9E}', '歺'),
    ('\u{2E9F}', '母'),
    ('\u{2EA0}', '民'),
    ('\u{2EA1}', '氵'),
    ('\u{2EA2}', '氺'),
    ('\u{2EA3}', '灬'),
    ('\u{2EA4}', '爫'),
    ('\u{2EA5}', '爫'),
    ('\u{2EA6}', '丬'),
    ('\u{2EA7}', '牛'),
    ('\u{2EA8}', '犭'),
    ('\u{2EA9}', '王'),
    ('\u{2EAA}', '𤴔'),
    ('\u{2EAB}', '目'),
    ('\u{2EAC}', '示'),
    ('\u{2EAD}', '礻'),
    ('\u{2EAE}', '𥫗'),
    ('\u{2EAF}', '糹'),
    ('\u{2EB0}', '纟'),
    ('\u{2EB1}', '罓'),
    ('\u{2EB2}', '罒'),
    ('\u{2EB3}', '㓁'),
    ('\u{2EB4}', '冗'),
    ('\u{2EB5}', '𦉫'),
    ('\u{2EB6}', '羊'),
    ('\u{2EB7}', '𦍌'),
    ('\u{2EB8}', '𦍋'),
    ('\u{2EB9}', '耂'),
    ('\u{2EBA}', '肀'),
    ('\u{2EBB}', '聿'),
    ('\u{2EBC}', '肉'),
    ('\u{2EBD}', '𦥑'),
    ('\u{2EBE}', '艹'),
    ('\u{2EBF}', '艹'),
    ('\u{2EC0}', '艹'),
    ('\u{2EC1}', '虎'),
    ('\u{2EC2}', '衤'),
    ('\u{2EC3}', '覀'),
    ('\u{2EC4}', '西'),
    ('\u{2EC5}', '见'),
    ('\u{2EC6}', '角'),
    ('\u{2EC7}', '𧢲'),
    ('\u{2EC8}', '讠'),
    ('\u{2EC9}', '贝'),
    ('\u{2ECA}', '𧾷'),
    ('\u{2ECB}', '车'),
    ('\u{2ECC}', '辶'),
    ('\u{2ECD}', '辶'),
    ('\u{2ECE}', '辶'),
    ('\u{2ECF}', '邑'),
    ('\u{2ED0}', '钅'),
    ('\u{2ED1}', '長'),
    ('\u{2ED2}', '镸'),
    ('\u{2ED3}', '长'),
    ('\u{2ED4}', '门'),
    ('\u{2ED5}', '𨸏'),
    ('\u{2ED6}', '阝'),
    ('\u{2ED7}', '雨'),
    ('\u{2ED8}', '青'),
    ('\u{2ED9}', '韦'),
    ('\u{2EDA}', '页'),
    ('\u{2EDB}', '风'),
    ('\u{2EDC}', '飞'),
    ('\u{2EDD}', '食'),
    ('\u{2EDE}', '𩙿'),
    ('\u{2EDF}', '飠'),
    ('\u{2EE0}', '饣'),
    ('\u{2EE1}', '𩠐'),
    ('\u{2EE2}', '马'),
    ('\u{2EE3}', '骨'),
    ('\u{2EE4}', '鬼'),
    ('\u{2EE5}', '鱼'),
    ('\u{2EE6}', '鸟'),
    ('\u{2EE7}', '卤'),
    ('\u{2EE8}', '麦'),
    ('\u{2EE9}', '黄'),
    ('\u{2EEA}', '黾'),
    ('\u{2EEB}', '斉'),
    ('\u{2EEC}', '齐'),
    ('\u{2EED}', '歯'),
    ('\u{2EEE}', '齿'),
    ('\u{2EEF}', '竜'),
    ('\u{2EF0}', '龙'),
    ('\u{2EF1}', '龜'),
    ('\u{2EF2}', '亀'),
    ('\u{2EF3}', '龟'),
    ('\u{31C6}', '𠃌'),
    ('\u{31CF}', '乀'),
    ('\u{31D0}', '一'),
    ('\u{31D1}', '丨'),
    ('\u{31D2}', '丿'),
    ('\u{31D3}', '丿'),
    ('\u{31D4}', '丶'),
    ('\u{31D5}', '𠃍'),
    ('\u{31D6}', '乛'),
    ('\u{31D7}', '𠃊'),
    ('\u{31D8}', '𠃎'),
    ('\u{31D9}', '𠄌'),
    ('\u{31DA}', '亅'),
    ('\u{31DB}', '𡿨'),
    ('\u{31DC}', '𠃋'),
    ('\u{31DD}', '乀'),
    ('\u{31DE}', '𠃑'),
    ('\u{31DF}', '乚'),
    ('\u{31E0}', '乙'),
    ('\u{31E1}', '𠄎'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_and_compatibility_ideographs_become_the_ideograph_they_look_like() {
        for (found, wanted) in [
            ("\u{2F25}", "女"),
            ("\u{2F92}", "見"),
            ("\u{2EE2}", "马"),
            ("\u{2F08}", "人"),
            ("\u{2EC5}", "见"),
            ("\u{F9E1}", "李"),
            ("\u{2F804}", "\u{4F60}"),
            ("\u{31D0}", "一"),
        ] {
            assert_eq!(ordinary_text(found), wanted, "{found}");
        }
    }

    #[test]
    fn a_selector_of_a_variant_is_dropped() {
        assert_eq!(ordinary_text("葛\u{E0101}城\u{FE00}"), "葛城");
    }

    #[test]
    fn ordinary_characters_stay_and_so_does_what_has_become_one() {
        for c in ('\0'..=char::MAX).filter_map(ordinary) {
            assert_eq!(ordinary(c), Some(c), "{c}");
        }
        assert_eq!(ordinary_text("张〇㐂\u{20BB7}é·"), "张〇㐂\u{20BB7}é·");
    }

    #[test]
    fn every_radical_of_kangxi_has_an_ordinary_form() {
        for c in '\u{2F00}'..='\u{2FD5}' {
            assert!(ordinary(c).is_some_and(|form| form != c), "{c}");
        }
    }

    #[test]
    fn what_was_changed_can_be_told() {
        let told: Vec<_> = changes("\u{2F25}王\u{FE00}").collect();
        assert_eq!(told, [('\u{2F25}', Some('女')), ('\u{FE00}', None)]);
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(EQUIVALENT.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
