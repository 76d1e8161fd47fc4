//! Reads case files: an ordinary claim, what is different in this story, and what must come of it.

use child_premium::Method;
use child_premium::claim::PremiumForm;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use child_premium::claim::PaidBy;
use child_premium::{facts as asked, receipts, words};
use chrono::NaiveDate;
use domain::bank_card::BankCard;
use domain::decision::{Condition, Decision, Severity, Verdict};
use domain::draft::{ClaimDraft, Payee, PersonDraft, Proof, Relation};
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::payment_method::PaymentMethod;
use domain::period::{Plan, Window};
use domain::year::BenefitYear;
use policy::Assessor;
use policy::facts::{Answers, BudgetFact, Facts, MembershipFact, OtherClaim, Partner, Renamed};
use policy::params::Params;
use serde::Deserialize;

/// A file of cases.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    pub case: Vec<Case>,
}

/// One story.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub story: String,
    /// The benefit year whose parameters are bound.
    #[serde(default = "ordinary_year")]
    pub period: i16,
    /// The modes the period offers, when not all.
    pub offered: Option<Vec<Method>>,
    /// What the parameters of the period say differently.
    #[serde(default)]
    pub params: ParamChange,
    #[serde(default)]
    pub claim: ClaimChange,
    #[serde(default)]
    pub facts: FactChange,
    /// What is missing: see `remove`.
    #[serde(default)]
    pub without: Vec<String>,
    #[serde(default)]
    pub rulings: BTreeMap<String, String>,
    pub expect: Expected,
}

fn ordinary_year() -> i16 {
    2026
}

/// What the parameters say differently.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParamChange {
    pub window_close: Option<NaiveDate>,
}

/// What the claim says differently; words as in the sheet, sums in yuan.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimChange {
    pub born: Option<NaiveDate>,
    pub relation: Option<String>,
    pub year: Option<i16>,
    pub mode: Option<String>,
    pub paid: Option<String>,
    pub voucher: Option<String>,
    pub paid_on: Option<NaiveDate>,
    pub paid_by: Option<String>,
    pub assistance: Option<String>,
    pub claimed: Option<String>,
    pub consent: Option<String>,
    pub proof: Option<String>,
    pub holder: Option<String>,
}

/// What is known differently.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactChange {
    pub today: Option<NaiveDate>,
    pub submitted: Option<NaiveDate>,
    pub employment: Option<String>,
    pub dues_through: Option<NaiveDate>,
    pub dues_unpaid: Option<String>,
    pub roster_of: Option<NaiveDate>,
    pub member_elsewhere: Option<bool>,
    pub spouse: Option<String>,
    pub plan_mode: Option<String>,
    pub plan_amount: Option<String>,
    pub plan_percent: Option<u32>,
    pub plan_for_other_mode: Option<bool>,
    pub union_funds: Option<String>,
    pub subsidy: Option<String>,
    pub proof_on_file: Option<String>,
    pub proof_seen_elsewhere: Option<bool>,
    pub already_committed: Option<String>,
    pub supplement: Option<bool>,
    pub open_case: Option<bool>,
    pub case_of_one_member: Option<bool>,
    pub case_of_one_family: Option<bool>,
    pub plan_year: Option<i16>,
    pub next_window: Option<[NaiveDate; 2]>,
    pub announced: Option<bool>,
    pub voucher_used_elsewhere: Option<bool>,
    pub voucher_of_another_year: Option<bool>,
    pub payment_of_another_year: Option<bool>,
    pub voucher_alike: Option<bool>,
    pub payment_claim: Option<OtherClaim>,
    pub card_used_elsewhere: Option<bool>,
    pub member_named_otherwise: Option<bool>,
    pub holder_named_otherwise: Option<bool>,
    pub renamed: Option<Renamed>,
}

/// What must come out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub verdict: Verdict,
    pub payable: Option<String>,
    pub ceiling: Option<String>,
    pub member_share: Option<String>,
    pub rule: String,
    /// The clause, where it is not the rule's own.
    pub clause: Option<String>,
    pub code: String,
    pub severity: Severity,
    #[serde(default)]
    pub waits: bool,
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub never: Vec<String>,
    /// Values the condition must carry, where they matter.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// Every case with the file it stands in.
pub fn all_cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let read: CaseFile =
            toml::from_str(&text).unwrap_or_else(|cause| panic!("{name}: {cause}"));
        cases.extend(read.case.into_iter().map(|case| (name.clone(), case)));
    }
    assert!(cases.len() > 100, "the case files are there");
    cases
}

/// What of a decision is not as its story says.
pub fn faults(case: &Case, decision: &Decision) -> Vec<String> {
    let expect = &case.expect;
    let mut faults = Vec::new();
    let mut compare = |what: &str, found: String, expected: String| {
        if found != expected {
            faults.push(format!("{what} is {found}, not {expected}"));
        }
    };
    compare(
        "verdict",
        decision.verdict.code().to_owned(),
        expect.verdict.code().to_owned(),
    );
    let mut sum = |what: &str, found: Fen, expected: &Option<String>| {
        if let Some(expected) = expected {
            compare(what, found.to_string(), yuan(expected).to_string());
        }
    };
    sum("payable", decision.payable, &expect.payable);
    sum("ceiling", decision.ceiling, &expect.ceiling);
    sum("member share", decision.member_share, &expect.member_share);
    let is_expected = |c: &&Condition| c.rule == expect.rule && c.code == expect.code;
    match decision.conditions.iter().find(is_expected) {
        None => faults.push(format!("no condition {} {}", expect.rule, expect.code)),
        Some(c) if (c.severity, c.waits) != (expect.severity, expect.waits) => {
            faults.push(format!("{} is {:?}, waits {}", c.code, c.severity, c.waits));
        }
        Some(c)
            if expect
                .clause
                .as_ref()
                .is_some_and(|clause| *clause != c.clause) =>
        {
            faults.push(format!("{} cites {}", c.code, c.clause));
        }
        Some(c) => {
            let told = |(name, value): &(&String, &String)| c.values.get(*name) != Some(*value);
            for (name, value) in expect.values.iter().filter(told) {
                faults.push(format!("{name} is {:?}, not {value}", c.values.get(name)));
            }
        }
    }
    let found: BTreeSet<&str> = decision
        .conditions
        .iter()
        .map(|c| c.code.as_str())
        .collect();
    faults.extend(
        expect
            .also
            .iter()
            .filter(|c| !found.contains(c.as_str()))
            .map(|c| format!("{c} is missing")),
    );
    faults.extend(
        expect
            .never
            .iter()
            .filter(|c| found.contains(c.as_str()))
            .map(|c| format!("{c} is there")),
    );
    faults
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

/// A child of ten, paid for in the window, reimbursed by a union with plan and budget.
pub fn ordinary_claim() -> ClaimDraft {
    ClaimDraft {
        unit_code: "HN430102-001".to_owned(),
        claimant: person("张伟", "1985-06-15"),
        subject: person("张小明", "2015-03-07"),
        year: BenefitYear::new(2026),
        method: Method::Reimburse.into(),
        claimed: yuan("400"),
        payee: Some(Payee {
            bank: "中国建设银行长沙分行".to_owned(),
            card: BankCard::parse("6217000000000000004").unwrap(),
            holder: "张伟".to_owned(),
        }),
        form: domain::form::Form::new(child_premium::claim::PremiumForm {
            relation: Relation::Birth,
            paid: Some(yuan("400")),
            paid_on: Some(day("2025-10-15")),
            voucher: Some("443000000000001".to_owned()),
            paid_by: Some(PaidBy::Member),
            assistance: child_premium::claim::Assistance::None,
            consent: true,
            proof: Some(Proof::BirthCertificate),
        }),
        corrects: None,
        partner: None,
    }
}

fn person(name: &str, born: &str) -> PersonDraft {
    PersonDraft {
        name: name.to_owned(),
        identities: Vec::new(),
        birth_date: Some(day(born)),
        sex: None,
    }
}

/// The ordinary answers about a family: this is known of the other parent.
pub fn with_partner(partner: Partner) -> Answers {
    let mut answers = Answers::default();
    answers.set(&asked::PARTNER, Some(partner));
    answers
}

pub fn ordinary_facts() -> Facts {
    Facts {
        today: day("2026-01-10"),
        submitted_on: day("2026-01-10"),
        membership: Some(MembershipFact {
            in_service: true,
            dues_paid_through: Some(day("2026-12-01")),
            dues_unpaid: None,
            service_in_doubt: None,
            as_of: None,
        }),
        member_elsewhere: false,
        plan: Some(Plan {
            method: Method::Reimburse.into(),
            amount: Some(yuan("400")),
            ratio_bp: None,
            minutes: "纪要〔2025〕1号".to_owned(),
        }),
        plan_year: None,
        plan_for_other_mode: false,
        budgets: vec![BudgetFact {
            source: FundSource::new("union"),
            available: yuan("10000"),
        }],
        already_committed: Fen::ZERO,
        supplement: false,
        open_case: false,
        case_of_one_member: false,
        case_of_one_family: false,
        next_window: None,
        rulings: BTreeMap::new(),
        announced: true,
        answers: with_partner(Partner::Member),
        member_named_otherwise: false,
        holder_named_otherwise: false,
        renamed: None,
    }
}

/// The rules bound to one shipped year, with the modes offered when the story changes them.
pub fn assessor(year: i16, offered: Option<&[Method]>) -> Box<dyn Assessor> {
    bind(year, &shipped(year), offered, &ParamChange::default()).unwrap()
}

/// The shipped parameters of a year.
pub fn shipped(year: i16) -> String {
    let programme = child_premium::programme();
    programme
        .snapshot(programme.shipped_params(), BenefitYear::new(year))
        .unwrap()
}

/// Parameters bound, with what a story changes in them; none where the programme refuses them.
pub fn bind(
    year: i16,
    text: &str,
    offered: Option<&[Method]>,
    change: &ParamChange,
) -> Option<Box<dyn Assessor>> {
    let params = |text: String| Params {
        version: format!("{year}.1-00000000"),
        text,
    };
    let mut snapshot: child_premium::params::Snapshot = toml::from_str(text).ok()?;
    if let Some(modes) = offered {
        snapshot.year.modes = modes.to_vec();
    }
    let programme = child_premium::programme();
    let text = toml::to_string(&snapshot).unwrap();
    let variation = policy::Variation {
        window_close: change.window_close,
        ..policy::Variation::default()
    };
    let text = programme.vary(&params(text), &variation).ok()?;
    programme.bind(&params(text)).ok()
}

/// The shipped years, bound once.
static SHIPPED: LazyLock<BTreeMap<i16, Box<dyn Assessor>>> = LazyLock::new(|| {
    [2025, 2026, 2027]
        .map(|year| (year, assessor(year, None)))
        .into()
});

impl Case {
    /// Applies the differences and assesses.
    pub fn decide(&self) -> Decision {
        if self.changes_parameters() {
            return self.decide_in(&shipped(self.period)).unwrap();
        }
        self.decide_by(SHIPPED[&self.period].as_ref())
    }

    /// The story is about other parameters than the shipped ones.
    pub fn changes_parameters(&self) -> bool {
        self.offered.is_some() || self.params != ParamChange::default()
    }

    /// Applies the differences and assesses by other parameters; none where the programme refuses them.
    pub fn decide_in(&self, text: &str) -> Option<Decision> {
        let assessor = bind(self.period, text, self.offered.as_deref(), &self.params)?;
        Some(self.decide_by(assessor.as_ref()))
    }

    /// Applies the differences and assesses by other rules.
    pub fn decide_by(&self, assessor: &dyn Assessor) -> Decision {
        let (mut draft, mut facts) = (ordinary_claim(), ordinary_facts());
        self.claim.apply(&mut draft);
        self.facts.apply(&mut facts, &draft);
        facts.rulings.clone_from(&self.rulings);
        for what in &self.without {
            remove(what, &mut draft, &mut facts);
        }
        assessor.assess(&draft, &facts)
    }
}

macro_rules! set {
    ($target:expr, $change:expr) => {
        if let Some(value) = $change {
            $target = value.into();
        }
    };
}

impl ClaimChange {
    fn apply(&self, draft: &mut ClaimDraft) {
        set!(draft.subject.birth_date, self.born);
        set!(
            draft.premium_mut().relation,
            self.relation
                .as_deref()
                .map(|word| words::relation_word(word).unwrap())
        );
        set!(draft.year, self.year.map(BenefitYear::new));
        set!(
            draft.method,
            self.mode
                .as_deref()
                .map(|word| Method::read(word).unwrap())
                .map(PaymentMethod::from)
        );
        if draft.method != Method::Reimburse {
            // Where the union pays, the family's columns stay empty.
            (
                draft.premium_mut().paid,
                draft.premium_mut().paid_on,
                draft.premium_mut().voucher,
            ) = (None, None, None);
            (draft.premium_mut().paid_by, draft.payee) = (None, None);
        }
        set!(draft.premium_mut().paid, self.paid.as_deref().map(yuan));
        set!(draft.premium_mut().paid_on, self.paid_on);
        if let Some(voucher) = &self.voucher {
            draft.premium_mut().voucher = Some(voucher.clone());
        }
        set!(
            draft.premium_mut().paid_by,
            self.paid_by
                .as_deref()
                .map(|word| words::paid_by_word(word).unwrap())
        );
        set!(
            draft.premium_mut().assistance,
            self.assistance
                .as_deref()
                .map(|word| words::assistance_word(word).unwrap())
        );
        set!(draft.claimed, self.claimed.as_deref().map(yuan));
        set!(
            draft.premium_mut().consent,
            self.consent
                .as_deref()
                .map(|word| words::consent_word(word).unwrap())
        );
        set!(
            draft.premium_mut().proof,
            self.proof
                .as_deref()
                .map(|word| words::proof_word(word).unwrap())
        );
        if let (Some(payee), Some(holder)) = (&mut draft.payee, &self.holder) {
            payee.holder.clone_from(holder);
        }
    }
}

impl FactChange {
    fn apply(&self, facts: &mut Facts, draft: &ClaimDraft) {
        if let Some(today) = self.today {
            (facts.today, facts.submitted_on) = (today, today);
        }
        set!(facts.submitted_on, self.submitted);
        if let Some(entry) = &mut facts.membership {
            set!(
                entry.in_service,
                self.employment
                    .as_deref()
                    .map(|word| rows::words::employment_word(word).unwrap())
            );
            set!(
                entry.service_in_doubt,
                self.employment
                    .as_deref()
                    .and_then(rows::words::employment_in_doubt)
            );
            set!(entry.dues_paid_through, self.dues_through);
            set!(entry.dues_unpaid, self.dues_unpaid.clone());
            set!(entry.as_of, self.roster_of);
        }
        set!(facts.member_elsewhere, self.member_elsewhere);
        let answers = &mut facts.answers;
        if let Some(word) = self.spouse.as_deref() {
            let partner = match word {
                "unknown" => Partner::Unknown,
                "outside" => Partner::OutsideSystem,
                "unidentified" => Partner::Unidentified,
                "member" => Partner::Member,
                other => panic!("spouse is unknown, outside or member, not {other}"),
            };
            answers.set(&asked::PARTNER, Some(partner));
        }
        for (spec, told) in [
            (&asked::PROOF_SEEN_ELSEWHERE, self.proof_seen_elsewhere),
            (&receipts::USED, self.voucher_used_elsewhere),
            (&receipts::OF_ANOTHER_YEAR, self.voucher_of_another_year),
            (
                &receipts::PAYMENT_OF_ANOTHER_YEAR,
                self.payment_of_another_year,
            ),
            (&receipts::ALIKE, self.voucher_alike),
            (&asked::CARD_USED, self.card_used_elsewhere),
        ] {
            if let Some(yes) = told {
                answers.tell(spec, yes);
            }
        }
        if let Some(claim) = &self.payment_claim {
            answers.set(&receipts::OTHER, Some(claim));
        }
        if let Some(word) = self.proof_on_file.as_deref() {
            answers.set(&asked::PROOF_SEEN_HERE, words::proof_word(word));
        }
        if let Some(plan) = &mut facts.plan {
            plan.method = self.plan_mode.as_deref().map_or_else(
                || draft.method.clone(),
                |word| Method::read(word).unwrap().into(),
            );
            if self.plan_percent.is_some() {
                plan.amount = None;
            }
            set!(plan.amount, self.plan_amount.as_deref().map(yuan));
            set!(
                plan.ratio_bp,
                self.plan_percent.map(|percent| percent * 100)
            );
        }
        set!(facts.plan_for_other_mode, self.plan_for_other_mode);
        if let Some(funds) = self.union_funds.as_deref().map(yuan) {
            facts.budgets = vec![BudgetFact {
                source: FundSource::new("union"),
                available: funds,
            }];
        }
        if let Some(subsidy) = self.subsidy.as_deref().map(yuan) {
            facts.budgets.push(BudgetFact {
                source: FundSource::new("subsidy"),
                available: subsidy,
            });
        }
        set!(
            facts.already_committed,
            self.already_committed.as_deref().map(yuan)
        );
        set!(facts.supplement, self.supplement);
        set!(facts.open_case, self.open_case);
        set!(facts.case_of_one_member, self.case_of_one_member);
        set!(facts.case_of_one_family, self.case_of_one_family);
        set!(facts.plan_year, self.plan_year);
        set!(
            facts.next_window,
            self.next_window.map(|[open, close]| Window { open, close })
        );
        set!(facts.announced, self.announced);
        set!(facts.member_named_otherwise, self.member_named_otherwise);
        set!(facts.holder_named_otherwise, self.holder_named_otherwise);
        set!(facts.renamed, self.renamed.clone());
    }
}

/// Every fact that can be missing.
pub const REMOVABLE: &[&str] = &[
    "roster",
    "dues",
    "plan",
    "budget",
    "birth-date",
    "paid",
    "paid-date",
    "voucher",
    "payer",
    "payee",
    "proof",
];

/// Takes one fact away.
pub fn remove(what: &str, draft: &mut ClaimDraft, facts: &mut Facts) {
    match what {
        "roster" => facts.membership = None,
        "dues" => facts.membership.as_mut().unwrap().dues_paid_through = None,
        "plan" => facts.plan = None,
        "budget" => facts.budgets.clear(),
        "birth-date" => draft.subject.birth_date = None,
        "paid" => draft.premium_mut().paid = None,
        "paid-date" => draft.premium_mut().paid_on = None,
        "voucher" => draft.premium_mut().voucher = None,
        "payer" => draft.premium_mut().paid_by = None,
        "payee" => draft.payee = None,
        "proof" => draft.premium_mut().proof = None,
        "next-window" => facts.next_window = None,
        other => panic!("nothing is called {other}"),
    }
}

/// A story changes what the form says.
pub trait PremiumMut {
    fn premium_mut(&mut self) -> &mut PremiumForm;
}

impl PremiumMut for ClaimDraft {
    fn premium_mut(&mut self) -> &mut PremiumForm {
        self.form.get_mut().unwrap()
    }
}
