//! Finds people by whole number, by name, or by how the name sounds.

use super::table::{Column, Table, plain};
use super::{AnswerOf, Asked, Commands, Frame, Go, Person, Route, Screen, inner_width, narrowed};
use crate::commands::{Command, on};
use crate::keys::Key::{Char, Enter};
use crate::line::{Line, Tone};
use crate::list::{Headed, PAGE_ROWS};
use crate::model::Model;
use workflow::views::Page;
use workflow::views::person::{self as found, PersonRowView, Seek};
use workflow::{Result, Session};

/// Finds people; nobody is shown before somebody is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People;

impl Screen for People {
    type State = Headed<Seek, PersonRowView>;
    type Wanted = Option<Seek>;

    fn wanted(&self, model: &Model) -> Option<Option<Seek>> {
        model.screens.people.head.clone().map(Some)
    }

    fn read(session: &mut Session, asked: Asked<Self>) -> Result<AnswerOf<Self>> {
        let page = match &asked.wanted {
            Some(seek) => found::find(session, seek, asked.after, PAGE_ROWS)?,
            None => Page::empty(),
        };
        Ok((None, page))
    }

    fn go() -> Option<(Self, Go)> {
        Some((Self, Go::new('n', "go-people", "person find")))
    }

    fn commands() -> Commands {
        const {
            &[&[
                on(
                    Command::Narrow,
                    &[Char('/')],
                    "cmd-person-find",
                    "person find",
                ),
                on(Command::Open, &[Enter], "cmd-person-open", "person show ID"),
            ]]
        }
    }

    fn frame(&self, model: &Model) -> Frame {
        let texts = &model.texts;
        let t = |key: &str| texts.t(key);
        let people = &model.screens.people;
        let list = &people.list;
        let table = Table::new(
            inner_width(model.size),
            vec![
                Column::new(t("col-name"), 16),
                Column::new(t("col-born"), 10),
                Column::new(t("col-sex"), texts.widest("sex", &["male", "female"])),
                Column::sum(model.subjects(), 4),
                Column::sum(t("col-as-member"), 4),
                Column::rest(t("col-unit")),
            ],
        );
        let mut frame = Frame::list(
            model,
            self.rows(model.size),
            t("title-people"),
            vec![narrowed(model, list, "people-head")],
            &table,
            list,
            |row| {
                let born = row.birth_date.map(|day| day.to_string());
                let sex = row.sex.as_deref().map(|sex| texts.word("sex", sex));
                let cells = vec![
                    plain(&row.name),
                    plain(born.unwrap_or_default()),
                    plain(sex.unwrap_or_default()),
                    plain(row.as_subject.to_string()),
                    plain(row.as_member.to_string()),
                    plain(row.units.join("  ")),
                ];
                (cells, ' ')
            },
        );
        if people.head.is_none() {
            frame.body = vec![Line::new().gap(2).add(&t("people-how"), Tone::Dim)];
        }
        frame
    }

    fn open(&self, model: &Model) -> Option<Route> {
        let row = model.screens.people.list.current()?;
        Some(Person(row.id).into())
    }

    /// A number that was looked for is not put back into the field.
    fn narrowing<'m>(&self, _model: &'m Model) -> (&'static str, &'m str) {
        ("ask-narrow-people", "")
    }

    fn narrow(&self, model: &mut Model, typed: &str) -> std::result::Result<(), &'static str> {
        let seek = Seek::parse(typed, model.me.today).ok_or("error-seek")?;
        let people = &mut model.screens.people;
        people.list.narrowed = seek.shown();
        people.list.home();
        people.head = Some(seek);
        Ok(())
    }
}
