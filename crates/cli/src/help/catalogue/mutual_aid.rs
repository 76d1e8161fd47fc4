//! What hospitals settle, and what a scheme of mutual aid gives for it.

use super::Text;

pub const TEXTS: &[Text] = commands! {
    "scheme": "互助方案及其待遇" {}
    "scheme list": "列出随程序提供的互助方案" {}
    "scheme show": "查看一个方案的项目、档次和出处" {
        scheme: "方案代号，如 `pinghu-2025`",
    }
    "scheme try": "试算一个方案对某个金额的补助，不写入任何内容" {
        scheme: "方案代号，如 `pinghu-2025`",
        base: "本次个人负担的金额，单位为元",
        before: "此前已负担的金额（累计计算时），单位为元",
        benefit: "待遇代号，方案有多项待遇时填写；不写则为第一项",
        further_periods: "首期之后连续参加了几期，用于逐期提高的比例",
    }
};
