//! Names to sounds: rows of syllables.
//!
//! A name has every sound it may be read with: a character may have several readings, and a name in Latin letters says
//! neither where its syllables end nor on which side the surname stands.

use super::latin;
use super::name::LOST;
use super::readings;
use super::syllable::pack;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;
/// 々 repeats the character before it.
const AGAIN: u32 = 0x3005;

/// Sounds one name has at the most. Two characters with three readings each have nine; beyond, readings are far-fetched.
pub const SOUNDS_MAX: usize = 12;
/// Longer Han names are transliterations (阿卜杜拉·买买提), whose characters are read in the usual way only.
const READ_IN_FULL: usize = 5;

/// The sounds of a name, each a row of packed syllables.
#[derive(Debug, Default)]
pub struct Sounds {
    units: Vec<u32>,
    ends: Vec<usize>,
    /// The readings of each place of a Han name, and where they end.
    choices: Vec<u32>,
    places: Vec<usize>,
}

impl Sounds {
    /// Every sound of a normalised name whose first `surname` characters are the surname; the most usual one first.
    pub fn read(&mut self, name: &[u32], surname: usize) {
        self.units.clear();
        self.ends.clear();
        if latin::is_latin(name) {
            latin::each_sound(name, SOUNDS_MAX, |sound| self.push(sound));
        } else {
            self.read_han(name, surname);
        }
    }

    /// The sounds.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let from = std::iter::once(0).chain(self.ends.iter().copied());
        from.zip(&self.ends)
            .filter_map(|(from, to)| self.units.get(from..*to))
    }

    fn push(&mut self, sound: &[u32]) {
        self.units.extend_from_slice(sound);
        self.ends.push(self.units.len());
    }

    fn read_han(&mut self, name: &[u32], surname: usize) {
        self.choices.clear();
        self.places.clear();
        let all = name.len() <= READ_IN_FULL;
        let mut rest = name;
        while let [unit, after @ ..] = rest {
            let at = name.len() - rest.len();
            let run = rest
                .iter()
                .take_while(|unit| latin::is_letter(**unit))
                .count();
            if run > 0 {
                let (word, after) = rest.split_at(run);
                for syllable in latin::syllables(word) {
                    self.choices.push(syllable);
                    self.places.push(self.choices.len());
                }
                rest = after;
                continue;
            }
            self.read_character(*unit, name, (at, surname), all);
            rest = after;
        }
        let mut counts = Vec::with_capacity(self.places.len());
        let mut from = 0;
        for end in &self.places {
            counts.push(end - from);
            from = *end;
        }
        let (choices, places) = (&self.choices, &self.places);
        let (units, ends) = (&mut self.units, &mut self.ends);
        readings::each_choice(&counts, SOUNDS_MAX, |at| {
            let chosen = at.iter().zip(&counts).zip(places);
            units.extend(chosen.filter_map(|((at, count), end)| choices.get(end - count + at)));
            ends.push(units.len());
        });
    }

    /// Adds the readings of the character at a place.
    fn read_character(
        &mut self,
        unit: u32,
        name: &[u32],
        (at, surname): (usize, usize),
        all: bool,
    ) {
        let own = match (at, surname) {
            (0 | 1, 2) => double(name, at),
            (0, 1) => OWN.get(&unit).map(Vec::as_slice),
            _ => None,
        };
        if let Some(own) = own {
            self.choices.extend_from_slice(own);
        } else if unit == AGAIN && at > 0 {
            let before = self.places.len().checked_sub(2);
            let from = before.and_then(|at| self.places.get(at)).copied();
            self.choices.extend_from_within(from.unwrap_or(0)..);
        } else {
            let known = known(unit);
            // A surname without readings of its own is read in the usual way.
            let count = if all && at >= surname { known.len() } else { 1 };
            match known.get(..count).filter(|known| !known.is_empty()) {
                Some(readings) => self.choices.extend_from_slice(readings),
                None => self.choices.push(unit),
            }
        }
        self.places.push(self.choices.len());
    }
}

/// The readings of the basic plane's Han characters and of the few known beyond, looked up once each.
struct Table {
    units: Vec<u32>,
    ends: Vec<u32>,
    beyond: BTreeMap<u32, Vec<u32>>,
}

/// Han characters beyond the basic plane.
const BEYOND: std::ops::RangeInclusive<u32> = 0x2_0000..=0x3_23af;

static READINGS: LazyLock<Table> = LazyLock::new(|| {
    let packed = |unit: u32| -> Vec<u32> {
        let known = char::from_u32(unit).map(readings::of_character);
        let mut packed: Vec<u32> = Vec::new();
        for reading in known.into_iter().flatten() {
            let syllable = pack(&reading);
            // Readings that differ in -n and -ng only are one.
            if !packed.contains(&syllable) {
                packed.push(syllable);
            }
        }
        packed
    };
    let mut table = Table {
        units: Vec::new(),
        ends: vec![0],
        beyond: BTreeMap::new(),
    };
    for unit in FIRST..=LAST {
        table.units.extend(packed(unit));
        table.ends.push(table.units.len() as u32);
    }
    let beyond = BEYOND.map(|unit| (unit, packed(unit)));
    table.beyond = beyond.filter(|(_, known)| !known.is_empty()).collect();
    table
});

/// A character's packed readings.
fn known(unit: u32) -> &'static [u32] {
    let table = &*READINGS;
    if unit > LAST {
        return table.beyond.get(&unit).map_or(&[], Vec::as_slice);
    }
    let at = unit.wrapping_sub(FIRST) as usize;
    match (table.ends.get(at), table.ends.get(at + 1)) {
        (Some(from), Some(to)) => table.units.get(*from as usize..*to as usize),
        _ => None,
    }
    .unwrap_or(&[])
}

/// Surnames' own readings, packed.
static OWN: LazyLock<BTreeMap<u32, Vec<u32>>> = LazyLock::new(|| {
    readings::surnames()
        .map(|(surname, sounds)| {
            let packed = sounds.iter().map(|sound| pack(sound)).collect();
            (u32::from(surname), packed)
        })
        .collect()
});

/// The reading of one place of a double surname.
fn double(name: &[u32], at: usize) -> Option<&'static [u32]> {
    static DOUBLES: LazyLock<BTreeMap<[char; 2], [u32; 2]>> = LazyLock::new(|| {
        readings::double_surnames()
            .map(|(surname, sounds)| (surname, sounds.map(pack)))
            .collect()
    });
    let [first, second, ..] = name else {
        return None;
    };
    let surname = [char::from_u32(*first)?, char::from_u32(*second)?];
    DOUBLES.get(&surname)?.get(at..=at)
}

/// Whether a lost character stands in the name, so that its sound is not known.
#[must_use]
pub fn is_lossy(name: &[u32]) -> bool {
    name.contains(&u32::from(LOST))
}

#[cfg(test)]
mod tests {
    use super::super::name::{person_name, surname_len};
    use super::super::syllable::{coarsen, sound_text};
    use super::*;
    use std::collections::BTreeSet;

    fn sounds(name: &str) -> BTreeSet<String> {
        let mut units = Vec::new();
        person_name(name, &mut units);
        let mut sounds = Sounds::default();
        sounds.read(&units, surname_len(&units));
        sounds.iter().map(sound_text).collect()
    }

    fn coarse(name: &str) -> String {
        let units: Vec<u32> = name.chars().map(u32::from).collect();
        let mut sounds = Sounds::default();
        sounds.read(&units, 1);
        let mut first = sounds.iter().next().unwrap().to_vec();
        coarsen(&mut first);
        sound_text(&first)
    }

    fn alike(a: &str, b: &str) -> bool {
        !sounds(a).is_disjoint(&sounds(b))
    }

    #[test]
    fn names_that_sound_alike_share_a_sound() {
        assert!(alike("张婷", "章停") && alike("李欣", "李星"));
        assert!(!alike("李丽", "李梅"));
    }

    #[test]
    fn a_surname_sounds_as_a_surname() {
        for (a, b) in [
            ("解小东", "谢小东"),
            ("仇小东", "邱小东"),
            ("覃小东", "秦小东"),
            ("覃小东", "谭小东"),
            ("区小东", "欧小东"),
            ("缪小东", "苗小东"),
            ("乐小东", "岳小东"),
            ("单小东", "善小东"),
            ("翟小东", "寨小东"),
            ("曾小东", "增小东"),
            ("万俟小东", "莫齐小东"),
            ("尉迟小东", "玉池小东"),
            ("单于小东", "缠玉小东"),
        ] {
            assert!(alike(a, b), "{a} {:?} {b} {:?}", sounds(a), sounds(b));
        }
        assert_eq!(
            sounds("单小东"),
            BTreeSet::from(["shan xiao don".to_owned()])
        );
    }

    #[test]
    fn a_given_name_sounds_in_every_reading_of_its_characters() {
        for (a, b) in [
            ("王晟", "王盛"),
            ("王晟", "王成"),
            ("王乐", "王月"),
            ("王乐", "王勒"),
            ("李朝", "李招"),
            ("李长行", "李常航"),
            ("张㐂", "张喜"),
            ("𠮷𠮷", "吉吉"),
            ("王々", "王王"),
        ] {
            assert!(alike(a, b), "{a} {:?} {b} {:?}", sounds(a), sounds(b));
        }
    }

    #[test]
    fn a_name_in_latin_letters_sounds_as_its_syllables_whichever_way_it_is_cut_and_turned() {
        for latin in [
            "Wang Zihan",
            "WANG ZI HAN",
            "Zihan Wang",
            "ZI HAN WANG",
            "WANG, Zi-Han",
            "wangzihan",
            "ＷＡＮＧ　ＺＩＨＡＮ",
        ] {
            assert!(alike("王梓涵", latin), "{latin} {:?}", sounds(latin));
        }
        for (han, latin) in [
            ("吕娜", "Lyu Na"),
            ("吕娜", "LU NA"),
            ("吕娜", "Lü Na"),
            ("西安", "Xian"),
            ("欧阳子涵", "Zihan Ouyang"),
            ("欧阳子涵", "ZI HAN OU YANG"),
            ("解小东", "Xie Xiaodong"),
            ("王晟", "Sheng Wang"),
        ] {
            assert!(alike(han, latin), "{latin} {:?}", sounds(latin));
        }
        assert!(!alike("王梓涵", "Wang Zixuan"));
    }

    #[test]
    fn a_foreign_name_is_the_same_in_either_order() {
        assert!(alike("John Smith", "SMITH John"));
        assert!(alike("John F. Kennedy", "Kennedy, John F."));
        assert!(alike("Mary Smith-Jones", "MARY SMITH JONES"));
        assert!(!alike("John Smith", "Jane Smith"));
    }

    #[test]
    fn the_coarse_grain_merges_initials_that_are_not_kept_apart() {
        assert!(!alike("陈兰", "岑南"));
        assert_eq!(coarse("陈兰"), coarse("岑南"));
        assert_eq!(coarse("胡辉"), coarse("扶飞"));
    }

    #[test]
    fn pinyin_typed_for_a_rare_character_meets_the_character() {
        assert!(alike("王yan", "王䶮"));
    }

    #[test]
    fn no_name_has_more_sounds_than_the_limit_and_a_transliteration_has_one() {
        assert!(sounds("张和和").len() <= SOUNDS_MAX);
        assert_eq!(sounds("阿卜杜拉·买买提").len(), 1);
    }
}
