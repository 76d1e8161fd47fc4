//! A province for an import to fall into: a union in every county, and people spread over it as a province's are.
//!
//! [`rehearsal::people`] counts its people county by county and day by day, so that the first twenty thousand children
//! share 164 birth dates and the same two sequence numbers. Here the same people are drawn from all over that list:
//! twenty thousand of them have some 1,700 birth dates in 122 counties, sequence numbers from 001 to 998, and names by
//! their frequency.

use anyhow::{Context, Result};
use child_premium::ID;
use child_premium::Method;
use domain::area::COUNTIES;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::unit::{Scope, UnitLevel};
use rehearsal::{ClaimRow, MemberRow, people};
use std::collections::BTreeMap;
use storage::plans::{Budget, UnitPlan};
use storage::units::Unit;
use storage::{Db, Key};
use workflow::Effects;

/// Basic unions of a county that file claims.
const UNIONS_OF_COUNTY: u64 = 8;
/// The first number of theirs; those below belong to the desk.
const FIRST_UNION: u64 = 101;
/// Of a hundred children, those who live where their number says.
const LOCAL_PER_CENT: u64 = 82;
/// The people are counted in steps of this length through their list: it has no factor in common with the list's length,
/// so nobody comes twice, and is near the golden section of it, so that neighbours come far apart.
const STEP: u64 = 150_514_307;
/// Enough for every claim of a union: a file holds no more.
const BUDGET: Fen = Fen::new(16_000_000_000);

/// Whom the `n`-th row is about, as an index of [`rehearsal::people`].
fn person(n: u64) -> u64 {
    let wide = u128::from(n) * u128::from(STEP) % u128::from(people::PEOPLE_MAX);
    u64::try_from(wide).unwrap_or_default()
}

/// The code of the union that files the `n`-th row: in the county of the child's number, or in any.
fn union_of(n: u64) -> String {
    let person = person(n);
    let counties = COUNTIES.len() as u64;
    let place = if n % 100 < LOCAL_PER_CENT {
        person % counties
    } else {
        (person / counties) % counties
    };
    let code = usize::try_from(place)
        .ok()
        .and_then(|at| COUNTIES.get(at))
        .map_or("", |county| county.code);
    union_code(code, n / 100 % UNIONS_OF_COUNTY)
}

fn union_code(county: &str, of_county: u64) -> String {
    format!("HN{county}-{:03}", FIRST_UNION + of_county)
}

/// The `n`-th member, on the roster of their union.
pub fn member(n: u64) -> MemberRow {
    MemberRow::ordinary(person(n), &union_of(n))
}

/// The `n`-th member's claim for their child.
pub fn claim(n: u64) -> ClaimRow {
    ClaimRow {
        unit_code: union_of(n),
        ..ClaimRow::ordinary(person(n))
    }
}

/// Puts the unions that file on record, each with a plan and a budget that holds every claim.
///
/// # Errors
/// When the database refuses.
pub fn found(db: &mut Db, effects: &dyn Effects) -> Result<()> {
    let mut known: BTreeMap<String, Unit> = storage::units::all(db, &Scope::everything())?
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    let mut new = Vec::new();
    let mut unions = Vec::new();
    for county in &COUNTIES {
        let prefecture = format!("HN{}", county.code.get(..4).unwrap_or_default());
        let own = format!("HN{}", county.code);
        let above = [
            (prefecture.clone(), "HN".to_owned(), UnitLevel::Prefecture),
            (own.clone(), prefecture, UnitLevel::County),
        ];
        for (code, parent, level) in above {
            if !known.contains_key(&code) {
                let row = unit(&known, effects, &code, &parent, level)?;
                known.insert(code, row.clone());
                new.push(row);
            }
        }
        for of_county in 0..UNIONS_OF_COUNTY {
            let code = union_code(county.code, of_county);
            let row = unit(&known, effects, &code, &own, UnitLevel::Basic)?;
            unions.push(row.id);
            new.push(row);
        }
    }
    db.write(|db| {
        storage::units::add(db, &new)?;
        for union in &unions {
            storage::plans::put(db, &plan(*union, effects))?;
            storage::plans::put_budget(db, &budget(*union, effects))?;
        }
        Ok::<_, storage::StorageError>(())
    })?;
    Ok(())
}

fn unit(
    known: &BTreeMap<String, Unit>,
    effects: &dyn Effects,
    code: &str,
    parent: &str,
    level: UnitLevel,
) -> Result<Unit> {
    let above = known
        .get(parent)
        .with_context(|| format!("there is no union {parent}"))?;
    Ok(Unit {
        id: Key(effects.uuid()),
        code: code.to_owned(),
        name: format!("{code}工会"),
        level,
        parent_id: Some(above.id),
        path: above.path.below(code),
        credit_code: None,
        area_code: None,
        succeeded_by: None,
        succeeded_on: None,
        updated_at: effects.now().0,
        revision: 0,
    })
}

fn plan(union: Key, effects: &dyn Effects) -> UnitPlan {
    UnitPlan {
        unit_id: union,
        programme: ID.to_owned(),
        benefit_year: 2026,
        method: Method::Reimburse.spec().method(),
        amount: None,
        ratio_bp: Some(10_000),
        minutes: "工会委员会纪要〔2025〕8号".to_owned(),
        updated_at: effects.now().0,
        revision: 0,
    }
}

fn budget(union: Key, effects: &dyn Effects) -> Budget {
    Budget {
        unit_id: union,
        calendar_year: 2026,
        source: FundSource::new("union"),
        total: BUDGET,
        reserved: Fen::ZERO,
        minutes: "批复〔2026〕2号".to_owned(),
        updated_at: effects.now().0,
        revision: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn nobody_comes_twice_and_the_days_and_counties_are_those_of_a_province() {
        let rows: Vec<ClaimRow> = (0..20_000).map(claim).collect();
        let of = |part: &dyn Fn(&ClaimRow) -> String| {
            rows.iter().map(part).collect::<BTreeSet<String>>().len()
        };
        assert_eq!(of(&|row| row.child_id.clone()), 20_000);
        assert_eq!(of(&|row| row.member_id.clone()), 20_000);
        assert!(of(&|row| row.birth.clone()) > 1_700);
        assert_eq!(of(&|row| row.unit_code[..8].to_owned()), 122);
        assert!(of(&|row| row.child_id[14..17].to_owned()) > 900);
    }
}
