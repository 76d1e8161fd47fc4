//! A command that failed: what happened, what was saved, what to do next.

use crate::commands::shared;
use crate::exit::Exit;
use crate::words::{Words, pick};
use domain::ids::ClaimRef;
use import::ImportError;
use serde_json::{Value, json};
use std::borrow::Cow;
use storage::StorageError;
use workflow::WorkflowError;
use workflow::bulk::Expected;
use workflow::views::Lang;

/// Longest message or cause that is shown whole, in characters.
const MESSAGE_CHARS_MAX: usize = 600;

/// Result of a command of the command line.
pub type Result<T> = std::result::Result<T, Failure>;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct Failure {
    /// Stable code.
    pub code: &'static str,
    /// What happened.
    pub message: Words,
    /// What to do next; never empty when printed.
    pub hint: Box<Words>,
    /// What was saved before it failed; empty for nothing.
    pub saved: Box<Words>,
    /// What became of each claim of an act that stopped half-way, for `--json`; else null.
    pub outcome: Box<Value>,
    /// The errors below, outermost first.
    pub causes: Vec<String>,
    /// The exit code.
    pub exit: Exit,
}

impl Failure {
    /// A failure that changed nothing.
    pub fn new(code: &'static str, message: Words, hint: Words) -> Self {
        Self {
            code,
            message,
            hint: Box::new(hint),
            saved: Box::default(),
            outcome: Box::default(),
            causes: Vec::new(),
            exit: Exit::Failed,
        }
    }

    /// A command line that makes no sense.
    pub fn usage(message: Words, hint: Words) -> Self {
        Self {
            exit: Exit::Usage,
            ..Self::new("usage", message, hint)
        }
    }

    /// Adds an error and everything below it.
    #[must_use]
    pub fn because(mut self, error: &(dyn std::error::Error + 'static)) -> Self {
        self.causes.extend(chain(error));
        self
    }

    /// Says what was saved although the command failed.
    #[must_use]
    pub fn saved(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        *self.saved = Words::new(zh, en);
        self
    }

    /// The lines for standard error.
    pub fn render(&self, lang: Lang) -> String {
        let mut text = format!(
            "{}{}\n",
            pick(lang, "错误：", "error: "),
            short(self.message.get(lang))
        );
        for cause in &self.causes {
            text.push_str(pick(lang, "  原因：", "  because: "));
            text.push_str(&short(cause));
            text.push('\n');
        }
        let saved = match self.saved.get(lang) {
            "" => pick(lang, "未作任何更改。", "Nothing was changed."),
            saved => saved,
        };
        text.push_str(saved);
        text.push('\n');
        text.push_str(pick(lang, "下一步：", "next: "));
        text.push_str(self.hint.get(lang));
        text
    }
}

/// A message that repeats what was typed must not bury what to do next.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MESSAGE_CHARS_MAX) {
        Some((end, _)) => text
            .get(..end)
            .map_or(Cow::Borrowed(text), |head| Cow::Owned(format!("{head} …"))),
        None => Cow::Borrowed(text),
    }
}

/// The error and all its sources as text, each once.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    let mut texts = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
        next = error.source();
    }
    texts
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::from(WorkflowError::from(error))
    }
}

impl From<WorkflowError> for Failure {
    fn from(error: WorkflowError) -> Self {
        let texts = chain(&error);
        let en = texts.first().cloned().unwrap_or_default();
        let zh = chinese(&error).unwrap_or_else(|| en.clone());
        let hint = crate::hints::of(&error);
        let causes = texts.into_iter().skip(1).collect();
        let malformed = matches!(error, WorkflowError::Storage(StorageError::Url(_)));
        let unfinished = matches!(error, WorkflowError::Unfinished(_));
        let exit = if malformed || error.code() == "usage" {
            Exit::Usage
        } else {
            Exit::Failed
        };
        let failure = Self {
            causes,
            exit,
            ..Self::new(error.code(), Words::new(zh, en), hint)
        };
        if let (Some(zh), Some(en)) = (error.stopped(Lang::Zh), error.stopped(Lang::En)) {
            return Self {
                outcome: Box::new(half_way(&error)),
                ..failure.saved(zh, en)
            };
        }
        if unfinished {
            return failure.saved("更改已生效并保存。", "The change is in force and saved.");
        }
        failure
    }
}

/// What an act that stopped half-way has done and what remains.
fn half_way(error: &WorkflowError) -> Value {
    let WorkflowError::HalfWay { outcome, left, .. } = error else {
        return Value::Null;
    };
    let ids =
        |claims: &[ClaimRef]| -> Vec<String> { claims.iter().map(ToString::to_string).collect() };
    let failed: Vec<Value> = outcome
        .failed
        .iter()
        .map(|(claim, refusal)| shared::failed(&claim.to_string(), refusal))
        .collect();
    json!({ "done": ids(&outcome.done), "failed": failed, "left": ids(left) })
}

/// The Chinese sentence of the failures every user meets; the others are told in English with their code.
fn chinese(error: &WorkflowError) -> Option<String> {
    Some(match error {
        WorkflowError::Storage(storage) => storage_chinese(storage)?,
        WorkflowError::Forbidden {
            operator,
            role,
            action,
        } => {
            format!(
                "{operator} 的角色是{}，不能：{}",
                role.chinese(),
                action.chinese()
            )
        }
        WorkflowError::UnknownOperator(name) => format!("没有名为 {name} 的操作员"),
        WorkflowError::UnknownProgramme(id) => format!("没有项目 {id}"),
        WorkflowError::UnknownUnit(code) => format!("您的范围内没有代码为 {code} 的工会"),
        WorkflowError::NotFound { kind, id } => {
            format!("没有找到{} {id}，或不在您的范围内", noun(kind))
        }
        WorkflowError::Exists { kind, id } => format!("{} {id} 已经存在", noun(kind)),
        WorkflowError::CaseNotOpen { id, state } => {
            format!("案件 {id} {}，不是待处理", state.chinese())
        }
        WorkflowError::Seal(_) => "加密的内容无法打开：密钥文件是否属于这个数据库？".to_owned(),
        WorkflowError::SecondOperator(refusal) => refusal.said(Lang::Zh),
        WorkflowError::Unfinished(_) => "更改已生效，但有关申报尚未全部重新评估".to_owned(),
        WorkflowError::NotInitialised => "数据库还没有初始化".to_owned(),
        WorkflowError::SchemaBehind => "数据库的结构比程序旧".to_owned(),
        WorkflowError::WrongKey(why) => format!("密钥文件不属于这个数据库：{why}"),
        WorkflowError::AlreadyInitialised(what) => format!("数据库已在使用：{what}"),
        WorkflowError::Write { path, .. } => format!("无法写入 {}", path.display()),
        WorkflowError::Register { path, fault } => {
            let what = fault.said(Lang::Zh);
            format!("导出登记簿 {} 不可信（{what}），未导出", path.display())
        }
        WorkflowError::Exported {
            register,
            entry,
            batch,
            file,
            found,
        } => format!(
            "导出登记簿 {} 第 {entry} 号记载，这些款项已在批次 {batch}（文件 {file}）中导出过，{}；未导出",
            register.display(),
            if *found {
                "而本数据库没有此记录"
            } else {
                "银行或税务也没有退回"
            }
        ),
        WorkflowError::Import(import) => import_chinese(import),
        WorkflowError::SampleFirst { claims, most } => {
            format!(
                "{claims} 件属于批量办理，未执行：请先查看抽样（不超过 {most} 件且没有需人工判定的事项时不必）"
            )
        }
        WorkflowError::AfterResumed {
            done,
            refused,
            cause,
        } => {
            let cause = chinese(cause).unwrap_or_else(|| cause.to_string());
            format!(
                "先完成了上次中断的批量审批（已审批 {done} 件，未通过 {refused} 件）；本次一件也没有审批：{cause}"
            )
        }
        WorkflowError::HalfWay { cause, .. } => {
            let cause = chinese(cause).unwrap_or_else(|| cause.to_string());
            format!("办理中途停止：{cause}")
        }
        WorkflowError::Sample => {
            "抽样与这些申报现在的情况不符，未执行：请查看现在的抽样".to_owned()
        }
        WorkflowError::Expectation { expected, found } => {
            let said = |figures: &Expected| format!("{} 件 {} 元", figures.count, figures.total);
            format!(
                "确认的是 {}，现在是 {}；未执行：请重新查看并确认现在的数字",
                said(expected),
                said(found)
            )
        }
        WorkflowError::Refused(refusal) => refusal.said(Lang::Zh),
        WorkflowError::Claim { refusal, .. } => refusal.said(Lang::Zh),
        _ => return None,
    })
}

fn storage_chinese(error: &StorageError) -> Option<String> {
    Some(match error {
        StorageError::Url(url) => {
            format!("`{url}` 不是数据库地址；请写 sqlite:路径 或 postgres://用户@主机/库名")
        }
        StorageError::Connect(_) => "无法打开数据库".to_owned(),
        StorageError::Missing(url) => format!("{url} 没有数据库"),
        StorageError::Conflict => "这条记录刚被别人改过".to_owned(),
        StorageError::Busy(_) => "数据库正忙：另一条命令占用着这些记录".to_owned(),
        StorageError::Closed(_) => "与数据库的连接断开了".to_owned(),
        StorageError::Unwritable(_) => "数据库无法写入（磁盘已满或只读）".to_owned(),
        StorageError::Migration(_) => "数据库结构无法更新".to_owned(),
        _ => return None,
    })
}

fn import_chinese(error: &ImportError) -> String {
    match error {
        ImportError::Read { path, .. } => format!("无法读取 {}", path.display()),
        ImportError::WriteCsv(_) => "无法生成 CSV 文件".to_owned(),
        ImportError::Unencodable { encoding } => format!("导出内容中有 {encoding} 无法表示的字符"),
        ImportError::WriteXlsx(_) => "无法生成工作簿".to_owned(),
        ImportError::TableTooLarge { rows, columns } => {
            format!("表格有 {rows} 行 {columns} 列；一个工作表最多 1048576 行 16384 列")
        }
    }
}

fn noun(kind: &str) -> &str {
    match kind {
        "claim" => "申报",
        "case" => "案件",
        "batch" => "批次",
        "import" => "导入",
        "change" => "变更",
        "period" => "期间",
        "key" => "公钥",
        "operator" => "操作员",
        "unit" => "工会",
        other => other,
    }
}
