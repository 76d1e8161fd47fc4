//! Who agrees to a change: somebody else who may second its kind and can log in. Where nobody can yet, it waits.

use crate::administration::programmes;
use chrono::NaiveDate;
use data_encoding::BASE64;
use domain::case::ProposalState;
use domain::period::PeriodState;
use domain::role::Role;
use domain::year::BenefitYear;
use rehearsal::rows::units_csv;
use rehearsal::{UnitRow, people};
use std::sync::Arc;
use test_support::{
    Desk, FixedEffects, TestDb, UNIT_A, UNIT_B, UNIT_C, both_engines, keyring, on_both, the_change,
};
use workflow::install::{self, InitRequest};
use workflow::intake::imports::{self, ImportOptions};
use workflow::proposals::operators::{self, NewOperator};
use workflow::proposals::rulings::{self, NewRuling};
use workflow::proposals::{self, Decided, Done, Proposed, Standing};
use workflow::{
    Installation, Limits, Mode, Session, WorkflowError, proposals::keys, proposals::periods,
    proposals::unions,
};

const PROGRAMME: &str = "child-premium";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A public key of nobody.
fn public_key(n: u8) -> String {
    let parts: [&[u8]; 4] = [&[0, 0, 0, 11], b"ssh-ed25519", &[0, 0, 0, 32], &[n; 32]];
    format!("ssh-ed25519 {}", BASE64.encode(&parts.concat()))
}

/// Leaves `admin` as the only administrator.
fn alone(desk: &Desk) {
    let sql = "UPDATE operators SET active = false WHERE name = 'admin2'";
    storage::execute_raw(&mut desk.open(), sql).unwrap();
}

fn codes(decided: &Decided) -> Vec<&'static str> {
    decided
        .failed
        .iter()
        .map(|(_, refusal)| refusal.code)
        .collect()
}

fn refused<T: std::fmt::Debug>(result: Result<T, WorkflowError>) -> (&'static str, String) {
    match result.unwrap_err() {
        WorkflowError::Refused(refusal) => (refusal.code, refusal.message.en.into()),
        other => panic!("{other:?}"),
    }
}

/// A new installation: its database, and how its operators log in.
struct Office<'a> {
    db: &'a TestDb,
    installation: Arc<Installation>,
}

impl<'a> Office<'a> {
    /// Its administrator is `root`, member 1 of the made-up people, with the key 1 in production.
    fn new(db: &'a TestDb, mode: Mode) -> Self {
        let effects = FixedEffects::new();
        let request = InitRequest {
            admin: "root".to_owned(),
            mode,
            identity: Some(people::member(1).id),
            register: db.register(),
        };
        install::init(
            &mut storage::Db::open(db.program_url()).unwrap(),
            &keyring(),
            &programmes(),
            &effects,
            &request,
        )
        .unwrap();
        if mode == Mode::Production {
            keys::first(&mut db.open(), &keyring(), &effects, "root", &public_key(1)).unwrap();
        }
        let installation = Arc::new(Installation {
            registry: programmes(),
            keyring: keyring(),
            mode,
            limits: Limits::default(),
            register: db.register(),
            effects: Box::new(effects),
            feeds: workflow::messages::Feeds::default(),
            exchange: None,
            files: workflow::exchange::Files::default(),
        });
        Self { db, installation }
    }

    fn session(&self, name: &str) -> Session {
        let day = Some(day("2026-01-15"));
        let db = storage::Db::open(self.db.program_url()).unwrap();
        Session::log_in(db, self.installation.clone(), name, day).unwrap()
    }

    /// `by` proposes an operator who is member `n` and comes in with key `n`.
    fn add(&self, by: &str, name: &str, role: Role, n: u8) -> Result<Proposed, WorkflowError> {
        self.add_below("/", by, name, role, n)
    }

    /// [`Self::add`] for an operator of a part of the tree.
    fn add_below(
        &self,
        scope: &str,
        by: &str,
        name: &str,
        role: Role,
        n: u8,
    ) -> Result<Proposed, WorkflowError> {
        let (number, key) = (people::member(u64::from(n)).id, public_key(n));
        let new = NewOperator {
            name,
            role,
            scope,
            identity: Some(&number),
            public_key: Some(&key),
        };
        operators::add(&mut self.session(by), &new).map(|added| added.done.proposed)
    }

    /// The key opens a session for the operator.
    fn opens(&self, name: &str, n: u8) -> bool {
        let id = self.session(name).ctx.actor.id;
        let line = keys::read(&public_key(n)).unwrap();
        keys::belongs(&mut self.db.open(), &line.fingerprint, id).unwrap()
    }

    fn events(&self) -> Vec<(String, String)> {
        let rows = storage::audit::events(&mut self.db.open()).unwrap();
        rows.into_iter()
            .map(|row| (row.action, row.detail))
            .collect()
    }
}

both_engines! {
    fn a_clerks_plans_and_budgets_wait_for_an_approver_also_while_there_is_one_administrator(desk) {
        alone(desk);
        let mut clerk = desk.session("clerk");
        for change in [desk.plan_change(UNIT_C, 9_000), desk.budget_change(UNIT_C, 1_000_000)] {
            let proposed = proposals::propose(&mut clerk, change).unwrap().proposed;
            assert_eq!(proposed.standing, Standing::Waiting);
            // Everybody who may second plans in a scope that covers the union; nobody of another county.
            assert_eq!(proposed.seconders, ["admin", "approver", "approver-a", "approver2"]);
            let decided = proposals::approve(&mut desk.session("approver-a"), &the_change(&proposed)).unwrap();
            assert_eq!(decided.failed, []);
        }
        let elsewhere = proposals::propose(&mut clerk, desk.plan_change(UNIT_B, 9_000)).unwrap().proposed;
        assert_eq!(elsewhere.seconders, ["admin", "approver", "approver2"]);
        desk.identify(&["clerk", "approver"], &people::member(9).id);
        let again = proposals::propose(&mut clerk, desk.plan_change(UNIT_B, 9_000)).unwrap().proposed;
        assert_eq!((again.id, again.seconders), (elsewhere.id, vec!["admin".to_owned(), "approver2".to_owned()]));
    }

    fn every_change_of_the_only_administrator_waits_for_somebody_who_is_not_there_yet(desk) {
        alone(desk);
        let mut admin = desk.session("admin");
        let ruling = NewRuling {
            programme: PROGRAMME,
            option: "adopted-child",
            value: "allow",
            document: "函〔2026〕1号",
            decided_on: desk.today,
        };
        let operator = |name, role| NewOperator { name, role, scope: "HN", identity: None, public_key: None };
        let mut done: Vec<Done> = vec![
            periods::close(&mut admin, PROGRAMME, desk.year).unwrap(),
            rulings::propose(&mut admin, &ruling).unwrap(),
            unions::merge(&mut admin, UNIT_C, UNIT_A, day("2026-03-01")).unwrap(),
            keys::add(&mut admin, "clerk", &public_key(1)).unwrap().1,
            operators::off(&mut admin, "clerk2").unwrap(),
        ];
        for (name, role) in [("new", Role::Clerk), ("third", Role::Admin)] {
            // Another administrator was there once: this is no founding any more.
            done.push(operators::add(&mut admin, &operator(name, role)).unwrap().done);
        }
        for done in &done {
            assert_eq!(done.proposed.standing, Standing::Waiting);
            assert_eq!(done.proposed.seconders, Vec::<String>::new());
            let own = proposals::approve(&mut admin, &the_change(&done.proposed)).unwrap();
            assert_eq!(codes(&own), ["same-operator"]);
        }
        assert_eq!(periods::show(&mut admin, PROGRAMME, desk.year).unwrap().info.state, PeriodState::Open);
        let waiting = proposals::list(&mut admin, &[ProposalState::Proposed], None, 100).unwrap();
        assert_eq!(waiting.changes.len(), done.len());
        assert_eq!(proposals::list(&mut admin, &[ProposalState::Approved], None, 100).unwrap().changes.len(), 0);
    }

    fn two_administrators_stay_who_can_log_in(desk) {
        let mut admin = desk.session("admin");
        for name in ["admin", "admin2"] {
            assert_eq!(refused(operators::off(&mut admin, name)).0, "last-admin");
        }
        let third = NewOperator { name: "third", role: Role::Admin, scope: "HN", identity: None, public_key: None };
        let done = operators::add(&mut admin, &third).unwrap().done;
        proposals::approve(&mut desk.session("admin2"), &the_change(&done.proposed)).unwrap();
        // Proposed while there were three, approved when only two are left.
        let offs = ["admin2", "third"].map(|name| operators::off(&mut admin, name).unwrap().proposed);
        assert_eq!(proposals::approve(&mut desk.session("third"), &the_change(&offs[0])).unwrap().failed, []);
        let late = proposals::approve(&mut desk.session("third"), &the_change(&offs[1])).unwrap();
        assert_eq!(codes(&late), ["last-admin"]);
    }
}

#[test]
fn the_first_administrators_first_second_one_needs_nobody_and_the_log_says_so() {
    on_both(|db| {
        let here = Office::new(db, Mode::Production);
        let early = here.add("root", "clerk", Role::Clerk, 2).unwrap();
        assert_eq!(
            (early.standing, early.seconders.len()),
            (Standing::Waiting, 0)
        );
        let second = here.add("root", "second", Role::Admin, 3).unwrap();
        assert_eq!(second.standing, Standing::InForce);
        assert!(
            here.opens("second", 3),
            "the key came with the account, or nobody could ever agree"
        );
        let (action, detail) = here.events().pop().unwrap();
        assert_eq!(action, "change-in-force");
        assert!(
            detail.contains("first-second-administrator") && detail.contains("operator/second"),
            "{detail}"
        );
        let told = |lang| {
            let page = workflow::views::proposals::told(&mut here.session("root"), lang, None, 9);
            let rows = page.unwrap().rows;
            let row = rows.iter().find(|row| row.target == "second").unwrap();
            row.reason.clone()
        };
        assert!(told(workflow::views::Lang::Zh).starts_with("首位管理员"));
        assert!(told(workflow::views::Lang::En).starts_with("the first administrator"));

        // It is once: the next one waits, whoever proposes it, and so does what waited before.
        for (by, other, name, n) in [
            ("root", "second", "third", 4),
            ("second", "root", "fourth", 5),
        ] {
            let next = here.add(by, name, Role::Admin, n).unwrap();
            assert_eq!(next.standing, Standing::Waiting);
            assert_eq!(next.seconders, [other]);
        }
        let decided = proposals::approve(&mut here.session("second"), &the_change(&early)).unwrap();
        assert_eq!(decided.failed, []);
        assert!(here.opens("clerk", 2));
    });
}

#[test]
fn a_first_second_administrator_of_a_part_of_the_installation_is_seconded_like_any_other() {
    on_both(|db| {
        let here = Office::new(db, Mode::Production);
        let tree = UnitRow::small_tree(1);
        let part = tree.last().unwrap().code.clone();
        let files = tempfile::tempdir().unwrap();
        let sheet = files.path().join("units.csv");
        std::fs::write(&sheet, units_csv(&tree)).unwrap();
        let options = ImportOptions::of(child_premium::ID);
        imports::run(
            &mut here.session("root"),
            "units",
            &sheet,
            &options,
            &mut |_| {},
        )
        .unwrap();

        let narrow = here
            .add_below(&part, "root", "county", Role::Admin, 2)
            .unwrap();
        assert_eq!(narrow.standing, Standing::Waiting);
        assert_eq!(narrow.seconders, Vec::<String>::new());
        let own = proposals::approve(&mut here.session("root"), &the_change(&narrow)).unwrap();
        assert_eq!(codes(&own), ["same-operator"]);
        let administrators = storage::operators::count_role(&mut db.open(), Role::Admin).unwrap();
        assert_eq!(administrators, 1);
        assert!(
            here.events()
                .iter()
                .all(|(action, _)| action != "change-in-force")
        );

        // One who reaches all of it still founds, and seconds the other.
        let second = here.add("root", "second", Role::Admin, 3).unwrap();
        assert_eq!(second.standing, Standing::InForce);
        let decided =
            proposals::approve(&mut here.session("second"), &the_change(&narrow)).unwrap();
        assert_eq!(decided.failed, []);
        assert!(here.opens("county", 2));
    });
}

#[test]
fn of_two_commands_that_each_add_the_first_second_administrator_one_waits() {
    on_both(|db| {
        for round in 0..4 {
            let db = TestDb::fresh(db.engine()).unwrap();
            let here = Office::new(&db, Mode::Rehearsal);
            let mut standings: Vec<Standing> = std::thread::scope(|scope| {
                let threads = ["a", "b"].map(|name| {
                    let here = &here;
                    let n = name.as_bytes()[0];
                    scope.spawn(move || here.add("root", name, Role::Admin, n).unwrap().standing)
                });
                threads.map(|thread| thread.join().unwrap()).to_vec()
            });
            standings.sort_by_key(|standing| standing.code());
            assert_eq!(
                standings,
                [Standing::InForce, Standing::Waiting],
                "round {round}"
            );
        }
    });
}

#[test]
fn in_production_an_operator_comes_with_number_and_key() {
    on_both(|db| {
        let here = Office::new(db, Mode::Production);
        let (number, key) = (people::member(2).id, public_key(2));
        let whole = NewOperator {
            name: "second",
            role: Role::Admin,
            scope: "/",
            identity: Some(&number),
            public_key: Some(&key),
        };
        let mut root = here.session("root");
        for lacking in [
            NewOperator {
                identity: None,
                ..whole
            },
            NewOperator {
                public_key: None,
                ..whole
            },
            NewOperator {
                identity: Some("430102198001011234"),
                ..whole
            },
            NewOperator {
                public_key: Some("ssh-dss AAAA"),
                ..whole
            },
        ] {
            let error = operators::add(&mut root, &lacking).unwrap_err();
            assert!(matches!(error, WorkflowError::Usage(_)), "{error:?}");
            assert!(!error.to_string().contains("430102"));
        }
        let taken = public_key(1);
        let others = NewOperator {
            public_key: Some(&taken),
            ..whole
        };
        assert_eq!(refused(operators::add(&mut root, &others)).0, "key-known");
        operators::add(&mut root, &whole).unwrap();
        // Two proposals with one key: the second one to be approved is refused.
        let both = ["x", "y"].map(|name| {
            let (number, key) = (
                people::member(u64::from(name.as_bytes()[0])).id,
                public_key(9),
            );
            let new = NewOperator {
                name,
                role: Role::Clerk,
                identity: Some(&number),
                public_key: Some(&key),
                ..whole
            };
            operators::add(&mut root, &new).unwrap().done.proposed
        });
        let mut second = here.session("second");
        assert_eq!(
            proposals::approve(&mut second, &the_change(&both[0]))
                .unwrap()
                .failed,
            []
        );
        assert_eq!(
            codes(&proposals::approve(&mut second, &the_change(&both[1])).unwrap()),
            ["key-known"]
        );
    });
}

#[test]
fn only_people_who_can_log_in_are_named_as_seconders_and_counted_as_administrators() {
    on_both(|db| {
        let here = Office::new(db, Mode::Production);
        here.add("root", "second", Role::Admin, 2).unwrap();
        let waiting = |year| {
            let year = BenefitYear::new(year);
            let done = periods::create(&mut here.session("root"), PROGRAMME, year, None);
            done.unwrap().proposed.seconders
        };
        assert_eq!(waiting(2025), ["second"]);
        // The key goes, behind the system's back.
        let revoke = "UPDATE operator_keys SET revoked_at = 1, revoked_by = operator_id \
                      WHERE operator_id = (SELECT id FROM operators WHERE name = 'second')";
        storage::execute_raw(&mut db.open(), revoke).unwrap();
        assert_eq!(waiting(2026), Vec::<String>::new());
        // Who cannot log in may be switched off; the one who can may not.
        let mut root = here.session("root");
        assert_eq!(refused(operators::off(&mut root, "root")).0, "last-admin");
        operators::off(&mut root, "second").unwrap();
    });
}

#[test]
fn in_production_a_person_has_one_active_account_and_no_number_is_told() {
    on_both(|db| {
        let here = Office::new(db, Mode::Production);
        let number = people::member(1).id;
        let told = |refusal: (&'static str, String)| {
            assert_eq!(refusal.0, "one-account");
            assert!(!refusal.1.contains(&number[6..14]), "{}", refusal.1);
            refusal.1
        };
        // Not even as the first second administrator: that would be the first one again.
        let key = public_key(2);
        let again = NewOperator {
            name: "again",
            role: Role::Admin,
            scope: "/",
            identity: Some(&number),
            public_key: Some(&key),
        };
        let own = told(refused(operators::add(&mut here.session("root"), &again)));
        assert!(own.ends_with(": root"), "{own}");
        here.add("root", "second", Role::Admin, 2).unwrap();

        // Two proposals for one person: whichever is approved first stands.
        let both = ["x", "y"].map(|name| {
            let (number, key) = (people::member(7).id, public_key(name.as_bytes()[0]));
            let new = NewOperator {
                name,
                role: Role::Clerk,
                identity: Some(&number),
                public_key: Some(&key),
                ..again
            };
            let added = operators::add(&mut here.session("root"), &new).unwrap();
            added.done.proposed
        });
        let mut second = here.session("second");
        assert_eq!(
            proposals::approve(&mut second, &the_change(&both[0]))
                .unwrap()
                .failed,
            []
        );
        let late = proposals::approve(&mut second, &the_change(&both[1])).unwrap();
        assert_eq!(codes(&late), ["one-account"]);
        // Once the account is switched off the person may have another.
        let off = operators::off(&mut here.session("root"), "x").unwrap();
        proposals::approve(&mut second, &the_change(&off.proposed)).unwrap();
        assert_eq!(
            proposals::approve(&mut second, &the_change(&both[1]))
                .unwrap()
                .failed,
            []
        );
        here.session("y");
    });
}

#[test]
fn two_administrators_cannot_switch_each_other_off_at_once() {
    on_both(|db| {
        let desk = Desk::install(db);
        let third = NewOperator {
            name: "third",
            role: Role::Admin,
            scope: "HN",
            identity: None,
            public_key: None,
        };
        let done = operators::add(&mut desk.session("admin"), &third)
            .unwrap()
            .done;
        proposals::approve(&mut desk.session("admin2"), &the_change(&done.proposed)).unwrap();
        let off = |by: &str, whom: &str| {
            let done = operators::off(&mut desk.session(by), whom).unwrap();
            the_change(&done.proposed)
        };
        let (one_off, other_off) = (off("admin", "admin2"), off("admin2", "admin"));
        let (mut first, mut second) = (desk.session("admin"), desk.session("admin2"));
        let outcomes: Vec<Decided> = std::thread::scope(|scope| {
            let a = scope.spawn(|| proposals::approve(&mut first, &other_off).unwrap());
            let b = scope.spawn(|| proposals::approve(&mut second, &one_off).unwrap());
            vec![a.join().unwrap(), b.join().unwrap()]
        });
        let left = storage::operators::count_role(&mut desk.open(), Role::Admin).unwrap();
        assert_eq!(left, 2, "{outcomes:?}");
    });
}
