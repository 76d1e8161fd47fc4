//! Confirmed dialogs about the queue.

use super::Tried;
use crate::dialog::Dialog;
use crate::model::Model;
use crate::msg::{Action, Effect};
use crate::update;
use domain::claim::StateName;
use domain::decision::Verdict as RuleVerdict;
use domain::fen::Fen;
use domain::payment_method::PaymentMethod;
use workflow::notebook::{KeptFilter, NAME_CHARS_MAX};
use workflow::views::claims::{ClaimFilter, Search};

/// Narrows the queue.
pub(super) fn filter(model: &mut Model, dialog: &Dialog) -> Tried<Vec<Effect>> {
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
        method: Some(dialog.code("mode"))
            .filter(|code| !code.is_empty())
            .map(PaymentMethod::from_stored),
        search: claims.filter.search.clone(),
        in_case: match dialog.code("case") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        min_payable: least,
        queue: claims.filter.queue,
        cause: claims.filter.cause.clone(),
    };
    claims.unit_code = dialog.text("unit").to_owned();
    claims.home();
    Ok(update::reload(model))
}

/// Finds claims.
pub(super) fn search(model: &mut Model, dialog: &Dialog) -> Vec<Effect> {
    let typed = dialog.text("text").to_owned();
    let today = model.me.today;
    let claims = &mut model.screens.claims;
    claims.filter.search = Search::parse(&typed, today);
    // A number typed to search must not stay on the screen.
    claims.search = match &claims.filter.search {
        Some(Search::Identity(number)) => domain::mask::id(number),
        _ => typed,
    };
    claims.home();
    update::reload(model)
}

/// Takes a kept filter.
pub(super) fn take(model: &mut Model, dialog: &Dialog) -> Vec<Effect> {
    let name = dialog.code("kept");
    let Some((_, kept)) = model.kept.iter().find(|(kept, _)| kept == name) else {
        return Vec::new();
    };
    let claims = &mut model.screens.claims;
    claims.filter = kept.filter();
    claims.pile = None;
    claims.unit_code.clone_from(&kept.unit_code);
    claims.search.clear();
    claims.home();
    update::reload(model)
}

/// Keeps the present filter under the name typed.
pub(super) fn keep(model: &Model, dialog: &Dialog) -> Tried<Action> {
    let name = dialog.text("name");
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err("error-name");
    }
    let claims = &model.screens.claims;
    let kept = KeptFilter::of(&claims.filter, &claims.unit_code);
    Ok(Action::KeepFilter(name.to_owned(), Some(kept)))
}
