//! What may be wrong with the register, and what to do about it, in both languages.

use crate::views::Lang;
use std::path::PathBuf;

/// Why the register cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A file is not where it was.
    Missing(PathBuf),
    /// Others than its owner may read or write a file.
    Mode(PathBuf, u32),
    /// A file is not what this program wrote.
    NotOne(PathBuf),
    /// It belongs to another installation.
    Foreign,
    /// An entry is not what was written.
    Changed(i64),
    /// An entry is another one than the database has.
    Differs(i64),
    /// An entry that was written is gone, with what follows.
    Cut(i64),
    /// The last line is not whole, and nobody was writing it.
    NotWhole,
    /// An entry is not what was written, in the database.
    ChangedInDatabase(i64),
}

impl Fault {
    /// What is wrong.
    pub fn said(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Missing(path) => {
                let path = path.display();
                (format!("{path} 不在"), format!("{path} is missing"))
            }
            Self::Mode(path, mode) => {
                let path = path.display();
                (
                    format!("{path} 的权限是 {mode:04o}，别人也能读写"),
                    format!("{path} has mode {mode:04o}: others may read or write it"),
                )
            }
            Self::NotOne(path) => {
                let path = path.display();
                (
                    format!("{path} 不是登记簿，或开头已被改动"),
                    format!("{path} is no register, or its beginning was changed"),
                )
            }
            Self::Foreign => (
                "它属于另一个安装".to_owned(),
                "it is the register of another installation".to_owned(),
            ),
            Self::Changed(no) => (
                format!("第 {no} 号已被改动"),
                format!("its entry {no} was changed"),
            ),
            Self::Differs(no) => (
                format!("第 {no} 号与数据库中的不同"),
                format!("its entry {no} is not the one the database has"),
            ),
            Self::Cut(no) => (
                format!("第 {no} 号及以后的不见了"),
                format!("its entry {no} and what follows are missing"),
            ),
            Self::NotWhole => (
                "最后一行不完整".to_owned(),
                "its last line is not whole".to_owned(),
            ),
            Self::ChangedInDatabase(no) => (
                format!("数据库中的第 {no} 号已被改动"),
                format!("entry {no} was changed in the database"),
            ),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// What to do next.
    pub fn hint(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Mode(path, _), _) => format!("chmod 600 '{}'", path.display()),
            (Self::ChangedInDatabase(_), Lang::Zh) => {
                "停止支付，执行 `gongbao audit verify`，并与备份比对".to_owned()
            }
            (Self::ChangedInDatabase(_), Lang::En) => {
                "stop payments, run `gongbao audit verify`, and compare with a backup".to_owned()
            }
            (_, Lang::Zh) => {
                "使用原来的密钥文件路径和 export_register 设置，放回登记簿及其 -head 文件的最新副本；确已丢失的，先向银行和税务\
                 核对已送出的文件，再用 `gongbao register begin --reason …` 按数据库重新建簿，由另一人审定"
                    .to_owned()
            }
            (_, Lang::En) => {
                "use the key file's own path and the former `export_register`, and bring the newest copy of the register and \
                 its -head file back; if they are lost, ask bank and tax bureau what they have, then begin it anew from the \
                 database with `gongbao register begin --reason …`, which a second operator agrees to"
                    .to_owned()
            }
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.said(Lang::En))
    }
}
