//! Rules H-01 to H-20 of 湘工发〔2025〕11号, each with its clause. Every rule speaks in every decision.

mod amount;
mod child;
mod funding;
mod member;
mod mode;
mod publicity;
mod uniqueness;
mod window;

use domain::decision::{Condition, Severity};
use policy::CheckSpec;
use policy::RuleSpec;

use crate::assessment::Assessment;
use crate::options::Choice;
use policy::condition::{With, wait};

/// What a reviewer looks at before payment (三.2).
pub(crate) const CHECKS: &[CheckSpec] = &[
    CheckSpec::new("member", "三.2", "会员身份", "member status"),
    CheckSpec::new("child", "三.2", "子女身份", "child's identity"),
    CheckSpec::new("age", "三.2", "子女年龄", "child's age"),
];

macro_rules! rules {
    ($($name:ident, $id:literal, $clause:literal, $zh:literal, $en:literal, $test:path;)*) => {
        $(pub(crate) const $name: RuleSpec = RuleSpec { id: $id, clause: $clause, zh: $zh, en: $en };)*
        /// Every rule with its clause, in the order of the notice's rules.
        pub(crate) static SPECS: &[RuleSpec] = &[$($name),*];
        const TESTS: &[fn(&Assessment<'_>, &mut Vec<Condition>)] = &[$($test),*];
    };
}

rules! {
    H01, "H-01", "二.1", "申请人是本单位工会的在职会员",
        "The claimant is a member of this union in active service", member::in_service;
    H02, "H-02", "二.1", "申请人已按规定缴纳工会会费",
        "The claimant has paid union dues as prescribed", member::dues;
    H03, "H-03", "二.2", "缴纳对象是会员依法生育的子女",
        "The beneficiary is the member's own child, lawfully born", child::own_child;
    H04, "H-04", "二.2", "子女未超过18周岁（含18周岁）",
        "The child is 18 or under, 18 included", child::age;
    H05, "H-05", "二.3", "金额以省医保局当年规定的个人缴费标准为准，不超过实际应缴和已缴",
        "The sum rests on the year's standard personal contribution, and on what is owed and paid", amount::payable_sum;
    H06, "H-06", "二.3", "全额缴纳只在集中参保缴费期内办理",
        "Full payment only inside the concentrated window", window::full_inside;
    H07, "H-07", "二.3", "工会与会员共同分摊，两部分之和等于应缴金额",
        "Shared payment: both parts above zero, together what is owed", amount::shares;
    H08, "H-08", "二.3", "事后报销须会员先缴费并有缴费凭证",
        "Reimbursement: the member pays first and proves it", mode::proof_of_payment;
    H09, "H-09", "二.3", "工会根据自身财力确定缴费方式和标准，按计划执行",
        "The union chose mode and level by its means, in an approved plan", mode::plan;
    H10, "H-10", "二.4(1)", "夫妻双方均为会员的，选择其中一方单位",
        "Where both parents are members, the couple chooses one unit", uniqueness::one_parent;
    H11, "H-11", "二.4(1)", "每位子女每年只享受一次年度缴费（或报销）",
        "Each child enjoys one contribution or reimbursement a year", uniqueness::one_slot;
    H12, "H-12", "二.4(2)", "集中参保缴费期外缴费的，由会员垫付，下一年集中参保缴费期内报销",
        "A contribution outside the window is reimbursed in the next year's window", window::next_window;
    H13, "H-13", "二.4(2)", "集中参保缴费期外只报销个人缴费部分，财政补助部分自理",
        "Outside the window only the personal part is reimbursed", amount::personal_part;
    H14, "H-14", "三.1", "先用工会经费，不足部分可申请单位行政补助",
        "Union funds first; the administration subsidy may be applied for when they are short", funding::source;
    H15, "H-15", "三.1", "在预算内依法合规使用经费",
        "Within the budget, lawful and safe", funding::budget;
    H16, "H-16", "三.2", "根据会员意愿组织参保",
        "Enrolment follows the member's wish", member::consent;
    H17, "H-17", "三.2", "缴费前审核会员身份、子女身份和子女年龄",
        "Member status, child identity and age are checked before payment", child::three_checks;
    H18, "H-18", "三.2", "首次组织参保须提供出生医学证明或户口本",
        "The first time, a birth certificate or household register proves parentage", child::first_time_proof;
    H19, "H-19", "四", "向会员做好政策宣传和解读",
        "The policy was announced and explained to members", publicity::announced;
    H20, "H-20", "全文", "不限制会员的子女人数，不设收入条件",
        "No limit on the number of children, none on income", publicity::no_other_limit;
}

/// Tests every rule and reports every condition, never only the first that fails.
pub(crate) fn test_all(assessment: &Assessment<'_>) -> Vec<Condition> {
    let mut conditions = Vec::with_capacity(TESTS.len() * 2);
    for test in TESTS {
        test(assessment, &mut conditions);
    }
    conditions
}

/// The child is over age under every reading that is still open (二.2).
pub(crate) fn outgrown(assessment: &Assessment<'_>) -> bool {
    let mut found = Vec::new();
    child::age(assessment, &mut found);
    found
        .iter()
        .any(|condition| condition.severity == Severity::Reject)
}

/// A ruling that cannot be read: nothing may rest on it.
fn unreadable(rule: &RuleSpec, option: &str, choice: Choice<'_>) -> Condition {
    let value = match choice {
        Choice::Ruled(value) | Choice::Unruled(value) | Choice::Unreadable(value) => value,
    };
    wait(rule, "ruling-unreadable")
        .with("option", option)
        .with("value", value)
}

/// A condition that a ruling on an open point may settle says which one, while there is none.
fn until_ruled(condition: Condition, option: &str, choice: Choice<'_>) -> Condition {
    if choice.is_unruled() {
        condition.with("option", option)
    } else {
        condition
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_h_01_to_h_20_in_order_each_with_a_clause() {
        let ids: Vec<&str> = SPECS.iter().map(|rule| rule.id).collect();
        let expected: Vec<String> = (1..=20).map(|number| format!("H-{number:02}")).collect();
        assert_eq!(ids, expected);
        assert!(
            SPECS
                .iter()
                .all(|rule| !rule.clause.is_empty() && !rule.zh.is_empty() && !rule.en.is_empty())
        );
    }
}
