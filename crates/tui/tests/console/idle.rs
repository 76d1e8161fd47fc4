//! Nobody is there, or the database is not.

use crate::data::{SMALL, console};
use crate::snapshots::shown;
use domain::role::Role;
use tui::keys::Key;
use tui::model::Model;
use tui::msg::{Effect, Msg, Query};
use tui::screens::{Ask, Claims};
use tui::update::update;
use workflow::views::Lang;

fn queue() -> Model {
    console(Claims, Role::Reviewer, Lang::Zh, SMALL)
}

#[test]
fn a_blank_screen_shows_and_keeps_nothing_and_the_first_key_only_brings_it_back() {
    let mut model = queue();
    model.screens.claims.list.at = 7;
    update(&mut model, Msg::Key(Key::Char('/')));
    update(&mut model, Msg::Key(Key::Char('王')));
    assert_eq!(update(&mut model, Msg::Idle), [Effect::Repaint]);
    let blank = shown(&model);
    assert!(
        blank.trim().lines().count() == 1 && !blank.contains("邵杰"),
        "{blank}"
    );
    assert!(model.screens.claims.list.rows.is_empty());
    let effects = update(&mut model, Msg::Key(Key::Enter));
    let reads = matches!(
        effects.as_slice(),
        [
            Effect::Read {
                query: Query::Screen(Ask::Claims(_)),
                ..
            },
            Effect::Read {
                query: Query::WorkQueues(..),
                ..
            },
            Effect::Repaint
        ]
    );
    assert!(reads, "{effects:?}");
    assert!(!model.blank);
    assert!(
        model
            .note
            .as_ref()
            .is_some_and(|note| note.text.contains("wang.min"))
    );
    assert_eq!(model.screens.claims.list.at, 7);
    let typed = model
        .dialog
        .as_ref()
        .map(|dialog| dialog.text("text").to_owned());
    assert_eq!(typed.as_deref(), Some("王"));
}

#[test]
fn a_lost_database_is_told_until_it_is_there_again_and_the_dialog_stays() {
    let mut model = queue();
    update(&mut model, Msg::Key(Key::Char('/')));
    update(&mut model, Msg::Key(Key::Char('王')));
    update(&mut model, Msg::Database { lost: true });
    let lost = shown(&model);
    assert!(
        lost.contains("数据库连接中断") && lost.contains("王"),
        "{lost}"
    );
    update(&mut model, Msg::Database { lost: false });
    let back = shown(&model);
    assert!(
        !back.contains("数据库连接中断") && back.contains("王"),
        "{back}"
    );
}

#[test]
fn production_rehearsal_and_looking_only_are_told_apart_by_signs() {
    let title = |model: &Model| shown(model).lines().next().unwrap_or_default().to_owned();
    let rehearsal = title(&queue());
    assert!(
        rehearsal.contains("[演练]") && !rehearsal.contains('!'),
        "{rehearsal}"
    );
    let mut model = queue();
    model.me.mode = workflow::Mode::Production;
    let production = title(&model);
    assert!(production.contains("<!正式!>"), "{production}");
    model.me.role = Role::Auditor;
    let reading = title(&model);
    assert!(reading.contains("<!正式!> =只读="), "{reading}");
}
