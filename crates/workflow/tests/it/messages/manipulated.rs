//! Everything that decides money or access, column by column: whoever owns the tables changes one value, or takes a row away,
//! and the verification says where. A column that decides neither stands in a list, with the reason; a new one cannot be
//! forgotten, because it is in neither.

use super::claims::{file, open};
use super::institutions;
use super::*;
use crate::office::{all_paid, audited, exported, sealed, sealed_of};
use crate::payments::tampering::try_tamper;
use domain::announcement::AnnouncementKind;
use domain::batch::Channel;
use domain::year::BenefitYear;
use rehearsal::rows::{claims_csv, members_csv, units_csv};
use rehearsal::{ClaimRow, MemberRow, UnitRow};
use std::collections::BTreeSet;
use storage::shape::{self, KeyKind, Table};
use test_support::{ClaimSpec, Document, TestDb, UNIT_B, on_both};
use workflow::audit::{self, Bad, Verified};
use workflow::duplicates::{self, Verdict};
use workflow::intake::imports::mappings;
use workflow::participation::{MakeUp, make_up};
use workflow::payments::batches::Format;
use workflow::proposals::announcements::{self, NewAnnouncement};
use workflow::proposals::{self, Which, keys, rulings};

const STAY: Bill = Bill::new(1, "S1", "V1", 0, 10_000);
const OTHER: Bill = Bill::new(3, "S3", "V3", 7, 10_000);
const LARGE: Bill = Bill::new(2, "S2", "V2", 1, 20_000);

/// The one column that is computed from others by the database itself.
const DERIVED: &str = "held_until";
/// What stands in the list for a row that is put there or taken away.
const MORE: &str = "a row more";
const LESS: &str = "a row less";

/// What may change unseen: table, column (`*` for all of the table), and why it decides neither money nor access. A table `*`
/// is every table.
const FREE: &[(&str, &str, &str)] = &[
    (
        "*",
        "revision",
        "counts the writes; who reads an old one is only told to look again",
    ),
    ("*", "updated_at", "when something was written last"),
    (
        "bulk_acts",
        "*",
        "how far an act has come; what it did stands with each claim",
    ),
    (
        "bulk_items",
        "*",
        "how far an act has come; what it did stands with each claim",
    ),
    (
        "claim_events",
        "decision_id",
        "which decision an event shows; the decisions are vouched for",
    ),
    (
        "claim_events",
        "id",
        "names the row and orders events of one moment",
    ),
    (
        "claim_figures",
        "folded",
        "whether a figure was added up; the figures are held against the claims",
    ),
    ("claim_figures", "id", "names the row"),
    (
        "claims",
        "again_on",
        "when a claim is weighed by itself; whoever approves weighs it anew",
    ),
    (
        "claims",
        "created_at",
        "shown; the chain has the moment of every act",
    ),
    ("claims", "updated_by", "shown; the chain says who did what"),
    (
        "couples",
        "declared_at",
        "when somebody was first named; a couple counts since whenever",
    ),
    (
        "couples",
        "unit_id",
        "who named them first; a couple counts whoever named them",
    ),
    (
        "decisions",
        "causes",
        "repeats the body, for lists and counts; the body is vouched for",
    ),
    (
        "export_entries",
        "written",
        "whether the register's file has the line, which the file says itself",
    ),
    ("ledger_entries", "id", "names the row"),
    (
        "match_checks",
        "*",
        "counts only with a keyed digest of the row; a claim without it is compared before it is approved",
    ),
    (
        "match_frequencies",
        MORE,
        "known by its digest; no model names it",
    ),
    ("name_forms", "*", "how a name may be typed in a search"),
    ("notices", "attempts", "how often a notice was tried"),
    ("notices", "fault", "why a notice was not taken"),
    (
        "notices",
        "next_at",
        "when a notice is tried again; one that is put off for days is found",
    ),
    ("operator_notes", "*", "an operator's own notes and drafts"),
    (
        "pending_reassessments",
        "*",
        "what is weighed anew by itself; whoever approves weighs it anyway",
    ),
    (
        "pending_weighings",
        "*",
        "what is weighed anew by itself; whoever files weighs it anyway",
    ),
    (
        "presences",
        "*",
        "who looks at what: a courtesy that expires by itself",
    ),
    (
        "slots",
        "case_id",
        "whether a supplement waits for a case; the claims' own cases are vouched for",
    ),
    (
        "waiting_messages",
        "*",
        "what a human is asked to read; a message brings nothing before it is weighed with its account",
    ),
];

/// Which row is changed, where the first one says nothing.
const ROWS: &[(&str, &str)] = &[
    // One that is free is as if it were not there.
    ("slots", "occupancy <> 'free'"),
];

fn take_in(desk: &Desk, operator: &str, profile: &str, text: &str) -> ImportReport {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sheet.csv");
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions::of(child_premium::ID);
    imports::run(
        &mut desk.session(operator),
        profile,
        &path,
        &options,
        &mut |_| {},
    )
    .unwrap()
}

/// An office that has done a bit of everything, with both programmes.
fn everything_done(desk: &Desk) {
    let admin = &mut desk.session("admin");
    keys::add(admin, "cashier", &crate::payments::records::public_key(1)).unwrap();
    let programme = child_premium::programme();
    let option = programme.options().first().unwrap();
    let ruling = rulings::NewRuling {
        programme: child_premium::ID,
        option: option.key,
        value: option.values[0].code,
        document: "会议纪要〔2026〕1号",
        decided_on: desk.today,
    };
    rulings::propose(admin, &ruling).unwrap();
    proposals::approve(&mut desk.session("admin2"), &Which::All).unwrap();
    // Unions, rosters, saved headers, a refused file.
    let mut county = UnitRow::small_tree(0)
        .into_iter()
        .find(|unit| unit.code == test_support::COUNTY_A)
        .unwrap();
    county.parent = "HN4302".to_owned();
    take_in(desk, "admin", "units", &units_csv(&[county]));
    let by_name = MemberRow {
        spouse_id: String::new(),
        ..MemberRow::ordinary(23, UNIT_A)
    };
    let otherwise = MemberRow {
        name: "赵另名".to_owned(),
        ..MemberRow::ordinary(21, UNIT_B)
    };
    let roster = [
        MemberRow::ordinary(21, UNIT_A),
        MemberRow::ordinary(22, UNIT_A),
        by_name,
    ];
    take_in(desk, "clerk", "members", &members_csv(&roster));
    take_in(desk, "clerk", "members", &members_csv(&[otherwise]));
    let mut clerk = desk.session("clerk");
    mappings::save(
        &mut clerk,
        child_premium::ID,
        "claims",
        UNIT_A,
        "小孩号码",
        "child_id",
    )
    .unwrap();
    let claims: Vec<ClaimRow> = [21, 22].map(ClaimRow::ordinary).into();
    let report = take_in(desk, "clerk", "claims", &claims_csv(&claims));
    assert_eq!(report.accepted, 2, "{:?}", report.findings);
    take_in(desk, "clerk", "claims", "没有,表头\n1,2\n");
    let announcement = NewAnnouncement {
        programme: child_premium::ID,
        year: BenefitYear::new(2026),
        unit: UNIT_A,
        held_on: desk.today,
        kind: AnnouncementKind::Notice,
        document: "公告栏照片",
    };
    announcements::record(&mut desk.session("reviewer"), &announcement).unwrap();
    // Cases: one decided, whose two numbers are one child, and one open.
    let first = desk.file_claim(&ClaimSpec::of(1).with(Document::Certificate));
    let second = desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
    let case = desk.claim(second).case.expect("a case");
    let verdict = Verdict::KeepOne {
        claim: first,
        chosen_by: "母亲，2026-01-12，选择书".to_owned(),
        details_of: None,
    };
    duplicates::resolve(&mut desk.session("supervisor"), case, &verdict, "核对原件").unwrap();
    desk.declare_couple(&mut desk.session("clerk"), 3);
    desk.file_claim(&ClaimSpec::of(3));
    desk.file_claim(&ClaimSpec::of(3).by_spouse().at(UNIT_B));
    crate::similar::file_twice(desk, 7);
    // Payments of union funds.
    desk.approved_claim(&ClaimSpec::of(4));
    let paid = sealed(desk, Channel::MemberBank);
    exported(desk, paid, Format::Csv);
    all_paid(desk, paid);
    desk.approved_claim(&ClaimSpec::of(5));
    sealed(desk, Channel::MemberBank);
    desk.approved_claim(&ClaimSpec::of(6));
    // Mutual aid.
    open(desk);
    institutions::put(desk, institutions::ACCOUNT);
    enrol(desk, &[1, 2, 3]);
    institutions::at_counter(desk, STAY);
    receive(desk, &[LARGE.settle(), OTHER.settle()]);
    file(desk);
    let benefits = sealed_of(desk, ID, Channel::MemberBank);
    exported(desk, benefits, Format::Csv);
    make_up(
        &mut desk.session("accountant"),
        &MakeUp {
            programme: ID.to_owned(),
            scheme: "pinghu-2025".to_owned(),
            unit: UNIT_A.to_owned(),
            amount: Fen::new(400_000),
            paid_on: desk.today,
            document: "工会委员会纪要〔2025〕3号".to_owned(),
        },
    )
    .unwrap();
    audit::seal(&mut desk.session("auditor"))
        .unwrap()
        .expect("a seal");
}

/// What may stand in the place of a column's value: one made up from it, that of another row, and nothing.
fn others(desk: &Desk, table: &str, column: &str) -> [String; 3] {
    let other_row = format!(
        "(SELECT o.{column} FROM {table} o WHERE o.{column} <> {table}.{column} ORDER BY 1 LIMIT 1)"
    );
    [another(desk, table, column), other_row, "NULL".to_owned()]
}

/// Another value than this column's, whatever its type.
fn another(desk: &Desk, table: &str, column: &str) -> String {
    match desk.engine() {
        Engine::Postgres => format!("another({column})"),
        Engine::Sqlite => format!(
            "CASE typeof({column})
                 WHEN 'integer' THEN CASE WHEN {column} IN (0, 1) THEN 1 - {column} ELSE {column} + 1 END
                 WHEN 'blob' THEN randomblob(max(length({column}), 1))
                 WHEN 'text' THEN CASE WHEN {column} LIKE '____-__-__' THEN date({column}, '+1 day') ELSE {column} || 'x' END
                 ELSE (SELECT CASE type WHEN 'BLOB' THEN randomblob(16) WHEN 'DATE' THEN '2026-01-01' WHEN 'TEXT' THEN 'x' ELSE 1 END
                       FROM pragma_table_info('{table}') WHERE name = '{column}') END"
        ),
    }
}

const ANOTHER: &str = "
CREATE FUNCTION another(v BIGINT) RETURNS BIGINT LANGUAGE SQL AS 'SELECT COALESCE(v + 1, 1)';
CREATE FUNCTION another(v INTEGER) RETURNS INTEGER LANGUAGE SQL AS 'SELECT COALESCE(v + 1, 1)';
CREATE FUNCTION another(v SMALLINT) RETURNS SMALLINT LANGUAGE SQL AS 'SELECT COALESCE(v + 1::SMALLINT, 1::SMALLINT)::SMALLINT';
CREATE FUNCTION another(v BOOLEAN) RETURNS BOOLEAN LANGUAGE SQL AS 'SELECT NOT COALESCE(v, FALSE)';
CREATE FUNCTION another(v DATE) RETURNS DATE LANGUAGE SQL AS 'SELECT COALESCE(v + 1, DATE ''2026-01-01'')';
CREATE FUNCTION another(v TEXT) RETURNS TEXT LANGUAGE SQL AS 'SELECT COALESCE(v || ''x'', ''x'')';
CREATE FUNCTION another(v BYTEA) RETURNS BYTEA LANGUAGE SQL AS
    'SELECT CASE WHEN length(v) > 0 THEN set_byte(v, length(v) - 1, get_byte(v, length(v) - 1) # 1)
            ELSE ''\\x00112233445566778899aabbccddeeff''::BYTEA END';
";

fn is_free(table: &str, column: &str) -> bool {
    let is = |listed: &str, this: &str| listed == "*" || listed == this;
    FREE.iter().any(|(t, c, _)| is(t, table) && is(c, column))
}

fn raw(desk: &Desk, sql: &str) {
    storage::execute_raw(&mut desk.open(), sql).unwrap();
}

/// A table of an office that has done everything.
struct Manipulated<'w> {
    desk: &'w Desk,
    table: &'w str,
    shape: &'w Table,
}

/// Whether a manipulation went through, and what the verification says.
enum Outcome {
    /// The database refuses it, or nothing was changed by it.
    Refused,
    Seen(Bad),
    Unseen(String),
}

impl Manipulated<'_> {
    /// Every manipulation that is to be seen: what it is called, and the ways to do it.
    fn all(&self) -> Vec<(&str, Vec<String>)> {
        let table = self.table;
        let row = self.row(self.primary()[0].as_str());
        let mut all = vec![
            (LESS, vec![format!("DELETE FROM {table} WHERE {row}")]),
            (MORE, self.insertions()),
        ];
        for column in self.columns() {
            let row = self.row(column);
            let values = others(self.desk, table, column).into_iter();
            let sql =
                values.map(|value| format!("UPDATE {table} SET {column} = {value} WHERE {row}"));
            all.push((column, sql.collect()));
        }
        all.retain(|(name, _)| !is_free(table, name));
        all
    }

    /// One more row, like another and with something else in one of its keys, or in all of them.
    fn insertions(&self) -> Vec<String> {
        let (table, columns) = (self.table, self.columns());
        let unique = self
            .shape
            .keys
            .iter()
            .filter(|key| !matches!(key.kind, KeyKind::Foreign(_)));
        let unique: BTreeSet<&str> = unique
            .flat_map(|key| &key.columns)
            .map(String::as_str)
            .collect();
        let row = self.row(self.primary()[0].as_str());
        let one_by_one = unique.iter().map(|column| BTreeSet::from([*column]));
        let sets: Vec<BTreeSet<&str>> = one_by_one.chain([unique.clone()]).collect();
        sets.iter()
            .map(|changed| {
                let value = |column: &&str| {
                    if changed.contains(column) {
                        another(self.desk, table, column)
                    } else {
                        (*column).to_owned()
                    }
                };
                let values: Vec<String> = columns.iter().map(value).collect();
                let (columns, values) = (columns.join(", "), values.join(", "));
                format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {row}")
            })
            .collect()
    }

    fn primary(&self) -> &[String] {
        let mut keys = self.shape.keys.iter();
        let primary = keys.find(|key| key.kind == KeyKind::Primary);
        &primary.expect(self.table).columns
    }

    /// The first row that says something in this column.
    fn row(&self, column: &str) -> String {
        let (table, key) = (self.table, self.primary().join(", "));
        let such = ROWS.iter().find(|(listed, _)| *listed == table);
        let such = such.map_or("TRUE", |(_, such)| such);
        format!(
            "({key}) IN (SELECT {key} FROM {table} WHERE {such} ORDER BY {column} IS NULL, {key} LIMIT 1)"
        )
    }

    /// The columns that can be written.
    fn columns(&self) -> Vec<&str> {
        let all = self.shape.columns.iter().map(String::as_str);
        all.filter(|column| *column != DERIVED).collect()
    }

    fn is_empty(&self) -> bool {
        let count = format!("INSERT INTO probe SELECT count(*) FROM {}", self.table);
        storage::execute_raw(&mut self.desk.open(), &count).is_err()
    }

    fn keep(&self) {
        raw(
            self.desk,
            &format!("CREATE TABLE kept AS SELECT * FROM {}", self.table),
        );
    }

    fn put_back(&self) {
        let (table, columns) = (self.table, self.columns().join(", "));
        let sql = format!(
            "DELETE FROM {table}; INSERT INTO {table} ({columns}) SELECT {columns} FROM kept"
        );
        try_tamper(self.desk, table, &sql).unwrap();
    }

    fn is_changed(&self) -> bool {
        let (table, columns) = (self.table, self.columns().join(", "));
        let differs = format!(
            "INSERT INTO probe SELECT count(*) FROM (
                 SELECT * FROM (SELECT {columns} FROM {table} EXCEPT SELECT {columns} FROM kept) a
                 UNION ALL SELECT * FROM (SELECT {columns} FROM kept EXCEPT SELECT {columns} FROM {table}) b) c"
        );
        storage::execute_raw(&mut self.desk.open(), &differs).is_ok()
    }

    fn outcome(&self, sql: &str) -> Outcome {
        // A row that refers to nothing decides nothing, so a row more has to fit the others.
        let done = if sql.starts_with("INSERT") {
            storage::execute_raw(&mut self.desk.open(), sql)
        } else {
            try_tamper(self.desk, self.table, sql)
        };
        if done.is_err() || !self.is_changed() {
            return Outcome::Refused;
        }
        let outcome = match audit::verify(&mut self.desk.session("auditor")) {
            Err(error) => Outcome::Unseen(format!("{error:?}")),
            Ok(Verified {
                first_bad: None, ..
            }) => Outcome::Unseen("nothing is said".to_owned()),
            Ok(Verified {
                first_bad: Some(bad),
                ..
            }) => Outcome::Seen(bad),
        };
        self.put_back();
        outcome
    }
}

/// What is said leads to the row: by its place, or by the chain, claim, budget or figures it belongs to.
fn leads_somewhere(bad: &Bad) -> bool {
    bad.record.is_some()
        || bad.subject.is_some()
        || bad.seq.is_some()
        || ["budget", "figures"].contains(&bad.code)
}

#[test]
fn whatever_decides_money_or_access_is_seen_in_every_column_of_every_table() {
    on_both(|db: &TestDb| {
        let desk = &Desk::install_programmes(
            db,
            Limits::default(),
            vec![mutual_aid::programme(Some("330482"))],
        );
        everything_done(desk);
        assert_eq!(audited(desk).first_bad, None);
        let schema = shape::of(&mut desk.open()).unwrap();
        raw(desk, "CREATE TABLE probe (n BIGINT CHECK (n > 0))");
        if desk.engine() == Engine::Postgres {
            raw(desk, ANOTHER);
        }
        let mut unseen = Vec::new();
        for (table, shape) in schema.iter().filter(|(table, _)| !is_free(table, "*")) {
            let table = Manipulated { desk, table, shape };
            if table.is_empty() {
                unseen.push(format!("{}: nothing there", table.table));
                continue;
            }
            table.keep();
            for (name, ways) in table.all() {
                // The first way that the database lets pass.
                let outcomes = ways.iter().map(|sql| table.outcome(sql));
                let passed = outcomes
                    .into_iter()
                    .find(|outcome| !matches!(outcome, Outcome::Refused));
                let fault = match passed {
                    None | Some(Outcome::Refused) => continue,
                    Some(Outcome::Seen(bad)) if leads_somewhere(&bad) => continue,
                    Some(Outcome::Seen(bad)) => format!("{bad:?} leads nowhere"),
                    Some(Outcome::Unseen(said)) => said,
                };
                unseen.push(format!("{}.{name}: {fault}", table.table));
            }
            raw(desk, "DROP TABLE kept");
        }
        assert_eq!(audited(desk).first_bad, None);
        assert!(unseen.is_empty(), "{unseen:#?}");
    });
}
