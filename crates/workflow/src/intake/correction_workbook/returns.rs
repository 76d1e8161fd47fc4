//! Everything that was returned to a unit, as a sheet to mend: each row names its claim, so that the mended row is a
//! revision and the same row nothing new.

use super::numbers::Numbers;
use super::{Handing, hand_out, refuse_too_many, unit_in_scope};
use crate::error::{Result, WorkflowError};
use crate::review::rule_set::find_programme;
use crate::session::{Context, Session};
use crate::views::{Lang, sentence};
use domain::claim::{ClaimState, StateName};
use domain::claim_record::ClaimRecord;
use domain::decision::{Decision, Severity};
use domain::ids::ClaimRef;
use domain::role::Action;
use domain::unit::UnitPath;
use import::forms::{claim_cells, form_columns};
use import::write::{
    Form, FormCell, FormColumn, FormRow, INSTRUCTION_SHEET, MARK_HEADER, Mark, SEND_HEADER,
};
use policy::Programme;
use rows::ColumnSpec;
use rows::column::CLAIM_NUMBER;
use std::path::{Path, PathBuf};
use storage::Db;
use storage::claims::list::ClaimQuery;

/// Longest reason or list of what to send, in characters: a longer cell would be refused when the sheet comes back.
const TEXT_CHARS_MAX: usize = 1_000;

/// A workbook of returned claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returns {
    /// Where.
    pub path: PathBuf,
    /// Its rows.
    pub rows: usize,
    /// Returned supplements: a sheet cannot mend them.
    pub supplements: usize,
}

/// Collects what was returned to a unit and those below it into a workbook, readable by its owner only; a file that
/// is there is never replaced. Sentences about what to send are in `lang`.
///
/// # Errors
/// [`WorkflowError::Forbidden`], [`WorkflowError::UnknownUnit`]; [`WorkflowError::Nothing`] when nothing is
/// returned; [`WorkflowError::Usage`] for too many rows; [`WorkflowError::Write`].
pub fn returns(
    session: &mut Session,
    programme: &str,
    unit: &str,
    lang: Lang,
    to: &Path,
) -> Result<Returns> {
    session.ctx.require(Action::HandBack)?;
    let ctx = session.ctx.clone();
    let programme = find_programme(&ctx, programme)?;
    let db = &mut session.db;
    let row = unit_in_scope(db, &ctx, unit)?;
    let found = returned(db, &ctx, programme.id(), row.path)?;
    let (claims, supplements): (Vec<ClaimRecord>, Vec<ClaimRecord>) = found
        .into_iter()
        .partition(|claim| claim.supplements().is_none());
    if claims.is_empty() {
        return Err(WorkflowError::Nothing(words!(
            "{unit} 及下级没有可用表格更正的退回申报",
            "nothing that a sheet can mend is returned to {unit} or below"
        )));
    }
    refuse_too_many(claims.len())?;
    let form = sheet(db, &ctx, programme, &claims, lang)?;
    let handles: Vec<ClaimRef> = claims.iter().map(|claim| claim.handle).collect();
    let handing = Handing {
        purpose: "returns",
        unit,
        claims: &handles,
    };
    let path = hand_out(session, &form, to, &format!("{unit}-退回.xlsx"), &handing)?;
    Ok(Returns {
        path,
        rows: handles.len(),
        supplements: supplements.len(),
    })
}

fn returned(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    unit: UnitPath,
) -> Result<Vec<ClaimRecord>> {
    let wanted = ClaimQuery {
        states: vec![StateName::Returned.code().to_owned()],
        unit: Some(unit),
        programme: Some(programme.to_owned()),
        ..ClaimQuery::default()
    };
    let scope = &ctx.actor.scope;
    let handles = storage::claims::list::matching(db, scope, &wanted)?;
    let mut claims = storage::claims::find_all(db, scope, &handles)?;
    claims.sort_by(|a, b| {
        (a.unit_path.as_str(), a.created_at, a.handle).cmp(&(
            b.unit_path.as_str(),
            b.created_at,
            b.handle,
        ))
    });
    Ok(claims)
}

fn sheet(
    db: &mut Db,
    ctx: &Context,
    programme: &dyn Programme,
    claims: &[ClaimRecord],
    lang: Lang,
) -> Result<Form> {
    let specs = in_order(programme.columns());
    let mut columns: Vec<FormColumn> = [MARK_HEADER, SEND_HEADER]
        .map(|header| FormColumn {
            header: header.to_owned(),
            ..FormColumn::default()
        })
        .to_vec();
    columns.extend(form_columns(&specs));
    let mut numbers = Numbers::new(ctx);
    let mut rows = Vec::with_capacity(claims.len());
    for (row, claim) in (2_u32..).zip(claims) {
        let draft = numbers.draft(db, claim)?;
        let mut cells = vec![
            marked(0, &reason(claim)),
            marked(1, &to_send(db, programme, claim, lang)?),
        ];
        let values = claim_cells(programme, &draft, Some(&claim.number), &specs);
        cells.extend(
            (2_u16..)
                .zip(values)
                .map(|(at, text)| FormCell::text(at, text)),
        );
        rows.push(FormRow { row, cells });
    }
    Ok(Form {
        sheet: "退回申报".to_owned(),
        head: Vec::new(),
        header_row: 1,
        columns,
        rows,
        instructions: instructions(),
    })
}

/// The columns with the claim's own number first.
fn in_order(columns: &[ColumnSpec]) -> Vec<ColumnSpec> {
    let mut specs = columns.to_vec();
    specs.sort_by_key(|spec| spec.field != CLAIM_NUMBER);
    specs
}

fn marked(column: u16, text: &str) -> FormCell {
    let text: String = text.chars().take(TEXT_CHARS_MAX).collect();
    let mark = (!text.is_empty()).then_some(Mark::Mend);
    FormCell {
        mark,
        ..FormCell::text(column, text)
    }
}

fn reason(claim: &ClaimRecord) -> String {
    match &claim.state {
        ClaimState::Returned { reason, .. } => reason.clone(),
        _ => String::new(),
    }
}

/// What the last decision asks for, in the programme's words.
fn to_send(
    db: &mut Db,
    programme: &dyn Programme,
    claim: &ClaimRecord,
    lang: Lang,
) -> Result<String> {
    let row = storage::history::decision(db, claim.handle.subject, claim.decision.into())?;
    let decision: Decision = serde_json::from_str(&row.body)?;
    let open: Vec<String> = decision
        .conditions
        .iter()
        .filter(|condition| condition.severity >= Severity::Review)
        .map(|condition| sentence::of(Some(programme), condition, lang))
        .collect();
    Ok(open.join("\n"))
}

fn instructions() -> Vec<Vec<String>> {
    [
        "本表列出退回的申报，每行一条，各列已按原申报填好。",
        "“需修改/原因”是退回的原因，“需补材料”是系统核对后还缺的内容；请直接在后面的列中改好。",
        "请勿改动“申报编号”：导入时按此编号认出原申报，改好的行是更正，不是新的申报。",
        "享受人的证件号码填错的，直接改正：原申报自动撤回，由新申报代替。没有改动的行导入后不变。",
        "表内有完整的证件号码和银行卡号，请妥善保管，用后删除。",
    ]
    .map(|text| vec![text.to_owned()])
    .into_iter()
    .chain([vec![format!(
        "工作表“{INSTRUCTION_SHEET}”不会被导入，不必删除。"
    )]])
    .collect()
}
