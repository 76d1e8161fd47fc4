//! Answers to questions and ends of commands.

use crate::ask;
use crate::dialog::{Dialog, Purpose};
use crate::line::Tone;
use crate::model::{Model, NoteKind, Place, Unmasked};
use crate::msg::{Data, Effect, Failure, Query, Report};
use crate::screens::registers::Register;
use crate::update::{count_lanes, enter, reload};
use crate::{next, screens};
use domain::case::CaseState;
use domain::claim::StepName;
use domain::ids::{CaseId, ClaimRef};
use workflow::views::Page;

/// Takes the answer to a question.
pub fn loaded(model: &mut Model, request: u64, data: Data) -> Vec<Effect> {
    let s = &mut model.screens;
    match data {
        Data::Home(view) => {
            s.home.accept(request, *view);
        }
        Data::Periods(rows) => {
            s.periods.accept(request, Page { rows, next: None });
        }
        Data::Period(view) => {
            s.period.accept(request, *view);
        }
        Data::Imports(page) => {
            s.imports.accept(request, page);
        }
        Data::Import(head, page) => {
            if s.import.list.accept(request, page) {
                s.import.head = Some(*head);
            }
        }
        Data::Claims(page, filter, count) => {
            if s.claims.list.accept(request, page) {
                s.claims.filter = *filter;
                s.claims.count = count.or(s.claims.count);
            }
        }
        Data::Offer(chosen, offered, details) => {
            // Whoever went on to something else meanwhile is not interrupted.
            let awaited = s.claims.offered == request;
            if awaited && model.dialog.is_none() && !model.blank && *model.place() == Place::Claims
            {
                return ask::approve_many(model, chosen, &offered, &details);
            }
        }
        Data::OfferReview(claims, offered, details) => {
            let awaited = s.claims.offered == request;
            if awaited && model.dialog.is_none() && !model.blank && *model.place() == Place::Claims
            {
                return ask::review_many(model, claims, &offered, &details);
            }
        }
        Data::ToSeal(batch, expected, dropped) => {
            let awaited = s.to_seal == request;
            let here = s.batch.head.as_ref().is_some_and(|head| head.id == batch);
            if awaited && here && model.dialog.is_none() && !model.blank {
                return ask::seal(model, expected, &dropped);
            }
        }
        Data::Lanes(lanes) => {
            if s.claims.lanes_asked == request {
                s.claims.lanes = lanes;
            }
        }
        Data::Notebook(kept, drafts) => {
            model.kept = kept;
            model.drafts = drafts.into_iter().collect();
        }
        Data::Present(record, others) => {
            if model.record == record {
                model.others = others;
            }
        }
        Data::Claim(view) => {
            s.claim.accept(request, *view);
        }
        Data::Log(rows) => {
            s.log.accept(request, Page { rows, next: None });
        }
        Data::Cases(page) => {
            s.cases.accept(request, page);
        }
        Data::Case(view) => {
            if s.case.accept(request, *view) {
                let sides = s.case.value.as_ref().map_or(0, |case| case.sides.len());
                s.side = s.side.min(sides.saturating_sub(1));
            }
        }
        Data::Batches(page) => {
            s.batches.accept(request, page);
        }
        Data::Batch(head, page) => {
            if s.batch.list.accept(request, page) {
                s.batch.head = Some(*head);
            }
        }
        Data::Changes(page) => {
            s.changes.accept(request, page);
        }
        Data::Register(answer) => s.registers.accept(request, answer),
    }
    screens::follow(model);
    Vec::new()
}

/// A question that could not be answered: the old rows stay.
pub fn not_loaded(model: &mut Model, request: u64, failure: &Failure) -> Vec<Effect> {
    let s = &mut model.screens;
    s.home.give_up(request);
    s.periods.give_up(request);
    s.period.give_up(request);
    s.imports.give_up(request);
    s.import.list.give_up(request);
    s.claims.list.give_up(request);
    s.claim.give_up(request);
    s.log.give_up(request);
    s.cases.give_up(request);
    s.case.give_up(request);
    s.batches.give_up(request);
    s.batch.list.give_up(request);
    s.changes.give_up(request);
    s.registers.give_up(request);
    fail(model, failure);
    Vec::new()
}

/// Takes the end of a command; late ends of others are dropped.
pub fn acted(model: &mut Model, command: u64, result: Result<Report, Failure>) -> Vec<Effect> {
    if model
        .running
        .as_ref()
        .is_none_or(|running| running.command != command)
    {
        return Vec::new();
    }
    let running = model.running.take();
    let (step, draft) = running.map_or((None, None), |running| (running.step, running.draft));
    let sent = match (draft, &result) {
        (Some(name), Ok(_)) if model.drafts.remove(&name).is_some() => {
            Some(Effect::KeepDraft(name, String::new()))
        }
        _ => None,
    };
    let mut effects = ended(model, step, result);
    effects.extend(sent);
    effects
}

fn ended(
    model: &mut Model,
    step: Option<(ClaimRef, StepName)>,
    result: Result<Report, Failure>,
) -> Vec<Effect> {
    let mut effects = match result {
        Err(failure) => {
            fail(model, &failure);
            Vec::new()
        }
        Ok(Report::Decided(case, state, claims)) => {
            let count = claims.to_string();
            let text = model.texts.with("done-case", &[("count", &count)]);
            model.say(NoteKind::Good, text);
            decided(model, case, state);
            if let Some(effects) = next_case(model, case) {
                return effects;
            }
            Vec::new()
        }
        Ok(Report::Done(key @ ("note-filter-kept" | "note-filter-gone"), args)) => {
            tell(model, Report::Done(key, args));
            let request = model.ticket();
            return vec![Effect::Read {
                request,
                query: Query::Notebook,
            }];
        }
        Ok(Report::Claims { done: 1, failed }) if failed.is_empty() => {
            tell(model, Report::Claims { done: 1, failed });
            let followed = step.and_then(|(claim, step)| next::after_step(model, claim, step));
            if let Some(mut effects) = followed {
                if *model.place() == Place::Claims {
                    effects.push(count_lanes(model));
                }
                return effects;
            }
            Vec::new()
        }
        Ok(report) => tell(model, report),
    };
    effects.extend(reload(model));
    effects
}

/// The list shows where a decided case stands now.
fn decided(model: &mut Model, case: CaseId, state: CaseState) {
    if let Some(row) = model
        .screens
        .cases
        .rows
        .iter_mut()
        .find(|row| row.id == case)
    {
        row.state = state;
    }
}

/// The next case that waits for a decision takes the place of this one, when the operator still looks at it and came from
/// the list.
pub fn next_case(model: &mut Model, case: CaseId) -> Option<Vec<Effect>> {
    let from_list = model.places.contains(&Place::Cases);
    if *model.place() != Place::Case(case) || !from_list {
        return None;
    }
    let next = screens::cases::next_undecided(model, case)?;
    if let Some(at) = model
        .screens
        .cases
        .rows
        .iter()
        .position(|row| row.id == next)
    {
        model.screens.cases.at = at;
    }
    model.places.pop();
    Some(enter(model, Place::Case(next)))
}

/// Tells an error: above the keys when it fits there, else in a dialog.
fn fail(model: &mut Model, failure: &Failure) {
    let told = failure.message.get(model.texts.lang()).to_owned();
    // The sign and blanks in front take four columns.
    if crate::text::width(&told) + 4 > model.size.0 && model.dialog.is_none() {
        let title = model.texts.t("tell-error");
        let button = model.texts.t("tell-button");
        model.dialog =
            Some(Dialog::new(Purpose::Tell, title, button).line(told.clone(), Tone::Bad));
    }
    model.say(NoteKind::Bad, told);
}

/// Says what a command did; what it could not do is listed in a dialog of its own.
fn tell(model: &mut Model, report: Report) -> Vec<Effect> {
    match report {
        Report::Revealed(claim, field, value) => {
            // The operator has gone elsewhere: nobody looks at it any more.
            if *model.place() != Place::Claim(claim) {
                return Vec::new();
            }
            model.screens.claim_top = 0;
            let showing = model.ticket();
            model.unmasked = Some(Unmasked {
                showing,
                claim,
                field,
                value,
            });
            let text = model.texts.t("note-revealed");
            model.say(NoteKind::Warn, text);
            return vec![Effect::ConcealLater(showing)];
        }
        Report::Decided(..) => {}
        Report::Previewed(previewed) => {
            let changed = previewed.found.changed.to_string();
            let text = model.texts.with("note-previewed", &[("count", &changed)]);
            model.say(NoteKind::Good, text);
            model.screens.registers.previewed = Some(*previewed);
            // Whoever has gone elsewhere is not torn away.
            if asks_for_previews(model.place()) {
                return enter(model, Place::Register(Register::Preview));
            }
        }
        Report::Done(key, args) => {
            let args: Vec<(&str, &str)> = args
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let text = model.texts.with(key, &args);
            model.say(NoteKind::Good, text);
        }
        Report::Claims { done, failed } => {
            model.screens.claims.marks.clear();
            let (done_text, failed_text) = (done.to_string(), failed.len().to_string());
            let text = model.texts.with(
                "note-acted",
                &[("done", &done_text), ("failed", &failed_text)],
            );
            model.say(
                if failed.is_empty() {
                    NoteKind::Good
                } else {
                    NoteKind::Warn
                },
                text.clone(),
            );
            let failed = failed
                .into_iter()
                .map(|(claim, failure)| (claim, failure.message.get(model.texts.lang()).to_owned()))
                .collect();
            list(model, "tell-failed", text, failed);
        }
        Report::Import {
            id,
            rows,
            accepted,
            refused,
            warned,
            waiting,
            for_nobody,
            contested,
            findings,
        } => {
            let counts = [rows, accepted, refused, warned].map(|count| count.to_string());
            let args = [
                ("rows", counts[0].as_str()),
                ("accepted", &counts[1]),
                ("refused", &counts[2]),
                ("warned", &counts[3]),
            ];
            let mut text = model.texts.with("note-imported", &args);
            for (count, key) in [
                (waiting, "note-import-waiting"),
                (for_nobody, "note-import-for-nobody"),
            ] {
                if count > 0 {
                    let count = count.to_string();
                    text.push_str(&model.texts.with(key, &[("count", &count)]));
                }
            }
            if contested > 0 {
                let count = contested.to_string();
                // A trial has opened no case that could be looked at.
                let key = if id.is_some() {
                    "note-import-contested"
                } else {
                    "note-trial-contested"
                };
                text.push_str(&model.texts.with(key, &[("count", &count)]));
            }
            model.say(
                if refused == 0 && contested == 0 && for_nobody == 0 {
                    NoteKind::Good
                } else {
                    NoteKind::Warn
                },
                text.clone(),
            );
            list(model, "tell-findings", text, findings);
        }
    }
    Vec::new()
}

fn asks_for_previews(place: &Place) -> bool {
    matches!(
        place,
        Place::Period(..) | Place::Periods | Place::Register(Register::Ruling(..))
    )
}

fn list(model: &mut Model, title: &str, summary: String, items: Vec<(String, String)>) {
    if items.is_empty() || model.dialog.is_some() {
        return;
    }
    let mut dialog = Dialog::new(
        Purpose::Tell,
        model.texts.t(title),
        model.texts.t("tell-button"),
    )
    .line(summary, Tone::Title);
    for (what, why) in items {
        dialog = dialog.line(format!("{what}  {why}"), Tone::Plain);
    }
    model.dialog = Some(dialog);
}
