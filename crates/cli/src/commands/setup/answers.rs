//! The five questions, asked at a terminal or answered by a file.

use super::place::Engine;
use crate::commands::operator_key::read_public_key;
use crate::effects::RealEffects;
use crate::failure::{Failure, Result};
use crate::output::Voice;
use crate::programmes;
use crate::words::Words;
use rustix::termios::{LocalModes, OptionalActions, isatty, tcgetattr, tcsetattr};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use workflow::install;
use zeroize::Zeroizing;

/// An answer is asked for again so often.
const TRIES: usize = 3;
/// Digits of a division code.
const AREA_DIGITS: usize = 6;

/// What is known once everything was asked.
pub struct Answers {
    pub engine: Engine,
    pub programmes: Vec<String>,
    pub area: Option<String>,
    pub admin: String,
    pub identity: Zeroizing<String>,
    pub admin_key: PathBuf,
}

/// The same in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    database: String,
    programmes: Vec<String>,
    area: Option<String>,
    admin: String,
    identity: String,
    admin_key: PathBuf,
}

impl Answers {
    /// Reads them from a file.
    ///
    /// # Errors
    /// The file, or the first answer that cannot be.
    pub fn read(path: &Path) -> Result<Self> {
        let wrong = |error: &(dyn std::error::Error + 'static)| {
            Failure::usage(
                Words::new("无法读取回答文件", "the file of answers cannot be read"),
                Words::new(
                    "写明 database、programmes、admin、identity、admin_key，需要时写 area",
                    "give database, programmes, admin, identity and admin_key, and area where it is needed",
                ),
            )
            .because(error)
        };
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(|error| wrong(&error))?);
        let written: Written = toml::from_str(&text).map_err(|error| wrong(&error))?;
        let answers = Self {
            engine: engine(&written.database)?,
            programmes: programmes_of(&written.programmes.join(" "))?,
            area: written.area.as_deref().map(area).transpose()?,
            admin: written.admin,
            identity: Zeroizing::new(written.identity),
            admin_key: key(&written.admin_key.to_string_lossy())?,
        };
        install::check(&answers.admin, Some(&answers.identity), &RealEffects)?;
        Ok(answers)
    }

    /// Asks at the terminal.
    ///
    /// # Errors
    /// Nobody is there, or an answer was wrong too often.
    pub fn ask(voice: Voice) -> Result<Self> {
        if !isatty(std::io::stdin()) {
            return Err(Failure::usage(
                Words::new("没有终端可以提问", "there is no terminal to ask at"),
                Words::new(
                    "在终端中执行，或用 --answers 给出回答文件",
                    "run it at a terminal, or give a file with `--answers`",
                ),
            ));
        }
        let of = |question| Question { voice, question };
        let engine = of(Words::new(
            "1/5 数据库：postgresql（本机 PostgreSQL，多人使用）或 sqlite（一个办公室）[postgresql]",
            "1/5 database: postgresql (this machine's, for many operators) or sqlite (one office) [postgresql]",
        ))
        .ask(|text| engine(if text.is_empty() { "postgresql" } else { text }))?;
        let programmes = of(Words::new(
            "2/5 办理的项目，用空格隔开：child-premium（职工子女医保缴费）、mutual-aid（职工医疗互助）[child-premium]",
            "2/5 programmes, with blanks between: child-premium, mutual-aid [child-premium]",
        ))
        .ask(|text| programmes_of(if text.is_empty() { "child-premium" } else { text }))?;
        let fed = programmes.iter().any(|id| id == mutual_aid::ID);
        let area = if fed {
            let question = of(Words::new(
                "    所在地行政区划代码（6位），如 430100",
                "    division code of the place (6 digits), such as 430100",
            ));
            Some(question.ask(area)?)
        } else {
            None
        };
        let admin = of(Words::new(
            "3/5 首位系统管理员的登录名",
            "3/5 login name of the first administrator",
        ))
        .ask(|text| {
            install::check(text, None, &RealEffects)?;
            Ok(text.to_owned())
        })?;
        let identity = of(Words::new(
            "4/5 该管理员的身份证号（不显示）",
            "4/5 identity number of that administrator (not shown)",
        ))
        .ask_hidden(|text| {
            install::check(&admin, Some(text), &RealEffects)?;
            Ok(Zeroizing::new(text.to_owned()))
        })?;
        let admin_key = of(Words::new(
            "5/5 该管理员的 SSH 公钥文件（.pub，ed25519）",
            "5/5 file with the SSH public key of that administrator (.pub, ed25519)",
        ))
        .ask(key)?;
        Ok(Self {
            engine,
            programmes,
            area,
            admin,
            identity,
            admin_key,
        })
    }
}

/// One question at the terminal.
struct Question {
    voice: Voice,
    question: Words,
}

impl Question {
    /// Asks until the answer can be, a few times.
    fn ask<T>(&self, read: impl Fn(&str) -> Result<T>) -> Result<T> {
        let mut last = None;
        for _ in 0..TRIES {
            self.voice.aside(self.question.get(self.voice.lang));
            match read(line()?.trim()) {
                Ok(answer) => return Ok(answer),
                Err(failure) => {
                    self.voice.aside(failure.message.get(self.voice.lang));
                    last = Some(failure);
                }
            }
        }
        Err(last.unwrap_or_else(nothing))
    }

    /// The same, with nothing of the answer on the screen.
    fn ask_hidden<T>(&self, read: impl Fn(&str) -> Result<T>) -> Result<T> {
        let terminal = std::io::stdin();
        let before = tcgetattr(&terminal).ok();
        if let Some(mut hidden) = before.clone() {
            hidden.local_modes.remove(LocalModes::ECHO);
            let _ = tcsetattr(&terminal, OptionalActions::Now, &hidden);
        }
        let answer = self.ask(read);
        if let Some(before) = before {
            let _ = tcsetattr(&terminal, OptionalActions::Now, &before);
        }
        answer
    }
}

fn line() -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    match std::io::stdin().read_line(&mut text) {
        Ok(0) => Err(nothing()),
        Ok(_) => Ok(text),
        Err(error) => Err(nothing().because(&error)),
    }
}

fn nothing() -> Failure {
    Failure::usage(
        Words::new("没有回答", "nothing was answered"),
        Words::new("再执行一次 gongbao setup", "run `gongbao setup` once more"),
    )
}

fn engine(text: &str) -> Result<Engine> {
    match text {
        "postgresql" => Ok(Engine::PostgreSql),
        "sqlite" => Ok(Engine::Sqlite),
        _ => Err(Failure::usage(
            Words::new(
                format!("没有名为 {text} 的数据库"),
                format!("there is no database called {text}"),
            ),
            Words::new("回答 postgresql 或 sqlite", "answer postgresql or sqlite"),
        )),
    }
}

fn programmes_of(text: &str) -> Result<Vec<String>> {
    let ids: Vec<String> = text
        .split([' ', ',', '，', '、'])
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
        .collect();
    let is_known = |id: &String| programmes::IDS.contains(&id.as_str());
    if !ids.is_empty() && ids.iter().all(is_known) {
        return Ok(ids);
    }
    Err(Failure::usage(
        Words::new(
            format!("没有这样的项目：{text}"),
            format!("there is no such programme: {text}"),
        ),
        Words::new(
            format!("可选：{}", programmes::IDS.join("、")),
            format!("there are {}", programmes::IDS.join(", ")),
        ),
    ))
}

fn area(text: &str) -> Result<String> {
    if text.len() == AREA_DIGITS && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(Failure::usage(
        Words::new("行政区划代码是6位数字", "a division code has 6 digits"),
        Words::new("如 430100", "such as 430100"),
    ))
}

/// The file of a key that can be used.
fn key(text: &str) -> Result<PathBuf> {
    let path = PathBuf::from(text);
    workflow::proposals::keys::read(&read_public_key(&path)?)?;
    Ok(path)
}
