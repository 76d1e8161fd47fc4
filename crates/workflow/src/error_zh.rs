//! What failed, in Chinese. Every kind of failure is here, and none is left to its English text.

use crate::causes::causes_of;
use crate::error::{Refusal, WorkflowError};
use crate::review::bulk::Expected;
use crate::views::Lang;
use crate::words::Words;
use import::ImportError;
use policy::ParamsError;
use storage::StorageError;

impl WorkflowError {
    /// What failed, in one language; causes below it are not told.
    pub fn said(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Zh => chinese(self),
        }
    }

    /// The errors below it, outermost first; what a library says is in its own words.
    pub fn causes(&self) -> Vec<Words> {
        if let Self::Unfinished(cause) = self {
            let mut causes = vec![cause.words()];
            causes.extend(cause.causes());
            return causes;
        }
        std::error::Error::source(self).map_or_else(Vec::new, causes_of)
    }

    /// [`Self::said`] in both languages.
    pub fn words(&self) -> Words {
        Words::new(self.said(Lang::Zh), self.said(Lang::En))
    }
}

impl Refusal {
    /// [`Self::said`] in both languages.
    pub fn words(&self) -> Words {
        Words::new(self.said(Lang::Zh), self.said(Lang::En))
    }

    /// The reason in one language, with who was first and when.
    pub fn said(&self, lang: Lang) -> String {
        let text = self.message.get(lang);
        match (&self.by, &self.at, lang) {
            (Some(by), Some(at), Lang::Zh) => format!("{text}（{by}，{at}）"),
            (Some(by), Some(at), Lang::En) => format!("{text} ({by}, {at})"),
            _ => text.to_owned(),
        }
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm for each failure; a catch-all would hide one without its sentence"
)]
fn chinese(error: &WorkflowError) -> String {
    match error {
        WorkflowError::Storage(error) => of_storage(error),
        WorkflowError::Import(error) => of_import(error),
        WorkflowError::Params(error) => of_params(error),
        WorkflowError::Seal(_) => "加密的内容无法打开：密钥文件是否属于这个数据库？".to_owned(),
        WorkflowError::Json(_) => "数据无法保存".to_owned(),
        WorkflowError::Write { path, .. } => format!("无法写入 {}", path.display()),
        WorkflowError::Forbidden {
            operator,
            role,
            action,
        } => format!(
            "{operator} 的角色是{}，不能：{}",
            role.chinese(),
            action.chinese()
        ),
        WorkflowError::UnknownOperator(name) => format!("没有名为 {name} 的操作员"),
        WorkflowError::UnknownProgramme(id) => format!("没有项目 {id}"),
        WorkflowError::UnknownUnit(code) => format!("您的范围内没有代码为 {code} 的工会"),
        WorkflowError::NotFound { kind, id } => {
            format!("没有找到{} {id}，或不在您的范围内", kind.chinese())
        }
        WorkflowError::Exists { kind, id } => format!("{} {id} 已经存在", kind.chinese()),
        WorkflowError::State {
            kind,
            id,
            state,
            hint,
        } => format!("{} {id} 的状态是{}：{}", kind.chinese(), state.zh, hint.zh),
        WorkflowError::CaseNotOpen { id, state } => {
            format!("案件 {id} {}，不是待处理", state.chinese())
        }
        WorkflowError::SecondOperator(refusal) | WorkflowError::Refused(refusal) => {
            refusal.said(Lang::Zh)
        }
        WorkflowError::Claim { refusal, .. } => refusal.said(Lang::Zh),
        WorkflowError::Nothing(what) | WorkflowError::Usage(what) => what.zh.to_string(),
        WorkflowError::Unfinished(_) => "更改已生效，但有关申报尚未全部重新评估".to_owned(),
        WorkflowError::NotInitialised => "数据库还没有初始化".to_owned(),
        WorkflowError::SchemaBehind => "数据库的结构比程序旧".to_owned(),
        WorkflowError::WrongKey(why) => format!("密钥文件不属于这个数据库：{}", why.zh),
        WorkflowError::AlreadyInitialised(what) => format!("数据库已在使用：{}", what.zh),
        WorkflowError::Register { path, fault } => format!(
            "导出登记簿 {} 不可信（{}）：查清之前不能导出",
            path.display(),
            fault.said(Lang::Zh)
        ),
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
        WorkflowError::SampleFirst { claims, most } => format!(
            "{claims} 件属于批量办理，未执行：请先查看抽样（不超过 {most} 件且没有需人工判定的事项时不必）"
        ),
        WorkflowError::AfterResumed {
            done,
            refused,
            cause,
        } => format!(
            "先完成了上次中断的批量审批（已审批 {done} 件，未通过 {refused} 件）；本次一件也没有审批：{}",
            chinese(cause)
        ),
        WorkflowError::HalfWay { cause, .. } => format!("办理中途停止：{}", chinese(cause)),
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
    }
}

fn of_storage(error: &StorageError) -> String {
    match error {
        StorageError::Url(url) => {
            format!("`{url}` 不是数据库地址；请写 sqlite:路径 或 postgres://用户@主机/库名")
        }
        StorageError::Connect(_) => "无法打开数据库".to_owned(),
        StorageError::Missing(url) => format!("{url} 没有数据库"),
        StorageError::NotFound => "没有找到该记录".to_owned(),
        StorageError::Duplicate(_) => "已经存在同样的记录".to_owned(),
        StorageError::Conflict => "这条记录刚被别人改过".to_owned(),
        StorageError::Busy(_) => "数据库正忙：另一条命令占用着这些记录".to_owned(),
        StorageError::Closed(_) => "与数据库的连接断开了".to_owned(),
        StorageError::Unwritable(_) => "数据库无法写入（磁盘已满或只读）".to_owned(),
        StorageError::Stored { column, value } => {
            format!("数据库中 {column} 的内容无法识别：{value}")
        }
        StorageError::Forbidden(_) => "数据库角色没有这项权限".to_owned(),
        StorageError::Role { role, bound: true } => format!("数据库中没有角色 `{role}`"),
        StorageError::Role { role, bound: false } => {
            format!("角色 `{role}` 是超级用户或表的所有者，任何权限都约束不了它")
        }
        StorageError::NotOwner(role) => format!("角色 `{role}` 不是表的所有者，不能授予权限"),
        StorageError::NoRoles => "SQLite 文件没有角色，权限就是文件的权限".to_owned(),
        StorageError::Migration(_) => "数据库结构无法更新".to_owned(),
        StorageError::Other(_) => "数据库错误".to_owned(),
    }
}

fn of_import(error: &ImportError) -> String {
    match error {
        ImportError::Read { path, .. } => format!("无法读取 {}", path.display()),
        ImportError::WriteCsv(_) => "无法生成 CSV 文件".to_owned(),
        ImportError::Unencodable { encoding } => format!("导出内容中有 {encoding} 无法表示的字符"),
        ImportError::NotInPdf(c) => {
            format!("“{c}”字不在 PDF 阅读器自带的字库中，请改写成工作簿")
        }
        ImportError::WriteXlsx(_) => "无法生成工作簿".to_owned(),
        ImportError::TableTooLarge { rows, columns } => {
            format!("表格有 {rows} 行 {columns} 列；一个工作表最多 1048576 行 16384 列")
        }
    }
}

/// What the reader of the file says names key and line, in its own words.
fn of_params(error: &ParamsError) -> String {
    match error {
        ParamsError::Shape { version, cause } => format!("参数 {version} 的格式不对：`{cause}`"),
        ParamsError::NoYear(year) => {
            format!("参数文件中没有 {year} 年度；请在项目的参数文件中补一条")
        }
        ParamsError::Terms { zh, .. } => zh.clone(),
        ParamsError::Value {
            version,
            key,
            problem,
        } => format!("参数 {version} 中 `{key}` 的值不能用：`{problem}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loser_is_told_who_was_first_in_both_languages() {
        let refusal = Refusal::new(
            "state",
            words!("申报现在是“已审批”", "the claim is approved"),
        )
        .by("赵芳", "2026-01-15 10:00:00");
        assert_eq!(
            refusal.said(Lang::Zh),
            "申报现在是“已审批”（赵芳，2026-01-15 10:00:00）"
        );
        assert_eq!(
            refusal.said(Lang::En),
            "the claim is approved (赵芳, 2026-01-15 10:00:00)"
        );
    }

    #[test]
    fn an_act_that_stopped_half_way_names_its_cause_in_chinese() {
        let cause = WorkflowError::Storage(StorageError::Conflict);
        let stopped = WorkflowError::AfterResumed {
            done: 2,
            refused: 1,
            cause: Box::new(cause),
        };
        assert!(stopped.said(Lang::Zh).ends_with("这条记录刚被别人改过"));
    }
}
