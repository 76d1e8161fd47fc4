//! Opens dialogs: what is asked, about what, with which sums.

mod batches;
mod cases;
mod changes;
mod claims;
mod imports;
mod narrow;
mod payments;
mod periods;
mod phrases;
mod queue;
mod several;
pub mod template;

pub use batches::seal;
pub use queue::{approve_many, review_many};
pub use several::foreseen;

use crate::commands::Command;
use crate::dialog::{Dialog, Field, Purpose, Value};
use crate::line::Tone;
use crate::model::{Model, NoteKind};
use crate::msg::{Effect, Query, Refused};
use crate::screens::{Files, files};
use crate::{orders, update};
use domain::fen::Fen;
use domain::ids::ClaimRef;
use workflow::review::bulk::Chosen;
use workflow::review::decide::NAMED_MAX;
use workflow::views::installed::Installed;

/// Opens the dialog of a command; a command that makes no sense now says so.
pub fn open(model: &mut Model, command: Command) -> Vec<Effect> {
    if let Some(listing) = orders::listing(model, command) {
        let request = model.ticket();
        model.listed = request;
        let query = Query::List(listing);
        return vec![Effect::Read { request, query }];
    }
    let dialog = match command {
        Command::Filter => Some(queue::filter(model)),
        Command::Search => Some(queue::search(model)),
        Command::Palette => Some(palette(model)),
        Command::Leave => Some(leave(model)),
        Command::FindKey => Some(find_key(model)),
        Command::Narrow => Some(narrow::dialog(model)),
        Command::SaveFilter => Some(queue::save(model)),
        Command::UseFilter if model.kept.is_empty() => {
            let text = model.texts.t("note-no-filters");
            model.say(NoteKind::Warn, text);
            return Vec::new();
        }
        Command::UseFilter => queue::kept(model),
        Command::Import if model.me.has_folder && *model.route() != Files => {
            return update::enter(model, Files);
        }
        Command::Import if model.me.has_folder && files::chosen(model).is_none() => None,
        Command::Import => Some(imports::read(model)),
        Command::Form(_) => orders::form(model, command).map(|form| orders::dialog(model, &form)),
        Command::BatchCreate => Some(batches::create(model)),
        Command::ApproveMatching => {
            let filter = Box::new(model.screens.claims.filter.clone());
            return queue::offer(model, Chosen::Matching(filter));
        }
        Command::BatchSeal => return batches::offer_seal(model),
        Command::Approve if model.chosen().len() > NAMED_MAX => {
            let claims = model.chosen().into_iter().map(|(claim, _)| claim).collect();
            return queue::offer(model, Chosen::These(claims));
        }
        Command::Review if claims::is_blocked(model) => claims::turn_down(model),
        Command::Review if claims::need_sample(model) => {
            let claims = model.chosen().into_iter().map(|(claim, _)| claim).collect();
            return queue::offer_review(model, claims);
        }
        command if several::is_step(command) && model.chosen().len() > 1 => {
            return several::foresee(model, command);
        }
        Command::Review | Command::Approve | Command::Return | Command::Reject => {
            claims::decide(model, command, &model.chosen())
        }
        Command::Hold | Command::Withdraw | Command::Undo | Command::KeepApproval => {
            claims::decide(model, command, &model.chosen())
        }
        Command::Keep | Command::Different | Command::ReturnBoth => cases::act(model, command),
        Command::HoldCase | Command::EscalateCase | Command::SecondCase | Command::UndoCase => {
            cases::act(model, command)
        }
        Command::ChangeApprove | Command::ChangeReject | Command::ChangeShow => {
            changes::act(model, command)
        }
        Command::Recover | Command::Recovered | Command::Reconcile => {
            payments::act(model, command, &model.chosen())
        }
        Command::RowShow => imports::finding(model),
        Command::EntryShow => entry_shown(model),
        Command::Reveal => claims::reveal(model),
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

/// Puts a dialog in front; what was typed ahead is dropped unless it changes nothing. A text that was typed into the same
/// dialog before and not sent stands in it again.
pub fn show(model: &mut Model, mut dialog: Dialog) -> Vec<Effect> {
    let suppressed = suppress_input(&dialog);
    if suppressed.is_some() && !model.others.is_empty() {
        let names = model.others.join(", ");
        dialog = dialog.line(
            model.texts.with("ask-also-here", &[("names", &names)]),
            Tone::Warn,
        );
    }
    let phrases = phrases::offered(model, &dialog.purpose);
    let has_field = |dialog: &mut Dialog| {
        let later = dialog.later.iter().any(|field| field.name == "reason");
        later || dialog.reason().is_some()
    };
    if !phrases.is_empty() && has_field(&mut dialog) {
        let count = phrases.len().to_string();
        let told = model.texts.with("ask-phrases", &[("count", &count)]);
        let begun = matches!(dialog.purpose, Purpose::TurnDown(_));
        dialog.offer_phrases(phrases, begun);
        dialog = dialog.line(told, Tone::Dim);
    }
    let draft = dialog.purpose.draft();
    if let Some(text) = draft.and_then(|name| model.drafts.get(&name))
        && let Some(Value::Text(reason)) = dialog.reason()
    {
        reason.clone_from(text);
        dialog = dialog.line(model.texts.t("ask-draft"), Tone::Dim);
    }
    model.dialog = Some(dialog);
    suppressed.into_iter().collect()
}

/// Keys typed before this dialog could be seen are dropped unless it changes nothing.
pub fn suppress_input(dialog: &Dialog) -> Option<Effect> {
    (!dialog.purpose.is_harmless()).then_some(Effect::SuppressInput)
}

fn ask(model: &Model, purpose: Purpose, title: &str, button: &str) -> Dialog {
    Dialog::new(purpose, model.texts.t(title), model.texts.t(button))
}

/// Where to write: in the own outbox a name may be left to the program.
pub fn place_to_write(model: &Model, name: &'static str) -> Field {
    let label = if model.me.has_folder {
        "field-outbox"
    } else {
        "field-folder"
    };
    Field::text(name, model.texts.t(label), "")
}

/// Where to write, as typed.
///
/// # Errors
/// The key of the sentence that asks for it.
pub fn typed_place(model: &Model, dialog: &Dialog, name: &str) -> Result<String, &'static str> {
    match dialog.text(name) {
        "" if model.me.has_folder => Ok(".".to_owned()),
        "" => Err("error-folder"),
        typed => Ok(typed.to_owned()),
    }
}

/// Whose money pays. Where programmes differ in it, the one whose claims they are decides unless something is chosen.
fn source(model: &Model) -> Field {
    let sources = Installed::sources(&model.me.programmes);
    let mut options: Vec<(String, String)> = sources
        .iter()
        .map(|spec| (spec.code.to_owned(), model.texts.word("source", spec.code)))
        .collect();
    let alike = model
        .me
        .programmes
        .iter()
        .all(|one| one.sources.len() == sources.len());
    if !alike {
        options.insert(0, (String::new(), model.texts.t("choice-by-programme")));
    }
    let first = options.first().map(|(code, _)| code.clone());
    Field::choice(
        "source",
        model.texts.t("field-source"),
        options,
        &first.unwrap_or_default(),
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

/// One claim by number and subject, several by count and sum.
fn about(model: &Model, chosen: &[(ClaimRef, Fen)]) -> String {
    let sum = Fen::new(chosen.iter().map(|(_, fen)| fen.get()).sum()).to_string();
    let single = match chosen {
        [(claim, _)] => single(model, *claim),
        _ => None,
    };
    match single {
        Some((number, subject)) => model.texts.with(
            "ask-one-claim",
            &[("number", &number), ("subject", &subject), ("sum", &sum)],
        ),
        None => model.texts.with(
            "ask-many-claims",
            &[("count", &chosen.len().to_string()), ("sum", &sum)],
        ),
    }
}

fn single(model: &Model, claim: ClaimRef) -> Option<(String, String)> {
    let shown = model.claim_shown().map(|shown| &shown.row);
    let row = model.screens.claims.list.rows.iter().chain(shown);
    row.into_iter()
        .find(|row| row.id == claim)
        .map(|row| (row.number.to_string(), row.subject_name.clone()))
}

/// So many refused claims are listed in a dialog; the act itself tells all of them.
const REFUSED_SHOWN: usize = 20;

/// Adds the claims that an act will not do, with the reason.
fn refusing(model: &Model, mut dialog: Dialog, told: &str, refused: &[Refused]) -> Dialog {
    if refused.is_empty() {
        return dialog;
    }
    let with = |key: &str, count: usize| {
        let count = count.to_string();
        model.texts.with(key, &[("count", &count)])
    };
    dialog = dialog.line(with(told, refused.len()), Tone::Warn);
    for (number, why) in refused.iter().take(REFUSED_SHOWN) {
        let why = why.get(model.texts.lang());
        dialog = dialog.line(format!("{number}  {why}"), Tone::Warn);
    }
    match refused.len().saturating_sub(REFUSED_SHOWN) {
        0 => dialog,
        more => dialog.line(with("ask-refused-more", more), Tone::Warn),
    }
}

fn find_key(model: &Model) -> Dialog {
    ask(
        model,
        Purpose::FindKey,
        "ask-find-key",
        "ask-find-key-button",
    )
    .line(model.texts.t("ask-find-key-what"), Tone::Dim)
    .field(Field::text(
        "text",
        model.texts.t("field-search"),
        model.screens.help.value.as_deref().unwrap_or_default(),
    ))
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
        .line(entry.told.get(model.texts.lang()).to_owned(), Tone::Plain)
        .line(entry.hash.clone(), Tone::Dim);
    Some(dialog)
}
