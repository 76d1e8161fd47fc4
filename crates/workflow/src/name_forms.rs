//! How a name may be typed in letters: by its whole sound or by the initials, in every reading of its characters,
//! the surname's own reading first (曾 is zeng, not ceng).

use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;
use storage::name_forms::NameFormRow;

/// Most readings of one name; with the surname's own reading first, what is left out is far-fetched.
const READINGS_MAX: usize = 16;
/// Fewest letters that are looked for: one letter is a tenth of the province.
pub const LETTERS_MIN: usize = 2;

/// Surnames of two characters whose sound is their own.
const COMPOUND_SURNAMES: &[(&str, [&str; 2])] = &[
    ("单于", ["chan", "yu"]),
    ("尉迟", ["yu", "chi"]),
    ("万俟", ["mo", "qi"]),
    ("长孙", ["zhang", "sun"]),
    ("澹台", ["tan", "tai"]),
    ("令狐", ["ling", "hu"]),
    ("皇甫", ["huang", "fu"]),
    ("宇文", ["yu", "wen"]),
    ("呼延", ["hu", "yan"]),
    ("夏侯", ["xia", "hou"]),
    ("闾丘", ["lv", "qiu"]),
    ("公冶", ["gong", "ye"]),
    ("宰父", ["zai", "fu"]),
    ("亓官", ["qi", "guan"]),
    ("乐正", ["yue", "zheng"]),
];

/// Surnames of one character that has several readings, with the surname's own.
const SURNAMES: &[(char, &str)] = &[
    ('曾', "zeng"),
    ('单', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('区', "ou"),
    ('乐', "yue"),
    ('任', "ren"),
    ('华', "hua"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('翟', "zhai"),
    ('尹', "yin"),
    ('员', "yun"),
    ('缪', "miao"),
    ('繁', "po"),
    ('召', "shao"),
    ('燕', "yan"),
    ('纪', "ji"),
    ('覃', "qin"),
    ('谌', "chen"),
    ('晁', "chao"),
    ('逄', "pang"),
    ('冼', "xian"),
    ('黑', "he"),
    ('秘', "bi"),
    ('重', "chong"),
    ('宓', "mi"),
    ('洗', "xian"),
    ('祭', "zhai"),
    ('折', "she"),
    ('种', "chong"),
    ('车', "che"),
    ('郗', "xi"),
    ('相', "xiang"),
    ('卜', "bu"),
    ('那', "na"),
    ('能', "nai"),
    ('阚', "kan"),
    ('隗', "wei"),
    ('宁', "ning"),
    ('应', "ying"),
    ('占', "zhan"),
    ('费', "fei"),
    ('哈', "ha"),
    ('柏', "bai"),
    ('盛', "sheng"),
    ('臧', "zang"),
    ('褚', "chu"),
    ('幺', "yao"),
    ('句', "gou"),
    ('长', "zhang"),
    ('行', "xing"),
    ('尉', "wei"),
];

/// The rows of `name_forms` for names nobody bore before, in the order of the index.
pub(crate) fn rows<'n>(name_keys: impl IntoIterator<Item = &'n String>) -> Vec<NameFormRow> {
    let mut rows: Vec<NameFormRow> = name_keys
        .into_iter()
        .flat_map(|name| {
            forms(name).into_iter().map(|form| NameFormRow {
                form,
                name_key: name.clone(),
            })
        })
        .collect();
    rows.sort_unstable();
    rows
}

/// Whole sound and initials of a name in comparison form, in a limited number of readings.
pub fn forms(name_key: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for reading in readings(&syllables(name_key)) {
        let initials: String = reading.iter().filter_map(|s| s.chars().next()).collect();
        found.insert(reading.concat());
        if initials.len() >= LETTERS_MIN {
            found.insert(initials);
        }
    }
    found.remove("");
    found
}

/// What somebody typed as letters, in the spelling of [`forms`]: `Lü Na` is `lvna`. Nothing when it is no sound, or
/// too short to look for.
pub fn typed(text: &str) -> Option<String> {
    let mut letters = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' | '\'' | '-' | '\u{2019}' | '\u{00B7}' => {}
            'ü' | 'Ü' => letters.push('v'),
            c if c.is_ascii_alphabetic() => letters.push(c.to_ascii_lowercase()),
            _ => return None,
        }
    }
    (letters.len() >= LETTERS_MIN).then_some(letters)
}

/// The readings of each character; a run of Latin letters is one.
fn syllables(name_key: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = name_key.chars().collect();
    let compound = COMPOUND_SURNAMES
        .iter()
        .find(|(surname, _)| chars.len() > 2 && name_key.starts_with(surname));
    let mut found: Vec<Vec<String>> = Vec::with_capacity(chars.len());
    let mut in_latin = false;
    for (at, c) in chars.iter().enumerate() {
        if c.is_ascii() {
            let letter = c.to_ascii_lowercase();
            match found.last_mut().and_then(|last| last.first_mut()) {
                Some(word) if in_latin => word.push(letter),
                _ => found.push(vec![letter.to_string()]),
            }
            in_latin = true;
            continue;
        }
        in_latin = false;
        let first = match (compound, at) {
            (Some((_, sounds)), _) => sounds.get(at).copied(),
            (None, 0) => SURNAMES
                .iter()
                .find(|(surname, _)| surname == c)
                .map(|(_, sound)| *sound),
            _ => None,
        };
        found.push(of_character(*c, first));
    }
    found
}

/// Every reading of a character without its tone, `first` before the others; of an unknown one, itself.
fn of_character(c: char, first: Option<&str>) -> Vec<String> {
    let mut found: Vec<String> = first.map(str::to_owned).into_iter().collect();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain().replace('ü', "v");
        if !found.contains(&plain) {
            found.push(plain);
        }
    }
    if found.is_empty() {
        found.push(c.to_string());
    }
    found
}

/// Combinations of readings; the last character's vary first, so that the surname's own reading is never cut off.
fn readings(syllables: &[Vec<String>]) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    let mut at = vec![0; syllables.len()];
    while found.len() < READINGS_MAX {
        found.push(
            syllables
                .iter()
                .zip(&at)
                .filter_map(|(of, at)| of.get(*at).map(String::as_str))
                .collect(),
        );
        let turned = at.iter_mut().zip(syllables).rev().find_map(|(at, of)| {
            if *at + 1 < of.len() {
                *at += 1;
                return Some(());
            }
            *at = 0;
            None
        });
        if turned.is_none() {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(name: &str, form: &str) -> bool {
        forms(name).contains(form)
    }

    #[test]
    fn a_surname_is_found_by_its_own_reading() {
        for (name, full, initials) in [
            ("曾庆红", "zengqinghong", "zqh"),
            ("单晓东", "shanxiaodong", "sxd"),
            ("解小东", "xiexiaodong", "xxd"),
            ("仇英", "qiuying", "qy"),
            ("查良镛", "zhaliangyong", "zly"),
            ("区大海", "oudahai", "odh"),
            ("乐小芳", "yuexiaofang", "yxf"),
            ("任建国", "renjianguo", "rjg"),
            ("华小敏", "huaxiaomin", "hxm"),
            ("朴志勇", "piaozhiyong", "pzy"),
            ("盖小红", "gexiaohong", "gxh"),
            ("尉迟恭", "yuchigong", "ycg"),
            ("单于小明", "chanyuxiaoming", "cyxm"),
            ("覃小刚", "qinxiaogang", "qxg"),
        ] {
            assert!(has(name, full), "{name} {:?}", forms(name));
            assert!(has(name, initials), "{name} {:?}", forms(name));
        }
    }

    #[test]
    fn the_common_reading_of_a_surname_finds_it_too() {
        assert!(has("曾庆红", "cengqinghong") && has("解小东", "jiexiaodong"));
    }

    #[test]
    fn no_name_has_more_readings_than_the_limit_and_the_surname_keeps_its_own() {
        let many = "曾行长重乐单朝会着";
        let found = forms(many);
        assert!(found.len() <= 2 * READINGS_MAX);
        assert!(found.iter().all(|form| form.starts_with('z')), "{found:?}");
    }

    #[test]
    fn letters_are_read_as_they_are_spelt_in_the_index() {
        assert_eq!(typed(" Lü Na "), Some("lvna".to_owned()));
        assert!(has("吕娜", "lvna"));
        assert_eq!(typed("zhang'wei"), Some("zhangwei".to_owned()));
        assert_eq!(typed("z"), None);
        assert_eq!(typed("张w"), None);
        assert!(has("JOHNSMITH", "johnsmith"));
        assert!(has("阿卜杜拉买买提", "abudulamaimaiti"));
    }
}
