//! A command line that makes no sense, told in the operator's language: clap knows what is wrong, and says it in English
//! only.

use crate::args::LangArg;
use crate::settings;
use crate::words::Words;
use clap::ValueEnum as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use workflow::views::Lang;
use workflow::words;

/// Why a value of a flag cannot be read, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread(pub Words);

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Unread {}

/// What is wrong.
pub fn told(error: &clap::Error) -> Words {
    let text = |kind| texts(error, kind).join(", ");
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    let found = match error.kind() {
        ErrorKind::UnknownArgument => words!(
            "没有 `{argument}` 这个参数",
            "there is no argument `{argument}`"
        ),
        ErrorKind::InvalidSubcommand => {
            let command = text(ContextKind::InvalidSubcommand);
            words!(
                "没有 `{command}` 这个命令",
                "there is no command `{command}`"
            )
        }
        ErrorKind::MissingSubcommand => words!("命令不完整", "the command is not complete"),
        ErrorKind::MissingRequiredArgument => {
            words!("还缺少 `{argument}`", "`{argument}` is missing")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            words!("`{argument}` 没有给出值", "`{argument}` has no value")
        }
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg).as_str() {
            prior if prior.is_empty() || prior == argument => {
                words!(
                    "`{argument}` 只能写一次",
                    "`{argument}` can be given only once"
                )
            }
            prior => words!(
                "`{argument}` 不能与 `{prior}` 同时使用",
                "`{argument}` cannot be used together with `{prior}`"
            ),
        },
        ErrorKind::InvalidUtf8 => words!("命令行中有不是文字的内容", "the command line is no text"),
        _ if argument.is_empty() => words!("命令的写法不对", "the command cannot be read"),
        _ => words!(
            "`{argument}` 不能是 `{value}`",
            "`{argument}` cannot be `{value}`"
        ),
    };
    match instead(error) {
        Some(instead) => Words::new(
            format!("{}；{}", found.zh, instead.zh),
            format!("{}; {}", found.en, instead.en),
        ),
        None => found,
    }
}

/// How it is written rightly, where that is known.
fn instead(error: &clap::Error) -> Option<Words> {
    if let Some(cause) = std::error::Error::source(error) {
        if let Some(unread) = cause.downcast_ref::<Unread>() {
            return Some(unread.0.clone());
        }
        if cause.is::<chrono::ParseError>() {
            return Some(words!(
                "请写日历上有的一天，如 2026-02-01",
                "write a day of the calendar such as 2026-02-01"
            ));
        }
        if cause.is::<std::num::ParseIntError>() {
            return Some(words!("请写整数", "write a whole number"));
        }
    }
    let text = |kinds: &[ContextKind]| -> String {
        let all: Vec<String> = kinds.iter().flat_map(|kind| texts(error, *kind)).collect();
        all.join(", ")
    };
    let values = texts(error, ContextKind::ValidValue);
    if !values.is_empty() {
        let told: Vec<String> = values.iter().map(|code| in_chinese(code)).collect();
        return Some(Words::new(
            format!("可写：{}", told.join("、")),
            format!("write one of: {}", values.join(", ")),
        ));
    }
    let valid = text(&[ContextKind::ValidSubcommand]);
    if !valid.is_empty() {
        return Some(words!("可写：{valid}", "write one of: {valid}"));
    }
    let close = text(&[
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]);
    (!close.is_empty()).then(|| words!("是否指 `{close}`？", "did you mean `{close}`?"))
}

/// The Chinese words that clap takes for its own values. Names of formats and languages are what they are.
const WORDS: [(&str, &str); 6] = [
    ("auto", "自动"),
    ("always", "总是"),
    ("never", "从不"),
    ("frozen", "现行"),
    ("new", "新学"),
    ("child-claim", "子女申报"),
];

fn in_chinese(code: &str) -> String {
    match WORDS.iter().find(|(known, _)| *known == code) {
        Some((_, word)) => format!("{word}（{code}）"),
        None => code.to_owned(),
    }
}

/// The language of a command line that asks for help or cannot be read as a whole, and the line without the flag that
/// names it: `gongbao help claim --lang en` takes every word after `help` for a command.
pub fn language(arguments: &[OsString]) -> (Lang, Vec<OsString>) {
    let (code, rest) = without(arguments, "--lang");
    let flag = code.and_then(|code| LangArg::from_str(&code, true).ok());
    let lang = settings::language(flag, config(arguments));
    // A word that is no language stays, to be refused.
    (lang, flag.map_or_else(|| arguments.to_vec(), |_| rest))
}

/// The site file a command line names.
pub fn config(arguments: &[OsString]) -> Option<std::path::PathBuf> {
    without(arguments, "--config").0.map(Into::into)
}

/// The first value of a flag, and the words without that flag.
fn without(arguments: &[OsString], flag: &str) -> (Option<String>, Vec<OsString>) {
    let mut value = None;
    let mut rest = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let found = match word.to_str().and_then(|word| word.strip_prefix(flag)) {
            Some("") => words.next().and_then(|next| next.to_str()),
            Some(more) => more.strip_prefix('='),
            None => None,
        };
        match found {
            Some(found) => value = value.or_else(|| Some(found.to_owned())),
            None => rest.push(word.clone()),
        }
    }
    (value, rest)
}

/// How the command is used, as clap has it: flags and names are the same in every language.
pub fn usage(error: &clap::Error) -> Option<String> {
    let usage = texts(error, ContextKind::Usage).join(" ");
    let line = usage.lines().next().unwrap_or_default();
    let line = line.trim_start_matches("Usage:").trim();
    (!line.is_empty()).then(|| line.to_owned())
}

fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        Some(ContextValue::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    }
}
