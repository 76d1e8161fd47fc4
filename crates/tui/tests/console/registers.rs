//! Made-up registers, and how they are walked through.

use crate::data::{at, console, day, handle, number, places, serve};
use child_premium::Method;
use domain::claim::StateName;
use domain::claim::StepName;
use domain::decision::Verdict;
use domain::draft::Relation;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::identity::IdentityKind;
use domain::ids::{ImportId, OperatorId, OperatorKeyId, PersonId, UnitId};
use domain::ledger::Account;
use domain::role::Role;
use domain::unit::{UnitLevel, UnitPath};
use domain::year::BenefitYear;
use tui::keys::Key;
use tui::model::Model;
use tui::msg::{Action, Data, Effect, Failure, Msg, Report};
use tui::screens::files::FileLine;
use tui::screens::operators::OperatorLine;
use tui::screens::preview::Previewed;
use tui::screens::rulings::RulingLine;
use tui::screens::{
    Answer, Ask, Audit, Claim, Claims, Files, Home, Jobs, Ledger, NextYear, Operators, People,
    Person, Plans, Preview, Route, Ruling, Rulings, Units,
};
use tui::update::update;
use uuid::Uuid;

use workflow::Words;
use workflow::exchange::{Entry, FileName, Side};
use workflow::proposals::keys::KeyInfo;
use workflow::proposals::operators::OperatorInfo;
use workflow::proposals::periods::Difference;
use workflow::proposals::rulings::{OptionInfo, OptionSpec, RulingInfo};
use workflow::review::preview::{self, Moved, Transition};
use workflow::views::audit_trail::TrailEntryView;
use workflow::views::installed::Installed;
use workflow::views::jobs::{JobKind, JobView};
use workflow::views::ledger_entries::{Accounts, EntryView};
use workflow::views::person::{
    CardClaim, KinView, MembershipView, PersonCard, PersonRowView, YearView,
};
use workflow::views::plans::{PlanRowView, What};
use workflow::views::unit_list::UnitRowView;
use workflow::views::{CappedCount, Lang, MaskedNumber, Page};

const PROGRAMME: &str = "child-premium";

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn programme() -> (String, String) {
    (
        "会员子女居民医保缴费".into(),
        "Resident medical insurance for members' children".into(),
    )
}

/// Every register, with a name for its snapshots.
pub fn registers() -> Vec<(&'static str, Route)> {
    vec![
        ("units", Units.into()),
        ("plans", Plans.into()),
        ("rulings", Rulings.into()),
        (
            "ruling",
            Ruling(PROGRAMME.into(), "adopted-child".into()).into(),
        ),
        ("ledger", Ledger.into()),
        ("audit", Audit.into()),
        ("operators", Operators.into()),
        ("files", Files.into()),
        ("jobs", Jobs.into()),
        ("people", People.into()),
        ("person", Person(PersonId(id(1))).into()),
        (
            "next-year",
            NextYear(PROGRAMME.into(), BenefitYear::new(2026)).into(),
        ),
    ]
}

pub fn unit(n: u128, name: &str, level: UnitLevel, depth: usize) -> UnitRowView {
    UnitRowView {
        id: UnitId(id(n)),
        code: format!("HN4301{n:02}"),
        name: name.into(),
        level,
        depth,
        parent: (depth > 1).then(|| "湖南省总工会".into()),
        credit_code: Some("81430000MC12345678".into()),
        area_code: Some("430100".into()),
        succeeded_on: (n == 4).then(|| day("2025-11-01")),
        claims: if depth < 3 {
            CappedCount::AtLeast(1000)
        } else {
            CappedCount::Exact(87)
        },
    }
}

fn units() -> Vec<UnitRowView> {
    vec![
        unit(1, "湖南省总工会", UnitLevel::Province, 1),
        unit(2, "长沙市总工会", UnitLevel::Prefecture, 2),
        unit(3, "芙蓉区总工会", UnitLevel::County, 3),
        unit(4, "长沙市第三机床厂工会委员会", UnitLevel::Basic, 4),
        unit(5, "省直机关工会", UnitLevel::Industry, 2),
    ]
}

pub fn plan(name: &str, what: What) -> PlanRowView {
    PlanRowView {
        unit_code: "HN430103".into(),
        unit_name: name.into(),
        what,
        minutes: "工委会纪要〔2025〕9号".into(),
    }
}

fn plans() -> Vec<PlanRowView> {
    let name = "长沙市第三机床厂工会委员会";
    let budget = |year, used| What::Budget {
        year,
        source: FundSource::new("union"),
        total: Fen::new(120_433_000),
        used: Fen::new(used),
    };
    vec![
        plan(
            name,
            What::Plan {
                year: BenefitYear::new(2026),
                method: Method::Shared.spec(),
                amount: None,
                ratio_bp: Some(5_000),
            },
        ),
        plan(
            name,
            What::Plan {
                year: BenefitYear::new(2025),
                method: Method::Full.spec(),
                amount: Some(Fen::new(40_000)),
                ratio_bp: None,
            },
        ),
        plan(name, budget(2026, 48_560_000)),
        plan("湘潭县石鼓镇总工会", budget(2026, 119_000_000)),
    ]
}

/// An open point of the programme by its key; ruled on with its second value.
pub fn option(key: &str, ruled: bool) -> RulingLine {
    let spec = spec(key);
    RulingLine {
        programme: PROGRAMME.into(),
        option: OptionInfo {
            spec,
            ruling: ruled.then(|| RulingInfo {
                value: spec.values[1].code.into(),
                document: "湘工办〔2025〕18号".into(),
                decided_on: day("2025-11-20"),
                at: at(3),
                proposed_by: "admin".into(),
                seconded_by: Some("zhou.hua".into()),
            }),
            waiting: if ruled { 0 } else { 318 },
        },
    }
}

pub fn spec(key: &str) -> &'static OptionSpec {
    let mut specs = child_premium::programme().options().iter();
    specs.find(|spec| spec.key == key).unwrap()
}

pub fn posting(n: i64, account: Account, fen: i64) -> EntryView {
    EntryView {
        at: at(n),
        account,
        amount: Fen::new(fen),
        step: StepName::Approve,
        claim: handle(1),
        number: Some(number(1)),
        unit_name: "长沙市第三机床厂工会委员会".into(),
        source: FundSource::new("union"),
        budget_year: 2025,
    }
}

fn accounts() -> Accounts {
    let sums = [280_000, -280_000, 48_280_000, -120_000, -48_160_000, 0];
    Accounts {
        accounts: Installed::of(child_premium::programme().as_ref())
            .chart
            .accounts()
            .iter()
            .zip(sums)
            .map(|(spec, fen)| (spec.account(), Fen::new(fen)))
            .collect(),
        sum: Fen::ZERO,
    }
}

pub fn entry(n: i64, by: &str, action: &str, told: &str) -> TrailEntryView {
    let about = action != "login";
    TrailEntryView {
        at: at(n),
        by: by.into(),
        action: action.into(),
        claim: about.then(|| handle(1)),
        number: about.then(|| number(1)),
        seq: n,
        detail: "{}".into(),
        told: Words::same(told),
        hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
    }
}

pub fn operator(name: &str, role: Role, active: bool) -> OperatorLine {
    OperatorLine {
        info: OperatorInfo {
            id: OperatorId(id(3)),
            name: name.into(),
            role,
            scope: UnitPath::from_stored("/HN/HN4301/".into()),
            active,
            has_identity: active,
            created_at: at(0),
            created_by: Some("admin".into()),
        },
        keys: vec![KeyInfo {
            id: OperatorKeyId(id(4)),
            operator: name.into(),
            fingerprint: "SHA256:Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0Z2FycGx5".into(),
            kind: "ssh-ed25519".into(),
            added_at: at(0),
            added_by: "admin".into(),
            revoked_at: None,
            revoked_by: None,
        }],
    }
}

fn jobs() -> Vec<JobView> {
    let job = |n, what| JobView {
        what,
        by: "li.lan".into(),
        at: at(n),
    };
    vec![
        job(
            3,
            JobKind::Import {
                id: ImportId(id(1)),
                profile: "claims".into(),
                file: "长沙三机2026申报(1).xlsx".into(),
            },
        ),
        job(
            2,
            JobKind::Bulk {
                action: "approve".into(),
                claims: 1_204,
                left: 654,
                total: Fen::new(48_160_000),
            },
        ),
        job(1, JobKind::Reassessment),
    ]
}

pub fn person_row(n: u128, name: &str, unit: &str) -> PersonRowView {
    PersonRowView {
        id: PersonId(id(n)),
        name: name.into(),
        birth_date: Some(day("2016-05-14")),
        sex: Some("female".into()),
        as_subject: 2,
        as_member: 0,
        units: vec![unit.into()],
    }
}

pub fn card() -> PersonCard {
    let claim = |year, state, unit: &str, own: bool| CardClaim {
        claim: own.then(|| handle(1)),
        number: own.then(|| number(1).to_string()),
        programme: programme(),
        year: BenefitYear::new(year),
        unit_name: unit.into(),
        other: own.then(|| "王敏".into()),
        method: Method::Reimburse.spec(),
        state,
        payable: Fen::new(40_000),
        submitted_on: day("2025-12-01"),
        paid_on: (state == StateName::Paid).then(|| day("2025-12-03")),
        in_case: !own,
    };
    let year = |year, taken: Option<&str>| YearView {
        programme: programme(),
        year: BenefitYear::new(year),
        open: true,
        close: day("2025-12-31"),
        window_name: ("集中缴费期", "enrolment window"),
        taken_by: taken.map(str::to_owned),
        filed: 0,
    };
    PersonCard {
        id: PersonId(id(1)),
        name: "孔桂燕".into(),
        birth_date: Some(day("2016-05-14")),
        sex: Some("female".into()),
        numbers: vec![MaskedNumber {
            kind: IdentityKind::ResidentId,
            masked: "430*************27".into(),
        }],
        merged: 1,
        memberships: vec![MembershipView {
            unit_code: "HN430103".into(),
            unit_name: "长沙市第三机床厂工会委员会".into(),
            in_service: true,
            dues_through: Some(day("2025-11-01")),
        }],
        parents: vec![KinView {
            id: PersonId(id(2)),
            name: "王敏".into(),
            birth_date: Some(day("1984-03-02")),
            relation: Some(Relation::Birth),
        }],
        subjects: Vec::new(),
        as_subject: vec![
            claim(
                2026,
                StateName::Submitted,
                "岳阳港务集团有限公司工会",
                false,
            ),
            claim(2026, StateName::Paid, "长沙市第三机床厂工会委员会", true),
        ],
        as_member: Vec::new(),
        years: vec![
            year(2027, None),
            year(2026, Some("长沙市第三机床厂工会委员会")),
        ],
    }
}

pub fn preview() -> Previewed {
    let moved = Moved {
        claim: handle(1),
        number: number(1),
        unit: ("HN430103".into(), "长沙市第三机床厂工会委员会".into()),
        before: (Verdict::Review, Fen::new(40_000)),
        after: (Verdict::Eligible, Fen::new(40_000)),
        due_anyway: false,
    };
    Previewed {
        what: Words::new("养子女: 可以", "adopted children: allowed"),
        found: preview::Preview {
            looked_at: 41_208,
            changed: 318,
            moved: vec![
                moved.clone(),
                Moved {
                    due_anyway: true,
                    ..moved
                },
            ],
            transitions: vec![Transition {
                before: Verdict::Review,
                after: Verdict::Eligible,
                count: 318,
                payable_before: Fen::ZERO,
                payable_after: Fen::new(12_720_000),
            }],
        },
    }
}

pub fn differences() -> Vec<Difference> {
    vec![
        Difference {
            key: "year.window.close".into(),
            before: Some("2025-12-31".into()),
            after: Some("2026-12-31".into()),
        },
        Difference {
            key: "year.standards[0].source".into(),
            before: Some("湘医保发〔2025〕20号".into()),
            after: None,
        },
    ]
}

pub fn files() -> Vec<FileLine> {
    let file = |n, side, name: &str, bytes| FileLine {
        side,
        entry: Entry {
            name: FileName::parse(name).unwrap(),
            bytes,
            at: at(n),
        },
    };
    vec![
        file(3, Side::Inbox, "长沙市第三机床厂2026年申报表.xlsx", 48_213),
        file(2, Side::Outbox, "退回明细.xlsx", 9_120),
        file(1, Side::Inbox, "roster.csv", 1_203_455),
    ]
}

fn page<T>(rows: Vec<T>) -> Page<T> {
    Page { rows, next: None }
}

/// The answer a database with this data would give.
pub fn answer(ask: &Ask) -> Answer {
    match ask {
        Ask::Files(_) => Answer::Files(page(files())),
        Ask::Payables(_) => Answer::Payables(page(crate::money::payables())),
        Ask::Units(_) => Answer::Units(page(units())),
        Ask::Plans(_) => Answer::Plans(page(plans())),
        Ask::Rulings(_) => Answer::Rulings(page(vec![
            option("adopted-child", false),
            option("age-interpretation", true),
        ])),
        Ask::Ruling(_) => Answer::Ruling(Box::new(option("adopted-child", false))),
        Ask::Ledger(_) => Answer::Ledger((
            Some(Box::new(accounts())),
            page(vec![
                posting(4, Account::new("commitments"), 40_000),
                posting(4, Account::new("budget-reserve"), -40_000),
            ]),
        )),
        Ask::Audit(_) => Answer::Audit(page(vec![
            entry(9, "zhao.fang", "return", "原因 票据号看不清"),
            entry(8, "wang.min", "login", "终端 xterm"),
            entry(7, "li.lan", "submit", ""),
        ])),
        Ask::Operators(_) => Answer::Operators(page(vec![
            operator("wang.min", Role::Approver, true),
            operator("周华", Role::Admin, true),
            operator("li.lan", Role::Clerk, false),
        ])),
        Ask::Jobs(_) => Answer::Jobs(page(jobs())),
        Ask::People(_) => Answer::People((
            None,
            page(vec![
                person_row(1, "孔桂燕", "长沙市第三机床厂工会委员会"),
                person_row(2, "阿卜杜拉·买买提", "湘潭县石鼓镇总工会"),
            ]),
        )),
        Ask::Person(_) => Answer::Person(Box::new(card())),
        Ask::NextYear(asked) => Answer::NextYear(Box::new((asked.screen.1.next(), differences()))),
        other => panic!("{other:?} is no question of a register"),
    }
}

fn press(model: &mut Model, keys: &[Key]) -> Vec<Effect> {
    let mut left = Vec::new();
    for key in keys {
        let effects = update(model, Msg::Key(*key));
        left = serve(model, effects);
    }
    left
}

fn keys(text: &str) -> Vec<Key> {
    text.chars().map(Key::Char).collect()
}

fn type_in(model: &mut Model, text: &str) -> Vec<Effect> {
    press(model, &[Key::Char('/')]);
    let focus = model
        .dialog
        .as_ref()
        .and_then(|dialog| dialog.field_at_focus());
    if focus.is_none() {
        press(model, &[Key::Tab]);
    }
    press(model, &keys(text));
    press(model, &[Key::Enter])
}

#[test]
fn g_and_a_letter_leads_to_every_register() {
    let registers: [(char, Route); 8] = [
        ('u', Units.into()),
        ('m', Plans.into()),
        ('r', Rulings.into()),
        ('l', Ledger.into()),
        ('t', Audit.into()),
        ('o', Operators.into()),
        ('j', Jobs.into()),
        ('n', People.into()),
    ];
    for (letter, register) in registers {
        let mut model = console(Home, Role::Auditor, Lang::Zh, (80, 24));
        press(&mut model, &[Key::Char('g'), Key::Char(letter)]);
        assert_eq!(model.route(), &register);
    }
}

#[test]
fn a_number_that_was_looked_for_is_not_shown_again() {
    let mut model = console(People, Role::Reviewer, Lang::Zh, (120, 40));
    let number = "11010519491231002X";
    type_in(&mut model, number);
    assert!(model.dialog.is_none());
    let shown = crate::snapshots::shown(&model);
    assert!(
        !shown.contains(number) && shown.contains("110***"),
        "{shown}"
    );
    press(&mut model, &[Key::Char('/')]);
    assert!(!crate::snapshots::shown(&model).contains(number));
}

#[test]
fn a_single_letter_is_not_looked_for() {
    let mut model = console(People, Role::Reviewer, Lang::En, (80, 24));
    type_in(&mut model, "z");
    let error = model
        .dialog
        .as_ref()
        .and_then(|dialog| dialog.error.clone());
    assert!(error.is_some_and(|text| text.contains("pinyin")));
}

#[test]
fn the_claims_of_a_unit_are_one_key_away() {
    let mut model = console(Units, Role::Reviewer, Lang::Zh, (80, 24));
    press(&mut model, &[Key::End, Key::Enter]);
    assert_eq!(model.route(), &Claims);
    assert_eq!(model.screens.claims.unit_code, "HN430105");
}

#[test]
fn the_card_of_a_claims_child_is_one_key_away() {
    let child = Person(handle(1).subject);
    let mut model = console(Claim(handle(1)), Role::Clerk, Lang::Zh, (80, 24));
    press(&mut model, &[Key::Char('P')]);
    assert_eq!(model.route(), &child);
}

#[test]
fn a_preview_runs_beside_the_reading_and_shows_itself_only_to_whoever_still_waits() {
    let place = Ruling(PROGRAMME.into(), "adopted-child".into());
    let mut model = console(place, Role::Reviewer, Lang::Zh, (80, 24));
    let effects = press(&mut model, &[Key::Down, Key::Enter]);
    let [
        Effect::Write {
            command, action, ..
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    assert_eq!(
        action,
        &Action::RulingPreview(PROGRAMME.into(), "adopted-child".into(), "allow".into())
    );
    let done = |command| Msg::Acted {
        command,
        result: Ok(Report::Previewed(Box::new(preview()))),
    };
    let mut gone = console(Claims, Role::Reviewer, Lang::Zh, (80, 24));
    gone.running = model.running.clone();
    update(&mut gone, done(*command));
    assert_eq!(gone.route(), &Claims);
    update(&mut model, done(*command));
    assert_eq!(model.route(), &Preview);
}

#[test]
fn only_administrators_are_offered_to_set_a_ruling() {
    let place = Ruling(PROGRAMME.into(), "adopted-child".into());
    for (role, offered) in [(Role::Admin, true), (Role::Approver, false)] {
        let mut model = console(place.clone(), role, Lang::Zh, (80, 24));
        press(&mut model, &[Key::Char('s')]);
        assert_eq!(model.dialog.is_some(), offered, "{role:?}");
    }
}

#[test]
fn a_register_that_cannot_be_read_says_why_and_waits_no_more() {
    let mut model = console(Home, Role::Auditor, Lang::Zh, (80, 24));
    press(&mut model, &[Key::Char('g')]);
    let effects = update(&mut model, Msg::Key(Key::Char('t')));
    let request = effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Read { request, .. } => Some(*request),
            _ => None,
        })
        .unwrap();
    assert!(model.is_waiting());
    let failure = Failure {
        code: "forbidden".into(),
        message: Words::same("no"),
    };
    update(
        &mut model,
        Msg::Loaded {
            request,
            answer: Err(failure),
        },
    );
    assert!(!model.is_waiting());
    assert!(model.note.is_some());
}

#[test]
fn every_register_is_among_the_screens_of_the_snapshots() {
    let shown = places();
    for (name, register) in registers() {
        assert!(shown.contains(&(name, register)), "{name}");
    }
}

/// Loads one answer into a console on a register.
pub fn load(model: &mut Model, answer: Answer) {
    let effects = tui::update::reload(model);
    let Some(Effect::Read { request, .. }) = effects.first() else {
        panic!("nothing was asked")
    };
    let data = Data::Screen(answer);
    update(
        model,
        Msg::Loaded {
            request: *request,
            answer: Ok(data),
        },
    );
}
