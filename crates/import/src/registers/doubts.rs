//! Words beside a payment by which an answer says, or may say, that it was not made as ordered.

use domain::fen::Fen;
use unicode_normalization::UnicodeNormalization;

/// Words by which a text says that a payment was not made, was taken back, or is only announced. A name of a place or a
/// bank has none of them.
const DOUBTS: [&str; 47] = [
    "失败",
    "退汇",
    "退票",
    "退回",
    "退款",
    "冲正",
    "冲回",
    "红冲",
    "抹账",
    "撤销",
    "撤消",
    "作废",
    "取消",
    "驳回",
    "拒付",
    "拒绝",
    "未入账",
    "未到账",
    "未支付",
    "未付款",
    "未成功",
    "不成功",
    "未实际",
    "尚未",
    "不存在",
    "销户",
    "注销",
    "冻结",
    "止付",
    "挂失",
    "异常",
    "错误",
    "有误",
    "不符",
    "不一致",
    "待入账",
    "待处理",
    "处理中",
    "受理",
    "不代表",
    "预校验",
    "测试",
    "模拟",
    "除第",
    "fail",
    "reject",
    "revers",
];

/// A text says, or may say, that a payment was not made.
pub(super) fn doubts(text: &str) -> bool {
    let text = text.nfkc().collect::<String>().to_lowercase();
    let rate = text
        .split_once("成功率")
        .map(|(_, rate)| rate.trim_start_matches([':', ' ', '=']));
    let in_part = rate.is_some_and(|rate| !rate.starts_with("100"));
    in_part || DOUBTS.iter().any(|word| text.contains(word))
}

/// Titles of columns that say it by a value, and values that say it is not so.
const DOUBTFUL_TITLES: [&str; 12] = [
    "退票", "退汇", "退回", "退款", "冲正", "撤销", "失败", "异常", "拒付", "作废", "错误", "差错",
];
const NO: [&str; 14] = [
    "", "0", "0.00", "否", "无", "n", "no", "false", "-", "—", "/", "正常", "未退", "无误",
];

/// A column under this title, which nothing else is made of, says by this value that the payment was not made as ordered.
pub(super) fn value_doubts(title: &str, value: &str, amount: Fen) -> bool {
    let plain = |text: &str| text.nfkc().collect::<String>().trim().to_lowercase();
    let (title, value) = (plain(title), plain(value));
    if DOUBTFUL_TITLES.iter().any(|word| title.contains(word)) {
        return !NO.contains(&value.as_str()) && !value.chars().all(|c| c == '0');
    }
    if title.contains("币种") || title.contains("货币") {
        return ![
            "",
            "人民币",
            "人民币元",
            "元",
            "cny",
            "rmb",
            "156",
            "01",
            "001",
            "1",
        ]
        .contains(&value.as_str());
    }
    let of_sum = ["金额", "实付", "实发", "入账", "到账"]
        .iter()
        .any(|word| title.contains(word));
    let of_another = ["余额", "手续费", "日期", "时间", "总", "合计"]
        .iter()
        .any(|word| title.contains(word));
    let sum = Fen::parse_yuan(&value);
    of_sum && !of_another && sum.is_ok_and(|sum| sum != amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_under_a_title_of_failure_or_of_another_sum_is_in_doubt() {
        let amount = Fen::new(40_000);
        for (title, value, doubted) in [
            ("是否退票", "是", true),
            ("是否退票", "否", false),
            ("冲正标志", "Y", true),
            ("冲正标志", "N", false),
            ("退汇日期", "2026-01-16", true),
            ("退回金额", "0.00", false),
            ("失败金额", "400", true),
            ("实付", "300.00", true),
            ("入账金额", "0", true),
            ("入账金额", "400", false),
            ("账户余额", "12.30", false),
            ("开户行", "西安未央支行", false),
            ("币种", "美元", true),
            ("币种", "CNY", false),
        ] {
            assert_eq!(
                value_doubts(title, value, amount),
                doubted,
                "{title} {value}"
            );
        }
        for (text, doubted) in [
            ("2026-01-16 全部冲正", true),
            ("次日冲回", true),
            ("以上款项尚未到账", true),
            ("除第3笔外均成功", true),
            ("成功率：96%", true),
            ("成功率100%", false),
            ("代发受理回执（不代表入账）", true),
            ("制表人：张三", false),
            ("西安未央路支行", false),
        ] {
            assert_eq!(doubts(text), doubted, "{text}");
        }
    }
}
