//! Whatever stands in the data, every line is as wide as the screen and no cell steers the terminal.

use crate::data::{claim_row, console, detail};
use domain::role::Role;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui::model::{Model, Place};
use tui::msg::{Data, Effect, Failure, Msg, Report};
use tui::screens::registers::{Answer, Register};
use tui::update::{reload, update};
use tui::view;
use workflow::Words;
use workflow::views::{Lang, Page};

fn check(model: &Model) -> Result<(), TestCaseError> {
    let (width, height) = model.size;
    let lines = view::lines(model);
    prop_assert_eq!(lines.len(), height);
    for line in &lines {
        prop_assert_eq!(line.width(), width, "{}", line.plain());
    }
    let area = Rect::new(
        0,
        0,
        u16::try_from(width).unwrap(),
        u16::try_from(height).unwrap(),
    );
    let mut buffer = Buffer::empty(area);
    tui::draw::put(&lines, &mut buffer, tui::line::Palette::Colours);
    for cell in buffer.content() {
        prop_assert!(!cell.symbol().chars().any(char::is_control));
    }
    Ok(())
}

fn hostile() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "\u{202E}",
        "\u{1b}[2J",
        "\u{200B}",
        "👨‍👩‍👧",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "\u{FEFF}",
        "买买提·",
        "\r\n",
        "\u{7}",
        "🇨🇳",
        "ﷺ",
        "ஃ",
        "한",
        "가",
        "نلا",
    ]);
    prop::collection::vec(
        prop_oneof![any::<String>(), nasty.prop_map(str::to_owned)],
        0..12,
    )
    .prop_map(|parts| parts.concat())
}

/// A register whose data is hostile wherever it may be.
fn registered(which: usize, name: &str, other: &str) -> (Register, Answer) {
    use crate::registers as r;
    use domain::draft::FundSource;
    use domain::fen::Fen;
    use workflow::views::jobs::{JobKind, JobView};
    use workflow::views::plans::What;
    let page = |rows| Page { rows, next: None };
    match which {
        0 => {
            let mut unit = r::unit(4, name, domain::unit::UnitLevel::Basic, 4);
            unit.code = other.into();
            unit.parent = Some(other.into());
            unit.credit_code = Some(name.into());
            (Register::Units, Answer::Units(page(vec![unit])))
        }
        1 => {
            let sum = Fen::new(i64::MAX / 200);
            let what = What::Budget {
                year: i16::MAX,
                source: FundSource::Union,
                total: sum,
                used: sum,
            };
            let mut plan = r::plan(name, what);
            plan.minutes = other.into();
            (
                Register::Plans,
                Answer::Plans(Page {
                    rows: vec![plan],
                    next: None,
                }),
            )
        }
        2 | 3 => {
            let mut line = r::option("adopted-child", true);
            if let Some(ruling) = &mut line.option.ruling {
                ruling.value = name.into();
                ruling.document = other.into();
                ruling.proposed_by = name.into();
            }
            let register = if which == 2 {
                Register::Rulings
            } else {
                Register::Ruling("child-premium".into(), "adopted-child".into())
            };
            (register, Answer::Rulings(vec![line]))
        }
        4 => {
            let mut posting = r::posting(1, domain::ledger::Account::Bank, i64::MIN / 200);
            posting.unit_name = name.into();
            (
                Register::Ledger,
                Answer::Ledger(
                    Page {
                        rows: vec![posting],
                        next: None,
                    },
                    None,
                ),
            )
        }
        5 => {
            let entry = r::entry(1, name, other, name);
            (
                Register::Audit,
                Answer::Audit(Page {
                    rows: vec![entry],
                    next: None,
                }),
            )
        }
        6 => {
            let mut line = r::operator(name, Role::Admin, true);
            line.keys[0].fingerprint = other.into();
            line.keys[0].added_by = name.into();
            (Register::Operators, Answer::Operators(vec![line]))
        }
        8 => {
            let mut found = r::differences();
            found[0].key = name.into();
            found[0].after = Some(other.into());
            let year = domain::year::BenefitYear::new(2026);
            let register = Register::NextYear(name.into(), year);
            (register, Answer::NextYear(year.next(), found))
        }
        7 => {
            let what = JobKind::Import {
                id: domain::ids::ImportId(uuid::Uuid::nil()),
                profile: other.into(),
                file: name.into(),
            };
            let job = JobView {
                what,
                by: name.into(),
                at: crate::data::at(1),
            };
            (Register::Jobs, Answer::Jobs(vec![job]))
        }
        _ => {
            let mut card = r::card();
            card.name = name.into();
            card.parents[0].name = other.into();
            card.as_child[0].unit_name = other.into();
            card.memberships[0].unit_name = name.into();
            card.numbers[0].masked = name.into();
            (Register::Person(card.id), Answer::Person(Box::new(card)))
        }
    }
}

fn sizes() -> impl Strategy<Value = (usize, usize)> {
    prop_oneof![Just((80, 24)), Just((120, 40)), (1usize..160, 1usize..60)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_queue_keeps_its_width(name in hostile(), unit in hostile(), size in sizes()) {
        let mut model = console(Place::Claims, Role::Approver, Lang::Zh, size);
        let effects = reload(&mut model);
        let Some(Effect::Read { request, .. }) = effects.first() else { panic!("nothing was asked") };
        let mut row = claim_row(1);
        row.child_name = name.clone();
        row.member_name = name;
        row.unit_name = unit;
        let data = Data::Claims(Page { rows: vec![row], next: None }, Box::default(), None);
        update(&mut model, Msg::Loaded { request: *request, answer: Ok(data) });
        check(&model)?;
    }

    #[test]
    fn a_claim_keeps_its_width(text in hostile(), size in sizes()) {
        let mut model = console(Place::Claim(crate::data::handle(1)), Role::Auditor, Lang::En, size);
        let effects = reload(&mut model);
        let Some(Effect::Read { request, .. }) = effects.first() else { panic!("nothing was asked") };
        let mut claim = detail();
        claim.child.name = text.clone();
        claim.findings[0].sentence = text.clone();
        claim.history[1].reason = Some(text.clone());
        claim.source.file = Some(text);
        update(&mut model, Msg::Loaded { request: *request, answer: Ok(Data::Claim(Box::new(claim))) });
        check(&model)?;
    }

    #[test]
    fn the_registers_keep_their_width(name in hostile(), other in hostile(), size in sizes(), which in 0usize..10) {
        use crate::registers as r;
        let (register, answer) = registered(which, &name, &other);
        let mut model = console(Place::Register(register), Role::Admin, Lang::Zh, size);
        r::load(&mut model, answer);
        check(&model)?;
        for key in ['/', 's'] {
            update(&mut model, Msg::Key(tui::keys::Key::Char(key)));
            check(&model)?;
            model.dialog = None;
        }
        update(&mut model, Msg::Key(tui::keys::Key::Enter));
        check(&model)?;
    }

    #[test]
    fn a_preview_keeps_its_width(name in hostile(), size in sizes()) {
        let mut model = console(Place::Home, Role::Admin, Lang::En, size);
        let mut previewed = crate::registers::preview();
        previewed.what = name.clone();
        for moved in &mut previewed.found.moved {
            moved.unit = (name.clone(), name.clone());
        }
        model.screens.registers.previewed = Some(previewed);
        model.places.push(Place::Register(Register::Preview));
        check(&model)?;
    }

    #[test]
    fn a_dialog_keeps_its_width(text in hostile(), pasted in hostile(), size in sizes()) {
        let mut model = console(Place::Claims, Role::Reviewer, Lang::Zh, size);
        update(&mut model, Msg::Key(tui::keys::Key::Char('r')));
        update(&mut model, Msg::Key(tui::keys::Key::Tab));
        update(&mut model, Msg::Paste(pasted));
        check(&model)?;
        model.dialog = None;
        model.running = Some(tui::model::Running { label: text.clone(), ..crate::keys::running(None) });
        check(&model)?;
        let failed = vec![(text.clone(), Failure { code: "state".into(), message: Words::same(text) }); 40];
        update(&mut model, Msg::Acted { command: 7, result: Ok(Report::Claims { done: 1, failed }) });
        check(&model)?;
    }
}
