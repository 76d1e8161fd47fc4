//! `gongbao`: the command line. Everything is put together here and decided elsewhere.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

mod app;
mod args;
mod commands;
mod effects;
mod enter;
mod exit;
mod exposition;
mod failure;
mod help;
mod hints;
mod keepers;
mod keyfile;
mod last_checks;
mod log;
mod misuse;
mod output;
#[cfg(test)]
mod parity;
mod postgres_tools;
mod programmes;
mod senders;
mod serve;
mod settings;
mod sftp;
mod terminals;
mod visit;
mod words;

use app::App;
use args::{Cli, Command};
use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches};
use enter::Refused;
use exit::Exit;
use failure::{Failure, Result};
use output::Voice;
use std::ffi::OsString;
use std::process::ExitCode;
use words::Words;
use workflow::Trail;
use workflow::exchange::Files;

/// That of glibc takes a sixth of an import's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    switch_core_dumps_off();
    silence_panics();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    run(&arguments, false).into()
}

/// `came_in` over SSH, and asked for this.
fn run(arguments: &[OsString], came_in: bool) -> Exit {
    programmes::install(settings::installed(misuse::config(arguments)));
    let typed = match parse(arguments) {
        Ok(parsed) => parsed,
        Err(error) => return misused(arguments, &error),
    };
    let mut voice = Voice {
        lang: settings::first_language(typed.cli.global.lang),
        json: typed.cli.global.json,
    };
    if matches!(typed.cli.command, Command::Enter) {
        return entered(arguments, voice);
    }
    match guarded(|| perform(typed, came_in, &mut voice)) {
        Ok(exit) => exit,
        Err(failure) => {
            voice.complain(&failure);
            failure.exit
        }
    }
}

/// Whoever came in over SSH: the command they ask for is run as if they had typed it here.
fn entered(forced: &[OsString], voice: Voice) -> Exit {
    match enter::asked(forced) {
        Ok(arguments) => run(&arguments, true),
        Err(Refused::Misuse(arguments, error)) => misused(&arguments, &error),
        Err(Refused::Failure(failure)) => {
            voice.complain(&failure);
            failure.exit
        }
    }
}

/// A command line that makes sense.
struct Typed {
    cli: Cli,
    /// The operator stands in the command line itself.
    operator_in_argv: bool,
    /// The noun and verbs, without what they are about.
    command: String,
}

fn parse(arguments: &[OsString]) -> std::result::Result<Typed, clap::Error> {
    let matches = Cli::command().try_get_matches_from(arguments)?;
    let mut words = Vec::new();
    let mut below = matches.subcommand();
    while let Some((word, matches)) = below {
        words.push(word);
        below = matches.subcommand();
    }
    Ok(Typed {
        cli: Cli::from_arg_matches(&matches)?,
        operator_in_argv: matches.value_source("operator") == Some(ValueSource::CommandLine),
        command: words.join(" "),
    })
}

fn perform(typed: Typed, came_in: bool, voice: &mut Voice) -> Result<Exit> {
    let Typed { cli, command, .. } = typed;
    let settings = settings::Settings::read(&cli.global, typed.operator_in_argv)?;
    voice.lang = settings.lang;
    // As root it would make a log that the program's own account cannot write.
    if !matches!(cli.command, Command::Setup(_)) {
        log::start(&settings)?;
    }
    let mut app = App {
        settings,
        voice: *voice,
        today: cli.global.today,
        files: Files::default(),
        trail: Trail::default(),
    };
    let watch = log::Watch::begin(command.clone(), &app.trail);
    let done = guarded(|| {
        if came_in {
            visit::of(&mut app, cli.command, &command)
        } else {
            commands::run(cli.command, &app)
        }
    });
    watch.end(&done);
    let report = done?;
    voice.say(&report);
    Ok(report.exit)
}

/// A command line clap refuses, or a request for help or the version.
fn misused(arguments: &[OsString], error: &clap::Error) -> Exit {
    let (lang, line) = misuse::language(arguments);
    let voice = Voice {
        lang,
        json: arguments.iter().any(|argument| argument == "--json"),
    };
    match help::of(&line, lang) {
        Some(help) if help.asked => {
            output::out(&help.text);
            return Exit::Done;
        }
        Some(help) if !voice.json => {
            voice.aside(help.text.trim_end());
            return Exit::Usage;
        }
        _ => {}
    }
    let hint = misuse::usage(error).map_or_else(
        || hints::of_code("usage"),
        |usage| {
            Words::new(
                format!("写法：`{}`；加 --help 查看说明", help::left_over(&usage)),
                format!("write `{usage}`; `--help` says more"),
            )
        },
    );
    voice.complain(&Failure::usage(misuse::told(error), hint));
    Exit::Usage
}

/// Turns a defect of the program into a failure with an exit code like any other.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Failure::new(
            "internal",
            Words::new("程序内部错误", "internal error of the program"),
            Words::new(
                "请把日志文件交给维护人员；用 `gongbao audit verify` 可核验数据",
                "hand the log file to the maintainers; `gongbao audit verify` checks the data",
            ),
        )
        .saved(
            "进行中的事务已撤销；此前已提交的部分保留。",
            "The transaction under way was rolled back; what was committed before it stays.",
        ))
    })
}

/// A defect is written to the log; the screen gets one readable failure from [`guarded`].
fn silence_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
}

/// A core dump would hold keys and personal data. Where the system refuses, the run goes on: the
/// installation's own limits still apply.
fn switch_core_dumps_off() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    );
}
