//! What a confirmed dialog asks for, once its fields make sense.

mod queue;

use crate::ask::{template, typed_place};
use crate::dialog::{Dialog, Grade, Purpose};
use crate::model::{Model, Running};
use crate::msg::{Action, Effect, ImportChoices, Settlement, Verdict};
use crate::screens::{preview, referral_steps, ruling};
use crate::{drafts, orders, palette, programme, update};
use chrono::NaiveDate;
use domain::claim::{Checks, StepName};
use domain::fen::Fen;
use domain::ids::ClaimRef;
use std::collections::BTreeMap;
use workflow::people::reveal::Field;
use workflow::review::bulk::Chosen;
use workflow::views::cases::Side;

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
            let chosen = palette::rows(model, &dialog).into_iter().nth(dialog.top);
            return chosen
                .map(|offer| update::run(model, offer.command))
                .unwrap_or_default();
        }
        Purpose::FindKey => {
            let help = &mut model.screens.help;
            help.value = Some(dialog.text("text").to_owned());
            help.top = 0;
            return Vec::new();
        }
        _ => {}
    }
    programme::remember(model, &dialog);
    let tried = match &dialog.purpose {
        Purpose::Filter => queue::filter(model, &dialog),
        Purpose::Search => Ok(queue::search(model, &dialog)),
        Purpose::Narrow => narrow(model, dialog.text("text")),
        Purpose::UseFilter if dialog.code("do") == "use" => Ok(queue::take(model, &dialog)),
        _ => action(model, &dialog).and_then(|action| {
            let draft = dialog.purpose.draft();
            let mut effects = write(model, dialog.title.clone(), draft, action)?;
            effects.extend(drafts::remember_reason(model, &dialog));
            Ok(effects)
        }),
    };
    tried.unwrap_or_else(|error| {
        model.dialog = Some(Dialog {
            error: Some(model.texts.t(error)),
            ..dialog
        });
        Vec::new()
    })
}

type Tried<T> = Result<T, &'static str>;

/// Narrows the list on the screen, and reads it anew.
fn narrow(model: &mut Model, typed: &str) -> Tried<Vec<Effect>> {
    let route = model.route().clone();
    route.screen().narrow(model, typed)?;
    Ok(update::reload(model))
}

/// One write at a time: a second one is refused, not queued. `draft` names the text that is no draft any more once it
/// is done.
pub(crate) fn write(
    model: &mut Model,
    label: String,
    draft: Option<String>,
    action: Action,
) -> Tried<Vec<Effect>> {
    if model.running.is_some() {
        return Err("error-still-running");
    }
    let command = model.ticket();
    let seen: BTreeMap<ClaimRef, i64> = claims_of(&action)
        .iter()
        .filter_map(|claim| Some((*claim, model.revision_of(*claim)?)))
        .collect();
    model.running = Some(Running {
        command,
        label,
        progress: None,
        step: step_of(&action),
        draft,
    });
    Ok(vec![Effect::Write {
        command,
        action,
        seen,
    }])
}

/// The claims a decision is about.
fn claims_of(action: &Action) -> &[ClaimRef] {
    match action {
        Action::Review(claims, ..)
        | Action::ReviewMany(claims, ..)
        | Action::Approve(claims, _)
        | Action::ApproveMany(Chosen::These(claims), ..)
        | Action::Return(claims, _)
        | Action::Reject(claims, _)
        | Action::Hold(claims, ..)
        | Action::Withdraw(claims, _)
        | Action::Undo(claims, _)
        | Action::Recover(claims, _)
        | Action::Recovered(claims, _)
        | Action::Reconcile(claims) => claims,
        Action::KeepApproval(claim, _) => std::slice::from_ref(claim),
        _ => &[],
    }
}

/// The step of a decision about one claim.
fn step_of(action: &Action) -> Option<(ClaimRef, StepName)> {
    let [claim] = claims_of(action) else {
        return None;
    };
    let step = match action {
        Action::Review(..) | Action::ReviewMany(..) => StepName::Review,
        Action::Approve(..) => StepName::Approve,
        Action::Return(..) => StepName::Return,
        Action::Reject(..) => StepName::Reject,
        Action::Hold(..) => StepName::Hold,
        Action::Withdraw(..) => StepName::Withdraw,
        Action::Undo(..) => StepName::Undo,
        Action::KeepApproval(..) => StepName::Keep,
        Action::Recover(..) => StepName::Recover,
        Action::Recovered(..) => StepName::Recovered,
        _ => StepName::Reconcile,
    };
    Some((*claim, step))
}

fn action(model: &Model, dialog: &Dialog) -> Tried<Action> {
    let action = told(model, dialog)?;
    // Many claims at once without money: whoever acts says how many they are.
    let count = claims_of(&action).len().to_string();
    if dialog.purpose.grade() == Grade::Counted && dialog.text("count") != count {
        return Err("error-count");
    }
    Ok(action)
}

/// What the fields say.
fn told(model: &Model, dialog: &Dialog) -> Tried<Action> {
    Ok(match dialog.purpose.clone() {
        Purpose::Review(claims) => {
            let (checks, reason) = reviewed(dialog)?;
            Action::Review(claims, checks, reason)
        }
        Purpose::ReviewMany(claims, seen) => {
            if !dialog.is_read() {
                return Err("error-sample");
            }
            let (checks, reason) = reviewed(dialog)?;
            Action::ReviewMany(claims, checks, reason, seen)
        }
        Purpose::Approve(claims, total) => {
            typed_sum(dialog, total)?;
            Action::Approve(claims, dialog.source())
        }
        Purpose::ApproveMany(chosen, expected, token) => {
            if !dialog.is_read() {
                return Err("error-sample");
            }
            typed_sum(dialog, Some(expected.total))?;
            Action::ApproveMany(chosen, dialog.source(), expected, token)
        }
        Purpose::SaveFilter => queue::keep(model, dialog)?,
        Purpose::UseFilter => Action::KeepFilter(dialog.code("kept").to_owned(), None),
        Purpose::Return(claims) => Action::Return(claims, reason(dialog)?),
        Purpose::Reject(claims) => Action::Reject(claims, reason(dialog)?),
        Purpose::TurnDown(claims) if dialog.code("do") == "reject" => {
            Action::Reject(claims, reason(dialog)?)
        }
        Purpose::TurnDown(claims) => Action::Return(claims, reason(dialog)?),
        Purpose::Hold(claims) => Action::Hold(claims, until(model, dialog)?, reason(dialog)?),
        Purpose::Withdraw(claims) => Action::Withdraw(claims, reason(dialog)?),
        Purpose::Undo(claims) => Action::Undo(claims, reason(dialog)?),
        Purpose::KeepApproval(claim) => Action::KeepApproval(claim, reason(dialog)?),
        Purpose::Keep(case, claim) => {
            let chosen_by = required(dialog, "chosen-by", "error-chosen-by")?;
            let verdict = Verdict::Keep {
                claim,
                chosen_by,
                details_of: details_of(model, dialog),
            };
            Action::Resolve(case, verdict, reason(dialog)?)
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
            let profile = dialog.code("profile").to_owned();
            Action::Import(
                profile.clone(),
                path,
                ImportChoices {
                    programme: programme::of_sheet(model, dialog, &profile)?,
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
        Purpose::PeriodPreview(programme, year) => {
            preview::period_action(dialog, &programme, year)?
        }
        Purpose::SetRuling(programme, option, value) => {
            ruling::action(dialog, &programme, &option, &value)?
        }
        Purpose::Slip(slip, step) => referral_steps::action(dialog, slip, step)?,
        Purpose::SlipPrint(slip) => Action::SlipPrint(
            slip,
            typed_place(model, dialog, "folder")?,
            model.texts.lang(),
        ),
        Purpose::Template => template::action(model, dialog)?,
        Purpose::Form(form) => Action::Order(Box::new(orders::order(model, dialog, &form)?)),
        purpose => return batch(model, dialog, &purpose),
    })
}

/// The checks, all of them made, and the reason if one was typed.
fn reviewed(dialog: &Dialog) -> Tried<(Checks, Option<String>)> {
    let mut made = Vec::new();
    for (code, ticked) in dialog.boxes() {
        if !ticked {
            return Err("error-checks");
        }
        made.push(code);
    }
    let checks = Checks::of(made);
    let reason = Some(dialog.text("reason").to_owned()).filter(|text| !text.is_empty());
    Ok((checks, reason))
}

fn batch(model: &Model, dialog: &Dialog, purpose: &Purpose) -> Tried<Action> {
    Ok(match *purpose {
        Purpose::BatchCreate => Action::BatchCreate(
            required(dialog, "unit", "error-unit")?,
            dialog.channel(),
            dialog.source().ok_or("error-source")?,
            programme::chosen(model, dialog)?,
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
            typed_place(model, dialog, "folder")?,
        ),
        Purpose::BatchSettle(id, line, open) => {
            let settlement = Settlement {
                line,
                paid: dialog.code("outcome") == "paid",
                on: dialog.text("on").parse().map_err(|_| "error-day")?,
                receipt: required(dialog, "receipt", "error-receipt")?,
                expect: open,
            };
            typed_sum(dialog, open.map(|open| open.total))?;
            Action::BatchSettle(id, settlement)
        }
        Purpose::BatchReverse(id, line) => Action::BatchReverse(id, line, reason(dialog)?),
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

/// The claim chosen for its subject's details, of those the case on the screen shows.
fn details_of(model: &Model, dialog: &Dialog) -> Option<ClaimRef> {
    let case = model.screens.case.value.as_ref()?;
    let chosen = dialog.code("details-of");
    case.sides
        .iter()
        .map(Side::id)
        .find(|claim| claim.to_string() == chosen)
}

fn reason(dialog: &Dialog) -> Tried<String> {
    required(dialog, "reason", "error-reason")
}

/// A day after today; nothing typed means "until the slot is free".
fn until(model: &Model, dialog: &Dialog) -> Tried<Option<NaiveDate>> {
    match dialog.text("until") {
        "" => Ok(None),
        text => match text.parse::<NaiveDate>() {
            Ok(date) if date > model.me.today => Ok(Some(date)),
            _ => Err("error-date"),
        },
    }
}
