//! Programs of the system, run as the account they are for.

use crate::failure::{Failure, Result};
use crate::words::Words;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program with its words; nothing passes a shell.
pub struct Program {
    words: Vec<OsString>,
    account: Option<String>,
    variables: Vec<(&'static str, OsString)>,
    input: String,
}

impl Program {
    /// A program by its path, or by its name on root's path.
    pub fn of(program: &(impl AsRef<OsStr> + ?Sized)) -> Self {
        Self {
            words: vec![program.as_ref().to_owned()],
            account: None,
            variables: Vec::new(),
            input: String::new(),
        }
    }

    /// As this account instead of root.
    pub fn by(mut self, account: &str) -> Self {
        self.account = Some(account.to_owned());
        self
    }

    /// Adds a word.
    pub fn arg(mut self, word: impl AsRef<OsStr>) -> Self {
        self.words.push(word.as_ref().to_owned());
        self
    }

    /// Adds words.
    pub fn args<W: AsRef<OsStr>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        let words = words.into_iter().map(|word| word.as_ref().to_owned());
        self.words.extend(words);
        self
    }

    /// Sets a variable.
    pub fn with(mut self, name: &'static str, value: impl AsRef<OsStr>) -> Self {
        self.variables.push((name, value.as_ref().to_owned()));
        self
    }

    /// What it reads.
    pub fn given(mut self, input: &str) -> Self {
        input.clone_into(&mut self.input);
        self
    }

    /// Runs it; what it said on standard output.
    ///
    /// # Errors
    /// `setup-step` with what it said last.
    pub fn run(self) -> Result<String> {
        self.run_accepting(&[0])
    }

    /// Runs it to its end and says whether all was well.
    pub fn succeeds(self) -> bool {
        self.run().is_ok()
    }

    /// As [`Program::run`], with other exit codes that are no failure.
    ///
    /// # Errors
    /// As [`Program::run`].
    #[expect(
        clippy::disallowed_methods,
        reason = "root sets the machine up with the machine's own programs; nobody who comes in over SSH is offered it"
    )]
    pub fn run_accepting(self, codes: &[i32]) -> Result<String> {
        let name = self.name();
        let mut words = self.words.into_iter();
        let mut command = match &self.account {
            None => Command::new(words.next().unwrap_or_default()),
            Some(account) => {
                let mut command = Command::new("runuser");
                command.args(["-u", account, "--"]);
                command
            }
        };
        let failed = |said: &str| failure(&name, said);
        let mut child = command
            .args(words)
            .envs(self.variables)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| failed("").because(&error))?;
        if let Some(mut input) = child.stdin.take() {
            // A program that reads nothing has closed it.
            let _ = input.write_all(self.input.as_bytes());
        }
        let output = child
            .wait_with_output()
            .map_err(|error| failed("").because(&error))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output
            .status
            .code()
            .is_some_and(|code| codes.contains(&code))
        {
            return Ok(said);
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        let mut lines = complaint.lines().chain(said.lines());
        Err(failed(
            lines
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default(),
        ))
    }

    /// How a person would name it.
    fn name(&self) -> String {
        let program = self.words.first().map(Path::new);
        let program = program.and_then(Path::file_name).unwrap_or_default();
        let verb = self
            .words
            .get(1)
            .filter(|word| !word.to_string_lossy().starts_with('-'));
        let verb = verb.map(|word| format!(" {}", word.to_string_lossy()));
        format!("{}{}", program.to_string_lossy(), verb.unwrap_or_default())
    }
}

fn failure(program: &str, said: &str) -> Failure {
    Failure::new(
        "setup-step",
        Words::new(
            format!("`{program}` 没有成功：`{said}`"),
            format!("`{program}` failed: {said}"),
        ),
        Words::new(
            "按其说明改正后，再执行一次 gongbao setup",
            "mend what it says, then run `gongbao setup` once more",
        ),
    )
}
