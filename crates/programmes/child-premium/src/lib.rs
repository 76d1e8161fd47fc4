//! Child premium: unions bear the resident basic medical insurance contribution of their members'
//! children (湘工发〔2025〕11号). Rules with their clauses, dated parameters, columns and sentences.
//!
//! Pure: the day, the facts and the parameters come in as arguments.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

pub mod ages;
mod assessment;
mod ceiling;
mod cells;
pub mod claim;
mod columns;
mod days;
pub mod facts;
mod findings;
mod form;
mod last_days;
mod member_texts;
mod method;
mod options;
mod owed;
pub mod params;
pub mod receipts;
mod rules;
pub mod similarity;
mod texts;
mod timing;
pub mod words;

use chrono::NaiveDate;
use domain::decision::Decision;
use domain::draft::{ClaimDraft, Kinship};
use domain::fen::Fen;
use domain::payment_method::MethodSpec;
use domain::period::Window;
use domain::year::BenefitYear;
use policy::Facts;
use policy::params::{Params, ParamsError};
use policy::programme::PeriodTerms;
use policy::similarity::Similarity;
use policy::{
    Assessor, CheckSpec, CodeText, FactSpec, LastDay, Mark, MemberText, Once, OptionSpec,
    Programme, RuleSpec, ShownField, Spend, Variation,
};

use rows::{ColumnSpec, Context, FindingText, Generations, RowReader};

use crate::assessment::Assessment;
use crate::claim::Premium;
use crate::params::Snapshot;

pub use method::Method;

/// Stable id of the programme.
pub const ID: &str = "child-premium";

/// One slot per child and benefit year, whatever the payment method (二.4(1)).
const SLOT_KEY: &str = "child-year";

/// The programme, for the registry.
pub fn programme() -> Box<dyn Programme> {
    Box::new(ChildPremium)
}

struct ChildPremium;

impl Programme for ChildPremium {
    fn id(&self) -> &'static str {
        ID
    }

    fn names(&self) -> (&'static str, &'static str) {
        (
            "会员子女居民医保缴费",
            "Resident medical insurance for members' children",
        )
    }

    fn rules(&self) -> &'static [RuleSpec] {
        rules::SPECS
    }

    fn texts(&self) -> &'static [CodeText] {
        texts::TEXTS
    }

    fn member_texts(&self) -> &'static [MemberText] {
        member_texts::MEMBER_TEXTS
    }

    fn once(&self) -> Once {
        Once {
            clause: "二.4(1)",
            zh: "同一个孩子{year}年度已选定由另一份申报办理：每个孩子每年只能由父母一方的工会办理一次，这份申报因此撤回。",
            en: "Another claim was chosen for this child's {year}: each child is covered once a year, by the union of one parent, so this one was withdrawn.",
        }
    }

    fn options(&self) -> &'static [OptionSpec] {
        options::SPECS
    }

    fn option_values(&self) -> &'static [(&'static str, &'static str)] {
        options::TOLD
    }

    fn columns(&self) -> &'static [ColumnSpec] {
        columns::COLUMNS
    }

    fn methods(&self) -> &'static [MethodSpec] {
        method::SPECS
    }

    fn checks(&self) -> &'static [CheckSpec] {
        rules::CHECKS
    }

    fn plan_columns(&self) -> &'static [ColumnSpec] {
        columns::PLANS
    }

    fn findings(&self) -> &'static [FindingText] {
        findings::ALL
    }

    fn write(&self, draft: &ClaimDraft) -> serde_json::Result<String> {
        claim::write(draft)
    }

    fn read(&self, stored: serde_json::Value) -> serde_json::Result<ClaimDraft> {
        claim::read(stored)
    }

    fn shown(&self, draft: &ClaimDraft) -> Vec<ShownField> {
        claim::shown(draft)
    }

    fn couples_share_subjects(&self) -> bool {
        true
    }

    fn subject(&self) -> Option<(&'static str, &'static str)> {
        Some(("子女", "child"))
    }

    fn heading(&self, year: BenefitYear) -> (String, String) {
        (
            format!("子女{year}年度城乡居民医保缴费补助申报"),
            format!("your claim for your child's medical insurance contribution of {year}"),
        )
    }

    fn window(&self) -> (&'static str, &'static str) {
        ("集中缴费期", "enrolment window")
    }

    fn kinship(&self, draft: &ClaimDraft) -> Option<Kinship> {
        Some(claim::kinship(draft))
    }

    fn next_year(&self, old: ClaimDraft, year: BenefitYear, standard: Fen) -> ClaimDraft {
        claim::next_year(old, year, standard)
    }

    fn is_asked_anew(&self, draft: &ClaimDraft, column: &ColumnSpec) -> bool {
        // Where the union pays, the sum claimed follows from the year's parameters and plan.
        let unknown = draft.method == Method::Reimburse || draft.claimed == Fen::ZERO;
        column.field == columns::CLAIMED.field && unknown
    }

    fn facts(&self) -> &'static [FactSpec] {
        facts::ASKED
    }

    fn marks(&self, draft: &ClaimDraft) -> Vec<Mark> {
        receipts::marks(draft)
    }

    fn looks_for(&self, draft: &ClaimDraft) -> Vec<Mark> {
        receipts::looks_for(draft)
    }

    fn looks_among_own(&self, draft: &ClaimDraft) -> bool {
        receipts::looks_among_own(draft)
    }

    fn shares(
        &self,
        own: &ClaimDraft,
        other: &ClaimDraft,
        same_subject: bool,
    ) -> Vec<&'static str> {
        receipts::shares(own, other, same_subject)
    }

    fn spends(&self, draft: &ClaimDraft) -> Option<Spend> {
        receipts::spends(draft)
    }

    fn spent(&self) -> CodeText {
        receipts::USED_UP
    }

    fn read_row(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<ClaimDraft> {
        form::read(cells, context)
    }

    fn cells(&self, draft: &ClaimDraft) -> Vec<(&'static ColumnSpec, String)> {
        cells::cells(draft)
    }

    fn row_key(&self, draft: &ClaimDraft) -> String {
        form::key(draft)
    }

    fn generations(&self) -> Option<Generations> {
        Some(columns::GENERATIONS)
    }

    fn shipped_params(&self) -> &'static str {
        params::SHIPPED
    }

    fn snapshot(&self, file: &str, year: BenefitYear) -> Result<String, ParamsError> {
        params::cut(file, year)
    }

    fn vary(&self, params: &Params, variation: &Variation) -> Result<String, ParamsError> {
        params::vary(params, variation)
    }

    fn bind(&self, params: &Params) -> Result<Box<dyn Assessor>, ParamsError> {
        let snapshot: Snapshot = params.read()?;
        snapshot.check(&params.version)?;
        Ok(Box::new(Bound {
            version: params.version.clone(),
            snapshot,
        }))
    }

    fn slot_key(&self, _: &ClaimDraft) -> String {
        SLOT_KEY.to_owned()
    }

    fn similarity(&self) -> Option<Similarity> {
        Some(similarity::SIMILARITY)
    }
}

/// The rules bound to one checked snapshot.
struct Bound {
    version: String,
    snapshot: Snapshot,
}

impl Bound {
    /// Paid after the window of its year: claimed in the next one's, under that year's plan (二.4(2)).
    fn is_late(&self, draft: &ClaimDraft) -> bool {
        let close = self.snapshot.year.window.close;
        draft.premium().paid_on.is_some_and(|day| day > close)
    }
}

impl Assessor for Bound {
    fn assess(&self, draft: &ClaimDraft, facts: &Facts) -> Decision {
        let assessment = Assessment::open(draft, facts, &self.snapshot);
        let conditions = rules::test_all(&assessment);
        Decision {
            verdict: Decision::verdict_of(&conditions),
            payable: assessment.sums.payable,
            ceiling: assessment.sums.ceiling,
            member_share: assessment.sums.member_share.unwrap_or(Fen::ZERO),
            version: self.version.clone(),
            conditions,
        }
    }

    fn again_on(&self, draft: &ClaimDraft, facts: &Facts) -> Option<NaiveDate> {
        days::next(&Assessment::open(draft, facts, &self.snapshot))
    }

    fn outgrown(&self, draft: &ClaimDraft, facts: &Facts) -> bool {
        rules::outgrown(&Assessment::open(draft, facts, &self.snapshot))
    }

    fn plan_year(&self, draft: &ClaimDraft) -> BenefitYear {
        if self.is_late(draft) {
            draft.year.next()
        } else {
            draft.year
        }
    }

    fn last_day(&self, draft: &ClaimDraft, next_window: Option<Window>) -> Option<NaiveDate> {
        let late = self.is_late(draft);
        self.last_days(next_window)
            .into_iter()
            .find(|last| last.method.code == draft.method.code() && last.outside_window == late)
            .and_then(|last| last.day)
    }

    fn terms(&self) -> PeriodTerms {
        PeriodTerms {
            window: self.snapshot.year.window.days(),
            benefit: self.snapshot.year.benefit.days(),
            standard: self.snapshot.standard(),
            invented: self.snapshot.year.invented,
        }
    }

    fn last_days(&self, next_window: Option<Window>) -> Vec<LastDay> {
        last_days::of(&self.snapshot, next_window)
    }
}
