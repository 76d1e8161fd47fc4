//! The reason first: in the list, on the claim, in every dialog; and reasons that need not be typed.

use crate::data::{SMALL, WIDE, console, handle};
use crate::keys::{keys, press, queue, running, shown, type_in};
use domain::role::Role;
use tui::dialog::Purpose;
use tui::keys::Key;
use tui::model::Model;
use tui::msg::{Action, Effect, Msg, Report};
use tui::screens::Claims;
use tui::update::update;
use workflow::views::Lang;

/// The queue with the cursor on the claim of this number.
fn at(role: Role, n: u128, size: (usize, usize)) -> Model {
    let mut model = console(Claims, role, Lang::Zh, size);
    while model.screens.claims.list.current().unwrap().id != handle(n) {
        press(&mut model, Key::Down);
    }
    model
}

fn dialog_text(model: &Model) -> String {
    let dialog = model.dialog.as_ref().unwrap();
    let lines: Vec<&str> = dialog.lines.iter().map(|(line, _)| line.as_str()).collect();
    lines.join("\n")
}

// Of the made-up queue the first is eligible, the second must be judged, and the eighth is refused by the rules.

#[test]
fn the_list_names_the_rule_and_says_why_at_every_size() {
    for size in [SMALL, WIDE] {
        let model = at(Role::Reviewer, 7, size);
        let shown = shown(&model);
        assert!(shown.contains("x H-04+1"), "{shown}");
        assert!(shown.contains("已满18周岁"), "{shown}");
        assert!(shown.contains("[二.2]"), "{shown}");
    }
}

#[test]
fn what_passes_is_one_line_until_it_is_asked_for() {
    let mut model = at(Role::Reviewer, 1, SMALL);
    press(&mut model, Key::Enter);
    assert!(shown(&model).contains("其余 2 项符合(z 展开): H-01 H-04"));
    press(&mut model, Key::Char('z'));
    assert!(!shown(&model).contains("其余"));
    press(&mut model, Key::Char('z'));
    assert!(shown(&model).contains("其余"));
}

#[test]
fn a_claim_no_review_can_accept_is_returned_or_rejected_instead_with_its_reason_in_place() {
    for (turn, rejects) in [(None, false), (Some(Key::Right), true)] {
        let mut model = at(Role::Reviewer, 15, WIDE);
        press(&mut model, Key::Char('c'));
        let dialog = model.dialog.as_ref().unwrap();
        assert_eq!(dialog.purpose, Purpose::TurnDown(vec![handle(15)]));
        assert!(dialog_text(&model).contains("-> 不予受理；填报有误的退回更正"));
        keys(&mut model, &[Key::Tab]);
        if let Some(key) = turn {
            press(&mut model, key);
        }
        let effects = keys(&mut model, &[Key::Enter, Key::Tab, Key::Enter]);
        let reason = "孩子2007-03-02出生, 2026-01-01已满18周岁。 [二.2]".to_owned();
        let expected = if rejects {
            Action::Reject(vec![handle(15)], reason)
        } else {
            Action::Return(vec![handle(15)], reason)
        };
        assert_eq!(effects, [expected]);
    }
}

#[test]
fn every_dialog_about_one_claim_says_first_what_fails_of_it() {
    for key in ['c', 'r', 'h', 'X'] {
        let mut model = at(Role::Reviewer, 5, WIDE);
        press(&mut model, Key::Char(key));
        assert!(
            dialog_text(&model).contains("! H-18 亲子关系证明未登记"),
            "{key}"
        );
    }
}

#[test]
fn one_key_ticks_every_check_and_goes_on_to_the_reason() {
    let mut model = queue(Role::Reviewer);
    press(&mut model, Key::Char('c'));
    keys(&mut model, &[Key::Tab, Key::Char('a')]);
    let dialog = model.dialog.as_ref().unwrap();
    assert!(dialog.boxes().count() > 1 && dialog.boxes().all(|(_, ticked)| ticked));
    assert_eq!(dialog.field_at_focus().unwrap().name, "reason");
}

#[test]
fn ready_reasons_come_one_after_the_other_and_one_that_was_given_comes_again() {
    let mut model = at(Role::Reviewer, 5, WIDE);
    press(&mut model, Key::Char('r'));
    press(&mut model, Key::Tab);
    let reason = |model: &Model| model.dialog.as_ref().unwrap().text("reason").to_owned();
    assert_eq!(reason(&model), "");
    press(&mut model, Key::Ctrl('r'));
    assert!(reason(&model).starts_with("亲子关系证明未登记"));
    press(&mut model, Key::Ctrl('r'));
    assert!(reason(&model).starts_with("材料不全"));
    // An offered reason is no draft.
    assert_eq!(press(&mut model, Key::Esc), []);

    press(&mut model, Key::Char('r'));
    press(&mut model, Key::Tab);
    type_in(&mut model, "请补出生证");
    press(&mut model, Key::Enter);
    let effects = press(&mut model, Key::Enter);
    assert!(effects.contains(&Effect::KeepReason("请补出生证".to_owned())));
    model.running = Some(running(None));
    let result = Ok(Report::Claims {
        done: 1,
        failed: Vec::new(),
    });
    update(
        &mut model,
        Msg::Acted {
            command: 99,
            result,
        },
    );

    let mut model = Model {
        reasons: model.reasons,
        ..at(Role::Reviewer, 0, WIDE)
    };
    press(&mut model, Key::Char('r'));
    keys(&mut model, &[Key::Tab, Key::Ctrl('r')]);
    assert_eq!(reason(&model), "请补出生证");
}

#[test]
fn a_reason_with_a_long_number_is_not_offered_for_another_claim() {
    let mut model = at(Role::Reviewer, 5, WIDE);
    press(&mut model, Key::Char('r'));
    press(&mut model, Key::Tab);
    type_in(&mut model, "票据4300251120001重复");
    let effects = keys(&mut model, &[Key::Enter, Key::Enter]);
    assert_eq!(effects.len(), 1);
    assert!(model.reasons.is_empty());
}

#[test]
fn a_pile_becomes_the_queue_is_marked_as_a_whole_and_returned_by_its_number_and_one_reason() {
    let mut model = console(Claims, Role::Reviewer, Lang::Zh, WIDE);
    keys(&mut model, &[Key::Char('g'), Key::Char('y')]);
    let piles = shown(&model);
    assert!(piles.contains("! H-18") && piles.contains("623"), "{piles}");
    press(&mut model, Key::Char('o'));
    assert_eq!(*model.route(), Claims);
    let cause = model.screens.claims.filter.cause.as_ref().unwrap();
    assert_eq!((cause.rule.as_str(), cause.alone), ("H-18", true));
    assert!(shown(&model).contains("H-18(仅此项) 亲子关系证明未登记"));
    press(&mut model, Key::Char('M'));
    assert_eq!(model.screens.claims.marks.len(), 40);
    press(&mut model, Key::Char('r'));
    let dialog = model.dialog.as_ref().unwrap();
    assert!(
        dialog.phrases[0].starts_with("亲子关系证明未登记"),
        "{:?}",
        dialog.phrases
    );
    keys(&mut model, &[Key::Tab, Key::Ctrl('r'), Key::Enter]);
    type_in(&mut model, "39");
    assert_eq!(keys(&mut model, &[Key::Enter, Key::Enter]), []);
    assert_eq!(
        crate::keys::error(&model).unwrap(),
        "输入的件数与上面显示的不一致"
    );
    keys(&mut model, &[Key::BackTab, Key::Ctrl('u')]);
    type_in(&mut model, "40");
    let acts = keys(&mut model, &[Key::Enter, Key::Enter]);
    let [Action::Return(claims, reason)] = acts.as_slice() else {
        panic!("{acts:?}");
    };
    assert_eq!((claims.len(), reason.contains("亲子")), (40, true));
    // The whole queue again.
    press(&mut model, Key::Char('F'));
    assert_eq!(model.screens.claims.filter.cause, None);
}

#[test]
fn marks_of_a_queue_that_changed_meanwhile_are_not_set() {
    let mut model = console(Claims, Role::Reviewer, Lang::Zh, WIDE);
    let asked = update(&mut model, Msg::Key(Key::Char('M')));
    press(&mut model, Key::Tab);
    crate::data::serve(&mut model, asked);
    assert!(model.screens.claims.marks.is_empty());
}
