//! The only file that asks which engine it is talking to.

use crate::db::{DatabaseUrl, Db};
use crate::error::StorageError;
use crate::rights::Right;
use crate::server::Server;
use diesel::connection::{AnsiTransactionManager, SimpleConnection};
use diesel::dsl::sql;
use diesel::migration::MigrationSource;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::collections::BTreeSet;
use std::time::Duration;

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// Waiting behind another writer instead of failing, every commit on disk.
const SQLITE_SETUP: &str =
    "PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

const SQLITE_LOG: &str = "PRAGMA busy_timeout = 0; PRAGMA journal_mode = WAL";
/// Times a first opening tries again to turn the file to its write-ahead log, and the pause between: half a minute.
const LOG_TRIES_MAX: u32 = 1_500;
const LOG_PAUSE: Duration = Duration::from_millis(20);

/// Turns the file to its write-ahead log. Of several that open a new file at once the engine lets none wait here: it tells
/// all but one that the file is locked, whatever the time-out.
fn keep_a_log(conn: &mut SqliteConnection) -> Result<(), StorageError> {
    let mut tries = 0;
    loop {
        match conn.batch_execute(SQLITE_LOG).map_err(StorageError::from) {
            Err(StorageError::Busy(_)) if tries < LOG_TRIES_MAX => {
                tries += 1;
                std::thread::sleep(LOG_PAUSE);
            }
            done => return done,
        }
    }
}

/// Up to 64 MiB of pages stay in memory: an import that goes beyond the usual 2 MiB reads its own pages back.
const SQLITE_MUCH: &str = "PRAGMA cache_size = -65536";
/// What SQLite begins with; a console has several connections and little memory.
const SQLITE_USUAL: &str = "PRAGMA cache_size = -2000; PRAGMA shrink_memory";

/// Gives the connection memory for much work, or takes it back.
pub(crate) fn expect_much(db: &mut Db, much: bool) -> Result<(), StorageError> {
    match db {
        // The server has memory of its own.
        Db::Pg(_) => Ok(()),
        Db::Sq(conn) => Ok(conn.batch_execute(if much { SQLITE_MUCH } else { SQLITE_USUAL })?),
    }
}

/// A lock is waited for, but never for ever; a client that died gives its locks back.
const POSTGRES_SETUP: &str = "SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '120s'; \
     SET client_min_messages = warning; SET timezone = 'UTC';";

pub(crate) fn connect(url: &DatabaseUrl) -> Result<Db, StorageError> {
    match url {
        DatabaseUrl::Postgres(url) => {
            let mut conn = PgConnection::establish(url).map_err(StorageError::Connect)?;
            conn.batch_execute(POSTGRES_SETUP)?;
            Ok(Db::Pg(conn))
        }
        DatabaseUrl::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(path).map_err(StorageError::Connect)?;
            keep_a_log(&mut conn)?;
            conn.batch_execute(SQLITE_SETUP)?;
            Ok(Db::Sq(conn))
        }
    }
}

pub(crate) fn begin_write(db: &mut Db) -> Result<(), StorageError> {
    match db {
        Db::Pg(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN")?,
        Db::Sq(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?,
    }
    Ok(())
}

/// SQLite's deferred transaction sees the file as it was at its first read.
pub(crate) fn begin_snapshot(db: &mut Db) -> Result<(), StorageError> {
    match db {
        Db::Pg(conn) => AnsiTransactionManager::begin_transaction_sql(
            conn,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        )?,
        Db::Sq(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN DEFERRED")?,
    }
    Ok(())
}

/// The advisory lock of whoever changes the schema; the number only has to be no other lock's.
const SCHEMA_LOCK: i64 = 0x0060_6e67_6261_6f01;

/// Brings the schema up to date; does nothing when it is. Of several processes one does it, the others wait for it.
///
/// # Errors
/// [`StorageError::Migration`].
pub fn migrate(db: &mut Db) -> Result<(), StorageError> {
    let done = match db {
        Db::Pg(conn) => alone_in_schema(conn, |conn| {
            conn.run_pending_migrations(POSTGRES).map(|_| ())
        }),
        // The write lock of the file, held over all of them.
        Db::Sq(conn) => {
            conn.immediate_transaction(|conn| conn.run_pending_migrations(SQLITE).map(|_| ()))
        }
    };
    done.map_err(|cause| StorageError::Migration(cause.to_string()))
}

type Migrated = diesel::migration::Result<()>;

/// Holds the schema's lock for the session, as an index is built outside of any transaction. It is asked for again and
/// again instead of waited for: a build of an index waits for every statement that runs, and so would wait for the waiter.
fn alone_in_schema(
    conn: &mut PgConnection,
    work: impl FnOnce(&mut PgConnection) -> Migrated,
) -> Migrated {
    let take = format!("pg_try_advisory_lock({SCHEMA_LOCK})");
    while !diesel::select(sql::<Bool>(&take)).get_result::<bool>(conn)? {
        conn.batch_execute("SELECT pg_sleep(0.05)")?;
    }
    let done = work(conn);
    let given_back = conn.batch_execute(&format!("SELECT pg_advisory_unlock({SCHEMA_LOCK})"));
    done.and(given_back.map_err(Into::into))
}

/// Takes every migration back, for tests of the way down.
///
/// # Errors
/// [`StorageError::Migration`].
pub fn unmigrate(db: &mut Db) -> Result<(), StorageError> {
    let done = match db {
        Db::Pg(conn) => conn.revert_all_migrations(POSTGRES).map(|_| ()),
        Db::Sq(conn) => conn.revert_all_migrations(SQLITE).map(|_| ()),
    };
    done.map_err(|cause| StorageError::Migration(cause.to_string()))
}

/// Takes back the migrations after the one of this number, for tests of the way up from a schema that was released.
///
/// # Errors
/// [`StorageError::Migration`].
pub fn unmigrate_to(db: &mut Db, number: &str) -> Result<(), StorageError> {
    let failed = |cause: Box<dyn std::error::Error + Send + Sync>| {
        StorageError::Migration(cause.to_string())
    };
    loop {
        let applied = match db {
            Db::Pg(conn) => conn.applied_migrations(),
            Db::Sq(conn) => conn.applied_migrations(),
        };
        let applied = applied.map_err(failed)?;
        if applied
            .iter()
            .all(|version| version.to_string().as_str() <= number)
        {
            return Ok(());
        }
        match db {
            Db::Pg(conn) => conn.revert_last_migration(POSTGRES).map(|_| ()),
            Db::Sq(conn) => conn.revert_last_migration(SQLITE).map(|_| ()),
        }
        .map_err(failed)?;
    }
}

/// Some migration has not been run.
///
/// # Errors
/// [`StorageError::Migration`].
pub fn needs_migration(db: &mut Db) -> Result<bool, StorageError> {
    // The library would make its table in order to look into it: two processes would make it at once, and the program's
    // own role may make none.
    if !has_migrations(db)? {
        return Ok(true);
    }
    let run: Vec<String> = match db {
        Db::Pg(conn) => sql::<Text>(MIGRATIONS_RUN).load(conn)?,
        Db::Sq(conn) => sql::<Text>(MIGRATIONS_RUN).load(conn)?,
    };
    let run: BTreeSet<String> = run.into_iter().collect();
    match db {
        Db::Pg(_) => some_missing::<diesel::pg::Pg>(&POSTGRES, &run),
        Db::Sq(_) => some_missing::<diesel::sqlite::Sqlite>(&SQLITE, &run),
    }
}

const MIGRATIONS_RUN: &str = "SELECT version FROM __diesel_schema_migrations";

fn some_missing<DB: diesel::backend::Backend>(
    source: &EmbeddedMigrations,
    run: &BTreeSet<String>,
) -> Result<bool, StorageError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known = MigrationSource::<DB>::migrations(source)
        .map_err(|cause| StorageError::Migration(cause.to_string()))?;
    Ok(known
        .iter()
        .any(|one| !run.contains(&one.name().version().to_string())))
}

/// Some migration has been run.
fn has_migrations(db: &mut Db) -> Result<bool, StorageError> {
    let (table, there) = match db {
        Db::Pg(_) => ("pg_tables", "tablename"),
        Db::Sq(_) => ("sqlite_master", "name"),
    };
    let look =
        format!("EXISTS (SELECT 1 FROM {table} WHERE {there} = '__diesel_schema_migrations')");
    Ok(diesel::select(sql::<Bool>(&look)).get_result(db)?)
}

/// A column or a part of a key, as the engine's own catalogue has it.
#[derive(QueryableByName)]
pub(crate) struct SchemaPart {
    #[diesel(sql_type = Text)]
    pub(crate) table_name: String,
    /// `column`, `primary`, `unique`, `foreign`, or `numbered` where the engine hands out numbers.
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    #[diesel(sql_type = Text)]
    pub(crate) key_name: String,
    #[diesel(sql_type = Text)]
    pub(crate) column_name: String,
    /// The table a foreign key refers to.
    #[diesel(sql_type = Text)]
    pub(crate) target: String,
}

/// Generated columns are in `table_xinfo` only.
const SQLITE_SCHEMA: &str = r#"
SELECT m.name AS table_name, 'column' AS kind, '' AS key_name, c.name AS column_name, '' AS target, c.cid AS seq
  FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'
UNION ALL
SELECT m.name, CASE i.origin WHEN 'pk' THEN 'primary' ELSE 'unique' END, i.name, coalesce(x.name, ''), '', x.seqno
  FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) x WHERE m.type = 'table' AND i."unique"
UNION ALL
SELECT m.name, 'foreign', CAST(f.id AS TEXT), f."from", f."table", f.seq
  FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
UNION ALL
SELECT m.name, 'numbered', '', c.name, '', 0
  FROM sqlite_master m, pragma_table_info(m.name) c
 WHERE m.type = 'table' AND c.pk > 0 AND upper(c.type) = 'INTEGER' AND upper(m.sql) NOT LIKE '%WITHOUT ROWID%'
   AND (SELECT count(*) FROM pragma_table_info(m.name) k WHERE k.pk > 0) = 1
ORDER BY 1, 2, 3, 6"#;

const POSTGRES_SCHEMA: &str = "
SELECT table_name::text AS table_name, 'column' AS kind, '' AS key_name, column_name::text AS column_name,
       '' AS target, ordinal_position::bigint AS seq
  FROM information_schema.columns WHERE table_schema = current_schema()
UNION ALL
SELECT t.relname::text, CASE WHEN i.indisprimary THEN 'primary' ELSE 'unique' END, x.relname::text,
       coalesce(a.attname::text, ''), '', k.ord
  FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
 CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(att, ord)
  LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.att
 WHERE i.indisunique AND k.ord <= i.indnkeyatts AND t.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT t.relname::text, 'foreign', c.conname::text, a.attname::text, f.relname::text, k.ord
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
 CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(att, ord)
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.att
 WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
UNION ALL
SELECT c.relname::text, 'numbered', '', '', '', 0
  FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = current_schema()::regnamespace
ORDER BY 1, 2, 3, 6";

/// What the engine's catalogue says of tables and keys, the columns of a key in their order.
pub(crate) fn schema_parts(db: &mut Db) -> Result<Vec<SchemaPart>, StorageError> {
    Ok(match db {
        Db::Pg(conn) => diesel::sql_query(POSTGRES_SCHEMA).load(conn)?,
        Db::Sq(conn) => diesel::sql_query(SQLITE_SCHEMA).load(conn)?,
    })
}

/// What binds a role.
#[derive(QueryableByName)]
pub(crate) struct Standing {
    /// It is a superuser or a member of the role that owns the tables.
    #[diesel(sql_type = Bool)]
    pub(crate) owns: bool,
    #[diesel(sql_type = Bool)]
    pub(crate) makes_tables: bool,
}

const STANDING: &str = "
SELECT coalesce(bool_or(pg_has_role(r.oid, t.relowner, 'MEMBER')), r.rolsuper) AS owns,
       has_schema_privilege(r.oid, current_schema(), 'CREATE') AS makes_tables
  FROM pg_roles r LEFT JOIN pg_class t ON t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace
 WHERE r.rolname = $1 GROUP BY r.oid, r.rolsuper";

/// What binds a role of this name.
pub(crate) fn standing(db: &mut Db, role: &str) -> Result<Standing, StorageError> {
    let Db::Pg(conn) = db else {
        return Err(StorageError::NoRoles);
    };
    let found = diesel::sql_query(STANDING)
        .bind::<Text, _>(role)
        .get_result(conn)
        .optional()?;
    found.ok_or_else(|| StorageError::Role {
        role: role.to_owned(),
        bound: true,
    })
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
    column_name: Option<String>,
    #[diesel(sql_type = Text)]
    action: String,
}

/// A right to a table is one to all of its columns.
const HELD: &str = "
WITH t AS (SELECT oid, relname::text AS name FROM pg_class
            WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = current_schema()::regnamespace)
SELECT t.name AS table_name, NULL AS column_name, p AS action
  FROM t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
 WHERE has_table_privilege($1, t.oid, p)
UNION ALL
SELECT t.name, a.attname::text, p
  FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped,
       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p
 WHERE has_column_privilege($1, t.oid, a.attnum, p) AND NOT has_table_privilege($1, t.oid, p)";

/// Every right a role has to tables and columns, however it came by it.
pub(crate) fn held(db: &mut Db, role: &str) -> Result<Vec<Right>, StorageError> {
    let Db::Pg(conn) = db else {
        return Err(StorageError::NoRoles);
    };
    let rows: Vec<Held> = diesel::sql_query(HELD).bind::<Text, _>(role).load(conn)?;
    let right = |row: Held| Right {
        table: row.table_name,
        column: row.column_name,
        action: row.action,
    };
    Ok(rows.into_iter().map(right).collect())
}

/// Every table, those of the engine left out.
pub(crate) fn table_names(db: &mut Db) -> Result<Vec<String>, StorageError> {
    let names: Vec<TableName> = match db {
        Db::Pg(conn) => diesel::sql_query(
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1",
        )
        .load(conn)?,
        Db::Sq(conn) => diesel::sql_query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1",
        )
        .load(conn)?,
    };
    Ok(names.into_iter().map(|table| table.name).collect())
}

#[derive(QueryableByName)]
struct TableName {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

/// The one value of a statement that calls it `number`.
pub(crate) fn number(db: &mut Db, statement: &str) -> Result<i64, StorageError> {
    let found: Number = match db {
        Db::Pg(conn) => diesel::sql_query(statement).get_result(conn)?,
        Db::Sq(conn) => diesel::sql_query(statement).get_result(conn)?,
    };
    Ok(found.number)
}

/// What the database takes on the disk, in bytes.
pub(crate) fn size(db: &mut Db) -> Result<i64, StorageError> {
    let statement = match db {
        Db::Pg(_) => "SELECT pg_database_size(current_database()) AS number",
        Db::Sq(_) => {
            "SELECT page_count * page_size AS number FROM pragma_page_count(), pragma_page_size()"
        }
    };
    number(db, statement)
}

/// The migration that was run last.
pub(crate) fn last_migration(db: &mut Db) -> Result<String, StorageError> {
    let last = sql::<Text>("SELECT MAX(version) FROM __diesel_schema_migrations");
    Ok(match db {
        Db::Pg(conn) => last.get_result(conn)?,
        Db::Sq(conn) => last.get_result(conn)?,
    })
}

/// A name by which `pg_dump` sees exactly what this transaction sees, for as long as it lasts.
pub(crate) fn export_snapshot(db: &mut Db) -> Result<String, StorageError> {
    asked(db, "pg_export_snapshot()")
}

#[derive(QueryableByName)]
struct ServerRow {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Bool)]
    waits_for_disk: bool,
    #[diesel(sql_type = Text)]
    commit: String,
    #[diesel(sql_type = Text)]
    standbys: String,
    #[diesel(sql_type = Bool)]
    checksums: bool,
    #[diesel(sql_type = Bool)]
    archives: bool,
    #[diesel(sql_type = Bool)]
    archive_fails: bool,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    client_check_ms: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    now_us: i64,
}

const SERVER: &str = "
SELECT current_setting('server_version') AS version,
       current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on' AS waits_for_disk,
       current_setting('synchronous_commit') AS commit,
       current_setting('synchronous_standby_names') AS standbys,
       current_setting('data_checksums') = 'on' AS checksums,
       current_setting('archive_mode') <> 'off' AS archives,
       (SELECT coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)
          FROM pg_stat_archiver) AS archive_fails,
       (SELECT setting::bigint FROM pg_settings WHERE name = 'client_connection_check_interval') AS client_check_ms,
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now_us";

/// What a server says about itself; none for a file.
pub(crate) fn server(db: &mut Db) -> Result<Option<Server>, StorageError> {
    let Db::Pg(conn) = db else {
        return Ok(None);
    };
    let row: ServerRow = diesel::sql_query(SERVER).get_result(conn)?;
    Ok(Some(Server {
        version: row.version,
        waits_for_disk: row.waits_for_disk,
        commit: row.commit,
        standbys: row.standbys,
        checksums: row.checksums,
        archives: row.archives,
        archive_fails: row.archive_fails,
        client_check_ms: row.client_check_ms,
        now_us: row.now_us,
    }))
}

/// The first damage the engine finds in a file.
pub(crate) fn damage(db: &mut Db) -> Result<Option<String>, StorageError> {
    let Db::Sq(conn) = db else {
        return Ok(None);
    };
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Text)]
        quick_check: String,
    }
    let found: Found = diesel::sql_query("PRAGMA quick_check(1)").get_result(conn)?;
    Ok(Some(found.quick_check).filter(|found| found != "ok"))
}

/// The role of this connection.
pub(crate) fn role_name(db: &mut Db) -> Result<String, StorageError> {
    asked(db, "CAST(current_user AS TEXT)")
}

/// The schema the tables are in.
pub(crate) fn schema_name(db: &mut Db) -> Result<String, StorageError> {
    asked(db, "CAST(current_schema() AS TEXT)")
}

fn asked(db: &mut Db, expression: &str) -> Result<String, StorageError> {
    match db {
        Db::Pg(conn) => Ok(diesel::select(sql::<Text>(expression)).get_result(conn)?),
        Db::Sq(_) => Err(StorageError::NoRoles),
    }
}

/// Runs statements as they are, for set-up and for tests that damage a database on purpose.
///
/// # Errors
/// [`StorageError`].
pub fn execute_raw(db: &mut Db, sql: &str) -> Result<(), StorageError> {
    match db {
        Db::Pg(conn) => conn.batch_execute(sql)?,
        Db::Sq(conn) => conn.batch_execute(sql)?,
    }
    Ok(())
}

/// Waits until nobody else has unsaved figures of claims, and keeps others from writing them until the transaction ends.
pub(crate) fn alone_in_figures(db: &mut Db) -> Result<(), StorageError> {
    match db {
        Db::Pg(conn) => {
            conn.batch_execute("LOCK TABLE claim_figures IN SHARE ROW EXCLUSIVE MODE")?;
        }
        // Its write transaction has the whole file already.
        Db::Sq(_) => {}
    }
    Ok(())
}

/// The engine takes any range of an index for a small part of it: SQLite, which keeps no statistics by itself.
pub(crate) fn trusts_ranges(db: &Db) -> bool {
    matches!(db, Db::Sq(_))
}

/// The connection still answers.
pub fn is_alive(db: &mut Db) -> bool {
    execute_raw(db, "SELECT 1").is_ok()
}

/// Rows of one multi-row INSERT on PostgreSQL; 32 columns stay far below its 65,535 parameters.
pub(crate) const INSERT_CHUNK: usize = 500;
/// Values of one IN list.
pub(crate) const LIST_CHUNK: usize = 500;

/// Rows that are added one by one on PostgreSQL: a COPY is planned anew each time and answered twice.
pub(crate) const ONE_BY_ONE_MAX: usize = 2;

/// Adds rows that must all be new: COPY on PostgreSQL where they are many, else a prepared INSERT.
macro_rules! insert_all {
    ($db:expr, $table:path, $rows:expr) => {{
        let _span = tracing::trace_span!(concat!("write ", stringify!($table))).entered();
        let rows = $rows;
        match $db {
            _ if rows.is_empty() => Ok::<usize, $crate::StorageError>(0),
            $crate::db::Db::Pg(conn) if rows.len() > $crate::dialect::ONE_BY_ONE_MAX => {
                use diesel::ExecuteCopyFromDsl as _;
                diesel::copy_from($table)
                    .from_insertable(rows)
                    .execute(conn)
                    .map_err($crate::StorageError::from)
            }
            $crate::db::Db::Pg(conn) => {
                use diesel::RunQueryDsl as _;
                rows.iter().try_fold(0, |done, row| {
                    Ok(done + diesel::insert_into($table).values(row).execute(conn)?)
                })
            }
            $crate::db::Db::Sq(conn) => {
                use diesel::RunQueryDsl as _;
                rows.iter().try_fold(0, |done, row| {
                    Ok(done + diesel::insert_into($table).values(row).execute(conn)?)
                })
            }
        }
    }};
}
pub(crate) use insert_all;

/// Adds the rows whose key is not there yet and leaves the others alone.
macro_rules! insert_new {
    ($db:expr, $table:path, $rows:expr) => {{
        use diesel::RunQueryDsl as _;
        let _span = tracing::trace_span!(concat!("write ", stringify!($table))).entered();
        let rows = $rows;
        match $db {
            $crate::db::Db::Pg(conn) => {
                rows.chunks($crate::dialect::INSERT_CHUNK)
                    .try_fold(0, |done, chunk| {
                        let added = diesel::insert_into($table)
                            .values(chunk)
                            .on_conflict_do_nothing()
                            .execute(conn)?;
                        Ok::<usize, $crate::StorageError>(done + added)
                    })
            }
            $crate::db::Db::Sq(conn) => rows.iter().try_fold(0, |done, row| {
                let added = diesel::insert_into($table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .execute(conn)?;
                Ok::<usize, $crate::StorageError>(done + added)
            }),
        }
    }};
}
pub(crate) use insert_new;

/// Rewrites columns of rows that are there and adds those that are not, many in one statement. SQLite
/// replaces whole rows, so a row must be as it was read but for those columns, and nothing may refer to it:
/// an upsert is compiled anew for every row, which costs more than the row.
macro_rules! rewrite_all {
    ($db:expr, $table:path, $rows:expr, $key:expr, $set:expr) => {{
        use diesel::RunQueryDsl as _;
        let _span = tracing::trace_span!(concat!("rewrite ", stringify!($table))).entered();
        let rows = $rows;
        match $db {
            $crate::db::Db::Pg(conn) => {
                rows.chunks($crate::dialect::INSERT_CHUNK)
                    .try_fold(0, |done, chunk| {
                        let statement = diesel::insert_into($table)
                            .values(chunk)
                            .on_conflict($key)
                            .do_update()
                            .set($set);
                        Ok::<usize, $crate::StorageError>(done + statement.execute(conn)?)
                    })
            }
            $crate::db::Db::Sq(conn) => rows.iter().try_fold(0, |done, row| {
                Ok(done + diesel::replace_into($table).values(row).execute(conn)?)
            }),
        }
    }};
}
pub(crate) use rewrite_all;

/// Loads rows and locks them against other writers until the transaction ends. SQLite's write
/// transaction has the whole file already.
macro_rules! load_locked {
    ($db:expr, $query:expr) => {{
        use diesel::QueryDsl as _;
        use diesel::RunQueryDsl as _;
        match $db {
            $crate::db::Db::Pg(conn) => $query.for_update().load(conn),
            $crate::db::Db::Sq(conn) => $query.load(conn),
        }
        .map_err($crate::StorageError::from)
    }};
}
pub(crate) use load_locked;

/// Loads and locks the rows nobody else has locked.
macro_rules! load_unclaimed {
    ($db:expr, $query:expr) => {{
        use diesel::QueryDsl as _;
        use diesel::RunQueryDsl as _;
        match $db {
            $crate::db::Db::Pg(conn) => $query.for_update().skip_locked().load(conn),
            $crate::db::Db::Sq(conn) => $query.load(conn),
        }
        .map_err($crate::StorageError::from)
    }};
}
pub(crate) use load_unclaimed;

/// Loads rows and keeps others from changing them until the transaction ends.
macro_rules! load_shared {
    ($db:expr, $query:expr) => {{
        use diesel::QueryDsl as _;
        use diesel::RunQueryDsl as _;
        match $db {
            $crate::db::Db::Pg(conn) => $query.for_share().load(conn),
            $crate::db::Db::Sq(conn) => $query.load(conn),
        }
        .map_err($crate::StorageError::from)
    }};
}
pub(crate) use load_shared;

/// Every row of a table led by the subject that belongs to one of `subjects`, by subject and id.
macro_rules! load_of_subjects {
    ($db:expr, $table:ident, $row:ty, $subjects:expr) => {{
        let mut found: Vec<$row> = Vec::new();
        for chunk in $subjects.chunks($crate::dialect::LIST_CHUNK) {
            let keys: Vec<$crate::Key> = chunk.iter().map(|id| $crate::Key::from(*id)).collect();
            found.extend(
                $table::table
                    .filter($table::subject_id.eq_any(keys))
                    .order(($table::subject_id, $table::id))
                    .select(<$row>::as_select())
                    .load::<$row>($db)?,
            );
        }
        Ok(found)
    }};
}
pub(crate) use load_of_subjects;

/// Holds names until the transaction ends, in their order, whether or not a row of that name exists yet. SQLite's write
/// transaction has the whole file already.
pub(crate) fn hold(db: &mut Db, names: &[i64]) -> Result<(), StorageError> {
    match db {
        Db::Pg(conn) => {
            diesel::sql_query("SELECT pg_advisory_xact_lock(name) FROM unnest($1) AS name")
                .bind::<diesel::sql_types::Array<diesel::sql_types::BigInt>, _>(names)
                .execute(conn)?;
        }
        Db::Sq(_) => {}
    }
    Ok(())
}
