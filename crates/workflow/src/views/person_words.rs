//! A person's card in plain words, as they are said to a parent on the telephone.

use super::Lang;
use super::person::{CardClaim, PersonCard, YearView};
use crate::words::counted;
use domain::claim::StateName;

/// Part of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is about.
    pub title: String,
    /// Its sentences.
    pub lines: Vec<String>,
}

/// The card in words, part by part; a part nothing is known of is left out.
pub fn words(card: &PersonCard, lang: Lang) -> Vec<Part> {
    let zh = lang == Lang::Zh;
    let mut parts = vec![Part {
        title: pick(lang, "本人", "Person"),
        lines: who(card, lang),
    }];
    let mut add = |title: String, lines: Vec<String>| {
        if !lines.is_empty() {
            parts.push(Part { title, lines });
        }
    };
    add(
        pick(lang, "为其申报过的", "Claimed for this person"),
        card.as_subject
            .iter()
            .map(|claim| for_subject(claim, lang))
            .collect(),
    );
    add(
        pick(lang, "各年度", "Years"),
        card.years.iter().map(|year| of_year(year, lang)).collect(),
    );
    add(
        pick(lang, "家长", "Parents"),
        card.parents.iter().map(|kin| kin_line(kin, lang)).collect(),
    );
    add(
        pick(lang, "会籍", "Membership"),
        card.memberships
            .iter()
            .map(|member| {
                let dues = member
                    .dues_through
                    .map(|day| day.format("%Y-%m").to_string());
                match (zh, member.in_service, dues) {
                    (true, true, Some(dues)) => {
                        format!("{} 在职会员，会费缴至 {dues}。", member.unit_name)
                    }
                    (true, true, None) => format!("{} 在职会员，没有会费记录。", member.unit_name),
                    (true, false, _) => format!("{} 会员，已不在职。", member.unit_name),
                    (false, true, Some(dues)) => {
                        format!(
                            "Member of {}, in service, dues paid to {dues}.",
                            member.unit_name
                        )
                    }
                    (false, true, None) => {
                        format!(
                            "Member of {}, in service, no dues on record.",
                            member.unit_name
                        )
                    }
                    (false, false, _) => {
                        format!("Member of {}, no longer in service.", member.unit_name)
                    }
                }
            })
            .collect(),
    );
    add(
        pick(lang, "为谁申报", "Claims for"),
        card.subjects
            .iter()
            .map(|kin| kin_line(kin, lang))
            .collect(),
    );
    add(
        pick(lang, "由其申报的", "Claims filed as a member"),
        card.as_member
            .iter()
            .map(|claim| by_member(claim, lang))
            .collect(),
    );
    parts
}

fn pick(lang: Lang, zh: &str, en: &str) -> String {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
    .to_owned()
}

fn who(card: &PersonCard, lang: Lang) -> Vec<String> {
    let sex = match (card.sex.as_deref(), lang) {
        (Some("male"), Lang::Zh) => "男",
        (Some("female"), Lang::Zh) => "女",
        (Some("male"), Lang::En) => "male",
        (Some("female"), Lang::En) => "female",
        _ => "",
    };
    let born = card.birth_date.map(|day| match lang {
        Lang::Zh => format!("{day} 出生"),
        Lang::En => format!("born {day}"),
    });
    let numbers: Vec<&str> = card.numbers.iter().map(|one| one.masked.as_str()).collect();
    let parts: Vec<String> = [
        Some(card.name.clone()),
        Some(sex.to_owned()).filter(|sex| !sex.is_empty()),
        born,
        (!numbers.is_empty()).then(|| numbers.join(" ")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut lines = vec![parts.join(if lang == Lang::Zh { "，" } else { ", " })];
    if card.merged > 0 {
        lines.push(match lang {
            Lang::Zh => format!("另有 {} 个证件号的记录已并入。", card.merged),
            Lang::En => format!(
                "Records under other numbers merged into this one: {}.",
                card.merged
            ),
        });
    }
    lines
}

fn kin_line(kin: &super::person::KinView, lang: Lang) -> String {
    let born = kin
        .birth_date
        .map(|day| day.to_string())
        .unwrap_or_default();
    match (lang, kin.relation) {
        (Lang::Zh, Some(relation)) => {
            format!("{}  {born}  {}，已见证明", kin.name, relation.chinese())
        }
        (Lang::Zh, None) => format!("{}  {born}  还没有见到关系证明", kin.name),
        (Lang::En, Some(relation)) => {
            format!("{}  {born}  {}, proof seen", kin.name, relation.code())
        }
        (Lang::En, None) => format!("{}  {born}  no proof seen yet", kin.name),
    }
}

fn method_words(claim: &CardClaim, lang: Lang) -> &'static str {
    let (zh, en) = claim.method.told;
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Where a claim stands, said so that the family knows what happens next.
fn stands(claim: &CardClaim, lang: Lang) -> String {
    let sum = claim.payable;
    let day = claim.paid_on.map(|day| day.to_string()).unwrap_or_default();
    let case = if claim.in_case {
        pick(
            lang,
            "，因疑似重复正在核对",
            ", and is being looked into as a possible duplicate",
        )
    } else {
        String::new()
    };
    let words = match (claim.state, lang) {
        (StateName::Submitted, Lang::Zh) => "已申报，等单位审核".to_owned(),
        (StateName::Reviewed, Lang::Zh) => "已审核，等审批".to_owned(),
        (StateName::Approved, Lang::Zh) => format!("已批准 {sum} 元，等支付"),
        (StateName::Batched, Lang::Zh) => format!("{sum} 元已送银行或税务，等到账"),
        (StateName::Paid | StateName::Reconciled, Lang::Zh) => format!("{sum} 元已于 {day} 支付"),
        (StateName::Recovering, Lang::Zh) => format!("{day} 支付的 {sum} 元正在追回"),
        (StateName::Held, Lang::Zh) => "暂时搁置，条件具备后继续".to_owned(),
        (StateName::Returned, Lang::Zh) => "已退回单位，补正后重新申报".to_owned(),
        (StateName::Rejected, Lang::Zh) => "不符合条件，没有受理".to_owned(),
        (StateName::Withdrawn, Lang::Zh) => "单位已撤回".to_owned(),
        (StateName::Reversed, Lang::Zh) => "付过的款已收回".to_owned(),
        (StateName::Submitted, Lang::En) => "filed, waits for review".to_owned(),
        (StateName::Reviewed, Lang::En) => "reviewed, waits for approval".to_owned(),
        (StateName::Approved, Lang::En) => format!("{sum} yuan approved, waits for payment"),
        (StateName::Batched, Lang::En) => format!("{sum} yuan sent to the bank or tax bureau"),
        (StateName::Paid | StateName::Reconciled, Lang::En) => format!("{sum} yuan paid on {day}"),
        (StateName::Recovering, Lang::En) => {
            format!("{sum} yuan paid on {day}, being claimed back")
        }
        (StateName::Held, Lang::En) => "set aside for now".to_owned(),
        (StateName::Returned, Lang::En) => "sent back to the union to be mended".to_owned(),
        (StateName::Rejected, Lang::En) => "not eligible, refused".to_owned(),
        (StateName::Withdrawn, Lang::En) => "withdrawn by the union".to_owned(),
        (StateName::Reversed, Lang::En) => "paid and given back".to_owned(),
    };
    format!("{words}{case}")
}

fn programme(claim: &(String, String), lang: Lang) -> &str {
    match lang {
        Lang::Zh => &claim.0,
        Lang::En => &claim.1,
    }
}

fn for_subject(claim: &CardClaim, lang: Lang) -> String {
    let number = claim.number.clone().unwrap_or_default();
    let method = method_words(claim, lang);
    let stands = stands(claim, lang);
    let (year, unit, on) = (claim.year, &claim.unit_name, claim.submitted_on);
    match (lang, &claim.other) {
        (Lang::Zh, Some(member)) => {
            format!(
                "{year} 年度：{unit} 于 {on} 为会员 {member} 申报，{method}，{stands}。{number}"
            )
        }
        (Lang::Zh, None) => {
            format!("{year} 年度：{unit}（不在您的范围）于 {on} 申报，{method}，{stands}。")
        }
        (Lang::En, Some(member)) => {
            format!(
                "{year}: filed by {unit} for its member {member} on {on}; {method}; {stands}. {number}"
            )
        }
        (Lang::En, None) => {
            format!("{year}: filed by {unit} (not in your scope) on {on}; {method}; {stands}.")
        }
    }
}

fn by_member(claim: &CardClaim, lang: Lang) -> String {
    let number = claim.number.clone().unwrap_or_default();
    let subject = claim.other.clone().unwrap_or_default();
    let method = method_words(claim, lang);
    let stands = stands(claim, lang);
    let (year, unit) = (claim.year, &claim.unit_name);
    match lang {
        Lang::Zh => {
            format!("{year} 年度：经 {unit} 为 {subject} 申报，{method}，{stands}。{number}")
        }
        Lang::En => format!("{year}: for {subject} through {unit}; {method}; {stands}. {number}"),
    }
}

fn of_year(year: &YearView, lang: Lang) -> String {
    let name = programme(&year.programme, lang);
    let (when, close) = (year.year, year.close);
    let (window_zh, window_en) = year.window_name;
    let open = year.open;
    match (lang, &year.taken_by, year.filed) {
        (Lang::Zh, Some(unit), _) => {
            format!("{when} 年度 {name}：名额已由 {unit} 使用，不能再申报。")
        }
        (Lang::Zh, None, 0) if open => {
            format!("{when} 年度 {name}：名额空着，{close} 前可以申报。")
        }
        (Lang::Zh, None, 0) => {
            format!("{when} 年度 {name}：没有申报，{window_zh}已于 {close} 结束。")
        }
        (Lang::Zh, None, filed) => {
            format!("{when} 年度 {name}：已有 {filed} 笔申报在办，尚未批准。")
        }
        (Lang::En, Some(unit), _) => {
            format!("{when} {name}: taken by {unit}; no other claim can be paid.")
        }
        (Lang::En, None, 0) if open => {
            format!("{when} {name}: free; a claim can be filed until {close}.")
        }
        (Lang::En, None, 0) => {
            format!("{when} {name}: nothing was filed; the {window_en} ended on {close}.")
        }
        (Lang::En, None, filed) => {
            format!(
                "{when} {name}: {} under way, none approved yet.",
                counted(filed, "claim")
            )
        }
    }
}
