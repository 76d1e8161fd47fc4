//! Dialogs about the queue: filter, search, kept filters, and the review and approval of many.

use super::claims::{check_duty, check_fields};
use super::{ask, options, refusing, several, show, source};
use crate::commands::Command;
use crate::commands::filter_states;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::{Model, NoteKind};
use crate::msg::{Effect, Query, Refused};
use domain::capitals::capitals;
use domain::decision::Severity;
use domain::ids::ClaimRef;
use domain::payment_method::PaymentMethod;
use workflow::review::bulk::{Chosen, Expected, Offered, OfferedReview, Seen};
use workflow::views::claim_detail::ClaimDetail;

/// Draws a sample of the claims; its answer opens the dialog.
pub(super) fn offer(model: &mut Model, chosen: Chosen) -> Vec<Effect> {
    let request = model.ticket();
    model.screens.claims.offered = request;
    vec![Effect::Read {
        request,
        query: Query::Offer(chosen, model.texts.lang()),
    }]
}

/// Draws samples of the claims to be reviewed; their answer opens the dialog.
pub(super) fn offer_review(model: &mut Model, claims: Vec<ClaimRef>) -> Vec<Effect> {
    let request = model.ticket();
    model.screens.claims.offered = request;
    vec![Effect::Read {
        request,
        query: Query::OfferReview(claims, model.texts.lang()),
    }]
}

/// The review of those of the chosen claims that have the same conditions: their sample is looked at page by page, then
/// the checks and the reason may be given. The others keep their marks and are told afterwards.
pub fn review_many(
    model: &mut Model,
    claims: Vec<ClaimRef>,
    offered: &OfferedReview,
    details: &[ClaimDetail],
    refused: &[Refused],
) -> Vec<Effect> {
    let Some((group, others)) = offered.groups.split_first() else {
        return several::foreseen(model, Command::Review, &[], refused);
    };
    let texts = &model.texts;
    let others: i64 = others.iter().map(|group| group.expected.count).sum();
    let seen = Seen {
        judged: group.judged.clone(),
        expected: group.expected,
        token: group.token,
    };
    let count = group.expected.count.to_string();
    let told = if group.judged.is_empty() {
        "ask-review-many"
    } else {
        "ask-review-many-judged"
    };
    let mut dialog = ask(
        model,
        Purpose::ReviewMany(claims, seen),
        "ask-review",
        "ask-review-button",
    )
    .line(texts.with(told, &[("count", &count)]), Tone::Title);
    if others > 0 {
        dialog = dialog.line(
            texts.with("ask-review-others", &[("count", &others.to_string())]),
            Tone::Warn,
        );
    }
    let pages = details
        .iter()
        .map(|detail| sample_page(model, detail))
        .collect();
    let fields = check_fields(model);
    let dialog = refusing(model, dialog, "ask-refused", refused);
    let dialog = dialog
        .line(check_duty(model), Tone::Dim)
        .line(model.texts.t("ask-tick-all"), Tone::Dim);
    show(model, dialog.read_first(pages, fields))
}

/// The confirmation of a bulk approval: the sample is looked at page by page, then the sum may be typed.
pub fn approve_many(
    model: &mut Model,
    chosen: Chosen,
    offered: &Offered,
    details: &[ClaimDetail],
    refused: &[Refused],
) -> Vec<Effect> {
    let Expected { count, total } = offered.expected;
    let told = match chosen {
        Chosen::Matching(_) => "ask-approve-many",
        Chosen::These(_) => "ask-approve-marked",
    };
    if count == 0 && refused.is_empty() {
        let text = model.texts.t("note-nothing-reviewed");
        model.say(NoteKind::Warn, text);
        return Vec::new();
    }
    if count == 0 {
        return several::foreseen(model, Command::Approve, &[], refused);
    }
    let texts = &model.texts;
    let pages = details
        .iter()
        .map(|detail| sample_page(model, detail))
        .collect();
    let fields = vec![source(model), Field::text("sum", texts.t("field-sum"), "")];
    let dialog = ask(
        model,
        Purpose::ApproveMany(chosen, offered.expected, offered.token),
        "ask-approve-matching",
        "ask-approve-button",
    )
    .line(
        texts.with(
            told,
            &[("count", &count.to_string()), ("sum", &total.to_string())],
        ),
        Tone::Title,
    );
    // Above what is only useful: a small screen shows the first lines.
    let dialog = refusing(model, dialog, "ask-refused", refused);
    let dialog = dialog
        .line(capitals(total), Tone::Plain)
        .line(texts.t("ask-undo-until-batched"), Tone::Dim);
    show(model, dialog.read_first(pages, fields))
}

/// What somebody should see of a claim before it is approved with many others: who, how much, and everything the rules
/// did not simply pass.
fn sample_page(model: &Model, detail: &ClaimDetail) -> Vec<(String, Tone)> {
    let texts = &model.texts;
    let row = &detail.row;
    let labelled = |label: &str, value: String| format!("{} {value}", texts.t(label));
    let verdict = texts.word("verdict", row.verdict.code());
    let filed = detail.filed.told(texts.lang());
    let filed: Vec<String> = filed
        .into_iter()
        .map(|(label, value)| format!("{label} {value}"))
        .collect();
    let mut lines = vec![
        (
            format!("{}  {}  {verdict}", row.number, row.subject_name),
            Tone::Title,
        ),
        (
            format!(
                "{}  {}  {}",
                labelled("label-payable", row.payable.to_string()),
                labelled("label-claimed", row.claimed.to_string()),
                labelled("label-ceiling", detail.decision.ceiling.to_string()),
            ),
            Tone::Plain,
        ),
        (
            format!(
                "{}  {}",
                labelled("label-member", row.member_name.clone()),
                labelled("label-unit", row.unit_name.clone()),
            ),
            Tone::Plain,
        ),
        (
            format!(
                "{}  {}",
                labelled("label-mode", texts.method(row.method)),
                labelled("label-year", row.year.to_string()),
            ),
            Tone::Plain,
        ),
        (filed.join("  "), Tone::Plain),
    ];
    let remarkable = detail
        .findings
        .iter()
        .filter(|finding| finding.severity != Severity::Pass);
    lines.extend(remarkable.map(|finding| {
        (
            format!("! {} {}", finding.rule, finding.sentence),
            Tone::Warn,
        )
    }));
    lines
}

/// Keeps the present filter under a name.
pub(super) fn save(model: &Model) -> Dialog {
    ask(
        model,
        Purpose::SaveFilter,
        "ask-save-filter",
        "ask-save-filter-button",
    )
    .line(model.texts.t("ask-save-filter-what"), Tone::Dim)
    .field(Field::text("name", model.texts.t("field-name"), ""))
}

/// Takes a kept filter, or removes it; none when none is kept.
pub(super) fn kept(model: &Model) -> Option<Dialog> {
    let first = model.kept.first()?;
    let names = model
        .kept
        .iter()
        .map(|(name, _)| (name.clone(), name.clone()))
        .collect();
    let dialog = ask(
        model,
        Purpose::UseFilter,
        "ask-use-filter",
        "ask-use-filter-button",
    )
    .field(Field::choice(
        "kept",
        model.texts.t("field-kept"),
        names,
        &first.0,
    ))
    .field(Field::choice(
        "do",
        model.texts.t("field-do"),
        options(model, "kept", &["use", "remove"]),
        "use",
    ));
    Some(dialog)
}

/// Narrows the queue.
pub(super) fn filter(model: &Model) -> Dialog {
    let t = |key: &str| model.texts.t(key);
    let claims = &model.screens.claims;
    let now = &claims.filter;
    let state = now.states.first().map_or("", |state| state.code());
    let verdict = now.verdict.map_or("", |verdict| verdict.code());
    let method = now.method.as_ref().map_or("", PaymentMethod::code);
    let in_case = now.in_case.map_or("", |yes| if yes { "yes" } else { "no" });
    let mut methods = options(model, "", &[""]);
    methods.extend(model.me.methods().into_iter().map(|spec| {
        let label = model.texts.method(spec);
        (spec.code.to_owned(), label)
    }));
    let year = now.year.map(|year| year.to_string()).unwrap_or_default();
    let least = now
        .min_payable
        .map(|fen| fen.to_string())
        .unwrap_or_default();
    ask(model, Purpose::Filter, "ask-filter", "ask-filter-button")
        .field(Field::choice(
            "state",
            t("field-state"),
            options(model, "state", &filter_states()),
            state,
        ))
        .field(Field::choice(
            "verdict",
            t("field-verdict"),
            options(model, "verdict", &["", "eligible", "review", "reject"]),
            verdict,
        ))
        .field(Field::choice("mode", t("field-mode"), methods, method))
        .field(Field::choice(
            "case",
            t("field-case"),
            options(model, "case-filter", &["", "yes", "no"]),
            in_case,
        ))
        .field(Field::text("unit", t("field-unit"), &claims.unit_code))
        .field(Field::text("year", t("field-year"), &year))
        .field(Field::text("least", t("field-least"), &least))
}

/// Finds claims.
pub(super) fn search(model: &Model) -> Dialog {
    ask(model, Purpose::Search, "ask-search", "ask-search-button")
        .line(model.texts.t("ask-search-what"), Tone::Dim)
        .field(Field::text(
            "text",
            model.texts.t("field-search"),
            &model.screens.claims.search,
        ))
}
