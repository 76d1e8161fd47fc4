//! `gongbao ops check`: whether the place is fit for money, one expectation a line, with what to do about it.

use crate::app::App;
use crate::commands::{audit_outside, ops_backup};
use crate::effects;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::keepers::Keeper;
use crate::output::{Report, Table};
use crate::words::Words;
use domain::role::Role;
use domain::year::Instant;
use serde_json::{Value, json};
use std::path::Path;
use storage::rights::{self, Holder};
use storage::server::{self, Server};
use storage::{Db, StorageError};
use workflow::Mode;

/// A nightly timer was here within a day, and may be a little late.
const HOURS_MAX: i64 = 26;
const HOUR_US: i64 = 3_600_000_000;
/// Clocks further apart make the times of entries doubtful.
const CLOCKS_APART_MAX_US: i64 = 5_000_000;

/// How an expectation is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Met,
    /// Work can go on; something is at risk.
    Doubtful,
    /// Money or data are at risk.
    Failed,
}

impl State {
    const fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Doubtful => "doubtful",
            Self::Failed => "failed",
        }
    }

    fn words(self) -> Words {
        match self {
            Self::Met => Words::new("正常", "met"),
            Self::Doubtful => Words::new("存疑", "doubtful"),
            Self::Failed => Words::new("不合格", "failed"),
        }
    }
}

struct Checked {
    code: &'static str,
    what: Words,
    state: State,
    found: Words,
    /// What to do; empty where it is met.
    remedy: Words,
}

#[derive(Default)]
struct All(Vec<Checked>);

impl All {
    /// Adds an expectation: `otherwise` is its state where it is not met.
    fn add(
        &mut self,
        (code, what): (&'static str, Words),
        met: bool,
        otherwise: State,
        found: Words,
        remedy: Words,
    ) {
        self.0.push(Checked {
            code,
            what,
            state: if met { State::Met } else { otherwise },
            found,
            remedy: if met { Words::same("") } else { remedy },
        });
    }

    /// An expectation that could not even be looked at.
    fn failed(&mut self, (code, what): (&'static str, Words), failure: Failure) {
        self.0.push(Checked {
            code,
            what,
            state: State::Failed,
            found: failure.message,
            remedy: *failure.hint,
        });
    }
}

/// Looks at everything, and ends with 1 where something failed. Nothing is changed.
///
/// # Errors
/// None but of a URL that is none; whatever else does not work is told in its line.
pub fn run(app: &App, backups: Option<&Path>) -> Result<Report> {
    let mut all = All::default();
    let url = app.url()?;
    let what = ("database", Words::new("数据库", "database"));
    match Db::open(&url) {
        Ok(mut db) => {
            all.add(
                what,
                true,
                State::Failed,
                Words::same(url.shown()),
                Words::same(""),
            );
            of_database(app, &mut db, &mut all);
        }
        Err(error) => all.failed(what, error.into()),
    }
    let backups = backups.unwrap_or(Path::new(ops_backup::PLACE));
    of_backups(backups, &mut all);
    Ok(told(&all.0))
}

fn of_database(app: &App, db: &mut Db, all: &mut All) {
    let schema = ("schema", Words::new("表结构", "schema"));
    match storage::needs_migration(db) {
        Ok(behind) => all.add(
            schema,
            !behind,
            State::Failed,
            if behind {
                Words::new("旧于本程序", "older than the program")
            } else {
                Words::new("与本程序相同", "the program's")
            },
            Words::new(
                "先备份，再以表的所有者执行 `gongbao db migrate`，然后执行 `gongbao init`",
                "make a backup, then `gongbao db migrate` as the owner of the tables, then `gongbao init`",
            ),
        ),
        Err(error) => all.failed(schema, error.into()),
    }
    let rights = (
        "rights",
        Words::new("数据库角色的权限", "rights of the database's role"),
    );
    match rights::review(db, None, Holder::Program) {
        Ok(review) => all.add(
            rights,
            review.is_exact(),
            State::Failed,
            if review.is_exact() {
                Words::new("恰为所需", "what is needed")
            } else {
                Words::new("与所需不同", "not what is needed")
            },
            Words::new(
                "`gongbao db check` 列出差别，`gongbao db grant` 重新授权",
                "`gongbao db check` lists the difference, `gongbao db grant` gives them anew",
            ),
        ),
        Err(StorageError::NoRoles) => {}
        Err(error) => all.failed(rights, error.into()),
    }
    of_engine(db, all);
    of_installation(app, all);
    of_seals(db, all);
    of_keepers(&app.settings.seals_to, all);
}

fn of_engine(db: &mut Db, all: &mut All) {
    let file = ("file", Words::new("数据库文件", "database file"));
    match (server::server(db), server::damage(db)) {
        (Ok(Some(server)), _) => of_server(&server, all),
        (Ok(None), Ok(damage)) => all.add(
            file,
            damage.is_none(),
            State::Failed,
            damage.map_or_else(|| Words::new("完整", "whole"), Words::same),
            Words::new(
                "停止办理，用 `gongbao ops restore` 恢复最近的备份",
                "stop work and take the last backup back by `gongbao ops restore`",
            ),
        ),
        (Err(error), _) | (_, Err(error)) => all.failed(file, error.into()),
    }
}

fn of_server(server: &Server, all: &mut All) {
    let apart = server.now_us - effects::now().0;
    all.add(
        (
            "disk",
            Words::new("提交等待磁盘", "a commit waits for the disk"),
        ),
        server.waits_for_disk && server.commit != "off",
        State::Failed,
        Words::same(format!(
            "fsync, full_page_writes: {}; synchronous_commit: {}",
            if server.waits_for_disk { "on" } else { "off" },
            server.commit
        )),
        Words::new(
            "在服务器上设 `fsync`、`full_page_writes`、`synchronous_commit` 为 `on`",
            "set `fsync`, `full_page_writes` and `synchronous_commit` to `on` at the server",
        ),
    );
    all.add(
        ("standby", Words::new("提交由备机确认", "a standby confirms a commit")),
        !server.standbys.is_empty() && matches!(server.commit.as_str(), "on" | "remote_apply"),
        State::Doubtful,
        Words::same(server.standbys.clone()),
        Words::new(
            "设 `synchronous_standby_names`，否则切换到备机会丢失最后的提交；支付由导出登记簿防重",
            "set `synchronous_standby_names`: a failover loses the last commits without; the register of exports guards payments",
        ),
    );
    all.add(
        ("archive", Words::new("日志归档", "the log is archived")),
        server.archives && !server.archive_fails,
        if server.archive_fails {
            State::Failed
        } else {
            State::Doubtful
        },
        match (server.archives, server.archive_fails) {
            (true, true) => Words::new("最近一次失败", "the last attempt failed"),
            (true, false) => Words::new("是", "yes"),
            (false, _) => Words::new("否", "no"),
        },
        Words::new(
            "设 `archive_mode`；只有夜间备份时，当日的工作会丢失",
            "set `archive_mode`: with nightly backups alone the work of a day is lost",
        ),
    );
    all.add(
        (
            "checksums",
            Words::new("数据页校验", "pages bear checksums"),
        ),
        server.checksums,
        State::Doubtful,
        if server.checksums {
            Words::new("有", "yes")
        } else {
            Words::new("无", "no")
        },
        Words::new(
            "停机后执行 `pg_checksums --enable`",
            "run `pg_checksums --enable` while the server is stopped",
        ),
    );
    all.add(
        (
            "dead-clients",
            Words::new("察觉断开的连接", "dead clients are noticed"),
        ),
        server.client_check_ms > 0,
        State::Doubtful,
        Words::same(format!("{} ms", server.client_check_ms)),
        Words::new(
            "设 `client_connection_check_interval` 为 `5s`，否则断开者仍占着锁",
            "set `client_connection_check_interval` to `5s`: who is gone holds locks otherwise",
        ),
    );
    all.add(
        ("clock", Words::new("两边时钟一致", "the clocks agree")),
        apart.abs() <= CLOCKS_APART_MAX_US,
        State::Failed,
        Words::new(
            format!("相差 {} 毫秒", apart / 1_000),
            format!("{} ms apart", apart / 1_000),
        ),
        Words::new(
            "两台机器都用同一时间服务校时",
            "set both machines by one time service",
        ),
    );
}

fn of_installation(app: &App, all: &mut All) {
    let keys = ("keys", Words::new("密钥文件", "key file"));
    let opened = app.open();
    let (mut db, installation) = match opened {
        Ok(opened) => opened,
        Err(failure) => return all.failed(keys, failure),
    };
    all.add(
        keys,
        true,
        State::Failed,
        Words::new("可开启本数据库", "opens this database"),
        Words::same(""),
    );
    all.add(
        ("mode", Words::new("正式运行", "production")),
        installation.mode == Mode::Production,
        State::Doubtful,
        match installation.mode {
            Mode::Production => Words::new("是", "yes"),
            Mode::Rehearsal => Words::new("演练", "rehearsal"),
        },
        Words::new(
            "演练用的数据库不付款",
            "a database for rehearsal pays nothing",
        ),
    );
    let place = &installation.register;
    let there = place.register.exists() && place.head.exists();
    all.add(
        ("register", Words::new("导出登记簿", "register of exports")),
        there,
        State::Failed,
        Words::same(place.register.display().to_string()),
        Words::new(
            "找回原来的登记簿；确已丢失时执行 `gongbao register begin`",
            "bring it back; where it is lost, `gongbao register begin`",
        ),
    );
    of_unattended(app, &mut db, all);
}

/// Whom timers work as: an account that could do more is a risk, and none at all leaves everything undone.
fn of_unattended(app: &App, db: &mut Db, all: &mut All) {
    let name = app.settings.unattended.as_deref();
    let row = name.and_then(|name| storage::operators::by_name(db, name).ok());
    let role = row.map(|row| row.role);
    let found = match (name, role) {
        (Some(name), Some(role)) => Words::new(
            format!("{name}（{}）", role.chinese()),
            format!("{name} ({})", role.code()),
        ),
        (Some(name), None) => Words::same(name),
        (None, _) => Words::same("-"),
    };
    all.add(
        (
            "unattended",
            Words::new("定时任务的值守账户", "the account of the timers"),
        ),
        role == Some(Role::Watch),
        State::Doubtful,
        found,
        Words::new(
            "新增一个角色为 `watch` 的操作员，写进配置的 `unattended`：它只能核验和封存，经审委员还能查看人员",
            "add an operator of the role `watch` and name it as `unattended` of the settings: it can only verify and seal, while an auditor sees people as well",
        ),
    );
}

fn of_seals(db: &mut Db, all: &mut All) {
    let what = ("seal", Words::new("最近的封存", "the last seal"));
    match storage::audit::all_seals(db) {
        Ok(seals) => {
            let last = seals.last().map(|seal| Instant(seal.at));
            all.add(
                what,
                last.is_some_and(is_recent),
                State::Doubtful,
                last.map_or_else(
                    || Words::new("没有", "none"),
                    |at| Words::same(at.shanghai_text()),
                ),
                Words::new(
                    "启用 `gongbao-nightly.timer`，或执行 `gongbao audit seal`",
                    "enable `gongbao-nightly.timer`, or run `gongbao audit seal`",
                ),
            );
        }
        Err(error) => all.failed(what, error.into()),
    }
}

fn of_keepers(keepers: &[Keeper], all: &mut All) {
    let places: Vec<String> = keepers.iter().map(Keeper::shown).collect();
    let places = places.join(" ");
    all.add(
        (
            "seals-outside",
            Words::new("封存送存到本机之外", "seals kept off this machine"),
        ),
        !audit_outside::is_all_here(keepers),
        State::Doubtful,
        Words::same(if places.is_empty() { "-" } else { places.as_str() }),
        Words::new(
            "在配置的 `seals_to` 中写数据库管理员不掌握的地方，如 sftp:主机:目录",
            "name a place that the database's administrator does not own as `seals_to`, such as sftp:HOST:DIRECTORY",
        ),
    );
}

fn of_backups(directory: &Path, all: &mut All) {
    let last = ops_backup::last_of(directory);
    all.add(
        ("backup", Words::new("最近的备份", "the last backup")),
        last.is_some_and(is_recent),
        State::Failed,
        last.map_or_else(
            || Words::new(format!("{} 中没有", directory.display()), format!("none in {}", directory.display())),
            |at| Words::same(at.shanghai_text()),
        ),
        Words::new(
            "启用 `gongbao-backup.timer`，或执行 `gongbao ops backup`；放在别处的用 --backups 指明",
            "enable `gongbao-backup.timer`, or run `gongbao ops backup`; name another directory with `--backups`",
        ),
    );
}

/// Within a day or a little more, and not in the future.
fn is_recent(at: Instant) -> bool {
    (0..=HOURS_MAX * HOUR_US).contains(&(effects::now().0 - at.0))
}

fn told(all: &[Checked]) -> Report {
    let of = |state: State| all.iter().filter(|one| one.state == state).count();
    let (failed, doubtful) = (of(State::Failed), of(State::Doubtful));
    let mut table = Table::new(&[
        ("项目", "expectation"),
        ("状态", "state"),
        ("现状", "found"),
        ("处理", "what to do"),
    ]);
    for one in all {
        table.row([
            one.what.clone(),
            one.state.words(),
            one.found.clone(),
            one.remedy.clone(),
        ]);
    }
    let lines: Vec<Value> = all
        .iter()
        .map(|one| {
            json!({
                "code": one.code, "state": one.state.code(), "found": one.found.en, "remedy": one.remedy.en,
            })
        })
        .collect();
    let report = Report::new(json!({ "failed": failed, "doubtful": doubtful, "checks": lines }))
        .table(table)
        .line(
            format!(
                "共 {} 项：不合格 {failed} 项，存疑 {doubtful} 项",
                all.len()
            ),
            format!(
                "{} expectations: {failed} failed, {doubtful} doubtful",
                all.len()
            ),
        );
    if failed == 0 {
        report
    } else {
        report.exit(Exit::Failed)
    }
}
