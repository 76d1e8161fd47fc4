//! The marks of claims as they are stored: keyed digests, by which claims that may be about one thing find each other.

use crate::error::{Result, WorkflowError};
use crate::intake::content;
use crate::payments::spent;
use domain::claim_record::ClaimRecord;
use domain::draft::ClaimDraft;
use domain::ids::ClaimRef;
use domain::unit::Scope;
use policy::{Mark, Programme, Registry};
use sealing::{Keyring, MacPurpose};
use std::borrow::Cow;
use std::collections::BTreeSet;
use storage::Db;
use storage::claim_marks::{Shown, StoredMark};

/// The account a claim is paid to, of every programme; its digest is the account's blind index.
pub(crate) const ACCOUNT: &str = "account";
/// Bytes of a digest: no two marks ever made meet by chance, and a claim has several.
const DIGEST_BYTES: usize = 16;
/// In the table that describes the installation: what claims that were filed before show is still to be written.
const MISSING: &str = "claim-marks";
/// Claims whose marks are written in one transaction.
const CHUNK: i64 = 1_000;

/// A mark as it is stored.
pub(crate) fn stored(keyring: &Keyring, mark: &Mark) -> StoredMark {
    let parts = [mark.kind.as_bytes(), mark.value.as_bytes()];
    let mut digest = keyring.mac(MacPurpose::Mark, &parts).to_vec();
    digest.truncate(DIGEST_BYTES);
    (Cow::Borrowed(mark.kind), digest)
}

fn digests(keyring: &Keyring, marks: &[Mark]) -> impl Iterator<Item = StoredMark> {
    marks.iter().map(|mark| stored(keyring, mark))
}

/// The marks of a claim that is filed. They are many and each is a digest, so they are made once, before the transaction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks {
    /// Of claims that may share something with it.
    pub(crate) looked_for: Vec<StoredMark>,
    /// What others find it by, with the account it is paid to.
    pub(crate) shown: BTreeSet<StoredMark>,
}

impl Marks {
    pub(crate) fn of(
        keyring: &Keyring,
        programme: &dyn Programme,
        draft: &ClaimDraft,
        account: Option<&[u8]>,
    ) -> Self {
        let account = account.map(|index| (Cow::Borrowed(ACCOUNT), index.to_vec()));
        Self {
            looked_for: digests(keyring, &programme.looks_for(draft)).collect(),
            shown: digests(keyring, &programme.marks(draft))
                .chain(account)
                .collect(),
        }
    }
}

/// What a stored claim says for its marks: everything but numbers.
pub(crate) fn read<'r>(
    registry: &'r Registry,
    claim: &ClaimRecord,
) -> Result<(&'r dyn Programme, ClaimDraft)> {
    let programme = registry.find(&claim.programme);
    let programme =
        programme.ok_or_else(|| WorkflowError::UnknownProgramme(claim.programme.clone()))?;
    let draft = content::without_numbers(programme, &claim.content)?;
    Ok((programme, draft))
}

/// Some claims have no marks yet.
pub(crate) fn are_missing(db: &mut Db) -> Result<bool> {
    Ok(storage::meta::get(db, MISSING)?.is_some())
}

/// Writes the marks of all claims, where a change of the schema left that to be done. It begins anew after it was
/// interrupted, and what is written twice is the same.
pub(crate) fn fill(db: &mut Db, keyring: &Keyring, registry: &Registry) -> Result<()> {
    if !are_missing(db)? {
        return Ok(());
    }
    let mut after = None;
    loop {
        let everything = Scope::everything();
        let page = storage::claims::list::handles_after(db, &everything, after, CHUNK)?;
        after = page.last().copied();
        if after.is_none() {
            return db.write(|db| Ok(storage::meta::remove(db, MISSING)?));
        }
        db.write(|db| fill_page(db, keyring, registry, &page))?;
    }
}

fn fill_page(db: &mut Db, keyring: &Keyring, registry: &Registry, page: &[ClaimRef]) -> Result<()> {
    let claims = storage::claims::find_all(db, &Scope::everything(), page)?;
    let mut all = Shown::new();
    for claim in &claims {
        let (programme, draft) = read(registry, claim)?;
        let marks = Marks::of(keyring, programme, &draft, claim.card_index.as_deref());
        all.insert(claim.handle, (claim.programme.clone(), marks.shown));
    }
    storage::claim_marks::set_shown(db, &all, &BTreeSet::new())?;
    storage::claim_marks::give_back(db, page)?;
    spent::fill(db, keyring, registry, &claims)
}
