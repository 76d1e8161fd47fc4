//! Dated parameters: the shipped file, and the snapshot of one benefit year that a period stores.
//!
//! Every entry names its source; unknown keys are errors, so that a misspelt parameter is never silently ignored.

use crate::claim::Assistance;
use crate::method::Method;
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::period::RATIO_WHOLE_BP;
use domain::year::BenefitYear;
use policy::Variation;
use policy::params::{Interval, Params, ParamsError};
use serde::{Deserialize, Serialize};

use crate::options;

/// The parameters as shipped.
pub const SHIPPED: &str = include_str!("../../../../config/programmes/child-premium.toml");

/// The tier everybody pays who was enrolled the year before; also the most a union bears for a higher tier.
const BASE_TIER: &str = "base";

/// The notice itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its number, such as `湘工发〔2025〕11号`.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its date.
    pub date: NaiveDate,
    /// Age limit in completed years, included (二.2).
    pub age_limit_years: u32,
    /// Where it was read.
    pub source: String,
}

/// The recommended value of an open point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionEntry {
    /// Which point.
    pub key: String,
    /// The value used until the province rules.
    pub default: String,
    /// Why.
    pub source: String,
}

/// How much of the standard an assisted family owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssistanceEntry {
    /// The kind of assistance.
    pub kind: Assistance,
    /// Part of the standard that is owed, in basis points.
    pub owed_bp: u32,
    /// Where this is said.
    pub source: String,
}

/// The standard personal contribution of one tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// The tier; `base` must be there.
    pub tier: String,
    /// The contribution in fen.
    pub amount_fen: i64,
    /// Where this is said.
    pub source: String,
}

/// The parameters of one benefit year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The benefit year.
    pub year: i16,
    /// No source establishes these values: for rehearsal only.
    pub invented: bool,
    /// What the reader of this entry should know.
    pub note: String,
    /// The modes allowed (二.3).
    pub modes: Vec<Method>,
    /// The government's part, which nobody reimburses (二.4(2)), in fen.
    pub fiscal_subsidy_fen: i64,
    /// Where the government's part is said.
    pub fiscal_subsidy_source: String,
    /// Last day to claim a payment made inside the window; afterwards a human decides.
    pub claim_cut_off: NaiveDate,
    /// Where the cut-off comes from.
    pub claim_cut_off_source: String,
    /// The concentrated enrolment window.
    pub window: Interval,
    /// The benefit period.
    pub benefit: Interval,
    /// The personal contribution by tier.
    pub standards: Vec<Standard>,
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The notice.
    pub notice: Notice,
    /// Open points with their recommended values.
    pub option: Vec<OptionEntry>,
    /// Assisted enrolment.
    pub assistance: Vec<AssistanceEntry>,
    /// One entry per benefit year.
    pub year: Vec<Year>,
}

/// What a period stores: one year and everything all years share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The notice.
    pub notice: Notice,
    /// The year.
    pub year: Year,
    /// Open points with their recommended values.
    pub option: Vec<OptionEntry>,
    /// Assisted enrolment.
    pub assistance: Vec<AssistanceEntry>,
}

/// Cuts one year out of a file; the text is canonical: the same values always give the same bytes.
///
/// # Errors
/// [`ParamsError`] when the file is malformed, says something impossible, or has nothing for the year.
pub fn cut(file: &str, year: BenefitYear) -> Result<String, ParamsError> {
    let version = format!("{year}");
    let shape = |cause: String| ParamsError::Shape {
        version: version.clone(),
        cause,
    };
    let file: File = toml::from_str(file).map_err(|cause| shape(cause.to_string()))?;
    let mut years = file
        .year
        .into_iter()
        .filter(|entry| entry.year == year.get());
    let entry = years.next().ok_or(ParamsError::NoYear(year.get()))?;
    if years.next().is_some() {
        return Err(shape(format!("`year` {year} stands twice")));
    }
    let snapshot = Snapshot {
        notice: file.notice,
        year: entry,
        option: file.option,
        assistance: file.assistance,
    };
    snapshot.check(&version)?;
    toml::to_string(&snapshot).map_err(|cause| shape(cause.to_string()))
}

/// The snapshot with other values, as canonical text.
///
/// # Errors
/// [`ParamsError`] when the snapshot is malformed, or the values cannot be.
pub fn vary(params: &Params, variation: &Variation) -> Result<String, ParamsError> {
    let mut snapshot: Snapshot = params.read()?;
    let year = &mut snapshot.year;
    if let Some(standard) = variation.standard {
        for base in year.standards.iter_mut().filter(|s| s.tier == BASE_TIER) {
            base.amount_fen = standard.get();
        }
    }
    year.window.open = variation.window_open.unwrap_or(year.window.open);
    year.window.close = variation.window_close.unwrap_or(year.window.close);
    year.claim_cut_off = variation.claim_cut_off.unwrap_or(year.claim_cut_off);
    snapshot.check(&params.version)?;
    toml::to_string(&snapshot).map_err(|cause| ParamsError::Shape {
        version: params.version.clone(),
        cause: cause.to_string(),
    })
}

impl Snapshot {
    /// Refuses values that cannot be, naming the key.
    ///
    /// # Errors
    /// [`ParamsError::Value`].
    pub fn check(&self, version: &str) -> Result<(), ParamsError> {
        let wrong = |key: &str, problem: &str| {
            Err(ParamsError::Value {
                version: version.to_owned(),
                key: key.to_owned(),
                problem: problem.to_owned(),
            })
        };
        if self.year.window.open > self.year.window.close {
            return wrong("year.window", "closes before it opens");
        }
        if self.year.benefit.open > self.year.benefit.close {
            return wrong("year.benefit", "ends before it starts");
        }
        if self.base().is_none() {
            return wrong("year.standards", "lacks the tier `base`");
        }
        if self.year.standards.iter().any(|s| s.amount_fen <= 0) {
            return wrong(
                "year.standards",
                "has a contribution that is not above zero",
            );
        }
        if self.year.fiscal_subsidy_fen < 0 {
            return wrong("year.fiscal_subsidy_fen", "is negative");
        }
        if self.year.modes.is_empty() {
            return wrong("year.modes", "is empty");
        }
        for kind in Assistance::ALL {
            let mut entries = self.assistance.iter().filter(|entry| entry.kind == *kind);
            let (Some(entry), None) = (entries.next(), entries.next()) else {
                return wrong(
                    "assistance",
                    &format!("must have exactly one entry for `{kind}`"),
                );
            };
            if entry.owed_bp > RATIO_WHOLE_BP {
                return wrong("assistance", &format!("`{kind}` owes more than all"));
            }
        }
        self.check_options(version)
    }

    fn check_options(&self, version: &str) -> Result<(), ParamsError> {
        let wrong = |problem: String| {
            Err(ParamsError::Value {
                version: version.to_owned(),
                key: "option".to_owned(),
                problem,
            })
        };
        if let Some(entry) = self
            .option
            .iter()
            .find(|entry| options::spec(&entry.key).is_none())
        {
            return wrong(format!("has the unknown key `{}`", entry.key));
        }
        for spec in options::SPECS {
            let mut entries = self.option.iter().filter(|entry| entry.key == spec.key);
            let (Some(entry), None) = (entries.next(), entries.next()) else {
                return wrong(format!("must have exactly one entry for `{}`", spec.key));
            };
            if spec.value(&entry.default).is_none() {
                return wrong(format!("`{}` cannot be `{}`", spec.key, entry.default));
            }
        }
        Ok(())
    }

    /// The standard personal contribution a union may bear: the base tier's, also for those who pay a higher one.
    pub fn standard(&self) -> Fen {
        self.base()
            .map_or(Fen::ZERO, |base| Fen::new(base.amount_fen))
    }

    /// The contribution of every tier, the base tier's first: where two fit, a union bears that.
    pub fn tiers(&self) -> impl Iterator<Item = Fen> {
        let higher = self.year.standards.iter().filter(|s| s.tier != BASE_TIER);
        self.base()
            .into_iter()
            .chain(higher)
            .map(|s| Fen::new(s.amount_fen))
    }

    /// The highest contribution the tax bureau may ask for.
    pub fn highest_standard(&self) -> Fen {
        Fen::new(
            self.year
                .standards
                .iter()
                .map(|s| s.amount_fen)
                .max()
                .unwrap_or(0),
        )
    }

    /// How much of the standard is owed, in basis points; a kind without an entry owes nothing, so nothing is paid.
    pub fn owed_bp(&self, kind: Assistance) -> u32 {
        self.assistance
            .iter()
            .find(|entry| entry.kind == kind)
            .map_or(0, |entry| entry.owed_bp)
    }

    fn base(&self) -> Option<&Standard> {
        self.year.standards.iter().find(|s| s.tier == BASE_TIER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> File {
        toml::from_str(SHIPPED).unwrap()
    }

    #[test]
    fn every_entry_of_the_shipped_file_names_its_source() {
        let file = shipped();
        let mut sources = vec![file.notice.source];
        sources.extend(file.option.into_iter().map(|entry| entry.source));
        sources.extend(file.assistance.into_iter().map(|entry| entry.source));
        for year in file.year {
            sources.extend([year.window.source, year.benefit.source]);
            sources.extend([year.fiscal_subsidy_source, year.claim_cut_off_source]);
            sources.extend(year.standards.into_iter().map(|s| s.source));
        }
        assert!(sources.len() > 25);
        assert!(
            sources.iter().all(|source| source.chars().count() >= 8),
            "{sources:#?}"
        );
    }

    #[test]
    fn every_shipped_year_can_be_cut_and_read_back() {
        for entry in shipped().year {
            let text = cut(SHIPPED, BenefitYear::new(entry.year)).unwrap();
            let snapshot: Snapshot = toml::from_str(&text).unwrap();
            assert_eq!(snapshot.year, entry);
            assert_eq!(toml::to_string(&snapshot).unwrap(), text, "canonical");
        }
    }

    #[test]
    fn only_the_year_2026_rests_on_sources() {
        let established: Vec<i16> = shipped()
            .year
            .iter()
            .filter(|y| !y.invented)
            .map(|y| y.year)
            .collect();
        assert_eq!(established, [2026]);
    }

    #[test]
    fn the_standard_of_2026_is_400_yuan_in_a_window_that_opens_in_2025() {
        let snapshot: Snapshot =
            toml::from_str(&cut(SHIPPED, BenefitYear::new(2026)).unwrap()).unwrap();
        assert_eq!(snapshot.standard(), Fen::new(40_000));
        assert_eq!(snapshot.year.fiscal_subsidy_fen, 70_000);
        assert_eq!(snapshot.year.window.open.to_string(), "2025-09-01");
        assert_eq!(snapshot.year.window.close.to_string(), "2026-01-31");
    }

    #[test]
    fn a_year_that_is_not_there_is_named() {
        let error = cut(SHIPPED, BenefitYear::new(2019)).unwrap_err();
        assert!(matches!(error, ParamsError::NoYear(2019)));
    }

    #[test]
    fn a_misspelt_key_is_an_error_that_names_it() {
        let file = SHIPPED.replace("fiscal_subsidy_fen", "fiscal_subsidy");
        let error = cut(&file, BenefitYear::new(2026)).unwrap_err().to_string();
        assert!(error.contains("fiscal_subsidy"), "{error}");
    }

    #[test]
    fn impossible_values_are_refused() {
        for (from, to, key) in [
            (
                "open = \"2025-09-01\"",
                "open = \"2026-09-01\"",
                "year.window",
            ),
            ("tier = \"base\"", "tier = \"basis\"", "year.standards"),
            ("amount_fen = 40000", "amount_fen = 0", "year.standards"),
            ("owed_bp = 5000", "owed_bp = 10001", "assistance"),
            ("kind = \"half\"", "kind = \"whole\"", "assistance"),
            (
                "default = \"benefit-start\"",
                "default = \"birthday\"",
                "option",
            ),
            ("key = \"adopted-child\"", "key = \"step-child\"", "option"),
            (
                "key = \"adopted-child\"",
                "key = \"foster-child\"",
                "option",
            ),
        ] {
            assert!(SHIPPED.contains(from), "{from}");
            let error = cut(&SHIPPED.replace(from, to), BenefitYear::new(2026)).unwrap_err();
            assert!(
                matches!(&error, ParamsError::Value { key: k, .. } if k == key),
                "{to}: {error}"
            );
        }
    }
}
