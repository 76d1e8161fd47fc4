//! One case: its claims side by side. A side outside the operator's scope shows no person.

use super::{
    AnswerOf, Asked, Cases, Claim, Commands, Frame, Route, Screen, case_why, cases, inner_width,
    text_rows,
};
use crate::commands::{self, Command, Motion, NEXT_UNDECIDED, OPEN_CLAIM, Spec, on};
use crate::i18n::Texts;
use crate::keys::Key::Char;
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::Model;
use crate::msg::Effect;
use crate::update::enter;
use domain::case::{CaseState, Resolution};
use domain::ids::CaseId;
use domain::role::Action;
use workflow::views::cases::{self as found, CaseDetail, Side};
use workflow::views::claim_detail::PersonView;
use workflow::{Result, Session};

/// Sides shown next to each other; more are turned to with the cursor.
const SIDES_SHOWN: usize = 2;

/// One case, side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case(pub CaseId);

impl Screen for Case {
    type State = Loaded<CaseDetail>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        Ok(Box::new(found::show(session, asked.screen.0)?))
    }

    fn commands() -> Commands {
        const {
            &[&[
                OPEN_CLAIM,
                on(
                    Command::Keep,
                    &[Char('m')],
                    "cmd-keep",
                    "duplicate resolve ID",
                ),
                on(
                    Command::Different,
                    &[Char('x')],
                    "cmd-different",
                    "duplicate resolve ID",
                ),
                on(
                    Command::ReturnBoth,
                    &[Char('r')],
                    "cmd-return-both",
                    "duplicate resolve ID",
                ),
                on(
                    Command::HoldCase,
                    &[Char('h')],
                    "cmd-hold",
                    "duplicate resolve ID",
                ),
                on(
                    Command::EscalateCase,
                    &[Char('e')],
                    "cmd-escalate",
                    "duplicate resolve ID --escalate",
                ),
                on(
                    Command::SecondCase,
                    &[Char('s')],
                    "cmd-second-case",
                    "duplicate second ID",
                ),
                on(
                    Command::UndoCase,
                    &[Char('u')],
                    "cmd-undo-case",
                    "duplicate undo ID",
                ),
                NEXT_UNDECIDED,
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let Some(case) = &model.screens.case.value else {
            let body = vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
            return Frame {
                title: texts.t("title-case"),
                body,
                ..Frame::default()
            };
        };
        let rows = text_rows(model.size);
        let mut body = lines(model);
        let hidden = body.len() > rows;
        body.drain(..model.screens.case.top.min(body.len()));
        if body.len() > rows && hidden {
            body.truncate(rows.saturating_sub(1));
            body.push(Line::new().add(&texts.t("case-more"), Tone::Dim));
        }
        let title = format!("{}  {}", texts.t("title-case"), case.row.subject_name);
        let position = format!("{}/{}", model.screens.case.at + 1, case.sides.len());
        Frame {
            title,
            position,
            body,
            ..Frame::default()
        }
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(model))
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        let case = model.screens.case.value.as_ref();
        let stands = |states: &[CaseState]| {
            model.me.role.may(Action::ResolveDuplicate)
                && case.is_some_and(|case| states.contains(&case.row.state))
        };
        let escalated = || {
            model.me.role.may(Action::ResolveDuplicate)
                && case.is_some_and(|case| case.row.resolution == Some(Resolution::Escalate))
        };
        match command {
            Command::NextUndecided => from_list(model),
            Command::SecondCase => stands(&[CaseState::Proposed]),
            Command::UndoCase => stands(&[CaseState::Resolved, CaseState::Proposed]) || escalated(),
            Command::Open => true,
            _ => stands(&[CaseState::Open]),
        }
    }

    /// Of a case whose comparison suggests one person, keeping one claim is called so; a person decides.
    fn name(&self, model: &Model, spec: &Spec) -> &'static str {
        let case = model.screens.case.value.as_ref();
        let suggests = |case: &CaseDetail| {
            let mut pairs = case.pairs.iter();
            pairs.any(|pair| pair.evidence.suggests_same())
        };
        if spec.command == Command::Keep && case.is_some_and(suggests) {
            "cmd-keep-suggested"
        } else {
            spec.name
        }
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let case = model.screens.case.value.as_ref()?;
        match case.sides.get(model.screens.case.at)? {
            Side::Own(side) => Some(Claim(side.row.id).into()),
            Side::Masked(_) => None,
        }
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        (command == Command::NextUndecided).then(|| next(model, self.0).unwrap_or_default())
    }

    /// Rows turn to the next or previous side, pages turn the text.
    fn step(&self, model: &mut Model, motion: Motion) -> bool {
        let turns = !matches!(motion, Motion::Pages(_));
        if turns {
            let case = &mut model.screens.case;
            let sides = case.value.as_ref().map_or(0, |case| case.sides.len());
            case.choose(motion, sides);
        }
        turns
    }

    fn taken(&self, model: &mut Model) {
        let case = &mut model.screens.case;
        let sides = case.value.as_ref().map_or(0, |case| case.sides.len());
        case.at = case.at.min(sides.saturating_sub(1));
    }

    fn record(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

/// Everything there is to say about the case, longer than a small screen.
fn lines(model: &Model) -> Vec<Line> {
    let (texts, width) = (&model.texts, inner_width(model.size));
    let Some(case) = &model.screens.case.value else {
        return Vec::new();
    };
    let side = model.screens.case.at;
    let mut lines = head(texts, case, width);
    lines.extend(case_why::families(texts, case, side, width));
    lines.extend(case_why::summary(texts, case, side, width));
    lines.push(Line::new());
    lines.extend(sides(model, case, width));
    lines.push(Line::new());
    lines.extend(differences(model, case, width));
    for part in [
        case_why::waterfall(texts, case, side, width),
        case_why::effects(texts, case, side, width),
    ] {
        if !part.is_empty() {
            lines.push(Line::new());
            lines.extend(part);
        }
    }
    lines
}

/// The operator came from the list of cases.
fn from_list(model: &Model) -> bool {
    model.routes.iter().any(|route| *route == Cases)
}

/// The next case that waits for a decision takes the place of this one, when the operator still looks at it and came from
/// the list.
pub(crate) fn next(model: &mut Model, case: CaseId) -> Option<Vec<Effect>> {
    if *model.route() != Case(case) || !from_list(model) {
        return None;
    }
    let next = cases::next_undecided(model, case)?;
    model.routes.pop();
    Some(enter(model, Case(next)))
}

fn head(texts: &Texts, case: &CaseDetail, width: usize) -> Vec<Line> {
    let row = &case.row;
    let told = texts.with(
        "case-head",
        &[
            ("kind", &texts.word("case-kind", row.kind.code())),
            ("state", &texts.word("case", row.state.code())),
            ("year", &row.year.to_string()),
            ("at", &row.opened_at.shanghai_text()),
        ],
    );
    let mut lines = super::wrapped(&told, "", width, Tone::Plain);
    if let Some(resolution) = row.resolution {
        let by = case.resolved_by.clone().unwrap_or_default();
        let at = case
            .resolved_at
            .map(|at| at.shanghai_text())
            .unwrap_or_default();
        let word = texts.word("resolution", resolution.code());
        let told = texts.with("case-decided", &[("how", &word), ("by", &by), ("at", &at)]);
        lines.extend(super::wrapped(&told, "", width, Tone::Good));
    }
    lines
}

/// Labels at the left, then the sides in columns of equal width.
fn sides(model: &Model, case: &CaseDetail, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let label = texts.widest(
        "label",
        &[
            "number",
            "unit",
            "state",
            "member",
            "payable",
            "submitted",
            "born",
            "ids",
            "mode",
        ],
    ) + 1;
    let first = (model.screens.case.at / SIDES_SHOWN) * SIDES_SHOWN;
    let shown: Vec<(usize, Vec<String>)> = case
        .sides
        .iter()
        .enumerate()
        .skip(first)
        .take(SIDES_SHOWN)
        .map(|(at, side)| (at, cells(texts, side)))
        .collect();
    let each = (width - label) / SIDES_SHOWN;
    let labels = [
        "number",
        "state",
        "unit",
        "subject",
        "born",
        "ids",
        "member",
        "mode",
        "payable",
        "submitted",
    ];
    let mut lines = Vec::with_capacity(labels.len() + 1);
    let mut top = Line::new().gap(label);
    for (at, _) in &shown {
        let chosen = *at == model.screens.case.at;
        let name = format!(
            "{}{} {}",
            if chosen { '>' } else { ' ' },
            texts.t("case-side"),
            at + 1
        );
        top = top.left(
            &name,
            each,
            if chosen { Tone::Selected } else { Tone::Title },
        );
    }
    lines.push(top);
    let title = |key: &str| match key {
        "subject" => model
            .subject(&case.row.programme)
            .unwrap_or_else(|| model.subjects()),
        _ => texts.word("label", key),
    };
    for (row, key) in labels.iter().enumerate() {
        let mut line = Line::new().left(&title(key), label, Tone::Dim);
        let values: Vec<&str> = shown
            .iter()
            .filter_map(|(_, cells)| cells.get(row))
            .map(String::as_str)
            .collect();
        let differs = values.windows(2).any(|pair| pair[0] != pair[1]);
        for value in &values {
            let tone = if differs && matches!(*key, "subject" | "born" | "ids") {
                Tone::Warn
            } else {
                Tone::Plain
            };
            line = line.left(value, each.saturating_sub(1), tone).gap(1);
        }
        lines.push(line);
    }
    lines
}

fn cells(texts: &Texts, side: &Side) -> Vec<String> {
    match side {
        Side::Own(own) => vec![
            own.row.number.to_string(),
            texts.word("state", own.row.state.code()),
            own.row.unit_name.clone(),
            own.subject.name.clone(),
            born(&own.subject),
            numbers(&own.subject),
            format!("{} {}", own.member.name, numbers(&own.member)),
            texts.method(own.row.method),
            own.row.payable.to_string(),
            own.row.submitted_on.to_string(),
        ],
        Side::Masked(other) => {
            let hidden = texts.t("case-hidden");
            vec![
                other.number.to_string(),
                texts.word("state", other.state.code()),
                other.unit_name.clone(),
                hidden.clone(),
                hidden.clone(),
                hidden.clone(),
                hidden.clone(),
                texts.method(other.method),
                other.payable.to_string(),
                hidden,
            ]
        }
    }
}

fn born(person: &PersonView) -> String {
    person
        .birth_date
        .map(|date| date.to_string())
        .unwrap_or_default()
}

fn numbers(person: &PersonView) -> String {
    let numbers: Vec<&str> = person
        .numbers
        .iter()
        .map(|number| number.masked.as_str())
        .collect();
    numbers.join(" ")
}

fn differences(model: &Model, case: &CaseDetail, width: usize) -> Vec<Line> {
    let texts = &model.texts;
    let may = |command: Command| {
        commands::commands(model)
            .iter()
            .any(|offer| offer.command == command)
    };
    // Only what the state of the case, the role and the scope allow is advised.
    let how = if case.effects.elsewhere {
        None
    } else if may(Command::Keep) {
        Some("case-how")
    } else if may(Command::SecondCase) {
        Some("case-second-how")
    } else {
        None
    };
    let masked = case
        .sides
        .iter()
        .any(|side| matches!(side, Side::Masked(_)));
    let mut lines = super::wrapped(&texts.t("case-what"), "", width, Tone::Dim);
    if let Some(how) = how {
        lines.extend(super::wrapped(&texts.t(how), "", width, Tone::Dim));
    }
    if masked {
        lines.extend(super::wrapped(
            &texts.t("case-masked"),
            "",
            width,
            Tone::Dim,
        ));
    }
    lines
}
