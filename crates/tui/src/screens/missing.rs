//! Members of a union who may take part in a scheme and do not.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Commands, Frame, Person, Route, Screen, inner_width, list_rows};
use crate::commands::OPEN;
use crate::line::{Line, Tone};
use crate::list::{List, PAGE_ROWS};
use crate::model::Model;
use workflow::participation::{self, About};
use workflow::{Result, Session};

/// Who is missing at a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Scheme.
    pub scheme: String,
    /// The union's code.
    pub unit: String,
}

impl Screen for Missing {
    type State = List<participation::Missing>;
    type Wanted = ();

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let about = About {
            scheme: Some(asked.screen.scheme),
            unit: Some(asked.screen.unit),
            ..About::programme(&participation::fed(session)?)
        };
        participation::missing(session, &about, asked.after, PAGE_ROWS)
    }

    fn commands() -> Commands {
        const { &[&[OPEN]] }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let table = Table::new(
            inner_width(model.size),
            vec![
                Column::new(t("col-name"), 16),
                Column::new(t("col-identity"), 18),
                Column::rest(t("col-unit")),
            ],
        );
        let about = texts.with("missing-head", &[("scheme", &self.scheme)]);
        Frame::list(
            model,
            self.rows(model.size),
            t("title-missing"),
            vec![Line::new().add(&about, Tone::Dim)],
            &table,
            &model.screens.missing,
            |one| {
                let number = one.numbers.first().map(|number| number.masked.as_str());
                let cells = vec![
                    plain(&one.member),
                    plain(number.unwrap_or_default()),
                    plain(&one.unit_name),
                ];
                (cells, ' ')
            },
        )
    }

    fn rows(&self, size: (usize, usize)) -> usize {
        list_rows(size, 0)
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let one = model.screens.missing.current()?;
        Some(Person(one.person).into())
    }
}
