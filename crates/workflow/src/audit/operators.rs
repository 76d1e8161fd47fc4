//! The operators' own chains.

use super::subjects::grouped;
use super::{Bad, Check, PAGE, Pass};
use crate::audit::chain;
use domain::ids::OperatorId;
use std::collections::BTreeMap;
use storage::Db;

impl Pass<'_> {
    pub(super) fn operators(&mut self, db: &mut Db) -> Check {
        let names = storage::operators::names(db)?;
        for (operator, seq, hash) in storage::audit::event_heads(db)? {
            let name = name_of(&names, operator);
            self.events(db, operator, &name, (seq, &hash))?;
        }
        if let Some((operator, seq)) = storage::witnesses::without_entry(db)? {
            return missing(&name_of(&names, operator), seq).fail();
        }
        match storage::audit::headless_event(db)? {
            Some((operator, seq)) => {
                let name = name_of(&names, operator);
                Bad::new(
                    "event-head-missing",
                    words!(
                        "操作员 {name} 的操作记录的链头被删除",
                        "the head of {name}'s events was removed"
                    ),
                )
                .at(seq)
                .fail()
            }
            None => Ok(()),
        }
    }

    fn events(
        &mut self,
        db: &mut Db,
        operator: OperatorId,
        name: &str,
        (head, head_hash): (i64, &[u8]),
    ) -> Check {
        let (mut seq, mut hash): (i64, Vec<u8>) = (0, Vec::new());
        loop {
            let page = storage::audit::events_after(db, operator, seq, PAGE)?;
            let (Some(first), Some(last)) = (page.first(), page.last()) else {
                break;
            };
            let ends = (first.seq, last.seq);
            let vouched = storage::witnesses::of_entries(db, operator, ends)?;
            let mut vouched = grouped(vouched, |row| row.seq);
            for row in page {
                if row.seq != seq + 1 {
                    return missing(name, seq + 1).fail();
                }
                let mut witnesses = vouched.remove(&row.seq).unwrap_or_default();
                // In the order they were hashed in, whatever order of letters the server has.
                witnesses.sort_by(|a, b| (&a.relation, &a.record).cmp(&(&b.relation, &b.record)));
                if chain::event_hash(self.ctx.keyring(), &row, &witnesses, &hash) != row.hash {
                    return Bad::new(
                        "event-changed",
                        words!(
                            "操作员 {name} 的第 {} 条操作记录（`{}`）被改动",
                            "event {} (`{}`) of {name} was changed",
                            row.seq,
                            row.action
                        ),
                    )
                    .at(row.seq)
                    .fail();
                }
                self.latest = self.latest.max(row.at);
                self.records += 1;
                (seq, hash) = (row.seq, row.hash);
            }
        }
        if head > seq {
            return missing(name, seq + 1).fail();
        }
        if head < seq || head_hash != hash {
            return Bad::new(
                "event-head-changed",
                words!(
                    "操作员 {name} 的操作记录的链头与第 {seq} 条不符",
                    "the head of {name}'s events does not fit event {seq}"
                ),
            )
            .at(seq)
            .fail();
        }
        Ok(())
    }
}

/// An operator's login name; the id of one whose record was removed.
fn name_of(names: &BTreeMap<OperatorId, String>, operator: OperatorId) -> String {
    let name = names.get(&operator).cloned();
    name.unwrap_or_else(|| format!("`{operator}`"))
}

/// An entry that an operator's chain lacks.
fn missing(name: &str, seq: i64) -> Bad {
    let what = words!(
        "操作员 {name} 的第 {seq} 条操作记录缺失",
        "event {seq} of {name} is missing"
    );
    Bad::new("event-missing", what).at(seq)
}
