//! The edits of whoever fills in a claim: one wrong digit, a character of the same sound, a number Excel cut off.

use super::chance::{Chance, Weighted};
use super::mistyped::{number_edit, typo};
use super::names::{Names, Sex};
use super::{numbers, tables};
use std::collections::HashMap;

/// An edit, and how often it is drawn among the others. One that cannot apply is drawn again.
pub const EDITS: &[(Edit, &str, f64)] = &[
    (Edit::IdDigit, "id_digit", 18.0),
    (Edit::IdSwap, "id_swap", 11.0),
    (Edit::IdFloat, "id_float", 10.0),
    (Edit::IdDrop, "id_drop", 3.0),
    (Edit::IdBlank, "id_blank", 6.0),
    (Edit::IdFormat, "id_format", 4.0),
    (Edit::NameHomophone, "name_homophone", 12.0),
    (Edit::NameLookalike, "name_lookalike", 8.0),
    (Edit::NameTraditional, "name_trad", 6.0),
    (Edit::NameRare, "name_rare", 5.0),
    (Edit::NameDot, "name_dot", 6.0),
    (Edit::NameSpace, "name_space", 3.0),
    (Edit::NameSurname, "name_surname", 5.0),
    (Edit::NameGiven, "name_given", 2.0),
    (Edit::BornSwap, "dob_swap", 5.0),
    (Edit::BornDigit, "dob_digit", 5.0),
    (Edit::SexWrong, "sex_wrong", 3.0),
    (Edit::CertificateDigit, "cert_digit", 4.0),
    (Edit::ParentName, "parent_name", 3.0),
    (Edit::ParentIdDigit, "parent_id_digit", 3.0),
];

/// A kind of edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// One digit of the child's number mistyped.
    IdDigit,
    /// Two neighbouring digits exchanged.
    IdSwap,
    /// Excel kept fifteen digits, or six.
    IdFloat,
    /// One digit left out.
    IdDrop,
    /// The number not filled in.
    IdBlank,
    /// Small letters, full width, blanks, an apostrophe.
    IdFormat,
    /// A character of the same sound.
    NameHomophone,
    /// A character that looks alike.
    NameLookalike,
    /// Traditional characters.
    NameTraditional,
    /// A rare character lost.
    NameRare,
    /// Another middle dot, or none.
    NameDot,
    /// A blank in the name.
    NameSpace,
    /// The other parent's surname, or another one.
    NameSurname,
    /// Another given name.
    NameGiven,
    /// Day and month exchanged.
    BornSwap,
    /// One digit of the date wrong.
    BornDigit,
    /// The wrong sex.
    SexWrong,
    /// One digit of the birth certificate wrong.
    CertificateDigit,
    /// A character of the parent's name with the same sound.
    ParentName,
    /// One digit of the parent's number mistyped.
    ParentIdDigit,
}

impl Edit {
    fn is_of_number(self) -> bool {
        matches!(
            self,
            Self::IdDigit
                | Self::IdSwap
                | Self::IdFloat
                | Self::IdDrop
                | Self::IdBlank
                | Self::IdFormat
        )
    }

    /// Whether it changes the child's name.
    pub fn is_of_name(self) -> bool {
        use Edit::{
            NameDot, NameGiven, NameHomophone, NameLookalike, NameRare, NameSpace, NameSurname,
            NameTraditional,
        };
        matches!(
            self,
            NameHomophone
                | NameLookalike
                | NameTraditional
                | NameRare
                | NameDot
                | NameSpace
                | NameSurname
                | NameGiven
        )
    }
}

/// The cells an edit can change.
#[derive(Debug, Clone)]
pub struct Cells {
    /// The child's name.
    pub name: String,
    /// The child's number.
    pub id: String,
    /// The child's birth date.
    pub born: String,
    /// The child's sex.
    pub sex: Sex,
    /// The birth certificate.
    pub certificate: String,
    /// The parent's name.
    pub parent: String,
    /// The parent's number.
    pub parent_id: String,
    /// The telephone.
    pub phone: String,
}

/// The true names an edit may draw on.
pub struct Truth<'a> {
    /// The child's surname.
    pub surname: &'a str,
    /// The child's given name; empty where the name has no such parts.
    pub given: &'a str,
    /// The child's sex.
    pub sex: Sex,
    /// The surname of the parent who does not claim.
    pub other_surname: &'a str,
}

/// Makes edits.
pub struct Clumsy {
    kinds: Weighted<usize>,
    variants: HashMap<char, String>,
    letters: HashMap<char, String>,
    year: i32,
}

impl Clumsy {
    /// A clerk of a benefit year.
    pub fn new(year: i32) -> Self {
        let map = |text: &'static str| {
            let entry = |word: &str| {
                let mut characters = word.chars();
                Some((characters.next()?, characters.as_str().to_owned()))
            };
            text.split_whitespace().filter_map(entry).collect()
        };
        Self {
            kinds: Weighted::new(
                EDITS
                    .iter()
                    .enumerate()
                    .map(|(at, (_, _, weight))| (at, *weight)),
            ),
            variants: map(tables::RARE_VARIANT),
            letters: map(tables::RARE_PINYIN),
            year,
        }
    }

    /// The place in [`EDITS`] of an edit.
    pub fn draw(&self, chance: &mut Chance) -> usize {
        self.kinds.draw(chance)
    }

    /// Makes an edit; `false` when it cannot apply to these cells.
    pub fn edit(
        &self,
        chance: &mut Chance,
        names: &Names,
        edit: Edit,
        cells: &mut Cells,
        truth: &Truth<'_>,
    ) -> bool {
        if edit.is_of_number() {
            let Some(id) = number_edit(chance, edit, &cells.id) else {
                return false;
            };
            cells.id = id;
            return true;
        }
        if edit.is_of_name() {
            let name = self.name_edit(chance, names, edit, &cells.name, truth);
            let Some(name) = name.filter(|name| *name != cells.name) else {
                return false;
            };
            cells.name = name;
            return true;
        }
        let place = match edit {
            Edit::BornSwap => return swap_day_and_month(&mut cells.born),
            Edit::BornDigit => return self.wrong_date(chance, &mut cells.born),
            Edit::SexWrong => {
                cells.sex = cells.sex.other();
                return true;
            }
            Edit::ParentName => {
                let Some(name) = exchange(chance, &cells.parent, &names.sounds) else {
                    return false;
                };
                cells.parent = name;
                return true;
            }
            Edit::CertificateDigit => (&mut cells.certificate, 1, 10),
            _ => (&mut cells.parent_id, 0, 17),
        };
        let (cell, from, to) = place;
        if cell.is_empty() {
            return false;
        }
        *cell = typo(chance, cell, from, to);
        true
    }

    fn name_edit(
        &self,
        chance: &mut Chance,
        names: &Names,
        edit: Edit,
        name: &str,
        truth: &Truth<'_>,
    ) -> Option<String> {
        match edit {
            Edit::NameHomophone => exchange(chance, name, &names.sounds),
            Edit::NameLookalike => exchange(chance, name, &names.looks),
            Edit::NameTraditional => Some(
                name.chars()
                    .map(|c| names.traditional.get(&c).copied().unwrap_or(c))
                    .collect(),
            ),
            Edit::NameRare => self.lose_rare(chance, names, name),
            Edit::NameDot if name.contains(tables::DOTS[0]) => {
                let dot: &str = chance.pick::<&str>(&tables::DOTS[1..]);
                Some(name.replace(tables::DOTS[0], dot))
            }
            Edit::NameSpace => {
                let blank = if chance.happens(0.5) { " " } else { "\u{3000}" };
                let first = name.chars().next()?;
                Some(format!("{first}{blank}{}", &name[first.len_utf8()..]))
            }
            Edit::NameSurname if !truth.given.is_empty() => {
                let surname = if chance.happens(0.75) {
                    truth.other_surname
                } else {
                    names.surname.draw(chance)
                };
                let doubled = chance.happens(0.1);
                Some(if doubled {
                    format!("{}{}{}", truth.surname, truth.other_surname, truth.given)
                } else {
                    format!("{surname}{}", truth.given)
                })
            }
            Edit::NameGiven if !truth.given.is_empty() => Some(format!(
                "{}{}",
                truth.surname,
                names.given(chance, truth.sex, None, None)
            )),
            _ => None,
        }
    }

    fn lose_rare(&self, chance: &mut Chance, names: &Names, name: &str) -> Option<String> {
        let characters: Vec<char> = name.chars().collect();
        let rare: Vec<usize> = (0..characters.len())
            .filter(|at| names.is_rare(characters[*at]))
            .collect();
        if rare.is_empty() {
            return None;
        }
        let at = *chance.pick(&rare);
        let variant = self.variants.get(&characters[at]).map(String::as_str);
        let letters = self
            .letters
            .get(&characters[at])
            .map_or("?", String::as_str);
        let lost = [
            "?",
            "□",
            "*",
            variant.unwrap_or("?"),
            variant.unwrap_or("〇"),
            letters,
        ];
        let lost = *chance.pick(&lost);
        let (before, after) = (&characters[..at], &characters[at + 1..]);
        Some(format!(
            "{}{lost}{}",
            before.iter().collect::<String>(),
            after.iter().collect::<String>()
        ))
    }

    fn wrong_date(&self, chance: &mut Chance, born: &mut String) -> bool {
        for _ in 0..20 {
            let wrong = typo(chance, &born.replace('-', ""), 2, 8);
            let Some(date) = numbers::date(&wrong[..4], &wrong[4..6], &wrong[6..]) else {
                continue;
            };
            if chrono::Datelike::year(&date) <= self.year {
                *born = date.format("%Y-%m-%d").to_string();
                return true;
            }
        }
        false
    }
}

fn swap_day_and_month(born: &mut String) -> bool {
    let (year, month, day) = (&born[..4], &born[5..7], &born[8..]);
    if day > "12" || month == day {
        return false;
    }
    *born = format!("{year}-{day}-{month}");
    true
}

/// One character for another out of a table.
fn exchange(chance: &mut Chance, name: &str, table: &HashMap<char, Vec<char>>) -> Option<String> {
    let mut characters: Vec<char> = name.chars().collect();
    let places: Vec<usize> = (0..characters.len())
        .filter(|at| table.contains_key(&characters[*at]))
        .collect();
    if places.is_empty() {
        return None;
    }
    let at = *chance.pick(&places);
    characters[at] = *chance.pick(table.get(&characters[at])?);
    Some(characters.into_iter().collect())
}
