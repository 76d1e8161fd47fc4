//! The conditions of a benefit, and what they are told with.

use domain::decision::{Condition, Decision};
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use policy::condition::{With, pass, reject, review, wait};
use policy::{CheckSpec, CodeText, Facts, MemberText, RuleSpec, Turn};

use crate::claim::settled;
use crate::scheme::Scheme;

const PERIOD: RuleSpec = RuleSpec::new("M-01", "保障期", "结算在保障期内", "Settled in the period");
const SUM: RuleSpec = RuleSpec::new(
    "M-02",
    "补助标准",
    "按方案的档次补助",
    "The scheme's rows give a benefit",
);
const ONCE: RuleSpec = RuleSpec::new(
    "M-03",
    "不重复补助",
    "一次结算只补助一次",
    "A settlement is paid once",
);
const SOUND: RuleSpec = RuleSpec::new(
    "M-04",
    "结算核对",
    "结算报文没有疑点",
    "Nothing is odd about the settlement",
);
pub(crate) const LIMIT: RuleSpec = RuleSpec::new(
    "M-05",
    "审批限额",
    "超过限额的由人工审定",
    "A human decides above the limit",
);
const ACCOUNT: RuleSpec = RuleSpec::new(
    "M-06",
    "付款账户",
    "有会员本人的账户",
    "The member's account is known",
);

const KIN: RuleSpec = RuleSpec::new(
    "M-07",
    "子女补助",
    "会员是受助子女的父母",
    "The member is a parent of the child",
);

pub(crate) const SPECS: &[RuleSpec] = &[PERIOD, SUM, ONCE, SOUND, LIMIT, ACCOUNT, KIN];

pub(crate) const CHECKS: &[CheckSpec] = &[CheckSpec::new(
    "statement",
    "结算核对",
    "结算单与医院一致",
    "the statement agrees with the hospital's",
)];

pub(crate) const TEXTS: &[CodeText] = &[
    CodeText::new(
        "in-period",
        "{day}结算，在保障期内。",
        "Settled on {day}, in the period.",
    ),
    CodeText::new(
        "out-of-period",
        "{day}结算，不在保障期内。",
        "Settled on {day}, outside the period.",
    ),
    CodeText::new(
        "no-scheme",
        "本年度没有互助方案{scheme}。",
        "The year has no scheme {scheme}.",
    ),
    CodeText::new(
        "gives-benefit",
        "自负{base}元，按方案补助{sum}元。",
        "{base} yuan borne give {sum} yuan.",
    ),
    CodeText::new(
        "gives-beside",
        "按方案的“{benefit}”补助{sum}元。",
        "The scheme's \"{benefit_en}\" gives {sum} yuan.",
    ),
    CodeText::new(
        "gives-nothing",
        "自负{base}元，按方案没有补助。",
        "{base} yuan borne give nothing.",
    ),
    CodeText::new(
        "settlement-free",
        "这次结算尚未补助。",
        "The settlement is not paid yet.",
    ),
    CodeText::new(
        "settlement-paid",
        "这次结算已补助{paid}元。",
        "{paid} yuan are paid for the settlement.",
    ),
    CodeText::new(
        "settlement-sound",
        "结算报文没有疑点。",
        "Nothing is odd about it.",
    ),
    CodeText::new(
        "settlement-doubtful",
        "结算报文有疑点，须人工核对。",
        "Something is odd about the settlement: a human decides.",
    ),
    CodeText::new(
        "within-limit",
        "不超过{limit}元，无须人工审定。",
        "Not above {limit} yuan: no human has to decide.",
    ),
    CodeText::new(
        "above-limit",
        "超过{limit}元，由人工审定。",
        "Above {limit} yuan: a human decides.",
    ),
    CodeText::new(
        "no-limit",
        "方案没有规定限额，由人工审定。",
        "The scheme sets no limit: a human decides.",
    ),
    CodeText::new(
        "kin-to-see",
        "为子女申请，须核对亲子关系证明；同一子女由父母任一方申请，只补助一次。",
        "Claimed for a child: a human sees the proof of kinship; either parent claims, once a child.",
    ),
    CodeText::new(
        "account-known",
        "收款账户已知。",
        "The account it is paid to is known.",
    ),
    CodeText::new(
        "account-missing",
        "参保名册没有会员的银行卡号。",
        "The roster has no account of the member.",
    ),
];

pub(crate) const TOLD: &[MemberText] = &[
    MemberText::new(
        "out-of-period",
        Turn::Nobody,
        "这次结算不在保障期内，不予补助。",
        "This settlement lies outside the period and is not paid.",
    ),
    MemberText::new(
        "no-scheme",
        Turn::Review,
        "您的互助方案正在核对。",
        "Your scheme is being looked at.",
    ),
    MemberText::new(
        "gives-nothing",
        Turn::Nobody,
        "这次结算按方案没有补助。",
        "The scheme gives nothing for this settlement.",
    ),
    MemberText::new(
        "settlement-paid",
        Turn::Nobody,
        "这次结算已经补助。",
        "This settlement is paid already.",
    ),
    MemberText::new(
        "settlement-doubtful",
        Turn::Review,
        "工会正在向医院核对这次结算。",
        "Your union is asking the hospital about this settlement.",
    ),
    MemberText::new(
        "above-limit",
        Turn::Review,
        "金额较大，由工会审定。",
        "The sum is large: your union decides.",
    ),
    MemberText::new(
        "no-limit",
        Turn::Review,
        "由工会审定。",
        "Your union decides.",
    ),
    MemberText::new(
        "kin-to-see",
        Turn::Review,
        "工会正在核对亲子关系证明。",
        "Your union is looking at the proof of kinship.",
    ),
    MemberText {
        send_zh: "请把本人的银行卡号交给所在工会。",
        send_en: "Give your union the number of your bank card.",
        ..MemberText::new(
            "account-missing",
            Turn::Member,
            "工会没有您的银行卡号。",
            "Your union does not know your account.",
        )
    },
];

/// Tests every condition.
pub(crate) fn assess(
    draft: &ClaimDraft,
    facts: &Facts,
    schemes: &[Scheme],
    version: &str,
) -> Decision {
    let settled = settled(draft);
    let scheme = settled.and_then(|one| schemes.iter().find(|scheme| scheme.id == one.scheme));
    let paid = facts.already_committed;
    let left = draft.claimed.saturating_sub(paid);
    let mut conditions: Vec<Condition> = Vec::new();
    match (settled, scheme) {
        (Some(settled), Some(scheme)) => {
            let inside = scheme.period.days().contains(settled.day);
            conditions.push(if inside {
                pass(&PERIOD, "in-period").on("day", settled.day)
            } else {
                reject(&PERIOD, "out-of-period").on("day", settled.day)
            });
            let beside = settled
                .benefit
                .as_deref()
                .and_then(|id| scheme.name_beside(id));
            conditions.push(
                if let Some((zh, en)) = beside.filter(|_| draft.claimed > Fen::ZERO) {
                    pass(&SUM, "gives-beside")
                        .with("benefit", zh)
                        .with("benefit_en", en)
                        .sum("sum", draft.claimed)
                } else if draft.claimed > Fen::ZERO {
                    pass(&SUM, "gives-benefit")
                        .sum("base", settled.base)
                        .sum("sum", draft.claimed)
                } else {
                    reject(&SUM, "gives-nothing").sum("base", settled.base)
                },
            );
        }
        _ => {
            let named = settled.map_or("-", |settled| settled.scheme.as_str());
            conditions.push(wait(&PERIOD, "no-scheme").with("scheme", named));
        }
    }
    conditions.push(if left > Fen::ZERO || draft.claimed == Fen::ZERO {
        pass(&ONCE, "settlement-free")
    } else {
        reject(&ONCE, "settlement-paid").sum("paid", paid)
    });
    conditions.push(match settled {
        Some(settled) if settled.doubts.is_empty() => pass(&SOUND, "settlement-sound"),
        _ => review(&SOUND, "settlement-doubtful"),
    });
    conditions.push(match scheme.and_then(|scheme| scheme.approval.as_ref()) {
        Some(approval) => {
            let limit = Fen::new(approval.human_above_fen);
            if draft.claimed <= limit {
                pass(&LIMIT, "within-limit").sum("limit", limit)
            } else {
                review(&LIMIT, "above-limit").sum("limit", limit)
            }
        }
        None => review(&LIMIT, "no-limit"),
    });
    conditions.push(if draft.payee.is_some() {
        pass(&ACCOUNT, "account-known")
    } else {
        wait(&ACCOUNT, "account-missing")
    });
    let is_own = draft.subject.identities == draft.claimant.identities;
    if !is_own {
        conditions.push(review(&KIN, "kin-to-see"));
    }
    Decision {
        verdict: Decision::verdict_of(&conditions),
        payable: left,
        ceiling: draft.claimed,
        member_share: Fen::ZERO,
        version: version.to_owned(),
        conditions,
    }
}
