//! The whole tree of commands, in both languages.

use super::*;
use clap::{Arg, Command};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use tui::text::width;

/// Columns of the narrowest terminal that is promised to work.
const COLUMNS: usize = 80;
/// Names of formats, ciphers and programs, which Chinese text writes as they are.
const ALLOWED: &[&str] = &[
    "Base64", "CSV", "Ed25519", "GB18030", "JSON", "RSA", "SSH", "UTF-16", "UTF-8", "ods", "sshd",
    "xls", "xlsx",
];

/// Every command with the words that call it; none of what clap adds to be asked about.
fn each(command: &Command, path: &str, see: &mut dyn FnMut(&Command, &str)) {
    see(command, path);
    for below in command
        .get_subcommands()
        .filter(|below| below.get_name() != "help")
    {
        each(
            below,
            format!("{path} {}", below.get_name()).trim_start(),
            see,
        );
    }
}

fn built() -> Command {
    let mut command = Cli::command();
    command.build();
    command
}

/// What is printed for a line of words behind `gongbao`.
fn printed(line: &str, lang: Lang) -> String {
    let words = std::iter::once("gongbao").chain(line.split_whitespace());
    let words: Vec<OsString> = words.map(OsString::from).collect();
    let help = of(&words, lang).unwrap_or_else(|| panic!("`{line}` asks for help"));
    assert!(help.asked, "{line}");
    help.text
}

/// Every way to ask about every command, with what is printed in Chinese and in English.
static ALL: LazyLock<Vec<(String, [String; 2])>> = LazyLock::new(|| {
    let mut lines = vec!["help help".to_owned(), "claim help list".to_owned()];
    each(&built(), "", &mut |_, path| {
        lines.extend([
            format!("{path} -h"),
            format!("{path} --help"),
            format!("help {path}"),
        ]);
    });
    let both = |line: &str| [Lang::Zh, Lang::En].map(|lang| printed(line, lang));
    lines
        .into_iter()
        .map(|line| {
            let texts = both(&line);
            (line, texts)
        })
        .collect()
});

fn is_chinese(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

/// Words of a text in Latin letters, but for what stands in back quotes: that is typed in every language.
fn latin(text: &str) -> Vec<&str> {
    text.split('`')
        .step_by(2)
        .flat_map(|part| part.split(|c: char| !(c.is_ascii_alphanumeric() || "-_./".contains(c))))
        .filter(|word| word.chars().filter(char::is_ascii_alphabetic).count() > 1)
        .collect()
}

/// What an operator types: names of commands, flags, values and placeholders, and variables of the environment.
fn typed() -> BTreeSet<String> {
    let mut typed = BTreeSet::from([
        "gongbao".to_owned(),
        "help".to_owned(),
        "-h".to_owned(),
        "-V".to_owned(),
    ]);
    typed.extend(ALLOWED.iter().map(|word| (*word).to_owned()));
    each(&built(), "", &mut |command, _| {
        typed.insert(command.get_name().to_owned());
        typed.extend(command.get_all_aliases().map(str::to_owned));
        for argument in command.get_arguments() {
            typed.extend(argument.get_long().map(|long| format!("--{long}")));
            typed.extend(
                argument
                    .get_env()
                    .map(|name| name.to_string_lossy().into_owned()),
            );
            for name in argument.get_value_names().into_iter().flatten() {
                typed.extend(latin(name).into_iter().map(str::to_owned));
            }
            let values = argument.get_possible_values();
            typed.extend(values.iter().map(|value| value.get_name().to_owned()));
            let defaults = argument.get_default_values();
            typed.extend(
                defaults
                    .iter()
                    .map(|value| value.to_string_lossy().into_owned()),
            );
        }
    });
    typed
}

#[test]
fn all_help_is_chinese_but_for_what_is_typed() {
    let typed = typed();
    let mut strange = BTreeSet::new();
    for (line, [text, _]) in ALL.iter() {
        let words = latin(text)
            .into_iter()
            .filter(|word| !typed.contains(*word));
        strange.extend(words.map(|word| format!("`{word}` of `{line}`")));
    }
    assert!(strange.is_empty(), "{strange:#?}");
}

#[test]
fn every_command_argument_and_value_is_told_in_chinese() {
    let mut missing = BTreeSet::new();
    let mut check = |what: String, text: Option<&str>| {
        if !text.is_some_and(|text| text.chars().any(is_chinese)) {
            missing.insert(what);
        }
    };
    each(&built(), "", &mut |command, path| {
        let text = catalogue::command(path);
        check(path.to_owned(), text.map(|text| text.about));
        if command.get_long_about().is_some() {
            check(format!("{path} --help"), text.map(|text| text.long));
        }
        for argument in command.get_arguments() {
            let what = format!("{path} {}", argument.get_id());
            let text = catalogue::argument(path, argument.get_id().as_str());
            for value in explained_values(argument) {
                let meanings = text.map_or(&[][..], |text| text.values);
                let meaning = meanings.iter().find(|(code, _)| *code == value);
                check(format!("{what} {value}"), meaning.map(|(_, zh)| *zh));
            }
            check(what, text.map(|text| text.help));
        }
    });
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Values of an argument that are told in English.
fn explained_values(argument: &Arg) -> Vec<String> {
    let values = argument.get_possible_values();
    let explained = values.iter().filter(|value| value.get_help().is_some());
    explained.map(|value| value.get_name().to_owned()).collect()
}

#[test]
fn every_text_of_the_catalogue_is_said_once() {
    let mut unsaid: BTreeSet<String> = catalogue::CHAPTERS
        .iter()
        .copied()
        .flatten()
        .flat_map(|text| {
            let arguments = text.arguments.iter();
            arguments
                .flat_map(|argument| entries(text.path, argument))
                .chain([text.path.to_owned()])
        })
        .chain(
            catalogue::SHARED
                .iter()
                .flat_map(|argument| entries("*", argument)),
        )
        .collect();
    each(&built(), "", &mut |command, path| {
        assert!(unsaid.remove(path), "{path}");
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            let own = unsaid.remove(&format!("{path} {id}"));
            let place = if own { path } else { "*" };
            unsaid.remove(&format!("{place} {id}"));
            for value in argument.get_possible_values() {
                unsaid.remove(&format!("{place} {id} {}", value.get_name()));
            }
        }
    });
    assert!(unsaid.is_empty(), "{unsaid:#?}");
}

/// An argument of the catalogue, and each of its values.
fn entries(place: &str, argument: &catalogue::Argument) -> Vec<String> {
    let values = argument.values.iter();
    let values = values.map(|(code, _)| format!("{place} {} {code}", argument.id));
    values.chain([format!("{place} {}", argument.id)]).collect()
}

#[test]
fn english_help_is_what_the_commands_say_of_themselves() {
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    for (line, [_, text]) in ALL.iter() {
        let asked = std::iter::once("gongbao").chain(line.split_whitespace());
        let said = Cli::command().try_get_matches_from(asked).unwrap_err();
        assert_eq!(words(text), words(&said.render().to_string()), "{line}");
    }
}

#[test]
fn english_help_has_no_chinese_but_for_the_names_of_program_and_language() {
    for (line, [_, text]) in ALL.iter() {
        let text = text.replace("(工保)", "").replace("中文", "");
        assert!(!text.chars().any(is_chinese), "{line}: {text}");
    }
}

#[test]
fn no_line_of_help_is_wider_than_the_terminal() {
    for (line, texts) in ALL.iter() {
        for row in texts.iter().flat_map(|text| text.lines()) {
            assert!(width(row) <= COLUMNS, "{line}: {row}");
        }
    }
}

#[test]
fn what_commands_do_stands_in_one_column() {
    let text = printed("claim -h", Lang::Zh);
    let rows = text
        .lines()
        .skip_while(|row| *row != "命令：")
        .skip(1)
        .take_while(|row| !row.is_empty());
    let columns: BTreeSet<usize> = rows
        .map(|row| {
            let about = row.find(is_chinese).expect("an about");
            width(&row[..about])
        })
        .collect();
    assert_eq!(columns.len(), 1, "{text}");
}

#[test]
fn a_line_that_asks_for_no_help_gets_none() {
    for line in [
        &["gongbao", "claim", "list"][..],
        &["gongbao", "claim", "frobnicate"],
    ] {
        let words: Vec<OsString> = line.iter().map(OsString::from).collect();
        assert!(of(&words, Lang::Zh).is_none(), "{line:?}");
    }
}
