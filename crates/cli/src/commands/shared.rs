//! What several nouns share: naming claims, printing outcomes, reading pages.

use crate::app::App;
use crate::args::FileIn;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Report, Table, sentence};
use crate::words::{self, Words, counted, why};
use domain::claim_number::ClaimNumber;
use domain::ids::ClaimRef;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read;
use workflow::notebook;
use workflow::proposals::Done;
use workflow::review::decide::Outcome;
use workflow::review::reassess::Reassessed;
use workflow::views::{Cursor, claim_detail};
use workflow::{Refusal, Session, WorkflowError};
use zeroize::Zeroizing;

/// An identity number and a line break; more is a mistake.
const IDENTITY_BYTES_MAX: u64 = 256;

/// Claims named by id or number; a number nobody has is kept for the list of what failed.
pub struct Named {
    /// Those that exist.
    pub claims: Vec<ClaimRef>,
    /// Numbers that lead nowhere.
    pub unknown: Vec<(String, Refusal)>,
}

/// Finds claims by id or number.
///
/// # Errors
/// A text that is neither is a usage error: nothing is done for any of them.
pub fn claims(session: &mut Session, texts: &[String]) -> Result<Named> {
    let mut named = Named {
        claims: Vec::new(),
        unknown: Vec::new(),
    };
    for text in texts {
        match claim(session, text) {
            Ok(handle) => named.claims.push(handle),
            Err(failure) if failure.code == "not-found" => {
                named
                    .unknown
                    .push((text.clone(), Refusal::new("not-found", failure.message)));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(named)
}

/// Finds one claim by id or number.
///
/// # Errors
/// Not there, out of scope, or no name of a claim at all.
pub fn claim(session: &mut Session, text: &str) -> Result<ClaimRef> {
    if let Ok(handle) = text.parse::<ClaimRef>() {
        return Ok(handle);
    }
    match text.parse::<ClaimNumber>() {
        Ok(number) => Ok(claim_detail::by_number(session, &number)?),
        Err(error) => Err(Failure::usage(
            Words::new(
                format!("`{text}` 不是申报的编号"),
                format!("`{text}` names no claim"),
            ),
            Words::new(
                "用 `gongbao claim list` 中的 id，或形如 26-7KQ2M-9XTRD 的编号",
                "use an id of `gongbao claim list`, or a number such as 26-7KQ2M-9XTRD",
            ),
        )
        .because(&error)),
    }
}

/// The programme a command is about: the one named, the only one installed, or the one the operator chose last at the
/// console. Of several, none is taken in silence.
///
/// # Errors
/// Several are installed and nothing says which.
pub fn programme(session: &mut Session, named: Option<String>) -> Result<String> {
    if let Some(named) = named {
        return Ok(named);
    }
    let installed = |session: &Session| -> Vec<String> {
        let all = session.ctx.installation.registry.iter();
        all.map(|programme| programme.id().to_owned()).collect()
    };
    let ids = installed(session);
    if let [only] = ids.as_slice() {
        return Ok(only.clone());
    }
    if let Some(last) = notebook::chosen(session, notebook::PROGRAMME).filter(|id| ids.contains(id))
    {
        return Ok(last);
    }
    let ids = ids.join(", ");
    Err(Failure::usage(
        Words::new(
            "安装了多个项目，请指明是哪一个",
            "several programmes are installed: name one",
        ),
        Words::new(
            format!("加上 `--programme 项目`，可选：{ids}"),
            format!("add `--programme ID`; installed: {ids}"),
        ),
    ))
}

/// The programme of a sheet; any, where the sheet is of none.
///
/// # Errors
/// As [`programme`].
pub fn programme_of_sheet(
    session: &mut Session,
    sheet: &str,
    named: Option<String>,
) -> Result<String> {
    let first = session.ctx.installation.registry.iter().next();
    let first = first.map(|programme| programme.id().to_owned());
    match first.filter(|_| named.is_none() && !workflow::intake::imports::is_of_programme(sheet)) {
        Some(first) => Ok(first),
        None => programme(session, named),
    }
}

/// The programme that is fed by messages: the one named, else the only one of this installation.
///
/// # Errors
/// None is installed, or several are.
pub fn fed_programme(session: &Session, named: Option<String>) -> Result<String> {
    if let Some(named) = named {
        return Ok(named);
    }
    let registry = &session.ctx.installation.registry;
    let fed: Vec<&str> = registry
        .iter()
        .filter(|programme| programme.messages().is_some())
        .map(|programme| programme.id())
        .collect();
    match fed.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => Err(Failure::usage(
            Words::new(
                "没有安装由报文办理的项目",
                "no programme that is fed by messages is installed",
            ),
            Words::new(
                "在配置文件中写 `programmes = [\"child-premium\", \"mutual-aid\"]`",
                "write `programmes = [\"child-premium\", \"mutual-aid\"]` into the site file",
            ),
        )),
        several => Err(Failure::usage(
            Words::new(
                "安装了多个由报文办理的项目，请指明是哪一个",
                "several programmes are fed by messages: name one",
            ),
            Words::new(
                format!("加上 `--programme 项目`，可选：{}", several.join("、")),
                format!("add `--programme ID`; installed: {}", several.join(", ")),
            ),
        )),
    }
}

/// The cursor of `--after`.
///
/// # Errors
/// A text that is no cursor.
pub fn cursor(text: Option<&str>) -> Result<Option<Cursor>> {
    text.map(str::parse::<Cursor>).transpose().map_err(|error| {
        Failure::usage(
            Words::new(
                "--after 的值不是列表给出的 next",
                "the value of `--after` is no `next` of a list",
            ),
            Words::new(
                "去掉 --after 从头开始",
                "leave `--after` out to begin at the top",
            ),
        )
        .because(&error)
    })
}

/// Where the next page begins, or null.
pub fn next(cursor: Option<&Cursor>) -> Value {
    cursor.map_or(Value::Null, |cursor| json!(cursor.to_string()))
}

/// A hint at the end of a page that is not the last.
pub fn more(report: Report, cursor: Option<&Cursor>) -> Report {
    match cursor {
        Some(cursor) => report.line(
            format!("还有更多：--after {cursor}"),
            format!("more: --after {cursor}"),
        ),
        None => report,
    }
}

/// Prints what became of each claim of an act.
pub fn outcome(
    session: &mut Session,
    outcome: &Outcome,
    unknown: &[(String, Refusal)],
) -> Result<Report> {
    let done: Vec<String> = outcome.done.iter().map(ToString::to_string).collect();
    let (failed, table) = refused(session, &outcome.failed, unknown)?;
    let counts = (done.len(), failed.len());
    let exit = Exit::of(counts.0, counts.1);
    Ok(Report::new(json!({ "done": done, "failed": failed }))
        .line(
            format!("完成 {} 件，未完成 {} 件", counts.0, counts.1),
            format!("{} done, {} not done", counts.0, counts.1),
        )
        .table(table)
        .exit(exit))
}

/// Refused claims for JSON and as a table, by number where there is one; `unknown` numbers lead nowhere.
pub fn refused(
    session: &mut Session,
    claims: &[(ClaimRef, Refusal)],
    unknown: &[(String, Refusal)],
) -> Result<(Vec<Value>, Table)> {
    let handles: Vec<ClaimRef> = claims.iter().map(|(handle, _)| *handle).collect();
    let numbers = numbers(session, &handles)?;
    let claims = claims
        .iter()
        .map(|(handle, refusal)| (handle.to_string(), refusal));
    let unknown = unknown
        .iter()
        .map(|(text, refusal)| (text.clone(), refusal));
    let mut table = Table::new(&[("申报", "claim"), ("原因", "reason")]);
    let mut told = Vec::new();
    for (id, refusal) in claims.chain(unknown) {
        let name = numbers.get(&id).unwrap_or(&id).clone();
        table.row([Words::same(name), why(refusal)]);
        told.push(failed(&id, refusal));
    }
    Ok((told, table))
}

/// A refusal as the command line's JSON has it.
pub fn failed(id: &str, refusal: &Refusal) -> Value {
    json!({ "id": id, "code": refusal.code, "message": sentence(&refusal.message), "by": refusal.by, "at": refusal.at })
}

/// Names beyond this are not looked up: whoever reads so many failures reads the JSON.
const NAMED_MAX: usize = 200;

/// The numbers of claims, by id.
///
/// # Errors
/// Errors of the database.
pub fn numbers(session: &mut Session, claims: &[ClaimRef]) -> Result<BTreeMap<String, String>> {
    let named = claims.get(..NAMED_MAX).unwrap_or(claims);
    let scope = session.ctx.actor.scope.clone();
    let found = storage::claims::find_all(&mut session.db, &scope, named)?;
    Ok(found
        .into_iter()
        .map(|claim| (claim.handle.to_string(), claim.number.to_string()))
        .collect())
}

/// Prints a change that took effect, waits, or was there already.
pub fn changed(done: &Done) -> Report {
    let standing = done.proposed.standing.code();
    let id = done.proposed.id.map(|id| id.to_string());
    let seconders = &done.proposed.seconders;
    let json = json!({
        "change": id, "state": standing, "seconders": seconders, "reassessed": reassessed(&done.reassessed),
    });
    let report = Report::new(json);
    let report = match (standing, id) {
        ("proposed", Some(id)) if seconders.is_empty() => report.warn(
            format!("已提出变更 {id}，但目前没有人可以审定：须有另一位能登录、范围包含它的管理员（方案、预算也可由审批人审定）"),
            format!("change {id} is proposed, and nobody can approve it yet: it needs another administrator who can log in and whose scope covers it (for plans and budgets an approver will do)"),
        ),
        ("proposed", Some(id)) => report.line(
            format!("已提出变更 {id}，须由另一位操作员审定（{}）：`gongbao change approve {id}`", seconders.join("、")),
            format!("change {id} is proposed; a second operator must approve it ({}): `gongbao change approve {id}`", seconders.join(", ")),
        ),
        ("unchanged", _) => report.line("已是如此，未作更改", "it is so already; nothing was changed"),
        _ => report.line("已生效", "in force"),
    };
    shifts(report, &done.reassessed)
}

/// What a re-assessment changed, for JSON.
pub fn reassessed(reassessed: &Reassessed) -> Value {
    let changed: Vec<Value> = reassessed
        .changed
        .iter()
        .map(|shift| {
            json!({
                "id": shift.claim.to_string(),
                "number": shift.number.to_string(),
                "before": { "verdict": shift.before.0.code(), "payable_fen": shift.before.1.get() },
                "after": { "verdict": shift.after.0.code(), "payable_fen": shift.after.1.get() },
            })
        })
        .collect();
    json!({ "looked_at": reassessed.looked_at, "rewritten": reassessed.rewritten, "changed": changed })
}

/// What a re-assessment changed, as a table.
pub fn shifts(report: Report, reassessed: &Reassessed) -> Report {
    if reassessed.changed.is_empty() {
        return report;
    }
    let mut table = Table::new(&[
        ("申报", "claim"),
        ("原结论", "before"),
        ("新结论", "after"),
        ("可付", "payable"),
    ]);
    for shift in &reassessed.changed {
        let (before, after) = (shift.before, shift.after);
        table.row([
            shift.number.to_string().into(),
            words::of("verdict", before.0.code()),
            words::of("verdict", after.0.code()),
            after.1.to_string().into(),
        ]);
    }
    let count = reassessed.changed.len();
    report
        .line(
            format!("重新评估后有 {count} 件改变："),
            format!("{} changed when assessed again:", counted(count, "claim")),
        )
        .table(table)
}

/// Reads an identity number from standard input, where no list of processes shows it.
///
/// # Errors
/// Nothing, or no text, came in.
pub fn identity_from_stdin(wanted: bool) -> Result<Option<Zeroizing<String>>> {
    if !wanted {
        return Ok(None);
    }
    let mut text = Zeroizing::new(String::new());
    let failed = |text: &str| {
        Failure::usage(
            Words::new(
                "标准输入中没有身份证号",
                "standard input holds no identity number",
            ),
            Words::same(text),
        )
    };
    let hint = "printf %s NUMBER | gongbao … --identity-stdin";
    std::io::stdin()
        .lock()
        .take(IDENTITY_BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(|error| failed(hint).because(&error))?;
    if text.trim().is_empty() {
        return Err(failed(hint));
    }
    Ok(Some(Zeroizing::new(text.trim().to_owned())))
}

/// A reason that must not be empty.
///
/// # Errors
/// A usage error that says why one is needed.
pub fn reason(text: Option<&str>) -> Result<&str> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| {
            Failure::usage(
                Words::new(
                    "需要说明理由",
                    "a reason is needed: the unit reads it, and the auditors do",
                ),
                Words::new("加 --reason \"…\"", "add `--reason \"…\"`"),
            )
        })
}

/// Opens the session of the operator who acts and runs `body` in it.
///
/// # Errors
/// Whatever `body` says.
pub fn with_session(
    app: &App,
    body: impl FnOnce(&mut Session) -> Result<Report>,
) -> Result<Report> {
    with(app.session()?, body)
}

/// Runs a command in a session that is open.
///
/// # Errors
/// [`Failure`].
pub fn with(
    mut session: Session,
    body: impl FnOnce(&mut Session) -> Result<Report>,
) -> Result<Report> {
    // Reading tells the truth about what this leaves; a command must not fail for it.
    if let Err(error) = workflow::review::due::catch_up(&mut session) {
        tracing::warn!(%error, "claims whose day has come were not all decided again");
    }
    body(&mut session)
}

/// A whole list that the workflow hands out page by page.
///
/// # Errors
/// Whatever reading a page says.
pub fn every<T>(
    session: &mut Session,
    mut page: impl FnMut(
        &mut Session,
        Option<Cursor>,
    ) -> std::result::Result<workflow::views::Page<T>, WorkflowError>,
) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let found = page(session, after)?;
        rows.extend(found.rows);
        match found.next {
            Some(next) => after = Some(next),
            None => return Ok(rows),
        }
    }
}

/// The text of the file an option names, where it names one.
///
/// # Errors
/// It cannot be read.
pub fn text_of(app: &App, file: Option<&FileIn>, option: &str) -> Result<Option<String>> {
    let path = file.map(|file| file.at(app)).transpose()?;
    path.map(std::fs::read_to_string)
        .transpose()
        .map_err(|error| {
            Failure::usage(
                Words::new("无法读取文件", "the file cannot be read"),
                Words::new(
                    format!("检查 `{option}` 的路径和权限"),
                    format!("check the path after `{option}` and its permission"),
                ),
            )
            .because(&error)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use test_support::heating::{ID, WinterHeating};
    use test_support::{Desk, Engine, TestDb};
    use workflow::Limits;
    use workflow::notebook::Kind;

    #[test]
    fn of_several_programmes_none_is_taken_before_somebody_names_it() {
        let db = TestDb::fresh(Engine::Sqlite).unwrap();
        let desk = Desk::install_programmes(&db, Limits::default(), vec![Box::new(WinterHeating)]);
        let mut session = desk.session("clerk");
        let open = programme(&mut session, None).unwrap_err();
        assert_eq!(open.exit, Exit::Usage);
        let told = open.render(workflow::views::Lang::Zh);
        assert!(
            told.contains(ID) && told.contains("child-premium"),
            "{told}"
        );
        assert_eq!(
            programme(&mut session, Some("heating".to_owned())).unwrap(),
            "heating"
        );
        notebook::keep(&mut session, Kind::Choice, notebook::PROGRAMME, ID).unwrap();
        assert_eq!(
            programme(&mut session, None).unwrap(),
            ID,
            "what was chosen at the console"
        );
        assert!(
            programme(&mut desk.session("clerk2"), None).is_err(),
            "and by nobody else"
        );
    }

    #[test]
    fn the_only_programme_needs_no_name() {
        let db = TestDb::fresh(Engine::Sqlite).unwrap();
        let desk = Desk::install(&db);
        assert_eq!(
            programme(&mut desk.session("clerk"), None).unwrap(),
            "child-premium"
        );
    }
}
