//! The trait a programme implements.

use crate::facts::{FactSpec, Facts};
use crate::funds;
use crate::marks::{Mark, Spend};
use crate::messages::MessageFeed;
use crate::params::{Params, ParamsError};
use crate::similarity::Similarity;
use chrono::NaiveDate;
use domain::decision::Decision;
use domain::draft::{ClaimDraft, Kinship};
use domain::fen::Fen;
use domain::fund::SourceSpec;
use domain::ledger::Chart;
use domain::payment_method::MethodSpec;
use domain::period::Window;
use domain::year::BenefitYear;
use rows::{ColumnSpec, Context, FindingText, Generations, RowReader};

/// What a reviewer looks at by hand and signs for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckSpec {
    /// Its code.
    pub code: &'static str,
    /// The clause that asks for it, such as `三.2`.
    pub clause: &'static str,
    /// What is looked at, in Chinese.
    pub zh: &'static str,
    /// What is looked at, in English.
    pub en: &'static str,
}

impl CheckSpec {
    /// Something to look at under a clause, by its code and in Chinese and English.
    pub const fn new(
        code: &'static str,
        clause: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self {
            code,
            clause,
            zh,
            en,
        }
    }
}

/// A rule, for explanations and the clause index.
#[derive(Debug, Clone, Copy)]
pub struct RuleSpec {
    /// Rule id, such as `H-04`.
    pub id: &'static str,
    /// Clause of the notice, such as `二.2`.
    pub clause: &'static str,
    /// What it asks, in Chinese.
    pub zh: &'static str,
    /// What it asks, in English.
    pub en: &'static str,
}

impl RuleSpec {
    /// A rule by id and clause, and what it asks in Chinese and English.
    pub const fn new(
        id: &'static str,
        clause: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self { id, clause, zh, en }
    }
}

/// The sentence of a condition's code; `{name}` stands for one of its values.
#[derive(Debug, Clone, Copy)]
pub struct CodeText {
    /// The code.
    pub code: &'static str,
    /// The Chinese sentence.
    pub zh: &'static str,
    /// The English sentence.
    pub en: &'static str,
}

impl CodeText {
    /// The sentence of a code in Chinese and English.
    pub const fn new(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en }
    }
}

/// A value that a ruling may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionValue {
    /// What is stored, and what scripts write.
    pub code: &'static str,
    /// The value in Chinese.
    pub zh: &'static str,
    /// The value in English.
    pub en: &'static str,
}

impl OptionValue {
    /// A value by its code and in Chinese and English.
    pub const fn new(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en }
    }
}

/// An ambiguity of the text that the province may rule on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionSpec {
    /// Key, such as `age-interpretation`.
    pub key: &'static str,
    /// A few words for it inside a sentence, in Chinese and English.
    pub name: (&'static str, &'static str),
    /// Clause that is silent or ambiguous.
    pub clause: &'static str,
    /// The values a ruling may choose from; the first is the recommended one, used until ruled.
    pub values: &'static [OptionValue],
    /// The question in Chinese.
    pub zh: &'static str,
    /// The question in English.
    pub en: &'static str,
}

impl OptionSpec {
    /// Its value of this code; none where a ruling of another version names one that is gone.
    pub fn value(&self, code: &str) -> Option<&'static OptionValue> {
        self.values.iter().find(|value| value.code == code)
    }

    /// The value used until there is a ruling.
    pub fn recommended(&self) -> Option<&'static OptionValue> {
        self.values.first()
    }

    /// The codes of its values.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.values.iter().map(|value| value.code)
    }
}

/// What a condition means to the member who reads the notice about the claim: no codes, no words of the
/// office. `{name}` stands for a value of the condition.
#[derive(Debug, Clone, Copy)]
pub struct MemberText {
    /// The condition's code.
    pub code: &'static str,
    /// Whose turn it is.
    pub turn: Turn,
    /// What was found, in Chinese.
    pub zh: &'static str,
    /// What was found, in English.
    pub en: &'static str,
    /// What to send, in Chinese; empty when there is nothing to send.
    pub send_zh: &'static str,
    /// What to send, in English.
    pub send_en: &'static str,
}

/// Why of several claims for a slot one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Once {
    /// The clause that says so; empty where none does.
    pub clause: &'static str,
    /// What the member is told whose claim made room, in Chinese; `{year}` stands for the benefit year.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

impl MemberText {
    /// A condition that asks the member for nothing.
    pub const fn new(code: &'static str, turn: Turn, zh: &'static str, en: &'static str) -> Self {
        Self {
            code,
            turn,
            zh,
            en,
            send_zh: "",
            send_en: "",
        }
    }
}

/// Who has to do something about a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The member sends something.
    Member,
    /// The member's union does.
    Union,
    /// The province rules, or somebody who reviews the claim decides.
    Review,
    /// Nobody: a day has to come, or nothing can be done.
    Nobody,
}

/// Other values for the parameters of a year, to be looked at before anything is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Variation {
    /// Standard personal contribution, in fen.
    pub standard: Option<Fen>,
    /// First day of the window.
    pub window_open: Option<NaiveDate>,
    /// Last day of the window.
    pub window_close: Option<NaiveDate>,
    /// Last day to claim a payment made inside the window.
    pub claim_cut_off: Option<NaiveDate>,
}

/// Something a claim says, named and written in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownField {
    /// Its key in JSON, such as `paid_on`.
    pub key: &'static str,
    /// What it is, in Chinese and English.
    pub label: (&'static str, &'static str),
    /// The value in Chinese and English; empty when the row does not say.
    pub value: (String, String),
}

/// The last day on which something may be done without a human having to excuse it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDay {
    /// For claims paid in this way.
    pub method: &'static MethodSpec,
    /// The member paid after the window of the year.
    pub outside_window: bool,
    /// The day, inclusive; `None` while it is not known.
    pub day: Option<NaiveDate>,
    /// Clause of the notice.
    pub clause: &'static str,
    /// What has to be done by then, in Chinese.
    pub zh: &'static str,
    /// What has to be done by then, in English.
    pub en: &'static str,
}

impl ShownField {
    /// Something whose value is the same in both languages.
    pub fn same(key: &'static str, label: (&'static str, &'static str), value: &str) -> Self {
        let value = (value.to_owned(), value.to_owned());
        Self { key, label, value }
    }
}

/// What a period takes from its parameters, for lists and clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodTerms {
    /// The concentrated enrolment window.
    pub window: Window,
    /// The benefit period.
    pub benefit: Window,
    /// The standard personal contribution, in fen.
    pub standard: Fen,
    /// The values are invented for rehearsal: no source establishes them.
    pub invented: bool,
}

impl PeriodTerms {
    /// Claimed and enjoyed all through the calendar year, by values that no source establishes.
    pub fn of_calendar_year(year: BenefitYear, standard: Fen) -> Self {
        let day = |month, day| {
            NaiveDate::from_ymd_opt(i32::from(year.get()), month, day).unwrap_or_default()
        };
        let (open, close) = (day(1, 1), day(12, 31));
        Self {
            window: Window { open, close },
            benefit: Window { open, close },
            standard,
            invented: true,
        }
    }
}

/// What the days in which claims of a year are taken are called where the programme has no word of its own.
pub const WINDOW: (&str, &str) = ("受理期", "window");

/// Rules bound to one snapshot of parameters.
pub trait Assessor: Send + Sync {
    /// Tests every condition and reports each, never only the first that fails.
    fn assess(&self, draft: &ClaimDraft, facts: &Facts) -> Decision;

    /// The first day after today on which the same facts may be decided otherwise; `None` when no day changes anything.
    fn again_on(&self, _draft: &ClaimDraft, _facts: &Facts) -> Option<NaiveDate> {
        None
    }

    /// The beneficiary is past the programme's age whatever is ruled later: not offered again when last year's rows
    /// are laid out for a new year. The verdict on a filed claim is `assess`'s alone.
    fn outgrown(&self, _draft: &ClaimDraft, _facts: &Facts) -> bool {
        false
    }

    /// The benefit year whose plan and budget the claim draws on; mostly its own.
    fn plan_year(&self, draft: &ClaimDraft) -> BenefitYear {
        draft.year
    }

    /// The last day on which what is missing from a claim is handed in without a human having to excuse it; `None` where
    /// no day is set.
    fn last_day(&self, _draft: &ClaimDraft, _next_window: Option<Window>) -> Option<NaiveDate> {
        None
    }

    /// What the period takes from these parameters.
    fn terms(&self) -> PeriodTerms;

    /// The last safe day of each payment method, given the window of the year after, when it is known.
    fn last_days(&self, _next_window: Option<Window>) -> Vec<LastDay> {
        Vec::new()
    }
}

/// A benefit programme. One value per programme, listed once, in the binary.
pub trait Programme: Send + Sync {
    /// Kebab-case id, such as `heating`.
    fn id(&self) -> &'static str;

    /// The name in Chinese and English.
    fn names(&self) -> (&'static str, &'static str);

    /// Every rule with its clause.
    fn rules(&self) -> &'static [RuleSpec];

    /// The sentence of every condition code.
    fn texts(&self) -> &'static [CodeText];

    /// What the conditions mean to a member; every one that stops a claim is there.
    fn member_texts(&self) -> &'static [MemberText];

    /// Why of several claims for a slot one stands.
    fn once(&self) -> Once {
        Once {
            clause: "",
            zh: "同一事项{year}年度已选定由另一份申报办理，这份申报因此撤回。",
            en: "Another claim was chosen for the same thing in {year}, so this one was withdrawn.",
        }
    }

    /// The open ambiguities.
    fn options(&self) -> &'static [OptionSpec] {
        &[]
    }

    /// Values of conditions, by name, that hold the code of a value of an open point, and that point's key: its word stands
    /// in sentences.
    fn option_values(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The columns of the claims sheet.
    fn columns(&self) -> &'static [ColumnSpec];

    /// The ways in which it is paid, in the order of menus.
    fn methods(&self) -> &'static [MethodSpec];

    /// Whose money pays it, in the order in which they bear a claim: the first one as far as it goes, and what it falls short of
    /// the next one that can. At least one.
    fn sources(&self) -> &'static [SourceSpec] {
        &[funds::UNION, funds::SUBSIDY]
    }

    /// The accounts its money moves over.
    fn chart(&self) -> &'static Chart {
        &funds::CHART
    }

    /// The rule by which an eligible claim is approved without people; `None` where people always decide. Above its limit,
    /// and wherever anything is to be judged, the rule's condition makes the claim one for people.
    fn approved_by_rule(&self) -> Option<&'static RuleSpec> {
        None
    }

    /// What a reviewer has to look at by hand before a claim is reviewed.
    fn checks(&self) -> &'static [CheckSpec] {
        &[]
    }

    /// The columns of the plans sheet: what unions decide for each method.
    fn plan_columns(&self) -> &'static [ColumnSpec] {
        rows::plan::COLUMNS
    }

    /// What may be found in its rows beyond their single cells.
    fn findings(&self) -> &'static [FindingText] {
        &[]
    }

    /// A claim in the layout it is stored in, JSON; the same claim is always the same text. `claimant`, `subject` and
    /// `payee` stand in it as in the draft: what is sealed is taken out there.
    ///
    /// # Errors
    /// A value that JSON has no form for.
    fn write(&self, draft: &ClaimDraft) -> serde_json::Result<String>;

    /// Reads a stored claim.
    ///
    /// # Errors
    /// Not what [`Programme::write`] writes.
    fn read(&self, stored: serde_json::Value) -> serde_json::Result<ClaimDraft>;

    /// What a claim says beyond what every claim says, for screens and command line, in the order it is read.
    fn shown(&self, draft: &ClaimDraft) -> Vec<ShownField>;

    /// Both of a couple may claim for the same people: their claims for subjects of one birth are held against each other,
    /// whatever the names and papers.
    fn couples_share_subjects(&self) -> bool {
        false
    }

    /// What the one is called for whom a claim is made, in Chinese and in English without a capital; `None` where it is
    /// the claimant.
    fn subject(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// What a claim of a year is, in the heading of what its member is sent: Chinese, and English after "about".
    fn heading(&self, year: BenefitYear) -> (String, String) {
        let (zh, en) = self.names();
        (
            format!("{zh}{year}年度申报"),
            format!("your claim of {year}: {en}"),
        )
    }

    /// What the days are called in which claims of a year are taken, in Chinese and in English.
    fn window(&self) -> (&'static str, &'static str) {
        WINDOW
    }

    /// How the subject is related to the claimant; `None` where it is the claimant.
    fn kinship(&self, _draft: &ClaimDraft) -> Option<Kinship> {
        None
    }

    /// Last year's claim as the one to be asked for this year: what does not change stays, what is proved or wished anew is
    /// empty. `standard` is the sum of the new year.
    fn next_year(&self, old: ClaimDraft, year: BenefitYear, standard: Fen) -> ClaimDraft {
        ClaimDraft {
            year,
            claimed: standard,
            corrects: None,
            ..old
        }
    }

    /// The clerk fills this column of such a row in.
    fn is_asked_anew(&self, _draft: &ClaimDraft, _column: &ColumnSpec) -> bool {
        false
    }

    /// What its rules ask beyond what is known of every claim. Where a claim shares several things with others, the first one
    /// here is the one whose other claim is named.
    fn facts(&self) -> &'static [FactSpec] {
        &[]
    }

    /// By what other claims find this one.
    fn marks(&self, _draft: &ClaimDraft) -> Vec<Mark> {
        Vec::new()
    }

    /// The marks of claims that may share something with this one.
    fn looks_for(&self, draft: &ClaimDraft) -> Vec<Mark> {
        self.marks(draft)
    }

    /// Other claims for its subject may share something with it whatever their marks.
    fn looks_among_own(&self, _draft: &ClaimDraft) -> bool {
        false
    }

    /// What a claim shares with one of another slot that a mark brought together with it, or the subject, who may be the
    /// same: keys of [`Programme::facts`].
    fn shares(
        &self,
        _own: &ClaimDraft,
        _other: &ClaimDraft,
        _same_subject: bool,
    ) -> Vec<&'static str> {
        Vec::new()
    }

    /// What the claim shows that serves for one slot only.
    fn spends(&self, _draft: &ClaimDraft) -> Option<Spend> {
        None
    }

    /// Why a claim is not approved on what a claim of another slot spent: a code, and sentences that end where that claim may
    /// be named.
    fn spent(&self) -> CodeText {
        CodeText::new(
            "spent",
            "所凭的凭证已用于另一件申报，只能用一次",
            "what it rests on is used up by another claim",
        )
    }

    /// Reads a row of the claims sheet, every finding at once; `None` when something it needs is missing.
    fn read_row(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<ClaimDraft>;

    /// A claim as cells of its sheet, by column: read again they give the very same draft. Numbers are whole.
    fn cells(&self, draft: &ClaimDraft) -> Vec<(&'static ColumnSpec, String)>;

    /// What makes two rows of one claims sheet the same.
    fn row_key(&self, draft: &ClaimDraft) -> String;

    /// Columns of the claims sheet that clerks swap.
    fn generations(&self) -> Option<Generations> {
        None
    }

    /// The parameters as shipped: the dated file of the programme.
    fn shipped_params(&self) -> &'static str;

    /// Cuts one benefit year out of a parameter file, as the text a period stores.
    ///
    /// # Errors
    /// [`ParamsError`] when the file is malformed or has no entry for the year.
    fn snapshot(&self, file: &str, year: BenefitYear) -> Result<String, ParamsError>;

    /// The same snapshot with other values; of what a programme has no parameter for, nothing changes.
    ///
    /// # Errors
    /// [`ParamsError`] for values that cannot be.
    fn vary(&self, params: &Params, _variation: &Variation) -> Result<String, ParamsError> {
        Ok(params.text.clone())
    }

    /// Binds the rules to a snapshot.
    ///
    /// # Errors
    /// [`ParamsError`] when the snapshot is malformed; nothing is assessed then.
    fn bind(&self, params: &Params) -> Result<Box<dyn Assessor>, ParamsError>;

    /// The programme's own part of the slot's key.
    fn slot_key(&self, draft: &ClaimDraft) -> String;

    /// How claims are held against each other; `None` where they are not.
    fn similarity(&self) -> Option<Similarity> {
        None
    }

    /// How it understands messages; `None` where its claims come in sheets.
    fn messages(&self) -> Option<&dyn MessageFeed> {
        None
    }
}
