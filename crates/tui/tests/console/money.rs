//! The money desk on the console.

use crate::data::{WIDE, console, day};
use crate::keys::{error, keys, press, shown, type_in};
use domain::batch::Channel;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::role::Role;
use tui::keys::Key;
use tui::msg::Action;
use tui::orders::Order;
use tui::screens::{Batches, Payables};
use workflow::payments::batches::payable::{Payable, PayableFilter};
use workflow::review::bulk::Expected;
use workflow::views::Lang;

/// What two unions owe their members and the tax office.
pub fn payables() -> Vec<Payable> {
    let one = |unit: usize, channel, count, contested| Payable {
        unit_code: format!("HN43010{unit}"),
        unit_name: crate::data::UNITS[unit].to_owned(),
        programme: "child-premium".to_owned(),
        source: FundSource::new("union"),
        channel,
        expected: Expected {
            count,
            total: Fen::new(40_000 * count),
        },
        contested,
        since: day("2025-11-03"),
    };
    vec![
        one(0, Channel::MemberBank, 31, 2),
        one(0, Channel::Tax, 4, 0),
        one(1, Channel::MemberBank, 7, 0),
    ]
}

#[test]
fn one_key_batches_everything_listed_once_its_sum_is_typed() {
    let mut model = console(Payables, Role::Accountant, Lang::Zh, WIDE);
    let told = shown(&model);
    assert!(told.contains("3 项, 42 笔, 合计 16,800.00 元"), "{told}");
    assert!(told.contains("另有 2 笔因重复待处理不列入"), "{told}");
    press(&mut model, Key::Char('c'));
    press(&mut model, Key::Tab);
    type_in(&mut model, "16000");
    assert_eq!(keys(&mut model, &[Key::Enter, Key::Enter]), []);
    assert!(error(&model).is_some());
    keys(&mut model, &[Key::BackTab, Key::Ctrl('u')]);
    type_in(&mut model, "16800");
    let acts = keys(&mut model, &[Key::Enter, Key::Enter]);
    let sum = Expected {
        count: 42,
        total: Fen::new(1_680_000),
    };
    let order = Order::Collect(PayableFilter::default(), sum);
    assert_eq!(acts, [Action::Order(Box::new(order))]);
}

#[test]
fn a_single_part_is_batched_with_its_own_words_in_place() {
    let mut model = console(Payables, Role::Accountant, Lang::Zh, WIDE);
    keys(&mut model, &[Key::Down, Key::Char('o')]);
    let dialog = model.dialog.as_ref().unwrap();
    assert_eq!(dialog.text("unit"), "HN430100");
    assert_eq!(
        (dialog.channel(), dialog.code("source")),
        (Channel::Tax, "union")
    );
    keys(&mut model, &[Key::Esc, Key::Char('b')]);
    assert_eq!(*model.route(), Batches);
}

#[test]
fn whoever_makes_no_batches_is_not_offered_to_collect() {
    let mut model = console(Payables, Role::Approver, Lang::Zh, WIDE);
    press(&mut model, Key::Char('c'));
    assert!(model.dialog.is_none());
}
