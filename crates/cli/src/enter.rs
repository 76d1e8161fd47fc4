//! `gongbao enter`: what sshd starts for whoever comes in. It opens the console, or runs the one command that was asked for
//! (`ssh HOST claim list`); there is no shell, nothing is expanded, and no path of the machine is named from outside: files come in and go out by
//! their bare names, in the operator's own folder (`workflow::exchange`).

use crate::args::{Cli, Command};
use crate::commands;
use crate::effects;
use crate::failure::Failure;
use crate::words::Words;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};
use std::ffi::OsString;
use std::path::PathBuf;

/// The longest command that is read, in bytes: more is no command anybody typed.
const ASKED_MAX: usize = 8_192;
/// Flags that only the forced command itself may have.
const KEPT: [&str; 5] = ["config", "database", "operator", "today", "key_file"];

/// Why nothing is run.
#[derive(Debug)]
pub enum Refused {
    /// It is not offered to whoever comes in.
    Failure(Failure),
    /// It makes no sense, or asks for help; the command line, and what is wrong with it.
    Misuse(Vec<OsString>, clap::Error),
}

/// The command line to run for a forced command that ends in `enter`: who acts as it says, and what was asked for.
///
/// # Errors
/// [`Refused`].
pub fn asked(forced: &[OsString]) -> Result<Vec<OsString>, Refused> {
    if effects::variable("SSH_CONNECTION").is_none() {
        return Err(Refused::Failure(Failure::usage(
            Words::new(
                "`enter` 只由 sshd 作为强制命令启动",
                "`enter` is started by sshd only, as the forced command",
            ),
            Words::new(
                "在本机直接执行所要的命令",
                "on this machine run the command itself",
            ),
        )));
    }
    let text = effects::variable("SSH_ORIGINAL_COMMAND").unwrap_or_default();
    of(forced, &text)
}

fn of(forced: &[OsString], text: &str) -> Result<Vec<OsString>, Refused> {
    let mut words = split(text).ok_or_else(|| Refused::Failure(unread()))?;
    if words.first().is_some_and(|word| word == "gongbao") {
        words.remove(0);
    }
    if is_transfer(&words) {
        words = ["files", "serve"].map(str::to_owned).to_vec();
    }
    // The console's flags alone mean the console.
    if words.first().is_none_or(|word| word.starts_with('-')) && !asks_for_help(&words) {
        words.insert(0, "console".to_owned());
    }
    let words = words.into_iter().map(OsString::from);
    let alone: Vec<OsString> = forced
        .iter()
        .take(1)
        .cloned()
        .chain(words.clone())
        .collect();
    let before = forced.iter().take(forced.len().saturating_sub(1)).cloned();
    let whole: Vec<OsString> = before.chain(words).collect();
    let known = Cli::command();
    // Read without the forced command's own flags, so that nobody repeats one of them unseen.
    let parsed = known
        .clone()
        .try_get_matches_from(&alone)
        .and_then(|matches| {
            let command = Cli::from_arg_matches(&matches)?.command;
            Ok((matches, command))
        });
    let (matches, command) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Err(Refused::Misuse(whole, error)),
    };
    let is_kept = |id: &&'static str| matches.value_source(id) == Some(ValueSource::CommandLine);
    if !is_offered(&command) || KEPT.iter().any(is_kept) {
        return Err(Refused::Failure(not_offered()));
    }
    if names_a_path(&known, &matches) {
        return Err(Refused::Failure(no_paths()));
    }
    Ok(whole)
}

/// sshd hands a request for files over as the command of its `Subsystem sftp`, whatever the machine's administrator wrote there.
fn is_transfer(words: &[String]) -> bool {
    let program = words.first().and_then(|word| word.rsplit('/').next());
    matches!(program, Some("sftp-server" | "internal-sftp"))
}

fn asks_for_help(words: &[String]) -> bool {
    let help = ["-h", "--help", "-V", "--version"];
    words.iter().any(|word| help.contains(&word.as_str()))
}

/// What an operator may run from afar. Installing, what stands between machines and practising are done on the machine.
fn is_offered(command: &Command) -> bool {
    match command {
        Command::Init(_)
        | Command::Setup(_)
        | Command::AuthorizedKeys(_)
        | Command::Settle(_)
        | Command::Outbox(_)
        | Command::Rehearsal(_)
        | Command::Db(_)
        | Command::Audit(commands::audit::Audit::Keep)
        | Command::Ops(commands::ops::Ops::Metrics { .. })
        | Command::Enter => false,
        Command::Operator(_)
        | Command::Announcement(_)
        | Command::Period(_)
        | Command::Year(_)
        | Command::Ruling(_)
        | Command::Scheme(_)
        | Command::Settlement(_)
        | Command::Participation(_)
        | Command::Analysis(_)
        | Command::Referral(_)
        | Command::Institution(_)
        | Command::Change(_)
        | Command::Files(_)
        | Command::Import(_)
        | Command::Claim(_)
        | Command::Person(_)
        | Command::Duplicate(_)
        | Command::Batch(_)
        | Command::Register(_)
        | Command::Ledger(_)
        | Command::Audit(_)
        | Command::Unit(_)
        | Command::Ops(_)
        | Command::Console(_) => true,
    }
}

/// Some argument of the command, or of one below it, is a path of the machine and has a value, typed or by default. What is a
/// name in the operator's own folder has another type.
fn names_a_path(command: &clap::Command, matches: &ArgMatches) -> bool {
    let path = clap::value_parser!(PathBuf).type_id();
    let here = command
        .get_arguments()
        .filter(|argument| !KEPT.contains(&argument.get_id().as_str()))
        .filter(|argument| argument.get_value_parser().type_id() == path)
        .any(|argument| matches.value_source(argument.get_id().as_str()).is_some());
    let below = matches.subcommand().and_then(|(name, matches)| {
        let command = command.find_subcommand(name)?;
        Some(names_a_path(command, matches))
    });
    here || below.unwrap_or(false)
}

/// The words of a command as a shell would take quotes and backslashes; nothing else means anything. None for a quotation that
/// does not end, control characters and what is too long.
fn split(text: &str) -> Option<Vec<String>> {
    if text.len() > ASKED_MAX || text.chars().any(|c| c.is_control() && c != '\t') {
        return None;
    }
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted: Option<char> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (quoted, letter) {
            (Some(quote), _) if letter == quote => quoted = None,
            (Some('"') | None, '\\') => word.get_or_insert_default().push(letters.next()?),
            (None, '\'' | '"') => {
                quoted = Some(letter);
                word.get_or_insert_default();
            }
            (None, ' ' | '\t') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    quoted.is_none().then_some(words)
}

fn unread() -> Failure {
    Failure::usage(
        Words::new(
            "命令无法读取：引号没有结束、含控制字符，或过长",
            "the command cannot be read: a quotation does not end, it has control characters, or it is too long",
        ),
        Words::new(
            "像在终端中一样写，例如 `ssh 主机 claim list`",
            "write it as on a terminal, such as `ssh HOST claim list`",
        ),
    )
}

/// Refuses what is not for whoever comes in.
pub fn not_offered() -> Failure {
    Failure::new(
        "not-offered",
        Words::new(
            "这条命令或其中的全局参数不能从远程使用",
            "this command, or a flag of it that is the installation's, is not offered from afar",
        ),
        Words::new(
            "不带命令登录即进入控制台；`--help` 列出全部命令",
            "log in without a command for the console; `--help` lists the commands",
        ),
    )
}

fn no_paths() -> Failure {
    Failure::new(
        "not-offered",
        Words::new(
            "这条命令读写服务器上的任意文件，不能从远程执行",
            "this command reads or writes any file of the server, and is not offered from afar",
        ),
        Words::new(
            "请在服务器上值守的人办理",
            "let somebody at the server do it",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Result<String, String> {
        let forced = ["gongbao", "--operator", "7", "enter"].map(OsString::from);
        let told = |words: Vec<OsString>| -> String {
            let words: Vec<String> = words
                .iter()
                .map(|word| word.to_string_lossy().into())
                .collect();
            words.join("|")
        };
        of(&forced, text)
            .map(told)
            .map_err(|refused| match refused {
                Refused::Failure(failure) => failure.code.to_owned(),
                Refused::Misuse(..) => "misuse".to_owned(),
            })
    }

    #[test]
    fn whoever_comes_in_gets_the_console_or_the_command_they_ask_for_as_themselves() {
        for (asked, words) in [
            ("", "console"),
            ("--plain", "console|--plain"),
            ("console --plain", "console|--plain"),
            ("claim list --limit 5", "claim|list|--limit|5"),
            ("gongbao unit list", "unit|list"),
            ("operator off '王 小明'", "operator|off|王 小明"),
            ("import claims a.csv", "import|claims|a.csv"),
            ("/usr/lib/openssh/sftp-server", "files|serve"),
            ("internal-sftp -l INFO", "files|serve"),
        ] {
            let whole = format!("gongbao|--operator|7|{words}");
            assert_eq!(run(asked), Ok(whole), "{asked}");
        }
    }

    #[test]
    fn nothing_but_offered_commands_is_run_and_no_file_is_named_from_outside() {
        for asked in [
            "init --admin eve",
            "db check",
            "rehearsal generate --out /tmp/x",
            "authorized-keys SHA256:x",
            "enter",
            "--config /tmp/x unit list",
            "unit list --database sqlite:/tmp/x",
            "unit list --operator eve",
            "unit list --today 2026-01-01",
            "unit list --key-file /tmp/x",
            "console --operator eve",
            "ops check --backups /tmp",
            "duplicate score --schema child-claim --csv /etc/passwd --out /tmp/x",
            "ops manual --into /tmp/x",
        ] {
            let refused = run(asked).expect_err(asked);
            assert!(
                ["not-offered", "misuse"].contains(&refused.as_str()),
                "{asked}: {refused}"
            );
        }
        for asked in [
            "ops backup --into /tmp",
            "ops metrics",
            "init --admin eve",
            "unit list --operator eve",
        ] {
            assert_eq!(run(asked).unwrap_err(), "not-offered", "{asked}");
        }
        for asked in [
            "sh -c id",
            "bash",
            "/bin/sh",
            "unit list; id",
            "unit list && id",
            "$(id)",
            "sftp-serve",
        ] {
            assert_eq!(run(asked).unwrap_err(), "misuse", "{asked}");
        }
        for asked in ["unit 'list", "unit list \\", "unit\nlist", "unit \u{1b}[2J"] {
            assert_eq!(run(asked).unwrap_err(), "usage", "{asked:?}");
        }
    }
}
