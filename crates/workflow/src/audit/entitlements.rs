//! What stands of messages against the postings that brought it there.

use super::{Bad, Check, PAGE, Pass, readable};
use domain::fen::Fen;
use domain::ids::PersonId;
use std::collections::BTreeMap;
use storage::{Db, Key};

impl Pass<'_> {
    /// The postings are vouched for one by one by the acts that made them; what stands is their sum.
    pub(super) fn entitlements(db: &mut Db) -> Check {
        if let Some(posting) = storage::entitlements::homeless_posting(db)? {
            let what = words!(
                "结算 `{0}` 有入账记录，但应补助记录已不存在",
                "there are postings for settlement `{0}`, but what stands of it is gone",
                posting.entry_key
            );
            return Bad::new("entitlement", what)
                .of(posting.subject_id.into())
                .fail();
        }
        let mut after = None;
        loop {
            let people = storage::entitlements::people_after(db, after, PAGE)?;
            let Some(last) = people.last() else {
                return Ok(());
            };
            after = Some(*last);
            add_up(db, &people)?;
        }
    }
}

fn add_up(db: &mut Db, people: &[PersonId]) -> Check {
    let mut posted: BTreeMap<(Key, String, String), (i64, i64)> = BTreeMap::new();
    for posting in readable(db, people, storage::entitlements::postings_of)? {
        let key = (posting.subject_id, posting.programme, posting.entry_key);
        let (sum, told) = posted.entry(key).or_default();
        *sum += posting.amount_fen;
        *told += posting.told_fen.unwrap_or_default();
    }
    for row in readable(db, people, storage::entitlements::of_all_programmes)? {
        let key = (row.subject_id, row.programme, row.entry_key);
        let (sum, told) = posted.get(&key).copied().unwrap_or_default();
        if sum != row.sum_fen {
            let (stands, sum) = (Fen::new(row.sum_fen), Fen::new(sum));
            let what = words!(
                "结算 `{0}` 的应补助记为 {stands} 元，而入账合计为 {sum} 元",
                "settlement `{0}` is said to bring {stands} yuan, its postings come to {sum}",
                key.2
            );
            return Bad::new("entitlement", what).of(key.0.into()).fail();
        }
        if told != row.told_fen.unwrap_or_default() {
            let what = words!(
                "结算 `{0}` 记有医疗机构当场抵付的金额，与入账时告知的不符",
                "what an institution was told to give of settlement `{0}` is not what was told when it was posted",
                key.2
            );
            return Bad::new("entitlement", what).of(key.0.into()).fail();
        }
    }
    Ok(())
}
