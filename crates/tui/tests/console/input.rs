//! What an input method and a clipboard send, and names that are not made of common characters.

use crate::data::{PAID, SMALL, WIDE, claim_row, console, handle, serve};
use domain::ids::BatchId;
use domain::role::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui::commands::Command;
use tui::dialog::Purpose;
use tui::keys::Key;
use tui::line::Palette;
use tui::model::Model;
use tui::msg::{Data, Effect, Msg};
use tui::screens::{Answer, Batch, Claim, Claims, Help, Route};
use tui::update::{reload, run, update};
use tui::view;
use uuid::Uuid;
use workflow::views::{Lang, Page};

fn press(model: &mut Model, key: Key) {
    let effects = update(model, Msg::Key(key));
    serve(model, effects);
}

#[test]
fn full_width_punctuation_commands_outside_fields_and_is_text_inside_them() {
    for (typed, purpose) in [
        ('：', Purpose::Palette),
        ('／', Purpose::Search),
        ('、', Purpose::Search),
    ] {
        let mut model = console(Claims, Role::Reviewer, Lang::Zh, SMALL);
        press(&mut model, Key::Char(typed));
        let dialog = model.dialog.as_ref().unwrap();
        assert_eq!(dialog.purpose, purpose, "{typed}");
        if model.dialog.as_ref().unwrap().field_at_focus().is_none() {
            press(&mut model, Key::Tab);
        }
        press(&mut model, Key::Char('：'));
        let text = model.dialog.as_ref().unwrap().text("text").to_owned();
        assert!(text.ends_with('：'), "{text}");
    }
    let mut model = console(Claims, Role::Reviewer, Lang::Zh, SMALL);
    press(&mut model, Key::Char('？'));
    assert_eq!(model.route(), &Help);
}

#[test]
fn pasted_text_goes_into_a_field_and_nowhere_else() {
    let mut model = console(Claims, Role::Approver, Lang::Zh, SMALL);
    update(&mut model, Msg::Paste("aaXq\n".into()));
    assert!(model.dialog.is_none() && !model.leaving);
    assert!(model.note.is_some(), "it is said that nothing was done");
    press(&mut model, Key::Char('/'));
    if model.dialog.as_ref().unwrap().field_at_focus().is_none() {
        press(&mut model, Key::Tab);
    }
    update(&mut model, Msg::Paste("李明\n".into()));
    assert_eq!(model.dialog.as_ref().unwrap().text("text").trim(), "李明");
}

#[test]
fn han_text_in_command_mode_is_answered_once() {
    let mut model = console(Claims, Role::Approver, Lang::Zh, SMALL);
    press(&mut model, Key::Char('审'));
    assert!(model.note.is_some());
    press(&mut model, Key::Char('批'));
    assert!(model.note.is_none() && model.dialog.is_none());
}

/// Where a text ends in a row of cells, counted in columns.
fn end_of(buffer: &Buffer, y: u16, text: &str) -> Option<u16> {
    let cells: Vec<(u16, &str)> = (0..buffer.area.width)
        .map(|x| (x, buffer[(x, y)].symbol()))
        .collect();
    let wanted: Vec<String> = text.chars().map(String::from).collect();
    cells
        .windows(wanted.len())
        .find(|window| {
            window
                .iter()
                .zip(&wanted)
                .all(|((_, cell), want)| cell == want)
        })
        .and_then(|window| window.last().map(|(x, _)| *x))
}

#[test]
fn names_of_rare_characters_and_a_middle_dot_leave_every_column_in_its_place() {
    let names = [
        "李明",
        "阿卜杜拉·买买提",
        "𠮷田",
        "㐂䶮",
        "王\u{9FEF}",
        "〇",
        "古丽·𡈁",
    ];
    for size in [SMALL, WIDE] {
        let mut model = console(Claims, Role::Approver, Lang::Zh, size);
        let effects = reload(&mut model);
        let Some(Effect::Read { request, .. }) = effects.first() else {
            panic!("nothing was asked")
        };
        let rows = names
            .iter()
            .map(|name| {
                let mut row = claim_row(0);
                row.subject_name = (*name).into();
                row.member_name = (*name).into();
                row
            })
            .collect();
        let page = Page { rows, next: None };
        let data = Data::Screen(Answer::Claims((page, Box::default(), None)));
        let answer = Ok(data);
        update(
            &mut model,
            Msg::Loaded {
                request: *request,
                answer,
            },
        );
        let (width, height) = (
            u16::try_from(size.0).unwrap(),
            u16::try_from(size.1).unwrap(),
        );
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        tui::draw::put(&view::lines(&model), &mut buffer, Palette::Colours);
        let ends: Vec<u16> = (0..height)
            .filter_map(|y| end_of(&buffer, y, "400.00"))
            .collect();
        assert!(ends.len() >= names.len(), "{ends:?}");
        assert!(
            ends[..names.len()]
                .windows(2)
                .all(|pair| pair[0] == pair[1]),
            "{ends:?}"
        );
    }
}

#[test]
fn every_confirmation_about_a_payment_says_the_sum_in_capitals() {
    let batch = Route::from(Batch(BatchId(Uuid::from_u128(10))));
    let draft = Route::from(Batch(BatchId(Uuid::from_u128(9))));
    let claim = Route::from(Claim(handle(1)));
    let paid = Route::from(Claim(handle(PAID)));
    for (place, command) in [
        (claim, Command::Approve),
        (draft.clone(), Command::BatchSeal),
        (draft.clone(), Command::BatchSign),
        (draft, Command::BatchWithdraw),
        (batch.clone(), Command::BatchExport),
        (batch.clone(), Command::BatchSettle),
        (batch, Command::BatchSettleAll),
        (paid.clone(), Command::Recover),
        (paid.clone(), Command::Recovered),
        (paid, Command::Reconcile),
    ] {
        let mut model = console(place, Role::Approver, Lang::En, WIDE);
        let effects = run(&mut model, command);
        serve(&mut model, effects);
        let dialog = model.dialog.as_ref();
        let lines = dialog.map(|dialog| format!("{:?}", dialog.lines));
        assert!(
            lines
                .as_ref()
                .is_some_and(|lines| lines.contains('圆') || lines.contains('元')),
            "{command:?} {lines:?}"
        );
    }
}
