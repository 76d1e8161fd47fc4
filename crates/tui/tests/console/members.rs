//! A programme for members, installed beside the one for children: what its screens show comes from the database.

use crate::data::{SMALL, WIDE, console};
use crate::snapshots::shown;
use domain::batch::Channel;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use domain::role::Role;
use domain::year::BenefitYear;
use rehearsal::people;
use test_support::heating::{ID, WinterHeating};
use test_support::{ClaimSpec, Desk, Engine, UNIT_A, on_one};
use tui::keys::Key;
use tui::model::{Me, Model};
use tui::msg::{Data, Effect, Msg, Query};
use tui::screens::{Batch, Claim, Claims, Period, Route};
use tui::update::{enter, update};
use workflow::intake::imports::{self, ImportOptions};
use workflow::proposals::{self, Done, Which};
use workflow::views::Lang;
use workflow::views::claims::{ClaimFilter, page};
use workflow::views::installed::Installed;
use workflow::{Limits, Result, Session, payments::batches, proposals::periods};

/// Answers what screens ask from the database.
fn serve(model: &mut Model, session: &mut Session, effects: Vec<Effect>) {
    for effect in effects {
        let Effect::Read { request, query } = effect else {
            continue;
        };
        let Query::Screen(ask) = query else { continue };
        let answer = Ok(Data::Screen(ask.read(session).unwrap()));
        let more = update(model, Msg::Loaded { request, answer });
        serve(model, session, more);
    }
}

fn season(desk: &Desk) -> Vec<ClaimRef> {
    let year = BenefitYear::new(2026);
    let agree = |done: Result<Done>| {
        let which = Which::These(vec![done.unwrap().proposed.id.unwrap()]);
        proposals::approve(&mut desk.session("admin2"), &which).unwrap();
    };
    agree(periods::create(&mut desk.session("admin"), ID, year, None));
    agree(periods::open(&mut desk.session("admin"), ID, year));
    desk.file_claim(&ClaimSpec::of(1));
    let member = people::member(1);
    let mut sheet = "工会代码,会员姓名,会员身份证号,采暖月份,银行卡号\n".to_owned();
    for month in ["2026-01", "2026-02", "2026-07"] {
        let (name, number, card) = (&member.name, &member.id, people::card(2));
        sheet.push_str(&format!("{UNIT_A},{name},{number},{month},{card}\n"));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("采暖补贴.csv");
    std::fs::write(&path, sheet).unwrap();
    let mut clerk = desk.session("clerk");
    let options = ImportOptions::of(ID);
    imports::run(&mut clerk, "claims", &path, &options, &mut |_| {}).unwrap();
    let mut session = desk.session("reviewer");
    let rows = page(&mut session, &ClaimFilter::default(), None, 50).unwrap();
    let own = rows.rows.into_iter().filter(|row| row.programme == ID);
    own.map(|row| row.id).collect()
}

/// What belongs to a programme for children.
const FOREIGN: [&str; 4] = ["子女", "配偶", "child", "spouse"];

#[test]
fn a_claim_of_a_member_for_himself_is_shown_without_a_word_of_children_or_spouses() {
    on_one(Engine::Sqlite, |db| {
        let desk = Desk::install_programmes(db, Limits::default(), vec![Box::new(WinterHeating)]);
        let claims = season(&desk);
        let (approved, waiting) = (claims[0], claims[2]);
        desk.review(approved);
        desk.approve(approved);
        let mut accountant = desk.session("accountant");
        let source = FundSource::new("heating-fund");
        let made = batches::create(&mut accountant, UNIT_A, Channel::MemberBank, source, ID);
        let batch = made.unwrap().batch;
        let mut session = desk.session("reviewer");
        let me = Me::of(&mut session);
        let screens: Vec<(Route, Vec<Key>)> = vec![
            (Claims.into(), vec![]),
            (Claims.into(), vec![Key::End, Key::Char('r')]),
            (Claims.into(), vec![Key::End, Key::Char('c')]),
            (Claim(approved).into(), vec![]),
            (
                Claim(approved).into(),
                vec![Key::Char('v'), Key::Tab, Key::Right],
            ),
            (Claim(waiting).into(), vec![Key::Char('c')]),
            (Claim(waiting).into(), vec![Key::End]),
            (Batch(batch).into(), vec![]),
            (Period(ID.into(), BenefitYear::new(2026)).into(), vec![]),
        ];
        for lang in [Lang::Zh, Lang::En] {
            for size in [SMALL, WIDE] {
                for (route, keys) in &screens {
                    let mut model = Model::new(me.clone(), lang, size);
                    let effects = enter(&mut model, route.clone());
                    serve(&mut model, &mut session, effects);
                    for key in keys {
                        let effects = update(&mut model, Msg::Key(*key));
                        serve(&mut model, &mut session, effects);
                    }
                    let text = shown(&model);
                    let named = FOREIGN
                        .iter()
                        .find(|word| text.to_lowercase().contains(*word));
                    assert_eq!(named, None, "{route:?} {keys:?}\n{text}");
                    assert!(
                        text.contains(if lang == Lang::Zh { "会员" } else { "Member" })
                            || matches!(route, Route::Period(_)),
                        "{text}"
                    );
                }
            }
        }
    });
}

#[test]
fn a_list_of_several_programmes_has_a_title_that_fits_every_one() {
    for (lang, one, several) in [(Lang::Zh, "子女", "享受人"), (Lang::En, "Child", "Person")] {
        let mut model = console(Claims, Role::Reviewer, lang, SMALL);
        assert_eq!(model.subjects(), one);
        assert!(shown(&model).contains(one));
        model.me.programmes.push(Installed::of(&WinterHeating));
        assert_eq!(model.subjects(), several);
        assert!(shown(&model).contains(several) && !shown(&model).contains(one));
        assert_eq!(
            (model.subject(ID), model.subject("child-premium").as_deref()),
            (None, Some(one))
        );
    }
}
