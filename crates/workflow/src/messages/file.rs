//! Claims out of what stands: filed, filed anew where a sum changed, and withdrawn where nothing stands any more.
//!
//! A claim that is on its way to the bank or paid is left alone and told, for somebody to claim the money back. Whatever is
//! cut off is done by the next run: a claim that is there already is found unchanged.

use super::feed_of;
use crate::audit::events;
use crate::audit::witness;
use crate::audit::witness::sums::{Of, Sums};
use crate::error::{Refusal, Result, WorkflowError};
use crate::intake::imports::begun as import_begun;
use crate::intake::resolve::open_number;
use crate::intake::submit::{self, Filed, Prepared};
use crate::review::decide;
use crate::review::rule_set::find_programme;
use crate::session::{Context, Session};
use domain::bank_card::BankCard;
use domain::claim::{StateName, StepName};
use domain::decision::Verdict;
use domain::draft::{Payee, PersonDraft};
use domain::fen::Fen;
use domain::ids::{ClaimId, ClaimRef, ImportId, PersonId, UnitId};
use domain::role::Action;
use domain::unit::Scope;
use policy::messages::{Begun, Entitlement, Gave, MessageState};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::claims::list::ClaimQuery;
use storage::entitlements::EntitlementRow;
use storage::imports::ImportRecord;
use storage::institutions::InstitutionRow;
use storage::participations::ParticipationRow;
use storage::people::PersonRow;
use storage::units::Unit;
use storage::{Db, Key, StorageError};

/// Entitlements filed in one transaction.
const CHUNK: i64 = 100;

/// What became of what was to be filed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filing {
    /// New claims.
    pub filed: Vec<ClaimRef>,
    /// Claims whose sum changed: reviewed and approved anew.
    pub revised: Vec<ClaimRef>,
    /// Claims withdrawn, because nothing stands any more.
    pub withdrawn: Vec<ClaimRef>,
    /// Claims approved by the programme's rule, without people.
    pub approved: Vec<ClaimRef>,
    /// Eligible claims that the rule did not approve, and why: they wait for people.
    pub left: Vec<(ClaimRef, Refusal)>,
    /// Claims that could not be changed, and why.
    pub failed: Vec<(ClaimRef, Refusal)>,
    /// Entitlements left as they are: what they are known by, and why.
    pub refused: Vec<(String, Refusal)>,
}

/// Files what stands and has no claim, or one over another sum, in the operator's scope, and approves what the programme's
/// rules approve without people.
///
/// # Errors
/// [`WorkflowError::Forbidden`], and as [`super::receive`]. What was filed before a failure stays.
pub fn file(session: &mut Session, programme: &str) -> Result<Filing> {
    session.ctx.require(Action::ImportClaims)?;
    feed_of(&session.ctx, programme)?;
    let ctx = session.ctx.clone();
    super::catch_up(&mut session.db, &ctx, programme, &mut |_, _| {})?;
    let mut filing = Filing::default();
    let mut after = None;
    let mut import = None;
    loop {
        let rows = storage::entitlements::unfiled(&mut session.db, programme, after, CHUNK)?;
        let Some(last) = rows.last() else {
            approve(session, programme, &mut filing)?;
            return Ok(filing);
        };
        after = Some((last.subject_id, last.entry_key.clone()));
        let page = Page::load(&mut session.db, &ctx, programme, rows)?;
        let page = page.proved(&mut session.db, &ctx, programme, &mut filing)?;
        let (gone, stands): (Vec<_>, Vec<_>) = page.rows.iter().partition(|row| row.sum_fen == 0);
        withdraw(session, &gone, &mut filing)?;
        if !stands.is_empty() {
            let import = match import {
                Some(import) => import,
                None => *import.insert(begin(&mut session.db, &ctx, programme)?),
            };
            page.file(
                &mut session.db,
                &ctx,
                programme,
                import,
                &stands,
                &mut filing,
            )?;
        }
    }
}

/// Approves what is eligible, also what an earlier run was cut off from. What somebody took back once is left to people.
fn approve(session: &mut Session, programme: &str, filing: &mut Filing) -> Result<()> {
    let rule = find_programme(&session.ctx, programme)?.approved_by_rule();
    if rule.is_none() {
        return Ok(());
    }
    let waiting = ClaimQuery {
        states: vec![StateName::Submitted.code().to_owned()],
        verdict: Some(Verdict::Eligible.code().to_owned()),
        programme: Some(programme.to_owned()),
        ..ClaimQuery::default()
    };
    let scope = session.ctx.actor.scope.clone();
    let waiting = storage::claims::list::matching(&mut session.db, &scope, &waiting)?;
    let undone = storage::history::takers(&mut session.db, &waiting, &[StepName::Undo.code()])?;
    let undone: BTreeSet<ClaimId> = undone.into_iter().map(|(claim, _)| claim).collect();
    let waiting: Vec<ClaimRef> = waiting
        .into_iter()
        .filter(|claim| !undone.contains(&claim.id))
        .collect();
    let outcome = decide::grant(session, &waiting)?;
    filing.approved = outcome.done;
    filing.left = outcome.failed;
    Ok(())
}

/// Claims come from an import; this one reads no file.
fn begin(db: &mut Db, ctx: &Context, programme: &str) -> Result<ImportId> {
    // The act reads no file: nothing else has its digest.
    let digest = ctx.id::<ImportId>().to_string();
    let begun = import_begun(ctx, super::PROFILE, programme, "", &digest);
    let done = ImportRecord {
        state: "promoted".to_owned(),
        finished_at: Some(ctx.now().0),
        revision: 1,
        ..begun.clone()
    };
    db.write(|db| {
        storage::imports::begin(db, &begun)?;
        storage::imports::finish(db, &done, &Vec::new())?;
        let detail =
            json!({ "import": ImportId::from(done.id).to_string(), "profile": done.profile });
        let taken = witness::of_import(db, ctx.keyring(), &done, &[])?;
        events::vouch(db, ctx, "import", &detail, &taken)
    })?;
    Ok(begun.id.into())
}

/// Entitlements with whatever a claim of them says besides.
struct Page {
    rows: Vec<EntitlementRow>,
    /// The roster's entry that decides union and account, by person and scheme.
    parts: BTreeMap<(Key, String), ParticipationRow>,
    units: BTreeMap<Key, Unit>,
    people: BTreeMap<Key, PersonDraft>,
    /// Those with which it is agreed that they give at once, by code.
    institutions: BTreeMap<String, InstitutionRow>,
}

impl Page {
    /// Only what is of a union in the operator's scope.
    fn load(
        db: &mut Db,
        ctx: &Context,
        programme: &str,
        rows: Vec<EntitlementRow>,
    ) -> Result<Self> {
        let subjects: BTreeSet<PersonId> = rows.iter().map(|row| row.subject_id.into()).collect();
        let subjects: Vec<PersonId> = subjects.into_iter().collect();
        let absorbed = storage::people::absorbed(db, &subjects)?;
        let root: BTreeMap<PersonId, PersonId> = absorbed.into_iter().collect();
        let all: Vec<PersonId> = subjects
            .iter()
            .copied()
            .chain(root.keys().copied())
            .collect();
        let mut parts: BTreeMap<(Key, String), ParticipationRow> = BTreeMap::new();
        for part in storage::participations::of_people(db, programme, &all)? {
            let person = PersonId::from(part.subject_id);
            let subject = root.get(&person).copied().unwrap_or(person);
            parts
                .entry((subject.into(), part.scheme.clone()))
                .or_insert(part);
        }
        let units: BTreeSet<UnitId> = parts.values().map(|part| part.unit_id.into()).collect();
        let units: Vec<UnitId> = units.into_iter().collect();
        let units: BTreeMap<Key, Unit> = storage::units::by_ids(db, &units)?
            .into_iter()
            .filter(|unit| covers(&ctx.actor.scope, unit))
            .map(|unit| (unit.id, unit))
            .collect();
        let claimants = parts.values().filter_map(|part| part.claimant_id);
        let everybody: BTreeSet<PersonId> = claimants
            .map(PersonId::from)
            .chain(subjects.iter().copied())
            .collect();
        let everybody: Vec<PersonId> = everybody.into_iter().collect();
        let mut people: BTreeMap<Key, PersonDraft> = storage::people::by_ids(db, &everybody)?
            .into_iter()
            .map(|row| (row.id, draft_of(row)))
            .collect();
        for number in storage::people::identities_of_all(db, &everybody)? {
            if let Some(person) = people.get_mut(&number.person_id) {
                person.identities.push(open_number(ctx, &number)?);
            }
        }
        let institutions = storage::institutions::all(db)?
            .into_iter()
            .filter(|one| one.programme == programme)
            .map(|one| (one.code.clone(), one))
            .collect();
        let mut page = Self {
            rows,
            parts,
            units,
            people,
            institutions,
        };
        let mine: Vec<EntitlementRow> = page
            .rows
            .iter()
            .filter(|row| page.part_of(row).is_some())
            .cloned()
            .collect();
        page.rows = mine;
        Ok(page)
    }

    /// What the institution gave at once, where that is agreed with it.
    fn gave(&self, row: &EntitlementRow) -> Result<Option<Gave>> {
        let told = row.told_fen.filter(|told| *told > 0);
        let code = row.institution.as_ref();
        let Some((one, told)) = code.and_then(|code| self.institutions.get(code)).zip(told) else {
            return Ok(None);
        };
        let agreed = |day| one.from_on <= day && one.until_on.is_none_or(|until| day <= until);
        if !row.due_on.is_some_and(agreed) {
            return Ok(None);
        }
        let card = BankCard::parse(&one.account)
            .map_err(|_| StorageError::stored("institutions.account", "an account number"))?;
        Ok(Some(Gave {
            payee: Payee {
                bank: one.bank.clone(),
                card,
                holder: one.name.clone(),
            },
            sum: Fen::new(told),
        }))
    }

    /// Keeps what the sealed messages themselves still come to. A sum changed behind the system's back would otherwise be
    /// approved by rule before anybody looks.
    fn proved(
        mut self,
        db: &mut Db,
        ctx: &Context,
        programme: &str,
        filing: &mut Filing,
    ) -> Result<Self> {
        let people: BTreeSet<PersonId> =
            self.rows.iter().map(|row| row.subject_id.into()).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let proved = db.write(|db| super::proved(db, ctx, programme, &people))?;
        let (kept, unproved): (Vec<_>, Vec<_>) = self
            .rows
            .into_iter()
            .partition(|row| proved.contains(&(row.subject_id, row.entry_key.clone())));
        self.rows = kept;
        filing
            .refused
            .extend(unproved.into_iter().map(|row| (row.entry_key, unproven())));
        Ok(self)
    }

    fn part_of(&self, row: &EntitlementRow) -> Option<(&ParticipationRow, &Unit)> {
        let part = self.parts.get(&(row.subject_id, row.scheme.clone()))?;
        Some((part, self.units.get(&part.unit_id)?))
    }

    fn file(
        &self,
        db: &mut Db,
        ctx: &Context,
        programme: &str,
        import: ImportId,
        rows: &[&EntitlementRow],
        filing: &mut Filing,
    ) -> Result<()> {
        let mut prepared = Vec::with_capacity(rows.len());
        let mut of = Vec::with_capacity(rows.len());
        for row in rows {
            if let Some(one) = self.prepared(ctx, programme, import, row)? {
                prepared.push(one);
                of.push(*row);
            }
        }
        let sealed = submit::seal(ctx, programme, prepared)?;
        let filed = db.write(|db| {
            let filed = submit::promote_sealed(db, ctx, programme, &sealed)?;
            let mut sums = Sums::default();
            for (row, filed) in of.iter().zip(&filed) {
                if let Some(claim) = filed.claim() {
                    settle(db, ctx, row, Some(claim.id), &mut sums)?;
                }
            }
            let claims = filed.iter().filter(|filed| filed.claim().is_some()).count();
            let detail = json!({ "programme": programme, "claims": claims });
            events::vouch(db, ctx, "file", &detail, &sums.witnesses())?;
            Ok::<_, WorkflowError>(filed)
        })?;
        submit::compare(db, ctx, programme, &sealed, &filed);
        for (row, filed) in of.iter().zip(filed) {
            match filed {
                Filed::New(claim) | Filed::Corrected(claim) => filing.filed.push(claim),
                Filed::Revised(claim) => filing.revised.push(claim),
                Filed::Unchanged(_) => {}
                Filed::Refused(code) => {
                    let refusal = not_filed(code, row.benefit_year);
                    filing.refused.push((row.entry_key.clone(), refusal));
                }
            }
        }
        Ok(())
    }

    /// The claim of an entitlement.
    fn prepared(
        &self,
        ctx: &Context,
        programme: &str,
        import: ImportId,
        row: &EntitlementRow,
    ) -> Result<Option<Prepared>> {
        let Some(((part, unit), person)) = self.part_of(row).zip(self.people.get(&row.subject_id))
        else {
            return Ok(None);
        };
        let member = part.claimant_id.unwrap_or(row.subject_id);
        let Some(claimant) = self.people.get(&member) else {
            return Ok(None);
        };
        let person = PersonDraft {
            name: part.name.clone(),
            ..person.clone()
        };
        let claimant = match part.claimant_id {
            Some(_) => claimant.clone(),
            None => person.clone(),
        };
        let begun = Begun {
            unit_code: unit.code.clone(),
            payee: payee_of(ctx, part, &claimant.name)?,
            person,
            claimant,
            gave: self.gave(row)?,
        };
        let feed = feed_of(ctx, programme)?;
        let Some(draft) = feed.claim(&entitlement_of(row)?, begun) else {
            return Ok(None);
        };
        Ok(Some(Prepared {
            draft,
            unit: unit.id.into(),
            unit_path: unit.path.clone(),
            subject: row.subject_id.into(),
            subject_made: false,
            member: member.into(),
            suspects: Vec::new(),
            import,
        }))
    }
}

/// Takes claims back for which nothing stands any more.
fn withdraw(session: &mut Session, rows: &[&EntitlementRow], filing: &mut Filing) -> Result<()> {
    let claim_of = |row: &EntitlementRow| {
        row.claim_id.map(|id| ClaimRef {
            subject: row.subject_id.into(),
            id: ClaimId::from(id),
        })
    };
    let claims: Vec<ClaimRef> = rows.iter().filter_map(|row| claim_of(row)).collect();
    if claims.is_empty() {
        return Ok(());
    }
    let scope = Scope::everything();
    let live: BTreeSet<ClaimRef> = storage::claims::find_all(&mut session.db, &scope, &claims)?
        .into_iter()
        .filter(|claim| claim.state.name().is_live())
        .map(|claim| claim.handle)
        .collect();
    let live: Vec<ClaimRef> = live.into_iter().collect();
    let mut failed: BTreeSet<ClaimRef> = BTreeSet::new();
    if !live.is_empty() {
        let reason = "结算已撤销 / its settlement was taken back";
        let outcome = decide::withdraw(session, &live, reason)?;
        failed = outcome.failed.iter().map(|(claim, _)| *claim).collect();
        filing.withdrawn.extend(outcome.done);
        filing.failed.extend(outcome.failed);
    }
    let ctx = session.ctx.clone();
    session.db.write(|db| {
        let mut sums = Sums::default();
        for row in rows {
            if claim_of(row).is_some_and(|claim| !failed.contains(&claim)) {
                let claim = row.claim_id.map(ClaimId::from);
                settle(db, &ctx, row, claim, &mut sums)?;
            }
        }
        if sums.is_empty() {
            return Ok(());
        }
        let detail = json!({ "people": sums.people(Of::Entitlements) });
        events::vouch(
            db,
            &ctx,
            "withdrawn-settlements",
            &detail,
            &sums.witnesses(),
        )
    })
}

/// Notes that the claim of a row says what stands.
fn settle(
    db: &mut Db,
    ctx: &Context,
    row: &EntitlementRow,
    claim: Option<ClaimId>,
    sums: &mut Sums,
) -> Result<()> {
    let now = EntitlementRow {
        claim_id: claim.map(Into::into),
        filed_fen: row.sum_fen,
        updated_at: ctx.now().0,
        revision: row.revision + 1,
        ..row.clone()
    };
    storage::entitlements::update(db, &now)?;
    sums.replace(ctx.keyring(), row, &now);
    Ok(())
}

fn unproven() -> Refusal {
    let message = words!(
        "该结算的应补助与收到的结算报文不符，未办理；请由审计员运行核验（audit verify），查明是谁改动了数据库",
        "what stands of this settlement does not follow from the messages received; nothing was done: have an auditor run `audit verify` and find out who changed the database"
    );
    Refusal::new("entitlement-unproved", message)
}

/// Why no claim could be filed, for codes that a claim without a form of its own can meet.
fn not_filed(code: &'static str, year: i16) -> Refusal {
    let message = match code {
        "no-period" => words!(
            "{year}年度尚未设立申报期，请管理员先建立并开放该年度，再办理一次",
            "there is no period for {year}: an administrator creates and opens it, then run this again"
        ),
        "period-closed" | "period-not-open" => words!(
            "{year}年度的申报期未开放，请管理员开放后再办理一次",
            "the period of {year} is not open: an administrator opens it, then run this again"
        ),
        "own-family" => words!(
            "这是操作员本人或其亲属的补助，请另一位操作员办理",
            "this is the operator's own family's money: another operator files it"
        ),
        _ => words!(
            "该申报已封存在支付批次中或已被另一件占用，请先处理那一件",
            "the claim is in a sealed batch, or another one is in its place: settle that one first"
        ),
    };
    Refusal::new(code, message)
}

fn covers(scope: &Scope, unit: &Unit) -> bool {
    scope.covers(&unit.path)
}

fn draft_of(row: PersonRow) -> PersonDraft {
    PersonDraft {
        name: row.name,
        identities: Vec::new(),
        birth_date: row.birth_date,
        sex: None,
    }
}

fn payee_of(ctx: &Context, part: &ParticipationRow, holder: &str) -> Result<Option<Payee>> {
    let Some(sealed) = &part.sealed_card else {
        return Ok(None);
    };
    let aad = PersonId::from(part.subject_id).to_string();
    let plain = ctx.keyring().open(sealed, aad.as_bytes())?;
    let card = BankCard::parse(&String::from_utf8_lossy(&plain))
        .map_err(|_| StorageError::stored("participations.sealed_card", "an account number"))?;
    Ok(Some(Payee {
        bank: part.bank.clone().unwrap_or_default(),
        card,
        holder: holder.to_owned(),
    }))
}

fn entitlement_of(row: &EntitlementRow) -> Result<Entitlement> {
    let state = MessageState::from_code(&row.state)
        .ok_or_else(|| StorageError::stored("entitlements.state", &row.state))?;
    Ok(Entitlement {
        key: row.entry_key.clone(),
        scheme: row.scheme.clone(),
        year: domain::year::BenefitYear::new(row.benefit_year),
        day: row.due_on,
        state,
        base: row.base_fen.map(Fen::new),
        sum: Fen::new(row.sum_fen),
        institution: row.institution.clone(),
        about: String::new(),
        counter: row.told_fen.map(Fen::new),
        findings: serde_json::from_str(&row.findings)?,
    })
}
