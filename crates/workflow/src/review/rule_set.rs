//! Rules bound to the parameters of the periods at hand.

use crate::error::{Result, WorkflowError};
use crate::session::Context;
use crate::words::Words;
use data_encoding::HEXLOWER;
use domain::fund::FundSource;
use domain::payment_method::{MethodSpec, PaymentMethod};
use domain::period::{PeriodState, Window};
use domain::year::BenefitYear;
use policy::{Assessor, Params, Programme, Registry};
use std::collections::BTreeMap;
use storage::Db;
use storage::periods::Period;

/// One period with its rules.
pub(crate) struct YearRules {
    pub(crate) state: PeriodState,
    pub(crate) window: Window,
    pub(crate) assessor: Box<dyn Assessor>,
}

/// All periods of one programme.
pub(crate) struct RuleSet {
    pub(crate) programme: String,
    pub(crate) rulings: BTreeMap<String, String>,
    years: BTreeMap<BenefitYear, YearRules>,
}

impl RuleSet {
    pub(crate) fn open(db: &mut Db, ctx: &Context, programme_id: &str) -> Result<Self> {
        let programme = find_programme(ctx, programme_id)?;
        let mut years = BTreeMap::new();
        for row in storage::periods::all(db)?
            .into_iter()
            .filter(|row| row.programme == programme_id)
        {
            let year = BenefitYear::new(row.benefit_year);
            years.insert(year, year_rules(programme, &row)?);
        }
        Ok(Self {
            programme: programme_id.to_owned(),
            rulings: storage::periods::rulings_in_force(db, programme_id)?,
            years,
        })
    }

    pub(crate) fn year_rules(&self, year: BenefitYear) -> Option<&YearRules> {
        self.years.get(&year)
    }

    /// The same rule set with other parameters for one year, as a file of the programme would give them.
    /// A year without a period stays without.
    ///
    /// # Errors
    /// [`WorkflowError::Params`] for values that cannot be.
    pub(crate) fn vary(&mut self, ctx: &Context, year: BenefitYear, params: &Params) -> Result<()> {
        let assessor = find_programme(ctx, &self.programme)?.bind(params)?;
        if let Some(year_rules) = self.years.get_mut(&year) {
            year_rules.window = assessor.terms().window;
            year_rules.assessor = assessor;
        }
        Ok(())
    }

    /// The window of the year after `year`, when that period exists.
    pub(crate) fn next_window(&self, year: BenefitYear) -> Option<Window> {
        self.year_rules(year.next())
            .map(|year_rules| year_rules.window)
    }
}

fn year_rules(programme: &dyn Programme, row: &Period) -> Result<YearRules> {
    let params = params_of(row);
    Ok(YearRules {
        state: row.state,
        window: Window {
            open: row.window_open,
            close: row.window_close,
        },
        assessor: programme.bind(&params)?,
    })
}

/// The parameters of a period.
pub(crate) fn params_of(row: &Period) -> Params {
    Params {
        version: version_of(row),
        text: row.params.clone(),
    }
}

/// Year, version and the start of the digest: enough to find the very snapshot again.
pub(crate) fn version_of(row: &Period) -> String {
    version_text(row.benefit_year, row.version, &row.digest)
}

/// [`version_of`] any version a period had.
pub(crate) fn version_text(year: i16, version: i64, digest: &str) -> String {
    format!("{year}.{version}-{}", digest.get(..8).unwrap_or(digest))
}

/// The digest of a snapshot, as stored.
pub(crate) fn digest_of(ctx: &Context, snapshot: &str) -> String {
    HEXLOWER.encode(&ctx.keyring().digest(snapshot.as_bytes()))
}

/// What a claim's programme says of its payment method.
pub(crate) fn method_of(
    ctx: &Context,
    programme: &str,
    method: &PaymentMethod,
) -> Result<&'static MethodSpec> {
    let spec = ctx.installation.registry.method(programme, method);
    spec.ok_or_else(|| storage::StorageError::stored("claims.mode", method.code()).into())
}

/// A programme of this installation.
pub(crate) fn find_programme<'e>(ctx: &'e Context, id: &str) -> Result<&'e dyn Programme> {
    ctx.installation
        .registry
        .find(id)
        .ok_or_else(|| WorkflowError::UnknownProgramme(id.to_owned()))
}

/// What a funding source is called; its code where no programme of this installation has it.
pub(crate) fn source_words(registry: &Registry, source: FundSource) -> Words {
    let code = source.code();
    let spec = registry.source(code);
    spec.map_or_else(|| Words::same(code), |spec| Words::new(spec.zh, spec.en))
}

/// What a programme is called; its id where this installation does not have it.
pub(crate) fn programme_words(registry: &Registry, id: &str) -> Words {
    let (zh, en) = registry.find(id).map_or((id, id), |found| found.names());
    Words::new(zh, en)
}
