//! Errors that no edit of the hand explains, put into claims that were drawn without them: a matcher that was made for
//! edits must withstand them too.

use super::chance::Chance;
use super::families::{Claim, Labelled};
use super::mistyped::typo;
use super::names::{Names, Sex};
use std::collections::{BTreeMap, HashSet};

/// Claims with the claiming parent's own number in the child's place.
const PARENTS_NUMBER: f64 = 0.004;
/// Pairs of twins one number of which is used for both.
const TWINS_NUMBER: f64 = 0.10;
/// How often a claim of the other twin follows then.
const TWINS_NUMBER_EACH: f64 = 0.7;
/// Units in whose list a run of numbers slipped one row down.
const SHIFTED: f64 = 0.01;
/// Rows such a run has at most.
const SHIFTED_ROWS: usize = 12;
/// Later claims of a child under a whole new name.
const RENAMED: f64 = 0.02;
/// Children whose claims all copy one wrong number.
const COPIED: f64 = 0.02;
/// The number copied is a stranger's valid one; else it is mistyped.
const COPIED_VALID: f64 = 0.3;
/// Keeps these draws apart from those of the families.
const STREAM: u32 = 0x756e_6d6f;

// Cells of a row.
const NAME: usize = 0;
const ID: usize = 1;
const SEX: usize = 3;
const PARENT_ID: usize = 6;
const UNIT: usize = 8;

/// Puts the errors in; the same seed puts in the same ones.
pub fn add(labelled: &mut Labelled, seed: u64) {
    let mut chance = Chance::new(&[seed as u32, (seed >> 32) as u32, STREAM]);
    let claims = &mut labelled.claims;
    copy_wrong_numbers(&mut chance, claims);
    use_one_twins_number(&mut chance, claims);
    shift_rows(&mut chance, claims);
    rename(&mut chance, claims);
    use_parents_number(&mut chance, claims);
}

fn cell(claim: &Claim, at: usize) -> &str {
    claim.row.split(',').nth(at).unwrap_or("")
}

fn set(claim: &mut Claim, at: usize, text: &str, error: &'static str) {
    let mut cells: Vec<&str> = claim.row.split(',').collect();
    if let Some(cell) = cells.get_mut(at) {
        *cell = text;
    }
    claim.row = cells.join(",");
    claim.errors.push(error);
}

/// The places of the claims of each value, values in order.
fn by<K: Ord>(claims: &[Claim], key: impl Fn(&Claim) -> Option<K>) -> BTreeMap<K, Vec<usize>> {
    let mut places: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        if let Some(key) = key(claim) {
            places.entry(key).or_default().push(at);
        }
    }
    places
}

/// A number with all its places, as it can be copied.
fn whole(claim: &Claim) -> Option<String> {
    let id = cell(claim, ID);
    (id.len() == 18 && id.is_ascii()).then(|| id.to_owned())
}

/// Both unions copy one wrong number, from one wrong list.
fn copy_wrong_numbers(chance: &mut Chance, claims: &mut [Claim]) {
    for places in by(claims, |claim| Some(claim.child))
        .into_values()
        .filter(|places| places.len() > 1)
    {
        if !chance.happens(COPIED) {
            continue;
        }
        let stranger = chance.below(claims.len());
        let Some(own) = places.iter().find_map(|at| whole(&claims[*at])) else {
            continue;
        };
        let valid = chance.happens(COPIED_VALID);
        let wrong = match whole(&claims[stranger]) {
            Some(other) if valid => other,
            _ => typo(chance, &own, 0, 17),
        };
        for at in places {
            set(&mut claims[at], ID, &wrong, "copied_wrong_id");
        }
    }
}

fn use_one_twins_number(chance: &mut Chance, claims: &mut [Claim]) {
    let births = by(claims, |claim| {
        (claim.twins != 0).then_some((claim.family, claim.twins))
    });
    for places in births.into_values() {
        if !chance.happens(TWINS_NUMBER) {
            continue;
        }
        let Some((from, number)) = places
            .iter()
            .find_map(|at| Some((claims[*at].child, whole(&claims[*at])?)))
        else {
            continue;
        };
        for at in places {
            if claims[at].child != from && chance.happens(TWINS_NUMBER_EACH) {
                set(&mut claims[at], ID, &number, "twins_id");
            }
        }
    }
}

/// In a run of rows of one unit, each has the number of the row above.
fn shift_rows(chance: &mut Chance, claims: &mut [Claim]) {
    for places in by(claims, |claim| Some(cell(claim, UNIT).to_owned())).into_values() {
        if places.len() < 3 || !chance.happens(SHIFTED) {
            continue;
        }
        let from = chance.below(places.len() - 2);
        let to = (from + 3 + chance.below(SHIFTED_ROWS - 2)).min(places.len());
        let run = &places[from..to];
        let numbers: Vec<String> = run
            .iter()
            .map(|at| cell(&claims[*at], ID).to_owned())
            .collect();
        for (at, above) in run.iter().skip(1).zip(&numbers) {
            set(&mut claims[*at], ID, above, "shifted_row");
        }
    }
}

fn rename(chance: &mut Chance, claims: &mut [Claim]) {
    let names = Names::new();
    let mut seen = HashSet::new();
    for claim in claims {
        if seen.insert(claim.child) || !chance.happens(RENAMED) {
            continue;
        }
        let sex = if cell(claim, SEX) == Sex::Male.text() {
            Sex::Male
        } else {
            Sex::Female
        };
        let surname = names.surname.draw(chance);
        let name = format!("{surname}{}", names.given(chance, sex, None, None));
        set(claim, NAME, &name, "renamed");
    }
}

fn use_parents_number(chance: &mut Chance, claims: &mut [Claim]) {
    for claim in claims {
        let number = cell(claim, PARENT_ID).to_owned();
        if chance.happens(PARENTS_NUMBER) && !number.is_empty() {
            set(claim, ID, &number, "parents_id");
        }
    }
}
