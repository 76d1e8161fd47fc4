//! Scripts of keys through `update`.

use crate::data::{SMALL, claim_row, console, filter, handle, serve};
use domain::draft::FundSource;
use domain::fen::Fen;
use domain::role::Role;
use tui::commands;
use tui::dialog::Purpose;
use tui::keys::Key;
use tui::model::{Model, NoteKind, Place};
use tui::msg::{Action, Data, Effect, Failure, Msg, Query, Report};
use tui::update::update;
use workflow::views::{Lang, Page};

fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let effects = update(model, Msg::Key(key));
    serve(model, effects)
}

fn type_in(model: &mut Model, text: &str) {
    for c in text.chars() {
        press(model, Key::Char(c));
    }
}

fn actions(effects: &[Effect]) -> Vec<Action> {
    effects
        .iter()
        .filter_map(|effect| {
            if let Effect::Write { action, .. } = effect {
                Some(action.clone())
            } else {
                None
            }
        })
        .collect()
}

fn queue(role: Role) -> Model {
    console(Place::Claims, role, Lang::En, SMALL)
}

#[test]
fn no_single_key_changes_anything_on_any_screen() {
    for (_, place) in crate::data::places() {
        for role in Role::ALL {
            let mut model = console(place.clone(), *role, Lang::En, SMALL);
            for c in ' '..='~' {
                let effects = press(&mut model, Key::Char(c));
                assert!(actions(&effects).is_empty(), "{c} on {place:?} as {role}");
                model.dialog = None;
                model.chord = false;
                if *model.place() != place {
                    model = console(place.clone(), *role, Lang::En, SMALL);
                }
            }
        }
    }
}

#[test]
fn a_dialog_that_changes_something_opens_on_cancel_and_drops_what_was_typed_ahead() {
    let mut model = queue(Role::Approver);
    let effects = press(&mut model, Key::Char('a'));
    assert_eq!(effects, [Effect::Hush]);
    assert_eq!(model.dialog.as_ref().map(|dialog| dialog.focus), Some(0));
    assert!(actions(&press(&mut model, Key::Enter)).is_empty());
    assert!(model.dialog.is_none());
}

#[test]
fn one_claim_is_approved_by_moving_to_the_button_and_pressing_enter() {
    let mut model = queue(Role::Approver);
    press(&mut model, Key::Char('a'));
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    let effects = press(&mut model, Key::Enter);
    assert_eq!(
        actions(&effects),
        [Action::Approve(vec![handle(0)], FundSource::Union)]
    );
}

#[test]
fn a_second_command_is_refused_while_one_is_running() {
    let mut model = queue(Role::Approver);
    press(&mut model, Key::Char('a'));
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    let first = press(&mut model, Key::Enter);
    assert_eq!(actions(&first).len(), 1);
    press(&mut model, Key::Char('a'));
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    assert!(actions(&press(&mut model, Key::Enter)).is_empty());
    assert!(
        model
            .dialog
            .as_ref()
            .is_some_and(|dialog| dialog.error.is_some())
    );
}

#[test]
fn several_claims_are_approved_only_with_their_sum_typed() {
    let mut model = queue(Role::Approver);
    press(&mut model, Key::Char(' '));
    press(&mut model, Key::Char(' '));
    let sum = Fen::new(claim_row(0).payable.get() + claim_row(1).payable.get());
    press(&mut model, Key::Char('a'));
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    type_in(&mut model, "1");
    press(&mut model, Key::Tab);
    assert!(actions(&press(&mut model, Key::Enter)).is_empty());
    press(&mut model, Key::BackTab);
    press(&mut model, Key::Ctrl('u'));
    type_in(&mut model, &sum.to_string());
    press(&mut model, Key::Tab);
    let effects = press(&mut model, Key::Enter);
    assert_eq!(
        actions(&effects),
        [Action::Approve(
            vec![handle(0), handle(1)],
            FundSource::Union
        )]
    );
}

#[test]
fn all_that_matches_is_approved_with_the_count_and_sum_that_were_shown() {
    let mut model = queue(Role::Approver);
    press(&mut model, Key::Char('A'));
    assert!(matches!(
        model.dialog.as_ref().map(|d| &d.purpose),
        Some(Purpose::ApproveMatching(41, _))
    ));
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    type_in(&mut model, "16400");
    press(&mut model, Key::Tab);
    let effects = press(&mut model, Key::Enter);
    assert_eq!(
        actions(&effects),
        [Action::ApproveMatching(
            filter(),
            FundSource::Union,
            41,
            Fen::new(1_640_000)
        )]
    );
}

#[test]
fn a_review_needs_all_three_checks() {
    let mut model = queue(Role::Reviewer);
    press(&mut model, Key::Char('v'));
    for _ in 0..3 {
        press(&mut model, Key::Tab);
        press(&mut model, Key::Char(' '));
    }
    press(&mut model, Key::Char(' '));
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    assert!(actions(&press(&mut model, Key::Enter)).is_empty());
    press(&mut model, Key::BackTab);
    press(&mut model, Key::BackTab);
    press(&mut model, Key::Char(' '));
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    assert!(
        matches!(actions(&press(&mut model, Key::Enter)).as_slice(), [Action::Review(_, checks, None)] if checks.complete())
    );
}

#[test]
fn the_answer_to_an_older_question_is_dropped() {
    let mut model = queue(Role::Clerk);
    let effects = update(&mut model, Msg::Key(Key::Ctrl('r')));
    let Some(Effect::Read { request: old, .. }) = effects.first().cloned() else {
        panic!("nothing was asked")
    };
    let effects = update(&mut model, Msg::Key(Key::Ctrl('r')));
    let Some(Effect::Read {
        request: new,
        query: Query::Claims(filter, _),
    }) = effects.first().cloned()
    else {
        panic!("nothing was asked")
    };
    let late = Data::Claims(Page::empty(), Box::new(filter), None);
    update(
        &mut model,
        Msg::Loaded {
            request: old,
            answer: Ok(late),
        },
    );
    assert_eq!(model.screens.claims.list.rows.len(), 30);
    assert!(new > old && model.is_waiting());
}

#[test]
fn what_could_not_be_done_is_listed_with_its_reason() {
    let mut model = queue(Role::Approver);
    press(&mut model, Key::Char('a'));
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    press(&mut model, Key::Enter);
    let command = model.running.as_ref().unwrap().command;
    let message = "already paid at another union (li.lan, 2025-12-04 10:00:00)".to_owned();
    let failed = vec![(
        "26-7KQ2M-9XTRD".to_owned(),
        Failure {
            code: "slot-taken".into(),
            message,
        },
    )];
    update(
        &mut model,
        Msg::Acted {
            command,
            result: Ok(Report::Claims { done: 0, failed }),
        },
    );
    let dialog = model.dialog.as_ref().unwrap();
    assert_eq!(dialog.purpose, Purpose::Tell);
    assert!(dialog.lines.iter().any(|(line, _)| line.contains("li.lan")));
    assert!(model.running.is_none());
}

#[test]
fn an_error_of_the_database_is_told_and_the_old_rows_stay() {
    let mut model = queue(Role::Clerk);
    let effects = update(&mut model, Msg::Key(Key::Ctrl('r')));
    let Some(Effect::Read { request, .. }) = effects.first() else {
        panic!("nothing was asked")
    };
    let failure = Failure {
        code: "database".into(),
        message: "the connection to the database was lost".into(),
    };
    update(
        &mut model,
        Msg::Loaded {
            request: *request,
            answer: Err(failure),
        },
    );
    assert_eq!(
        model.note.as_ref().map(|note| note.kind),
        Some(NoteKind::Bad)
    );
    assert!(!model.is_waiting());
    assert_eq!(model.screens.claims.list.rows.len(), 30);
}

#[test]
fn keys_of_help_are_the_keys_that_act() {
    for role in Role::ALL {
        let model = queue(*role);
        let mut seen = std::collections::BTreeSet::new();
        for offer in commands::commands(&model) {
            for key in offer.keys {
                assert!(
                    seen.insert(format!("{key:?}")),
                    "{key:?} means two things for {role}"
                );
            }
        }
    }
}

#[test]
fn g_and_a_letter_go_to_a_screen_and_back_again() {
    let mut model = queue(Role::Clerk);
    press(&mut model, Key::Char('g'));
    press(&mut model, Key::Char('d'));
    assert_eq!(*model.place(), Place::Cases);
    press(&mut model, Key::Esc);
    assert_eq!(*model.place(), Place::Home);
}

#[test]
fn chinese_text_in_command_mode_is_told_once() {
    let mut model = queue(Role::Clerk);
    press(&mut model, Key::Char('审'));
    assert!(model.note.is_some());
    press(&mut model, Key::Char('批'));
    assert!(model.note.is_none());
}

#[test]
fn a_whole_identity_number_typed_to_search_does_not_stay_on_the_screen() {
    let mut model = queue(Role::Clerk);
    press(&mut model, Key::Char('/'));
    type_in(&mut model, "11010519491231002X");
    press(&mut model, Key::Enter);
    assert!(model.screens.claims.filter.search.is_some());
    assert!(!model.screens.claims.search.contains("19491231"));
}

#[test]
fn an_error_too_long_for_its_line_is_told_in_a_dialog() {
    let mut model = queue(Role::Clerk);
    let effects = update(&mut model, Msg::Key(Key::Ctrl('r')));
    let Some(Effect::Read { request, .. }) = effects.first() else {
        panic!("nothing was asked")
    };
    let message = "the database cannot be written ".repeat(5);
    let failure = Failure {
        code: "database".into(),
        message: message.clone(),
    };
    update(
        &mut model,
        Msg::Loaded {
            request: *request,
            answer: Err(failure),
        },
    );
    let dialog = model.dialog.as_ref().unwrap();
    assert!(
        dialog
            .lines
            .iter()
            .any(|(line, _)| line.contains(message.trim()))
    );
}
