//! What an entry of the audit or event log tells, in words: the log keeps JSON with codes, people read sentences.

use super::people::Operators;
use crate::proposals::{ProposalKind, target};
use crate::words::Words;
use domain::case::{CaseState, Resolution};
use domain::fen::Fen;
use domain::referral::SlipStep;
use domain::sensitive::Field;
use policy::Registry;
use serde_json::{Map, Value};

/// Letters of a digest or an id that are shown: enough to find it by.
const ID_SHOWN: usize = 12;
/// From so many letters without a blank on a text of digits and small letters is a digest or an id.
const ID_MIN: usize = 24;

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As it stands.
    Plain,
    /// An amount in fen.
    Money,
    /// How many; of a list its length.
    Count,
    /// A code with words of its own.
    Code,
    /// An operator's id.
    Operator,
    /// What changes are about.
    Target,
    /// Told elsewhere in the entry, or nothing to read.
    Silent,
}

/// A field of an entry's detail: its name there, in Chinese and in English.
type Label = (&'static str, &'static str, &'static str, Kind);

const LABELS: &[Label] = &[
    ("accepted", "接受", "accepted", Kind::Count),
    ("action", "操作", "act", Kind::Silent),
    ("admin", "管理员", "administrator", Kind::Plain),
    ("amount", "金额", "sum", Kind::Money),
    ("announcement", "公告", "announcement", Kind::Plain),
    ("automatic", "自动处理", "by itself", Kind::Count),
    ("batch", "批次", "batch", Kind::Plain),
    ("body", "决定", "decision", Kind::Plain),
    ("branches", "下级单位", "units below", Kind::Count),
    ("budget_year", "预算年度", "budget of", Kind::Plain),
    ("bulk", "批量操作", "bulk act", Kind::Plain),
    ("by", "操作员", "by", Kind::Silent),
    ("bytes", "字节", "bytes", Kind::Plain),
    ("case", "案件", "case", Kind::Plain),
    ("cases", "案件", "cases", Kind::Count),
    ("ceiling", "上限", "ceiling", Kind::Money),
    ("checks", "核对", "checks", Kind::Count),
    ("claim", "申报", "claim", Kind::Plain),
    ("claims", "申报", "claims", Kind::Count),
    ("codes", "接受的情况", "conditions accepted", Kind::Count),
    ("command", "命令", "command", Kind::Plain),
    ("completed", "已完成", "completed", Kind::Count),
    ("count", "笔数", "count", Kind::Count),
    ("date", "日期", "date", Kind::Plain),
    ("dead", "停发", "given up", Kind::Plain),
    ("digest", "摘要", "digest", Kind::Plain),
    ("document", "文件", "document", Kind::Plain),
    ("entries", "登记", "entries", Kind::Count),
    ("entry", "登记序号", "entry", Kind::Plain),
    ("families", "家庭", "families", Kind::Count),
    ("field", "号码", "number", Kind::Code),
    ("figures", "数字", "figures", Kind::Count),
    ("file", "文件", "file", Kind::Plain),
    ("format", "格式", "format", Kind::Plain),
    ("groups", "组", "groups", Kind::Count),
    ("header", "表头", "header", Kind::Silent),
    ("import", "导入", "import", Kind::Plain),
    ("in_part", "部分资金", "a part", Kind::Count),
    ("kept", "保留", "kept", Kind::Plain),
    ("joined", "并入", "joined", Kind::Count),
    ("judged", "已判断", "judged", Kind::Count),
    ("key", "公钥", "key", Kind::Plain),
    ("keys", "比对键", "match keys", Kind::Count),
    ("kind", "种类", "kind", Kind::Code),
    ("kinds", "事项", "changes", Kind::Code),
    ("later", "稍后再试", "to be tried again", Kind::Plain),
    ("lines", "阈值", "lines", Kind::Silent),
    ("mode", "用途", "use", Kind::Code),
    ("model", "模型", "model", Kind::Silent),
    ("number", "编号", "number", Kind::Plain),
    ("numbers", "证件号码", "numbers", Kind::Count),
    ("on", "日期", "on", Kind::Plain),
    ("opened", "立案", "cases opened", Kind::Count),
    ("operator", "操作员", "operator", Kind::Plain),
    ("paid", "已支付", "paid", Kind::Count),
    ("payable", "可付", "payable", Kind::Money),
    ("people", "人员", "people", Kind::Count),
    ("person", "人员", "person", Kind::Plain),
    ("profile", "表格", "sheet", Kind::Code),
    ("programme", "项目", "programme", Kind::Code),
    ("proofs", "亲子证明", "proofs of parentage", Kind::Count),
    ("proposed_by", "提出人", "proposed by", Kind::Operator),
    ("purpose", "用于", "for", Kind::Code),
    ("reason", "原因", "reason", Kind::Code),
    ("receipt", "回单", "receipt", Kind::Plain),
    ("refused", "被退", "refused", Kind::Count),
    ("register", "登记簿", "register", Kind::Plain),
    ("renewed", "更新", "renewed", Kind::Count),
    ("resolution", "结论", "resolution", Kind::Code),
    ("review", "审核", "review", Kind::Silent),
    ("rows", "行数", "rows", Kind::Count),
    ("sample_seed", "抽样种子", "sample seed", Kind::Plain),
    ("sample_size", "抽样数", "sample", Kind::Count),
    ("scheme", "方案", "scheme", Kind::Plain),
    ("sent", "已发", "sent", Kind::Plain),
    ("shortfall", "另一来源", "another source", Kind::Code),
    ("side", "位置", "in", Kind::Plain),
    ("slip", "反馈单", "slip", Kind::Plain),
    ("source", "资金来源", "source", Kind::Code),
    ("state", "状态", "state", Kind::Code),
    ("step", "步骤", "step", Kind::Code),
    ("suite", "密码套件", "suite", Kind::Code),
    ("suspects", "疑似", "suspects", Kind::Count),
    ("targets", "对象", "about", Kind::Target),
    ("terminal", "终端", "terminal", Kind::Plain),
    ("total_fen", "金额", "sum", Kind::Money),
    ("unchanged", "未变", "unchanged", Kind::Count),
    ("unit", "单位", "unit", Kind::Plain),
    ("until", "直至", "until", Kind::Code),
    ("void", "作废", "void", Kind::Plain),
    ("way", "方式", "by way of", Kind::Code),
    ("weighed", "证据", "evidence", Kind::Count),
    ("why", "结束", "ended by", Kind::Code),
    ("year", "年度", "year", Kind::Plain),
];

/// A detail in words; what it says that the entry's action says already is left out.
pub(super) fn words(
    registry: &Registry,
    operators: &Operators,
    action: &str,
    detail: &str,
) -> Words {
    let Ok(detail) = serde_json::from_str::<Value>(detail) else {
        return Words::same(detail);
    };
    let mut told = Told {
        registry,
        operators,
        zh: Vec::new(),
        en: Vec::new(),
    };
    match &detail {
        Value::Object(fields) => told.fields(action, fields),
        Value::String(code) if code != action => told.field("reason", &detail),
        _ => {}
    }
    Words::new(told.zh.join("，"), told.en.join(", "))
}

struct Told<'r> {
    registry: &'r Registry,
    operators: &'r Operators,
    zh: Vec<String>,
    en: Vec<String>,
}

impl Told<'_> {
    fn fields(&mut self, action: &str, fields: &Map<String, Value>) {
        for (name, value) in fields {
            match value {
                Value::Object(inner) if name == action || name == "of-shortfall" => {
                    self.fields(action, inner);
                }
                _ => self.field(name, value),
            }
        }
    }

    fn field(&mut self, name: &str, value: &Value) {
        let label = LABELS.iter().find(|(own, ..)| *own == name);
        let (zh, en, kind) = label.map_or((name, name, Kind::Plain), |(_, zh, en, kind)| {
            (*zh, *en, *kind)
        });
        let Some(value) = self.value(name, kind, value) else {
            return;
        };
        self.zh.push(format!("{zh} {}", value.zh));
        self.en.push(format!("{en} {}", value.en));
    }

    fn value(&self, name: &str, kind: Kind, value: &Value) -> Option<Words> {
        match (kind, value) {
            (Kind::Silent, _) | (_, Value::Null | Value::Bool(_)) => None,
            (Kind::Money, Value::Number(fen)) => fen.as_i64().map(yuan),
            (Kind::Count, Value::Array(list)) => count(list.len()),
            (Kind::Count, Value::Object(fields)) => count(fields.len()),
            (_, Value::Number(number)) => Some(Words::same(number.to_string())),
            (_, Value::String(text)) if text.is_empty() => None,
            (Kind::Operator, Value::String(id)) => {
                let named = id.parse().map(|id| self.operators.name(id));
                Some(Words::same(named.unwrap_or_else(|_| id.clone())))
            }
            (_, Value::String(text)) => Some(self.code(name, text)),
            (Kind::Target, Value::Array(list)) => {
                let targets = list.iter().filter_map(Value::as_str);
                (!list.is_empty())
                    .then(|| Words::listed(targets.map(|one| target::words(self.registry, one))))
            }
            // A part from another source: which one, how much, of which year's budget.
            (_, Value::Array(part)) if name == "shortfall" => {
                let [
                    Value::String(source),
                    Value::Number(fen),
                    Value::Number(year),
                ] = part.as_slice()
                else {
                    return None;
                };
                let (source, sum) = (self.code("source", source), yuan(fen.as_i64()?));
                Some(Words::new(
                    format!("{}{year}年度预算{}", source.zh, sum.zh),
                    format!("{} of {}, budget of {year}", sum.en, source.en),
                ))
            }
            (_, Value::Array(list)) => {
                let texts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
                (!texts.is_empty()).then(|| Words::new(texts.join("、"), texts.join(", ")))
            }
            (_, Value::Object(fields)) => {
                let listed = fields.iter().map(|(code, many)| {
                    let word = self.code(name, code);
                    match many {
                        Value::Number(many) => {
                            Words::new(format!("{} {many}", word.zh), format!("{} {many}", word.en))
                        }
                        Value::String(text) => {
                            Words::new(format!("{} {text}", word.zh), format!("{} {text}", word.en))
                        }
                        _ => word,
                    }
                });
                (!fields.is_empty()).then(|| Words::listed(listed))
            }
        }
    }

    /// A text, in words where it is a code that has some.
    fn code(&self, name: &str, text: &str) -> Words {
        let coded = match name {
            "source" => self.registry.source(text).map(|one| (one.zh, one.en)),
            "field" => Field::from_code(text).map(|one| (one.chinese(), one.english())),
            "kinds" | "kind" => {
                ProposalKind::from_code(text).map(|one| (one.chinese(), one.english()))
            }
            "resolution" => Resolution::from_code(text).map(|one| (one.chinese(), one.english())),
            "state" => CaseState::from_code(text).map(|one| (one.chinese(), one.english())),
            "step" => SlipStep::from_code(text).map(|one| (one.chinese(), one.english())),
            "programme" => self.registry.find(text).map(|one| one.names()),
            _ => None,
        };
        if let Some((zh, en)) = coded {
            return Words::new(zh, en);
        }
        let said = SAID.iter().find(|(code, ..)| *code == text);
        match said {
            Some((_, zh, en)) => Words::new(*zh, *en),
            None => Words::same(shortened(text)),
        }
    }
}

/// Codes that stand for themselves in an entry.
const SAID: &[(&str, &str, &str)] = &[
    ("broken", "程序故障", "a defect"),
    ("claims", "申报表", "claims"),
    ("command", "命令", "a command"),
    ("console", "控制台", "console"),
    (
        "first-second-administrator",
        "首位第二管理员",
        "the first second administrator",
    ),
    ("gm", "国密", "gm"),
    ("hung-up", "终端断开", "the terminal's end"),
    ("idle", "长时间无操作", "nobody at the keys"),
    ("intl", "国际", "intl"),
    ("left", "操作员退出", "leaving"),
    ("members", "会员名册", "members"),
    ("notice", "公告", "notice"),
    ("plans", "缴费方案", "plans"),
    ("production", "正式", "production"),
    ("rehearsal", "演练", "rehearsal"),
    ("sftp", "文件传输", "a transfer of files"),
    ("slot-free", "名额空出", "the slot is free"),
    (
        "terminated",
        "被管理员或系统结束",
        "the machine or an administrator",
    ),
    ("units", "工会名单", "units"),
];

fn yuan(fen: i64) -> Words {
    let sum = Fen::new(fen);
    Words::new(format!("{sum} 元"), format!("{sum} yuan"))
}

fn count(many: usize) -> Option<Words> {
    (many > 0).then(|| Words::new(format!("{many} 项"), many.to_string()))
}

/// A digest or an id by its beginning.
fn shortened(text: &str) -> &str {
    let id = text.len() >= ID_MIN
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if id {
        text.get(..ID_SHOWN).unwrap_or(text)
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_from_two_sources_tells_both_sums() {
        let detail = r#"{"approve":{"by":"x","amount":30000,"source":"union","budget_year":2026,"shortfall":["subsidy",10000,2026],"ceiling":40000}}"#;
        let told = words(
            &Registry::new(vec![child_premium::programme()]),
            &Operators::of(&[]),
            "approve",
            detail,
        );
        for part in [
            "金额 300.00 元",
            "资金来源 工会经费",
            "另一来源 行政补助2026年度预算100.00 元",
        ] {
            assert!(told.zh.contains(part), "{}", told.zh);
        }
        assert!(
            told.en
                .contains("another source 100.00 yuan of subsidy, budget of 2026"),
            "{}",
            told.en
        );
    }

    #[test]
    fn who_proposed_and_what_it_is_about_are_told_by_name() {
        let (registry, id) = (
            Registry::new(vec![child_premium::programme()]),
            domain::ids::OperatorId(uuid::Uuid::from_u128(7)),
        );
        let detail = serde_json::json!({
            "proposed_by": id.to_string(), "targets": ["operator/li.na", "period/child-premium/2026"],
        });
        let operators = Operators::of(&[(id, "wang.min")]);
        let told = words(&registry, &operators, "reverse", &detail.to_string());
        assert_eq!(
            (told.zh.as_ref(), told.en.as_ref()),
            (
                "提出人 wang.min，对象 li.na；2026年度 会员子女居民医保缴费",
                "proposed by wang.min, about li.na; 2026 Resident medical insurance for members' children",
            )
        );
    }
}
