//! Records of other tables against what the operators' chains vouch for.

use super::{Bad, Check, CheckError, Pass, Place};
use crate::audit::witness::sums::Of;
use crate::audit::witness::{Unlike, everything, first_unlike, table_of};
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

impl Pass<'_> {
    /// Every record is what its last witness says, none is missing and none came by itself. The chains that carry the
    /// witnesses have been checked.
    pub(super) fn witnesses(&self, db: &mut Db) -> Check {
        let mut found: BTreeMap<&'static str, i64> = BTreeMap::new();
        everything::each(db, self.ctx.keyring(), &mut |db, page| {
            if let Some((witness, unlike)) = first_unlike(db, &page)? {
                return unlike_what_was_vouched(witness.relation, &witness.record, &unlike).fail();
            }
            for witness in page {
                *found.entry(witness.relation).or_default() += 1;
            }
            Ok(())
        })?;
        let summed: Vec<&str> = Of::ALL.iter().map(|of| of.relation()).collect();
        for (relation, vouched) in storage::witnesses::counts(db)? {
            if !summed.contains(&relation.as_str())
                && found.get(relation.as_str()).copied().unwrap_or_default() < vouched
            {
                self.missing(db, &relation)?;
            }
        }
        Ok(())
    }

    /// Names the first record of a table that is vouched for and not there.
    fn missing(&self, db: &mut Db, relation: &str) -> Check {
        let mut there = BTreeSet::new();
        everything::each(db, self.ctx.keyring(), &mut |_, page| {
            let of_table = page.into_iter().filter(|one| one.relation == relation);
            there.extend(of_table.map(|one| one.record));
            Ok::<_, CheckError>(())
        })?;
        let vouched = storage::witnesses::revisions(db, relation, None)?;
        let Some(record) = vouched.into_keys().find(|record| !there.contains(record)) else {
            return Ok(());
        };
        let last = storage::witnesses::last(db, relation, &[&record])?;
        let table = table_of(relation);
        let what = words!(
            "`{table}` 中的 `{record}` 被删除",
            "`{record}` of `{table}` was removed"
        );
        let bad = Bad::new("record-missing", what);
        let bad = match last.get(&record) {
            None => bad,
            Some(vouched) => bad.at(vouched.seq),
        };
        bad.place(Place {
            table: table.to_owned(),
            key: record,
            field: None,
        })
        .fail()
    }
}

fn unlike_what_was_vouched(relation: &str, record: &str, unlike: &Unlike) -> Bad {
    let relation = table_of(relation);
    let place = |field| Place {
        table: relation.to_owned(),
        key: record.to_owned(),
        field,
    };
    match unlike {
        Unlike::Forged => {
            let what = words!(
                "`{relation}` 中的 `{record}` 没有任何操作记录作证，系手工写入",
                "no entry vouches for `{record}` of `{relation}`: it was put there by hand"
            );
            Bad::new("record-forged", what).place(place(None))
        }
        Unlike::Changed(field, seq) => {
            let what = words!(
                "`{relation}` 中 `{record}` 的 `{field}` 与最后一条操作记录所记不符",
                "`{field}` of `{record}` of `{relation}` is not what its last entry vouches for"
            );
            Bad::new("record-changed", what)
                .place(place(Some(field)))
                .at(*seq)
        }
    }
}
