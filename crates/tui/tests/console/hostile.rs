//! Whatever stands in the data, every line is as wide as the screen and no cell steers the terminal.

use crate::data::{claim_row, console, detail};
use domain::role::Role;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui::model::Model;
use tui::msg::{Data, Effect, Failure, Msg, Report};
use tui::screens::{
    Answer, Audit, Claim, Claims, Home, Jobs, Ledger, NextYear, Operators, Person, Plans, Preview,
    Route, Ruling, Rulings, Units,
};
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

fn page_of<T>(row: T) -> Page<T> {
    Page {
        rows: vec![row],
        next: None,
    }
}

/// A register whose data is hostile wherever it may be.
fn registered(which: usize, name: &str, other: &str) -> (Route, Answer) {
    use crate::registers as r;
    use domain::fen::Fen;
    use domain::fund::FundSource;
    use workflow::views::jobs::{JobKind, JobView};
    use workflow::views::plans::What;
    match which {
        0 => {
            let mut unit = r::unit(4, name, domain::unit::UnitLevel::Basic, 4);
            unit.code = other.into();
            unit.parent = Some(other.into());
            unit.credit_code = Some(name.into());
            (Units.into(), Answer::Units(page_of(unit)))
        }
        1 => {
            let sum = Fen::new(i64::MAX / 200);
            let what = What::Budget {
                year: i16::MAX,
                source: FundSource::new("union"),
                total: sum,
                used: sum,
            };
            let mut plan = r::plan(name, what);
            plan.minutes = other.into();
            (Plans.into(), Answer::Plans(page_of(plan)))
        }
        2 | 3 => {
            let mut line = r::option("adopted-child", true);
            if let Some(ruling) = &mut line.option.ruling {
                ruling.value = name.into();
                ruling.document = other.into();
                ruling.proposed_by = name.into();
            }
            if which == 2 {
                (Rulings.into(), Answer::Rulings(page_of(line)))
            } else {
                let ruling = Ruling("child-premium".into(), "adopted-child".into());
                (ruling.into(), Answer::Ruling(Box::new(line)))
            }
        }
        4 => {
            let mut posting = r::posting(1, domain::ledger::Account::new("bank"), i64::MIN / 200);
            posting.unit_name = name.into();
            (Ledger.into(), Answer::Ledger((None, page_of(posting))))
        }
        5 => {
            let entry = r::entry(1, name, other, name);
            (Audit.into(), Answer::Audit(page_of(entry)))
        }
        6 => {
            let mut line = r::operator(name, Role::Admin, true);
            line.keys[0].fingerprint = other.into();
            line.keys[0].added_by = name.into();
            (Operators.into(), Answer::Operators(page_of(line)))
        }
        8 => {
            let mut found = r::differences();
            found[0].key = name.into();
            found[0].after = Some(other.into());
            let year = domain::year::BenefitYear::new(2026);
            let screen = NextYear(name.into(), year);
            let answer = Answer::NextYear(Box::new((year.next(), found)));
            (screen.into(), answer)
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
            (Jobs.into(), Answer::Jobs(page_of(job)))
        }
        _ => {
            let mut card = r::card();
            card.name = name.into();
            card.parents[0].name = other.into();
            card.as_subject[0].unit_name = other.into();
            card.memberships[0].unit_name = name.into();
            card.numbers[0].masked = name.into();
            (Person(card.id).into(), Answer::Person(Box::new(card)))
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
        let mut model = console(Claims, Role::Approver, Lang::Zh, size);
        let effects = reload(&mut model);
        let Some(Effect::Read { request, .. }) = effects.first() else { panic!("nothing was asked") };
        let mut row = claim_row(1);
        row.subject_name = name.clone();
        row.member_name = name;
        row.unit_name = unit;
        let data = Data::Screen(Answer::Claims((page_of(row), Box::default(), None)));
        update(&mut model, Msg::Loaded { request: *request, answer: Ok(data) });
        check(&model)?;
    }

    #[test]
    fn a_claim_keeps_its_width(text in hostile(), size in sizes()) {
        let mut model = console(Claim(crate::data::handle(1)), Role::Auditor, Lang::En, size);
        let effects = reload(&mut model);
        let Some(Effect::Read { request, .. }) = effects.first() else { panic!("nothing was asked") };
        let mut claim = detail();
        claim.subject.name = text.clone();
        claim.findings[0].sentence = text.clone();
        claim.history[1].reason = Some(text.clone());
        claim.source.file = Some(text);
        update(&mut model, Msg::Loaded { request: *request, answer: Ok(Data::Screen(Answer::Claim(Box::new(claim)))) });
        check(&model)?;
    }

    #[test]
    fn the_registers_keep_their_width(name in hostile(), other in hostile(), size in sizes(), which in 0usize..10) {
        use crate::registers as r;
        let (register, answer) = registered(which, &name, &other);
        let mut model = console(register, Role::Admin, Lang::Zh, size);
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
        let mut model = console(Home, Role::Admin, Lang::En, size);
        let mut previewed = crate::registers::preview();
        previewed.what = name.clone().into();
        for moved in &mut previewed.found.moved {
            moved.unit = (name.clone(), name.clone());
        }
        model.screens.preview.value = Some(previewed);
        model.routes.push(Preview.into());
        check(&model)?;
    }

    #[test]
    fn a_dialog_keeps_its_width(text in hostile(), pasted in hostile(), size in sizes()) {
        let mut model = console(Claims, Role::Reviewer, Lang::Zh, size);
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
