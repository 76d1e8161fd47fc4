//! How a name may be typed in letters: by its whole sound or by the initials, in every reading of its characters,
//! the surname's own reading first (曾 is zeng, not ceng).

use matching::normalise::readings;
use std::collections::BTreeSet;
use storage::name_forms::NameFormRow;

/// Most readings of one name; with the surname's own reading first, what is left out is far-fetched.
const READINGS_MAX: usize = 16;
/// Fewest letters that are looked for: one letter is a tenth of the province.
pub const LETTERS_MIN: usize = 2;

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
    let syllables = syllables(name_key);
    let counts: Vec<usize> = syllables.iter().map(Vec::len).collect();
    let mut found = BTreeSet::new();
    readings::each_choice(&counts, READINGS_MAX, |at| {
        let chosen = syllables.iter().zip(at);
        let reading: Vec<&str> = chosen
            .filter_map(|(of, at)| of.get(*at).map(String::as_str))
            .collect();
        let initials: String = reading.iter().filter_map(|s| s.chars().next()).collect();
        found.insert(reading.concat());
        if initials.len() >= LETTERS_MIN {
            found.insert(initials);
        }
    });
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
    let double = match chars.as_slice() {
        [first, second, _, ..] => readings::of_double_surname(*first, *second),
        _ => None,
    };
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
        let own: &[&str] = match (&double, at) {
            (Some(sounds), _) => sounds.get(at..=at).unwrap_or_default(),
            (None, 0) => readings::of_surname(*c).unwrap_or_default(),
            _ => &[],
        };
        found.push(of_character(*c, own));
    }
    found
}

/// Every reading of a character without its tone, those of `own` before the others; of an unknown one, itself.
fn of_character(c: char, own: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = own.iter().map(|sound| (*sound).to_owned()).collect();
    for reading in readings::of_character(c) {
        if !found.contains(&reading) {
            found.push(reading);
        }
    }
    if found.is_empty() {
        found.push(c.to_string());
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
            ("覃小刚", "tanxiaogang", "txg"),
            ("万俟小刚", "moqixiaogang", "mqxg"),
            ("张㐂", "zhangxi", "zx"),
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
