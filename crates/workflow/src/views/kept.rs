//! An approval that somebody kept although the rules speak against it now: by whom, and why.

use super::out::without_numbers;
use super::people::Operators;
use crate::error::Result;
use crate::review::kept::unkept;
use crate::words::Words;
use domain::claim::Approval;
use domain::decision::{Decision, Verdict};
use domain::ids::ClaimRef;
use std::collections::BTreeMap;
use storage::Db;

/// Who kept an approval, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptView {
    /// Name of the approver who kept it.
    pub by: String,
    /// Why, long numbers hidden.
    pub reason: String,
}

impl KeptView {
    /// That it was kept, by whom and why.
    pub fn words(&self) -> Words {
        let (by, reason) = (&self.by, &self.reason);
        words!("已保留审批：{reason}（{by}）", "kept: {reason} ({by})")
    }
}

/// Of approved claims those that were kept against what the rules say now. A change since then stops a claim again,
/// and it is not among them; `now` holds decisions that are not as stored.
pub(super) fn load(
    db: &mut Db,
    approvals: &BTreeMap<ClaimRef, Approval>,
    now: impl Fn(&ClaimRef) -> Option<Decision>,
) -> Result<BTreeMap<ClaimRef, KeptView>> {
    let kept: Vec<ClaimRef> = approvals
        .iter()
        .filter(|(_, approval)| approval.kept.is_some())
        .map(|(handle, _)| *handle)
        .collect();
    let mut views = BTreeMap::new();
    if kept.is_empty() {
        return Ok(views);
    }
    let operators = Operators::load(db)?;
    for (handle, body) in storage::history::last_decisions(db, &kept)? {
        let decision = match now(&handle) {
            Some(decision) => decision,
            None => serde_json::from_str(&body)?,
        };
        let Some((approval, kept)) = approvals
            .get(&handle)
            .and_then(|approval| Some((approval, approval.kept.as_ref()?)))
        else {
            continue;
        };
        if decision.verdict != Verdict::Eligible && unkept(approval, &decision).is_empty() {
            let view = KeptView {
                by: operators.name(kept.by),
                reason: without_numbers(&kept.reason),
            };
            views.insert(handle, view);
        }
    }
    Ok(views)
}
