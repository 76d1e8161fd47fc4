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
    "settle": "接收一条医院结算报文，打印结算单上的补助行" + "从标准输入读取一条报文：平台返回的 `output`，或单独的 `setlinfo`。同一条报文再发一次，回答不变，也不会重复入账。" {
        serve: "改为常驻监听，供医院端程序使用：每行一条报文，每行一个回答；写 `unix:PATH` 或 `tcp:127.0.0.1:PORT`（只限本机）",
    }
    "settlement": "结算的处理情况" {}
    "settlement waiting": "列出没有收到原结算的撤销，和须人工核对的报文" {}
    "settlement file": "为应补助的结算生成申报；金额变动的重新申报，已撤销的撤回" + "已封批或已支付的申报不变，列在 `failed` 中，须走追回；再执行一次即可继续。" {}
    "settlement sum": "全部结算应补助的金额，和已入账的金额" {}
    "import participants": "导入参加互助的名册" {}
    "import settlements": "导入结算数据：每行一条 JSON 报文，或 CSV、制表符文本、工作簿形式的清单" {}
};
