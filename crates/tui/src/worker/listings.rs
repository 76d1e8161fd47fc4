//! Lists that are read for a dialog: too short for a screen of their own.

use crate::orders::Listing;
use domain::finding::RowFinding;
use workflow::audit::replay;
use workflow::intake::imports::mappings;
use workflow::participation::{self, About};
use workflow::payments::{exports, institutions};
use workflow::proposals::announcements;
use workflow::views::imports;
use workflow::{Result, Session, Words, messages, words};

/// Messages that are listed; the others wait behind them.
const WAITING_MAX: i64 = 200;

/// Reads one.
///
/// # Errors
/// [`workflow::WorkflowError`].
pub(super) fn read(session: &mut Session, listing: Listing) -> Result<(&'static str, Vec<Words>)> {
    let told = match listing {
        Listing::Announced(programme, year) => {
            let found = announcements::list(session, &programme, Some(year))?.into_iter();
            let line = |one: announcements::AnnouncementInfo| {
                let (on, unit, document, by) =
                    (one.held_on, one.unit_name, one.document, one.recorded_by);
                let (zh, en) = (one.kind.chinese(), one.kind.code());
                words!(
                    "{on}  {unit}  {zh}  {document}  {by}",
                    "{on}  {unit}  {en}  {document}  {by}"
                )
            };
            ("cmd-announced", found.map(line).collect())
        }
        Listing::Institutions => {
            let found = institutions::list(session, None)?.into_iter();
            let lines = found.map(|one| {
                let until = one.until_on.map(|day| day.to_string()).unwrap_or_default();
                Words::same(format!(
                    "{}  {}  {}  {}  {} - {until}",
                    one.code, one.name, one.bank, one.account, one.from_on
                ))
            });
            ("cmd-institutions", lines.collect())
        }
        Listing::Register => {
            let found = exports::list(session)?.into_iter();
            let lines = found.map(|one| {
                let at = one.at.shanghai_text();
                Words::same(format!(
                    "#{}  {}  {}  {}  {}  {at}",
                    one.entry, one.batch, one.file, one.count, one.total
                ))
            });
            ("cmd-register", lines.collect())
        }
        Listing::Settlements(lang) => {
            let programme = participation::fed(session)?;
            let (stands, posted) = messages::sums(session, &programme)?;
            let mut lines = vec![words!(
                "应补助 {stands} 元, 已入账 {posted} 元",
                "{stands} yuan stand, {posted} yuan are posted"
            )];
            for one in messages::waiting(session, &programme, WAITING_MAX)? {
                let findings: Vec<RowFinding> = one.findings;
                let why = imports::tell(session, findings, lang);
                let why: Vec<String> = why.into_iter().map(|found| found.message).collect();
                lines.push(Words::same(format!("{}  {}", one.about, why.join(" "))));
            }
            ("cmd-settlements", lines)
        }
        Listing::Moves => {
            let about = About::programme(&participation::fed(session)?);
            let found = participation::moves(session, &about)?.into_iter();
            let lines = found.map(|one| {
                let day = |day: Option<chrono::NaiveDate>| {
                    day.map(|day| day.to_string()).unwrap_or_default()
                };
                let (from, until) = (day(one.joined_on), day(one.left_on));
                let replaces = one.replaces.unwrap_or_default();
                Words::same(format!(
                    "{}  {}  {from} - {until}  {replaces}  {}",
                    one.unit_name, one.member, one.paid
                ))
            });
            ("cmd-moves", lines.collect())
        }
        Listing::Replay(claim) => {
            let again = replay::one(session, claim)?;
            let (at, version) = (again.at.shanghai_text(), again.version);
            let head = if again.differences.is_empty() {
                words!(
                    "{at} 的判定(参数 {version})重算后逐字节一致",
                    "the decision of {at} (parameters {version}) comes out the same, byte for byte"
                )
            } else {
                words!(
                    "{at} 的判定(参数 {version})重算后不一致:",
                    "the decision of {at} (parameters {version}) comes out otherwise:"
                )
            };
            let differ = again.differences.into_iter();
            let lines = differ
                .map(|one| Words::same(format!("{}: {} / {}", one.what, one.stored, one.again)));
            ("cmd-replay", std::iter::once(head).chain(lines).collect())
        }
        Listing::Headers(programme, unit) => {
            let found = mappings::list(session, &programme, &unit)?.into_iter();
            let lines = found
                .map(|one| Words::same(format!("{}  {}  {}", one.title, one.header, one.field)));
            ("cmd-headers", lines.collect())
        }
    };
    Ok(told)
}
