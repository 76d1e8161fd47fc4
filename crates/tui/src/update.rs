//! A message changes the model and asks for effects; nothing else does.

use crate::commands::{self, Command, Motion};
use crate::dialog::Did;
use crate::drafts::save_draft;
use crate::keys::Key;
use crate::model::{Model, NoteKind, Progress};
use crate::msg::{Effect, Msg, Query};
use crate::presence::present;
use crate::screens::{Help, Route, ScreenKind};
use crate::{answers, ask, confirm, palette};
use workflow::views::Lang;
use workflow::views::installed::Installed;

/// Takes a message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => on_key(model, key),
        Msg::Paste(text) => on_paste(model, &text),
        Msg::PasteCut(text) => cut(model, &text),
        Msg::Resize(columns, rows) => {
            let hidden = !model.fits();
            model.size = (columns, rows);
            follow(model);
            let mut effects = vec![Effect::Repaint];
            // A dialog that was hidden is seen as if it had just opened.
            if hidden && model.fits() {
                effects.extend(model.dialog.as_ref().and_then(ask::suppress_input));
            }
            effects
        }
        Msg::Loaded {
            request,
            answer: Ok(data),
        } => answers::loaded(model, request, data),
        Msg::Loaded {
            request,
            answer: Err(failure),
        } => answers::not_loaded(model, request, &failure),
        Msg::Progress { command, done, of } => {
            if let Some(running) = model
                .running
                .as_mut()
                .filter(|running| running.command == command)
            {
                running.progress = Some(Progress { done, of });
            }
            Vec::new()
        }
        Msg::Acted { command, result } => answers::acted(model, command, result),
        Msg::Conceal(showing) => {
            if model
                .unmasked
                .as_ref()
                .is_some_and(|shown| shown.showing == showing)
            {
                model.unmasked = None;
            }
            Vec::new()
        }
        Msg::Beat => {
            model.beat_due = true;
            present(model)
        }
        Msg::Database { lost } => {
            model.lost = lost;
            Vec::new()
        }
        Msg::Idle => {
            model.go_blank();
            vec![Effect::Repaint]
        }
        Msg::HangUp | Msg::Broken => {
            model.unmasked = None;
            leave(model)
        }
    }
}

/// The console ends; what was typed and not sent is kept.
fn leave(model: &mut Model) -> Vec<Effect> {
    model.leaving = true;
    let mut effects = close_dialog(model);
    effects.push(Effect::Quit);
    effects
}

/// Closes the dialog in front; a reason typed into it is kept.
fn close_dialog(model: &mut Model) -> Vec<Effect> {
    let dialog = model.dialog.take();
    dialog.map_or_else(Vec::new, |dialog| save_draft(model, dialog))
}

/// The effects of the first screen.
pub fn start(model: &mut Model) -> Vec<Effect> {
    let mut effects = reload(model);
    let request = model.ticket();
    effects.push(Effect::Read {
        request,
        query: Query::Notebook,
    });
    effects
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    // Whatever is done next, a number in full does not stay beside it.
    model.unmasked = None;
    if !model.fits() {
        // A letter may be text that was typed for what is hidden now.
        return if commands::leaving_key(model) == Some(key) {
            leave(model)
        } else {
            Vec::new()
        };
    }
    if model.blank {
        return come_back(model);
    }
    if key == Key::Ctrl('l') {
        return vec![Effect::Repaint];
    }
    if let Some(dialog) = &mut model.dialog {
        let decided = dialog.decides();
        let did = dialog.key(key);
        let decides = dialog.decides();
        let astray = decided && !dialog.moved;
        palette::keep_row(model);
        return match did {
            Did::Inside if astray => {
                let text = model.texts.t("note-typed-at-button");
                model.say(NoteKind::Warn, text);
                Vec::new()
            }
            Did::Inside if decides && !decided => vec![Effect::SuppressEnter],
            Did::Inside => Vec::new(),
            Did::Closed => close_dialog(model),
            Did::Confirmed => confirm::confirm(model),
            Did::Help => {
                let text = model.texts.t("dialog-help");
                model.say(NoteKind::Good, text);
                Vec::new()
            }
        };
    }
    model.note = None;
    let key = key.as_command();
    if model.chord {
        model.chord = false;
        let gone = ScreenKind::of(&model.me).find(|(_, go)| key == Key::Char(go.letter));
        return match gone {
            Some((kind, _)) => run(model, Command::Go(kind)),
            None => Vec::new(),
        };
    }
    if key.is_han() && !model.ime_told {
        model.ime_told = true;
        let text = model.texts.t("note-input-method");
        model.say(NoteKind::Warn, text);
        return Vec::new();
    }
    let found = commands::commands(model)
        .into_iter()
        .find(|offer| offer.keys.contains(&key));
    found
        .map(|offer| run(model, offer.command))
        .unwrap_or_default()
}

/// The first key after a blank screen only brings it back: it was not pressed for anything that could be seen.
fn come_back(model: &mut Model) -> Vec<Effect> {
    model.blank = false;
    let role = model.texts.word("role", model.me.role.code());
    let name = model.me.name.clone();
    let text = model
        .texts
        .with("note-back", &[("name", &name), ("role", &role)]);
    model.say(NoteKind::Good, text);
    let mut effects = reload(model);
    effects.push(Effect::Repaint);
    effects
}

fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if !model.fits() {
        return Vec::new();
    }
    if model.blank {
        return come_back(model);
    }
    let dialog = model.dialog.as_mut();
    if !dialog.is_some_and(|dialog| dialog.paste(text)) {
        let text = model.texts.t("note-paste-dropped");
        model.say(NoteKind::Warn, text);
    }
    Vec::new()
}

/// The end of a paste never came. What is left of it may still arrive and look like keys, so the dialog in front begins
/// anew, with what was typed into it.
fn cut(model: &mut Model, text: &str) -> Vec<Effect> {
    let effects = on_paste(model, text);
    if let Some(dialog) = &mut model.dialog {
        dialog.retreat();
    }
    let text = model.texts.t("note-paste-cut");
    model.say(NoteKind::Warn, text);
    effects
}

/// Runs a command: what only the screen on top can do first, then what every screen can.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let route = model.route().clone();
    if let Some(effects) = route.screen().run(model, command) {
        return effects;
    }
    match command {
        Command::Go(kind) => {
            model.routes.truncate(1);
            match kind.go() {
                Some((there, _)) if there != *model.route() => enter(model, there),
                _ => reload(model),
            }
        }
        Command::Chord => {
            model.chord = true;
            Vec::new()
        }
        Command::Open => {
            let opened = route.screen().open(model);
            opened.map(|there| enter(model, there)).unwrap_or_default()
        }
        Command::Back => {
            if model.routes.len() > 1 {
                let left = model.routes.pop();
                // Help hides nothing that could have changed.
                if left.is_some_and(|left| left != Help) {
                    return reload(model);
                }
            }
            Vec::new()
        }
        Command::Move(motion) => walk(model, motion),
        Command::Reload => reload(model),
        Command::Language => {
            let other = if model.texts.lang() == Lang::Zh {
                Lang::En
            } else {
                Lang::Zh
            };
            let words = Installed::words(&model.me.programmes);
            model.texts = crate::i18n::Texts::new(other).with_words(words);
            let mut effects = reload(model);
            effects.push(Effect::Repaint);
            effects
        }
        Command::Help => enter(model, Help),
        Command::Repaint => vec![Effect::Repaint],
        // Its screen had nothing to do it with.
        Command::Own(_) | Command::Log => Vec::new(),
        other => ask::open(model, other),
    }
}

/// Goes to a screen and reads what it shows.
pub fn enter(model: &mut Model, there: impl Into<Route>) -> Vec<Effect> {
    let route = there.into();
    route.arrive(model);
    model.routes.push(route);
    let mut effects = reload(model);
    effects.push(Effect::Repaint);
    effects
}

/// Keeps the cursor on the screen after a change of size or rows.
pub fn follow(model: &mut Model) {
    let route = model.route().clone();
    route.follow(model);
}

/// Moves the cursor or the text; asks for the next page when the cursor comes near the last row.
pub fn walk(model: &mut Model, motion: Motion) -> Vec<Effect> {
    let route = model.route().clone();
    route.step(model, motion);
    let after = model.screens.reading(route.kind()).wants_more();
    let Some(ask) = after.and_then(|after| route.asks(model, Some(after))) else {
        return Vec::new();
    };
    let request = model.ticket();
    model.screens.reading_mut(route.kind()).go_on(request);
    let query = Query::Screen(ask);
    vec![Effect::Read { request, query }]
}

/// Reads the screen on top from its beginning.
pub fn reload(model: &mut Model) -> Vec<Effect> {
    let route = model.route().clone();
    let Some(ask) = route.asks(model, None) else {
        return Vec::new();
    };
    let request = model.ticket();
    model.screens.reading_mut(route.kind()).restart(request);
    let query = Query::Screen(ask);
    let mut effects = vec![Effect::Read { request, query }];
    effects.extend(route.screen().asks_beside(model));
    effects.extend(present(model));
    effects
}
