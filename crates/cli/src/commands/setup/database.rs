//! The database and its four roles: one owns the tables, one is the program's, one looks keys up for sshd, and one is what the
//! program's timers come down to.

use super::Done;
use super::place::{ACCOUNT, Engine, LOOKUP, PROGRAM, Site, WATCH};
use super::system::Program;
use crate::failure::Result;
use crate::words::Words;

/// PostgreSQL's own account on the machine.
const SUPERUSER: &str = "postgres";
/// Owns the tables and logs in from nowhere: only the superuser acts as it.
const OWNER: &str = "gongbao-owner";
const DATABASE: &str = "gongbao";

/// Makes what is missing and brings the schema and every right to what this version needs.
pub fn prepare(site: &Site, done: &mut Done<'_>) -> Result<()> {
    if site.engine == Engine::Sqlite {
        return Ok(());
    }
    for (role, login) in [
        (OWNER, "NOLOGIN"),
        (ACCOUNT, "LOGIN"),
        (LOOKUP, "LOGIN"),
        (WATCH, "NOLOGIN"),
    ] {
        if asked(&format!("SELECT 1 FROM pg_roles WHERE rolname = '{role}'"))?.is_empty() {
            asked(&format!("CREATE ROLE \"{role}\" {login}"))?;
        }
    }
    if asked(&format!(
        "SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"
    ))?
    .is_empty()
    {
        asked(&format!(
            "CREATE DATABASE \"{DATABASE}\" OWNER \"{OWNER}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        ))?;
    }
    // It may do nothing that the program's own role may not, so this gives no right.
    asked(&format!("GRANT \"{WATCH}\" TO \"{ACCOUNT}\""))?;
    done.step(Words::new(
        format!("PostgreSQL 的数据库 {DATABASE} 和四个角色已就绪"),
        format!("PostgreSQL has the database {DATABASE} and four roles"),
    ));
    as_owner(site)
        .args(["db", "migrate", "--role", ACCOUNT])
        .run()?;
    for (role, holder) in [(LOOKUP, "key-lookup"), (WATCH, "watch")] {
        as_owner(site)
            .args(["db", "grant", "--role", role, "--for", holder])
            .run()?;
    }
    done.step(Words::new(
        "数据库结构和权限已是本版本：程序的角色对历史只能读和追加",
        "schema and rights are this version's: the program's role can only read history and add to it",
    ));
    Ok(())
}

fn asked(sql: &str) -> Result<String> {
    let said = Program::of("psql")
        .by(SUPERUSER)
        .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql])
        .run()?;
    Ok(said.trim().to_owned())
}

/// The program as the superuser acting for the owner, without the site's key or log.
fn as_owner(site: &Site) -> Program {
    let url = format!("{}&options=-c%20role%3D{OWNER}", site.url(SUPERUSER));
    Program::of(PROGRAM)
        .by(SUPERUSER)
        .with("GONGBAO_LOG_FILE", "/dev/null")
        .args(["--config", "/dev/null", "--database", &url])
}
