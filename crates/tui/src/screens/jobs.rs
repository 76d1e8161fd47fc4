//! What is under way, or was cut off and can go on.

use super::table::{Column, Table, plain};
use super::{
    AnswerOf, Asked, Changes, Claims, Commands, Frame, Go, Import, Route, Screen, inner_width,
    narrowed,
};
use crate::commands::OPEN;
use crate::i18n::Texts;
use crate::list::List;
use crate::model::Model;
use workflow::views::Page;
use workflow::views::jobs::JobKind;
use workflow::views::jobs::{self as under_way, JobView};
use workflow::{Result, Session};

/// What is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jobs;

impl Screen for Jobs {
    type State = List<JobView>;
    type Wanted = ();

    fn read(session: &mut Session, _asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        Ok(Page {
            rows: under_way::list(session)?,
            next: None,
        })
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('j', "go-jobs", "")))
    }

    fn commands() -> Commands {
        &[&[OPEN]]
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let list = &model.screens.jobs;
        let kinds = ["import", "bulk", "reassessment"];
        let table = Table::new(
            inner_width(model.size),
            vec![
                Column::new(t("col-when"), 19),
                Column::new(t("col-by"), 12),
                Column::new(t("col-kind"), texts.widest("job", &kinds)),
                Column::rest(t("col-detail")),
            ],
        );
        Frame::list(
            model,
            self.rows(model.size),
            t("title-jobs"),
            vec![narrowed(model, list, "jobs-head")],
            &table,
            list,
            |row| {
                let (kind, detail) = in_words(texts, &row.what);
                let cells = vec![
                    plain(row.at.shanghai_text()),
                    plain(&row.by),
                    plain(texts.word("job", kind)),
                    plain(detail),
                ];
                (cells, ' ')
            },
        )
    }

    fn open(&self, model: &Model) -> Option<Route> {
        Some(match &model.screens.jobs.current()?.what {
            JobKind::Import { id, .. } => Import(*id).into(),
            JobKind::Bulk { .. } => Claims.into(),
            JobKind::Reassessment => Changes.into(),
        })
    }
}

fn in_words(texts: &Texts, what: &JobKind) -> (&'static str, String) {
    match what {
        JobKind::Import { profile, file, .. } => (
            "import",
            format!("{}  {file}", texts.word("profile", profile)),
        ),
        JobKind::Bulk {
            action,
            claims,
            left,
            total,
        } => {
            let done = (claims - left).to_string();
            let args = [
                ("action", texts.word("step", action)),
                ("done", done),
                ("of", claims.to_string()),
                ("sum", total.to_string()),
            ];
            let args: Vec<(&str, &str)> = args
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            ("bulk", texts.with("job-bulk-told", &args))
        }
        JobKind::Reassessment => ("reassessment", texts.t("job-reassessment-told")),
    }
}
