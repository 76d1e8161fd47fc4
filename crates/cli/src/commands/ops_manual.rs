//! `gongbao ops manual`: manual pages in both languages and completions for shells, made of the command line itself.

use crate::args::Cli;
use crate::failure::{Failure, Result};
use crate::help;
use crate::output::Report;
use crate::words::Words;
use clap::CommandFactory as _;
use clap_complete::Shell;
use serde_json::json;
use std::io;
use std::path::Path;
use workflow::views::Lang;

const NAME: &str = "gongbao";
/// Where each language's pages go.
const PAGES: [(Lang, &str); 2] = [(Lang::En, "man/man1"), (Lang::Zh, "man/zh_CN/man1")];
/// In the names of pages of the command that explains others.
const OF_HELP: &str = "-help";
/// Headings that the generator has in English only.
const HEADINGS: [(&str, &str); 8] = [
    (".SH NAME", ".SH 名称"),
    (".SH SYNOPSIS", ".SH 用法"),
    (".SH DESCRIPTION", ".SH 说明"),
    (".SH OPTIONS", ".SH 选项"),
    (".SH ARGUMENTS", ".SH 参数"),
    (".SH SUBCOMMANDS", ".SH 命令"),
    (".SH EXTRA", ".SH 其他"),
    (".SH VERSION", ".SH 版本"),
];

/// Writes all of them below a directory.
///
/// # Errors
/// [`Failure`] when a file cannot be written.
pub fn write(into: &Path) -> Result<Report> {
    let written = all(into).map_err(|error| {
        let shown = into.display();
        Failure::new(
            "file",
            Words::new(
                format!("无法写入 {shown}"),
                format!("cannot write to {shown}"),
            ),
            Words::new(
                "检查目录及其写权限",
                "check the directory and its write permission",
            ),
        )
        .because(&error)
    })?;
    let shown = into.display().to_string();
    Ok(
        Report::new(json!({ "directory": shown, "pages": written })).line(
            format!("已写入 {shown}：手册 {written} 页，以及 bash、zsh、fish 的补全"),
            format!(
                "{written} manual pages and completions for bash, zsh and fish written to {shown}"
            ),
        ),
    )
}

fn all(into: &Path) -> io::Result<usize> {
    let mut written = 0;
    for (lang, folder) in PAGES {
        let folder = into.join(folder);
        std::fs::create_dir_all(&folder)?;
        clap_mangen::generate_to(help::speaking(lang), &folder)?;
        for page in std::fs::read_dir(&folder)? {
            let page = page?.path();
            // Help that is asked for says the same as the pages.
            if page.to_string_lossy().contains(OF_HELP) {
                std::fs::remove_file(&page)?;
                continue;
            }
            if lang == Lang::Zh {
                let text = std::fs::read_to_string(&page)?;
                let told = |text: String, (en, zh): &(&str, &str)| text.replace(en, zh);
                let text = HEADINGS.iter().fold(help::left_over(&text), told);
                std::fs::write(&page, text)?;
            }
            written += 1;
        }
    }
    let folder = into.join("completions");
    std::fs::create_dir_all(&folder)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut Cli::command(), NAME, &folder)?;
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_in_both_languages_and_chinese_pages_have_chinese_headings() {
        let dir = tempfile::tempdir().expect("a directory");
        all(dir.path()).expect("pages");
        let names = |folder: &str| -> Vec<String> {
            let pages = std::fs::read_dir(dir.path().join(folder)).expect("a folder");
            let names = pages.map(|page| page.expect("a page").file_name());
            let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into()).collect();
            names.sort_unstable();
            names
        };
        let pages = names("man/man1");
        assert_eq!(pages, names("man/zh_CN/man1"));
        assert!(
            pages.contains(&"gongbao-claim-approve.1".to_owned()),
            "{pages:?}"
        );
        for page in &pages {
            let text = std::fs::read_to_string(dir.path().join("man/zh_CN/man1").join(page));
            let text = text.expect("a page");
            for heading in text.lines().filter(|line| line.starts_with(".SH ")) {
                assert!(!heading.is_ascii(), "{page}: {heading}");
            }
        }
        assert_eq!(
            names("completions"),
            ["_gongbao", "gongbao.bash", "gongbao.fish"]
        );
    }
}
