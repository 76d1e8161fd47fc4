//! What the registers know, ask and are told.

use crate::list::{List, Loaded};
use crate::model::Model;
use domain::ids::PersonId;
use domain::year::BenefitYear;
use std::collections::BTreeMap;
use workflow::keys::KeyInfo;
use workflow::operators::OperatorInfo;
use workflow::periods::Difference;
use workflow::preview::Preview;
use workflow::rulings::OptionInfo;
use workflow::views::audit_trail::TrailEntryView;
use workflow::views::jobs::JobView;
use workflow::views::ledger_entries::{Accounts, EntryView};
use workflow::views::person::{PersonCard, PersonRowView, Seek};
use workflow::views::plans::PlanRowView;
use workflow::views::unit_list::UnitRowView;
use workflow::views::{Cursor, Page};

/// A register, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Register {
    /// The tree of unions.
    Units,
    /// Plans and budgets.
    Plans,
    /// Open points of the programmes and what was ruled.
    Rulings,
    /// One open point: programme and key.
    Ruling(String, String),
    /// What another value would change.
    Preview,
    /// Balances and postings.
    Ledger,
    /// The whole audit log.
    Audit,
    /// Who may act.
    Operators,
    /// What is under way.
    Jobs,
    /// Finds people.
    People,
    /// One person's card.
    Person(PersonId),
    /// What the year after a benefit year has other than it: programme and year.
    NextYear(String, BenefitYear),
}

impl Register {
    /// Part of the keys of its sentences.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Plans => "plans",
            Self::Rulings | Self::Ruling(..) => "rulings",
            Self::Preview => "preview",
            Self::Ledger => "ledger",
            Self::Audit => "audit",
            Self::Operators => "operators",
            Self::Jobs => "jobs",
            Self::People | Self::Person(_) => "people",
            Self::NextYear(..) => "next-year",
        }
    }
}

/// Something the operator can ask a register for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterCommand {
    /// Narrow it.
    Narrow,
    /// Open what is under the cursor.
    Open,
    /// The claim an entry is about.
    Claim,
    /// What the value under the cursor would change.
    Preview,
    /// Propose the value under the cursor.
    SetRuling,
    /// What other values of a benefit year would change.
    PeriodPreview,
    /// Write an empty sheet, or last year's families.
    Template,
    /// What the next year has other than this one.
    NextYear,
    /// The card of the child of the claim under the cursor.
    Child,
}

/// What a register's dialog is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterPurpose {
    /// Narrow the register.
    Narrow,
    /// Propose a ruling: programme, option, value.
    SetRuling(String, String, String),
    /// What other values of this benefit year would change.
    PeriodPreview(String, BenefitYear),
    /// Write a template.
    Template,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Unions, by a beginning of the code or a part of the name.
    Units(String, Option<Cursor>),
    /// Plans and budgets below a unit.
    Plans(String, Option<Cursor>),
    /// Open points of every programme.
    Rulings,
    /// Postings below a unit; the first page brings the balances.
    Ledger(String, Option<Cursor>),
    /// The log, of an operator or about a claim.
    Audit(String, Option<Cursor>),
    /// Operators and their keys.
    Operators,
    /// Jobs.
    Jobs,
    /// People.
    People(Seek, Option<Cursor>),
    /// One person.
    Person(PersonId),
    /// A year and the one after it.
    NextYear(String, BenefitYear),
}

/// An answer.
#[derive(Debug)]
pub enum Answer {
    /// A page of unions.
    Units(Page<UnitRowView>),
    /// A page of plans and budgets.
    Plans(Page<PlanRowView>),
    /// Open points.
    Rulings(Vec<RulingLine>),
    /// A page of postings, and the balances with the first page.
    Ledger(Page<EntryView>, Option<Accounts>),
    /// A page of the log.
    Audit(Page<TrailEntryView>),
    /// Operators.
    Operators(Vec<OperatorLine>),
    /// Jobs.
    Jobs(Vec<JobView>),
    /// A page of people.
    People(Page<PersonRowView>),
    /// One person.
    Person(Box<PersonCard>),
    /// The next year, and what is different in it.
    NextYear(BenefitYear, Vec<Difference>),
}

/// An open point of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulingLine {
    /// Programme id.
    pub programme: String,
    /// The point.
    pub option: OptionInfo,
}

/// An operator with the keys by which he comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorLine {
    /// The operator.
    pub info: OperatorInfo,
    /// Keys, revoked ones too.
    pub keys: Vec<KeyInfo>,
}

/// A preview that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previewed {
    /// What was looked at, such as `adopted-child = allow`.
    pub what: String,
    /// What it would change.
    pub found: Preview,
}

/// How each register is narrowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow(BTreeMap<&'static str, String>);

impl Narrow {
    /// What was typed; empty for the whole register.
    pub fn get(&self, register: &Register) -> String {
        self.0.get(register.code()).cloned().unwrap_or_default()
    }

    /// Narrows a register.
    pub fn set(&mut self, register: &Register, text: String) {
        self.0.insert(register.code(), text);
    }
}

/// The state of the registers.
#[derive(Debug, Default)]
pub struct Registers {
    /// How each is narrowed.
    pub narrow: Narrow,
    /// Unions.
    pub units: List<UnitRowView>,
    /// Plans and budgets.
    pub plans: List<PlanRowView>,
    /// Open points.
    pub rulings: List<RulingLine>,
    /// The value under the cursor of an open point.
    pub value: usize,
    /// The last preview.
    pub previewed: Option<Previewed>,
    /// Postings.
    pub ledger: List<EntryView>,
    /// Balances.
    pub accounts: Option<Accounts>,
    /// The log.
    pub audit: List<TrailEntryView>,
    /// Operators.
    pub operators: List<OperatorLine>,
    /// Jobs.
    pub jobs: List<JobView>,
    /// Who is looked for.
    pub seek: Option<Seek>,
    /// People.
    pub people: List<PersonRowView>,
    /// One person.
    pub person: Loaded<PersonCard>,
    /// The next year, and what is different in it.
    pub next_year: Loaded<(BenefitYear, Vec<Difference>)>,
}

impl Registers {
    /// The register is being read.
    pub fn is_waiting(&self, register: &Register) -> bool {
        match register {
            Register::Units => self.units.is_waiting(),
            Register::Plans => self.plans.is_waiting(),
            Register::Rulings | Register::Ruling(..) => self.rulings.is_waiting(),
            Register::Preview => false,
            Register::Ledger => self.ledger.is_waiting(),
            Register::Audit => self.audit.is_waiting(),
            Register::Operators => self.operators.is_waiting(),
            Register::Jobs => self.jobs.is_waiting(),
            Register::People => self.people.is_waiting(),
            Register::Person(_) => self.person.is_waiting(),
            Register::NextYear(..) => self.next_year.is_waiting(),
        }
    }

    /// Takes an answer; one to an old question is dropped.
    pub fn accept(&mut self, request: u64, answer: Answer) {
        match answer {
            Answer::Units(page) => {
                self.units.accept(request, page);
            }
            Answer::Plans(page) => {
                self.plans.accept(request, page);
            }
            Answer::Rulings(rows) => {
                self.rulings.accept(request, whole(rows));
            }
            Answer::Ledger(page, accounts) => {
                if self.ledger.accept(request, page) {
                    self.accounts = accounts.or(self.accounts.take());
                }
            }
            Answer::Audit(page) => {
                self.audit.accept(request, page);
            }
            Answer::Operators(rows) => {
                self.operators.accept(request, whole(rows));
            }
            Answer::Jobs(rows) => {
                self.jobs.accept(request, whole(rows));
            }
            Answer::People(page) => {
                self.people.accept(request, page);
            }
            Answer::Person(card) => {
                self.person.accept(request, *card);
            }
            Answer::NextYear(year, found) => {
                self.next_year.accept(request, (year, found));
            }
        }
    }

    /// Nothing more will come for this request.
    pub fn give_up(&mut self, request: u64) {
        self.units.give_up(request);
        self.plans.give_up(request);
        self.rulings.give_up(request);
        self.ledger.give_up(request);
        self.audit.give_up(request);
        self.operators.give_up(request);
        self.jobs.give_up(request);
        self.people.give_up(request);
        self.person.give_up(request);
        self.next_year.give_up(request);
    }
}

/// A list that is read in one piece.
fn whole<T>(rows: Vec<T>) -> Page<T> {
    Page { rows, next: None }
}

/// The open point on the screen.
pub(super) fn ruling<'m>(model: &'m Model, programme: &str, key: &str) -> Option<&'m RulingLine> {
    model
        .screens
        .registers
        .rulings
        .rows
        .iter()
        .find(|line| line.programme == programme && line.option.key == key)
}
