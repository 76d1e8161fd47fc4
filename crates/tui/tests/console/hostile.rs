//! Whatever stands in the data, every line is as wide as the screen and no cell steers the terminal.

use crate::data::{claim_row, console, detail};
use domain::role::Role;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui::model::{Model, Place};
use tui::msg::{Data, Effect, Failure, Msg, Report};
use tui::update::{reload, update};
use tui::view;
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
    tui::draw::put(&lines, &mut buffer, area, tui::line::Palette::Colours);
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
    fn a_dialog_keeps_its_width(text in hostile(), pasted in hostile(), size in sizes()) {
        let mut model = console(Place::Claims, Role::Reviewer, Lang::Zh, size);
        update(&mut model, Msg::Key(tui::keys::Key::Char('r')));
        update(&mut model, Msg::Key(tui::keys::Key::Tab));
        update(&mut model, Msg::Paste(pasted));
        check(&model)?;
        model.dialog = None;
        model.running = Some(tui::model::Running { command: 7, label: text.clone(), progress: None });
        check(&model)?;
        let failed = vec![(text.clone(), Failure { code: "state".into(), message: text , chinese: None}); 40];
        update(&mut model, Msg::Acted { command: 7, result: Ok(Report::Claims { done: 1, failed }) });
        check(&model)?;
    }
}
