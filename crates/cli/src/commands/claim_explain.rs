//! `gongbao claim explain`: the notice its member is handed.

use crate::app::App;
use crate::commands::shared;
use crate::failure::Result;
use crate::output::Report;
use serde_json::{Value, json};
use workflow::views::Lang;
use workflow::views::notice::{self, Notice};

/// Prints the notice about a claim in the language of messages.
///
/// # Errors
/// [`crate::failure::Failure`].
pub fn explain(app: &App, text: &str) -> Result<Report> {
    shared::with_session(app, |session| {
        let handle = shared::claim(session, text)?;
        let lang = app.voice.lang;
        let notice = notice::write(session, handle, lang)?;
        let reasons: Vec<Value> = notice
            .reasons
            .iter()
            .map(|reason| json!({ "text": reason.text, "clause": reason.clause }))
            .collect();
        let json = json!({
            "claim": handle.to_string(), "title": notice.title, "to": notice.to, "verdict": notice.verdict,
            "reasons": reasons, "send": notice.send, "by": notice.by, "next": notice.next, "ask": notice.ask,
        });
        Ok(lines(&notice, lang)
            .into_iter()
            .fold(Report::new(json), |report, line| {
                report.line(line.clone(), line)
            }))
    })
}

/// The notice as it is printed.
fn lines(notice: &Notice, lang: Lang) -> Vec<String> {
    let word = |zh: &'static str, en: &'static str| crate::words::pick(lang, zh, en);
    let mut lines = vec![
        notice.title.clone(),
        String::new(),
        notice.to.clone(),
        notice.verdict.clone(),
    ];
    if !notice.reasons.is_empty() {
        lines.extend([String::new(), word("原因", "Why").to_owned()]);
        for (at, reason) in notice.reasons.iter().enumerate() {
            let (at, text, clause) = (at + 1, &reason.text, &reason.clause);
            lines.push(match lang {
                _ if clause.is_empty() => format!("{at}. {text}"),
                Lang::Zh => format!("{at}. {text}（依据：湘工发〔2025〕11号 {clause}）"),
                Lang::En => format!("{at}. {text} (湘工发〔2025〕11号 {clause})"),
            });
        }
    }
    if !notice.send.is_empty() {
        lines.extend([String::new(), word("请您提供", "Please send").to_owned()]);
        let numbered = notice.send.iter().enumerate();
        lines.extend(numbered.map(|(at, what)| format!("{}. {what}", at + 1)));
    }
    lines.extend([String::new(), notice.next.clone(), notice.ask.clone()]);
    lines
}
