//! A command that failed: what happened, what was saved, what to do next.

use crate::commands::shared;
use crate::exit::Exit;
use crate::words::{Words, pick};
use domain::ids::ClaimRef;
use serde_json::{Value, json};
use std::borrow::Cow;
use storage::StorageError;
use workflow::views::Lang;
use workflow::{WorkflowError, causes_of};

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
    pub causes: Vec<Words>,
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
        self.causes.extend(causes_of(error));
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
        let hint = self.hint.get(lang);
        // Where the message ends with what can be done, it is said once, as the next step.
        let message = self.message.get(lang);
        let message = match message.strip_suffix(hint) {
            Some(before) if !hint.is_empty() => before.trim_end_matches(['：', '；', ';', ' ']),
            _ => message,
        };
        let mut text = format!("{}{}\n", pick(lang, "错误：", "error: "), short(message));
        for cause in &self.causes {
            text.push_str(pick(lang, "  原因：", "  because: "));
            text.push_str(&short(cause.get(lang)));
            text.push('\n');
        }
        let saved = match self.saved.get(lang) {
            "" => pick(lang, "未作任何更改。", "Nothing was changed."),
            saved => saved,
        };
        text.push_str(saved);
        text.push('\n');
        text.push_str(pick(lang, "下一步：", "next: "));
        text.push_str(hint);
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

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::from(WorkflowError::from(error))
    }
}

impl From<WorkflowError> for Failure {
    fn from(error: WorkflowError) -> Self {
        let hint = crate::hints::of(&error);
        let malformed = matches!(error, WorkflowError::Storage(StorageError::Url(_)));
        let unfinished = matches!(error, WorkflowError::Unfinished(_));
        let exit = if malformed || error.code() == "usage" {
            Exit::Usage
        } else {
            Exit::Failed
        };
        let failure = Self {
            causes: error.causes(),
            exit,
            ..Self::new(error.code(), error.words(), hint)
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
