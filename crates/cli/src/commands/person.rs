//! `gongbao person`: one person across years, programmes and unions.

use crate::app::App;
use crate::commands::shared;
use crate::failure::{Failure, Result};
use crate::output::{Report, Table};
use crate::words::Words;
use domain::ids::PersonId;
use serde_json::{Value, json};
use workflow::views::Lang;
use workflow::views::person::{self, CardClaim, KinView, PersonCard, Seek};
use workflow::views::person_words;

/// Rows shown unless told otherwise.
const LIMIT: usize = 50;

/// Verbs of `person`.
#[derive(Debug, clap::Subcommand)]
pub enum Person {
    /// Find people in scope by whole identity number, name, or pinyin
    Find {
        /// Start of the name, its pinyin or initials (zhangwei, zw), or a whole number; `-` reads standard input
        #[arg(value_name = "TEXT")]
        text: String,
        /// `next` of the page before
        #[arg(long, value_name = "NEXT")]
        after: Option<String>,
    },
    /// Show one person's card in plain words
    Show {
        /// Id, as `person find` lists it
        #[arg(value_name = "ID")]
        id: PersonId,
    },
}

impl Person {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::Find { text, after } => find(app, &text, after.as_deref()),
            Self::Show { id } => show(app, id),
        }
    }
}

fn find(app: &App, text: &str, after: Option<&str>) -> Result<Report> {
    let after = shared::cursor(after)?;
    let piped = shared::identity_from_stdin(text == "-")?;
    shared::with_session(app, |session| {
        let text = piped.as_ref().map_or(text, |piped| piped.as_str());
        let seek = Seek::parse(text, session.ctx.today()).ok_or_else(|| {
            Failure::usage(
                Words::new("无法按这个内容查找", "this cannot be looked for"),
                Words::new(
                    "写姓名的开头、两个以上字母的拼音或首字母，或完整的证件号",
                    "give the start of a name, two letters of pinyin or more, or a whole identity number",
                ),
            )
        })?;
        let page = person::find(session, &seek, after, LIMIT)?;
        let mut table = Table::new(&[
            ("编号", "id"),
            ("姓名", "name"),
            ("出生", "born"),
            ("作为子女", "as child"),
            ("作为会员", "as member"),
            ("单位", "unions"),
        ]);
        let mut list = Vec::new();
        for row in &page.rows {
            let born = row.birth_date.map(|day| day.to_string());
            table.row([
                row.id.to_string(),
                row.name.clone(),
                born.clone().unwrap_or_default(),
                row.as_subject.to_string(),
                row.as_member.to_string(),
                row.units.join(" "),
            ]);
            list.push(json!({
                "id": row.id.to_string(), "name": row.name, "birth_date": born, "sex": row.sex,
                "as_child": row.as_subject, "as_member": row.as_member, "units": row.units,
            }));
        }
        let json = json!({ "people": list, "next": shared::next(page.next.as_ref()) });
        Ok(shared::more(
            Report::new(json).listing(table),
            page.next.as_ref(),
        ))
    })
}

fn show(app: &App, id: PersonId) -> Result<Report> {
    shared::with_session(app, |session| {
        let card = person::card(session, id)?;
        let mut report = Report::new(whole(&card));
        let zh = person_words::words(&card, Lang::Zh);
        let en = person_words::words(&card, Lang::En);
        for (zh, en) in zh.into_iter().zip(en) {
            report = report.line(zh.title, en.title);
            for (zh, en) in zh.lines.into_iter().zip(en.lines) {
                report = report.line(format!("  {zh}"), format!("  {en}"));
            }
        }
        Ok(report)
    })
}

fn whole(card: &PersonCard) -> Value {
    let numbers: Vec<_> = card
        .numbers
        .iter()
        .map(|one| json!({ "kind": one.kind.code(), "masked": one.masked }))
        .collect();
    let memberships: Vec<_> = card
        .memberships
        .iter()
        .map(|one| {
            json!({
                "unit": one.unit_code, "unit_name": one.unit_name, "in_service": one.in_service,
                "dues_through": one.dues_through,
            })
        })
        .collect();
    let years: Vec<_> = card
        .years
        .iter()
        .map(|one| {
            json!({
                "year": one.year.get(), "programme": one.programme.0,
                "open": one.open, "close": one.close, "taken_by": one.taken_by,
                "filed": one.filed,
            })
        })
        .collect();
    json!({
        "id": card.id.to_string(), "name": card.name, "birth_date": card.birth_date, "sex": card.sex,
        "numbers": numbers, "merged": card.merged, "memberships": memberships,
        "parents": kin(&card.parents), "children": kin(&card.subjects),
        "as_child": claims(&card.as_subject), "as_member": claims(&card.as_member), "years": years,
    })
}

fn kin(people: &[KinView]) -> Vec<Value> {
    people
        .iter()
        .map(|one| {
            json!({
                "id": one.id.to_string(), "name": one.name, "birth_date": one.birth_date,
                "relation": one.relation.map(|relation| relation.code()),
            })
        })
        .collect()
}

fn claims(claims: &[CardClaim]) -> Vec<Value> {
    claims
        .iter()
        .map(|one| {
            json!({
                "id": one.claim.map(|claim| claim.to_string()), "number": one.number,
                "year": one.year.get(), "unit_name": one.unit_name, "other": one.other,
                "mode": one.method.code, "state": one.state.code(), "payable_fen": one.payable.get(),
                "submitted_on": one.submitted_on, "paid_on": one.paid_on, "in_case": one.in_case,
            })
        })
        .collect()
}
