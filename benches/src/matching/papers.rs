//! One child under two papers, claimed by both parents at two unions; and families that claim for two children or for one,
//! as they should. Planted into labelled claims, to count which are stopped before they are paid.
//!
//! Everything is invented, and one seed gives the same families.

use super::chance::Chance;
use super::families::{Generator, Labelled, Parent};
use super::names::Sex;
use super::numbers::{Numbers, with_check};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use domain::identity::{IdentityKind, IdentityNumber, parse_as};

/// Keeps these draws apart from those of the labelled families.
const STREAM: u32 = 0x7061_7065;
/// Children of ordinary families that have a birth certificate and no number yet.
const NEWBORN: f64 = 0.05;

/// Surnames and given names as passports and permits of Hong Kong and of other states print them.
const LATIN_SURNAMES: &str = "CHAN WONG LEE CHEUNG LAM HO NG CHOW KWOK TANG WANG LI ZHANG LIU CHEN YANG SMITH JOHNSON \
    NGUYEN TRAN GARCIA MULLER KIM PARK IVANOVA OKAFOR";
const LATIN_GIVEN: &str = "TSZ HIN|HOI YAN|CHI HANG|WING SZE|KA MING|ZIHAN|YUXUAN|HAOYU|ZI HAN|XINYI|MARY JANE|JOHN|ANNA|DAVID|THI MAI|MIN JUN|\
    SOFIA|LUIS|YUTONG|SHUN HEI|CHEUK LAM|EMMA|LUCAS|OLGA|AMARA|JIAQI";

/// What a family's two claims are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Travel permit of Hong Kong or Macau against residence permit.
    PermitResidence,
    /// Passport against travel permit of Hong Kong.
    PassportPermit,
    /// The same, given name and surname exchanged on one.
    PassportPermitTurned,
    /// Permanent residence of 2017 against that of 2023.
    PermanentResidence,
    /// Two passports.
    TwoPassports,
    /// A birth certificate without a name against the later number.
    CertificateUnnamed,
    /// A birth certificate under another given name against the later number.
    CertificateRenamed,
    /// Twins under their own numbers.
    Twins,
    /// Siblings of two years under their own numbers.
    Siblings,
    /// Twins under two certificates handed out together.
    TwinCertificates,
    /// One child, and at most a newborn brother or sister.
    Ordinary,
}

impl Kind {
    /// Every kind, planted ones first.
    pub const ALL: [Self; 11] = [
        Self::PermitResidence,
        Self::PassportPermit,
        Self::PassportPermitTurned,
        Self::PermanentResidence,
        Self::TwoPassports,
        Self::CertificateUnnamed,
        Self::CertificateRenamed,
        Self::Twins,
        Self::Siblings,
        Self::TwinCertificates,
        Self::Ordinary,
    ];

    /// Whether the two claims are for one child.
    pub fn is_planted(self) -> bool {
        !matches!(
            self,
            Self::Twins | Self::Siblings | Self::TwinCertificates | Self::Ordinary
        )
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::PermitResidence => "HK/Macau permit, residence permit",
            Self::PassportPermit => "passport, HK permit",
            Self::PassportPermitTurned => "passport, HK permit, order turned",
            Self::PermanentResidence => "permanent residence, 15 and 18",
            Self::TwoPassports => "two passports",
            Self::CertificateUnnamed => "certificate unnamed, number",
            Self::CertificateRenamed => "certificate renamed, number",
            Self::Twins => "twins, two numbers",
            Self::Siblings => "siblings, two numbers",
            Self::TwinCertificates => "twins, two certificates",
            Self::Ordinary => "ordinary families",
        }
    }
}

/// A claim as it is filed.
#[derive(Debug)]
pub struct Filed {
    /// The cells behind the claim's id, joined by commas.
    pub row: String,
    /// What the row says of the child's identity.
    pub documents: Vec<IdentityNumber>,
    /// The child's birth date.
    pub born: NaiveDate,
}

/// The two claims of a married couple, one of each.
#[derive(Debug)]
pub struct Couple {
    /// What they are for.
    pub kind: Kind,
    /// The claims.
    pub claims: [Filed; 2],
    /// The parents' own numbers.
    pub parents: Vec<IdentityNumber>,
}

/// A child on one of its papers.
struct Paper {
    name: String,
    document: (IdentityKind, String),
}

/// Draws so many couples of every kind, with no number in common with the labelled claims.
///
/// # Errors
/// A district has no numbers left, or a number that was drawn is none.
pub fn couples(labelled: &Labelled, seed: u64, year: i32, each: usize) -> Result<Vec<Couple>> {
    let mut generator = Generator::new(seed, year)?;
    generator.chance = Chance::new(&[seed as u32, (seed >> 32) as u32, STREAM]);
    generator.numbers.avoid(labelled.claims.iter().map(|claim| {
        let mut cells = claim.row.split(',').skip(1);
        (cells.next().unwrap_or(""), cells.nth(2).unwrap_or(""))
    }));
    let mut couples = Vec::with_capacity(each * Kind::ALL.len());
    for kind in Kind::ALL {
        for _ in 0..each {
            couples.push(generator.couple(kind)?);
        }
    }
    Ok(couples)
}

impl Generator {
    fn couple(&mut self, kind: Kind) -> Result<Couple> {
        let county = self.numbers.county.draw(&mut self.chance);
        let fathers = self.names.surname.draw(&mut self.chance);
        let mothers = self.names.surname.draw(&mut self.chance);
        let day = match kind {
            Kind::CertificateUnnamed | Kind::CertificateRenamed | Kind::TwinCertificates => {
                self.calendar.last() - self.chance.below(365)
            }
            _ => self.some_day(),
        };
        let mut father = self.parent(fathers, Sex::Male, county, day)?;
        let mut mother = self.parent(mothers, Sex::Female, county, day)?;
        for parent in [&mut father, &mut mother] {
            parent.unit = Numbers::unit(&mut self.chance, parent.county);
        }
        let sex = if self.chance.happens(0.525) {
            Sex::Male
        } else {
            Sex::Female
        };
        let days = match kind {
            Kind::Siblings => [
                day,
                (day + 540 + self.chance.below(1_500)).min(self.calendar.last()),
            ],
            Kind::Ordinary => [day, self.calendar.last() - self.chance.below(365)],
            _ => [day; 2],
        };
        let papers = self.papers(kind, (fathers, &mother), county, days, sex)?;
        let parents = [&father, &mother]
            .into_iter()
            .map(|parent| number(&(IdentityKind::ResidentId, parent.id.clone())))
            .collect::<Result<Vec<_>>>()?;
        let [one, other] = papers;
        let claims = [
            self.filed(&one, &father, days[0], sex)?,
            self.filed(&other, &mother, days[1], sex)?,
        ];
        Ok(Couple {
            kind,
            claims,
            parents,
        })
    }

    /// The child, or the two children, as their papers have them.
    fn papers(
        &mut self,
        kind: Kind,
        (surname, mother): (&'static str, &Parent),
        county: &'static str,
        days: [usize; 2],
        sex: Sex,
    ) -> Result<[Paper; 2]> {
        let day = days[0];
        let names = [0, 1].map(|_| {
            let given = self.names.given(&mut self.chance, sex, None, None);
            format!("{surname}{given}")
        });
        let latin = |chance: &mut Chance| {
            let pick = |chance: &mut Chance, list: &str, by: char| {
                let all: Vec<&str> = list.split(by).map(str::trim).collect();
                (*chance.pick(&all)).to_owned()
            };
            (
                pick(chance, LATIN_SURNAMES, ' '),
                pick(chance, LATIN_GIVEN, '|'),
            )
        };
        let paper = |name: &str, document| Paper {
            name: name.to_owned(),
            document,
        };
        let [one, other] = &names;
        Ok(match kind {
            Kind::PermitResidence => [
                paper(one, self.travel_permit()),
                paper(one, self.residence_permit(day, sex)),
            ],
            Kind::PassportPermit | Kind::PassportPermitTurned | Kind::TwoPassports => {
                let (surname, given) = latin(&mut self.chance);
                let ordinary = format!("{surname} {given}");
                let turned = match kind {
                    Kind::PassportPermitTurned => format!("{given} {surname}"),
                    _ => ordinary.clone(),
                };
                let second = match kind {
                    Kind::TwoPassports => self.passport(),
                    _ => self.travel_permit(),
                };
                [paper(&ordinary, self.passport()), paper(&turned, second)]
            }
            Kind::PermanentResidence => {
                let (surname, given) = latin(&mut self.chance);
                let name = format!("{surname} {given}");
                [
                    paper(&name, self.permanent_2017(day)?),
                    paper(&name, self.permanent_2023(day)),
                ]
            }
            Kind::CertificateUnnamed => {
                let what = if sex == Sex::Male { "之子" } else { "之女" };
                [
                    paper(
                        &format!("{}{what}", mother.name),
                        self.certificate_of(county, day),
                    ),
                    paper(one, self.citizen(county, day, sex, None)?.0),
                ]
            }
            Kind::CertificateRenamed => [
                paper(other, self.certificate_of(county, day)),
                paper(one, self.citizen(county, day, sex, None)?.0),
            ],
            Kind::Twins => {
                let (number, sequence) = self.citizen(county, day, sex, None)?;
                let twin = self.citizen(county, day, sex, Some(sequence))?.0;
                [paper(one, number), paper(other, twin)]
            }
            Kind::TwinCertificates => {
                let elder = self.certificate_of(county, day);
                let twin = neighbour(&elder.1);
                [
                    paper(one, elder),
                    paper(other, (IdentityKind::BirthCertificate, twin)),
                ]
            }
            Kind::Siblings | Kind::Ordinary => {
                let number = self.citizen(county, day, sex, None)?.0;
                let second = if kind == Kind::Ordinary && self.chance.happens(NEWBORN) {
                    self.certificate_of(county, days[1])
                } else {
                    self.citizen(county, days[1], sex, None)?.0
                };
                [paper(one, number), paper(other, second)]
            }
        })
    }

    fn citizen(
        &mut self,
        area: &str,
        day: usize,
        sex: Sex,
        near: Option<u32>,
    ) -> Result<((IdentityKind, String), u32)> {
        let at = (area, day);
        let (id, sequence) =
            self.numbers
                .identity(&mut self.chance, &self.calendar, at, sex, near)?;
        Ok(((IdentityKind::ResidentId, id), sequence))
    }

    fn certificate_of(&mut self, area: &str, day: usize) -> (IdentityKind, String) {
        let chance = &mut self.chance;
        let number = self
            .numbers
            .certificate(chance, &self.calendar, area, day, None);
        (IdentityKind::BirthCertificate, number)
    }

    fn travel_permit(&mut self) -> (IdentityKind, String) {
        let letter = *self.chance.pick(&['H', 'M']);
        (
            IdentityKind::TravelPermit,
            format!("{letter}{}", self.chance.digits(8)),
        )
    }

    fn residence_permit(&mut self, day: usize, sex: Sex) -> (IdentityKind, String) {
        let sequence = self.chance.below(500) * 2 + usize::from(sex == Sex::Male);
        let born = &self.calendar.compact[day];
        let number = with_check(&format!("810000{born}{sequence:03}"));
        (IdentityKind::ResidencePermit, number)
    }

    fn passport(&mut self) -> (IdentityKind, String) {
        let letter = *self.chance.pick(&['K', 'E', 'P', 'M', 'C']);
        (
            IdentityKind::Passport,
            format!("{letter}{}", self.chance.digits(8)),
        )
    }

    /// Nation, area of issue, birth date without century, sequence, check digit.
    fn permanent_2017(&mut self, day: usize) -> Result<(IdentityKind, String)> {
        let born = &self.calendar.compact[day][2..];
        let nation = *self.chance.pick(&["USA", "CAN", "KOR", "VNM"]);
        let first = format!("{nation}4301{born}{}", self.chance.digits(1));
        let kind = IdentityKind::ForeignPermit2017;
        let number = (0..10)
            .map(|check| format!("{first}{check}"))
            .find(|number| read(&(kind, number.clone())).is_some())
            .context("no check digit fits a permit")?;
        Ok((kind, number))
    }

    /// Nine, province, nation, birth date, sequence, check character.
    fn permanent_2023(&mut self, day: usize) -> (IdentityKind, String) {
        let born = &self.calendar.compact[day];
        let nation = *self.chance.pick(&["840", "124", "410", "704"]);
        let sequence = self.chance.digits(3);
        let number = with_check(&format!("943{nation}{born}{sequence}"));
        (IdentityKind::ForeignPermit2023, number)
    }

    /// The claim; the matcher's cells have citizens' numbers and certificates only.
    fn filed(&self, paper: &Paper, parent: &Parent, day: usize, sex: Sex) -> Result<Filed> {
        let (kind, text) = &paper.document;
        let cell = |wanted: IdentityKind| if *kind == wanted { text.as_str() } else { "" };
        let born = &self.calendar.iso[day];
        let row = format!(
            "{},{},{born},{},{},{},{},{},{},{},{}",
            paper.name,
            cell(IdentityKind::ResidentId),
            sex.text(),
            cell(IdentityKind::BirthCertificate),
            parent.name,
            parent.id,
            parent.phone,
            parent.unit,
            parent.county,
            self.year,
        );
        Ok(Filed {
            row,
            born: born.parse()?,
            documents: vec![number(&paper.document)?],
        })
    }
}

fn number(document: &(IdentityKind, String)) -> Result<IdentityNumber> {
    read(document).with_context(|| format!("{} is no {}", document.1, document.0.code()))
}

/// The certificate handed out next.
fn neighbour(certificate: &str) -> String {
    let number: u64 = certificate[1..].parse().unwrap_or_default();
    format!("{}{:09}", &certificate[..1], number + 1)
}

/// A number as a claim's row has it; `None` where the row would be refused.
pub fn read((kind, text): &(IdentityKind, String)) -> Option<IdentityNumber> {
    let number = parse_as(Some(*kind), text, NaiveDate::MAX).ok()?.number;
    (number.kind() == *kind).then_some(number)
}
