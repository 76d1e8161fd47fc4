//! What the kernel itself holds against a claim, whatever its programme asks: no money moves while a duplicate case is open.

use domain::decision::{Decision, Verdict};
use policy::condition::wait;
use policy::programme::MemberText;
use policy::{CodeText, Facts, RuleSpec, Turn};

/// The rule, for explanations.
pub(crate) const RULE: RuleSpec = RuleSpec::new(
    "K-01",
    "重复处理",
    "有重复申报的，先处理重复",
    "Duplicate claims are settled first",
);

/// The sentence of its only code.
pub(crate) const TEXT: CodeText = CodeText::new(
    "case-open",
    "该申报有重复问题待处理，处理之前不能审批和支付。",
    "A duplicate case is open; nothing is approved or paid before it is settled.",
);

/// What it means to the member.
pub(crate) const MEMBER_TEXT: MemberText = MemberText {
    code: TEXT.code,
    turn: Turn::Member,
    zh: "同一事项有几份申报，只能办理其中一份。",
    en: "There are several claims for the same thing; one of them is handled.",
    send_zh: "您签名的说明，写明办理其中哪一份。",
    send_en: "Your signed note that says which of them shall be handled.",
};

/// What it means where another claim's money left already: there is nothing to choose between.
pub(crate) const SETTLED_ELSEWHERE: MemberText = MemberText {
    code: TEXT.code,
    turn: Turn::Review,
    zh: "同一事项已有另一份申报支付或者正在支付，只能保留那一份；是否为同一事项正由工会核实。",
    en: "Another claim for the same thing is paid or being paid, and only that one can be kept; your union is finding out whether they are for the same thing.",
    send_zh: "如果两份申报不是为同一个人提出的，能够证明这一点的材料（如出生医学证明或户口本）。",
    send_en: "If the two claims are not for one person, what proves it (such as birth certificates or the household register).",
};

/// The conditions by which programmes that look at cases themselves say that one is open: of a couple, of one member, and
/// of one family's claims under different documents.
pub(crate) const OF_A_COUPLE: &str = "duplicate-case-open";
pub(crate) const OF_ONE_MEMBER: &str = "member-at-two-unions";
pub(crate) const OF_ONE_FAMILY: &str = "family-case-open";

/// Whether a condition says that a case is open.
pub(crate) fn says_case_open(code: &str) -> bool {
    [TEXT.code, OF_A_COUPLE, OF_ONE_MEMBER, OF_ONE_FAMILY].contains(&code)
}

/// Takes out of a decision that a case is open: the claim stands in none any more.
pub(crate) fn lift(decision: &mut Decision) {
    let all = decision.conditions.len();
    decision
        .conditions
        .retain(|condition| !says_case_open(&condition.code));
    if decision.conditions.len() < all {
        decision.verdict = Decision::verdict_of(&decision.conditions);
    }
}

/// Adds it to a decision of a programme that does not look at cases itself.
pub(crate) fn hold(decision: &mut Decision, facts: &Facts) {
    if facts.open_case && decision.verdict == Verdict::Eligible {
        decision.conditions.push(wait(&RULE, TEXT.code));
        decision.verdict = Decision::verdict_of(&decision.conditions);
    }
}
