//! Traditional and variant characters folded to one simplified form.

use std::sync::LazyLock;

const TABLE_TEXT: &str = include_str!("../../data/simplified.txt");
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// One slot per character of the basic plane's Han blocks; the few pairs outside are kept sorted.
struct Table {
    basic: Vec<char>,
    beyond: Vec<(char, char)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(build);

fn build() -> Table {
    let mut table = Table {
        basic: (FIRST..=LAST).filter_map(char::from_u32).collect(),
        beyond: Vec::new(),
    };
    for line in TABLE_TEXT.lines().filter(|line| !line.starts_with('#')) {
        let mut pair = line.chars();
        let (Some(from), Some(to)) = (pair.next(), pair.next()) else {
            continue;
        };
        match u32::from(from)
            .checked_sub(FIRST)
            .and_then(|at| table.basic.get_mut(at as usize))
        {
            Some(slot) => *slot = to,
            None => table.beyond.push((from, to)),
        }
    }
    table.beyond.sort_unstable();
    table
}

/// The simplified form of a character, or the character itself.
#[inline]
#[must_use]
pub fn simplified(c: char) -> char {
    let table = &*TABLE;
    let at = u32::from(c).wrapping_sub(FIRST) as usize;
    if let Some(found) = table.basic.get(at) {
        return *found;
    }
    match table.beyond.binary_search_by_key(&c, |pair| pair.0) {
        Ok(at) => table.beyond.get(at).map_or(c, |pair| pair.1),
        Err(_) => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_meet_their_simplified_form() {
        let text: String = "張劉龍陳鐘峯姸於".chars().map(simplified).collect();
        assert_eq!(text, "张刘龙陈钟峰妍于");
        assert_eq!(simplified('张'), '张');
        assert_eq!(simplified('a'), 'a');
    }

    #[test]
    fn folding_twice_changes_nothing_more() {
        for c in (FIRST..=LAST).filter_map(char::from_u32) {
            assert_eq!(simplified(simplified(c)), simplified(c), "{c}");
        }
    }
}
