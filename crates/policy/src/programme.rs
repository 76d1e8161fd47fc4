//! The trait a programme implements.

use crate::column::ColumnSpec;
use crate::facts::Facts;
use crate::params::{Params, ParamsError};
use domain::decision::Decision;
use domain::draft::{ClaimDraft, Mode};
use domain::fen::Fen;
use domain::period::Window;
use domain::year::BenefitYear;

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

/// An ambiguity of the text that the province may rule on.
#[derive(Debug, Clone, Copy)]
pub struct OptionSpec {
    /// Key, such as `age-interpretation`.
    pub key: &'static str,
    /// Clause that is silent or ambiguous.
    pub clause: &'static str,
    /// The values a ruling may choose from; the first is the recommended one, used until ruled.
    pub values: &'static [&'static str],
    /// The question in Chinese.
    pub zh: &'static str,
    /// The question in English.
    pub en: &'static str,
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
    /// The modes allowed.
    pub modes: Vec<Mode>,
    /// The values are invented for rehearsal: no source establishes them.
    pub invented: bool,
}

/// Rules bound to one snapshot of parameters.
pub trait Assessor: Send + Sync {
    /// Tests every condition and reports each, never only the first that fails.
    fn assess(&self, draft: &ClaimDraft, facts: &Facts) -> Decision;

    /// What the period takes from these parameters.
    fn terms(&self) -> PeriodTerms;
}

/// A benefit programme. One value per programme, listed once, in the binary.
pub trait Programme: Send + Sync {
    /// Kebab-case id, such as `child-premium`.
    fn id(&self) -> &'static str;

    /// The name in Chinese and English.
    fn names(&self) -> (&'static str, &'static str);

    /// Every rule with its clause.
    fn rules(&self) -> &'static [RuleSpec];

    /// The sentence of every condition code.
    fn texts(&self) -> &'static [CodeText];

    /// The open ambiguities.
    fn options(&self) -> &'static [OptionSpec];

    /// The columns of the claims sheet.
    fn columns(&self) -> &'static [ColumnSpec];

    /// The parameters as shipped: the dated file of the programme.
    fn shipped_params(&self) -> &'static str;

    /// Cuts one benefit year out of a parameter file, as the text a period stores.
    ///
    /// # Errors
    /// [`ParamsError`] when the file is malformed or has no entry for the year.
    fn snapshot(&self, file: &str, year: BenefitYear) -> Result<String, ParamsError>;

    /// Binds the rules to a snapshot.
    ///
    /// # Errors
    /// [`ParamsError`] when the snapshot is malformed; nothing is assessed then.
    fn bind(&self, params: &Params) -> Result<Box<dyn Assessor>, ParamsError>;

    /// The programme's own part of the slot's key.
    fn slot_key(&self, draft: &ClaimDraft) -> String;
}
