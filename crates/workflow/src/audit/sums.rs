//! People, their numbers, couples, proofs, sums that stand and match keys against what the operators' chains vouch for.

use super::{Bad, Check, Pass, Place};
use crate::audit::witness::sums::{
    ByPerson, Difference, Minute, Of, Whose, add_all, add_up, vouched,
};
use crate::error::WorkflowError;
use crate::intake::resolve::open_number;
use domain::ids::PersonId;
use storage::audit::by_person::{self, Stretch};
use storage::people::Identity;
use storage::{Db, StorageError};

/// People read at a time; those of the last one's minute besides.
const PAGE: i64 = 1_000;
/// Match keys read at a time.
const KEYS: i64 = 10_000;

impl Pass<'_> {
    /// The rows of everybody come to what acts vouch for. The chains that carry the witnesses have been checked.
    pub(super) fn sums(&self, db: &mut Db) -> Check {
        let keyring = self.ctx.keyring();
        let mut after: Option<Minute> = None;
        loop {
            let last = by_person::nth_after(db, after.map(Minute::end), PAGE)?;
            let last = last.map(Minute::of);
            let stretch = Stretch {
                after: after.map(Minute::end),
                last: last.map(Minute::end),
            };
            for of in Of::ALL {
                let there = match of {
                    Of::People => add_up(keyring, &by_person::people_of(db, stretch)?),
                    Of::Identities => add_up(keyring, &numbers(db, stretch)?),
                    Of::Couples => add_up(keyring, &by_person::couples_of(db, stretch)?),
                    Of::Relations => add_up(keyring, &by_person::relations_of(db, stretch)?),
                    Of::Entitlements => add_up(keyring, &by_person::entitlements_of(db, stretch)?),
                    // Their table is in the order of the keys.
                    Of::MatchKeys => continue,
                };
                let vouched = vouched(db, of, after, last)?;
                compare(db, of, there, vouched)?;
            }
            for number in numbers(db, stretch)? {
                self.opens(&number)?;
            }
            after = last;
            if after.is_none() {
                break;
            }
        }
        if let Some((one, other)) = by_person::one_sided_couple(db)? {
            let what = words!(
                "一对夫妻只从一方登记，另一方的记录被删除",
                "a couple stands from one end only: the other one was removed"
            );
            let place = place(Of::Couples, format!("{other}/{one}"), None);
            return Bad::new("couple", what).of(one).place(place).fail();
        }
        let there = self.match_keys(db)?;
        let vouched = vouched(db, Of::MatchKeys, None, None)?;
        compare(db, Of::MatchKeys, there, vouched)
    }

    /// What all match keys come to, for each person.
    fn match_keys(&self, db: &mut Db) -> Check<ByPerson> {
        let mut sums = ByPerson::new();
        let mut after = None;
        loop {
            let mut page = by_person::match_keys(db, after.as_ref(), KEYS)?;
            add_all(self.ctx.keyring(), &page, &mut sums);
            after = page.pop();
            if after.is_none() {
                return Ok(sums);
            }
        }
    }

    /// A number is one that was sealed for its place.
    fn opens(&self, number: &Identity) -> Check {
        match open_number(self.ctx, number) {
            Ok(_) => Ok(()),
            Err(WorkflowError::Seal(_) | WorkflowError::Storage(StorageError::Stored { .. })) => {
                unreadable(number.person_id.into()).fail()
            }
            Err(other) => Err(other.into()),
        }
    }
}

/// The numbers of a stretch of people; a kind that is no code was put there by hand.
fn numbers(db: &mut Db, stretch: Stretch) -> Check<Vec<Identity>> {
    let rows = by_person::identities_of(db, stretch)?;
    let numbers = rows.into_iter().map(|row| {
        let person = row.person_id.into();
        match Identity::try_from(row) {
            Err(StorageError::Stored { .. }) => unreadable(person).fail(),
            number => Ok(number?),
        }
    });
    numbers.collect()
}

fn unreadable(person: PersonId) -> Bad {
    let what = words!(
        "人员 `{person}` 的一个证件号码系手工写入或被改动",
        "a number of `{person}` was put there or changed by hand"
    );
    let place = place(Of::Identities, person.to_string(), Some("sealed"));
    Bad::new("identity", what).of(person).place(place)
}

/// Everybody has what is vouched for, and nothing else.
fn compare(db: &mut Db, of: Of, mut there: ByPerson, vouched: ByPerson) -> Check {
    for (whose, then) in vouched {
        let now = there.remove(&whose).unwrap_or_default();
        if let Some(difference) = now.differs(of, &then) {
            return bad(db, of, whose, &difference)?.fail();
        }
    }
    match there.keys().next() {
        None => Ok(()),
        Some(whose) => bad(db, of, *whose, &Difference::Forged)?.fail(),
    }
}

fn bad(db: &mut Db, of: Of, whose: Whose, difference: &Difference) -> Check<Bad> {
    // Of one who is not there any more, the id is known in part.
    let of_minute = Stretch {
        after: Some(whose.minute.first()),
        last: Some(whose.minute.end()),
    };
    let person = by_person::ids_of(db, of_minute)?
        .into_iter()
        .find(|person| Whose::of(*person) == whose);
    let key = person.map_or_else(
        || whose.to_string(),
        |person| PersonId::from(person).to_string(),
    );
    let table = of.table();
    let (code, field, what) = match difference {
        Difference::Forged => (
            "record-forged",
            None,
            words!(
                "`{table}` 中 `{key}` 的一行没有任何操作记录作证，系手工写入",
                "no entry vouches for a row of `{key}` in `{table}`: it was put there by hand"
            ),
        ),
        Difference::Missing => (
            "record-missing",
            None,
            words!(
                "`{table}` 中 `{key}` 的一行被删除",
                "a row of `{key}` in `{table}` was removed"
            ),
        ),
        Difference::Changed(Some(field)) => (
            "record-changed",
            Some(*field),
            words!(
                "`{table}` 中 `{key}` 的 `{field}` 与操作记录所记不符",
                "`{field}` of `{key}` in `{table}` is not what the entries vouch for"
            ),
        ),
        Difference::Changed(None) => (
            "record-changed",
            None,
            words!(
                "`{table}` 中 `{key}` 的一行与操作记录所记不符",
                "a row of `{key}` in `{table}` is not what the entries vouch for"
            ),
        ),
    };
    let bad = Bad::new(code, what).place(place(of, key, field));
    Ok(match person {
        Some(person) => bad.of(person.into()),
        None => bad,
    })
}

fn place(of: Of, key: String, field: Option<&'static str>) -> Place {
    Place {
        table: of.table().to_owned(),
        key,
        field,
    }
}
