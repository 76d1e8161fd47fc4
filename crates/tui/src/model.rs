//! Everything the console knows: what is on the screen is a function of this and nothing else.

use crate::dialog::Dialog;
use crate::i18n::Texts;
use crate::keymap::KeyMap;
use crate::screens::{Home, Route, Screens};
use crate::secret::Secret;
use chrono::NaiveDate;
use domain::claim::StepName;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use domain::payment_method::MethodSpec;
use domain::role::Role;
use std::collections::{BTreeMap, BTreeSet};
use workflow::notebook::{self, KeptFilter};
use workflow::people::reveal::Field;
use workflow::views::Lang;
use workflow::views::claim_detail::ClaimDetail;
use workflow::views::claims::ClaimRowView;
use workflow::views::installed::Installed;
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
    /// The installed programmes.
    pub programmes: Vec<Installed>,
    /// The programme chosen last, where there are several.
    pub programme: Option<String>,
    /// Files are named by their bare names, in the operator's own inbox and outbox.
    pub has_folder: bool,
}

impl Me {
    /// The payment methods of all programmes, each code once.
    pub fn methods(&self) -> Vec<&'static MethodSpec> {
        Installed::methods(&self.programmes)
    }

    /// Whoever a session belongs to.
    pub fn of(session: &mut Session) -> Self {
        let actor = &session.ctx.actor;
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
            mode: session.ctx.installation.mode,
            today: session.ctx.today(),
            pretends: session.ctx.date.is_some(),
            programmes: Installed::all(session),
            programme: notebook::chosen(session, notebook::PROGRAMME),
            has_folder: session.ctx.installation.files.folder().is_some(),
        }
    }
}

/// The first screen.
pub const HOME: Route = Route::Home(Home);

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
    pub routes: Vec<Route>,
    /// The state of the screens.
    pub screens: Screens,
    /// The dialog in front.
    pub dialog: Option<Dialog>,
    /// The request of the list that is read for a dialog.
    pub listed: u64,
    /// The message above the keys.
    pub note: Option<Note>,
    /// The command under way.
    pub running: Option<Running>,
    /// The number shown in full.
    pub unmasked: Option<Unmasked>,
    /// Claims show the conditions that pass in full, not in one line.
    pub unfolded: bool,
    /// `g` was pressed: the next key names a screen.
    pub chord: bool,
    /// The site's keys.
    pub keymap: KeyMap,
    /// Kept filters by name.
    pub kept: Vec<(String, KeptFilter)>,
    /// Texts that were typed and not sent, by the name of their act.
    pub drafts: BTreeMap<String, String>,
    /// Reasons the operator gave lately, the last first.
    pub reasons: Vec<String>,
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
            texts: Texts::new(lang).with_words(Installed::words(&me.programmes)),
            me,
            size,
            routes: vec![HOME],
            screens: Screens::default(),
            dialog: None,
            listed: 0,
            note: None,
            running: None,
            unmasked: None,
            unfolded: false,
            chord: false,
            keymap: KeyMap::default(),
            kept: Vec::new(),
            drafts: BTreeMap::new(),
            reasons: Vec::new(),
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
        claims.list.drop_rows();
        self.screens.claims = claims;
    }

    /// The screen on top.
    pub fn route(&self) -> &Route {
        self.routes.last().unwrap_or(&HOME)
    }

    /// What the one is called for whom a claim of the programme is made; none where it is the claimant.
    pub fn subject(&self, programme: &str) -> Option<String> {
        let known = self.me.programmes.iter().find(|one| one.id == programme)?;
        let (zh, en) = known.subject?;
        Some(match self.texts.lang() {
            Lang::Zh => zh.to_owned(),
            Lang::En => capitalised(en),
        })
    }

    /// What a masked number of a claim is called; the subject's by the programme's own word.
    pub fn masked(&self, field: Field, programme: &str) -> String {
        match self.subject(programme) {
            Some(subject) if field == Field::SubjectNumber => {
                self.texts.with("masked-of", &[("subject", &subject)])
            }
            _ => self.texts.word("masked", field.code()),
        }
    }

    /// The title of a list of them: the word that all installed programmes have, else one that fits every one.
    pub fn subjects(&self) -> String {
        let mut words = self.me.programmes.iter().map(|one| self.subject(one.id));
        match words.next().flatten() {
            Some(first) if words.all(|word| word.as_ref() == Some(&first)) => first,
            _ => self.texts.t("col-subject"),
        }
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
        let kind = self.route().kind();
        self.screens.reading(kind).is_waiting()
    }

    /// The claim whose own screen is on top, once it was read.
    pub fn claim_shown(&self) -> Option<&ClaimDetail> {
        let detail = self.screens.claim.value.as_ref();
        detail.filter(|_| matches!(self.route(), Route::Claim(_)))
    }

    /// The revision of a claim as it stands on the screen; none when it is not there.
    pub fn revision_of(&self, claim: ClaimRef) -> Option<i64> {
        if let Some(detail) = self.claim_shown() {
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
        self.route().screen().chosen(self)
    }

    /// The programmes of the claims an act concerns; `None` where one of them is not on the screen.
    pub fn chosen_programmes(&self) -> Option<BTreeSet<&str>> {
        let detail = self.screens.claim.value.iter().map(|claim| &claim.row);
        let rows: Vec<&ClaimRowView> = self.screens.claims.list.rows.iter().chain(detail).collect();
        self.chosen()
            .iter()
            .map(|(claim, _)| {
                let row = rows.iter().find(|row| row.id == *claim)?;
                Some(row.programme.as_str())
            })
            .collect()
    }
}

/// `subject` as it begins a title.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
