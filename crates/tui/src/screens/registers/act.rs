//! What the keys and dialogs of the registers do.

use super::state::{Register, RegisterCommand, RegisterPurpose};
use super::{audit, jobs, operators, preview, ruling, template};
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::{Model, Place};
use crate::msg::{Action, Effect};
use crate::update;
use workflow::views::person::Seek;

/// Runs a register's command.
pub fn run(model: &mut Model, command: RegisterCommand) -> Vec<Effect> {
    let Some(register) = model.place().register().cloned() else {
        return match command {
            RegisterCommand::Template => show(model, template::dialog),
            RegisterCommand::PeriodPreview => show(model, preview::period_dialog),
            RegisterCommand::Child => match model.chosen().first() {
                Some((claim, _)) => {
                    let child = Place::Register(Register::Person(claim.subject));
                    update::enter(model, child)
                }
                None => Vec::new(),
            },
            RegisterCommand::NextYear => match preview::year(model) {
                Some((programme, year)) => {
                    let register = Register::NextYear(programme, year);
                    update::enter(model, Place::Register(register))
                }
                None => Vec::new(),
            },
            _ => Vec::new(),
        };
    };
    match command {
        RegisterCommand::Narrow => show(model, |model| Some(narrow(model, &register))),
        RegisterCommand::Open => open(model, &register),
        RegisterCommand::Claim => match model.screens.registers.audit.current() {
            Some(entry) => entry
                .claim
                .map(|claim| update::enter(model, Place::Claim(claim)))
                .unwrap_or_default(),
            None => Vec::new(),
        },
        RegisterCommand::Preview => ruling::preview(model, &register),
        RegisterCommand::SetRuling => show(model, |model| ruling::dialog(model, &register)),
        RegisterCommand::Template
        | RegisterCommand::PeriodPreview
        | RegisterCommand::NextYear
        | RegisterCommand::Child => Vec::new(),
    }
}

fn show(model: &mut Model, dialog: impl FnOnce(&Model) -> Option<Dialog>) -> Vec<Effect> {
    match dialog(model) {
        Some(dialog) => crate::ask::show(model, dialog),
        None => Vec::new(),
    }
}

fn open(model: &mut Model, register: &Register) -> Vec<Effect> {
    let r = &model.screens.registers;
    let place = match register {
        Register::Units => {
            let Some(code) = r.units.current().map(|unit| unit.code.clone()) else {
                return Vec::new();
            };
            let claims = &mut model.screens.claims;
            claims.filter = Default::default();
            claims.search.clear();
            claims.unit_code = code;
            claims.home();
            Some(Place::Claims)
        }
        Register::Ledger => r.ledger.current().map(|entry| Place::Claim(entry.claim)),
        Register::Rulings => r.rulings.current().map(|line| {
            Place::Register(Register::Ruling(
                line.programme.clone(),
                line.option.key.to_owned(),
            ))
        }),
        Register::Jobs => jobs::open(model),
        Register::People => r
            .people
            .current()
            .map(|person| Place::Register(Register::Person(person.id))),
        Register::Audit => return show(model, audit::entry),
        Register::Operators => return show(model, operators::keys),
        _ => None,
    };
    place
        .map(|place| update::enter(model, place))
        .unwrap_or_default()
}

/// One field that narrows a register.
fn narrow(model: &Model, register: &Register) -> Dialog {
    let t = |key: &str| model.texts.t(key);
    let code = register.code();
    let now = match register {
        // A number that was looked for is not put back into the field.
        Register::People => String::new(),
        _ => model.screens.registers.narrow.get(register),
    };
    Dialog::new(
        Purpose::Register(RegisterPurpose::Narrow),
        t(&format!("ask-narrow-{code}")),
        t("ask-search-button"),
    )
    .line(t(&format!("ask-narrow-{code}-what")), Tone::Dim)
    .field(Field::text("text", t("field-search"), &now))
}

/// What a confirmed dialog of the registers asks for.
///
/// # Errors
/// The key of the sentence that says which field makes no sense.
pub fn confirm(
    model: &mut Model,
    dialog: &Dialog,
    purpose: &RegisterPurpose,
) -> Result<Vec<Effect>, &'static str> {
    let action: Action = match purpose {
        RegisterPurpose::Narrow => return narrowed(model, dialog),
        RegisterPurpose::SetRuling(programme, option, value) => {
            ruling::action(dialog, programme, option, value)?
        }
        RegisterPurpose::Template => template::action(model, dialog)?,
        RegisterPurpose::PeriodPreview(programme, year) => {
            preview::period_action(dialog, programme, *year)?
        }
    };
    crate::confirm::write(model, dialog.title.clone(), None, action)
}

fn narrowed(model: &mut Model, dialog: &Dialog) -> Result<Vec<Effect>, &'static str> {
    let Some(register) = model.place().register().cloned() else {
        return Err("error-internal");
    };
    let typed = dialog.text("text").trim().to_owned();
    let today = model.me.today;
    let r = &mut model.screens.registers;
    match register {
        Register::People => {
            let seek = Seek::parse(&typed, today).ok_or("error-seek")?;
            r.narrow.set(&register, seek.shown());
            r.seek = Some(seek);
            r.people.home();
        }
        _ => {
            r.narrow.set(&register, typed);
            r.units.home();
            r.plans.home();
            r.ledger.home();
            r.audit.home();
        }
    }
    Ok(update::reload(model))
}
