//! The draft of a stored claim with the very identity numbers its row was filed with.

use crate::error::Result;
use crate::intake::content;
use crate::intake::resolve::open_number;
use crate::review::rule_set::find_programme;
use crate::session::Context;
use domain::claim_record::ClaimRecord;
use domain::draft::ClaimDraft;
use domain::identity::{IdentityKind, IdentityNumber};
use domain::ids::PersonId;
use std::collections::BTreeMap;
use storage::Db;

/// Opens the numbers of people, each person once.
pub(crate) struct Numbers<'a> {
    ctx: &'a Context,
    known: BTreeMap<PersonId, Vec<IdentityNumber>>,
}

impl<'a> Numbers<'a> {
    pub(crate) fn new(ctx: &'a Context) -> Self {
        Self {
            ctx,
            known: BTreeMap::new(),
        }
    }

    /// The draft with the numbers of its row. Where none fits any more, the newest ones are given.
    pub(super) fn draft(&mut self, db: &mut Db, claim: &ClaimRecord) -> Result<ClaimDraft> {
        if let Some(draft) = self.exact(db, claim)? {
            return Ok(draft);
        }
        let mut draft = content::join(self.ctx, claim)?;
        let members = self.of(db, claim.member)?;
        let subjects = choices(&self.of(db, claim.handle.subject)?);
        draft.claimant.identities = members.into_iter().take(1).collect();
        draft.subject.identities = subjects.into_iter().next().unwrap_or_default();
        Ok(draft)
    }

    /// The draft as it was filed. A person may have got numbers since, or had several, and another union may have brought
    /// them: the claim's fingerprint tells which of them the row carried.
    pub(crate) fn exact(&mut self, db: &mut Db, claim: &ClaimRecord) -> Result<Option<ClaimDraft>> {
        let programme = find_programme(self.ctx, &claim.programme)?;
        let mut draft = content::join(self.ctx, claim)?;
        let members = self.of(db, claim.member)?;
        let subjects = choices(&self.of(db, claim.handle.subject)?);
        for member in &members {
            draft.claimant.identities = vec![member.clone()];
            for subject in &subjects {
                draft.subject.identities.clone_from(subject);
                if content::fingerprint(self.ctx, programme, &draft)? == claim.fingerprint {
                    return Ok(Some(draft));
                }
            }
        }
        Ok(None)
    }

    /// The numbers of a person, and of the one the person was merged into, newest first.
    fn of(&mut self, db: &mut Db, person: PersonId) -> Result<Vec<IdentityNumber>> {
        if let Some(known) = self.known.get(&person) {
            return Ok(known.clone());
        }
        let mut rows = storage::people::identities_of(db, person)?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.created_at));
        let root = storage::people::by_ids(db, &[person])?
            .into_iter()
            .find_map(|row| row.merged_into);
        if let Some(root) = root {
            rows.extend(storage::people::identities_of(db, root.into())?);
        }
        let numbers = rows
            .iter()
            .map(|row| open_number(self.ctx, row))
            .collect::<Result<Vec<_>>>()?;
        self.known.insert(person, numbers.clone());
        Ok(numbers)
    }
}

/// What a row may have carried: a number with a birth certificate, one of them alone. The fullest comes first.
fn choices(numbers: &[IdentityNumber]) -> Vec<Vec<IdentityNumber>> {
    let certificate = |number: &&IdentityNumber| number.kind() == IdentityKind::BirthCertificate;
    let ids = || numbers.iter().filter(|number| !certificate(number));
    let mut all = Vec::new();
    for id in ids() {
        for paper in numbers.iter().filter(certificate) {
            all.push(vec![id.clone(), paper.clone()]);
        }
    }
    all.extend(ids().map(|id| vec![id.clone()]));
    all.extend(
        numbers
            .iter()
            .filter(certificate)
            .map(|paper| vec![paper.clone()]),
    );
    all
}
