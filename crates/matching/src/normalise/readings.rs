//! How names are read aloud: a surname in its own reading (解 xie, 万俟 mo qi), any other character in each of its readings.
//!
//! The one source of readings, for sounds that are compared and for names that are typed in letters.

use pinyin::ToPinyinMulti;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Surnames of two characters, with their readings.
const DOUBLE: &[(&str, [&str; 2])] = &[
    ("欧阳", ["ou", "yang"]),
    ("司马", ["si", "ma"]),
    ("上官", ["shang", "guan"]),
    ("诸葛", ["zhu", "ge"]),
    ("令狐", ["ling", "hu"]),
    ("皇甫", ["huang", "fu"]),
    ("司徒", ["si", "tu"]),
    ("司空", ["si", "kong"]),
    ("司寇", ["si", "kou"]),
    ("夏侯", ["xia", "hou"]),
    ("尉迟", ["yu", "chi"]),
    ("公孙", ["gong", "sun"]),
    ("仲孙", ["zhong", "sun"]),
    ("颛孙", ["zhuan", "sun"]),
    ("慕容", ["mu", "rong"]),
    ("东方", ["dong", "fang"]),
    ("宇文", ["yu", "wen"]),
    ("长孙", ["zhang", "sun"]),
    ("端木", ["duan", "mu"]),
    ("申屠", ["shen", "tu"]),
    ("南宫", ["nan", "gong"]),
    ("独孤", ["du", "gu"]),
    ("轩辕", ["xuan", "yuan"]),
    ("钟离", ["zhong", "li"]),
    ("濮阳", ["pu", "yang"]),
    ("淳于", ["chun", "yu"]),
    ("鲜于", ["xian", "yu"]),
    ("单于", ["chan", "yu"]),
    ("太史", ["tai", "shi"]),
    ("太叔", ["tai", "shu"]),
    ("公羊", ["gong", "yang"]),
    ("公冶", ["gong", "ye"]),
    ("赫连", ["he", "lian"]),
    ("澹台", ["tan", "tai"]),
    ("宗政", ["zong", "zheng"]),
    ("闻人", ["wen", "ren"]),
    ("百里", ["bai", "li"]),
    ("呼延", ["hu", "yan"]),
    ("东郭", ["dong", "guo"]),
    ("西门", ["xi", "men"]),
    ("完颜", ["wan", "yan"]),
    ("拓跋", ["tuo", "ba"]),
    ("第五", ["di", "wu"]),
    ("万俟", ["mo", "qi"]),
    ("闾丘", ["lv", "qiu"]),
    ("宰父", ["zai", "fu"]),
    ("亓官", ["qi", "guan"]),
    ("乐正", ["yue", "zheng"]),
    ("巫马", ["wu", "ma"]),
    ("漆雕", ["qi", "diao"]),
    ("羊舌", ["yang", "she"]),
    ("壤驷", ["rang", "si"]),
];

/// Surnames of one character that is read otherwise elsewhere, with the surname's own readings, the more frequent one first.
const SINGLE: &[(char, &[&str])] = &[
    ('曾', &["zeng"]),
    ('单', &["shan"]),
    ('解', &["xie"]),
    ('仇', &["qiu"]),
    ('查', &["zha"]),
    ('区', &["ou"]),
    ('乐', &["yue", "le"]),
    ('任', &["ren"]),
    ('华', &["hua"]),
    ('朴', &["piao"]),
    ('盖', &["ge", "gai"]),
    ('翟', &["zhai", "di"]),
    ('尹', &["yin"]),
    ('员', &["yun"]),
    ('缪', &["miao", "mou"]),
    ('繁', &["po"]),
    ('召', &["shao"]),
    ('燕', &["yan"]),
    ('纪', &["ji"]),
    ('覃', &["qin", "tan"]),
    ('谌', &["chen", "shen"]),
    ('晁', &["chao"]),
    ('逄', &["pang"]),
    ('冼', &["xian"]),
    ('黑', &["he", "hei"]),
    ('秘', &["bi", "mi"]),
    ('重', &["chong"]),
    ('宓', &["mi", "fu"]),
    ('洗', &["xian"]),
    ('祭', &["zhai"]),
    ('折', &["she"]),
    ('种', &["chong"]),
    ('车', &["che"]),
    ('郗', &["xi", "chi"]),
    ('相', &["xiang"]),
    ('卜', &["bu"]),
    ('那', &["na"]),
    ('能', &["nai"]),
    ('阚', &["kan"]),
    ('隗', &["wei", "kui"]),
    ('宁', &["ning"]),
    ('应', &["ying"]),
    ('占', &["zhan"]),
    ('费', &["fei", "bi"]),
    ('哈', &["ha"]),
    ('柏', &["bai", "bo"]),
    ('盛', &["sheng"]),
    ('臧', &["zang"]),
    ('褚', &["chu"]),
    ('幺', &["yao"]),
    ('句', &["gou"]),
    ('长', &["zhang"]),
    ('行', &["xing"]),
    ('尉', &["wei"]),
    ('薄', &["bo"]),
    ('都', &["du"]),
    ('乜', &["nie"]),
    ('六', &["lu"]),
    ('牟', &["mu", "mou"]),
    ('郇', &["xun", "huan"]),
    ('莘', &["shen", "xin"]),
    ('宿', &["su"]),
    ('佴', &["nai"]),
    ('炅', &["gui"]),
    ('呙', &["guo"]),
    ('訾', &["zi"]),
    ('眭', &["sui"]),
];

/// Characters the table of readings does not have, with the character they are another form of.
const SUPPLEMENT: &[(char, char)] = &[
    ('㐂', '喜'),
    ('𠮷', '吉'),
    ('㐧', '第'),
    ('㓛', '功'),
    ('㓻', '刚'),
    ('㔟', '势'),
    ('㕘', '参'),
    ('㕝', '事'),
    ('㚑', '灵'),
    ('㤗', '泰'),
    ('㦲', '哉'),
    ('㧞', '拔'),
    ('㪟', '敦'),
    ('㫖', '旨'),
    ('㫺', '昔'),
    ('㬢', '曦'),
    ('㳟', '恭'),
    ('㴱', '深'),
    ('䨇', '双'),
];

static DOUBLES: LazyLock<BTreeMap<[char; 2], [&str; 2]>> = LazyLock::new(|| {
    let pair = |(surname, sounds): &(&str, [&'static str; 2])| {
        let mut chars = surname.chars();
        Some(([chars.next()?, chars.next()?], *sounds))
    };
    DOUBLE.iter().filter_map(pair).collect()
});

static SINGLES: LazyLock<BTreeMap<char, &[&str]>> =
    LazyLock::new(|| SINGLE.iter().copied().collect());

/// The readings of a surname of two characters, in plain letters; `None` where the two are none.
#[must_use]
pub fn of_double_surname(first: char, second: char) -> Option<[&'static str; 2]> {
    DOUBLES.get(&[first, second]).copied()
}

/// A surname's own readings, in plain letters; `None` where it is read as the character is everywhere.
#[must_use]
pub fn of_surname(surname: char) -> Option<&'static [&'static str]> {
    SINGLES.get(&surname).copied()
}

/// Every surname with readings of its own.
pub(super) fn surnames() -> impl Iterator<Item = (char, &'static [&'static str])> {
    SINGLE.iter().copied()
}

/// Every surname of two characters.
pub(super) fn double_surnames() -> impl Iterator<Item = ([char; 2], [&'static str; 2])> {
    DOUBLES.iter().map(|(surname, sounds)| (*surname, *sounds))
}

/// Every reading of a character in plain letters (`ü` is `v`), the most usual one first; none for one without a known sound.
#[must_use]
pub fn of_character(c: char) -> Vec<String> {
    let form = SUPPLEMENT.iter().find(|(variant, _)| *variant == c);
    let c = form.map_or(c, |(_, form)| *form);
    let mut found: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain().replace('ü', "v");
        if !found.contains(&plain) {
            found.push(plain);
        }
    }
    found
}

/// Calls `each` with every choice of one of several alternatives a place, `max` at the most. The last place turns first, so
/// that what stands first at the first place, a surname's own reading, is never cut off.
pub fn each_choice(alternatives: &[usize], max: usize, mut each: impl FnMut(&[usize])) {
    let mut at = vec![0; alternatives.len()];
    for _ in 0..max {
        each(&at);
        let turned = at
            .iter_mut()
            .zip(alternatives)
            .rev()
            .find_map(|(at, count)| {
                if *at + 1 < *count {
                    *at += 1;
                    return Some(());
                }
                *at = 0;
                None
            });
        if turned.is_none() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_is_read_as_a_surname() {
        assert_eq!(of_surname('解'), Some(["xie"].as_slice()));
        assert_eq!(of_double_surname('万', '俟'), Some(["mo", "qi"]));
        assert_eq!(of_surname('王'), None);
        assert_eq!(of_double_surname('王', '万'), None);
    }

    #[test]
    fn no_surname_stands_twice_in_the_tables() {
        assert_eq!(SINGLES.len(), SINGLE.len());
        assert_eq!(DOUBLES.len(), DOUBLE.len());
    }

    #[test]
    fn every_reading_of_a_surname_is_a_syllable() {
        let known = |text: &str| {
            let all = ('\u{4e00}'..='\u{9fff}').flat_map(of_character);
            all.into_iter().any(|reading| reading == text)
        };
        let singles = SINGLE.iter().flat_map(|(_, sounds)| sounds.iter());
        for sound in singles.chain(DOUBLE.iter().flat_map(|(_, sounds)| sounds.iter())) {
            assert!(known(sound), "{sound}");
        }
    }

    #[test]
    fn a_character_has_all_its_readings_once() {
        assert_eq!(of_character('乐'), ["le", "yue"]);
        assert_eq!(of_character('女'), ["nv", "ru"]);
        assert_eq!(of_character('a'), Vec::<String>::new());
    }

    #[test]
    fn a_character_missing_in_the_table_is_read_as_the_one_it_is_a_form_of() {
        for (variant, form) in SUPPLEMENT {
            assert!(variant.to_pinyin_multi().is_none(), "{variant} has its own");
            assert!(!of_character(*form).is_empty(), "{form}");
            assert_eq!(of_character(*variant), of_character(*form));
        }
    }

    #[test]
    fn choices_come_last_place_first_and_no_more_than_the_limit() {
        let mut seen = Vec::new();
        each_choice(&[2, 2], 3, |at| seen.push(at.to_vec()));
        assert_eq!(seen, [[0, 0], [0, 1], [1, 0]]);
        let mut whole = 0;
        each_choice(&[2, 3], 100, |_| whole += 1);
        assert_eq!(whole, 6);
    }
}
