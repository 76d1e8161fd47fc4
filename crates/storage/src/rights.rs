//! What the program's own role may do on PostgreSQL: read and add rows everywhere, and beyond that only what stands in
//! `TABLES`. A table that is not named there is append-only, for whoever takes the program's connection over too.
//!
//! The tables belong to another role, which runs the migrations and gives these rights. On SQLite, which knows no roles,
//! triggers alone keep history.

use crate::db::Db;
use crate::dialect;
use crate::error::StorageError;
use crate::shape;
use std::collections::BTreeSet;

/// Whom rights are given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The program itself, for every command but migrations.
    Program,
    /// `gongbao authorized-keys`, which sshd runs: it reads who may come in, and nothing else.
    KeyLookup,
    /// What timers run: it reads in order to verify, and writes seals.
    Watch,
}

impl Holder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Program, Self::Watch, Self::KeyLookup];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::KeyLookup => "key-lookup",
            Self::Watch => "watch",
        }
    }
}

/// One right: a table, a column of it or nothing for all of them, and what may be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Right {
    /// The table.
    pub table: String,
    /// The column, where the right concerns one only.
    pub column: Option<String>,
    /// `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE`, `REFERENCES` or `TRIGGER`.
    pub action: String,
}

/// How far a role is from what it should be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// It is a superuser, or a member of the role that owns the tables: no right binds it.
    pub owns: bool,
    /// It may make tables of its own beside those of the program.
    pub makes_tables: bool,
    /// Rights it has and does not need.
    pub excess: Vec<Right>,
    /// Rights it needs and has not.
    pub missing: Vec<Right>,
}

impl Review {
    /// The role may do what it needs, and nothing else.
    pub fn is_exact(&self) -> bool {
        *self == Self::default()
    }
}

/// A table of which rows change or go.
struct Rights {
    table: &'static str,
    /// Columns that are rewritten; a row can be locked where there is one.
    update: &'static [&'static str],
    delete: bool,
}

const fn rows(table: &'static str, update: &'static [&'static str], delete: bool) -> Rights {
    Rights {
        table,
        update,
        delete,
    }
}

/// What changes after it is written; nothing else does.
const TABLES: &[Rights] = &[
    rows(
        "batch_lines",
        &[
            "line_no",
            "amount_fen",
            "member_share_fen",
            "sealed_payee",
            "state",
            "settled_on",
            "receipt",
        ],
        true,
    ),
    rows(
        "batches",
        &[
            "unit_path",
            "state",
            "line_count",
            "total_fen",
            "digest",
            "sealed_by",
            "sealed_at",
            "signed_by",
            "signed_at",
            "exported_by",
            "exported_at",
            "revision",
        ],
        false,
    ),
    rows(
        "budgets",
        &[
            "total_fen",
            "reserved_fen",
            "minutes",
            "updated_at",
            "revision",
        ],
        false,
    ),
    rows("bulk_acts", &["state", "finished_at", "revision"], false),
    rows("bulk_items", &["state", "code", "message"], false),
    rows(
        "cases",
        &[
            "state",
            "resolution",
            "body",
            "resolved_by",
            "resolved_at",
            "seconded_by",
            "revision",
        ],
        false,
    ),
    rows("chain_heads", &["seq", "hash", "sealed_seq"], false),
    rows(
        "changes",
        &[
            "unit_path",
            "state",
            "decided_by",
            "decided_at",
            "reason",
            "revision",
        ],
        false,
    ),
    rows("claim_figures", &["unit_path"], true),
    rows("claim_marks", &[], true),
    rows(
        "claims",
        &[
            "unit_path",
            "mode",
            "state",
            "state_data",
            "live",
            "case_id",
            "verdict",
            "payable_fen",
            "claimed_fen",
            "decision_id",
            "again_on",
            "content",
            "sealed_card",
            "card_index",
            "spends",
            "fingerprint",
            "import_id",
            "updated_at",
            "updated_by",
            "revision",
        ],
        false,
    ),
    rows(
        "column_mappings",
        &["title", "field", "made_by", "made_at"],
        true,
    ),
    rows(
        "entitlements",
        &[
            "scheme",
            "benefit_year",
            "due_on",
            "state",
            "base_fen",
            "sum_fen",
            "findings",
            "claim_id",
            "filed_fen",
            "updated_at",
            "revision",
            "institution",
            "told_fen",
        ],
        false,
    ),
    rows("event_heads", &["seq", "hash"], false),
    rows("export_entries", &["batch_id", "state", "written"], false),
    rows(
        "filed_names",
        &["name", "name_key", "birth_date", "sex", "filed_at"],
        true,
    ),
    rows(
        "imports",
        &[
            "state",
            "scope_path",
            "row_count",
            "accepted",
            "refused",
            "warned",
            "unchanged",
            "sealed_head",
            "file_findings",
            "finished_at",
            "revision",
        ],
        false,
    ),
    rows(
        "institutions",
        &[
            "name",
            "bank",
            "account",
            "from_on",
            "until_on",
            "updated_at",
            "revision",
        ],
        false,
    ),
    rows(
        "match_checks",
        &["fingerprint", "model_id", "checked_at", "skipped", "proof"],
        true,
    ),
    rows(
        "memberships",
        &[
            "in_service",
            "dues_through",
            "spouse_id",
            "spouse_unit",
            "sealed_mobile",
            "import_id",
            "updated_at",
            "revision",
            "name",
            "dues_said",
            "service_said",
        ],
        false,
    ),
    // What a migration left to be made with the keys is crossed out when it is made.
    rows("meta", &[], true),
    rows("named_spouses", &[], true),
    rows(
        "notices",
        &[
            "state", "attempts", "next_at", "fault", "sent_at", "revision",
        ],
        false,
    ),
    rows("operator_keys", &["revoked_by", "revoked_at"], false),
    rows("operator_notes", &["body", "updated_at"], true),
    rows("operators", &["scope_path", "active", "revision"], false),
    rows(
        "participations",
        &[
            "unit_id",
            "joined_on",
            "left_on",
            "shares",
            "contribution_fen",
            "own_fen",
            "known_as",
            "name",
            "bank",
            "sealed_card",
            "import_id",
            "updated_at",
            "revision",
            "replaces_id",
            "claimant_id",
        ],
        false,
    ),
    rows("pending_reassessments", &[], true),
    rows("pending_weighings", &[], true),
    rows(
        "people",
        &["name", "name_key", "merged_into", "revision"],
        false,
    ),
    rows(
        "periods",
        &[
            "state",
            "version",
            "params",
            "digest",
            "window_open",
            "window_close",
            "benefit_start",
            "benefit_end",
            "standard_fen",
            "invented",
            "updated_at",
            "revision",
        ],
        false,
    ),
    rows(
        "plans",
        &[
            "amount_fen",
            "ratio_bp",
            "minutes",
            "updated_at",
            "revision",
        ],
        false,
    ),
    rows("presences", &["record", "at"], false),
    rows(
        "referral_slips",
        &[
            "stage",
            "due_on",
            "help_kind",
            "help_fen",
            "updated_at",
            "revision",
        ],
        false,
    ),
    rows("roster_names", &["replaced", "said_on", "said_by"], false),
    rows(
        "slots",
        &[
            "occupancy",
            "claim_id",
            "committed_fen",
            "case_id",
            "revision",
        ],
        false,
    ),
    rows(
        "units",
        &[
            "code",
            "name",
            "level",
            "parent_id",
            "path",
            "credit_code",
            "area_code",
            "succeeded_by",
            "succeeded_on",
            "updated_at",
            "revision",
        ],
        false,
    ),
    rows("waiting_messages", &[], true),
];

/// The migrations that were run; whether one is missing must be known before anything is done.
const MIGRATIONS: &str = "__diesel_schema_migrations";
/// What `gongbao authorized-keys` reads of an operator.
const KEY_LOOKUP: &[(&str, &[&str])] = &[("operator_keys", &[]), ("operators", &["id", "active"])];

/// Gives a role exactly the rights it needs, in one transaction; what it had more is taken away. Has to be run as the role
/// that owns the tables, and again after every migration.
///
/// # Errors
/// [`StorageError::NoRoles`] on SQLite; [`StorageError::Role`] for a role that is not there or that no right would bind;
/// [`StorageError::NotOwner`] for anybody but the owner.
pub fn grant(db: &mut Db, role: &str, holder: Holder) -> Result<(), StorageError> {
    // The engine only warns whoever gives what they have not got.
    let own = dialect::role_name(db)?;
    if !dialect::standing(db, &own)?.owns {
        return Err(StorageError::NotOwner(own));
    }
    if dialect::standing(db, role)?.owns {
        return Err(StorageError::Role {
            role: role.to_owned(),
            bound: false,
        });
    }
    let statements = script(db, role, holder)?;
    db.write(|db| {
        for statement in &statements {
            dialect::execute_raw(db, statement)?;
        }
        Ok(())
    })
}

/// The statements by which [`grant`] does it, for whoever wants to run them themselves.
///
/// # Errors
/// [`StorageError::NoRoles`] on SQLite.
pub fn script(db: &mut Db, role: &str, holder: Holder) -> Result<Vec<String>, StorageError> {
    let schema = quoted(&dialect::schema_name(db)?);
    let role = quoted(role);
    let mut statements = vec![
        format!("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}"),
        format!("REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}"),
        format!("GRANT USAGE ON SCHEMA {schema} TO {role}"),
    ];
    let mut rights: Vec<Right> = needed(db, holder)?.into_iter().collect();
    rights.sort_by(|a, b| (&a.table, &a.action).cmp(&(&b.table, &b.action)));
    for same in rights.chunk_by(|a, b| (&a.table, &a.action) == (&b.table, &b.action)) {
        let Some(first) = same.first() else { continue };
        let columns: Vec<String> = same
            .iter()
            .filter_map(|right| right.column.as_deref())
            .map(quoted)
            .collect();
        let columns = if columns.is_empty() {
            String::new()
        } else {
            format!(" ({})", columns.join(", "))
        };
        let table = quoted(&first.table);
        statements.push(format!(
            "GRANT {}{columns} ON {schema}.{table} TO {role}",
            first.action
        ));
    }
    Ok(statements)
}

/// Compares what a role may do with what it needs; without a name, the role of this connection.
///
/// # Errors
/// [`StorageError::NoRoles`] on SQLite; [`StorageError::Role`] for a role that is not there.
pub fn review(db: &mut Db, role: Option<&str>, holder: Holder) -> Result<Review, StorageError> {
    let role = match role {
        Some(role) => role.to_owned(),
        None => dialect::role_name(db)?,
    };
    let standing = dialect::standing(db, &role)?;
    let held: BTreeSet<Right> = dialect::held(db, &role)?.into_iter().collect();
    let needed = needed(db, holder)?;
    Ok(Review {
        owns: standing.owns,
        makes_tables: standing.makes_tables,
        excess: held.difference(&needed).cloned().collect(),
        missing: needed.difference(&held).cloned().collect(),
    })
}

fn needed(db: &mut Db, holder: Holder) -> Result<BTreeSet<Right>, StorageError> {
    Ok(match holder {
        Holder::Program => {
            let mut needed = BTreeSet::from([right(MIGRATIONS, None, "SELECT")]);
            for table in shape::of(db)?.keys() {
                needed.extend(["SELECT", "INSERT"].map(|action| right(table, None, action)));
            }
            for rows in TABLES {
                let columns = rows.update.iter();
                needed.extend(columns.map(|column| right(rows.table, Some(column), "UPDATE")));
                needed.extend(rows.delete.then(|| right(rows.table, None, "DELETE")));
            }
            needed
        }
        Holder::Watch => {
            let tables = shape::of(db)?;
            let tables = tables.keys().map(String::as_str).chain([MIGRATIONS]);
            let mut needed: BTreeSet<Right> =
                tables.map(|table| right(table, None, "SELECT")).collect();
            needed.extend(["seals", "seal_heads"].map(|table| right(table, None, "INSERT")));
            // A head that was sealed says so.
            needed.insert(right("chain_heads", Some("sealed_seq"), "UPDATE"));
            needed
        }
        Holder::KeyLookup => KEY_LOOKUP
            .iter()
            .flat_map(|(table, columns)| match columns {
                [] => vec![right(table, None, "SELECT")],
                _ => columns
                    .iter()
                    .map(|column| right(table, Some(column), "SELECT"))
                    .collect(),
            })
            .collect(),
    })
}

fn right(table: &str, column: Option<&str>, action: &str) -> Right {
    Right {
        table: table.to_owned(),
        column: column.map(str::to_owned),
        action: action.to_owned(),
    }
}

/// A name as SQL takes it literally.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
