//! The slip as a paper: what the basic union has to know, and room for what it answers by hand.

use super::look::{SlipCard, SlipEventView, show};
use crate::audit::events;
use crate::error::Result;
use crate::payments::batches::file;
use crate::session::Session;
use crate::views::Lang;
use crate::words::Words;
use domain::fen::Fen;
use domain::ids::SlipId;
use domain::referral::{SlipEvent, SlipStep};
use domain::role::Action;
use import::write::Paper;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Writes a slip to print: as a PDF to a name that ends so, else as a workbook; readable by its owner only; a file that is there is never replaced. Names are
/// whole and numbers masked; the operator's chain says that it was written.
///
/// # Errors
/// [`crate::WorkflowError::Forbidden`], [`crate::WorkflowError::NotFound`], [`crate::WorkflowError::Write`],
/// [`crate::WorkflowError::Exists`].
pub fn print(session: &mut Session, id: SlipId, lang: Lang, to: &Path) -> Result<PathBuf> {
    session.ctx.require(Action::LookAfter)?;
    let card = show(session, id)?;
    let paper = paper(&card, lang);
    let target = file::target(to, &format!("{id}.xlsx"));
    let is_pdf = target
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("pdf"));
    let bytes = if is_pdf {
        import::write::paper_pdf(&paper)?
    } else {
        import::write::paper(&paper, session.ctx.today())?
    };
    let staged = file::stage_new(&target, &bytes)?;
    let detail = json!({ "slip": id.to_string() });
    events::log_alone(session, "referral-print", &detail)?;
    staged.publish()
}

fn paper(card: &SlipCard, lang: Lang) -> Paper {
    let line = &card.line;
    let yuan = |sum: Fen| words!("{sum} 元", "{sum} yuan");
    let last = |step: SlipStep| {
        let done = card.events.iter().rev();
        done.clone()
            .find(|event| event.kind == SlipEvent::Step(step))
    };
    let issued = last(SlipStep::Issue);
    let told = |event: Option<&SlipEventView>, say: fn(&SlipEventView) -> Words| {
        event.map_or_else(Words::default, say)
    };
    let alarms = Words::listed(line.alarms.iter().cloned());
    let numbers: Vec<&str> = card.numbers.iter().map(|one| one.masked.as_str()).collect();
    let year = line.year;
    let lines = [
        (words!("编号", "Slip"), Words::same(line.id.to_string())),
        (words!("年度", "Year"), Words::same(year.to_string())),
        (
            words!("基层工会", "Basic union"),
            Words::same(format!("{} {}", line.unit_code, line.unit_name)),
        ),
        (words!("会员", "Member"), Words::same(line.member.as_str())),
        (words!("证件号码", "Number"), Words::same(numbers.join(" "))),
        (
            words!("本年度结算", "Settlements of the year"),
            Words::same(card.settlements.to_string()),
        ),
        (words!("自负合计", "Base"), yuan(card.base)),
        (words!("补助合计", "Benefit"), yuan(card.benefit)),
        (words!("触发情况", "Why"), alarms),
        (
            words!("发出人", "Issued by"),
            told(issued, |event| {
                Words::same(format!("{} {}", event.by, event.at.shanghai_date()))
            }),
        ),
        (
            words!("反馈期限", "Due"),
            line.due_on
                .map_or_else(Words::default, |due| Words::same(due.to_string())),
        ),
        (
            words!("走访人、日期", "Visited by, on"),
            told(last(SlipStep::Visit), |event| {
                let on = event.note.on.map(|on| on.to_string()).unwrap_or_default();
                Words::new(
                    format!("{} {on}", event.note.visitors.join("、")),
                    format!("{} {on}", event.note.visitors.join(", ")),
                )
            }),
        ),
        (
            words!("走访情况", "What was found"),
            told(last(SlipStep::Visit), |event| {
                Words::same(event.note.text.clone().unwrap_or_default())
            }),
        ),
        (
            words!("帮扶或无需帮扶的理由", "Help, or why none"),
            told(
                last(SlipStep::Help).or_else(|| last(SlipStep::NoNeed)),
                |event| event.note.words(),
            ),
        ),
        (
            words!("工会主席签字", "Signed by the chair"),
            told(last(SlipStep::Return), |event| {
                Words::same(event.note.signed_by.clone().unwrap_or_default())
            }),
        ),
    ];
    let pick = |words: Words| words.get(lang).to_owned();
    Paper {
        title: pick(words!("职工大额医疗支出反馈单", "Referral slip")),
        lines: lines
            .into_iter()
            .map(|(label, text)| (pick(label), pick(text)))
            .collect(),
    }
}
