//! What helps a reviewer along and keeps slips from doing harm: queues, marks, next undecided, palette, keys of the site,
//! drafts, and who else is there.

use crate::data::{SMALL, WIDE, claim_row, console, handle, serve};
use crate::keys::{actions, error, keys, press, queue, running, shown, type_in};
use domain::claim::{StateName, StepName};
use domain::role::Role;
use std::collections::BTreeMap;
use tui::commands::{self, Command};
use tui::dialog::Purpose;
use tui::keymap::KeyMap;
use tui::keys::Key;
use tui::model::Model;
use tui::msg::{Action, Data, Effect, Failure, Msg, Query, Report};
use tui::screens::{Claim, Claims};
use tui::update::update;
use workflow::Words;
use workflow::views::Lang;
use workflow::views::claims::WorkQueue;

/// Ends the running command about one claim as done.
fn done(model: &mut Model, n: u128, step: StepName) -> Vec<Effect> {
    model.running = Some(running(Some((handle(n), step))));
    let result = Ok(Report::Claims {
        done: 1,
        failed: Vec::new(),
    });
    let effects = update(
        model,
        Msg::Acted {
            command: 99,
            result,
        },
    );
    serve(model, effects)
}

fn chosen_row(model: &Model) -> u128 {
    let row = model.screens.claims.list.current().unwrap();
    (0..40).find(|n| handle(*n) == row.id).unwrap()
}

// Rows of the made-up queue: every fifth is submitted (0, 5, 10), the next reviewed; every fourth from 1 on is contested.

#[test]
fn after_a_decision_on_a_claims_screen_the_next_undecided_claim_of_the_queue_comes() {
    let mut model = queue(Role::Reviewer);
    press(&mut model, Key::Enter);
    assert_eq!(*model.route(), Claim(handle(0)));
    done(&mut model, 0, StepName::Review);
    // 5 is submitted and contested: it cannot be reviewed, so 10 follows.
    assert_eq!(*model.route(), Claim(handle(10)));
    assert_eq!(model.screens.claims.list.rows[0].state, StateName::Reviewed);
    assert_eq!(chosen_row(&model), 10);
}

#[test]
fn in_the_queue_the_cursor_moves_to_the_next_undecided_claim_and_the_rows_stay() {
    let mut model = queue(Role::Approver);
    press(&mut model, Key::Char('N'));
    assert_eq!(chosen_row(&model), 6);
    done(&mut model, 6, StepName::Approve);
    assert_eq!(chosen_row(&model), 11);
    assert_eq!(model.screens.claims.list.rows[6].state, StateName::Approved);
}

#[test]
fn a_claim_taken_back_is_looked_at_and_not_left() {
    let mut model = queue(Role::Approver);
    press(&mut model, Key::Enter);
    done(&mut model, 0, StepName::Undo);
    assert_eq!(*model.route(), Claim(handle(0)));
}

#[test]
fn tab_goes_through_the_lanes_and_back_to_all() {
    let mut model = queue(Role::Reviewer);
    let mut seen = vec![model.screens.claims.filter.queue];
    for _ in 0..6 {
        press(&mut model, Key::Tab);
        seen.push(model.screens.claims.filter.queue);
    }
    let all: Vec<Option<WorkQueue>> = std::iter::once(None)
        .chain(WorkQueue::ALL.map(Some))
        .chain([None])
        .collect();
    assert_eq!(seen, all);
    press(&mut model, Key::BackTab);
    assert_eq!(model.screens.claims.filter.queue, Some(WorkQueue::Overdue));
    let text = shown(&model);
    assert!(
        text.contains("[overdue 1000+]") && text.contains("ready 812"),
        "{text}"
    );
}

#[test]
fn a_range_is_marked_from_its_first_key_to_its_second() {
    let mut model = queue(Role::Approver);
    keys(
        &mut model,
        &[Key::Down, Key::Char('V'), Key::Down, Key::Down],
    );
    assert!(model.screens.claims.marks.is_empty());
    press(&mut model, Key::Char('V'));
    let marked: Vec<_> = model.screens.claims.marks.keys().copied().collect();
    assert_eq!(marked, [handle(1), handle(2), handle(3)]);
    // Upwards as well.
    keys(
        &mut model,
        &[Key::End, Key::Char('V'), Key::Up, Key::Char('V')],
    );
    assert_eq!(model.screens.claims.marks.len(), 5);
}

#[test]
fn a_kept_filter_is_taken_again_and_a_new_one_is_kept_without_who_was_searched_for() {
    let mut model = queue(Role::Reviewer);
    press(&mut model, Key::Char('o'));
    press(&mut model, Key::Enter);
    assert_eq!(model.screens.claims.unit_code, "HN4301");
    assert_eq!(
        model.screens.claims.filter.min_payable.map(|fen| fen.get()),
        Some(500_000)
    );
    keys(&mut model, &[Key::Char('/')]);
    type_in(&mut model, "王敏");
    press(&mut model, Key::Enter);
    press(&mut model, Key::Char('S'));
    assert_eq!(keys(&mut model, &[Key::Enter]), []);
    assert!(error(&model).is_some(), "a filter needs a name");
    type_in(&mut model, "mine");
    let kept = keys(&mut model, &[Key::Enter]);
    let [Action::KeepFilter(name, Some(kept))] = kept.as_slice() else {
        panic!("{kept:?}")
    };
    assert_eq!((name.as_str(), kept.unit_code.as_str()), ("mine", "HN4301"));
    assert!(kept.filter().search.is_none());
}

/// What the palette offers first for a typed text.
fn first(typed: &str, lang: Lang) -> &'static str {
    let mut model = console(Claims, Role::Reviewer, lang, SMALL);
    press(&mut model, Key::Ctrl('p'));
    type_in(&mut model, typed);
    let dialog = model.dialog.as_ref().unwrap();
    tui::palette::rows(&model, dialog)
        .first()
        .map_or("", |offer| offer.name)
}

#[test]
fn the_palette_finds_a_command_by_chinese_english_initials_sounds_and_command_line() {
    for lang in [Lang::Zh, Lang::En] {
        for typed in ["退回", "return", "th", "tuihui", "claim return", "TH"] {
            assert_eq!(first(typed, lang), "cmd-return", "{typed}");
        }
        assert_eq!(first("cf", lang), "go-duplicates");
        assert_eq!(first("rtrn", lang), "cmd-return", "letters left out");
        assert_eq!(
            first("审批", lang),
            "",
            "a reviewer is not offered approval"
        );
    }
}

#[test]
fn the_palette_shows_key_and_command_line_of_each_command() {
    let mut model = console(Claims, Role::Reviewer, Lang::Zh, WIDE);
    press(&mut model, Key::Char(':'));
    type_in(&mut model, "th");
    let text = shown(&model);
    assert!(text.contains("gongbao claim return ID"), "{text}");
}

#[test]
fn every_command_on_offer_runs_from_the_palette_without_changing_anything_by_itself() {
    for role in Role::ALL {
        let model = console(Claim(handle(1)), *role, Lang::En, SMALL);
        for offer in commands::commands(&model) {
            let mut model = console(Claim(handle(1)), *role, Lang::En, SMALL);
            let effects = tui::update::run(&mut model, offer.command);
            let effects = serve(&mut model, effects);
            assert!(actions(&effects).is_empty(), "{}", offer.name);
        }
    }
}

#[test]
fn the_sites_keys_act_and_are_shown_and_the_shipped_ones_do_not() {
    let mut model = queue(Role::Approver);
    let entries = BTreeMap::from([("approve".to_owned(), vec!["y".to_owned()])]);
    model.keymap = KeyMap::read(&entries).unwrap();
    press(&mut model, Key::Char('a'));
    assert!(model.dialog.is_none());
    press(&mut model, Key::Char('y'));
    assert!(matches!(
        model.dialog.as_ref().map(|dialog| &dialog.purpose),
        Some(Purpose::Approve(..))
    ));
    press(&mut model, Key::Esc);
    let offers = commands::commands(&model);
    let approve = offers
        .iter()
        .find(|offer| offer.command == Command::Approve)
        .unwrap();
    assert_eq!(approve.shown(), "y");
}

#[test]
fn a_key_is_found_in_help_by_what_it_does() {
    let mut model = queue(Role::Reviewer);
    keys(&mut model, &[Key::Char('?'), Key::Char('/')]);
    type_in(&mut model, "gq");
    press(&mut model, Key::Enter);
    let text = shown(&model);
    assert!(
        text.contains("hold") && !text.contains("next page"),
        "{text}"
    );
}

#[test]
fn a_reason_that_was_given_up_is_kept_and_offered_for_the_same_claim_only() {
    let mut model = queue(Role::Reviewer);
    keys(&mut model, &[Key::Char('r'), Key::Tab]);
    type_in(&mut model, "票据看不清");
    let effects = press(&mut model, Key::Esc);
    let [Effect::KeepDraft(name, text)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(text, "票据看不清");
    assert!(name.chars().count() <= workflow::notebook::NAME_CHARS_MAX);
    press(&mut model, Key::Char('r'));
    assert_eq!(model.dialog.as_ref().unwrap().text("reason"), "票据看不清");
    press(&mut model, Key::Esc);
    keys(&mut model, &[Key::Down, Key::Char('r')]);
    assert_eq!(model.dialog.as_ref().unwrap().text("reason"), "");
}

#[test]
fn a_reason_half_typed_when_the_line_breaks_is_kept() {
    let mut model = queue(Role::Reviewer);
    keys(&mut model, &[Key::Char('h'), Key::Tab, Key::Tab]);
    type_in(&mut model, "等");
    let effects = update(&mut model, Msg::HangUp);
    assert!(
        matches!(effects.as_slice(), [Effect::KeepDraft(_, text), Effect::Quit] if text == "等")
    );
}

#[test]
fn a_reason_that_was_sent_is_no_draft_any_more() {
    let mut model = queue(Role::Reviewer);
    keys(&mut model, &[Key::Char('r'), Key::Tab]);
    type_in(&mut model, "x");
    press(&mut model, Key::Esc);
    keys(&mut model, &[Key::Char('r'), Key::Tab, Key::Tab]);
    assert_eq!(keys(&mut model, &[Key::Enter]).len(), 1);
    let command = model.running.as_ref().unwrap().command;
    let result = Ok(Report::Claims {
        done: 1,
        failed: Vec::new(),
    });
    let effects = update(&mut model, Msg::Acted { command, result });
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::KeepDraft(_, text) if text.is_empty()))
    );
    assert!(model.drafts.is_empty());
}

#[test]
fn a_decision_names_the_revision_that_was_on_the_screen() {
    let mut model = queue(Role::Approver);
    let effects = [Key::Char('a'), Key::Tab, Key::Tab, Key::Enter]
        .into_iter()
        .map(|key| press(&mut model, key))
        .last()
        .unwrap();
    let [Effect::Write { seen, .. }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(*seen, BTreeMap::from([(handle(0), claim_row(0).revision)]));
}

#[test]
fn a_claim_that_moved_on_is_told_with_name_and_time() {
    let mut model = queue(Role::Approver);
    model.running = Some(running(Some((handle(0), StepName::Approve))));
    let failure = Failure {
        code: "changed".into(),
        message: Words::same(
            "the claim was changed since you looked at it: look again (li.lan, 2025-12-04 14:07:00)",
        ),
    };
    let result = Ok(Report::Claims {
        done: 0,
        failed: vec![("26-7KQ2M-9XTRD".to_owned(), failure)],
    });
    update(
        &mut model,
        Msg::Acted {
            command: 99,
            result,
        },
    );
    let text = shown(&model);
    assert!(text.contains("li.lan") && text.contains("14:07"), "{text}");
}

fn presence(effects: &[Effect]) -> Vec<bool> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Read {
                query: Query::Present(_, beat),
                ..
            } => Some(*beat),
            _ => None,
        })
        .collect()
}

#[test]
fn presence_is_written_once_in_a_while_and_never_while_a_list_is_drawn() {
    let mut model = queue(Role::Reviewer);
    let moved = update(&mut model, Msg::Key(Key::Down));
    assert!(presence(&moved).is_empty());
    let opened = update(&mut model, Msg::Key(Key::Enter));
    assert_eq!(presence(&opened), [true]);
    assert!(opened.contains(&Effect::BeatLater));
    serve(&mut model, opened);
    // Stepping on asks, but writes nothing before the next beat.
    let stepped = update(&mut model, Msg::Key(Key::Char('n')));
    assert_eq!(presence(&stepped), [false]);
    let beat = update(&mut model, Msg::Beat);
    assert_eq!(presence(&beat), [true]);
    press(&mut model, Key::Esc);
    assert!(presence(&update(&mut model, Msg::Beat)).is_empty());
}

#[test]
fn another_operator_at_the_same_record_is_named_on_the_screen_and_in_the_dialog() {
    let mut model = queue(Role::Reviewer);
    press(&mut model, Key::Enter);
    let data = Data::Present(handle(0).to_string(), vec!["li.lan".into()]);
    let answer = Ok(data);
    update(&mut model, Msg::Loaded { request: 0, answer });
    assert!(shown(&model).contains("Also looking at it: li.lan"));
    press(&mut model, Key::Char('r'));
    assert!(shown(&model).contains("Also looking at it: li.lan"));
    press(&mut model, Key::Esc);
    press(&mut model, Key::Char('n'));
    assert!(
        !shown(&model).contains("li.lan"),
        "the next record is another one"
    );
    let data = Data::Present(model.record.clone(), vec!["li.lan".into()]);
    let answer = Ok(data);
    update(&mut model, Msg::Loaded { request: 0, answer });
    press(&mut model, Key::Esc);
    assert!(!shown(&model).contains("li.lan"), "the list is no record");
}

#[test]
fn taking_back_names_what_is_taken_back() {
    let mut model = console(Claim(handle(1)), Role::Approver, Lang::Zh, SMALL);
    press(&mut model, Key::Char('u'));
    let text = shown(&model);
    assert!(text.contains("将撤销: 退回"), "{text}");
}

#[test]
fn no_screen_counts_decisions_by_time() {
    for lang in [Lang::Zh, Lang::En] {
        let mut model = console(Claims, Role::Reviewer, lang, WIDE);
        press(&mut model, Key::Enter);
        done(&mut model, 0, StepName::Review);
        let text = shown(&model);
        assert!(!text.contains("/min") && !text.contains("每分钟") && !text.contains("per hour"));
    }
}
