//! Opens dialogs: what is asked, about what, with which sums.

mod batches;
mod payments;
mod periods;

use crate::commands::{Command, filter_states};
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::{Model, NoteKind, Place};
use crate::msg::{Effect, Query};
use domain::capitals::capitals;
use domain::decision::Severity;
use domain::draft::{FundSource, Mode};
use domain::fen::Fen;
use domain::ids::ClaimRef;
use workflow::reveal::Field as Number;
use workflow::views::changes::ChangeRowView;

/// Opens the dialog of a command; a command that makes no sense now says so.
pub fn open(model: &mut Model, command: Command) -> Vec<Effect> {
    let dialog = match command {
        Command::Filter => Some(filter(model)),
        Command::Search => Some(search(model)),
        Command::Palette => Some(palette(model)),
        Command::Leave => Some(leave(model)),
        Command::Import => Some(import(model)),
        Command::BatchCreate => Some(batches::create(model)),
        Command::ApproveMatching => return ask_totals(model),
        Command::Review | Command::Approve | Command::Return | Command::Reject => {
            decision(model, command)
        }
        Command::Hold | Command::Withdraw | Command::Undo => decision(model, command),
        Command::Keep | Command::Different | Command::ReturnBoth => case(model, command),
        Command::HoldCase | Command::EscalateCase | Command::SecondCase | Command::UndoCase => {
            case(model, command)
        }
        Command::ChangeApprove | Command::ChangeReject | Command::ChangeShow => {
            change(model, command)
        }
        Command::Recover | Command::Recovered | Command::Reconcile => payments::act(model, command),
        Command::RowShow => row_shown(model),
        Command::EntryShow => entry_shown(model),
        Command::Reveal => reveal(model),
        Command::PeriodCreate => Some(periods::create(model)),
        Command::PeriodOpen
        | Command::PeriodExtend
        | Command::PeriodClose
        | Command::PeriodReopen
        | Command::PeriodArchive => periods::act(model, command),
        _ => batches::act(model, command),
    };
    match dialog {
        Some(dialog) => show(model, dialog),
        None => {
            let text = model.texts.t("note-nothing-chosen");
            model.say(NoteKind::Warn, text);
            Vec::new()
        }
    }
}

/// Puts a dialog in front; what was typed ahead is dropped unless it changes nothing.
pub fn show(model: &mut Model, dialog: Dialog) -> Vec<Effect> {
    let harmless = dialog.purpose.is_harmless();
    model.dialog = Some(dialog);
    if harmless {
        Vec::new()
    } else {
        vec![Effect::Hush]
    }
}

/// The confirmation of a bulk approval, once count and sum are known.
pub fn approve_matching(model: &mut Model, count: i64, total: Fen) -> Vec<Effect> {
    if count == 0 {
        let text = model.texts.t("note-nothing-reviewed");
        model.say(NoteKind::Warn, text);
        return Vec::new();
    }
    let texts = &model.texts;
    let count_text = count.to_string();
    let dialog = ask(
        model,
        Purpose::ApproveMatching(count, total),
        "ask-approve-matching",
        "ask-approve-button",
    )
    .line(
        texts.with(
            "ask-approve-many",
            &[("count", &count_text), ("sum", &total.to_string())],
        ),
        Tone::Title,
    )
    .line(capitals(total), Tone::Plain)
    .line(texts.t("ask-undo-until-batched"), Tone::Dim)
    .field(source(model))
    .field(Field::text("sum", texts.t("field-sum"), ""));
    show(model, dialog)
}

fn ask(model: &Model, purpose: Purpose, title: &str, button: &str) -> Dialog {
    Dialog::new(purpose, model.texts.t(title), model.texts.t(button))
}

fn ask_totals(model: &mut Model) -> Vec<Effect> {
    let request = model.ticket();
    model.screens.claims.totals = request;
    vec![Effect::Read {
        request,
        query: Query::Totals(model.screens.claims.filter.clone()),
    }]
}

fn source(model: &Model) -> Field {
    let options = FundSource::ALL
        .iter()
        .map(|source| {
            (
                source.code().to_owned(),
                model.texts.word("source", source.code()),
            )
        })
        .collect();
    Field::choice(
        "source",
        model.texts.t("field-source"),
        options,
        FundSource::Union.code(),
    )
}

fn options(model: &Model, family: &str, codes: &[&str]) -> Vec<(String, String)> {
    codes
        .iter()
        .map(|code| {
            let label = if code.is_empty() {
                model.texts.t("word-all")
            } else {
                model.texts.word(family, code)
            };
            ((*code).to_owned(), label)
        })
        .collect()
}

fn filter(model: &Model) -> Dialog {
    let t = |key: &str| model.texts.t(key);
    let claims = &model.screens.claims;
    let now = &claims.filter;
    let state = now.states.first().map_or("", |state| state.code());
    let verdict = now.verdict.map_or("", |verdict| verdict.code());
    let mode = now.mode.map_or("", |mode| mode.code());
    let in_case = now.in_case.map_or("", |yes| if yes { "yes" } else { "no" });
    let modes: Vec<&str> = std::iter::once("")
        .chain(Mode::ALL.iter().map(|mode| mode.code()))
        .collect();
    let year = now.year.map(|year| year.to_string()).unwrap_or_default();
    let least = now
        .min_payable
        .map(|fen| fen.to_string())
        .unwrap_or_default();
    ask(model, Purpose::Filter, "ask-filter", "ask-filter-button")
        .field(Field::choice(
            "state",
            t("field-state"),
            options(model, "state", &filter_states()),
            state,
        ))
        .field(Field::choice(
            "verdict",
            t("field-verdict"),
            options(model, "verdict", &["", "eligible", "review", "reject"]),
            verdict,
        ))
        .field(Field::choice(
            "mode",
            t("field-mode"),
            options(model, "mode", &modes),
            mode,
        ))
        .field(Field::choice(
            "case",
            t("field-case"),
            options(model, "case-filter", &["", "yes", "no"]),
            in_case,
        ))
        .field(Field::text("unit", t("field-unit"), &claims.unit_code))
        .field(Field::text("year", t("field-year"), &year))
        .field(Field::text("least", t("field-least"), &least))
}

fn search(model: &Model) -> Dialog {
    ask(model, Purpose::Search, "ask-search", "ask-search-button")
        .line(model.texts.t("ask-search-what"), Tone::Dim)
        .field(Field::text(
            "text",
            model.texts.t("field-search"),
            &model.screens.claims.search,
        ))
}

fn palette(model: &Model) -> Dialog {
    ask(model, Purpose::Palette, "ask-palette", "ask-palette-button").field(Field::text(
        "text",
        model.texts.t("field-command"),
        "",
    ))
}

fn leave(model: &Model) -> Dialog {
    let mut dialog = ask(model, Purpose::Leave, "ask-leave", "ask-leave-button");
    if let Some(running) = &model.running {
        dialog = dialog.line(
            model
                .texts
                .with("ask-leave-running", &[("what", &running.label)]),
            Tone::Warn,
        );
    }
    dialog
}

fn import(model: &Model) -> Dialog {
    let profiles = options(
        model,
        "profile",
        &["claims", "members", "units", "plans", "budgets"],
    );
    let trial = options(model, "trial", &["yes", "no"]);
    let hidden = options(model, "hidden", &["refuse", "include"]);
    ask(model, Purpose::Import, "ask-import", "ask-import-button")
        .line(model.texts.t("ask-import-what"), Tone::Dim)
        .field(Field::choice(
            "profile",
            model.texts.t("field-profile"),
            profiles,
            "claims",
        ))
        .field(Field::text("path", model.texts.t("field-path"), ""))
        .field(Field::choice(
            "trial",
            model.texts.t("field-trial"),
            trial,
            "yes",
        ))
        .field(Field::text("sheet", model.texts.t("field-sheet"), ""))
        .field(Field::choice(
            "hidden",
            model.texts.t("field-hidden"),
            hidden,
            "refuse",
        ))
}

fn decision(model: &Model, command: Command) -> Option<Dialog> {
    let chosen = model.chosen();
    if chosen.is_empty() {
        return None;
    }
    let claims: Vec<ClaimRef> = chosen.iter().map(|(claim, _)| *claim).collect();
    let t = |key: &str| model.texts.t(key);
    let reason = || Field::text("reason", t("field-reason"), "");
    let about = about(model, &chosen);
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
        Command::Approve => return Some(approve(model, &chosen, about)),
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
            .field(reason()),
        _ => ask(model, Purpose::Hold(claims), "ask-hold", "ask-hold-button")
            .line(about, Tone::Title)
            .line(t("ask-hold-what"), Tone::Dim)
            .field(Field::text("until", t("field-until"), ""))
            .field(reason()),
    };
    Some(dialog)
}

/// One claim by number and child, several by count and sum.
fn about(model: &Model, chosen: &[(ClaimRef, Fen)]) -> String {
    let sum = Fen::new(chosen.iter().map(|(_, fen)| fen.get()).sum()).to_string();
    let single = if chosen.len() == 1 {
        single(model)
    } else {
        None
    };
    match single {
        Some((number, child)) => model.texts.with(
            "ask-one-claim",
            &[("number", &number), ("child", &child), ("sum", &sum)],
        ),
        None => model.texts.with(
            "ask-many-claims",
            &[("count", &chosen.len().to_string()), ("sum", &sum)],
        ),
    }
}

fn single(model: &Model) -> Option<(String, String)> {
    let row = match model.place() {
        Place::Claim(_) => model.screens.claim.value.as_ref().map(|claim| &claim.row),
        _ => {
            let marked = model.screens.claims.marks.keys().next();
            match marked {
                Some(claim) => model
                    .screens
                    .claims
                    .list
                    .rows
                    .iter()
                    .find(|row| row.id == *claim),
                None => model.screens.claims.list.current(),
            }
        }
    };
    row.map(|row| (row.number.to_string(), row.child_name.clone()))
}

fn checks(dialog: Dialog, model: &Model) -> Dialog {
    let mut dialog = dialog.line(model.texts.t("ask-review-what"), Tone::Dim);
    if let (Place::Claim(_), Some(claim)) = (model.place(), &model.screens.claim.value) {
        for finding in claim
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Review)
        {
            dialog = dialog.line(
                format!("! {} {}", finding.rule, finding.sentence),
                Tone::Warn,
            );
        }
    }
    dialog
        .field(Field::check("member", model.texts.t("field-check-member")))
        .field(Field::check("child", model.texts.t("field-check-child")))
        .field(Field::check("age", model.texts.t("field-check-age")))
        .field(Field::text(
            "reason",
            model.texts.t("field-reason-judged"),
            "",
        ))
}

fn approve(model: &Model, chosen: &[(ClaimRef, Fen)], about: String) -> Dialog {
    let total = Fen::new(chosen.iter().map(|(_, fen)| fen.get()).sum());
    let claims = chosen.iter().map(|(claim, _)| *claim).collect();
    // Several at once are a bulk act: the sum is typed.
    let typed = (chosen.len() > 1).then_some(total);
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

fn case(model: &Model, command: Command) -> Option<Dialog> {
    let detail = model.screens.case.value.as_ref()?;
    let id = detail.row.id;
    let t = |key: &str| model.texts.t(key);
    let reason = Field::text("reason", t("field-reason"), "");
    Some(match command {
        Command::Keep => {
            let side = detail.sides.get(model.screens.side)?;
            let number = side.number().to_string();
            ask(
                model,
                Purpose::Keep(id, side.id()),
                "ask-keep",
                "ask-keep-button",
            )
            .line(
                model.texts.with("ask-keep-what", &[("number", &number)]),
                Tone::Title,
            )
            .field(Field::text("chosen-by", t("field-chosen-by"), ""))
            .field(reason)
        }
        Command::Different => ask(
            model,
            Purpose::Different(id),
            "ask-different",
            "ask-different-button",
        )
        .line(t("ask-different-what"), Tone::Plain)
        .field(Field::text("evidence", t("field-evidence"), ""))
        .field(reason),
        Command::ReturnBoth => ask(
            model,
            Purpose::ReturnBoth(id),
            "ask-return-both",
            "ask-return-button",
        )
        .line(t("ask-return-both-what"), Tone::Plain)
        .field(reason),
        Command::HoldCase => ask(model, Purpose::HoldCase(id), "ask-hold", "ask-hold-button")
            .field(Field::text("until", t("field-until-date"), ""))
            .field(reason),
        Command::EscalateCase => ask(
            model,
            Purpose::EscalateCase(id),
            "ask-escalate",
            "ask-escalate-button",
        )
        .line(t("ask-escalate-what"), Tone::Plain)
        .field(reason),
        Command::SecondCase => ask(
            model,
            Purpose::SecondCase(id),
            "ask-second-case",
            "ask-second-button",
        )
        .line(t("ask-different-what"), Tone::Plain),
        _ => ask(
            model,
            Purpose::UndoCase(id),
            "ask-undo-case",
            "ask-undo-button",
        )
        .line(t("ask-undo-case-what"), Tone::Plain)
        .field(reason),
    })
}

fn change(model: &Model, command: Command) -> Option<Dialog> {
    let change = model.screens.changes.current()?;
    let what = format!(
        "{} {}",
        change.kind,
        crate::screens::changes::short(&change.target)
    );
    let by = model
        .texts
        .with("ask-change-by", &[("by", &change.proposed_by)]);
    Some(match command {
        Command::ChangeShow => change_shown(model, change, what),
        Command::ChangeApprove => ask(
            model,
            Purpose::ChangeApprove(change.id),
            "ask-change-approve",
            "ask-change-approve-button",
        )
        .line(what, Tone::Title)
        .line(by, Tone::Plain)
        .line(change.payload.clone(), Tone::Dim),
        _ => ask(
            model,
            Purpose::ChangeReject(change.id),
            "ask-change-reject",
            "ask-change-reject-button",
        )
        .line(what, Tone::Title)
        .line(by, Tone::Plain)
        .field(Field::text("reason", model.texts.t("field-reason"), "")),
    })
}

/// All of a change, for whoever has no room for it in the list.
fn change_shown(model: &Model, change: &ChangeRowView, what: String) -> Dialog {
    let texts = &model.texts;
    let mut dialog = ask(model, Purpose::Tell, "title-change", "tell-button")
        .line(what, Tone::Title)
        .line(
            texts.with(
                "change-told-by",
                &[
                    ("by", &change.proposed_by),
                    ("at", &change.proposed_at.shanghai_text()),
                ],
            ),
            Tone::Plain,
        );
    if let Some(told) = crate::screens::changes::decided(texts, change) {
        dialog = dialog.line(told, Tone::Plain);
    }
    dialog.line(change.payload.clone(), Tone::Plain)
}

/// Which number, and why: the auditors read it.
fn reveal(model: &Model) -> Option<Dialog> {
    let claim = model.screens.claim.value.as_ref()?;
    let codes: Vec<&str> = Number::ALL.iter().map(|field| field.code()).collect();
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
        options(model, "masked", &codes),
        Number::MemberNumber.code(),
    ))
    .field(Field::text("reason", model.texts.t("field-reason"), ""));
    Some(dialog)
}

/// Everything found in the row under the cursor: the list has room for the worst finding only.
fn row_shown(model: &Model) -> Option<Dialog> {
    let row = model.screens.import.list.current()?;
    let title = format!("{} {} {}", model.texts.t("col-row"), row.sheet, row.row);
    let dialog = ask(model, Purpose::Tell, "tell-findings", "tell-button").line(title, Tone::Title);
    Some(row.findings.iter().fold(dialog, |dialog, finding| {
        dialog.line(
            format!("{}  {}", finding.column, finding.message),
            Tone::Plain,
        )
    }))
}

/// The entry of the log under the cursor, with its whole detail and hash.
fn entry_shown(model: &Model) -> Option<Dialog> {
    let entry = model.screens.log.current()?;
    let title = format!(
        "{}  {}  {}",
        model.texts.word("step", &entry.action),
        entry.by,
        entry.at.shanghai_text()
    );
    let dialog = ask(model, Purpose::Tell, "title-log", "tell-button")
        .line(title, Tone::Title)
        .line(entry.detail.clone(), Tone::Plain)
        .line(entry.hash.clone(), Tone::Dim);
    Some(dialog)
}
