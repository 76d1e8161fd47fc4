//! What a member is told of a payment that the bank or the tax office did not make: the reason given, and what to do.

use super::claim_detail::ClaimDetail;
use super::out::without_numbers;
use crate::payments::batches::NO_REASON;
use crate::words::Words;
use domain::claim::StepName;

/// A payment that was not made.
pub(super) struct Unpaid {
    /// That it was not, and why.
    pub(super) why: Words,
    /// What the member should hand in.
    pub(super) send: Option<Words>,
}

impl Unpaid {
    /// Of a claim that came back because its line was refused.
    pub(super) fn of(detail: &ClaimDetail) -> Option<Self> {
        detail.state.refused_line()?;
        let mut events = detail.history.iter().rev();
        let refused = events.find(|event| event.step == Some(StepName::Refuse))?;
        let reason = reason_in(refused.reason.as_deref().unwrap_or_default());
        // Where the union pays the contribution itself, no account of the member's is at fault.
        let to_member = detail.filed.payee.is_some();
        let why = match (reason, to_member) {
            (None, true) => words!(
                "银行没有付成这笔款项，也没有说明原因。",
                "The bank did not make the payment and gave no reason."
            ),
            (None, false) => words!(
                "税务部门没有办成缴费，也没有说明原因。",
                "The tax office did not take the contribution and gave no reason."
            ),
            (Some(Words { zh, en }), true) => words!(
                "银行没有付成这笔款项，给出的原因是：{zh}。",
                "The bank did not make the payment; the reason it gave: {en}."
            ),
            (Some(Words { zh, en }), false) => words!(
                "税务部门没有办成缴费，给出的原因是：{zh}。",
                "The tax office did not take the contribution; the reason it gave: {en}."
            ),
        };
        let account = || {
            words!(
                "向银行核对后，您本人名下能够正常收款的银行卡号、开户银行和户名。",
                "Once you have asked the bank: number, bank and holder of an account in your own name that takes payments."
            )
        };
        Some(Self {
            why,
            send: to_member.then(account),
        })
    }
}

/// The reason without the document that stands behind it, as given and in English; `None` where none was given.
fn reason_in(stored: &str) -> Option<Words> {
    // An earlier version wrote half-width brackets.
    let behind = stored
        .rsplit_once('（')
        .or_else(|| stored.rsplit_once(" ("));
    let reason = behind.map_or(stored, |(reason, _)| reason);
    let reason = without_numbers(reason.trim().trim_end_matches(['。', '.']));
    if reason.is_empty() || reason == NO_REASON {
        return None;
    }
    let known = REASONS.iter().find(|(words, _)| {
        let mut words = words.split(' ');
        words.any(|word| reason.contains(word))
    });
    let english = known.map_or_else(
        || format!("“{reason}”"),
        |(_, english)| (*english).to_owned(),
    );
    Some(Words::new(reason, english))
}

/// What banks and tax offices write, by words that tell it, and the same in English.
const REASONS: [(&str, &str); 11] = [
    (
        "户名不符 户名不一致 户名错 姓名不符 姓名不一致 户名与账号",
        "the account is held under another name",
    ),
    ("销户 已注销", "the account is closed"),
    ("冻结 止付 只收不付", "the account is frozen"),
    ("挂失", "the card is reported lost"),
    ("久悬 睡眠 休眠 不动户", "the account is dormant"),
    (
        "不存在 无此账 无此户 账号错 账号有误 账号不正确 卡号错 卡号有误 卡号不正确 查无",
        "there is no such account",
    ),
    ("超限 限额 超过额度", "the sum is above the account's limit"),
    (
        "状态异常 账户异常 状态不正常 受限 非柜面 二类 Ⅱ类",
        "the account does not take the payment as it stands",
    ),
    (
        "开户行 行号 联行",
        "the bank of the account is not the one that was named",
    ),
    (
        "重复缴费 已缴费 已参保 重复参保",
        "the contribution was paid already",
    ),
    ("证件 身份证", "the person was not found under the number"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_told_without_its_document_and_in_english_where_it_is_known() {
        let told =
            |stored: &str| reason_in(stored).map(|said| (said.zh.to_string(), said.en.to_string()));
        assert_eq!(
            told("收款户名不符（回单0007）"),
            Some((
                "收款户名不符".to_owned(),
                "the account is held under another name".to_owned()
            ))
        );
        assert_eq!(
            told("账户已销户 (B26-7KQ2M-9XTRD)").unwrap().1,
            "the account is closed"
        );
        assert_eq!(told("系统繁忙 (回单0007)").unwrap().1, "“系统繁忙”");
        assert_eq!(
            told("6217000000000000004户名不符 (1)").unwrap().0,
            "*****************04户名不符"
        );
        assert_eq!(told(&format!("{NO_REASON} (回单0007)")), None);
    }
}
