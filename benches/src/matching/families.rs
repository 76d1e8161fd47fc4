//! Families, their children and their claims: labelled data in which it is known who is who.
//!
//! Everything is invented. One number of children and one seed give the same bytes on every machine. Most children are
//! claimed once, some by both parents; siblings, twins and strangers of one name and birthday make it hard to tell.

use super::chance::Chance;
use super::edits::Clumsy;
use super::names::{Names, Sex};
use super::numbers::{Calendar, Numbers};
use super::tables;
use anyhow::Result;

/// Siblings share the draw of how often they are claimed.
const CLAIMED_ALIKE: f64 = 0.80;
/// Twins, by birth: 3% of the children are twins.
const TWIN_BIRTH: f64 = 0.0152;
/// Children with a birth certificate only.
const NEWBORN: f64 = 0.05;
/// Families with a child that has a stranger's name and birthday, as dense as among eight million children.
const STRANGER: f64 = 0.006;
const STRANGER_IN_COUNTY: f64 = 0.40;
/// Children strangers are drawn from.
const POOL: usize = 20_000;
const DOTTED_NAME: f64 = 0.005;
const MOTHERS_SURNAME: f64 = 0.08;

/// A claim, and what is true about it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The cells behind the claim's id, joined by commas.
    pub row: String,
    /// The number of the child.
    pub child: u32,
    /// The number of the family.
    pub family: u32,
    /// The number of the birth within the family, plus one, where it was twins; else 0.
    pub twins: u8,
    /// What went wrong.
    pub errors: Vec<&'static str>,
}

/// Labelled claims.
#[derive(Debug)]
pub struct Labelled {
    /// In the order of the file.
    pub claims: Vec<Claim>,
    /// For each child the first child of its group of strangers, plus one; else 0.
    pub strangers: Vec<u32>,
}

#[derive(Debug, Clone)]
pub(super) struct Child {
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) surname: &'static str,
    pub(super) given: String,
    pub(super) sex: Sex,
    pub(super) day: usize,
    pub(super) area: &'static str,
    pub(super) county: &'static str,
    pub(super) sequence: u32,
    pub(super) certificate: String,
}

pub(super) struct Parent {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) phone: String,
    pub(super) surname: &'static str,
    pub(super) county: &'static str,
    pub(super) unit: String,
}

/// What the children of a family have in common.
pub(super) struct Family {
    pub(super) number: u32,
    pub(super) father: Parent,
    pub(super) mother: Parent,
    pub(super) county: &'static str,
    pub(super) surname: &'static str,
    pub(super) dotted: bool,
    pub(super) claimed: f64,
    pub(super) alike: bool,
}

/// One birth.
#[derive(Clone, Copy)]
pub(super) struct Birth {
    pub(super) at: u8,
    pub(super) day: usize,
    pub(super) newborn: bool,
    pub(super) twins: bool,
}

/// Draws families.
pub struct Generator {
    pub(super) chance: Chance,
    pub(super) names: Names,
    pub(super) numbers: Numbers,
    pub(super) clumsy: Clumsy,
    pub(super) calendar: Calendar,
    pub(super) year: i32,
    pool: Vec<Child>,
    pub(super) claims: Vec<Claim>,
    strangers: Vec<u32>,
}

impl Generator {
    /// Ready for the families of a seed and a benefit year.
    ///
    /// # Errors
    /// The year is not one of the calendar.
    pub fn new(seed: u64, year: i32) -> Result<Self> {
        Ok(Self {
            chance: Chance::of_seed(seed),
            names: Names::new(),
            numbers: Numbers::new(),
            clumsy: Clumsy::new(year),
            calendar: Calendar::new(year)?,
            year,
            pool: Vec::new(),
            claims: Vec::new(),
            strangers: Vec::new(),
        })
    }

    /// Draws so many children with all their claims, and shuffles the claims.
    ///
    /// # Errors
    /// A district has no numbers left.
    pub fn run(mut self, children: usize) -> Result<Labelled> {
        let mut families = 0;
        while self.strangers.len() < children {
            families += 1;
            self.family(families, children)?;
        }
        for at in (1..self.claims.len()).rev() {
            let other = self.chance.below(at + 1);
            self.claims.swap(at, other);
        }
        Ok(Labelled {
            claims: self.claims,
            strangers: self.strangers,
        })
    }

    fn family(&mut self, number: u32, children: usize) -> Result<()> {
        let mut county = self.numbers.county.draw(&mut self.chance);
        let mut fathers = self.names.surname.draw(&mut self.chance);
        let mothers = self.names.surname.draw(&mut self.chance);
        let mut alike = None;
        if !self.pool.is_empty() && self.chance.happens(STRANGER) {
            let at = self.chance.below(self.pool.len());
            fathers = self.pool[at].surname;
            if self.chance.happens(STRANGER_IN_COUNTY) {
                county = self.pool[at].county;
            }
            alike = Some(self.pool[at].clone());
        }
        let size = self.chance.draw();
        let births = if size < 0.60 {
            1
        } else if size < 0.94 {
            2
        } else {
            3
        };
        let mut day = self.some_day();
        let mut father = self.parent(fathers, Sex::Male, county, day)?;
        let mut mother = self.parent(mothers, Sex::Female, county, day)?;
        for parent in [&mut father, &mut mother] {
            parent.county = if self.chance.happens(0.8) {
                county
            } else {
                self.numbers.county.draw(&mut self.chance)
            };
            parent.unit = Numbers::unit(&mut self.chance, parent.county);
        }
        let after_mother = alike.is_none() && self.chance.happens(MOTHERS_SURNAME);
        let family = Family {
            number,
            surname: if after_mother { mothers } else { fathers },
            dotted: alike.is_none() && self.chance.happens(DOTTED_NAME),
            claimed: self.chance.draw(),
            alike: self.chance.draw() < CLAIMED_ALIKE,
            father,
            mother,
            county,
        };
        let mut lead = None;
        for at in 0..births {
            if self.strangers.len() >= children {
                break;
            }
            if at > 0 {
                day += 540 + self.chance.below(1_500);
            }
            let newborn = self.chance.happens(NEWBORN);
            if newborn {
                day = self.calendar.last() - self.chance.below(365);
            } else if day > self.calendar.last() - 365 {
                day = self.some_day();
            }
            let birth = Birth {
                at,
                day,
                newborn,
                twins: self.chance.happens(TWIN_BIRTH),
            };
            day = self.birth(&family, birth, alike.as_ref(), &mut lead, children)?;
        }
        Ok(())
    }

    /// A day in the seventeen years before the last one.
    pub(super) fn some_day(&mut self) -> usize {
        self.calendar.last() - 365 - self.chance.below(365 * 17)
    }

    pub(super) fn parent(
        &mut self,
        surname: &'static str,
        sex: Sex,
        county: &'static str,
        childs_day: usize,
    ) -> Result<Parent> {
        let age = 14.0 * (self.chance.draw() + self.chance.draw()) / 2.0;
        let day = childs_day.saturating_sub((365.25 * (21.0 + age)) as usize);
        let area = if self.chance.happens(0.7) {
            county
        } else if self.chance.happens(0.7) {
            self.numbers.county.draw(&mut self.chance)
        } else {
            self.numbers.outside.draw(&mut self.chance)
        };
        let name = self.names.adult(&mut self.chance, surname, sex);
        let (id, _) =
            self.numbers
                .identity(&mut self.chance, &self.calendar, (area, day), sex, None)?;
        let phone = self.numbers.phone(&mut self.chance);
        Ok(Parent {
            name,
            id,
            phone,
            surname,
            county,
            unit: String::new(),
        })
    }

    /// The one child, or the two, of a birth; returns its day.
    fn birth(
        &mut self,
        family: &Family,
        birth: Birth,
        alike: Option<&Child>,
        lead: &mut Option<char>,
        children: usize,
    ) -> Result<usize> {
        let mut birth = birth;
        let mut elder: Option<Child> = None;
        for place in 0..1 + u8::from(birth.twins) {
            if self.strangers.len() >= children {
                break;
            }
            let mut sex = if self.chance.happens(0.525) {
                Sex::Male
            } else {
                Sex::Female
            };
            if let Some(elder) = &elder
                && self.chance.happens(0.4)
            {
                sex = elder.sex;
            }
            let number = self.strangers.len() as u32;
            let mut group = 0;
            let (surname, given, name) = match alike {
                Some(alike) if birth.at == 0 && place == 0 => {
                    sex = alike.sex;
                    (birth.day, birth.newborn) = (alike.day, false);
                    let stranger = &mut self.strangers[alike.number as usize];
                    if *stranger == 0 {
                        *stranger = alike.number + 1;
                    }
                    group = *stranger;
                    (alike.surname, alike.given.clone(), alike.name.clone())
                }
                _ if family.dotted => ("", String::new(), self.dotted(elder.as_ref())),
                _ => {
                    let given = self.childs_given(sex, elder.as_ref(), *lead);
                    *lead = given.chars().next();
                    (
                        family.surname,
                        given.clone(),
                        format!("{}{given}", family.surname),
                    )
                }
            };
            self.strangers.push(group);
            let area = self.area(family.county, elder.as_ref());
            let near = elder.as_ref().map(|elder| elder.sequence);
            let (id, sequence) = self.numbers.identity(
                &mut self.chance,
                &self.calendar,
                (area, birth.day),
                sex,
                near,
            )?;
            let near = elder.as_ref().map(|elder| elder.certificate.as_str());
            let certificate =
                self.numbers
                    .certificate(&mut self.chance, &self.calendar, area, birth.day, near);
            let child = Child {
                number,
                name,
                surname,
                given,
                sex,
                day: birth.day,
                area,
                county: family.county,
                sequence,
                certificate,
            };
            let claimed = if family.alike {
                family.claimed
            } else {
                self.chance.draw()
            };
            self.claims_of(family, birth, &child, &id, claimed);
            if !family.dotted && !birth.newborn {
                self.keep(&child);
            }
            elder = Some(child);
        }
        Ok(birth.day)
    }

    fn area(&mut self, county: &'static str, elder: Option<&Child>) -> &'static str {
        let share = self.chance.draw();
        let area = if share < 0.82 {
            county
        } else if share < 0.93 {
            self.numbers.county.at(share * 7.0 % 1.0)
        } else {
            self.numbers.outside.draw(&mut self.chance)
        };
        elder.map_or(area, |elder| elder.area)
    }

    fn dotted(&mut self, elder: Option<&Child>) -> String {
        let whole = self.names.dotted(&mut self.chance);
        let Some(rest) =
            elder.and_then(|elder| elder.name.find(tables::DOTS[0]).map(|at| &elder.name[at..]))
        else {
            return whole;
        };
        format!("{}{rest}", self.names.dotted_part(&mut self.chance))
    }

    /// A given name; twins' names are alike, siblings' sometimes begin alike.
    pub(super) fn childs_given(
        &mut self,
        sex: Sex,
        elder: Option<&Child>,
        lead: Option<char>,
    ) -> String {
        let (chance, names) = (&mut self.chance, &self.names);
        let Some(elder) = elder else {
            let lead = lead.filter(|_| chance.happens(0.3));
            return names.given(chance, sex, lead, None);
        };
        let characters: Vec<char> = elder.given.chars().collect();
        let (first, last) = (characters.first().copied(), characters.last().copied());
        let several = characters.len() > 1;
        let alike = chance.draw();
        let sounds = last.and_then(|last| names.sounds.get(&last));
        let mut given = match sounds {
            Some(sounds) if alike < 0.08 => {
                let before: String = characters[..characters.len() - 1].iter().collect();
                format!("{before}{}", chance.pick(sounds))
            }
            _ if alike < 0.75 && several => names.given(chance, sex, first, None),
            _ if alike < 0.83 && several => names.given(chance, sex, None, last),
            _ => names.given(chance, sex, None, None),
        };
        while given == elder.given {
            given = names.given(chance, sex, None, None);
        }
        given
    }

    /// Keeps a child for later strangers to be like.
    fn keep(&mut self, child: &Child) {
        if self.pool.len() < POOL {
            self.pool.push(child.clone());
        } else if self.chance.happens(0.02) {
            let at = self.chance.below(POOL);
            self.pool[at] = child.clone();
        }
    }
}
