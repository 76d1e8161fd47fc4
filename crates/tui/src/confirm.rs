//! What a confirmed dialog asks for, once its fields make sense.

use crate::commands::{self, Offer};
use crate::dialog::{Dialog, Purpose};
use crate::keys::Key;
use crate::model::{Model, Running};
use crate::msg::{Action, Effect, ImportChoices, Settlement, Verdict};
use crate::screens::registers;
use crate::update;
use chrono::NaiveDate;
use domain::claim::{Checks, StateName};
use domain::decision::Verdict as RuleVerdict;
use domain::draft::Mode;
use domain::fen::Fen;
use workflow::reveal::Field;
use workflow::views::claims::{ClaimFilter, Search};

/// Acts on the dialog in front. A field that makes no sense keeps it open and is named.
pub fn confirm(model: &mut Model) -> Vec<Effect> {
    let Some(dialog) = model.dialog.take() else {
        return Vec::new();
    };
    match &dialog.purpose {
        Purpose::Tell => return Vec::new(),
        Purpose::Leave => {
            model.leaving = true;
            return vec![Effect::Quit];
        }
        Purpose::Palette => {
            let chosen = palette_rows(model, &dialog).into_iter().nth(dialog.top);
            return chosen
                .map(|offer| update::run(model, offer.command))
                .unwrap_or_default();
        }
        _ => {}
    }
    let tried = match &dialog.purpose {
        Purpose::Filter => filter(model, &dialog),
        Purpose::Search => Ok(search(model, &dialog)),
        Purpose::Register(purpose) => registers::confirm(model, &dialog, purpose),
        _ => action(model, &dialog).and_then(|action| write(model, dialog.title.clone(), action)),
    };
    tried.unwrap_or_else(|error| {
        model.dialog = Some(Dialog {
            error: Some(model.texts.t(error)),
            ..dialog
        });
        Vec::new()
    })
}

/// Keeps the row of the palette on one of its rows.
pub fn keep_palette_row(model: &mut Model) {
    let last = match &model.dialog {
        Some(dialog) if dialog.purpose == Purpose::Palette => {
            palette_rows(model, dialog).len().saturating_sub(1)
        }
        _ => return,
    };
    if let Some(dialog) = &mut model.dialog {
        dialog.top = dialog.top.min(last);
    }
}

/// The commands whose name or key fits what was typed into the palette.
pub fn palette_rows(model: &Model, dialog: &Dialog) -> Vec<Offer> {
    let typed = dialog.text("text").to_lowercase();
    let mut offers = commands::commands(model);
    for (target, letter, name) in commands::Target::ALL {
        offers.push(Offer {
            command: commands::Command::Go(target),
            keys: vec![Key::Char('g'), Key::Char(letter)],
            name,
            hint: false,
        });
    }
    offers.retain(|offer| {
        !matches!(
            offer.command,
            commands::Command::Palette | commands::Command::Chord | commands::Command::Move(_)
        ) && (model.texts.t(offer.name).to_lowercase().contains(&typed)
            || offer.name.contains(&typed))
    });
    offers
}

type Tried<T> = Result<T, &'static str>;

/// One write at a time: a second one is refused, not queued.
pub(crate) fn write(model: &mut Model, label: String, action: Action) -> Tried<Vec<Effect>> {
    if model.running.is_some() {
        return Err("error-still-running");
    }
    let command = model.ticket();
    model.running = Some(Running {
        command,
        label,
        progress: None,
    });
    Ok(vec![Effect::Write { command, action }])
}

fn action(model: &Model, dialog: &Dialog) -> Tried<Action> {
    Ok(match dialog.purpose.clone() {
        Purpose::Review(claims) => {
            let checks = Checks {
                member: dialog.ticked("member"),
                child: dialog.ticked("child"),
                age: dialog.ticked("age"),
            };
            if !checks.complete() {
                return Err("error-checks");
            }
            Action::Review(
                claims,
                checks,
                Some(dialog.text("reason").to_owned()).filter(|text| !text.is_empty()),
            )
        }
        Purpose::Approve(claims, total) => {
            typed_sum(dialog, total)?;
            Action::Approve(claims, dialog.source())
        }
        Purpose::ApproveMatching(count, total) => {
            typed_sum(dialog, Some(total))?;
            Action::ApproveMatching(
                model.screens.claims.filter.clone(),
                dialog.source(),
                count,
                total,
            )
        }
        Purpose::Return(claims) => Action::Return(claims, reason(dialog)?),
        Purpose::Reject(claims) => Action::Reject(claims, reason(dialog)?),
        Purpose::Hold(claims) => Action::Hold(claims, until(model, dialog)?, reason(dialog)?),
        Purpose::Withdraw(claims) => Action::Withdraw(claims, reason(dialog)?),
        Purpose::Undo(claims) => Action::Undo(claims, reason(dialog)?),
        Purpose::Keep(case, claim) => {
            let chosen_by = required(dialog, "chosen-by", "error-chosen-by")?;
            Action::Resolve(case, Verdict::Keep { claim, chosen_by }, reason(dialog)?)
        }
        Purpose::Different(case) => Action::Resolve(
            case,
            Verdict::Different(dialog.text("evidence").to_owned()),
            reason(dialog)?,
        ),
        Purpose::ReturnBoth(case) => Action::Resolve(case, Verdict::ReturnBoth, reason(dialog)?),
        Purpose::HoldCase(case) => {
            let date = until(model, dialog)?.ok_or("error-date")?;
            Action::Resolve(case, Verdict::Hold(date), reason(dialog)?)
        }
        Purpose::EscalateCase(case) => Action::Resolve(case, Verdict::Escalate, reason(dialog)?),
        Purpose::SecondCase(case) => Action::SecondCase(case),
        Purpose::UndoCase(case) => Action::UndoCase(case, reason(dialog)?),
        Purpose::Import => {
            let path = required(dialog, "path", "error-path")?;
            Action::Import(
                dialog.code("profile").to_owned(),
                path,
                ImportChoices {
                    dry_run: dialog.code("trial") == "yes",
                    sheet: Some(dialog.text("sheet").to_owned()).filter(|name| !name.is_empty()),
                    include_hidden: dialog.code("hidden") == "include",
                },
                model.texts.lang(),
            )
        }
        Purpose::ChangeApprove(id) => Action::ChangeApprove(id),
        Purpose::ChangeReject(id) => Action::ChangeReject(id, reason(dialog)?),
        Purpose::Reveal(claim) => {
            let field = Field::from_code(dialog.code("number")).ok_or("error-internal")?;
            Action::Reveal(claim, field, reason(dialog)?)
        }
        Purpose::Recover(claims, total) => {
            typed_sum(dialog, Some(total))?;
            Action::Recover(claims, reason(dialog)?)
        }
        Purpose::Recovered(claims, total) => {
            typed_sum(dialog, Some(total))?;
            Action::Recovered(claims, required(dialog, "back", "error-receipt")?)
        }
        Purpose::Reconcile(claims, total) => {
            typed_sum(dialog, total)?;
            Action::Reconcile(claims)
        }
        Purpose::PeriodCreate => Action::PeriodCreate(
            dialog.code("programme").to_owned(),
            dialog.text("year").parse().map_err(|_| "error-year")?,
            Some(dialog.text("params").to_owned()).filter(|path| !path.is_empty()),
        ),
        Purpose::PeriodExtend(programme, year, close) => {
            match dialog.text("until").parse::<NaiveDate>() {
                Ok(date) if date > close => Action::PeriodExtend(programme, year, date),
                _ => return Err("error-later"),
            }
        }
        Purpose::Period(step, programme, year) => Action::Period(step, programme, year),
        purpose => return batch(dialog, &purpose),
    })
}

fn batch(dialog: &Dialog, purpose: &Purpose) -> Tried<Action> {
    Ok(match *purpose {
        Purpose::BatchCreate => Action::BatchCreate(
            required(dialog, "unit", "error-unit")?,
            dialog.channel(),
            dialog.source(),
        ),
        Purpose::BatchSeal(id, count, total) => {
            typed_sum(dialog, Some(total))?;
            Action::BatchSeal(id, count, total)
        }
        Purpose::BatchSign(id, total) => {
            typed_sum(dialog, Some(total))?;
            Action::BatchSign(id)
        }
        Purpose::BatchExport(id) => Action::BatchExport(
            id,
            dialog.code("format") == "xlsx",
            required(dialog, "folder", "error-folder")?,
        ),
        Purpose::BatchSettle(id, line, total) => {
            let settlement = Settlement {
                line,
                paid: dialog.code("outcome") == "paid",
                on: dialog.text("on").parse().map_err(|_| "error-day")?,
                receipt: required(dialog, "receipt", "error-receipt")?,
            };
            typed_sum(dialog, total)?;
            Action::BatchSettle(id, settlement)
        }
        Purpose::BatchWithdraw(id) => Action::BatchWithdraw(id, reason(dialog)?),
        _ => return Err("error-internal"),
    })
}

/// The sum typed to confirm must be the sum shown, in yuan, with or without its decimals.
fn typed_sum(dialog: &Dialog, total: Option<Fen>) -> Tried<()> {
    let Some(total) = total else { return Ok(()) };
    match Fen::parse_yuan(dialog.text("sum")) {
        Ok(typed) if typed == total => Ok(()),
        _ => Err("error-sum"),
    }
}

fn required(dialog: &Dialog, name: &str, error: &'static str) -> Tried<String> {
    let text = dialog.text(name);
    if text.is_empty() {
        Err(error)
    } else {
        Ok(text.to_owned())
    }
}

fn reason(dialog: &Dialog) -> Tried<String> {
    required(dialog, "reason", "error-reason")
}

/// A day after today; nothing typed means "until the child-year is free".
fn until(model: &Model, dialog: &Dialog) -> Tried<Option<NaiveDate>> {
    match dialog.text("until") {
        "" => Ok(None),
        text => match text.parse::<NaiveDate>() {
            Ok(date) if date > model.me.today => Ok(Some(date)),
            _ => Err("error-date"),
        },
    }
}

fn filter(model: &mut Model, dialog: &Dialog) -> Tried<Vec<Effect>> {
    let year = match dialog.text("year") {
        "" => None,
        text => Some(text.parse().map_err(|_| "error-year")?),
    };
    let least = match dialog.text("least") {
        "" => None,
        text => Some(Fen::parse_yuan(text).map_err(|_| "error-amount")?),
    };
    let claims = &mut model.screens.claims;
    claims.filter = ClaimFilter {
        states: StateName::from_code(dialog.code("state"))
            .into_iter()
            .collect(),
        // The path of the unit is read with the first page, within the operator's scope.
        unit: None,
        year,
        programme: claims.filter.programme.clone(),
        verdict: RuleVerdict::from_code(dialog.code("verdict")),
        mode: Mode::from_code(dialog.code("mode")),
        search: claims.filter.search.clone(),
        in_case: match dialog.code("case") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        min_payable: least,
    };
    claims.unit_code = dialog.text("unit").to_owned();
    claims.marks.clear();
    claims.list.home();
    Ok(update::reload(model))
}

fn search(model: &mut Model, dialog: &Dialog) -> Vec<Effect> {
    let typed = dialog.text("text").to_owned();
    let today = model.me.today;
    let claims = &mut model.screens.claims;
    claims.filter.search = Search::parse(&typed, today);
    // A number typed to search must not stay on the screen.
    claims.search = match &claims.filter.search {
        Some(Search::Identity(number)) => domain::mask::id(number),
        _ => typed,
    };
    claims.marks.clear();
    claims.list.home();
    update::reload(model)
}
