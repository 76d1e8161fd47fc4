//! `gongbao console`: the screens, on this terminal.

use crate::app::App;
use crate::effects;
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::terminals;
use crate::words::Words;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::io::IsTerminal;
use tui::TuiError;
use tui::line::Palette;

/// How the console looks.
#[derive(Debug, Args)]
pub struct Console {
    /// Colours: auto leaves them out where NO_COLOR is set
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Colour,
    /// Line by line, for screen readers and terminals that cannot place a cursor
    #[arg(long)]
    plain: bool,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    #[value(alias = "自动")]
    Auto,
    #[value(alias = "总是")]
    Always,
    #[value(alias = "从不")]
    Never,
}

/// Opens the console and stays until the operator leaves it.
///
/// # Errors
/// [`Failure`]; without a terminal on both sides nothing is opened.
pub fn run(app: &App, options: &Console) -> Result<Report> {
    let term = effects::variable("TERM").unwrap_or_default();
    let drawn = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if !options.plain && (!drawn || term == "dumb") {
        return Err(Failure::usage(
            Words::new(
                "控制台需要能定位光标的终端",
                "the console needs a terminal that can place a cursor on standard input and output",
            ),
            Words::new(
                "在终端中运行（SSH 加 -t），或用逐行模式 `gongbao console --plain`；脚本请用其他命令和 --json",
                "run it on a terminal (`ssh -t`), or line by line with `gongbao console --plain`; a script uses the other commands with `--json`",
            ),
        ));
    }
    let (open, key) = app.opener()?;
    let detail = json!({ "way": "console", "key": key });
    let operator = {
        let mut session = open()?;
        workflow::audit::events::log_alone(&mut session, "login", &detail)?;
        app.trail.by(session.ctx.actor.id);
        session.ctx.actor.name
    };
    let ended = if options.plain {
        tui::run_plain(open, line_by_line(app))
    } else {
        tui::run(open, how(app, options, operator, &term))
    };
    ended.map_err(|error| match error {
        TuiError::Workflow(error) => Failure::from(error),
        other => Failure::new(
            "console",
            Words::new("控制台中断", "the console ended"),
            Words::new(
                "重新运行 `gongbao console`",
                "start `gongbao console` again",
            ),
        )
        .because(&other)
        .saved(
            "已确认的操作都已保存。",
            "Every act that was confirmed on the screen is saved.",
        ),
    })?;
    Ok(Report::new(json!({ "console": "left" })))
}

fn line_by_line(app: &App) -> tui::PlainOptions {
    let settings = app.settings.console;
    tui::PlainOptions {
        lang: app.voice.lang,
        blank_after: settings.blank_after,
        end_after: settings.end_after,
        keymap: app.settings.keys.clone(),
    }
}

/// Settings, flags and what the terminal is known for, put together.
fn how(app: &App, options: &Console, operator: String, term: &str) -> tui::Options {
    let settings = app.settings.console;
    let term = term.to_owned();
    let file = terminals::file();
    let known = file
        .as_deref()
        .and_then(|file| terminals::recall(file, &operator, &term));
    tui::Options {
        lang: app.voice.lang,
        palette: palette(
            options.color,
            effects::variable("NO_COLOR").is_some(),
            settings.high_contrast,
        ),
        glyphs: settings.glyphs,
        // The Linux console has no command to scroll a part of its screen.
        scrolls: term != "linux",
        blank_after: settings.blank_after,
        end_after: settings.end_after,
        known,
        keymap: app.settings.keys.clone(),
        learn: Box::new(move |facts| {
            if let Some(file) = &file {
                terminals::keep(file, &operator, &term, facts);
            }
        }),
    }
}

fn palette(colour: Colour, no_color: bool, high_contrast: bool) -> Palette {
    match colour {
        Colour::Never => Palette::Plain,
        Colour::Auto if no_color => Palette::Plain,
        Colour::Auto | Colour::Always if high_contrast => Palette::Contrast,
        Colour::Auto | Colour::Always => Palette::Colours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_outranks_the_environment_and_both_outrank_the_contrast() {
        assert_eq!(palette(Colour::Auto, false, false), Palette::Colours);
        assert_eq!(palette(Colour::Auto, false, true), Palette::Contrast);
        assert_eq!(palette(Colour::Auto, true, true), Palette::Plain);
        assert_eq!(palette(Colour::Always, true, false), Palette::Colours);
        assert_eq!(palette(Colour::Never, false, true), Palette::Plain);
    }
}
