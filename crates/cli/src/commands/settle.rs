//! `gongbao settle`: a hospital's settlement in, the union's line of its statement out.

use crate::app::App;
use crate::commands::shared;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::serve::{self, Address, Service};
use crate::words::Words;
use rows::Texts;
use serde_json::{Value, json};
use std::io::Read;
use workflow::messages::{self, Incoming, MessageAnswer, MessageState, Origin};
use workflow::views::Lang;

/// Takes one message from standard input.
///
/// Standard input holds the platform's `output` object, or `setlinfo` alone. The same message again is answered as before
/// and posts nothing.
#[derive(Debug, clap::Args)]
pub struct Settle {
    /// Programme id, where several are fed by messages
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
    /// Listen for a bridge instead: a message a line in, an answer a line out, until the process is ended
    #[arg(long, value_name = "ADDRESS", value_parser = Address::parse)]
    serve: Option<Address>,
}

/// More of a message is not read: beyond it the reader refuses it anyhow.
const MESSAGE_BYTES_MAX: u64 = 2 * 1024 * 1024;

impl Settle {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`]; what is wrong with the message is in the report.
    pub fn run(self, app: &App) -> Result<Report> {
        if let Some(address) = &self.serve {
            return listen(app, address, self.programme);
        }
        let mut bytes = Vec::new();
        let read = std::io::stdin()
            .lock()
            .take(MESSAGE_BYTES_MAX)
            .read_to_end(&mut bytes);
        read.map_err(|error| {
            Failure::new(
                "input",
                Words::new("无法读取标准输入", "standard input cannot be read"),
                Words::new("检查管道后重新发送", "check the pipe and send it again"),
            )
            .because(&error)
        })?;
        // What is no text is no message either, and is answered as one.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let lang = app.voice.lang;
        shared::with_session(app, |session| {
            let programme = shared::fed_programme(session, self.programme.clone())?;
            let incoming = Incoming {
                text,
                origin: Origin::Counter,
            };
            let taken = messages::receive(session, &programme, &[incoming])?;
            let answer = taken.into_iter().next().map(|taken| taken.answer);
            let answer = answer.unwrap_or_else(|| MessageAnswer::refused(Vec::new()));
            let texts = import::texts(&session.ctx.installation.registry);
            Ok(report(&answer, &texts, lang))
        })
    }
}

/// Serves until the process is ended.
fn listen(app: &App, address: &Address, named: Option<String>) -> Result<Report> {
    let programme = shared::fed_programme(&app.session()?, named)?;
    let (open, _) = app.opener()?;
    let service = Service {
        open: Box::new(open),
        programme,
        write: json,
        lang: app.voice.lang,
    };
    let voice = app.voice;
    serve::serve(address, service, |listening| {
        let (zh, en) = (
            format!("正在监听 {listening}"),
            format!("listening on {listening}"),
        );
        voice.aside(crate::words::pick(voice.lang, &zh, &en));
    })?;
    Ok(Report::new(Value::Null))
}

/// The answer in the shape that stays.
pub fn json(answer: &MessageAnswer, texts: &Texts, lang: Lang) -> Value {
    let findings: Vec<Value> = answer
        .findings
        .iter()
        .map(|finding| {
            json!({
                "code": finding.code, "severity": finding.severity,
                "message": texts.render(finding, lang),
            })
        })
        .collect();
    json!({
        "settlement": answer.about, "state": answer.state.code(),
        "base_fen": answer.base.map(domain::fen::Fen::get), "benefit_fen": answer.sum.get(),
        "line": line(answer, lang), "findings": findings,
    })
}

fn line(answer: &MessageAnswer, lang: Lang) -> Option<&str> {
    let (zh, en) = answer.line.as_ref()?;
    Some(crate::words::pick(lang, zh, en))
}

fn report(answer: &MessageAnswer, texts: &Texts, lang: Lang) -> Report {
    let refused = answer.state == MessageState::Refused;
    let mut report = Report::new(json(answer, texts, lang))
        .exit(Exit::of(usize::from(!refused), usize::from(refused)));
    report = match &answer.line {
        Some((zh, en)) => report.line(zh.clone(), en.clone()),
        None => report.line(answer.state.chinese(), told(answer.state)),
    };
    for finding in &answer.findings {
        report = report.line(
            texts.render(finding, Lang::Zh),
            texts.render(finding, Lang::En),
        );
    }
    report
}

/// What became of a message, in English.
const fn told(state: MessageState) -> &'static str {
    match state {
        MessageState::Benefit => "a benefit",
        MessageState::None => "no benefit",
        MessageState::Waiting => "waiting",
        MessageState::Reversed => "taken back",
        MessageState::Refused => "refused",
    }
}
