//! Runs command lines where everybody can see them, and times the steps they belong to.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A command line that prints itself before it runs, and again in the error when it fails.
#[derive(Debug, Clone)]
pub struct Line {
    program: OsString,
    args: Vec<OsString>,
    envs: Vec<(OsString, OsString)>,
    dir: Option<PathBuf>,
}

impl Line {
    /// Starts a command line with the program to run.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            args: Vec::new(),
            envs: Vec::new(),
            dir: None,
        }
    }

    /// `cargo`, the one that runs this tool.
    pub fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Adds one argument.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// Adds arguments in order.
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args
            .extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Sets one environment variable; it is part of the printed line.
    pub fn env(mut self, key: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.envs
            .push((key.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Runs in another directory than the caller's.
    pub fn dir(mut self, dir: impl AsRef<Path>) -> Self {
        self.dir = Some(dir.as_ref().to_owned());
        self
    }

    /// The line as a person could type it into a shell.
    pub fn text(&self) -> String {
        let mut words: Vec<String> = self
            .envs
            .iter()
            .map(|(key, value)| format!("{}={}", key.to_string_lossy(), quoted(value)))
            .collect();
        words.push(short_program(&self.program));
        words.extend(self.args.iter().map(|arg| quoted(arg)));
        words.join(" ")
    }

    /// Runs to the end with the terminal's own input and output; a non-zero exit is an error.
    pub fn run(&self) -> Result<()> {
        self.run_accepting(&[0])
    }

    /// As `run`, for programs that have other good exit codes than zero.
    pub fn run_accepting(&self, codes: &[i32]) -> Result<()> {
        eprintln!("$ {}", self.text());
        let started = Instant::now();
        let status = self
            .command()
            .status()
            .with_context(|| format!("cannot start `{}`", self.text()))?;
        let took = seconds(started.elapsed());
        if !status.code().is_some_and(|code| codes.contains(&code)) {
            eprintln!("failed after {took}: {}", self.text());
            bail!("`{}` failed ({status})", self.text());
        }
        eprintln!("  took {took}");
        Ok(())
    }

    /// Runs to the end and returns standard output; standard error goes into the error.
    pub fn read(&self) -> Result<String> {
        eprintln!("$ {}", self.text());
        self.read_quietly()
    }

    /// As `read`, for questions that change nothing (`id -u`, `pkg-config --exists`).
    pub fn read_quietly(&self) -> Result<String> {
        let output = self
            .command()
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot start `{}`", self.text()))?;
        if !output.status.success() {
            bail!(
                "`{}` failed ({}): {}",
                self.text(),
                output.status,
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        String::from_utf8(output.stdout)
            .with_context(|| format!("`{}` did not answer in UTF-8", self.text()))
    }

    /// Whether the command can be started and exits with zero; nothing is shown.
    pub fn succeeds(&self) -> bool {
        self.command()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// The process to start, for callers that need to hold on to it.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .envs(self.envs.iter().map(|(key, value)| (key, value)));
        if let Some(dir) = &self.dir {
            command.current_dir(dir);
        }
        command
    }

    /// Program and arguments, for a caller that hands the line to another program.
    pub fn words(&self) -> impl Iterator<Item = &OsStr> {
        std::iter::once(self.program.as_os_str()).chain(self.args.iter().map(OsString::as_os_str))
    }
}

/// Programs are started by their full path; printing it would only hide what is run.
fn short_program(program: &OsStr) -> String {
    let path = Path::new(program);
    if path.file_stem() == Some(OsStr::new("cargo")) {
        return "cargo".to_owned();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let below = root.and_then(|root| path.strip_prefix(root).ok());
    quoted(below.unwrap_or(path).as_os_str())
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "-_=+/.,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A duration as people read it: `0.4s`, `12.3s`, `3m05s`.
pub fn seconds(took: Duration) -> String {
    let whole = took.as_secs();
    if whole >= 60 {
        return format!("{}m{:02}s", whole / 60, whole % 60);
    }
    format!("{whole}.{}s", took.subsec_millis() / 100)
}

/// Named steps with their outcome and time; one failing step does not hide the others.
#[derive(Debug, Default)]
pub struct Steps {
    done: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: &'static str,
    took: Duration,
    failure: Option<String>,
}

impl Steps {
    /// Runs one step, keeps its time, and prints its failure at once.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) {
        eprintln!("== {name}");
        let started = Instant::now();
        let failure = work().err().map(|error| format!("{error:#}"));
        if let Some(failure) = &failure {
            eprintln!("== {name} FAILED: {failure}");
        }
        self.done.push(Step {
            name,
            took: started.elapsed(),
            failure,
        });
    }

    /// The table of times, one line a step, and the sum.
    pub fn table(&self) -> String {
        let mut lines = vec![format!("{:<10} {:>8}  result", "step", "time")];
        for step in &self.done {
            let result = if step.failure.is_some() {
                "FAILED"
            } else {
                "ok"
            };
            lines.push(format!(
                "{:<10} {:>8}  {result}",
                step.name,
                seconds(step.took)
            ));
        }
        let total = self.done.iter().map(|step| step.took).sum();
        lines.push(format!("{:<10} {:>8}", "all", seconds(total)));
        lines.join("\n")
    }

    /// Prints the table, then every failure once more; an error when there was one.
    pub fn finish(self) -> Result<()> {
        eprintln!("\n{}", self.table());
        let failures: Vec<&Step> = self.done.iter().filter(|s| s.failure.is_some()).collect();
        for step in &failures {
            let failure = step.failure.as_deref().unwrap_or_default();
            eprintln!("{}: {failure}", step.name);
        }
        if failures.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = failures.iter().map(|step| step.name).collect();
        bail!("failed: {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_line_can_be_typed_into_a_shell() {
        let line = Line::new("echo")
            .env("NAME", "two words")
            .args(["it's", "plain"]);
        assert_eq!(line.text(), r"NAME='two words' echo 'it'\''s' plain");
    }

    #[test]
    fn a_failing_line_names_itself_in_the_error() {
        let error = Line::new("false").arg("x").run().unwrap_err();
        assert!(error.to_string().contains("`false x` failed"));
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error_with_its_name() {
        let error = Line::new("no-such-program-here").read().unwrap_err();
        assert!(error.to_string().contains("no-such-program-here"));
    }

    #[test]
    fn seconds_are_short_for_people() {
        assert_eq!(seconds(Duration::from_millis(450)), "0.4s");
        assert_eq!(seconds(Duration::from_secs(185)), "3m05s");
    }

    #[test]
    fn one_failing_step_lets_the_next_run_and_is_reported_at_the_end() {
        let mut steps = Steps::default();
        let mut ran = false;
        steps.step("first", || bail!("broken"));
        steps.step("second", || {
            ran = true;
            Ok(())
        });
        assert!(ran);
        assert!(steps.table().contains("FAILED"));
        assert_eq!(steps.finish().unwrap_err().to_string(), "failed: first");
    }
}
