//! Dialogs about payment batches.

use super::{ask, options, place_to_write, refusing, show, source};
use crate::commands::Command;
use crate::dialog::{Dialog, Field, Purpose, Value};
use crate::line::Tone;
use crate::model::Model;
use crate::msg::{Effect, Query, Refused};
use crate::programme;
use crate::screens::Route;
use domain::capitals::capitals;
use domain::fen::Fen;
use workflow::review::bulk::Expected;
use workflow::views::installed::Installed;

/// Puts a batch together.
pub(super) fn create(model: &Model) -> Dialog {
    let channels = Installed::channels(&model.me.programmes);
    let codes: Vec<&str> = channels.iter().map(|channel| channel.code()).collect();
    let channels = options(model, "channel", &codes);
    // On the money desk it is the money under the cursor.
    let row = match model.route() {
        Route::Payables(_) => model.screens.payables.current(),
        _ => None,
    };
    let unit = row.map_or(&model.me.scope, |row| &row.unit_code);
    let channel = row.map_or("member-bank", |row| row.channel.code());
    let mut source = source(model);
    if let (Some(row), Value::Choice(options, at)) = (row, &mut source.value) {
        let code = row.source.code();
        *at = options.iter().position(|(of, _)| of == code).unwrap_or(*at);
    }
    let dialog = ask(
        model,
        Purpose::BatchCreate,
        "ask-batch-create",
        "ask-batch-create-button",
    )
    .line(model.texts.t("ask-batch-create-what"), Tone::Dim)
    .field(Field::text("unit", model.texts.t("field-unit"), unit))
    .field(Field::choice(
        "channel",
        model.texts.t("field-channel"),
        channels,
        channel,
    ))
    .field(source);
    programme::ask(model, dialog)
}

/// Looks what sealing the draft on the screen would come to; its answer opens the dialog.
pub(super) fn offer_seal(model: &mut Model) -> Vec<Effect> {
    let Some(batch) = model.screens.batch.head.as_ref().map(|head| head.id) else {
        return Vec::new();
    };
    let request = model.ticket();
    model.screens.batch.offered = request;
    vec![Effect::Read {
        request,
        query: Query::ToSeal(batch),
    }]
}

/// Seals the draft on the screen: how much really goes in, and which claims fall out and why.
pub fn seal(model: &mut Model, expected: Expected, dropped: &[Refused]) -> Vec<Effect> {
    let Some(head) = model.screens.batch.head.as_ref() else {
        return Vec::new();
    };
    let about = about(model, &head.number, expected.count, expected.total);
    let dialog = ask(
        model,
        Purpose::BatchSeal(head.id, expected.count, expected.total),
        "ask-batch-seal",
        "ask-batch-seal-button",
    )
    .line(about, Tone::Title)
    .line(capitals(expected.total), Tone::Plain)
    .line(model.texts.t("ask-batch-seal-what"), Tone::Dim);
    let dialog = refusing(model, dialog, "ask-batch-seal-dropped", dropped);
    let dialog = dialog.field(Field::text("sum", model.texts.t("field-sum"), ""));
    show(model, dialog)
}

fn about(model: &Model, number: &str, count: i64, total: Fen) -> String {
    model.texts.with(
        "ask-batch",
        &[
            ("number", number),
            ("count", &count.to_string()),
            ("sum", &total.to_string()),
        ],
    )
}

/// Signs, exports, settles, reverses or takes back the batch on the screen.
pub(super) fn act(model: &Model, command: Command) -> Option<Dialog> {
    let head = model.screens.batch.head.as_ref()?;
    let (id, total) = (head.id, head.total);
    let t = |key: &str| model.texts.t(key);
    let about = about(model, &head.number, head.lines, total);
    let titled = |purpose, title, button| {
        ask(model, purpose, title, button).line(about.clone(), Tone::Title)
    };
    Some(match command {
        Command::BatchSign => titled(
            Purpose::BatchSign(id, total),
            "ask-batch-sign",
            "ask-batch-sign-button",
        )
        .line(capitals(total), Tone::Plain)
        .field(Field::text("sum", t("field-sum"), "")),
        Command::BatchExport => titled(
            Purpose::BatchExport(id),
            "ask-batch-export",
            "ask-batch-export-button",
        )
        .line(capitals(total), Tone::Plain)
        .line(t("ask-batch-export-what"), Tone::Warn)
        .field(Field::choice(
            "format",
            t("field-format"),
            options(model, "format", &["xlsx", "csv"]),
            "xlsx",
        ))
        .field(place_to_write(model, "folder")),
        Command::BatchWithdraw => titled(
            Purpose::BatchWithdraw(id),
            "ask-batch-withdraw",
            "ask-batch-withdraw-button",
        )
        .line(capitals(total), Tone::Plain)
        .line(t("ask-batch-withdraw-what"), Tone::Dim)
        .field(Field::text("reason", t("field-reason"), "")),
        Command::BatchReverse => {
            let line = model.screens.batch.list.current()?;
            let state = model.texts.word("line", line.state.code());
            let about = model.texts.with(
                "ask-reverse-line",
                &[
                    ("line", &line.line.to_string()),
                    ("name", &line.member_name),
                    ("sum", &line.amount.to_string()),
                    ("state", &state),
                ],
            );
            titled(
                Purpose::BatchReverse(id, line.claim),
                "ask-reverse",
                "ask-reverse-button",
            )
            .line(about, Tone::Plain)
            .line(t("ask-reverse-what"), Tone::Warn)
            .field(Field::text("reason", t("field-reason"), ""))
        }
        Command::BatchSettle | Command::BatchSettleAll => settle(model, command)?,
        _ => return None,
    })
}

fn settle(model: &Model, command: Command) -> Option<Dialog> {
    let head = model.screens.batch.head.as_ref()?;
    let line = match command {
        Command::BatchSettle => Some(model.screens.batch.list.current()?),
        _ => None,
    };
    // All at once is a bulk act about money: the sum of the open lines is typed.
    let typed = match line {
        Some(_) => None,
        None => Some(head.open?),
    };
    let total = typed.map_or(head.total, |open| open.total);
    let about = match line {
        Some(line) => model.texts.with(
            "ask-settle-line",
            &[
                ("line", &line.line.to_string()),
                ("name", &line.member_name),
                ("sum", &line.amount.to_string()),
            ],
        ),
        None => model.texts.with(
            "ask-settle-all",
            &[
                ("number", &head.number),
                ("count", &typed.map_or(0, |open| open.count).to_string()),
                ("sum", &total.to_string()),
            ],
        ),
    };
    let outcomes = options(
        model,
        "line",
        if line.is_some() {
            &["paid", "refused"]
        } else {
            &["paid"]
        },
    );
    let purpose = Purpose::BatchSettle(head.id, line.map(|line| line.claim), typed);
    let dialog = ask(model, purpose, "ask-settle", "ask-settle-button")
        .line(about, Tone::Title)
        .line(
            capitals(line.map_or(total, |line| line.amount)),
            Tone::Plain,
        )
        .line(model.texts.t("ask-settle-what"), Tone::Dim)
        .field(Field::choice(
            "outcome",
            model.texts.t("field-outcome"),
            outcomes,
            "paid",
        ))
        .field(Field::text(
            "on",
            model.texts.t("field-on"),
            &model.me.today.to_string(),
        ))
        .field(Field::text("receipt", model.texts.t("field-receipt"), ""));
    Some(if typed.is_some() {
        dialog.field(Field::text("sum", model.texts.t("field-sum"), ""))
    } else {
        dialog
    })
}
