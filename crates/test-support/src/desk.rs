//! An installed office with everybody at their desk.

use crate::database::{Engine, TestDb};
use crate::effects::{FixedEffects, keyring};
use crate::seed;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::ids::{ClaimRef, UnitId};
use domain::unit::{Scope, UnitPath};
use domain::year::BenefitYear;
use policy::{Programme, Registry};
use sealing::IndexKind;
use std::collections::BTreeMap;
use std::sync::Arc;
use storage::units::Unit;
use storage::{DatabaseUrl, Db};
use workflow::exchange::Exchange;
use workflow::{Installation, Limits, Mode, Session};

/// The province, everybody's scope but two.
pub const PROVINCE: &str = "HN";
/// The county of unit A and C; `clerk-a` and `reviewer-a` see no further.
pub const COUNTY_A: &str = "HN430102";
/// The county of unit B.
pub const COUNTY_B: &str = "HN430202";
/// A basic union with plans and budgets.
pub const UNIT_A: &str = "HN430102-001";
/// A basic union in another county, with plans and budgets.
pub const UNIT_B: &str = "HN430202-001";
/// A basic union beside A, without plan or budget.
pub const UNIT_C: &str = "HN430102-002";

/// An office: unions, operators, the period 2026 open and 2027 in draft, plans and budgets of A and B.
pub struct Desk {
    /// The installation.
    pub installation: Arc<Installation>,
    /// Its clock and chance.
    pub effects: FixedEffects,
    /// The day everything happens, 2026-01-15.
    pub today: NaiveDate,
    /// The benefit year of the claims, 2026.
    pub year: BenefitYear,
    engine: Engine,
    url: DatabaseUrl,
    program: DatabaseUrl,
    units: BTreeMap<String, Unit>,
}

impl Desk {
    /// Sets the office up in an empty database.
    ///
    /// Operators, by name: `clerk`, `clerk2`, `reviewer`, `reviewer2`, `approver`, `approver2`,
    /// `accountant`, `cashier`, `auditor`, `supervisor`, `admin`, `admin2` for the province;
    /// `clerk-a`, `reviewer-a`, `approver-a` for [`COUNTY_A`].
    pub fn install(db: &TestDb) -> Self {
        Self::install_with(db, Limits::default())
    }

    /// As [`Desk::install`], with limits of its own.
    pub fn install_with(db: &TestDb, limits: Limits) -> Self {
        Self::install_programmes(db, limits, Vec::new())
    }

    /// As [`Desk::install_with`], with more programmes; of them no period is made.
    pub fn install_programmes(db: &TestDb, limits: Limits, more: Vec<Box<dyn Programme>>) -> Self {
        let effects = FixedEffects::new();
        let mut programmes = vec![child_premium::programme()];
        programmes.extend(more);
        let installation = Arc::new(Installation {
            registry: Registry::new(programmes),
            keyring: keyring(),
            mode: Mode::Rehearsal,
            limits,
            register: db.register(),
            effects: Box::new(effects.clone()),
            feeds: workflow::messages::Feeds::default(),
            exchange: Some(Exchange::new(db.exchange(), 1, 100)),
            files: workflow::exchange::Files::default(),
        });
        let mut connection =
            Db::open(db.program_url()).expect("a connection of the program's role");
        let units = seed::all(&mut connection, &installation);
        Self {
            installation,
            effects,
            today: NaiveDate::from_ymd_opt(2026, 1, 15).unwrap(),
            year: BenefitYear::new(2026),
            engine: db.engine(),
            url: db.url().clone(),
            program: db.program_url().clone(),
            units,
        }
    }

    /// Which engine the office works on.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A new connection as whoever owns the tables.
    pub fn open(&self) -> Db {
        Db::open(&self.url).expect("a connection to the test's database")
    }

    /// A new connection as the program comes in, whose role on a server may do what it needs and nothing else.
    pub fn open_as_program(&self) -> Db {
        Db::open(&self.program).expect("a connection of the program's role")
    }

    /// Logs an operator in, on a connection of its own.
    pub fn session(&self, operator: &str) -> Session {
        self.session_on(operator, self.today)
    }

    /// Logs in as timers do.
    ///
    /// # Errors
    /// [`workflow::WorkflowError`] for anybody who does more than watch.
    pub fn on_watch(&self, operator: &str) -> workflow::Result<Session> {
        let db = self.open_as_program();
        Session::on_watch(db, self.installation.clone(), operator, Some(self.today))
    }

    /// Logs an operator in on another day.
    pub fn session_on(&self, operator: &str, day: NaiveDate) -> Session {
        Session::log_in(
            self.open_as_program(),
            self.installation.clone(),
            operator,
            Some(day),
        )
        .expect("an operator of the office")
    }

    /// Makes these accounts those of one person with this identity number, behind the system's back.
    pub fn identify(&self, operators: &[&str], number: &str) {
        let index = self
            .installation
            .keyring
            .blind_index(IndexKind::Identity, number);
        let hex = HEXLOWER.encode(&index.0);
        let literal = match self.engine {
            Engine::Sqlite => format!("x'{hex}'"),
            Engine::Postgres => format!("'\\x{hex}'::bytea"),
        };
        let names = operators.join("', '");
        let sql =
            format!("UPDATE operators SET identity_index = {literal} WHERE name IN ('{names}')");
        storage::execute_raw(&mut self.open(), &sql).expect("the operators' number");
        self.vouch();
    }

    /// Vouches for what a test wrote straight into the tables, so that a verification takes it for the truth.
    pub fn vouch(&self) {
        let mut db = self.open();
        db.write(|db| seed::vouch(db, &self.installation))
            .expect("an entry of the administrator's");
    }

    /// Makes the office one that never had what these statements delete; before anybody has done anything.
    pub fn begin_without(&self, statements: &[&str]) {
        let mut db = self.open();
        let off = match self.engine {
            Engine::Sqlite => "DROP TRIGGER witnesses_no_delete; DROP TRIGGER event_log_no_delete;",
            Engine::Postgres => "SET session_replication_role = replica;",
        };
        let history = "DELETE FROM witnesses; DELETE FROM event_log; DELETE FROM event_heads;";
        for sql in [off, history].iter().chain(statements) {
            storage::execute_raw(&mut db, sql).expect("a statement of a test");
        }
        self.vouch();
    }

    /// A unit by its code.
    pub fn unit(&self, code: &str) -> &Unit {
        self.units.get(code).expect("a unit of the small tree")
    }

    /// A unit's id by its code.
    pub fn unit_id(&self, code: &str) -> UnitId {
        self.unit(code).id.into()
    }

    /// A unit's place in the tree by its code.
    pub fn unit_path(&self, code: &str) -> UnitPath {
        self.unit(code).path.clone()
    }

    /// A claim as it is stored now.
    pub fn claim(&self, handle: ClaimRef) -> domain::claim_record::ClaimRecord {
        storage::claims::find_all(&mut self.open(), &Scope::everything(), &[handle])
            .unwrap()
            .pop()
            .expect("the claim")
    }

    /// The code of a claim's state as it is stored now.
    pub fn state(&self, handle: ClaimRef) -> &'static str {
        self.claim(handle).state.name().code()
    }
}
