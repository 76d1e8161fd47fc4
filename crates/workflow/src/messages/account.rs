//! Messages that belong together, whose they are, and what they come to.

use super::Taken;
use super::hear::{Held, New, number_key, person_key};
use crate::error::Result;
use crate::referrals::Slip;
use crate::session::Context;
use crate::work::lock_roots;
use ::import::codes::{NAMES_ANOTHER, ON_ITS_WAY};
use domain::ids::PersonId;
use policy::messages::{
    Entitlement, Message, MessageAnswer, MessageFeed, Origin, TakesPart, Weighed,
};
use rows::Note;
use std::collections::{BTreeMap, BTreeSet};
use storage::entitlements::EntitlementRow;
use storage::participations::ParticipationRow;
use storage::people::Identity;
use storage::{Db, Key};

/// The accounts a command is about, held against everybody else until its transaction ends.
pub(super) struct Accounts {
    pub(super) all: Vec<Account>,
    /// New messages, by their place among the new, that name somebody else than an earlier one with the same settlement or
    /// visit: they belong to no account, or a sum would go to whoever came first.
    strangers: BTreeSet<usize>,
}

/// All messages that belong together.
pub(super) struct Account {
    /// The stored ones, in the order in which they came.
    pub(super) stored: Vec<Held>,
    /// The new ones by their place among the new.
    new: Vec<usize>,
    /// Whose they are, where it is somebody who takes part in anything.
    pub(super) subject: Option<PersonId>,
    parts: Vec<TakesPart>,
    /// The union whose roster has the subject, by scheme.
    pub(super) units: Vec<(String, Key)>,
    /// Who takes part for the subject, by scheme.
    pub(super) claimants: Vec<(String, Key)>,
    /// What stood before.
    pub(super) entitlements: Vec<EntitlementRow>,
    /// The subject's referral slips as they were.
    pub(super) slips: Vec<Slip>,
}

/// What an account comes to now.
pub(super) struct Outcome {
    /// By the place of the message in what came.
    pub(super) answers: Vec<(usize, Taken)>,
    /// Ids of the messages in the order they were weighed in, and the result; none where there is no message at all.
    pub(super) weighed: Option<(Vec<Key>, Weighed)>,
    /// New messages that were not there before, by their place among the new.
    pub(super) added: Vec<usize>,
}

impl Accounts {
    /// Loads everything that is tied to these keys and the new messages.
    ///
    /// Keys lead to messages, messages to people, and people to more keys, until nothing is added. Whatever is found to
    /// tie is held before it is read again, so that two commands about one account wait for each other.
    pub(super) fn load(
        db: &mut Db,
        ctx: &Context,
        programme: &str,
        feed: &dyn MessageFeed,
        mut keys: BTreeSet<Vec<u8>>,
        new: &[New],
    ) -> Result<Self> {
        let mut held: BTreeSet<Vec<u8>> = keys.clone();
        storage::messages::hold(db, &keys.iter().cloned().collect::<Vec<_>>())?;
        let mut heard: BTreeMap<Key, Held> = BTreeMap::new();
        loop {
            let ids = closure(db, &mut keys)?;
            let missing: Vec<Key> = ids
                .iter()
                .filter(|id| !heard.contains_key(id))
                .copied()
                .collect();
            for row in storage::messages::by_ids(db, &missing)? {
                heard.insert(row.id, Held::stored(ctx, programme, feed, &row)?);
            }
            let people = People::of(db, programme, heard.values(), new)?;
            let found = people.keys(ctx, programme);
            let more: Vec<Vec<u8>> = found.difference(&held).cloned().collect();
            if more.is_empty() {
                return group(db, programme, &heard, &people, new);
            }
            storage::messages::hold(db, &more)?;
            held.extend(more.iter().cloned());
            keys.extend(more);
        }
    }

    /// What every account comes to.
    pub(super) fn weigh(&self, feed: &dyn MessageFeed, new: &[New]) -> Vec<Outcome> {
        self.all
            .iter()
            .map(|account| account.weigh(feed, new))
            .collect()
    }

    /// The answers to messages that are not taken, by the place of the message in what came.
    pub(super) fn refused(&self, new: &[New]) -> Vec<(usize, Taken)> {
        let refused = || MessageAnswer::refused(vec![Note::new(NAMES_ANOTHER).at_sheet("")]);
        let strangers = self.strangers.iter().filter_map(|at| new.get(*at));
        strangers
            .map(|one| {
                let answer = refused();
                let known = false;
                (one.place, Taken { answer, known })
            })
            .collect()
    }
}

/// The keys that lead to everything these people's accounts are made of.
pub(super) fn keys_of(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    people: &[PersonId],
) -> Result<BTreeSet<Vec<u8>>> {
    let people = People::and_absorbed(db, programme, people)?;
    Ok(people.keys(ctx, programme))
}

/// Ids of all messages that the keys lead to, directly or by another message; the keys grow by theirs.
fn closure(db: &mut Db, keys: &mut BTreeSet<Vec<u8>>) -> Result<Vec<Key>> {
    loop {
        let asked: Vec<Vec<u8>> = keys.iter().cloned().collect();
        let ids = storage::messages::with_keys(db, &asked)?;
        keys.extend(
            storage::messages::keys_of(db, &ids)?
                .into_iter()
                .map(|row| row.digest),
        );
        if keys.len() == asked.len() {
            return Ok(ids);
        }
    }
}

/// Who the messages are about, as far as anybody of them is on record, and what they take part in.
struct People {
    by_number: BTreeMap<(String, Vec<u8>), PersonId>,
    by_known_as: BTreeMap<Vec<u8>, PersonId>,
    roots: BTreeMap<PersonId, PersonId>,
    numbers: Vec<Identity>,
    parts: Vec<ParticipationRow>,
}

impl People {
    fn of<'h>(
        db: &mut Db,
        programme: &str,
        heard: impl Iterator<Item = &'h Held>,
        new: &'h [New],
    ) -> Result<Self> {
        let mut numbers: BTreeMap<&'static str, BTreeSet<Vec<u8>>> = BTreeMap::new();
        let mut known: BTreeSet<Vec<u8>> = BTreeSet::new();
        for one in heard.chain(new.iter().map(|new| &new.held)) {
            if let Some((kind, index)) = &one.number {
                numbers.entry(kind).or_default().insert(index.clone());
            }
            known.extend(one.known_as.clone());
        }
        let mut by_number = BTreeMap::new();
        for (kind, indexes) in numbers {
            let indexes: Vec<Vec<u8>> = indexes.into_iter().collect();
            for (index, person) in storage::people::owners(db, kind, &indexes)? {
                by_number.insert((kind.to_owned(), index), person);
            }
        }
        let known: Vec<Vec<u8>> = known.into_iter().collect();
        let by_known_as: BTreeMap<Vec<u8>, PersonId> =
            storage::participations::known_as(db, programme, &known)?
                .into_iter()
                .collect();
        let people: BTreeSet<PersonId> = by_number
            .values()
            .chain(by_known_as.values())
            .copied()
            .collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        Ok(Self {
            by_number,
            by_known_as,
            ..Self::and_absorbed(db, programme, &people)?
        })
    }

    /// These people, those they were merged into, and those merged into them.
    fn and_absorbed(db: &mut Db, programme: &str, people: &[PersonId]) -> Result<Self> {
        let mut roots = lock_roots(db, people)?;
        let targets: BTreeSet<PersonId> = roots.values().copied().collect();
        let targets: Vec<PersonId> = targets.into_iter().collect();
        roots.extend(storage::people::absorbed(db, &targets)?);
        roots.extend(targets.iter().map(|root| (*root, *root)));
        let all: Vec<PersonId> = roots.keys().copied().collect();
        Ok(Self {
            by_number: BTreeMap::new(),
            by_known_as: BTreeMap::new(),
            numbers: storage::people::identities_of_all(db, &all)?,
            parts: storage::participations::of_people(db, programme, &all)?,
            roots,
        })
    }

    /// What all of them are held and found by.
    fn keys(&self, ctx: &Context, programme: &str) -> BTreeSet<Vec<u8>> {
        let numbers = self.numbers.iter().map(|row| {
            let key = (row.kind.code(), row.blind_index.clone());
            number_key(ctx, programme, &key)
        });
        let known = self.parts.iter().filter_map(|part| part.known_as.clone());
        let people = self
            .roots
            .values()
            .map(|root| person_key(ctx, programme, (*root).into()));
        numbers.chain(known).chain(people).collect()
    }

    /// Whose a message is: the bearer of its number, else whoever the sender's system knows under the other one.
    fn whose(&self, held: &Held) -> Option<PersonId> {
        let by_number = held
            .number
            .as_ref()
            .and_then(|(kind, index)| self.by_number.get(&((*kind).to_owned(), index.clone())));
        let person = by_number.or_else(|| self.by_known_as.get(held.known_as.as_ref()?))?;
        self.roots.get(person).copied()
    }

    /// Two messages name different people, as far as they name anybody.
    fn are_of_two(&self, a: &Held, b: &Held) -> bool {
        if a.known_as.is_some() && a.known_as == b.known_as {
            return false;
        }
        match (self.whose(a), self.whose(b)) {
            (Some(a), Some(b)) => a != b,
            _ if a.number.is_some() && b.number.is_some() => a.number != b.number,
            (None, None) => a.known_as.is_some() && b.known_as.is_some(),
            _ => false,
        }
    }

    fn parts_of(&self, subject: PersonId) -> impl Iterator<Item = &ParticipationRow> {
        self.parts
            .iter()
            .filter(move |part| self.roots.get(&part.subject_id.into()) == Some(&subject))
    }
}

/// Puts together what shares a key or a person.
fn group(
    db: &mut Db,
    programme: &str,
    heard: &BTreeMap<Key, Held>,
    people: &People,
    new: &[New],
) -> Result<Accounts> {
    let stored: Vec<&Held> = heard.values().collect();
    let all: Vec<&Held> = stored
        .iter()
        .copied()
        .chain(new.iter().map(|new| &new.held))
        .collect();
    let mut together = Together::new(all.len());
    let mut by_key: BTreeMap<&[u8], usize> = BTreeMap::new();
    let mut by_person: BTreeMap<PersonId, usize> = BTreeMap::new();
    let strangers = strangers(&all, stored.len(), people);
    let taken = || (0..all.len()).filter(|n| !strangers.contains(n));
    for (n, held) in taken().filter_map(|n| Some((n, all.get(n)?))) {
        for key in &held.keys {
            let first = *by_key.entry(key).or_insert(n);
            together.join(first, n);
        }
        if let Some(person) = people.whose(held) {
            let first = *by_person.entry(person).or_insert(n);
            together.join(first, n);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for n in taken() {
        groups.entry(together.first_of(n)).or_default().push(n);
    }
    let mut accounts: Vec<Account> = groups
        .into_values()
        .map(|members| {
            let of = || members.iter().filter_map(|n| all.get(*n));
            let subject = of().find_map(|held| people.whose(held));
            let parts = || {
                subject
                    .into_iter()
                    .flat_map(|subject| people.parts_of(subject))
            };
            let mut kept: Vec<Held> = members
                .iter()
                .filter_map(|n| stored.get(*n))
                .map(|held| (*held).clone())
                .collect();
            // Ids are made in the order of time.
            kept.sort_by_key(|held| held.id);
            Account {
                stored: kept,
                new: members
                    .iter()
                    .filter_map(|n| n.checked_sub(stored.len()))
                    .collect(),
                parts: parts().map(takes_part).collect(),
                units: parts()
                    .map(|part| (part.scheme.clone(), part.unit_id))
                    .collect(),
                claimants: parts()
                    .filter_map(|part| Some((part.scheme.clone(), part.claimant_id?)))
                    .collect(),
                subject,
                entitlements: Vec::new(),
                slips: Vec::new(),
            }
        })
        .collect();
    let subjects: Vec<PersonId> = accounts.iter().filter_map(|one| one.subject).collect();
    let mut before: BTreeMap<PersonId, Vec<EntitlementRow>> = BTreeMap::new();
    for row in storage::entitlements::of_people(db, programme, &subjects)? {
        before.entry(row.subject_id.into()).or_default().push(row);
    }
    let mut slips = Slip::of_people(db, programme, &subjects)?;
    for account in &mut accounts {
        let of_subject = account.subject.and_then(|subject| slips.remove(&subject));
        account.slips = of_subject.unwrap_or_default();
        let rows = account.subject.and_then(|subject| before.remove(&subject));
        account.entitlements = rows.unwrap_or_default();
    }
    let new = strangers.iter().filter_map(|n| n.checked_sub(stored.len()));
    Ok(Accounts {
        all: accounts,
        strangers: new.collect(),
    })
}

/// Those of `all` from `known` on that share a key with an earlier one of somebody else.
fn strangers(all: &[&Held], known: usize, people: &People) -> BTreeSet<usize> {
    let mut strangers = BTreeSet::new();
    let mut bearers: BTreeMap<&[u8], Vec<&Held>> = BTreeMap::new();
    for (n, held) in all.iter().enumerate() {
        let mut earlier = held
            .keys
            .iter()
            .filter_map(|key| bearers.get(key.as_slice()));
        if n >= known && earlier.any(|all| all.iter().any(|one| people.are_of_two(held, one))) {
            strangers.insert(n);
            continue;
        }
        for key in &held.keys {
            bearers.entry(key).or_default().push(held);
        }
    }
    strangers
}

fn takes_part(part: &ParticipationRow) -> TakesPart {
    TakesPart {
        scheme: part.scheme.clone(),
        plan: part.plan.clone(),
        from: part.joined_on,
        to: part.left_on,
        shares: part.shares,
    }
}

/// Which of some things belong together.
struct Together(Vec<usize>);

impl Together {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The first of those a thing belongs to.
    fn first_of(&self, thing: usize) -> usize {
        let mut at = thing;
        while let Some(next) = self.0.get(at).copied().filter(|next| *next != at) {
            at = next;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first_of(a), self.first_of(b));
        if let Some(place) = self.0.get_mut(a.max(b)) {
            *place = a.min(b);
        }
    }
}

impl Account {
    /// Takes the new messages one after the other, each answered with what stands by then.
    fn weigh(&self, feed: &dyn MessageFeed, new: &[New]) -> Outcome {
        let mut taken: Vec<&Held> = self.stored.iter().collect();
        let mut outcome = Outcome {
            answers: Vec::new(),
            weighed: None,
            added: Vec::new(),
        };
        for at in &self.new {
            let Some(one) = new.get(*at) else { continue };
            // The same message again is answered as the one that is there.
            let before = taken.iter().position(|held| held.digest == one.held.digest);
            let about = before.map_or(&one.held, |place| taken.remove(place));
            taken.push(about);
            if before.is_none() {
                outcome.added.push(*at);
            }
            let weighed = weigh(feed, &taken, &self.parts);
            let mut answer = weighed.1.answer.clone();
            if one.held.origin == Origin::Counter
                && (about.origin != Origin::Counter || self.is_on_its_way(&weighed.1))
            {
                answer.line = None;
                answer.findings.push(Note::new(ON_ITS_WAY).at_sheet(""));
            }
            let answer = Taken {
                answer,
                known: before.is_some(),
            };
            outcome.answers.push((one.place, answer));
            outcome.weighed = Some(weighed);
        }
        if outcome.weighed.is_none() && !taken.is_empty() {
            outcome.weighed = Some(weigh(feed, &taken, &self.parts));
        }
        outcome
    }

    /// What the answer is about came another way before, so that its sum goes to the person: whoever asks at the counter
    /// must not give it as well.
    fn is_on_its_way(&self, weighed: &Weighed) -> bool {
        let about = |one: &&Entitlement| Some(&one.about) == weighed.answer.about.as_ref();
        let keys: BTreeSet<&str> = weighed
            .entitlements
            .iter()
            .filter(about)
            .map(|one| one.key.as_str())
            .collect();
        self.entitlements.iter().any(|row| {
            row.sum_fen > 0 && row.told_fen.is_none() && keys.contains(row.entry_key.as_str())
        })
    }
}

fn weigh(feed: &dyn MessageFeed, taken: &[&Held], parts: &[TakesPart]) -> (Vec<Key>, Weighed) {
    let messages: Vec<Message<'_>> = taken.iter().map(|held| held.message()).collect();
    let ids = taken.iter().map(|held| held.id).collect();
    (ids, feed.weigh(&messages, parts))
}
