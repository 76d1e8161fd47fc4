//! Gathers what the database knows about claims, in sets, before the rules are asked.

use crate::duplicates::kin;
use crate::error::Result;
use crate::payments::marks::{ACCOUNT, Marks};
use crate::payments::shared::Candidates;
use crate::people::names::Names;
use crate::review::rule_set::{RuleSet, find_programme};
use crate::session::Context;
use chrono::{Datelike, NaiveDate};
use domain::claim_record::ClaimRecord;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::payment_method::PaymentMethod;
use domain::period::Plan;
use domain::year::{BenefitYear, Instant};
use policy::facts::{Answers, BudgetFact, MembershipFact, Partner};
use policy::{Asks, Facts, Programme};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use storage::people::{MembershipRow, SeenProof};
use storage::plans::{Budget, UnitPlan};
use storage::{Db, Key};

/// One claim to gather facts about, stored or about to be filed.
pub(crate) struct Question<'a> {
    /// The claim it is or will be; none where nothing is filed.
    pub(crate) claim: Option<ClaimRef>,
    pub(crate) draft: &'a ClaimDraft,
    /// Its marks.
    pub(crate) marks: Cow<'a, Marks>,
    /// The subject, as the root of merges.
    pub(crate) subject: PersonId,
    pub(crate) unit: UnitId,
    pub(crate) member: PersonId,
    pub(crate) submitted_on: NaiveDate,
    pub(crate) card_index: Option<Vec<u8>>,
    /// Committed on the slot by other claims.
    pub(crate) already_committed: Fen,
    /// It adds to a paid claim of the same slot.
    pub(crate) supplement: bool,
    /// The claim it takes the place of, which shows the same.
    pub(crate) replaces: Option<ClaimRef>,
    /// It is a claim, or will be one: a row that is refused shares nothing with others.
    pub(crate) stands: bool,
    pub(crate) open_case: bool,
    /// All claims of that case are this member's.
    pub(crate) of_one_member: bool,
    /// They are one family's, under different documents.
    pub(crate) of_one_family: bool,
}

impl<'a> Question<'a> {
    /// About a stored claim alone, without what stands around it.
    pub(crate) fn about(
        claim: &ClaimRecord,
        draft: &'a ClaimDraft,
        marks: Cow<'a, Marks>,
        root: PersonId,
    ) -> Self {
        Self {
            claim: Some(claim.handle),
            draft,
            marks,
            subject: root,
            unit: claim.unit,
            member: claim.member,
            submitted_on: claim.submitted_on,
            card_index: claim.card_index.clone(),
            already_committed: Fen::ZERO,
            supplement: claim.supplements().is_some(),
            replaces: None,
            stands: true,
            open_case: false,
            of_one_member: false,
            of_one_family: false,
        }
    }
}

/// What sets of claims have in common, loaded once.
pub(crate) struct FactBase<'a> {
    programme: &'a dyn Programme,
    today: NaiveDate,
    rosters: BTreeMap<PersonId, Vec<MembershipRow>>,
    /// Whom a roster names as a member's partner, or who names the member as theirs.
    partners: BTreeMap<PersonId, BTreeSet<PersonId>>,
    names: Names,
    /// The units that employers of partners without a number are, by code or name as the roster has it.
    employers: BTreeMap<String, Vec<UnitId>>,
    plans: BTreeMap<(Key, i16, PaymentMethod), UnitPlan>,
    planned: BTreeSet<(Key, i16)>,
    budgets: BTreeMap<Key, Vec<Budget>>,
    proofs: BTreeMap<(PersonId, PersonId), Vec<SeenProof>>,
    /// Units whose members were told, by benefit year.
    announced: BTreeSet<(UnitId, i16)>,
    candidates: Candidates<'a>,
    accounts: BTreeMap<Vec<u8>, BTreeSet<PersonId>>,
}

fn by_key<K: Ord>(pairs: Vec<(K, PersonId)>) -> BTreeMap<K, BTreeSet<PersonId>> {
    let mut map: BTreeMap<K, BTreeSet<PersonId>> = BTreeMap::new();
    for (key, person) in pairs {
        map.entry(key).or_default().insert(person);
    }
    map
}

impl<'a> FactBase<'a> {
    pub(crate) fn load(
        db: &mut Db,
        ctx: &'a Context,
        rule_set: &RuleSet,
        questions: &'a [Question<'a>],
    ) -> Result<Self> {
        let programme = find_programme(ctx, &rule_set.programme)?;
        let asks = |asked: Asks| programme.facts().iter().any(|spec| spec.asks == asked);
        let _span = tracing::trace_span!("load facts").entered();
        let distinct = |people: Vec<PersonId>| {
            people
                .into_iter()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        };
        let members = distinct(questions.iter().map(|q| q.member).collect());
        let units: Vec<UnitId> = questions
            .iter()
            .map(|q| q.unit)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let mut rows = storage::people::memberships_of(db, &members)?;
        let mut partners: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
        if asks(Asks::Partner) {
            let known: BTreeSet<PersonId> = members.iter().copied().collect();
            for (member, partner) in storage::couples::partners_of(db, &members)? {
                partners.entry(member).or_default().insert(partner);
            }
            let others: Vec<PersonId> = distinct(partners.values().flatten().copied().collect())
                .into_iter()
                .filter(|person| !known.contains(person))
                .collect();
            rows.extend(storage::people::memberships_of(db, &others)?);
        }
        let mut rosters: BTreeMap<PersonId, Vec<MembershipRow>> = BTreeMap::new();
        for row in rows {
            rosters.entry(row.person_id.into()).or_default().push(row);
        }
        let unnumbered = rosters
            .values()
            .flatten()
            .filter(|row| asks(Asks::Partner) && row.partner_id.is_none());
        let said = unnumbered.filter_map(|row| row.partner_unit.as_deref());
        let employers = kin::named::employers(db, said.map(|text| text.trim().to_owned()))?;
        let names = Names::load(db, &members, &rosters)?;
        let announced = crate::proposals::announcements::reached(db, &rule_set.programme, &units)?;
        let plans = storage::plans::of_units(db, &rule_set.programme, &units)?;
        let mut budgets: BTreeMap<Key, Vec<Budget>> = BTreeMap::new();
        for row in storage::plans::budgets_of(db, &units)? {
            budgets.entry(row.unit_id).or_default().push(row);
        }
        let candidates = Candidates::load(db, programme, questions)?;
        let mut accounts = Vec::new();
        if asks(Asks::SharedAccount) {
            let asked: Vec<Vec<u8>> = questions
                .iter()
                .filter_map(|q| q.card_index.clone())
                .collect();
            accounts = storage::claim_marks::claimants(db, ACCOUNT, &asked)?;
            // Rows of one file are not stored yet, so they are told apart by the file itself.
            accounts.extend(
                questions
                    .iter()
                    .filter_map(|q| Some((q.card_index.clone()?, q.member))),
            );
        }
        let mut proofs: BTreeMap<(PersonId, PersonId), Vec<SeenProof>> = BTreeMap::new();
        if asks(Asks::ProofSeenHere) || asks(Asks::ProofSeenElsewhere) {
            let subjects = distinct(questions.iter().map(|q| q.subject).collect());
            for row in storage::people::relations_of(db, &subjects)? {
                proofs
                    .entry((row.subject_id.into(), row.parent_id.into()))
                    .or_default()
                    .push(row);
            }
        }
        Ok(Self {
            programme,
            today: ctx.today(),
            announced,
            rosters,
            partners,
            employers,
            names,
            planned: plans
                .iter()
                .map(|row| (row.unit_id, row.benefit_year))
                .collect(),
            plans: plans
                .into_iter()
                .map(|row| ((row.unit_id, row.benefit_year, row.method.clone()), row))
                .collect(),
            budgets,
            proofs,
            candidates,
            accounts: by_key(accounts),
        })
    }

    /// The facts about one claim, and the other claims that may share something with it, stored or asked about with it.
    pub(crate) fn facts(
        &self,
        rule_set: &RuleSet,
        q: &Question<'_>,
    ) -> (Facts, BTreeSet<ClaimRef>) {
        let unit = Key::from(q.unit);
        let roster = self
            .rosters
            .get(&q.member)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let own = roster.iter().find(|row| row.unit_id == unit);
        let plan_year = self.plan_year(rule_set, q);
        let otherwise = |said: &str| self.names.differ(q.member, said);
        let (answers, beside) = self.answers(q, roster);
        let facts = Facts {
            today: self.today,
            submitted_on: q.submitted_on,
            membership: own.map(|row| MembershipFact {
                in_service: row.in_service,
                dues_paid_through: row.dues_through,
                dues_unpaid: row.dues_said.clone(),
                service_in_doubt: row.service_said.clone(),
                as_of: Some(Instant(row.updated_at).shanghai_date()),
            }),
            member_elsewhere: roster.iter().any(|row| row.unit_id != unit),
            plan: self.plan(unit, plan_year, &q.draft.method),
            plan_year: Some(plan_year.get()).filter(|year| *year != q.draft.year.get()),
            plan_for_other_mode: self.planned.contains(&(unit, plan_year.get())),
            budgets: self.budgets(unit),
            already_committed: q.already_committed,
            supplement: q.supplement,
            open_case: q.open_case,
            case_of_one_member: q.open_case && q.of_one_member,
            case_of_one_family: q.open_case && q.of_one_family,
            next_window: rule_set.next_window(q.draft.year),
            rulings: rule_set.rulings.clone(),
            announced: self.announced.contains(&(q.unit, q.draft.year.get())),
            answers,
            member_named_otherwise: otherwise(&q.draft.claimant.name),
            holder_named_otherwise: q
                .draft
                .payee
                .as_ref()
                .is_some_and(|payee| otherwise(&payee.holder)),
            renamed: self.names.renamed(q.member, q.unit),
        };
        (facts, beside)
    }

    /// What the programme asks besides, and the other claims that may share something.
    fn answers(&self, q: &Question<'_>, roster: &[MembershipRow]) -> (Answers, BTreeSet<ClaimRef>) {
        let unit = Key::from(q.unit);
        let seen = || {
            self.proofs
                .get(&(q.subject, q.member))
                .into_iter()
                .flatten()
        };
        let mut answers = Answers::default();
        let beside = self.candidates.tell(self.programme, q, &mut answers);
        for spec in self.programme.facts() {
            match spec.asks {
                Asks::Shared { .. } | Asks::SharedWith => {}
                Asks::SharedAccount => answers.tell(spec, self.shares_account(q)),
                Asks::Partner => {
                    let partner = self.partner(q.member, roster);
                    let known = partner != Partner::default();
                    answers.set(spec, known.then_some(partner));
                }
                Asks::ProofSeenHere => {
                    let here = seen().find(|row| row.unit_id == unit);
                    answers.set(spec, here.map(|row| row.proof));
                }
                Asks::ProofSeenElsewhere => {
                    answers.tell(spec, seen().any(|row| row.unit_id != unit));
                }
            }
        }
        (answers, beside)
    }

    fn shares_account(&self, q: &Question<'_>) -> bool {
        let index = q.card_index.as_ref();
        let claimants = index.and_then(|index| self.accounts.get(index));
        claimants.is_some_and(|members| members.iter().any(|member| *member != q.member))
    }

    /// The year whose plan and budget the claim draws on.
    fn plan_year(&self, rule_set: &RuleSet, q: &Question<'_>) -> BenefitYear {
        rule_set
            .year_rules(q.draft.year)
            .map_or(q.draft.year, |year_rules| {
                year_rules.assessor.plan_year(q.draft)
            })
    }

    fn plan(&self, unit: Key, year: BenefitYear, method: &PaymentMethod) -> Option<Plan> {
        let key = (unit, year.get(), method.clone());
        self.plans.get(&key).map(plan_of)
    }

    fn budgets(&self, unit: Key) -> Vec<BudgetFact> {
        self.budgets
            .get(&unit)
            .into_iter()
            .flatten()
            .filter(|row| i32::from(row.calendar_year) == self.today.year())
            .map(|row| BudgetFact {
                source: row.source,
                available: row.left(),
            })
            .collect()
    }

    /// A partner whom the member's rosters name now goes before one who only names the member, or was named before.
    fn partner(&self, member: PersonId, roster: &[MembershipRow]) -> Partner {
        let is_member = |person: PersonId| self.rosters.contains_key(&person);
        let mut named = roster
            .iter()
            .filter_map(|row| row.partner_id.map(PersonId::from))
            .peekable();
        if named.peek().is_some() {
            // Two rosters may name two people: one outside is enough to ask for a declaration.
            return if named.all(is_member) {
                Partner::Member
            } else {
                Partner::OutsideSystem
            };
        }
        let mut partners = self.partners.get(&member).into_iter().flatten();
        if partners.any(|partner| is_member(*partner)) {
            Partner::Member
        } else if roster
            .iter()
            .filter_map(|row| row.partner_unit.as_ref())
            .any(|text| self.employers.contains_key(text.trim()))
        {
            Partner::Unidentified
        } else if roster.iter().any(|row| row.partner_unit.is_some()) {
            Partner::OutsideSystem
        } else {
            Partner::Unknown
        }
    }
}

/// A plan as it is stored.
pub(crate) fn plan_of(row: &UnitPlan) -> Plan {
    Plan {
        method: row.method.clone(),
        amount: row.amount,
        ratio_bp: row.ratio_bp,
        minutes: row.minutes.clone(),
    }
}
