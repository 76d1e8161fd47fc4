//! The tables whose rows are vouched for, and their fields.

use super::Record;
use chrono::NaiveDate;
use domain::ids::ClaimRef;
use storage::Key;
use storage::announcements::AnnouncementRow;
use storage::batches::{BatchRow, LineRow};
use storage::cases::CaseRow;
use storage::contributions::{ContributionRow, MakeUpRow};
use storage::entitlements::PostingRow;
use storage::export_entries::EntryRow;
use storage::institutions::InstitutionRow;
use storage::matching::{EvidenceRow, ModelRow};
use storage::messages::{MessageKeyRow, MessageRow};
use storage::meta::MetaRow;
use storage::operator_keys::OperatorKeyRow;
use storage::operators::OperatorRow;
use storage::outbox::NoticeRow;
use storage::people::PersonRow;
use storage::periods::{PeriodRow, PeriodVersionRow, RulingRow};
use storage::plans::{BudgetRow, PlanRow};
use storage::proposals::ProposalRow;
use storage::referrals::{SlipEventRow, SlipRow};
use storage::units::{MoveRow, UnitRow};
use uuid::Uuid;

/// The bytes of a value, whatever its type; nothing and an empty value are two things.
pub(super) trait Bytes {
    fn bytes(&self) -> Vec<u8>;
}

impl Bytes for String {
    fn bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }
}

impl Bytes for Vec<u8> {
    fn bytes(&self) -> Vec<u8> {
        self.clone()
    }
}

impl Bytes for Key {
    fn bytes(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }
}

impl<T: Bytes> Bytes for Option<T> {
    fn bytes(&self) -> Vec<u8> {
        self.as_ref()
            .map_or_else(Vec::new, |value| [vec![1], value.bytes()].concat())
    }
}

impl Bytes for Uuid {
    fn bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }
}

impl<A: Bytes, B: Bytes> Bytes for (A, B) {
    fn bytes(&self) -> Vec<u8> {
        [measured(self.0.bytes()), measured(self.1.bytes())].concat()
    }
}

impl<A: Bytes, B: Bytes, C: Bytes> Bytes for (A, B, C) {
    fn bytes(&self) -> Vec<u8> {
        let parts = [self.0.bytes(), self.1.bytes(), self.2.bytes()];
        parts.into_iter().flat_map(measured).collect()
    }
}

macro_rules! printed {
    ($($type:ty),*) => {$(
        impl Bytes for $type {
            fn bytes(&self) -> Vec<u8> {
                self.to_string().into_bytes()
            }
        }
    )*};
}

printed!(i64, i32, i16, bool, NaiveDate);

/// Table, row, key and revision, fields.
macro_rules! vouched {
    ($($relation:literal $row:ty, |$it:ident| $known:expr, [$($field:ident),* $(,)?];)*) => {$(
        impl Record for $row {
            const RELATION: &'static str = $relation;
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn known_by(&self) -> (String, i64) {
                let $it = self;
                $known
            }

            fn values(&self) -> Vec<Vec<u8>> {
                vec![$(self.$field.bytes()),*]
            }
        }
    )*};
}

vouched! {
    "meta" MetaRow, |row| (row.key.clone(), 0), [value];
    "operators" OperatorRow, |row| (row.id.0.to_string(), row.revision),
        [name, role, scope_path, sealed_identity, identity_index, active, created_at, created_by];
    // A key changes once, when it is revoked.
    "operator_keys" OperatorKeyRow, |row| (row.id.0.to_string(), i64::from(row.revoked_at.is_some())),
        [operator_id, fingerprint, public_key, added_by, added_at, revoked_by, revoked_at];
    "periods" PeriodRow, |row| (format!("{}/{}", row.programme, row.benefit_year), row.revision),
        [id, state, version, params, digest, window_open, window_close, benefit_start, benefit_end, standard_fen, invented];
    "period_versions" PeriodVersionRow, |row| (format!("{}/{}", row.period_id.0, row.version), 0),
        [params, digest, at, made_by];
    "rulings" RulingRow, |row| (format!("{}/{}/{}", row.programme, row.option_key, row.at), 0),
        [value, document, decided_on, proposed_by, seconded_by];
    "plans" PlanRow,
        |row| (format!("{}/{}/{}/{}", row.unit_id.0, row.programme, row.benefit_year, row.mode), row.revision),
        [amount_fen, ratio_bp, minutes];
    "institutions" InstitutionRow, |row| (format!("{}/{}", row.programme, row.code), row.revision),
        [name, bank, account, from_on, until_on, updated_at];
    // What is reserved follows from the claims.
    "budgets" BudgetRow, |row| (format!("{}/{}/{}", row.unit_id.0, row.calendar_year, row.source), row.revision),
        [total_fen, minutes];
    "changes" ProposalRow, |row| (row.id.0.to_string(), row.revision),
        [kind, target, payload, state, proposed_by, proposed_at, decided_by, decided_at, reason,
         unit_path];
    "fund_makeups" MakeUpRow, |row| (row.id.0.to_string(), 0),
        [programme, scheme, unit_id, amount_fen, paid_on, document, at, made_by];
    // Its place in the tree follows from its parents.
    "units" UnitRow, |row| (row.code.clone(), row.revision),
        [id, name, level, parent_id, credit_code, area_code, succeeded_by, succeeded_on];
    "unit_moves" MoveRow, |row| (format!("{}/{}", row.unit_id.0, row.at), 0), [parent_id, path, moved_by];
    "match_models" ModelRow, |row| (row.id.0.to_string(), 0),
        [programme, benefit_year, version, origin, digest, weights, frequencies, keep_line, review_line, automatic_line,
         made_by, made_at];
    "announcements" AnnouncementRow, |row| (row.id.0.to_string(), 0),
        [unit_id, programme, benefit_year, held_on, kind, document, recorded_by, recorded_at];
    // When it is tried again is the sender's; a notice that is put off too far is found by itself.
    "notices" NoticeRow, |row| (row.id.0.to_string(), row.revision),
        [subject_id, programme, event_key, unit_id, sealed, state, made_at, sent_at];
    // An entry changes once, when it is said what became of it.
    "export_entries" EntryRow,
        |row| (row.no.to_string(), i64::from(!matches!(row.state.as_str(), "made" | "found"))),
        [batch_id, state, line, made_at];
}

/// Whom a person is counted as. Everything else of a person never changes.
pub(crate) struct Merged<'p>(pub(crate) &'p PersonRow);

impl Record for Merged<'_> {
    const RELATION: &'static str = "people";
    const FIELDS: &'static [&'static str] = &["merged_into"];

    fn known_by(&self) -> (String, i64) {
        (self.0.id.0.to_string(), self.0.revision)
    }

    fn values(&self) -> Vec<Vec<u8>> {
        vec![self.0.merged_into.bytes()]
    }
}

/// A case of duplicates with its claims, and with what was seen of their pairs; vouched for together.
pub(crate) struct Case<'c> {
    pub(crate) row: &'c CaseRow,
    pub(crate) claims: Vec<ClaimRef>,
    pub(crate) seen: Vec<&'c EvidenceRow>,
}

impl Record for Case<'_> {
    const RELATION: &'static str = "cases";
    const FIELDS: &'static [&'static str] = &[
        "kind",
        "state",
        "programme",
        "benefit_year",
        "slot_key",
        "person_id",
        "opened_at",
        "resolution",
        "body",
        "resolved_by",
        "resolved_at",
        "seconded_by",
        "case_claims.claim_id",
        "case_evidence.claim_id",
        "case_evidence.model_id",
        "case_evidence.score",
        "case_evidence.waterfall",
    ];

    fn known_by(&self) -> (String, i64) {
        (self.row.id.0.to_string(), self.row.revision)
    }

    fn values(&self) -> Vec<Vec<u8>> {
        let (row, seen) = (self.row, &self.seen);
        let chances = |seen: &EvidenceRow| {
            let chances = (seen.chance_same, seen.chance_kin, seen.chance_stranger);
            (seen.score, chances).bytes()
        };
        vec![
            row.kind.bytes(),
            row.state.bytes(),
            row.programme.bytes(),
            row.benefit_year.bytes(),
            row.slot_key.bytes(),
            row.person_id.bytes(),
            row.opened_at.bytes(),
            row.resolution.bytes(),
            row.body.bytes(),
            row.resolved_by.bytes(),
            row.resolved_at.bytes(),
            row.seconded_by.bytes(),
            each(&self.claims, |claim| claim.to_string().bytes()),
            each(seen, |seen| {
                let (a, b) = seen.pair();
                (a.to_string(), b.to_string()).bytes()
            }),
            each(seen, |seen| (seen.model_id, seen.found_at).bytes()),
            each(seen, |seen| chances(seen)),
            each(seen, |seen| seen.waterfall.bytes()),
        ]
    }
}

/// A batch with its lines, which are vouched for together.
pub(crate) struct Batch<'b>(pub(crate) &'b BatchRow, pub(crate) &'b [LineRow]);

impl Batch<'_> {
    /// One field of every line, in their order.
    fn lines<T: Bytes>(&self, field: impl Fn(&LineRow) -> T) -> Vec<u8> {
        let mut lines: Vec<&LineRow> = self.1.iter().collect();
        lines.sort_by_key(|line| (line.subject_id, line.claim_id));
        each(&lines, |line| field(line).bytes())
    }
}

impl Record for Batch<'_> {
    const RELATION: &'static str = "batches";
    const FIELDS: &'static [&'static str] = &[
        "number",
        "unit_id",
        "programme",
        "source",
        "channel",
        "state",
        "line_count",
        "total_fen",
        "digest",
        "created_by",
        "created_at",
        "sealed_by",
        "sealed_at",
        "signed_by",
        "signed_at",
        "exported_by",
        "exported_at",
        "batch_lines.claim_id",
        "batch_lines.line_no",
        "batch_lines.amount_fen",
        "batch_lines.member_share_fen",
        "batch_lines.sealed_payee",
        "batch_lines.state",
        "batch_lines.settled_on",
        "batch_lines.receipt",
    ];

    fn known_by(&self) -> (String, i64) {
        (self.0.number.clone(), self.0.revision)
    }

    fn values(&self) -> Vec<Vec<u8>> {
        let row = self.0;
        vec![
            row.number.bytes(),
            row.unit_id.bytes(),
            row.programme.bytes(),
            row.source.bytes(),
            row.channel.bytes(),
            row.state.bytes(),
            row.line_count.bytes(),
            row.total_fen.bytes(),
            row.digest.bytes(),
            row.created_by.bytes(),
            row.created_at.bytes(),
            row.sealed_by.bytes(),
            row.sealed_at.bytes(),
            row.signed_by.bytes(),
            row.signed_at.bytes(),
            row.exported_by.bytes(),
            row.exported_at.bytes(),
            self.lines(|line| line.claim_id),
            self.lines(|line| line.line_no),
            self.lines(|line| line.amount_fen),
            self.lines(|line| line.member_share_fen),
            // What is in it the batch's digest vouches for.
            self.lines(|line| line.sealed_payee.is_some()),
            self.lines(|line| line.state.clone()),
            self.lines(|line| line.settled_on),
            self.lines(|line| line.receipt.clone()),
        ]
    }
}

/// Messages that one act took, and what they changed; vouched for together.
pub(crate) struct Receipt<'r> {
    pub(crate) id: Key,
    pub(crate) messages: Vec<&'r MessageRow>,
    /// What ties the messages to others.
    pub(crate) keys: Vec<&'r MessageKeyRow>,
    pub(crate) postings: Vec<&'r PostingRow>,
}

impl Receipt<'_> {
    /// In the order of their ids, in which they are read back.
    pub(crate) fn in_order(&mut self) -> &Self {
        self.messages.sort_by_key(|row| row.id);
        self.keys.sort();
        self.postings.sort_by_key(|row| row.id);
        self
    }
}

impl Record for Receipt<'_> {
    const RELATION: &'static str = "messages";
    const FIELDS: &'static [&'static str] = &[
        "digest",
        "origin",
        "received",
        "entitlement_postings.subject_id",
        "entitlement_postings.entry_key",
        "entitlement_postings.amount_fen",
        "entitlement_postings.made",
        "sealed",
        "message_keys.digest",
    ];

    fn known_by(&self) -> (String, i64) {
        (self.id.0.to_string(), 0)
    }

    fn values(&self) -> Vec<Vec<u8>> {
        let (messages, postings) = (&self.messages, &self.postings);
        let received =
            |row: &&MessageRow| (row.received_on, row.received_at, row.received_by.0).bytes();
        let made = |row: &&PostingRow| (row.programme.clone(), row.at, row.made_by.0).bytes();
        vec![
            each(messages, |row| (row.id.0, row.digest.clone()).bytes()),
            each(messages, |row| {
                (row.programme.clone(), row.origin.clone()).bytes()
            }),
            each(messages, received),
            each(postings, |row| (row.id.0, row.subject_id.0).bytes()),
            each(postings, |row| row.entry_key.bytes()),
            // What an institution was told stands beside the sum: postings of before were vouched for without it.
            each(postings, |row| match row.told_fen {
                None => row.amount_fen.bytes(),
                Some(told) => (row.amount_fen, told).bytes(),
            }),
            each(postings, made),
            each(messages, |row| row.sealed.bytes()),
            each(&self.keys, |row| {
                (row.message_id, row.digest.clone()).bytes()
            }),
        ]
    }
}

/// What one import posted of contributions; vouched for together.
pub(crate) struct Contributions<'r> {
    pub(crate) import: Key,
    pub(crate) postings: Vec<&'r ContributionRow>,
}

impl Contributions<'_> {
    /// In the order of their ids, in which they are read back.
    pub(crate) fn in_order(&mut self) -> &Self {
        self.postings.sort_by_key(|row| row.id);
        self
    }
}

impl Record for Contributions<'_> {
    const RELATION: &'static str = "contribution_postings";
    const FIELDS: &'static [&'static str] = &[
        "subject_id",
        "scheme",
        "unit_id",
        "payer",
        "amount_fen",
        "made",
    ];

    fn known_by(&self) -> (String, i64) {
        (self.import.0.to_string(), 0)
    }

    fn values(&self) -> Vec<Vec<u8>> {
        let postings = &self.postings;
        let made = |row: &&ContributionRow| (row.programme.clone(), row.at, row.made_by.0).bytes();
        vec![
            each(postings, |row| (row.id.0, row.subject_id.0).bytes()),
            each(postings, |row| {
                (row.scheme.clone(), row.plan.clone()).bytes()
            }),
            each(postings, |row| row.unit_id.bytes()),
            each(postings, |row| row.payer.bytes()),
            each(postings, |row| row.amount_fen.bytes()),
            each(postings, made),
        ]
    }
}

/// A referral slip with everything that happened to it, which are vouched for together.
pub(crate) struct Slip<'s>(pub(crate) &'s SlipRow, pub(crate) &'s [SlipEventRow]);

impl Record for Slip<'_> {
    const RELATION: &'static str = "referral_slips";
    const FIELDS: &'static [&'static str] = &[
        "subject_id",
        "programme",
        "benefit_year",
        "unit_id",
        "stage",
        "due_on",
        "help_kind",
        "help_fen",
        "opened_at",
        "referral_events.kind",
        "referral_events.alarm",
        "referral_events.made",
        "referral_events.sealed",
    ];

    fn known_by(&self) -> (String, i64) {
        (self.0.id.0.to_string(), self.0.revision)
    }

    fn values(&self) -> Vec<Vec<u8>> {
        let Self(row, events) = self;
        vec![
            row.subject_id.bytes(),
            row.programme.bytes(),
            row.benefit_year.bytes(),
            row.unit_id.bytes(),
            row.stage.bytes(),
            row.due_on.bytes(),
            row.help_kind.bytes(),
            row.help_fen.bytes(),
            row.opened_at.bytes(),
            each(events, |event| (event.seq, event.kind.clone()).bytes()),
            each(events, |event| event.alarm.bytes()),
            each(events, |event| (event.at, event.made_by.0).bytes()),
            each(events, |event| event.sealed.bytes()),
        ]
    }
}

/// A value of every row, in their order; where one ends cannot be moved.
pub(super) fn each<T>(rows: &[T], value: impl Fn(&T) -> Vec<u8>) -> Vec<u8> {
    let mut all = Vec::new();
    for row in rows {
        let value = value(row);
        all.extend_from_slice(&length_of(&value));
        all.extend_from_slice(&value);
    }
    all
}

/// A value with its length before it.
pub(super) fn measured(value: Vec<u8>) -> Vec<u8> {
    let mut all = length_of(&value).to_vec();
    all.extend(value);
    all
}

fn length_of(value: &[u8]) -> [u8; 4] {
    u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes()
}
