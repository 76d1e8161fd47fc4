//! Syllables in one word each: toneless pinyin, packed, with finals and initials merged that Hunan speakers do not keep apart.

/// Packed syllables start here, above every character.
const SYLLABLE_BASE: u32 = 0x0020_0000;
/// Letters one unit holds; 27^6 fits beside the base in 32 bits.
const LETTERS: usize = 6;

/// A syllable in one unit: tones dropped, `-ng` = `-n`; letters beyond those that fit are cut off.
#[must_use]
pub fn pack(syllable: &str) -> u32 {
    let text = syllable.as_bytes();
    let text = match text.strip_suffix(b"g") {
        Some(short) if short.ends_with(b"n") => short,
        _ => text,
    };
    pack_letters(text.iter().copied())
}

fn pack_letters(letters: impl Iterator<Item = u8>) -> u32 {
    let digit = |letter: u8| u32::from(letter.wrapping_sub(b'a').min(25)) + 1;
    SYLLABLE_BASE
        + letters
            .take(LETTERS)
            .fold(0, |packed, letter| packed * 27 + digit(letter))
}

/// The letters of a packed syllable; `None` for a character without a known sound.
fn unpack(unit: u32) -> Option<Vec<u8>> {
    let mut packed = unit.checked_sub(SYLLABLE_BASE)?;
    let mut letters = Vec::with_capacity(LETTERS);
    while packed > 0 {
        letters.push(b'a' + (packed % 27).saturating_sub(1) as u8);
        packed /= 27;
    }
    letters.reverse();
    Some(letters)
}

/// A sound more coarsely: zh = z, ch = c, sh = s, n- = l-, hu- = f-.
pub fn coarsen(sound: &mut [u32]) {
    for unit in sound {
        if let Some(letters) = unpack(*unit) {
            *unit = coarse(&letters);
        }
    }
}

fn coarse(letters: &[u8]) -> u32 {
    let (initial, rest): (&[u8], &[u8]) = match letters {
        [b'z', b'h', rest @ ..] => (b"z", rest),
        [b'c', b'h', rest @ ..] => (b"c", rest),
        [b's', b'h', rest @ ..] => (b"s", rest),
        [b'n', rest @ ..] if !rest.is_empty() => (b"l", rest),
        // hu = fu, hui = fei, hun = fen; elsewhere the u is dropped: hua = fa, huan = fan.
        [b'h', b'u'] => (b"f", b"u"),
        [b'h', b'u', b'i'] => (b"f", b"ei"),
        [b'h', b'u', b'n'] => (b"f", b"en"),
        [b'h', b'u', rest @ ..] => (b"f", rest),
        all => (b"", all),
    };
    pack_letters(initial.iter().chain(rest).copied())
}

/// The letters of a sound, for a key that is written down: syllables joined by a blank.
#[must_use]
pub fn sound_text(units: &[u32]) -> String {
    let mut text = String::new();
    for unit in units {
        if !text.is_empty() {
            text.push(' ');
        }
        match unpack(*unit) {
            Some(letters) => text.extend(letters.into_iter().map(char::from)),
            None => text.extend(char::from_u32(*unit)),
        }
    }
    text
}
