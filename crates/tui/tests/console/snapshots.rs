use crate::cases::{case_row, seen_whole};
use crate::data::{PAID, RECOVERING, SMALL, WIDE, WITHDRAWN, console, handle, places, serve};
use chrono::NaiveDate;
use domain::identity::IdentityKind;
use domain::ids::{BatchId, ImportId};
use domain::role::Role;
use ratatui::buffer::Buffer;
use tui::keys::Key;
use tui::line::Palette;
use tui::model::Model;
use tui::msg::Msg;
use tui::screens::{
    Audit, Batch, Case, Changes, Claim, Claims, Files, Home, Import, Imports, Ledger, Log,
    Operators, People, Periods, Preview, Route, Ruling, Units,
};
use tui::update::update;
use uuid::Uuid;
use workflow::duplicates::kin::{Kin, Link};
use workflow::views::Lang;

/// What a fresh terminal shows, a line a row, without blanks at the end.
pub fn shown(model: &Model) -> String {
    text_of(&tui::draw::draw(model, Palette::Colours).0)
}

fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(tui::text::columns(symbol)).unwrap();
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The place of this name.
fn place(name: &str) -> Route {
    let found = places().into_iter().find(|(known, _)| *known == name);
    found.unwrap().1
}

fn sizes() -> [(&'static str, (usize, usize)); 2] {
    [("80x24", SMALL), ("120x40", WIDE)]
}

fn languages() -> [(&'static str, Lang); 2] {
    [("zh", Lang::Zh), ("en", Lang::En)]
}

fn press(model: &mut Model, keys: &[Key]) {
    for key in keys {
        let effects = update(model, Msg::Key(*key));
        serve(model, effects);
    }
}

#[test]
fn every_screen_at_both_sizes_in_both_languages() {
    for (name, place) in places() {
        for (size_name, size) in sizes() {
            for (lang_name, lang) in languages() {
                let model = console(place.clone(), Role::Approver, lang, size);
                insta::assert_snapshot!(format!("{name}-{lang_name}-{size_name}"), shown(&model));
            }
        }
    }
}

#[test]
fn a_claim_that_is_out_says_why_with_its_clause_and_no_verdict() {
    for (size_name, size) in sizes() {
        for (lang_name, lang) in languages() {
            let model = console(Claim(handle(WITHDRAWN)), Role::Approver, lang, size);
            let text = shown(&model);
            assert!(text.contains("二.4(1)"), "{text}");
            insta::assert_snapshot!(format!("claim-out-{lang_name}-{size_name}"), text);
        }
    }
}

#[test]
fn every_kind_of_dialog_at_both_sizes_in_both_languages() {
    let mark = Key::Char(' ');
    let ruling = Ruling("child-premium".into(), "adopted-child".into());
    let scripts: [(&str, Route, Role, Vec<Key>); 40] = [
        (
            "approve-one",
            Claim(handle(1)).into(),
            Role::Approver,
            vec![Key::Char('a')],
        ),
        (
            "approve-marked",
            Claims.into(),
            Role::Approver,
            vec![mark, mark, Key::Char('a'), Key::Tab, Key::Tab],
        ),
        (
            "approve-matching",
            Claims.into(),
            Role::Approver,
            vec![Key::Char('A')],
        ),
        (
            "approve-matching-read",
            Claims.into(),
            Role::Approver,
            vec![Key::Char('A'), Key::PageDown, Key::PageDown, Key::Tab],
        ),
        (
            "undo",
            Claim(handle(1)).into(),
            Role::Approver,
            vec![Key::Char('u')],
        ),
        (
            "save-filter",
            Claims.into(),
            Role::Clerk,
            vec![Key::Char('S')],
        ),
        (
            "use-filter",
            Claims.into(),
            Role::Clerk,
            vec![Key::Char('o')],
        ),
        (
            "review",
            Claim(handle(1)).into(),
            Role::Reviewer,
            vec![Key::Char('c')],
        ),
        (
            "reveal",
            Claim(handle(1)).into(),
            Role::Reviewer,
            vec![Key::Char('v')],
        ),
        (
            "recover",
            Claim(handle(PAID)).into(),
            Role::Accountant,
            vec![Key::Char('R')],
        ),
        (
            "recovered",
            Claim(handle(RECOVERING)).into(),
            Role::Accountant,
            vec![Key::Char('B')],
        ),
        (
            "reconcile",
            Claim(handle(PAID)).into(),
            Role::Accountant,
            vec![Key::Char('t')],
        ),
        (
            "period-create",
            Periods.into(),
            Role::Admin,
            vec![Key::Char('n')],
        ),
        (
            "period-extend",
            Periods.into(),
            Role::Admin,
            vec![Key::Char('e'), Key::Tab],
        ),
        (
            "period-close",
            Periods.into(),
            Role::Admin,
            vec![Key::Down, Key::Char('c')],
        ),
        (
            "period-reopen",
            Periods.into(),
            Role::Admin,
            vec![Key::End, Key::Char('o')],
        ),
        (
            "period-archive",
            Periods.into(),
            Role::Admin,
            vec![Key::End, Key::Char('z')],
        ),
        ("change", Changes.into(), Role::Admin, vec![Key::Enter]),
        (
            "row",
            Import(ImportId(Uuid::from_u128(1))).into(),
            Role::Clerk,
            vec![Key::Enter],
        ),
        (
            "entry",
            Log(handle(1)).into(),
            Role::Auditor,
            vec![Key::Enter],
        ),
        (
            "settle-all",
            Batch(BatchId(Uuid::from_u128(10))).into(),
            Role::Cashier,
            vec![Key::Char('T'), Key::Tab],
        ),
        (
            "reverse",
            Batch(BatchId(Uuid::from_u128(10))).into(),
            Role::Cashier,
            vec![Key::Char('R'), Key::Tab],
        ),
        (
            "review-many",
            Claims.into(),
            Role::Reviewer,
            vec![
                mark,
                mark,
                mark,
                mark,
                mark,
                mark,
                Key::Char('c'),
                Key::PageDown,
                Key::PageDown,
                Key::Tab,
            ],
        ),
        ("filter", Claims.into(), Role::Clerk, vec![Key::Char('f')]),
        (
            "palette",
            Claims.into(),
            Role::Reviewer,
            vec![Key::Char(':')],
        ),
        ("import", Imports.into(), Role::Clerk, vec![Key::Char('i')]),
        (
            "template",
            Imports.into(),
            Role::Clerk,
            vec![Key::Char('t')],
        ),
        (
            "period-preview",
            Periods.into(),
            Role::Auditor,
            vec![Key::Char('v')],
        ),
        (
            "ruling",
            ruling.into(),
            Role::Admin,
            vec![Key::Down, Key::Char('s')],
        ),
        ("import-file", Files.into(), Role::Clerk, vec![Key::Enter]),
        (
            "operator-add",
            Operators.into(),
            Role::Admin,
            vec![Key::Char('n')],
        ),
        (
            "key-revoke",
            Operators.into(),
            Role::Admin,
            vec![Key::Char('r')],
        ),
        (
            "announce",
            Periods.into(),
            Role::Clerk,
            vec![Key::Char('a')],
        ),
        (
            "unit-merge",
            Units.into(),
            Role::Admin,
            vec![Key::Char('m')],
        ),
        ("people", People.into(), Role::Clerk, vec![Key::Char('/')]),
        ("ledger", Ledger.into(), Role::Auditor, vec![Key::Char('/')]),
        ("trail-entry", Audit.into(), Role::Auditor, vec![Key::Enter]),
        (
            "operator-keys",
            Operators.into(),
            Role::Admin,
            vec![Key::Enter],
        ),
        (
            "keep-approval",
            Claim(handle(0)).into(),
            Role::Approver,
            vec![Key::Char('K')],
        ),
        (
            "keep",
            place("case"),
            Role::Supervisor,
            vec![Key::Char('m')],
        ),
    ];
    for (name, place, role, keys) in scripts {
        for (size_name, size) in sizes() {
            for (lang_name, lang) in languages() {
                let mut model = console(place.clone(), role, lang, size);
                press(&mut model, &keys);
                assert!(model.dialog.is_some(), "{name}");
                insta::assert_snapshot!(
                    format!("ask-{name}-{lang_name}-{size_name}"),
                    shown(&model)
                );
            }
        }
    }
}

#[test]
fn a_preview_at_both_sizes_in_both_languages() {
    for (size_name, size) in sizes() {
        for (lang_name, lang) in languages() {
            let mut model = console(Home, Role::Admin, lang, size);
            model.screens.preview.value = Some(crate::registers::preview());
            model.routes.push(Preview.into());
            insta::assert_snapshot!(format!("preview-{lang_name}-{size_name}"), shown(&model));
        }
    }
}

#[test]
fn a_screen_that_is_too_small_asks_for_a_larger_one() {
    let model = console(Claims, Role::Clerk, Lang::Zh, (60, 12));
    assert!(shown(&model).starts_with("请放大窗口"));
}

#[test]
fn a_small_screen_turns_to_the_reasons_of_a_case() {
    for (lang_name, lang) in languages() {
        let mut model = console(place("case"), Role::Approver, lang, SMALL);
        press(&mut model, &[Key::PageDown]);
        insta::assert_snapshot!(format!("case-reasons-{lang_name}-80x24"), shown(&model));
    }
}

#[test]
fn a_case_that_is_seen_whole_tells_chances_and_sums() {
    for (size_name, size) in sizes() {
        for (lang_name, lang) in languages() {
            let mut model = console(Case(case_row().id), Role::Approver, lang, size);
            seen_whole(&mut model);
            let name = format!("case-whole-{lang_name}-{size_name}");
            insta::assert_snapshot!(name, shown(&model));
        }
    }
}

#[test]
fn a_case_of_one_family_says_which_couple_which_day_and_which_documents() {
    for (size_name, size) in sizes() {
        for (lang_name, lang) in languages() {
            let mut model = console(Case(case_row().id), Role::Approver, lang, size);
            model.screens.case.value.as_mut().unwrap().families = vec![Kin {
                a: handle(1),
                b: handle(2),
                link: Link::Roster,
                in_part: false,
                born_a: NaiveDate::from_ymd_opt(2015, 3, 7),
                born_b: NaiveDate::from_ymd_opt(2015, 3, 7),
                documents_a: vec![IdentityKind::TravelPermit],
                documents_b: vec![IdentityKind::ResidencePermit],
                same_name: false,
                near: true,
                apart: false,
            }];
            let name = format!("case-family-{lang_name}-{size_name}");
            insta::assert_snapshot!(name, shown(&model));
        }
    }
}
