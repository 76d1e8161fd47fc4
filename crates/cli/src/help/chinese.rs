//! The tree of commands, speaking Chinese: clap's own words are English in its code, so each is either replaced or
//! switched off and said here.

use super::catalogue;
use crate::commands::codes;
use clap::{Arg, Command};

/// The command and the arguments that clap adds by itself.
const HELP: &str = "help";
const HELP_ABOUT: &str = "显示程序或某个命令的说明";
const AFTER_HELP: &str = "退出码：0 完成；1 失败，未作改动（有改动时会说明）；2 用法不对；3 完成，但有部分输入未被接受。";

/// The command with every text in Chinese; a text that the catalogue lacks stays English.
pub fn speaking(mut command: Command) -> Command {
    // Only a built tree holds what clap adds: `help`, `--help` and the flags of every command.
    command.build();
    spoken(command, "").after_help(AFTER_HELP)
}

/// A text of clap's with the words that cannot be set otherwise.
pub fn left_over(text: &str) -> String {
    text.replace("[OPTIONS]", "[选项]")
        .replace("<COMMAND>", "<命令>")
        .replace("[COMMAND]", "[命令]")
        .replace("[alias: ", "[也可写：")
}

fn spoken(mut command: Command, path: &str) -> Command {
    if command.get_name() == HELP {
        command = command.about(HELP_ABOUT);
    } else if let Some(text) = catalogue::command(path) {
        command = command.about(text.about);
        if !text.long.is_empty() {
            command = command.long_about(format!("{}\n\n{}", text.about, text.long));
        }
    }
    let shape = template(&command);
    command
        .help_template(shape)
        .mut_args(|argument| explained(argument, path))
        .mut_subcommands(|below| match below.get_name() {
            // It repeats the tree, to be asked about.
            HELP => spoken(below, path),
            name => {
                let longer = format!("{path} {name}");
                spoken(below, longer.trim_start())
            }
        })
}

/// The order of clap's own template, under Chinese headings.
fn template(command: &Command) -> String {
    let parts = [
        (command.has_subcommands(), "命令：\n{subcommands}"),
        (
            command.get_positionals().next().is_some(),
            "参数：\n{positionals}",
        ),
        (command.get_opts().next().is_some(), "选项：\n{options}"),
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .filter_map(|(there, part)| there.then_some(part))
        .collect();
    format!(
        "{{about-with-newline}}\n用法：{{usage}}\n\n{}{{after-help}}",
        parts.join("\n\n")
    )
}

fn explained(argument: Arg, path: &str) -> Arg {
    let Some(text) = catalogue::argument(path, argument.get_id().as_str()) else {
        return argument;
    };
    let help = match argument.get_id().as_str() {
        "source" => codes::sources_help_zh(text.help),
        _ => text.help.to_owned(),
    };
    let help = format!("{help}{}", marks(&argument, text.values));
    argument
        .help(help)
        .long_help(None)
        .hide_possible_values(true)
        .hide_default_value(true)
        .hide_env(true)
}

/// What clap would add in English: the values, the default, and the variable that is read in place of the flag.
fn marks(argument: &Arg, meanings: &[(&str, &str)]) -> String {
    let mut marks = Vec::new();
    let values = argument.get_possible_values();
    let values: Vec<String> = values
        .iter()
        .map(|value| {
            let code = value.get_name();
            let meaning = meanings.iter().find(|(of, _)| *of == code);
            meaning.map_or_else(|| code.to_owned(), |(_, zh)| format!("{code}（{zh}）"))
        })
        .collect();
    if !values.is_empty() {
        marks.push(format!("可写：{}", values.join("、")));
    }
    let defaults: Vec<_> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy())
        .collect();
    if argument.get_action().takes_values() && !defaults.is_empty() {
        marks.push(format!("默认：{}", defaults.join(" ")));
    }
    if let Some(variable) = argument.get_env() {
        marks.push(format!("环境变量：{}", variable.to_string_lossy()));
    }
    marks.iter().map(|mark| format!(" [{mark}]")).collect()
}
