//! Names in Latin letters: words cut into syllables where they are pinyin, whole words where they are not.

use super::readings;
use super::syllable::pack;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const BLANK: u32 = ' ' as u32;
/// Letters of the longest syllable (zhuang).
const SYLLABLE_MAX: usize = 6;
/// Ways to cut one word that are followed: xian is one syllable or two, and a name has few such words.
const CUTS_MAX: usize = 4;

/// Whether the unit of a normalised name is a letter of a word.
pub(super) fn is_letter(unit: u32) -> bool {
    // Latin with its accents ends before U+0250, and U+1E00 to U+1EFF has more.
    char::from_u32(unit).is_some_and(|c| {
        c.is_alphabetic() && (c < '\u{0250}' || ('\u{1e00}'..='\u{1eff}').contains(&c))
    })
}

/// Whether a normalised name is written in Latin letters as a whole.
pub(super) fn is_latin(name: &[u32]) -> bool {
    name.first().is_some_and(|unit| is_letter(*unit))
        && name.iter().all(|unit| *unit == BLANK || is_letter(*unit))
}

/// Every syllable there is, packed, by its letters. Passports write `lyu` or `lu` for `lv`.
static SYLLABLES: LazyLock<BTreeMap<String, Vec<u32>>> = LazyLock::new(|| {
    let mut known: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut add = |letters: String, syllable: u32| {
        let packed = known.entry(letters).or_default();
        if !packed.contains(&syllable) {
            packed.push(syllable);
        }
    };
    let all = ('\u{4e00}'..='\u{9fff}').flat_map(readings::of_character);
    for reading in all.filter(|reading| reading.bytes().all(|byte| byte.is_ascii_lowercase())) {
        add(reading.clone(), pack(&reading));
        if let Some((initial @ ("l" | "n"), rest)) = reading.split_once('v') {
            for ending in ["yu", "u"] {
                add(format!("{initial}{ending}{rest}"), pack(&reading));
            }
        }
    }
    known
});

/// The ways to cut a word into syllables, longest syllables first; none for a word that is not pinyin.
fn cuts(word: &str) -> Vec<Vec<u32>> {
    let mut found = Vec::new();
    follow(word, &mut Vec::new(), &mut found);
    found
}

fn follow(rest: &str, so_far: &mut Vec<u32>, found: &mut Vec<Vec<u32>>) {
    if rest.is_empty() {
        found.push(so_far.clone());
        return;
    }
    for length in (1..=SYLLABLE_MAX.min(rest.len())).rev() {
        let Some((syllable, after)) = rest.split_at_checked(length) else {
            continue;
        };
        for packed in SYLLABLES.get(syllable).into_iter().flatten() {
            if found.len() >= CUTS_MAX {
                return;
            }
            so_far.push(*packed);
            follow(after, so_far, found);
            so_far.pop();
        }
    }
}

fn text(word: &[u32]) -> String {
    let chars = word.iter().filter_map(|unit| char::from_u32(*unit));
    chars.map(|c| if c == 'ü' { 'v' } else { c }).collect()
}

/// The syllables of letters inside a Han name, cut in the first way; the word as a whole where it is not pinyin.
pub(super) fn syllables(word: &[u32]) -> Vec<u32> {
    let text = text(word);
    let cut = cuts(&text).into_iter().next();
    cut.unwrap_or_else(|| vec![pack(&text)])
}

/// Every sound of a name in Latin letters, at most `max`: as it stands, and with what may be the surname at its end put first.
pub(super) fn each_sound(name: &[u32], max: usize, mut each: impl FnMut(&[u32])) {
    let words: Vec<&[u32]> = name.split(|unit| *unit == BLANK).collect();
    let cut: Vec<Vec<Vec<u32>>> = words.iter().map(|word| cuts(&text(word))).collect();
    if cut.iter().any(Vec::is_empty) {
        foreign(words, each);
        return;
    }
    let counts: Vec<usize> = cut.iter().map(Vec::len).collect();
    let mut left = max;
    let mut sound = Vec::new();
    readings::each_choice(&counts, max, |at| {
        sound.clear();
        let mut ends = Vec::with_capacity(words.len());
        for (cuts, at) in cut.iter().zip(at) {
            sound.extend(cuts.get(*at).into_iter().flatten());
            ends.push(sound.len());
        }
        for turned in turns(&ends, sound.len()) {
            if left > 0 {
                sound.rotate_right(turned);
                each(&sound);
                sound.rotate_left(turned);
                left -= 1;
            }
        }
    });
}

/// By how many syllables a sound is turned: not at all; the last word, or the last syllable of a single word; the last two
/// words where each syllable is one and the surname may be double.
fn turns(ends: &[usize], length: usize) -> Vec<usize> {
    let mut turns = vec![0];
    let from_end = |words: usize| {
        let before = ends.len().checked_sub(words + 1)?;
        ends.get(before).map(|end| length - end)
    };
    match ends.len() {
        0 => {}
        1 if length > 1 => turns.push(1),
        1 => {}
        2 | 3 => turns.extend(from_end(1)),
        _ => turns.extend([from_end(1), from_end(2)].into_iter().flatten()),
    }
    turns
}

/// A name that is not pinyin: its words in one order, whichever they stood in, and its letters without blanks.
fn foreign(mut words: Vec<&[u32]>, mut each: impl FnMut(&[u32])) {
    let joined = words.concat();
    words.sort_unstable();
    each(&words.join(&BLANK));
    each(&joined);
}
