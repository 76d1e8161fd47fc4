//! A Chinese screen is Chinese: what stands there in letters is a key, a command, a name or a number.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What may stand in letters on a Chinese screen.
const MEANT: &[&[&str]] = &[
    // Keys.
    &[
        "Backspace",
        "Ctrl",
        "Down",
        "End",
        "Enter",
        "Esc",
        "Home",
        "PgDn",
        "PgUp",
        "Shift-Tab",
        "Space",
        "Tab",
    ],
    // The program and its formats.
    &["gongbao", "ssh-ed", "xls", "xlsx"],
    // The way to the other language.
    &["English", "lang"],
    // The id of a programme.
    &["child-premium"],
    // Logins and made-up text of the samples: a refusal, a device.
    &["abc", "admin", "xterm"],
];
/// Lines with one of these show a command, or a file of parameters, as it is typed.
const TYPED: &[&str] = &[
    "gongbao ", "year.", "[window]", "open = ", "close = ", "AAAA",
];

#[test]
fn no_chinese_screen_has_an_english_word() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/console/snapshots");
    let mut seen = 0;
    let mut found = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.contains("-zh-") {
            continue;
        }
        seen += 1;
        let text = fs::read_to_string(&path).unwrap();
        let screen = text.splitn(3, "---").nth(2).unwrap();
        for line in screen.lines() {
            for word in words(line).filter(|word| !is_meant(word, line)) {
                found.insert(format!("{name}: {word} in {}", line.trim()));
            }
        }
    }
    assert!(seen > 100, "{seen} screens");
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Words of at least three letters with a small one among them; logins (`wang.min`), names of files and parts of digests
/// are none.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| letter.is_whitespace() || (!letter.is_ascii() && letter != '…'))
        .filter(|chunk| !chunk.contains('.') && !chunk.bytes().any(|byte| byte.is_ascii_digit()))
        .flat_map(|chunk| {
            chunk.split(|letter: char| !letter.is_ascii_alphabetic() && letter != '-')
        })
        .map(|word| word.trim_matches('-'))
        .map(|word| word.strip_prefix("Ctrl-").unwrap_or(word))
        .filter(|word| word.len() >= 3 && word.bytes().any(|byte| byte.is_ascii_lowercase()))
}

fn is_meant(word: &str, line: &str) -> bool {
    TYPED.iter().any(|typed| line.contains(typed))
        || MEANT.iter().any(|words| words.contains(&word))
}
