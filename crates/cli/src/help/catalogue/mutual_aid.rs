//! What hospitals settle, and what a scheme of mutual aid gives for it.

use super::Text;

pub const TEXTS: &[Text] = commands! {
    "scheme": "互助方案及其待遇" {}
    "scheme list": "列出随程序提供的互助方案，或一个文件中的方案" {
        file: "互助方案文件，代替随程序提供的方案；检查无误后由 `period create --params` 定为一个年度的条款",
    }
    "scheme show": "查看一个方案的项目、档次和出处" {
        scheme: "方案代号，如 `pinghu-2025`",
        file: "互助方案文件，代替随程序提供的方案；检查无误后由 `period create --params` 定为一个年度的条款",
    }
    "scheme try": "试算一个方案对某个金额的补助，不写入任何内容" {
        scheme: "方案代号，如 `pinghu-2025`",
        base: "本次个人负担的金额，单位为元",
        before: "此前已负担的金额（累计计算时），单位为元",
        benefit: "待遇代号，方案有多项待遇时填写；不写则为第一项",
        further_periods: "首期之后连续参加了几期，用于逐期提高的比例",
        file: "互助方案文件，代替随程序提供的方案；检查无误后由 `period create --params` 定为一个年度的条款",
    }
    "settle": "接收一条医院结算报文，打印结算单上的补助行" + "从标准输入读取一条报文：平台返回的 `output`，或单独的 `setlinfo`。同一条报文再发一次，回答不变，也不会重复入账。" {
        serve: "改为常驻监听，供医院端程序使用：每行一条报文，每行一个回答；写 `unix:PATH` 或 `tcp:127.0.0.1:PORT`（只限本机）",
    }
    "settlement": "结算的处理情况" {}
    "settlement waiting": "列出没有收到原结算的撤销，和须人工核对的报文" {}
    "settlement file": "为应补助的结算生成申报；金额变动的重新申报，已撤销的撤回" + "已封批或已支付的申报不变，列在 `failed` 中，须走追回；再执行一次即可继续。" {}
    "settlement sum": "全部结算应补助的金额，和已入账的金额" {}
    "participation": "参加互助的情况：参保率、未参加人员、中途变动和基金台账" {}
    "participation coverage": "各工会应参加人数、已参加人数和参保率，并注明截止日期" {
        scheme: "方案代号；不写则为范围内最近开始的一期",
        on: "截止日期；不写则为今天，期外为期初或期末",
        unit: "只看某一工会及其下级",
    }
    "participation missing": "列出在职会员中应参加而未参加的人，证件号码打码" {
        scheme: "方案代号；不写则为范围内最近开始的一期",
        on: "截止日期；不写则为今天，期外为期初或期末",
        unit: "只看某一工会及其下级",
    }
    "participation changes": "列出期内新参加、退出和顶替的人" {
        scheme: "方案代号；不写则为范围内最近开始的一期",
        unit: "只看某一工会及其下级",
    }
    "participation ledger": "基金台账：各方缴费、工会补足、补助支出和结余" + "支出大于缴费是正常情况，差额由哪一级工会补足，用 `gongbao participation make-up` 登记。" {
        scheme: "方案代号；不写则为范围内最近开始的一期",
        unit: "只看某一工会及其下级",
    }
    "participation make-up": "登记某一工会对基金的补足；金额为负则冲回" {
        scheme: "方案代号",
        unit: "补足的工会代码",
        amount: "金额，单位为元；负数冲回以前的登记",
        on: "拨付日期；不写则为今天",
        document: "依据文件，如会议纪要文号",
    }
    "analysis": "互助的缴费和补助情况，按月、季或年汇总" {
        from: "起始日期",
        to: "截止日期",
        by: "按什么汇总：月、季或年",
        actuary: "改为给精算的数据：没有人员和单位，不足五人的单元不列",
        out: "另写成带图表的工作簿；已有的文件不会被覆盖",
    }
    "institution": "即时抵付的医药机构及其收款账户" {}
    "institution list": "列出机构和账户" {}
    "institution set": "提出机构的收款账户，由另一位管理员审定" {
        code: "机构编号，与结算报文中的一致",
        name: "机构名称，即账户户名",
        bank: "开户银行",
        account: "账号",
        from: "从哪一天起由机构当场抵付",
        until: "到哪一天为止，不再抵付后填写",
    }
    "outbox": "发给会员的通知，及其发送情况" {}
    "outbox list": "列出范围内的通知，最早的在前" {
        state: "待发、已发或已停发",
    }
    "outbox send": "发送到期的通知，发完即结束" + "发不出去的由以后的执行重试，间隔从一分钟到一天，试满八次后停发。同时执行几次，每条通知也只发一次。" {
        via: "仅限演练：不走配置文件写明的通道，改走另一通道（文件、程序或网址）",
        limit: "最多发送几条",
        english: "用英文发送，不用中文",
    }
    "outbox retry": "让停发的通知重新发送" {}
    "referral": "结算情况需要关心的会员，及其工会的走访帮扶（反馈单）" {}
    "referral list": "列出范围内的反馈单，最早的在前；已办结的须另行指明" {
        stage: "只看某一状态",
        closed: "也列出已办结的",
        overdue: "只看基层工会超期未反馈的",
        unit: "只看某一工会",
    }
    "referral show": "查看一张反馈单及其全部经过" {
        slip: "反馈单编号",
    }
    "referral issue": "把反馈单发给基层工会" {
        slip: "反馈单编号",
        due: "反馈期限；不写则为今天起十五天",
    }
    "referral receive": "接收发来的反馈单" {
        slip: "反馈单编号",
    }
    "referral visit": "登记走访" {
        slip: "反馈单编号",
        on: "走访日期",
        visitors: "走访人，至少两人，每人写一次",
        findings: "走访情况；不写病情诊断",
    }
    "referral decide": "确定帮扶，或确定无需帮扶" {
        slip: "反馈单编号",
        kind: "帮扶种类：慰问救助金、困难职工建档、服务帮扶或其他",
        amount: "帮扶金额，单位为元",
        fund: "资金来源",
        note: "其他说明",
        no_need: "无需帮扶的理由",
    }
    "referral return": "签字后反馈" {
        slip: "反馈单编号",
        signed_by: "基层工会主席",
    }
    "referral close": "办结反馈单" {
        slip: "反馈单编号",
        note: "说明",
    }
    "referral print": "把反馈单写成工作簿，打印后填写、签字" {
        slip: "反馈单编号",
        out: "要写入的工作簿或目录；已有的文件不会被覆盖",
    }
    "import participants": "导入参加互助的名册" {}
    "import settlements": "导入结算数据：每行一条 JSON 报文，或 CSV、制表符文本、工作簿形式的清单" {}
};
