//! What `settle --json` prints for one message: a shape that stays.

use domain::finding::{RowFinding, RowSeverity};
use domain::lang::Lang;
use rows::Texts;
use serde::Serialize;

use crate::account::Answer;
use crate::findings;
use crate::grant::State;
use crate::message::Reading;

/// The report of one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The settlement it is about.
    pub settlement: Option<String>,
    /// What became of it.
    pub state: State,
    /// What was borne, in fen, where it can be computed.
    pub base_fen: Option<i64>,
    /// What is paid for the settlement, in fen.
    pub benefit_fen: i64,
    /// The line of the hospital's statement.
    pub line: Option<String>,
    /// What was found.
    pub findings: Vec<Told>,
}

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Its stable code.
    pub code: String,
    /// What it does.
    pub severity: RowSeverity,
    /// The sentence.
    pub message: String,
}

impl Report {
    /// Of a message that could not be taken.
    pub fn refused(reading: &Reading, lang: Lang) -> Self {
        Self {
            settlement: None,
            state: State::Refused,
            base_fen: None,
            benefit_fen: 0,
            line: None,
            findings: tell(reading.findings.iter(), lang),
        }
    }

    /// Of a message that was answered.
    pub fn answered(reading: &Reading, answer: &Answer, lang: Lang) -> Self {
        let granted = &answer.granted;
        Self {
            settlement: answer.settlement.clone(),
            state: granted.state,
            base_fen: granted.base.map(domain::fen::Fen::get),
            benefit_fen: granted.benefit.get(),
            line: answer.line().map(|(zh, en)| match lang {
                Lang::Zh => zh,
                Lang::En => en,
            }),
            findings: tell(reading.findings.iter().chain(&granted.findings), lang),
        }
    }
}

/// Each finding once.
fn tell<'f>(findings: impl Iterator<Item = &'f RowFinding>, lang: Lang) -> Vec<Told> {
    let texts = Texts::new([findings::ALL]);
    let mut told: Vec<Told> = Vec::new();
    for finding in findings {
        let one = Told {
            code: finding.code.clone(),
            severity: finding.severity,
            message: texts.render(finding, lang),
        };
        if !told.contains(&one) {
            told.push(one);
        }
    }
    told
}
