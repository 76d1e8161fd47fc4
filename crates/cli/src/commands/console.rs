//! `gongbao console`: the screens, on this terminal.

use crate::app::App;
use crate::failure::{Failure, Result};
use crate::output::Report;
use crate::words::Words;
use crate::world;
use serde_json::json;
use std::io::IsTerminal;
use tui::TuiError;

/// Opens the console and stays until the operator leaves it.
///
/// # Errors
/// [`Failure`]; without a terminal on both sides nothing is opened.
pub fn run(app: &App) -> Result<Report> {
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Err(Failure::usage(
            Words::new(
                "控制台需要终端",
                "the console needs a terminal on standard input and output",
            ),
            Words::new(
                "直接在终端中运行（SSH 加 -t）；脚本请用其他命令和 --json",
                "run it on a terminal (`ssh -t`); a script uses the other commands with `--json`",
            ),
        ));
    }
    let (open, key) = app.opener()?;
    let detail = json!({ "by": "console", "key": key });
    workflow::events::log_alone(&mut open()?, "login", &detail)?;
    let colours = world::variable("NO_COLOR").is_none();
    let keymap = app.settings.keys.clone();
    tui::run(open, app.voice.lang, colours, keymap).map_err(|error| match error {
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
