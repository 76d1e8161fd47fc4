//! Writes what changed: messages, what stands, the postings between, what waits, and the audit entry that vouches for it.

use super::account::{Account, Accounts, Outcome};
use super::hear::New;
use crate::audit::events;
use crate::audit::witness::sums::Sums;
use crate::audit::witness::{self, Receipt};
use crate::error::Result;
use crate::outbox::Told;
use crate::referrals;
use crate::session::Context;
use domain::fen::Fen;
use domain::ids::PersonId;
use policy::messages::{Changed, Entitlement, MessageFeed, MessageState, Waiting};
use serde_json::json;
use storage::entitlements::{EntitlementRow, PostingRow};
use storage::messages::{MessageKeyRow, MessageRow, WaitingRow};
use storage::outbox::{Notice, NoticeRow};
use storage::{Db, Key};

/// What a command writes.
#[derive(Default)]
struct Changes {
    messages: Vec<MessageRow>,
    keys: Vec<MessageKeyRow>,
    added: Vec<EntitlementRow>,
    changed: Vec<EntitlementRow>,
    sums: Sums,
    postings: Vec<PostingRow>,
    slips: Vec<referrals::Change>,
    notices: Vec<Notice>,
}

pub(super) fn all(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    accounts: &Accounts,
    outcomes: &[Outcome],
    new: &[New],
    feed: &dyn MessageFeed,
) -> Result<()> {
    let receipt = Key(ctx.installation.effects.uuid());
    let mut changes = Changes::default();
    for (account, outcome) in accounts.all.iter().zip(outcomes) {
        for added in outcome.added.iter().filter_map(|at| new.get(*at)) {
            changes.message(ctx, programme, receipt, added);
        }
        if let (Some(subject), Some((_, weighed))) = (account.subject, &outcome.weighed) {
            let stand = Standing {
                ctx,
                programme,
                feed,
                receipt,
                subject,
                units: &account.units,
                claimants: &account.claimants,
                answered: !outcome.added.is_empty(),
            };
            changes.stands(&stand, account, &weighed.entitlements)?;
            let member = referrals::Member {
                ctx,
                programme,
                subject,
                slips: &account.slips,
                units: &account.units,
            };
            changes.slips.extend(member.detect(&weighed.alarms)?);
        }
    }
    storage::messages::add(db, &changes.messages, &changes.keys)?;
    let (mut among, mut wait) = (Vec::new(), Vec::new());
    for (ids, weighed) in outcomes
        .iter()
        .filter_map(|outcome| outcome.weighed.as_ref())
    {
        among.extend_from_slice(ids);
        wait.extend(waiting(ctx, programme, ids, &weighed.waiting)?);
    }
    storage::messages::set_waiting(db, &among, &wait)?;
    storage::entitlements::add(db, &changes.added, &changes.postings)?;
    for row in &changes.changed {
        storage::entitlements::update(db, row)?;
    }
    storage::outbox::add(db, &changes.notices)?;
    let mut vouched = referrals::write(db, ctx, &changes.slips)?;
    let notices = changes.notices.iter();
    vouched.extend(notices.map(|row| witness::of(ctx.keyring(), &NoticeRow::from(row.clone()))));
    vouched.extend(changes.sums.witnesses());
    let is_received = !changes.messages.is_empty() || !changes.postings.is_empty();
    if !is_received && vouched.is_empty() {
        return Ok(());
    }
    let total: i64 = changes
        .postings
        .iter()
        .map(|posting| posting.amount_fen)
        .fold(0, i64::saturating_add);
    let detail = json!({
        "programme": programme, "rows": changes.messages.len(), "total_fen": total,
    });
    if is_received {
        let mut receipt = Receipt {
            id: receipt,
            messages: changes.messages.iter().collect(),
            keys: changes.keys.iter().collect(),
            postings: changes.postings.iter().collect(),
        };
        vouched.push(witness::of(ctx.keyring(), receipt.in_order()));
    }
    events::vouch(db, ctx, "receive", &detail, &vouched)
}

/// Whether a stored row is what was weighed: what is paid, for which scheme, year and day; and what an institution was told to
/// give of it, which the postings remember.
pub(super) fn follows(row: &EntitlementRow, outcome: &Outcome, told: i64) -> bool {
    if row.told_fen.unwrap_or_default() != told {
        return false;
    }
    let weighed = outcome.weighed.iter();
    let mut stands = weighed.flat_map(|(_, weighed)| &weighed.entitlements);
    match stands.find(|one| one.key == row.entry_key) {
        None => row.sum_fen == 0,
        Some(one) => {
            one.sum.get() == row.sum_fen
                && one.scheme == row.scheme
                && one.year.get() == row.benefit_year
                && one.day == row.due_on
                && one.base.map(Fen::get) == row.base_fen
                && (one.counter.is_some() || row.told_fen.is_none())
                && (row.told_fen.is_none() || one.institution == row.institution)
        }
    }
}

fn waiting(
    ctx: &Context,
    programme: &str,
    ids: &[Key],
    waiting: &[Waiting],
) -> Result<Vec<WaitingRow>> {
    waiting
        .iter()
        .filter_map(|one| Some((one, ids.get(one.place)?)))
        .map(|(one, id)| {
            Ok(WaitingRow {
                message_id: *id,
                programme: programme.to_owned(),
                about: one.about.clone(),
                findings: serde_json::to_string(&[&one.finding])?,
                since: ctx.now().0,
            })
        })
        .collect()
}

/// Whose account is written, by which act.
struct Standing<'a> {
    ctx: &'a Context,
    programme: &'a str,
    feed: &'a dyn MessageFeed,
    receipt: Key,
    subject: PersonId,
    /// The union whose roster has the subject, by scheme.
    units: &'a [(String, Key)],
    /// Who takes part for the subject, by scheme.
    claimants: &'a [(String, Key)],
    /// The act takes messages of the account, which are answered with what stands now.
    answered: bool,
}

impl Standing<'_> {
    /// The notice of a change; none where no roster has the subject any more.
    fn notice(
        &self,
        row: &EntitlementRow,
        before: Option<&EntitlementRow>,
    ) -> Result<Option<Notice>> {
        let Some((_, unit)) = self.units.iter().find(|(scheme, _)| *scheme == row.scheme) else {
            return Ok(None);
        };
        let write = before.map_or(0, |before| before.revision + 1);
        // Who takes part for somebody is told, of each of them apart.
        let claimant = self
            .claimants
            .iter()
            .find(|(scheme, _)| *scheme == row.scheme);
        let (told, event) = match claimant {
            Some((_, claimant)) => (
                *claimant,
                format!("{}/{}/{write}", self.subject, row.entry_key),
            ),
            None => (self.subject.into(), format!("{}/{write}", row.entry_key)),
        };
        let told = Told {
            ctx: self.ctx,
            programme: self.programme,
            subject: told,
            unit: *unit,
            event,
            text: self.feed.told(Changed {
                day: row.due_on,
                before: Fen::new(before.map_or(0, |before| before.sum_fen)),
                now: Fen::new(row.sum_fen),
            }),
        };
        told.row().map(Some)
    }
}

impl Changes {
    fn message(&mut self, ctx: &Context, programme: &str, receipt: Key, new: &New) {
        self.messages.push(MessageRow {
            id: new.held.id,
            programme: programme.to_owned(),
            digest: new.held.digest.clone(),
            origin: new.held.origin.code().to_owned(),
            sealed: new.sealed.clone(),
            receipt_id: receipt,
            received_on: new.held.on,
            received_at: ctx.now().0,
            received_by: ctx.actor.id.into(),
        });
        let mut keys: Vec<MessageKeyRow> = new
            .keys
            .iter()
            .map(|digest| MessageKeyRow {
                digest: digest.clone(),
                message_id: new.held.id,
            })
            .collect();
        keys.sort();
        keys.dedup();
        self.keys.extend(keys);
    }

    /// The difference between what stands and what stood.
    fn stands(&mut self, of: &Standing<'_>, account: &Account, now: &[Entitlement]) -> Result<()> {
        for entitlement in now {
            let before = account
                .entitlements
                .iter()
                .find(|row| row.entry_key == entitlement.key);
            let row = row_of(of, entitlement, before)?;
            self.put(of, row, before)?;
        }
        let gone = account
            .entitlements
            .iter()
            .filter(|row| !now.iter().any(|one| one.key == row.entry_key));
        for before in gone {
            let row = EntitlementRow {
                state: MessageState::Reversed.code().to_owned(),
                sum_fen: 0,
                ..before.clone()
            };
            self.put(of, row, Some(before))?;
        }
        Ok(())
    }

    fn put(
        &mut self,
        of: &Standing<'_>,
        row: EntitlementRow,
        before: Option<&EntitlementRow>,
    ) -> Result<()> {
        let amount_fen = row
            .sum_fen
            .saturating_sub(before.map_or(0, |before| before.sum_fen));
        if amount_fen != 0 {
            self.notices.extend(of.notice(&row, before)?);
            self.postings.push(PostingRow {
                subject_id: of.subject.into(),
                id: Key(of.ctx.installation.effects.uuid()),
                programme: of.programme.to_owned(),
                entry_key: row.entry_key.clone(),
                amount_fen,
                receipt_id: of.receipt,
                at: of.ctx.now().0,
                made_by: of.ctx.actor.id.into(),
                told_fen: row
                    .told_fen
                    .filter(|_| before.is_none_or(|before| before.told_fen.is_none())),
            });
        }
        match before {
            None => {
                self.sums.add(of.ctx.keyring(), &row);
                self.added.push(row);
            }
            Some(before) if *before == row => {}
            Some(before) => {
                self.sums.replace(of.ctx.keyring(), before, &row);
                self.changed.push(EntitlementRow {
                    updated_at: of.ctx.now().0,
                    revision: before.revision + 1,
                    ..row
                });
            }
        }
        Ok(())
    }
}

fn row_of(
    of: &Standing<'_>,
    entitlement: &Entitlement,
    before: Option<&EntitlementRow>,
) -> Result<EntitlementRow> {
    Ok(EntitlementRow {
        subject_id: of.subject.into(),
        programme: of.programme.to_owned(),
        entry_key: entitlement.key.clone(),
        scheme: entitlement.scheme.clone(),
        benefit_year: entitlement.year.get(),
        due_on: entitlement.day,
        state: entitlement.state.code().to_owned(),
        base_fen: entitlement.base.map(domain::fen::Fen::get),
        sum_fen: entitlement.sum.get(),
        findings: serde_json::to_string(&entitlement.findings)?,
        claim_id: before.and_then(|before| before.claim_id),
        filed_fen: before.map_or(0, |before| before.filed_fen),
        updated_at: before.map_or_else(|| of.ctx.now().0, |before| before.updated_at),
        revision: before.map_or(0, |before| before.revision),
        institution: entitlement.institution.clone(),
        told_fen: told(of, entitlement, before),
    })
}

/// What the institution was told to give at once. It was told once, by the act that took its message; what was on its way
/// to the person by then, or stands only since somebody was put on a roster, it was not told to give.
fn told(of: &Standing<'_>, now: &Entitlement, before: Option<&EntitlementRow>) -> Option<i64> {
    let known = before.and_then(|before| before.told_fen);
    let is_elsewhere = before.is_some_and(|before| before.sum_fen > 0);
    let Some(told) = now.counter.filter(|_| known.is_none() && !is_elsewhere) else {
        return known;
    };
    Some(if of.answered { told.get() } else { 0 })
}
