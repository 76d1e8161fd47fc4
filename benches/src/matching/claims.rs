//! The claims for a child: once by most parents, by both now and then, and with the edits of whoever filled them in.

use super::edits::{Cells, EDITS, Edit, Truth};
use super::families::{Birth, Child, Claim, Family, Generator};
use super::names::Sex;
use super::numbers::Numbers;
use super::tables;

/// Claimed once by each parent.
const CLAIMED_TWICE: f64 = 0.12;
/// Claimed by one parent a second time, at another unit.
const CLAIMED_THRICE: f64 = 0.01;
/// Second and third claims with at least one edit.
const LATER_WITH_EDITS: f64 = 0.20;
/// First and only claims with at least one edit.
const FIRST_WITH_EDITS: f64 = 0.03;
/// Shares of one and of two edits in a claim with edits; the rest has three.
const EDITS_1_2: (f64, f64) = (0.70, 0.22);
/// Draws of edits that could not apply before it is left at fewer.
const EDIT_TRIES: u32 = 60;
const NEWBORN_HAS_ID_LATER: f64 = 0.30;
/// "李婷之子" for a name.
const NEWBORN_UNNAMED: f64 = 0.15;
const CERTIFICATE_WITH_ID: f64 = 0.20;
const DOT_VARIED: f64 = 0.40;
const RARE_LOST: f64 = 0.25;
const PHONE_OF_SPOUSE: f64 = 0.05;
const PARENT_ID_MISSING: f64 = 0.01;
const DATE_WRITTEN_OTHERWISE: f64 = 0.01;

impl Generator {
    /// Adds all claims for a child; `claimed` decides how many.
    pub(super) fn claims_of(
        &mut self,
        family: &Family,
        birth: Birth,
        child: &Child,
        id: &str,
        claimed: f64,
    ) {
        let count = if claimed < CLAIMED_THRICE {
            3
        } else if claimed < CLAIMED_THRICE + CLAIMED_TWICE {
            2
        } else {
            1
        };
        let couple = if self.chance.happens(0.5) {
            [&family.father, &family.mother]
        } else {
            [&family.mother, &family.father]
        };
        for turn in 0..count {
            let (parent, other) = (couple[turn % 2], couple[(turn + 1) % 2]);
            let has_id = !birth.newborn || (turn > 0 && self.chance.happens(NEWBORN_HAS_ID_LATER));
            let unit = if turn == 2 {
                Numbers::unit(&mut self.chance, parent.county)
            } else {
                parent.unit.clone()
            };
            let mut cells = Cells {
                name: child.name.clone(),
                id: if has_id { id } else { "" }.to_owned(),
                born: self.calendar.iso[child.day].clone(),
                sex: child.sex,
                certificate: if birth.newborn || self.chance.happens(CERTIFICATE_WITH_ID) {
                    child.certificate.clone()
                } else {
                    String::new()
                },
                parent: parent.name.clone(),
                parent_id: if self.chance.happens(PARENT_ID_MISSING) {
                    String::new()
                } else {
                    parent.id.clone()
                },
                phone: if self.chance.happens(PHONE_OF_SPOUSE) {
                    &other.phone
                } else {
                    &parent.phone
                }
                .clone(),
            };
            let mut errors = Vec::new();
            if !has_id && self.chance.happens(NEWBORN_UNNAMED) {
                let what = if child.sex == Sex::Male {
                    "之子"
                } else {
                    "之女"
                };
                cells.name = format!("{}{what}", family.mother.name);
                errors.push("unnamed");
            }
            let truth = Truth {
                surname: child.surname,
                given: &child.given,
                sex: child.sex,
                other_surname: other.surname,
            };
            self.edits(&mut cells, &truth, child, turn, &mut errors);
            if self.chance.happens(DATE_WRITTEN_OTHERWISE) {
                cells.born = self.other_date(&cells.born);
            }
            let Cells {
                name,
                id,
                born,
                sex,
                certificate,
                parent: parents,
                parent_id,
                phone,
            } = cells;
            let row = format!(
                "{name},{id},{born},{},{certificate},{parents},{parent_id},{phone},{unit},{},{}",
                sex.text(),
                parent.county,
                self.year
            );
            let twins = if birth.twins { birth.at + 1 } else { 0 };
            self.claims.push(Claim {
                row,
                child: child.number,
                family: family.number,
                twins,
                errors,
            });
        }
    }

    fn edits(
        &mut self,
        cells: &mut Cells,
        truth: &Truth<'_>,
        child: &Child,
        turn: usize,
        errors: &mut Vec<&'static str>,
    ) {
        let (chance, names, clumsy) = (&mut self.chance, &self.names, &self.clumsy);
        if cells.name.contains(tables::DOTS[0])
            && chance.happens(DOT_VARIED)
            && clumsy.edit(chance, names, Edit::NameDot, cells, truth)
        {
            errors.push("name_dot");
        }
        let rare = child.name.chars().any(|character| names.is_rare(character));
        if rare
            && chance.happens(RARE_LOST)
            && clumsy.edit(chance, names, Edit::NameRare, cells, truth)
        {
            errors.push("name_rare");
        }
        if !chance.happens(if turn > 0 {
            LATER_WITH_EDITS
        } else {
            FIRST_WITH_EDITS
        }) {
            return;
        }
        let share = chance.draw();
        let (one, two) = EDITS_1_2;
        let mut wanted = if share < one {
            1
        } else if share < one + two {
            2
        } else {
            3
        };
        for _ in 0..EDIT_TRIES {
            let (edit, code, _) = EDITS[clumsy.draw(chance)];
            if errors.contains(&code) || (errors.contains(&"unnamed") && edit.is_of_name()) {
                continue;
            }
            if clumsy.edit(chance, names, edit, cells, truth) {
                errors.push(code);
                wanted -= 1;
                if wanted == 0 {
                    break;
                }
            }
        }
    }

    /// A date in another of the ways it is written.
    fn other_date(&mut self, born: &str) -> String {
        let (year, month, day) = (&born[..4], &born[5..7], &born[8..]);
        let short = |text: &str| text.trim_start_matches('0').to_owned();
        let ways = [
            format!("{year}{month}{day}"),
            format!("{year}/{}/{}", short(month), short(day)),
            format!("{year}年{}月{}日", short(month), short(day)),
        ];
        self.chance.pick(&ways).clone()
    }
}
