//! Referral slips on the console: seen only where a programme is fed by messages.

use crate::data::{SMALL, UNITS, WIDE, at, console, day};
use crate::keys::{actions, press, type_in};
use crate::snapshots::shown;
use domain::fen::Fen;
use domain::identity::IdentityKind;
use domain::ids::SlipId;
use domain::referral::{HelpKind, SlipEvent, SlipStep, Stage};
use domain::role::Role;
use domain::year::BenefitYear;
use tui::keys::Key;
use tui::model::Model;
use tui::msg::Action;
use tui::screens::{Home, Referral, Referrals, ScreenKind};
use uuid::Uuid;
use workflow::Words;
use workflow::referrals::{Act, Note, SlipCard, SlipEventView, SlipLine};
use workflow::views::installed::Installed;
use workflow::views::{Lang, MaskedNumber};

fn slip(n: u128, stage: Stage) -> SlipLine {
    let alarms = [
        Words::new(
            "2025-02-03结算的单笔补助为10,380.00元",
            "a single benefit of 10,380.00 yuan, settled on 2025-02-03",
        ),
        Words::new(
            "本期个人负担累计20,000.00元，达到20,000.00元",
            "own cost of 20,000.00 yuan in the period, which reaches 20,000.00",
        ),
    ];
    let sent = stage != Stage::Detected;
    SlipLine {
        id: SlipId(Uuid::from_u128(n)),
        year: BenefitYear::new(2025),
        stage,
        unit_code: format!("HN43010{n}"),
        unit_name: UNITS[usize::try_from(n).unwrap() % UNITS.len()].into(),
        member: ["王敏", "阿卜杜拉·买买提", "欧阳若兰"][usize::try_from(n).unwrap() % 3].into(),
        alarms: if n == 3 { Vec::new() } else { alarms.into() },
        opened_at: at(0),
        due_on: sent.then(|| day("2025-12-01")),
        escalated_to: (stage == Stage::Received).then(|| "长沙市总工会".to_owned()),
        help: None,
    }
}

fn slips() -> Vec<SlipLine> {
    let stages = [
        Stage::Detected,
        Stage::Received,
        Stage::Returned,
        Stage::Detected,
    ];
    (0..).zip(stages).map(|(n, stage)| slip(n, stage)).collect()
}

fn event(n: i64, kind: SlipEvent, note: Note) -> SlipEventView {
    SlipEventView {
        at: at(n),
        by: "zhao.fang".into(),
        kind,
        note,
    }
}

fn card() -> SlipCard {
    let line = SlipLine {
        help: Some((HelpKind::Money, Fen::new(300_000))),
        ..slip(1, Stage::HelpDecided)
    };
    let alarm = Note {
        told: Some((line.alarms[0].zh.to_string(), line.alarms[0].en.to_string())),
        ..Note::default()
    };
    let visit = Note {
        on: Some(day("2025-11-25")),
        visitors: vec!["李平".into(), "王安".into()],
        text: Some("家中老人需要照看，收入不足".into()),
        ..Note::default()
    };
    let help = Note {
        help: Some(HelpKind::Money),
        amount: Some(Fen::new(300_000)),
        fund: Some("困难帮扶资金".into()),
        ..Note::default()
    };
    SlipCard {
        line,
        numbers: vec![MaskedNumber {
            kind: IdentityKind::ResidentId,
            masked: "430*************27".into(),
        }],
        settlements: 1,
        base: Fen::new(2_000_000),
        benefit: Fen::new(1_038_000),
        steps: vec![SlipStep::Return],
        events: vec![
            event(0, SlipEvent::Alarm, alarm),
            event(
                1,
                SlipEvent::Step(SlipStep::Issue),
                Note {
                    due: Some(day("2025-12-01")),
                    ..Note::default()
                },
            ),
            event(2, SlipEvent::Step(SlipStep::Receive), Note::default()),
            event(3, SlipEvent::Step(SlipStep::Visit), visit),
            event(4, SlipEvent::Step(SlipStep::Help), help),
        ],
    }
}

pub fn places() -> Vec<(String, Lang, (usize, usize))> {
    let langs = [("zh", Lang::Zh), ("en", Lang::En)];
    let sizes = [("80x24", SMALL), ("120x40", WIDE)];
    langs
        .iter()
        .flat_map(|(lang_name, lang)| {
            sizes
                .iter()
                .map(move |(size_name, size)| (format!("{lang_name}-{size_name}"), *lang, *size))
        })
        .collect()
}

pub fn with_fed(model: &mut Model) {
    let fed = mutual_aid::programme(None);
    model.me.programmes.push(Installed::of(fed.as_ref()));
}

#[test]
fn slips_are_listed_and_one_is_told_with_everything_that_happened() {
    for (name, lang, size) in places() {
        let mut model = console(Home, Role::Supervisor, lang, size);
        with_fed(&mut model);
        model.screens.referrals.rows = slips();
        model.routes.push(Referrals.into());
        insta::assert_snapshot!(format!("referrals-{name}"), shown(&model));
        model.screens.referral.value = Some(card());
        model
            .routes
            .push(Referral(SlipId(Uuid::from_u128(1))).into());
        insta::assert_snapshot!(format!("referral-{name}"), shown(&model));
    }
}

#[test]
fn without_a_programme_that_is_fed_nobody_is_shown_the_way_to_slips() {
    let mut model = console(Home, Role::Supervisor, Lang::Zh, WIDE);
    let offered =
        |model: &Model| ScreenKind::of(&model.me).any(|(kind, _)| kind == ScreenKind::Referrals);
    assert!(!offered(&model) && !shown(&model).contains("反馈单"));
    with_fed(&mut model);
    assert!(offered(&model) && shown(&model).contains("反馈单"));
}

/// The slip of [`card`] where these steps are next.
fn at_slip(lang: Lang, size: (usize, usize), steps: &[SlipStep]) -> Model {
    let mut model = console(Home, Role::Supervisor, lang, size);
    with_fed(&mut model);
    model.screens.referral.value = Some(SlipCard {
        steps: steps.to_vec(),
        ..card()
    });
    model
        .routes
        .push(Referral(SlipId(Uuid::from_u128(1))).into());
    model
}

#[test]
fn a_step_is_asked_for_by_its_key_and_sent_with_what_was_typed() {
    for (name, lang, size) in places() {
        let mut model = at_slip(lang, size, &[SlipStep::Visit]);
        press(&mut model, Key::Char('v'));
        insta::assert_snapshot!(format!("referral-visit-{name}"), shown(&model));
    }
    let mut model = at_slip(Lang::Zh, SMALL, &[SlipStep::Help, SlipStep::NoNeed]);
    press(&mut model, Key::Char('b'));
    assert!(model.dialog.is_none(), "it cannot be returned yet");
    press(&mut model, Key::Char('h'));
    press(&mut model, Key::Tab);
    for text in ["", "3000", "困难帮扶资金", "春节前送到"] {
        type_in(&mut model, text);
        press(&mut model, Key::Tab);
    }
    let effects = press(&mut model, Key::Enter);
    let act = Act::Help {
        kind: HelpKind::Money,
        amount: Fen::new(300_000),
        fund: Some("困难帮扶资金".to_owned()),
        note: Some("春节前送到".to_owned()),
    };
    let slip = SlipId(Uuid::from_u128(1));
    assert_eq!(actions(&effects), [Action::Slip(slip, act)]);
}
