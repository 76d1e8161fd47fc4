//! One claim: who, how much, every condition with its clause and values, history.

use super::claims::{self, CARD, DECIDE};
use super::{
    AnswerOf, Asked, Case, Claims, Commands, Frame, Route, Screen, flow, heading, inner_width,
    list_rows, pairs, text_rows, wrapped,
};
use crate::commands::{self, Command, NEXT_UNDECIDED, on, quiet};
use crate::i18n::Texts;
use crate::keys::Key::{Char, Enter};
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::Model;
use crate::msg::Effect;
use crate::orders::{REPLAY, SUPPLEMENT};
use crate::update::enter;
use domain::claim::{ClaimState, HoldUntil};
use domain::decision::Severity;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use workflow::views::claim_detail::{self, ClaimDetail, EventView, FindingView, PersonView};
use workflow::{Result, Session};

/// Every condition in full, or what passes in one line again.
const UNFOLD: Command = Command::Own("unfold");

/// One claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim(pub ClaimRef);

impl Screen for Claim {
    type State = Loaded<ClaimDetail>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let detail = claim_detail::show(session, asked.screen.0, asked.lang)?;
        Ok(Box::new(detail))
    }

    fn commands() -> Commands {
        const {
            &[
                DECIDE,
                &[
                    quiet(
                        Command::KeepApproval,
                        &[Char('K')],
                        "cmd-keep-approval",
                        "claim keep ID",
                    ),
                    on(
                        Command::Reveal,
                        &[Char('v')],
                        "cmd-reveal",
                        "claim reveal ID",
                    ),
                    on(Command::Neighbour(1), &[Char('n')], "cmd-next", ""),
                    quiet(Command::Neighbour(-1), &[Char('p')], "cmd-previous", ""),
                    NEXT_UNDECIDED,
                    on(Command::Log, &[Char('L')], "cmd-log", "claim log ID"),
                    quiet(
                        SUPPLEMENT,
                        &[Char('M')],
                        "cmd-supplement",
                        "claim supplement ID",
                    ),
                    quiet(REPLAY, &[Char('Y')], "cmd-replay", "claim replay ID"),
                    CARD,
                    quiet(UNFOLD, &[Char('z')], "cmd-unfold", ""),
                    on(
                        Command::Open,
                        &[Enter],
                        "cmd-open-case",
                        "duplicate show ID",
                    ),
                ],
            ]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let lines = lines(model);
        let height = text_rows(model.size);
        let top = model
            .screens
            .claim
            .top
            .min(lines.len().saturating_sub(height));
        let title = match &model.screens.claim.value {
            Some(claim) => format!(
                "{}  {}",
                claim.row.number,
                texts.word("state", claim.row.state.code())
            ),
            None => texts.t("title-claim"),
        };
        let end = (top + height).min(lines.len());
        let position = format!("{}-{}/{}", top + 1, end, lines.len());
        Frame {
            title,
            position,
            body: lines.into_iter().skip(top).take(height).collect(),
            ..Frame::default()
        }
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(model))
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        match command {
            Command::Open => self.open(model).is_some(),
            // A claim that was opened from a batch or a case has no list to step through.
            Command::Neighbour(_) | Command::NextUndecided => from_queue(model),
            _ => true,
        }
    }

    fn hints(&self, model: &Model, command: Command) -> bool {
        let claim = model.screens.claim.value.as_ref();
        commands::fits(claim.map(|claim| claim.row.state), command)
    }

    /// The case that contests it.
    fn open(&self, model: &Model) -> Option<Route> {
        let claim = model.screens.claim.value.as_ref()?;
        Some(Case(claim.row.case?).into())
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        match command {
            Command::Neighbour(by) => Some(neighbour(model, by)),
            UNFOLD => {
                model.unfolded = !model.unfolded;
                Some(Vec::new())
            }
            other => claims::beyond(model, other),
        }
    }

    fn chosen(&self, model: &Model) -> Vec<(ClaimRef, Fen)> {
        let claim = model.screens.claim.value.iter();
        claim.map(|claim| (claim.row.id, claim.row.sum())).collect()
    }

    fn record(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

/// The operator came from the queue.
pub(super) fn from_queue(model: &Model) -> bool {
    model.routes.iter().any(|route| *route == Claims)
}

/// To the next or previous claim of the queue.
fn neighbour(model: &mut Model, by: isize) -> Vec<Effect> {
    if !from_queue(model) {
        return Vec::new();
    }
    let height = list_rows(model.size, 0);
    model.screens.claims.list.step(by, height);
    let Some(row) = model.screens.claims.list.current() else {
        return Vec::new();
    };
    let claim = row.id;
    model.routes.pop();
    enter(model, Claim(claim))
}

/// The whole text of the screen.
fn lines(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let width = inner_width(model.size);
    let Some(claim) = &model.screens.claim.value else {
        return vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
    };
    let mut lines = unmasked(model, claim, width);
    lines.extend(amounts(texts, claim, width));
    lines.push(Line::new());
    lines.push(heading(
        &texts.with("claim-conditions", &[("version", &claim.decision.version)]),
    ));
    lines.extend(conditions(model, claim, width));
    lines.push(Line::new());
    lines.extend(people(model, claim, width));
    lines.push(Line::new());
    lines.push(heading(&texts.t("claim-history")));
    for event in &claim.history {
        lines.extend(history(texts, event, width));
    }
    lines.push(Line::new());
    lines.extend(origin(texts, claim, width));
    lines
}

/// The number that was asked for, above everything else while it is shown.
fn unmasked(model: &Model, claim: &ClaimDetail, width: usize) -> Vec<Line> {
    let shown = model
        .unmasked
        .as_ref()
        .filter(|shown| shown.claim == claim.row.id);
    let Some(shown) = shown else {
        return Vec::new();
    };
    let label = model.masked(shown.field, &claim.row.programme);
    vec![
        Line::new()
            .add(&label, Tone::Dim)
            .gap(1)
            .add(shown.value.as_str(), Tone::Selected)
            .gap(2)
            .add(&model.texts.t("claim-unmasked"), Tone::Warn)
            .fit(width),
    ]
}

fn amounts(texts: &Texts, claim: &ClaimDetail, width: usize) -> Vec<Line> {
    let row = &claim.row;
    let sums = Line::new()
        .add(&texts.t("label-payable"), Tone::Dim)
        .gap(1)
        .add(&row.payable.to_string(), Tone::Title)
        .gap(2);
    let sums = match row.approved {
        Some(approved) => sums
            .add(&texts.t("label-approved"), Tone::Dim)
            .gap(1)
            .add(&approved.to_string(), Tone::Title)
            .gap(2),
        None => sums,
    };
    let sums = sums
        .add(&texts.t("label-claimed"), Tone::Dim)
        .gap(1)
        .add(&row.claimed.to_string(), Tone::Plain)
        .gap(2)
        .add(&texts.t("label-ceiling"), Tone::Dim)
        .gap(1)
        .add(&claim.decision.ceiling.to_string(), Tone::Plain);
    let mut lines = vec![if row.stands().is_some() {
        sums
    } else {
        let verdict = texts.word("verdict", row.verdict.code());
        sums.gap(2).add(&verdict, super::verdict_tone(row.verdict))
    }];
    let slot = texts.with(
        if claim.slot.own {
            "slot-own"
        } else {
            "slot-other"
        },
        &[
            ("occupancy", &texts.word("slot", claim.slot.occupancy)),
            ("sum", &claim.slot.committed.to_string()),
        ],
    );
    let mut status = Line::new()
        .add(&texts.t("label-slot"), Tone::Dim)
        .gap(1)
        .add(&slot, Tone::Plain);
    if let Some(case) = &claim.case {
        let told = format!(
            "! {} ({})",
            texts.word("case-kind", case.kind.code()),
            texts.word("case", case.state.code())
        );
        status = status.gap(2).add(&told, Tone::Warn);
    }
    lines.push(status);
    lines.extend(
        standing(texts, claim)
            .into_iter()
            .flat_map(|text| wrapped(&text, "", width, Tone::Warn)),
    );
    lines
}

/// What ends a hold, or why the claim is out, in words.
fn standing(texts: &Texts, claim: &ClaimDetail) -> Option<String> {
    match &claim.state {
        ClaimState::Held {
            until: HoldUntil::Date(date),
            reason,
        } => Some(texts.with(
            "claim-held-until",
            &[("date", &date.to_string()), ("reason", reason)],
        )),
        ClaimState::Held {
            until: HoldUntil::SlotFree,
            reason,
        } => Some(texts.with("claim-held-slot", &[("reason", reason)])),
        _ => {
            let stands = claim.row.stands()?;
            let why = stands.get(texts.lang());
            Some(texts.with("claim-because", &[("reason", why)]))
        }
    }
}

fn people(model: &Model, claim: &ClaimDetail, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let across = if width >= 96 { 2 } else { 1 };
    // Whoever claims for nobody else is told of once.
    let subject = model.subject(&claim.row.programme);
    let mut items: Vec<(String, String)> = subject
        .map(|word| (word, person(texts, &claim.subject)))
        .into_iter()
        .collect();
    items.extend([
        (texts.t("label-member"), person(texts, &claim.member)),
        (
            texts.t("label-unit"),
            format!("{} {}", claim.row.unit_code, claim.row.unit_name),
        ),
        (
            texts.t("label-year"),
            format!("{}  {}", claim.row.year, texts.method(claim.row.method)),
        ),
    ]);
    if let Some((bank, card, holder)) = &claim.filed.payee {
        items.push((texts.t("label-payee"), format!("{bank}  {card}  {holder}")));
    }
    let mut lines = pairs(width, across, &items);
    lines.extend(flow(width, &claim.filed.told(texts.lang())));
    lines
}

fn person(texts: &Texts, person: &PersonView) -> String {
    let sex = person
        .sex
        .as_deref()
        .map(|sex| texts.word("sex", sex))
        .unwrap_or_default();
    let born = person
        .birth_date
        .map(|date| date.to_string())
        .unwrap_or_default();
    let numbers: Vec<&str> = person
        .numbers
        .iter()
        .map(|number| number.masked.as_str())
        .collect();
    format!("{} {sex} {born} {}", person.name, numbers.join(" "))
}

/// What fails in full, what passes in one line until it is asked for.
fn conditions(model: &Model, claim: &ClaimDetail, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let passes = |finding: &&FindingView| finding.severity == Severity::Pass;
    if model.unfolded {
        let all = claim.findings.iter();
        return all.flat_map(|one| condition(texts, one, width)).collect();
    }
    let told = claim.findings.iter().filter(|one| !passes(one));
    let mut lines: Vec<Line> = told.flat_map(|one| condition(texts, one, width)).collect();
    let folded: Vec<&str> = claim
        .findings
        .iter()
        .filter(passes)
        .map(|one| one.rule.as_str())
        .collect();
    if !folded.is_empty() {
        let count = folded.len().to_string();
        // A rule may have tested several things.
        let mut rules = folded;
        rules.dedup();
        let rules = rules.join(" ");
        let told = texts.with("claim-passes", &[("count", &count), ("rules", &rules)]);
        lines.push(
            Line::new()
                .add("= ", Tone::Good)
                .add(&told, Tone::Dim)
                .fit(width),
        );
    }
    lines
}

fn condition(texts: &Texts, finding: &FindingView, width: usize) -> Vec<Line> {
    let (sign, tone) = match finding.severity {
        Severity::Pass => ("=", Tone::Good),
        Severity::Warning => ("~", Tone::Plain),
        Severity::Review if finding.waits => ("?", Tone::Plain),
        Severity::Review => ("!", Tone::Warn),
        Severity::Reject => ("x", Tone::Bad),
    };
    let severity = texts.word("severity", finding.severity_code());
    let waits = if finding.waits {
        texts.t("claim-waits")
    } else {
        String::new()
    };
    let head = Line::new()
        .add(&format!("{sign} {} {severity}", finding.rule), tone)
        .gap(1)
        .add(
            &texts.with("claim-clause", &[("clause", &finding.clause)]),
            Tone::Dim,
        )
        .gap(1)
        .add(&waits, Tone::Warn);
    let head = if waits.is_empty() { head } else { head.gap(1) };
    // What does not fit beside rule and clause goes below them: neither may be cut.
    let mut lines = if head.width() + crate::text::width(&finding.asks) <= width {
        vec![head.add(&finding.asks, Tone::Dim)]
    } else {
        let mut lines = vec![head];
        lines.extend(wrapped(&finding.asks, "    ", width, Tone::Dim));
        lines
    };
    lines.extend(wrapped(&finding.sentence, "    ", width, Tone::Plain));
    if !finding.remedy.is_empty() {
        lines.extend(wrapped(
            &format!("-> {}", finding.remedy),
            "    ",
            width,
            tone,
        ));
    }
    lines
}

fn history(texts: &Texts, event: &EventView, width: usize) -> Vec<Line> {
    let step = event.step.map_or_else(
        || event.code.clone(),
        |step| texts.word("step", step.code()),
    );
    let mut lines = vec![
        Line::new()
            .add(&event.at.shanghai_text(), Tone::Dim)
            .gap(2)
            .add(&step, Tone::Plain)
            .gap(2)
            .add(&event.by, Tone::Plain),
    ];
    if let Some(reason) = &event.reason {
        lines.extend(wrapped(reason, "    ", width, Tone::Dim));
    }
    lines
}

fn origin(texts: &Texts, claim: &ClaimDetail, width: usize) -> Vec<Line> {
    let file = claim.source.file.clone().unwrap_or_default();
    let (sheet, row) = claim
        .source
        .row
        .clone()
        .map_or_else(Default::default, |(sheet, row)| (sheet, row.to_string()));
    let mut lines = wrapped(
        &texts.with(
            "claim-source",
            &[("file", &file), ("sheet", &sheet), ("row", &row)],
        ),
        "",
        width,
        Tone::Dim,
    );
    for batch in &claim.batches {
        let (family, code) = workflow::views::batches::line_word(batch.state, batch.line_state);
        let told = texts.with(
            "claim-batch",
            &[
                ("number", &batch.number),
                ("line", &batch.line.to_string()),
                ("sum", &batch.amount.to_string()),
                ("state", &texts.word(family, code)),
            ],
        );
        lines.extend(wrapped(&told, "", width, Tone::Plain));
    }
    lines
}
