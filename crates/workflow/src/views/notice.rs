//! The notice about a claim that its member is handed: verdict, reasons, what to send, by when, whom to
//! ask; in plain words, numbers and names masked.

use super::claim_detail::{self, CaseBrief, ClaimDetail};
use super::out::{Out, without_numbers};
use super::unpaid::Unpaid;
use super::{Lang, sentence};
use crate::error::Result;
use crate::intake::content;
use crate::review::common_rule;
use crate::review::kept;
use crate::review::rule_set::{RuleSet, find_programme};
use crate::session::Session;
use chrono::{Datelike, NaiveDate};
use domain::case::{CaseKind, CaseState};
use domain::claim::{Approval, StateName, StepName};
use domain::decision::{Condition, Severity, Verdict};
use domain::fen::Fen;
use domain::ids::ClaimRef;
use domain::ledger::Money;
use domain::mask;
use policy::Turn;
use policy::programme::{MemberText, Once, Programme};
use std::collections::{BTreeMap, BTreeSet};

/// What a member is told about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The heading.
    pub title: String,
    /// Who is addressed, masked.
    pub to: String,
    /// What was claimed, and how it stands.
    pub verdict: String,
    /// Why, each with the clause it rests on.
    pub reasons: Vec<Reason>,
    /// What to send; empty when nothing is wanted.
    pub send: Vec<String>,
    /// By when; empty when nothing is wanted or no day is set.
    pub by: Option<NaiveDate>,
    /// What happens next or by when, as a sentence.
    pub next: String,
    /// Whom to ask.
    pub ask: String,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// In plain words.
    pub text: String,
    /// Clause of the notice of the province, such as `二.2`; empty for what an operator wrote.
    pub clause: String,
    /// Whose turn it is.
    pub turn: Turn,
}

/// Writes the notice about a claim in scope.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`] when it is not there or not in scope.
pub fn write(session: &mut Session, handle: ClaimRef, lang: Lang) -> Result<Notice> {
    let detail = claim_detail::show(session, handle, lang)?;
    let programme = session
        .ctx
        .installation
        .registry
        .find(&detail.row.programme);
    let once = find_programme(&session.ctx, &detail.row.programme)?.once();
    let texts: BTreeMap<&str, MemberText> = programme
        .map(|programme| programme.member_texts())
        .unwrap_or_default()
        .iter()
        .chain([&common_rule::MEMBER_TEXT])
        .map(|text| (text.code, *text))
        .collect();
    let title = programme.map(|programme| title(programme, &detail, lang));
    let subject = programme.and_then(|programme| programme.subject());
    // What an approval has accepted is settled; what came up since is not.
    let news = detail
        .state
        .approval()
        .map(|approval| match detail.row.state {
            StateName::Approved => kept::unkept(approval, &detail.decision),
            _ => BTreeSet::new(),
        });
    let open = detail
        .case
        .as_ref()
        .filter(|case| case.state == CaseState::Open);
    let settled_elsewhere = open.is_some_and(|case| case.settled_elsewhere);
    let stops: Vec<&Condition> = detail
        .decision
        .conditions
        .iter()
        .filter(|condition| match &news {
            Some(news) => news.contains(&condition.code),
            None => condition.severity >= Severity::Review,
        })
        .filter(|condition| !(settled_elsewhere && common_rule::says_case_open(&condition.code)))
        .collect();
    // What cannot be mended is not asked for: a subject over age needs no receipt.
    let is_final = |condition: &&Condition| {
        condition.severity == Severity::Reject
            && texts
                .get(condition.code.as_str())
                .is_some_and(|text| text.turn == Turn::Nobody)
    };
    let hopeless = stops.iter().copied().any(|stop| is_final(&stop));
    // That the other claim took the slot is what the choice is about; any other end leaves nothing to choose.
    let no_choice = stops
        .iter()
        .any(|stop| is_final(stop) && stop.clause != once.clause);
    let (mut reasons, mut send): (Vec<Reason>, Vec<String>) = (Vec::new(), Vec::new());
    for condition in stops {
        if hopeless && condition.severity != Severity::Reject {
            continue;
        }
        let text = texts.get(condition.code.as_str());
        let reason = Reason {
            text: told(text, condition, lang),
            clause: condition.clause.clone(),
            turn: text.map_or(Turn::Review, |text| text.turn),
        };
        if !reasons.iter().any(|other| other.text == reason.text) {
            reasons.push(reason);
        }
        if let Some(text) = text.filter(|text| text.turn == Turn::Member && !hopeless) {
            let wanted = sentence::fill(
                pick(lang, text.send_zh, text.send_en),
                &humane(condition, lang),
            );
            if !send.contains(&wanted) {
                send.push(wanted);
            }
        }
    }
    match open {
        Some(case) if settled_elsewhere && !hopeless => {
            spoken_for(once.clause, case, lang, &mut reasons, &mut send);
        }
        // Whose own money is on its way is the one that is kept.
        Some(_) if !settled_elsewhere && !no_choice && !detail.row.state.is_sealed() => {
            contested(once.clause, &texts, &detail, lang, &mut reasons, &mut send);
        }
        _ => {}
    }
    let settled = Settled::of(&detail).unless(&reasons);
    if settled.is_over() {
        reasons.clear();
        send.clear();
    }
    reasons.extend(chosen(once, &detail, lang));
    let by = if send.is_empty() {
        None
    } else {
        last_day(session, &detail)?
    };
    if let Some(Unpaid { why, send: wanted }) = Unpaid::of(&detail) {
        reasons.push(Reason {
            text: why.get(lang).to_owned(),
            clause: String::new(),
            turn: Turn::Union,
        });
        send.extend(wanted.map(|wanted| wanted.get(lang).to_owned()));
    } else {
        reasons.extend(decided(&detail));
    }
    Ok(Notice {
        title: title.unwrap_or_default(),
        to: salutation(&detail, lang),
        verdict: verdict(&detail, subject, settled, &reasons, hopeless, lang),
        next: next(session, &reasons, &send, by, settled, hopeless, lang),
        ask: ask(&detail, lang),
        reasons,
        send,
        by,
    })
}

/// A case may have been opened after the claim was assessed: a second parent filed.
fn contested(
    clause: &str,
    texts: &BTreeMap<&str, MemberText>,
    detail: &ClaimDetail,
    lang: Lang,
    reasons: &mut Vec<Reason>,
    send: &mut Vec<String>,
) {
    let own = texts.get(match &detail.case {
        Some(case) if case.kind == CaseKind::OneFamily => common_rule::OF_ONE_FAMILY,
        Some(case) if case.of_one_member => common_rule::OF_ONE_MEMBER,
        _ => common_rule::OF_A_COUPLE,
    });
    let text = own.unwrap_or(&common_rule::MEMBER_TEXT);
    let values = BTreeMap::from([("year".to_owned(), detail.row.year.to_string())]);
    let told = sentence::fill(pick(lang, text.zh, text.en), &values);
    if reasons.iter().all(|reason| reason.text != told) {
        reasons.push(Reason {
            text: told,
            clause: clause.to_owned(),
            turn: text.turn,
        });
        send.push(sentence::fill(
            pick(lang, text.send_zh, text.send_en),
            &values,
        ));
    }
}

/// The money of another claim of the case left already: nobody is asked to choose, only whether they are for the same thing.
fn spoken_for(
    clause: &str,
    case: &CaseBrief,
    lang: Lang,
    reasons: &mut Vec<Reason>,
    send: &mut Vec<String>,
) {
    let text = common_rule::SETTLED_ELSEWHERE;
    reasons.push(Reason {
        text: pick(lang, text.zh, text.en).to_owned(),
        clause: clause.to_owned(),
        turn: text.turn,
    });
    if case.kind == CaseKind::OneFamily {
        send.push(pick(lang, text.send_zh, text.send_en).to_owned());
    }
}

/// Why a claim was withdrawn in a case: another one of the slot stands.
fn chosen(once: Once, detail: &ClaimDetail, lang: Lang) -> Option<Reason> {
    if !detail.row.out.as_ref().is_some_and(Out::is_choice) {
        return None;
    }
    let values = BTreeMap::from([("year".to_owned(), detail.row.year.to_string())]);
    Some(Reason {
        text: sentence::fill(pick(lang, once.zh, once.en), &values),
        clause: once.clause.to_owned(),
        turn: Turn::Nobody,
    })
}

/// What the operator wrote who returned, refused or withdrew the claim, without long numbers.
fn decided(detail: &ClaimDetail) -> Option<Reason> {
    let wanted = match detail.row.state {
        StateName::Returned => StepName::Return,
        StateName::Rejected => StepName::Reject,
        StateName::Withdrawn => StepName::Withdraw,
        StateName::Recovering | StateName::Reversed => StepName::Recover,
        _ => return None,
    };
    let event = detail.history.iter().rev();
    let event = event.into_iter().find(|event| event.step == Some(wanted))?;
    Some(Reason {
        text: without_numbers(event.reason.as_deref()?),
        clause: String::new(),
        turn: Turn::Review,
    })
}

fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The reason in the member's words. A condition without them is one of an older version: the reviewer's
/// sentence would hold words of the office, so the member is told that somebody looks into it.
fn told(text: Option<&MemberText>, condition: &Condition, lang: Lang) -> String {
    match text {
        Some(text) => sentence::fill(pick(lang, text.zh, text.en), &humane(condition, lang)),
        None => pick(
            lang,
            "有一项内容需要工会人工核实。",
            "One point has to be checked by your union.",
        )
        .to_owned(),
    }
}

/// The values of a condition as people write them: days and months in words.
fn humane(condition: &Condition, lang: Lang) -> BTreeMap<String, String> {
    let write = |value: &String| {
        if let Ok(day) = value.parse::<NaiveDate>() {
            return day_text(day, lang);
        }
        match format!("{value}-01").parse::<NaiveDate>() {
            Ok(month) => match lang {
                Lang::Zh => format!("{}年{}月", month.year(), month.month()),
                Lang::En => month.format("%B %Y").to_string(),
            },
            Err(_) => value.clone(),
        }
    };
    condition
        .values
        .iter()
        .map(|(name, value)| (name.clone(), write(value)))
        .collect()
}

fn day_text(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => day.format("%-d %B %Y").to_string(),
    }
}

fn title(programme: &dyn Programme, detail: &ClaimDetail, lang: Lang) -> String {
    let (zh, en) = programme.heading(detail.row.year);
    match lang {
        Lang::Zh => format!("关于{zh}的告知"),
        Lang::En => format!("About {en}"),
    }
}

fn salutation(detail: &ClaimDetail, lang: Lang) -> String {
    let member = mask::name_across_scopes(&detail.row.member_name);
    match lang {
        Lang::Zh => format!("{member}同志："),
        Lang::En => format!("Dear {member},"),
    }
}

/// How far the claim has come, whatever its conditions say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settled {
    Open,
    Reviewed,
    Approved(Fen),
    /// Approved, and something came up since.
    Stopped(Fen),
    Paid(Fen),
    /// One source's part is paid, another one's is on its way: what arrived, and what is to come.
    PartPaid(Fen, Fen),
    Returned,
    /// The bank or the tax office did not pay it.
    Unpaid,
    Rejected,
    Withdrawn,
    /// The money is claimed back.
    Recovering(Fen),
    /// It came back.
    Recovered,
}

impl Settled {
    fn of(detail: &ClaimDetail) -> Self {
        let amount = detail
            .state
            .approval()
            .map_or(detail.row.payable, Approval::total);
        match detail.row.state {
            StateName::Reviewed if detail.row.verdict != Verdict::Reject => Self::Reviewed,
            StateName::Approved | StateName::Batched => Self::Approved(amount),
            StateName::Paid | StateName::Reconciled => {
                let to_come = Fen::new(open_parts(detail));
                match to_come {
                    Fen::ZERO => Self::Paid(amount),
                    _ => Self::PartPaid(amount.saturating_sub(to_come), to_come),
                }
            }
            StateName::Returned if detail.state.refused_line().is_some() => Self::Unpaid,
            StateName::Returned => Self::Returned,
            StateName::Rejected => Self::Rejected,
            StateName::Withdrawn => Self::Withdrawn,
            StateName::Recovering => Self::Recovering(amount),
            StateName::Reversed => Self::Recovered,
            _ => Self::Open,
        }
    }

    /// An approved claim against which something stands.
    fn unless(self, reasons: &[Reason]) -> Self {
        match self {
            Self::Approved(sum) if !reasons.is_empty() => Self::Stopped(sum),
            other => other,
        }
    }

    /// Nothing is wanted of anybody any more.
    fn is_over(self) -> bool {
        !matches!(
            self,
            Self::Open | Self::Stopped(_) | Self::Returned | Self::Unpaid | Self::Rejected
        )
    }
}

/// What the sources whose part is not paid yet bear of a claim, in fen.
fn open_parts(detail: &ClaimDetail) -> i64 {
    let parts = detail.state.parts().into_iter();
    let open = parts.filter(|part| matches!(part.money, Money::Reserved | Money::Owed));
    open.map(|part| part.amount.get()).sum()
}

fn verdict(
    detail: &ClaimDetail,
    subject: Option<(&str, &str)>,
    settled: Settled,
    reasons: &[Reason],
    hopeless: bool,
    lang: Lang,
) -> String {
    let row = &detail.row;
    let name = mask::name_across_scopes(&row.subject_name);
    // Whoever claims for nobody else is not told his own name.
    let (whose, whom) = match subject {
        Some((word, _)) => (
            format!("您为{word}{name}提出的申报"),
            format!(" for {name}"),
        ),
        None => ("您的申报".to_owned(), String::new()),
    };
    let filed = match lang {
        Lang::Zh => format!(
            "{whose}（编号{}，{}申报，申请{}元）",
            row.number,
            day_text(row.submitted_on, lang),
            row.claimed
        ),
        Lang::En => format!(
            "Your claim{whom} (number {}, filed on {}, {} yuan)",
            row.number,
            day_text(row.submitted_on, lang),
            row.claimed
        ),
    };
    let (zh, en) = standing(detail, settled, reasons, hopeless);
    match lang {
        Lang::Zh => format!("{filed}{zh}"),
        Lang::En => format!("{filed} {en}"),
    }
}

fn standing(
    detail: &ClaimDetail,
    settled: Settled,
    reasons: &[Reason],
    hopeless: bool,
) -> (String, String) {
    let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    match settled {
        Settled::Reviewed => {
            return both(
                "已经审核，等待批准。",
                "has been reviewed and waits for approval.",
            );
        }
        Settled::Approved(sum) => {
            return (
                format!("已经批准，金额{sum}元，等待支付。"),
                format!("is approved: {sum} yuan will be paid."),
            );
        }
        Settled::Stopped(sum) if hopeless => {
            return (
                format!("曾经批准，金额{sum}元；此后情况有变，按规定不能再支付。"),
                format!(
                    "was approved for {sum} yuan; something came up since, and it can no longer be paid."
                ),
            );
        }
        Settled::Stopped(sum) => {
            return (
                format!("已经批准，金额{sum}元；此后情况有变，须先办清下列事项。"),
                format!(
                    "is approved for {sum} yuan; something came up since that has to be settled first."
                ),
            );
        }
        Settled::Paid(sum) => {
            return (
                format!("已经支付，金额{sum}元。"),
                format!("is paid: {sum} yuan."),
            );
        }
        Settled::PartPaid(paid, to_come) => {
            return (
                format!("已经支付{paid}元，其余{to_come}元正在支付。"),
                format!("is paid in part: {paid} yuan; {to_come} yuan are on their way."),
            );
        }
        Settled::Returned if !hopeless => {
            return both(
                "已退回工会更正或补充，更正后继续办理。",
                "went back to your union to be corrected or completed.",
            );
        }
        Settled::Unpaid if !hopeless => {
            return both(
                "已经批准，但款项没有付成，更正后重新支付。",
                "was approved, but the payment was not made; it is made again once that is corrected.",
            );
        }
        Settled::Rejected => return both("经审核不予办理。", "was refused."),
        Settled::Withdrawn => {
            return both(
                "已经撤回，不再办理。",
                "was withdrawn and is not handled any further.",
            );
        }
        Settled::Recovering(sum) => {
            return (
                format!("已经支付{sum}元，这笔款项需要退回。"),
                format!("was paid: {sum} yuan, which have to be given back."),
            );
        }
        Settled::Recovered => {
            return both(
                "已经支付，款项已经退回。",
                "was paid, and the money was given back.",
            );
        }
        // What went back and cannot be mended is told as what waits and cannot be.
        Settled::Open | Settled::Returned | Settled::Unpaid => {}
    }
    let payable = detail.row.payable;
    let turn = |turn: Turn| reasons.iter().any(|reason| reason.turn == turn);
    match detail.row.verdict {
        Verdict::Eligible if reasons.is_empty() => (
            format!("符合条件，可以承担{payable}元，正在办理。"),
            format!("meets the conditions: {payable} yuan can be borne, and it is under way."),
        ),
        Verdict::Reject if hopeless => both("按规定不能办理。", "cannot be granted."),
        _ if turn(Turn::Member) => both(
            "暂时还不能办理，需要您补充材料。",
            "cannot be handled yet: something is wanted from you.",
        ),
        Verdict::Reject => both("按现有情况不能办理。", "cannot be granted as it stands."),
        _ if turn(Turn::Union) => both(
            "暂时还不能办理，需要您所在的工会先办好有关手续。",
            "cannot be handled yet: your union has something to settle first.",
        ),
        _ if turn(Turn::Review) => both("正在人工核实。", "is being looked into."),
        _ => both("还要等一等。", "has to wait a while."),
    }
}

fn next(
    session: &Session,
    reasons: &[Reason],
    send: &[String],
    by: Option<NaiveDate>,
    settled: Settled,
    hopeless: bool,
    lang: Lang,
) -> String {
    let text = |zh: &str, en: &str| pick(lang, zh, en).to_owned();
    if !send.is_empty() {
        return match by {
            Some(day) if day >= session.ctx.today() => match lang {
                Lang::Zh => format!(
                    "请在{}前交给您所在的工会，过期可能无法办理。",
                    day_text(day, lang)
                ),
                Lang::En => format!(
                    "Please hand it to your union by {}; later it may be too late.",
                    day_text(day, lang)
                ),
            },
            Some(day) => match lang {
                Lang::Zh => format!(
                    "正常办理的期限（{}）已过，请尽快交给您所在的工会，由工会说明情况。",
                    day_text(day, lang)
                ),
                Lang::En => format!(
                    "The regular last day, {}, is over: please hand it to your union as soon as you can.",
                    day_text(day, lang)
                ),
            },
            None => text(
                "请尽快交给您所在的工会。",
                "Please hand it to your union as soon as you can.",
            ),
        };
    }
    if settled == Settled::Withdrawn {
        return text(
            "这份申报已经办结，您不需要做什么。",
            "This claim is closed; there is nothing for you to do.",
        );
    }
    if matches!(settled, Settled::Returned | Settled::Unpaid) && !hopeless {
        return text(
            "请向您所在的工会了解需要更正或补充的内容。",
            "Please ask your union what has to be corrected or added.",
        );
    }
    if matches!(settled, Settled::Recovering(_)) {
        return text(
            "请按您所在工会的通知退回，并保留退款凭证；对原因有异议的，请带上证明材料向工会说明。",
            "Please give the money back as your union tells you, and keep the receipt; if the reason is not so, bring proof to your union.",
        );
    }
    if settled == Settled::Recovered {
        return text("您不需要再做什么。", "There is nothing more for you to do.");
    }
    if settled == Settled::Rejected || hopeless {
        return text(
            "如果您认为以上情况与事实不符，请带上证明材料向您所在的工会说明。",
            "If any of this is not so, please bring proof to your union.",
        );
    }
    if reasons.is_empty() {
        return text("您不需要再做什么。", "There is nothing more for you to do.");
    }
    text(
        "您暂时不需要做什么，有结果会通知您。",
        "There is nothing for you to do at present; you will hear from your union.",
    )
}

fn ask(detail: &ClaimDetail, lang: Lang) -> String {
    let unit = &detail.row.unit_name;
    match lang {
        Lang::Zh => format!(
            "如有疑问，请向{unit}咨询，并说明申报编号{}。",
            detail.row.number
        ),
        Lang::En => format!(
            "For questions ask {unit} and give the claim's number, {}.",
            detail.row.number
        ),
    }
}

/// The last safe day for what is wanted of the claim.
fn last_day(session: &mut Session, detail: &ClaimDetail) -> Result<Option<NaiveDate>> {
    let (programme, year) = (&detail.row.programme, detail.row.year);
    let ctx = session.ctx.clone();
    let rule_set = RuleSet::open(&mut session.db, &ctx, programme)?;
    let Some(year_rules) = rule_set.year_rules(year) else {
        return Ok(None);
    };
    let claim = storage::claims::find(&mut session.db, &ctx.actor.scope, detail.row.id)?;
    let draft = content::join(&ctx, &claim)?;
    Ok(year_rules
        .assessor
        .last_day(&draft, rule_set.next_window(year)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_written_as_people_write_them() {
        let day = "2026-01-05".parse().unwrap();
        assert_eq!(day_text(day, Lang::Zh), "2026年1月5日");
        assert_eq!(day_text(day, Lang::En), "5 January 2026");
        let condition = Condition {
            rule: "H-02".to_owned(),
            clause: "二.1".to_owned(),
            severity: Severity::Reject,
            code: "dues-unpaid".to_owned(),
            values: BTreeMap::from([
                ("month".to_owned(), "2026-01".to_owned()),
                ("sum".to_owned(), "400.00".to_owned()),
                ("year".to_owned(), "2026".to_owned()),
            ]),
            waits: false,
        };
        let values = humane(&condition, Lang::Zh);
        let shown: Vec<&str> = values.values().map(String::as_str).collect();
        assert_eq!(shown, ["2026年1月", "400.00", "2026"]);
    }
}
