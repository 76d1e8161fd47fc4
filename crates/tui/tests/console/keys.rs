//! Scripts of keys through `update`.

use crate::data::{PAID, RECOVERING, SMALL, claim_row, console, handle, serve};
use domain::claim::Checks;
use domain::fund::FundSource;
use domain::ids::BatchId;
use domain::role::Role;
use domain::year::BenefitYear;
use tui::commands;
use tui::dialog::Purpose;
use tui::keys::Key;
use tui::model::{Model, NoteKind};
use tui::msg::{Action, Data, Effect, Failure, Msg, PeriodStep, Query, Report};
use tui::screens::{
    Answer, Ask, Audit, Batch, Case, Cases, Changes, Claim, Claims, Home, Imports, Operators,
    Periods, Route, ScreenKind,
};
use tui::secret::Secret;
use tui::update::update;
use workflow::Words;
use workflow::people::reveal::Field as Number;
use workflow::views::{Lang, Page};

pub fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let effects = update(model, Msg::Key(key));
    serve(model, effects)
}

pub fn type_in(model: &mut Model, text: &str) {
    for c in text.chars() {
        press(model, Key::Char(c));
    }
}

pub fn actions(effects: &[Effect]) -> Vec<Action> {
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

pub fn running(
    step: Option<(domain::ids::ClaimRef, domain::claim::StepName)>,
) -> tui::model::Running {
    tui::model::Running {
        command: 99,
        label: String::new(),
        progress: None,
        step,
        draft: None,
    }
}

pub fn queue(role: Role) -> Model {
    console(Claims, role, Lang::En, SMALL)
}

#[test]
fn a_screen_is_offered_and_reached_only_by_those_who_may_look_at_it() {
    let screens: [(Role, char, Route, bool); 4] = [
        (Role::Clerk, 't', Audit.into(), false),
        (Role::Clerk, 'o', Operators.into(), false),
        (Role::Auditor, 't', Audit.into(), true),
        (Role::Admin, 'o', Operators.into(), true),
    ];
    for (role, key, place, may) in screens {
        let mut model = queue(role);
        let offered = commands::commands(&model)
            .iter()
            .any(|offer| offer.letter == Some(key));
        assert_eq!(offered, may, "{role:?} g{key}");
        press(&mut model, Key::Char('g'));
        press(&mut model, Key::Char(key));
        assert_eq!(*model.route() == place, may, "{role:?} g{key}");
    }
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
                if *model.route() != place {
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
    assert_eq!(effects, [Effect::SuppressInput]);
    assert_eq!(model.dialog.as_ref().map(|dialog| dialog.focus), Some(0));
    for _ in 0..3 {
        assert!(actions(&press(&mut model, Key::Enter)).is_empty());
        assert!(model.dialog.is_some(), "Enter does nothing before Tab");
    }
    press(&mut model, Key::Esc);
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
        [Action::Approve(
            vec![handle(0)],
            Some(FundSource::new("union"))
        )]
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
fn a_review_needs_all_three_checks() {
    let mut model = queue(Role::Reviewer);
    press(&mut model, Key::Char('c'));
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
        matches!(actions(&press(&mut model, Key::Enter)).as_slice(), [Action::Review(_, checks, None)] if *checks == Checks::of(["member", "child", "age"]))
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
        query: Query::Screen(Ask::Claims(asked)),
    }) = effects.first().cloned()
    else {
        panic!("nothing was asked")
    };
    let filter = asked.wanted.filter;
    let late = Data::Screen(Answer::Claims((Page::empty(), filter, None)));
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
            message: Words::same(message),
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
        message: Words::same("the connection to the database was lost"),
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
    assert_eq!(*model.route(), Cases);
    press(&mut model, Key::Esc);
    assert_eq!(*model.route(), Home);
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
        message: Words::same(message.clone()),
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

pub fn keys(model: &mut Model, pressed: &[Key]) -> Vec<Action> {
    let mut effects = Vec::new();
    for key in pressed {
        effects = press(model, *key);
    }
    actions(&effects)
}

pub fn error(model: &Model) -> Option<String> {
    model
        .dialog
        .as_ref()
        .and_then(|dialog| dialog.error.clone())
}

#[test]
fn every_step_of_a_benefit_year_is_proposed_by_an_administrator_only() {
    let year = BenefitYear::new(2025);
    let confirm = [Key::Tab, Key::Enter];
    let offered = [
        (Key::Home, 'o', PeriodStep::Open, 2027),
        (Key::Down, 'c', PeriodStep::Close, 2026),
        (Key::End, 'o', PeriodStep::Reopen, 2025),
        (Key::End, 'z', PeriodStep::Archive, 2025),
    ];
    for (to, letter, step, of) in offered {
        let mut model = console(Periods, Role::Admin, Lang::En, SMALL);
        keys(&mut model, &[to, Key::Char(letter)]);
        let told = model.dialog.as_ref().unwrap();
        assert!(
            told.lines
                .iter()
                .any(|(line, _)| line.contains("second operator"))
        );
        assert_eq!(
            keys(&mut model, &confirm),
            [Action::Period(
                step,
                "child-premium".into(),
                BenefitYear::new(of)
            )]
        );
        let mut clerk = console(Periods, Role::Clerk, Lang::En, SMALL);
        keys(&mut clerk, &[to, Key::Char(letter)]);
        assert!(clerk.dialog.is_none(), "{letter}");
    }
    // A step that the year's state does not have is no key.
    let mut model = console(Periods, Role::Admin, Lang::En, SMALL);
    keys(&mut model, &[Key::End, Key::Char('c')]);
    assert!(model.dialog.is_none(), "{year} is closed already");
}

#[test]
fn a_window_is_extended_only_to_a_real_day_after_its_last_one() {
    let mut model = console(Periods, Role::Admin, Lang::En, SMALL);
    keys(&mut model, &[Key::Down, Key::Char('e'), Key::Tab]);
    for typed in ["", "2025-12-31", "2026-02-30", "soon"] {
        press(&mut model, Key::Ctrl('u'));
        type_in(&mut model, typed);
        assert_eq!(keys(&mut model, &[Key::Tab, Key::Enter]), [], "{typed}");
        assert!(error(&model).is_some(), "{typed}");
        press(&mut model, Key::BackTab);
    }
    press(&mut model, Key::Ctrl('u'));
    type_in(&mut model, "2026-01-31");
    assert_eq!(
        keys(&mut model, &[Key::Tab, Key::Enter]),
        [Action::PeriodExtend(
            "child-premium".into(),
            BenefitYear::new(2026),
            "2026-01-31".parse().unwrap()
        )]
    );
}

#[test]
fn a_new_benefit_year_is_the_one_after_the_newest_until_another_is_typed() {
    let mut model = console(Periods, Role::Admin, Lang::En, SMALL);
    keys(&mut model, &[Key::Char('n'), Key::Tab, Key::Tab]);
    press(&mut model, Key::Ctrl('u'));
    type_in(&mut model, "28");
    assert_eq!(keys(&mut model, &[Key::Tab, Key::Tab, Key::Enter]), []);
    assert!(error(&model).is_some());
    press(&mut model, Key::Esc);
    assert_eq!(
        keys(&mut model, &[Key::Char('n'), Key::BackTab, Key::Enter]),
        [Action::PeriodCreate(
            "child-premium".into(),
            BenefitYear::new(2028),
            None
        )]
    );
}

#[test]
fn a_payment_is_claimed_back_by_its_sum_and_a_reason() {
    let mut model = console(Claim(handle(PAID)), Role::Accountant, Lang::En, SMALL);
    keys(&mut model, &[Key::Char('R'), Key::Tab]);
    type_in(&mut model, "1");
    press(&mut model, Key::Tab);
    type_in(&mut model, "paid twice");
    assert_eq!(keys(&mut model, &[Key::Tab, Key::Enter]), []);
    keys(&mut model, &[Key::BackTab, Key::BackTab, Key::Ctrl('u')]);
    type_in(&mut model, &claim_row(1).payable.to_string());
    assert_eq!(
        keys(&mut model, &[Key::Tab, Key::Tab, Key::Enter]),
        [Action::Recover(vec![handle(PAID)], "paid twice".into())]
    );
}

#[test]
fn money_that_came_back_needs_its_sum_and_its_receipt() {
    let place = Claim(handle(RECOVERING));
    let mut model = console(place, Role::Accountant, Lang::En, SMALL);
    keys(&mut model, &[Key::Char('B'), Key::Tab]);
    type_in(&mut model, &claim_row(1).payable.to_string());
    assert_eq!(keys(&mut model, &[Key::Tab, Key::Tab, Key::Enter]), []);
    assert!(error(&model).is_some());
    press(&mut model, Key::BackTab);
    type_in(&mut model, "receipt 0193");
    assert_eq!(
        keys(&mut model, &[Key::Tab, Key::Enter]),
        [Action::Recovered(
            vec![handle(RECOVERING)],
            "receipt 0193".into()
        )]
    );
}

#[test]
fn a_paid_claim_is_reconciled_by_the_accountant_and_by_no_clerk() {
    let script = [Key::Char('t'), Key::Tab, Key::Enter];
    let paid = || Claim(handle(PAID));
    let mut model = console(paid(), Role::Accountant, Lang::En, SMALL);
    assert_eq!(
        keys(&mut model, &script),
        [Action::Reconcile(vec![handle(PAID)])]
    );
    let mut clerk = console(paid(), Role::Clerk, Lang::En, SMALL);
    assert_eq!(keys(&mut clerk, &script), []);
}

#[test]
fn all_lines_of_a_batch_are_settled_only_with_its_sum_typed() {
    let place = Batch(BatchId(uuid::Uuid::from_u128(10)));
    let mut model = console(place, Role::Cashier, Lang::En, SMALL);
    keys(&mut model, &[Key::Char('T'), Key::Tab, Key::Tab, Key::Tab]);
    type_in(&mut model, "bank 77");
    assert_eq!(keys(&mut model, &[Key::Tab, Key::Tab, Key::Enter]), []);
    press(&mut model, Key::BackTab);
    type_in(&mut model, "799");
    assert!(matches!(
        keys(&mut model, &[Key::Tab, Key::Enter]).as_slice(),
        [Action::BatchSettle(_, settlement)] if settlement.line.is_none() && settlement.receipt == "bank 77"
    ));
}

#[test]
fn hints_name_only_what_the_role_may_do_and_the_claim_can_take() {
    let hints = |role, n| {
        let model = console(Claim(handle(n)), role, Lang::En, SMALL);
        commands::commands(&model)
            .into_iter()
            .filter(|offer| offer.hint)
            .map(|offer| offer.name)
            .collect::<Vec<_>>()
    };
    let accountant = hints(Role::Accountant, PAID);
    assert!(accountant.contains(&"cmd-recover") && accountant.contains(&"cmd-reconcile"));
    assert!(!accountant.contains(&"cmd-recovered"));
    assert!(hints(Role::Accountant, RECOVERING).contains(&"cmd-recovered"));
    assert!(!hints(Role::Approver, PAID).contains(&"cmd-approve"));
    for role in Role::ALL {
        let model = console(Imports, *role, Lang::En, SMALL);
        let shown = tui::view::lines(&model)
            .iter()
            .map(tui::line::Line::plain)
            .collect::<String>();
        let may = commands::commands(&model)
            .iter()
            .any(|offer| offer.command == commands::Command::Import);
        assert_eq!(shown.contains("i imports a file"), may, "{role}");
    }
}

#[test]
fn nobody_is_offered_to_decide_what_they_proposed() {
    let offered = |own| {
        let mut model = console(Changes, Role::Admin, Lang::En, SMALL);
        model.screens.changes.rows[0].own = own;
        commands::commands(&model)
            .iter()
            .any(|offer| offer.command == commands::Command::ChangeApprove)
    };
    assert!(offered(false) && !offered(true));
}

#[test]
fn the_palette_never_leaves_its_last_row() {
    let mut model = queue(Role::Clerk);
    press(&mut model, Key::Char(':'));
    for _ in 0..200 {
        press(&mut model, Key::Down);
    }
    press(&mut model, Key::Enter);
    let (last, _) = ScreenKind::of(&model.me).last().unwrap();
    assert_eq!(model.route().kind(), last);
}

const NUMBER: &str = "11010519491231002X";

/// A claim whose member's number was just revealed, and the number of that showing.
fn revealed() -> (Model, u64) {
    let place = Claim(handle(1));
    let mut model = console(place, Role::Reviewer, Lang::En, SMALL);
    keys(&mut model, &[Key::Char('v'), Key::Tab, Key::Tab]);
    assert_eq!(
        keys(&mut model, &[Key::Tab, Key::Enter]),
        [],
        "no reason, no number"
    );
    press(&mut model, Key::BackTab);
    type_in(&mut model, "the bank asks");
    assert_eq!(
        keys(&mut model, &[Key::Tab, Key::Enter]),
        [Action::Reveal(
            handle(1),
            Number::MemberNumber,
            "the bank asks".into()
        )]
    );
    let command = model.running.as_ref().unwrap().command;
    let report = Report::Revealed(handle(1), Number::MemberNumber, Secret::new(NUMBER));
    let result = Ok(report);
    let effects = update(&mut model, Msg::Acted { command, result });
    let later = effects.iter().find_map(|effect| match effect {
        Effect::ConcealLater(showing) => Some(*showing),
        _ => None,
    });
    serve(&mut model, effects);
    assert!(shown(&model).contains(NUMBER));
    (model, later.unwrap())
}

pub fn shown(model: &Model) -> String {
    tui::view::lines(model)
        .iter()
        .map(tui::line::Line::plain)
        .collect()
}

#[test]
fn a_revealed_number_is_gone_from_screen_and_memory_when_its_time_is_over() {
    let (mut model, showing) = revealed();
    update(&mut model, Msg::Conceal(showing - 1));
    assert!(shown(&model).contains(NUMBER), "an older showing ends");
    update(&mut model, Msg::Conceal(showing));
    assert!(!shown(&model).contains(NUMBER) && model.unmasked.is_none());
}

#[test]
fn any_key_hides_a_revealed_number() {
    for key in [
        Key::Down,
        Key::Esc,
        Key::Char('n'),
        Key::Char('?'),
        Key::Ctrl('l'),
        Key::Char('%'),
    ] {
        let (mut model, _) = revealed();
        press(&mut model, key);
        assert!(model.unmasked.is_none(), "{key:?}");
    }
}

#[test]
fn a_number_that_comes_after_the_claim_was_left_is_not_shown() {
    let mut model = queue(Role::Reviewer);
    model.running = Some(running(None));
    let report = Report::Revealed(handle(1), Number::Mobile, Secret::new(NUMBER));
    let effects = update(
        &mut model,
        Msg::Acted {
            command: 99,
            result: Ok(report),
        },
    );
    serve(&mut model, effects);
    assert!(model.unmasked.is_none());
}

#[test]
fn a_role_that_may_not_reveal_is_not_offered_it() {
    for role in Role::ALL {
        let mut model = console(Claim(handle(1)), *role, Lang::En, SMALL);
        press(&mut model, Key::Char('v'));
        assert_eq!(
            model.dialog.is_some(),
            role.may(domain::role::Action::Reveal),
            "{role}"
        );
    }
}

#[test]
fn a_refusal_is_told_in_the_language_of_the_screen() {
    for (lang, wanted) in [
        (Lang::Zh, "当前状态不允许此操作"),
        (Lang::En, "cannot take"),
    ] {
        let mut model = console(Claims, Role::Approver, lang, SMALL);
        keys(
            &mut model,
            &[Key::Char('a'), Key::Tab, Key::Tab, Key::Enter],
        );
        let command = model.running.as_ref().unwrap().command;
        let failure = Failure {
            code: "state".into(),
            message: Words::new(
                "当前状态不允许此操作",
                "a claim that is paid cannot take the step approve",
            ),
        };
        let failed = vec![("26-7KQ2M-9XTRD".to_owned(), failure)];
        let result = Ok(Report::Claims { done: 0, failed });
        update(&mut model, Msg::Acted { command, result });
        let dialog = model.dialog.as_ref().unwrap();
        assert!(dialog.lines.iter().any(|(line, _)| line.contains(wanted)));
        assert!(
            !dialog
                .lines
                .iter()
                .any(|(line, _)| lang == Lang::Zh && line.contains("claim"))
        );
    }
}

#[test]
fn after_a_decision_the_next_undecided_case_is_shown() {
    use domain::case::CaseState;
    use domain::ids::CaseId;
    use uuid::Uuid;
    let id = |n: u128| CaseId(Uuid::from_u128(n));
    let case = |n: u128, state: CaseState| workflow::views::cases::CaseRowView {
        id: id(n),
        state,
        ..crate::cases::case_row()
    };
    let mut model = console(Cases, Role::Supervisor, Lang::Zh, SMALL);
    model.screens.cases.rows = vec![
        case(4, CaseState::Open),
        case(5, CaseState::Open),
        case(6, CaseState::Resolved),
        case(7, CaseState::Proposed),
    ];
    assert!(shown(&model).contains("1 / 4 已处理"));
    let mut decide = |at: u128, state: CaseState| {
        if *model.route() != Case(id(at)) {
            let effects = tui::update::enter(&mut model, Case(id(at)));
            serve(&mut model, effects);
        }
        model.running = Some(running(None));
        let result = Ok(Report::Decided(id(at), state, 1));
        let effects = update(
            &mut model,
            Msg::Acted {
                command: 99,
                result,
            },
        );
        serve(&mut model, effects);
        model.route().clone()
    };
    assert_eq!(decide(5, CaseState::Resolved), Case(id(7)));
    assert_eq!(decide(7, CaseState::Resolved), Case(id(4)));
    // The last one stays, so that the operator sees what became of it.
    assert_eq!(decide(4, CaseState::Resolved), Case(id(4)));
}
