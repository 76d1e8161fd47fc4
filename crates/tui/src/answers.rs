//! Answers to questions and ends of commands.

use crate::ask;
use crate::dialog::{Dialog, Purpose};
use crate::line::Tone;
use crate::model::{Model, NoteKind, Unmasked};
use crate::msg::{Data, Effect, Failure, Query, Report};
use crate::screens::claims::{marks, next};
use crate::screens::{Claim, Route, case, cases, preview};
use crate::update::{follow, reload};
use domain::claim::StepName;
use domain::ids::ClaimRef;
use workflow::Words;

/// Takes the answer to a question.
pub fn loaded(model: &mut Model, request: u64, data: Data) -> Vec<Effect> {
    let s = &mut model.screens;
    // Whoever went on to something else meanwhile is not interrupted.
    let undisturbed = model.dialog.is_none() && !model.blank;
    let queue = matches!(model.routes.last(), Some(Route::Claims(_)));
    match data {
        Data::Screen(answer) => {
            if s.accept(request, answer) {
                let route = model.route().clone();
                route.screen().taken(model);
            }
        }
        Data::Offer(chosen, offered, details, refused) => {
            if s.claims.offered == request && undisturbed && queue {
                return ask::approve_many(model, chosen, &offered, &details, &refused);
            }
        }
        Data::OfferReview(claims, offered, details, refused) => {
            if s.claims.offered == request && undisturbed && queue {
                return ask::review_many(model, claims, &offered, &details, &refused);
            }
        }
        Data::Foreseen(command, done, refused) => {
            if s.claims.offered == request && undisturbed && queue {
                return ask::foreseen(model, command, &done, &refused);
            }
        }
        Data::ToSeal(batch, expected, dropped) => {
            let here = s.batch.head.as_ref().is_some_and(|head| head.id == batch);
            if s.batch.offered == request && here && undisturbed {
                return ask::seal(model, expected, &dropped);
            }
        }
        Data::Told(title, lines) => {
            if model.listed == request && undisturbed {
                read_out(model, title, lines);
            }
        }
        Data::Matching(found, more) => marks::mark_all(model, request, found, more),
        Data::WorkQueues(queues) => {
            if s.claims.lanes_asked == request {
                s.claims.queues = queues;
            }
        }
        Data::Notebook(kept, drafts, reasons) => {
            model.kept = kept;
            model.reasons = reasons;
            model.drafts = drafts.into_iter().collect();
        }
        Data::Present(record, others) => {
            if model.record == record {
                model.others = others;
            }
        }
    }
    follow(model);
    Vec::new()
}

/// A question that could not be answered: the old rows stay.
pub fn not_loaded(model: &mut Model, request: u64, failure: &Failure) -> Vec<Effect> {
    model.screens.cancel(request);
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
            cases::decided(model, case, state);
            if let Some(effects) = case::next(model, case) {
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
                let route = model.route().clone();
                effects.extend(route.screen().asks_beside(model));
                return effects;
            }
            Vec::new()
        }
        Ok(report) => tell(model, report),
    };
    effects.extend(reload(model));
    effects
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
            if *model.route() != Claim(claim) {
                return Vec::new();
            }
            model.screens.claim.top = 0;
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
        Report::Told(title, lines) => read_out(model, title, lines),
        Report::Previewed(previewed) => {
            let changed = previewed.found.changed.to_string();
            let text = model.texts.with("note-previewed", &[("count", &changed)]);
            model.say(NoteKind::Good, text);
            return preview::show(model, *previewed);
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

/// Puts lines to read in front.
fn read_out(model: &mut Model, title: &str, lines: Vec<Words>) {
    let lang = model.texts.lang();
    let (title, button) = (model.texts.t(title), model.texts.t("tell-button"));
    let mut dialog = Dialog::new(Purpose::Tell, title, button);
    if lines.is_empty() {
        dialog = dialog.line(model.texts.t("tell-nothing"), Tone::Dim);
    }
    for line in lines {
        dialog = dialog.line(line.get(lang).to_owned(), Tone::Plain);
    }
    model.dialog = Some(dialog);
}
