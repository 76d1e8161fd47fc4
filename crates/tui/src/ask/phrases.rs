//! Reasons that need not be typed: what fails of the claim, the office's stock phrases, and what the operator wrote lately.

use crate::dialog::Purpose;
use crate::model::Model;
use domain::ids::ClaimRef;
use workflow::views::causes::Cause;
use workflow::views::claims::ClaimRowView;

/// Stock phrases an act has in the catalogue at most.
const STOCK_MAX: usize = 9;

/// The row of a claim as it stands on the screen; none when it is not there.
pub(super) fn row(model: &Model, claim: ClaimRef) -> Option<&ClaimRowView> {
    let shown = model.claim_shown().map(|shown| &shown.row);
    let mut rows = shown.into_iter().chain(&model.screens.claims.list.rows);
    rows.find(|row| row.id == claim)
}

/// The reasons offered in a dialog, the likeliest first.
pub(super) fn offered(model: &Model, purpose: &Purpose) -> Vec<String> {
    let (act, claims): (&str, &[ClaimRef]) = match purpose {
        Purpose::Review(claims) | Purpose::ReviewMany(claims, _) => ("review", claims),
        Purpose::Return(claims) | Purpose::TurnDown(claims) => ("return", claims),
        Purpose::Reject(claims) => ("reject", claims),
        Purpose::Hold(claims) => ("hold", claims),
        Purpose::Withdraw(claims) => ("withdraw", claims),
        Purpose::Undo(claims) => ("undo", claims),
        _ => return Vec::new(),
    };
    let mut phrases = Vec::new();
    if let (&[claim], "return" | "reject") = (claims, act) {
        let causes = row(model, claim).map(|row| row.causes.as_slice());
        let causes = causes.unwrap_or_default().iter();
        phrases.extend(causes.map(|cause| of_cause(model, cause)));
    }
    // Several claims of one pile have its cause, each with values of its own.
    let pile = model.screens.claims.pile.as_ref();
    if let (Some(pile), true) = (pile, claims.len() > 1) {
        phrases.push(pile.text.get(model.texts.lang()).to_owned());
    }
    phrases.extend(model.reasons.iter().cloned());
    phrases.extend(stock(model, act));
    let mut seen = std::collections::BTreeSet::new();
    phrases.retain(|phrase| seen.insert(phrase.clone()));
    phrases
}

/// What fails, as the union that filed the claim reads it.
fn of_cause(model: &Model, cause: &Cause) -> String {
    let said = cause.text.get(model.texts.lang());
    format!("{said} [{}]", cause.clause)
}

fn stock(model: &Model, act: &str) -> Vec<String> {
    let keys = (1..=STOCK_MAX).map(|n| format!("phrase-{act}-{n}"));
    keys.map_while(|key| model.texts.known(&key)).collect()
}
