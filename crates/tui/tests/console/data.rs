//! Made-up views: no person, number or unit here exists.

use crate::cases::{case_detail, case_row};
use crate::samples;
use child_premium::Method;
use chrono::NaiveDate;
use domain::batch::{BatchState, Channel, LineState};
use domain::case::{CaseKind, CaseState, ProposalState};
use domain::cause::CauseKind;
use domain::claim::{ClaimState, StateName, StepName};
use domain::claim_number::ClaimNumber;
use domain::decision::{Decision, Severity, Verdict};
use domain::fen::Fen;
use domain::finding::RowSeverity;
use domain::fund::FundSource;
use domain::identity::IdentityKind;
use domain::ids::{BatchId, CaseId, ClaimId, ClaimRef, ImportId, PeriodId, PersonId, ProposalId};
use domain::period::{PeriodState, Window};
use domain::role::Role;
use domain::unit::UnitPath;
use domain::year::{BenefitYear, Instant};
use tui::model::{Me, Model};
use tui::msg::{Data, Effect, Msg, Query};
use tui::screens::{
    Answer, Ask, Batch, Batches, Case, Cases, Changes, Claim, Claims, Files, Help, Home, Import,
    Imports, Log, Payables, Period, Periods, Piles, Route,
};
use tui::update::update;
use uuid::Uuid;
use workflow::Words;
use workflow::notebook::KeptFilter;
use workflow::review::bulk::Expected;
use workflow::views::Out;
use workflow::views::audit_log::AuditEntryView;
use workflow::views::batches::{BatchEvent, BatchEventKind, BatchRowView, LineView};
use workflow::views::causes::Cause;
use workflow::views::claim_detail::*;
use workflow::views::claims::{ClaimFilter, ClaimRowView, WorkQueue};
use workflow::views::imports::{FindingText, Found, ImportRowView};
use workflow::views::installed::Installed;
use workflow::views::periods::{OptionView, PeriodDetail, PeriodRowView};
use workflow::views::person::Seek;
use workflow::views::piles::Pile;
use workflow::views::proposals::ProposalView;
use workflow::views::{CappedCount, Lang, Page};

pub const WIDE: (usize, usize) = (120, 40);
pub const SMALL: (usize, usize) = (80, 24);

const CHILDREN: [&str; 6] = [
    "邵杰",
    "孔桂燕",
    "于强",
    "阿卜杜拉·买买提",
    "欧阳若兰",
    "王敏",
];
pub const UNITS: [&str; 3] = [
    "长沙市第三机床厂工会委员会",
    "湘潭县石鼓镇总工会",
    "岳阳港务集团有限公司工会",
];

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn at(n: i64) -> Instant {
    Instant(1_764_800_000_000_000 + n * 3_600_000_000)
}

pub fn handle(n: u128) -> ClaimRef {
    ClaimRef {
        subject: PersonId(Uuid::from_u128(n)),
        id: ClaimId(Uuid::from_u128(1_000 + n)),
    }
}

pub fn number(n: u64) -> ClaimNumber {
    ClaimNumber::from_random(
        BenefitYear::new(2026),
        0x5bd1_e995_1234_5678_u64.wrapping_mul(n + 1),
    )
}

pub fn me(role: Role) -> Me {
    Me {
        name: "wang.min".into(),
        role,
        scope: "HN4301".into(),
        mode: workflow::Mode::Rehearsal,
        today: day("2025-12-04"),
        pretends: true,
        programmes: vec![Installed::of(child_premium::programme().as_ref())],
        programme: None,
        has_folder: false,
    }
}

/// Why a claim in this state is out of the work.
fn out(state: StateName) -> Option<Out> {
    let (why, clause) = match state {
        StateName::Returned => ("票据号看不清, 请重新填写", ""),
        StateName::Rejected => ("孩子已超过18周岁", "二.2"),
        StateName::Withdrawn => ("已选定另一份申报办理", "二.4(1)"),
        StateName::Recovering => ("重复享受", ""),
        _ => return None,
    };
    Some(Out {
        code: state.code(),
        why: Words::same(why),
        clause: clause.into(),
    })
}

/// What keeps a claim from being eligible: that the rules refuse it, or that somebody must judge.
fn cause(refuses: bool) -> Cause {
    if refuses {
        Cause {
            rule: "H-04".into(),
            clause: "二.2".into(),
            code: "age-over".into(),
            kind: if refuses {
                CauseKind::Refuses
            } else {
                CauseKind::Judged
            },
            text: Words::new(
                "孩子2007-03-02出生, 2026-01-01已满18周岁。",
                "The child, born 2007-03-02, is 18 on 2026-01-01.",
            ),
            remedy: Words::new(
                "不予受理；填报有误的退回更正",
                "reject it, or return it if the row is wrong",
            ),
        }
    } else {
        Cause {
            rule: "H-18".into(),
            clause: "四.1".into(),
            code: "proof-not-on-record".into(),
            kind: if refuses {
                CauseKind::Refuses
            } else {
                CauseKind::Judged
            },
            text: Words::new(
                "亲子关系证明未登记, 请查看原件。",
                "No proof of parentage is on record; look at the original.",
            ),
            remedy: Words::new(
                "人工判断：成立的，写明理由审核；否则退回",
                "judge: review it with your reason if it holds, otherwise return it",
            ),
        }
    }
}

fn piles() -> Vec<Pile> {
    let pile = |refuses, kind, claims, alone| {
        let cause = cause(refuses);
        Pile {
            kind,
            rule: cause.rule,
            code: cause.code,
            text: cause.text,
            claims,
            alone,
            payable: Fen::new(40_000 * i64::try_from(claims).unwrap()),
        }
    };
    vec![
        pile(false, CauseKind::Judged, 623, 598),
        pile(true, CauseKind::Refuses, 31, 12),
    ]
}

pub fn claim_row(n: u64) -> ClaimRowView {
    let pick = usize::try_from(n).unwrap();
    let states = [
        StateName::Submitted,
        StateName::Reviewed,
        StateName::Approved,
        StateName::Returned,
        StateName::Rejected,
    ];
    let verdicts = [
        Verdict::Eligible,
        Verdict::Review,
        Verdict::Eligible,
        Verdict::Reject,
    ];
    let state = states[pick % states.len()];
    let verdict = verdicts[pick % verdicts.len()];
    let sum = Fen::new(40_000 - 100 * i64::try_from(n % 7).unwrap());
    let refused = out(state).is_some() || verdict == Verdict::Reject;
    ClaimRowView {
        id: handle(u128::from(n)),
        number: number(n),
        state,
        verdict,
        causes: match verdict {
            _ if out(state).is_some() => Vec::new(),
            Verdict::Eligible => Vec::new(),
            Verdict::Review => vec![cause(false)],
            Verdict::Reject => vec![cause(true), cause(false)],
        },
        out: out(state),
        kept: None,
        unit_code: format!("HN43010{}", n % 9),
        unit_name: UNITS[pick % UNITS.len()].into(),
        unit_path: UnitPath::from_stored("/HN/HN4301/".into()),
        programme: "child-premium".into(),
        year: BenefitYear::new(2026),
        method: Method::ALL[pick % 3].spec(),
        member_name: CHILDREN[(pick + 2) % CHILDREN.len()].into(),
        subject_name: CHILDREN[pick % CHILDREN.len()].into(),
        claimed: Fen::new(40_000),
        payable: if refused { Fen::ZERO } else { sum },
        approved: (state == StateName::Approved).then_some(sum),
        case: (n % 4 == 1).then_some(CaseId(Uuid::from_u128(5))),
        submitted_on: day("2025-12-01"),
        updated_at: at(1),
        revision: 1,
    }
}

pub fn person(name: &str, masked: &str) -> PersonView {
    // Views are made by the workflow; their masked numbers come in as text.
    let number = workflow::views::MaskedNumber {
        kind: IdentityKind::ResidentId,
        masked: masked.into(),
    };
    PersonView {
        name: name.into(),
        birth_date: Some(day("2016-05-14")),
        sex: Some("female".into()),
        numbers: vec![number],
    }
}

fn finding(rule: &str, severity: Severity, asks: &str, sentence: &str) -> FindingView {
    FindingView {
        rule: rule.into(),
        clause: "二.2".into(),
        asks: asks.into(),
        severity,
        code: "age-within".into(),
        sentence: sentence.into(),
        values: vec![
            ("born".into(), "2016-05-14".into()),
            ("limit".into(), "18".into()),
        ],
        waits: severity == Severity::Review,
        remedy: match severity {
            Severity::Review => "等工会补登记，补上后自动重新核对；填报有误的退回".into(),
            Severity::Reject => "不予受理；填报有误的退回更正".into(),
            Severity::Pass | Severity::Warning => String::new(),
        },
    }
}

pub fn detail() -> ClaimDetail {
    ClaimDetail {
        row: claim_row(1),
        state: ClaimState::Submitted,
        member: person("王敏", "430*************27"),
        subject: person("孔桂燕", "430*************63"),
        filed: Filed {
            fields: [
                (
                    "relation",
                    ("与会员关系", "Relation"),
                    ("亲生", "own child"),
                ),
                ("paid", ("已缴", "Paid"), ("400.00", "400.00")),
                (
                    "paid_on",
                    ("缴费日期", "Paid on"),
                    ("2025-11-20", "2025-11-20"),
                ),
                ("paid_by", ("缴费人", "Paid by"), ("本人", "member")),
                (
                    "voucher",
                    ("票据号", "Receipt"),
                    ("4300251120001", "4300251120001"),
                ),
                (
                    "proof",
                    ("亲子证明", "Proof"),
                    ("出生医学证明", "birth certificate"),
                ),
            ]
            .map(|(key, label, (zh, en))| ShownField {
                key,
                label,
                value: (zh.to_owned(), en.to_owned()),
            })
            .into(),
            payee: Some((
                "中国建设银行长沙分行".into(),
                "****0193".into(),
                "王敏".into(),
            )),
        },
        decision: Decision {
            verdict: Verdict::Review,
            payable: Fen::new(39_900),
            ceiling: Fen::new(40_000),
            member_share: Fen::ZERO,
            version: "2026.1-1a2b3c4d".into(),
            conditions: Vec::new(),
        },
        findings: vec![
            finding(
                "H-01",
                Severity::Pass,
                "申请人是在职会员",
                "申请人是长沙市第三机床厂工会委员会的在职会员。",
            ),
            finding(
                "H-04",
                Severity::Pass,
                "不超过18周岁",
                "孩子2016-05-14出生, 在2025-12-01为9周岁, 未超过18周岁。",
            ),
            finding(
                "H-02",
                Severity::Review,
                "会费已缴",
                "花名册没有写明会费缴至哪个月, 请确认2025-12的会费是否已缴。",
            ),
            finding(
                "H-05",
                Severity::Reject,
                "不超过上限",
                "2026年度标准400.00元, 个人应缴400.00元, 已缴400.00元: 上限400.00元, 本次可付399.00元。",
            ),
        ],
        history: vec![
            EventView {
                step: Some(StepName::Submit),
                code: "submit".into(),
                by: "li.lan".into(),
                at: at(0),
                reason: None,
                body: "{}".into(),
            },
            EventView {
                step: Some(StepName::Return),
                code: "return".into(),
                by: "zhao.fang".into(),
                at: at(3),
                reason: Some("票据号看不清, 请重新填写".into()),
                body: "{}".into(),
            },
        ],
        case: Some(CaseBrief {
            id: CaseId(Uuid::from_u128(5)),
            kind: CaseKind::SameSlot,
            state: CaseState::Open,
            of_one_member: false,
            settled_elsewhere: false,
        }),
        batches: vec![BatchBrief {
            id: BatchId(Uuid::from_u128(9)),
            number: "B26-0001".into(),
            state: BatchState::Sealed,
            line: 3,
            amount: Fen::new(39_900),
            line_state: LineState::Open,
            settled_on: None,
            receipt: None,
        }],
        slot: SlotView {
            occupancy: "free",
            holder: None,
            own: false,
            committed: Fen::ZERO,
        },
        source: SourceView {
            import: ImportId(Uuid::from_u128(3)),
            file: Some("长沙三机2026申报.xlsx".into()),
            row: Some(("申报".into(), 17)),
        },
        links: workflow::views::claim_detail::Links::default(),
    }
}

/// A paid claim.
pub const PAID: u128 = 50;
/// A claim that is being recovered.
pub const RECOVERING: u128 = 51;
/// A claim that lost the choice between two.
pub const WITHDRAWN: u128 = 52;

fn detail_in(state: StateName, n: u128) -> ClaimDetail {
    let claim = detail();
    ClaimDetail {
        row: ClaimRowView {
            id: handle(n),
            state,
            out: out(state),
            case: None,
            ..claim.row
        },
        state: ClaimState::Submitted,
        case: None,
        ..claim
    }
}

pub fn period(year: i16, state: PeriodState) -> PeriodRowView {
    PeriodRowView {
        id: PeriodId(Uuid::from_u128(u128::from(year.unsigned_abs()))),
        programme: "child-premium".into(),
        names: (
            "会员子女居民医保缴费".into(),
            "Resident medical insurance for members' children".into(),
        ),
        year: BenefitYear::new(year),
        state,
        window: Window {
            open: day("2025-09-01"),
            close: day("2025-12-31"),
        },
        window_name: ("集中缴费期", "enrolment window"),
        benefit: Window {
            open: day("2026-01-01"),
            close: day("2026-12-31"),
        },
        standard: Fen::new(40_000),
        invented: year != 2026,
        version: format!("{year}.1-1a2b3c4d"),
        days_left: 27,
        updated_at: at(0),
    }
}

fn import_row(n: u128) -> ImportRowView {
    ImportRowView {
        id: ImportId(Uuid::from_u128(n)),
        profile: if n.is_multiple_of(2) {
            "members"
        } else {
            "claims"
        }
        .into(),
        programme: "child-premium".into(),
        file: format!("长沙三机2026申报({n}).xlsx"),
        digest: "ab".into(),
        state: "promoted".into(),
        rows: 48_210,
        accepted: 48_000,
        refused: i64::try_from(n % 3).unwrap() * 105,
        warned: 402,
        unchanged: 0,
        by: "li.lan".into(),
        started_at: at(2),
        finished_at: Some(at(2)),
        file_findings: Vec::new(),
    }
}

/// What was found in a file, as the grouping has it: what is to be mended first.
fn found() -> Vec<Found> {
    let finding = |severity, column: &str, rows: &[(u32, u32)], rows_text: &str, message: &str| {
        let finding = FindingText {
            sheet: "申报".into(),
            row: rows.first().map_or(0, |(from, _)| *from),
            rows: rows.to_vec(),
            rows_text: rows_text.into(),
            column: column.into(),
            code: "identity-length".into(),
            severity,
            message: message.into(),
        };
        Found {
            finding,
            claim: None,
        }
    };
    vec![
        finding(
            RowSeverity::Error,
            "D",
            &[(3, 3)],
            "3",
            "第3行D列证件号3301**********2203只有17位, 应为18位, 请在原表更正后重新导入。",
        ),
        finding(
            RowSeverity::Review,
            "B",
            &[(5, 5), (9, 9)],
            "5、9",
            "第5、9行B列姓名张<U+202E>伟含不可见字符, 请核对。",
        ),
        finding(
            RowSeverity::Warning,
            "I",
            &[(2, 961)],
            "2-961",
            "第2-961行I列出生日期已按…读取。",
        ),
        finding(
            RowSeverity::Warning,
            "",
            &[],
            "",
            "扩展名 .xls 与实际格式不符：文件其实是 HTML，已按 HTML 读取。",
        ),
    ]
}

pub fn batch(state: BatchState) -> BatchRowView {
    BatchRowView {
        id: BatchId(Uuid::from_u128(9)),
        number: "B26-7KQ2M-9XTRD".into(),
        unit_code: "HN430103".into(),
        unit_name: UNITS[0].into(),
        programme: "child-premium".into(),
        source: FundSource::new("union"),
        channel: Channel::MemberBank,
        state,
        lines: 2,
        total: Fen::new(79_900),
        digest: Some("9f86d081884c7d659a2feaa0c55ad015".into()),
        events: vec![
            BatchEvent {
                kind: BatchEventKind::Created,
                by: "kuai.ji".into(),
                at: at(4),
            },
            BatchEvent {
                kind: BatchEventKind::Sealed,
                by: "kuai.ji".into(),
                at: at(5),
            },
        ],
        open: Some(Expected {
            count: 2,
            total: Fen::new(79_900),
        }),
    }
}

fn batch_line(n: u64) -> LineView {
    LineView {
        claim: handle(u128::from(n)),
        number: Some(number(n)),
        line: i64::try_from(n).unwrap(),
        member_name: CHILDREN[usize::try_from(n).unwrap() % CHILDREN.len()].into(),
        subject_name: "于强".into(),
        amount: Fen::new(39_900),
        member_share: Fen::ZERO,
        state: if n == 1 {
            LineState::Paid
        } else {
            LineState::Open
        },
        settled_on: (n == 1).then(|| day("2025-12-03")),
        receipt: (n == 1).then(|| "电子回单0193".into()),
    }
}

fn change(n: u128) -> ProposalView {
    ProposalView {
        id: ProposalId(Uuid::from_u128(n)),
        kind: "开放年度".into(),
        target: "2026年度 会员子女居民医保缴费".into(),
        payload: "集中缴费期2025-09-01至2025-12-31, 标准400.00元".into(),
        state: if n == 1 {
            ProposalState::Proposed
        } else {
            ProposalState::Approved
        },
        proposed_by: "admin".into(),
        proposed_at: at(0),
        decided_by: (n != 1).then(|| "zhou.hua".into()),
        decided_at: (n != 1).then(|| at(6)),
        reason: "已核对文件".into(),
        own: false,
    }
}

fn log() -> Vec<AuditEntryView> {
    let entry = |seq, action: &str| AuditEntryView {
        seq,
        by: "zhao.fang".into(),
        at: at(seq),
        action: action.into(),
        detail: "{\"reason\":\"票据号看不清\"}".into(),
        told: Words::new("原因 票据号看不清", "reason 票据号看不清"),
        hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
    };
    vec![
        entry(1, "submit"),
        entry(2, "case-open"),
        entry(3, "return"),
    ]
}

fn page<T>(rows: Vec<T>) -> Page<T> {
    Page { rows, next: None }
}

/// The answer a database with this data would give.
pub fn answer(query: &Query) -> Data {
    match query {
        Query::Screen(ask) => Data::Screen(read(ask)),
        Query::Offer(chosen, _) => Data::Offer(
            chosen.clone(),
            Box::new(samples::offered()),
            (0..3).map(|n| detail_of(claim_row(n))).collect(),
            Vec::new(),
        ),
        Query::OfferReview(claims, _) => Data::OfferReview(
            claims.clone(),
            Box::new(samples::offered_review()),
            (0..3).map(|n| detail_of(claim_row(n))).collect(),
            Vec::new(),
        ),
        Query::Matching(_) => {
            let rows = (0..40).map(claim_row).map(|row| (row.id, row.sum()));
            Data::Matching(rows.collect(), false)
        }
        Query::Foresee(command, claims) => Data::Foreseen(*command, claims.clone(), Vec::new()),
        Query::ToSeal(batch) => samples::to_seal(*batch),
        Query::WorkQueues(_) => Data::WorkQueues(
            WorkQueue::ALL
                .into_iter()
                .zip(
                    [812, 41, 12, 3]
                        .map(CappedCount::Exact)
                        .into_iter()
                        .chain([CappedCount::AtLeast(1000)]),
                )
                .collect(),
        ),
        Query::Notebook => Data::Notebook(
            vec![(
                "长沙大额".into(),
                KeptFilter {
                    unit_code: "HN4301".into(),
                    min_payable_fen: Some(500_000),
                    ..KeptFilter::default()
                },
            )],
            Vec::new(),
            Vec::new(),
        ),
        Query::List(_) => Data::Told("cmd-register", vec![workflow::Words::same("#1")]),
        Query::Present(record, _) => Data::Present(record.clone(), Vec::new()),
    }
}

/// The answer to the question of a screen.
fn read(ask: &Ask) -> Answer {
    match ask {
        Ask::Home(_) => Answer::Home(Box::new(crate::home::home())),
        Ask::Periods(_) => Answer::Periods(page(vec![
            period(2027, PeriodState::Draft),
            period(2026, PeriodState::Open),
            period(2025, PeriodState::Closed),
        ])),
        Ask::Period(_) => Answer::Period(Box::new(PeriodDetail {
            row: period(2026, PeriodState::Open),
            params: "[window]\nopen = 2025-09-01\nclose = 2025-12-31\n".into(),
            options: vec![
                OptionView {
                    spec: crate::registers::spec("age-interpretation"),
                    ruled: None,
                },
                OptionView {
                    spec: crate::registers::spec("family-account-payment"),
                    ruled: Some(("deny".into(), "湘工办〔2025〕18号".into())),
                },
            ],
        })),
        Ask::Imports(_) => Answer::Imports(page((1..4).map(import_row).collect())),
        Ask::Import(_) => Answer::Import((Some(Box::new(import_row(1))), page(found()))),
        Ask::Claims(asked) => Answer::Claims((
            page((0..30).map(claim_row).collect()),
            asked.wanted.filter.clone(),
            Some(CappedCount::AtLeast(1000)),
        )),
        Ask::Piles(_) => Answer::Piles(page(piles())),
        Ask::Claim(asked) if asked.screen == Claim(handle(PAID)) => {
            Answer::Claim(Box::new(detail_in(StateName::Paid, PAID)))
        }
        Ask::Claim(asked) if asked.screen == Claim(handle(RECOVERING)) => {
            Answer::Claim(Box::new(detail_in(StateName::Recovering, RECOVERING)))
        }
        Ask::Claim(asked) if asked.screen == Claim(handle(WITHDRAWN)) => {
            Answer::Claim(Box::new(detail_in(StateName::Withdrawn, WITHDRAWN)))
        }
        Ask::Claim(_) => Answer::Claim(Box::new(detail())),
        Ask::Log(_) => Answer::Log(page(log())),
        Ask::Cases(_) => Answer::Cases(page(vec![case_row()])),
        Ask::Case(_) => Answer::Case(Box::new(case_detail())),
        Ask::Batches(_) => Answer::Batches(page(vec![
            batch(BatchState::Draft),
            batch(BatchState::Exported),
        ])),
        Ask::Batch(asked) => {
            let Batch(id) = asked.screen;
            let head = if id == BatchId(Uuid::from_u128(10)) {
                BatchRowView {
                    id,
                    ..batch(BatchState::Exported)
                }
            } else {
                batch(BatchState::Draft)
            };
            Answer::Batch((
                Some(Box::new(head)),
                page(vec![batch_line(1), batch_line(2)]),
            ))
        }
        Ask::Changes(_) => Answer::Changes(page(vec![change(1), change(2)])),
        other => crate::registers::answer(other),
    }
}

/// Answers every question among the effects.
pub fn serve(model: &mut Model, effects: Vec<Effect>) -> Vec<Effect> {
    let mut left = Vec::new();
    for effect in effects {
        match effect {
            Effect::Read { request, query } => {
                let answer = Ok(answer(&query));
                let more = update(model, Msg::Loaded { request, answer });
                left.extend(serve(model, more));
            }
            other => left.push(other),
        }
    }
    left
}

/// A console on one screen with its data.
pub fn console(screen: impl Into<Route>, role: Role, lang: Lang, size: (usize, usize)) -> Model {
    let mut model = Model::new(me(role), lang, size);
    model.screens.people.head = Some(Seek::Letters("kgy".into()));
    let effects = tui::update::start(&mut model);
    serve(&mut model, effects);
    let route = screen.into();
    // Elsewhere paths of the machine are typed.
    model.me.has_folder = route == Files;
    if route != Home {
        let effects = tui::update::enter(&mut model, route);
        serve(&mut model, effects);
    }
    model
}

/// Every screen, with a name.
pub fn places() -> Vec<(&'static str, Route)> {
    let mut places: Vec<(&'static str, Route)> = vec![
        ("home", Home.into()),
        ("periods", Periods.into()),
        (
            "period",
            Period("child-premium".into(), BenefitYear::new(2026)).into(),
        ),
        ("piles", Piles.into()),
        ("imports", Imports.into()),
        ("import", Import(ImportId(Uuid::from_u128(1))).into()),
        ("claims", Claims.into()),
        ("claim", Claim(handle(1)).into()),
        ("log", Log(handle(1)).into()),
        ("cases", Cases.into()),
        ("case", Case(CaseId(Uuid::from_u128(5))).into()),
        ("payables", Payables.into()),
        ("batches", Batches.into()),
        ("batch", Batch(BatchId(Uuid::from_u128(9))).into()),
        ("changes", Changes.into()),
        ("help", Help.into()),
    ];
    places.extend(crate::registers::registers());
    places
}

fn detail_of(row: ClaimRowView) -> ClaimDetail {
    ClaimDetail { row, ..detail() }
}

pub fn filter() -> ClaimFilter {
    ClaimFilter::default()
}
