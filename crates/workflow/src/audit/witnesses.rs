//! Records of other tables against what the operators' chains vouch for.

use super::{Bad, Check, Pass, Place};
use crate::audit::witness::Everything;
use std::collections::BTreeMap;
use storage::Db;
use storage::witnesses::WitnessRow;

impl Pass<'_> {
    /// Every record is what its last witness says, none is missing and none came by itself. The chains that carry the
    /// witnesses have been checked.
    pub(super) fn witnesses(&self, db: &mut Db) -> Check {
        let mut last: BTreeMap<(String, String), (i64, i64, WitnessRow)> = BTreeMap::new();
        for row in storage::witnesses::all(db)? {
            let key = (row.relation.clone(), row.record.clone());
            // Of one revision vouched for twice, the later one counts.
            let at = self.times.get(&(row.operator_id, row.seq)).copied();
            let rank = (row.revision, at.unwrap_or_default());
            if last
                .get(&key)
                .is_none_or(|(revision, at, _)| (*revision, *at) <= rank)
            {
                last.insert(key, (rank.0, rank.1, row));
            }
        }
        let now = Everything::load(db, self.ctx.keyring())?;
        for ((relation, record), witness) in &now.0 {
            let place = |field| Place {
                table: (*relation).to_owned(),
                key: record.clone(),
                field,
            };
            let Some((.., vouched)) = last.remove(&((*relation).to_owned(), record.clone())) else {
                let what = words!(
                    "`{relation}` 中的 `{record}` 没有任何操作记录作证，系手工写入",
                    "no entry vouches for `{record}` of `{relation}`: it was put there by hand"
                );
                return Bad::new("record-forged", what).place(place(None)).stop();
            };
            if let Some(field) = witness.differs_from(&vouched.fields) {
                let what = words!(
                    "`{relation}` 中 `{record}` 的 `{field}` 与最后一条操作记录所记不符",
                    "`{field}` of `{record}` of `{relation}` is not what its last entry vouches for"
                );
                return Bad::new("record-changed", what)
                    .place(place(Some(field)))
                    .at(vouched.seq)
                    .stop();
            }
        }
        match last.into_iter().next() {
            None => Ok(()),
            Some(((relation, record), (.., vouched))) => {
                let what = words!(
                    "`{relation}` 中的 `{record}` 被删除",
                    "`{record}` of `{relation}` was removed"
                );
                let place = Place {
                    table: relation,
                    key: record,
                    field: None,
                };
                Bad::new("record-missing", what)
                    .place(place)
                    .at(vouched.seq)
                    .stop()
            }
        }
    }
}
