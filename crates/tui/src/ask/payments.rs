//! Dialogs about what was paid: found on the statement, claimed back, come back.

use super::{about, ask};
use crate::commands::Command;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;
use domain::capitals::capitals;
use domain::fen::Fen;
use domain::ids::ClaimRef;

/// Reconciles, or begins or ends a recovery of, the chosen claims.
pub(super) fn act(model: &Model, command: Command, chosen: &[(ClaimRef, Fen)]) -> Option<Dialog> {
    if chosen.is_empty() {
        return None;
    }
    let total = Fen::new(chosen.iter().map(|(_, fen)| fen.get()).sum());
    let claims = chosen.iter().map(|(claim, _)| *claim).collect();
    let t = |key: &str| model.texts.t(key);
    let sum = || Field::text("sum", t("field-sum"), "");
    // What moves money between accounts is confirmed by its sum; a mark on one payment is not.
    let marked = (chosen.len() > 1).then_some(total);
    let (purpose, name, what) = match command {
        Command::Recover => (Purpose::Recover(claims, total), "recover", Tone::Warn),
        Command::Recovered => (Purpose::Recovered(claims, total), "recovered", Tone::Dim),
        _ => (Purpose::Reconcile(claims, marked), "reconcile", Tone::Dim),
    };
    let dialog = ask(
        model,
        purpose,
        &format!("ask-{name}"),
        &format!("ask-{name}-button"),
    )
    .line(about(model, chosen), Tone::Title)
    .line(capitals(total), Tone::Plain)
    .line(t(&format!("ask-{name}-what")), what);
    Some(match command {
        Command::Recover => dialog
            .field(sum())
            .field(Field::text("reason", t("field-reason"), "")),
        Command::Recovered => dialog
            .field(sum())
            .field(Field::text("back", t("field-back"), "")),
        _ if marked.is_some() => dialog.field(sum()),
        _ => dialog,
    })
}
