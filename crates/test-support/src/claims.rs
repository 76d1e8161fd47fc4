//! Files claims through the very function imports use, and takes them on to review and approval.

use crate::desk::{Desk, UNIT_A};
use crate::seed;
use child_premium::Method;
use child_premium::claim::{Assistance, PaidBy};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::bank_card::BankCard;
use domain::case::CaseKind;
use domain::draft::{ClaimDraft, Payee, PersonDraft, Proof, Relation};
use domain::fen::Fen;
use domain::identity::{self, IdentityKind, IdentityNumber};
use domain::ids::{ClaimRef, PersonId};
use domain::name::PersonName;
use domain::year::BenefitYear;
use rehearsal::SyntheticPerson;
use rehearsal::people;
use sealing::{IndexKind, SealPurpose};
use std::collections::BTreeSet;
use storage::Key;
use storage::name_forms::NameFormRow;
use storage::people::{Identity, MembershipRow, PersonRow};
use workflow::intake::submit::{self, Filed, Prepared};
use workflow::{Session, WorkflowError};

/// Who claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parent {
    /// [`people::member`]` n`.
    Member(u64),
    /// [`people::spouse`]` n`, the other parent of [`people::child`]` n`.
    Spouse(u64),
}

/// Which numbers of the child the row carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// The identity number.
    Id,
    /// The number of the birth certificate only.
    Certificate,
    /// Both.
    Both,
    /// A passport, under a given name of its own.
    Passport,
}

/// A row of a claims sheet; [`ClaimSpec::of`] is an ordinary one that every rule accepts.
#[derive(Debug, Clone)]
pub struct ClaimSpec {
    /// Code of the filing unit.
    pub unit: String,
    /// The claimant.
    pub parent: Parent,
    /// Which [`people::child`].
    pub child: u64,
    /// Which numbers the row carries.
    pub document: Document,
    /// Benefit year.
    pub year: i16,
    /// How the union bears the contribution.
    pub mode: Method,
    /// What the family paid, in fen.
    pub paid: Option<Fen>,
    /// When.
    pub paid_on: Option<NaiveDate>,
    /// What is claimed, in fen.
    pub claimed: Fen,
    /// The voucher; one of the parent and the year without it.
    pub voucher: Option<String>,
    /// Who imports the row.
    pub clerk: String,
}

impl ClaimSpec {
    /// Member `n` claims the 400 yuan paid for child `n` in October 2025 at unit A.
    pub fn of(n: u64) -> Self {
        Self {
            unit: UNIT_A.to_owned(),
            parent: Parent::Member(n),
            child: n,
            document: Document::Id,
            year: 2026,
            mode: Method::Reimburse,
            paid: Some(Fen::new(40_000)),
            paid_on: NaiveDate::from_ymd_opt(2025, 10, 15),
            claimed: Fen::new(40_000),
            voucher: None,
            clerk: "clerk".to_owned(),
        }
    }

    /// The other parent of the same child claims.
    #[must_use]
    pub fn by_spouse(mut self) -> Self {
        self.parent = Parent::Spouse(self.child);
        self
    }

    /// At another unit.
    #[must_use]
    pub fn at(mut self, unit: &str) -> Self {
        unit.clone_into(&mut self.unit);
        self
    }

    /// With other numbers of the child.
    #[must_use]
    pub fn with(mut self, document: Document) -> Self {
        self.document = document;
        self
    }

    /// In another mode; nothing was paid by the family in full or shared payment.
    #[must_use]
    pub fn mode(mut self, mode: Method) -> Self {
        self.mode = mode;
        if mode != Method::Reimburse {
            self.paid = None;
            self.paid_on = None;
        }
        if mode == Method::Shared {
            self.claimed = Fen::new(20_000);
        }
        self
    }

    /// The family paid and claims another sum, in fen.
    #[must_use]
    pub fn paying(mut self, fen: i64) -> Self {
        self.paid = Some(Fen::new(fen));
        self.claimed = Fen::new(fen);
        self
    }

    /// Imported by another operator.
    #[must_use]
    pub fn imported_by(mut self, clerk: &str) -> Self {
        clerk.clone_into(&mut self.clerk);
        self
    }

    /// The birth certificate number of [`people::child`]` n`.
    pub fn certificate(n: u64) -> String {
        rehearsal::numbers::birth_certificate('U', u32::try_from(n % 100_000_000).unwrap())
    }

    fn claimant(&self) -> SyntheticPerson {
        match self.parent {
            Parent::Member(n) => people::member(n),
            Parent::Spouse(n) => people::spouse(n),
        }
    }

    /// No two claimants share a card.
    fn card(&self) -> String {
        match self.parent {
            Parent::Member(n) => people::card(n * 2),
            Parent::Spouse(n) => people::card(n * 2 + 1),
        }
    }

    /// What the row says once it has been read.
    pub fn draft(&self, today: NaiveDate) -> ClaimDraft {
        let (claimant, child) = (self.claimant(), people::child(self.child));
        let by_member = matches!(self.parent, Parent::Member(_));
        let certificate = Self::certificate(self.child);
        let passport = format!("E{:08}", 10_000_000 + self.child);
        let numbers: Vec<(Option<IdentityKind>, &String)> = match self.document {
            Document::Id => vec![(None, &child.id)],
            Document::Certificate => vec![(None, &certificate)],
            Document::Both => vec![(None, &child.id), (None, &certificate)],
            Document::Passport => vec![(Some(IdentityKind::Passport), &passport)],
        };
        let read = |(kind, text): (Option<IdentityKind>, &String)| {
            identity::parse_as(kind, text, today)
                .expect("a synthetic number")
                .number
        };
        let number = |text: &String| read((None, text));
        let called = match self.document {
            Document::Passport => format!("{}安", child.name),
            _ => child.name.clone(),
        };
        let reimburse = self.mode == Method::Reimburse;
        ClaimDraft {
            unit_code: self.unit.clone(),
            claimant: PersonDraft {
                name: claimant.name.clone(),
                identities: vec![number(&claimant.id)],
                birth_date: Some(claimant.birth),
                sex: Some(claimant.sex),
            },
            subject: PersonDraft {
                name: called,
                identities: numbers.into_iter().map(read).collect(),
                birth_date: Some(child.birth),
                sex: Some(child.sex),
            },
            year: BenefitYear::new(self.year),
            method: self.mode.into(),
            claimed: self.claimed,
            payee: reimburse.then(|| Payee {
                bank: "中国建设银行长沙芙蓉支行".to_owned(),
                card: BankCard::parse(&self.card()).expect("a synthetic card"),
                holder: claimant.name,
            }),
            form: domain::form::Form::new(child_premium::claim::PremiumForm {
                relation: Relation::Birth,
                paid: self.paid,
                paid_on: self.paid_on,
                voucher: reimburse.then(|| {
                    self.voucher.clone().unwrap_or_else(|| {
                        format!(
                            "{}{}-{:08}",
                            if by_member { "M" } else { "S" },
                            self.year,
                            self.child
                        )
                    })
                }),
                paid_by: reimburse.then_some(PaidBy::Member),
                assistance: Assistance::None,
                consent: true,
                proof: Some(Proof::BirthCertificate),
            }),
            corrects: None,
            partner: None,
        }
    }
}

impl Desk {
    /// Files one claim and gives its handle.
    ///
    /// # Panics
    /// When the row makes no claim.
    pub fn file_claim(&self, spec: &ClaimSpec) -> ClaimRef {
        let filed = self.file_all(std::slice::from_ref(spec)).remove(0);
        filed
            .claim()
            .unwrap_or_else(|| panic!("the row made no claim: {filed:?}"))
    }

    /// Files rows in one transaction, as one import of the first row's clerk would.
    pub fn file_all(&self, specs: &[ClaimSpec]) -> Vec<Filed> {
        let clerk = specs.first().map_or("clerk", |spec| spec.clerk.as_str());
        let mut session = self.session(clerk);
        self.file_in(&mut session, specs)
            .expect("rows that can be filed")
    }

    /// Files rows in a session of the test's own.
    ///
    /// # Errors
    /// What filing answers.
    pub fn file_in(
        &self,
        session: &mut Session,
        specs: &[ClaimSpec],
    ) -> Result<Vec<Filed>, WorkflowError> {
        let prepared: Vec<Prepared> = specs
            .iter()
            .map(|spec| self.prepare(session, spec))
            .collect();
        submit::promote(&mut session.db, &session.ctx, child_premium::ID, prepared)
    }

    /// Both parents of a child are on record as a couple.
    pub fn declare_couple(&self, session: &mut Session, child: u64) {
        let of = |parent| {
            let spec = ClaimSpec {
                parent,
                ..ClaimSpec::of(child)
            };
            spec.draft(self.today).claimant
        };
        let (member, _) = self.person(session, &of(Parent::Member(child)));
        let (spouse, _) = self.person(session, &of(Parent::Spouse(child)));
        let naming = (
            member,
            spouse,
            self.unit_id(UNIT_A),
            self.installation.effects.now().0,
        );
        self.marry(&[naming]);
    }

    /// Puts couples on record.
    pub fn marry(&self, namings: &[storage::couples::Naming]) {
        let mut db = self.open();
        db.write(|db| seed::vouch_for_couples(db, &self.installation, namings))
            .expect("couples");
    }

    /// Puts a row's people on record, the claimant on the unit's roster, and gives the row ready to file.
    pub fn prepare(&self, session: &mut Session, spec: &ClaimSpec) -> Prepared {
        self.prepare_draft(session, &spec.unit, spec.draft(self.today))
    }

    /// As [`Desk::prepare`], for a row that says something of its own.
    pub fn prepare_draft(&self, session: &mut Session, code: &str, draft: ClaimDraft) -> Prepared {
        let unit = self.unit_id(code);
        let import = session.ctx.id();
        let (member, _) = self.person(session, &draft.claimant);
        self.enrol(session, unit.into(), member, import);
        let (subject, other) = self.person(session, &draft.subject);
        let mut suspects: Vec<(CaseKind, PersonId)> = other
            .map(|person| (CaseKind::TwoPeople, person))
            .into_iter()
            .collect();
        suspects.extend(self.namesakes(session, &draft.subject, subject, other));
        Prepared {
            draft,
            unit,
            unit_path: self.unit_path(code),
            subject,
            // Looked up again when it is compared, as for a child who was known before.
            subject_made: false,
            member,
            suspects,
            import,
        }
    }

    /// Finds or makes the person a draft's first number names, and the other one a second number names.
    pub fn person(
        &self,
        session: &mut Session,
        draft: &PersonDraft,
    ) -> (PersonId, Option<PersonId>) {
        let at = self.installation.effects.now().0;
        let found: Vec<Option<PersonId>> = draft
            .identities
            .iter()
            .map(|number| self.owner(session, number))
            .collect();
        let first = found.iter().flatten().next().copied();
        let person = first.unwrap_or_else(|| PersonId(self.installation.effects.uuid()));
        let fresh = PersonRow {
            id: person.into(),
            name: draft.name.clone(),
            name_key: name_key(&draft.name),
            birth_date: draft.birth_date,
            sex: draft.sex.map(|sex| sex.code().to_owned()),
            merged_into: None,
            created_at: at,
            revision: 0,
        };
        let forms = workflow::people::name_forms::forms(&fresh.name_key)
            .into_iter()
            .map(|form| NameFormRow {
                form,
                name_key: fresh.name_key.clone(),
            })
            .collect();
        let rows: Vec<Identity> = draft
            .identities
            .iter()
            .zip(&found)
            .filter(|(_, owner)| owner.is_none())
            .map(|(number, _)| self.identity(number, person, at))
            .collect();
        if !rows.is_empty() {
            let db = &mut session.db;
            db.write(|db| {
                if first.is_none() {
                    storage::people::add(db, &vec![fresh.clone()])?;
                    storage::name_forms::add(db, &forms)?;
                }
                let people = if first.is_none() {
                    vec![fresh.clone()]
                } else {
                    Vec::new()
                };
                storage::people::add_identities(db, rows.clone())?;
                seed::vouch_for_people(db, &self.installation, (&people, &rows))
            })
            .expect("a person on record");
        }
        // A race may have given the numbers to somebody else's row.
        let owners: Vec<PersonId> = draft
            .identities
            .iter()
            .map(|number| self.owner(session, number).expect("an owner"))
            .collect();
        (
            owners[0],
            owners.iter().copied().find(|other| *other != owners[0]),
        )
    }

    fn owner(&self, session: &mut Session, number: &IdentityNumber) -> Option<PersonId> {
        let index = self.index(number);
        storage::people::owners(
            &mut session.db,
            number.kind().code(),
            std::slice::from_ref(&index),
        )
        .unwrap()
        .get(&index)
        .copied()
    }

    fn index(&self, number: &IdentityNumber) -> Vec<u8> {
        self.installation
            .keyring
            .blind_index(IndexKind::Identity, number.canonical())
            .0
            .to_vec()
    }

    pub(crate) fn identity(&self, number: &IdentityNumber, person: PersonId, at: i64) -> Identity {
        let (kind, index) = (number.kind().code(), self.index(number));
        let aad = format!("{kind}:{}", HEXLOWER.encode(&index));
        let nonce = self.installation.effects.nonce();
        Identity {
            kind: number.kind(),
            sealed: self
                .installation
                .keyring
                .seal(
                    SealPurpose::Identity,
                    number.canonical().as_bytes(),
                    aad.as_bytes(),
                    nonce,
                )
                .expect("a sealed number"),
            blind_index: index,
            person_id: person.into(),
            suspect: number.canonical().ends_with("000"),
            created_at: at,
        }
    }

    fn enrol(
        &self,
        session: &mut Session,
        unit: Key,
        member: PersonId,
        import: domain::ids::ImportId,
    ) {
        let known = storage::people::memberships_of(&mut session.db, &[member]).unwrap();
        if known.iter().any(|row| row.unit_id == unit) {
            return;
        }
        let row = self.roster_entry(unit, member, import);
        session
            .db
            .write(|db| {
                // As every writer of a roster: two of one union at once would each vouch for what the other does not see.
                storage::witnesses::hold(db, &BTreeSet::from([unit]))?;
                storage::people::add_memberships(db, &vec![row.clone()])?;
                seed::vouch_for_rosters(db, &self.installation, &[unit])
            })
            .expect("a roster entry");
    }

    /// A member in service, dues paid.
    pub(crate) fn roster_entry(
        &self,
        unit: Key,
        member: PersonId,
        import: domain::ids::ImportId,
    ) -> MembershipRow {
        MembershipRow {
            unit_id: unit,
            person_id: member.into(),
            in_service: true,
            dues_through: NaiveDate::from_ymd_opt(2026, 12, 1),
            partner_id: None,
            partner_unit: None,
            sealed_mobile: None,
            import_id: import.into(),
            updated_at: self.installation.effects.now().0,
            revision: 0,
            name: None,
            dues_said: None,
            service_said: None,
        }
    }

    /// People of the same name and birth date who are known by another kind of number only.
    fn namesakes(
        &self,
        session: &mut Session,
        draft: &PersonDraft,
        subject: PersonId,
        other: Option<PersonId>,
    ) -> Vec<(CaseKind, PersonId)> {
        let kinds: Vec<IdentityKind> = draft.identities.iter().map(IdentityNumber::kind).collect();
        let mut found: Vec<PersonId> =
            storage::people::namesakes(&mut session.db, &[name_key(&draft.name)])
                .unwrap()
                .into_iter()
                .filter(|(row, kind)| row.birth_date == draft.birth_date && !kinds.contains(kind))
                .map(|(row, _)| PersonId::from(row.id))
                .filter(|person| *person != subject && Some(*person) != other)
                .collect();
        found.dedup();
        found
            .into_iter()
            .map(|person| (CaseKind::OtherDocument, person))
            .collect()
    }

    /// Files a claim and records the checks.
    pub fn reviewed_claim(&self, spec: &ClaimSpec) -> ClaimRef {
        let claim = self.file_claim(spec);
        self.review(claim);
        claim
    }

    /// Files a claim, reviews it and approves it from union funds.
    pub fn approved_claim(&self, spec: &ClaimSpec) -> ClaimRef {
        let claim = self.reviewed_claim(spec);
        self.approve(claim);
        claim
    }

    /// `reviewer` records the checks.
    ///
    /// # Panics
    /// When the claim cannot be reviewed.
    pub fn review(&self, claim: ClaimRef) {
        self.review_on(self.today, claim);
    }

    /// `approver` approves from union funds.
    ///
    /// # Panics
    /// When the claim cannot be approved.
    pub fn approve(&self, claim: ClaimRef) {
        assert_eq!(self.approve_on(self.today, claim).failed, []);
    }
}

pub(crate) fn name_key(name: &str) -> String {
    PersonName::parse(name).map_or_else(|_| name.to_owned(), |(name, _)| name.match_key())
}
