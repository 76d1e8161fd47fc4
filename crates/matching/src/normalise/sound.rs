//! Names to sounds: toneless pinyin, with finals and initials merged that Hunan speakers do not keep apart.

use super::name::LOST;
use pinyin::ToPinyin;
use std::sync::LazyLock;

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// Packed syllables start here, above every character.
const SYLLABLE_BASE: u32 = 0x0020_0000;
/// Letters one unit holds; 27^6 fits beside the base in 32 bits.
const LETTERS: usize = 6;

/// How coarsely sounds are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Tones dropped, `-ng` = `-n`.
    Fine,
    /// As [`Grain::Fine`], and zh = z, ch = c, sh = s, n- = l-, hu- = f-.
    Coarse,
}

/// Appends the sounds of a normalised name: one unit a syllable; a run of Latin letters is one syllable.
pub fn push_sounds(name: &[u32], grain: Grain, out: &mut Vec<u32>) {
    let mut latin = String::new();
    for unit in name {
        let Some(c) = char::from_u32(*unit) else {
            continue;
        };
        if c.is_ascii_alphabetic() {
            latin.push(c);
            continue;
        }
        flush(&mut latin, grain, out);
        out.push(sound_of(c, grain));
    }
    flush(&mut latin, grain, out);
}

/// The sounds of the basic plane's Han characters, looked up once each: fine, coarse.
static SOUNDS: LazyLock<Vec<[u32; 2]>> = LazyLock::new(|| {
    let all = (FIRST..=LAST).filter_map(char::from_u32);
    all.map(|c| [looked_up(c, Grain::Fine), looked_up(c, Grain::Coarse)])
        .collect()
});

fn sound_of(c: char, grain: Grain) -> u32 {
    let at = u32::from(c).wrapping_sub(FIRST) as usize;
    match (SOUNDS.get(at), grain) {
        (Some([fine, _]), Grain::Fine) => *fine,
        (Some([_, coarse]), Grain::Coarse) => *coarse,
        (None, _) => looked_up(c, grain),
    }
}

/// A character's packed syllable; a character without a known sound is its own.
fn looked_up(c: char, grain: Grain) -> u32 {
    c.to_pinyin()
        .map_or(u32::from(c), |sound| pack(sound.plain(), grain))
}

/// Whether a lost character stands in the name, so that its sound is not known.
#[must_use]
pub fn is_lossy(name: &[u32]) -> bool {
    name.contains(&u32::from(LOST))
}

fn flush(latin: &mut String, grain: Grain, out: &mut Vec<u32>) {
    if latin.is_empty() {
        return;
    }
    if latin.len() <= LETTERS {
        out.push(pack(latin, grain));
    } else {
        out.extend(latin.chars().map(u32::from));
    }
    latin.clear();
}

fn pack(syllable: &str, grain: Grain) -> u32 {
    let mut text = syllable.as_bytes();
    if text.ends_with(b"ng") {
        text = text.strip_suffix(b"g").unwrap_or(text);
    }
    let mut packed = 0_u32;
    let mut push = |letter: u8| {
        packed = packed * 27 + u32::from(letter.wrapping_sub(b'a').min(25)) + 1;
    };
    if grain == Grain::Coarse {
        match text {
            [initial @ (b'z' | b'c' | b's'), b'h', rest @ ..] => {
                push(*initial);
                text = rest;
            }
            [b'n', rest @ ..] if !rest.is_empty() => {
                push(b'l');
                text = rest;
            }
            [b'h', b'u', rest @ ..] => {
                push(b'f');
                // hu = fu, hui = fei, hun = fen; elsewhere the u is dropped: hua = fa, huan = fan.
                text = match rest {
                    b"" => b"u",
                    b"i" => b"ei",
                    b"n" => b"en",
                    _ => rest,
                };
            }
            _ => {}
        }
    }
    for letter in text.iter().take(LETTERS) {
        push(*letter);
    }
    SYLLABLE_BASE + packed
}

/// The letters of a sound, for a key that is written down: syllables joined by a blank.
#[must_use]
pub fn sound_text(units: &[u32]) -> String {
    let mut text = String::new();
    for unit in units {
        if !text.is_empty() {
            text.push(' ');
        }
        match unit.checked_sub(SYLLABLE_BASE) {
            None => text.extend(char::from_u32(*unit)),
            Some(mut packed) => {
                let mut letters = Vec::new();
                while packed > 0 {
                    letters.push(char::from(b'a' + (packed % 27).saturating_sub(1) as u8));
                    packed /= 27;
                }
                text.extend(letters.iter().rev());
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(name: &str, grain: Grain) -> Vec<u32> {
        let units: Vec<u32> = name.chars().map(u32::from).collect();
        let mut out = Vec::new();
        push_sounds(&units, grain, &mut out);
        out
    }

    #[test]
    fn names_that_sound_alike_have_one_sound() {
        assert_eq!(sounds("张婷", Grain::Fine), sounds("章停", Grain::Fine));
        assert_eq!(sounds("李欣", Grain::Fine), sounds("李星", Grain::Fine));
        assert_ne!(sounds("李丽", Grain::Fine), sounds("李梅", Grain::Fine));
    }

    #[test]
    fn the_coarse_grain_merges_initials_that_are_not_kept_apart() {
        assert_ne!(sounds("陈兰", Grain::Fine), sounds("岑南", Grain::Fine));
        assert_eq!(sounds("陈兰", Grain::Coarse), sounds("岑南", Grain::Coarse));
        assert_eq!(sounds("胡辉", Grain::Coarse), sounds("扶飞", Grain::Coarse));
    }

    #[test]
    fn pinyin_typed_for_a_rare_character_meets_the_character() {
        assert_eq!(sounds("王yan", Grain::Fine), sounds("王䶮", Grain::Fine));
    }

    #[test]
    fn a_sound_is_written_as_syllables() {
        assert_eq!(sound_text(&sounds("张雨涵", Grain::Fine)), "zhan yu han");
    }
}
