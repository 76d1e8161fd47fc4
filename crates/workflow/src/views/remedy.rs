//! What whoever decides a claim can do about a condition that fails.

use super::sentence;
use crate::proposals::rulings::OPTION;
use crate::review::common_rule;
use crate::words::Words;
use domain::cause::{CauseKey, CauseKind};
use domain::decision::Condition;
use policy::programme::MemberText;
use policy::{Programme, Turn};

/// What to do about a condition; nothing about one that passes.
pub(crate) fn of(programme: Option<&dyn Programme>, condition: &Condition) -> Words {
    if !condition.fails() {
        return Words::default();
    }
    if common_rule::says_case_open(&condition.code) {
        return words!("先处理重复案件", "settle the duplicate case first");
    }
    let own = programme.map(Programme::member_texts).unwrap_or_default();
    let text = own.iter().find(|text| text.code == condition.code);
    let turn = text.map(|text| text.turn);
    let send = text.map(|text| to_send(text, condition));
    let send = send.filter(|send| !send.zh.is_empty());
    match CauseKey::of(condition).kind {
        CauseKind::Judged => judged(turn, send),
        CauseKind::Waits if send.is_none() => waits(turn, condition.values.contains_key(OPTION)),
        CauseKind::Refuses if send.is_none() => refuses(turn),
        CauseKind::Waits | CauseKind::Refuses => back(&send.unwrap_or_default()),
    }
}

fn back(send: &Words) -> Words {
    Words::new(
        format!("退回，请会员提供：{}", send.zh),
        format!("return it and ask the member for: {}", send.en),
    )
}

/// Whoever reviews it decides; what the member could send helps where that is not enough.
fn judged(turn: Option<Turn>, send: Option<Words>) -> Words {
    let first = if turn == Some(Turn::Union) {
        words!(
            "向工会核实：属实的，写明理由审核",
            "ask the union: review it with your reason if it is right"
        )
    } else {
        words!(
            "人工判断：成立的，写明理由审核",
            "judge: review it with your reason if it holds"
        )
    };
    let otherwise = send.map_or_else(|| words!("退回", "return it"), |send| back(&send));
    Words::new(
        format!("{}；否则{}", first.zh, otherwise.zh),
        format!("{}, otherwise {}", first.en, otherwise.en),
    )
}

/// Nobody can wave it through.
fn waits(turn: Option<Turn>, for_ruling: bool) -> Words {
    match turn {
        _ if for_ruling => words!("等待全省统一规定", "wait for the province's ruling"),
        Some(Turn::Member) => words!("退回，由会员更正", "return it for the member to correct"),
        Some(Turn::Union) => words!(
            "等工会补登记，补上后自动重新核对；填报有误的退回",
            "wait for the union's record, the claim is then assessed again by itself; return it if the row is wrong"
        ),
        Some(Turn::Nobody) => words!(
            "只能等待；填报有误的退回",
            "wait for the day; return it if the row is wrong"
        ),
        Some(Turn::Review) | None => words!(
            "尚缺条件，补齐后自动重新核对；填报有误的退回",
            "something is missing, the claim is assessed again by itself once it is there; return it if the row is wrong"
        ),
    }
}

fn refuses(turn: Option<Turn>) -> Words {
    if turn == Some(Turn::Member) {
        return words!("退回，由会员更正", "return it for the member to correct");
    }
    words!(
        "不予受理；填报有误的退回更正",
        "reject it, or return it if the row is wrong"
    )
}

/// What the member is asked to send, without its full stop.
fn to_send(text: &MemberText, condition: &Condition) -> Words {
    Words::new(
        sentence::fill(text.send_zh, &condition.values).trim_end_matches('。'),
        sentence::fill(text.send_en, &condition.values).trim_end_matches('.'),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::decision::Severity;
    use domain::lang::Lang;
    use std::collections::BTreeMap;

    fn told(code: &str, severity: Severity, waits: bool) -> Words {
        let programme = child_premium::programme();
        let condition = Condition {
            rule: String::new(),
            clause: String::new(),
            severity,
            code: code.to_owned(),
            values: BTreeMap::new(),
            waits,
        };
        of(Some(programme.as_ref()), &condition)
    }

    #[test]
    fn what_passes_asks_for_nothing_and_what_fails_says_what_to_do() {
        assert_eq!(told("dues-unpaid", Severity::Pass, false), Words::default());
        let dues = told("dues-unpaid", Severity::Reject, false);
        assert!(
            dues.get(Lang::Zh)
                .starts_with("退回，请会员提供：补缴会费后的缴费记录")
        );
        // Old papers may show it: nobody is sent away for what a reviewer can look up.
        let proof = told("proof-not-on-record", Severity::Review, false);
        assert!(proof.get(Lang::Zh).starts_with("人工判断"));
        assert!(proof.get(Lang::Zh).contains("；否则退回，请会员提供："));
        let unknown = told("of-another-version", Severity::Review, true);
        assert!(unknown.get(Lang::En).starts_with("something is missing"));
        let roster = told("member-not-in-roster", Severity::Review, true);
        assert!(roster.get(Lang::Zh).contains("自动重新核对"));
        let ward = told("ward-not-child", Severity::Reject, false);
        assert!(ward.get(Lang::Zh).starts_with("不予受理"));
        let case = told(common_rule::OF_A_COUPLE, Severity::Review, true);
        assert_eq!(case.get(Lang::En), "settle the duplicate case first");
    }
}
