//! Approving several claims: by mark, and all that matches.

use crate::data::{claim_row, filter, handle, token};
use crate::keys::{actions, error, keys, press, queue, type_in};
use domain::draft::FundSource;
use domain::fen::Fen;
use domain::role::Role;
use tui::dialog::Purpose;
use tui::keys::Key;
use tui::msg::Action;
use workflow::bulk::{Chosen, Expected};

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
            FundSource::Union,
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
    let most = model.me.bulk_sample;
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
