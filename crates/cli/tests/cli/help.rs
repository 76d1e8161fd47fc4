//! Help as the program prints it, in the language asked for.

use crate::{Desk, Ran};

const ZH: &str = "审批可付金额；多笔的先看抽样\n\n用法：gongbao claim approve [选项] [ID]...\n";
const EN: &str = "Approve the payable sum, of a few claims or of many once a sample was looked at\n\n\
                  Usage: gongbao claim approve [OPTIONS] [ID]...\n";

fn asked(desk: &Desk, line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let ran = desk.run(&words);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}: {ran:?}");
    ran.out
}

#[test]
fn help_is_chinese_unless_another_language_is_asked_for() {
    let desk = Desk::empty();
    for line in [
        "claim approve -h",
        "claim approve --help",
        "help claim approve",
        "claim help approve",
    ] {
        assert!(asked(&desk, line).starts_with(ZH), "{line}");
    }
}

#[test]
fn the_language_of_help_may_stand_anywhere_on_the_line() {
    let desk = Desk::empty();
    for line in [
        "--lang en claim approve --help",
        "claim --lang=en approve -h",
        "claim approve --help --lang en",
        "help claim approve --lang en",
        "--lang en help claim approve",
    ] {
        assert!(asked(&desk, line).starts_with(EN), "{line}");
    }
}

#[test]
fn help_takes_its_language_from_the_settings_like_every_message() {
    let desk = Desk::empty();
    std::fs::write(desk.path().join("english.toml"), "lang = \"en\"\n").unwrap();
    let named = asked(&desk, "claim approve --config english.toml -h");
    assert!(named.starts_with(EN), "{named}");
    let mut variable = desk.command(&["claim", "approve", "-h"]);
    let variable = Ran::of(variable.env("GONGBAO_LANG", "en").output().unwrap());
    assert!(variable.out.starts_with(EN), "{variable:?}");
    std::fs::rename(
        desk.path().join("english.toml"),
        desk.path().join("gongbao.toml"),
    )
    .unwrap();
    assert!(asked(&desk, "claim approve -h").starts_with(EN));
    assert!(asked(&desk, "claim approve -h --lang zh").starts_with(ZH));
    // What is wrong in a file is told when the file is needed, not in place of help.
    std::fs::write(desk.path().join("gongbao.toml"), "lang = 7\n").unwrap();
    assert!(asked(&desk, "claim approve -h").starts_with(ZH));
}

#[test]
fn a_command_without_its_verb_shows_what_there_is_as_a_misuse() {
    let desk = Desk::empty();
    for (line, heading) in [
        (&["claim"][..], "命令：\n  list "),
        (&["claim", "--lang", "en"], "Commands:\n  list "),
        (&["--lang", "en"], "Commands:\n  init "),
        (&[], "命令：\n  init "),
    ] {
        let ran = desk.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line:?}: {ran:?}");
        assert!(ran.err.contains(heading), "{line:?}: {ran:?}");
    }
}

#[test]
fn a_misuse_tells_how_the_command_is_written_in_the_language_asked_for() {
    let desk = Desk::empty();
    let zh = desk.run(&["claim", "frobnicate"]);
    assert_eq!(zh.code, 2);
    assert!(
        zh.err.contains("写法：`gongbao claim [选项] <命令>`"),
        "{zh:?}"
    );
    let en = desk.run(&["claim", "frobnicate", "--lang", "en"]);
    assert!(
        en.err.contains("write `gongbao claim [OPTIONS] <COMMAND>`"),
        "{en:?}"
    );
    let language = desk.run(&["claim", "list", "--lang", "fr"]);
    assert_eq!(language.code, 2, "{language:?}");
    assert!(
        language.err.contains("zh") && language.err.contains("en"),
        "{language:?}"
    );
}
