//! A message changes the model and asks for effects; nothing else does.

use crate::commands::{self, Command, Motion, Target};
use crate::courtesy::{present, put_by};
use crate::dialog::Did;
use crate::keys::Key;
use crate::model::{Model, NoteKind, Place, Progress};
use crate::msg::{Effect, Msg, Query};
use crate::screens;
use crate::screens::registers;
use crate::{answers, ask, confirm, marks, next, palette};
use workflow::views::Lang;
use workflow::views::claims::{ClaimFilter, Lane};

/// Takes a message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => on_key(model, key),
        Msg::Paste(text) => on_paste(model, &text),
        Msg::PasteCut(text) => cut(model, &text),
        Msg::Resize(columns, rows) => {
            let hidden = !model.fits();
            model.size = (columns, rows);
            screens::follow(model);
            let mut effects = vec![Effect::Repaint];
            // A dialog that was hidden is seen as if it had just opened.
            if hidden && model.fits() {
                effects.extend(model.dialog.as_ref().and_then(ask::hush));
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

/// The console ends; what was typed and not sent is put by.
fn leave(model: &mut Model) -> Vec<Effect> {
    model.leaving = true;
    let mut effects = put_by_open(model);
    effects.push(Effect::Quit);
    effects
}

/// Gives up the dialog in front.
fn put_by_open(model: &mut Model) -> Vec<Effect> {
    let dialog = model.dialog.take();
    dialog.map_or_else(Vec::new, |dialog| put_by(model, dialog))
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
            Did::Inside if decides && !decided => vec![Effect::HushEnter],
            Did::Inside => Vec::new(),
            Did::Closed => put_by_open(model),
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
        return match Target::of(model.me.role).find(|(_, letter, ..)| key == Key::Char(*letter)) {
            Some((target, ..)) => run(model, Command::Go(*target)),
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

/// Runs a command.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Go(target) => {
            model.places.truncate(1);
            if target == Target::Home {
                reload(model)
            } else {
                enter(model, target.place())
            }
        }
        Command::Chord => {
            model.chord = true;
            Vec::new()
        }
        Command::Open => screens::open(model)
            .map(|place| enter(model, place))
            .unwrap_or_default(),
        Command::Log => match model.chosen().first() {
            Some((claim, _)) => enter(model, Place::Log(*claim)),
            None => Vec::new(),
        },
        Command::Back => {
            if model.places.len() > 1 {
                let left = model.places.pop();
                // Help hides nothing that could have changed.
                if left != Some(Place::Help) {
                    return reload(model);
                }
            }
            Vec::new()
        }
        Command::Move(motion) => {
            screens::step(model, motion);
            more(model)
        }
        Command::Neighbour(by) => neighbour(model, by),
        Command::NextUndecided => match *model.place() {
            Place::Case(case) => answers::next_case(model, case).unwrap_or_default(),
            _ => next::undecided(model),
        },
        Command::Lane(by) => lane(model, by),
        Command::Range => {
            marks::range(model);
            Vec::new()
        }
        Command::Mark => {
            marks::mark(model);
            screens::step(model, Motion::Rows(1));
            more(model)
        }
        Command::Invert => {
            marks::invert(model);
            Vec::new()
        }
        Command::ClearFilter => {
            let claims = &mut model.screens.claims;
            claims.filter = ClaimFilter::default();
            claims.search.clear();
            claims.unit_code.clear();
            claims.home();
            reload(model)
        }
        Command::Reload => reload(model),
        Command::Language => {
            let other = if model.texts.lang() == Lang::Zh {
                Lang::En
            } else {
                Lang::Zh
            };
            model.texts = crate::i18n::Texts::new(other);
            let mut effects = reload(model);
            effects.push(Effect::Repaint);
            effects
        }
        Command::Help => {
            model.screens.text_top = 0;
            model.screens.wanted_key.clear();
            model.places.push(Place::Help);
            vec![Effect::Repaint]
        }
        Command::Repaint => vec![Effect::Repaint],
        Command::Register(command) => registers::run(model, command),
        other => ask::open(model, other),
    }
}

/// Goes to a screen and reads what it shows.
pub fn enter(model: &mut Model, place: Place) -> Vec<Effect> {
    screens::arrive(model, &place);
    model.places.push(place);
    let mut effects = reload(model);
    effects.push(Effect::Repaint);
    effects
}

/// Reads the screen on top from its beginning.
pub fn reload(model: &mut Model) -> Vec<Effect> {
    let request = model.ticket();
    let lang = model.texts.lang();
    let place = model.place().clone();
    let s = &mut model.screens;
    let query = match place {
        Place::Home => {
            s.home.ask(request);
            Query::Home
        }
        Place::Periods => {
            s.periods.restart(request);
            Query::Periods
        }
        Place::Period(programme, year) => {
            s.period.ask(request);
            Query::Period(programme, year)
        }
        Place::Imports => {
            s.imports.restart(request);
            Query::Imports(lang, None)
        }
        Place::Import(id) => {
            s.import.list.restart(request);
            Query::Import(id, lang, None)
        }
        Place::Claims => {
            s.claims.list.restart(request);
            match s.claims.unit_code.as_str() {
                "" => Query::Claims(s.claims.filter.clone(), None),
                code => Query::ClaimsOfUnit(s.claims.filter.clone(), code.to_owned()),
            }
        }
        Place::Claim(claim) => {
            s.claim.ask(request);
            Query::Claim(claim, lang)
        }
        Place::Log(claim) => {
            s.log.restart(request);
            Query::Log(claim)
        }
        Place::Cases => {
            s.cases.restart(request);
            Query::Cases(None)
        }
        Place::Case(id) => {
            s.case.ask(request);
            Query::Case(id)
        }
        Place::Batches => {
            s.batches.restart(request);
            Query::Batches(None)
        }
        Place::Batch(id) => {
            s.batch.list.restart(request);
            Query::Batch(id, None)
        }
        Place::Changes => {
            s.changes.restart(request);
            Query::Changes(lang, None)
        }
        Place::Register(register) => match registers::reload(model, &register, request) {
            Some(query) => query,
            None => return Vec::new(),
        },
        Place::Help => return Vec::new(),
    };
    let mut effects = vec![Effect::Read { request, query }];
    if *model.place() == Place::Claims {
        effects.push(count_lanes(model));
    }
    effects.extend(present(model));
    effects
}

/// Counts what the lanes hold, after the rows themselves.
pub fn count_lanes(model: &mut Model) -> Effect {
    let request = model.ticket();
    model.screens.claims.lanes_asked = request;
    let filter = model.screens.claims.filter.clone();
    Effect::Read {
        request,
        query: Query::Lanes(filter),
    }
}

/// Asks for the next page when the cursor comes near the last row.
fn more(model: &mut Model) -> Vec<Effect> {
    let request = model.counter + 1;
    let lang = model.texts.lang();
    let place = model.place().clone();
    if let Place::Register(register) = &place {
        return match registers::more(model, register, request) {
            Some(query) => {
                model.counter = request;
                vec![Effect::Read { request, query }]
            }
            None => Vec::new(),
        };
    }
    let s = &mut model.screens;
    macro_rules! next {
        ($list:expr, $query:expr) => {
            $list.wants_more().map(|cursor| {
                $list.go_on(request);
                $query(cursor)
            })
        };
    }
    let filter = s.claims.filter.clone();
    let query = match place {
        Place::Imports => next!(s.imports, |cursor| Query::Imports(lang, Some(cursor))),
        Place::Import(id) => next!(s.import.list, |cursor| Query::Import(
            id,
            lang,
            Some(cursor)
        )),
        Place::Claims => next!(s.claims.list, |cursor| Query::Claims(filter, Some(cursor))),
        Place::Cases => next!(s.cases, |cursor| Query::Cases(Some(cursor))),
        Place::Batches => next!(s.batches, |cursor| Query::Batches(Some(cursor))),
        Place::Batch(id) => next!(s.batch.list, |cursor| Query::Batch(id, Some(cursor))),
        Place::Changes => next!(s.changes, |cursor| Query::Changes(lang, Some(cursor))),
        _ => None,
    };
    match query {
        Some(query) => {
            model.counter = request;
            vec![Effect::Read { request, query }]
        }
        None => Vec::new(),
    }
}

fn neighbour(model: &mut Model, by: isize) -> Vec<Effect> {
    if !model.places.contains(&Place::Claims) {
        return Vec::new();
    }
    let height = screens::list_rows(model.size, 0);
    model.screens.claims.list.step(by, height);
    let Some(row) = model.screens.claims.list.current() else {
        return Vec::new();
    };
    let claim = row.id;
    model.places.pop();
    enter(model, Place::Claim(claim))
}

/// To the next lane of the queue, through "all".
fn lane(model: &mut Model, by: isize) -> Vec<Effect> {
    let claims = &mut model.screens.claims;
    let ring = Lane::ALL.len() + 1;
    let now = claims.filter.lane.map_or(0, |lane| {
        1 + Lane::ALL
            .iter()
            .position(|other| *other == lane)
            .unwrap_or(0)
    });
    let then = (now + ring).saturating_add_signed(by) % ring;
    claims.filter.lane = then
        .checked_sub(1)
        .and_then(|at| Lane::ALL.get(at).copied());
    claims.home();
    reload(model)
}
