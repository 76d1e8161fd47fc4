//! One benefit year: its parameters and what the province has ruled.

use super::{
    AnswerOf, Asked, Commands, Frame, NextYear, Screen, heading, inner_width, preview, wrapped,
};
use crate::commands::{Command, Spec, on};
use crate::keys::Key::Char;
use crate::line::{Line, Tone};
use crate::list::Loaded;
use crate::model::Model;
use crate::msg::Effect;
use crate::{ask, update};
use domain::period::PeriodState;
use domain::role::Action;
use domain::year::BenefitYear;
use workflow::views::periods::{self as years, PeriodDetail};
use workflow::{Result, Session};

/// One benefit year: its programme and itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period(pub String, pub BenefitYear);

impl Screen for Period {
    type State = Loaded<PeriodDetail>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let Period(programme, year) = asked.screen;
        Ok(Box::new(years::show(session, &programme, year)?))
    }

    fn commands() -> Commands {
        &[LOOKS, STEPS]
    }

    fn frame(&self, model: &Model) -> Frame {
        let title = match &model.screens.period.value {
            Some(period) => format!("{}  {}", period.row.programme, period.row.year),
            None => model.texts.t("title-periods"),
        };
        Frame::text(model, model.screens.period.top, title, lines(model))
    }

    fn text(&self, model: &Model) -> Option<Vec<Line>> {
        Some(lines(model))
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        let period = model.screens.period.value.as_ref();
        offers(model, period.map(|period| period.row.state), command)
    }

    fn run(&self, model: &mut Model, command: Command) -> Option<Vec<Effect>> {
        run(model, command, &self.0, self.1)
    }
}

/// What other values of the year would change.
const PREVIEW: Command = Command::Own("period-preview");
/// What the next year has other than it.
const NEXT: Command = Command::Own("next-year");

/// What lets a year be looked at.
pub(super) const LOOKS: &[Spec] = &[
    on(
        PREVIEW,
        &[Char('v')],
        "cmd-period-preview",
        "period preview",
    ),
    on(NEXT, &[Char('d')], "cmd-next-year", ""),
];

/// Makes a year.
pub(super) const CREATE: Spec = on(
    Command::PeriodCreate,
    &[Char('n')],
    "cmd-period-create",
    "period create",
);

/// The steps of a year.
pub(super) const STEPS: &[Spec] = &[
    on(
        Command::PeriodOpen,
        &[Char('o')],
        "cmd-period-open",
        "period open",
    ),
    on(
        Command::PeriodExtend,
        &[Char('e')],
        "cmd-period-extend",
        "period extend",
    ),
    on(
        Command::PeriodClose,
        &[Char('c')],
        "cmd-period-close",
        "period close",
    ),
    on(
        Command::PeriodReopen,
        &[Char('o')],
        "cmd-period-reopen",
        "period reopen",
    ),
    on(
        Command::PeriodArchive,
        &[Char('z')],
        "cmd-period-archive",
        "period archive",
    ),
];

/// What can be done with a year in this state, if there is one.
pub(super) fn offers(model: &Model, state: Option<PeriodState>, command: Command) -> bool {
    use PeriodState as S;
    let states: &[S] = match command {
        PREVIEW | NEXT => return state.is_some(),
        Command::PeriodOpen => &[S::Draft],
        Command::PeriodExtend => &[S::Draft, S::Open],
        Command::PeriodClose => &[S::Open],
        Command::PeriodReopen | Command::PeriodArchive => &[S::Closed],
        _ => return true,
    };
    model.me.role.may(Action::Administer) && state.is_some_and(|state| states.contains(&state))
}

/// Looks at a year otherwise, or at the one after it.
pub(super) fn run(
    model: &mut Model,
    command: Command,
    programme: &str,
    year: BenefitYear,
) -> Option<Vec<Effect>> {
    match command {
        PREVIEW => {
            let dialog = preview::period_dialog(model, programme, year);
            Some(ask::show(model, dialog))
        }
        NEXT => Some(update::enter(model, NextYear(programme.to_owned(), year))),
        _ => None,
    }
}

/// The whole text.
fn lines(model: &Model) -> Vec<Line> {
    let texts = &model.texts;
    let width = inner_width(model.size);
    let Some(period) = &model.screens.period.value else {
        return vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
    };
    let row = &period.row;
    let summary = texts.with(
        "period-summary",
        &[
            ("state", &texts.word("period", row.state.code())),
            ("window", texts.pick(row.window_name.0, row.window_name.1)),
            ("open", &row.window.open.to_string()),
            ("close", &row.window.close.to_string()),
            ("standard", &row.standard.to_string()),
            ("version", &row.version),
        ],
    );
    let mut lines = wrapped(&summary, "", width, Tone::Plain);
    if row.invented {
        lines.extend(wrapped(&texts.t("period-invented"), "", width, Tone::Warn));
    }
    lines.push(Line::new());
    lines.push(heading(&texts.t("period-options")));
    for option in &period.options {
        let spec = option.spec;
        let question = texts.pick(spec.zh, spec.en);
        let ruled = match &option.ruled {
            Some((value, document)) => {
                let value = texts.value(spec, value);
                texts.with("period-ruled", &[("value", &value), ("document", document)])
            }
            None => texts.t("period-unruled"),
        };
        lines.extend(wrapped(
            &format!("{}  {question}  {ruled}", spec.clause),
            "  ",
            width,
            Tone::Plain,
        ));
        let values = spec.values.iter();
        let values: Vec<&str> = values.map(|one| texts.pick(one.zh, one.en)).collect();
        lines.extend(wrapped(
            &texts.with("period-values", &[("values", &values.join(" | "))]),
            "    ",
            width,
            Tone::Dim,
        ));
    }
    lines.push(Line::new());
    lines.push(heading(&texts.t("period-params")));
    for line in period.params.lines() {
        lines.extend(wrapped(line, "  ", width, Tone::Dim));
    }
    lines
}
