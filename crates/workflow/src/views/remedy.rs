//! What whoever decides a claim can do about a condition that fails.

use super::sentence;
use crate::review::common_rule;
use crate::words::Words;
use domain::decision::{Condition, Severity};
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
    let send = text.map(|text| to_send(text, condition));
    let turn = text.map_or(Turn::Review, |text| text.turn);
    match (turn, send.unwrap_or_default()) {
        (Turn::Member, send) if !send.zh.is_empty() => Words::new(
            format!("退回，请会员提供：{}", send.zh),
            format!("return it and ask the member for: {}", send.en),
        ),
        (Turn::Member, _) => words!("退回，由会员更正", "return it for the member to correct"),
        (Turn::Union, _) if condition.waits => words!(
            "等工会补登记，补上后自动重新核对；填报有误的退回",
            "wait for the union's record, the claim is then assessed again by itself; return it if the row is wrong"
        ),
        (Turn::Review, _) if condition.waits => {
            words!("等待全省统一规定", "wait for the province's ruling")
        }
        (Turn::Nobody, _) if condition.waits => words!(
            "只能等待；填报有误的退回",
            "wait for the day; return it if the row is wrong"
        ),
        _ if condition.severity == Severity::Reject => words!(
            "不予受理；填报有误的退回更正",
            "reject it, or return it if the row is wrong"
        ),
        (Turn::Union, _) => words!(
            "向工会核实：属实的，写明理由审核；否则退回",
            "ask the union: review it with your reason if it is right, otherwise return it"
        ),
        _ => words!(
            "人工判断：成立的，写明理由审核；否则退回",
            "judge: review it with your reason if it holds, otherwise return it"
        ),
    }
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
        let roster = told("member-not-in-roster", Severity::Review, true);
        assert!(roster.get(Lang::Zh).contains("自动重新核对"));
        let ward = told("ward-not-child", Severity::Reject, false);
        assert!(ward.get(Lang::Zh).starts_with("不予受理"));
        let case = told(common_rule::OF_A_COUPLE, Severity::Review, true);
        assert_eq!(case.get(Lang::En), "settle the duplicate case first");
    }
}
