//! An office in memory that answers the console: two hundred reviewed claims, twenty of them with something wrong that
//! the screen shows. Everybody here is invented.

use child_premium::Method;
use chrono::NaiveDate;
use domain::cause::CauseKind;
use domain::claim::{ClaimState, StateName};
use domain::claim_number::ClaimNumber;
use domain::decision::{Decision, Severity, Verdict};
use domain::fen::Fen;
use domain::ids::{CaseId, ClaimId, ClaimRef, ImportId, PersonId};
use domain::unit::UnitPath;
use domain::year::{BenefitYear, Instant};
use std::collections::BTreeMap;
use tui::model::Model;
use tui::msg::{Action, Data, Effect, Msg, Query, Report};
use tui::screens::{Answer, Ask};
use tui::update::update;
use uuid::Uuid;
use workflow::Words;
use workflow::review::bulk::{Chosen, Expected, Offered, positions};
use workflow::views::causes::Cause;
use workflow::views::claim_detail::{
    ClaimDetail, Filed, FindingView, Links, PersonView, ShownField, SlotView, SourceView,
};
use workflow::views::claims::{ClaimFilter, ClaimRowView, WorkQueue};
use workflow::views::{CappedCount, Page};

/// Claims in the office.
pub const CLAIMS: u64 = 200;
/// What is wrong with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Ten times the usual sum, though the rules passed it.
    OddSum,
    /// The receipt's number was used before.
    Receipt,
    /// The rules say no.
    NotCovered,
    /// Somebody else claims for the same child.
    Contested,
}

/// Looked at first in a bulk approval.
const SAMPLE: usize = 5;
const SEED: u64 = 20_260_115;
/// What a child is usually paid, in fen.
pub const USUAL: i64 = 40_000;
const BEGIN: i64 = 1_764_800_000_000_000;

/// The office.
pub struct Office {
    rows: Vec<ClaimRowView>,
    faults: BTreeMap<ClaimRef, Fault>,
}

fn fault_of(n: u64) -> Option<Fault> {
    // Twenty of two hundred, spread over the queue.
    (n % 10 == 3).then_some(match n / 10 {
        0..5 => Fault::OddSum,
        5..14 => Fault::Receipt,
        14..17 => Fault::NotCovered,
        _ => Fault::Contested,
    })
}

impl Office {
    /// The office in the morning.
    pub fn new() -> Self {
        let rows: Vec<ClaimRowView> = (0..CLAIMS).map(row).collect();
        let faults = (0..CLAIMS)
            .filter_map(|n| fault_of(n).map(|fault| (handle(n), fault)))
            .collect();
        Self { rows, faults }
    }

    /// Claims approved although something is wrong with them.
    pub fn slipped(&self) -> usize {
        let approved = |claim: &&ClaimRef| {
            self.rows
                .iter()
                .any(|row| row.id == **claim && row.state == StateName::Approved)
        };
        self.faults.keys().filter(approved).count()
    }

    /// Claims in a state.
    pub fn count(&self, state: StateName) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }

    /// Carries out what the console asks for, until it asks for nothing more.
    pub fn serve(&mut self, model: &mut Model, effects: Vec<Effect>) {
        let mut waiting = effects;
        while let Some(effect) = waiting.pop() {
            let msg = match effect {
                Effect::Read { request, query } => self.answer(&query).map(|data| Msg::Loaded {
                    request,
                    answer: Ok(data),
                }),
                Effect::Write {
                    command, action, ..
                } => Some(Msg::Acted {
                    command,
                    result: Ok(self.act(&action)),
                }),
                _ => None,
            };
            if let Some(msg) = msg {
                waiting.extend(update(model, msg));
            }
        }
    }

    fn answer(&self, query: &Query) -> Option<Data> {
        Some(match query {
            Query::Screen(ask) => Data::Screen(self.read(ask)?),
            Query::WorkQueues(filter) => Data::WorkQueues(
                WorkQueue::ALL
                    .into_iter()
                    .map(|queue| {
                        let one = ClaimFilter {
                            queue: Some(queue),
                            ..(**filter).clone()
                        };
                        let held = self.matching(&one).len();
                        let held = i64::try_from(held).unwrap_or(i64::MAX);
                        (queue, CappedCount::Exact(held))
                    })
                    .collect(),
            ),
            Query::Offer(chosen, _) => {
                let rows = self.bulk(chosen);
                let sample: Vec<ClaimRowView> = positions(SEED, rows.len(), SAMPLE)
                    .into_iter()
                    .filter_map(|at| rows.get(at).cloned())
                    .collect();
                let details = sample.iter().map(|row| self.detail(row)).collect();
                let total = rows.iter().map(|row| row.payable.get()).sum();
                let expected = Expected {
                    count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
                    total: Fen::new(total),
                };
                let token = format!("{SEED:016x}-{:016x}", 0).parse().ok()?;
                let offered = Offered {
                    refused: Vec::new(),
                    expected,
                    sample,
                    token,
                };
                Data::Offer(chosen.clone(), Box::new(offered), details, Vec::new())
            }
            Query::Foresee(command, claims) => Data::Foreseen(*command, claims.clone(), Vec::new()),
            Query::Notebook => Data::Notebook(Vec::new(), Vec::new(), Vec::new()),
            Query::Present(record, _) => Data::Present(record.clone(), Vec::new()),
            _ => return None,
        })
    }

    fn read(&self, ask: &Ask) -> Option<Answer> {
        match ask {
            Ask::Claims(asked) => {
                let filter = asked.wanted.filter.clone();
                let rows = self.matching(&filter);
                let count = CappedCount::Exact(i64::try_from(rows.len()).unwrap_or(i64::MAX));
                let page = Page { rows, next: None };
                Some(Answer::Claims((page, filter, Some(count))))
            }
            Ask::Claim(asked) => {
                let row = self.rows.iter().find(|row| row.id == asked.screen.0)?;
                Some(Answer::Claim(Box::new(self.detail(row))))
            }
            _ => None,
        }
    }

    fn act(&mut self, action: &Action) -> Report {
        let (claims, state) = match action {
            Action::Approve(claims, _) => (claims.clone(), StateName::Approved),
            Action::ApproveMany(chosen, ..) => {
                let claims = self.bulk(chosen).iter().map(|row| row.id).collect();
                (claims, StateName::Approved)
            }
            Action::Return(claims, _) => (claims.clone(), StateName::Returned),
            Action::Reject(claims, _) => (claims.clone(), StateName::Rejected),
            Action::Hold(claims, ..) => (claims.clone(), StateName::Held),
            _ => (Vec::new(), StateName::Reviewed),
        };
        for row in &mut self.rows {
            if claims.contains(&row.id) {
                row.state = state;
                row.revision += 1;
            }
        }
        Report::Claims {
            done: claims.len(),
            failed: Vec::new(),
        }
    }

    /// What a bulk approval would take.
    fn bulk(&self, chosen: &Chosen) -> Vec<ClaimRowView> {
        match chosen {
            Chosen::Matching(filter) => {
                let mut rows = self.matching(filter);
                rows.retain(|row| row.state == StateName::Reviewed);
                rows
            }
            Chosen::These(claims) => {
                let rows = self.rows.iter().filter(|row| claims.contains(&row.id));
                rows.cloned().collect()
            }
        }
    }

    /// Rows of a queue, as the kernel defines them; all rows without one.
    fn matching(&self, filter: &ClaimFilter) -> Vec<ClaimRowView> {
        let inside = |row: &&ClaimRowView| match filter.queue {
            None => true,
            _ if row.state != StateName::Reviewed => false,
            Some(WorkQueue::Ready) => row.case.is_none() && row.verdict == Verdict::Eligible,
            Some(WorkQueue::Look) => row.case.is_none() && row.verdict != Verdict::Eligible,
            Some(WorkQueue::Contested) => row.case.is_some(),
            Some(WorkQueue::Ruling | WorkQueue::Overdue) => false,
        };
        self.rows.iter().filter(inside).cloned().collect()
    }

    fn detail(&self, row: &ClaimRowView) -> ClaimDetail {
        let code = row.causes.first().map_or("age-within", |cause| &cause.code);
        let severity = match row.verdict {
            Verdict::Eligible => Severity::Pass,
            Verdict::Review => Severity::Review,
            Verdict::Reject => Severity::Reject,
        };
        let person = |name: &str| PersonView {
            name: name.to_owned(),
            birth_date: None,
            sex: None,
            numbers: Vec::new(),
        };
        ClaimDetail {
            row: row.clone(),
            state: ClaimState::Submitted,
            member: person(&row.member_name),
            subject: person(&row.subject_name),
            filed: filed(),
            decision: Decision {
                verdict: row.verdict,
                payable: row.payable,
                ceiling: row.payable,
                member_share: Fen::ZERO,
                version: String::new(),
                conditions: Vec::new(),
            },
            findings: vec![FindingView {
                rule: "H-08".to_owned(),
                clause: "二.3".to_owned(),
                asks: String::new(),
                severity,
                code: code.to_owned(),
                sentence: code.to_owned(),
                values: Vec::new(),
                waits: false,
                remedy: String::new(),
            }],
            history: Vec::new(),
            case: None,
            batches: Vec::new(),
            slot: SlotView {
                occupancy: "free",
                holder: None,
                own: false,
                committed: Fen::ZERO,
            },
            source: SourceView {
                import: ImportId(Uuid::nil()),
                file: None,
                row: None,
            },
            links: Links::default(),
        }
    }
}

fn filed() -> Filed {
    let field = |key, label, (zh, en): (&str, &str)| ShownField {
        key,
        label,
        value: (zh.to_owned(), en.to_owned()),
    };
    let paid = Fen::new(USUAL).to_string();
    Filed {
        fields: vec![
            field(
                "relation",
                ("与会员关系", "Relation"),
                ("亲生", "own child"),
            ),
            field("paid", ("已缴", "Paid"), (&paid, &paid)),
            field("paid_by", ("缴费人", "Paid by"), ("本人", "member")),
            field(
                "proof",
                ("亲子证明", "Proof"),
                ("出生医学证明", "birth certificate"),
            ),
        ],
        payee: None,
    }
}

fn handle(n: u64) -> ClaimRef {
    ClaimRef {
        subject: PersonId(Uuid::from_u128(u128::from(n))),
        id: ClaimId(Uuid::from_u128(1_000 + u128::from(n))),
    }
}

/// What keeps a claim with this fault, or with none, from being eligible.
fn cause(fault: Option<Fault>, verdict: Verdict) -> Option<Cause> {
    let code = match (fault, verdict) {
        (_, Verdict::Eligible) => return None,
        (Some(Fault::Receipt), _) => "voucher-reused",
        (Some(Fault::NotCovered), _) => "age-over",
        _ => "dues-unknown-without-roster",
    };
    Some(Cause {
        rule: "H-08".to_owned(),
        clause: "二.3".to_owned(),
        code: code.to_owned(),
        kind: if verdict == Verdict::Reject {
            CauseKind::Refuses
        } else {
            CauseKind::Judged
        },
        text: Words::same(code),
        remedy: Words::default(),
    })
}

fn row(n: u64) -> ClaimRowView {
    let fault = fault_of(n);
    let verdict = match fault {
        Some(Fault::Receipt) => Verdict::Review,
        Some(Fault::NotCovered) => Verdict::Reject,
        Some(_) => Verdict::Eligible,
        None if n % 5 == 1 => Verdict::Review,
        None => Verdict::Eligible,
    };
    let payable = if fault == Some(Fault::OddSum) {
        USUAL * 10
    } else {
        USUAL
    };
    ClaimRowView {
        id: handle(n),
        number: ClaimNumber::from_random(BenefitYear::new(2026), n.wrapping_mul(0x9E37_79B9)),
        state: StateName::Reviewed,
        verdict,
        causes: cause(fault, verdict).into_iter().collect(),
        out: None,
        kept: None,
        unit_code: "HN430103".to_owned(),
        unit_name: "长沙市第三机床厂工会委员会".to_owned(),
        unit_path: UnitPath::from_stored("/HN/HN4301/".to_owned()),
        programme: "child-premium".to_owned(),
        year: BenefitYear::new(2026),
        method: Method::Reimburse.spec(),
        member_name: format!("会员{n}"),
        subject_name: format!("子女{n}"),
        claimed: Fen::new(payable),
        payable: if verdict == Verdict::Reject {
            Fen::ZERO
        } else {
            Fen::new(payable)
        },
        approved: None,
        case: (fault == Some(Fault::Contested)).then_some(CaseId(Uuid::from_u128(7))),
        submitted_on: NaiveDate::from_ymd_opt(2025, 12, 1).unwrap_or_default(),
        updated_at: Instant(BEGIN),
        revision: 1,
    }
}
