//! Stable codes as values of flags: a wrong one is refused with the list of right ones.

use crate::misuse::Unread;
use crate::words::Words;
use domain::announcement::AnnouncementKind;
use domain::batch::{BatchState, Channel};
use domain::case::{CaseState, ProposalState};
use domain::claim::StateName;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{CaseId, ImportId, ProposalId, SlipId};
use domain::notice::NoticeState;
use domain::payment_method::PaymentMethod;
use domain::referral::{HelpKind, Stage};
use domain::role::Role;
use domain::sensitive::Field;
use sealing::Suite;
use storage::rights::Holder;
use workflow::analysis::Grain;
use workflow::views::claims::WorkQueue;
use workflow::words;

macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident: $type:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(text: &str) -> Result<$type, Unread> {
            let known = <$type>::ALL.iter().copied();
            one(text, known.map(|value| (value, value.code(), value.chinese().to_owned())))
        }
    )*};
}

coded! {
    /// A role.
    role: Role;
    /// A claim's state.
    state: StateName;
    /// A channel of payment.
    channel: Channel;
    /// A batch's state.
    batch_state: BatchState;
    /// A case's state.
    case_state: CaseState;
    /// A change's state.
    change_state: ProposalState;
    /// The form of an announcement.
    announcement: AnnouncementKind;
    /// A masked number.
    field: Field;
    /// A referral slip's stage.
    stage: Stage;
    /// What figures are added up by.
    grain: Grain;
    /// Where a notice to a member stands.
    notice_state: NoticeState;
    /// A kind of help.
    help_kind: HelpKind;
}

/// A sum as it is printed (`1,234.50`, in yuan), or in fen with the word behind it (`123450fen`).
pub fn sum(text: &str) -> Result<Fen, Unread> {
    let fen = ["fen", "分"]
        .iter()
        .find_map(|unit| text.trim().strip_suffix(unit));
    let read = match fen {
        Some(number) => number.trim_end().parse().ok().map(Fen::new),
        None => Fen::parse_yuan(text).ok(),
    };
    read.ok_or_else(|| {
        Unread(words!(
            "请写元，如 1,234.50，或写分，如 123450fen",
            "write yuan such as 1,234.50, or fen such as 123450fen"
        ))
    })
}

/// A funding source of one of the programmes.
pub fn source(text: &str) -> Result<FundSource, Unread> {
    let sources = crate::programmes::registry().sources();
    let known = sources.iter();
    one(
        text,
        known.map(|spec| (spec.source(), spec.code, spec.zh.to_owned())),
    )
}

/// An argument's help with the funding sources it may name.
pub fn sources_help(text: &str) -> String {
    let sources = crate::programmes::registry().sources();
    let listed: Vec<String> = sources
        .iter()
        .map(|spec| format!("{} ({})", spec.code, spec.en))
        .collect();
    format!("{text}: {}", listed.join(", "))
}

/// The same in Chinese.
pub fn sources_help_zh(text: &str) -> String {
    let sources = crate::programmes::registry().sources();
    let listed: Vec<String> = sources
        .iter()
        .map(|spec| format!("`{}`（{}）", spec.code, spec.zh))
        .collect();
    format!("{text}：{}", listed.join("、"))
}

/// A payment method of one of the programmes.
pub fn method(text: &str) -> Result<PaymentMethod, Unread> {
    let methods = crate::programmes::registry().methods();
    let known = methods.iter();
    one(
        text,
        known.map(|spec| (spec.method(), spec.code, spec.zh.to_owned())),
    )
}

/// Something that the reviewers of one of the programmes look at by hand.
pub fn check(text: &str) -> Result<&'static str, Unread> {
    let registry = crate::programmes::registry();
    let checks = registry.iter().flat_map(|programme| programme.checks());
    one(
        text,
        checks.map(|spec| (spec.code, spec.code, spec.zh.to_owned())),
    )
}

/// The key of an open point and the code of its value, each written as such or as its Chinese word. What is neither stays as
/// written: the refusal lists what there is.
pub fn ruled(programme: &str, option: &str, value: &str) -> (String, String) {
    let registry = crate::programmes::registry();
    let specs = registry.find(programme).map(|found| found.options());
    let named = |code: &str, word: &str, text: &str| text == code || text.trim() == word;
    let spec = specs
        .into_iter()
        .flatten()
        .find(|spec| named(spec.key, spec.name.0, option));
    let chosen = spec.and_then(|spec| {
        let mut values = spec.values.iter();
        values.find(|one| named(one.code, one.zh, value))
    });
    (
        spec.map_or(option, |spec| spec.key).to_owned(),
        chosen.map_or(value, |one| one.code).to_owned(),
    )
}

/// A verdict.
pub fn verdict(text: &str) -> Result<Verdict, Unread> {
    let known = Verdict::ALL.iter().copied();
    one(
        text,
        known.map(|value| (value, value.code(), value.chinese().to_owned())),
    )
}

/// A part of the work that waits for a decision.
pub fn queue(text: &str) -> Result<WorkQueue, Unread> {
    let word = |queue: WorkQueue| crate::words::of("lane", queue.code()).zh.into();
    let known = WorkQueue::ALL.into_iter();
    one(text, known.map(|queue| (queue, queue.code(), word(queue))))
}

/// Rule and code of a condition that fails.
pub fn cause(text: &str) -> Result<(String, String), Unread> {
    let parts = text.trim().split_once(':');
    let parts = parts.filter(|(rule, code)| !rule.is_empty() && !code.is_empty());
    parts
        .map(|(rule, code)| (rule.to_owned(), code.to_owned()))
        .ok_or_else(|| {
            Unread(words!(
                "请写规则和代码，如 H-04:age-over；`claim causes` 列出现有的",
                "write rule and code, such as H-04:age-over; `claim causes` lists those there are"
            ))
        })
}

/// A suite of ciphers.
pub fn suite(text: &str) -> Result<Suite, Unread> {
    let known = [(Suite::Gm, "国密"), (Suite::Intl, "国际")];
    one(
        text,
        known
            .into_iter()
            .map(|(suite, word)| (suite, suite.code(), word.to_owned())),
    )
}

/// Whose role in the database.
pub fn holder(text: &str) -> Result<Holder, Unread> {
    let word = |holder| match holder {
        Holder::Program => "程序",
        Holder::KeyLookup => "公钥查询",
        Holder::Watch => "值守",
    };
    one(
        text,
        Holder::ALL
            .into_iter()
            .map(|holder| (holder, holder.code(), word(holder).to_owned())),
    )
}

/// The value that a code or its Chinese word names; where none has it, all of them are told.
fn one<'a, T>(text: &str, known: impl Iterator<Item = (T, &'a str, String)>) -> Result<T, Unread> {
    let (mut codes, mut told) = (Vec::new(), Vec::new());
    for (value, code, word) in known {
        if text == code || text.trim() == word {
            return Ok(value);
        }
        codes.push(code);
        told.push(format!("{word}（{code}）"));
    }
    Err(Unread(Words::new(
        format!("可写：{}", told.join("、")),
        format!("write one of: {}", codes.join(", ")),
    )))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident: $type:ty, $list:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name(text: &str) -> Result<$type, Unread> {
            let list = $list;
            text.parse()
                .map_err(|_| Unread(words!("这不是编号；用 {list} 查看", "not an id; {list} shows them")))
        }
    )*};
}

ids! {
    /// A case.
    case_id: CaseId, "`gongbao duplicate list`";
    /// A change.
    change_id: ProposalId, "`gongbao change list`";
    /// A referral slip.
    slip_id: SlipId, "`gongbao referral list`";
    /// An import.
    import_id: ImportId, "`gongbao import list`";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a text; the refusal, where it is none.
    type Read = fn(&str) -> Option<Unread>;

    const LISTS: [(&str, Read); 18] = [
        ("role", |text| role(text).err()),
        ("state", |text| state(text).err()),
        ("source", |text| source(text).err()),
        ("channel", |text| channel(text).err()),
        ("batch_state", |text| batch_state(text).err()),
        ("case_state", |text| case_state(text).err()),
        ("change_state", |text| change_state(text).err()),
        ("announcement", |text| announcement(text).err()),
        ("field", |text| field(text).err()),
        ("stage", |text| stage(text).err()),
        ("grain", |text| grain(text).err()),
        ("notice_state", |text| notice_state(text).err()),
        ("help_kind", |text| help_kind(text).err()),
        ("method", |text| method(text).err()),
        ("check", |text| check(text).err()),
        ("verdict", |text| verdict(text).err()),
        ("lane", |text| queue(text).err()),
        ("suite", |text| suite(text).err()),
    ];

    #[test]
    fn every_list_of_what_may_be_written_has_chinese_words_and_each_of_them_may_be_written() {
        for (name, read) in LISTS {
            let Unread(told) = read("无此词").expect("no value is called that");
            let zh = told.zh.strip_prefix("可写：").expect("a list");
            let en = told.en.strip_prefix("write one of: ").expect("a list");
            let mut codes = Vec::new();
            for one in zh.split('、') {
                let (word, code) = one.split_once('（').expect("a word with its code");
                let code = code.trim_end_matches('）');
                assert!(!word.is_ascii(), "{name}: {one}");
                assert!(
                    read(word).is_none() && read(code).is_none(),
                    "{name}: {one}"
                );
                codes.push(code);
            }
            assert_eq!(codes.join(", "), en, "{name}");
        }
    }
}
