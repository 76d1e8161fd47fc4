//! Where things are on the machine: accounts, files, whose they are.

use super::Done;
use super::answers::Answers;
use super::system::Program;
use crate::failure::{Failure, Result};
use crate::words::{Words, pick};
use serde::Deserialize;
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use workflow::views::Lang;

/// What the package installs; sshd starts no other one.
pub const PROGRAM: &str = "/usr/bin/gongbao";
/// The account of the program, and the role it comes in as.
pub const ACCOUNT: &str = "gongbao";
/// The account that looks keys up for sshd, and its role.
pub const LOOKUP: &str = "gongbao-keys";
/// The role that the program's timers come down to.
pub const WATCH: &str = "gongbao-watch";
pub const SITE_FILE: &str = "/etc/gongbao/gongbao.toml";
const LOOKUP_FILE: &str = "/etc/gongbao/sshd.toml";
pub const KEY_FILE: &str = "/var/lib/gongbao/private/gongbao.key";
const LOG_FILE: &str = "/var/log/gongbao/gongbao.log";
/// Where signed seals and exports are kept at first.
const SEALS: &str = "/var/lib/gongbao/seals";
/// Where operators who come in over SSH have their files.
const EXCHANGE: &str = "/var/lib/gongbao/exchange";
const SQLITE: &str = "sqlite:/var/lib/gongbao/private/gongbao.db";
/// Accounts are those of the system: whoever the socket says is there needs no password.
const SOCKET: &str = "host=/run/postgresql";
const DATABASE: &str = "gongbao";

/// Where the data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The machine's own PostgreSQL, for many operators.
    PostgreSql,
    /// A file, for one office.
    Sqlite,
}

/// A site on this machine.
pub struct Site {
    /// Where its data is.
    pub engine: Engine,
    lang: Lang,
}

/// What an existing site file says of it.
#[derive(Deserialize)]
struct Said {
    database: Option<String>,
    exchange: Option<String>,
    unattended_database: Option<String>,
}

impl Site {
    pub fn new(engine: Engine, lang: Lang) -> Self {
        Self { engine, lang }
    }

    /// The site that was set up before; none on a new machine.
    ///
    /// # Errors
    /// One that was set up by hand in another way.
    pub fn existing(lang: Lang) -> Result<Option<Self>> {
        if !Path::new(KEY_FILE).exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(SITE_FILE).unwrap_or_default();
        let said = toml::from_str::<Said>(&text).ok();
        let database = said.and_then(|said| said.database);
        let known = [Engine::PostgreSql, Engine::Sqlite]
            .into_iter()
            .map(|engine| Self::new(engine, lang))
            .find(|site| database.as_deref() == Some(site.url(ACCOUNT).as_str()));
        known.map(Some).ok_or_else(|| {
            Failure::new(
                "setup",
                Words::new(
                    format!("{SITE_FILE} 中的数据库不是 setup 建立的"),
                    format!("the database in {SITE_FILE} was not made by setup"),
                ),
                Words::new(
                    "手工建立的站点请手工升级：gongbao db migrate，再执行 gongbao init",
                    "bring a site that was made by hand up to date by hand: `gongbao db migrate`, then `gongbao init`",
                ),
            )
        })
    }

    /// The database, as a role sees it.
    pub fn url(&self, role: &str) -> String {
        match self.engine {
            Engine::PostgreSql => format!("postgres://{role}@/{DATABASE}?{SOCKET}"),
            Engine::Sqlite => SQLITE.to_owned(),
        }
    }

    /// The database as the timers see it, who come down to a role that may do less; none in a file, which knows no roles.
    fn watch_url(&self) -> Option<String> {
        match self.engine {
            Engine::PostgreSql => {
                Some(format!("{}&options=-c%20role%3D{WATCH}", self.url(ACCOUNT)))
            }
            Engine::Sqlite => None,
        }
    }

    /// The program under this site's settings, as its own account.
    pub fn program(&self) -> Program {
        Program::of(PROGRAM)
            .by(ACCOUNT)
            .with("GONGBAO_LANG", pick(self.lang, "zh", "en"))
            .args(["--config", SITE_FILE])
    }

    /// Gives a site that was set up by an earlier version what its operators' files and its timers need.
    ///
    /// # Errors
    /// The site file cannot be written.
    pub fn complete(&self, done: &mut Done<'_>) -> Result<()> {
        let text = std::fs::read_to_string(SITE_FILE).unwrap_or_default();
        let Ok(said) = toml::from_str::<Said>(&text) else {
            return Ok(());
        };
        let mut missing = Vec::new();
        if said.exchange.is_none() {
            missing.push(("exchange", EXCHANGE.to_owned()));
        }
        if let (None, Some(url)) = (said.unattended_database, self.watch_url()) {
            missing.push(("unattended_database", url));
        }
        if missing.is_empty() {
            return Ok(());
        }
        // At the top: at its end the file may stand in a table.
        let lines: String = missing
            .iter()
            .map(|(key, value)| format!("{key} = {}\n", toml::Value::from(value.as_str())))
            .collect();
        let site = format!("{lines}{text}");
        put(Path::new(SITE_FILE), &site, 0o640, Some(ACCOUNT))?;
        let keys: Vec<&str> = missing.iter().map(|(key, _)| *key).collect();
        let keys = keys.join(", ");
        done.step(Words::new(
            format!("{SITE_FILE} 补上了 {keys}"),
            format!("{SITE_FILE} has {keys} now"),
        ));
        Ok(())
    }

    /// Writes the two site files.
    pub fn write(&self, answers: &Answers, done: &mut Done<'_>) -> Result<()> {
        let text = |value: &str| toml::Value::from(value).to_string();
        let programmes: Vec<String> = answers.programmes.iter().map(|id| text(id)).collect();
        let area = match &answers.area {
            Some(area) => format!("area = {}\n", text(area)),
            None => String::new(),
        };
        let watch = match self.watch_url() {
            Some(url) => format!("unattended_database = {}\n", text(&url)),
            None => String::new(),
        };
        let site = format!(
            "# The site file of this installation, first written by `gongbao setup`; /usr/share/doc/gongbao/default.toml describes\n\
             # every key.\n\
             mode = \"production\"\ndatabase = {}\nkey_file = {}\nlog_file = {}\nexchange = {}\nprogrammes = [{}]\n{area}\n\
             # Where gongbao-nightly.timer keeps signed seals and exports; add a place that the database's administrator does not\n\
             # own: \"sftp:HOST:DIRECTORY\" or \"command:PROGRAM\".\nseals_to = [{}]\n\n\
             # The account as which gongbao-nightly.timer verifies and seals, of the role watch.\n#unattended = \"NAME\"\n{watch}",
            text(&self.url(ACCOUNT)),
            text(KEY_FILE),
            text(LOG_FILE),
            text(EXCHANGE),
            programmes.join(", "),
            text(&format!("dir:{SEALS}")),
        );
        let lookup = format!(
            "# The site file of `gongbao authorized-keys`, which sshd runs: a role that may read who comes in, and no log.\n\
             database = {}\n",
            text(&self.url(LOOKUP)),
        );
        let reader = match self.engine {
            Engine::PostgreSql => LOOKUP,
            Engine::Sqlite => ACCOUNT,
        };
        put(Path::new(SITE_FILE), &site, 0o640, Some(ACCOUNT))?;
        put(Path::new(LOOKUP_FILE), &lookup, 0o640, Some(reader))?;
        done.step(Words::new(
            format!("站点设置已写入 {SITE_FILE}"),
            format!("the site's settings are in {SITE_FILE}"),
        ));
        Ok(())
    }
}

/// The accounts and folders of the package, where its installation did not make them.
pub fn accounts(done: &mut Done<'_>) -> Result<()> {
    let own = std::env::current_exe().ok();
    if own.as_deref() != Some(Path::new(PROGRAM)) {
        return Err(Failure::usage(
            Words::new(
                format!("setup 须由安装包的 {PROGRAM} 执行"),
                format!("setup is done by the package's own {PROGRAM}"),
            ),
            Words::new(
                "先安装：apt install ./gongbao_版本.deb",
                "install it first: `apt install ./gongbao_VERSION.deb`",
            ),
        ));
    }
    Program::of("systemd-sysusers").arg("gongbao.conf").run()?;
    Program::of("systemd-tmpfiles")
        .args(["--create", "gongbao.conf"])
        .run()?;
    done.step(Words::new(
        format!("账户 {ACCOUNT}、{LOOKUP} 及其目录已就绪"),
        format!("the accounts {ACCOUNT} and {LOOKUP} and their folders are there"),
    ));
    Ok(())
}

/// Writes a file of root's, readable by an account's group; what somebody else wrote there is kept beside it.
pub fn put(path: &Path, text: &str, mode: u32, reader: Option<&str>) -> Result<()> {
    let failed = |error: &std::io::Error| {
        Failure::new(
            "setup",
            Words::new(
                format!("无法写入 {}", path.display()),
                format!("{} cannot be written", path.display()),
            ),
            Words::new(
                "检查磁盘空间和该目录，再执行一次 gongbao setup",
                "look at the disk and the folder, then run `gongbao setup` once more",
            ),
        )
        .because(error)
    };
    let before = std::fs::read_to_string(path).ok();
    if before.as_deref().is_some_and(|before| before != text) {
        let kept = PathBuf::from(format!("{}.before-setup", path.display()));
        std::fs::copy(path, kept).map_err(|error| failed(&error))?;
    }
    let group = match reader {
        Some(account) => Some(number_of("-g", account)?),
        None => Some(0),
    };
    let new = PathBuf::from(format!("{}.new", path.display()));
    std::fs::write(&new, text)
        .and_then(|()| std::fs::set_permissions(&new, Permissions::from_mode(mode)))
        .and_then(|()| chown(&new, Some(0), group))
        .and_then(|()| std::fs::rename(&new, path))
        .map_err(|error| failed(&error))
}

fn number_of(which: &str, account: &str) -> Result<u32> {
    let said = Program::of("id").args([which, account]).run()?;
    said.trim().parse().map_err(|_| {
        Failure::new(
            "setup",
            Words::new(
                format!("没有账户 {account}"),
                format!("there is no account {account}"),
            ),
            Words::new("重新安装 gongbao 软件包", "install the package again"),
        )
    })
}

/// A file only root can read, handed to the program's account for a while.
pub struct Handed(PathBuf);

impl Handed {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Puts a copy where the program's account can read it.
pub fn handed_over(file: &Path) -> Result<Handed> {
    let text = crate::commands::operator_key::read_public_key(file)?;
    let handed = Handed(PathBuf::from("/run/gongbao-setup.pub"));
    put(handed.path(), &text, 0o640, Some(ACCOUNT))?;
    Ok(handed)
}
