//! Settlement messages: kept as they came, netted, posted once, and answered.

mod claims;
mod institutions;
mod lists;
mod manipulated;
mod netting;
mod notices;
mod participation;
mod races;
mod referrals;
mod rosters;
mod schemes;

use domain::fen::Fen;
use mutual_aid::ID;
use rehearsal::people;
use storage::Key;
use storage::operators::Operator;
use test_support::{Desk, Engine, UNIT_A, on_one};
use workflow::Limits;
use workflow::intake::imports::{self, ImportOptions, ImportReport};
use workflow::messages::{self, Incoming, MessageState, Origin, Taken};

/// Runs a test at a desk where mutual aid is installed beside the other programme.
pub(crate) fn desk_on(engine: Engine, test: impl Fn(&Desk)) {
    on_one(engine, |db| {
        let more = vec![mutual_aid::programme(Some("330482"))];
        test(&Desk::install_programmes(db, Limits::default(), more));
    });
}

macro_rules! at_both {
    ($($(#[$meta:meta])* fn $name:ident($desk:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            fn body($desk: &test_support::Desk) $body

            $(#[$meta])*
            #[test]
            fn sqlite() {
                crate::messages::desk_on(test_support::Engine::Sqlite, body);
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                crate::messages::desk_on(test_support::Engine::Postgres, body);
            }
        }
    )*};
}
pub(crate) use at_both;

/// A settlement of a member: id, visit, minute of the day, and what was borne in yuan.
#[derive(Debug, Clone, Copy)]
struct Bill {
    member: u64,
    id: &'static str,
    visit: &'static str,
    minute: u32,
    yuan: i64,
}

impl Bill {
    const fn new(
        member: u64,
        id: &'static str,
        visit: &'static str,
        minute: u32,
        yuan: i64,
    ) -> Self {
        Self {
            member,
            id,
            visit,
            minute,
            yuan,
        }
    }

    fn settle(self) -> String {
        self.row(self.id, 1, true, "")
    }

    /// A new id with negative amounts that names its original.
    fn cancel(self, id: &str) -> String {
        let original = format!(r#","init_setl_id":"{}","refd_setl_flag":"1""#, self.id);
        self.row(id, -1, true, &original)
    }

    /// The same id with the flag.
    fn cancel_same_id(self) -> String {
        self.row(self.id, 1, true, r#","refd_setl_flag":"1""#)
    }

    /// The answer to a cancellation: amounts of the visit, and nothing about the person.
    fn cancel_answer(self, id: &str) -> String {
        self.row(id, 1, false, "")
    }

    /// Undoes a call whose outcome the hospital never learnt.
    fn compensate(self) -> String {
        format!(r#"{{"omsgid":"M{}","oinfno":"2304"}}"#, self.id)
    }

    fn row(self, id: &str, sign: i64, person: bool, more: &str) -> String {
        let Self {
            member,
            visit,
            minute,
            yuan,
            ..
        } = self;
        let yuan = yuan * sign;
        let time = format!("2025-02-03 {:02}:{:02}:00", minute / 60, minute % 60);
        let who = if person {
            let number = people::member(member).id;
            format!(
                r#","psn_no":"P{member}","psn_cert_type":"01","certno":"{number}","insutype":"310""#
            )
        } else {
            String::new()
        };
        format!(
            r#"{{"setl_id":"{id}","mdtrt_id":"{visit}","setl_time":"{time}","medins_setl_id":"M{id}","medfee_sumamt":{yuan},"psn_cash_pay":"{yuan}.00","acct_pay":0,"fulamt_ownpay_amt":0,"overlmt_selfpay":"0.00"{who}{more}}}"#
        )
    }
}

/// The roster of participants of unit A: these members in Pinghu's scheme.
fn enrol(desk: &Desk, members: &[u64]) -> ImportReport {
    let rows: Vec<String> = members
        .iter()
        .map(|n| {
            let member = people::member(*n);
            let card = people::card(n * 2);
            format!(
                "{UNIT_A},{},{},pinghu-2025,50.00,1.00,中国建设银行,{card}",
                member.name, member.id
            )
        })
        .collect();
    roster(
        desk,
        "工会代码,会员姓名,会员身份证号,互助方案,缴费金额,个人缴费,开户银行,银行卡号",
        &rows,
    )
}

fn roster(desk: &Desk, header: &str, rows: &[String]) -> ImportReport {
    try_roster(desk, header, rows).unwrap()
}

fn try_roster(desk: &Desk, header: &str, rows: &[String]) -> workflow::Result<ImportReport> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("参加互助名册.csv");
    std::fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    imports::run(
        &mut desk.session("clerk"),
        "participants",
        &path,
        &ImportOptions::of(ID),
        &mut |_| {},
    )
}

fn receive(desk: &Desk, texts: &[String]) -> Vec<Taken> {
    let incoming: Vec<Incoming> = texts
        .iter()
        .map(|text| Incoming {
            text: text.clone(),
            origin: Origin::Single,
        })
        .collect();
    messages::receive(&mut desk.session("clerk"), ID, &incoming).unwrap()
}

/// One message: what became of it, and what is paid.
fn told(desk: &Desk, text: String) -> (MessageState, Fen) {
    let taken = receive(desk, &[text]);
    (taken[0].answer.state, taken[0].answer.sum)
}

/// What stands and what was posted, which are always the same; in yuan.
fn stands(desk: &Desk) -> i64 {
    let (stands, posted) = storage::entitlements::sums(&mut desk.open(), ID).unwrap();
    assert_eq!(stands, posted);
    assert_eq!(stands % 100, 0);
    stands / 100
}

fn kept(desk: &Desk) -> i64 {
    storage::messages::count(&mut desk.open(), ID).unwrap()
}

/// What of the messages waits, by the id they are about.
fn waiting(desk: &Desk) -> Vec<String> {
    storage::messages::waiting(&mut desk.open(), ID, None, 100)
        .unwrap()
        .into_iter()
        .map(|row| row.about)
        .collect()
}

/// Another operator, who sees this part of the tree.
fn hire(desk: &Desk, name: &str, role: &str, scope: &str) {
    let row = Operator {
        id: Key(desk.installation.effects.uuid()),
        name: name.to_owned(),
        role: domain::role::Role::from_code(role).unwrap(),
        scope_path: desk.unit(scope).path.clone(),
        sealed_identity: None,
        identity_index: None,
        active: true,
        created_at: 0,
        created_by: None,
        revision: 0,
    };
    let added = desk.open().write(|db| storage::operators::add(db, &row));
    added.unwrap();
    desk.vouch();
}

#[track_caller]
fn audited(desk: &Desk) {
    let verified = workflow::audit::verify(&mut desk.session("auditor")).unwrap();
    assert!(verified.ok, "{:?}", verified.first_bad);
}
