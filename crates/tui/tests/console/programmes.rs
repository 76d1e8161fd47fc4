//! Where several programmes are installed, nothing takes one of them in silence.

use crate::data::{SMALL, console, handle};
use crate::keys::{actions, error, keys, press, queue, shown, type_in};
use domain::role::Role;
use test_support::heating::WinterHeating;
use tui::i18n::Texts;
use tui::keys::Key;
use tui::model::Model;
use tui::msg::Action;
use tui::screens::{Batches, Imports, Route};
use workflow::intake::imports::is_of_programme;
use workflow::views::Lang;
use workflow::views::installed::Installed;

fn with_two(place: impl Into<Route>, role: Role, lang: Lang) -> Model {
    let mut model = console(place, role, lang, SMALL);
    let names = ("职工医疗互助", "Mutual aid");
    model.me.programmes.push(Installed {
        id: "mutual-aid",
        names,
        subject: None,
        methods: &[],
        checks: &[],
        ..model.me.programmes[0]
    });
    model
}

fn tabs(count: usize) -> Vec<Key> {
    vec![Key::Tab; count]
}

#[test]
fn a_file_is_imported_for_the_programme_that_was_chosen_and_for_none_before() {
    let mut model = with_two(Imports, Role::Clerk, Lang::En);
    press(&mut model, Key::Char('i'));
    assert!(shown(&model).contains("Programme"), "{}", shown(&model));
    keys(&mut model, &tabs(2));
    type_in(&mut model, "/in/claims.xlsx");
    assert_eq!(keys(&mut model, &[tabs(5), vec![Key::Enter]].concat()), []);
    assert_eq!(
        error(&model).as_deref(),
        Some("Several programmes are installed: choose one")
    );
    let asked = keys(
        &mut model,
        &[Key::BackTab, Key::Right, Key::Right, Key::Tab, Key::Enter],
    );
    assert!(
        matches!(asked.as_slice(), [Action::Import(_, _, choices, _)] if choices.programme == "mutual-aid"),
        "{asked:?}"
    );
}

#[test]
fn a_roster_is_of_no_programme_and_asks_for_none() {
    let mut model = with_two(Imports, Role::Clerk, Lang::En);
    press(&mut model, Key::Char('i'));
    keys(&mut model, &[Key::Tab, Key::Left, Key::Tab]);
    type_in(&mut model, "/in/members.xlsx");
    let asked = keys(&mut model, &[tabs(5), vec![Key::Enter]].concat());
    assert!(
        matches!(asked.as_slice(), [Action::Import(sheet, ..)] if !is_of_programme(sheet)),
        "{asked:?}"
    );
}

#[test]
fn what_was_chosen_last_stands_in_the_field_and_is_no_question_again() {
    let mut model = with_two(Batches, Role::Accountant, Lang::Zh);
    model.me.programme = Some("mutual-aid".to_owned());
    press(&mut model, Key::Char('c'));
    assert!(shown(&model).contains("职工医疗互助"), "{}", shown(&model));
    let asked = keys(&mut model, &[tabs(5), vec![Key::Enter]].concat());
    assert!(
        matches!(asked.as_slice(), [Action::BatchCreate(_, _, _, programme)] if programme == "mutual-aid"),
        "{asked:?}"
    );
}

#[test]
fn the_only_programme_of_an_installation_is_no_question() {
    let mut model = console(Batches, Role::Accountant, Lang::En, SMALL);
    press(&mut model, Key::Char('c'));
    assert!(!shown(&model).contains("Programme"), "{}", shown(&model));
    let asked = keys(&mut model, &[tabs(4), vec![Key::Enter]].concat());
    assert!(
        matches!(asked.as_slice(), [Action::BatchCreate(_, _, _, programme)] if programme == "child-premium"),
        "{asked:?}"
    );
}

#[test]
fn a_claim_is_approved_from_the_sources_of_its_programme_unless_one_is_chosen() {
    let mut model = queue(Role::Approver);
    let heating = Installed::of(&WinterHeating);
    model.me.programmes.push(heating);
    model.texts = Texts::new(Lang::Zh).with_words(Installed::words(&model.me.programmes));
    press(&mut model, Key::Char(' '));
    press(&mut model, Key::Char('a'));
    assert!(
        shown(&model).contains("（按项目规定）"),
        "{}",
        shown(&model)
    );
    press(&mut model, Key::Tab);
    press(&mut model, Key::Tab);
    let effects = press(&mut model, Key::Enter);
    assert_eq!(
        actions(&effects),
        [Action::Approve(vec![handle(0)], None)],
        "{}",
        shown(&model)
    );
    let spec = heating.sources[0];
    assert_eq!(model.texts.word("source", spec.code), "采暖专项");
}
