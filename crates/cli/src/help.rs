//! `--help` in the operator's language. In English it is what the commands say of themselves, in their doc comments; in
//! Chinese a catalogue is laid over the same tree of commands, so neither offers what the other does not.

mod catalogue;
mod chinese;
mod layout;
#[cfg(test)]
mod tests;

use crate::args::Cli;
use clap::Command;
use clap::CommandFactory as _;
use clap::error::ErrorKind;
use std::ffi::OsString;
use workflow::views::Lang;

pub use chinese::left_over;

/// What was asked for, or is shown because the command is not complete.
#[derive(Debug)]
pub struct Help {
    /// The text, laid out for the terminal.
    pub text: String,
    /// It was asked for; else the command line is a misuse.
    pub asked: bool,
}

/// The tree of commands in a language.
pub fn speaking(lang: Lang) -> Command {
    match lang {
        Lang::Zh => chinese::speaking(Cli::command()),
        Lang::En => Cli::command(),
    }
}

/// The help or version a command line asks for; none where it asks for something else, or makes no sense.
pub fn of(arguments: &[OsString], lang: Lang) -> Option<Help> {
    let columns = layout::columns();
    let command = Cli::command().term_width(columns);
    let command = match lang {
        Lang::Zh => chinese::speaking(command),
        Lang::En => command,
    };
    let told = command.try_get_matches_from(arguments).err()?;
    let asked = match told.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => true,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => false,
        _ => return None,
    };
    let text = told.render().to_string();
    let text = match lang {
        Lang::Zh => chinese::left_over(&text),
        Lang::En => text,
    };
    Some(Help {
        text: layout::fitted(&text, columns),
        asked,
    })
}
