//! Reviewing and approving several claims, by mark and all that matches; reversing an answer.

use crate::data::{SMALL, claim_row, console, filter, handle, serve};
use crate::keys::{actions, error, keys, press, queue, type_in};
use crate::samples::{offered, token};
use domain::claim::Checks;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::BatchId;
use domain::role::Role;
use tui::dialog::Purpose;
use tui::keys::Key;
use tui::msg::{Action, Data, Effect, Msg, Query, Refused};
use tui::screens::Batch;
use tui::update::update;
use workflow::Words;
use workflow::review::bulk::{Chosen, Expected, Offered};
use workflow::review::decide::NAMED_MAX;
use workflow::views::Lang;

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
            Some(FundSource::new("union"))
        )]
    );
}

#[test]
fn all_that_matches_is_approved_once_the_sample_was_looked_at_with_the_count_and_sum_that_were_shown()
 {
    let mut model = queue(Role::Approver);
    press(&mut model, Key::Char('A'));
    assert!(matches!(
        model.dialog.as_ref().map(|d| &d.purpose),
        Some(Purpose::ApproveMany(
            Chosen::Matching(_),
            Expected { count: 41, .. },
            _
        ))
    ));
    // Nothing but the sample can be reached before it was looked at: no field, and no approval.
    assert!(
        model
            .dialog
            .as_ref()
            .is_some_and(|dialog| dialog.fields.is_empty())
    );
    assert_eq!(keys(&mut model, &[Key::PageDown, Key::Tab, Key::Enter]), []);
    assert!(error(&model).is_some_and(|told| told.contains("sample")));
    press(&mut model, Key::PageDown);
    press(&mut model, Key::BackTab);
    press(&mut model, Key::BackTab);
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    type_in(&mut model, "16400");
    press(&mut model, Key::Tab);
    let effects = press(&mut model, Key::Enter);
    assert_eq!(
        actions(&effects),
        [Action::ApproveMany(
            Chosen::Matching(Box::new(filter())),
            Some(FundSource::new("union")),
            Expected {
                count: 41,
                total: Fen::new(1_640_000)
            },
            token()
        )]
    );
}

#[test]
fn more_marked_claims_than_a_sample_shows_are_approved_only_after_a_sample_of_them() {
    let mut model = queue(Role::Approver);
    let most = NAMED_MAX;
    for _ in 0..most {
        press(&mut model, Key::Char(' '));
    }
    press(&mut model, Key::Char('a'));
    assert!(matches!(
        model.dialog.as_ref().map(|d| &d.purpose),
        Some(Purpose::Approve(claims, _)) if claims.len() == most
    ));
    press(&mut model, Key::Esc);
    press(&mut model, Key::Char(' '));
    press(&mut model, Key::Char('a'));
    assert!(matches!(
        model.dialog.as_ref().map(|d| &d.purpose),
        Some(Purpose::ApproveMany(Chosen::These(claims), ..)) if claims.len() == most + 1
    ));
    assert!(
        model
            .dialog
            .as_ref()
            .is_some_and(|dialog| !dialog.is_read())
    );
    assert_eq!(keys(&mut model, &[Key::Tab, Key::Enter]), []);
}

#[test]
fn a_sample_that_comes_when_the_operator_went_on_to_something_else_interrupts_nothing() {
    let mut model = queue(Role::Approver);
    let effects = update(&mut model, Msg::Key(Key::Char('A')));
    press(&mut model, Key::Char('r'));
    press(&mut model, Key::Tab);
    type_in(&mut model, "缺");
    serve(&mut model, effects);
    assert!(matches!(
        model.dialog.as_ref().map(|dialog| &dialog.purpose),
        Some(Purpose::Return(_))
    ));
}

#[test]
fn marked_claims_that_cannot_be_approved_are_told_before_the_sum_is_typed() {
    let mut model = queue(Role::Approver);
    for _ in 0..=NAMED_MAX {
        press(&mut model, Key::Char(' '));
    }
    let effects = update(&mut model, Msg::Key(Key::Char('a')));
    let Some(Effect::Read {
        request,
        query: Query::Offer(chosen, _),
    }) = effects.first().cloned()
    else {
        panic!("no sample was asked for")
    };
    let answer = Ok(Data::Offer(
        chosen,
        Box::new(offered()),
        Vec::new(),
        refused(2),
    ));
    update(&mut model, Msg::Loaded { request, answer });
    let told = model.dialog.map(|dialog| dialog.lines).unwrap_or_default();
    assert!(
        told.iter()
            .any(|(line, _)| line.starts_with("2 would be refused"))
            && told.iter().any(|(line, _)| line.ends_with("is yours")),
        "{told:?}"
    );
}

#[test]
fn marks_of_which_nothing_can_be_approved_are_told_as_marks() {
    let mut model = queue(Role::Approver);
    for _ in 0..=NAMED_MAX {
        press(&mut model, Key::Char(' '));
    }
    let effects = update(&mut model, Msg::Key(Key::Char('a')));
    let Some(Effect::Read {
        request,
        query: Query::Offer(chosen, _),
    }) = effects.first().cloned()
    else {
        panic!("no sample was asked for")
    };
    let nothing = Offered {
        expected: Expected {
            count: 0,
            total: Fen::ZERO,
        },
        ..offered()
    };
    let all = refused(NAMED_MAX + 1);
    let answer = Ok(Data::Offer(chosen, Box::new(nothing), Vec::new(), all));
    update(&mut model, Msg::Loaded { request, answer });
    let dialog = model.dialog.expect("it is told why");
    assert!(matches!(dialog.purpose, Purpose::Tell), "{dialog:?}");
    let told = dialog
        .lines
        .iter()
        .filter(|(line, _)| line.ends_with("is yours"));
    assert_eq!(told.count(), NAMED_MAX + 1);
}

#[test]
fn several_claims_are_reviewed_once_a_sample_of_those_with_the_same_conditions_was_looked_at() {
    let mut model = queue(Role::Reviewer);
    for _ in 0..=NAMED_MAX {
        press(&mut model, Key::Char(' '));
    }
    press(&mut model, Key::Char('c'));
    let dialog = model.dialog.as_ref().unwrap();
    assert!(matches!(
        &dialog.purpose,
        Purpose::ReviewMany(claims, seen)
            if claims.len() == NAMED_MAX + 1 && seen.judged.contains("paid-before-window")
    ));
    assert!(dialog.fields.is_empty(), "first the sample");
    assert!(
        dialog.lines.iter().any(|(text, _)| text.contains('2')),
        "the two with other conditions are told: {:?}",
        dialog.lines
    );
    assert_eq!(keys(&mut model, &[Key::Tab, Key::Enter]), []);
    let look = [Key::BackTab, Key::PageDown, Key::PageDown, Key::Tab];
    assert_eq!(keys(&mut model, &look), []);
    for _ in 0..3 {
        keys(&mut model, &[Key::Char(' '), Key::Tab]);
    }
    type_in(&mut model, "seen on paper");
    let done = keys(&mut model, &[Key::Tab, Key::Enter]);
    assert!(
        matches!(
            done.as_slice(),
            [Action::ReviewMany(claims, checks, Some(reason), seen)]
                if claims.len() == NAMED_MAX + 1 && *checks == Checks::of(["member", "child", "age"]) && reason == "seen on paper" && seen.token == token()
        ),
        "{done:?}"
    );
}

#[test]
fn an_answer_is_reversed_on_its_line_with_a_reason_and_an_open_line_has_none() {
    let place = Batch(BatchId(uuid::Uuid::from_u128(10)));
    let mut model = console(place, Role::Cashier, Lang::En, SMALL);
    press(&mut model, Key::Char('R'));
    assert_eq!(keys(&mut model, &[Key::Tab, Key::Tab, Key::Enter]), []);
    press(&mut model, Key::BackTab);
    type_in(&mut model, "another batch");
    let done = keys(&mut model, &[Key::Tab, Key::Enter]);
    assert!(
        matches!(done.as_slice(), [Action::BatchReverse(_, line, reason)] if *line == handle(1) && reason == "another batch"),
        "{done:?}"
    );
    press(&mut model, Key::Esc);
    press(&mut model, Key::Down);
    press(&mut model, Key::Char('R'));
    assert!(model.dialog.is_none(), "the second line has no answer yet");
}

fn refused(count: usize) -> Vec<Refused> {
    let why = Words::new("本人的申报", "the claim is yours");
    (0..count)
        .map(|n| (format!("26-7KQ2M-9XTR{n}"), why.clone()))
        .collect()
}
