//! What an office has before the first claim: written straight into the tables, so that no test
//! depends on the commands it tests.

use crate::desk::{COUNTY_A, COUNTY_B, PROVINCE, UNIT_A, UNIT_B, UNIT_C};
use child_premium::Method;
use data_encoding::HEXLOWER;
use domain::fen::Fen;
use domain::period::PeriodState;
use domain::role::Role;
use domain::unit::{UnitLevel, UnitPath};
use domain::year::BenefitYear;
use policy::{Params, Programme};
use std::collections::BTreeMap;
use storage::couples::Naming;
use storage::operators::Operator;
use storage::people::{Identity, PersonRow};
use storage::periods::{Period, PeriodVersionRow};
use storage::plans::{Budget, UnitPlan};
use storage::units::Unit;
use storage::{Db, Key};
use workflow::{Installation, WorkflowError};

/// Code, name, parent, level and area of every unit, parents first.
const UNITS: &[(&str, &str, Option<&str>, UnitLevel, &str)] = &[
    (
        PROVINCE,
        "湖南省总工会",
        None,
        UnitLevel::Province,
        "430000",
    ),
    (
        "HN4301",
        "长沙市总工会",
        Some(PROVINCE),
        UnitLevel::Prefecture,
        "430100",
    ),
    (
        "HN4302",
        "株洲市总工会",
        Some(PROVINCE),
        UnitLevel::Prefecture,
        "430200",
    ),
    (
        COUNTY_A,
        "芙蓉区总工会",
        Some("HN4301"),
        UnitLevel::County,
        "430102",
    ),
    (
        COUNTY_B,
        "荷塘区总工会",
        Some("HN4302"),
        UnitLevel::County,
        "430202",
    ),
    (
        UNIT_A,
        "芙蓉区第一小学工会",
        Some(COUNTY_A),
        UnitLevel::Basic,
        "430102",
    ),
    (
        UNIT_C,
        "芙蓉区第二小学工会",
        Some(COUNTY_A),
        UnitLevel::Basic,
        "430102",
    ),
    (
        UNIT_B,
        "荷塘区第一医院工会",
        Some(COUNTY_B),
        UnitLevel::Basic,
        "430202",
    ),
];

/// Name, role and scope of every operator.
const OPERATORS: &[(&str, Role, &str)] = &[
    ("admin", Role::Admin, PROVINCE),
    ("admin2", Role::Admin, PROVINCE),
    ("clerk", Role::Clerk, PROVINCE),
    ("clerk2", Role::Clerk, PROVINCE),
    ("reviewer", Role::Reviewer, PROVINCE),
    ("reviewer2", Role::Reviewer, PROVINCE),
    ("approver", Role::Approver, PROVINCE),
    ("approver2", Role::Approver, PROVINCE),
    ("accountant", Role::Accountant, PROVINCE),
    ("accountant2", Role::Accountant, PROVINCE),
    ("cashier", Role::Cashier, PROVINCE),
    ("auditor", Role::Auditor, PROVINCE),
    ("supervisor", Role::Supervisor, PROVINCE),
    ("clerk-a", Role::Clerk, COUNTY_A),
    ("reviewer-a", Role::Reviewer, COUNTY_A),
    ("approver-a", Role::Approver, COUNTY_A),
];

/// The years with a period; only 2026 is open.
const PERIODS: &[(i16, PeriodState)] = &[(2026, PeriodState::Open), (2027, PeriodState::Draft)];

/// What each of A and B may spend from union funds in 2026, in fen: ten thousand children.
const BUDGET_FEN: i64 = 400_000_000;

pub(crate) fn all(db: &mut Db, installation: &Installation) -> BTreeMap<String, Unit> {
    let units = units(installation);
    db.write(|db| {
        let (keyring, effects) = (&installation.keyring, installation.effects.as_ref());
        workflow::install::remember_exports(db, keyring, effects, &installation.register)?;
        let rows: Vec<Unit> = UNITS.iter().map(|unit| units[unit.0].clone()).collect();
        storage::units::add(db, &rows)?;
        for row in operators(installation, &units) {
            storage::operators::add(db, &row)?;
        }
        for (year, state) in PERIODS {
            let (period, version) = period(installation, BenefitYear::new(*year), *state);
            storage::periods::add(db, &period, &version)?;
        }
        for code in [UNIT_A, UNIT_B] {
            fund(db, installation, units[code].id)?;
        }
        vouch(db, installation)?;
        Ok::<_, WorkflowError>(())
    })
    .expect("an office in an empty database");
    units
}

/// Vouches for what was written straight into the tables, as `admin`.
pub(crate) fn vouch(db: &mut Db, installation: &Installation) -> Result<(), WorkflowError> {
    let admin = storage::operators::by_name(db, "admin")?.id.into();
    let (keyring, now) = (&installation.keyring, installation.effects.now());
    workflow::audit::events::vouch_for_everything(db, keyring, admin, now)
}

/// Vouches for rosters that were written straight into the tables, as `admin`.
pub(crate) fn vouch_for_rosters(
    db: &mut Db,
    installation: &Installation,
    units: &[Key],
) -> Result<(), WorkflowError> {
    let admin = storage::operators::by_name(db, "admin")?.id.into();
    let (keyring, now) = (&installation.keyring, installation.effects.now());
    workflow::audit::events::vouch_for_rosters(db, keyring, admin, now, units)
}

/// Vouches for people who were written straight into the tables, as `admin`.
pub(crate) fn vouch_for_people(
    db: &mut Db,
    installation: &Installation,
    people: (&[PersonRow], &[Identity]),
) -> Result<(), WorkflowError> {
    let admin = storage::operators::by_name(db, "admin")?.id.into();
    let (keyring, now) = (&installation.keyring, installation.effects.now());
    workflow::audit::events::vouch_for_people(db, keyring, admin, now, people)
}

/// Puts couples on record and vouches for them, as `admin`.
pub(crate) fn vouch_for_couples(
    db: &mut Db,
    installation: &Installation,
    namings: &[Naming],
) -> Result<(), WorkflowError> {
    let admin = storage::operators::by_name(db, "admin")?.id.into();
    let (keyring, now) = (&installation.keyring, installation.effects.now());
    workflow::audit::events::vouch_for_couples(db, keyring, admin, now, namings)
}

fn units(installation: &Installation) -> BTreeMap<String, Unit> {
    let mut rows: BTreeMap<String, Unit> = BTreeMap::new();
    for (code, name, parent, level, area) in UNITS {
        let parent = parent.map(|code| rows[code].clone());
        let above = parent
            .as_ref()
            .map_or_else(UnitPath::root, |row| row.path.clone());
        let row = Unit {
            id: Key(installation.effects.uuid()),
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            level: *level,
            parent_id: parent.map(|row| row.id),
            path: above.below(code),
            credit_code: None,
            area_code: Some((*area).to_owned()),
            succeeded_by: None,
            succeeded_on: None,
            updated_at: installation.effects.now().0,
            revision: 0,
        };
        rows.insert((*code).to_owned(), row);
    }
    rows
}

fn operators(installation: &Installation, units: &BTreeMap<String, Unit>) -> Vec<Operator> {
    OPERATORS
        .iter()
        .map(|(name, role, scope)| Operator {
            id: Key(installation.effects.uuid()),
            name: (*name).to_owned(),
            role: *role,
            scope_path: units[*scope].path.clone(),
            sealed_identity: None,
            identity_index: None,
            active: true,
            created_at: installation.effects.now().0,
            created_by: None,
            revision: 0,
        })
        .collect()
}

fn period(
    installation: &Installation,
    year: BenefitYear,
    state: PeriodState,
) -> (Period, PeriodVersionRow) {
    let programme = programme(installation);
    let params = programme
        .snapshot(programme.shipped_params(), year)
        .expect("shipped parameters of the year");
    let digest = HEXLOWER.encode(&installation.keyring.digest(params.as_bytes()));
    let version = Params {
        version: year.to_string(),
        text: params.clone(),
    };
    let terms = programme.bind(&version).expect("sound parameters").terms();
    let (id, at) = (
        Key(installation.effects.uuid()),
        installation.effects.now().0,
    );
    let row = Period {
        id,
        programme: programme.id().to_owned(),
        benefit_year: year.get(),
        state,
        version: 1,
        params: params.clone(),
        digest: digest.clone(),
        window_open: terms.window.open,
        window_close: terms.window.close,
        benefit_start: terms.benefit.open,
        benefit_end: terms.benefit.close,
        standard: terms.standard,
        invented: terms.invented,
        updated_at: at,
        revision: 0,
    };
    let made_by = Key(installation.effects.uuid());
    (
        row,
        PeriodVersionRow {
            period_id: id,
            version: 1,
            params,
            digest,
            at,
            made_by,
        },
    )
}

fn programme(installation: &Installation) -> &dyn Programme {
    installation
        .registry
        .find(child_premium::ID)
        .expect("the programme of the tests")
}

/// A plan for every mode, and a budget from both funding sources.
fn fund(db: &mut Db, installation: &Installation, unit: Key) -> Result<(), WorkflowError> {
    for mode in Method::ALL {
        let shared = mode == Method::Shared;
        storage::plans::put(
            db,
            &UnitPlan {
                unit_id: unit,
                programme: child_premium::ID.to_owned(),
                benefit_year: 2026,
                method: mode.spec().method(),
                amount: None,
                ratio_bp: Some(if shared { 5_000 } else { 10_000 }),
                minutes: "工会委员会纪要〔2025〕8号".to_owned(),
                updated_at: installation.effects.now().0,
                revision: 0,
            },
        )?;
    }
    for source in installation.registry.sources() {
        storage::plans::put_budget(
            db,
            &Budget {
                unit_id: unit,
                calendar_year: 2026,
                source: source.source(),
                total: Fen::new(BUDGET_FEN),
                reserved: Fen::ZERO,
                minutes: "批复〔2026〕1号".to_owned(),
                updated_at: installation.effects.now().0,
                revision: 0,
            },
        )?;
    }
    Ok(())
}
