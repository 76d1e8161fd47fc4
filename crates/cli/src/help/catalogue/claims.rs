//! Claims and the people they are for, duplicates among them, and the batches that pay them.

use super::Text;

pub const TEXTS: &[Text] = commands! {
    "claim": "申报：查看、审核、审批等办理" {}
    "claim list": "列出范围内的申报，先申报的在前" {}
    "claim causes": "按原因统计不能直接办理的申报：每项不符合或待人工的条件一行" {}
    "claim show": "查看一笔申报的各项条件和经过" {}
    "claim explain": "打印交给会员的告知书：为何、补什么、何时之前" {}
    "claim replay": "按存下的事实重新判定最近一次结论；有差异则退出码为 1" {}
    "claim log": "查看一笔申报的审计记录" {}
    "claim reveal": "显示一个完整号码，原因记入审计" {
        field: "显示哪一项：`child-number`（享受人证件号码）、`certificate`（出生医学证明编号）、`member-number`（会员证件号码）、`spouse-number`（配偶证件号码）、`mobile`（手机号码）或 `bank-card`（收款账号）",
        reason: "为何需要；经审委员会看到",
    }
    "claim returns": "把一个单位已退回的申报汇成一个工作簿，供更正" {}
    "claim reassess": "继续办完变更之后中断的重新判定" {}
    "claim review": "审核：登记核对结果；多笔的先看抽样" {
        claims: "申报编号，可写多个；有需人工判定的事项或笔数较多时，先打印抽样",
        checks: "已完成的核对",
        reason: "认可需人工判定项的理由",
        judged: "理由所指的条件，照抽样所打印的填写；没有需人工判定的则写 `none`",
    }
    "claim approve": "审批可付金额；多笔的先看抽样" {
        claims: "申报编号，可写多个；笔数较多时先打印抽样",
        source: "经费来源，第一个即不写时所用，不足部分由其余的补足；写其余的则只用它",
        all_matching: "筛选命中的全部已审核申报；先打印抽样，确认之前不审批，退出码为 2",
    }
    "claim keep": "保留审批：审批后情况有变，仍予保留" {
        reason: "为何仍予保留",
    }
    "claim resume": "继续办完本人中断的批量审批" {}
    "claim supplement": "补充申报：已支付的申报，在上限以内补报余额" {
        claim: "已支付的申报编号",
        claimed: "补报的金额，单位为元",
    }
    "claim return": "退回单位更正" {}
    "claim reject": "不予受理，不再办理" {}
    "claim hold": "挂起，到某日为止或到名额空出为止" {
        until: "挂起到哪一天；不写则到名额空出为止",
    }
    "claim withdraw": "替单位撤回申报" {}
    "claim undo": "撤销上一步；封批之前可以撤销" {}
    "claim reconcile": "对账：已在对账单上找到这笔支付" {}
    "claim recover": "追回已付款" {}
    "claim recovered": "登记款项已全部收回" {
        receipt: "收款凭证",
    }
    "person": "查人：一个人的各年度、各项目、各工会" {}
    "person find": "按完整的证件号、姓名或拼音查找范围内的人" {
        text: "姓名的开头、拼音或首字母（`zhangwei`、`zw`），或完整的证件号；`-` 为从标准输入读取",
    }
    "person show": "用平常的话说明一个人的情况" {
        id: "编号，见 `person find`",
    }
    "duplicate": "重复申报：同一人同一年度的申报" {}
    "duplicate list": "列出重复申报，先发现的在前" {
        state: "状态，多个用逗号分隔；不写则为全部",
    }
    "duplicate show": "并排查看重复的各笔申报" {}
    "duplicate resolve": "处理重复申报" {
        keep: "保留这一笔（申报编号），其余撤回",
        chosen_by: "由父母哪一方选择，凭何文件",
        details_of: "各笔写的不是同一个人时，以哪一笔的证件号、姓名、出生日期为准",
        different: "不是同一人",
        evidence: "证明是两个人的材料；不写则以原因为准",
        return_both: "全部退回",
        hold: "挂起到这一天；`free` 为到名额空出为止",
        escalate: "上报，由各单位共同的上级工会决定",
    }
    "duplicate second": "以第二人身份复核同意：不是同一人" {}
    "duplicate scan": "比对一个年度的全部未结申报，疑似重复的逐一列入" {
        model: "用哪个模型比对" ["frozen": "现用的模型", "new": "由该年度的数据新建并固定下来"],
    }
    "duplicate calibrate": "校准：各条界限对以往处理结果的区分程度" {}
    "duplicate model": "查看现用的模型；写出界限则改用该界限" {
        review: "从这一分数起由人工查看，单位为千分之一比特",
        automatic: "从这一分数起建议为同一人，单位为千分之一比特",
    }
    "duplicate score": "给 CSV 文件中的记录逐对评分，不用数据库" {
        schema: "数据种类" ["child-claim": "子女医保缴费的申报", "febrl": "人员记录测试集"],
        csv: "有表头的 UTF-8 编码 CSV 文件；给出两个则只在两者之间比对",
        out: "结果文件，须是新文件",
        threads: "线程数；不写则用本机全部",
        keep_above: "保留的最低分，单位为比特，如 `-5` 或 `2.5`",
    }
    "duplicate undo": "撤销处理结果；入批之前可以撤销" {}
    "files": "操作员用 `sftp` 上传和取走的文件：每人一个 `inbox` 和一个 `outbox`" {}
    "files list": "列出 `inbox` 和 `outbox` 中的文件，新的在前" {
        of: "范围内某操作员的登录名；不写则为本人",
    }
    "files put": "代交文件：放入另一位操作员的 `inbox`" {
        file: "文件；从远程执行时为本人 `inbox` 中的文件名",
        to: "范围内某操作员的登录名",
    }
    "files take": "代取文件：取出另一位操作员 `outbox` 中的文件" {
        name: "文件名",
        of: "范围内某操作员的登录名",
        out: "写入的目录或文件；从远程执行时为本人 `outbox` 中的文件名",
    }
    "files serve": "`sftp` 和 `scp` 的请求由它办理；只由 sshd 启动" {}
    "batch": "支付批次" {}
    "batch create": "制批：收入一个单位已审批、未入批的申报" {
        unit: "付款的工会代码",
        channel: "通道：`member-bank`（会员银行卡）、`institution`（医药机构）或 `tax`（税务缴费）",
        source: "经费来源",
    }
    "batch payable": "列出已审批、未入批的款项：按单位、资金来源和渠道" {
        unit: "付款的工会代码，含其全部下级",
        channel: "通道：`member-bank`（会员银行卡）、`institution`（医药机构）或 `tax`（税务缴费）",
        source: "经费来源",
    }
    "batch collect": "全部制批：每个单位、资金来源和渠道各一批；确认笔数和合计之后才制批" {
        unit: "付款的工会代码，含其全部下级",
        channel: "通道：`member-bank`（会员银行卡）、`institution`（医药机构）或 `tax`（税务缴费）",
        source: "经费来源",
    }
    "batch list": "列出批次，新的在前" {}
    "batch show": "查看一个批次及其各笔" {}
    "batch seal": "封批：收款人和金额不再变动" {}
    "batch sign": "以第二审批人身份会签大额批次" {}
    "batch export": "导出支付文件或缴费名册" {
        format: "文件格式" ["csv": "逗号分隔的文本", "xlsx": "电子表格工作簿"],
        out: "写入的目录或文件",
    }
    "batch check": "说明一个文件是否与批次导出时逐字节相同" {
        file: "付款文件或参保名单",
    }
    "batch settle": "结清：登记银行或税务的回执" {
        on: "支付日期；不写则为今天",
        receipt: "回执号；不写则为批次编号",
        paid: "已支付的申报；`ALL` 为全部待回执的各笔",
        refused: "被拒的申报，各写原因",
        answer: "银行或税务的回执文件，写明各笔的结果：工作簿、CSV、以 `|` 分隔的文本或打印的文本",
        include_hidden: "文件中隐藏的行、列和工作表也读取",
    }
    "batch reverse": "冲回登错的回执，须另一人审定" {
        lines: "要冲回的各笔的申报编号",
    }
    "batch withdraw": "撤批：导出之前收回批次" {}
};
