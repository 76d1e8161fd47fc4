//! Everything the console knows: what is on the screen is a function of this and nothing else.

use crate::dialog::Dialog;
use crate::i18n::Texts;
use crate::keymap::KeyMap;
use crate::list::{List, Loaded};
use crate::screens::registers::{Register, Registers};
use crate::secret::Secret;
use chrono::NaiveDate;
use domain::claim::StepName;
use domain::fen::Fen;
use domain::ids::{BatchId, CaseId, ClaimRef, ImportId};
use domain::payment_method::MethodSpec;
use domain::role::Role;
use std::collections::BTreeMap;
use workflow::notebook::{self, KeptFilter};
use workflow::reveal::Field;
use workflow::views::audit_log::AuditEntryView;
use workflow::views::batches::{BatchRowView, LineView};
use workflow::views::cases::{CaseDetail, CaseRowView};
use workflow::views::changes::ChangeRowView;
use workflow::views::claim_detail::ClaimDetail;
use workflow::views::claims::{ClaimFilter, ClaimRowView, Lane};
use workflow::views::home::HomeView;
use workflow::views::imports::{ImportLineView, ImportRowView};
use workflow::views::periods::{PeriodDetail, PeriodRowView};
use workflow::views::{CappedCount, Lang};
use workflow::{Mode, Session};

/// Smallest screen that shows more than a request for a larger one.
pub const COLUMNS_MIN: usize = 80;
/// Fewest rows.
pub const ROWS_MIN: usize = 20;
/// From here on lists have a unit column and a preview.
pub const COLUMNS_WIDE: usize = 100;

/// Who sits at the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Code of the unit at and below which the operator sees.
    pub scope: String,
    /// What the installation is for.
    pub mode: Mode,
    /// Today in Asia/Shanghai, or the day a rehearsal pretends.
    pub today: NaiveDate,
    /// `today` is pretended.
    pub pretends: bool,
    /// The installed programmes: id, and name in Chinese and English.
    pub programmes: Vec<(String, (String, String))>,
    /// Their payment methods.
    pub methods: Vec<&'static MethodSpec>,
    /// The programme chosen last, where there are several.
    pub programme: Option<String>,
}

impl Me {
    /// Whoever a session belongs to.
    pub fn of(session: &mut Session) -> Self {
        let actor = &session.env.actor;
        let path = actor.scope.path().as_str();
        let scope = path
            .trim_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        Self {
            name: actor.name.clone(),
            role: actor.role,
            scope,
            mode: session.env.office.mode,
            today: session.env.today(),
            pretends: session.env.date.is_some(),
            methods: session.env.office.registry.methods(),
            programmes: session
                .env
                .office
                .registry
                .iter()
                .map(|programme| {
                    let (zh, en) = programme.names();
                    (programme.id().to_owned(), (zh.to_owned(), en.to_owned()))
                })
                .collect(),
            programme: notebook::chosen(session, notebook::PROGRAMME),
        }
    }
}

/// A screen, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The figures.
    Home,
    /// Benefit years.
    Periods,
    /// One benefit year: programme and year.
    Period(String, domain::year::BenefitYear),
    /// Imported files.
    Imports,
    /// One file's rows.
    Import(ImportId),
    /// The claims queue.
    Claims,
    /// One claim.
    Claim(ClaimRef),
    /// A claim's audit log.
    Log(ClaimRef),
    /// Duplicate claims.
    Cases,
    /// One case, side by side.
    Case(CaseId),
    /// Payment batches.
    Batches,
    /// One batch's lines.
    Batch(BatchId),
    /// Changes that wait for a second operator.
    Changes,
    /// A register.
    Register(Register),
    /// The keys of the screen below.
    Help,
}

impl Place {
    /// The register, when it is one.
    pub fn register(&self) -> Option<&Register> {
        match self {
            Self::Register(register) => Some(register),
            _ => None,
        }
    }
}

/// How a message came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// Done.
    Good,
    /// Look at this.
    Warn,
    /// Failed.
    Bad,
}

/// A message above the keys, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What kind.
    pub kind: NoteKind,
    /// The sentence.
    pub text: String,
}

/// How far a running command has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Done so far.
    pub done: usize,
    /// Of how many; 0 when not known.
    pub of: usize,
}

/// A command under way. There is never more than one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Its id: the answer carries it back.
    pub command: u64,
    /// What is done, as the operator reads it.
    pub label: String,
    /// How far it is.
    pub progress: Option<Progress>,
    /// The one claim it is about, and the step; none for anything else.
    pub step: Option<(ClaimRef, StepName)>,
    /// Under which name the draft is kept that it sends.
    pub draft: Option<String>,
}

/// The claims queue.
#[derive(Debug, Default)]
pub struct ClaimsModel {
    /// The rows.
    pub list: List<ClaimRowView>,
    /// What is wanted.
    pub filter: ClaimFilter,
    /// The search as typed.
    pub search: String,
    /// The unit code of the filter as typed.
    pub unit_code: String,
    /// How many match.
    pub count: Option<CappedCount>,
    /// Marked claims with their payable sums: a selection is by id.
    pub marks: BTreeMap<ClaimRef, Fen>,
    /// The question about the sample that a bulk approval waits for.
    pub offered: u64,
    /// How many claims every lane holds, as far as it was counted.
    pub lanes: Vec<(Lane, CappedCount)>,
    /// The question about them.
    pub lanes_asked: u64,
    /// Row at which a range of marks begins.
    pub anchor: Option<usize>,
}

impl ClaimsModel {
    /// Back to the first row, with nothing marked: what is listed has changed.
    pub fn home(&mut self) {
        self.marks.clear();
        self.anchor = None;
        self.list.home();
    }
}

/// A list below the head it belongs to.
#[derive(Debug)]
pub struct Headed<H, T> {
    /// The head.
    pub head: Option<H>,
    /// The rows.
    pub list: List<T>,
}

impl<H, T> Default for Headed<H, T> {
    fn default() -> Self {
        Self {
            head: None,
            list: List::default(),
        }
    }
}

/// The state of every screen; a screen keeps its place while others are on top.
#[derive(Debug, Default)]
pub struct Screens {
    /// The figures.
    pub home: Loaded<HomeView>,
    /// Benefit years.
    pub periods: List<PeriodRowView>,
    /// One benefit year.
    pub period: Loaded<PeriodDetail>,
    /// Imported files.
    pub imports: List<ImportRowView>,
    /// One file.
    pub import: Headed<ImportRowView, ImportLineView>,
    /// The queue.
    pub claims: ClaimsModel,
    /// One claim.
    pub claim: Loaded<ClaimDetail>,
    /// First line of the claim's page on the screen.
    pub claim_top: usize,
    /// A claim's log.
    pub log: List<AuditEntryView>,
    /// Duplicates.
    pub cases: List<CaseRowView>,
    /// One case.
    pub case: Loaded<CaseDetail>,
    /// The side under the cursor.
    pub side: usize,
    /// Batches.
    pub batches: List<BatchRowView>,
    /// One batch.
    pub batch: Headed<BatchRowView, LineView>,
    /// The question what sealing the batch would come to.
    pub to_seal: u64,
    /// Changes.
    pub changes: List<ChangeRowView>,
    /// Units, plans, rulings, ledger, audit, operators, jobs and people.
    pub registers: Registers,
    /// What is looked for in help.
    pub wanted_key: String,
    /// First line on screens that are text: help, a benefit year, the log of failures.
    pub text_top: usize,
}

/// A number in full, while it is on the screen.
#[derive(Debug)]
pub struct Unmasked {
    /// Which showing it is: an older one's end does not hide a newer one.
    pub showing: u64,
    /// Whose.
    pub claim: ClaimRef,
    /// Which number.
    pub field: Field,
    /// The number.
    pub value: Secret,
}

/// The console.
pub struct Model {
    /// Who sits here.
    pub me: Me,
    /// The sentences.
    pub texts: Texts,
    /// Columns and rows of the terminal.
    pub size: (usize, usize),
    /// Screens from the first to the one on top; never empty.
    pub places: Vec<Place>,
    /// The state of the screens.
    pub screens: Screens,
    /// The dialog in front.
    pub dialog: Option<Dialog>,
    /// The message above the keys.
    pub note: Option<Note>,
    /// The command under way.
    pub running: Option<Running>,
    /// The number shown in full.
    pub unmasked: Option<Unmasked>,
    /// `g` was pressed: the next key names a screen.
    pub chord: bool,
    /// The site's keys.
    pub keymap: KeyMap,
    /// Kept filters by name.
    pub kept: Vec<(String, KeptFilter)>,
    /// Texts that were typed and not sent, by the name of their act.
    pub drafts: BTreeMap<String, String>,
    /// The record the next names are about.
    pub record: String,
    /// Other operators who look at the record on the screen.
    pub others: Vec<String>,
    /// A sign of presence may be written again.
    pub beat_due: bool,
    /// The hint about the input method was given.
    pub ime_told: bool,
    /// Number of the last question or command.
    pub counter: u64,
    /// The console is to end.
    pub leaving: bool,
    /// Nobody has pressed a key for long: nothing is shown, and no rows are in memory.
    pub blank: bool,
    /// The database is gone; the console tries to reach it again.
    pub lost: bool,
    /// How long the terminal's answer took at the start, in milliseconds.
    pub link_ms: Option<u64>,
}

impl Model {
    /// A console on its first screen.
    pub fn new(me: Me, lang: Lang, size: (usize, usize)) -> Self {
        Self {
            me,
            texts: Texts::new(lang),
            size,
            places: vec![Place::Home],
            screens: Screens::default(),
            dialog: None,
            note: None,
            running: None,
            unmasked: None,
            chord: false,
            keymap: KeyMap::default(),
            kept: Vec::new(),
            drafts: BTreeMap::new(),
            record: String::new(),
            others: Vec::new(),
            beat_due: true,
            ime_told: false,
            counter: 0,
            leaving: false,
            blank: false,
            lost: false,
            link_ms: None,
        }
    }

    /// Shows nothing and forgets every row; filters, marks, the place and what was typed into a dialog stay.
    pub fn go_blank(&mut self) {
        self.blank = true;
        self.unmasked = None;
        let mut claims = std::mem::take(&mut self.screens).claims;
        claims.list.forget();
        self.screens.claims = claims;
    }

    /// The screen on top.
    pub fn place(&self) -> &Place {
        self.places.last().unwrap_or(&Place::Home)
    }

    /// Lists show the unit column and a preview.
    pub fn is_wide(&self) -> bool {
        self.size.0 >= COLUMNS_WIDE
    }

    /// The screen can show something.
    pub fn fits(&self) -> bool {
        self.size.0 >= COLUMNS_MIN && self.size.1 >= ROWS_MIN
    }

    /// A new number for a question or command.
    pub fn ticket(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// Says something above the keys.
    pub fn say(&mut self, kind: NoteKind, text: String) {
        self.note = Some(Note { kind, text });
    }

    /// Something on the screen is still being read.
    pub fn is_waiting(&self) -> bool {
        let s = &self.screens;
        match self.place() {
            Place::Home => s.home.is_waiting(),
            Place::Periods => s.periods.is_waiting(),
            Place::Period(..) => s.period.is_waiting(),
            Place::Imports => s.imports.is_waiting(),
            Place::Import(_) => s.import.list.is_waiting(),
            Place::Claims => s.claims.list.is_waiting(),
            Place::Claim(_) => s.claim.is_waiting(),
            Place::Log(_) => s.log.is_waiting(),
            Place::Cases => s.cases.is_waiting(),
            Place::Case(_) => s.case.is_waiting(),
            Place::Batches => s.batches.is_waiting(),
            Place::Batch(_) => s.batch.list.is_waiting(),
            Place::Changes => s.changes.is_waiting(),
            Place::Register(register) => s.registers.is_waiting(register),
            Place::Help => false,
        }
    }

    /// The revision of a claim as it stands on the screen; none when it is not there.
    pub fn revision_of(&self, claim: ClaimRef) -> Option<i64> {
        let detail = self.screens.claim.value.as_ref();
        if let (Place::Claim(_), Some(detail)) = (self.place(), detail) {
            return (detail.row.id == claim).then_some(detail.row.revision);
        }
        let rows = &self.screens.claims.list.rows;
        rows.iter()
            .find(|row| row.id == claim)
            .map(|row| row.revision)
    }

    /// Claims an act on the present screen concerns, with their payable sums: the marked ones, else the one under the
    /// cursor.
    pub fn chosen(&self) -> Vec<(ClaimRef, Fen)> {
        match self.place() {
            Place::Claims if !self.screens.claims.marks.is_empty() => self
                .screens
                .claims
                .marks
                .iter()
                .map(|(claim, fen)| (*claim, *fen))
                .collect(),
            Place::Claims => self
                .screens
                .claims
                .list
                .current()
                .map(|row| (row.id, row.payable))
                .into_iter()
                .collect(),
            Place::Claim(_) => self
                .screens
                .claim
                .value
                .iter()
                .map(|claim| (claim.row.id, claim.row.payable))
                .collect(),
            _ => Vec::new(),
        }
    }
}
