//! Rows that no entry vouches for, because they follow from others.

use super::{Bad, Check, Pass, Place};
use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use domain::claim_number::ClaimNumber;
use domain::unit::UnitPath;
use std::collections::BTreeMap;
use storage::audit::derived;
use storage::{Db, Key, StorageError};

/// The longest pause of a notice is a day; a sender holds it for minutes more.
const PUT_OFF_MAX: TimeDelta = TimeDelta::days(2);

fn place(table: &str, key: &impl ToString, field: Option<&'static str>) -> Place {
    Place {
        table: table.to_owned(),
        key: key.to_string(),
        field,
    }
}

/// A number as people know it.
fn shown(number: String) -> String {
    number
        .parse::<ClaimNumber>()
        .map_or(number, |number| number.to_string())
}

impl Pass<'_> {
    pub(super) fn derived(&self, db: &mut Db) -> Check {
        tree(db)?;
        self.frequencies(db)?;
        if let Some(seal) = derived::lost_seal(db)? {
            let what = words!("第 {seal} 号封存被删除", "seal {seal} was removed");
            return Bad::new("seal-missing", what).at(seal).fail();
        }
        numbers(db)?;
        if let Some((subject, claim)) = derived::claimless_mark(db)? {
            let what = words!(
                "供查重的标记所属的申报不存在，系手工写入",
                "a mark is of a claim that does not exist: it was put there by hand"
            );
            let place = place("claim_marks", &claim.0, None);
            return Bad::new("marks", what).of(subject).place(place).fail();
        }
        if let Some((table, number)) = derived::misplaced(db)? {
            let number = if table == "claims" {
                shown(number)
            } else {
                number
            };
            let what = words!(
                "`{number}` 在工会组织中的位置不是其工会的位置，超出或脱离了应有的可见范围",
                "`{number}` does not stand where its union stands in the tree, so others see it than should"
            );
            let place = place(table, &number, Some("unit_path"));
            return Bad::new("place", what).place(place).fail();
        }
        if let Some(number) = derived::lost_number(db)? {
            let number = shown(number);
            let what = words!(
                "编号 {number} 与其申报不再对应",
                "the number {number} and its claim do not lead to each other"
            );
            let place = place("claim_numbers", &number, None);
            return Bad::new("number", what).place(place).fail();
        }
        if let Some((person, partner)) = derived::lost_couple(db)? {
            let what = words!(
                "名册所记的一对夫妻未被登记",
                "a couple that a roster names is not kept"
            );
            let place = place("couples", &format!("{person}/{partner}"), None);
            return Bad::new("couple", what).of(person).place(place).fail();
        }
        if let Some(row) = derived::unseen_proof(db)? {
            let what = words!(
                "有一份亲子关系证明，没有任何审核见过它",
                "there is a proof of parentage that no review saw"
            );
            let key = format!("{}/{}", row.subject_id.0, row.parent_id.0);
            return Bad::new("proof", what)
                .of(row.subject_id.into())
                .place(place("relations", &key, None))
                .fail();
        }
        // On a day set back for rehearsal a sender has been on later ones.
        let pause = PUT_OFF_MAX.num_microseconds().unwrap_or_default();
        let latest = self.ctx.now().0.max(self.latest).saturating_add(pause);
        if let Some(notice) = derived::put_off(db, latest)? {
            let what = words!(
                "通知 `{}` 被推迟到发送程序不会推迟到的时间",
                "notice `{}` is put off for longer than a sender ever does",
                notice.0
            );
            let place = place("notices", &notice.0, Some("next_at"));
            return Bad::new("notice", what).place(place).fail();
        }
        Ok(())
    }
}

impl Pass<'_> {
    /// How often names and other values occur is told by its digest, which the model vouches for.
    fn frequencies(&self, db: &mut Db) -> Check {
        for model in storage::matching::every_model(db)? {
            let body = match storage::matching::frequencies(db, &model.frequencies) {
                Err(StorageError::NotFound) => String::new(),
                other => other?,
            };
            let digest = HEXLOWER.encode(&self.ctx.keyring().digest(body.as_bytes()));
            if digest != model.frequencies {
                let what = words!(
                    "比对模型所用的频次表被改动或删除",
                    "the frequencies of a matching model were changed or removed"
                );
                let place = place("match_frequencies", &model.frequencies, Some("body"));
                return Bad::new("record-changed", what).place(place).fail();
            }
        }
        Ok(())
    }
}

/// Everybody on record was put there with a number.
fn numbers(db: &mut Db) -> Check {
    let Some(person) = derived::numberless(db)? else {
        return Ok(());
    };
    let what = words!(
        "人员 `{person}` 的证件号码被删除或改属他人",
        "the numbers of `{person}` were removed, or given to somebody else"
    );
    let place = place("identities", &person, None);
    Bad::new("identity", what).of(person).place(place).fail()
}

/// Each union stands below its parent.
fn tree(db: &mut Db) -> Check {
    let rows = storage::units::stored(db)?;
    let paths: BTreeMap<Key, &str> = rows.iter().map(|row| (row.id, row.path.as_str())).collect();
    for row in &rows {
        let above = match row.parent_id {
            Some(parent) => paths.get(&parent).copied().unwrap_or_default(),
            None => "/",
        };
        let due = UnitPath::from_stored(above.to_owned()).below(&row.code);
        if due.as_str() != row.path {
            let what = words!(
                "工会 `{}` 不在其上级之下",
                "the union `{}` does not stand below its parent",
                row.code
            );
            let place = place("units", &row.code, Some("path"));
            return Bad::new("place", what).place(place).fail();
        }
    }
    Ok(())
}
