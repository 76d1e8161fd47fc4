//! What the year after a benefit year has other than it.

use super::state::Register;
use crate::line::{Line, Tone};
use crate::model::Model;
use crate::screens::claim::wrapped;
use crate::screens::{Face, inner_width};

pub(super) fn face(model: &Model) -> Face {
    Face::text(model, model.texts.t("title-next-year"), lines(model))
}

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let (texts, width) = (&model.texts, inner_width(model.size));
    let Some(Register::NextYear(programme, year)) = model.place().register() else {
        return Vec::new();
    };
    let Some((next, found)) = &model.screens.registers.next_year.value else {
        return vec![Line::new().add(&texts.t("word-loading"), Tone::Dim)];
    };
    let args = [
        ("programme", programme.clone()),
        ("year", year.to_string()),
        ("next", next.to_string()),
        ("count", found.len().to_string()),
    ];
    let args: Vec<(&str, &str)> = args
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut lines = wrapped(&texts.with("next-year-head", &args), "", width, Tone::Title);
    lines.push(Line::new());
    for one in found {
        lines.push(Line::new().add(&one.key, Tone::Dim));
        let none = || "-".to_owned();
        let before = one.before.clone().unwrap_or_else(none);
        let after = one.after.clone().unwrap_or_else(none);
        lines.extend(wrapped(
            &format!("{before}  ->  {after}"),
            "    ",
            width,
            Tone::Plain,
        ));
    }
    lines
}
