//! Makes stored decisions again: the row as filed, the facts kept beside the decision and the parameters
//! of its version must give the very bytes that are stored. Nothing is written.

use crate::error::{Result, WorkflowError};
use crate::intake::content;
use crate::review::assess::Assessed;
use crate::review::rule_set::{digest_of, find_programme, version_text};
use crate::session::{Context, Session};
use domain::claim_number::ClaimNumber;
use domain::claim_record::ClaimRecord;
use domain::decision::{Condition, Decision};
use domain::ids::ClaimRef;
use domain::role::Action;
use domain::year::{BenefitYear, Instant};
use policy::{Assessor, Facts, Params};
use std::collections::BTreeMap;
use storage::{Db, StorageError};

/// Handles read at once while a sample is drawn.
const PAGE: i64 = 10_000;
/// Decisions made again from one snapshot.
const CHUNK: usize = 200;

/// A stored decision that was made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// The claim it is the last decision of.
    pub claim: ClaimRef,
    /// The number people use.
    pub number: ClaimNumber,
    /// The version of the parameters it names.
    pub version: String,
    /// When it was made.
    pub at: Instant,
    /// What came out otherwise; empty when every byte is the same.
    pub differences: Vec<Differs>,
}

/// Something that came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// What: `parameters`, `row`, `facts`, `verdict`, `payable`, `ceiling`, `member-share`, `version`, a
    /// rule with its code such as `H-04 age-within`, or `bytes`.
    pub what: String,
    /// As stored.
    pub stored: String,
    /// As it came out now.
    pub again: String,
}

/// What a sample brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampled {
    /// The seed the sample was drawn with: the same seed draws the same claims of the same database.
    pub seed: u64,
    /// Claims in scope.
    pub claims: u64,
    /// Decisions made again.
    pub replayed: usize,
    /// Those that came out otherwise.
    pub differing: Vec<Replayed>,
}

/// Makes the last decision about a claim again.
///
/// # Errors
/// [`WorkflowError::NotFound`] when it is not there or not in scope.
pub fn one(session: &mut Session, handle: ClaimRef) -> Result<Replayed> {
    session.ctx.require(Action::Read)?;
    let ctx = session.ctx.clone();
    session.db.snapshot(|db| {
        let claim = match storage::claims::find(db, &ctx.actor.scope, handle) {
            Err(StorageError::NotFound) => {
                return Err(WorkflowError::NotFound {
                    kind: crate::Thing::Claim,
                    id: handle.to_string(),
                });
            }
            other => other?,
        };
        Shelf::new(&ctx).replay(db, &claim)
    })
}

/// Makes the last decisions about `count` claims in scope again, drawn at random.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; a decision that cannot be made again is a difference, not an error.
pub fn sample(
    session: &mut Session,
    count: usize,
    seed: Option<u64>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Sampled> {
    session.ctx.require(Action::Audit)?;
    let ctx = session.ctx.clone();
    let seed = seed.unwrap_or_else(|| ctx.installation.effects.random());
    let (claims, drawn) = draw(&mut session.db, &ctx, count, seed)?;
    let mut sampled = Sampled {
        seed,
        claims,
        replayed: 0,
        differing: Vec::new(),
    };
    let mut shelf = Shelf::new(&ctx);
    for chunk in drawn.chunks(CHUNK) {
        session.db.snapshot(|db| {
            for claim in storage::claims::find_all(db, &ctx.actor.scope, chunk)? {
                let replayed = shelf.replay(db, &claim)?;
                sampled.replayed += 1;
                if !replayed.differences.is_empty() {
                    sampled.differing.push(replayed);
                }
            }
            Ok::<_, WorkflowError>(())
        })?;
        progress(sampled.replayed, drawn.len());
    }
    Ok(sampled)
}

/// Draws so many handles that every claim has the same chance, without holding all of them.
fn draw(db: &mut Db, ctx: &Context, count: usize, seed: u64) -> Result<(u64, Vec<ClaimRef>)> {
    let mut dice = Dice(seed);
    let mut drawn: Vec<ClaimRef> = Vec::with_capacity(count.min(CHUNK));
    let (mut seen, mut after) = (0_u64, None);
    loop {
        let page = storage::claims::list::handles_after(db, &ctx.actor.scope, after, PAGE)?;
        let Some(last) = page.last().copied() else {
            break;
        };
        for handle in page {
            if drawn.len() < count {
                drawn.push(handle);
            } else if let Ok(place) = usize::try_from(dice.below(seen + 1))
                && let Some(other) = drawn.get_mut(place)
            {
                *other = handle;
            }
            seen += 1;
        }
        after = Some(last);
    }
    drawn.sort_unstable();
    Ok((seen, drawn))
}

/// SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)).checked_rem(bound).unwrap_or(0)
    }
}

type Bound = std::result::Result<(Box<dyn Assessor>, Vec<Differs>), Differs>;

/// Rules bound to the versions of parameters that were asked for.
struct Shelf<'e> {
    ctx: &'e Context,
    bound: BTreeMap<(String, String), Bound>,
}

impl<'e> Shelf<'e> {
    fn new(ctx: &'e Context) -> Self {
        Self {
            ctx,
            bound: BTreeMap::new(),
        }
    }

    /// The stored facts, or what cannot be read of them.
    fn facts(
        &self,
        claim: &ClaimRecord,
        stored: &str,
    ) -> Result<std::result::Result<Facts, String>> {
        let facts: Facts = match serde_json::from_str(stored) {
            Ok(facts) => facts,
            Err(cause) => return Ok(Err(cause.to_string())),
        };
        let asked = find_programme(self.ctx, &claim.programme)?.facts();
        let unasked = facts.answers.unasked(asked);
        let unasked = unasked.map(|key| format!("unknown field `{key}`"));
        Ok(unasked.map_or(Ok(facts), Err))
    }

    fn replay(&mut self, db: &mut Db, claim: &ClaimRecord) -> Result<Replayed> {
        let row = storage::history::decision(db, claim.handle.subject, claim.decision.into())?;
        let mut replayed = Replayed {
            claim: claim.handle,
            number: claim.number.clone(),
            version: row.version.clone(),
            at: Instant(row.at),
            differences: Vec::new(),
        };
        let key = (claim.programme.clone(), row.version.clone());
        if !self.bound.contains_key(&key) {
            let bound = bind(db, self.ctx, &claim.programme, claim.year, &row.version)?;
            self.bound.insert(key.clone(), bound);
        }
        let assessor = match self.bound.get(&key) {
            Some(Ok((assessor, differences))) => {
                replayed.differences.extend(differences.iter().cloned());
                assessor
            }
            Some(Err(difference)) => {
                replayed.differences.push(difference.clone());
                return Ok(replayed);
            }
            None => return Ok(replayed),
        };
        let facts = match self.facts(claim, &row.facts)? {
            Ok(facts) => facts,
            Err(cause) => {
                replayed
                    .differences
                    .push(differs("facts", &row.facts, &cause));
                return Ok(replayed);
            }
        };
        let draft = match content::join(self.ctx, claim) {
            Ok(draft) => draft,
            Err(cause) => {
                replayed
                    .differences
                    .push(differs("row", &claim.number, &cause));
                return Ok(replayed);
            }
        };
        let again = Assessed::of(assessor.as_ref(), &draft, facts).decision;
        let bytes = serde_json::to_string(&again)?;
        if bytes != row.body {
            replayed
                .differences
                .extend(compare(&row.body, &again, &bytes));
        }
        if row.verdict != again.verdict.code() {
            let (stored, now) = (&row.verdict, again.verdict.code());
            replayed
                .differences
                .push(differs("verdict in lists", stored, &now));
        }
        Ok(replayed)
    }
}

fn differs(what: &str, stored: &dyn std::fmt::Display, again: &dyn std::fmt::Display) -> Differs {
    Differs {
        what: what.to_owned(),
        stored: stored.to_string(),
        again: again.to_string(),
    }
}

/// The rules with the parameters of a version, and what is wrong with these.
fn bind(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    year: BenefitYear,
    version: &str,
) -> Result<Bound> {
    let period = match storage::periods::find(db, programme, year) {
        Err(StorageError::NotFound) => return Ok(Err(differs("parameters", &version, &"-"))),
        other => other?,
    };
    let named = storage::periods::versions(db, period.id)?
        .into_iter()
        .find(|row| version_text(year.get(), row.version, &row.digest) == version);
    let Some(row) = named else {
        return Ok(Err(differs("parameters", &version, &"-")));
    };
    let mut differences = Vec::new();
    let digest = digest_of(ctx, &row.params);
    if digest != row.digest {
        differences.push(differs("parameters", &row.digest, &digest));
    }
    let params = Params {
        version: version.to_owned(),
        text: row.params,
    };
    Ok(match find_programme(ctx, programme)?.bind(&params) {
        Ok(assessor) => Ok((assessor, differences)),
        Err(cause) => Err(differs("parameters", &version, &cause)),
    })
}

/// Every value of two decisions that is not the same; where none is to be named, the bytes themselves.
fn compare(stored: &str, again: &Decision, bytes: &str) -> Vec<Differs> {
    let mut found = Vec::new();
    if let Ok(before) = serde_json::from_str::<Decision>(stored) {
        let mut note = |what: &str, stored: String, again: String| {
            if stored != again {
                found.push(differs(what, &stored, &again));
            }
        };
        note(
            "verdict",
            before.verdict.code().to_owned(),
            again.verdict.code().to_owned(),
        );
        note(
            "payable",
            before.payable.to_string(),
            again.payable.to_string(),
        );
        note(
            "ceiling",
            before.ceiling.to_string(),
            again.ceiling.to_string(),
        );
        note(
            "member-share",
            before.member_share.to_string(),
            again.member_share.to_string(),
        );
        note("version", before.version.clone(), again.version.clone());
        let (old, new) = (told(&before), told(again));
        let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let shown = |told: &BTreeMap<String, String>| {
                told.get(key).cloned().unwrap_or_else(|| "-".to_owned())
            };
            note(key, shown(&old), shown(&new));
        }
    }
    if found.is_empty() {
        found.push(differs("bytes", &stored, &bytes));
    }
    found
}

/// Conditions by rule and code, told by how they came out and their values.
fn told(decision: &Decision) -> BTreeMap<String, String> {
    let one = |condition: &Condition| {
        let values: Vec<String> = condition
            .values
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let text = format!(
            "{:?}{} {}",
            condition.severity,
            if condition.waits { ", waits" } else { "" },
            values.join(" ")
        );
        (format!("{} {}", condition.rule, condition.code), text)
    };
    decision.conditions.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_numbers_below_the_bound() {
        let throw = |seed| {
            let mut dice = Dice(seed);
            (0..100).map(|_| dice.below(7)).collect::<Vec<u64>>()
        };
        assert_eq!(throw(1), throw(1));
        assert_ne!(throw(1), throw(2));
        assert!(throw(1).iter().all(|number| *number < 7));
        assert_eq!(Dice(3).below(0), 0);
    }
}
