//! Everybody in the province, and the numbers already given away.

use super::families::{Child, Family, Member, Spouse};
use super::tree::{Basic, Tree};
use super::{ProvinceSpec, day};
use crate::areas;
use crate::chance::Chance;
use crate::names;
use crate::numbers::{bank_card, birth_certificate, identity_number, mobile};
use crate::people::{other_sex, sex_of_sequence};
use chrono::{Days, Months, NaiveDate};
use domain::identity::Sex;
use std::collections::BTreeSet;

/// Of 1,000 births, how many are of twins.
const TWINS_PER_MILLE: usize = 20;
/// Of 1,000 families, how many bear a name of two parts with a separator.
const DOTTED_PER_MILLE: usize = 8;
/// Years a parent is older than any of their children, at least.
pub const PARENT_YEARS_MIN: u32 = 16;

const BANKS: [&str; 6] = [
    "中国工商银行",
    "中国建设银行",
    "中国农业银行",
    "中国银行",
    "中国邮政储蓄银行",
    "湖南农村商业银行",
];
const AREAS_OUTSIDE: [&str; 8] = [
    "440305", "440106", "420106", "450103", "520102", "360102", "500103", "310115",
];
const EMPLOYERS: [&str; 6] = [
    "个体经营",
    "自由职业",
    "深圳某电子厂",
    "广州某服装公司",
    "务农",
    "外省某建筑公司",
];

/// All members and families.
#[derive(Debug)]
pub struct Cast {
    pub members: Vec<Member>,
    pub families: Vec<Family>,
    used: BTreeSet<String>,
    chance: Chance,
}

impl Cast {
    /// Raises families until the spec's members are reached; every basic union gets at least one member.
    pub fn raise(spec: &ProvinceSpec, tree: &Tree) -> Self {
        let chance = Chance::stream(spec.seed, "cast");
        let mut cast = Self {
            members: Vec::new(),
            families: Vec::new(),
            used: BTreeSet::new(),
            chance,
        };
        while cast.members.len() < spec.members {
            let unit = match cast.families.len() {
                index if index < tree.basics.len() => index,
                _ => cast
                    .chance
                    .weighted(tree.basics.iter().map(|basic| basic.size)),
            };
            cast.raise_family(spec, tree, unit);
        }
        cast
    }

    fn raise_family(&mut self, spec: &ProvinceSpec, tree: &Tree, unit: usize) {
        let family = self.families.len();
        let eldest_born = day(2009, 1, 5) + Days::new(self.chance.below(5_400) as u64);
        let sex = if self.chance.happens(500) {
            Sex::Male
        } else {
            Sex::Female
        };
        let first = self.member(spec, tree, unit, family, sex, eldest_born);
        let spouse = match self.chance.below(100) {
            0..12 => Spouse::None,
            12..55 => self.outside_spouse(&tree.basics[unit], other_sex(sex), eldest_born),
            _ => {
                let other = self.other_unit(tree, unit);
                Spouse::Member(self.member(spec, tree, other, family, other_sex(sex), eldest_born))
            }
        };
        let father = match &spouse {
            Spouse::Member(index) if sex == Sex::Female => &self.members[*index].name,
            Spouse::Outside { name, .. } if sex == Sex::Female => name,
            _ => &self.members[first].name,
        };
        let surname = surname_of(father);
        let children = self.children(tree.basics[unit].area, &surname, eldest_born);
        self.families.push(Family {
            first,
            spouse,
            children,
        });
    }

    fn children(
        &mut self,
        home: &'static str,
        surname: &str,
        eldest_born: NaiveDate,
    ) -> Vec<Child> {
        let dotted = self.chance.happens(DOTTED_PER_MILLE);
        let births = match self.chance.below(100) {
            0..55 => 1,
            55..92 => 2,
            _ => 3,
        };
        let mut children: Vec<Child> = Vec::new();
        let mut birth = eldest_born;
        for number in 0..births {
            if number > 0 {
                birth = birth + Days::new(540 + self.chance.below(1_200) as u64);
            }
            // Children of the window's last year are made by the situations that need them.
            if birth >= day(2025, 1, 1) {
                break;
            }
            let area = self.area(home);
            let mut elder = self.child(surname, area, birth, None, dotted);
            if self.chance.happens(TWINS_PER_MILLE) {
                elder.twin = true;
                let mut younger = self.child(surname, area, birth, Some(&elder), dotted);
                younger.twin = true;
                children.push(elder);
                children.push(younger);
            } else {
                children.push(elder);
            }
        }
        children
    }

    fn child(
        &mut self,
        surname: &str,
        area: &'static str,
        birth: NaiveDate,
        elder: Option<&Child>,
        dotted: bool,
    ) -> Child {
        let sex = if self.chance.happens(520) {
            Sex::Male
        } else {
            Sex::Female
        };
        let lead = elder.and_then(|child| child.name.chars().nth(surname.chars().count()));
        let name = loop {
            let name = match dotted {
                true => names::dotted(&mut self.chance),
                false => format!(
                    "{surname}{}",
                    names::child_given(&mut self.chance, sex, lead)
                ),
            };
            if elder.is_none_or(|child| child.name != name) {
                break name;
            }
        };
        let (id, sequence) = self.fresh_id(area, birth, sex, elder.map(|child| child.sequence));
        let drawn = self.fresh_certificate(birth);
        // Those of twins are handed out together.
        let certificate = elder
            .and_then(|elder| self.next_certificate(&elder.certificate))
            .unwrap_or(drawn);
        Child {
            name,
            sex,
            birth,
            area,
            sequence,
            id,
            certificate,
            twin: false,
        }
    }

    /// Gives a child another birthday and hence other numbers; the old ones are nobody's. False, and nothing done, when a
    /// parent would be too young.
    pub fn rebirth(&mut self, family: usize, child: usize, birth: NaiveDate) -> bool {
        let young = |parent: NaiveDate| parent + Months::new(12 * PARENT_YEARS_MIN) > birth;
        let parents = &self.families[family];
        let spouse_young = match &parents.spouse {
            Spouse::None => false,
            Spouse::Outside { birth, .. } => young(*birth),
            Spouse::Member(index) => young(self.members[*index].birth),
        };
        if spouse_young || young(self.members[parents.first].birth) || parents.children[child].twin
        {
            return false;
        }
        let (area, sex) = (parents.children[child].area, parents.children[child].sex);
        let (id, sequence) = self.fresh_id(area, birth, sex, None);
        let certificate = self.fresh_certificate(birth);
        let child = &mut self.families[family].children[child];
        (child.birth, child.id, child.sequence, child.certificate) =
            (birth, id, sequence, certificate);
        true
    }

    fn member(
        &mut self,
        spec: &ProvinceSpec,
        tree: &Tree,
        unit: usize,
        family: usize,
        sex: Sex,
        eldest_born: NaiveDate,
    ) -> usize {
        let basic = &tree.basics[unit];
        let (name, id, birth) = self.parent(basic.area, sex, eldest_born);
        let index = self.members.len();
        let serial = self.chance.below(100_000_000) as u64;
        let bank = format!("{}{}分行", self.chance.pick(&BANKS), basic.city);
        let months = self.chance.below(6) as u32;
        self.members.push(Member {
            name,
            id,
            birth,
            sex,
            phone: mobile(serial),
            bank,
            // The index keeps cards apart, the serial keeps them from being consecutive.
            card: bank_card(index as u64 * 100_000 + serial % 100_000),
            unit,
            family,
            listed: true,
            status: "在职",
            dues_until: (spec.today + Months::new(months))
                .format("%Y-%m")
                .to_string(),
        });
        index
    }

    fn outside_spouse(&mut self, basic: &Basic, sex: Sex, eldest_born: NaiveDate) -> Spouse {
        let (name, id, birth) = self.parent(basic.area, sex, eldest_born);
        let employer = if self.chance.happens(400) {
            String::new()
        } else {
            (*self.chance.pick(&EMPLOYERS)).to_owned()
        };
        Spouse::Outside {
            name,
            id,
            birth,
            employer,
        }
    }

    fn parent(
        &mut self,
        home: &'static str,
        sex: Sex,
        eldest_born: NaiveDate,
    ) -> (String, String, NaiveDate) {
        let birth = eldest_born - Days::new(22 * 365 + self.chance.below(10 * 365) as u64);
        let surname = names::surname(&mut self.chance);
        let name = format!("{surname}{}", names::adult_given(&mut self.chance, sex));
        let area = self.area(home);
        let (id, _) = self.fresh_id(area, birth, sex, None);
        (name, id, birth)
    }

    /// Mostly at home, sometimes elsewhere in the province, now and then outside it.
    fn area(&mut self, home: &'static str) -> &'static str {
        match self.chance.below(100) {
            0..80 => home,
            80..94 => areas::draw(&mut self.chance).code,
            _ => AREAS_OUTSIDE[self.chance.below(AREAS_OUTSIDE.len())],
        }
    }

    fn other_unit(&mut self, tree: &Tree, unit: usize) -> usize {
        let home = &tree.basics[unit].roster;
        let mut found = (unit + 1) % tree.basics.len();
        for _ in 0..20 {
            let drawn = self.chance.below(tree.basics.len());
            if drawn != unit {
                found = drawn;
                if tree.basics[drawn].roster == *home {
                    break;
                }
            }
        }
        found
    }

    /// An identity number nobody has; a twin's follows the elder's sequence.
    fn fresh_id(
        &mut self,
        area: &str,
        birth: NaiveDate,
        sex: Sex,
        after: Option<u16>,
    ) -> (String, u16) {
        let mut sequence =
            after.map_or_else(|| self.chance.below(990) as u16, |elder| elder + 1) % 1000;
        loop {
            if sequence > 0 && sex_of_sequence(sequence) == sex {
                let id = identity_number(area, birth, sequence);
                // Three noughts at the end are what Excel leaves of a number it cut, and readers warn of them.
                if !id.ends_with("000") && self.used.insert(id.clone()) {
                    return (id, sequence);
                }
            }
            sequence = (sequence + 1) % 1000;
        }
    }

    /// The number after a certificate's, unless it is somebody's already.
    fn next_certificate(&mut self, certificate: &str) -> Option<String> {
        let (letter, digits) = certificate.split_at_checked(1)?;
        let next = digits.parse::<u32>().ok()? + 1;
        let next = format!("{letter}{next:09}");
        self.used.insert(next.clone()).then_some(next)
    }

    fn fresh_certificate(&mut self, birth: NaiveDate) -> String {
        // Letters stand for printings; which year had which is not published, so any rising order will do.
        let letter = if birth < day(2015, 1, 1) {
            'P'
        } else if birth < day(2023, 4, 1) {
            'U'
        } else {
            'X'
        };
        loop {
            let certificate = birth_certificate(letter, self.chance.below(10_000_000) as u32);
            if self.used.insert(certificate.clone()) {
                return certificate;
            }
        }
    }
}

/// The surname of an adult's name; the compound ones of the table have two characters.
fn surname_of(name: &str) -> String {
    const COMPOUND: [&str; 6] = ["欧阳", "司马", "上官", "诸葛", "令狐", "皇甫"];
    let compound = COMPOUND.iter().find(|surname| name.starts_with(**surname));
    compound.map_or_else(
        || name.chars().take(1).collect(),
        |surname| (*surname).to_owned(),
    )
}
