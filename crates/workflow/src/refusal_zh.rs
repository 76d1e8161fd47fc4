//! Why a claim could not take a step, in Chinese: one sentence a code, with the detail behind the colon.

use crate::error::Refusal;
use crate::views::Lang;

/// Code, sentence. A `{}` takes the detail of the English message: what follows its colon.
const SENTENCES: &[(&str, &str)] = &[
    ("above-ceiling", "金额将超过该子女本年度的上限"),
    (
        "already-sealed",
        "申报已封批或支付，不能更正；请等回执，或走追回",
    ),
    (
        "admin-key-exists",
        "已有管理员登记了公钥，请用该密钥登录后以 operator key add 添加",
    ),
    ("amount-changed", "审批后金额有变，请重新审核审批"),
    ("below-reserved", "新的预算低于已占用金额：{}"),
    (
        "budget-short",
        "预算余额不足，请追加预算，或改由另一来源支付：{}",
    ),
    ("changed", "您查看之后该申报有变动，请重新查看"),
    ("checks-incomplete", "会员、子女、年龄三项核对须全部完成"),
    (
        "contested-line",
        "该批次中有申报存在未决的重复情形：请先撤回批次，处理重复情形后重新组批：{}",
    ),
    (
        "decided-line",
        "您审核或审批过该批次中的申报，须由他人办理：{}",
    ),
    ("exists", "已经存在同样的记录"),
    (
        "exported-before",
        "导出登记簿记载此前已导出支付过，也没有退回或追回的记载：{}",
    ),
    (
        "family-duplicate",
        "同一家庭同日出生的子女以另一种证件申报过，请先处理重复申报",
    ),
    ("forbidden", "您的角色不能执行此操作"),
    ("ineligible", "按规则不符合条件：{}"),
    ("internal", "内部错误，请重试；如仍不成功，请联系管理员"),
    (
        "merged",
        "该工会已并入其他工会，不再新增方案和预算；请使用合并后的工会代码",
    ),
    ("merger-chain", "这样合并会成环，或先后合并的层数过多"),
    (
        "key-known",
        "该公钥已登记过：每位操作员须使用自己的密钥，吊销的密钥不能再用",
    ),
    ("key-revoked", "该公钥已经吊销"),
    (
        "last-admin",
        "须有两位能登录的管理员，请先新增一位管理员再停用",
    ),
    (
        "last-admin-key",
        "须有两位管理员持有可用的密钥，请先登记另一把",
    ),
    (
        "left-batch",
        "该申报此后已有变动，这一批次不再支付其中任何部分",
    ),
    ("moved", "记录已有变动，请刷新后再试"),
    ("model-unfit", "比对模型与程序版本不符：{}"),
    ("not-compared", "该申报尚未与其他申报比对，请重试"),
    ("no-budget", "该工会没有此来源的本年度预算，请先导入预算"),
    ("no-period", "该年度尚未设立申报期，请管理员先建立"),
    ("no-such-value", "该申报没有这一项：{}"),
    ("not-basic", "只有基层工会可以合并"),
    ("not-found", "没有找到该记录，或不在您的权限范围内"),
    ("not-holder", "该申报没有占用此子女的年度名额"),
    ("not-in-scope", "不在您的权限范围内"),
    ("not-live", "申报已经结束"),
    ("not-paid", "只有已支付且未在追回的申报可以补充申报"),
    ("not-the-sender", "文件的各行只退给导入它的操作员本人"),
    ("not-regular", "这本身是补充申报，请填写原申报的编号"),
    ("line-open", "该笔没有回执，无从冲回：{}"),
    (
        "part-under-way",
        "该申报由两个来源列支，另一部分已入批次或已支付：请等回执，或先撤回该批次",
    ),
    ("nothing-changed", "与审批时相比情况没有变化，无须保留"),
    ("nothing-payable", "可付金额为0，不能审批"),
    ("number-missing", "缺少证件号码，不能导出"),
    (
        "one-account",
        "此人已有启用的账号，每人只能有一个账号，请先停用：{}",
    ),
    (
        "one-account-elsewhere",
        "此人在您的权限范围以外已有启用的账号，每人只能有一个账号，须先停用该账号",
    ),
    ("open-case", "有未处理的重复申报，请先处理"),
    ("other-payments", "该批次的款项与登记簿中的不一致：{}"),
    (
        "other-conditions",
        "所填理由是针对别的事项的，须另行审核；该申报需判定：{}",
    ),
    ("other-case", "双方各有其他未处理的重复申报，请先处理"),
    ("out-of-scope", "其中有申报不在您的权限范围内"),
    ("own-batch", "该批次由您制批或封批，须由他人会签"),
    ("own-family", "该申报涉及您本人或家人，须由其他操作员处理"),
    (
        "own-family-lines",
        "批次中有 {} 笔涉及您本人或家人，须由其他操作员办理",
    ),
    ("own-proposal", "“不同子女”的意见由您提出，须由另一人同意"),
    ("own-seal", "该批次由您封批或会签，须由他人登记付款结果"),
    (
        "payable-lower",
        "现在可付的金额低于已审批金额，请重新审核审批",
    ),
    ("payee-missing", "缺少收款账户"),
    ("period-not-open", "该年度的申报期未开放，或已归档"),
    ("period-state", "申报期的状态不允许此操作"),
    (
        "possible-duplicate",
        "同名同生日的孩子以另一种证件申报过，请先处理重复申报",
    ),
    ("register-sound", "导出登记簿完好，不需要重建"),
    (
        "reason-required",
        "以下各项须由人工判断，请随审核填写理由：{}",
    ),
    (
        "same-operator",
        "同一人不能办理同一笔申报的两个环节，须由其他操作员办理",
    ),
    ("sealed", "申报已封批或支付，不能改变"),
    ("settled", "该笔已有回执"),
    ("slot-taken", "该子女本年度已由其他申报占用：{}"),
    ("stale", "情况已有变化，该变更不再适用"),
    ("state", "当前状态不允许此操作"),
    ("superseded", "已有后来的处理"),
    (
        "supplement-live",
        "这笔支付上还有补充申报，请先撤回或追回补充申报：{}",
    ),
    ("supplement-open", "已有未办结的补充申报，请先处理：{}"),
    (
        "two-payments",
        "两个号码在同一年度都有支付，请先追回其中一笔",
    ),
    (
        "unsigned",
        "批次金额超过限额，须先由另一位审批人会签（gongbao batch sign）：{}",
    ),
    (
        "verdict-changed",
        "审批后情况有变，未封入：须撤销审批，或由另一位审批人说明理由保留（claim keep）：{}",
    ),
    (
        "voucher-used",
        "票据号已用于另一名子女或另一年度的申报，一张票据只能用一次；一张票据上有几名子女的，请在票据号后注明行号后更正：{}",
    ),
    ("waiting", "尚缺条件，等待：{}"),
    ("worse-verdict", "审核之后出现新的情况，请重新审核：{}"),
];

impl Refusal {
    /// The reason in one language, with who was first and when.
    pub fn said(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Zh => self.chinese(),
        }
    }

    fn chinese(&self) -> String {
        let Some((_, sentence)) = SENTENCES.iter().find(|(code, _)| *code == self.code) else {
            return self.to_string();
        };
        let detail = self
            .message
            .split_once(": ")
            .map_or(self.message.as_str(), |(_, detail)| detail);
        let text = sentence.replace("{}", detail);
        match (&self.by, &self.at) {
            (Some(by), Some(at)) => format!("{text}（{by}，{at}）"),
            _ => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loser_is_told_who_was_first_in_chinese() {
        let refusal = Refusal::new(
            "state",
            "a claim that is approved cannot take the step approve",
        )
        .by("赵芳", "2026-01-15 10:00:00");
        assert_eq!(
            refusal.said(Lang::Zh),
            "当前状态不允许此操作（赵芳，2026-01-15 10:00:00）"
        );
    }

    #[test]
    fn the_codes_behind_the_colon_are_kept() {
        let refusal = Refusal::new("waiting", "it waits for: plan-missing, budget-missing");
        assert_eq!(
            refusal.said(Lang::Zh),
            "尚缺条件，等待：plan-missing, budget-missing"
        );
    }

    #[test]
    fn no_code_has_two_sentences() {
        for (n, (code, _)) in SENTENCES.iter().enumerate() {
            assert!(
                !SENTENCES[..n].iter().any(|(other, _)| other == code),
                "{code}"
            );
        }
    }
}
