//! `gongbao outbox`: notices to members, and how far their delivery has come.

use crate::app::App;
use crate::args::Paging;
use crate::commands::{codes, shared};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Report, Table, sentence};
use crate::senders::Way;
use crate::words::{Words, counted};
use domain::notice::NoticeState;
use serde_json::json;
use workflow::Mode;
use workflow::outbox::{self, NoticeLine, SENT_MAX};
use workflow::views::Lang;

/// Verbs of `outbox`.
#[derive(Debug, clap::Subcommand)]
pub enum Outbox {
    /// List notices in scope, the oldest first
    List {
        /// pending, sent or dead
        #[arg(long, value_parser = codes::notice_state)]
        state: Option<NoticeState>,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// Send what is due, and come to an end
    ///
    /// What cannot be delivered is tried again by a later run, after pauses of a minute to a day, and given up after eight
    /// attempts. Several runs at once deliver each notice once.
    Send {
        /// In a rehearsal only: another way than `outbox` of the site file; file:PATH, command:PATH or http://ADDRESS
        #[arg(long, value_name = "WAY", value_parser = Way::parse)]
        via: Option<Way>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = SENT_MAX)]
        limit: usize,
        /// In English instead of Chinese
        #[arg(long)]
        english: bool,
    },
    /// Give notices that were given up another round of attempts
    Retry,
}

impl Outbox {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        match self {
            Self::List { state, paging } => shared::with_session(app, |session| {
                let after = shared::cursor(paging.after.as_deref())?;
                let page = outbox::list(session, state, after, paging.limit())?;
                let mut table = Table::new(&[
                    ("编号", "notice"),
                    ("会员", "member"),
                    ("工会", "union"),
                    ("状态", "state"),
                    ("次数", "attempts"),
                    ("写成", "written"),
                    ("下次发送", "next"),
                    ("原因", "why"),
                ]);
                for one in &page.rows {
                    table.row(cells(one));
                }
                let list: Vec<_> = page
                    .rows
                    .iter()
                    .map(|one| {
                        json!({
                            "id": one.id.to_string(), "programme": one.programme, "event": one.event,
                            "member": one.member, "unit": one.unit_code, "state": one.state.code(),
                            "attempts": one.attempts, "made_at": one.made_at.shanghai_text(),
                            "next_at": one.next_at.map(|at| at.shanghai_text()),
                            "sent_at": one.sent_at.map(|at| at.shanghai_text()),
                            "fault": one.fault.as_ref().map(sentence),
                        })
                    })
                    .collect();
                let next = shared::next(page.next.as_ref());
                let report = Report::new(json!({ "notices": list, "next": next })).listing(table);
                Ok(shared::more(report, page.next.as_ref()))
            }),
            Self::Send {
                via,
                limit,
                english,
            } => {
                let lang = if english { Lang::En } else { Lang::Zh };
                shared::with_session(app, |session| {
                    // Whoever may send notices may not thereby run programs, write files or reach addresses of their choice.
                    if via.is_some() && session.ctx.installation.mode != Mode::Rehearsal {
                        return Err(in_the_site_file());
                    }
                    let way = via.or_else(|| app.settings.outbox.clone());
                    let way = way.ok_or_else(no_way)?;
                    let sent = outbox::send(session, way.sender().as_mut(), lang, limit)?;
                    let failed = sent.later + sent.dead;
                    let exit = Exit::of(sent.sent + usize::from(failed == 0), failed);
                    Ok(Report::new(
                        json!({ "sent": sent.sent, "later": sent.later, "dead": sent.dead }),
                    )
                    .line(
                        format!(
                            "已发 {} 条，稍后再试 {} 条，停发 {} 条",
                            sent.sent, sent.later, sent.dead
                        ),
                        format!(
                            "{} sent, {} to be tried again, {} given up",
                            sent.sent, sent.later, sent.dead
                        ),
                    )
                    .exit(exit))
                })
            }
            Self::Retry => shared::with_session(app, |session| {
                let count = outbox::revive(session)?;
                Ok(Report::new(json!({ "revived": count })).line(
                    format!("{count} 条通知将重新发送"),
                    format!("{} will be tried again", counted(count, "notice")),
                ))
            }),
        }
    }
}

fn no_way() -> Failure {
    Failure::usage(
        Words::new(
            "没有说明通知从哪里发出",
            "nothing says which way notices go",
        ),
        Words::new(
            "加上 `--via`，或在配置文件中写 `outbox = \"http://…\"`",
            "add `--via`, or write `outbox = \"http://…\"` into the site file",
        ),
    )
}

fn in_the_site_file() -> Failure {
    Failure::usage(
        Words::new("`--via` 只能在演练中使用", "`--via` is for rehearsals"),
        Words::new(
            "由系统管理员在配置文件中写 `outbox`",
            "have `outbox` written into the site file",
        ),
    )
}

fn cells(one: &NoticeLine) -> [Words; 8] {
    let at = |at: Option<domain::year::Instant>| {
        Words::same(at.map(|at| at.shanghai_text()).unwrap_or_default())
    };
    [
        Words::same(one.id.to_string()),
        Words::same(one.member.as_str()),
        Words::same(one.unit_code.as_str()),
        Words::new(one.state.chinese(), one.state.english()),
        Words::same(one.attempts.to_string()),
        at(Some(one.made_at)),
        at(one.next_at),
        one.fault.clone().unwrap_or_default(),
    ]
}
