//! `gongbao setup`: from an installed package to a working site, in five questions; run again, it brings the site up to date.
//!
//! It is run by root on the machine itself and does what an administrator would do by hand, each step as the account it is
//! for: what the program may not do with its database later, it never could. Every step looks first whether it is done, so
//! that whatever stopped one run is mended and the next one goes on.

mod answers;
mod database;
mod place;
mod ssh;
mod system;
mod timers;

use crate::app::App;
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::words::Words;
use answers::Answers;
use serde_json::json;
use std::path::PathBuf;

/// Makes this machine a site, or brings the site up to date.
#[derive(Debug, clap::Args)]
pub struct Setup {
    /// A file with the answers instead of questions: database, programmes, area, admin, identity, admin_key
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
}

/// What was done, told step by step.
struct Done<'a> {
    app: &'a App,
    steps: Vec<Words>,
}

impl Done<'_> {
    /// Tells a step as soon as it is done: an administrator waits in front of it.
    fn step(&mut self, words: Words) {
        self.app.voice.aside(words.get(self.app.voice.lang));
        self.steps.push(words);
    }
}

impl Setup {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`]; what was done stays, and the next run goes on from there.
    pub fn run(self, app: &App) -> Result<Report> {
        if !rustix::process::geteuid().is_root() {
            return Err(Failure::usage(
                Words::new("`setup` 须由 `root` 执行", "setup is run by root"),
                Words::new(
                    "在服务器上执行 `sudo gongbao setup`",
                    "run `sudo gongbao setup` on the machine",
                ),
            ));
        }
        let mut done = Done {
            app,
            steps: Vec::new(),
        };
        let outcome = match place::Site::existing(app.voice.lang)? {
            Some(site) => update(&site, &mut done),
            None => install(self.answers.as_deref(), &mut done),
        };
        outcome.map_err(|failure| match done.steps.last() {
            Some(last) => failure.saved(
                format!(
                    "此前的步骤已完成（最后一步：{}），再次执行 setup 会接着做。",
                    last.zh
                ),
                format!(
                    "The steps before are done (the last: {}); run setup again and it goes on.",
                    last.en
                ),
            ),
            None => failure,
        })
    }
}

fn install(answers: Option<&std::path::Path>, done: &mut Done<'_>) -> Result<Report> {
    let answers = match answers {
        Some(path) => Answers::read(path)?,
        None => Answers::ask(done.app.voice)?,
    };
    place::accounts(done)?;
    let site = place::Site::new(answers.engine, done.app.voice.lang);
    database::prepare(&site, done)?;
    site.write(&answers, done)?;
    let number = format!("{}\n", answers.identity.as_str());
    let key = place::handed_over(&answers.admin_key)?;
    let said = site
        .program()
        .args(["init", "--identity-stdin", "--admin", &answers.admin])
        .arg("--admin-key")
        .arg(key.path())
        .given(&number)
        .run()?;
    done.step(words_of(&said));
    let entry = ssh::offer(&site, done)?;
    timers::start(done)?;
    Ok(told(done, &site, entry).line(
        format!(
            "以 {} 登录：ssh -t gongbao@本机；先新增第二位管理员、一位经审委员，以及一个角色为 watch 的值守账户（operator add），并把值守账户的登录名写进 {} 的 unattended。",
            answers.admin,
            place::SITE_FILE
        ),
        format!(
            "log in as {}: ssh -t gongbao@HOST; first add a second administrator, an auditor, and an account of the role watch (`operator add`), and write the name of that account into {} as `unattended`.",
            answers.admin,
            place::SITE_FILE
        ),
    ))
}

/// Another version of the program is on the machine: its schema, its rights, its sshd settings.
fn update(site: &place::Site, done: &mut Done<'_>) -> Result<Report> {
    place::accounts(done)?;
    database::prepare(site, done)?;
    site.complete(done)?;
    let said = site.program().arg("init").run()?;
    done.step(words_of(&said));
    let entry = ssh::offer(site, done)?;
    timers::start(done)?;
    Ok(told(done, site, entry))
}

fn told(done: &Done<'_>, site: &place::Site, entry: ssh::Entry) -> Report {
    let steps: Vec<_> = done.steps.iter().map(crate::output::sentence).collect();
    let report = Report::new(json!({
        "steps": steps, "site_file": place::SITE_FILE, "key_file": place::KEY_FILE,
        "ssh": entry == ssh::Entry::Open,
    }))
    .line(
        format!("已就绪。密钥文件 {}：请立即由两人另行备份，没有它加密的内容无法读取。", place::KEY_FILE),
        format!(
            "ready. The key file {}: two people back it up now, apart from the database; without it nothing sealed can be read.",
            place::KEY_FILE
        ),
    );
    let report = match site.program().args(["ops", "check"]).run_accepting(&[0, 1]) {
        Ok(checked) => checked
            .lines()
            .fold(report, |report, line| report.line(line, line)),
        Err(_) => report,
    };
    match entry {
        ssh::Entry::Open => report,
        ssh::Entry::NoServer => report.warn(
            "没有安装 openssh-server，还不能远程登录：apt install openssh-server 后再执行一次 gongbao setup",
            "openssh-server is not installed and nobody can log in from afar: `apt install openssh-server`, then `gongbao setup` once more",
        ),
        ssh::Entry::NotReloaded => report.warn(
            "sshd 的设置已写好，尚未生效：请重新加载 sshd",
            "the settings of sshd are written and not in force yet: reload sshd",
        ),
    }
}

/// What the program itself said, in the language it was asked in.
fn words_of(said: &str) -> Words {
    Words::same(said.lines().next().unwrap_or_default())
}
