//! `gongbao init`: a database, its key file, its first administrator.

use crate::app::{App, check_randomness};
use crate::commands::operator_key::read_public_key;
use crate::commands::{codes, shared};
use crate::effects::RealEffects;
use crate::failure::{Failure, Result};
use crate::keyfile;
use crate::output::Report;
use crate::programmes;
use crate::words::Words;
use sealing::Suite;
use serde_json::json;
use std::path::PathBuf;
use storage::{DatabaseUrl, Db};
use workflow::install::{self, InitRequest};
use workflow::{Effects, Mode};

/// Creates what `--database` names. Run again with the same values it only brings the schema up to date.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// Name of the first administrator; without it an installation that is there is only brought up to date
    #[arg(long, value_name = "NAME")]
    admin: Option<String>,
    /// For synthetic people: anybody may act as anybody, the date may be set
    #[arg(long)]
    rehearsal: bool,
    /// Ciphers of a new key file: gm or intl
    #[arg(long, value_name = "SUITE", default_value = "gm", value_parser = codes::suite)]
    suite: Suite,
    /// Read the administrator's identity number from standard input; required in production
    #[arg(long)]
    identity_stdin: bool,
    /// The administrator's SSH public key, by which they log in
    #[arg(long, value_name = "FILE")]
    admin_key: Option<PathBuf>,
}

impl Init {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`]; a key file made on the way is kept, a further `init` uses it.
    pub fn run(self, app: &App) -> Result<Report> {
        let Some(admin) = &self.admin else {
            return update(app);
        };
        let url = app.url()?;
        let identity = shared::identity_from_stdin(self.identity_stdin)?;
        let admin_key = self
            .admin_key
            .as_deref()
            .map(|path| {
                let text = read_public_key(path)?;
                // A key that cannot be used is told before anything is made.
                workflow::proposals::keys::read(&text)?;
                Ok::<_, Failure>(text)
            })
            .transpose()?;
        check_randomness()?;
        let mode = if self.rehearsal {
            Mode::Rehearsal
        } else {
            Mode::Production
        };
        let number = identity.as_ref().map(|text| text.as_str());
        install::check(admin, number, &RealEffects)?;
        if identity.is_none() && mode == Mode::Production && !is_installed(&url) {
            return Err(Failure::usage(
                Words::new(
                    "正式库的首位管理员须登记身份证号",
                    "the first administrator of a production database needs an identity number",
                ),
                Words::new(
                    "用 --identity-stdin 从标准输入给出；没有它就无法判断第二位管理员是否另有其人，也无法判断是否处理自己的申报",
                    "give it on standard input with `--identity-stdin`: without it nobody can tell that the second administrator is somebody else, nor whose claims are their own",
                ),
            ));
        }
        make_directory(&url);
        let mut db = Db::create(&url)?;
        let path = app.key_file(&url)?;
        // What is sealed already needs the key it was sealed with, and a new one would only raise questions. One that
        // was made is never removed again: another process may have sealed a database with it by now.
        let keyring = if install::is_there(&mut db)? {
            keyfile::load(&path)?
        } else {
            keyfile::load_or_make(&path, self.suite)?
        };
        let request = InitRequest {
            admin: admin.clone(),
            mode,
            identity: number.map(str::to_owned),
            register: app.register(&path)?,
        };
        let done = install::init(
            &mut db,
            &keyring,
            &programmes::registry(),
            &RealEffects,
            &request,
        )?;
        let fingerprint = admin_key
            .map(|text| {
                workflow::proposals::keys::first(&mut db, &keyring, &RealEffects, admin, &text)
                    .map(|line| line.fingerprint)
            })
            .transpose()?;
        let (shown, key) = (url.shown(), path.display().to_string());
        let report = Report::new(json!({
            "database": shown, "key_file": key, "mode": mode.code(), "admin": admin,
            "admin_id": done.admin.to_string(), "admin_key": fingerprint, "fresh": done.fresh,
        }));
        let report = if done.fresh {
            report
                .line(format!("已建库 {shown}，管理员 {admin}"), format!("created {shown} with the administrator {admin}"))
                .line(
                    format!("密钥文件：{key}。请立即另外备份：没有它，加密的内容无法读取。"),
                    format!("key file: {key}. Back it up now, apart from the database: without it sealed values cannot be read."),
                )
        } else {
            report.line(format!("{shown} 已可使用"), format!("{shown} is ready"))
        };
        let report = match &fingerprint {
            Some(fingerprint) => report.line(
                format!("{admin} 的公钥：{fingerprint}"),
                format!("the key of {admin}: {fingerprint}"),
            ),
            None if done.fresh && mode == Mode::Production => report.warn(
                "管理员没有登记公钥，还不能登录：用 --admin-key 公钥文件 再运行一次",
                "the administrator has no SSH key and cannot log in yet: run it again with `--admin-key FILE`",
            ),
            None => report,
        };
        Ok(report)
    }
}

fn update(app: &App) -> Result<Report> {
    let url = app.url()?;
    if !is_installed(&url) {
        return Err(Failure::usage(
            Words::new("这里还没有数据库", "there is no installation here yet"),
            Words::new(
                "用 --admin 写明首位管理员",
                "name the first administrator with `--admin`",
            ),
        ));
    }
    let mut db = Db::open(&url)?;
    let path = app.key_file(&url)?;
    let keyring = keyfile::load(&path)?;
    install::upgrade(
        &mut db,
        &keyring,
        &programmes::registry(),
        RealEffects.now(),
    )?;
    let (shown, key) = (url.shown(), path.display().to_string());
    let json = json!({ "database": shown, "key_file": key, "fresh": false });
    Ok(Report::new(json).line(format!("{shown} 已可使用"), format!("{shown} is ready")))
}

/// There is an installation already: it is only brought up to date. What goes wrong here is told when the database is made.
fn is_installed(url: &DatabaseUrl) -> bool {
    Db::open(url).is_ok_and(|mut db| install::is_there(&mut db).unwrap_or(false))
}

/// A new SQLite file may stand in a new directory; what goes wrong here is told when the file is opened.
fn make_directory(url: &DatabaseUrl) {
    if let Some(parent) = url
        .file()
        .and_then(|file| file.parent())
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        let _ = std::fs::create_dir_all(parent);
    }
}
