//! Dialogs about the chosen claims.

use super::phrases::row;
use super::{about, ask, options, source};
use crate::commands::Command;
use crate::dialog::{Dialog, Field, Grade, Purpose};
use crate::line::Tone;
use crate::model::Model;
use crate::screens::sign;
use domain::capitals::capitals;
use domain::cause::CauseKind;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use std::collections::BTreeSet;
use workflow::people::reveal::Field as Number;
use workflow::review::decide::NAMED_MAX;
use workflow::views::Lang;
use workflow::views::installed::CheckSpec;

/// From this sum on the approval of a single claim is confirmed by typing it: twenty-five times what one person is
/// usually paid, so that it is typed when something is odd, and not by habit.
const LARGE: Fen = Fen::new(1_000_000);

/// Decides about the chosen claims.
pub(super) fn decide(
    model: &Model,
    command: Command,
    chosen: &[(ClaimRef, Fen)],
) -> Option<Dialog> {
    if chosen.is_empty() {
        return None;
    }
    let claims: Vec<ClaimRef> = chosen.iter().map(|(claim, _)| *claim).collect();
    let t = |key: &str| model.texts.t(key);
    let reason = || Field::text("reason", t("field-reason"), "");
    let about = about(model, chosen);
    let dialog = match command {
        Command::Review => checks(
            ask(
                model,
                Purpose::Review(claims),
                "ask-review",
                "ask-review-button",
            )
            .line(about, Tone::Title),
            model,
        ),
        Command::Approve => approve(model, chosen, about),
        Command::Return => ask(
            model,
            Purpose::Return(claims),
            "ask-return",
            "ask-return-button",
        )
        .line(about, Tone::Title)
        .field(reason()),
        Command::Reject => ask(
            model,
            Purpose::Reject(claims),
            "ask-reject",
            "ask-reject-button",
        )
        .line(about, Tone::Title)
        .field(reason()),
        Command::Withdraw => ask(
            model,
            Purpose::Withdraw(claims),
            "ask-withdraw",
            "ask-withdraw-button",
        )
        .line(about, Tone::Title)
        .field(reason()),
        Command::Undo => ask(model, Purpose::Undo(claims), "ask-undo", "ask-undo-button")
            .line(about, Tone::Title)
            .line(undone(model, chosen), Tone::Warn)
            .field(reason()),
        Command::KeepApproval => {
            let (claim, _) = chosen.first()?;
            ask(
                model,
                Purpose::KeepApproval(*claim),
                "ask-keep-approval",
                "ask-keep-approval-button",
            )
            .line(about, Tone::Title)
            .line(t("ask-keep-approval-what"), Tone::Warn)
            .field(reason())
        }
        _ => ask(model, Purpose::Hold(claims), "ask-hold", "ask-hold-button")
            .line(about, Tone::Title)
            .line(t("ask-hold-what"), Tone::Dim)
            .field(Field::text("until", t("field-until"), ""))
            .field(reason()),
    };
    let dialog = with_causes(model, dialog, &claims_of(chosen));
    Some(if dialog.purpose.grade() == Grade::Counted {
        dialog.field(Field::text("count", t("field-count"), ""))
    } else {
        dialog
    })
}

fn claims_of(chosen: &[(ClaimRef, Fen)]) -> Vec<ClaimRef> {
    chosen.iter().map(|(claim, _)| *claim).collect()
}

/// Causes of one claim that a dialog lists; the claim's own screen has them all.
const CAUSES_SHOWN: usize = 3;

/// With what fails of the claim below its title, where it is a single one: rule, sentence, and what to do.
fn with_causes(model: &Model, mut dialog: Dialog, claims: &[ClaimRef]) -> Dialog {
    let &[claim] = claims else {
        return dialog;
    };
    let lang = model.texts.lang();
    let causes = row(model, claim).map(|row| row.causes.as_slice());
    let causes = causes.unwrap_or_default();
    let mut lines = Vec::new();
    for cause in causes.iter().take(CAUSES_SHOWN) {
        let (sign, tone) = sign(cause.kind);
        let told = format!("{sign} {} {}", cause.rule, cause.text.get(lang));
        lines.push((told, tone));
        if cause.kind.blocks() {
            lines.push((format!("-> {}", cause.remedy.get(lang)), Tone::Dim));
        }
    }
    let more = causes.len().saturating_sub(CAUSES_SHOWN);
    if more > 0 {
        let more = model
            .texts
            .with("ask-causes-more", &[("count", &more.to_string())]);
        lines.push((more, Tone::Dim));
    }
    let title = dialog.lines.len().min(1);
    dialog.lines.splice(title..title, lines);
    dialog
}

/// One claim is chosen that no review can accept: the rules say no, or a fact is missing.
pub(super) fn is_blocked(model: &Model) -> bool {
    let chosen = model.chosen();
    let [(claim, _)] = chosen.as_slice() else {
        return false;
    };
    let row = row(model, *claim);
    row.is_some_and(|row| row.causes.iter().any(|cause| cause.kind.blocks()))
}

/// Instead of a review that would be refused: sends the claim back, or refuses it.
pub(super) fn turn_down(model: &Model) -> Option<Dialog> {
    let chosen = model.chosen();
    let claims = claims_of(&chosen);
    let row = row(model, *claims.first()?)?;
    let first = if row
        .causes
        .iter()
        .any(|cause| cause.kind == CauseKind::Refuses)
    {
        "ask-turn-down-refused"
    } else {
        "ask-turn-down-waits"
    };
    let dialog = ask(
        model,
        Purpose::TurnDown(claims.clone()),
        "ask-turn-down",
        "ask-turn-down-button",
    )
    .line(about(model, &chosen), Tone::Title)
    .line(model.texts.t(first), Tone::Plain);
    let dialog = with_causes(model, dialog, &claims)
        .field(Field::choice(
            "do",
            model.texts.t("field-do"),
            options(model, "turn-down", &["return", "reject"]),
            "return",
        ))
        .field(Field::text("reason", model.texts.t("field-reason"), ""));
    Some(dialog)
}

/// What taking back the last decision would take back.
fn undone(model: &Model, chosen: &[(ClaimRef, Fen)]) -> String {
    let texts = &model.texts;
    let shown = model.claim_shown();
    if let Some(event) = shown.and_then(|claim| claim.history.last()) {
        return texts.with(
            "ask-undo-what",
            &[
                ("step", &texts.word("step", &event.code)),
                ("by", &event.by),
                ("at", &event.at.shanghai_text()),
            ],
        );
    }
    let rows = &model.screens.claims.list.rows;
    let mut states: Vec<String> = chosen
        .iter()
        .filter_map(|(claim, _)| rows.iter().find(|row| row.id == *claim))
        .map(|row| texts.word("state", row.state.code()))
        .collect();
    states.sort();
    states.dedup();
    texts.with("ask-undo-state", &[("state", &states.join(" / "))])
}

/// Several claims, and they are many or a human must judge something: a sample of them is looked at first.
pub(super) fn need_sample(model: &Model) -> bool {
    let chosen = model.chosen();
    let rows = &model.screens.claims.list.rows;
    let passed = |claim: &ClaimRef| {
        rows.iter()
            .any(|row| row.id == *claim && row.verdict == Verdict::Eligible)
    };
    chosen.len() > NAMED_MAX || (chosen.len() > 1 && !chosen.iter().all(|(claim, _)| passed(claim)))
}

/// What the programmes of the chosen claims ask a reviewer to look at. Of claims that are not on the screen the programme
/// is not known: then it is everything that is asked for.
fn asked(model: &Model) -> Vec<&'static CheckSpec> {
    let of = model.chosen_programmes();
    model
        .me
        .programmes
        .iter()
        .filter(|programme| of.as_ref().is_none_or(|of| of.contains(programme.id)))
        .flat_map(|programme| programme.checks)
        .collect()
}

/// That every check must be made, and the clauses that say so.
pub(super) fn check_duty(model: &Model) -> String {
    let clauses: BTreeSet<&str> = asked(model).iter().map(|check| check.clause).collect();
    let clauses = clauses.into_iter().collect::<Vec<_>>().join("、");
    model.texts.with("ask-review-what", &[("clause", &clauses)])
}

/// The checks, and the reason.
pub(super) fn check_fields(model: &Model) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for check in asked(model) {
        if fields.iter().all(|field| field.name != check.code) {
            let what = match model.texts.lang() {
                Lang::Zh => check.zh,
                Lang::En => check.en,
            };
            let label = model.texts.with("field-check", &[("what", what)]);
            fields.push(Field::check(check.code, label));
        }
    }
    fields.push(Field::text(
        "reason",
        model.texts.t("field-reason-judged"),
        "",
    ));
    fields
}

fn checks(dialog: Dialog, model: &Model) -> Dialog {
    let dialog = dialog
        .line(check_duty(model), Tone::Dim)
        .line(model.texts.t("ask-tick-all"), Tone::Dim);
    check_fields(model).into_iter().fold(dialog, Dialog::field)
}

fn approve(model: &Model, chosen: &[(ClaimRef, Fen)], about: String) -> Dialog {
    let total = Fen::new(chosen.iter().map(|(_, fen)| fen.get()).sum());
    let claims = chosen.iter().map(|(claim, _)| *claim).collect();
    // Several at once are a bulk act, and a large sum is one by itself: the sum is typed.
    let typed = (chosen.len() > 1 || total >= LARGE).then_some(total);
    let mut dialog = ask(
        model,
        Purpose::Approve(claims, typed),
        "ask-approve",
        "ask-approve-button",
    )
    .line(about, Tone::Title)
    .line(capitals(total), Tone::Plain)
    .line(model.texts.t("ask-undo-until-batched"), Tone::Dim)
    .field(source(model));
    if typed.is_some() {
        dialog = dialog.field(Field::text("sum", model.texts.t("field-sum"), ""));
    }
    dialog
}

/// Which number, and why: the auditors read it.
pub(super) fn reveal(model: &Model) -> Option<Dialog> {
    let claim = model.screens.claim.value.as_ref()?;
    let alone = model.subject(&claim.row.programme).is_none();
    // Whoever claims for nobody else has no other people on the form.
    let others = [Number::SubjectNumber, Number::PartnerNumber];
    let numbers = Number::ALL
        .iter()
        .filter(|field| !(alone && others.contains(field)))
        .map(|field| {
            let word = model.masked(*field, &claim.row.programme);
            (field.code().to_owned(), word)
        })
        .collect();
    let dialog = ask(
        model,
        Purpose::Reveal(claim.row.id),
        "ask-reveal",
        "ask-reveal-button",
    )
    .line(about(model, &model.chosen()), Tone::Title)
    .line(model.texts.t("ask-reveal-what"), Tone::Dim)
    .field(Field::choice(
        "number",
        model.texts.t("field-number"),
        numbers,
        Number::MemberNumber.code(),
    ))
    .field(Field::text("reason", model.texts.t("field-reason"), ""));
    Some(dialog)
}
