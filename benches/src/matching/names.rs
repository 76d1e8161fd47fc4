//! Names as Hunan's registers have them, and the characters that are taken for one another.

use super::chance::{Chance, Weighted};
use super::tables;
use std::collections::HashMap;

/// Whole given names out of the popular ones.
const POPULAR: f64 = 0.10;
/// Above this draw a given name has one character.
const SINGLE: f64 = 0.93;
/// A given name with a character many systems lose.
const RARE: f64 = 0.012;
/// A doubled character is kept.
const DOUBLED: f64 = 0.3;
/// An adult's given name has one character.
const ADULT_SINGLE: f64 = 0.3;

/// A child's or a parent's sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// As a sheet has it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Male => Self::Female,
            Self::Female => Self::Male,
        }
    }
}

/// Names of one sex.
struct Stock {
    first: Weighted<char>,
    second: Weighted<char>,
    popular: Weighted<&'static str>,
    adult: Weighted<char>,
}

impl Stock {
    fn new(
        first: &'static str,
        second: &'static str,
        popular: &'static str,
        adult: &'static str,
    ) -> Self {
        Self {
            first: Weighted::by_rank(first.chars()),
            second: Weighted::by_rank(second.chars()),
            popular: Weighted::by_rank(popular.split_whitespace()),
            adult: Weighted::by_rank(adult.chars()),
        }
    }
}

/// What names are made of.
pub struct Names {
    /// Surnames by their share.
    pub surname: Weighted<&'static str>,
    male: Stock,
    female: Stock,
    rare: Vec<char>,
    dot_first: Vec<&'static str>,
    dot_last: Vec<&'static str>,
    /// Characters of one sound.
    pub sounds: HashMap<char, Vec<char>>,
    /// Characters that look alike.
    pub looks: HashMap<char, Vec<char>>,
    /// Traditional forms.
    pub traditional: HashMap<char, char>,
}

impl Names {
    /// Reads the tables.
    pub fn new() -> Self {
        let share = |entry: &'static str| {
            let name = entry.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
            (name, entry[name.len()..].parse().unwrap_or_default())
        };
        let form = |entry: &str| {
            let mut characters = entry.chars();
            Some((characters.next()?, characters.nth(1)?))
        };
        Self {
            surname: Weighted::new(tables::SURNAMES.split_whitespace().map(share)),
            male: Stock::new(
                tables::BOY_1,
                tables::BOY_2,
                tables::POPULAR_BOY,
                tables::ADULT_M,
            ),
            female: Stock::new(
                tables::GIRL_1,
                tables::GIRL_2,
                tables::POPULAR_GIRL,
                tables::ADULT_F,
            ),
            rare: tables::RARE.chars().collect(),
            dot_first: tables::DOT_FIRST.split_whitespace().collect(),
            dot_last: tables::DOT_LAST.split_whitespace().collect(),
            sounds: groups(tables::HOMOPHONES),
            looks: groups(tables::LOOKALIKES),
            traditional: tables::TRADITIONAL
                .split_whitespace()
                .filter_map(form)
                .collect(),
        }
    }

    fn stock(&self, sex: Sex) -> &Stock {
        match sex {
            Sex::Male => &self.male,
            Sex::Female => &self.female,
        }
    }

    /// A given name; `lead` and `tail` are characters it shares with a brother's or sister's.
    pub fn given(
        &self,
        chance: &mut Chance,
        sex: Sex,
        lead: Option<char>,
        tail: Option<char>,
    ) -> String {
        let stock = self.stock(sex);
        let kind = chance.draw();
        if lead.is_none() && tail.is_none() {
            if kind < POPULAR {
                return stock.popular.draw(chance).to_owned();
            }
            if kind > SINGLE {
                return stock.second.draw(chance).to_string();
            }
        }
        let first = lead.unwrap_or_else(|| stock.first.draw(chance));
        let mut second = tail.unwrap_or_else(|| stock.second.draw(chance));
        if chance.happens(RARE) {
            second = *chance.pick(&self.rare);
        }
        if second == first && !chance.happens(DOUBLED) {
            second = stock.second.draw(chance);
        }
        [first, second].iter().collect()
    }

    /// A parent's whole name.
    pub fn adult(&self, chance: &mut Chance, surname: &str, sex: Sex) -> String {
        let stock = self.stock(sex);
        let last = stock.adult.draw(chance);
        if chance.happens(ADULT_SINGLE) {
            return format!("{surname}{last}");
        }
        format!("{surname}{}{last}", stock.adult.draw(chance))
    }

    /// A part of a name with a middle dot.
    pub fn dotted_part(&self, chance: &mut Chance) -> String {
        let first = *chance.pick(&self.dot_first);
        format!("{first}{}", chance.pick(&self.dot_last))
    }

    /// A name with a middle dot.
    pub fn dotted(&self, chance: &mut Chance) -> String {
        let own = self.dotted_part(chance);
        format!("{own}{}{}", tables::DOTS[0], self.dotted_part(chance))
    }

    /// Whether many systems lose this character.
    pub fn is_rare(&self, character: char) -> bool {
        self.rare.contains(&character)
    }
}

/// For each character those it stands in one word of the table with, in their order.
fn groups(text: &str) -> HashMap<char, Vec<char>> {
    let mut groups: HashMap<char, Vec<char>> = HashMap::new();
    for word in text
        .split_whitespace()
        .filter(|word| word.chars().nth(1).is_some())
    {
        for character in word.chars() {
            let group = groups.entry(character).or_default();
            for other in word.chars() {
                if other != character && !group.contains(&other) {
                    group.push(other);
                }
            }
        }
    }
    groups
}
