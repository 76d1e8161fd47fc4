//! The steps of a referral slip: their keys, what each asks for, and what it sends.

use crate::ask::{self, place_to_write};
use crate::commands::{Command, Spec, on};
use crate::dialog::{Dialog, Field, Purpose};
use crate::keys::Key::Char;
use crate::line::Tone;
use crate::model::Model;
use crate::msg::{Action, Effect};
use domain::fen::Fen;
use domain::ids::SlipId;
use domain::referral::{HelpKind, SlipStep, due_from};
use domain::role::Action as Allowed;
use workflow::referrals::{Act, SlipCard};

/// Writes the slip to print.
const PRINT: Command = Command::Own("referral-print");

const fn own(step: SlipStep) -> Command {
    Command::Own(step.code())
}

/// Keys and names of the steps, and of the paper.
pub(super) const SPECS: &[Spec] = &[
    on(
        own(SlipStep::Issue),
        &[Char('i')],
        "cmd-slip-issue",
        "referral issue",
    ),
    on(
        own(SlipStep::Receive),
        &[Char('r')],
        "cmd-slip-receive",
        "referral receive",
    ),
    on(
        own(SlipStep::Visit),
        &[Char('v')],
        "cmd-slip-visit",
        "referral visit",
    ),
    on(
        own(SlipStep::Help),
        &[Char('h')],
        "cmd-slip-help",
        "referral decide",
    ),
    on(
        own(SlipStep::NoNeed),
        &[Char('x')],
        "cmd-slip-no-need",
        "referral decide --no-need",
    ),
    on(
        own(SlipStep::Return),
        &[Char('b')],
        "cmd-slip-return",
        "referral return",
    ),
    on(
        own(SlipStep::Close),
        &[Char('c')],
        "cmd-slip-close",
        "referral close",
    ),
    on(PRINT, &[Char('p')], "cmd-slip-print", "referral print"),
];

fn step_of(command: Command) -> Option<SlipStep> {
    let mut steps = SlipStep::ALL.iter().copied();
    steps.find(|step| own(*step) == command)
}

/// What can be done with this slip now.
pub(super) fn offers(model: &Model, card: Option<&SlipCard>, command: Command) -> bool {
    let Some(card) = card else { return false };
    model.me.role.may(Allowed::LookAfter)
        && step_of(command).is_none_or(|step| card.steps.contains(&step))
}

/// Asks for what a step says.
pub(super) fn run(model: &mut Model, card: &SlipCard, command: Command) -> Option<Vec<Effect>> {
    let dialog = match step_of(command) {
        Some(step) => dialog(model, card, step),
        None if command == PRINT => paper(model, card),
        None => return None,
    };
    Some(ask::show(model, dialog))
}

fn begun(model: &Model, card: &SlipCard, purpose: Purpose, name: &str) -> Dialog {
    let t = |key: &str| model.texts.t(key);
    let button = t(&format!("ask-slip-{name}-button"));
    let slip = &card.line;
    Dialog::new(purpose, t(&format!("ask-slip-{name}")), button)
        .line(format!("{}  {}", slip.member, slip.unit_name), Tone::Title)
        .line(t(&format!("ask-slip-{name}-what")), Tone::Dim)
}

fn paper(model: &Model, card: &SlipCard) -> Dialog {
    let folder = place_to_write(model, "folder");
    begun(model, card, Purpose::SlipPrint(card.line.id), "print").field(folder)
}

fn dialog(model: &Model, card: &SlipCard, step: SlipStep) -> Dialog {
    let texts = &model.texts;
    let text =
        |name: &'static str, label: &str, value: &str| Field::text(name, texts.t(label), value);
    let today = model.me.today;
    let dialog = begun(model, card, Purpose::Slip(card.line.id, step), step.code());
    match step {
        SlipStep::Issue => dialog.field(text("due", "field-due", &due_from(today).to_string())),
        SlipStep::Receive => dialog,
        SlipStep::Visit => dialog
            .field(text("on", "field-on", &today.to_string()))
            .field(text("visitors", "field-visitors", ""))
            .field(text("reason", "field-found", "")),
        SlipStep::Help => {
            let kinds = HelpKind::ALL.iter().map(|kind| {
                let label = texts.pick(kind.chinese(), kind.english());
                (kind.code().to_owned(), label.to_owned())
            });
            let kind = Field::choice("kind", texts.t("field-help"), kinds.collect(), "");
            dialog
                .field(kind)
                .field(text("amount", "field-help-amount", ""))
                .field(text("fund", "field-fund", ""))
                .field(text("reason", "field-remark", ""))
        }
        SlipStep::NoNeed => dialog.field(text("reason", "field-reason", "")),
        SlipStep::Return => dialog.field(text("signed", "field-signed", "")),
        SlipStep::Close => dialog.field(text("reason", "field-remark", "")),
    }
}

/// What a confirmed step sends; what the workflow itself refuses with a sentence is left to it.
pub(crate) fn action(
    dialog: &Dialog,
    slip: SlipId,
    step: SlipStep,
) -> std::result::Result<Action, &'static str> {
    let text = |name: &str| dialog.text(name).to_owned();
    let given = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let act = match step {
        SlipStep::Issue => Act::Issue {
            due: given("due")
                .map(|day| day.parse().map_err(|_| "error-day"))
                .transpose()?,
        },
        SlipStep::Receive => Act::Receive,
        SlipStep::Visit => Act::Visit {
            on: text("on").parse().map_err(|_| "error-day")?,
            visitors: names(&text("visitors")),
            findings: given("reason").ok_or("error-found")?,
        },
        SlipStep::Help => Act::Help {
            kind: HelpKind::from_code(dialog.code("kind")).ok_or("error-internal")?,
            amount: match given("amount") {
                Some(sum) => Fen::parse_yuan(&sum).map_err(|_| "error-amount")?,
                None => Fen::ZERO,
            },
            fund: given("fund"),
            note: given("reason"),
        },
        SlipStep::NoNeed => Act::NoNeed {
            reason: given("reason").ok_or("error-reason")?,
        },
        SlipStep::Return => Act::Return {
            signed_by: given("signed").ok_or("error-signed")?,
        },
        SlipStep::Close => Act::Close {
            note: given("reason"),
        },
    };
    Ok(Action::Slip(slip, act))
}

/// Names with whatever stands between them.
fn names(typed: &str) -> Vec<String> {
    let between = |c: char| c.is_whitespace() || "、，,；;".contains(c);
    let names = typed.split(between).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_by_whatever_people_type_between_them() {
        assert_eq!(names("王芳、 李明,赵强"), ["王芳", "李明", "赵强"]);
        assert_eq!(names(" "), Vec::<String>::new());
    }
}
