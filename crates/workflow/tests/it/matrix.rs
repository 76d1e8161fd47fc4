//! Every role, every action, in the own part of the tree and in another one: the real commands answer what the stored
//! table says.

#[allow(
    dead_code,
    reason = "these tests need a part of what the payments tests do with batches"
)]
use crate::entries::every_entry_is_told_in_words;
use crate::messages::at_both;
use domain::batch::Channel;
use domain::claim::Checks;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::{BatchId, CaseId, ClaimRef, ProposalId, SlipId};
use domain::referral::Stage;
use domain::role::{Action, Role};
use rehearsal::numbers::{UnionKind, union_credit_code};
use rehearsal::rows::{BudgetRow, ClaimRow, MemberRow, SheetRow, UnitRow, csv_of};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use storage::Key;
use storage::operators::Operator;
use storage::referrals::ReferralSlip;
use test_support::{COUNTY_A, COUNTY_B, ClaimSpec, Desk, PROVINCE, UNIT_A, UNIT_B, UNIT_C};
use workflow::duplicates::{self, Verdict};
use workflow::exchange;
use workflow::intake::imports::{self, ImportOptions};
use workflow::outbox;
use workflow::participation::{self, MakeUp};
use workflow::payments::batches::{self, Format};
use workflow::people::reveal::{Field, reveal};
use workflow::proposals::announcements::{self, AnnouncementKind, NewAnnouncement};
use workflow::proposals::operators::{self, NewOperator};
use workflow::proposals::{self, Which};
use workflow::referrals::{self, Act};
use workflow::review::decide::Outcome;
use workflow::views::audit_trail::{self, Trail};
use workflow::views::{Lang, claim_detail};
use workflow::{
    Session, WorkflowError, intake::correction_workbook, payments::recovery, review::decide,
    review::reassess,
};

const TABLE: &str = include_str!("matrix/table.txt");
const PROGRAMME: &str = child_premium::ID;

/// Where the thing lies that is acted on; the operators' scope is the county of unit A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Own,
    Foreign,
}

impl Side {
    const ALL: [Self; 2] = [Self::Own, Self::Foreign];

    fn code(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Foreign => "foreign",
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Self::Own => UNIT_A,
            Self::Foreign => UNIT_B,
        }
    }

    fn county(self) -> &'static str {
        match self {
            Self::Own => COUNTY_A,
            Self::Foreign => COUNTY_B,
        }
    }
}

/// The stored answer for each action, side and role.
fn table() -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let mut lines = TABLE
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| line.split_whitespace().map(str::to_owned));
    let roles: Vec<String> = lines.next().expect("a head").skip(2).collect();
    let mut found = BTreeMap::new();
    for mut words in lines {
        let key = (words.next().unwrap(), words.next().unwrap());
        let cells: Vec<String> = words.collect();
        assert_eq!(cells.len(), roles.len(), "{key:?}");
        let answers = roles.iter().cloned().zip(cells).collect();
        assert!(
            found.insert(key.clone(), answers).is_none(),
            "twice: {key:?}"
        );
    }
    found
}

/// What an action is tried on.
enum Thing {
    Place,
    Claim(ClaimRef),
    Case(CaseId),
    Batch(BatchId),
    Proposal(ProposalId),
    Slip(SlipId),
}

impl Thing {
    fn claim(&self) -> [ClaimRef; 1] {
        match self {
            Self::Claim(claim) => [*claim],
            _ => panic!("no claim was made"),
        }
    }

    fn batch(&self) -> BatchId {
        match self {
            Self::Batch(batch) => *batch,
            _ => panic!("no batch was made"),
        }
    }
}

/// Makes what the action needs, by operators of the province; `n` is a family nobody else uses.
fn make(desk: &Desk, action: Action, side: Side, n: u64) -> Thing {
    let spec = ClaimSpec::of(n).at(side.unit());
    let drafted = || {
        desk.approved_claim(&spec);
        let mut accountant = desk.session("accountant");
        let made = batches::create(
            &mut accountant,
            side.unit(),
            Channel::MemberBank,
            FundSource::new("union"),
            PROGRAMME,
        );
        made.unwrap().batch
    };
    let sealed = || {
        let batch = drafted();
        batches::seal(&mut desk.session("accountant"), batch, None).unwrap();
        batch
    };
    match action {
        Action::Read
        | Action::Review
        | Action::Return
        | Action::Withdraw
        | Action::Reveal
        | Action::Audit => Thing::Claim(desk.file_claim(&spec)),
        Action::Approve => Thing::Claim(desk.reviewed_claim(&spec)),
        Action::Batch => Thing::Claim(desk.approved_claim(&spec)),
        Action::SignBatch | Action::Pay => Thing::Batch(sealed()),
        Action::Reconcile | Action::Recover => {
            let batch = sealed();
            crate::office::exported(desk, batch, Format::Csv);
            let lines = storage::batches::lines(&mut desk.open(), batch).unwrap();
            let paid: Vec<ClaimRef> = lines.iter().map(|line| line.handle()).collect();
            let answer = crate::office::some(desk, &paid, &[]);
            batches::settle(&mut desk.session("cashier"), batch, &answer).unwrap();
            Thing::Claim(paid[0])
        }
        Action::ResolveDuplicate => {
            let beside = if side == Side::Own { UNIT_C } else { UNIT_B };
            desk.file_claim(&spec);
            let second = desk.file_claim(&ClaimSpec::of(n).by_spouse().at(beside));
            Thing::Case(desk.claim(second).case.expect("a case"))
        }
        Action::HandBack => {
            let claim = desk.file_claim(&spec);
            let mut reviewer = desk.session("reviewer");
            decide::return_to_unit(&mut reviewer, &[claim], "补正").unwrap();
            Thing::Claim(claim)
        }
        Action::SecondPlans => {
            let row = BudgetRow::ordinary(side.unit(), 2026, 5_000_000 + n);
            assert_eq!(import(&mut desk.session("clerk"), "budgets", row), "yes");
            let waiting = storage::proposals::waiting(
                &mut desk.open(),
                &domain::unit::Scope::below(desk.unit_path(side.unit())),
            );
            Thing::Proposal(*waiting.unwrap().last().unwrap())
        }
        Action::LookAfter => {
            let claim = desk.file_claim(&spec);
            let row = ReferralSlip {
                subject_id: desk.claim(claim).member.into(),
                id: Key(desk.installation.effects.uuid()),
                programme: PROGRAMME.to_owned(),
                benefit_year: 2026,
                unit_id: desk.unit_id(side.unit()).into(),
                stage: Stage::Detected,
                due_on: None,
                help_kind: None,
                help: Fen::ZERO,
                opened_at: 0,
                updated_at: 0,
                revision: 0,
            };
            let slip = row.id.into();
            let mut db = desk.open();
            db.write(|db| storage::referrals::add(db, std::slice::from_ref(&row), &[]))
                .unwrap();
            desk.vouch();
            Thing::Slip(slip)
        }
        Action::ImportUnits
        | Action::ImportMembers
        | Action::ImportPlans
        | Action::ImportClaims
        | Action::Administer
        | Action::Reassess
        | Action::Watch
        | Action::SendNotices
        | Action::MakeUp
        | Action::HandOver
        | Action::Announce => Thing::Place,
    }
}

/// Runs the command of the action; gives the table's word for its answer.
fn try_it(
    desk: &Desk,
    session: &mut Session,
    action: Action,
    side: Side,
    thing: &Thing,
    n: u64,
) -> String {
    let (unit, dir) = (side.unit(), tempfile::tempdir().unwrap());
    match action {
        Action::Read => said(claim_detail::show(session, thing.claim()[0], Lang::Zh)),
        Action::Reveal => said(reveal(
            session,
            thing.claim()[0],
            Field::SubjectNumber,
            "电话核实",
        )),
        Action::Audit => {
            let number = desk.claim(thing.claim()[0]).number;
            said(audit_trail::page(session, &Trail::Subject(number), None, 9))
        }
        Action::Watch => said(workflow::audit::seals(session)),
        Action::Review => {
            let checks = Checks::of(["member", "child", "age"]);
            of_claim(decide::review(
                session,
                &thing.claim(),
                &checks,
                Some("资料齐全"),
            ))
        }
        Action::Approve => of_claim(decide::approve(
            session,
            &thing.claim(),
            FundSource::new("union"),
        )),
        Action::Return => of_claim(decide::return_to_unit(session, &thing.claim(), "补正")),
        Action::Withdraw => of_claim(decide::withdraw(session, &thing.claim(), "误报")),
        Action::Reconcile => of_claim(recovery::reconcile(session, &thing.claim())),
        Action::Recover => of_claim(recovery::recover(session, &thing.claim(), "重复享受")),
        Action::ResolveDuplicate => {
            let Thing::Case(case) = thing else {
                panic!("no case was made")
            };
            said(duplicates::resolve(
                session,
                *case,
                &Verdict::ReturnBoth,
                "核对",
            ))
        }
        Action::Batch => said(batches::create(
            session,
            unit,
            Channel::MemberBank,
            FundSource::new("union"),
            PROGRAMME,
        )),
        Action::SignBatch => said(batches::sign(session, thing.batch())),
        Action::Pay => said(batches::export(
            session,
            thing.batch(),
            Format::Csv,
            dir.path(),
        )),
        Action::HandBack => said(correction_workbook::returns(
            session,
            PROGRAMME,
            unit,
            Lang::Zh,
            dir.path(),
        )),
        Action::SecondPlans => {
            let Thing::Proposal(change) = thing else {
                panic!("no change was made")
            };
            match proposals::approve(session, &Which::These(vec![*change])) {
                Ok(decided) => match decided.failed.first() {
                    Some((_, refusal)) => word(refusal.code),
                    None => "yes".to_owned(),
                },
                Err(error) => word(error.code()),
            }
        }
        Action::ImportUnits => {
            let area = side.county().trim_start_matches("HN");
            import(
                session,
                "units",
                UnitRow {
                    code: format!("{}-{n:03}", side.county()),
                    name: format!("第{n}中学工会"),
                    parent: side.county().to_owned(),
                    level: "基层".to_owned(),
                    credit_code: union_credit_code(
                        UnionKind::Basic,
                        area,
                        u32::try_from(n).unwrap(),
                    ),
                    area: area.to_owned(),
                },
            )
        }
        Action::ImportMembers => import(session, "members", MemberRow::ordinary(n, unit)),
        Action::ImportPlans => import(
            session,
            "budgets",
            BudgetRow::ordinary(unit, 2026, 5_000_000 + n),
        ),
        Action::ImportClaims => import(session, "claims", ClaimRow::ordinary(n).at(unit)),
        Action::Administer => {
            let name = format!("new-{n}");
            let new = NewOperator {
                name: &name,
                role: Role::Clerk,
                scope: unit,
                identity: None,
                public_key: None,
            };
            said(operators::add(session, &new))
        }
        Action::Reassess => said(reassess::resume(session)),
        Action::SendNotices => said(outbox::revive(session)),
        Action::MakeUp => said(participation::make_up(
            session,
            &MakeUp {
                programme: mutual_aid::ID.to_owned(),
                scheme: "pinghu-2025".to_owned(),
                unit: unit.to_owned(),
                amount: Fen::new(100),
                paid_on: desk.today,
                document: format!("会议纪要{n}"),
            },
        )),
        Action::HandOver => {
            let file = dir.path().join(format!("{n}.csv"));
            std::fs::write(&file, "1").unwrap();
            // Who sees the whole province is above the scope of whoever acts.
            let other = match side {
                Side::Own => "county-cashier",
                Side::Foreign => "cashier",
            };
            said(exchange::put(session, &file, other))
        }
        Action::LookAfter => {
            let Thing::Slip(slip) = thing else {
                panic!("no slip was made")
            };
            said(referrals::take(session, *slip, &Act::Issue { due: None }))
        }
        Action::Announce => {
            let document = format!("公告{n}");
            said(announcements::record(
                session,
                &NewAnnouncement {
                    programme: PROGRAMME,
                    year: desk.year,
                    unit,
                    held_on: desk.today,
                    kind: AnnouncementKind::Notice,
                    document: &document,
                },
            ))
        }
    }
}

fn said<T: Debug>(done: Result<T, WorkflowError>) -> String {
    match done {
        Ok(_) => "yes".to_owned(),
        Err(error) => word(error.code()),
    }
}

fn of_claim(done: Result<Outcome, WorkflowError>) -> String {
    match done {
        Ok(outcome) => match outcome.failed.first() {
            Some((_, refusal)) => word(refusal.code),
            None => "yes".to_owned(),
        },
        Err(error) => word(error.code()),
    }
}

/// What is neither the role's nor the scope's refusal stands as it is, and is in no table.
fn word(code: &str) -> String {
    match code {
        "forbidden" => "no",
        "not-found" | "unknown-unit" | "not-in-scope" | "out-of-scope" => "out",
        other => other,
    }
    .to_owned()
}

fn import<R: SheetRow>(session: &mut Session, profile: &str, row: R) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("{profile}.csv"));
    std::fs::write(&path, csv_of(&[row])).unwrap();
    let options = ImportOptions {
        dry_run: false,
        programme: PROGRAMME.to_owned(),
        sheet: None,
        include_hidden: false,
    };
    match imports::run(session, profile, &path, &options, &mut |_| ()) {
        Ok(report) if report.accepted == 1 => "yes".to_owned(),
        Ok(report) if report.refused == 1 => "out".to_owned(),
        Ok(report) => format!("{report:?}"),
        Err(error) => word(error.code()),
    }
}

/// An operator of each role who sees the county of unit A.
fn hire(desk: &Desk) {
    let mut db = desk.open();
    for role in Role::ALL {
        let row = Operator {
            id: Key(desk.installation.effects.uuid()),
            name: format!("county-{}", role.code()),
            role: *role,
            scope_path: desk.unit(COUNTY_A).path.clone(),
            sealed_identity: None,
            identity_index: None,
            active: true,
            created_at: 0,
            created_by: None,
            revision: 0,
        };
        db.write(|db| Ok::<_, WorkflowError>(storage::operators::add(db, &row)?))
            .unwrap();
    }
    desk.vouch();
}

at_both! {
    fn the_account_of_timers_verifies_and_seals_and_nobody_logs_in_as_it(desk) {
        hire(desk);
        let watch = "county-watch";
        let log_in = |name: &str| Session::log_in(desk.open(), desk.installation.clone(), name, None);
        let refused = |outcome: Result<Session, WorkflowError>| outcome.err().map(|error| error.code());
        assert_eq!(refused(log_in(watch)), Some("unattended"));
        for role in Role::ALL {
            let name = format!("county-{}", role.code());
            let may = matches!(role, Role::Watch | Role::Auditor);
            assert_eq!(refused(desk.on_watch(&name)), (!may).then_some("unattended"), "{role}");
        }
        desk.file_claim(&ClaimSpec::of(1));
        let mut session = desk.on_watch(watch).unwrap();
        assert_eq!(workflow::audit::verify(&mut session).unwrap().first_bad, None);
        assert!(workflow::audit::seal(&mut session).unwrap().is_some());
        // It is no person: two administrators add it, without a number and without a key.
        let mut admin = desk.session("admin");
        let new = |identity: Option<&'static str>| NewOperator {
            name: "值守",
            role: Role::Watch,
            scope: PROVINCE,
            identity,
            public_key: None,
        };
        let person = operators::add(&mut admin, &new(Some("430102198001010011")));
        assert_eq!(person.unwrap_err().code(), "usage");
        assert!(!operators::add(&mut admin, &new(None)).unwrap().without_identity);
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKZ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(proposals::keys::add(&mut admin, watch, key).unwrap_err().code(), "usage");
    }
}

#[test]
fn the_table_has_a_place_for_every_role_and_action_and_for_nothing_else() {
    let table = table();
    let wanted: BTreeSet<(String, String)> = Action::ALL
        .iter()
        .flat_map(|action| Side::ALL.map(|side| (action.code().to_owned(), side.code().to_owned())))
        .collect();
    assert_eq!(table.keys().cloned().collect::<BTreeSet<_>>(), wanted);
    let roles: BTreeSet<String> = Role::ALL
        .iter()
        .map(|role| role.code().to_owned())
        .collect();
    for (key, answers) in &table {
        assert_eq!(
            answers.keys().cloned().collect::<BTreeSet<_>>(),
            roles,
            "{key:?}"
        );
    }
    for action in Action::ALL {
        for role in Role::ALL {
            let key = (action.code().to_owned(), Side::Own.code().to_owned());
            let yes = table[&key][role.code()] == "yes";
            assert_eq!(role.may(*action), yes, "{role} {action}");
        }
    }
}

at_both! {
    fn every_role_does_what_the_table_says_and_where_it_says(desk) {
        hire(desk);
        let table = table();
        let mut n = 100;
        let mut wrong = Vec::new();
        for action in Action::ALL.iter().copied() {
            for side in Side::ALL {
                let key = (action.code().to_owned(), side.code().to_owned());
                let answers = table.get(&key).unwrap_or_else(|| panic!("no line for {key:?}"));
                let mut thing = make(desk, action, side, n);
                for role in Role::ALL {
                    let wanted = answers.get(role.code()).unwrap_or_else(|| panic!("no place for {role}"));
                    let name = format!("county-{}", role.code());
                    // The account of timers does not even log in; what a command would tell it is asked all the same.
                    let mut session = match role {
                        Role::Watch => desk.on_watch(&name).unwrap(),
                        _ => desk.session(&name),
                    };
                    let found = try_it(desk, &mut session, action, side, &thing, n);
                    if found != *wanted {
                        wrong.push(format!("{role} {key:?}: {found}, the table says {wanted}"));
                    }
                    // What was acted on is used up.
                    if found != "no" && found != "out" {
                        n += 1;
                        thing = make(desk, action, side, n);
                    }
                }
                n += 1;
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let verified = workflow::audit::verify(&mut desk.session("auditor")).unwrap();
        assert_eq!(verified.first_bad, None);
        every_entry_is_told_in_words(desk);
    }
}
