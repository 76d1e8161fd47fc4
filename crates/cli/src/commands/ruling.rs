//! `gongbao ruling`: what the province decided where the text is silent.

use crate::app::App;
use crate::commands::{codes, shared, what_if};
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::Words;
use chrono::NaiveDate;
use serde_json::json;
use workflow::proposals::rulings::{self, NewRuling, OptionInfo, OptionSpec};

/// Verbs of `ruling`.
#[derive(Debug, clap::Subcommand)]
pub enum Ruling {
    /// List the open points and what was ruled
    List {
        /// Programme id
        programme: Option<String>,
    },
    /// List the claims a ruling would change; nothing is written
    Preview(what_if::RulingPreview),
    /// Propose a ruling; a second operator approves it
    #[command(visible_alias = "set")]
    Propose {
        /// Programme id
        programme: String,
        /// Key of the open point, or its Chinese name
        option: String,
        /// One of its values: the code, or the Chinese word
        value: String,
        /// The document that decides it
        #[arg(long, value_name = "TEXT")]
        document: String,
        /// The day it was decided; today when left out
        #[arg(long, value_name = "DATE")]
        decided_on: Option<NaiveDate>,
    },
}

impl Ruling {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::List { programme } => list(app, programme),
            Self::Preview(preview) => preview.run(app),
            Self::Propose {
                programme,
                option,
                value,
                document,
                decided_on,
            } => shared::with_session(app, |session| {
                let decided_on = decided_on.unwrap_or_else(|| session.ctx.today());
                let (option, value) = codes::ruled(&programme, &option, &value);
                let new = NewRuling {
                    programme: &programme,
                    option: &option,
                    value: &value,
                    document: &document,
                    decided_on,
                };
                Ok(shared::changed(&rulings::propose(session, &new)?))
            }),
        }
    }
}

fn list(app: &App, programme: Option<String>) -> Result<Report> {
    shared::with_session(app, |session| {
        let programme = shared::programme(session, programme)?;
        let options = rulings::options(session, &programme)?;
        let mut table = Table::new(&[
            ("事项", "option"),
            ("条款", "clause"),
            ("裁定", "ruling"),
            ("待裁定", "waiting"),
            ("可选值", "values"),
            ("问题", "question"),
        ]);
        let mut list = Vec::new();
        for option in &options {
            let ruled = option.ruling.as_ref();
            let spec = option.spec;
            table.row([
                Words::new(spec.name.0, spec.key),
                Words::same(spec.clause),
                in_force(option),
                Words::same(option.waiting.to_string()),
                choices(spec),
                Words::new(spec.zh, spec.en),
            ]);
            list.push(json!({
                "option": spec.key, "clause": spec.clause,
                "question": crate::words::pick(app.voice.lang, spec.zh, spec.en),
                "values": spec.codes().collect::<Vec<_>>(),
                "recommended": spec.recommended().map(|value| value.code), "waiting_claims": option.waiting,
                "ruling": ruled.map(|ruling| json!({
                    "value": ruling.value, "document": ruling.document, "decided_on": ruling.decided_on,
                    "at": ruling.at.shanghai_text(), "proposed_by": ruling.proposed_by,
                    "seconded_by": ruling.seconded_by,
                })),
            }));
        }
        Ok(Report::new(json!({ "options": list })).table(table).line(
            "括号内为未裁定时采用的建议值；“待裁定”为您的范围内等待裁定的未决申报件数；提出裁定时，事项和可选值照写即可",
            "ruling in brackets: the recommended value, used until ruled; waiting: undecided claims in your scope that wait for the ruling; values: what is typed, with its meaning",
        ))
    })
}

/// What was ruled, else the recommended value in brackets.
fn in_force(option: &OptionInfo) -> Words {
    if let Some(ruling) = &option.ruling {
        return rulings::value_words(option.spec, &ruling.value);
    }
    let value = option.spec.recommended();
    value.map_or_else(Words::default, |value| {
        Words::new(format!("（{}）", value.zh), format!("({})", value.en))
    })
}

/// What may be typed: the Chinese words, or in English the codes with what they mean.
fn choices(spec: &OptionSpec) -> Words {
    let (zh, en): (Vec<&str>, Vec<String>) = spec
        .values
        .iter()
        .map(|value| (value.zh, format!("{} ({})", value.code, value.en)))
        .unzip();
    Words::new(zh.join(" | "), en.join(" | "))
}
