//! Frozen models: one in force for each programme and benefit year, every version kept.

use crate::audit::{events, witness};
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::rule_set::find_programme;
use crate::session::{Context, Session};
use crate::words::Words;
use data_encoding::HEXLOWER;
use domain::ids::RecordId;
use domain::role::Action;
use domain::year::{BenefitYear, Instant};
use matching::matcher::{Matcher, MatcherError};
use matching::schema::Schema;
use matching::weights::Model;
use policy::similarity::Similarity;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use storage::matching::{FrequencyRow, ModelRow};
use storage::{Db, Key, StorageError};

/// Read models kept by a process; a model is a few megabytes.
const KEPT: usize = 4;
/// Tries to be first with a version.
const TRIES: usize = 3;

/// A model ready for use.
#[derive(Clone)]
pub(crate) struct Frozen {
    /// Its row; nothing for the shipped one before it is first used.
    pub(crate) row: Option<Key>,
    pub(crate) version: i32,
    pub(crate) digest: String,
    pub(crate) similarity: Similarity,
    pub(crate) schema: Arc<Schema>,
    pub(crate) matcher: Arc<Matcher>,
}

/// The lines of a model, thousandths of a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// From here on a person looks at a pair.
    pub review: i32,
    /// From here on "same person" may be pre-selected.
    pub automatic: i32,
}

/// A model in few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelBrief {
    /// Counts the models of a programme and year; 0 while the shipped one was not used yet.
    pub version: i32,
    /// `shipped`, `learnt` or `lines`.
    pub origin: String,
    /// Names weights, frequencies and lines.
    pub digest: String,
    /// Records it was learnt from.
    pub records: u64,
    /// Its lines.
    pub lines: Lines,
    /// When it was frozen.
    pub made_at: Option<Instant>,
}

impl Frozen {
    /// The model as it is named beside a case.
    pub(crate) fn name(&self) -> String {
        name_of(self.version, &self.digest)
    }

    pub(crate) fn review_line(&self) -> i32 {
        self.matcher.model().lines.review
    }

    fn brief(&self, row: Option<&ModelRow>) -> ModelBrief {
        let model = self.matcher.model();
        ModelBrief {
            version: self.version,
            origin: row.map_or("shipped", |row| row.origin.as_str()).to_owned(),
            digest: self.digest.clone(),
            records: model.weights.records,
            lines: Lines {
                review: model.lines.review,
                automatic: model.lines.automatic,
            },
            made_at: row.map(|row| Instant(row.made_at)),
        }
    }
}

/// Version and head of the digest: enough to tell two models apart.
pub(crate) fn name_of(version: i32, digest: &str) -> String {
    format!("v{version} {}", digest.get(..12).unwrap_or(digest))
}

/// How a programme's claims are compared; nothing for a programme whose claims are not.
pub(crate) fn similarity_of(ctx: &Context, programme: &str) -> Option<Similarity> {
    ctx.installation.registry.find(programme)?.similarity()
}

fn unfit(cause: &MatcherError) -> WorkflowError {
    let message = Words::new(
        "比对模型与程序版本不符",
        format!("the model cannot be used: {cause}"),
    );
    WorkflowError::Refused(Refusal::new("model-unfit", message))
}

/// Models are named by their content, so one that was read stays right.
static READ: Mutex<BTreeMap<String, Arc<Matcher>>> = Mutex::new(BTreeMap::new());

fn matcher(
    digest: &str,
    schema: &Arc<Schema>,
    read: impl FnOnce() -> Result<Model>,
) -> Result<Arc<Matcher>> {
    let mut kept = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(digest) {
        return Ok(Arc::clone(known));
    }
    let fresh = Matcher::new(Arc::clone(schema), read()?).map_err(|cause| unfit(&cause))?;
    let fresh = Arc::new(fresh);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(digest.to_owned(), Arc::clone(&fresh));
    Ok(fresh)
}

/// The model in force, read only: the shipped one where none was frozen for the year, or where the one
/// that was is for another version of the schema.
pub(crate) fn current(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    year: BenefitYear,
) -> Result<Option<Frozen>> {
    Ok(current_row(db, ctx, programme, year)?.map(|(frozen, _)| frozen))
}

fn current_row(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    year: BenefitYear,
) -> Result<Option<(Frozen, Option<ModelRow>)>> {
    let Some(similarity) = similarity_of(ctx, programme) else {
        return Ok(None);
    };
    let schema = Arc::new((similarity.schema)());
    if let Some(row) = storage::matching::in_force(db, programme, year)?
        && let Some(frozen) = read_row(db, similarity, &schema, &row)?
    {
        return Ok(Some((frozen, Some(row))));
    }
    let shipped = similarity.shipped_model;
    let matcher = matcher(&schema.code, &schema, || Ok(serde_json::from_str(shipped)?))?;
    let frozen = Frozen {
        row: None,
        version: 0,
        digest: matcher.model().digest(),
        similarity,
        schema,
        matcher,
    };
    Ok(Some((frozen, None)))
}

/// A stored model; nothing when it is for another version of the schema.
fn read_row(
    db: &mut Db,
    similarity: Similarity,
    schema: &Arc<Schema>,
    row: &ModelRow,
) -> Result<Option<Frozen>> {
    let weights: matching::weights::Weights = serde_json::from_str(&row.weights)?;
    if !weights.fit(schema) {
        return Ok(None);
    }
    let matcher = matcher(&row.digest, schema, || {
        let body = storage::matching::frequencies(db, &row.frequencies)?;
        Ok(Model {
            weights,
            frequencies: serde_json::from_str(&body)?,
            lines: matching::schema::Lines {
                keep: row.keep_line,
                review: row.review_line,
                automatic: row.automatic_line,
            },
        })
    })?;
    Ok(Some(Frozen {
        row: Some(row.id),
        version: row.version,
        digest: row.digest.clone(),
        similarity,
        schema: Arc::clone(schema),
        matcher,
    }))
}

/// The model in force, frozen if it was not: what a case refers to is stored.
pub(super) fn in_force(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    year: BenefitYear,
) -> Result<Option<Frozen>> {
    match current(db, ctx, programme, year)? {
        Some(frozen) if frozen.row.is_none() => {
            let model = frozen.matcher.model().clone();
            freeze(db, ctx, programme, year, "shipped", &model).map(Some)
        }
        other => Ok(other),
    }
}

/// Freezes a model as the next version, unless it is the one in force already.
pub(super) fn freeze(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    year: BenefitYear,
    origin: &str,
    model: &Model,
) -> Result<Frozen> {
    let similarity = similarity_of(ctx, programme)
        .ok_or_else(|| WorkflowError::UnknownProgramme(programme.to_owned()))?;
    let schema = Arc::new((similarity.schema)());
    let digest = model.digest();
    let body = serde_json::to_string(&model.frequencies)?;
    let frequencies = FrequencyRow {
        digest: HEXLOWER.encode(&ctx.keyring().digest(body.as_bytes())),
        body,
    };
    let weights = serde_json::to_string(&model.weights)?;
    for _ in 0..TRIES {
        let last = storage::matching::in_force(db, programme, year)?;
        if let Some(row) = last.as_ref().filter(|row| row.digest == digest)
            && let Some(frozen) = read_row(db, similarity, &schema, row)?
        {
            return Ok(frozen);
        }
        let row = ModelRow {
            id: ctx.id::<RecordId>().into(),
            programme: programme.to_owned(),
            benefit_year: year.get(),
            version: last.map_or(0, |row| row.version) + 1,
            origin: origin.to_owned(),
            digest: digest.clone(),
            weights: weights.clone(),
            frequencies: frequencies.digest.clone(),
            keep_line: model.lines.keep,
            review_line: model.lines.review,
            automatic_line: model.lines.automatic,
            made_by: ctx.actor.id.into(),
            made_at: ctx.now().0,
        };
        // Somebody else may freeze a model in the same moment: the next turn takes the version after it.
        let frozen = db.write(|db| {
            let is_first = storage::matching::freeze(db, &row, &frequencies)?;
            if is_first {
                let witness = witness::of(ctx.keyring(), &row);
                let detail =
                    json!({ "programme": programme, "year": year.get(), "digest": digest });
                events::vouch(db, ctx, "match-model", &detail, &[witness])?;
            }
            Ok::<_, WorkflowError>(is_first)
        });
        if frozen? && let Some(frozen) = read_row(db, similarity, &schema, &row)? {
            return Ok(frozen);
        }
    }
    Err(StorageError::Conflict.into())
}

/// The model in force for a programme and benefit year.
///
/// # Errors
/// [`WorkflowError::UnknownProgramme`]; [`WorkflowError::Nothing`] for a programme whose claims are not compared.
pub fn model(session: &mut Session, programme: &str, year: BenefitYear) -> Result<ModelBrief> {
    let ctx = session.ctx.clone();
    find_programme(&ctx, programme)?;
    let (frozen, row) = current_row(&mut session.db, &ctx, programme, year)?
        .ok_or_else(|| not_compared(programme))?;
    Ok(frozen.brief(row.as_ref()))
}

pub(super) fn not_compared(programme: &str) -> WorkflowError {
    WorkflowError::Nothing(words!(
        "项目 {programme} 的申报不作相似比对",
        "claims of the programme {programme} are not compared by similarity"
    ))
}

/// Sets the lines pairs are held against: a new version with the same weights.
///
/// # Errors
/// [`WorkflowError::Usage`] for lines in the wrong order; as [`model`].
pub fn set_lines(
    session: &mut Session,
    programme: &str,
    year: BenefitYear,
    lines: Lines,
) -> Result<ModelBrief> {
    session.ctx.require(Action::Administer)?;
    let ctx = session.ctx.clone();
    find_programme(&ctx, programme)?;
    let frozen =
        in_force(&mut session.db, &ctx, programme, year)?.ok_or_else(|| not_compared(programme))?;
    let mut model = frozen.matcher.model().clone();
    if lines.review > lines.automatic || lines.review < model.lines.keep {
        return Err(WorkflowError::Usage(words!(
            "人工线须在 {} 与自动线之间；两者均以千分之一比特为单位",
            "the review line stands between {} and the automatic line; give both in thousandths of a bit",
            model.lines.keep
        )));
    }
    model.lines.review = lines.review;
    model.lines.automatic = lines.automatic;
    let frozen = freeze(&mut session.db, &ctx, programme, year, "lines", &model)?;
    let detail = json!({
        "programme": programme, "year": year.get(), "model": frozen.name(),
        "review": lines.review, "automatic": lines.automatic,
    });
    events::log_alone(session, "duplicate-lines", &detail)?;
    self::model(session, programme, year)
}
